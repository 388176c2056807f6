/** The recorded bodies of test/fixtures/kommo; README.md there says what each must come to. */
import { readdirSync, readFileSync } from 'node:fs';

const root = new URL('../../fixtures/kommo/', import.meta.url);

export const fixtureText = (path: string): string => readFileSync(new URL(path, root), 'utf8');
export const fixtureBytes = (path: string): Uint8Array => new Uint8Array(readFileSync(new URL(path, root)));
export const fixtureJson = (path: string): unknown => JSON.parse(fixtureText(path));
export const fixtureNames = (folder: 'api' | 'webhooks'): readonly string[] =>
  readdirSync(new URL(`${folder}/`, root)).sort();

type ErrorBody = { status: number; content_type: string; body: unknown };
// A recorded file of ours: its shape is stated in test/fixtures/README.md.
export const errorBodies = fixtureJson('api/errors.json') as Readonly<Record<string, ErrorBody>>;
