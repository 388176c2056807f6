/** What came in: every message once, in the history before anything else happens (I5, M2, M5). */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  anAddress,
  anInbound,
  type Desk,
  HOUR_MS,
  NOW_MS,
  PROPERTY_MS,
  SECOND_MS,
  useDesk,
} from './support/database.ts';

const desk = useDesk();

test('M5 · the same message delivered twice is one message, and starts one cycle', async () => {
  const d = desk();
  const item = anInbound();
  expect((await d.ingest([item])).fresh).toBe(1);
  const again = await d.ingest([item]);
  expect(again.fresh).toBe(0);
  expect(again.burst.length).toBe(1);
  expect(again.lead.cycle).toBe(1);
});

test('M3, M4 · a burst of any size is whole, in the order in which it was written', async () => {
  const d = desk();
  const items = Array.from({ length: 14 }, (_, index) =>
    anInbound({ body: `parte ${index}`, sentAtMs: NOW_MS + index * SECOND_MS }),
  );
  for (const item of [...items].reverse()) await d.ingest([item]);
  const { lead, burst } = await d.ingest([]);
  expect(burst.map(({ body }) => body)).toEqual(items.map(({ body }) => body));
  expect(lead.lastInboundAtMs).toBe(NOW_MS + 13 * SECOND_MS);
});

test('R9 · an older message that arrives late does not move the last inbound back', async () => {
  const d = desk();
  await d.ingest([anInbound({ sentAtMs: NOW_MS })]);
  const { lead } = await d.ingest([anInbound({ sentAtMs: NOW_MS - HOUR_MS })]);
  expect(lead.lastInboundAtMs).toBe(NOW_MS);
});

test('M5 · content that follows a placeholder under the same id takes its place, once', async () => {
  const d = desk();
  const placeholder = anInbound({
    providerId: 'wamid.x',
    kind: 'unsupported',
    body: null,
    content: { kind: 'unsupported', what: '131060', placeholder: true },
    disposition: 'placeholder',
  });
  const first = await d.ingest([placeholder]);
  expect(first.burst).toEqual([]);
  const content = anInbound({ providerId: 'wamid.x', body: 'minha conta é 800' });
  const second = await d.ingest([content]);
  expect(second.fresh).toBe(1);
  expect(second.burst).toMatchObject([{ body: 'minha conta é 800', disposition: 'pending' }]);
  expect((await d.ingest([placeholder])).burst).toMatchObject([{ body: 'minha conta é 800' }]);
  expect((await d.ingest([content])).fresh).toBe(0);
});

for (const disposition of ['stale', 'noted', 'placeholder'] as const)
  test(`I5 · a message that needs no answer (${disposition}) is in the history and not in the burst`, async () => {
    const d = desk();
    const { lead, burst, fresh } = await d.ingest([anInbound({ disposition })]);
    expect([burst, fresh]).toEqual([[], 1]);
    expect(await d.history(lead.id)).toMatchObject([{ disposition }]);
  });

test('I5 · silence closes the burst and keeps it: the next turn starts without it', async () => {
  const d = desk();
  const { lead, burst } = await d.ingest([anInbound({ body: 'oi?' })]);
  const decision = { kind: 'silence', reason: 'human_stage', evidence: {}, stageAgeMs: 40 } as const;
  await d.store.closeBurst(
    lead.id,
    burst.map(({ id }) => id),
    decision,
    NOW_MS,
  );
  const next = await d.ingest([anInbound({ body: 'alô' })]);
  expect(next.burst.map(({ body }) => body)).toEqual(['alô']);
  expect(next.history.map(({ body }) => body)).toEqual(['oi?']);
  expect(await d.store.decisionsOf(lead.id, 10)).toMatchObject([
    { kind: 'silence', reason: 'human_stage', stage_age_ms: 40 },
  ]);
});

async function withOpenReply(d: Desk, { sent }: { sent: boolean }) {
  const { lead, burst } = await d.ingest([anInbound({ body: 'oi' })]);
  const reply = {
    key: 'reply:1',
    bubbles: ['a', 'b'],
    intent: 'continue',
    facts: {},
    dialogue: {},
    answers: burst.map(({ id }) => id),
  };
  const commit = await d.commit(lead, { key: 'reply:1:0', body: 'a', reply });
  if (commit.outcome !== 'committed') throw new Error('not committed');
  // What egress does when the transport refuses for now: nothing left.
  if (!sent) await d.store.releaseSend(commit.messageId);
  return lead;
}

test('I6 · a reply none of whose bubbles left gives way to a newer message: the whole burst is pending again', async () => {
  const d = desk();
  await withOpenReply(d, { sent: false });
  const turn = await d.ingest([anInbound({ body: 'alô?', sentAtMs: NOW_MS + SECOND_MS })]);
  expect(turn.openReply).toBeNull();
  expect(turn.burst.map(({ body }) => body)).toEqual(['oi', 'alô?']);
});

test('I6 · a reply that has begun is closed by a newer message, and what it answered is not answered again', async () => {
  const d = desk();
  await withOpenReply(d, { sent: true });
  const turn = await d.ingest([anInbound({ body: 'alô?', sentAtMs: NOW_MS + SECOND_MS })]);
  expect(turn.openReply).toBeNull();
  expect(turn.burst.map(({ body }) => body)).toEqual(['alô?']);
});

test('I6 · the redelivery of the message itself closes nothing: the reply is still open to be ended', async () => {
  const d = desk();
  const lead = await withOpenReply(d, { sent: true });
  const [known] = await d.history(lead.id);
  const turn = await d.ingest([anInbound({ providerId: known?.providerId ?? '' })]);
  expect(turn.openReply).toMatchObject({ key: 'reply:1', bubbles: ['a', 'b'] });
});

test('I5 · a held lead keeps its burst; the oldest one waits at the head of the line', async () => {
  const d = desk();
  const decision = { kind: 'hold', reason: 'timeout', evidence: {}, stageAgeMs: null } as const;
  const first = await d.ingest([anInbound()]);
  const second = await d.ingest([anInbound()], { from: anAddress({ phone: '+5581990000002' }) });
  await d.store.holdLead(second.lead.id, { park: true, decision, atMs: NOW_MS + SECOND_MS });
  await d.store.holdLead(first.lead.id, { park: true, decision, atMs: NOW_MS });
  // Parked again: the wait is counted from the first time.
  await d.store.holdLead(first.lead.id, { park: true, decision, atMs: NOW_MS + HOUR_MS });
  expect((await d.store.heldLeads(10)).map(({ id }) => id)).toEqual([first.lead.id, second.lead.id]);
  expect((await d.store.turnOf(first.lead.id, 30)).burst.length).toBe(1);
});

test('an edit changes what was written, a deletion takes it out of what is answered', async () => {
  const d = desk();
  const item = anInbound({ body: 'conta de 80' });
  const { lead } = await d.ingest([item, anInbound({ body: 'ops' })]);
  const amend = (text: string | null) =>
    d.store.amendMessage({
      targetId: item.providerId,
      chat: null,
      text,
      editedAtMs: text === null ? null : NOW_MS + 1,
      reopen: false,
      atMs: NOW_MS + 2,
    });
  await amend('conta de 800');
  expect((await d.store.turnOf(lead.id, 30)).burst.map(({ body }) => body)).toEqual(['conta de 800', 'ops']);
  await amend(null);
  expect((await d.store.turnOf(lead.id, 30)).burst.map(({ body }) => body)).toEqual(['ops']);
});

test('M5 · any delivery order, with any duplicates, ends in the same history', {
  timeout: PROPERTY_MS,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 8 }),
      async (order) => {
        const d = desk();
        await d.supabase.control.reset();
        for (const index of order)
          await d.ingest([
            anInbound({ providerId: `m${index}`, body: `${index}`, sentAtMs: NOW_MS + index }),
          ]);
        const { burst, lead } = await d.ingest([]);
        const expected = [...new Set(order)].sort().map(String);
        expect(burst.map(({ body }) => body)).toEqual(expected);
        expect(lead.cycle).toBe(expected.length);
      },
    ),
    { numRuns: 25 },
  );
});
