/** What a hook about a card, and a seller's note, are worth by themselves: a claim may silence, and only a live read releases. */
import { expect, test } from 'vitest';
import { commandIn, judgeNote, type NoteVerdict } from '../../lib/handoff/note-command.ts';
import { claimedPlace, isTakeover, matters, movedAtMs } from '../../lib/handoff/takeover-claim.ts';
import type { KommoNote, KommoResult } from '../../lib/kommo/kommo.ts';
import { KommoLeadId } from '../../lib/lead.ts';
import { CardEvent } from '../../lib/lead-event.ts';
import { createStageMap, STAGE_KEYS, STAGE_PLACES, STAGES, type StagePlace } from '../../lib/pipeline.ts';
import { CARD } from './support/leads.ts';

const PIPELINE = 8_100_001;
const map = createStageMap({
  pipeline: {
    pipelineId: PIPELINE,
    statuses: STAGE_KEYS.map((key, index) => ({
      statusId: 11 + index,
      name: STAGES[key].name,
      isUnsorted: false,
    })),
  },
  configuredIds: {},
});
const HUMAN = map.statusIdOf('atendimento_humano') ?? 0;
const BOT = map.statusIdOf('em_qualificacao') ?? 0;
const known = { ownPipelineId: PIPELINE, map };
const unknown = { ownPipelineId: PIPELINE, map: null };

const CLAIMS: readonly (readonly [
  string,
  number | null,
  number | null,
  typeof known | typeof unknown,
  StagePlace | null,
])[] = [
  ['a stage of the table', PIPELINE, HUMAN, known, 'atendimento_humano'],
  ['a stage of another pipeline', 9, HUMAN, known, 'unmapped'],
  ['no pipeline', null, HUMAN, known, null],
  ['no stage', PIPELINE, null, known, null],
  ['no pipeline, stages unknown', null, HUMAN, unknown, null],
  ['another pipeline, stages unknown', 9, BOT, unknown, 'unmapped'],
  ['our pipeline, stages unknown', PIPELINE, BOT, unknown, null],
  ['won in our pipeline, stages unknown', PIPELINE, 142, unknown, 'lost'],
  ['lost in our pipeline, stages unknown', PIPELINE, 143, unknown, 'lost'],
];
test.each(CLAIMS)('P20 · a hook that tells %s', (_name, pipelineId, statusId, with_, place) => {
  expect(claimedPlace({ pipelineId, statusId }, with_)).toBe(place);
});

test.each([...STAGE_PLACES, null])(
  'P2 · a card claimed to be in %s takes the conversation only where the bot never speaks',
  (place) => {
    const persons: readonly (StagePlace | null)[] = ['atendimento_humano', 'won', 'lost', 'unmapped'];
    expect(isTakeover(place)).toBe(persons.includes(place));
  },
);

test('R9 · a claim is as old as it says, in seconds; without a time it is as old as its hearing', () => {
  expect(movedAtMs({ changedAt: 17 }, 99)).toBe(17_000);
  expect(movedAtMs({ changedAt: 0 }, 99)).toBe(0);
  expect(movedAtMs({ changedAt: null }, 99)).toBe(99);
});

const event = (over: Partial<CardEvent> = {}): CardEvent => ({
  ...CardEvent.parse({
    kind: 'card',
    action: 'status',
    kommoLeadId: CARD,
    pipelineId: PIPELINE,
    statusId: BOT,
    oldPipelineId: PIPELINE,
    oldStatusId: HUMAN,
    modifiedBy: 7,
    changedAt: 17,
  }),
  ...over,
});
const MATTERS: readonly (readonly [string, Partial<CardEvent>, StagePlace | null, boolean])[] = [
  ['a person moved it into a stage of the bot’s', {}, 'em_qualificacao', true],
  ['an edit that says no stage before', { oldStatusId: null }, 'em_qualificacao', false],
  ['an edit that stays', { oldStatusId: BOT }, 'em_qualificacao', false],
  ['a robot moved it', { modifiedBy: 0 }, 'em_qualificacao', false],
  ['a robot moved it to a person', { modifiedBy: 0 }, 'atendimento_humano', true],
  ['an edit of a card that a person holds', { oldStatusId: HUMAN }, 'atendimento_humano', true],
  ['nobody knows the place', { oldStatusId: BOT }, null, true],
  ['it is where the mover decides', { oldStatusId: BOT }, 'nao_interessado', true],
  ['it is deleted', { action: 'delete', oldStatusId: BOT }, 'em_qualificacao', true],
  ['it is restored', { action: 'restore', oldStatusId: BOT }, 'em_qualificacao', true],
];
test.each(MATTERS)('P11 · a hook matters or not: %s', (_name, over, place, expected) => {
  expect(matters(event(over), place)).toBe(expected);
});

test.each([
  ['/bot', 'bot'],
  ['  /BOT\n', 'bot'],
  ['/Humano ', 'humano'],
  ['disse: /bot', null],
  ['/bots', null],
  ['bot', null],
  ['', null],
] as const)('V1 · the note %j is a command only when it is nothing else', (text, command) => {
  expect(commandIn(text)).toBe(command);
});

const claim = { kommoLeadId: CARD, command: 'bot' as const, userId: 7 };
const note = (over: Partial<KommoNote> = {}): KommoResult<KommoNote> => ({
  kind: 'ok',
  value: { kommoLeadId: CARD, isText: true, text: '/bot', createdBy: 9, createdAt: 17, ...over },
});
const failed: KommoResult<KommoNote> = {
  kind: 'failed',
  cause: 'timeout',
  status: null,
  retryAfterMs: null,
  problems: [],
};
const NOTES: readonly (readonly [
  string,
  typeof claim | (Omit<typeof claim, 'command'> & { command: 'humano' }),
  KommoResult<KommoNote>,
  NoteVerdict,
])[] = [
  ['as Kommo has it', claim, note(), { kind: 'obey', givenAtMs: 17_000, author: 9 }],
  ['/bot that cannot be read', claim, failed, { kind: 'again', cause: 'timeout' }],
  [
    '/humano that cannot be read',
    { ...claim, command: 'humano' },
    failed,
    { kind: 'obey', givenAtMs: null, author: 7 },
  ],
  ['that is not there', claim, { kind: 'absent' }, { kind: 'ignore', why: 'absent' }],
  [
    'on another card',
    claim,
    note({ kommoLeadId: KommoLeadId.parse(1) }),
    { kind: 'ignore', why: 'other_card' },
  ],
  ['with another text', claim, note({ text: 'oi' }), { kind: 'ignore', why: 'other_text' }],
  ['with the other command', claim, note({ text: '/humano' }), { kind: 'ignore', why: 'other_text' }],
  ['that nobody typed', claim, note({ isText: false }), { kind: 'ignore', why: 'no_person' }],
  ['by user 0', claim, note({ createdBy: 0 }), { kind: 'ignore', why: 'no_person' }],
  ['by user 1', claim, note({ createdBy: 1 }), { kind: 'obey', givenAtMs: 17_000, author: 1 }],
];
test.each(NOTES)('V1 · a note %s', (_name, of, found, verdict) => {
  expect(judgeNote(of, found)).toEqual(verdict);
});
