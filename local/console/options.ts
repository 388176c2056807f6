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
  readonly llm: 'scripted' | 'google' | 'openai' | undefined;
  readonly kommo: 'local' | 'real';
  readonly whatsapp: 'local' | 'real';
  readonly supabase: string | undefined;
  readonly redis: string | undefined;
};

const PORT_MAX = 65_535;
/** Of a terminal, or as a shell tells those who write into a pipe; commander's own 80 otherwise. */
const columns = (): number | undefined =>
  process.stdout.columns || Number(process.env['COLUMNS']) || undefined;

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
  llm: 'quem escreve as respostas; com um modelo, LLM_MODEL e LLM_API_KEY (LLM_BASE_URL para um compatível)',
  kommo: 'real: uma conta sua, por KOMMO_BASE_URL, KOMMO_TOKEN, KOMMO_PIPELINE_ID e KOMMO_ACCOUNT_ID',
  whatsapp: 'real: um número seu, pelas variáveis CLOUD_… ou EVOLUTION_…',
  supabase: 'um projeto seu, vazio; a chave em SUPABASE_SERVICE_KEY',
  redis: 'um Redis seu',
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
  llm: 'who words the replies; a model needs LLM_MODEL and LLM_API_KEY (LLM_BASE_URL for a compatible one)',
  kommo: 'real: an account of yours, by KOMMO_BASE_URL, KOMMO_TOKEN, KOMMO_PIPELINE_ID and KOMMO_ACCOUNT_ID',
  whatsapp: 'real: a number of yours, by the variables CLOUD_… or EVOLUTION_…',
  supabase: 'an empty project of yours; its key in SUPABASE_SERVICE_KEY',
  redis: 'a Redis of yours',
};
const TEXTS: Spoken<typeof pt> = { en, pt };

/** A command whose own words, help included, are in one language. */
export const commandIn = (language: Language, name: string, description: string): Command => {
  const helpWidth = columns();
  return new Command(name)
    .description(description)
    .helpOption('-h, --help', TEXTS[language].help)
    .addOption(new Option('--lang <en|pt>', TEXTS[language].language).choices(LANGUAGES))
    .allowExcessArguments(false)
    .configureHelp({
      styleTitle: (title) => TEXTS[language].titles[title] ?? title,
      ...(helpWidth !== undefined && { helpWidth }),
      // Commander's own 40 would leave a narrow screen's lines whole, to be broken within a word.
      minWidthToWrap: 20,
    });
};

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
    .addOption(providerOption(lang).env('WHATSAPP_PROVIDER'))
    .addOption(new Option('--llm <name>', texts.llm).choices(['scripted', 'google', 'openai']))
    .addOption(new Option('--kommo <which>', texts.kommo).choices(['local', 'real']).default('local'))
    .addOption(new Option('--whatsapp <which>', texts.whatsapp).choices(['local', 'real']).default('local'))
    .option('--supabase <url>', texts.supabase)
    .option('--redis <url>', texts.redis)
    .option('--reset', texts.reset, false)
    .option('--quiet', texts.quiet, false)
    .parse([...argv])
    .opts<Omit<StartOptions, 'lang'>>();
  return { ...options, lang };
}
