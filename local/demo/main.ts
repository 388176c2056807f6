/**
 * `npm run demo`: the incident of Mateus in a few seconds, without a browser; `--scenario follow-up`: days of silence, what comes
 * between, and how talks end: a meeting, a person, a refusal. Exit code 0 only if every promise was kept.
 */
import { Option } from 'commander';
import { spokenIn } from '../../lib/language.ts';
import { commandIn, providerOption } from '../console/options.ts';
import { createDemoWorld } from './demo-world.ts';
import { inColour, plain, sceneInWords, summaryInWords } from './printer.ts';
import { playScenes, summarise } from './run.ts';
import { SCENARIO_NAMES, SCENARIOS, type ScenarioName } from './scenario.ts';
import { wordsIn } from './words.ts';

type DemoOptions = {
  readonly provider: 'cloud' | 'evolution';
  readonly scenario: ScenarioName;
  readonly color: boolean;
};

const words = wordsIn(spokenIn(process.argv, process.env));
const {
  provider,
  scenario: name,
  color,
} = commandIn(words.language, 'npm run demo --', words.description)
  .addOption(providerOption(words.language))
  .addOption(new Option('--scenario <name>', words.scenarios).choices(SCENARIO_NAMES).default('mateus'))
  .option('--no-color', words.noColor)
  .parse(process.argv)
  .opts<DemoOptions>();
const paint = color && process.stdout.isTTY && !process.env['NO_COLOR'] ? inColour : plain;
const scenario = SCENARIOS[name];
const print = (text: string): void => void process.stdout.write(`${text}\n`);

const through = words.through(provider === 'cloud' ? 'Cloud API' : 'Evolution API');
print(paint('bold', `Bastão: ${words.title[name]} (${through})`));
print(paint('dim', words.clock));
print(paint('dim', words.starting));

const world = await createDemoWorld({ provider });
const reports = await playScenes({
  scenes: scenario.scenes,
  world,
  words,
  onScene: (report) =>
    print(
      sceneInWords(report, {
        paint,
        words,
        hasDays: scenario.hasDays,
        ...(process.stdout.columns && { columns: process.stdout.columns }),
      }),
    ),
}).finally(() => world.close());
const summary = summarise(reports);
print(summaryInWords(summary, { paint, words }));
process.exitCode = summary.broken === 0 ? 0 : 1;
