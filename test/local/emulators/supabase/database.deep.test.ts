/** Migrations, templates and what survives a restart. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import {
  createDatabaseTemplate,
  emptyTables,
  openDatabase,
} from '../../../../local/emulators/supabase/database.ts';
import { aProject, type Project } from './project.ts';

let project: Project | undefined;
afterEach(async () => {
  await project?.close();
  project = undefined;
});

const NOTES_SQL =
  'create table public.notes (id bigint generated always as identity primary key, body text);';

test('migrations run in order of version, once, and leave no session setting behind', async () => {
  project = await aProject({
    '20260102000000_fill.sql': `set lock_timeout = '5s'; insert into public.notes (body) values ('first');`,
    '20260101000000_notes.sql': NOTES_SQL,
    '20260103000000_index.sql': 'create index concurrently notes_body on public.notes (body);',
    'README.md': 'not sql',
  });
  const { db } = project.emulator;
  const applied = await db.query(
    'select version, name from supabase_migrations.schema_migrations order by 1',
  );
  expect(applied.rows).toEqual([
    { version: '20260101000000', name: 'notes' },
    { version: '20260102000000', name: 'fill' },
    { version: '20260103000000', name: 'index' },
  ]);
  expect((await db.query('show lock_timeout')).rows).toEqual([{ lock_timeout: '0' }]);
});

test('a database kept on disk keeps its rows and takes the migrations added since', async () => {
  project = await aProject({ '20260101000000_notes.sql': NOTES_SQL });
  const { migrationsDir } = project;
  const options = { migrationsDir, dataDir: join(migrationsDir, 'data') };
  const first = await openDatabase(options);
  await first.exec(`insert into public.notes (body) values ('kept')`);
  await first.close();
  await writeFile(
    join(migrationsDir, '20260102000000_author.sql'),
    `alter table public.notes add author text default 'Ana'`,
  );
  const second = await openDatabase(options);
  expect((await second.query('select body, author from public.notes')).rows).toEqual([
    { body: 'kept', author: 'Ana' },
  ]);
  await second.close();
});

test('a migration that fails is named and leaves nothing behind', async () => {
  project = await aProject({ '20260101000000_notes.sql': NOTES_SQL });
  const { migrationsDir } = project;
  await writeFile(
    join(migrationsDir, '20260102000000_broken.sql'),
    'create table public.half (id int); select 1 / 0;',
  );
  await expect(openDatabase({ migrationsDir, dataDir: null })).rejects.toThrow(
    'migration 20260102000000_broken.sql failed: division by zero',
  );
});

test('a changed migration makes a new template, the same ones reuse theirs', async () => {
  project = await aProject({ '20260101000000_notes.sql': NOTES_SQL });
  const { migrationsDir } = project;
  const tables = async () => {
    const db = await openDatabase({ migrationsDir, dataDir: null });
    const { rows } = await db.query<{ name: string }>(
      `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
    );
    await db.close();
    return rows.map(({ name }) => name);
  };
  const before = await createDatabaseTemplate({ migrationsDir });
  expect((await createDatabaseTemplate({ migrationsDir })).size).toBe(before.size);
  expect(await tables()).toEqual(['notes']);
  await writeFile(
    join(migrationsDir, '20260101000000_notes.sql'),
    `${NOTES_SQL} create table public.more (id int);`,
  );
  expect(await tables()).toEqual(['more', 'notes']);
});

test('emptying the tables restarts their sequences', async () => {
  project = await aProject({ '20260101000000_notes.sql': NOTES_SQL });
  const { db } = project.emulator;
  await db.exec(`insert into public.notes (body) values ('a'), ('b')`);
  await emptyTables(db);
  expect((await db.query(`insert into public.notes (body) values ('c') returning id`)).rows).toEqual([
    { id: 1 },
  ]);
});
