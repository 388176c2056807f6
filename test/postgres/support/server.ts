/** The project's database on a real PostgreSQL: calls as PostgREST makes them, and questions as superuser. One per file. */
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { readMigrations } from '../../../local/emulators/supabase/migrations.ts';
import { openPostgres } from '../../../local/emulators/supabase/postgres.ts';
import { callStatement, createRoutineCache } from '../../../local/emulators/supabase/routine.ts';
import type { Database } from '../../../local/emulators/supabase/session.ts';

const MIGRATIONS = fileURLToPath(new URL('../../../supabase/migrations', import.meta.url));

export type Server = {
  readonly db: Database;
  /** One SQL function on a connection of its own, in one transaction; its answer. @throws {pg.DatabaseError} */
  call(fn: string, args: Readonly<Record<string, unknown>>): Promise<unknown>;
};

/** Call once at the top of a test file; then `server()` in each test. */
export function useServer(): () => Server {
  let open: Awaited<ReturnType<typeof openPostgres>>;
  let server: Server;
  beforeAll(async () => {
    const databaseUrl = process.env['DATABASE_URL'] ?? '';
    open = await openPostgres({ databaseUrl, migrations: await readMigrations(MIGRATIONS) });
    const { db, api } = open;
    const routines = createRoutineCache(db);
    server = {
      db,
      call: async (fn, args) => {
        const [routine] = await routines.find(fn);
        if (!routine) throw new Error(`no function ${fn}`);
        const statement = callStatement({
          routine,
          argumentNames: new Set(Object.keys(args)),
          argumentsJson: JSON.stringify(args),
          role: 'service_role',
          single: false,
        });
        const [row] = ((await api.exec(statement)).at(-1)?.rows ?? []) as { body?: string }[];
        return JSON.parse(row?.body ?? 'null');
      },
    };
  });
  afterAll(() => open.db.close());
  return () => server;
}

export type Outcome = { readonly answer: unknown } | { readonly code: string };

/** What a call answers, or the code with which Postgres refuses it. */
export const attempt = (call: Promise<unknown>): Promise<Outcome> =>
  call.then(
    (answer) => ({ answer }),
    (error: unknown) => {
      if (error instanceof pg.DatabaseError && error.code) return { code: error.code };
      throw error;
    },
  );

export const DEADLOCK = '40P01';

/** What was counted, for whoever reads the run. */
export const tell = (line: string): void => void process.stdout.write(`${line}\n`);
