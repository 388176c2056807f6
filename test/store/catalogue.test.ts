/** What the database itself promises: who may do what, what is never rewritten, and one vocabulary on both sides (design §9). */
import { createClient } from '@supabase/supabase-js';
import { expect, test } from 'vitest';
import { LEDGER_KINDS } from '../../lib/reasons.ts';
import { FOLLOW_UP_STATUSES } from '../../lib/store/follow-up-rows.ts';
import { BUBBLE_STATUSES, DISPOSITIONS } from '../../lib/store/rows.ts';
import { StoreError } from '../../lib/store/rpc.ts';
import { TAKEOVER_SIGNALS } from '../../lib/store/signals.ts';
import { createStore } from '../../lib/store/store.ts';
import { type Desk, NOW_MS, useDesk } from './support/database.ts';

const desk = useDesk();
const OUTSIDERS = ['anon', 'authenticated'] as const;

const list = async <T extends object>(
  d: Desk,
  sql: string,
  values: readonly unknown[] = [],
): Promise<readonly T[]> => (await d.supabase.db.query<T>(sql, [...values])).rows;
const functions = (d: Desk) =>
  list<{ name: string; oid: number }>(
    d,
    `select p.oid::regprocedure::text as name, p.oid from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'public'`,
  );
const tables = (d: Desk) =>
  list<{ name: string }>(d, `select tablename as name from pg_tables where schemaname = 'public'`);

test('design §9 · nobody but the service role may execute a function: not one of them', async () => {
  const d = desk();
  expect((await functions(d)).length).toBeGreaterThan(25);
  const open = await list(
    d,
    `select r.role, p.oid::regprocedure::text as name
     from pg_proc p join pg_namespace n on n.oid = p.pronamespace, unnest($1::text[]) as r (role)
     where n.nspname = 'public' and has_function_privilege(r.role, p.oid, 'execute')`,
    [['public', ...OUTSIDERS]],
  );
  expect(open).toEqual([]);
  const closed = await list(
    d,
    `select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where n.nspname = 'public' and p.prorettype <> 'trigger'::regtype and not has_function_privilege('service_role', p.oid, 'execute')`,
  );
  expect(closed).toEqual([]);
});

test('design §9 · nobody but the service role may touch a table or a sequence, and every table has row security on', async () => {
  const d = desk();
  expect((await tables(d)).map(({ name }) => name).sort()).toEqual(
    expect.arrayContaining(['decisions', 'leads', 'messages', 'replies']),
  );
  const open = await list(
    d,
    `select r.role, c.relname, c.relkind
     from pg_class c join pg_namespace n on n.oid = c.relnamespace, unnest($1::text[]) as r (role)
     where n.nspname = 'public' and c.relkind in ('r', 'v', 'm', 'p')
       and has_table_privilege(r.role, c.oid, 'select, insert, update, delete, truncate, references, trigger')`,
    [['public', ...OUTSIDERS]],
  );
  expect(open).toEqual([]);
  const sequences = await list<{ role: string; may: boolean }>(
    d,
    `select r.role, c.relname, has_sequence_privilege(r.role, c.oid, 'usage, select, update') as may
     from pg_class c join pg_namespace n on n.oid = c.relnamespace, unnest($1::text[]) as r (role)
     where n.nspname = 'public' and c.relkind = 'S'`,
    [['public', ...OUTSIDERS]],
  );
  expect(sequences.length).toBeGreaterThan(0);
  expect(sequences.filter(({ may }) => may)).toEqual([]);
  const bare = await list(
    d,
    `select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind = 'r' and not c.relrowsecurity`,
  );
  expect(bare).toEqual([]);
});

test('design §9 · what a later migration adds is closed to outsiders too, although a hosted project grants by default', async () => {
  const d = desk();
  await d.supabase.db.exec(`
    create function public.added_later() returns integer language sql as 'select 1';
    create table public.added_later_table (id integer);
    create sequence public.added_later_sequence;
  `);
  try {
    for (const role of OUTSIDERS) {
      expect(
        await d.row(`select has_function_privilege('${role}', 'public.added_later()', 'execute') as may`),
      ).toEqual({ may: false });
      expect(
        await d.row(`select has_table_privilege('${role}', 'public.added_later_table', 'select') as may`),
      ).toEqual({ may: false });
      expect(
        await d.row(
          `select has_sequence_privilege('${role}', 'public.added_later_sequence', 'usage, select, update') as may`,
        ),
      ).toEqual({ may: false });
    }
  } finally {
    await d.supabase.db.exec(
      'drop function public.added_later(); drop table public.added_later_table; drop sequence public.added_later_sequence;',
    );
  }
});

test('design §9 · with the public key of the project, every function is refused over the wire', async () => {
  const d = desk();
  const client = createClient(d.url, 'anon-key', { auth: { persistSession: false } });
  const lead = await d.lead();
  for (const [name, args] of [
    ['lead_by_id', { p_lead_id: lead.id }],
    [
      'release_signals',
      {
        p_lead_id: lead.id,
        p_signals: ['opt_out'],
        p_given_at: new Date(NOW_MS).toISOString(),
        p_source: {},
        p_at: new Date(NOW_MS).toISOString(),
      },
    ],
    ['messages_of', { p_lead_id: lead.id, p_limit: 10 }],
  ] as const) {
    const { data, error } = await client.rpc(name, args);
    expect([data, error?.code]).toEqual([null, '42501']);
  }
});

test('functions run as their caller, with a search path that nobody can plant a name in', async () => {
  const d = desk();
  const lax = await list(
    d,
    `select p.oid::regprocedure::text as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where n.nspname = 'public' and (p.prosecdef
       or not exists (select from unnest(coalesce(p.proconfig, '{}')) as c where c in ('search_path=""', 'search_path=')))`,
  );
  expect(lax).toEqual([]);
});

test('H2 · a function that answers a row answers a set: "nothing found" never arrives as an object of nulls', async () => {
  const d = desk();
  const lone = await list(
    d,
    `select p.oid::regprocedure::text as name
     from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_type t on t.oid = p.prorettype
     where n.nspname = 'public' and t.typtype = 'c' and not p.proretset`,
  );
  expect(lone).toEqual([]);
  const nobody = '00000000-0000-4000-8000-000000000000';
  expect(await d.row('select count(*)::int as count from public.lead_by_id($1)', [nobody])).toEqual({
    count: 0,
  });
});

test('I10 · the ledger is not rewritten, by nobody; erasing a person erases their lines', async () => {
  const d = desk();
  const { id } = await d.lead();
  await d.store.holdLead(id, {
    park: false,
    decision: { kind: 'hold', reason: 'timeout', evidence: {}, stageAgeMs: null },
    atMs: NOW_MS,
  });
  await expect(d.row(`update public.decisions set reason = 'other' returning id`)).rejects.toThrow(
    /append-only/,
  );
  expect(await d.store.decisionsOf(id, 10)).toMatchObject([{ reason: 'timeout' }]);
  await d.row('delete from public.leads where id = $1 returning id', [id]);
  expect(await d.row('select count(*)::int as count from public.decisions')).toEqual({ count: 0 });
});

/** The words of a check constraint, as Postgres keeps them. */
async function wordsOf(d: Desk, constraint: string): Promise<readonly string[]> {
  const { definition } = await d.row<{ definition: string }>(
    'select pg_get_constraintdef(oid) as definition from pg_constraint where conname = $1',
    [constraint],
  );
  return [...definition.matchAll(/'([^']+)'::text/g)].map(([, word]) => word ?? '').sort();
}
const VOCABULARIES: readonly (readonly [constraint: string, words: readonly string[]])[] = [
  ['known_status', BUBBLE_STATUSES],
  ['known_disposition', DISPOSITIONS],
  ['known_follow_up_status', FOLLOW_UP_STATUSES],
  ['known_kind', LEDGER_KINDS],
  // Spelled in rows.ts as types of a row; equal lists there and here are what a row needs to be read at all.
  ['known_author', ['lead', 'bot', 'person', 'auto']],
  ['known_direction', ['in', 'out']],
];
test.each(VOCABULARIES)('F16, C6 · %s: SQL and TypeScript spell one list', async (constraint, words) => {
  expect(await wordsOf(desk(), constraint)).toEqual([...words].sort());
});

test('F16 · every signal of TypeScript is one that SQL knows', async () => {
  const d = desk();
  const { id } = await d.lead();
  for (const signal of TAKEOVER_SIGNALS)
    await d.store.recordTakeover({
      leadId: id,
      signal,
      signalAtMs: NOW_MS,
      untilMs: NOW_MS + 1,
      atMs: NOW_MS,
    });
  expect((await d.now(id)).epoch).toBe(TAKEOVER_SIGNALS.length);
});

test('H15 · a function that the database does not have is an error, never an empty answer', async () => {
  const d = desk();
  await d.supabase.db.exec(
    `alter function public.lead_by_key(text) rename to lead_by_key_gone; notify pgrst, 'reload schema';`,
  );
  try {
    await expect(d.store.leadByKey((await d.lead()).key)).rejects.toMatchObject({
      name: 'StoreError',
      code: 'PGRST202',
    });
  } finally {
    await d.supabase.db.exec(
      `alter function public.lead_by_key_gone(text) rename to lead_by_key; notify pgrst, 'reload schema';`,
    );
  }
});

test('H20, O2 · a Postgres that cannot be asked, or a key that is wrong, throws with a code and quotes nothing', async () => {
  const d = desk();
  const lead = await d.lead();
  d.supabase.control.down();
  const lost: unknown = await d.store.leadById(lead.id).catch((error: unknown) => error);
  d.supabase.control.down(503);
  const refused: unknown = await d.store.leadById(lead.id).catch((error: unknown) => error);
  d.supabase.control.up();
  const stranger = createStore({ url: d.url, serviceKey: 'wrong-key' });
  const denied: unknown = await stranger.leadById(lead.id).catch((error: unknown) => error);
  for (const error of [lost, refused, denied]) {
    expect(error).toBeInstanceOf(StoreError);
    expect(String(error)).not.toMatch(/\+55|wrong-key|127\.0\.0\.1/);
  }
});
