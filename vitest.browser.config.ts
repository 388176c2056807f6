import { defineConfig } from 'vitest/config';

/** The page in a real browser, over the embedded stack. Without a browser (`CHROMIUM`, or Debian's chromium) each test is skipped and says so. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 60_000,
    maxWorkers: 1,
    isolate: false,
    experimental: { viteModuleRunner: false },
  },
});
