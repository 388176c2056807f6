/**
 * `npm start`: the embedded stack for a person to play with. It owns the process: options, `.data/`, what is printed, and
 * how it all ends. Everything that fails at start is one line and exit code 1.
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ConfigError } from '../lib/config.ts';
import { createControlApi } from './console/control-api.ts';
import { createHands, type Hands } from './console/hands.ts';
import { logLineInWords, newsInWords } from './console/live-log.ts';
import { createNews } from './console/news.ts';
import { readStartOptions, type StartOptions } from './console/options.ts';
import { openSavedData, type SavedData, type SavedState } from './console/saved-data.ts';
import { chooseServices, type Services, UsageError } from './console/services.ts';
import { type Addresses, welcomeText } from './console/welcome.ts';
import type { HttpHandler } from './http.ts';
import { createStack, createStackOnProject, type StackOptions, type StackWithoutDatabase } from './stack.ts';

const SAVE_EVERY_MS = 5_000;
const NEWS_EVERY_MS = 500;
const QUIESCE_MS = 1_200;
/** Whoever pressed Ctrl-C gets the prompt back within three seconds. */
const STOP_MAX_MS = 2_700;
const FIRST_CARD_ID = 16_000_001;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const say = (stream: NodeJS.WriteStream, line: string): void => void stream.write(`${line}\n`);

/** Asked before anything is opened, so that the commonest mistake has no side effect. @throws {UsageError} */
async function assertFree(port: number): Promise<void> {
  if (port === 0) return;
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(port, '127.0.0.1', resolve);
  });
  await new Promise((resolve) => probe.close(resolve));
}

/** The one line for a start that failed. */
function problemInWords(error: unknown, port: number): string {
  if (error instanceof UsageError || error instanceof ConfigError) return error.message;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return `a porta ${port} já está em uso: escolha outra com npm start -- --port ${port + 1}`;
  if (code === 'EACCES') return `sem permissão para abrir a porta ${port} ou escrever em .data/`;
  const [message = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return `não foi possível iniciar: ${message} (se a culpa for dos dados, npm start -- --reset começa do zero)`;
}

const addressesOf = ({ url, environment }: StackWithoutDatabase): Addresses => ({
  gateway: url,
  local: `${url}/_local`,
  kommo: `${url}/kommo`,
  cloud: `${url}/cloud`,
  evolution: `${url}/evolution`,
  supabase: environment['SUPABASE_URL'] ?? '',
  upstash: environment['UPSTASH_REDIS_REST_URL'] ?? '',
  sqs: `${url}/sqs`,
});

function startStack({
  options,
  services,
  data,
  mounts,
  log,
}: {
  options: StartOptions;
  services: Services;
  data: SavedData;
  mounts: Readonly<Record<string, HttpHandler>>;
  log: (line: string) => void;
}): Promise<StackWithoutDatabase> {
  const { supabase, upstash, redisUrl, behaviour } = services;
  const common: StackOptions = {
    mode: 'live',
    provider: options.provider,
    port: options.port,
    environment: { ...behaviour, ...(upstash && { UPSTASH_REDIS_REST_URL: upstash.url, UPSTASH_REDIS_REST_TOKEN: upstash.token }) },
    redisUrl,
    kommoState: data.state?.kommo,
    // A Redis that outlives `--reset` remembers the places in the queue: a new one counts on from the time of day.
    sqsState: data.state?.sqs ?? { order: Date.now(), queues: {} },
    aheadMs: data.state?.aheadMs ?? 0,
    whatsappIdSeed: randomUUID(),
    mounts,
    log,
  };
  return supabase ? createStackOnProject(common, supabase) : createStack({ ...common, databaseDir: data.databaseDir });
}

async function start(options: StartOptions): Promise<void> {
  const startedAtMs = Date.now();
  const screen = options.json ? process.stderr : process.stdout;
  const services = chooseServices(process.env);
  await assertFree(options.port);
  const data = openSavedData({ dir: join(process.cwd(), '.data'), reset: options.reset });

  let hands: Hands | null = null;
  let tellNews = (): void => {};
  const log = (line: string): void => {
    if (options.quiet) return;
    // The words first, so that what was said stands above what was decided about it.
    tellNews();
    const words = logLineInWords(line);
    if (words !== null) say(screen, words);
  };

  say(screen, services.supabase ? `Usando o Supabase de ${services.supabase.url}…` : 'Iniciando o banco de dados…');
  const stack = await startStack({
    options,
    services,
    data,
    mounts: { '/_local': createControlApi({ hands: () => hands, onDone: () => tellNews() }) },
    log,
  }).catch((error: unknown) => {
    data.release();
    throw error;
  });
  if (services.redisUrl !== undefined) {
    await stack.upstash.control.run('PING').catch(async () => {
      await stack.close();
      data.release();
      throw new UsageError('o Redis de REDIS_URL não responde');
    });
  }

  const whatsapp = stack[options.provider];
  const earlierPhones = data.state?.phones ?? {};
  hands = createHands(stack, { provider: options.provider, earlierPhones });
  const news = createNews({
    whatsapp: () => whatsapp.snapshot(),
    cards: () => stack.kommo.control.cards(),
    nowMs: stack.clock.nowMs,
  });
  // What an earlier run left is no news.
  news();
  let failuresTold = 0;
  tellNews = () => {
    if (options.quiet) return;
    for (const item of news()) say(screen, newsInWords(item));
    for (; failuresTold < stack.failures.length; failuresTold += 1) say(process.stderr, `! ${stack.failures[failuresTold]}`);
  };

  const state = (): SavedState => {
    const { phones } = whatsapp.snapshot();
    const keys = [...new Set([...Object.keys(earlierPhones), ...Object.keys(phones)])];
    return {
      aheadMs: Math.max(0, stack.clock.nowMs() - Date.now()),
      kommo: stack.kommo.snapshot(),
      sqs: stack.sqs.snapshot(),
      phones: Object.fromEntries(keys.map((key) => [key, [...(earlierPhones[key] ?? []), ...(phones[key] ?? [])]])),
    };
  };
  data.save(state());
  const saving = setInterval(() => data.save(state()), SAVE_EVERY_MS);
  const telling = setInterval(() => tellNews(), NEWS_EVERY_MS);

  let stopping = false;
  const stop = async (): Promise<void> => {
    // npm and the terminal both pass Ctrl-C on: the second one is the same wish.
    if (stopping) return;
    stopping = true;
    let isSaved = false;
    setTimeout(() => process.exit(isSaved ? 0 : 1), STOP_MAX_MS).unref();
    clearInterval(saving);
    clearInterval(telling);
    await stack.quiesce(QUIESCE_MS);
    tellNews();
    data.save(state());
    isSaved = true;
    await stack.close();
    data.release();
    say(screen, 'Até logo. Os dados ficam em .data/.');
    process.exit(0);
  };
  for (const signal of SIGNALS)
    process.on(signal, () => {
      stop().catch((error: unknown) => {
        say(process.stderr, `erro ao parar: ${error instanceof Error ? error.message : String(error)}`);
        process.exit(1);
      });
    });

  const addresses = addressesOf(stack);
  if (options.json) say(process.stdout, JSON.stringify({ ...addresses, port: stack.port, provider: options.provider }));
  else {
    const leadId = stack.kommo.control.cards().at(-1)?.leadId ?? FIRST_CARD_ID;
    say(screen, `Pronto em ${((Date.now() - startedAtMs) / 1000).toFixed(1).replace('.', ',')} s.`);
    say(screen, welcomeText({ addresses, provider: options.provider, leadId }));
  }
}

// Whoever reads the output may go first (`| head`): that ends nothing.
process.stdout.on('error', () => {});
const options = readStartOptions(process.argv);
start(options).catch((error: unknown) => {
  say(process.stderr, `erro: ${problemInWords(error, options.port)}`);
  process.exit(1);
});
