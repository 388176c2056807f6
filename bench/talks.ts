/** `npm run bench -- talks`: made-up leads talk to the real product, and card and calendar are compared with the truth. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { faultLines, figuresOf, missesOf, SEEDS_OF_PASS, transcriptOf } from './talks/figures.ts';
import { keep, writeTalksPage } from './talks/page.ts';
import { PERSONAS } from './talks/personas.ts';
import { BRAINS, type BrainName, playAll, type Task } from './talks/pool.ts';
import { randomOf } from './talks/random.ts';
import type { TalkResult } from './talks/talk.ts';

const FULL_TALKS = 5_000;
/** What two cores play in less than four minutes. */
const CI_TALKS = 216;
const FEW_SEEDS = 2;

type Options = {
  readonly seed: number;
  readonly talks?: number;
  readonly full?: true;
  readonly brain: BrainName;
  readonly json?: true;
  readonly show?: string;
  readonly only?: string;
  readonly workers: number;
  readonly save?: true;
  readonly page?: true;
  readonly check?: true;
};

const whole = (value: string): number => {
  const parsed = Number(value);
  if (!Number.isInteger(parsed) || parsed < 1) throw new InvalidArgumentError('a whole number from 1 on');
  return parsed;
};

/** Ends with code 1 when a talk crashes, or with `--check` when a figure misses its mark. */
export const talksCommand = (): Command =>
  new Command('talks')
    .description('Made-up leads talk to the product; card and calendar are compared with the truth.')
    .option('--seed <number>', 'first seed; a talk is its persona and its seed', whole, 1)
    .option('--talks <count>', `talks to play (default: ${CI_TALKS})`, whole)
    .option('--full', `${FULL_TALKS} talks`)
    .addOption(
      new Option('--brain <name>', 'scripted, or llm on a model that misbehaves')
        .choices(BRAINS)
        .default('scripted'),
    )
    .option('--only <persona>', 'this persona alone')
    .option(
      '--show <talk>',
      'print one talk, as persona/seed, or the failing ones with "wrong", those with an ignored question with "ignored"',
    )
    .option('--workers <count>', 'processes', whole, 2)
    .option('--save', 'keep the figures and write docs/benchmarks.md from them')
    .option('--page', 'write docs/benchmarks.md from the kept figures, and measure nothing')
    .option('--check', 'end with code 1 when a figure misses its mark')
    .option('--json', 'all figures as one flat object on the last line')
    .action(run);

async function run(options: Options): Promise<void> {
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  if (options.page === true) return say(`wrote ${writeTalksPage()}`);
  const [shownPersona, shownSeed] = options.show?.split('/') ?? [];
  const isOne = shownPersona !== undefined && shownSeed !== undefined;
  const tasks = isOne
    ? [{ persona: shownPersona, seed: Number(shownSeed), brain: options.brain }]
    : tasksOf(options);
  const startedMs = performance.now();
  say(
    `${tasks.length} talks of ${new Set(tasks.map(({ persona }) => persona)).size} personas, seeds ${options.seed} to ${Math.max(...tasks.map(({ seed }) => seed))}, brain ${options.brain}`,
  );
  const results = await playAll(tasks, {
    workers: options.workers,
    onResult: (result, done) => {
      const isIgnored = result.questions.some(({ fate }) => fate === 'ignored');
      if (
        isOne ||
        (options.show === 'wrong' && !result.outcome.isRight) ||
        (options.show === 'ignored' && isIgnored)
      )
        say(`${transcriptOf(result)}\n`);
      if (done % 50 === 0) say(`${done} talks`);
    },
  });
  await report(results, { options, seconds: (performance.now() - startedMs) / 1000, say });
}

/**
 * Every persona with all its seeds where there are talks enough; else as many whole personas as fit, in an order of the
 * seed's, and of the others at least `FEW_SEEDS` each.
 */
function tasksOf({ seed, talks, full, brain, only }: Options): readonly Task[] {
  const personas = randomOf(`order ${seed}`).shuffled(
    PERSONAS.filter(({ id }) => only === undefined || id === only),
  );
  const count = talks ?? (full === true ? FULL_TALKS : only === undefined ? CI_TALKS : SEEDS_OF_PASS);
  const each = Math.ceil(count / personas.length);
  const spare = Math.max(0, count - FEW_SEEDS * personas.length);
  const wholeOnes = Math.floor(spare / (SEEDS_OF_PASS - FEW_SEEDS));
  const seedsOf = (place: number): number =>
    each >= SEEDS_OF_PASS ? each : place < wholeOnes ? SEEDS_OF_PASS : FEW_SEEDS;
  return personas
    .flatMap(({ id }, place) =>
      Array.from(
        { length: seedsOf(place) },
        (_, index): Task => ({ persona: id, seed: seed + index, brain }),
      ),
    )
    .slice(0, count);
}

async function report(
  results: readonly TalkResult[],
  { options, seconds, say }: { options: Options; seconds: number; say: (line: string) => void },
): Promise<void> {
  const figures = figuresOf(results);
  for (const line of faultLines(results)) say(line);
  for (const [key, value] of Object.entries(figures)) say(`${key}: ${value ?? '–'}`);
  say(`${Math.round(seconds)} s`);
  const misses = missesOf(figures);
  for (const miss of misses) say(`missed: ${miss}`);
  if (options.save === true) {
    keep({ brain: options.brain, seed: options.seed, seconds: Math.round(seconds), figures });
    say(`wrote ${writeTalksPage()}`);
  }
  if (options.check === true && misses.length > 0) process.exitCode = 1;
  if (options.json === true) say(JSON.stringify(figures));
}
