/** A few simulated worlds with every set of tests; `npm run simulate` plays a thousand. */
import { expect, test } from 'vitest';
import { NO_FAULTS } from './faults.ts';
import { type Plan, planOf } from './plan.ts';
import { play } from './play.ts';

const CALM: Plan = {
  seed: 1,
  provider: 'cloud',
  people: 1,
  isOneHome: false,
  thinkMs: 3_000,
  bubbles: 2,
  rates: NO_FAULTS,
  acts: [],
};

test('R9, I2 · after a move that no hook told of, nothing leaves later than δ, and the return is answered', async () => {
  const { violations, takeovers } = await play({
    ...CALM,
    acts: [
      { atMs: 0, who: 0, kind: 'says', words: 'quanto custa?' },
      { atMs: 7_000, who: 0, kind: 'moves', to: 'atendimento_humano', told: 'lost', by: 'marcos' },
      { atMs: 20_000, who: 0, kind: 'says', words: 'oi?' },
    ],
  });
  expect({ violations, takeovers }).toEqual({ violations: [], takeovers: 1 });
});

test('I1–I10 · a handful of worlds with every kind of fault keeps every promise', async () => {
  const broken = [];
  for (const seed of [2, 5, 8]) {
    const { violations } = await play(planOf(seed));
    if (violations.length > 0) broken.push({ seed, violations });
  }
  expect(broken).toEqual([]);
});
