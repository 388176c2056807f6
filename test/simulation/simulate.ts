/** `npm run simulate`: plays worlds from seeds and judges them. Exit code 0 only if every world is clean. */
import { Command, InvalidArgumentError } from 'commander';
import { broken } from './broken-run.ts';
import { createCrew } from './crew.ts';
import { FAULT_KINDS, type FaultKind } from './faults.ts';
import { planOf } from './plan.ts';
import { REGRESSIONS } from './regressions.ts';
import { coverageTable, createTally } from './report.ts';
import { asTest, shrink, wayOf } from './shrink.ts';

const CI_WORLDS = 1_000;
const FULL_WORLDS = 100_000;
/** Worlds spent on making a history shorter. */
const SHRINK_TRIES = 60;

type Options = {
  readonly from: number;
  readonly worlds: number;
  readonly seed?: number;
  readonly shrink: boolean;
  readonly without: readonly FaultKind[];
  readonly workers: number;
  readonly full: boolean;
  readonly json: boolean;
  readonly broken: boolean;
  readonly only?: string;
  readonly tries: number;
};

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const progress = (line: string): void =>
  void (process.stderr.isTTY && process.stderr.write(`\r${line}\u001b[K`));
/** Where lines stay, only now and then. */
const LINE_EVERY_MS = 30_000;
let lineAtMs = 0;
const progressOrLine = (line: string): void => {
  progress(line);
  if (process.stderr.isTTY || line === '' || Date.now() - lineAtMs < LINE_EVERY_MS) return;
  lineAtMs = Date.now();
  process.stderr.write(`${line}\n`);
};

const whole = (value: string): number => {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0) throw new InvalidArgumentError('a whole number, please');
  return number;
};
const isFaultKind = (word: string): word is FaultKind => (FAULT_KINDS as readonly string[]).includes(word);
const faultKinds = (value: string): readonly FaultKind[] =>
  value.split(',').map((word) => {
    if (!isFaultKind(word)) throw new InvalidArgumentError(`one of ${FAULT_KINDS.join(', ')}`);
    return word;
  });

/** One seed, twice: the same journal, or the world is not a history. */
async function replay(seed: number, options: Options): Promise<boolean> {
  const crew = createCrew({ workers: 1 });
  try {
    const { without } = options;
    const task = { plan: planOf(seed), without };
    const first = await crew.play(task);
    const second = await crew.play(task);
    const isSame = first.journal === second.journal;
    if (!options.json) {
      for (const line of first.story) print(`  ${line}`);
      for (const { id, says } of first.violations) print(`✗ ${id}: ${says}`);
      print(
        `journal ${first.journal}${isSame ? '' : `, and the second time ${second.journal}: not repeatable`}`,
      );
    }
    const [violation] = first.violations;
    if (options.shrink && violation) {
      const { plan, tries } = await shrink(
        task.plan,
        async (candidate) => {
          const { violations } = await crew.play({ plan: candidate, without });
          return violations.some((each) => wayOf(each) === wayOf(violation));
        },
        options.tries,
      );
      const shortest = await crew.play({ plan, without });
      if (!options.json) {
        print(`\nThe shortest of ${tries} histories that break ${violation.id}:`);
        for (const line of shortest.story) print(`  ${line}`);
        for (const { id, says } of shortest.violations) print(`✗ ${id}: ${says}`);
        print(asTest(plan, violation.id));
      } else
        print(JSON.stringify({ seed, tries, plan, violations: shortest.violations, story: shortest.story }));
    } else if (options.json)
      print(
        JSON.stringify({
          seed,
          journal: first.journal,
          isSame,
          violations: first.violations,
          story: first.story,
        }),
      );
    return isSame && first.violations.length === 0;
  } finally {
    crew.close();
  }
}

async function many(options: Options): Promise<boolean> {
  const worlds = options.full ? FULL_WORLDS : options.worlds;
  const tally = createTally();
  const crew = createCrew({ workers: options.workers });
  try {
    let again = 0;
    for (const { name, plan } of REGRESSIONS) {
      const { violations } = await crew.play({ plan, without: [] });
      if (violations.length > 0) again += 1;
      if (!options.json) for (const { id, says } of violations) print(`${name} ✗ ${id}: ${says}`);
    }
    let next = options.from;
    let end = options.from + worlds;
    // Whoever stops it is told what was played until then.
    process.once('SIGINT', () => {
      end = next;
    });
    const work = async (): Promise<void> => {
      while (next < end) {
        const seed = next;
        next += 1;
        const answer = await crew.play({ plan: seed, without: options.without });
        tally.add(answer);
        if (answer.violations.length > 0 && !options.json)
          for (const { id, says } of answer.violations.slice(0, 3)) print(`seed ${seed} ✗ ${id}: ${says}`);
        progress(`${tally.worlds} of ${worlds} worlds, ${tally.bad} bad`);
        if (!process.stderr.isTTY && tally.worlds % 100 === 0)
          process.stderr.write(`${tally.worlds} of ${worlds} worlds, ${tally.bad} bad\n`);
      }
    };
    await Promise.all(Array.from({ length: options.workers }, work));
    progress('');
    if (!options.json) {
      for (const line of coverageTable(tally.coverage)) print(line);
      for (const line of tally.lines()) print(line);
    } else print(JSON.stringify(tally.flat({ from: options.from, regressions: REGRESSIONS.length, again })));
    return tally.bad === 0 && again === 0;
  } finally {
    crew.close();
  }
}

const program = new Command('simulate')
  .description(
    'Plays the whole product in simulated worlds, each from a seed, and judges what leads and sellers saw.',
  )
  .option('--from <seed>', 'the first seed', whole, 1)
  .option('--worlds <count>', 'how many worlds', whole, CI_WORLDS)
  .option('--full', `${FULL_WORLDS} worlds`, false)
  .option('--seed <seed>', 'one world, told as a story and played twice', whole)
  .option(
    '--shrink',
    'with --seed: the shortest history that breaks the same promise, and a test to paste',
    false,
  )
  .option('--without <faults>', `switches kinds of fault off: ${FAULT_KINDS.join(', ')}`, faultKinds, [])
  .option('--broken', 'takes guards of the product out, one after the other; each must be found', false)
  .option(
    '--tries <count>',
    'with --shrink and --broken: worlds spent on a shorter history',
    whole,
    SHRINK_TRIES,
  )
  .option('--only <guard>', 'with --broken: this one')
  .option('--workers <count>', 'processes', whole, 2)
  .option('--json', 'one JSON object on the last line', false)
  .parse();
const options = program.opts<Options>();
const run = options.broken
  ? (o: Options) => broken(o, { print, progress: progressOrLine })
  : options.seed !== undefined
    ? (o: Options) => replay(options.seed ?? 0, o)
    : many;
process.exitCode = (await run(options)) ? 0 : 1;
