import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

/**
 * Three sets of tests, by the file's name: `*.test.ts` is quick, `*.deep.test.ts` is long, `test/infra` needs SST's platform.
 * What needs a PostgreSQL server has a file of its own, vitest.postgres.config.ts.
 */
const set = (
  name: 'quick' | 'deep' | 'infra',
  test: TestProjectInlineConfiguration['test'],
): TestProjectInlineConfiguration => ({
  test: {
    name,
    // A worker keeps what it has loaded, its database too (test/support/database.ts): most of a short file's time was loading.
    isolate: false,
    // What hangs is told from what is slow on a busy machine: no quick test needs a third of this on an idle one.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    ...test,
  },
});

export default defineConfig({
  test: {
    // Two cores are what a laptop and CI have.
    maxWorkers: 2,
    // Node runs the sources as they are, as it does in Lambda.
    experimental: { viteModuleRunner: false },
    projects: [
      set('quick', {
        include: ['test/**/*.test.ts'],
        exclude: ['**/*.deep.test.ts', 'test/{infra,postgres,browser}/**'],
      }),
      set('deep', { include: ['test/**/*.deep.test.ts'] }),
      set('infra', {
        include: ['test/infra/**/*.test.ts'],
        globalSetup: ['test/infra/support/setup.ts'],
        isolate: true,
        // A program is evaluated and five functions bundled, on a machine that may be busy.
        testTimeout: 400_000,
        hookTimeout: 400_000,
      }),
    ],
  },
});
