/** A report's hours, words and table: pure. What SQL counts is test/store/report.deep.test.ts. */
import { expect, test } from 'vitest';
import { reportCsv } from '../../lib/report/csv.ts';
import { periodOf } from '../../lib/report/period.ts';
import { reportFromJson } from '../../lib/report/report.ts';
import { lasted, reportLines } from '../../lib/report/text.ts';

const TIMEZONE = 'America/Sao_Paulo';
const period = (kind: 'day' | 'week', on: string | null, now = '2026-11-23T13:00:00Z') =>
  periodOf(kind, { on, nowMs: Date.parse(now), timezone: TIMEZONE });
const iso = (found: ReturnType<typeof period>) =>
  found && [new Date(found.fromMs).toISOString(), new Date(found.toMs).toISOString()];

const reached = { leads: 2, answered: 2, qualified: 1, booked: 1 };
const FULL = {
  leads: { new: 3, answered: 2, byBot: 1, byPerson: 1, qualified: 1, booked: 1, p50Ms: 8000, p95Ms: 125_000 },
  stages: [
    { stage: 'em_qualificacao', leads: 2 },
    { stage: null, leads: 1 },
  ],
  sources: [
    { ad: '120330', ...reached },
    { ad: null, ...reached },
  ],
  rest: { ads: 0, leads: 0, answered: 0, qualified: 0, booked: 0 },
  messages: { fromLeads: 9, leads: 4, fromBot: 12, fromPersons: 1 },
  qualified: 1,
  turns: [{ intent: 'disqualified', leads: 5 }],
  meetings: { booked: 2, leads: 2, cancelled: 1 },
  decisions: [
    { kind: 'silence', reason: 'human_stage', lines: 4, leads: 1 },
    { kind: 'takeover', reason: 'card', lines: 2, leads: 2 },
    { kind: 'silence', reason: 'of_another_version', lines: 1, leads: 1 },
  ],
  followUps: [
    { step: '1', sent: 6, answered: 2 },
    { step: 'close', sent: 1, answered: 0 },
  ],
  questions: [
    { about: null, text: '=HYPERLINK("http://x";"vocês, parcelam?")', leads: 2, lead: '+5581990000001' },
  ],
  model: [
    { model: 'openai/a', replies: 3, answers: 4, tokensIn: 900, tokensOut: 90, costUsd: 0.0123, unpriced: 0 },
    { model: 'google/b', replies: 1, answers: 1, tokensIn: 100, tokensOut: 10, costUsd: null, unpriced: 1 },
  ],
};
const DAY = { kind: 'day', first: '2026-11-23', last: '2026-11-23' } as const;
const full = reportFromJson(FULL, { fromMs: 0, toMs: 1 });

test('F13 · a report’s day and week are the company’s own, Monday to Sunday, whatever UTC says', () => {
  expect(iso(period('day', null))).toEqual(['2026-11-23T03:00:00.000Z', '2026-11-24T03:00:00.000Z']);
  // 23:59 on Sunday in São Paulo is Monday in UTC.
  expect(period('week', null, '2026-11-30T02:59:00Z')).toMatchObject({
    first: '2026-11-23',
    last: '2026-11-29',
  });
  expect(period('week', null, '2026-11-30T03:00:00Z')).toMatchObject({ first: '2026-11-30' });
  expect(iso(period('week', '2026-11-29'))).toEqual(['2026-11-23T03:00:00.000Z', '2026-11-30T03:00:00.000Z']);
  // The clocks of New York go back on 2026-11-01: a day of 25 hours.
  const long = periodOf('day', { on: '2026-11-01', nowMs: 0, timezone: 'America/New_York' });
  expect(((long?.toMs ?? 0) - (long?.fromMs ?? 0)) / 3_600_000).toBe(25);
});

test.each(['2026-02-30', '23/11/2026', 'ontem', '', '2026-1-1'])('%j is no day of a report', (on) => {
  expect(period('day', on)).toBeNull();
});

test('a report in either language says every figure, and no reason by its key', () => {
  const text = reportLines(full, DAY, 'en').join('\n');
  expect(text).toMatch(/came +3\n/);
  expect(text).toMatch(/answered +2 \(bot 1, a person 1\)/);
  expect(text).toMatch(/first answer +half within 8 s, 95 % within 3 min/);
  expect(text).toMatch(/120330 +2 → 2 → 1 → 1/);
  expect(text).toMatch(/disqualified +5/);
  expect(text).toMatch(/follow-ups +7 sent, 2 answered/);
  expect(text).toMatch(/Silent\n {2}the card is in a person’s stage in Kommo: 4, 1 leads/);
  expect(text).toMatch(/Model +4 replies, US\$ 0\.0123 \(without a price: 1\)$/);
  const portuguese = reportLines(full, { ...DAY, kind: 'week', last: '2026-11-29' }, 'pt').join('\n');
  expect(portuguese).toMatch(/^Semana 2026-11-23 – 2026-11-29/);
  expect(portuguese).toContain('US$ 0,0123');
  for (const key of ['human_stage', 'of_another_version', 'em_qualificacao', 'undefined', 'null'])
    expect(text + portuguese).not.toContain(key);
});

test('a report of a day on which nobody wrote says so, and costs nothing', () => {
  const nothing = reportFromJson(
    {
      ...FULL,
      leads: {
        new: 0,
        answered: 0,
        byBot: 0,
        byPerson: 0,
        qualified: 0,
        booked: 0,
        p50Ms: null,
        p95Ms: null,
      },
      stages: [],
      sources: [],
      decisions: [],
      followUps: [],
      questions: [],
      model: [],
    },
    { fromMs: 0, toMs: 1 },
  );
  expect(nothing.model).toMatchObject({ costUsd: null, replies: 0 });
  expect(reportLines(nothing, DAY, 'en').join('\n')).toContain('nobody was answered');
});

test('V7 · a lead’s words are no formula in the spreadsheet, and end no cell and no line of it', () => {
  const csv = reportCsv(full, DAY);
  expect(csv).toContain(
    `2026-11-23,2026-11-23,question,"'=HYPERLINK(""http://x"";""vocês, parcelam?"")",leads,2`,
  );
  const told = reportFromJson(
    { ...FULL, questions: [{ about: null, text: '@a\r\n+b', leads: 1, lead: null }] },
    { fromMs: 0, toMs: 1 },
  );
  expect(reportCsv(told, DAY)).toContain(`question,"'@a\r\n+b",leads,1`);
  // One heading, and every line has six cells: no thousands, no unit, nothing but the figure.
  expect(csv.split('\r\n')[0]).toBe('first,last,section,name,figure,value');
  expect(csv).toContain('2026-11-23,2026-11-23,model,google/b,costUsd,\r\n');
  expect(csv).toContain('2026-11-23,2026-11-23,newcomers,,firstAnswerP95Ms,125000');
});

test('a wait is told as at least as long as it was', () => {
  expect([0, 1, 89_001, 90_000, 5_399_000, 5_400_000, 7_200_001].map(lasted)).toEqual([
    '0 s',
    '1 s',
    '90 s',
    '2 min',
    '90 min',
    '1 h 30 min',
    '2 h 01 min',
  ]);
});
