/** What the report of a period counts, and what it leaves out: one row on either side of every edge. */
import { expect, test } from 'vitest';
import { reportFromJson } from '../../lib/report/report.ts';
import { aMessage, aReply, at, put } from './guards/support.ts';
import { anAddress, type Desk, HOUR_MS, MINUTE_MS, NOW_MS, SECOND_MS, useDesk } from './support/database.ts';

const desk = useDesk();
const DAY_MS = 24 * HOUR_MS;
const DAY = { fromMs: NOW_MS, toMs: NOW_MS + DAY_MS };

async function report(d: Desk) {
  const { body } = await d.row<{ body: unknown }>('select public.report($1, $2) as body', [
    at(0),
    at(DAY_MS),
  ]);
  return reportFromJson(body, DAY);
}

let people = 0;
/** A lead who became known then; `adId` in what is known of it. */
async function aLead(d: Desk, createdMs: number, over: Readonly<Record<string, unknown>> = {}) {
  people += 1;
  const phone = `+55819900${String(people).padStart(5, '0')}`;
  const { id } = await d.lead(anAddress({ phone }));
  const columns = { created_at: at(createdMs), ...over };
  await d.row(
    `update public.leads l set (${Object.keys(columns).join(', ')}) =
       (select ${Object.keys(columns)
         .map((name) => `r.${name}`)
         .join(', ')} from jsonb_populate_record(null::public.leads, $1::jsonb) r)
     where l.id = $2 returning id`,
    [JSON.stringify(columns), id],
  );
  return id;
}
const wrote = (d: Desk, leadId: string, ms: number, over: Readonly<Record<string, unknown>> = {}) =>
  put(
    d,
    'messages',
    aMessage(leadId, { sent_at: at(ms), recorded_at: at(ms), disposition: 'answered', ...over }),
  );
const said = (d: Desk, leadId: string, ms: number, over: Readonly<Record<string, unknown>> = {}) =>
  put(
    d,
    'messages',
    aMessage(leadId, { direction: 'out', status: 'sent', sent_at: at(ms), recorded_at: at(ms), ...over }),
  );

test('a report begins with its first instant and ends before the next period’s', async () => {
  const d = desk();
  for (const ms of [-1, 0, DAY_MS - 1, DAY_MS]) {
    const id = await aLead(d, ms, {
      last_inbound_at: at(ms),
      dialogue: { leadQuestions: [{ text: `q ${ms}`, about: null }] },
    });
    await wrote(d, id, ms);
    await said(d, id, ms);
    await put(d, 'replies', aReply(id, { created_at: at(ms), intent: 'disqualified' }));
    await d.row(
      `insert into public.decisions (lead_id, at, kind, reason, epoch, evidence)
         values ($1, $2, 'speak', 'stage_allows', 0, '{"model": "m", "answers": 1, "tokensIn": 10, "tokensOut": 1, "costUsd": 0.5}') returning id`,
      [id, at(ms)],
    );
    await d.row(
      `insert into public.follow_ups (lead_id, cycle, step, status, due_at, settled_at) values ($1, 0, '1', 'sent', $2, $2) returning lead_id`,
      [id, at(ms)],
    );
    await put(d, 'meetings', {
      lead_id: id,
      status: 'over',
      starts_at: at(DAY_MS + ms),
      ends_at: at(DAY_MS + ms + 1),
      claim: 0,
      title: 'Conversa',
      created_at: at(-9),
      booked_at: at(ms),
    });
  }
  expect(await report(d)).toMatchObject({
    newcomers: { leads: 2 },
    messages: { fromLeads: 2, leads: 2, fromBot: 2 },
    disqualified: 2,
    meetings: { booked: 2, leads: 2, cancelled: 0 },
    followUps: { sent: 2 },
    model: { replies: 2, costUsd: 1, unpriced: 0 },
    questions: [{ text: 'q 0' }, { text: `q ${DAY_MS - 1}` }],
  });
});

test('the first answer is the first thing that a person or the bot really said after the lead’s first word', async () => {
  const d = desk();
  const wait = async (answers: readonly (readonly [number, Readonly<Record<string, unknown>>])[]) => {
    const id = await aLead(d, HOUR_MS);
    await said(d, id, HOUR_MS - MINUTE_MS, { author: 'person' });
    await wrote(d, id, HOUR_MS);
    for (const [seconds, over] of answers) await said(d, id, HOUR_MS + seconds * SECOND_MS, over);
  };
  // An automatic text, a bubble that failed and one whose send never began are no answer.
  await wait([
    [1, { author: 'auto' }],
    [2, { status: 'failed' }],
    [3, { status: 'committed' }],
    [10, {}],
  ]);
  await wait([
    [20, { author: 'person' }],
    [25, {}],
  ]);
  await wait([[30, { status: 'unknown' }]]);
  await wait([]);
  // Known by a person's command alone: it never wrote.
  await aLead(d, HOUR_MS);
  const { newcomers } = await report(d);
  expect(newcomers).toMatchObject({
    leads: 4,
    answered: 3,
    answeredByBot: 2,
    answeredByPerson: 1,
    firstAnswerP50Ms: 20_000,
    firstAnswerP95Ms: 29_000,
  });
});

test('a lead qualifies once: a booking days later is no second time, and another lead’s is its own', async () => {
  const d = desk();
  const before = await aLead(d, -DAY_MS);
  await put(d, 'replies', aReply(before, { intent: 'qualified', created_at: at(-HOUR_MS) }));
  await put(d, 'replies', aReply(before, { intent: 'booked', created_at: at(HOUR_MS) }));
  const now = await aLead(d, 0);
  await wrote(d, now, 0);
  await put(d, 'replies', aReply(now, { intent: 'qualified', created_at: at(HOUR_MS) }));
  await put(d, 'replies', aReply(now, { intent: 'booked', created_at: at(2 * HOUR_MS) }));
  await put(d, 'replies', aReply(now, { intent: 'continue', created_at: at(3 * HOUR_MS) }));
  const found = await report(d);
  expect(found.qualified).toBe(1);
  expect(found.newcomers.qualified).toBe(1);
});

test('leads are told by stage and by ad, and past fifty ads the rest together', async () => {
  const d = desk();
  for (let ad = 0; ad < 53; ad += 1) {
    const id = await aLead(d, 0, {
      stage_place: 'novo_lead',
      facts: { adId: `ad-${String(ad).padStart(2, '0')}` },
    });
    await wrote(d, id, 0);
  }
  for (let more = 0; more < 2; more += 1) await wrote(d, await aLead(d, 0), 0);
  const { newcomers } = await report(d);
  expect(newcomers.sources).toHaveLength(50);
  expect(newcomers.sources.slice(0, 2)).toEqual([
    { ad: null, leads: 2, answered: 0, qualified: 0, booked: 0 },
    { ad: 'ad-00', leads: 1, answered: 0, qualified: 0, booked: 0 },
  ]);
  expect(newcomers.otherAds).toMatchObject({ ads: 4, leads: 4 });
  expect(newcomers.stages).toEqual([
    { stage: 'novo_lead', leads: 53 },
    { stage: null, leads: 2 },
  ]);
});

test('a follow-up is answered by what the lead writes within three days and before another one', async () => {
  const d = desk();
  const ladder = async (
    answerMs: number | null,
    steps: readonly (readonly [string, number])[] = [['1', HOUR_MS]],
  ) => {
    const id = await aLead(d, -DAY_MS);
    for (const [step, ms] of steps)
      await d.row(
        `insert into public.follow_ups (lead_id, cycle, step, status, due_at, settled_at) values ($1, 0, $2, 'sent', $3, $3) returning lead_id`,
        [id, step, at(ms)],
      );
    if (answerMs !== null) await wrote(d, id, answerMs);
  };
  await ladder(HOUR_MS + 3 * DAY_MS);
  await ladder(HOUR_MS + 3 * DAY_MS + 1);
  await ladder(HOUR_MS);
  await ladder(null);
  await ladder(3 * HOUR_MS, [
    ['1', HOUR_MS],
    ['2', 2 * HOUR_MS],
  ]);
  expect((await report(d)).followUps.steps).toEqual([
    { step: '1', sent: 5, answered: 1 },
    { step: '2', sent: 1, answered: 1 },
  ]);
});

test('takeovers, silences and holds are told by reason, with how many leads; an answer without a price is said to be one', async () => {
  const d = desk();
  const [a, b] = [await aLead(d, -DAY_MS), await aLead(d, -DAY_MS)];
  const line = (id: string, kind: string, reason: string, evidence: object = {}) =>
    d.row(
      `insert into public.decisions (lead_id, at, kind, reason, epoch, evidence) values ($1, $2, $3, $4, 0, $5) returning id`,
      [id, at(HOUR_MS), kind, reason, JSON.stringify(evidence)],
    );
  await line(a, 'takeover', 'card');
  await line(a, 'takeover', 'phone');
  await line(b, 'takeover', 'phone');
  await line(a, 'silence', 'human_stage');
  await line(a, 'silence', 'human_stage');
  await line(b, 'hold', 'timeout');
  await line(a, 'speak', 'stage_allows', {
    model: 'm',
    answers: 2,
    tokensIn: 10,
    tokensOut: 1,
    costUsd: null,
  });
  await line(b, 'speak', 'follow_up', { model: 'm', answers: 1, tokensIn: 10, tokensOut: 1, costUsd: 0.25 });
  await line(b, 'speak', 'follow_up', {});
  const found = await report(d);
  expect(found.takeovers).toEqual([
    { reason: 'phone', lines: 2, leads: 2 },
    { reason: 'card', lines: 1, leads: 1 },
  ]);
  expect(found.silences).toEqual([{ reason: 'human_stage', lines: 2, leads: 1 }]);
  expect(found.holds).toEqual([{ reason: 'timeout', lines: 1, leads: 1 }]);
  expect(found.model).toMatchObject({
    replies: 2,
    costUsd: 0.25,
    unpriced: 1,
    byModel: [{ model: 'm', answers: 3, tokensIn: 20, tokensOut: 2 }],
  });
});

test('what RETENTION_DAYS emptied is no longer counted as a message, and a claim that came to nothing is no meeting', async () => {
  const d = desk();
  const id = await aLead(d, -DAY_MS);
  await wrote(d, id, HOUR_MS, { body: null, content: null });
  await wrote(d, id, HOUR_MS, { body: null, content: { kind: 'image' } });
  for (const status of ['released', 'surplus', 'cancelled'])
    await put(d, 'meetings', {
      lead_id: id,
      status,
      starts_at: at(DAY_MS),
      ends_at: at(DAY_MS + 1),
      claim: 0,
      title: 'Conversa',
      created_at: at(0),
      booked_at: at(HOUR_MS),
    });
  expect(await report(d)).toMatchObject({
    messages: { fromLeads: 1, leads: 1 },
    meetings: { booked: 1, cancelled: 1 },
  });
});
