import { defineConfig } from 'vitest/config';

/** What `npm run infra` runs: the tests that need SST's platform (a minute to unpack), apart from the README's test command. */
export default defineConfig({
  test: {
    include: ['test/infra/**/*.test.ts'],
    globalSetup: ['test/infra/support/setup.ts'],
    // Far above what they take: a program is evaluated and five functions bundled, on a machine that may be busy.
    testTimeout: 400_000,
    hookTimeout: 400_000,
    maxWorkers: 2,
  },
});
