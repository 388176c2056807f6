/** How often a bot speaks over a person, and how often it keeps silent without one: the command (bench/handoff/README.md). */
import { availableParallelism } from 'node:os';
import { Command, Option } from 'commander';
import { judge } from './handoff/judge.ts';
import { writePages } from './handoff/page.ts';
import { planWorld } from './handoff/plan.ts';
import { playWorld } from './handoff/play.ts';
import { flatOf, type Row, rowOf, type SystemRow, saveRow } from './handoff/row.ts';
import { type Answer, runSystems } from './handoff/run.ts';
import { OURS, SYSTEMS } from './handoff/systems/systems.ts';
import { wholeNumber } from './option.ts';

/** What CI plays, and what the published table is made from. */
const TAKEOVERS = 1_500;
const FULL_TAKEOVERS = 30_000;
const SEED = 20_261_129;

type Options = {
  readonly takeovers?: number;
  readonly seed: number;
  readonly full?: true;
  readonly json?: true;
  readonly save?: true;
  readonly page?: true;
  readonly only?: string;
  readonly world?: number;
  readonly workers: number;
};

export const handoffCommand = (): Command =>
  new Command('handoff')
    .description(
      'leaks, over-silence, duplicates and lost messages per 1,000 takeovers, beside three baselines',
    )
    .option('--takeovers <count>', `takeovers a system (${TAKEOVERS})`, wholeNumber(1, 1_000_000))
    .option('--seed <seed>', 'what everything is drawn from', wholeNumber(0, 2 ** 31), SEED)
    .option('--full', `${FULL_TAKEOVERS} takeovers a system`)
    .addOption(new Option('--only <system>', 'one system alone').choices(Object.keys(SYSTEMS)))
    .option('--world <index>', 'plays this world alone and prints its journal', wholeNumber(0, 1_000_000))
    .option('--workers <count>', 'processes', wholeNumber(1, 64), Math.min(2, availableParallelism()))
    .option('--save', 'keeps the figures in bench/handoff/results')
    .option('--page', 'writes tables and plots of docs from the kept results, and measures nothing')
    .option('--json', 'one flat object on the last line')
    .action(measure);

async function measure(options: Options): Promise<void> {
  const { seed, workers, only, world } = options;
  if (options.page) {
    for (const path of writePages()) console.log(`wrote ${path}`);
    return;
  }
  if (world !== undefined) return replay(only ?? OURS, seed, world);

  const takeovers = options.takeovers ?? (options.full ? FULL_TAKEOVERS : TAKEOVERS);
  const systems = only === undefined ? Object.keys(SYSTEMS) : [only];
  const startedAt = performance.now();
  const runs = await runSystems({ systems, seed, takeovers, workers, onProgress: tell });
  const row = await rowOf(runs, {
    seed,
    takeovers,
    seconds: (performance.now() - startedAt) / 1000,
    command: `npm run bench -- handoff --takeovers ${takeovers} --seed ${seed}`,
  });
  print(row);
  if (options.save) console.log(`kept in ${saveRow(row)}`);
  if (row.systems.some(fails)) process.exitCode = 1;
  if (options.json) console.log(JSON.stringify(flatOf(row)));
}

/** What is found is told when it is found, with the world that shows it (`--world`); and now and then how far we are. */
function tell({ system, tally }: Answer, done: number, of: number): void {
  if (system === OURS)
    for (const { world, kind, scene, lead, what } of tally.found)
      process.stderr.write(`${kind} in world ${world}, ${scene}, ${lead}: ${what}\n`);
  if (Math.floor((done * 10) / of) !== Math.floor(((done - 1) * 10) / of))
    process.stderr.write(`${done} of ${of} worlds\n`);
}

/** Ours has no number of leaks that is small enough. */
const fails = ({ isOurs, leaks, overSilence, duplicates, lost }: SystemRow): boolean =>
  isOurs && leaks + overSilence + duplicates + lost > 0;

function print({ systems, seconds, worlds }: Row): void {
  for (const row of systems) {
    const { system, takeovers, leaksPer1000, leakedRate, delta } = row;
    console.log(
      `${system}: ${takeovers} takeovers, ${leaksPer1000.toFixed(1)} leaks per 1,000; ` +
        `${leakedRate.per1000.toFixed(1)} of 1,000 takeovers leaked (95 %: ${leakedRate.low.toFixed(1)} to ${leakedRate.high.toFixed(1)}); ` +
        `δ p50 ${delta.p50.toFixed(0)}, p99 ${delta.p99.toFixed(0)}, max ${delta.max.toFixed(0)} ms; ` +
        `over-silence ${row.overSilence} of ${row.asked}, duplicates ${row.duplicates}, lost ${row.lost}, ` +
        `late answers ${row.lateAnswers}, liveness misses ${row.livenessMisses}`,
    );
  }
  console.log(`${worlds} worlds a system, ${seconds} s`);
}

async function replay(name: string, seed: number, index: number): Promise<void> {
  const system = await SYSTEMS[name]?.();
  if (!system) throw new Error(`nobody knows the system ${name}`);
  const journal = await playWorld(system, planWorld(seed, index));
  const [first] = journal.entries;
  for (const { at, ...entry } of journal.entries)
    console.log(((at - (first?.at ?? 0)) / 1000).toFixed(3).padStart(10), JSON.stringify(entry));
  console.log(JSON.stringify(judge(journal), null, 1));
}
