/** How a turn and its bubbles end, guard by guard: what a release, a silence and a finished reply touch, and what they leave alone. */
import { expect, test } from 'vitest';
import { anInbound, NOW_MS, useDesk } from '../support/database.ts';
import { aMessage, aReply, at, count, get, put, set, somebodyElse } from './support.ts';

const desk = useDesk();

test.each([
  [{ status: 'committed' }, 0],
  [{ status: 'committed', provider_id: 'w1' }, 1],
  [{ status: 'unknown' }, 1],
  [{ status: 'sent' }, 1],
  [{ status: 'failed' }, 1],
])('I6 · only a bubble that is committed and nothing more is released: %j', async (over, left) => {
  const d = desk();
  const { id } = await d.lead();
  const bubble = await put(d, 'messages', aMessage(id, { direction: 'out', ...over }));
  const other = await put(d, 'messages', aMessage(id, { direction: 'out' }));
  await d.store.releaseSend(bubble as never);
  expect([await count(d, 'messages', bubble), await count(d, 'messages', other)]).toEqual([left, 1]);
});

/** A person's "Obrigado pelo contato!" three seconds around the lead's first message, heard before it. */
async function greeted(
  over: { epoch?: number; sentAt?: number; others?: number; replyAt?: number | null } = {},
) {
  const { epoch = 1, sentAt = 1000, others = 0, replyAt = sentAt } = over;
  const d = desk();
  await somebodyElse(d);
  const { id } = await d.lead();
  const said = await put(
    d,
    'messages',
    aMessage(id, { direction: 'out', author: 'person', sent_at: at(sentAt), body: 'Já respondemos.' }),
  );
  for (let n = 0; n < others; n += 1)
    await put(
      d,
      'messages',
      aMessage(id, { direction: 'out', author: 'person', sent_at: at(sentAt), body: 'Já respondemos.' }),
    );
  await set(d, 'leads', id, {
    epoch,
    human_reply_at: replyAt === null ? null : at(replyAt),
    human_reply_until: at(99_000),
  });
  await d.ingest([anInbound({ sentAtMs: NOW_MS })]);
  const { signals, epoch: after } = await d.now(id);
  return {
    stands: signals.humanReplyUntilMs !== null,
    after,
    author: (await get(d, 'messages', said))['author'],
  };
}
test('P18 · a greeting that is all that ever happened to a lead is recognised with its first message', async () => {
  expect(await greeted()).toEqual({ stands: false, after: 2, author: 'auto' });
});
test.each([
  ['somebody acted before it (epoch 2)', { epoch: 2 }],
  ['it was said 3001 ms after', { sentAt: 3001 }],
  ['a person said two things', { others: 1 }],
  ['no reply of a person’s stands', { replyAt: null }],
] as const)('P18 · … and not when %s', async (_why, over) => {
  const { stands, author } = await greeted(over);
  expect([stands, author]).toEqual([true, 'person']);
});
test('P18 · a message that was known already recognises nothing', async () => {
  const d = desk();
  const { lead } = await d.ingest([anInbound({ providerId: 'w1', sentAtMs: NOW_MS })]);
  await put(d, 'messages', aMessage(lead.id, { direction: 'out', author: 'person', sent_at: at(1000) }));
  await set(d, 'leads', lead.id, { epoch: 1, human_reply_at: at(1000), human_reply_until: at(99_000) });
  await d.ingest([anInbound({ providerId: 'w1', sentAtMs: NOW_MS })]);
  expect((await d.now(lead.id)).signals.humanReplyAtMs).not.toBeNull();
});

/** A lead with an open reply that answers one message, and another message that waits. */
async function answering({ bubble = null as string | null, finished = false } = {}) {
  const d = desk();
  await somebodyElse(d);
  const { id } = await d.lead();
  const reply = await put(d, 'replies', aReply(id, finished ? { finished_at: at(-5), outcome: 'sent' } : {}));
  const asked = await put(d, 'messages', aMessage(id, { disposition: 'answered', reply_id: reply }));
  const waits = await put(d, 'messages', aMessage(id));
  if (bubble !== null)
    await put(
      d,
      'messages',
      aMessage(id, {
        direction: 'out',
        author: bubble,
        reply_id: reply,
        ...(bubble === 'person' && { dedupe_key: null, status: null }),
      }),
    );
  const state = async () => [
    (await get(d, 'messages', asked))['disposition'],
    (await get(d, 'messages', waits))['disposition'],
  ];
  const outcome = async () => (await get(d, 'replies', reply))['outcome'];
  return { d, id, reply, asked, waits, state, outcome };
}
const SILENCE = '{"kind": "silence", "reason": "human_stage", "evidence": {}}';

test('I5, R18 · silence closes what waits and what an open reply had not answered yet', async () => {
  const { d, id, state, outcome } = await answering();
  const noted = await put(d, 'messages', aMessage(id, { disposition: 'noted' }));
  await set(d, 'leads', id, { held_at: at(-9), held_cause: 'timeout', superseded_count: 2 });
  await d.supabase.db.query('select public.close_burst($1, null, $2, $3)', [id, SILENCE, at(0)]);
  expect([await state(), await outcome()]).toEqual([['silenced', 'silenced'], 'silenced']);
  expect((await get(d, 'messages', noted))['disposition']).toBe('noted');
  expect(await get(d, 'leads', id)).toMatchObject({ held_at: null, held_cause: null, superseded_count: 0 });
  expect((await d.store.decisionsOf(id, 9)).map(({ reason }) => reason)).toEqual(['human_stage']);
});
test('R18 · silence for some messages leaves the others pending', async () => {
  const { d, id, waits } = await answering({ finished: true });
  const later = await put(d, 'messages', aMessage(id));
  await d.supabase.db.query('select public.close_burst($1, $2, $3, $4)', [id, [waits], SILENCE, at(0)]);
  expect((await get(d, 'messages', waits))['disposition']).toBe('silenced');
  expect((await get(d, 'messages', later))['disposition']).toBe('pending');
});
test('R18 · what was answered stays answered: by a bubble that left, or by a reply that ended', async () => {
  const left = await answering({ bubble: 'bot' });
  await left.d.supabase.db.query('select public.close_burst($1, null, $2, $3)', [left.id, SILENCE, at(0)]);
  expect([await left.state(), await left.outcome()]).toEqual([['answered', 'silenced'], 'silenced']);
});
test('R18 · a person’s message under the reply’s name is no bubble of it, and no question', async () => {
  const { d, id, state } = await answering({ bubble: 'person' });
  await d.supabase.db.query('select public.close_burst($1, null, $2, $3)', [id, SILENCE, at(0)]);
  expect(await state()).toEqual(['silenced', 'silenced']);
});
test('R18 · a reply that ended keeps its end and its answers', async () => {
  const { d, id, state, outcome, reply } = await answering({ finished: true });
  await d.supabase.db.query('select public.close_burst($1, null, $2, $3)', [id, SILENCE, at(0)]);
  expect([await state(), await outcome()]).toEqual([['answered', 'silenced'], 'sent']);
  expect(new Date(String((await get(d, 'replies', reply))['finished_at'])).getTime()).toBe(NOW_MS - 5);
});

const finish = (
  it: { d: ReturnType<typeof desk>; id: string; reply: string },
  over: { outcome?: string; signal?: string | null; followUp?: object | null } = {},
) =>
  it.d.supabase.db.query('select * from public.finish_reply($1, $2, $3, $4, $5, $6, $7)', [
    it.id,
    it.reply,
    over.outcome ?? 'sent',
    '[]',
    over.signal ?? null,
    over.followUp === undefined ? null : JSON.stringify(over.followUp),
    at(0),
  ]);
const FIRST_STEP = { cycle: 0, step: '1', dueAt: at(60_000) };
const planned = async (it: { d: ReturnType<typeof desk>; id: string }) =>
  (
    await it.d.row<{ n: number }>('select count(*)::int as n from public.follow_ups where lead_id = $1', [
      it.id,
    ])
  ).n;

test('I5 · fenced before its first bubble: what it was to answer is silenced, and what else waits is not', async () => {
  const it = await answering();
  await finish(it, { outcome: 'fenced' });
  expect([await it.state(), await it.outcome()]).toEqual([['silenced', 'pending'], 'fenced']);
});
test.each([
  ['sent', null],
  ['fenced', 'bot'],
] as const)('I5 · a reply that ends %s with a bubble by %s has answered', async (outcome, bubble) => {
  const it = await answering({ bubble });
  await finish(it, { outcome });
  expect(await it.state()).toEqual(['answered', 'pending']);
});
test('I5 · a person’s message under the reply’s name is no bubble of it', async () => {
  const it = await answering({ bubble: 'person' });
  await finish(it, { outcome: 'fenced' });
  expect(await it.state()).toEqual(['silenced', 'pending']);
});
test('F1 · the first step stands with the reply’s end; a second worker that ends it changes nothing', async () => {
  const it = await answering();
  await set(it.d, 'leads', it.id, {
    spoken_at: at(-1),
    spoken_cycle: 0,
    held_at: at(-9),
    held_cause: 'timeout',
  });
  await finish(it, { followUp: FIRST_STEP });
  expect([await planned(it), await it.outcome()]).toEqual([1, 'sent']);
  expect(await get(it.d, 'leads', it.id)).toMatchObject({
    spoken_cycle: 0,
    held_at: null,
    held_cause: null,
    epoch: 0,
  });
  await set(it.d, 'leads', it.id, { held_at: at(-9) });
  await finish(it, { outcome: 'fenced', signal: 'opt_out' });
  expect(await it.outcome()).toBe('sent');
  expect(await get(it.d, 'leads', it.id)).toMatchObject({ spoken_cycle: 0, epoch: 0, opted_out_at: null });
  expect((await get(it.d, 'leads', it.id))['held_at']).not.toBeNull();
});
test('F1 · a reply that a newer message superseded still ends once more, and keeps that word', async () => {
  const it = await answering();
  await set(it.d, 'replies', it.reply, { finished_at: at(-3), outcome: 'superseded' });
  await finish(it, { signal: 'bot_handoff' });
  expect(await it.outcome()).toBe('superseded');
  expect(await get(it.d, 'leads', it.id)).toMatchObject({ epoch: 1 });
});
test('F1 · a reply that wants no ladder takes its own cycle’s anchor, and no other cycle’s', async () => {
  const own = await answering();
  await set(own.d, 'leads', own.id, { spoken_at: at(-1), spoken_cycle: 0 });
  await finish(own);
  expect((await get(own.d, 'leads', own.id))['spoken_cycle']).toBeNull();
});
test('F1 · … an anchor of a cycle that began since is another reply’s', async () => {
  const it = await answering();
  await set(it.d, 'leads', it.id, { spoken_at: at(-1), spoken_cycle: 7 });
  await finish(it);
  expect((await get(it.d, 'leads', it.id))['spoken_cycle']).toBe(7);
});
test('W7 · to somebody who stopped promotions no step is planned, and the anchor goes', async () => {
  const it = await answering();
  await set(it.d, 'leads', it.id, { spoken_at: at(-1), spoken_cycle: 0, proactive_ended_at: at(-1) });
  await finish(it, { followUp: FIRST_STEP });
  expect([await planned(it), (await get(it.d, 'leads', it.id))['spoken_cycle']]).toEqual([0, null]);
});

/** [sent at, of the reply's, direction] of each message; the stop is as old as … */
test('V1 · a stop is as old as the newest message of the lead’s that the reply answers, and never ahead of now', async () => {
  const it = await answering();
  await set(it.d, 'messages', it.asked, { sent_at: at(-50) });
  await put(
    it.d,
    'messages',
    aMessage(it.id, { disposition: 'answered', reply_id: it.reply, sent_at: at(-40) }),
  );
  await put(
    it.d,
    'messages',
    aMessage(it.id, { disposition: 'answered', reply_id: it.reply, sent_at: at(40) }),
  );
  await put(it.d, 'messages', aMessage(it.id, { direction: 'out', reply_id: it.reply, sent_at: at(-20) }));
  await put(it.d, 'messages', aMessage(it.id, { sent_at: at(-10) }));
  await finish(it, { signal: 'opt_out' });
  expect((await it.d.now(it.id as never)).signals.optedOutAtMs).toBe(NOW_MS - 40);
});
test('V1 · a stop that nobody’s message said is as old as now, and a hand-over always is', async () => {
  const stop = await answering();
  await set(stop.d, 'messages', stop.asked, { reply_id: null });
  await finish(stop, { signal: 'opt_out' });
  expect((await stop.d.now(stop.id as never)).signals.optedOutAtMs).toBe(NOW_MS);
});
test('V1 · … the hand-over of a reply is of the moment in which it ends', async () => {
  const it = await answering();
  await set(it.d, 'messages', it.asked, { sent_at: at(-50) });
  await finish(it, { signal: 'bot_handoff' });
  expect((await it.d.now(it.id as never)).signals.botHandoffAtMs).toBe(NOW_MS);
});
