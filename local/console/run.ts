/** A run of `npm start`: the stack in live mode on the saved data, with its log for people and its doors for curl. */
import { randomUUID } from 'node:crypto';
import { ACCOUNT } from '../account.ts';
import { createPage } from '../page/page.ts';
import { createStack, createStackOnProject, type StackOptions, type StackWithoutDatabase } from '../stack.ts';
import { type Actions, createActions } from './actions.ts';
import { createControlApi } from './control-api.ts';
import { createFeed } from './feed.ts';
import { itemInWords, logLineInWords } from './live-log.ts';
import type { StartOptions } from './options.ts';
import { markAsLocal } from './real-ends.ts';
import type { SavedData, SavedState } from './saved-data.ts';
import { type Services, UsageError } from './services.ts';
import type { Addresses } from './welcome.ts';
import { wordsIn } from './words.ts';

const SAVE_EVERY_MS = 5_000;
const FEED_EVERY_MS = 500;
const QUIESCE_MS = 1_200;
const MINUTE_MS = 60_000;
const FIRST_CARD_ID = 16_000_001;

export type Running = {
  readonly addresses: Addresses;
  readonly port: number;
  readonly welcome: string;
  /** Takes no new work, lets what runs come to its end for a moment, and saves everything. */
  rest(): Promise<void>;
  close(): Promise<void>;
};

type RunOptions = {
  readonly options: StartOptions;
  readonly services: Services;
  readonly data: SavedData;
  /** The log and the progress. */
  readonly print: (line: string) => void;
  readonly warn: (line: string) => void;
};

const addressesOf = ({ url, environment }: StackWithoutDatabase, services: Services): Addresses => ({
  gateway: url,
  local: `${url}/_local`,
  kommo: environment['KOMMO_BASE_URL'] ?? '',
  cloud: services.real.whatsapp === 'cloud' ? (environment['CLOUD_API_URL'] ?? '') : `${url}/cloud`,
  evolution: environment['EVOLUTION_URL'] ?? '',
  supabase: environment['SUPABASE_URL'] ?? '',
  upstash: environment['UPSTASH_REDIS_REST_URL'] ?? '',
  sqs: `${url}/sqs`,
  scheduler: `${url}/scheduler`,
  lambda: `${url}/lambda`,
});

/** @throws {UsageError} when the Redis that was asked for does not answer; what was opened is closed. */
async function openStack(
  { options, services, data }: Pick<RunOptions, 'options' | 'services' | 'data'>,
  rest: Pick<StackOptions, 'mounts' | 'log' | 'network' | 'containers' | 'sendTakesMs' | 'brains'>,
): Promise<StackWithoutDatabase> {
  const { supabase, upstash, redisUrl, settings, real } = services;
  // Real ends live in real time.
  if ((real.kommo || real.whatsapp) && (data.state?.aheadMs ?? 0) > MINUTE_MS)
    throw new UsageError((words) => words.clockAhead);
  const common: StackOptions = {
    mode: 'live',
    provider: options.provider,
    port: options.port,
    environment: {
      ...settings,
      ...(upstash && { UPSTASH_REDIS_REST_URL: upstash.url, UPSTASH_REDIS_REST_TOKEN: upstash.token }),
    },
    redisUrl,
    kommoState: data.state?.kommo,
    // A Redis that outlives `--reset` remembers the places in the queue: a new one counts on from the time of day.
    sqsState: data.state?.sqs ?? { order: Date.now(), queues: {} },
    schedulerState: data.state?.scheduler,
    lambdaState: data.state?.lambda,
    aheadMs: data.state?.aheadMs ?? 0,
    whatsappBefore: { idSeed: randomUUID(), ...(data.state && { remembered: data.state.whatsapp }) },
    ...rest,
  };
  const stack = await (supabase
    ? createStackOnProject(common, supabase)
    : createStack({ ...common, databaseDir: data.databaseDir }));
  if (redisUrl === undefined) return stack;
  try {
    await stack.upstash.control.run('PING');
    return stack;
  } catch {
    await stack.close();
    throw new UsageError((words) => words.redisSilent);
  }
}

export async function run({ options, services, data, print, warn }: RunOptions): Promise<Running> {
  const startedAtMs = performance.now();
  let actions: Actions | null = null;
  let tellFeed = (): void => {};
  const page = createPage({ onDone: () => tellFeed() });
  const stack = await openStack(
    { options, services, data },
    {
      mounts: {
        '/_local': createControlApi({
          language: options.lang,
          actions: () => actions,
          onDone: () => tellFeed(),
        }),
        ...page.mounts,
      },
      ...page.stackOptions((services.settings['LLM_PROVIDER'] ?? 'scripted') === 'scripted'),
      log: (line) => {
        page.hear(line);
        if (options.quiet) return;
        // What was said stands above what was decided about it.
        tellFeed();
        const words = logLineInWords(line, options.lang);
        if (words !== null) print(words);
      },
    },
  );

  const whatsapp = stack[options.provider];
  actions = createActions(stack, options);
  page.open(stack, {
    provider: options.provider,
    actions,
    lang: options.lang,
    environmentFile: data.environmentFile,
  });
  const cards = () => stack.kommo.control.cards();
  const feed = createFeed({ whatsapp: () => whatsapp.snapshot(), cards, nowMs: stack.clock.nowMs });
  // What an earlier run left is not new.
  feed();
  let failuresTold = 0;
  tellFeed = () => {
    if (!options.quiet) for (const item of feed()) print(itemInWords(item, options.lang));
    for (; failuresTold < stack.failures.length; failuresTold += 1) warn(`! ${stack.failures[failuresTold]}`);
  };

  const state = (): SavedState => {
    const { contacts, phones } = whatsapp.snapshot();
    return {
      aheadMs: Math.max(0, stack.clock.nowMs() - Date.now()),
      kommo: stack.kommo.snapshot(),
      sqs: stack.sqs.snapshot(),
      scheduler: stack.scheduler.snapshot(),
      lambda: stack.lambda.snapshot(),
      whatsapp: { contacts, phones },
    };
  };
  if (!services.supabase)
    await markAsLocal({ url: stack.environment['SUPABASE_URL'] ?? '', serviceKey: ACCOUNT.serviceKey });
  data.keepEnvironment(stack.environment);
  data.save(state());
  const timers = [
    setInterval(() => data.save(state()), SAVE_EVERY_MS),
    setInterval(() => tellFeed(), FEED_EVERY_MS),
  ];

  const addresses = addressesOf(stack, services);
  const seconds = (performance.now() - startedAtMs) / 1000;
  const words = wordsIn(options.lang);
  const leadId = cards().at(-1)?.leadId ?? FIRST_CARD_ID;
  return {
    addresses,
    port: stack.port,
    welcome: `${words.readyIn(seconds)}\n${words.welcome({ addresses, provider: options.provider, leadId })}`,
    rest: async () => {
      for (const timer of timers) clearInterval(timer);
      await stack.quiesce(QUIESCE_MS);
      tellFeed();
      data.save(state());
    },
    close: async () => {
      page.close();
      await stack.close();
    },
  };
}
