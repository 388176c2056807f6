/** What the card should show for what the conversation knows (C1–C6). */
import { expect, test } from 'vitest';
import { emptyFacts, Facts, FLOWS, withEarlierNames } from '../../lib/agent/extract/facts.ts';
import { desiredCard } from '../../lib/conversation/desired-card.ts';
import type { LeadRecord } from '../../lib/store/lead-rows.ts';
import { LEAD_FIELDS } from '../../local/emulators/kommo/account.ts';
import { aLead, NOW_MS } from './support/rows.ts';

const limits = { minBillBrl: 400, minScore: 50 };
const wished = (facts: Partial<Facts> = {}, lead: Partial<LeadRecord> = {}) =>
  desiredCard(aLead({ facts: { ...emptyFacts, ...facts }, ...lead }), {
    limits,
    booking: null,
    stageSinceMs: undefined,
  });
const qualified: Partial<Facts> = {
  name: 'Mateus',
  billBrl: 900,
  chosenFlow: 'aluguel_lote',
  decisionMaker: true,
  hasOwnPlant: false,
  hasLoyaltyContract: false,
  interested: true,
};
const menu = { stage: 'fluxo', lastQuestion: null, menuShown: [...FLOWS], asked: {} };
const signals = aLead().signals;

test('C3, C4 · of a lead that nothing is known about the card wants its number alone: no stage, no name, no score of 0', () => {
  expect(wished()).toEqual({ fields: { whatsapp: '+5581990000001' }, tagsToAdd: [] });
});

test('C1 · what was learnt is wanted on the card at once', () => {
  expect(wished({ name: 'Mateus', billBrl: 820 })).toMatchObject({
    name: 'Mateus',
    fields: { bill_value: 820 },
  });
});

test('a lead behind a username has no number to show', () => {
  expect(wished({}, { address: { phone: null, lid: null, bsuid: 'BR.1', replyTo: 'BR.1' } }).fields).toEqual(
    {},
  );
});

const STAGES: readonly (readonly [
  string,
  ReturnType<typeof wished>['stage'],
  Partial<Facts>,
  Partial<LeadRecord>,
])[] = [
  ['C2 · the solutions were presented', 'em_qualificacao', { name: 'Mateus' }, { dialogue: menu }],
  ['C2 · every criterion is met', 'qualificado', qualified, { dialogue: menu }],
  [
    'C4 · a bill of 399 failed in words',
    'desqualificado',
    { ...qualified, billBrl: 399 },
    { dialogue: menu },
  ],
  ['… and one of 400 did not', 'qualificado', { ...qualified, billBrl: 400 }, { dialogue: menu }],
  ['I8 · an old wish for a person, after the card was given back', undefined, { wantsHuman: true }, {}],
  ['I8 · an investor whose card was given back', undefined, { chosenFlow: 'usina_investimento' }, {}],
  [
    'R14 · the bot handed over, whatever the facts say',
    'atendimento_humano',
    qualified,
    { signals: { ...signals, botHandoffAtMs: NOW_MS } },
  ],
];
test.each(STAGES)('%s → %s', (_name, stage, facts, lead) => {
  expect(wished(facts, lead).stage).toBe(stage);
});

test('C5 · no talk about a time of day books a meeting: the card is never wanted in REUNIÃO AGENDADA', () => {
  const card = wished(
    { ...qualified, meetingDay: 'terça', meetingPeriod: '15h' },
    { dialogue: { ...menu, stage: 'agendamento' } },
  );
  expect(card.stage).toBe('qualificado');
});

test('C6 · every flow has a tag of its own and an option that the account’s field really has', () => {
  const options =
    LEAD_FIELDS.find(({ name }) => name === 'Solução Solar')?.enums.map(({ value }) => value) ?? [];
  const cards = FLOWS.map((chosenFlow) => wished({ chosenFlow }));
  for (const [index, card] of cards.entries()) {
    expect(options).toContain(card.fields.solution);
    expect(card.tagsToAdd).toEqual([`fluxo_${FLOWS[index]}`]);
  }
  expect(new Set(cards.map(({ fields }) => fields.solution)).size).toBe(FLOWS.length);
});

test('C11 · objections and an opt-out become tags', () => {
  const card = wished(
    { objections: ['preco', 'vou_pensar'] },
    { signals: { ...signals, optedOutAtMs: NOW_MS } },
  );
  expect(card.tagsToAdd).toEqual(['objecao_preco', 'objecao_vou_pensar', 'opt-out']);
});

test('T4 · a name that the lead put right replaces the wrong one on its card', () => {
  const first = Facts.parse({ name: 'Claudia' });
  const right = withEarlierNames(first, { ...first, name: 'Carla' });
  expect(wished(right)).toMatchObject({ name: 'Carla', replacesNames: expect.arrayContaining(['Claudia']) });
  expect(withEarlierNames(right, { ...right, name: 'Carla' }).earlierNames).toEqual(['Claudia']);
});
