import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { SQL_TESTS } from './test/mutants/scope.ts';

/** Whoever is written to notice a guard comes first: what it finds, nobody else has to look for. */
class GuardsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): string =>
      `${moduleId.includes('/guards/') ? Number(moduleId.includes('bystander')) : 2}${moduleId}`;
    return files.toSorted((a, b) => rank(a).localeCompare(rank(b)));
  }
}

/** What judges a mutant of the database's functions (scripts/mutants-sql.ts): direct tests of the SQL, on a real PostgreSQL. */
export default defineConfig({
  test: {
    include: [...SQL_TESTS],
    runner: './test/mutants/sql-runner.ts',
    isolate: false,
    sequence: { sequencer: GuardsFirst },
    maxWorkers: 1,
    // A test here runs once for each mutant that it may notice.
    testTimeout: 600_000,
    hookTimeout: 120_000,
    experimental: { viteModuleRunner: false },
  },
});
