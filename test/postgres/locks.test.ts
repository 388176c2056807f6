/** P16: whoever touches a lead holds its row before anything else, so no two functions wait for each other in a ring. */
import { expect, test } from 'vitest';
import { argumentsFor, newPeople, type Person, type Writer, writersOf } from './support/scene.ts';
import { attempt, DEADLOCK, type Outcome, type Server, tell, useServer } from './support/server.ts';

const server = useServer();

/** Functions that take what nobody holds (`skip locked`), of any lead. */
const PASS_BY_WHAT_IS_HELD: ReadonlySet<string> = new Set([
  'purge_texts',
  'take_abandoned_meetings',
  'unsettled_sends',
]);

/** All that is kept of these leads. */
const allOf = async ({ db }: Server, people: readonly Person[]): Promise<string> =>
  JSON.stringify(
    (
      await db.query(
        'select l.id, public.export_lead(l.id) as all from public.leads l where id = any ($1) order by 1',
        [people.map(({ id }) => id)],
      )
    ).rows,
  );

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

/** Whether somebody holds this lead's own row. */
async function isHeld({ db }: Server, { id }: Person): Promise<boolean> {
  const { rows } = await db.query('select 1 from public.leads where id = $1 for update skip locked', [id]);
  return rows.length === 0;
}

/** Holds the rows of these leads until it is told to let go. */
async function hold({ db }: Server, people: readonly Person[]): Promise<() => Promise<void>> {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const { promise: held, resolve: tellHeld } = Promise.withResolvers<void>();
  const holding = db.transaction(async (session) => {
    await session.query('select 1 from public.leads where id = any ($1) for update', [
      people.map(({ id }) => id),
    ]);
    tellHeld();
    await released;
  });
  await held;
  return async () => {
    release();
    await holding;
  };
}

test('P16 · every function that writes waits for the lead with nothing else of the lead in its hands', async () => {
  const s = server();
  const faults: string[] = [];
  let waited = 0;
  const writers = await writersOf(s);
  for (const { name, parameters } of writers) {
    for (const turn of [0, 1]) {
      const people = await newPeople(s, 2);
      const [p, other] = people;
      if (!p || !other) throw new Error('nobody');
      const args = argumentsFor(parameters, { p, other, turn });
      const before = await allOf(s, people);
      const release = await hold(s, people);
      const call = attempt(s.call(name, args));
      if (await waits(s, call)) {
        waited += 1;
        for (const what of await heldRows(s, people)) faults.push(`${name} holds ${what} while it waits`);
      } else if (!PASS_BY_WHAT_IS_HELD.has(name) && (await allOf(s, people)) !== before)
        faults.push(`${name} wrote to a lead that somebody held`);
      await release();
      await call;
    }
  }
  expect(faults).toEqual([]);
  tell(`${writers.length} functions that write, ${waited} waits for a lead, none with a row in hand`);
});

test.each(['the second', 'the first'])(
  'P16 · every function that writes to two leads, %s of them its own, waits for the first without the second in its hands',
  async (own) => {
    const s = server();
    const faults: string[] = [];
    let waited = 0;
    for (const { name, parameters } of await writersOf(s))
      for (const turn of [0, 1, 2]) {
        const [first, second] = await newPeople(s, 2);
        if (!first || !second) throw new Error('nobody');
        const [p, other] = own === 'the first' ? [first, second] : [second, first];
        const release = await hold(s, [first]);
        const call = attempt(s.call(name, argumentsFor(parameters, { p, other, turn })));
        if (await waits(s, call)) {
          waited += 1;
          if (await isHeld(s, second))
            faults.push(`${name} holds the second lead while it waits for the first`);
        }
        await release();
        await call;
      }
    expect(faults).toEqual([]);
    tell(`${waited} waits for the first of two leads, none with the second in hand`);
  },
);

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
