/** The command line of `npm start`, in the language of whoever types it. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { LANGUAGES, type Language, type Spoken, spokenIn } from '../../lib/language.ts';

export type StartOptions = {
  readonly port: number;
  readonly json: boolean;
  readonly provider: 'cloud' | 'evolution';
  readonly reset: boolean;
  readonly quiet: boolean;
  readonly lang: Language;
};

const PORT_MAX = 65_535;

const pt = {
  help: 'mostra esta ajuda',
  titles: { 'Usage:': 'Uso:', 'Options:': 'Opções:' } as Readonly<Record<string, string>>,
  language: 'em que língua o comando fala; sem ela, a do terminal (LANG)',
  provider: 'por onde passa o WhatsApp',
  badPort: `uma porta vai de 0 (qualquer livre) a ${PORT_MAX}.`,
  description: 'Sobe o Bastão e tudo com que ele fala, em um processo e uma porta.',
  port: 'a porta; 0 escolhe uma livre',
  json: 'imprime uma só linha JSON com os endereços; o registro vai para stderr',
  reset: 'apaga .data/ antes de começar',
  quiet: 'sem registro, só os endereços',
};
const en: typeof pt = {
  help: 'shows this help',
  titles: {},
  language: "the command's language; without it the terminal's (LANG)",
  provider: 'which WhatsApp transport is used',
  badPort: `a port is from 0 (any free one) to ${PORT_MAX}.`,
  description: 'Starts Bastão and everything it talks to, in one process and on one port.',
  port: 'the port; 0 takes a free one',
  json: 'prints one JSON line with the addresses; the log goes to stderr',
  reset: 'deletes .data/ first',
  quiet: 'no log, only the addresses',
};
const TEXTS: Spoken<typeof pt> = { en, pt };

/** A command whose own words, help included, are in one language. */
export const commandIn = (language: Language, name: string, description: string): Command =>
  new Command(name)
    .description(description)
    .helpOption('-h, --help', TEXTS[language].help)
    .addOption(new Option('--lang <en|pt>', TEXTS[language].language).choices(LANGUAGES))
    .allowExcessArguments(false)
    .configureHelp({ styleTitle: (title) => TEXTS[language].titles[title] ?? title });

export const providerOption = (language: Language): Option =>
  new Option('--provider <name>', TEXTS[language].provider)
    .choices(['evolution', 'cloud'])
    .default('evolution');

/** Prints help or the error and ends the process where there is nothing to start. */
export function readStartOptions(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): StartOptions {
  const lang = spokenIn(argv, environment);
  const texts = TEXTS[lang];
  const portNumber = (raw: string): number => {
    const port = Number(raw);
    if (!/^\d+$/.test(raw) || port > PORT_MAX) throw new InvalidArgumentError(texts.badPort);
    return port;
  };
  const options = commandIn(lang, 'npm start --', texts.description)
    .addOption(new Option('--port <n>', texts.port).argParser(portNumber).default(4000))
    .option('--json', texts.json, false)
    .addOption(providerOption(lang))
    .option('--reset', texts.reset, false)
    .option('--quiet', texts.quiet, false)
    .parse([...argv])
    .opts<Omit<StartOptions, 'lang'>>();
  return { ...options, lang };
}
