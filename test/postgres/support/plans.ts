/** What the server really did in a call: the plan of every statement, those inside functions and triggers too. */
import pg from 'pg';
import { callStatement, createRoutineCache } from '../../../local/emulators/supabase/routine.ts';
import type { Database } from '../../../local/emulators/supabase/session.ts';

/** A step of a plan as `auto_explain` writes it. */
export type Step = {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Actual Total Time': number;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: Step[];
};
export type Ran = { readonly 'Query Text': string; readonly Plan: Step };

/** `refused`: what Postgres said instead of an answer. The last of `plans` is the call itself, with all that happened in it. */
export type Watched = { readonly plans: readonly Ran[]; readonly refused: string | null };

export type Watcher = {
  /** Calls a function as PostgREST does, and undoes it: every call finds the data as it was. */
  watch(name: string, args: Readonly<Record<string, unknown>>): Promise<Watched>;
  /** The same call with nobody watching: ms until its answer is here, over a connection on this machine. Null: refused. */
  time(name: string, args: Readonly<Record<string, unknown>>): Promise<number | null>;
  close(): Promise<void>;
};

/** @param db on a server to which `DATABASE_URL` leads as superuser. */
export async function openWatcher(db: Database): Promise<Watcher> {
  const [named] = (await db.query<{ name: string }>('select current_database() as name')).rows;
  const url = new URL(process.env['DATABASE_URL'] ?? '');
  url.pathname = `/${named?.name}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  let plans: Ran[] = [];
  client.on('notice', ({ message }) => {
    const json = /plan:\s*(\{[\s\S]*\})\s*$/.exec(message ?? '')?.[1];
    // The form is auto_explain's own.
    if (json) plans.push(JSON.parse(json) as Ran);
  });
  await client.query(`load 'auto_explain'; set auto_explain.log_level = notice;
    set auto_explain.log_nested_statements = on; set auto_explain.log_analyze = on; set auto_explain.log_buffers = on;
    set auto_explain.log_format = json;`);
  const routines = createRoutineCache(db);
  const statementOf = async (name: string, args: Readonly<Record<string, unknown>>): Promise<string> => {
    const [routine] = await routines.find(name);
    if (!routine) throw new Error(`no function ${name}`);
    return callStatement({
      routine,
      argumentNames: new Set(Object.keys(args)),
      argumentsJson: JSON.stringify(args),
      role: 'service_role',
      single: false,
    });
  };
  /** What Postgres says against it, and how long it took. */
  const undone = async (
    statement: string,
  ): Promise<{ readonly refused: string | null; readonly ms: number }> => {
    await client.query('begin');
    plans = [];
    let refused: string | null = null;
    const started = performance.now();
    try {
      await client.query(statement);
    } catch (error) {
      if (!(error instanceof pg.DatabaseError)) throw error;
      refused = error.message;
    }
    const ms = performance.now() - started;
    await client.query('rollback');
    return { refused, ms };
  };
  return {
    watch: async (name, args) => {
      const statement = await statementOf(name, args);
      await client.query('set auto_explain.log_min_duration = 0');
      const { refused } = await undone(statement);
      return { plans, refused };
    },
    time: async (name, args) => {
      const statement = await statementOf(name, args);
      await client.query('set auto_explain.log_min_duration = -1');
      const { refused, ms } = await undone(statement);
      return refused === null ? ms : null;
    },
    close: () => client.end(),
  };
}
