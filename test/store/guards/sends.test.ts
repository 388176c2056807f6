/** What becomes of a bubble, guard by guard: whose status is heard, what an answer keeps, and what nobody has settled (I6, F12, W15). */
import { expect, test } from 'vitest';
import { type Desk, NOW_MS, useDesk } from '../support/database.ts';
import { aMessage, at, get, put, set, somebodyElse } from './support.ts';

const desk = useDesk();
const NOBODY = '00000000-0000-4000-8000-0000000000ff';

type Row = Readonly<Record<string, unknown>>;
/** A bubble of ours under way, and one beside it to the same lead. */
async function twoBubbles(over: Row = {}, other: Row = {}) {
  const d = desk();
  await somebodyElse(d);
  const { id } = await d.lead();
  const beside = await put(d, 'messages', aMessage(id, { direction: 'out', ...other }));
  const bubble = await put(d, 'messages', aMessage(id, { direction: 'out', ...over }));
  return { d, id, bubble, beside, was: await get(d, 'messages', beside) };
}

type Told = {
  readonly id?: string;
  readonly callback?: 'own' | 'none' | 'foreign';
  readonly status?: string;
  readonly code?: number | null;
};
const tell = async (
  d: Desk,
  bubble: string,
  { id = 'w1', callback = 'none', status = 'delivered', code = null }: Told,
) =>
  (
    await d.row<{ outcome: string }>('select public.record_statuses($1) as outcome', [
      JSON.stringify([
        {
          providerId: id,
          callbackId: { own: bubble, none: null, foreign: NOBODY }[callback],
          status,
          errorCode: code,
        },
      ]),
    ])
  ).outcome;

/** [what is told of which bubble, the bubble, the status, the answer, the bubble after it] */
const STATUSES: readonly (readonly [string, Row, Told, string, Row])[] = [
  ['its own id', { provider_id: 'w1' }, {}, 'recorded', { status: 'delivered', provider_id: 'w1' }],
  ['our callback id', {}, { callback: 'own' }, 'recorded', { status: 'delivered', provider_id: 'w1' }],
  ['a foreign id, and none of ours', {}, {}, 'not_ours', { status: 'committed', provider_id: null }],
  ['a foreign id and a foreign callback', {}, { callback: 'foreign' }, 'not_ours', { provider_id: null }],
  [
    'our callback id, settled under another id',
    { provider_id: 'w2' },
    { callback: 'own' },
    'not_ours',
    { status: 'committed', provider_id: 'w2' },
  ],
  [
    'its id, and it is a person’s message',
    { author: 'person', provider_id: 'w1' },
    {},
    'not_ours',
    { status: null },
  ],
  [
    'its callback id, and it is a person’s message',
    { author: 'person' },
    { callback: 'own' },
    'not_ours',
    {},
  ],
  [
    'a lower status',
    { provider_id: 'w1', status: 'read' },
    {},
    'recorded',
    { status: 'read', error_code: null },
  ],
  [
    'pending, once it was delivered',
    { provider_id: 'w1', status: 'delivered' },
    { status: 'pending' },
    'recorded',
    { status: 'delivered' },
  ],
  ['pending, under way', { provider_id: 'w1' }, { status: 'pending' }, 'recorded', { status: 'sent' }],
  [
    'pending, unknown',
    { provider_id: 'w1', status: 'unknown' },
    { status: 'pending' },
    'recorded',
    { status: 'sent' },
  ],
  [
    'a code',
    { provider_id: 'w1', error_code: 1 },
    { status: 'failed', code: 2 },
    'recorded',
    { status: 'failed', error_code: 2 },
  ],
  ['no code', { provider_id: 'w1', error_code: 1 }, {}, 'recorded', { status: 'delivered', error_code: 1 }],
];
test.each(STATUSES)(
  'F12, I6 · a status told of a bubble by %s touches that bubble only',
  async (_how, row, told, outcome, after) => {
    const { d, bubble, beside, was } = await twoBubbles(row, { provider_id: 'w9' });
    expect(await tell(d, bubble, told)).toBe(outcome);
    expect(await get(d, 'messages', bubble)).toMatchObject(after);
    expect(await get(d, 'messages', beside)).toEqual(was);
  },
);
test('I6 · … of two that have no id yet, the one that our callback names', async () => {
  const { d, bubble, beside, was } = await twoBubbles();
  await tell(d, bubble, { callback: 'own' });
  expect(await get(d, 'messages', beside)).toEqual(was);
  expect(await get(d, 'messages', bubble)).toMatchObject({ provider_id: 'w1', status: 'delivered' });
});

const settle = (d: Desk, id: string, answer: Row) =>
  d.supabase.db.query('select public.settle_sends($1, $2)', [
    JSON.stringify([{ messageId: id, status: 'sent', ...answer }]),
    at(0),
  ]);
/** [what the transport answers, the bubble, the answer, the bubble after it] */
const ANSWERS: readonly (readonly [string, Row, Row, Row])[] = [
  [
    'all of it',
    {},
    { providerId: 'w1', errorCode: 7, stageAgeMs: 40 },
    { status: 'sent', provider_id: 'w1', error_code: 7, stage_age_ms: 40 },
  ],
  [
    'nothing but that it left',
    { provider_id: 'w1', error_code: 7, stage_age_ms: 40, echo_id: 'e1' },
    {},
    { status: 'sent', provider_id: 'w1', error_code: 7, stage_age_ms: 40, echo_id: 'e1' },
  ],
  [
    'less than a status said',
    { status: 'read' },
    { providerId: 'w1' },
    { status: 'read', provider_id: 'w1' },
  ],
  [
    'an id that another row has',
    { provider_id: 'w1' },
    { providerId: 'w9' },
    { status: 'sent', provider_id: 'w1' },
  ],
  [
    'the id of its echo',
    { echo_id: 'w1' },
    { providerId: 'w1' },
    { status: 'sent', provider_id: 'w1', echo_id: null },
  ],
  [
    'something of a person’s message',
    { author: 'person', provider_id: 'p1' },
    { providerId: 'w1' },
    { status: null, provider_id: 'p1' },
  ],
];
test.each(ANSWERS)(
  'R9, W15 · the transport answers %s of a bubble, and of no other',
  async (_what, row, answer, after) => {
    const { d, bubble, beside, was } = await twoBubbles(row, { provider_id: 'w9' });
    await settle(d, bubble, answer);
    expect(await get(d, 'messages', bubble)).toMatchObject(after);
    expect(await get(d, 'messages', beside)).toEqual(was);
  },
);
test('O4 · where a lead is really reached is that lead’s alone, and an answer without it forgets nothing', async () => {
  const { d, id, bubble } = await twoBubbles();
  const other = await d.store.resolveLead(
    { phone: null, lid: '900', bsuid: null, replyTo: '900@lid' },
    NOW_MS,
  );
  await put(d, 'messages', aMessage(other.id, { direction: 'out' }));
  const reached = async (lead: string) => (await get(d, 'leads', lead))['reply_to'];
  await settle(d, bubble, { replyTo: '558190000001' });
  expect([await reached(id), await reached(other.id)]).toEqual(['558190000001', '900@lid']);
  await settle(d, bubble, {});
  expect(await reached(id)).toBe('558190000001');
});

const OLD = { sent_at: at(-1) };
/** [the bubble, its status after the look, whether a person is told] */
const LOOKS: readonly (readonly [Row, string | null, boolean])[] = [
  [OLD, 'unknown', true],
  [{ ...OLD, status: 'unknown' }, 'unknown', true],
  [{ ...OLD, status: 'sent' }, 'sent', false],
  [{ ...OLD, status: 'failed' }, 'failed', false],
  [{ sent_at: at(0) }, 'committed', false],
  [{ sent_at: at(0), status: 'unknown' }, 'unknown', false],
  [{ ...OLD, flagged_at: at(-1) }, 'committed', false],
  [{ ...OLD, status: 'unknown', flagged_at: at(-1) }, 'unknown', false],
  [{ ...OLD, author: 'person', status: 'committed' }, 'committed', false],
  [{ ...OLD, author: 'person', status: 'unknown' }, 'unknown', false],
];
test.each(LOOKS)('I6 · unsettled for too long: %j is then %s, and told: %s', async (row, status, isTold) => {
  const d = desk();
  const { id } = await d.lead();
  const bubble = await put(d, 'messages', aMessage(id, { direction: 'out', ...row }));
  const { rows } = await d.supabase.db.query<{ id: string }>('select id from public.unsettled_sends($1, 9)', [
    at(0),
  ]);
  expect(rows).toEqual(isTold ? [{ id: bubble }] : []);
  expect((await get(d, 'messages', bubble))['status']).toBe(status);
});
test('I6 · what a person was told of is told once, and nothing else is taken for told', async () => {
  const { d, bubble, beside, was } = await twoBubbles();
  await d.supabase.db.query('select public.flag_sends($1, $2)', [[bubble], at(0)]);
  expect((await get(d, 'messages', bubble))['flagged_at']).not.toBeNull();
  expect(await get(d, 'messages', beside)).toEqual(was);
});

test('W3 · the words of a voice note are kept with it, for everybody who sent that id, and for nothing of ours', async () => {
  const { d, id, beside, was } = await twoBubbles({}, { provider_id: 'v1' });
  const other = await d.store.resolveLead(
    { phone: null, lid: '900', bsuid: null, replyTo: '900@lid' },
    NOW_MS,
  );
  const note = await put(d, 'messages', aMessage(other.id, { kind: 'audio', body: null, provider_id: 'v1' }));
  const unsaid = await put(d, 'messages', aMessage(id, { kind: 'audio', body: null, provider_id: 'v2' }));
  await d.supabase.db.query('select public.keep_words($1, $2)', ['v1', 'Quero marcar.']);
  expect((await get(d, 'messages', note))['body']).toBe('Quero marcar.');
  expect((await get(d, 'messages', unsaid))['body']).toBeNull();
  expect(await get(d, 'messages', beside)).toEqual(was);
});

test('V5 · what was told before stands: a stop keeps its first time, and goes only with a start', async () => {
  const d = desk();
  const since = async () =>
    (await d.supabase.db.query('select stopped from public.speech_stopped_at() as stopped')).rows.map((row) =>
      new Date((row as { stopped: string }).stopped).getTime(),
    );
  const stop = (when: string | null) => d.supabase.db.query('select public.stop_speech($1)', [when]);
  expect(await since()).toEqual([]);
  await stop(at(1));
  await stop(at(2));
  expect(await since()).toEqual([NOW_MS + 1]);
  await stop(null);
  expect(await since()).toEqual([]);
  await stop(at(3));
  expect(await since()).toEqual([NOW_MS + 3]);
});

test('R3 · a claim that was never sent frees its key, and a refusal frees no other', async () => {
  const { d, bubble, beside, was } = await twoBubbles();
  const { answer } = await d.row<{ answer: object }>('select public.refuse_send($1, $2) as answer', [
    bubble,
    'stopped',
  ]);
  expect(answer).toEqual({ outcome: 'stopped' });
  expect(await get(d, 'messages', beside)).toEqual(was);
  await expect(get(d, 'messages', bubble)).rejects.toThrow();
  await set(d, 'messages', beside, { status: 'sent' });
});

test('W15 · an id that a person’s message has already is not taken from it, and the batch is recorded to its end', async () => {
  const { d, id, bubble, beside } = await twoBubbles();
  const echo = await put(
    d,
    'messages',
    aMessage(id, { direction: 'out', author: 'person', provider_id: 'w1', status: null }),
  );
  const told = [
    { providerId: 'w1', callbackId: bubble, status: 'delivered', errorCode: null },
    { providerId: 'w2', callbackId: beside, status: 'read', errorCode: null },
  ];
  await d.row('select count(*) from public.record_statuses($1)', [JSON.stringify(told)]);
  expect(await get(d, 'messages', bubble)).toMatchObject({ status: 'delivered', provider_id: null });
  expect(await get(d, 'messages', beside)).toMatchObject({ status: 'read', provider_id: 'w2' });
  expect(await get(d, 'messages', echo)).toMatchObject({ author: 'person', provider_id: 'w1' });
});
