/** What the simulation found stays mended: each history as its seed left it, played in every set of tests. */
import { expect, test } from 'vitest';
import { play } from './play.ts';
import { REGRESSIONS } from './regressions.ts';

test.each(REGRESSIONS.map(({ name, plan }) => [name, plan] as const))('%s', async (_name, plan) => {
  expect((await play(plan)).violations).toEqual([]);
});
