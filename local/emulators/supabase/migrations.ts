/**
 * Postgres as a hosted Supabase project has it before the first migration (roles, default privileges), and the project's own
 * migrations, each applied once and noted where Supabase's CLI notes them.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from './session.ts';

/** Roles belong to a server, not to a database: on one that has them already nothing changes. */
export const ROLES_SQL = `
  do $$
  declare
    item record;
  begin
    for item in select * from (values
      ('anon', 'nologin noinherit'), ('authenticated', 'nologin noinherit'),
      ('service_role', 'nologin noinherit bypassrls'), ('authenticator', 'noinherit')
    ) as roles (name, options) loop
      if to_regrole(item.name) is null then
        execute format('create role %I %s', item.name, item.options);
      end if;
    end loop;
    grant anon, authenticated, service_role to authenticator;
  end $$;
`;

/**
 * A hosted project grants everything on what is created in `public` to all three roles, execute included: that is why the
 * migrations revoke by name (design §9). Service role passes row security; nobody else does.
 */
export const PROJECT_SQL = `
  create schema extensions;
  grant usage on schema public, extensions to anon, authenticated, service_role;
  alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
  alter default privileges in schema public grant all on sequences to anon, authenticated, service_role;
  alter default privileges in schema public grant all on functions to anon, authenticated, service_role;
  create schema supabase_migrations;
  create table supabase_migrations.schema_migrations (version text primary key, statements text[], name text);
`;

export type Migration = {
  readonly version: string;
  readonly name: string;
  readonly file: string;
  readonly sql: string;
};

/** Files `<version>_<name>.sql` in order of version; others are ignored, as by Supabase's CLI. */
export async function readMigrations(migrationsDir: string): Promise<Migration[]> {
  const migrations: Migration[] = [];
  for (const file of (await readdir(migrationsDir)).sort()) {
    const [, version, name] = /^(\d+)_(.*)\.sql$/.exec(file) ?? [];
    if (version === undefined || name === undefined) continue;
    migrations.push({ version, name, file, sql: await readFile(join(migrationsDir, file), 'utf8') });
  }
  return migrations;
}

async function apply(db: Database, { version, name, file, sql }: Migration): Promise<void> {
  const note =
    'insert into supabase_migrations.schema_migrations (version, name, statements) values ($1, $2, $3)';
  try {
    // A concurrent index refuses a transaction; such a file stands alone (CONTRIBUTING.md), so it is all or nothing by itself.
    if (/\bconcurrently\b/i.test(sql)) {
      await db.exec(sql);
      await db.query(note, [version, name, [sql]]);
    } else {
      await db.transaction(async (transaction) => {
        await transaction.exec(sql);
        await transaction.query(note, [version, name, [sql]]);
      });
    }
  } catch (error) {
    throw new Error(`migration ${file} failed: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  } finally {
    // `set lock_timeout` of a migration belongs to its own session; here there is one session for all.
    await db.exec('reset all; reset role');
  }
}

/** Applies those not yet noted, in order. @throws when one fails, naming its file; what it did is undone. */
export async function migrate(db: Database, migrations: readonly Migration[]): Promise<void> {
  const { rows } = await db.query<{ version: string }>(
    'select version from supabase_migrations.schema_migrations',
  );
  const applied = new Set(rows.map((row) => row.version));
  for (const migration of migrations) if (!applied.has(migration.version)) await apply(db, migration);
}
