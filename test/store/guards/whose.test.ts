/** Whose it is, guard by guard: what is asked or said of one is answered and done of that one alone (R19, P2, P3, W2, W15, W7). */
import { expect, test } from 'vitest';
import { anAddress, type Desk, NOW_MS, useDesk } from '../support/database.ts';
import { aMessage, aReply, at, EVERY_SIGNAL, get, put, set } from './support.ts';

const desk = useDesk();
const NOBODY = '00000000-0000-4000-8000-0000000000ff';
const CLARA = anAddress({ phone: '+5581988880000' });
const DECISION = { kind: 'hold', reason: 'timeout', evidence: {}, stageAgeMs: null };

/** Two leads, whichever of them a question without its `where` would meet first. */
async function two() {
  const d = desk();
  const { id: clara } = await d.lead(CLARA);
  const { id } = await d.lead();
  return { d, clara, id };
}
const rows = async <T extends object>(d: Desk, sql: string, values: readonly unknown[]) =>
  (await d.supabase.db.query<T>(sql, [...values])).rows;

test('R19 · lead_by_key finds whoever is known by that key, and nobody else', async () => {
  const { d, clara, id } = await two();
  const found = async (key: string) =>
    (await rows<{ id: string }>(d, 'select id from public.lead_by_key($1)', [key])).map((row) => row.id);
  expect([await found('+5581988880000'), await found('+5581990000001'), await found('lid:1')]).toEqual([
    [clara],
    [id],
    [],
  ]);
});

test('P2 · own_moves_of one card are that card’s, the newest first and no more than asked for', async () => {
  const d = desk();
  for (const [card, ms] of [
    [1, 10],
    [2, 40],
    [1, 30],
    [1, 20],
  ] as const)
    await d.row('select public.keep_own_move($1, 7, 8, $2)::text as done', [card, at(ms)]);
  const moves = await rows<{ card: number; ms: number }>(
    d,
    `select kommo_lead_id::int as card, round(extract(epoch from at - $1::timestamptz) * 1000)::int as ms
       from public.own_moves_of(1, 2)`,
    [at(0)],
  );
  expect(moves).toEqual([
    { card: 1, ms: 30 },
    { card: 1, ms: 20 },
  ]);
});

test('V8, R19 · decisions_of one lead are the newest of its own, the oldest of them first', async () => {
  const { d, clara, id } = await two();
  for (const [lead, ms] of [
    [id, 1],
    [id, 2],
    [clara, 3],
    [id, 4],
    [clara, 5],
  ] as const)
    await d.row('select public.append_decision($1, $2, $3)::text as done', [lead, DECISION, at(ms)]);
  const told = await rows<{ ms: number }>(
    d,
    'select round(extract(epoch from at - $2::timestamptz) * 1000)::int as ms from public.decisions_of($1, 2)',
    [id, at(0)],
  );
  expect(told).toEqual([{ ms: 2 }, { ms: 4 }]);
});

test('V9, R19 · export_lead tells all of one lead and nothing of another; of nobody it tells nothing', async () => {
  const { d, clara, id } = await two();
  for (const lead of [clara, id]) await put(d, 'messages', aMessage(lead));
  type All = { readonly lead: { readonly id: string }; readonly messages: readonly { lead_id: string }[] };
  const told = async (lead: string) =>
    (await rows<{ all: All }>(d, 'select e as all from public.export_lead($1) e', [lead])).map(({ all }) => [
      all.lead.id,
      all.messages.map((message) => message.lead_id),
    ]);
  for (const lead of [clara, id]) expect(await told(lead)).toEqual([[lead, [lead]]]);
  expect(await told(NOBODY)).toEqual([]);
});

test('W2 · an address that nobody is known by joins nobody and makes no lead; a known one learns the other', async () => {
  const { d, id } = await two();
  const join = async (before: string) =>
    (
      await rows<{ id: string }>(
        d,
        "select id from public.join_identity(array[$1], array['lid:77'], null, '77', null, '77@lid', $2)",
        [before, at(0)],
      )
    ).map((row) => row.id);
  expect(await join('+5581977770000')).toEqual([]);
  expect((await rows(d, 'select 1 from public.leads', [])).length).toBe(2);
  expect(await join('+5581990000001')).toEqual([id]);
  expect(await get(d, 'leads', id)).toMatchObject({ lid: '77' });
});

test.each(['stop', 'resume'])('W7, R19 · a wish to %s promotions is one lead’s', async (wish) => {
  const { d, clara, id } = await two();
  const was = await get(d, 'leads', clara);
  await d.row('select public.set_preference($1, $2, $3, $4, $3)::text as done', [id, wish, at(5), '{}']);
  expect(await get(d, 'leads', clara)).toEqual(was);
  const { proactive_ended_at: ended, proactive_resumed_at: resumed } = await get(d, 'leads', id);
  expect([ended !== null, resumed !== null]).toEqual([wish === 'stop', wish === 'resume']);
});

test.each([true, false])(
  'H14, R19 · a look at one lead’s card, the bot’s stage: %s, leaves every signal of another',
  async (botSpeaks) => {
    const { d, clara, id } = await two();
    for (const lead of [clara, id]) await set(d, 'leads', lead, EVERY_SIGNAL);
    const was = await get(d, 'leads', clara);
    await d.observe((await d.store.resolveLead(anAddress(), NOW_MS)).id, { botSpeaks });
    expect(await get(d, 'leads', clara)).toEqual(was);
    const { bot_handoff_at: handoff } = await get(d, 'leads', id);
    expect(handoff === null).toBe(!botSpeaks);
  },
);

/** One message under two of its ids: what stands around WhatsApp's own differs by whom it is shown to (W15). */
const wamid = (shownTo: string, own = '3EB0C127A4B5D9F06E12') =>
  `wamid.${Buffer.from(`\x1d${shownTo}\x15\x02\x12${own}\0`).toString('base64')}`;
const tell = async (d: Desk, lead: string, providerId: string, body = 'Oi, aqui é o Marcos.') =>
  (
    await d.row<{ told: { outcome: string; lead: { id: string } } }>(
      'select public.record_person_message($1, $2, $3, $4, 3600, $5, $4) as told',
      [lead, providerId, body, at(0), []],
    )
  ).told;

test.each<[string, 'person' | 'bot']>([
  ['known', 'person'],
  ['ours', 'bot'],
])(
  'W15, R19 · a message under another of its ids is %s to its own lead, and another’s is another',
  async (outcome, author) => {
    const { d, clara, id } = await two();
    const words = { direction: 'out', author, provider_id: wamid('5581990000001'), body: 'Até amanhã.' };
    await put(d, 'messages', aMessage(id, { ...words, ...(author === 'bot' && { status: 'sent' }) }));
    expect(await tell(d, id, wamid('lid-77'))).toMatchObject({ outcome, lead: { id } });
    expect(await tell(d, clara, wamid('lid-88'))).toMatchObject({
      outcome: 'taken_over',
      lead: { id: clara },
    });
    expect((await get(d, 'leads', id))['human_reply_at']).toBeNull();
  },
);
test('W15, R19 · whose message is known already is told with its own lead', async () => {
  const { d, clara, id } = await two();
  for (const lead of [clara, id])
    await put(d, 'messages', aMessage(lead, { direction: 'out', author: 'person', provider_id: 'p1' }));
  for (const lead of [clara, id])
    expect(await tell(d, lead, 'p1')).toMatchObject({ outcome: 'known', lead: { id: lead } });
});
test.each(['committed', 'sent'])(
  'W15 · a person who says again what a person said is a person, though that is marked %s',
  async (status) => {
    const { d, id } = await two();
    const first = await put(
      d,
      'messages',
      aMessage(id, { direction: 'out', author: 'person', body: 'Até amanhã.', status }),
    );
    expect((await tell(d, id, 'p2', 'Até amanhã.')).outcome).toBe('taken_over');
    expect(await get(d, 'messages', first)).toMatchObject({ status, provider_id: null, echo_id: null });
  },
);
test.each(['unknown', 'delivered'])(
  'W15, R19 · an echo of a bubble that is %s is kept with that bubble and with no other message',
  async (status) => {
    const { d, clara, id } = await two();
    const bubble = { direction: 'out', body: 'Até amanhã.', status };
    const hers = await put(d, 'messages', aMessage(clara, bubble));
    const older = await put(d, 'messages', aMessage(id, { ...bubble, body: 'Oi.' }));
    const mine = await put(
      d,
      'messages',
      aMessage(id, { ...bubble, provider_id: status === 'delivered' ? 'w1' : null }),
    );
    expect((await tell(d, id, 'e1', 'Até amanhã.')).outcome).toBe('ours');
    const echoes = await Promise.all([hers, older, mine].map((each) => get(d, 'messages', each)));
    expect(echoes.map(({ echo_id: echo }) => echo)).toEqual([null, null, 'e1']);
  },
);

const reopened = async (d: Desk, lead: string) =>
  (await rows<{ body: string }>(d, 'select body from public.reopen_burst($1)', [lead])).map(
    ({ body }) => body,
  );
test('P22, R19 · an open reply that said nothing is taken back though others have spoken, with its own question and no other', async () => {
  const { d, clara, id } = await two();
  const hers = await put(d, 'replies', aReply(clara));
  await put(d, 'messages', aMessage(clara, { direction: 'out', reply_id: hers, status: 'sent' }));
  const herQuestion = await put(d, 'messages', aMessage(clara, { disposition: 'answered', reply_id: hers }));
  const unsaid = await put(d, 'replies', aReply(id));
  const question = await put(
    d,
    'messages',
    aMessage(id, { body: 'Quanto custa?', disposition: 'answered', reply_id: unsaid }),
  );
  expect(await reopened(d, id)).toEqual(['Quanto custa?']);
  expect(await get(d, 'messages', question)).toMatchObject({ disposition: 'pending', reply_id: null });
  expect(await get(d, 'messages', herQuestion)).toMatchObject({ disposition: 'answered', reply_id: hers });
  expect((await rows<{ id: string }>(d, 'select id from public.replies', [])).map((row) => row.id)).toEqual([
    hers,
  ]);
});
test('P22 · only what is pending and still stands is told', async () => {
  const { d, id } = await two();
  await put(d, 'messages', aMessage(id, { body: 'apagada', deleted_at: at(1) }));
  await put(d, 'messages', aMessage(id, { body: 'respondida', disposition: 'answered' }));
  await put(d, 'messages', aMessage(id, { body: 'à espera' }));
  expect(await reopened(d, id)).toEqual(['à espera']);
});
