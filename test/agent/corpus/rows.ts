/** The three parts of the corpus as they lie beside this file (README.md there says how it is parted). */
import { readdirSync, readFileSync } from 'node:fs';
import * as z from 'zod/mini';

export const PARTS = ['looked', 'held', 'fresh'] as const;
/** `own`: written beside the extractors, so that what they learnt stays; it proves nothing, and does not have every kind. */
export type Part = (typeof PARTS)[number] | 'own';

export type Row = { readonly text: string; readonly expected: readonly unknown[] };

const Rows = z.array(
  z.strictObject({ text: z.string(), expected: z.array(z.unknown()).check(z.minLength(1)) }),
);

const folderOf = (part: Part): URL => new URL(`./${part}/`, import.meta.url);

/** Names of the kinds, the same in both parts. */
export const kindsIn = (part: Part): readonly string[] =>
  readdirSync(folderOf(part))
    .map((file) => file.replace(/\.json$/, ''))
    .sort();

/** Every utterance of one kind, each with the readings that are right. */
export const rowsOf = (kind: string, part: Part): readonly Row[] =>
  Rows.parse(JSON.parse(readFileSync(new URL(`${kind}.json`, folderOf(part)), 'utf8')));
