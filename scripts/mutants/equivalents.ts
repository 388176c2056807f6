/** Mutants that nobody could tell from the original, each with the reason, and the order in which a sample is taken. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';

const why = z.string().check(z.minLength(20));
const Equivalents = z.object({
  typescript: z.array(z.object({ file: z.string(), code: z.string(), becomes: z.string(), why })),
  sql: z.array(z.object({ function: z.string(), code: z.string(), becomes: z.string(), why })),
});

export const equivalents = Equivalents.parse(
  JSON.parse(readFileSync(new URL('../../test/mutants/equivalent.json', import.meta.url), 'utf8')),
);

/** The same order for the same seed, and another for another. */
export const inSeededOrder = (names: readonly string[], seed: string): readonly string[] =>
  names
    .map((name) => ({ name, at: createHash('sha256').update(`${seed}\n${name}`).digest('hex') }))
    .sort((a, b) => a.at.localeCompare(b.at))
    .map(({ name }) => name);
