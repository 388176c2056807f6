/** A message left our number: whose was it? One question, one answer, under the lead's lock (H12, R13). */
import { expect, test } from 'vitest';
import type { LeadId } from '../../lib/lead.ts';
import type { PersonMessageOutcome } from '../../lib/store/signals.ts';
import {
  anInbound,
  type Desk,
  HOUR_MS,
  MINUTE_MS,
  NOW_MS,
  PAUSE_SECONDS,
  SECOND_MS,
  useDesk,
} from './support/database.ts';

const desk = useDesk();
const PAUSE_MS = PAUSE_SECONDS * SECOND_MS;

async function committed(d: Desk, leadId: LeadId, body: string, atMs = NOW_MS) {
  const commit = await d.commit(await d.now(leadId), { body, atMs });
  if (commit.outcome !== 'committed') throw new Error(`not committed: ${commit.outcome}`);
  return commit.messageId;
}

test('H12 · a person’s message is a takeover for the pause’s length, in the history under its author', async () => {
  const d = desk();
  const before = await d.lead();
  const { outcome, lead } = await d.person(before.id);
  expect(outcome).toBe('taken_over');
  expect(lead.signals).toMatchObject({ humanReplyAtMs: NOW_MS, humanReplyUntilMs: NOW_MS + PAUSE_MS });
  expect(await d.history(before.id)).toMatchObject([
    { direction: 'out', author: 'person', body: 'Oi, aqui é o Marcos.', status: null },
  ]);
});

test('H12 · the echo of a send whose id is known is ours', async () => {
  const d = desk();
  const { id } = await d.lead();
  const messageId = await committed(d, id, 'Olá!');
  await d.store.settleSends(
    [{ messageId, status: 'sent', providerId: 'wamid.out', replyTo: null, errorCode: null, stageAgeMs: 12 }],
    NOW_MS,
  );
  expect((await d.person(id, { providerId: 'wamid.out', text: 'Olá!' })).outcome).toBe('ours');
  expect((await d.now(id)).epoch).toBe(0);
});

for (const status of ['committed', 'unknown'] as const)
  test(`H12, I6 · the echo that comes before the answer settles the ${status} bubble of the same text`, async () => {
    const d = desk();
    const { id } = await d.lead();
    const messageId = await committed(d, id, 'Olá!');
    if (status === 'unknown')
      await d.store.settleSends(
        [{ messageId, status, providerId: null, replyTo: null, errorCode: null, stageAgeMs: null }],
        NOW_MS,
      );
    expect((await d.person(id, { providerId: 'wamid.echo', text: 'Olá!' })).outcome).toBe('ours');
    expect(await d.history(id)).toMatchObject([{ author: 'bot', status: 'sent', providerId: 'wamid.echo' }]);
  });

test('H12 · two bubbles of one text: each echo settles one, and a third message of that text is a person’s', async () => {
  const d = desk();
  const { id } = await d.lead();
  await committed(d, id, 'Certo!');
  await committed(d, id, 'Certo!');
  const outcomes: PersonMessageOutcome[] = [];
  for (const providerId of ['e1', 'e2', 'e3'])
    outcomes.push((await d.person(id, { providerId, text: 'Certo!' })).outcome);
  expect(outcomes).toEqual(['ours', 'ours', 'taken_over']);
  expect((await d.history(id)).map(({ providerId }) => providerId)).toEqual(['e1', 'e2', 'e3']);
});

test('R19 · a pending bubble to one lead explains no message to another', async () => {
  const d = desk();
  const { id } = await d.lead();
  const clara = await d.store.resolveLead(
    { phone: null, lid: '900', bsuid: null, replyTo: '900@lid' },
    NOW_MS,
  );
  await committed(d, id, 'Olá!');
  expect((await d.person(clara.id, { text: 'Olá!' })).outcome).toBe('taken_over');
});

const AGES: readonly (readonly [string, number, PersonMessageOutcome])[] = [
  ['1 ms before 15 minutes', 15 * MINUTE_MS - 1, 'ours'],
  ['at 15 minutes', 15 * MINUTE_MS, 'taken_over'],
];
test.each(AGES)(
  'H12 · a bubble explains a message of its text %s: %i ms → %s',
  async (_name, ageMs, outcome) => {
    const d = desk();
    const { id } = await d.lead();
    await committed(d, id, 'Olá!');
    const at = NOW_MS + ageMs;
    expect((await d.person(id, { text: 'Olá!', sentAtMs: at, atMs: at })).outcome).toBe(outcome);
  },
);

test('H12 · a text that differs by one character is a person’s', async () => {
  const d = desk();
  const { id } = await d.lead();
  await committed(d, id, 'Olá!');
  expect((await d.person(id, { text: 'Olá' })).outcome).toBe('taken_over');
});

const GREETING = 'Obrigado pelo contato! Já respondemos.';
const AUTO: readonly (readonly [string, { sentAtMs: number; text?: string }, PersonMessageOutcome])[] = [
  ['with the lead’s first message', { sentAtMs: NOW_MS }, 'auto_reply'],
  ['3000 ms after it', { sentAtMs: NOW_MS + 3000 }, 'auto_reply'],
  ['3001 ms after it', { sentAtMs: NOW_MS + 3001 }, 'taken_over'],
  ['P18: 3000 ms before it', { sentAtMs: NOW_MS - 3000 }, 'auto_reply'],
  ['P18: 3001 ms before it', { sentAtMs: NOW_MS - 3001 }, 'taken_over'],
  [
    'at any time, when its text is listed',
    { sentAtMs: NOW_MS + HOUR_MS, text: ` ${GREETING}\n` },
    'auto_reply',
  ],
  [
    'when it merely begins like one that is listed',
    { sentAtMs: NOW_MS + HOUR_MS, text: `${GREETING} Sou o Marcos.` },
    'taken_over',
  ],
];
test.each(AUTO)('design §4, P18 · a message of our number’s %s', async (_name, message, outcome) => {
  const d = desk();
  const { lead } = await d.ingest([anInbound({ sentAtMs: NOW_MS })]);
  const answer = await d.person(lead.id, { ...message, autoReplyTexts: [GREETING], atMs: NOW_MS + HOUR_MS });
  expect(answer.outcome).toBe(outcome);
  expect(answer.lead.signals.humanReplyAtMs === null).toBe(outcome === 'auto_reply');
  // I5: recorded either way, as what it is.
  expect((await d.history(lead.id)).at(-1)).toMatchObject({
    author: outcome === 'auto_reply' ? 'auto' : 'person',
  });
});

test('design §4 · the three seconds run from the lead’s first message, not from its latest', async () => {
  const d = desk();
  const { lead } = await d.ingest([
    anInbound({ sentAtMs: NOW_MS - HOUR_MS }),
    anInbound({ sentAtMs: NOW_MS }),
  ]);
  expect((await d.person(lead.id, { sentAtMs: NOW_MS + 1000, atMs: NOW_MS + 1000 })).outcome).toBe(
    'taken_over',
  );
});

const OLD: readonly (readonly [string, number, PersonMessageOutcome])[] = [
  ['1 ms less than the pause ago', PAUSE_MS - 1, 'taken_over'],
  ['exactly the pause ago', PAUSE_MS, 'too_old'],
];
test.each(OLD)('R9 · a backlog: written %s', async (_name, agoMs, outcome) => {
  const d = desk();
  const { id } = await d.lead();
  const answer = await d.person(id, { sentAtMs: NOW_MS - agoMs });
  expect(answer.outcome).toBe(outcome);
  expect(answer.lead.epoch).toBe(outcome === 'taken_over' ? 1 : 0);
  expect((await d.history(id)).length).toBe(1);
});

test('M5 · told twice, a person’s message is one message and one takeover', async () => {
  const d = desk();
  const { id } = await d.lead();
  expect((await d.person(id)).outcome).toBe('taken_over');
  const again = await d.person(id);
  expect(again.outcome).toBe('known');
  expect(again.lead.epoch).toBe(1);
  expect((await d.history(id)).length).toBe(1);
});

test('R11, R17 · a redelivered echo does not prolong or revive a pause that a return has released', async () => {
  const d = desk();
  const { id } = await d.lead();
  await d.person(id);
  const back = await d.store.recordReturn(id, NOW_MS + 1);
  await d.person(id, { atMs: NOW_MS + HOUR_MS });
  expect(await d.commit(back, { atMs: NOW_MS + HOUR_MS })).toMatchObject({ outcome: 'committed' });
});
