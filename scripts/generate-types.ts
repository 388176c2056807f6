/**
 * Writes lib/store/database.types.ts from the migrations, in the shape `supabase gen types` gives, by applying them to an
 * embedded Postgres and reading its catalogue. `--check` changes nothing and fails when the file is out of date.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';

const TARGET = new URL('../lib/store/database.types.ts', import.meta.url);
const MIGRATIONS = new URL('../supabase/migrations/', import.meta.url);

const SCALARS: Readonly<Record<string, string>> = {
  uuid: 'string',
  text: 'string',
  timestamptz: 'string',
  int4: 'number',
  int8: 'number',
  numeric: 'number',
  bool: 'boolean',
  jsonb: 'Json',
  void: 'undefined',
};

type Column = { relation: string; name: string; type: string; required: boolean };
type Argument = { fn: string; name: string; type: string; position: number };
type Result = { fn: string; type: string; kind: string; is_set: boolean };

const typeOf = (type: string): string => {
  if (type.startsWith('_')) return `${typeOf(type.slice(1))}[]`;
  const scalar = SCALARS[type];
  if (!scalar) throw new Error(`no TypeScript type for Postgres type ${type}`);
  return scalar;
};

const db = new PGlite();
await db.exec('create role anon; create role authenticated; create role service_role;');
for (const file of readdirSync(MIGRATIONS).sort())
  await db.exec(readFileSync(new URL(file, MIGRATIONS), 'utf8'));

const columns = await db.query<Column>(`
  select c.relname as relation, a.attname as name, t.typname as type, a.attnotnull as required
  from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_type t on t.oid = a.atttypid
  where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
  order by c.relname, a.attname`);
const results = await db.query<Result>(`
  select p.proname as fn, t.typname as type, t.typtype as kind, p.proretset as is_set
  from pg_proc p join pg_type t on t.oid = p.prorettype
  where p.pronamespace = 'public'::regnamespace and t.typname <> 'trigger'
    and not exists (select from unnest(p.proargtypes) a join pg_type at on at.oid = a where at.typtype = 'c')
  order by p.proname`);
const args = await db.query<Argument>(`
  select p.proname as fn, p.proargnames[o.position] as name, t.typname as type, o.position
  from pg_proc p, unnest(p.proargtypes) with ordinality as o (type, position) join pg_type t on t.oid = o.type
  where p.pronamespace = 'public'::regnamespace order by p.proname, o.position`);
await db.close();

const lines = [
  '// Generated from supabase/migrations by `npm run types`. Do not edit.',
  '',
  'export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[];',
  '',
  'export type Database = {',
  '  public: {',
  '    Tables: {',
];
for (const relation of [...new Set(columns.rows.map((column) => column.relation))]) {
  const own = columns.rows.filter((column) => column.relation === relation);
  const fields = own.map(
    ({ name, type, required }) => `          ${name}: ${typeOf(type)}${required ? '' : ' | null'};`,
  );
  lines.push(`      ${relation}: {`, '        Row: {', ...fields, '        };');
  // The functions reach Postgres only through SQL functions: no row is ever written by name.
  lines.push('        Insert: never;', '        Update: never;', '        Relationships: [];', '      };');
}
lines.push('    };', '    Views: Record<never, never>;', '    Functions: {');
for (const { fn, type, kind, is_set } of results.rows) {
  const own = args.rows.filter((argument) => argument.fn === fn);
  const argType =
    own.length === 0
      ? 'Record<never, never>'
      : `{ ${own.map((a) => `${a.name}: ${typeOf(a.type)} | null`).join('; ')} }`;
  const single = kind === 'c' ? `Database['public']['Tables']['${type}']['Row']` : typeOf(type);
  lines.push(
    `      ${fn}: {`,
    `        Args: ${argType};`,
    `        Returns: ${single}${is_set ? '[]' : ''};`,
    '      };',
  );
}
lines.push(
  '    };',
  '    Enums: Record<never, never>;',
  '    CompositeTypes: Record<never, never>;',
  '  };',
  '};',
  '',
);

const text = lines.join('\n');
if (process.argv.includes('--check')) {
  if (readFileSync(TARGET, 'utf8') !== text) {
    console.error('lib/store/database.types.ts does not match the migrations: run `npm run types`.');
    process.exit(1);
  }
} else {
  writeFileSync(TARGET, text);
  console.log(`wrote ${results.rows.length} functions and ${columns.rows.length} columns`);
}
