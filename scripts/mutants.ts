/**
 * Tests the tests: every guard of the pure decisions is turned, one at a time, and a quick test has to notice. A mutant that changes
 * nothing anybody could see stands in test/mutants/equivalent.json with its reason; any other that survives is a missing test.
 */
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import { Command } from 'commander';
import { MUTATED } from '../test/mutants/scope.ts';
import { equivalents, inSeededOrder } from './mutants/equivalents.ts';

/** Of strings, patterns and literals none: a reason's wording is no guard, and a kind compared with '' is a condition turned already. */
const NO_GUARDS = ['StringLiteral', 'ObjectLiteral', 'ArrayDeclaration', 'Regex'];
const SURVIVES: readonly string[] = ['Survived', 'NoCoverage'];
const FOUND: readonly string[] = ['Killed', 'Timeout', 'RuntimeError', 'CompileError'];

const program = new Command('mutants')
  .description('Turns each guard of the pure decisions and expects a quick test to notice.')
  .option('--files <paths...>', 'only these sources')
  .option(
    '--lines <count>',
    'a sample: changed sources first, then others in seeded order, until so many lines',
  )
  .option('--seed <text>', 'for the order of a sample', 'bastao')
  .option('--since <commit>', 'what counts as changed')
  .parse();
const options = program.opts<{ files?: string[]; lines?: string; seed: string; since?: string }>();

const all = MUTATED.flatMap((pattern) => globSync(pattern)).sort();
const linesOf = (file: string): number => readFileSync(file, 'utf8').split('\n').length;
const changed = (since: string): readonly string[] =>
  execFileSync('git', ['diff', '--name-only', since], { encoding: 'utf8' }).split('\n');

function sample(lines: number): readonly string[] {
  const touched = options.since === undefined ? [] : changed(options.since);
  const order = inSeededOrder(all, options.seed).toSorted(
    (a, b) => Number(touched.includes(b)) - Number(touched.includes(a)),
  );
  let taken = 0;
  return order.filter((file) => {
    const fits = taken === 0 || taken + linesOf(file) <= lines;
    if (fits) taken += linesOf(file);
    return fits;
  });
}
const files = options.files ?? (options.lines === undefined ? all : sample(Number(options.lines)));

const startedAtMs = Date.now();
const results = await new Stryker({
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  mutate: [...files],
  vitest: { configFile: 'vitest.mutants.config.ts', related: false },
  coverageAnalysis: 'perTest',
  mutator: { excludedMutations: NO_GUARDS },
  concurrency: 2,
  timeoutMS: 2_000,
  // Node runs the sources as they are; the types have a check of their own.
  disableTypeChecks: false,
  checkers: [],
  reporters: [],
  logLevel: 'error' as never,
  fileLogLevel: 'off' as never,
  tempDirName: '.stryker-tmp',
  ignorePatterns: ['/docs', '/infra', '/bench', '/.git', '/knowledge', '/biome.json'],
}).runMutationTest();

const named = equivalents.typescript.filter(({ file }) => files.includes(file));
const met = new Set<object>();
const scores = new Map<string, { found: number; equivalent: number; survived: number }>();
const survivors: string[] = [];
for (const { fileName, location, mutatorName, replacement = '', status } of results) {
  const file = fileName.replace(`${process.cwd()}/`, '');
  const folder = dirname(file);
  const score = scores.get(folder) ?? { found: 0, equivalent: 0, survived: 0 };
  scores.set(folder, score);
  if (FOUND.includes(status)) score.found += 1;
  if (!SURVIVES.includes(status)) continue;
  const code = (readFileSync(file, 'utf8').split('\n')[location.start.line - 1] ?? '').trim();
  const becomes = replacement.replace(/\s+/g, ' ');
  const known = named.find(
    (each) => each.file === file && code.includes(each.code) && becomes === each.becomes,
  );
  if (known) {
    met.add(known);
    score.equivalent += 1;
    continue;
  }
  score.survived += 1;
  survivors.push(
    `${file}:${location.start.line}:${location.start.column} ${mutatorName} ${status}\n    ${code}\n    → ${becomes}`,
  );
}

for (const [folder, { found, equivalent, survived }] of [...scores].sort(([a], [b]) => a.localeCompare(b)))
  console.log(`${folder}: ${found} found, ${equivalent} equivalent, ${survived} survived`);
const total = (of: 'found' | 'equivalent' | 'survived'): number =>
  [...scores.values()].reduce((sum, score) => sum + score[of], 0);
const seconds = Math.round((Date.now() - startedAtMs) / 1000);
console.log(
  `${files.length} files, ${total('found')} mutants found, ${total('equivalent')} equivalent, ${total('survived')} survived: ${((100 * total('found')) / Math.max(1, total('found') + total('survived'))).toFixed(1)} % in ${seconds} s`,
);
if (survivors.length > 0) console.error(`\nNo quick test notices:\n${survivors.join('\n')}`);
const stale = named.filter((each) => !met.has(each));
for (const { file, code, becomes } of stale)
  console.error(`Named as equivalent and not there any more: ${file}: ${code} → ${becomes}`);
if (survivors.length > 0 || stale.length > 0) process.exitCode = 1;
