/**
 * A migrated Postgres in half a second: creating one from nothing takes several, so every database starts as a copy of a
 * template kept on disk. There are two layers of them, an empty project and that project with its migrations, and so a
 * changed migration costs no new project.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { PGlite } from '@electric-sql/pglite';
import { type Migration, migrate, PROJECT_SQL, ROLES_SQL, readMigrations } from './migrations.ts';
import type { Session } from './session.ts';

/** About 5 MB each; shared by every process of the machine. */
const TEMPLATES_KEPT = 8;
const DEFAULT_CACHE_DIR = join(tmpdir(), 'bastao-supabase');

/** The template's name says all that it depends on, so a stale one is never asked for. */
async function templateName(migrations: readonly Migration[]): Promise<string> {
  const pglite = await readFile(
    new URL('../package.json', import.meta.resolve('@electric-sql/pglite')),
    'utf8',
  );
  const hash = createHash('sha256');
  for (const part of [pglite, ROLES_SQL, PROJECT_SQL, ...migrations.flatMap(({ file, sql }) => [file, sql])])
    hash.update(`${part.length}:${part}`);
  return `${hash.digest('hex').slice(0, 16)}.tar.gz`;
}

async function deleteLeastUsed(cacheDir: string): Promise<void> {
  const templates = (await readdir(cacheDir))
    .filter((file) => file.endsWith('.tar.gz'))
    .map((file) => join(cacheDir, file));
  // Another process may have deleted one meanwhile: as good as deleted here.
  const used = await Promise.all(
    templates.map(async (path) => ({
      path,
      at: await stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    })),
  );
  used.sort((a, b) => b.at - a.at);
  await Promise.all(used.slice(TEMPLATES_KEPT).map(({ path }) => unlink(path).catch(() => {})));
}

async function cached({
  cacheDir,
  name,
  make,
}: {
  cacheDir: string;
  name: string;
  make: () => Promise<PGlite>;
}): Promise<Blob> {
  const path = join(cacheDir, name);
  const found = await readFile(path).catch(() => null);
  if (found) {
    const now = new Date();
    await utimes(path, now, now).catch(() => {});
    return new Blob([await promisify(gunzip)(found)]);
  }
  const db = await make();
  const template = await db.dumpDataDir('none').finally(() => db.close());
  await mkdir(cacheDir, { recursive: true });
  // Written aside and renamed, so a process that starts meanwhile never reads half a file.
  await writeFile(
    `${path}.${process.pid}`,
    await promisify(gzip)(Buffer.from(await template.arrayBuffer()), { level: 1 }),
  );
  await rename(`${path}.${process.pid}`, path);
  await deleteLeastUsed(cacheDir);
  return template;
}

/** Closes the database when `prepare` fails, for nobody else will. */
async function prepared(db: PGlite, prepare: (db: PGlite) => Promise<unknown>): Promise<PGlite> {
  try {
    await prepare(db);
    return db;
  } catch (error) {
    await db.close();
    throw error;
  }
}

/**
 * A migrated, empty database to copy from (`PGlite.create({ loadDataDir })`).
 * @throws when a migration fails, naming its file.
 */
export async function createDatabaseTemplate({
  migrationsDir,
  cacheDir = DEFAULT_CACHE_DIR,
}: {
  migrationsDir: string;
  cacheDir?: string;
}): Promise<Blob> {
  const migrations = await readMigrations(migrationsDir);
  const emptyProject = async (): Promise<Blob> =>
    cached({
      cacheDir,
      name: await templateName([]),
      make: async () => prepared(await PGlite.create(), (db) => db.exec(ROLES_SQL + PROJECT_SQL)),
    });
  if (migrations.length === 0) return emptyProject();
  return cached({
    cacheDir,
    name: await templateName(migrations),
    make: async () =>
      prepared(await PGlite.create({ loadDataDir: await emptyProject() }), (db) => migrate(db, migrations)),
  });
}

/**
 * A migrated database: in memory when `dataDir` is null, else kept in that directory and brought up to date.
 * @throws when a migration fails, naming its file.
 */
export async function openDatabase({
  migrationsDir,
  dataDir,
  cacheDir = DEFAULT_CACHE_DIR,
}: {
  migrationsDir: string;
  dataDir: string | null;
  cacheDir?: string;
}): Promise<PGlite> {
  if (dataDir !== null && existsSync(join(dataDir, 'PG_VERSION'))) {
    const migrations = await readMigrations(migrationsDir);
    return prepared(await PGlite.create(dataDir), (db) => migrate(db, migrations));
  }
  const loadDataDir = await createDatabaseTemplate({ migrationsDir, cacheDir });
  if (dataDir !== null) return PGlite.create({ loadDataDir, dataDir });
  // What is kept in memory is lost with the process however it was committed.
  return prepared(await PGlite.create({ loadDataDir }), (db) => db.exec('set synchronous_commit = off'));
}

/** Rows are deleted, not truncated: on an in-memory database that is ten times as fast. Triggers and foreign keys rest meanwhile. */
const EMPTY_SQL = `
  do $$
  declare item record;
  begin
    set local session_replication_role = replica;
    for item in select schemaname, tablename from pg_tables where schemaname = 'public' loop
      execute format('delete from %I.%I', item.schemaname, item.tablename);
    end loop;
    for item in select schemaname, sequencename, start_value from pg_sequences where schemaname = 'public' loop
      perform setval(format('%I.%I', item.schemaname, item.sequencename)::regclass, item.start_value, false);
    end loop;
  end $$;
`;

/** Empties every table of `public`, rows that a migration inserted included, and restarts its sequences. */
export async function emptyTables(db: Session): Promise<void> {
  await db.exec(EMPTY_SQL);
}
