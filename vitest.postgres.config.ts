import { defineConfig } from 'vitest/config';

if (!process.env['DATABASE_URL'])
  throw new Error(
    'DATABASE_URL names no PostgreSQL server: run `scripts/with-postgres npm run test:postgres`, or point it at one of your own as superuser.',
  );

/** What only a server with many connections can show, and the suites of the store once more on it. */
export default defineConfig({
  test: {
    include: [
      'test/postgres/**/*.test.ts',
      'test/store/**/*.test.ts',
      'test/local/emulators/supabase/**/*.test.ts',
    ],
    testTimeout: 300_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
