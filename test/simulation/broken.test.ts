/** The simulation can fail: without a guard of the product, a history that is clean with it is not (`npm run simulate -- --broken` tries every guard). */
import { expect, test } from 'vitest';
import { createCrew } from './crew.ts';
import { NO_FAULTS } from './faults.ts';
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

const closedBy = (to: 'nao_interessado' | 'won'): readonly Act[] => [
  { atMs: 20_000, who: 0, kind: 'moves', to, told: 'told', by: 'marcos' },
  { atMs: 40_000, who: 0, kind: 'says', words: 'oi?' },
];

const MISSED: readonly (readonly [guard: string, id: string, acts: readonly Act[]])[] = [
  [
    'a live read gives the card back',
    'I7',
    [
      { atMs: 20_000, who: 0, kind: 'moves', to: 'atendimento_humano', told: 'told', by: 'marcos' },
      { atMs: 40_000, who: 0, kind: 'moves', to: 'em_qualificacao', told: 'told', by: 'marcos' },
    ],
  ],
  ['who closed the card decides', 'I2', closedBy('nao_interessado')],
  ['a closed card is a person’s', 'I2', closedBy('won')],
];

test.each(MISSED)(
  'I2, I7 · without “%s” the simulation finds %s broken, and nothing with it',
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
