/** The right to speak, guard by guard: who gets it, what it voids, and what the first bubble of a reply marks (I1, I6, P7, V5, F19, W7). */
import { expect, test } from 'vitest';
import { type Desk, HOUR_MS, NOW_MS, useDesk } from '../support/database.ts';
import { aMessage, at, count, get, put, set, somebodyElse } from './support.ts';

const desk = useDesk();
type Row = Readonly<Record<string, unknown>>;
const MINE = '00000000-0000-4000-8000-0000000000aa';
const ANOTHERS = '00000000-0000-4000-8000-0000000000bb';
const START_MS = 48 * HOUR_MS;

async function scene(lead: Row = {}) {
  const d = desk();
  await somebodyElse(d);
  const other = await d.store.resolveLead(
    { phone: null, lid: '900', bsuid: null, replyTo: '900@lid' },
    NOW_MS,
  );
  await set(d, 'leads', other.id, { opted_out_at: at(-1), epoch: 9, cycle: 9 });
  const { id } = await d.lead();
  await set(d, 'leads', id, lead);
  return { d, id, other: other.id };
}
const commit = async (
  { d, id }: { readonly d: Desk; readonly id: string },
  over: {
    purpose?: string;
    key?: string;
    reply?: Row | null;
    attempt?: string;
    body?: string;
    cycle?: number;
  } = {},
) => {
  const { purpose = 'reply', key = 'k', reply = null, attempt = MINE, body = 'Oi!', cycle = 0 } = over;
  const { told } = await d.row<{ told: { outcome: string; messageId?: string } }>(
    'select public.commit_send($1, 0, $2, $3, $4, $5, null, $6, null, $7, $8) as told',
    [id, cycle, purpose, key, body, reply === null ? null : JSON.stringify(reply), attempt, at(0)],
  );
  return told;
};
const held = (it: { d: Desk; id: string }, over: Row = {}) =>
  put(it.d, 'messages', aMessage(it.id, { direction: 'out', dedupe_key: 'k', attempt: MINE, ...over }));

test('I1 · the right is judged by this lead’s own row, and no other lead is changed by it', async () => {
  const it = await scene();
  const was = await get(it.d, 'leads', it.other);
  expect((await commit(it)).outcome).toBe('committed');
  expect(await get(it.d, 'leads', it.other)).toEqual(was);
});

/** [the bubble of this key, whose attempt it is, what is told] */
const AGAIN: readonly (readonly [Row, string])[] = [
  [{}, 'committed'],
  [{ attempt: ANOTHERS }, 'duplicate'],
  [{ status: 'sent' }, 'duplicate'],
  [{ status: 'unknown' }, 'duplicate'],
  [{ provider_id: 'w1' }, 'duplicate'],
];
test.each(AGAIN)('P7, I6 · an attempt asks again, its bubble is %j: %s', async (bubble, outcome) => {
  const it = await scene();
  const id = await held(it, bubble);
  expect(await commit(it)).toMatchObject({ outcome, messageId: id });
});
test('P7 · the right that comes back is that of one bubble: no other takes its words, and no reply is begun anew', async () => {
  const it = await scene();
  const id = await held(it);
  const beside = await put(it.d, 'messages', aMessage(it.id, { direction: 'out', body: 'outra' }));
  const was = await get(it.d, 'messages', beside);
  const reply = { key: 'r', bubbles: [], intent: 'continue', facts: {}, dialogue: {}, answers: [] };
  await commit(it, { body: 'de novo', reply });
  expect((await get(it.d, 'messages', id))['body']).toBe('de novo');
  expect(await get(it.d, 'messages', beside)).toEqual(was);
  expect(await it.d.row('select count(*)::int as n from public.replies where lead_id = $1', [it.id])).toEqual(
    { n: 0 },
  );
});
test('V5 · while everybody is stopped nobody speaks, and what was held is void', async () => {
  const it = await scene();
  const id = await held(it);
  await it.d.supabase.db.query('select public.stop_speech($1)', [at(-1)]);
  expect((await commit(it)).outcome).toBe('stopped');
  expect(await count(it.d, 'messages', id)).toBe(0);
  await it.d.supabase.db.query('select public.stop_speech(null)');
  expect((await commit(it)).outcome).toBe('committed');
});

/** [the lead, an attempt that holds the right already, what is told] */
const NOTICES: readonly (readonly [Row, boolean, string])[] = [
  [{ opted_out_at: at(-1) }, false, 'committed'],
  [{}, false, 'taken_over'],
  [{ opted_out_at: at(-1), opt_out_notice_at: at(-24 * HOUR_MS + 1) }, false, 'taken_over'],
  [{ opted_out_at: at(-1), opt_out_notice_at: at(-24 * HOUR_MS) }, false, 'committed'],
  [{ opted_out_at: at(-1), opt_out_notice_at: at(-1) }, true, 'committed'],
  [{ opted_out_at: at(-1), human_stage_at: at(-1) }, false, 'taken_over'],
];
test.each(NOTICES)('R14 · the notice of a stop to %j, held: %s: %s', async (lead, isHeld, outcome) => {
  const it = await scene(lead);
  const was = await get(it.d, 'leads', it.other);
  if (isHeld) await held(it);
  expect((await commit(it, { purpose: 'opt_out_notice' })).outcome).toBe(outcome);
  expect(await get(it.d, 'leads', it.other)).toEqual(was);
  if (outcome === 'committed')
    expect(new Date(String((await get(it.d, 'leads', it.id))['opt_out_notice_at'])).getTime()).toBe(NOW_MS);
});

/** The same for the confirmation, which has no limit of its own: one a word, by its key. */
test.each<[Row, string]>([
  [{ opted_out_at: at(-1) }, 'committed'],
  [{}, 'taken_over'],
  [{ opted_out_at: at(-1), opt_out_notice_at: at(-1) }, 'committed'],
  [{ opted_out_at: at(-1), human_stage_at: at(-1) }, 'taken_over'],
])('W7, R14 · the confirmation of a stop to %j: %s', async (lead, outcome) => {
  const it = await scene(lead);
  expect((await commit(it, { purpose: 'opt_out_confirmation' })).outcome).toBe(outcome);
});

const ENDED = { proactive_ended_at: at(-1) };
test.each([
  ['follow_up', {}, 'committed'],
  ['follow_up', ENDED, 'stale_cycle'],
  ['reply', ENDED, 'committed'],
] as const)('W7 · a %s to a lead with %j: %s', async (purpose, lead, outcome) => {
  expect((await commit(await scene(lead), { purpose })).outcome).toBe(outcome);
});

/** [the meeting that the key names, as it stands; the answer] */
const MEETINGS: readonly (readonly [string, Row, string])[] = [
  ['stands', {}, 'committed'],
  ['was moved', { starts_at: at(START_MS + 1000) }, 'stale_cycle'],
  ['was cancelled', { status: 'cancelled' }, 'stale_cycle'],
  ['is another lead’s', { lead_id: 'other' }, 'stale_cycle'],
  ['is gone', { id: ANOTHERS }, 'stale_cycle'],
];
test.each(MEETINGS)('F19 · a reminder of a meeting that %s', async (_how, meeting, outcome) => {
  const it = await scene();
  await put(it.d, 'meetings', {
    id: MINE,
    status: 'booked',
    starts_at: at(START_MS),
    ends_at: at(START_MS + HOUR_MS),
    claim: 1,
    title: 'Conversa',
    created_at: at(-9),
    ...meeting,
    lead_id: meeting['lead_id'] === 'other' ? it.other : it.id,
  });
  const key = `reminder:${MINE}:${(NOW_MS + START_MS) / 1000}:1`;
  expect((await commit(it, { purpose: 'reminder', key })).outcome).toBe(outcome);
});
test('F19, W7 · a reminder is said first too: not to who stopped promotions', async () => {
  const it = await scene(ENDED);
  const starts = { starts_at: at(START_MS), ends_at: at(START_MS + HOUR_MS) };
  await put(it.d, 'meetings', {
    ...{ id: MINE, lead_id: it.id, status: 'booked', claim: 1, title: 'Conversa', created_at: at(-9) },
    ...starts,
  });
  const key = `reminder:${MINE}:${(NOW_MS + START_MS) / 1000}:1`;
  expect((await commit(it, { purpose: 'reminder', key })).outcome).toBe('stale_cycle');
});

test('M15, R19 · the first bubble answers what it names, of what waits, of this lead; facts are this lead’s alone', async () => {
  const it = await scene();
  const says = (lead: string, over: Row = {}) => put(it.d, 'messages', aMessage(lead, over));
  const asked = await says(it.id);
  const unasked = await says(it.id);
  const noted = await says(it.id, { disposition: 'noted' });
  const theirs = await says(it.other);
  const was = await get(it.d, 'leads', it.other);
  const answers = [asked, noted, theirs];
  const reply = {
    key: 'r',
    bubbles: ['Oi!'],
    intent: 'continue',
    facts: { a: 1 },
    dialogue: { b: 1 },
    answers,
  };
  await set(it.d, 'leads', it.id, { loop: JSON.stringify({ c: 1 }), superseded_count: 2 });
  await commit(it, { reply });
  const state = async (id: string) => (await get(it.d, 'messages', id))['disposition'];
  expect(await Promise.all([asked, unasked, noted, theirs].map(state))).toEqual([
    'answered',
    'pending',
    'noted',
    'pending',
  ]);
  expect(await get(it.d, 'leads', it.id)).toMatchObject({
    facts: { a: 1 },
    dialogue: { b: 1 },
    loop: { c: 1 },
    superseded_count: 0,
  });
  expect(await get(it.d, 'leads', it.other)).toEqual(was);
});

/** [what is said, when we last spoke, when then, the ladder's anchor] */
const SPOKEN: readonly (readonly [string, number | null, number, number | null])[] = [
  ['reply', null, 0, 0],
  ['reply', -9, 0, 0],
  ['reply', 9, 9, 0],
  ['follow_up', -9, 0, null],
];
test.each(SPOKEN)(
  'F1 · a %s, last spoken to at %s: spoken to at %i, the anchor: %s',
  async (purpose, last, then, anchor) => {
    const it = await scene({ cycle: 3, last_outbound_at: last === null ? null : at(last) });
    expect((await commit(it, { purpose, cycle: 3 })).outcome).toBe('committed');
    const row = await get(it.d, 'leads', it.id);
    const ms = (key: string) => (row[key] === null ? null : new Date(String(row[key])).getTime() - NOW_MS);
    expect([ms('last_outbound_at'), ms('spoken_at'), row['spoken_cycle']]).toEqual([
      then,
      anchor,
      anchor === null ? null : 3,
    ]);
  },
);
