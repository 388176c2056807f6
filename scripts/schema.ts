/**
 * The database is declared in supabase/schemas/*.sql, everything once. This writes the initial migration from it: the files in order
 * of their numbers. `--check` changes nothing; it applies the migrations to one database and the schemas to another and fails
 * when their catalogues differ. See supabase/README.md.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { migrate, PROJECT_SQL, ROLES_SQL, readMigrations } from '../local/emulators/supabase/migrations.ts';

const SCHEMAS = new URL('../supabase/schemas/', import.meta.url);
const MIGRATIONS = new URL('../supabase/migrations/', import.meta.url);
const INITIAL = '20261128000000_initial.sql';
const HEAD = `-- Generated from supabase/schemas by \`npm run schema\`. Do not edit.
set lock_timeout = '3s';
`;

/** One line for each thing that the catalogue of `public` knows, as text that two databases have in common (no oid). */
const CATALOGUE_SQL = `
  select format('table %s kind=%s row_security=%s/%s acl=%s', c.relname, c.relkind, c.relrowsecurity, c.relforcerowsecurity, c.relacl) as line
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v', 'm', 'S', 'p')
  union all
  select format('column %s.%s %s not_null=%s identity=%s generated=%s default=%s acl=%s', c.relname, a.attname,
      format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated, pg_get_expr(d.adbin, d.adrelid), a.attacl)
    from pg_attribute a join pg_class c on c.oid = a.attrelid left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v', 'm', 'p') and a.attnum > 0 and not a.attisdropped
  union all
  select format('constraint %s on %s: %s', conname, conrelid::regclass, pg_get_constraintdef(oid))
    from pg_constraint where connamespace = 'public'::regnamespace
  union all
  select format('index %s: %s', indexname, indexdef) from pg_indexes where schemaname = 'public'
  union all
  select format('trigger %s: %s enabled=%s', t.tgname, pg_get_triggerdef(t.oid), t.tgenabled)
    from pg_trigger t join pg_class c on c.oid = t.tgrelid where c.relnamespace = 'public'::regnamespace and not t.tgisinternal
  union all
  select format('policy %s on %s: %s %s to %s using (%s) check (%s)', policyname, tablename, permissive, cmd, roles, qual, with_check)
    from pg_policies where schemaname = 'public'
  union all
  select format('function %s(%s) acl=%s: %s', proname, pg_get_function_identity_arguments(oid), proacl, pg_get_functiondef(oid))
    from pg_proc where pronamespace = 'public'::regnamespace and prokind in ('f', 'p')
  union all
  select format('type %s: %s', t.typname, (select array_agg(e.enumlabel order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid))
    from pg_type t where t.typnamespace = 'public'::regnamespace and t.typtype in ('e', 'd')
  union all
  select format('default privileges in %s on %s: %s', defaclnamespace::regnamespace, defaclobjtype, defaclacl) from pg_default_acl
  union all
  select format('schema acl %s', nspacl) from pg_namespace where nspname = 'public'
  order by line`;

/** Postgres as Supabase hands it over, what `fill` makes of it, told line by line. */
async function catalogueOf(fill: (db: PGlite) => Promise<unknown>): Promise<string[]> {
  const db = await PGlite.create();
  try {
    await db.exec(ROLES_SQL + PROJECT_SQL);
    await fill(db);
    return (await db.query<{ line: string }>(CATALOGUE_SQL)).rows.map(({ line }) => line);
  } finally {
    await db.close();
  }
}

const schemaSql = readdirSync(SCHEMAS)
  .filter((file) => file.endsWith('.sql'))
  .sort()
  .map((file) => readFileSync(new URL(file, SCHEMAS), 'utf8'))
  .join('\n');

if (process.argv.includes('--check')) {
  const migrated = await catalogueOf(async (db) =>
    migrate(db, await readMigrations(fileURLToPath(MIGRATIONS))),
  );
  const declared = await catalogueOf((db) => db.exec(schemaSql));
  const only = (lines: string[], others: string[]): string[] =>
    lines.filter((line) => !others.includes(line));
  const differences = [
    ...only(migrated, declared).map((line) => `only the migrations have ${line}`),
    ...only(declared, migrated).map((line) => `only the schemas have ${line}`),
  ];
  if (differences.length > 0) {
    console.error(
      `${differences.join('\n\n')}\n\nThe migrations and supabase/schemas give two databases: see supabase/README.md.`,
    );
    process.exit(1);
  }
  console.log(`migrations and schemas agree on ${declared.length} lines of the catalogue`);
} else {
  writeFileSync(new URL(INITIAL, MIGRATIONS), `${HEAD}\n${schemaSql}`);
  console.log(`wrote supabase/migrations/${INITIAL}`);
}
