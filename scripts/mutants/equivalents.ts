/** Mutants that nobody could tell from the original, each with the reason, and the order in which a sample is taken. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod/mini';

const why = z.string().check(z.minLength(20));
/** `nth`: which one, where a function has several guards of one wording; without it, all of them. */
const guard = { function: z.string(), code: z.string(), becomes: z.string(), nth: z.optional(z.number()) };
const Equivalents = z.object({
  typescript: z.array(z.object({ file: z.string(), code: z.string(), becomes: z.string(), why })),
  sql: z.array(z.object({ ...guard, why })),
});

export const equivalents = Equivalents.parse(
  JSON.parse(readFileSync(new URL('../../test/mutants/equivalent.json', import.meta.url), 'utf8')),
);

/** Guards of the database that no direct test notices yet. Only ever shorter: what is noticed has to come off, what is new is red. */
const UNMET = new URL('../../test/mutants/unmet.json', import.meta.url);
const Unmet = z.array(z.object(guard));
export type UnmetGuard = z.infer<typeof Unmet>[number];
export const unmet = Unmet.parse(JSON.parse(readFileSync(UNMET, 'utf8')));
export const writeUnmet = (guards: readonly UnmetGuard[]): void =>
  writeFileSync(UNMET, `${JSON.stringify(guards, null, 2)}\n`);

/** The same order for the same seed, and another for another. */
export const inSeededOrder = (names: readonly string[], seed: string): readonly string[] =>
  names
    .map((name) => ({ name, at: createHash('sha256').update(`${seed}\n${name}`).digest('hex') }))
    .sort((a, b) => a.at.localeCompare(b.at))
    .map(({ name }) => name);
