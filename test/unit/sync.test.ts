/** The sync's guards, one by one: how young the look is, whose hand moved the card, what was refused (I8, P2, P4, C1). */
import { expect, test } from 'vitest';
import type { CardMove } from '../../lib/kommo/kommo.ts';
import { aLead, leadId, START_MS } from '../kommo/support/builders.ts';
import { CARD_ID, type Fake, failure, fakeCard, PIPELINE, statusOf, UNSORTED } from './support/fake-card.ts';

const QUALIFYING = statusOf('em_qualificacao');
const NEW = statusOf('novo_lead');
const MOVE = `patch {"pipelineId":${PIPELINE},"statusId":${QUALIFYING}}`;
const toQualifying = { stage: 'em_qualificacao' } as const;
const writesOf = ({ did }: Fake) => did.filter((each) => each.startsWith('patch'));

test('I8 · a look as old as STAGE_MAX_AGE_MS is good, a millisecond more and the card is read anew', async () => {
  for (const [agoMs, reads] of [
    [1000, 0],
    [1001, 1],
  ] as const) {
    const fake = fakeCard();
    await fake.apply({ tagsToAdd: ['a'] }, { agoMs });
    expect(fake.did.filter((each) => each === 'read')).toHaveLength(reads);
    expect(writesOf(fake)).toHaveLength(1);
  }
});

test('I8 · a look at another card is no look at this one', async () => {
  const fake = fakeCard();
  await fake.apply({ tagsToAdd: ['a'] }, { agoMs: 0, card: aLead({ id: leadId(9) }) });
  expect(fake.did[0]).toBe('read');
});

test('I8 · a move asks for a look of 250 ms: at that age it leaves, a millisecond later the card is looked at again, and the move is kept once', async () => {
  const young = fakeCard();
  expect(await young.apply(toQualifying, { agoMs: 250 })).toEqual({ kind: 'written' });
  expect(young.did).toEqual([`keep ${QUALIFYING}`, MOVE]);
  const old = fakeCard();
  expect(await old.apply(toQualifying, { agoMs: 251 })).toEqual({ kind: 'written' });
  expect(old.did).toEqual([`keep ${QUALIFYING}`, 'look', MOVE]);
});

test('I8 · a look that cannot get younger, because Kommo is slow, is repeated once and not for ever', async () => {
  const fake = fakeCard();
  fake.readMs = 400;
  expect(await fake.apply(toQualifying, { agoMs: 600 })).toEqual({ kind: 'written' });
  expect(fake.did).toEqual([`keep ${QUALIFYING}`, 'look', MOVE]);
});

test('I8 · whoever is slow to say who moved the card makes the second look old too: the move is made then, not looked for a third time', async () => {
  const fake = fakeCard({ statusId: statusOf('nao_interessado') });
  fake.mover = 'bot';
  fake.moverMs = 400;
  expect(await fake.apply(toQualifying)).toEqual({ kind: 'written' });
  expect(fake.did).toEqual(['read', 'mover', `keep ${QUALIFYING}`, 'look', MOVE]);
});

test('I8 · in the second look a person has the card: nothing is written', async () => {
  const fake = fakeCard();
  const seen = { agoMs: 251, ...(fake.card && { card: fake.card }) };
  fake.card = aLead({ pipelineId: PIPELINE, statusId: statusOf('atendimento_humano') });
  expect(await fake.apply(toQualifying, seen)).toEqual({ kind: 'not_ours' });
  expect(writesOf(fake)).toEqual([]);
});

test('I8 · the second look finds another move to make: that one is kept too', async () => {
  const fake = fakeCard({ statusId: statusOf('nao_interessado') });
  fake.mover = 'bot';
  const seen = { agoMs: 251, card: aLead({ pipelineId: PIPELINE, statusId: NEW }) };
  await fake.apply({ stage: 'qualificado' }, seen);
  expect(fake.did.filter((each) => each.startsWith('keep'))).toEqual([
    `keep ${statusOf('qualificado')}`,
    `keep ${QUALIFYING}`,
  ]);
});

test('I8 · a card that another hand changes between every look and the write is let be after three: the next event decides', async () => {
  const fake = fakeCard();
  for (let round = 0; round < 3; round += 1) fake.answers.push(failure('look_outdated'));
  expect(await fake.apply(toQualifying, { agoMs: 0 })).toEqual({ kind: 'failed', cause: 'look_outdated' });
  expect(fake.did).toEqual([`keep ${QUALIFYING}`, MOVE, 'read', MOVE, 'read', MOVE]);
});

test('I8 · what was looked at in vain is looked at anew by itself: the second change of a card waits for nobody else’s', async () => {
  const fake = fakeCard();
  const seen = { agoMs: 251, card: aLead({ pipelineId: PIPELINE, statusId: NEW, updatedAt: 1 }) };
  fake.readMs = 251;
  expect(await fake.apply(toQualifying, seen)).toEqual({ kind: 'written' });
  expect(fake.did).toEqual([`keep ${QUALIFYING}`, 'look', 'read', 'look alone', MOVE]);
});

test('I8 · how old a look is counts from when its read was sent: a slow answer makes it old, a long wait in line does not', async () => {
  for (const [waitMs, answerMs, looks] of [
    [0, 300, 1],
    [2000, 100, 0],
  ] as const) {
    const fake: Fake = fakeCard(
      {},
      {
        leads: async (_ids, { onSent }) => {
          fake.clock.advance(waitMs);
          onSent?.(fake.clock.nowMs());
          fake.clock.advance(answerMs);
          return { kind: 'ok', value: fake.card ? [fake.card] : [] };
        },
      },
    );
    expect(await fake.apply(toQualifying)).toEqual({ kind: 'written' });
    expect(fake.did.filter((each) => each === 'look')).toHaveLength(looks);
  }
});

test('I8 · an older look is good enough for what moves nothing', async () => {
  const fake = fakeCard();
  await fake.apply({ tagsToAdd: ['a'] }, { agoMs: 999 });
  expect(fake.did).toEqual(['patch {"tagsToAdd":["a"]}']);
});

test('P2 · a move that cannot be kept as ours first is not made', async () => {
  const fake = fakeCard();
  fake.canKeep = false;
  expect(await fake.apply(toQualifying)).toEqual({ kind: 'failed', cause: 'own_moves_unreadable' });
  expect(writesOf(fake)).toEqual([]);
});

const SINCE_MS = START_MS - 10_400;
const moveAt = (at: number, over: Partial<CardMove> = {}): CardMove => ({
  kommoLeadId: CARD_ID,
  at,
  createdBy: 9,
  from: null,
  to: { pipelineId: PIPELINE, statusId: NEW },
  ...over,
});
const SINCE_S = Math.floor(SINCE_MS / 1000);
const OVERDUE: readonly (readonly [string, (fake: Fake) => void, boolean])[] = [
  ['nobody moved it', () => {}, true],
  ['a person moved it in that very second', ({ moves }) => moves.push(moveAt(SINCE_S)), false],
  ['a person moved it later', ({ moves }) => moves.push(moveAt(SINCE_S + 5)), false],
  ['another robot moved it later', ({ moves }) => moves.push(moveAt(SINCE_S + 5, { createdBy: 0 })), false],
  ['a person moved it a second before', ({ moves }) => moves.push(moveAt(SINCE_S - 1)), true],
  [
    'we moved it later',
    ({ moves, own }) => {
      moves.push(moveAt(SINCE_S + 5));
      own.push({ kommoLeadId: CARD_ID, pipelineId: PIPELINE, statusId: NEW, atMs: (SINCE_S + 5) * 1000 });
    },
    true,
  ],
  [
    'we moved it, and a person after us',
    ({ moves, own }) => {
      moves.push(
        moveAt(SINCE_S + 9, { to: { pipelineId: PIPELINE, statusId: QUALIFYING } }),
        moveAt(SINCE_S + 5),
      );
      own.push({ kommoLeadId: CARD_ID, pipelineId: PIPELINE, statusId: NEW, atMs: (SINCE_S + 5) * 1000 });
    },
    false,
  ],
  [
    'the moves cannot be read',
    (fake) => {
      fake.movesReadable = false;
    },
    false,
  ],
  [
    'what we kept cannot be read',
    (fake) => {
      fake.ownReadable = false;
    },
    false,
  ],
];
test.each(OVERDUE)(
  'I8, P2 · a move that is overdue is made only if nobody else moved the card since: %s',
  async (_why, given, moves) => {
    const fake = fakeCard();
    given(fake);
    const outcome = await fake.apply({ ...toQualifying, stageSinceMs: SINCE_MS, tagsToAdd: ['a'] });
    expect(outcome.kind).toBe('written');
    expect(writesOf(fake).join().includes('statusId')).toBe(moves);
    // What is no move is written either way.
    expect(writesOf(fake).join()).toContain('"tagsToAdd":["a"]');
  },
);

test('I8 · overdue since nobody knows when: any move of somebody else’s stands, however old', async () => {
  const fake = fakeCard();
  fake.moves.push(moveAt(1));
  expect(await fake.apply({ ...toQualifying, stageSinceMs: null })).toEqual({ kind: 'unchanged' });
  expect(writesOf(fake)).toEqual([]);
});

test('a move that this turn brought asks nobody, and one that is not made asks neither', async () => {
  const fake = fakeCard();
  await fake.apply(toQualifying);
  expect(fake.did).not.toContain('moves');
  const there = fakeCard({ statusId: QUALIFYING });
  await there.apply({ ...toQualifying, stageSinceMs: SINCE_MS, tagsToAdd: ['a'] });
  expect(there.did).not.toContain('moves');
});

test.each([
  ['bot', true],
  ['person', false],
  ['unreadable', false],
] as const)('I8 · closed by %s: opened again: %s', async (mover, opens) => {
  const fake = fakeCard({ statusId: statusOf('nao_interessado') });
  fake.mover = mover;
  await fake.apply(toQualifying);
  expect(writesOf(fake)).toEqual(opens ? [MOVE] : []);
});

test('who moved the card is asked only where its stage ends the talk and another is wanted', async () => {
  const open = fakeCard();
  await open.apply(toQualifying);
  expect(open.did).not.toContain('mover');
  const closed = fakeCard({ statusId: statusOf('nao_interessado') });
  await closed.apply({ tagsToAdd: ['a'] });
  expect(closed.did).not.toContain('mover');
});

const BACK = `patch {"pipelineId":${PIPELINE},"statusId":${statusOf('qualificado')}`;
test.each([
  ['the bot booked it: back to QUALIFICADO', 'bot', {}, { kind: 'written' }, `${BACK}}`],
  [
    'a person put the card there: it stays, and that is said',
    'person',
    {},
    { kind: 'unchanged', staysInMeeting: true },
    '',
  ],
  [
    'nobody can say who put it there: it stays, and that is said beside what else is written',
    'unreadable',
    { tagsToAdd: ['a'] },
    { kind: 'written', staysInMeeting: true },
    'patch {"tagsToAdd":["a"]}',
  ],
] as const)(
  'T8, I8 · a meeting is given up on a card in REUNIÃO AGENDADA; %s',
  async (_what, mover, over, outcome, writes) => {
    const fake = fakeCard({ statusId: statusOf('reuniao_agendada') });
    fake.mover = mover;
    expect(await fake.apply({ stage: 'qualificado', leavesMeeting: true, ...over })).toEqual(outcome);
    expect(writesOf(fake).join()).toBe(writes);
    expect(fake.did).toContain('mover');
  },
);
test.each([
  ['no meeting was given up', 'reuniao_agendada', {}],
  ['the card has none, and is where it should be', 'qualificado', { leavesMeeting: true }],
] as const)('T8 · %s: nobody is asked who moved the card, and nothing changes', async (_why, stage, over) => {
  const fake = fakeCard({ statusId: statusOf(stage) });
  fake.mover = 'bot';
  expect(await fake.apply({ stage: 'qualificado', ...over })).toEqual({ kind: 'unchanged' });
  expect(fake.did).toEqual(['read']);
});

test('I8 · a card that is gone, deleted or a person’s is not written to', async () => {
  const gone = fakeCard();
  gone.card = null;
  const other = fakeCard({ id: leadId(9) });
  for (const fake of [gone, other, fakeCard({ isDeleted: true }), fakeCard({ statusId: 142 })]) {
    expect(await fake.apply({ ...toQualifying, tagsToAdd: ['a'] })).toEqual({ kind: 'not_ours' });
    expect(writesOf(fake)).toEqual([]);
  }
});

test('H2 · whatever cannot be read is a failure with its cause, and nothing is written', async () => {
  const card = fakeCard({}, { leads: async () => failure('throttled') });
  expect(await card.apply(toQualifying)).toEqual({ kind: 'failed', cause: 'throttled' });
  for (const part of ['stageMap', 'fields'] as const) {
    const fake = fakeCard();
    Object.assign(fake.deps.metadata, { [part]: async () => failure('timeout') });
    expect(await fake.apply(toQualifying)).toEqual({ kind: 'failed', cause: 'timeout' });
    expect(writesOf(fake)).toEqual([]);
  }
});

test('I8 · an unsorted card is kept, accepted into NOVO LEAD and only then written to', async () => {
  const fake = fakeCard({ statusId: UNSORTED });
  await fake.apply({ tagsToAdd: ['a'] });
  expect(fake.did).toEqual(['read', `keep ${NEW}`, `accept ${NEW}`, 'patch {"tagsToAdd":["a"]}']);
  const unkept = fakeCard({ statusId: UNSORTED });
  unkept.canKeep = false;
  expect(await unkept.apply(toQualifying)).toEqual({ kind: 'failed', cause: 'own_moves_unreadable' });
  expect(unkept.did).toEqual(['read', `keep ${NEW}`]);
  for (const [answer, cause] of [
    [failure('throttled'), 'throttled'],
    [{ kind: 'absent' } as const, 'accepted_meanwhile'],
  ] as const) {
    const refused = fakeCard({ statusId: UNSORTED }, { acceptUnsorted: async () => answer });
    expect(await refused.apply(toQualifying)).toEqual({ kind: 'failed', cause });
    expect(writesOf(refused)).toEqual([]);
  }
  // It is NOVO LEAD from then on, wherever it came from.
  const moved = fakeCard({ statusId: UNSORTED });
  await moved.apply(toQualifying);
  expect(writesOf(moved)).toEqual([MOVE]);
});
