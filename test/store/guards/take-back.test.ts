/** A bubble that was refused after it had left, guard by guard: whose it is, what stands open again, and what stays said (W4, W14, R18). */
import { expect, test } from 'vitest';
import { LeadId } from '../../../lib/lead.ts';
import { anAddress, type Desk, useDesk } from '../support/database.ts';
import { aMessage, aReply, at, count, get, put, set, somebodyElse } from './support.ts';

const desk = useDesk();
const NOBODY = '00000000-0000-4000-8000-0000000000ff';
const DECISION = { kind: 'hold', reason: 'refused_late', evidence: {}, stageAgeMs: null };

type Row = Readonly<Record<string, unknown>>;
type Answer = {
  readonly outcome: string;
  readonly leadId?: string;
  readonly kind?: string;
  readonly key?: string;
};
type Told = { readonly id?: string; readonly callback?: string | null; readonly code?: number | null };

const refuse = async (d: Desk, { id = 'w1', callback = null, code = 131_049 }: Told = {}): Promise<Answer> =>
  (
    await d.row<{ answer: Answer }>('select public.take_back_send($1, $2, $3, $4, $5, $6) as answer', [
      id,
      callback,
      code,
      DECISION,
      at(900),
      at(60),
    ])
  ).answer;

/** A bubble of a reply that has ended, as its transport's id knows it; somebody else has the like. */
async function aSaidReply(over: { readonly bubble?: Row; readonly reply?: Row; readonly lead?: Row } = {}) {
  const d = desk();
  await somebodyElse(d);
  const { id } = await d.lead();
  await set(d, 'leads', id, over.lead ?? {});
  const reply = await put(d, 'replies', aReply(id, { finished_at: at(-5), outcome: 'sent', ...over.reply }));
  const bubble = await put(
    d,
    'messages',
    aMessage(id, { direction: 'out', reply_id: reply, provider_id: 'w1', status: 'sent', ...over.bubble }),
  );
  return { d, id, reply, bubble };
}
/** What of others a refusal may not touch: every row but those of this lead. */
const others = async (d: Desk, id: string): Promise<unknown> =>
  (
    await d.row<{ rows: unknown }>(
      `select jsonb_build_object(
         'leads', (select jsonb_agg(to_jsonb(l) order by l.id) from public.leads l where l.id <> $1),
         'replies', (select jsonb_agg(to_jsonb(r) order by r.id) from public.replies r where r.lead_id <> $1),
         'messages', (select jsonb_agg(to_jsonb(m) order by m.id) from public.messages m where m.lead_id <> $1)
       ) as rows`,
      [id],
    )
  ).rows;

test('W4, R19 · a refused bubble frees its key, opens its reply and holds its lead; nobody else is touched', async () => {
  const { d, id, reply, bubble } = await aSaidReply();
  const earlier = await put(
    d,
    'messages',
    aMessage(id, { direction: 'out', provider_id: 'w0', status: 'delivered', reply_id: reply }),
  );
  const older = await put(d, 'replies', aReply(id, { finished_at: at(-50), outcome: 'sent' }));
  const { dedupe_key: key } = await get(d, 'messages', bubble);
  const before = await others(d, id);

  expect(await refuse(d)).toEqual({ outcome: 'taken_back', leadId: id, kind: 'reply', key });

  expect(await get(d, 'messages', bubble)).toMatchObject({
    status: 'failed',
    error_code: 131_049,
    provider_id: 'w1',
    reply_id: null,
    dedupe_key: `refused:${bubble}:${String(key)}`,
  });
  expect(await get(d, 'messages', earlier)).toMatchObject({ status: 'delivered', reply_id: reply });
  expect(await get(d, 'replies', reply)).toMatchObject({ finished_at: null, outcome: null });
  expect(await get(d, 'replies', older)).toMatchObject({ outcome: 'sent' });
  const lead = await get<{ held_at: string; held_cause: string }>(d, 'leads', id);
  expect(Date.parse(lead.held_at)).toBe(Date.parse(at(60)));
  expect(lead.held_cause).toBe('refused_late');
  expect((await d.store.decisionsOf(LeadId.parse(id), 5)).at(-1)).toMatchObject({ reason: 'refused_late' });
  expect(await others(d, id)).toEqual(before);
});

/** [which bubble, the bubble, what is told of it, what is answered, what the bubble is after it] */
const WHOSE: readonly (readonly [string, Row, Told | 'its own callback', string, Row])[] = [
  ['nobody’s', { provider_id: 'w2' }, {}, 'not_ours', { status: 'sent' }],
  ['a person’s, by its id', { author: 'person' }, {}, 'not_ours', { status: 'sent' }],
  [
    'a person’s, by the callback',
    { author: 'person', provider_id: null },
    'its own callback',
    'not_ours',
    {},
  ],
  [
    'ours by the callback alone',
    { provider_id: null },
    'its own callback',
    'taken_back',
    { provider_id: 'w1' },
  ],
  ['ours under another id', { provider_id: 'w2' }, 'its own callback', 'not_ours', { status: 'sent' }],
  ['a foreign callback', { provider_id: null }, { callback: NOBODY }, 'not_ours', { provider_id: null }],
  ['a callback that is no id', { provider_id: null }, { callback: 'x' }, 'not_ours', { status: 'sent' }],
];
test.each(WHOSE)('W15 · %s', async (_, over, told, outcome, after) => {
  const { d, bubble } = await aSaidReply({ bubble: over });
  const answer = await refuse(d, told === 'its own callback' ? { callback: bubble } : told);
  expect(answer.outcome).toBe(outcome);
  expect(await get(d, 'messages', bubble)).toMatchObject(after);
});

test('W15 · where the id and the callback name two bubbles, the id decides', async () => {
  const { d, id, bubble } = await aSaidReply();
  const settledByNobody = await put(
    d,
    'messages',
    aMessage(id, { direction: 'out', status: 'unknown', reply_id: null }),
  );
  await refuse(d, { callback: settledByNobody });
  expect(await get(d, 'messages', bubble)).toMatchObject({ status: 'failed' });
  expect(await get(d, 'messages', settledByNobody)).toMatchObject({ status: 'unknown' });
});

test('W4 · a refusal without a code keeps the code that was there, and one with a code replaces it', async () => {
  const first = await aSaidReply({ bubble: { error_code: 470 } });
  await refuse(first.d, { code: null });
  expect(await get(first.d, 'messages', first.bubble)).toMatchObject({ error_code: 470 });
});

test('W4 · a lead that is held already stays held since then, and its turn is no longer waited for', async () => {
  const { d, id, reply } = await aSaidReply({
    reply: { finished_at: null, outcome: null },
    lead: { held_at: at(-30), held_cause: 'timeout' },
  });
  expect(await refuse(d)).toMatchObject({ outcome: 'taken_back' });
  const lead = await get<{ held_at: string }>(d, 'leads', id);
  expect(Date.parse(lead.held_at)).toBe(Date.parse(at(-30)));
  expect(await get(d, 'replies', reply)).toMatchObject({ finished_at: null });
});

/** [what is asked too early, the bubble, the reply] */
const BUSY: readonly (readonly [string, Row, Row])[] = [
  ['its reply is being said', {}, { finished_at: null, outcome: null }],
  ['its follow-up is being said', { dedupe_key: 'follow-up:x:0:1', status: 'committed', reply_id: null }, {}],
  ['its reminder is being said', { dedupe_key: 'reminder:x:0:1', status: 'committed', reply_id: null }, {}],
];
test.each(BUSY)('W4 · asked again while %s, and nothing is written', async (_, over, reply) => {
  const { d, bubble } = await aSaidReply({ bubble: over, reply });
  const was = await get(d, 'messages', bubble);
  expect(await refuse(d)).toEqual({ outcome: 'busy' });
  expect(await get(d, 'messages', bubble)).toEqual(was);
});

test.each(['committed', 'unknown', 'sent'])(
  'W4 · a bubble of an ended reply that is %s is taken back',
  async (status) => {
    const { d } = await aSaidReply({ bubble: { status } });
    expect(await refuse(d)).toMatchObject({ outcome: 'taken_back' });
  },
);

/** [why it is final, the bubble, its lead, what was said after it] */
const FINAL: readonly (readonly [string, Row, Row, Row | null])[] = [
  ['it had arrived', { status: 'delivered' }, {}, null],
  ['it was read', { status: 'read' }, {}, null],
  ['it was known to have failed', { status: 'failed' }, {}, null],
  ['a person took the lead over since', {}, { epoch: 1 }, null],
  ['the bot said something since', {}, {}, { direction: 'out', status: 'sent' }],
  ['a person said something since', {}, {}, { direction: 'out', author: 'person' }],
];
test.each(FINAL)('R18 · not said again: %s', async (_, over, lead, later) => {
  const { d, id, reply, bubble } = await aSaidReply({ bubble: over, lead });
  if (later) await put(d, 'messages', aMessage(id, later));
  expect(await refuse(d)).toEqual({ outcome: 'final', leadId: id });
  expect(await get(d, 'messages', bubble)).toMatchObject({ status: 'failed', reply_id: reply });
  expect(await get(d, 'replies', reply)).toMatchObject({ outcome: 'sent' });
  expect(await get(d, 'leads', id)).toMatchObject({ held_at: null });
});
test('R18 · one that had arrived is final while its reply is still being said', async () => {
  const { d } = await aSaidReply({
    bubble: { status: 'delivered' },
    reply: { finished_at: null, outcome: null },
  });
  expect(await refuse(d)).toMatchObject({ outcome: 'final' });
});

/** [what was said beside it, as a message of this lead] */
const NOT_SINCE: readonly (readonly [string, Row])[] = [
  ['the lead wrote since', {}],
  ['what the bot said since failed too', { direction: 'out', status: 'failed' }],
];
test.each(NOT_SINCE)('R18 · said again although %s', async (_, later) => {
  const { d, id } = await aSaidReply();
  await put(d, 'messages', aMessage(id, later));
  expect(await refuse(d)).toMatchObject({ outcome: 'taken_back' });
});
test('R18 · said again although the bot spoke before it, a later bubble of its own reply left, and to somebody else later', async () => {
  const d = desk();
  const { id } = await d.lead();
  await put(d, 'messages', aMessage(id, { direction: 'out', status: 'delivered', provider_id: 'w0' }));
  const reply = await put(d, 'replies', aReply(id, { finished_at: at(-5), outcome: 'sent' }));
  const bubble = { direction: 'out', reply_id: reply, status: 'sent' };
  await put(d, 'messages', aMessage(id, { ...bubble, provider_id: 'w1' }));
  await put(d, 'messages', aMessage(id, { ...bubble, provider_id: 'w2' }));
  await somebodyElse(d);
  expect(await refuse(d)).toMatchObject({ outcome: 'taken_back' });
});

const STEPS: readonly (readonly [cycle: number, step: string, status: string])[] = [
  [0, '1', 'sent'],
  [0, '2', 'planned'],
  [0, '3', 'skipped'],
  [1, '1', 'sent'],
  [1, '2', 'planned'],
];
const ladder = async (d: Desk, id: string) =>
  (
    await d.row<{ rows: readonly Row[] }>(
      `select jsonb_agg(to_jsonb(f) order by f.cycle, f.step) as rows from public.follow_ups f where f.lead_id = $1`,
      [id],
    )
  ).rows;
const plans = async (d: Desk, id: string): Promise<void> => {
  for (const [cycle, step, status] of STEPS)
    await d.supabase.db.query(
      `insert into public.follow_ups (lead_id, cycle, step, status, due_at, settled_at) values ($1, $2, $3, $4, $5, $6)`,
      [id, cycle, step, status, at(0), status === 'planned' ? null : at(1)],
    );
};

test('W14, F12 · a refused step is planned again at its new time, and what was planned after it waits for it; other rounds stay', async () => {
  const d = desk();
  const { id: other } = await d.lead(anAddress({ phone: '+5581988880000' }));
  await plans(d, other);
  const { id } = await d.lead();
  await plans(d, id);
  const key = `follow-up:${id}:0:1`;
  await put(
    d,
    'messages',
    aMessage(id, { direction: 'out', provider_id: 'w1', status: 'sent', dedupe_key: key }),
  );
  const was = await ladder(d, other);

  expect(await refuse(d)).toEqual({ outcome: 'taken_back', leadId: id, kind: 'follow_up', key });

  const rows = await ladder(d, id);
  expect(rows.map(({ cycle, step, status }) => [cycle, step, status])).toEqual([
    [0, '1', 'planned'],
    [0, '3', 'skipped'],
    [1, '1', 'sent'],
    [1, '2', 'planned'],
  ]);
  expect(rows[0]).toMatchObject({ settled_at: null, hold_count: 1 });
  expect(Date.parse(String(rows[0]?.['due_at']))).toBe(Date.parse(at(900)));
  expect(await ladder(d, other)).toEqual(was);
  expect(await get(d, 'leads', id)).toMatchObject({ held_at: null });
});

test('W14, F12 · a step that was closed meanwhile is not planned again', async () => {
  const d = desk();
  const { id } = await d.lead();
  await plans(d, id);
  await d.supabase.db.query(
    `update public.follow_ups set status = 'closed' where lead_id = $1 and cycle = 0 and step = '1'`,
    [id],
  );
  await put(
    d,
    'messages',
    aMessage(id, { direction: 'out', provider_id: 'w1', status: 'sent', dedupe_key: `follow-up:${id}:0:1` }),
  );
  await refuse(d);
  expect((await ladder(d, id))[0]).toMatchObject({ status: 'closed', hold_count: 0 });
});

test('W14 · a refused reminder is its caller’s to arm: the lead is not held, no step is touched', async () => {
  const { d, id, bubble } = await aSaidReply({ bubble: { dedupe_key: 'reminder:m:1:1h', reply_id: null } });
  await plans(d, id);
  const was = await ladder(d, id);
  expect(await refuse(d)).toMatchObject({ outcome: 'taken_back', kind: 'reminder', key: 'reminder:m:1:1h' });
  expect(await ladder(d, id)).toEqual(was);
  expect(await get(d, 'leads', id)).toMatchObject({ held_at: null });
  expect(await get(d, 'messages', bubble)).toMatchObject({ dedupe_key: `refused:${bubble}:reminder:m:1:1h` });
  expect(await count(d, 'leads', id)).toBe(1);
});

test('W15 · a refusal under an id that a person’s message has already is taken back, and the id stays that message’s', async () => {
  const { d, id, bubble } = await aSaidReply({ bubble: { provider_id: null } });
  const echo = await put(
    d,
    'messages',
    aMessage(id, { direction: 'out', author: 'person', provider_id: 'w1', status: null }),
  );
  expect((await refuse(d, { callback: bubble })).outcome).not.toBe('not_ours');
  expect(await get(d, 'messages', bubble)).toMatchObject({ status: 'failed', provider_id: null });
  expect(await get(d, 'messages', echo)).toMatchObject({ author: 'person', provider_id: 'w1' });
});
