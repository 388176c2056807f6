import { defineConfig } from 'vitest/config';

/** What `npm run infra` runs: the tests that need SST's platform (a minute to unpack), apart from the README's test command. */
export default defineConfig({
  test: {
    include: ['test/infra/**/*.test.ts'],
    globalSetup: ['test/infra/support/setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 240_000,
    maxWorkers: 2,
  },
});
