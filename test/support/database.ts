/**
 * The tests' database: starting one takes a second, so one serves every file that a worker runs, each test on empty tables.
 * Whoever changes its schema changes it back.
 */
import { afterEach, beforeAll } from 'vitest';
import type { SupabaseEmulator } from '../../local/emulators/supabase/emulator.ts';
import { startDatabase } from '../../local/stack.ts';

/** The worker's own memory: modules may be loaded anew for each file. */
const worker = globalThis as { bastaoDatabase?: Promise<SupabaseEmulator> };

/** Call once at the top of a test file; then `database()` in each test. It is emptied after each. */
export function useDatabase(): () => SupabaseEmulator {
  let supabase: SupabaseEmulator | null = null;
  beforeAll(async () => {
    worker.bastaoDatabase ??= startDatabase({ databaseDir: null });
    supabase = await worker.bastaoDatabase;
    supabase.control.up();
    await supabase.control.reset();
  });
  afterEach(async () => {
    supabase?.control.up();
    await supabase?.control.reset();
  });
  return () => {
    if (!supabase) throw new Error('the database is there from the first test on');
    return supabase;
  };
}
