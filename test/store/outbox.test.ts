/** What became of a send: up its ladder, never down, and an unknown one is settled by whoever knows (M15, F12, I6). */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SendStatus } from '../../lib/lead-event.ts';
import type { Settlement } from '../../lib/store/rows.ts';
import { BUBBLE_STATUSES, type BubbleStatus } from '../../lib/store/rows.ts';
import type { ReplyPlan } from '../../lib/store/store.ts';
import { anInbound, type Desk, NOW_MS, PROPERTY_MS, useDesk } from './support/database.ts';

const desk = useDesk();

const settlement = (
  messageId: Settlement['messageId'],
  status: Settlement['status'],
  rest: Partial<Settlement> = {},
): Settlement => ({
  messageId,
  status,
  providerId: null,
  replyTo: null,
  errorCode: null,
  stageAgeMs: null,
  ...rest,
});

async function aBubble(d: Desk, status: BubbleStatus = 'committed', providerId: string | null = 'wamid.out') {
  const lead = await d.lead();
  const commit = await d.commit(lead);
  if (commit.outcome !== 'committed') throw new Error('not committed');
  await d.row('update public.messages set status = $1, provider_id = $2 where id = $3 returning id', [
    status,
    providerId,
    commit.messageId,
  ]);
  const statusNow = async (): Promise<BubbleStatus | null> => (await d.history(lead.id))[0]?.status ?? null;
  return { lead, messageId: commit.messageId, statusNow };
}

const recordStatus = async (d: Desk, status: Parameters<Desk['store']['recordStatuses']>[0][number]) =>
  (await d.store.recordStatuses([status]))[0];

const LADDER = [
  'committed',
  'unknown',
  'sent',
  'delivered',
  'read',
  'played',
  'failed',
] as const satisfies readonly BubbleStatus[];
const TOLD = ['sent', 'delivered', 'read', 'played', 'failed'] as const satisfies readonly SendStatus[];

test('F16 · the ladder of SQL names every status there is, in this order', async () => {
  const d = desk();
  const ranks = await Promise.all(
    BUBBLE_STATUSES.map((status) =>
      d.row<{ rank: number }>('select public.status_rank($1) as rank', [status]).then(({ rank }) => rank),
    ),
  );
  expect(ranks).toEqual(BUBBLE_STATUSES.map((_status, index) => index + 1));
  expect([...BUBBLE_STATUSES]).toEqual([...LADDER]);
});

for (const from of LADDER)
  test(`F12 · from ${from}, a status moves a bubble up and never down`, async () => {
    const d = desk();
    for (const told of TOLD) {
      await d.supabase.control.reset();
      const { statusNow } = await aBubble(d, from);
      await recordStatus(d, {
        providerId: 'wamid.out',
        callbackId: null,
        status: told,
        errorCode: null,
      });
      expect(await statusNow()).toBe(LADDER.indexOf(told) > LADDER.indexOf(from) ? told : from);
    }
  });

test('failed is the end: nothing told later revives it', async () => {
  const d = desk();
  const { statusNow } = await aBubble(d, 'sent');
  await recordStatus(d, {
    providerId: 'wamid.out',
    callbackId: null,
    status: 'failed',
    errorCode: 131_047,
  });
  for (const told of TOLD)
    await recordStatus(d, { providerId: 'wamid.out', callbackId: null, status: told, errorCode: null });
  expect(await statusNow()).toBe('failed');
  expect(await d.row('select error_code from public.messages')).toEqual({ error_code: 131_047 });
});

const PENDING: readonly (readonly [BubbleStatus, BubbleStatus])[] = [
  ['committed', 'sent'],
  ['unknown', 'sent'],
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['failed', 'failed'],
];
test.each(PENDING)('Evolution’s "pending" proves that a %s bubble left: %s', async (from, to) => {
  const d = desk();
  const { statusNow } = await aBubble(d, from);
  await recordStatus(d, {
    providerId: 'wamid.out',
    callbackId: null,
    status: 'pending',
    errorCode: null,
  });
  expect(await statusNow()).toBe(to);
});

for (const from of ['committed', 'unknown'] as const)
  test(`I6 · a status that carries our callback id settles a send whose answer was lost (${from})`, async () => {
    const d = desk();
    const { lead, messageId, statusNow } = await aBubble(d, from, null);
    expect(
      await recordStatus(d, {
        providerId: 'wamid.late',
        callbackId: messageId,
        status: 'sent',
        errorCode: null,
      }),
    ).toBe('recorded');
    expect(await statusNow()).toBe('sent');
    // From now on it is known by the provider's id: its echo is ours.
    expect((await d.person(lead.id, { providerId: 'wamid.late', text: 'outro texto' })).outcome).toBe('ours');
  });

test('a status of something we did not send is nobody’s, whatever it carries', async () => {
  const d = desk();
  const { messageId, statusNow } = await aBubble(d, 'sent');
  const foreign = { providerId: 'wamid.foreign', status: 'failed', errorCode: 1 } as const;
  expect(await recordStatus(d, { ...foreign, callbackId: null })).toBe('not_ours');
  expect(await recordStatus(d, { ...foreign, callbackId: 'not-a-uuid' })).toBe('not_ours');
  // Our id under a provider's id that is not the one we know: it is settled already.
  expect(await recordStatus(d, { ...foreign, callbackId: messageId })).toBe('not_ours');
  expect(await statusNow()).toBe('sent');
});

test('a status about a message of the lead’s changes nothing', async () => {
  const d = desk();
  const item = anInbound();
  const { lead } = await d.ingest([item]);
  expect(
    await recordStatus(d, {
      providerId: item.providerId,
      callbackId: null,
      status: 'read',
      errorCode: null,
    }),
  ).toBe('not_ours');
  expect(await d.history(lead.id)).toMatchObject([{ status: null, disposition: 'pending' }]);
});

test('I2 · the answer of a send keeps its id, its δ and where the lead is really reached', async () => {
  const d = desk();
  const { lead, messageId } = await aBubble(d, 'committed', null);
  await d.store.settleSends(
    [settlement(messageId, 'sent', { providerId: 'wamid.a', replyTo: '558190000001', stageAgeMs: 412 })],
    NOW_MS,
  );
  expect(await d.history(lead.id)).toMatchObject([
    { providerId: 'wamid.a', stageAgeMs: 412, status: 'sent' },
  ]);
  expect((await d.now(lead.id)).address.replyTo).toBe('558190000001');
});

test('R9 · the answer that comes after the webhook takes nothing back', async () => {
  const d = desk();
  const { messageId, statusNow } = await aBubble(d, 'committed', null);
  await recordStatus(d, {
    providerId: 'wamid.a',
    callbackId: messageId,
    status: 'delivered',
    errorCode: null,
  });
  await d.store.settleSends([settlement(messageId, 'sent', { providerId: 'wamid.a' })], NOW_MS);
  expect(await statusNow()).toBe('delivered');
  await d.store.settleSends([settlement(messageId, 'unknown')], NOW_MS);
  expect(await statusNow()).toBe('delivered');
});

test('H12 · an id that an echo has brought to another row is not claimed twice', async () => {
  const d = desk();
  const { lead, messageId, statusNow } = await aBubble(d, 'committed', null);
  await d.person(lead.id, { providerId: 'wamid.a', text: 'texto que o provedor mudou' });
  await d.store.settleSends([settlement(messageId, 'sent', { providerId: 'wamid.a' })], NOW_MS);
  expect(await statusNow()).toBe('sent');
});

test('statuses told in any order, any number of times, end at the highest', {
  timeout: PROPERTY_MS,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...TOLD), { minLength: 1, maxLength: 6 }), async (told) => {
      const d = desk();
      await d.supabase.control.reset();
      const { statusNow } = await aBubble(d);
      for (const status of told)
        await recordStatus(d, { providerId: 'wamid.out', callbackId: null, status, errorCode: null });
      expect(await statusNow()).toBe([...told].sort((a, b) => LADDER.indexOf(b) - LADDER.indexOf(a))[0]);
    }),
    { numRuns: 25 },
  );
});

const REPLY: ReplyPlan = {
  key: 'reply:1',
  bubbles: ['Olá!'],
  intent: 'continue',
  facts: {},
  dialogue: {},
  answers: [],
};

test('R3 · a turn’s end tells the lead as it then stands, with the signal that its reply carries', async () => {
  const d = desk();
  const { lead, messageId } = await aBubble(d, 'committed', null);
  const finish = (signal: 'bot_handoff' | null) =>
    d.store.finishReply({
      leadId: lead.id,
      replyId: null,
      outcome: 'sent',
      settlements: [settlement(messageId, 'sent', { providerId: 'wamid.a' })],
      signal,
      followUp: null,
      atMs: NOW_MS,
    });
  expect((await finish(null)).epoch).toBe(lead.epoch);
  const after = await finish('bot_handoff');
  expect(after).toMatchObject({ epoch: lead.epoch + 1, signals: { botHandoffAtMs: NOW_MS } });
  expect(await d.commit(lead)).toEqual({ outcome: 'taken_over' });
});

const FIRST_STEP = { cycle: 0, step: 1, dueAtMs: NOW_MS + 3_600_000 } as const;
const anchorOf = (d: Desk) => d.row<{ spoken_cycle: number | null }>('select spoken_cycle from public.leads');

test('two workers · the end of a fenced reply leaves the anchor of a newer cycle alone, with a reply of its own and without', async () => {
  const d = desk();
  const { lead: asked } = await d.ingest([anInbound()]);
  const old = await d.commit(asked, { reply: { ...REPLY, key: 'reply:old' } });
  const { lead } = await d.ingest([anInbound()]);
  await d.commit(lead, { reply: { ...REPLY, key: 'reply:new' } });
  const fenced = {
    leadId: lead.id,
    outcome: 'fenced',
    settlements: [],
    signal: null,
    followUp: null,
    atMs: NOW_MS,
  } as const;
  await d.store.finishReply({ ...fenced, replyId: 'replyId' in old ? (old.replyId ?? null) : null });
  await d.store.finishReply({ ...fenced, replyId: null });
  expect(await anchorOf(d)).toEqual({ spoken_cycle: lead.cycle });
});

test('two workers · the second end of one reply adds what it knows of a bubble, and touches neither ladder, anchor nor signal', async () => {
  const d = desk();
  const lead = await d.lead();
  const commit = await d.commit(lead, { reply: REPLY });
  if (commit.outcome !== 'committed') throw new Error('not committed');
  const end = {
    leadId: lead.id,
    replyId: commit.replyId,
    outcome: 'sent',
    settlements: [],
    signal: null,
    followUp: FIRST_STEP,
    atMs: NOW_MS,
  } as const;
  await d.store.finishReply(end);
  const settlements = [settlement(commit.messageId, 'sent', { providerId: 'wamid.late' })];
  await d.store.finishReply({ ...end, settlements, followUp: { ...FIRST_STEP, dueAtMs: NOW_MS } });
  const after = await d.store.finishReply({
    ...end,
    outcome: 'fenced',
    followUp: null,
    signal: 'bot_handoff',
  });
  expect(after.epoch).toBe(lead.epoch);
  expect(await anchorOf(d)).toEqual({ spoken_cycle: lead.cycle });
  expect((await d.store.plannedFollowUps(NOW_MS, 10)).length).toBe(0);
  expect(await d.history(lead.id)).toMatchObject([{ status: 'sent', providerId: 'wamid.late' }]);
});

test('R3 · a reply that was superseded while it was being said still records the signal that it carried', async () => {
  const d = desk();
  const { lead } = await d.ingest([anInbound()]);
  const commit = await d.commit(lead, { reply: REPLY });
  if (commit.outcome !== 'committed') throw new Error('not committed');
  await d.ingest([anInbound()]);
  const after = await d.store.finishReply({
    leadId: lead.id,
    replyId: commit.replyId,
    outcome: 'sent',
    settlements: [],
    signal: 'bot_handoff',
    followUp: null,
    atMs: NOW_MS,
  });
  expect(after.signals.botHandoffAtMs).toBe(NOW_MS);
});

test('a task about a returning lead is claimed once a day: 23:59:59.999 no, 24:00:00 yes', async () => {
  const d = desk();
  const { id } = await d.lead();
  const day = 24 * 3_600_000;
  expect(await d.store.claimReturningTask(id, NOW_MS)).toBe(true);
  expect(await d.store.claimReturningTask(id, NOW_MS + day - 1)).toBe(false);
  expect(await d.store.claimReturningTask(id, NOW_MS + day)).toBe(true);
});
