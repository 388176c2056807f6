/**
 * Runs each test once as it is, and once more for every mutant of a function that it called: the function is replaced in the test's own
 * database, and put back. One process, one database: a mutant costs what its tests cost. What was found is told to MUTANTS_REPORT, a
 * line each.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { TestRunner } from 'vitest';
import * as z from 'zod/mini';
import type { SupabaseEmulator } from '../../local/emulators/supabase/emulator.ts';
import { BESIDE_THE_POINT, SUBJECTS } from './scope.ts';

const Plan = z.object({
  /** By function: its text as it is, and who else runs when it runs. */
  functions: z.record(z.string(), z.object({ text: z.string(), reaches: z.array(z.string()) })),
  mutants: z.array(z.object({ id: z.string(), function: z.string(), text: z.string() })),
});
/** A test that costs more of this process than this plays a law with many examples: it judges nothing here, where a table of rows can. */
const TOO_MUCH_CPU_MS = 400;
const BESIDE: ReadonlySet<string> = new Set(BESIDE_THE_POINT);
/** A mutant may make a test wait for ever. */
const HANGS_MS = 30_000;

/** The worker's own memory: files share it, and the database (test/support/database.ts). */
const worker = globalThis as {
  bastaoDatabase?: Promise<SupabaseEmulator>;
  bastaoAlive?: z.infer<typeof Plan>['mutants'];
};
const plan = Plan.parse(JSON.parse(readFileSync(process.env['MUTANTS_PLAN'] ?? '', 'utf8')));
const tell = (line: object): void =>
  appendFileSync(process.env['MUTANTS_REPORT'] ?? '', `${JSON.stringify(line)}\n`);

let called = new Set<string>();
const heard = (text: string): void => {
  for (const [, rpc, fn] of text.matchAll(/\/rpc\/(\w+)|"?public"?\."?(\w+)"?\s*\(/g))
    called.add(rpc ?? fn ?? '');
};
const realFetch = globalThis.fetch;
globalThis.fetch = (input, init) => {
  heard(String(input instanceof Request ? input.url : input));
  return realFetch(input, init);
};

const orReplace = (text: string): string => text.replace(/^create function/, 'create or replace function');

export default class MutantRunner extends TestRunner {
  async runTask(test: Parameters<TestRunner['onAfterRunTask']>[0]): Promise<void> {
    if (test.type !== 'test') return;
    const run = TestRunner.getTestFn(test);
    const database = await worker.bastaoDatabase;
    if (!database) return void (await run());
    // The caller's own questions to the database name the functions too.
    const { db } = database;
    const { query, exec } = db;
    Object.assign(db, {
      query: (sql: string, values?: unknown[]) => {
        heard(sql);
        return query(sql, values);
      },
      exec: (sql: string) => {
        heard(sql);
        return exec(sql);
      },
    });
    called = new Set();
    const before = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(before);
    Object.assign(db, { query, exec });
    // A test that is named after a function judges that one, and not what it happens to reach.
    const named = (test.name.match(/\b[a-z]+(?:_[a-z]+)+\b/g) ?? []).filter((fn) => fn in plan.functions);
    const isSubject = SUBJECTS.test(test.file.filepath);
    const subjects = [...called].filter((fn) => isSubject || !BESIDE.has(fn));
    const reached = new Set(
      named.length > 0 ? named : subjects.flatMap((fn) => [fn, ...(plan.functions[fn]?.reaches ?? [])]),
    );
    if (user + system > TOO_MUCH_CPU_MS * 1000) return;
    worker.bastaoAlive ??= [...plan.mutants];
    for (const mutant of worker.bastaoAlive.filter((each) => reached.has(each.function))) {
      const verdict = await this.#judge(database, mutant, run);
      if (verdict === 'lives') continue;
      worker.bastaoAlive = worker.bastaoAlive.filter((each) => each !== mutant);
      tell({ id: mutant.id, verdict, by: test.name });
    }
    await database.control.reset();
  }

  async #judge(
    { db, control }: SupabaseEmulator,
    mutant: { readonly function: string; readonly text: string },
    run: () => unknown,
  ): Promise<'killed' | 'invalid' | 'lives'> {
    control.up();
    await control.reset();
    try {
      await db.exec(orReplace(mutant.text));
    } catch {
      return 'invalid';
    }
    let timer: NodeJS.Timeout | undefined;
    try {
      const hangs = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error('hangs')), HANGS_MS);
      });
      await Promise.race([run(), hangs]);
      return 'lives';
    } catch {
      return 'killed';
    } finally {
      clearTimeout(timer);
      // What hangs holds its locks, and the next test would wait for them.
      await db.query(
        "select pg_cancel_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state = 'active'",
      );
      await db.exec(orReplace(plan.functions[mutant.function]?.text ?? ''));
    }
  }
}
