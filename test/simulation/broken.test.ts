/** The simulation can fail: without a guard of the product, a history that is clean with it is not (`npm run simulate -- --broken` tries every guard). */
import { expect, test } from 'vitest';
import type { Aim } from './aims.ts';
import { guardNamed } from './broken.ts';
import { createCrew } from './crew.ts';
import { NO_FAULTS } from './faults.ts';
import { BROKEN_GUARDS } from './guards.ts';
import type { Act, Plan } from './plan.ts';
import { play } from './play.ts';

const CALM: Omit<Plan, 'acts'> = {
  seed: 10,
  provider: 'cloud',
  people: 1,
  isOneHome: false,
  thinkMs: 0,
  bubbles: 1,
  rates: NO_FAULTS,
};

const SAYS: Act = { atMs: 2_000, who: 0, kind: 'says', words: 'oi?' };
const COMMIT: Aim = { at: 'commit', nth: 1, when: 'leaves' };

const MISSED: readonly (readonly [guard: string, id: string, acts: readonly Act[]])[] = [
  [
    'a live read gives the card back',
    'I7',
    [
      { atMs: 20_000, who: 0, kind: 'moves', to: 'atendimento_humano', told: 'told', by: 'marcos' },
      { atMs: 40_000, who: 0, kind: 'moves', to: 'em_qualificacao', told: 'told', by: 'marcos' },
    ],
  ],
  [
    'fence of the commit',
    'I1',
    [
      SAYS,
      // Told while the commit is on its way: by its arrival the takeover is on record.
      { atMs: 2_000, who: 0, kind: 'strikes', how: 'slow', times: 1, ms: 200, aim: COMMIT },
      {
        atMs: 2_000,
        who: 0,
        kind: 'moves',
        to: 'atendimento_humano',
        told: 'told',
        by: 'marcos',
        aim: COMMIT,
      },
    ],
  ],
  [
    'what may have left is not said again',
    'I6',
    [
      SAYS,
      {
        atMs: 2_000,
        who: 0,
        kind: 'strikes',
        how: 'lost_after',
        times: 1,
        aim: { at: 'post', nth: 1, when: 'leaves' },
      },
    ],
  ],
];

test.each(MISSED)(
  'I1, I6, I7 · without “%s” the simulation finds %s broken, and nothing with it',
  async (guard, id, acts) => {
    const plan: Plan = { ...CALM, acts };
    const crew = createCrew({ workers: 1, broken: guard });
    try {
      const [without, whole] = await Promise.all([crew.play({ plan, without: [] }), play(plan)]);
      expect(without.violations.map((each) => each.id)).toContain(id);
      expect(whole.violations).toEqual([]);
    } finally {
      crew.close();
    }
  },
);

test('I1–I8 · every guard of the list stands where it is taken out, once', () => {
  const names = BROKEN_GUARDS.map(({ name }) => name);
  expect(names.map((name) => guardNamed(name).name)).toEqual(names);
  expect(new Set(names).size).toBe(names.length);
});
