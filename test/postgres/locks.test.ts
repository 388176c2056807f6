/** P16: whoever touches a lead holds its row before anything else, so no two functions wait for each other in a ring. */
import { expect, test } from 'vitest';
import { argumentsFor, newPeople, type Person, type Writer, writersOf } from './support/scene.ts';
import { attempt, DEADLOCK, type Outcome, type Server, tell, useServer } from './support/server.ts';

const server = useServer();

/** Functions that pass by what somebody holds (`skip locked`), or reach for nothing of a lead's. */
const WAITS_FOR_NO_LEAD: ReadonlySet<string> = new Set([
  'keep_look',
  'lock_meetings',
  'purge_texts',
  'take_abandoned_meetings',
  'unsettled_sends',
]);

/** How many rows of these leads' tables somebody holds, by table. */
async function heldRows({ db }: Server, people: readonly Person[]): Promise<readonly string[]> {
  const held: string[] = [];
  const ids = people.map(({ id }) => `'${id}'`).join(', ');
  const { rows: tables } = await db.query<{ name: string }>(
    `select t ->> 'table' as name from public.tables_of_leads() t`,
  );
  for (const { name } of tables) {
    const [, , counted] = await db.exec(`
      begin; set local role none;
      with free as (select 1 from public.${name} where lead_id in (${ids}) for update skip locked)
        select (select count(*) from public.${name} where lead_id in (${ids}))::int - (select count(*) from free)::int as held;
      rollback;`);
    const [row] = (counted?.rows ?? []) as { held?: number }[];
    if (row?.held) held.push(`${row.held} of ${name}`);
  }
  return held;
}

/** Whether a call waits for a lock now, or is over. */
async function waits({ db }: Server, call: Promise<Outcome>): Promise<boolean> {
  let isOver = false;
  void call.then(() => {
    isOver = true;
  });
  for (;;) {
    const { rows } = await db.query<{ waiting: boolean }>(
      `select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock') as waiting`,
    );
    if (rows[0]?.waiting) return true;
    if (isOver) return false;
  }
}

test('P16 · every function that writes waits for the lead with nothing else of the lead in its hands', async () => {
  const s = server();
  const faults: string[] = [];
  let waited = 0;
  const writers = await writersOf(s);
  for (const { name, parameters } of writers) {
    let hasWaited = false;
    for (const turn of [0, 1]) {
      const people = await newPeople(s, 2);
      const [p, other] = people;
      if (!p || !other) throw new Error('nobody');
      let release = (): void => {};
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      let isHeld = (): void => {};
      const held = new Promise<void>((resolve) => {
        isHeld = resolve;
      });
      const holding = s.db.transaction(async (session) => {
        await session.query('select 1 from public.leads where id = any ($1) for update', [
          people.map(({ id }) => id),
        ]);
        isHeld();
        await released;
      });
      await held;
      const call = attempt(s.call(name, argumentsFor(parameters, { p, other, turn })));
      if (await waits(s, call)) {
        waited += 1;
        hasWaited = true;
        for (const what of await heldRows(s, people)) faults.push(`${name} holds ${what} while it waits`);
      }
      release();
      await holding;
      await call;
    }
    if (hasWaited === WAITS_FOR_NO_LEAD.has(name)) faults.push(`${name}: waited for a lead: ${hasWaited}`);
  }
  expect(faults).toEqual([]);
  tell(`${writers.length} functions that write, ${waited} waits for a lead, none with a row in hand`);
});

const PAIRS_AT_ONCE = 8;
const TURNS = 4;

test('P16 · no two functions that write block each other, whoever comes first', async () => {
  const s = server();
  const writers = await writersOf(s);
  const pairs = writers.flatMap((one, index) => writers.slice(index).map((two) => [one, two] as const));
  const deadlocks = new Set<string>();
  const answered = new Map<string, number>();
  let crossings = 0;
  const note = ({ name }: Writer, outcome: Outcome): boolean => {
    if ('answer' in outcome) answered.set(name, (answered.get(name) ?? 0) + 1);
    return 'code' in outcome && outcome.code === DEADLOCK;
  };
  for (let turn = 0; turn < TURNS; turn += 1) {
    for (let from = 0; from < pairs.length; from += PAIRS_AT_ONCE) {
      const batch = pairs.slice(from, from + PAIRS_AT_ONCE);
      const people = await newPeople(s, 2 * batch.length);
      await Promise.all(
        batch.map(async ([one, two], index) => {
          const [p, other] = people.slice(2 * index);
          if (!p || !other) throw new Error('nobody');
          // Every second time the other one of the two leads is meant, so that rows are asked for in both orders.
          const back = turn < 2 ? { p, other } : { p: other, other: p };
          const outcomes = await Promise.all([
            attempt(s.call(one.name, argumentsFor(one.parameters, { p, other, turn }))),
            attempt(s.call(two.name, argumentsFor(two.parameters, { ...back, turn: turn + 1 }))),
          ]);
          crossings += 1;
          if ([note(one, outcomes[0]), note(two, outcomes[1])].includes(true))
            deadlocks.add(`${one.name} × ${two.name}`);
        }),
      );
    }
  }
  expect([...deadlocks]).toEqual([]);
  // A function that is always refused crosses nothing.
  expect(writers.map(({ name }) => name).filter((name) => !answered.has(name))).toEqual([]);
  tell(`${crossings} crossings of ${pairs.length} pairs of ${writers.length} functions, 0 deadlocks`);
});
