/** `npm run fuzz [-- --target x --runs N --seed S --path P --full --json]`: exits 0 only if nothing was found. */
import { execFileSync } from 'node:child_process';
import { Command } from 'commander';
import { fuzz } from './fuzz.ts';
import { TARGETS } from './targets.ts';

const RUNS = 20_000;
const FULL_RUNS = 1_000_000;

/** The commit decides, so that each commit sees inputs that no other saw and a rerun sees the same. */
function seedOfCommit(): number {
  try {
    return Number.parseInt(
      execFileSync('git', ['rev-parse', '--short=8', 'HEAD'], { encoding: 'utf8' }).slice(0, 7),
      16,
    );
  } catch {
    return 20_261_123;
  }
}

const program = new Command('fuzz')
  .description(
    'Feeds what strangers may send to whatever reads it. A crash, a 5xx, over 200 ms or over 64 MiB is a finding.',
  )
  .option('--target <name...>', 'only these (default: all)')
  .option('--runs <count>', 'inputs for each target', Number, RUNS)
  .option('--seed <number>', 'what is drawn (default: from the commit)', Number)
  .option('--path <path>', 'where in that seed, as a finding tells it')
  .option('--full', `${FULL_RUNS} inputs for each target`)
  .option('--list', 'names the targets')
  .option('--json', 'one flat object on the last line')
  .parse();
const options = program.opts<{
  target?: string[];
  runs: number;
  seed?: number;
  path?: string;
  full?: boolean;
  list?: boolean;
  json?: boolean;
}>();
const seed = options.seed ?? seedOfCommit();
const runs = options.full ? FULL_RUNS : options.runs;
const unknown = (options.target ?? []).filter((name) => !TARGETS.some((target) => target.name === name));
if (unknown.length > 0) program.error(`no target ${unknown.join(', ')}; --list names them`);
const chosen = TARGETS.filter(({ name }) => options.target?.includes(name) ?? true);

if (options.list) for (const { name, what } of TARGETS) console.log(`${name}: ${what}`);
else {
  console.log(`seed ${seed}, ${runs} inputs for each of ${chosen.length} targets`);
  const figures: Record<string, number> = { 'fuzz.targets': chosen.length };
  let [inputs, findings, maxMs, maxMib] = [0, 0, 0, 0];
  for (const target of chosen) {
    const outcome = await fuzz(target, { runs, seed, path: options.path });
    inputs += outcome.inputs;
    maxMs = Math.max(maxMs, outcome.maxMs);
    maxMib = Math.max(maxMib, outcome.maxMib);
    console.log(
      `${target.name}: ${outcome.inputs} inputs, at most ${outcome.maxMs.toFixed(1)} ms and ${outcome.maxMib.toFixed(1)} MiB`,
    );
    figures[`fuzz.${target.name}.inputs`] = outcome.inputs;
    if (outcome.finding === null) continue;
    findings += 1;
    const { why, input, path } = outcome.finding;
    console.error(`FOUND in ${target.name}: ${why}`);
    console.error(`input: ${JSON.stringify(input).slice(0, 4_000)}`);
    console.error(`again: npm run fuzz -- --target ${target.name} --seed ${seed} --path ${path}`);
  }
  if (options.json)
    console.log(
      JSON.stringify({
        ...figures,
        'fuzz.seed': seed,
        'fuzz.inputs': inputs,
        'fuzz.findings': findings,
        'fuzz.max_ms': Number(maxMs.toFixed(1)),
        'fuzz.max_mib': Number(maxMib.toFixed(1)),
      }),
    );
  process.exitCode = findings === 0 ? 0 : 1;
}
