/** What came in and who said what, guard by guard: whose message it is, what a placeholder becomes, what is a greeting (W3, W15, P18, I5). */
import { expect, test } from 'vitest';
import { anAddress, anInbound, type Desk, NOW_MS, SECOND_MS, useDesk } from '../support/database.ts';
import { aMessage, aReply, at, get, put, set, somebodyElse } from './support.ts';

const desk = useDesk();
const CLARA = anAddress({ phone: '+5581990000002' });
type Row = Readonly<Record<string, unknown>>;
const nothing = { kind: 'unsupported', body: null, disposition: 'placeholder' } as const;
const placeholder = (over: Partial<Parameters<typeof anInbound>[0]> = {}) =>
  anInbound({
    providerId: 'wamid.x',
    ...nothing,
    content: { kind: 'unsupported', what: '131060', placeholder: true },
    ...over,
  });
const messagesOf = async (d: Desk, leadId: string): Promise<readonly Row[]> => {
  const { rows } = await d.supabase.db.query<{ row: Row }>(
    'select to_jsonb(m) as row from public.messages m where lead_id = $1 order by arrival',
    [leadId],
  );
  return rows.map(({ row }) => row);
};

test.each([
  ['the same words at the same moment are the same message', {}, 0],
  ['said at another moment they are another person’s', { sentAtMs: NOW_MS + SECOND_MS }, 1],
  ['other words are another person’s', { body: 'boa tarde' }, 1],
])('W15, R19 · an id that another lead’s message has: %s', async (_name, over, fresh) => {
  const d = desk();
  const item = anInbound({ body: 'bom dia' });
  await d.ingest([item], { from: CLARA });
  const told = await d.ingest([{ ...item, ...over }]);
  expect([told.fresh, told.burst.length]).toEqual([fresh, fresh]);
});

test('M5 · a placeholder without words takes content without words, keeps its id while unanswered, and counts once', async () => {
  const d = desk();
  const { lead } = await d.ingest([placeholder()]);
  expect((await d.ingest([placeholder()])).fresh).toBe(0);
  const [before] = await messagesOf(d, lead.id);
  const told = await d.ingest([
    anInbound({ providerId: 'wamid.x', body: null, content: { kind: 'text', text: '' } }),
  ]);
  expect([told.fresh, told.burst.map(({ id, body }) => [id, body])]).toEqual([1, [[before?.['id'], null]]]);
});

test('W3 · content replaces what the disposition calls a placeholder, and what the content does', async () => {
  const d = desk();
  const plain = { kind: 'unsupported', what: '131060', placeholder: false } as const;
  const { lead } = await d.ingest([placeholder({ content: plain }), placeholder({ providerId: 'wamid.y' })]);
  const [, second] = await messagesOf(d, lead.id);
  // Waited for long enough, it was taken into a turn as it stood.
  await set(d, 'messages', String(second?.['id']), { disposition: 'pending' });
  const told = await d.ingest([
    anInbound({ providerId: 'wamid.x', body: 'um' }),
    anInbound({ providerId: 'wamid.y', body: 'dois' }),
  ]);
  expect([told.fresh, told.burst.map(({ body }) => body)]).toEqual([2, ['um', 'dois']]);
});

const INGEST = `select public.ingest_inbound(array['+5581990000001'], '+5581990000001', null, null, '5581990000001', $1,
  $2::jsonb, $3, 30, $4) as turn`;
const ingested = async (
  d: Desk,
  sequence: string,
  name: string | null = null,
  messages: readonly Row[] = [],
) =>
  (await d.row<{ turn: { lead: Row } }>(INGEST, [name, JSON.stringify(messages), sequence, at(0)])).turn.lead;

test('I5 · the place in the queue is kept from the first message on, and never goes back', async () => {
  const d = desk();
  const sequences = [];
  for (const sequence of ['5', '7', '6']) sequences.push((await ingested(d, sequence))['last_sequence']);
  expect(sequences).toEqual(['5', '7', '7']);
});

test('a message without a profile name leaves the name that is known', async () => {
  const d = desk();
  const message = (providerId: string): Row => ({
    providerId,
    kind: 'text',
    body: 'oi',
    content: { kind: 'text', text: 'oi' },
    sentAt: at(0),
    disposition: 'pending',
  });
  await ingested(d, '1', 'Mateus', [message('a')]);
  expect((await ingested(d, '2', null, [message('b')]))['profile_name']).toBe('Mateus');
});

/** A lead to whom something was said before its own first message came in. */
async function greeted(said: { body?: string; sentAtMs?: number } = {}) {
  const d = desk();
  const clara = await d.lead(CLARA);
  await d.person(clara.id, { providerId: 'to-clara', text: 'Oi, Clara', sentAtMs: NOW_MS - 900 * SECOND_MS });
  await set(d, 'leads', clara.id, { epoch: 1 });
  await put(d, 'messages', aMessage(clara.id, { sent_at: at(-900 * SECOND_MS), disposition: 'silenced' }));
  const { id } = await d.lead();
  await d.person(id, {
    providerId: 'greeting',
    text: said.body ?? 'Olá! Já te atendemos.',
    sentAtMs: said.sentAtMs ?? NOW_MS - SECOND_MS,
  });
  return { d, id, clara: clara.id };
}

test('P18, R19 · a greeting that came before the message it answers is known when that comes; of nobody else anything changes', async () => {
  const { d, id, clara } = await greeted();
  const was = [await get(d, 'leads', clara), await messagesOf(d, clara)];
  await d.ingest([anInbound()]);
  expect((await get(d, 'leads', id))['human_reply_at']).toBeNull();
  expect((await messagesOf(d, id)).map(({ author }) => author)).toEqual(['auto', 'lead']);
  expect([await get(d, 'leads', clara), await messagesOf(d, clara)]).toEqual(was);
});

test.each([
  ['that names the lead', { body: 'Oi, Mateus, aqui é o Marcos' }],
  ['a minute before', { sentAtMs: NOW_MS - 60 * SECOND_MS }],
])('P18 · words %s are a person’s', async (_name, said) => {
  const { d, id } = await greeted(said);
  const turn = await ingested(d, '1', 'Mateus Silva', [
    { providerId: 'a', kind: 'text', body: 'oi', content: {}, sentAt: at(0), disposition: 'pending' },
  ]);
  expect(turn['human_reply_at']).not.toBeNull();
  expect((await messagesOf(d, id))[0]?.['author']).toBe('person');
});

test.each<[string, string | null, string | null, boolean]>([
  ['with a short first name, which any word may hold', 'Oi, bom dia', 'Oi', true],
  ['with a name that it does not say', 'Já te atendemos', 'Mateus', true],
  ['with the name', 'mateus, já te atendo', 'Mateus Silva', false],
  ['with nobody’s name', 'Já te atendemos', null, true],
])('P18 · is it a greeting, %s', async (_name, body, profile, expected) => {
  const { is } = await desk().row<{ is: boolean }>('select public.is_greeting($1, $2, $2, $3) as is', [
    body,
    at(0),
    profile,
  ]);
  expect(is).toBe(expected);
});

test('P18 · before the lead has written there is no greeting: false, and not unknown', async () => {
  const { is } = await desk().row<{ is: boolean | null }>(
    "select public.is_greeting('oi', $1, null, null) as is",
    [at(0)],
  );
  expect(is).toBe(false);
});

test('I5 · a reply that ended keeps its outcome when something new comes in; one that is open is superseded', async () => {
  const d = desk();
  const { id } = await d.lead();
  const ended = await put(d, 'replies', aReply(id, { finished_at: at(-5), outcome: 'sent' }));
  const open = await put(d, 'replies', aReply(id));
  await put(
    d,
    'messages',
    aMessage(id, { direction: 'out', reply_id: open, status: 'sent', provider_id: 'b' }),
  );
  await d.ingest([anInbound()]);
  expect((await get(d, 'replies', ended))['outcome']).toBe('sent');
  expect((await get(d, 'replies', open))['outcome']).toBe('superseded');
});

const person = async (d: Desk, id: string, providerId: string, text = 'Oi, aqui é o Marcos.') =>
  (await d.person((await d.now(id as never)).id, { providerId, text })).outcome;

test('W15 · a message of the lead’s under another of its ids is known, and whose it was is told', async () => {
  const d = desk();
  await somebodyElse(d);
  const { id } = await d.lead();
  const native = (prefix: string) => `${prefix}.${Buffer.from('0000SAMEMESSAGE0001').toString('base64')}`;
  await put(
    d,
    'messages',
    aMessage(id, { direction: 'out', author: 'person', provider_id: native('wamid') }),
  );
  expect(await person(d, id, native('wamid'))).toBe('known');
});

test('W15, R19 · our words to one lead, said by a person to another, are that person’s', async () => {
  const d = desk();
  const clara = await d.lead(CLARA);
  await put(
    d,
    'messages',
    aMessage(clara.id, { direction: 'out', body: 'Oi, aqui é o Marcos.', status: 'sent', provider_id: 'c' }),
  );
  const { id } = await d.lead();
  expect(await person(d, id, 'echo')).toBe('taken_over');
});

test('W15 · a person’s or a robot’s own words, said again, are not taken for a bubble of ours', async () => {
  const d = desk();
  const { id } = await d.lead();
  await put(
    d,
    'messages',
    aMessage(id, {
      direction: 'out',
      author: 'person',
      body: 'Oi, aqui é o Marcos.',
      provider_id: 'first',
      recorded_at: at(-SECOND_MS),
      sent_at: at(-SECOND_MS),
    }),
  );
  expect(await person(d, id, 'second')).toBe('taken_over');
  expect((await messagesOf(d, id)).map(({ echo_id: echo }) => echo)).toEqual([null, null]);
});

const robot = async (d: Desk, id: string, providerId: string, body = 'Promoção!') =>
  (
    await d.row<{ outcome: string }>('select public.record_robot_message($1, $2, $3, $4, $4) as outcome', [
      id,
      providerId,
      body,
      at(0),
    ])
  ).outcome;

test.each<[string, string, Row | null]>([
  ['that is on record under its id', 'known', { provider_id: 'r1', author: 'auto', body: 'outra' }],
  ['that we said a minute before', 'ours', { body: 'Promoção!', recorded_at: at(-60 * SECOND_MS) }],
  ['that we said an hour before', 'other_robot', { body: 'Promoção!', recorded_at: at(-3600 * SECOND_MS) }],
  ['when we said something else', 'other_robot', { body: 'Olá!', recorded_at: at(0) }],
  [
    'that another robot said under another id',
    'other_robot',
    { author: 'auto', provider_id: 'r0', body: 'Promoção!' },
  ],
  ['of which nothing is on record', 'other_robot', null],
])('H12 · a robot’s message %s: %s', async (_name, outcome, row) => {
  const d = desk();
  await somebodyElse(d);
  const clara = await d.lead(CLARA);
  // To somebody else we said it in this minute.
  await put(d, 'messages', aMessage(clara.id, { direction: 'out', body: 'Promoção!', recorded_at: at(0) }));
  const { id } = await d.lead();
  if (row) await put(d, 'messages', aMessage(id, { direction: 'out', ...row }));
  expect(await robot(d, id, 'r1')).toBe(outcome);
});

test('P22, R19 · what a reply was for is pending again where nothing of it left; every other question and reply stays', async () => {
  const d = desk();
  await somebodyElse(d);
  const { id } = await d.lead();
  const spoken = await put(d, 'replies', aReply(id));
  await put(
    d,
    'messages',
    aMessage(id, { direction: 'out', reply_id: spoken, status: 'sent', provider_id: 's' }),
  );
  const answered = await put(
    d,
    'messages',
    aMessage(id, { body: 'respondida', disposition: 'answered', reply_id: spoken }),
  );
  const unsaid = await put(d, 'replies', aReply(id));
  await put(d, 'messages', aMessage(id, { body: 'esquecida', disposition: 'answered', reply_id: unsaid }));
  await put(d, 'messages', aMessage(id, { body: 'apagada', deleted_at: at(1) }));
  await put(d, 'messages', aMessage(id, { body: 'calada', disposition: 'silenced' }));
  const { rows } = await d.supabase.db.query<{ body: string }>('select body from public.reopen_burst($1)', [
    id,
  ]);
  expect(rows.map(({ body }) => body)).toEqual(['esquecida']);
  expect((await get(d, 'messages', answered))['disposition']).toBe('answered');
  const { n } = await d.row<{ n: number }>('select count(*)::int as n from public.replies');
  // Somebody else's two, and the one that spoke.
  expect(n).toBe(3);
});
