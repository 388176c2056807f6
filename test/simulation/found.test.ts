/** Histories that broke a promise once, as short as they get: each stays a test. */
import { expect, test } from 'vitest';
import { NO_FAULTS } from './faults.ts';
import type { Plan } from './plan.ts';
import { play } from './play.ts';

const CALM: Plan = {
  seed: 23,
  provider: 'evolution',
  people: 1,
  isOneHome: false,
  thinkMs: 0,
  bubbles: 1,
  rates: NO_FAULTS,
  acts: [],
};

const violationsOf = async (plan: Plan) => (await play(plan)).violations;

test('P3 · a deletion that Kommo tells behind the turn which found the card gone still lets the lead have a new one', async () => {
  expect(
    await violationsOf({
      ...CALM,
      acts: [
        { atMs: 180_000, who: 0, kind: 'says', words: 'sou o Mateus' },
        { atMs: 180_500, who: 0, kind: 'deletes_card' },
      ],
    }),
  ).toEqual([]);
});
