/**
 * A real PostgreSQL behind the stand-in: many connections, so locks and races are the server's own. Each start makes a fresh
 * database on the server and drops it when closed; the roles belong to the server and stay.
 */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { type Migration, migrate, PROJECT_SQL, ROLES_SQL } from './migrations.ts';
import type { Database, Rows, Session } from './session.ts';

/** More than any test opens at once; the server has to allow them (`scripts/with-postgres`). */
const API_CONNECTIONS = 48;
const OWN_CONNECTIONS = 8;
/** Any number that is nobody else's: whoever makes roles or databases on this server waits for whoever else does. */
const SETUP_LOCK = 4_120_451;

const { builtins } = pg.types;
/** As the embedded database reads them: numbers where they are safe. */
const int8 = (text: string): number | bigint =>
  Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text);
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => (oid === builtins.INT8 ? int8 : pg.types.getTypeParser(oid, format)),
};

type Client = Pick<pg.ClientBase, 'query'>;

const sessionOf = (client: Client): Session => ({
  query: async <T>(sql: string, values?: unknown[]): Promise<Rows<T>> => {
    // The caller names the row that its statement selects; the client cannot know it.
    const { rows } = await client.query({ text: sql, types, ...(values && { values }) });
    return { rows: rows as T[] };
  },
  exec: async (sql) => {
    // Without values the server takes several statements as one transaction; the client then answers a list, which its types omit.
    const results = (await client.query({ text: sql, types })) as pg.QueryResult | pg.QueryResult[];
    return Array.isArray(results) ? results : [results];
  },
});

function databaseOn(pool: pg.Pool, end: () => Promise<void>): Database {
  const listeners: pg.PoolClient[] = [];
  return {
    ...sessionOf(pool),
    transaction: async (work) => {
      const client = await pool.connect();
      let broken: Error | undefined;
      try {
        await client.query('begin');
        const result = await work(sessionOf(client));
        await client.query('commit');
        return result;
      } catch (error) {
        await client.query('rollback').catch((lost: Error) => {
          broken = lost;
        });
        throw error;
      } finally {
        client.release(broken);
      }
    },
    listen: async (channel, heard) => {
      const client = await pool.connect();
      listeners.push(client);
      client.on('notification', (message) => {
        if (message.channel === channel) heard(message.payload ?? '');
      });
      await client.query(`listen "${channel}"`);
    },
    close: async () => {
      for (const client of listeners) client.release(true);
      await end();
    },
  };
}

const within = (databaseUrl: string, database: string): string => {
  const url = new URL(databaseUrl);
  url.pathname = `/${database}`;
  return url.href;
};

/** One statement after the other on the server itself, alone. */
async function onServer(databaseUrl: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [SETUP_LOCK]);
    for (const sql of statements) await client.query(sql);
  } finally {
    await client.end();
  }
}

/**
 * `db`: as the superuser that `databaseUrl` names. `api`: as PostgREST connects, role `authenticator` with Supabase's limits.
 * @throws when the server cannot be reached or a migration fails, naming its file; the database is dropped then.
 */
export async function openPostgres({
  databaseUrl,
  migrations,
}: {
  databaseUrl: string;
  migrations: readonly Migration[];
}): Promise<{ readonly db: Database; readonly api: Database }> {
  const name = `bastao_${process.pid}_${randomBytes(6).toString('hex')}`;
  await onServer(databaseUrl, [ROLES_SQL, `create database ${name}`]);
  const connectionString = within(databaseUrl, name);
  const own = new pg.Pool({ connectionString, max: OWN_CONNECTIONS });
  const api = new pg.Pool({
    connectionString,
    max: API_CONNECTIONS,
    // Source: supabase.com/docs/guides/database/postgres/timeouts; the service role has no limit of its own and takes these.
    onConnect: async (client) => {
      await client.query(
        `set session authorization authenticator; set statement_timeout = '8s'; set lock_timeout = '8s'`,
      );
    },
  });
  const end = async (): Promise<void> => {
    await Promise.all([own.end(), api.end()]);
    await onServer(databaseUrl, [`drop database if exists ${name} with (force)`]);
  };
  // A connection that the server ends while idle (the drop above, from another process) is no fault of the caller's.
  for (const pool of [own, api]) pool.on('error', () => undefined);
  const db = databaseOn(own, end);
  // One connection: what a migration sets for its session is then reset in that one.
  const setup = new pg.Pool({ connectionString, max: 1 });
  const migrating = databaseOn(setup, () => setup.end());
  try {
    try {
      await migrating.exec(PROJECT_SQL);
      await migrate(migrating, migrations);
    } finally {
      // Before the drop below, which ends whoever is still connected.
      await migrating.close();
    }
  } catch (error) {
    await db.close();
    throw error;
  }
  return { db, api: databaseOn(api, async () => undefined) };
}
