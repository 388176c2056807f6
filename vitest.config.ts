import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // These need SST's platform: npm run infra.
    exclude: ['test/infra/**'],
    // A real stack (PGlite, HTTP servers) is started per file; two cores are what a laptop and CI have.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
