/**
 * `npm run demo`: the incident of Mateus in a few seconds, without a browser; `--scenario follow-up`: days of silence, and what
 * comes between. Exit code 0 only if every promise was kept.
 */
import { Option } from 'commander';
import { portuguese, providerOption } from '../console/options.ts';
import { createDemoWorld } from './demo-world.ts';
import { inColour, plain, sceneInWords, summaryInWords } from './printer.ts';
import { playScenes, summarise } from './run.ts';
import { SCENARIO_NAMES, SCENARIOS, type ScenarioName } from './scenario.ts';

type DemoOptions = {
  readonly provider: 'cloud' | 'evolution';
  readonly scenario: ScenarioName;
  readonly color: boolean;
};

const {
  provider,
  scenario: name,
  color,
} = portuguese(
  'npm run demo --',
  'Encena uma história em segundos: quem fala, em que etapa, e por que o robô se cala.',
)
  .addOption(providerOption())
  .addOption(
    new Option(
      '--scenario <nome>',
      'mateus: um vendedor assume a conversa; follow-up: o lead para de responder',
    )
      .choices(SCENARIO_NAMES)
      .default('mateus'),
  )
  .option('--no-color', 'sem cores')
  .parse(process.argv)
  .opts<DemoOptions>();
const paint = color && process.stdout.isTTY && !process.env['NO_COLOR'] ? inColour : plain;
const scenario = SCENARIOS[name];
const print = (text: string): void => void process.stdout.write(`${text}\n`);

print(
  paint(
    'bold',
    `Bastão: ${scenario.title} (WhatsApp pela ${provider === 'cloud' ? 'Cloud API' : 'Evolution API'})`,
  ),
);
print(
  paint(
    'dim',
    'O relógio é virtual: minutos passam em segundos. δ é a idade da leitura da etapa no Kommo quando o envio começa.',
  ),
);
print(paint('dim', 'Iniciando o banco de dados…'));

const world = await createDemoWorld({ provider });
const reports = await playScenes({
  scenes: scenario.scenes,
  world,
  onScene: (report) => print(sceneInWords(report, paint, scenario)),
}).finally(() => world.close());
const summary = summarise(reports);
print(summaryInWords(summary, paint));
process.exitCode = summary.broken === 0 ? 0 : 1;
