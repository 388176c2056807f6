/** What the events of a lead's cards say beside a live read that shows them all in the bot's stages: a return, a move away, or nothing. */
import { expect, test } from 'vitest';
import { judgeMoves, type MovesSeen } from '../../lib/handoff/card-return.ts';
import type { CardMove } from '../../lib/kommo/kommo.ts';
import { LOST_STATUS_ID, type StageKey, WON_STATUS_ID } from '../../lib/pipeline.ts';
import { leadId } from '../kommo/support/builders.ts';
import { map, PIPELINE, statusOf } from './support/fake-card.ts';

const OWN = leadId(15_000_001);
const OTHER = leadId(15_000_002);
const SELLER = 7;
type Where = StageKey | 'won' | 'lost';
const stage = (where: Where) => ({
  pipelineId: PIPELINE,
  statusId: where === 'won' ? WON_STATUS_ID : where === 'lost' ? LOST_STATUS_ID : statusOf(where),
});
const move = (at: number, from: Where, to: Where, over: Partial<CardMove> = {}): CardMove => ({
  kommoLeadId: OWN,
  at,
  createdBy: SELLER,
  from: stage(from),
  to: stage(to),
  ...over,
});
const judged = (moves: readonly CardMove[], over: Partial<MovesSeen> = {}) =>
  judgeMoves({
    cards: [OWN],
    returning: [OWN],
    moves,
    own: [],
    map,
    fromPerson: false,
    readAtMs: 102_000,
    graceMs: 5_000,
    ...over,
  });
const back = move(100, 'atendimento_humano', 'em_qualificacao');
const returnedAt = (at: number, kommoLeadId = OWN) => ({
  kind: 'returned',
  atMs: at * 1000,
  author: SELLER,
  kommoLeadId,
});
const LEFT = { kind: 'left' };
const HOME = { cards: [OWN, OTHER], returning: [OWN, OTHER] };

test('R18 · the latest of a person’s moves into a stage of the bot’s is the return, whatever their order in the list', () => {
  const earlier = move(90, 'atendimento_humano', 'novo_lead');
  expect([judged([back, earlier]), judged([earlier, back]), judged([])]).toEqual([
    returnedAt(100),
    returnedAt(100),
    null,
  ]);
});

test.each<[string, CardMove, Partial<MovesSeen>, object]>([
  ['a second later', move(101, 'em_qualificacao', 'atendimento_humano'), {}, LEFT],
  [
    'in the same second, whose order nobody knows',
    move(100, 'em_qualificacao', 'atendimento_humano'),
    {},
    LEFT,
  ],
  ['the second before', move(99, 'em_qualificacao', 'atendimento_humano'), {}, returnedAt(100)],
  ['by a robot', move(101, 'em_qualificacao', 'atendimento_humano', { createdBy: 0 }), {}, LEFT],
  ['into NÃO INTERESSADO', move(101, 'em_qualificacao', 'nao_interessado'), {}, LEFT],
  ['into won', move(101, 'em_qualificacao', 'won'), {}, LEFT],
  ['to another of the bot’s stages', move(101, 'em_qualificacao', 'qualificado'), {}, returnedAt(101)],
  ['five seconds before the read', move(101, 'em_qualificacao', 'won'), { readAtMs: 106_000 }, LEFT],
  [
    'more than that, so that the read shows it',
    move(101, 'em_qualificacao', 'won'),
    { readAtMs: 106_001 },
    returnedAt(100),
  ],
  [
    'into NÃO INTERESSADO by ourselves, where the bot goes on',
    move(101, 'em_qualificacao', 'nao_interessado', { createdBy: 0 }),
    { own: [{ kommoLeadId: OWN, ...stage('nao_interessado'), atMs: 101_000 }] },
    returnedAt(100),
  ],
  [
    'into a person’s stage by ourselves',
    move(101, 'em_qualificacao', 'atendimento_humano', { createdBy: 0 }),
    { own: [{ kommoLeadId: OWN, ...stage('atendimento_humano'), atMs: 101_000 }] },
    LEFT,
  ],
])('I2 · a card given back and moved away %s', (_name, away, over, expected) => {
  expect(judged([back, away], over)).toEqual(expected);
  expect(judged([away, back], over)).toEqual(expected);
});

test('I2, H13 · another card of the home that leaves counts, but not one that is closed', () => {
  const other = { kommoLeadId: OTHER };
  expect(judged([back, move(101, 'novo_lead', 'atendimento_humano', other)], HOME)).toEqual(LEFT);
  expect(judged([back, move(101, 'novo_lead', 'won', other)], HOME)).toEqual(returnedAt(100));
  // Of a card that the read did not show nothing is asked.
  expect(judged([back, move(101, 'novo_lead', 'atendimento_humano', other)])).toEqual(returnedAt(100));
});

test('I2 · a card that left is gone, also where it moved on into a stage that says nothing by itself', () => {
  const left = move(101, 'em_qualificacao', 'atendimento_humano');
  const on = move(102, 'atendimento_humano', 'nao_interessado', { createdBy: 0 });
  const own = [{ kommoLeadId: OWN, ...stage('nao_interessado'), atMs: 102_000 }];
  expect(judged([back, left, on], { own })).toEqual(LEFT);
});

test('R18 · two cards given back in one second: the lead’s own, which stands first, is the return', () => {
  const given = { ...back, kommoLeadId: OTHER };
  expect(judged([back, given], HOME)).toEqual(returnedAt(100));
});

test('R18 · another card of the home may be the one that was given back; where only the lead’s own counts, it is not', () => {
  const other = { kommoLeadId: OTHER };
  const given = move(101, 'atendimento_humano', 'em_qualificacao', other);
  expect(judged([back, given], HOME)).toEqual(returnedAt(101, OTHER));
  expect(judged([back, given], { ...HOME, returning: [OWN] })).toEqual(returnedAt(100));
});

test('R18 · looked for a hold that nobody saw: only a move out of a person’s stage tells of one', () => {
  const only = { fromPerson: true };
  expect(judged([back], only)).toEqual(returnedAt(100));
  expect(judged([move(100, 'novo_lead', 'em_qualificacao')], only)).toBeNull();
  expect(judged([move(100, 'novo_lead', 'em_qualificacao', { from: null })], only)).toBeNull();
  // Opened again: alone, a person held it; beside an open one, nobody did.
  expect(judged([move(100, 'lost', 'em_qualificacao')], only)).toEqual(returnedAt(100));
  expect(judged([move(100, 'lost', 'em_qualificacao')], { ...HOME, ...only })).toBeNull();
});

test('P2 · neither a robot’s move nor our own is a return', () => {
  expect(judged([{ ...back, createdBy: 0 }])).toBeNull();
  expect(
    judged([back], { own: [{ kommoLeadId: OWN, ...stage('em_qualificacao'), atMs: 100_000 }] }),
  ).toBeNull();
});
