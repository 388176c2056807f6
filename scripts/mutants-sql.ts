/**
 * Tests the tests of the database: every guard of every function in supabase/schemas is taken away, one at a time, on a real PostgreSQL,
 * and a direct test of the SQL has to notice. What changes nothing that anybody could see stands in test/mutants/equivalent.json.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import * as z from 'zod/mini';
import { BESIDE_THE_POINT, NOTICED } from '../test/mutants/scope.ts';
import { equivalents, inSeededOrder, type UnmetGuard, unmet, writeUnmet } from './mutants/equivalents.ts';
import { functionsIn, mutantsOf, type SqlMutant } from './mutants/sql-guards.ts';

const SCHEMAS = new URL('../supabase/schemas/', import.meta.url);
const Line = z.object({ id: z.string(), verdict: z.enum(['killed', 'invalid']), by: z.string() });

const program = new Command('mutants:sql')
  .description(
    'Takes each guard of each SQL function away and expects a test to notice. Needs DATABASE_URL (scripts/with-postgres).',
  )
  .option('--functions <names...>', 'only these')
  .option('--tests <filters...>', 'judged by these tests only, as vitest takes them')
  .option('--whole', 'only functions all of whose guards were noticed once (test/mutants/scope.ts)')
  .option('--sample <count>', 'so many, in seeded order')
  .option('--seed <text>', 'for the order of a sample', 'bastao')
  .option('--list', 'names them and runs nothing')
  .option('--json <file>', 'keeps what was found')
  .option(
    '--record',
    'writes down what no test notices yet (test/mutants/unmet.json): of every function, or of those named',
  )
  .parse();
const options = program.opts<{
  functions?: string[];
  sample?: string;
  seed: string;
  tests?: string[];
  whole?: true;
  list?: true;
  record?: true;
  json?: string;
}>();

const functions = readdirSync(SCHEMAS)
  .sort()
  .flatMap((file) => functionsIn(file, readFileSync(new URL(file, SCHEMAS), 'utf8')));

/** Whatever runs when this function runs: what it calls, and the triggers and generated columns behind what it writes. */
const BEHIND: readonly (readonly [RegExp, readonly string[]])[] = [
  [/insert into public\.messages/, ['native_id', 'apply_amendments']],
  [/update public\.messages/, ['native_id', 'heed_refusal', 'set_preference']],
  [/insert into public\.amendments/, ['native_id']],
  [/update public\.decisions/, ['refuse_change']],
];
const callees = new Map(
  functions.map(({ name, text }) => [
    name,
    [
      ...[...text.matchAll(/public\.(\w+)\s*\(/g)].map(([, fn = '']) => fn).filter((fn) => fn !== name),
      ...BEHIND.flatMap(([writes, run]) => (writes.test(text) ? run : [])),
    ],
  ]),
);
const beside = new Set<string>(BESIDE_THE_POINT);
function reaches(name: string): readonly string[] {
  const found = new Set<string>();
  const open = [name];
  for (let next = open.pop(); next !== undefined; next = open.pop())
    for (const fn of callees.get(next) ?? [])
      if (!found.has(fn) && !beside.has(fn)) {
        found.add(fn);
        open.push(fn);
      }
  return [...found];
}

const isNamed = (mutant: SqlMutant): boolean =>
  (options.functions?.includes(mutant.function) ?? true) &&
  (!options.whole || NOTICED.some((fn) => fn === mutant.function));
type Judged = SqlMutant & { readonly id: string; readonly nth: number };
const every = functions.flatMap((each): readonly Judged[] => {
  const seen = new Map<string, number>();
  return mutantsOf(each).map((mutant, index) => {
    const guard = `${mutant.code} → ${mutant.becomes}`;
    const nth = (seen.get(guard) ?? 0) + 1;
    seen.set(guard, nth);
    return { ...mutant, nth, id: `${mutant.function}#${index}` };
  });
});
const isSame = (guard: UnmetGuard, mutant: Judged): boolean =>
  guard.function === mutant.function &&
  guard.code === mutant.code &&
  guard.becomes === mutant.becomes &&
  (guard.nth ?? mutant.nth) === mutant.nth;
const equivalentTo = (mutant: Judged) => equivalents.sql.find((each) => isSame(each, mutant));
const judged = every.filter((mutant) => isNamed(mutant) && !equivalentTo(mutant));
const byId = new Map(judged.map((mutant) => [mutant.id, mutant]));
const chosen =
  options.sample === undefined
    ? judged
    : inSeededOrder([...byId.keys()], options.seed)
        .slice(0, Number(options.sample))
        .flatMap((id) => byId.get(id) ?? []);
const shown = (mutant: Judged): string =>
  `${mutant.at} ${mutant.function}: ${mutant.code} → ${mutant.becomes}`;
if (options.list) {
  for (const mutant of chosen) console.log(shown(mutant));
  console.log(`${functions.length} functions, ${chosen.length} mutants`);
  process.exit();
}
if (!process.env['DATABASE_URL'])
  throw new Error('DATABASE_URL names no PostgreSQL server: run `scripts/with-postgres npm run mutants:sql`');

const startedAtMs = Date.now();
const work = mkdtempSync(join(tmpdir(), 'bastao-mutants-'));
const reports: z.infer<typeof Line>[] = [];

/** One process with one database judges every second mutant. */
async function judge(part: number, of: number): Promise<void> {
  const plan = join(work, `plan-${part}.json`);
  const report = join(work, `report-${part}.jsonl`);
  writeFileSync(
    plan,
    JSON.stringify({
      functions: Object.fromEntries(
        functions.map(({ name, text }) => [name, { text, reaches: reaches(name) }]),
      ),
      mutants: chosen
        .filter((_, index) => index % of === part)
        .map(({ id, function: fn, text }) => ({ id, function: fn, text })),
    }),
  );
  writeFileSync(report, '');
  const vitest = spawn(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--config',
      'vitest.mutants-sql.config.ts',
      ...(options.tests ?? ['test/store']),
      '--reporter=dot',
    ],
    {
      env: { ...process.env, MUTANTS_PLAN: plan, MUTANTS_REPORT: report },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let said = '';
  for (const stream of [vitest.stdout, vitest.stderr])
    stream.on('data', (chunk) => {
      said += String(chunk);
    });
  const code = await new Promise<number | null>((resolve) => vitest.on('close', resolve));
  if (code !== 0)
    console.error(`The tests fail without any mutant, or could not run:\n${said.slice(-3_000)}`);
  if (code !== 0) process.exitCode = 1;
  for (const line of readFileSync(report, 'utf8').split('\n'))
    if (line !== '') reports.push(Line.parse(JSON.parse(line)));
}
try {
  await Promise.all([judge(0, 2), judge(1, 2)]);
} finally {
  rmSync(work, { recursive: true });
}

const verdicts = new Map(reports.map(({ id, verdict }) => [id, verdict]));
const isUnmet = (mutant: Judged): boolean => unmet.some((guard) => isSame(guard, mutant));
const invalid = chosen.filter(({ id }) => verdicts.get(id) === 'invalid');
const survivors = chosen.filter(({ id }) => !verdicts.has(id));
const killed = chosen.filter(({ id }) => verdicts.get(id) === 'killed');
if (options.json !== undefined)
  writeFileSync(
    options.json,
    JSON.stringify({ survivors: survivors.map(({ text: _, ...rest }) => rest), reports }, null, 1),
  );
// What these tests noticed is met; what they did not, others may: only all of them can say that nothing notices.
if (options.record && process.exitCode !== 1) {
  const met = new Set(killed.map(({ id }) => id));
  const missed = new Set(options.tests === undefined ? survivors.map(({ id }) => id) : []);
  writeUnmet(
    every
      .filter((mutant) => missed.has(mutant.id) || (isUnmet(mutant) && !met.has(mutant.id)))
      .map(({ function: fn, code, becomes, nth }) => ({ function: fn, code, becomes, nth })),
  );
}
const surprising = options.record ? [] : survivors.filter((mutant) => !isUnmet(mutant));
console.log(
  `${functions.length} functions, ${chosen.length - invalid.length} mutants: ${killed.length} found, ${survivors.length} not noticed (${survivors.length - surprising.length} known), ${equivalents.sql.length} named as equivalent, ${invalid.length} that PostgreSQL does not take, in ${Math.round((Date.now() - startedAtMs) / 1000)} s`,
);
if (surprising.length > 0) console.error(`\nNo test notices:\n${surprising.map(shown).join('\n')}`);
const noticed = options.record ? [] : killed.filter(isUnmet);
if (noticed.length > 0)
  console.error(`\nNoticed now, take them off test/mutants/unmet.json:\n${noticed.map(shown).join('\n')}`);
const gone = [
  ...equivalents.sql.filter((each) => !every.some((mutant) => equivalentTo(mutant) === each)),
  ...unmet.filter((guard) => !options.record && !every.some((mutant) => isSame(guard, mutant))),
];
for (const each of gone) console.error(`Named, and not there any more: ${each.function}: ${each.code}`);
if (surprising.length > 0 || noticed.length > 0 || gone.length > 0) process.exitCode = 1;
