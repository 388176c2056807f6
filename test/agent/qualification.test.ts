import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openingDialogue } from '../../lib/agent/dialogue.ts';
import { emptyFacts, type Facts, FLOWS } from '../../lib/agent/extract/facts.ts';
import {
  flowTag,
  menuFor,
  menuLine,
  objectionTag,
  SOLUTIONS,
  solutionName,
  solutionPitch,
} from '../../lib/agent/playbook.ts';
import { CRITERIA, SCORE_WEIGHTS, score, targetStage, verdict } from '../../lib/agent/qualification.ts';

const limits = { minBillBrl: 400, minScore: 50 };
const ready: Facts = {
  ...emptyFacts,
  name: 'Ana',
  bills: [850],
  billBrl: 850,
  chosenFlow: 'compra_energia_desconto',
  decisionMaker: true,
  hasOwnPlant: false,
  hasLoyaltyContract: false,
  interested: true,
};
const someFacts = fc
  .record({
    name: fc.option(fc.constant('Ana')),
    billBrl: fc.option(
      fc.oneof(fc.integer({ min: 0, max: 20_000 }), fc.double({ min: 0, max: 20_000, noNaN: true })),
    ),
    chosenFlow: fc.option(fc.constantFrom(...FLOWS)),
    decisionMaker: fc.option(fc.boolean()),
    hasOwnPlant: fc.option(fc.boolean()),
    wantsNewPlant: fc.option(fc.boolean()),
    hasLoyaltyContract: fc.option(fc.boolean()),
    interested: fc.option(fc.boolean()),
  })
  .map((some): Facts => ({ ...emptyFacts, ...some }));

test('C3, C16 · the score is one scale of whole numbers from 0 to 100, whatever cents the bill has', () => {
  expect(Object.values(SCORE_WEIGHTS).reduce((sum, weight) => sum + weight, 0)).toBe(100);
  expect(score(emptyFacts)).toBe(0);
  expect(score({ ...ready, billBrl: 4000 })).toBe(100);
  fc.assert(
    fc.property(someFacts, (facts) => {
      expect(Number.isInteger(score(facts)) && score(facts) >= 0 && score(facts) <= 100).toBe(true);
    }),
  );
});

test('C3 · the minimum score is reached at its own value and not one above', () => {
  const reached = score(ready);
  expect(verdict(ready, { ...limits, minScore: reached })).toEqual({ kind: 'qualified' });
  expect(verdict(ready, { ...limits, minScore: reached + 1 })).toEqual({
    kind: 'undecided',
    missing: ['score'],
  });
});

test('C3 · a name and a bill alone qualify nobody, however low the minimum', () =>
  expect(verdict({ ...emptyFacts, name: 'Ana', billBrl: 850 }, { ...limits, minScore: 0 }).kind).toBe(
    'undecided',
  ));

test('C4 · nothing known disqualifies nobody', () =>
  expect(verdict(emptyFacts, limits)).toEqual({ kind: 'undecided', missing: [...CRITERIA] }));

test.each<[what: string, change: Partial<Facts>, kind: string]>([
  ['a bill of 400 qualifies', { billBrl: 400 }, 'qualified'],
  ['a bill of 399.99 disqualifies', { billBrl: 399.99 }, 'disqualified'],
  ['an unknown bill decides nothing', { billBrl: null }, 'undecided'],
  ['no interest disqualifies', { interested: false }, 'disqualified'],
  ['unknown interest decides nothing', { interested: null }, 'undecided'],
  ['a loyalty contract disqualifies', { hasLoyaltyContract: true }, 'disqualified'],
  ['a decision maker who will not attend disqualifies', { decisionMaker: false }, 'disqualified'],
  [
    'an own plant and no wish for another disqualifies',
    { hasOwnPlant: true, wantsNewPlant: false },
    'disqualified',
  ],
  ['an own plant and a wish for another qualifies', { hasOwnPlant: true, wantsNewPlant: true }, 'qualified'],
  ['an own plant alone decides nothing', { hasOwnPlant: true, wantsNewPlant: null }, 'undecided'],
])('C4 · %s', (_, change, kind) => expect(verdict({ ...ready, ...change }, limits).kind).toBe(kind));

test('C4 · making a fact unknown never turns a lead into disqualified', () =>
  fc.assert(
    fc.property(
      someFacts,
      fc.constantFrom(
        'billBrl',
        'decisionMaker',
        'hasOwnPlant',
        'wantsNewPlant',
        'hasLoyaltyContract',
        'interested',
      ),
      (facts, key) => {
        if (verdict(facts, limits).kind !== 'disqualified')
          expect(verdict({ ...facts, [key]: null }, limits).kind).not.toBe('disqualified');
      },
    ),
  ));

test('C2 · every turn of the talk has its stage', () => {
  const stage = (facts: Facts, dialogue = openingDialogue) =>
    targetStage({ facts, dialogue, verdict: verdict(facts, limits) });
  expect(stage(emptyFacts)).toBeNull();
  expect(
    stage(
      { ...emptyFacts, billBrl: 850 },
      { ...openingDialogue, stage: 'roteamento_e_apresentacao', menuShown: [...FLOWS] },
    ),
  ).toBe('em_qualificacao');
  expect(stage(ready)).toBe('qualificado');
  expect(stage({ ...ready, billBrl: 200 })).toBe('desqualificado');
  expect(stage({ ...ready, wantsHuman: true })).toBe('atendimento_humano');
  expect(stage({ ...ready, chosenFlow: 'usina_investimento' })).toBe('atendimento_humano');
});

test('C5 · no facts and no stage of the talk move a card to REUNIÃO AGENDADA', () =>
  fc.assert(
    fc.property(
      someFacts,
      fc.constantFrom('abertura', 'fluxo', 'agendamento', 'encerrado'),
      (facts, stage) => {
        expect(
          targetStage({
            facts: { ...facts, meetingDay: 'terça', meetingPeriod: '15h' },
            dialogue: { ...openingDialogue, stage },
            verdict: verdict(facts, limits),
          }),
        ).not.toBe('reuniao_agendada');
      },
    ),
  ));

test('C6 · solutions, flows and tags share one list', () => {
  expect(SOLUTIONS.map(({ flow }) => flow)).toEqual([...FLOWS]);
  expect(flowTag('aluguel_lote')).toBe('fluxo_aluguel_lote');
  expect(objectionTag('preco')).toBe('objecao_preco');
});

test('the menu is one line of four letters, with the premium name from R$ 4.000', () => {
  const menu = menuFor({ billBrl: 850, state: null });
  const line = menuLine(menu, { billBrl: 850, state: null });
  expect(line).not.toContain('\n');
  expect(['*A*', '*B*', '*C*', '*D*'].every((letter) => line.includes(letter))).toBe(true);
  expect(solutionName('compra_energia_desconto', { billBrl: 3999.99, state: null })).toBe(
    'Compra de Energia com Desconto',
  );
  expect(solutionName('compra_energia_desconto', { billBrl: 4000, state: null })).toBe(
    'Compra de Energia com Ganho da Usina',
  );
});

test('a plant of its own is promised in Pernambuco only', () => {
  const now = Date.parse('2026-11-23T10:00:00-03:00');
  expect(solutionPitch('compra_energia_desconto', { billBrl: 5000, state: 'PE' }, now)).toContain(
    'a usina passa a ser sua',
  );
  expect(solutionPitch('compra_energia_desconto', { billBrl: 5000, state: 'PB' }, now)).not.toContain('sua');
});
