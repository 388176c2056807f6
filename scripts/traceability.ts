/**
 * What defends each failure of docs/failures.md: the tests and the simulation's checks that are named after it, and whether guards are
 * turned under them (test/mutants/scope.ts). Reads the names in the results of one or more test runs, and the checks' names where the
 * simulation states them; a row that nothing passing is named after is red, however many comments cite it.
 */
import { globSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { Command } from 'commander';
import * as z from 'zod/mini';
import { SQL_TESTS, UNIT_TESTS } from '../test/mutants/scope.ts';
import { definedIds } from './docs/citations.ts';

const Results = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(
        z.object({ ancestorTitles: z.array(z.string()), title: z.string(), status: z.string() }),
      ),
    }),
  ),
});

const program = new Command('ids')
  .description(
    'Lists what defends each failure, race and invariant, and those that nothing passing is named after.',
  )
  .requiredOption(
    '--results <files...>',
    'JSON reports of test runs (npm test -- --reporter=json --outputFile.json=<file>)',
  )
  .option('--table', 'a line for each')
  .parse();
const options = z
  .object({ results: z.array(z.string()), table: z.optional(z.boolean()) })
  .parse(program.opts());

/** The ids that lead a name: `I1, R9 · nothing is said …`. */
const leading = (name: string): readonly string[] =>
  name.includes(' · ') ? ((name.split(' · ')[0] ?? '').match(/\b[A-Z]\d{1,2}\b/g) ?? []) : [];

type Defence = { tests: number; simulation: number; mutants: number };
const defences = new Map<string, Defence>();
const count = (ids: readonly string[], kind: keyof Defence): void => {
  for (const id of ids) {
    const defence = defences.get(id) ?? { tests: 0, simulation: 0, mutants: 0 };
    defence[kind] += 1;
    defences.set(id, defence);
  }
};

/** Under these tests guards are turned one by one (npm run mutants, npm run mutants:sql): whoever is named there has seen its guard gone. */
const turned = new Set([...UNIT_TESTS, ...SQL_TESTS].flatMap((pattern) => globSync(pattern)));
for (const file of options.results) {
  const report = Results.parse(JSON.parse(readFileSync(file, 'utf8')));
  for (const { name: path, assertionResults } of report.testResults) {
    const source = relative(process.cwd(), path);
    for (const { ancestorTitles, title, status } of assertionResults) {
      if (status !== 'passed') continue;
      const ids = [...ancestorTitles, title].flatMap(leading);
      count(ids, source.startsWith('test/simulation/') ? 'simulation' : 'tests');
      if (turned.has(source)) count(ids, 'mutants');
    }
  }
}
// A check is no test of its own: its name stands beside it, led by its ids like a test's.
for (const file of globSync('test/simulation/**/*.ts'))
  if (!file.endsWith('.test.ts'))
    for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(
      /['"`]((?:[A-Z]\d{1,2}(?:, )?)+ · [^'"`]+)['"`]/g,
    ))
      count(leading(name), 'simulation');

const ids = [...definedIds()];
if (options.table)
  for (const id of ids) {
    const { tests, simulation, mutants } = defences.get(id) ?? { tests: 0, simulation: 0, mutants: 0 };
    console.log(`${id.padEnd(4)} tests ${tests}, simulation ${simulation}, under turned guards ${mutants}`);
  }
const missing = ids.filter((id) => !defences.has(id));
const having = (kind: keyof Defence): number =>
  ids.filter((id) => (defences.get(id)?.[kind] ?? 0) > 0).length;
console.log(
  `of ${ids.length} ids ${having('tests')} have a test, ${having('simulation')} a check of the simulation, ${having('mutants')} stand under turned guards`,
);
if (missing.length > 0) {
  console.error(`Nothing but comments defends: ${missing.join(' ')}`);
  process.exitCode = 1;
}
