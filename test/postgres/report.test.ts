/** The report of a period on a real server: what it reads and how long it takes as the tables grow. */
import { expect, test } from 'vitest';
import { fillCrowd } from './support/crowd.ts';
import { openWatcher, type Step } from './support/plans.ts';
import { tell, useServer } from './support/server.ts';

const server = useServer();

const LEADS = 100_000;
/** Supabase ends a statement after eight seconds: half of it, for a server that has more to do. */
const LIMIT_MS = 4_000;
/** Ten minutes in which 600 leads of the crowd became known, with five messages in and out. */
const TEN_MINUTES = { p_from: '2026-11-01T14:00:00Z', p_to: '2026-11-01T14:10:00Z' };
const ROWS_MAX = 600 * 5 * 2 * 2;
/** As many as ten thousand new leads: more than a busy week brings. */
const WEEK = { p_from: '2026-11-01T14:00:00Z', p_to: '2026-11-01T16:46:40Z' };
/** Everybody and everything that the crowd has. */
const ALL = { p_from: '2026-11-01T00:00:00Z', p_to: '2026-11-08T00:00:00Z' };

const stepsOf = (step: Step): readonly Step[] => [step, ...(step.Plans ?? []).flatMap(stepsOf)];

test('C14 · a report reads its period and not the tables, and a week with 10,000 new leads of 100,000 is told within the limit', async () => {
  const { db } = server();
  await fillCrowd(db, { leads: LEADS, turns: 5 });
  const watcher = await openWatcher(db);
  const { plans, refused } = await watcher.watch('report', TEN_MINUTES);
  expect(refused).toBeNull();
  const read = plans
    .flatMap(({ Plan }) => stepsOf(Plan))
    .filter((step) => step['Relation Name'] !== undefined);
  const rowsOf = (step: Step): number =>
    (step['Actual Rows'] + (step['Rows Removed by Filter'] ?? 0)) * step['Actual Loops'];
  expect(
    read
      .filter((step) => rowsOf(step) > ROWS_MAX)
      .map((step) => `${step['Node Type']} of ${step['Relation Name']}`),
  ).toEqual([]);

  const times: number[] = [];
  for (const period of [TEN_MINUTES, WEEK, ALL])
    times.push((await watcher.time('report', period)) ?? Number.POSITIVE_INFINITY);
  await watcher.close();
  const [tenMinutesMs = 0, weekMs = 0, allMs = 0] = times.map(Math.round);
  tell(
    `report over ${LEADS} leads: 600 of them new ${tenMinutesMs} ms, 10,000 of them ${weekMs} ms, all of them and 500,000 decisions ${allMs} ms`,
  );
  expect(weekMs).toBeLessThan(LIMIT_MS);
});
