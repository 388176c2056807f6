/** `npm run demo`: the incident of Mateus in a few seconds, without a browser. Exit code 0 only if every promise was kept. */
import { Option } from 'commander';
import { portuguese, providerOption } from '../console/options.ts';
import { inColour, plain, sceneInWords, summaryInWords } from './printer.ts';
import { playScenes, summarise } from './run.ts';
import { SCENARIO_NAMES, SCENARIOS, type ScenarioName } from './scenario.ts';
import { createTheatre } from './theatre.ts';

type DemoOptions = { readonly provider: 'cloud' | 'evolution'; readonly scenario: ScenarioName; readonly color: boolean };

const { provider, scenario, color } = portuguese(
  'npm run demo --',
  'Encena o caso de Mateus: quem fala, em que etapa, e por que o robô se cala.',
)
  .addOption(providerOption())
  .addOption(new Option('--scenario <nome>', 'a história').choices(SCENARIO_NAMES).default('mateus'))
  .option('--no-color', 'sem cores')
  .parse(process.argv)
  .opts<DemoOptions>();
const paint = color && process.stdout.isTTY && !process.env['NO_COLOR'] ? inColour : plain;
const print = (text: string): void => void process.stdout.write(`${text}\n`);

print(
  paint(
    'bold',
    `Bastão: o caso de ${scenario.charAt(0).toUpperCase()}${scenario.slice(1)} (WhatsApp pela ${provider === 'cloud' ? 'Cloud API' : 'Evolution API'})`,
  ),
);
print(paint('dim', 'O relógio é virtual: minutos passam em segundos. δ é a idade da leitura da etapa no Kommo quando o envio começa.'));
print(paint('dim', 'Iniciando o banco de dados…'));

const theatre = await createTheatre({ provider });
const reports = await playScenes({
  scenes: SCENARIOS[scenario],
  theatre,
  onScene: (report) => print(sceneInWords(report, paint)),
}).finally(() => theatre.close());
const summary = summarise(reports);
print(summaryInWords(summary, paint));
process.exitCode = summary.broken === 0 ? 0 : 1;
