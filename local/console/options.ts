/** The command line of `npm start`. */
import { Command, InvalidArgumentError, Option } from 'commander';

export type StartOptions = {
  readonly port: number;
  readonly json: boolean;
  readonly provider: 'cloud' | 'evolution';
  readonly reset: boolean;
  readonly quiet: boolean;
};

const PORT_MAX = 65_535;

function portNumber(raw: string): number {
  const port = Number(raw);
  if (!/^\d+$/.test(raw) || port > PORT_MAX)
    throw new InvalidArgumentError(`uma porta vai de 0 (qualquer livre) a ${PORT_MAX}.`);
  return port;
}

/** A command whose own words are Portuguese too. */
export const portuguese = (name: string, description: string): Command =>
  new Command(name)
    .description(description)
    .helpOption('-h, --help', 'mostra esta ajuda')
    .allowExcessArguments(false)
    .configureHelp({ styleTitle: (title) => ({ 'Usage:': 'Uso:', 'Options:': 'Opções:' })[title] ?? title });

export const providerOption = (): Option =>
  new Option('--provider <nome>', 'por onde passa o WhatsApp')
    .choices(['evolution', 'cloud'])
    .default('evolution');

/** Prints help or the error and ends the process where there is nothing to start. */
export function readStartOptions(argv: readonly string[]): StartOptions {
  return portuguese('npm start --', 'Sobe o Bastão e tudo com que ele fala, em um processo e uma porta.')
    .addOption(new Option('--port <n>', 'a porta; 0 escolhe uma livre').argParser(portNumber).default(4000))
    .option('--json', 'imprime uma só linha JSON com os endereços; o registro vai para stderr', false)
    .addOption(providerOption())
    .option('--reset', 'apaga .data/ antes de começar', false)
    .option('--quiet', 'sem registro, só os endereços', false)
    .parse([...argv])
    .opts<StartOptions>();
}
