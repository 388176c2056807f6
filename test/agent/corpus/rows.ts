/** The parts of the corpus as they lie beside this file (README.md there says how it is parted). */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as z from 'zod/mini';

export const PARTS = ['looked', 'held'] as const;
/** `own`: written beside the extractors, so that what they learnt stays; it proves nothing, and does not have every kind. */
export type Part = (typeof PARTS)[number] | 'own';

export type Row = { readonly text: string; readonly expected: readonly unknown[] };

const Rows = z.array(
  z.strictObject({ text: z.string(), expected: z.array(z.unknown()).check(z.minLength(1)) }),
);

const folderOf = (part: Part): URL => new URL(`./${part}/`, import.meta.url);

/** Names of the kinds that a part has rows of. */
export const kindsIn = (part: Part): readonly string[] =>
  existsSync(folderOf(part))
    ? readdirSync(folderOf(part))
        .map((file) => file.replace(/\.json$/, ''))
        .sort()
    : [];

/** Every utterance of one kind, each with the readings that are right; none where the part lacks the kind. */
export const rowsOf = (kind: string, part: Part): readonly Row[] => {
  const file = new URL(`${kind}.json`, folderOf(part));
  return existsSync(file) ? Rows.parse(JSON.parse(readFileSync(file, 'utf8'))) : [];
};
