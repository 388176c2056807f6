/** The simulation's database: embedded, one for the process, with ids from the seed; emptied for each world. */
import { fileURLToPath } from 'node:url';
import { ACCOUNT } from '../../../local/account.ts';
import { createSupabaseEmulator, type SupabaseEmulator } from '../../../local/emulators/supabase/emulator.ts';
import { type Scheduler, simulation } from './scheduler.ts';

const MIGRATIONS = fileURLToPath(new URL('../../../supabase/migrations', import.meta.url));

/**
 * Every default and function that asks for a uuid gets the next of a sequence under the world's seed. Postgres calls its own
 * function by number, whatever stands in its place: it gets another name, and defaults, which keep the number, are set anew.
 */
const SEEDED_IDS = `
  create schema simulation;
  create sequence simulation.ids;
  set allow_system_table_mods = on;
  alter function pg_catalog.gen_random_uuid() rename to gen_unseeded_uuid;
  create function pg_catalog.gen_random_uuid() returns uuid
    language sql volatile security definer set search_path = '' as $$
    select overlay(overlay(
      pg_catalog.md5(pg_catalog.current_setting('simulation.seed') || ':' || pg_catalog.nextval('simulation.ids'))
      placing '4' from 13) placing '8' from 17)::uuid
  $$;
  grant execute on function pg_catalog.gen_random_uuid() to public;
  set allow_system_table_mods = off;
  do $$
  declare item record;
  begin
    for item in select table_name, column_name from information_schema.columns
      where table_schema = 'public' and column_default like '%gen_unseeded_uuid%' loop
      execute format('alter table public.%I alter column %I set default gen_random_uuid()',
        item.table_name, item.column_name);
    end loop;
  end $$;
`;

/** The worker's own memory: modules may be loaded anew for each file of tests. */
const worker = globalThis as { bastaoSimulationDatabase?: Promise<SupabaseEmulator> };

async function start(): Promise<SupabaseEmulator> {
  const database = await createSupabaseEmulator({
    migrationsDir: MIGRATIONS,
    dataDir: null,
    serviceKey: ACCOUNT.serviceKey,
  });
  await database.db.exec(SEEDED_IDS);
  return database;
}

/** The process's database as it is. */
export function simulationDatabase(): Promise<SupabaseEmulator> {
  worker.bastaoSimulationDatabase ??= start();
  return worker.bastaoSimulationDatabase;
}

let worlds = 0;
const WORLDS_BETWEEN_VACUUMS = 100;

/** The process's database, emptied, its ids from `seed`. Time stands still while it works. */
export async function databaseFor(seed: number): Promise<SupabaseEmulator> {
  const database = await simulationDatabase();
  database.control.up();
  await database.control.reset();
  worlds += 1;
  if (worlds % WORLDS_BETWEEN_VACUUMS === 0) await database.db.exec('vacuum');
  await database.db.exec(
    `set simulation.seed = '${Math.trunc(seed)}'; select setval('simulation.ids', 1, false);`,
  );
  return {
    ...database,
    handler: (request) => {
      const scheduler: Scheduler | null = simulation();
      const work = database.handler(request);
      return scheduler ? scheduler.hold(work) : work;
    },
    // The process keeps it.
    close: async () => {},
  };
}
