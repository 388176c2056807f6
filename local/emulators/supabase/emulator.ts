/**
 * Supabase's REST API for what the functions use of it: `POST /rest/v1/rpc/<function>` behind the API gateway's key check,
 * with PostgREST's arguments, answers, errors and status codes, on a Postgres that runs the project's own migrations.
 * Anything else of the API is refused, not imitated: the functions reach Postgres only through SQL functions (design §9).
 */
import type { VirtualClock } from '../../clock.ts';
import { createFaults, type UnnamedFault } from '../fault.ts';
import type { HttpHandler } from '../http.ts';
import { emptyTables, openDatabase } from './database.ts';
import { authenticate, type Role } from './keys.ts';
import { readMigrations } from './migrations.ts';
import { openPostgres } from './postgres.ts';
import { errorResponse, fromDatabase, refusal } from './postgrest-error.ts';
import {
  callStatement,
  createPreparedCalls,
  createRoutineCache,
  matchRoutine,
  type Routine,
  type RoutineCache,
  type RoutineCall,
} from './routine.ts';
import type { Database } from './session.ts';

export type SupabaseEmulator = {
  /** Serves `/rest/v1/rpc/<function>`: mount it where `SUPABASE_URL` points. */
  readonly handler: HttpHandler;
  /** The database itself, as superuser, for a test's own questions. */
  readonly db: Database;
  readonly control: {
    /** `fn`: the SQL function that fails; any when absent. The rest as in `Fault`. */
    fault(fault: SupabaseFault): void;
    /** Every request fails: cut off, or answered with `status`. */
    down(status?: number): void;
    /** Ends `down` and forgets pending faults. */
    up(): void;
    /** A clean database in milliseconds: every table of `public` emptied. */
    reset(): Promise<void>;
  };
  close(): Promise<void>;
};

export type SupabaseFault = UnnamedFault & { readonly fn?: string };

type Call = {
  readonly name: string;
  readonly role: Role;
  readonly argumentsJson: string;
  readonly single: boolean;
};

const RPC_PATH = /^\/rest\/v1\/rpc\/([^/]+)$/;
const SINGLE_OBJECT = 'application/vnd.pgrst.object+json';

/** The argument names, or null when the body is not one JSON object. */
function argumentNamesOf(json: string): ReadonlySet<string> | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    return null;
  }
  return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
    ? new Set(Object.keys(parsed))
    : null;
}

function notFound(name: string, argumentNames: ReadonlySet<string>): Response {
  const list = [...argumentNames].sort().join(', ');
  const described = argumentNames.size === 0 ? ' without parameters' : `(${list})`;
  const searched =
    argumentNames.size === 0
      ? ' without parameters'
      : ` with parameter${argumentNames.size > 1 ? 's' : ''} ${list}`;
  return refusal({
    status: 404,
    code: 'PGRST202',
    message: `Could not find the function public.${name}${described} in the schema cache`,
    details: `Searched for the function public.${name}${searched} or with a single unnamed json/jsonb parameter, but no matches were found in the schema cache.`,
  });
}

function ambiguous(routines: readonly Routine[]): Response {
  const signatures = routines.map(
    ({ name, parameters }) => `public.${name}(${parameters.map((p) => `${p.name} => ${p.type}`).join(', ')})`,
  );
  return refusal({
    status: 300,
    code: 'PGRST203',
    message: `Could not choose the best candidate function between: ${signatures.join(', ')}`,
    hint: 'Try renaming the parameters or the function itself in the database so function overloading can be resolved',
  });
}

type Answer = { readonly body: string; readonly row_count: number };

/** Thrown inside the transaction, so that a refused single object leaves nothing behind. */
class NotSingular extends Error {
  readonly rowCount: number;
  constructor(rowCount: number) {
    super(`${rowCount} rows`);
    this.rowCount = rowCount;
  }
}

async function run({
  db,
  statement,
  single,
}: {
  db: Database;
  statement: string;
  single: boolean;
}): Promise<Answer> {
  const answerOf = (results: readonly { rows: readonly object[] }[]): Answer => {
    // The last statement is the one `callStatement` shapes as an Answer.
    const row = results.at(-1)?.rows[0] as Answer | undefined;
    if (!row) throw new Error('the call answered no row');
    return row;
  };
  if (!single) return answerOf(await db.exec(statement));
  return db.transaction(async (transaction) => {
    const answer = answerOf(await transaction.exec(statement));
    if (answer.row_count !== 1) throw new NotSingular(answer.row_count);
    return answer;
  });
}

type Asked = {
  readonly db: Database;
  readonly routines: RoutineCache;
  readonly statementOf: (call: RoutineCall) => Promise<string> | string;
};

async function call(
  { db, routines, statementOf }: Asked,
  { name, role, argumentsJson, single }: Call,
): Promise<Response> {
  const argumentNames = argumentNamesOf(argumentsJson);
  if (!argumentNames) return refusal({ status: 400, code: 'PGRST102', message: 'Empty or invalid json' });
  const match = matchRoutine({ routines: await routines.find(name), argumentNames });
  if (match.kind === 'none') return notFound(name, argumentNames);
  if (match.kind === 'ambiguous') return ambiguous(match.routines);
  const { routine } = match;
  try {
    const { body, row_count } = await run({
      db,
      single,
      statement: await statementOf({ routine, argumentNames, argumentsJson, role, single }),
    });
    const headers = {
      'content-type': single ? `${SINGLE_OBJECT}; charset=utf-8` : 'application/json; charset=utf-8',
      'content-range': row_count === 0 ? '*/*' : `0-${row_count - 1}/*`,
    };
    if (routine.returns === 'void')
      return new Response(null, { status: 204, headers: { 'content-range': headers['content-range'] } });
    return new Response(body, { status: 200, headers });
  } catch (error) {
    if (error instanceof NotSingular)
      return refusal({
        status: 406,
        code: 'PGRST116',
        message: 'Cannot coerce the result to a single JSON object',
        details: `The result contains ${error.rowCount} rows`,
      });
    return errorResponse(fromDatabase({ error, anonymous: role === 'anon' }));
  }
}

/** What the stand-in leaves out of the real API, and what PostgREST itself refuses; null when the call may go on. */
function unsupported(request: Request, parameters: URLSearchParams): Response | null {
  const profile = request.headers.get('content-profile') ?? 'public';
  if (profile !== 'public')
    return refusal({
      status: 406,
      code: 'PGRST106',
      message: `Invalid schema: ${profile}`,
      hint: 'Only the following schemas are exposed: public',
    });
  if (request.method !== 'POST')
    return refusal({
      status: 405,
      code: 'PGRST101',
      message: `Cannot use the ${request.method} method on RPC`,
    });
  const filters = [...parameters.keys()].filter((key) => key !== 'apikey');
  if (filters.length > 0)
    return refusal({
      status: 400,
      code: 'PGRST127',
      message: 'Feature not implemented',
      details: `query parameters: ${filters.join(', ')}`,
    });
  return null;
}

/**
 * `dataDir` null keeps the database in memory. `anonKey` is let in as role `anon`, which a sound migration grants nothing.
 * `clock` is needed for latency faults alone. `cacheDir` holds the templates that make a start quick. `databaseUrl` names a
 * PostgreSQL server (as superuser) for a database that lives as long as this stand-in; what `dataDir` keeps is embedded.
 * @throws when a migration fails, naming its file.
 */
export async function createSupabaseEmulator({
  migrationsDir,
  dataDir,
  serviceKey,
  anonKey = 'anon-key',
  clock,
  cacheDir,
  databaseUrl,
}: {
  migrationsDir: string;
  dataDir: string | null;
  databaseUrl?: string | undefined;
  serviceKey: string;
  anonKey?: string;
  clock?: VirtualClock;
  cacheDir?: string;
}): Promise<SupabaseEmulator> {
  const embedded = async () => {
    const opened = await openDatabase({
      migrationsDir,
      dataDir,
      ...(cacheDir !== undefined && { cacheDir }),
    });
    // One session, which can keep what it has prepared; a server's pool is many.
    return { db: opened, api: opened, statementOf: createPreparedCalls(opened) };
  };
  const onServer = async (url: string) => ({
    ...(await openPostgres({ databaseUrl: url, migrations: await readMigrations(migrationsDir) })),
    statementOf: callStatement,
  });
  const { db, api, statementOf } =
    databaseUrl && dataDir === null ? await onServer(databaseUrl) : await embedded();
  const routines = createRoutineCache(db);
  await db.listen('pgrst', () => routines.clear());
  const keys = new Map<string, Role>([
    [anonKey, 'anon'],
    [serviceKey, 'service_role'],
  ]);
  const faults = createFaults({
    ...(clock && { clock }),
    answerWith: (status) =>
      refusal({ status, code: 'PGRST000', message: 'Database connection error. Retrying the connection.' }),
  });

  const handler: HttpHandler = async (request) => {
    const url = new URL(request.url);
    const name = RPC_PATH.exec(url.pathname)?.[1];
    return faults.run(name === undefined ? [] : [name], async () => {
      const role = authenticate(request, keys);
      if (role instanceof Response) return role;
      if (name === undefined)
        return refusal({ status: 404, code: 'PGRST125', message: 'Invalid path specified in request URL' });
      const refused = unsupported(request, url.searchParams);
      if (refused) return refused;
      const single = request.headers.get('accept')?.includes(SINGLE_OBJECT) === true;
      return call(
        { db: api, routines, statementOf },
        {
          name: decodeURIComponent(name),
          role,
          single,
          argumentsJson: (await request.text()) || '{}',
        },
      );
    });
  };

  return {
    handler,
    db,
    control: {
      fault: ({ fn, ...fault }) => faults.add({ ...fault, ...(fn !== undefined && { name: fn }) }),
      down: (status) => faults.down(status),
      up: () => faults.up(),
      reset: () => emptyTables(db),
    },
    close: async () => {
      faults.up();
      await db.close();
    },
  };
}
