/** What a live read and a message of ours change of a row, guard by guard (H14, P3, P18, R9, W15). */
import { expect, test } from 'vitest';
import { anInbound, HOUR_MS, NOW_MS, PAUSE_SECONDS, useDesk } from '../support/database.ts';
import { aMessage, at, get, put, set, somebodyElse } from './support.ts';

const desk = useDesk();
const CREATED = 15_000_009;

/** The row before, and what a read at `readAt` of a card changed at `changedAt` leaves of it. All in milliseconds from now. */
async function afterRead(
  before: Readonly<Record<string, unknown>>,
  read: {
    speaks?: boolean;
    readAt?: number;
    changedAt?: number;
    card?: number;
    of?: number;
    nowAt?: number;
  } = {},
) {
  const { speaks = true, readAt = 0, changedAt = -HOUR_MS, card = 15_000_001, of = card, nowAt = 0 } = read;
  const d = desk();
  await somebodyElse(d);
  const { id } = await d.lead();
  await set(d, 'leads', id, before);
  await d.supabase.db.query('select public.observe_stage($1, $2, $3, 1, 2, $4, $5, $6, 5, $7, $8)', [
    id,
    [card],
    speaks ? 'em_qualificacao' : 'atendimento_humano',
    speaks,
    at(readAt),
    at(changedAt),
    at(nowAt),
    of,
  ]);
  const row = await get(d, 'leads', id);
  const ledger = (await d.store.decisionsOf(id, 9)).map(({ kind, reason }) => `${kind} ${reason}`);
  return { row, stands: row['human_stage_at'] !== null, epoch: row['epoch'], ledger };
}

test('H1 · a read of a person’s stage takes over once; where it stands already it is no news', async () => {
  expect(await afterRead({}, { speaks: false })).toMatchObject({
    stands: true,
    epoch: 1,
    ledger: ['takeover live_read'],
  });
});
test('H1 · … where it stands already the epoch stays', async () => {
  expect(await afterRead({ human_stage_at: at(-9) }, { speaks: false })).toMatchObject({
    stands: true,
    epoch: 0,
    ledger: [],
  });
});
test('H14 · a read of the bot’s stage of a lead that nobody took changes no epoch', async () => {
  expect(await afterRead({})).toMatchObject({ stands: false, epoch: 0, ledger: [] });
});
test('design §4 · the bot’s hand-over ends with the card’s word, and not with a stage of the bot’s', async () => {
  expect((await afterRead({ bot_handoff_at: at(-9) }, { speaks: false })).row['bot_handoff_at']).toBeNull();
});
test('design §4 · … which leaves it standing', async () => {
  expect((await afterRead({ bot_handoff_at: at(-9) })).row['bot_handoff_at']).not.toBeNull();
});

/** [the read, the card's change, released]: the takeover was heard 100 ms ago, of a move 200 ms ago. */
const PROOFS: readonly (readonly [number, number, boolean])[] = [
  [-101, -50, false],
  [-100, -50, false],
  [-99, -50, true],
  [-99, -199, true],
  [-99, -200, false],
  [4900, -300, false],
  [4901, -300, true],
];
test.each(PROOFS)(
  'R9 · a read at %i of a card changed at %i releases: %s',
  async (readAt, changedAt, released) => {
    const taken = { human_stage_at: at(-100), human_stage_moved_at: at(-200) };
    const { stands, epoch, row, ledger } = await afterRead(taken, { readAt, changedAt, nowAt: 9000 });
    expect([stands, epoch, ledger]).toEqual(released ? [false, 1, ['release live_read']] : [true, 0, []]);
    expect(row['human_stage_moved_at'] === null).toBe(released);
  },
);

const made = { human_stage_at: at(-100), human_stage_moved_at: at(-200), card_created_id: CREATED };
test('P3 · a card that the bot made since the takeover releases nothing', async () => {
  const since = { ...made, card_created_at: at(-50) };
  expect(await afterRead(since, { card: CREATED, changedAt: 0, nowAt: 9000 })).toMatchObject({
    stands: true,
    epoch: 0,
  });
});
test('P3 · … one that it made before releases like any other', async () => {
  const before = { ...made, card_created_at: at(-100) };
  expect(await afterRead(before, { card: CREATED, changedAt: 0, nowAt: 9000 })).toMatchObject({
    stands: false,
  });
});
test('P3 · … and so does a card that it did not make', async () => {
  const since = { ...made, card_created_at: at(-50) };
  expect(await afterRead(since, { card: 15_000_001, changedAt: 0, nowAt: 9000 })).toMatchObject({
    stands: false,
  });
});
test('P3 · the made card goes to a person too: that is a takeover of its own', async () => {
  const since = { ...made, card_created_at: at(-50) };
  expect(await afterRead(since, { card: CREATED, changedAt: 0, speaks: false })).toMatchObject({
    stands: true,
    epoch: 1,
  });
});

test('P18 · an older read of the same card changes nothing; of another card it does', async () => {
  const read = { card_reads: JSON.stringify({ '15000001': at(0) }) };
  expect(await afterRead(read, { speaks: false, readAt: 0 })).toMatchObject({ stands: false, epoch: 0 });
});
test('P18 · … of another card', async () => {
  const read = { card_reads: JSON.stringify({ '15000002': at(0) }) };
  expect(await afterRead(read, { speaks: false, readAt: -5 })).toMatchObject({ stands: true });
});
test.each([
  [null, 'em_qualificacao'],
  [-1, 'em_qualificacao'],
  [0, 'novo_lead'],
  [1, 'novo_lead'],
])('H14 · the mirror read at %s shows %s after a read at 0', async (mirroredAt, place) => {
  const before = { stage_place: 'novo_lead', stage_read_at: mirroredAt === null ? null : at(mirroredAt) };
  expect((await afterRead(before)).row['stage_place']).toBe(place);
});

test.each([
  [0, true],
  [-1, true],
  [1, false],
])(
  'V8 · a reply whose hours end at %i is over now: %s, and the ledger says so once',
  async (until, isOver) => {
    const { row, ledger } = await afterRead({ human_reply_at: at(-9), human_reply_until: at(until) });
    expect(row['human_reply_at'] === null).toBe(isOver);
    expect(ledger).toEqual(isOver ? ['release expired'] : []);
  },
);
test('V8 · the end of a reply is looked at whatever the read says', async () => {
  const before = {
    human_reply_at: at(-9),
    human_reply_until: at(0),
    card_reads: JSON.stringify({ '15000001': at(9) }),
  };
  expect((await afterRead(before)).ledger).toEqual(['release expired']);
});
test('P18 · a look that speaks of no card keeps what was read of the others', async () => {
  const d = desk();
  const { id } = await d.lead();
  await set(d, 'leads', id, { card_reads: JSON.stringify({ '15000001': at(0) }) });
  await d.supabase.db.query('select public.observe_stage($1, $2, $3, 1, 2, true, $4, $4, 5, $4)', [
    id,
    [],
    'novo_lead',
    at(5),
  ]);
  expect(await get(d, 'leads', id)).toMatchObject({
    card_reads: { '15000001': expect.anything() },
    stage_place: 'novo_lead',
  });
});
test('a read of nobody’s card is no row', async () => {
  const found = await desk().supabase.db.query(
    'select * from public.observe_stage($1, $2, $3, 1, 2, true, $4, $4, 5, $4)',
    ['00000000-0000-4000-8000-0000000000ff', [1], 'novo_lead', at(0)],
  );
  expect(found.rows).toEqual([]);
});

/** A bubble of ours to the lead, and what a message of the same words is taken for. */
async function outcomeBeside(
  bubble: Readonly<Record<string, unknown>> | null,
  message: { text?: string; sentAt?: number; id?: string; to?: 'other' } = {},
) {
  const d = desk();
  await somebodyElse(d);
  const { id } = await d.lead();
  const other = await d.store.resolveLead(
    { phone: null, lid: '900', bsuid: null, replyTo: '900@lid' },
    NOW_MS,
  );
  const bubbleId =
    bubble === null
      ? null
      : await put(
          d,
          'messages',
          aMessage(message.to === 'other' ? other.id : id, { direction: 'out', ...bubble }),
        );
  const { outcome } = await d.person(id, {
    providerId: message.id ?? 'echo',
    text: message.text ?? 'oi',
    sentAtMs: NOW_MS + (message.sentAt ?? 0),
    atMs: NOW_MS,
  });
  return { outcome, bubble: bubbleId === null ? null : await get(d, 'messages', bubbleId) };
}
const sent = { status: 'sent', provider_id: 'w1', recorded_at: at(-HOUR_MS) };
const OURS: readonly (readonly [
  string,
  Readonly<Record<string, unknown>>,
  Parameters<typeof outcomeBeside>[1],
  string,
])[] = [
  ['its own id', sent, { id: 'w1', sentAt: -HOUR_MS }, 'ours'],
  ['the id of its echo', { ...sent, echo_id: 'e1' }, { id: 'e1' }, 'ours'],
  [
    'an id of a person’s message',
    { direction: 'out', author: 'person', provider_id: 'p1' },
    { id: 'p1' },
    'known',
  ],
  [
    'the id of another lead’s message',
    { direction: 'in', provider_id: 'x1' },
    { id: 'x1', to: 'other' },
    'taken_over',
  ],
  ['its words, 5 s before', sent, { sentAt: -5000 }, 'ours'],
  ['its words, 5001 ms before', sent, { sentAt: -5001 }, 'taken_over'],
  ['its words, 30 s after', sent, { sentAt: 30_000 }, 'ours'],
  ['its words, 30001 ms after', sent, { sentAt: 30_001 }, 'taken_over'],
  ['other words', sent, { text: 'outra' }, 'taken_over'],
  ['its words, echoed already', { ...sent, echo_id: 'e1' }, {}, 'taken_over'],
  ['its words, and it failed', { ...sent, status: 'failed' }, {}, 'taken_over'],
  ['a person’s same words', { author: 'person', provider_id: 'p1' }, {}, 'taken_over'],
  ['its words, to another lead', sent, { to: 'other' }, 'taken_over'],
  ['the words of a bubble under way', { status: 'committed', sent_at: at(-HOUR_MS) }, {}, 'ours'],
  ['the words of one that nobody knows of', { status: 'unknown', sent_at: at(-HOUR_MS) }, {}, 'ours'],
  [
    'the words of one under way for a quarter of an hour',
    { sent_at: at(-HOUR_MS), recorded_at: at(-900_000) },
    {},
    'taken_over',
  ],
  ['the words of one delivered long ago', { status: 'delivered', sent_at: at(-HOUR_MS) }, {}, 'taken_over'],
  [
    'the words of one under way that has an id',
    { provider_id: 'w2', sent_at: at(-HOUR_MS) },
    {},
    'taken_over',
  ],
  ['other words than of one under way', { sent_at: at(-HOUR_MS) }, { text: 'outra' }, 'taken_over'],
  ['the words of one under way to another lead', { sent_at: at(-HOUR_MS) }, { to: 'other' }, 'taken_over'],
];
test.each(OURS)('W15, H12 · a message with %s', async (_name, bubble, message, expected) => {
  expect((await outcomeBeside(bubble, message)).outcome).toBe(expected);
});
test('W15 · an echo settles a bubble under way, and is only remembered of one that is settled', async () => {
  expect((await outcomeBeside({ status: 'unknown' })).bubble).toMatchObject({
    status: 'sent',
    provider_id: 'echo',
    echo_id: 'echo',
  });
});
test('W15 · … of one that is settled', async () => {
  expect((await outcomeBeside(sent)).bubble).toMatchObject({
    status: 'sent',
    provider_id: 'w1',
    echo_id: 'echo',
  });
});

const PAUSE_MS = PAUSE_SECONDS * 1000;
test.each([
  [-PAUSE_MS - 1, 'too_old', null],
  [-PAUSE_MS, 'too_old', null],
  [-PAUSE_MS + 1, 'taken_over', 1],
  [0, 'taken_over', PAUSE_MS],
  // From a clock ahead of ours: its hours are counted from now.
  [HOUR_MS, 'taken_over', PAUSE_MS],
])('R9, R11 · a person’s message of %i ms is %s, and silences until %s', async (sentAt, outcome, until) => {
  const d = desk();
  const { id } = await d.lead();
  const told = await d.person(id, { sentAtMs: NOW_MS + sentAt });
  expect(told.outcome).toBe(outcome);
  expect(told.lead.signals.humanReplyUntilMs).toBe(until === null ? null : NOW_MS + until);
});
test('R12 · a message to nobody is a bug, not a silent nothing', async () => {
  await expect(
    desk().row('select public.record_person_message($1, $2, $3, $4, 60, $5, $4)', [
      '00000000-0000-4000-8000-0000000000ff',
      'w',
      'oi',
      at(0),
      [],
    ]),
  ).rejects.toThrow(/no such lead/);
});
test('P18 · the three seconds run from the first message of this very lead', async () => {
  const d = desk();
  const { lead } = await d.ingest([anInbound({ sentAtMs: NOW_MS - HOUR_MS })]);
  const other = await d.store.resolveLead(
    { phone: null, lid: '900', bsuid: null, replyTo: '900@lid' },
    NOW_MS,
  );
  await put(d, 'messages', aMessage(other.id, { sent_at: at(-2 * HOUR_MS) }));
  await put(
    d,
    'messages',
    aMessage(lead.id, {
      direction: 'out',
      status: 'sent',
      provider_id: 'w9',
      body: 'x',
      sent_at: at(-3 * HOUR_MS),
    }),
  );
  expect((await d.person(lead.id, { sentAtMs: NOW_MS - HOUR_MS + 1000 })).outcome).toBe('auto_reply');
});
