/** Every statement of every function finds its rows by an index, whatever has grown: read from the plans that the server really ran. */
import { expect, test } from 'vitest';
import { fillCrowd } from './support/crowd.ts';
import { openWatcher, type Ran, type Step } from './support/plans.ts';
import { argumentsFor, functionsOf, person } from './support/scene.ts';
import { tell, useServer } from './support/server.ts';

const server = useServer();

const LEADS = 20_000;
/** One step of a plan may look at so many rows: a lead's whole talk, or a page of a list. A table that grows has more. */
const MAX_ROWS = 400;

const stepsOf = (step: Step): readonly Step[] => [step, ...(step.Plans ?? []).flatMap(stepsOf)];

const rowsRead = (step: Step): number =>
  (step['Actual Rows'] +
    (step['Rows Removed by Filter'] ?? 0) +
    (step['Rows Removed by Index Recheck'] ?? 0)) *
  step['Actual Loops'];

const faultsOf = (ran: Ran, tables: ReadonlySet<string>): readonly string[] =>
  stepsOf(ran.Plan)
    .filter((step) => tables.has(step['Relation Name'] ?? '') && rowsRead(step) > MAX_ROWS)
    .map(
      (step) =>
        `${step['Node Type']} of ${step['Relation Name']}: ${ran['Query Text'].replace(/\s+/g, ' ').trim().slice(0, 160)}`,
    );

test('C14 · no statement of any function reads a table through: 20,000 leads, 200,000 messages', async () => {
  const { db } = server();
  await fillCrowd(db, { leads: LEADS, turns: 5 });
  const tables = new Set(
    (
      await db.query<{ name: string }>(`select tablename as name from pg_tables where schemaname = 'public'`)
    ).rows.map(({ name }) => name),
  );
  const watcher = await openWatcher(db);
  const faults = new Set<string>();
  const refused = new Map<string, string>();
  let statements = 0;
  const functions = await functionsOf(server());
  for (const { name, parameters } of functions) {
    const refusals: string[] = [];
    // A plan is made anew for the first five calls of a session; the sixth may be the general one.
    for (let turn = 0; turn < 7; turn += 1) {
      const args = argumentsFor(parameters, { p: person(1200 + turn * 1201), other: person(7 + turn), turn });
      const watched = await watcher.watch(name, args);
      if (watched.refused !== null) refusals.push(watched.refused);
      statements += watched.plans.length;
      for (const ran of watched.plans)
        for (const fault of faultsOf(ran, tables)) faults.add(`${name}: ${fault}`);
    }
    if (refusals.length === 7) refused.set(name, refusals.join('; '));
  }
  await watcher.close();
  expect([...faults]).toEqual([]);
  // A function that is always refused reads nothing.
  expect([...refused]).toEqual([]);
  expect(statements).toBeGreaterThan(2_000);
  tell(
    `${functions.length} functions, ${statements} statements over ${LEADS} leads: none reads more than ${MAX_ROWS} rows of a table`,
  );
});
