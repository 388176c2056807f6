import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // SST's platform (npm run infra) and a PostgreSQL server (npm run test:postgres) are not on every machine.
    exclude: ['test/infra/**', 'test/postgres/**'],
    // A real stack (PGlite, HTTP servers) is started per file; two cores are what a laptop and CI have.
    // What hangs is told from what is slow on a busy machine: no test of ours needs a third of this on an idle one.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
