/** What the report of a period counts, guard by guard, with no more rows than the guard looks at (test/store/report.deep.test.ts has the edges of the period). */
import { expect, test } from 'vitest';
import { anAddress, type Desk, HOUR_MS, MINUTE_MS, useDesk } from '../support/database.ts';
import { aMessage, aReply, at, put, set } from './support.ts';

const desk = useDesk();
const DAY_MS = 24 * HOUR_MS;
type Row = Readonly<Record<string, unknown>>;

/** A lead who became known within the period. */
let people = 0;
async function aLead(d: Desk, over: Row = {}): Promise<string> {
  people += 1;
  const { id } = await d.lead(anAddress({ phone: `+55819911${String(people).padStart(5, '0')}` }));
  await set(d, 'leads', id, { created_at: at(0), ...over });
  return id;
}
const asked = (d: Desk, lead: string, ms = 0, over: Row = {}) =>
  put(d, 'messages', aMessage(lead, { sent_at: at(ms), disposition: 'answered', ...over }));
const told = (d: Desk, lead: string, ms: number, over: Row = {}) =>
  put(d, 'messages', aMessage(lead, { direction: 'out', status: 'sent', sent_at: at(ms), ...over }));
const aStep = (
  d: Desk,
  lead: string,
  step: string,
  ms: number,
  over: { cycle?: number; status?: string } = {},
) =>
  d.supabase.db.query(
    `insert into public.follow_ups (lead_id, cycle, step, status, due_at, settled_at) values ($1, $2, $3, $4, $5, $5)`,
    [lead, over.cycle ?? 0, step, over.status ?? 'sent', at(ms)],
  );
const aDecision = (d: Desk, lead: string, kind: string, evidence: Row) =>
  d.row(
    `insert into public.decisions (lead_id, at, kind, reason, epoch, evidence) values ($1, $2, $3, 'why', 0, $4) returning id`,
    [lead, at(0), kind, JSON.stringify(evidence)],
  );
const aMeeting = (d: Desk, lead: string, status: string, hour: number) =>
  put(d, 'meetings', {
    lead_id: lead,
    status,
    starts_at: at(DAY_MS + hour * HOUR_MS),
    ends_at: at(DAY_MS + hour * HOUR_MS + 1),
    claim: 0,
    title: 'Conversa',
    created_at: at(0),
    booked_at: at(HOUR_MS),
  });
const report = (d: Desk): Promise<Row> =>
  d.row<{ is: Row }>('select public.report($1, $2) as is', [at(0), at(DAY_MS)]).then(({ is }) => is);

/** [the answers to a lead who wrote at noon, by whom it was answered, after how long] */
const ANSWERS: readonly (readonly [
  string,
  readonly (readonly [number, Row])[],
  'bot' | 'person' | null,
  number | null,
])[] = [
  ['the bot’s', [[20, {}]], 'bot', 20],
  ['the bot’s, by a clock behind the lead’s', [[-20, {}]], 'bot', 0],
  [
    'one that failed, then the bot’s',
    [
      [10, { status: 'failed' }],
      [20, {}],
    ],
    'bot',
    20,
  ],
  ['one that never began', [[10, { status: 'committed' }]], null, null],
  ['an automatic one', [[10, { author: 'auto' }]], null, null],
  ['a person’s, typed on the phone', [[30, { author: 'person', status: null }]], 'person', 30],
];
test.each(ANSWERS)('the first answer to a lead that got %s', async (_, answers, by, waited) => {
  const d = desk();
  const id = await aLead(d);
  const other = await aLead(d, { created_at: at(-DAY_MS) });
  await asked(d, id);
  for (const [ms, over] of answers) await told(d, id, ms, over);
  // Somebody else's talk goes on.
  await told(d, other, 5);
  const { leads } = await report(d);
  expect(leads).toMatchObject({
    new: 1,
    answered: by === null ? 0 : 1,
    byBot: by === 'bot' ? 1 : 0,
    byPerson: by === 'person' ? 1 : 0,
    p50Ms: waited,
    p95Ms: waited,
  });
});

test('a newcomer qualified, or has a meeting, by its own talk alone, and one that came to something', async () => {
  const d = desk();
  const [plain, cancelled, qualified, booked] = [
    await aLead(d),
    await aLead(d),
    await aLead(d),
    await aLead(d),
  ];
  for (const id of [plain, cancelled, qualified, booked]) await asked(d, id);
  await put(d, 'replies', aReply(plain, { created_at: at(1), intent: 'disqualified' }));
  await put(d, 'replies', aReply(qualified, { created_at: at(1), intent: 'qualified' }));
  await aMeeting(d, cancelled, 'cancelled', 1);
  await aMeeting(d, booked, 'booked', 2);
  const { leads, sources, qualified: all, meetings } = await report(d);
  expect(leads).toMatchObject({ new: 4, qualified: 1, booked: 1 });
  expect(sources).toEqual([{ ad: null, leads: 4, answered: 0, qualified: 1, booked: 1 }]);
  expect(all).toBe(1);
  expect(meetings).toEqual({ booked: 2, leads: 2, cancelled: 1 });
});

test('a lead that was told something else before qualifies all the same, and an ordinary reply is no turn of the talk', async () => {
  const d = desk();
  const id = await aLead(d, { created_at: at(-DAY_MS) });
  await put(d, 'replies', aReply(id, { created_at: at(-HOUR_MS), intent: 'disqualified' }));
  await put(d, 'replies', aReply(id, { created_at: at(1), intent: 'qualified' }));
  await put(d, 'replies', aReply(id, { created_at: at(2), intent: 'continue' }));
  await put(d, 'replies', aReply(id, { created_at: at(3), intent: 'meeting_offer' }));
  const found = await report(d);
  expect(found['qualified']).toBe(1);
  expect(found['turns']).toEqual([{ intent: 'qualified', leads: 1 }]);
});

test('messages are told by who wrote them; a bubble that did not leave is none', async () => {
  const d = desk();
  const [one, other] = [await aLead(d), await aLead(d)];
  await asked(d, one);
  await asked(d, one);
  await told(d, one, 1);
  await told(d, other, 1);
  await told(d, other, 2);
  for (const status of ['failed', 'committed']) await told(d, other, 3, { status });
  await told(d, other, 4, { author: 'person', status: null });
  await told(d, other, 5, { author: 'auto', status: null });
  expect((await report(d))['messages']).toEqual({ fromLeads: 2, leads: 1, fromBot: 3, fromPersons: 1 });
});

test('what models cost is counted of replies that were said, and what nobody counted is nought', async () => {
  const d = desk();
  const id = await aLead(d);
  await aDecision(d, id, 'silence', { model: 'a', answers: 5, tokensIn: 5, tokensOut: 5, costUsd: 5 });
  await aDecision(d, id, 'speak', { model: 'a' });
  await aDecision(d, id, 'speak', { model: 'b', answers: 1, tokensIn: 20, tokensOut: 3, costUsd: 0.25 });
  await aDecision(d, id, 'speak', { model: 'b' });
  expect((await report(d))['model']).toEqual([
    { model: 'a', replies: 1, answers: 0, tokensIn: 0, tokensOut: 0, costUsd: null, unpriced: 1 },
    { model: 'b', replies: 2, answers: 1, tokensIn: 20, tokensOut: 3, costUsd: 0.25, unpriced: 1 },
  ]);
});

/** [what comes after a follow-up, whether it counts as answered] */
const AFTER: readonly (readonly [string, (d: Desk, lead: string) => Promise<unknown>, boolean])[] = [
  ['a word of the lead’s', (d, id) => asked(d, id, HOUR_MS), true],
  ['a word of the bot’s', (d, id) => told(d, id, HOUR_MS), false],
  [
    'the next step and then a word',
    async (d, id) => {
      await aStep(d, id, '2', HOUR_MS);
      await asked(d, id, 2 * HOUR_MS);
    },
    false,
  ],
  [
    'a word and then the next step',
    async (d, id) => {
      await asked(d, id, HOUR_MS);
      await aStep(d, id, '2', 2 * HOUR_MS);
    },
    true,
  ],
  [
    'a step that was skipped and then a word',
    async (d, id) => {
      await aStep(d, id, '2', HOUR_MS, { status: 'skipped' });
      await asked(d, id, 2 * HOUR_MS);
    },
    true,
  ],
  [
    'a step of a later ladder and then a word',
    async (d, id) => {
      await aStep(d, id, '2', HOUR_MS, { cycle: 1 });
      await asked(d, id, 2 * HOUR_MS);
    },
    true,
  ],
];
test.each(AFTER)('a follow-up, and after it %s', async (_, then, answered) => {
  const d = desk();
  const id = await aLead(d);
  await aStep(d, id, '1', MINUTE_MS);
  await then(d, id);
  const steps = (await report(d))['followUps'] as readonly Row[];
  expect(steps[0]).toEqual({ step: '1', sent: 1, answered: answered ? 1 : 0 });
  // What was skipped was not sent.
  expect(steps.every(({ sent }) => sent === 1)).toBe(true);
  expect(steps).toHaveLength((await sent(d)).length);
});
const sent = async (d: Desk) =>
  (await d.supabase.db.query("select from public.follow_ups where status = 'sent'")).rows;

test('T5 · what leads asked is told by passage, and by its wording where nothing is known of it; most asked first', async () => {
  const d = desk();
  const asks = async (leadQuestions: unknown, ms = 0) =>
    aLead(d, { dialogue: { leadQuestions }, last_inbound_at: at(ms) });
  await asks([
    { text: 'Tem no Acre?', about: null },
    { text: 'Quanto pesa?', about: 'peso' },
  ]);
  await asks(
    [
      { text: 'tem no acre?', about: null },
      { text: 'Qual o peso?', about: 'peso' },
    ],
    5,
  );
  await asks([{ text: 'Qual o peso?', about: 'peso' }], 4);
  await asks([{ text: 'Aceita milhas?', about: null }]);
  await asks('none that could be read');
  await aLead(d, { last_inbound_at: at(0) });
  const told = await d.supabase.db.query<{ is: Row }>('select public.questions_of_leads(9) as is');
  expect(told.rows.map(({ is }) => ({ ...is, last_at: Date.parse(String(is['last_at'])) }))).toEqual([
    { about: 'peso', text: 'Qual o peso?', leads: 3, last_at: Date.parse(at(5)) },
    { about: null, text: 'Tem no Acre?', leads: 2, last_at: Date.parse(at(5)) },
    { about: null, text: 'Aceita milhas?', leads: 1, last_at: Date.parse(at(0)) },
  ]);
});
