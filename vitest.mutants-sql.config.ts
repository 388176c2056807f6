import { defineConfig } from 'vitest/config';
import { SQL_TESTS } from './test/mutants/scope.ts';

/** What judges a mutant of the database's functions (scripts/mutants-sql.ts): direct tests of the SQL, on a real PostgreSQL. */
export default defineConfig({
  test: {
    include: [...SQL_TESTS],
    runner: './test/mutants/sql-runner.ts',
    isolate: false,
    maxWorkers: 1,
    // A test here runs once for each mutant that it may notice.
    testTimeout: 600_000,
    hookTimeout: 120_000,
    experimental: { viteModuleRunner: false },
  },
});
