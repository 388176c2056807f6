import { defineConfig } from 'vitest/config';
import { UNIT_TESTS } from './test/mutants/scope.ts';

/** What judges a mutant of a guard: the quick tests of a file by itself, without a stack and without a database. */
export default defineConfig({
  test: {
    include: [...UNIT_TESTS],
    isolate: false,
    testTimeout: 5_000,
    // Stryker places its mutants in what vite transforms.
    experimental: { viteModuleRunner: true },
  },
});
