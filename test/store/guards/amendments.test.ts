/** Edits and deletions, guard by guard: which message an event points at, what stands of it, and whether it is answered anew (W5, W15). */
import { expect, test } from 'vitest';
import { anInbound, HOUR_MS, NOW_MS, useDesk } from '../support/database.ts';
import { aMessage, aReply, at, count, get, put, set, somebodyElse } from './support.ts';

const desk = useDesk();
type Row = Readonly<Record<string, unknown>>;
const DAY_MS = 24 * HOUR_MS;
const TEXT = { kind: 'text', text: 'oi' };
const PHOTO = { kind: 'image', caption: 'oi' };

/** One id as two devices name it (W15): the native id within is the same. */
const wamid = (side: string): string =>
  `wamid.${Buffer.from(`\x08\x03${side}\x12\x14\x123EB0C767D71D2A5CDE45\0`, 'latin1').toString('base64')}`;

/** [the message, what it is amended by, what stands] */
const AMENDED: readonly (readonly [string, Row, Row, Row])[] = [
  ['deleted', {}, { kind: 'deleted', body: null }, { deleted_at: 0, disposition: 'noted', body: 'oi' }],
  [
    'deleted, once it was answered',
    { disposition: 'answered' },
    { kind: 'deleted', body: null },
    { deleted_at: 0, disposition: 'answered' },
  ],
  ['deleted twice', { deleted_at: at(-9) }, { kind: 'deleted', body: null }, { deleted_at: -9 }],
  [
    'edited, of words',
    { content: TEXT },
    { at: -5 },
    {
      body: 'novo',
      content: { kind: 'text', text: 'novo' },
      edited_at: -5,
      edit_is_timed: true,
      deleted_at: null,
    },
  ],
  ['edited, of a photo', { content: PHOTO }, {}, { content: { kind: 'image', caption: 'novo' } }],
  ['edited, of a sound', { content: { kind: 'audio' } }, {}, { body: 'novo', content: { kind: 'audio' } }],
  ['edited without a time', {}, {}, { edited_at: 0, edit_is_timed: false, disposition: 'pending' }],
  [
    'edited earlier than it was',
    { edited_at: at(-5), edit_is_timed: true },
    { at: -6 },
    { body: 'oi', edited_at: -5 },
  ],
  [
    'edited in the moment in which it was',
    { edited_at: at(-5), edit_is_timed: true },
    { at: -5 },
    { body: 'novo', edited_at: -5 },
  ],
  [
    'edited later than it was',
    { edited_at: at(-5), edit_is_timed: true },
    { at: -4 },
    { body: 'novo', edited_at: -4 },
  ],
  [
    'edited without a time, after one that had its own',
    { edited_at: at(-5), edit_is_timed: true },
    {},
    { body: 'oi', edited_at: -5 },
  ],
  [
    'edited earlier than a copy without a time came',
    { edited_at: at(-5), edit_is_timed: false },
    { at: -6 },
    { body: 'novo', edited_at: -6, edit_is_timed: true },
  ],
];
test.each(AMENDED)('W5 · a message %s', async (_how, row, by, after) => {
  const amendedAt = by['at'];
  const { m } = await desk().row<{ m: Row }>(
    `select to_jsonb(m) as m from public.amended(
       jsonb_populate_record(null::public.messages, $1::jsonb), $2, $3, $4, $5) m`,
    [
      JSON.stringify(aMessage('00000000-0000-4000-8000-000000000001', row)),
      by['kind'] ?? 'edited',
      by['body'] === undefined ? 'novo' : by['body'],
      typeof amendedAt === 'number' ? at(amendedAt) : null,
      at(0),
    ],
  );
  const ms = (key: string) => (m[key] === null ? null : new Date(String(m[key])).getTime() - NOW_MS);
  expect({ ...m, deleted_at: ms('deleted_at'), edited_at: ms('edited_at') }).toMatchObject(after);
});

async function scene(row: Row = {}) {
  const d = desk();
  await somebodyElse(d);
  const other = await d.store.resolveLead(
    { phone: null, lid: '900', bsuid: null, replyTo: '900@lid' },
    NOW_MS,
  );
  const { id } = await d.lead();
  const said = await put(d, 'messages', aMessage(id, { provider_id: 'w1', content: TEXT, ...row }));
  return { d, id, other: other.id, said };
}
type Scene = Awaited<ReturnType<typeof scene>>;
const MINE = ['+5581990000001'];
const amend = async (
  it: Scene,
  over: {
    keys?: string[];
    target?: string;
    what?: string;
    body?: string | null;
    edited?: number;
    reopen?: boolean;
    nowMs?: number;
  } = {},
) => {
  const {
    keys = MINE,
    target = 'w1',
    what = 'edited',
    body = 'novo',
    edited = -5,
    reopen = false,
    nowMs = 0,
  } = over;
  const { told } = await it.d.row<{ told: { outcome: string; isPending?: boolean; lead?: { id: string } } }>(
    'select public.amend_message($1, $2, $3, $4, $5, $6, $7) as told',
    [keys, target, what, body, at(edited), reopen, at(nowMs)],
  );
  return told;
};

test('W5 · an edit touches the message that it points at, names its lead, and no other', async () => {
  const it = await scene();
  const beside = await put(it.d, 'messages', aMessage(it.id, { provider_id: 'w2' }));
  const was = await get(it.d, 'messages', beside);
  expect(await amend(it)).toMatchObject({ outcome: 'applied', isPending: true, lead: { id: it.id } });
  expect((await get(it.d, 'messages', it.said))['body']).toBe('novo');
  expect(await get(it.d, 'messages', beside)).toEqual(was);
  expect(await amend(it)).toMatchObject({ outcome: 'outdated' });
});

/** [the message, the edit, its disposition after, was it or is it to be answered] */
const REOPENED: readonly (readonly [string, Row, Parameters<typeof amend>[1], string | null, boolean])[] = [
  ['answered, edited into a wish', { disposition: 'answered' }, { reopen: true }, 'pending', true],
  ['answered, edited', { disposition: 'answered' }, {}, 'answered', false],
  ['pending, deleted', {}, { what: 'deleted', body: null, reopen: true }, 'noted', true],
  [
    'answered, told the same again',
    {
      disposition: 'answered',
      body: 'novo',
      edited_at: at(-5),
      edit_is_timed: true,
      content: { kind: 'text', text: 'novo' },
    },
    { reopen: true },
    'answered',
    false,
  ],
  [
    'only noted, told the same again',
    {
      disposition: 'noted',
      body: 'novo',
      edited_at: at(-5),
      edit_is_timed: true,
      content: { kind: 'text', text: 'novo' },
    },
    { reopen: true },
    'pending',
    true,
  ],
  [
    'too old, told the same again',
    {
      disposition: 'stale',
      body: 'novo',
      edited_at: at(-5),
      edit_is_timed: true,
      content: { kind: 'text', text: 'novo' },
    },
    { reopen: true },
    'pending',
    true,
  ],
  [
    'only noted, told older words again',
    { disposition: 'noted', body: 'outra', edited_at: at(-4), edit_is_timed: true },
    { reopen: true },
    'noted',
    false,
  ],
  ['deleted, then edited', { disposition: 'noted', deleted_at: at(-9) }, { reopen: true }, 'noted', false],
  ['ours, edited', { direction: 'out', status: 'sent', dedupe_key: 'k' }, { reopen: true }, null, false],
];
test.each(REOPENED)('W5 · a message %s', async (_what, row, edit, disposition, isPending) => {
  const it = await scene(row);
  expect((await amend(it, edit)).isPending).toBe(isPending);
  expect((await get(it.d, 'messages', it.said))['disposition']).toBe(disposition);
});
test('W5 · new words are as young as their edit, and belong to no reply; an edit of before counts from the message', async () => {
  const it = await scene({ disposition: 'answered', sent_at: at(-10) });
  const reply = await put(it.d, 'replies', aReply(it.id));
  await set(it.d, 'messages', it.said, { reply_id: reply });
  const sentAt = async () =>
    new Date(String((await get(it.d, 'messages', it.said))['sent_at'])).getTime() - NOW_MS;
  await amend(it, { reopen: true });
  expect([await sentAt(), (await get(it.d, 'messages', it.said))['reply_id']]).toEqual([-5, null]);
  const early = await put(it.d, 'messages', aMessage(it.id, { provider_id: 'w3', sent_at: at(-1) }));
  await amend(it, { target: 'w3', reopen: true, edited: -5 });
  expect(new Date(String((await get(it.d, 'messages', early))['sent_at'])).getTime() - NOW_MS).toBe(-1);
});

/** [the message's own id and lead, the id pointed at and the lead's, whether that is it] */
const POINTED: readonly (readonly [string, Row, string, boolean])[] = [
  ['its own id', { provider_id: 'w9' }, 'w9', true],
  ['another id', { provider_id: 'w9' }, 'w8', false],
  ['the other name of its id', { provider_id: wamid('55819') }, wamid('x@lid'), true],
  ['its id, while it is a placeholder', { provider_id: 'w9', disposition: 'placeholder' }, 'w9', false],
];
test.each(POINTED)('W15 · an event that points by %s', async (_how, row, target, isIt) => {
  const it = await scene();
  const said = await put(it.d, 'messages', aMessage(it.id, row));
  const { rows } = await it.d.supabase.db.query('select id from public.message_pointed_at($1, $2)', [
    it.id,
    target,
  ]);
  expect(rows).toEqual(isIt ? [{ id: said }] : []);
});
test('W15 · the other name of an id counts within the lead alone; the very id counts everywhere', async () => {
  const it = await scene();
  const said = await put(it.d, 'messages', aMessage(it.other, { provider_id: wamid('55819') }));
  const found = async (target: string) =>
    (await it.d.supabase.db.query('select id from public.message_pointed_at($1, $2)', [it.id, target])).rows;
  expect([await found(wamid('x@lid')), await found(wamid('55819'))]).toEqual([[], [{ id: said }]]);
});
test('W15 · an id of another form is native already, and so is one that holds nothing', async () => {
  const native = async (id: string) =>
    (await desk().row<{ n: string }>('select public.native_id($1) as n', [id])).n;
  expect(await native(wamid('55819'))).toBe('3EB0C767D71D2A5CDE45');
  // Its letters from the seventh on would be the base64 of another native id.
  const foreign = `abcdef${wamid('55819').slice(6)}`;
  expect(await native(foreign)).toBe(foreign);
  expect(await native('wamid.aGk=')).toBe('wamid.aGk=');
});

test('W5 · what comes before its message waits for it, and is applied with it', async () => {
  const it = await scene();
  expect(await amend(it, { target: 'w5', body: 'depois' })).toEqual({ outcome: 'waiting' });
  expect(await amend(it, { target: 'w6', body: 'de outra' })).toEqual({ outcome: 'waiting' });
  await it.d.ingest([anInbound({ providerId: 'w5', body: 'antes' })]);
  const [m] = (await it.d.history(it.id as never)).filter(({ body }) => body === 'depois');
  expect(m?.providerId).toBe('w5');
  expect(await it.d.row('select count(*)::int as n from public.amendments')).toEqual({ n: 1 });
});
test('W15 · what waits under another name of the id waits for this lead’s message only', async () => {
  const it = await scene();
  await amend(it, { keys: ['lid:900'], target: wamid('x@lid'), body: 'dela' });
  await it.d.ingest([anInbound({ providerId: wamid('55819'), body: 'meu' })]);
  expect((await it.d.history(it.id as never)).map(({ body }) => body)).toContain('meu');
  await amend(it, { target: wamid('y@lid'), body: 'novo', edited: -1 });
  expect((await it.d.history(it.id as never)).map(({ body }) => body)).toContain('novo');
});
test('W15 · … and is applied to it under whichever name it comes', async () => {
  const it = await scene();
  await amend(it, { target: wamid('x@lid'), body: 'novo' });
  await it.d.ingest([anInbound({ providerId: wamid('55819'), body: 'velho' })]);
  const bodies = (await it.d.history(it.id as never)).map(({ body }) => body);
  expect([bodies.includes('novo'), bodies.includes('velho')]).toEqual([true, false]);
});
test('W5 · an edit of nobody’s chat waits under the very id; after three days nothing waits any more', async () => {
  const it = await scene();
  await amend(it, { keys: [], target: 'w5', nowMs: -3 * DAY_MS - 1 });
  await amend(it, { keys: [], target: 'w6', nowMs: -3 * DAY_MS });
  await amend(it);
  const { rows } = await it.d.supabase.db.query('select target_id, lead_id from public.amendments');
  expect(rows).toEqual([{ target_id: 'w6', lead_id: null }]);
  expect(await count(it.d, 'messages', it.said)).toBe(1);
});
test('W5 · … and is applied when the message of exactly that id comes, whoever’s it is', async () => {
  const it = await scene();
  await amend(it, { keys: [], target: 'w5' });
  await it.d.ingest([anInbound({ providerId: 'w5', body: 'velho' })]);
  expect((await it.d.history(it.id as never)).map(({ body }) => body)).toContain('novo');
});
test('W15 · two people’s messages have one native id: the edit is of the one in its chat', async () => {
  const it = await scene();
  const { rows } = await it.d.supabase.db.query<{ id: string }>('select id from public.leads');
  for (const { id } of rows)
    await put(it.d, 'messages', aMessage(id, { provider_id: wamid(`of-${id}`), content: TEXT }));
  await amend(it, { target: wamid('x@lid') });
  const edited = await it.d.supabase.db.query(`select lead_id from public.messages where body = 'novo'`);
  expect(edited.rows).toEqual([{ lead_id: it.id }]);
});
