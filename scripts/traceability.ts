/**
 * Which failure is defended by which test: reads the names in the results of one or more test runs and lists every row of
 * docs/failures.md that no passing test is named after. What is still to come is named here with its reason, so that the list
 * can only shrink.
 */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import * as z from 'zod/mini';
import { definedIds } from './docs/citations.ts';

const TALKS = 'the conversation with leads who write like people is the next step of the agent';
/** Not yet, and why. */
const LATER: Readonly<Record<string, string>> = {
  V2: 'alarms for refused webhooks and for hearing nothing come with the next step of operations',
  V3: 'the console still trusts the project it is pointed at',
  V4: 'the console honours some variables only',
  V9: 'an end for silent leads needs a decision of the company',
  T5: TALKS,
  T8: TALKS,
  T9: TALKS,
  T11: TALKS,
  T12: TALKS,
  T13: TALKS,
  T14: TALKS,
};

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
  .description('Lists the failures, races and invariants that no passing test is named after.')
  .requiredOption(
    '--results <files...>',
    'JSON reports of test runs (npm test -- --reporter=json --outputFile.json=<file>)',
  )
  .parse();
const { results } = z.object({ results: z.array(z.string()) }).parse(program.opts());

const named = new Map<string, number>();
for (const file of results) {
  const report = Results.parse(JSON.parse(readFileSync(file, 'utf8')));
  for (const { ancestorTitles, title, status } of report.testResults.flatMap(
    (each) => each.assertionResults,
  )) {
    if (status !== 'passed') continue;
    for (const name of [...ancestorTitles, title]) {
      const prefix = name.includes(' · ') ? (name.split(' · ')[0] ?? '') : '';
      for (const id of prefix.match(/\b[A-Z]\d{1,2}\b/g) ?? []) named.set(id, (named.get(id) ?? 0) + 1);
    }
  }
}

const ids = [...definedIds()];
const missing = ids.filter((id) => !named.has(id));
const unexcused = missing.filter((id) => !(id in LATER));
const toCome = missing.filter((id) => id in LATER);
console.log(
  `${ids.length - missing.length} of ${ids.length} ids have a test; to come: ${toCome.join(' ') || 'none'}`,
);
const outdated = Object.keys(LATER).filter((id) => named.has(id) || !ids.includes(id));
if (outdated.length > 0) console.error(`No longer to come, take it off the list: ${outdated.join(' ')}`);
if (unexcused.length > 0) console.error(`No test is named after: ${unexcused.join(' ')}`);
if (unexcused.length > 0) process.exitCode = 1;
