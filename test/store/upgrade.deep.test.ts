/** The functions of the last release go on running while a migration is applied and after it: whatever they ask is still answered. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { misfits, Released, release } from '../postgres/support/released.ts';
import { useDatabase } from '../support/database.ts';

const database = useDatabase();
const RELEASED = Released.parse(
  JSON.parse(readFileSync(new URL('../../supabase/released.json', import.meta.url), 'utf8')),
);

test('H15 · every SQL call of the last release fits this schema, and its answer has all that was read in it', async () => {
  expect(RELEASED.calls.length).toBeGreaterThan(50);
  expect(await misfits(database().db, RELEASED)).toEqual([]);
});

/** What would break a function that still runs, and what says so. Undone at the end: the database serves other files. */
const BREAKS = [
  [
    'a function that is dropped',
    'alter function public.last_look(text) rename to look_last',
    /^last_look: is gone$/,
  ],
  [
    'a second form beside the old one',
    "create function public.last_look(p_name text, p_more text default '') returns setof timestamptz language sql as 'select now()'",
    /^last_look: has two forms/,
  ],
  [
    'a new argument without a default',
    "drop function public.last_look(text); create function public.last_look(p_name text, p_more text) returns setof timestamptz language sql as 'select now()'",
    /^last_look: p_more is new and has no default$/,
  ],
  ['an argument by another name', 'rename', /^last_look: p_name was text and is gone$/],
  [
    'a column that is renamed',
    'alter table public.leads rename column profile_name to shown_name',
    /lead_by_id: column profile_name was text and is gone/,
  ],
  [
    'a key of an answer that is left out',
    "create or replace function public.waiting_work(p_at timestamptz) returns jsonb language sql stable as $$ select '{}'::jsonb $$",
    /^waiting_work: answers no held any more$/,
  ],
] as const;

test.each(BREAKS)('H15 · %s is found', async (_, sql, says) => {
  const { db } = database();
  const statement =
    sql === 'rename'
      ? "drop function public.last_look(text); create function public.last_look(p_which text) returns setof timestamptz language sql as 'select now()'"
      : sql;
  const found: string[] = [];
  class Undone extends Error {}
  const undone = db.transaction(async (session) => {
    await session.exec(statement);
    const inside = { ...db, ...session, transaction: nested(session) };
    found.push(...(await misfits(inside, RELEASED)));
    throw new Undone();
  });
  await expect(undone).rejects.toThrow(Undone);
  expect(found.some((fault) => says.test(fault))).toBe(true);
});

/** A transaction within the one that is under way: a savepoint. */
function nested(session: Parameters<Parameters<ReturnType<typeof database>['db']['transaction']>[0]>[0]) {
  return async <T>(work: (inner: typeof session) => Promise<T>): Promise<T> => {
    await session.exec('savepoint call');
    try {
      const value = await work(session);
      await session.exec('release savepoint call');
      return value;
    } catch (error) {
      await session.exec('rollback to savepoint call');
      throw error;
    }
  };
}

test('H15 · what stands in released.json is read from a release as it is made', async () => {
  const { calls } = await release(database().db, 'next');
  const find = calls.find(({ name }) => name === 'ingest_inbound');
  expect(find?.args).toContainEqual({ name: 'p_keys', type: 'text[]' });
  expect(find?.keys).toEqual(expect.arrayContaining(['lead.id', 'burst[].body', 'fresh']));
});
