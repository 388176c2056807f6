/** What fuzzing found once, and what everybody tries first, by name; `npm run fuzz` looks for more. */
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { playOnce } from './fuzz.ts';
import type { Player } from './target.ts';
import { TARGETS } from './targets.ts';

const CORPUS = new URL('corpus/', import.meta.url);
const Cases = z.array(z.object({ name: z.string(), input: z.unknown() }));

for (const file of readdirSync(CORPUS)) {
  const target = TARGETS.find(({ name }) => `${name}.json` === file);
  if (!target) throw new Error(`no target of the corpus ${file}`);
  describe(`${target.name}: ${target.what}`, () => {
    let starting: Promise<Player<unknown>> | null = null;
    afterAll(async () => (await starting)?.close());
    test.each(Cases.parse(JSON.parse(readFileSync(new URL(file, CORPUS), 'utf8'))))(
      '$name',
      async ({ input }) => {
        starting ??= target.start();
        await expect(playOnce(await starting, target.schema.parse(input))).resolves.toBeDefined();
      },
    );
  });
}
