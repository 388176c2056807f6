/**
 * Which lesson is defended by which test: reads the names of a test run's results and lists every id without one. The ids
 * of work that is still to come are named here with its reason, so that the list can only shrink.
 */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import * as z from 'zod/mini';

const span = (letter: string, last: number): readonly string[] =>
  Array.from({ length: last }, (_, index) => `${letter}${index + 1}`);
const IDS = [
  ...span('I', 10),
  ...span('H', 20),
  ...span('R', 20),
  ...span('C', 18),
  ...span('F', 20),
  ...span('M', 15),
  ...span('N', 3),
  ...span('S', 4),
  'K1',
  ...span('O', 5),
];

/** Not yet, and why. */
const LATER: Readonly<Record<string, string>> = {};

const Results = z.object({
  testResults: z.array(
    z.object({
      assertionResults: z.array(
        z.object({ ancestorTitles: z.array(z.string()), title: z.string(), status: z.string() }),
      ),
    }),
  ),
});

const program = new Command('ids')
  .description('Lists the lessons, races and invariants that no passing test is named after.')
  .requiredOption(
    '--results <file>',
    'the JSON report of a test run (npm test -- --reporter=json --outputFile.json=<file>)',
  )
  .parse();
const { results } = z.object({ results: z.string() }).parse(program.opts());

const report = Results.parse(JSON.parse(readFileSync(results, 'utf8')));
const named = new Map<string, number>();
for (const { ancestorTitles, title, status } of report.testResults.flatMap(
  ({ assertionResults }) => assertionResults,
)) {
  if (status !== 'passed') continue;
  for (const name of [...ancestorTitles, title]) {
    const prefix = name.split('·')[0] ?? '';
    for (const id of prefix.match(/\b[A-Z]\d{1,2}\b/g) ?? []) named.set(id, (named.get(id) ?? 0) + 1);
  }
}
const missing = IDS.filter((id) => !named.has(id));
const unexcused = missing.filter((id) => !(id in LATER));
console.log(
  `${IDS.length - missing.length} of ${IDS.length} ids have a test; to come: ${missing.filter((id) => id in LATER).join(' ') || 'none'}`,
);
if (unexcused.length > 0) {
  console.error(`No test is named after: ${unexcused.join(' ')}`);
  process.exit(1);
}
