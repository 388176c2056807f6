/**
 * The embedded stack: everything the functions talk to, and the functions themselves, in one process behind one port, on
 * one virtual clock. The clients are the product's own over real HTTP; only what cannot run on a laptop is stood in for.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Brain } from '../lib/agent/brain.ts';
import { type ConversationApp, createConversation } from '../lib/app/conversation.ts';
import { createFollowUpExecutor } from '../lib/app/follow-up-executor.ts';
import { createKommoWebhook } from '../lib/app/kommo-webhook.ts';
import { createReconcile } from '../lib/app/reconcile.ts';
import { createWhatsAppWebhook } from '../lib/app/whatsapp-webhook.ts';
import {
  loadConversationConfig,
  loadFollowUpConfig,
  loadKommoWebhookConfig,
  loadReconcileConfig,
  loadWhatsAppWebhookConfig,
} from '../lib/config.ts';
import type { FollowUpWriter } from '../lib/conversation/follow-up-texts.ts';
import { createLog, type Log } from '../lib/log.ts';
import { StoreError } from '../lib/store/rpc.ts';
import { createVirtualClock, type VirtualClock } from './clock.ts';
import { GOOGLE_ACCOUNT } from './emulators/google-calendar/accounts.ts';
import {
  createGoogleCalendarEmulator,
  type GoogleCalendarEmulator,
} from './emulators/google-calendar/emulator.ts';
import { type HttpHandler, type HttpStack, type Network, serve } from './emulators/http.ts';
import { createKommoEmulator, type KommoEmulator } from './emulators/kommo/emulator.ts';
import type { KommoState } from './emulators/kommo/state.ts';
import {
  createLambdaEmulator,
  type LambdaEmulator,
  type LambdaFunction,
  type LambdaSnapshot,
} from './emulators/lambda/emulator.ts';
import { createGateway } from './emulators/lambda/gateway.ts';
import type { LambdaHandler } from './emulators/lambda/invocation.ts';
import { createSqsPoller } from './emulators/lambda/poller.ts';
import { createModelEmulator, type ModelEmulator } from './emulators/model/emulator.ts';
import {
  createSchedulerEmulator,
  type SchedulerEmulator,
  type SchedulerSnapshot,
} from './emulators/scheduler/emulator.ts';
import { createTargets } from './emulators/scheduler/targets.ts';
import { createSqsEmulator, type SqsEmulator, type SqsSnapshot } from './emulators/sqs/emulator.ts';
import { createSupabaseEmulator, type SupabaseEmulator } from './emulators/supabase/emulator.ts';
import { createUpstashEmulator, type UpstashEmulator } from './emulators/upstash/emulator.ts';
import { type CloudEmulator, createCloudEmulator } from './emulators/whatsapp/cloud-emulator.ts';
import { createEvolutionEmulator, type EvolutionEmulator } from './emulators/whatsapp/evolution-emulator.ts';
import type { Remembered } from './emulators/whatsapp/recall.ts';

/** The made-up account that the fixtures describe too. */
export const ACCOUNT = {
  kommoAccountId: 31000001,
  pipelineId: 8100001,
  kommoToken: 'local_kommo_token',
  kommoSecret: 'local-kommo-secret',
  phoneNumberId: '106500000001000',
  cloudToken: 'test_cloud_token',
  cloudAppSecret: 'test_app_secret',
  cloudVerifyToken: 'test_verify_token',
  evolutionInstance: 'solar-exemplo',
  evolutionApiKey: 'test_evolution_key',
  evolutionSecret: 'local-evolution-secret',
  serviceKey: 'local_service_key',
  redisToken: 'local_redis_token',
  modelKey: 'local_model_key',
} as const;

export const SELLERS = { marcos: 9000101, paula: 9000102 } as const;
export const STATUS = {
  novo_lead: 81000011,
  em_qualificacao: 81000012,
  qualificado: 81000013,
  desqualificado: 81000014,
  reuniao_agendada: 81000015,
  atendimento_humano: 81000016,
  nao_interessado: 81000017,
  won: 142,
  lost: 143,
} as const;

const QUEUE = 'lead-events.fifo';
const DEAD_LETTERS = 'lead-events-dead.fifo';
const MIGRATIONS = fileURLToPath(new URL('../supabase/migrations', import.meta.url));
/** Follow-ups are in a group of their own; what the deployment schedules is in `default`. */
const SCHEDULE_GROUP = 'bastao-local';
const SCHEDULE_ROLE_ARN = 'arn:aws:iam::000000000000:role/bastao-local-scheduler';
const FOLLOW_UP_EXECUTOR = 'follow-up-executor';
const MINUTE_MS = 60_000;
const FUNCTION_TIMEOUT_SECONDS = 60;

export type StackOptions = {
  readonly mode: 'live' | 'manual';
  readonly provider: 'cloud' | 'evolution';
  readonly port?: number;
  readonly startMs?: number;
  /** Where the database lives; null keeps it in memory. */
  readonly databaseDir?: string | null;
  /** A database already started (it takes seconds), used as it is and left running: tests share one. */
  readonly supabase?: SupabaseEmulator;
  readonly kommoState?: KommoState | undefined;
  readonly sqsState?: SqsSnapshot | undefined;
  readonly schedulerState?: SchedulerSnapshot | undefined;
  readonly lambdaState?: LambdaSnapshot | undefined;
  /** Further functions by name, or others in place of the product's own. */
  readonly functions?: Readonly<Record<string, LambdaHandler<never, unknown>>>;
  /** A real Redis instead of the embedded store. */
  readonly redisUrl?: string | undefined;
  /** Where meetings are: in Google's calendar (by default), or in ours alone. */
  readonly calendar?: 'google' | 'built_in';
  readonly environment?: Readonly<Record<string, string>>;
  readonly brains?: readonly Brain[];
  /** Who words follow-ups, in the place of the configured models. */
  readonly followUpWriter?: FollowUpWriter;
  readonly log?: (line: string) => void;
  /** Decides, request by request, whether the wire holds: how a test kills a worker between two steps. */
  readonly network?: Network;
  /** Further doors on the same port, by path prefix: the console's. */
  readonly mounts?: Readonly<Record<string, HttpHandler>>;
  /** How far a live clock starts ahead of the machine's: what an earlier run on the same data skipped. */
  readonly aheadMs?: number;
  /** An earlier run on the same data: what WhatsApp knew then, and a word that sets new message ids apart from its own. */
  readonly whatsappBefore?: { readonly idSeed: string; readonly remembered?: Remembered };
  /** How long WhatsApp takes to answer a send, on the stack's clock; the message is on the phone at once. */
  readonly sendTakesMs?: number;
};

/** A Supabase project of somebody's own; its schema is this project's migrations. */
export type SupabaseProject = { readonly url: string; readonly serviceKey: string };

export type Stack = {
  readonly url: string;
  readonly port: number;
  readonly clock: VirtualClock;
  readonly kommo: KommoEmulator;
  readonly cloud: CloudEmulator;
  readonly evolution: EvolutionEmulator;
  readonly supabase: SupabaseEmulator;
  readonly upstash: UpstashEmulator;
  readonly sqs: SqsEmulator;
  readonly scheduler: SchedulerEmulator;
  readonly lambda: LambdaEmulator;
  readonly google: GoogleCalendarEmulator;
  /** Asked only where `environment` names a provider (`LLM_PROVIDER`). */
  readonly model: ModelEmulator;
  readonly conversation: ConversationApp;
  readonly traffic: HttpStack['traffic'];
  readonly log: Log;
  /** The environment of every function: what `sst deploy` sets, pointing here. */
  readonly environment: Readonly<Record<string, string>>;
  /** Every error a handler let out; empty in a healthy run. */
  readonly failures: readonly string[];
  reconcile(): Promise<void>;
  /** From now on whatever is asked at this mount (`/supabase`, `/upstash`, `/sqs`) waits so long on the stack's clock before it is carried out. */
  slow(mount: string, ms: number): void;
  /** Takes no new work from the queue and waits for what runs, at most `maxMs` of real time. */
  quiesce(maxMs: number): Promise<void>;
  close(): Promise<void>;
};
/** The stack of a run whose database is elsewhere. */
export type StackWithoutDatabase = Omit<Stack, 'supabase'>;

/**
 * The database alone: the project's own migrations behind PostgREST's protocol, on an embedded Postgres, or on the server that
 * `DATABASE_URL` names unless it is kept in a directory.
 */
export const startDatabase = ({
  databaseDir,
  clock,
}: {
  databaseDir: string | null;
  clock?: VirtualClock;
}): Promise<SupabaseEmulator> =>
  createSupabaseEmulator({
    migrationsDir: MIGRATIONS,
    dataDir: databaseDir,
    databaseUrl: process.env['DATABASE_URL'],
    serviceKey: ACCOUNT.serviceKey,
    ...(clock && { clock }),
  });

/** @throws the listen error (`EADDRINUSE`) for a busy port, before the database is touched. */
export function createStack(options: StackOptions): Promise<Stack> {
  return build(options, async (clock) => {
    const supabase =
      options.supabase ?? (await startDatabase({ databaseDir: options.databaseDir ?? null, clock }));
    return {
      supabase,
      handler: supabase.handler,
      close: async () => (options.supabase ? undefined : supabase.close()),
    };
  });
}

/** The same stack on a real Supabase project. @throws as `createStack`. */
export function createStackOnProject(
  options: Omit<StackOptions, 'supabase' | 'databaseDir'>,
  project: SupabaseProject,
): Promise<StackWithoutDatabase> {
  const environment = {
    ...options.environment,
    SUPABASE_URL: project.url,
    SUPABASE_SERVICE_KEY: project.serviceKey,
  };
  const handler: HttpHandler = async () =>
    new Response('the database of this run is a Supabase project elsewhere', { status: 404 });
  return build({ ...options, environment }, async () => ({ supabase: null, handler, close: async () => {} }));
}

type Database<S> = { readonly supabase: S; readonly handler: HttpHandler; close(): Promise<void> };

/** Answers late: the work is done at once, its caller hears of it `ms` later on the stack's clock. */
function answeringLate({
  handler,
  clock,
  ms,
}: {
  handler: HttpHandler;
  clock: VirtualClock;
  ms: number;
}): HttpHandler {
  return async (request) => {
    const { pathname } = new URL(request.url);
    const isSend =
      request.method === 'POST' && (pathname.startsWith('/message/') || pathname.endsWith('/messages'));
    const response = await handler(request);
    if (isSend) await clock.sleep(ms);
    return response;
  };
}

/** Hooks and subscriptions of an earlier run name the port it had; those to the product itself follow it to the new one. */
function movedTo(url: string, state: KommoState): KommoState {
  const follow = (destination: string): string =>
    destination.replace(/^http:\/\/127\.0\.0\.1:\d+(?=\/webhooks\/)/, url);
  const subscriptions = state.subscriptions.map((row) => ({ ...row, destination: follow(row.destination) }));
  return {
    ...state,
    subscriptions,
    pendingHooks: state.pendingHooks.map((hook) => ({ ...hook, destination: follow(hook.destination) })),
  };
}

async function build<S>(
  options: Omit<StackOptions, 'supabase' | 'databaseDir'>,
  openDatabase: (clock: VirtualClock) => Promise<Database<S>>,
): Promise<StackWithoutDatabase & { readonly supabase: S }> {
  const failures: string[] = [];
  const fail = (what: string) => (error: unknown) => {
    failures.push(
      `${what}: ${error instanceof Error ? (error.stack ?? error.message) : JSON.stringify(error)}`,
    );
  };
  const clock = createVirtualClock({
    mode: options.mode,
    onError: fail('task'),
    ...(options.startMs !== undefined && { startMs: options.startMs }),
  });
  if (options.aheadMs) await clock.advance(options.aheadMs);

  // The port first: everything below is told its own address, and a busy port costs nothing.
  let doors: Readonly<Record<string, HttpHandler>> = {};
  const slowness = new Map<string, number>();
  const door = (name: string): HttpHandler => {
    return async (request) => {
      const ms = slowness.get(name) ?? 0;
      if (ms > 0) await clock.sleep(ms);
      return doors[name]?.(request) ?? new Response('starting', { status: 503 });
    };
  };
  const names = [
    '/kommo',
    '/cloud',
    '/evolution',
    '/supabase',
    '/upstash',
    '/sqs',
    '/scheduler',
    '/lambda',
    '/google',
    '/model',
    '/webhooks',
  ];
  const http = await serve({
    port: options.port ?? 0,
    nowMs: clock.nowMs,
    ...(options.network && { network: options.network }),
    mounts: { ...options.mounts, ...Object.fromEntries(names.map((name) => [name, door(name)])) },
  });
  const { url } = http;
  const database = await openDatabase(clock).catch(async (error: unknown) => {
    await http.close();
    throw error;
  });

  let ids = 0;
  const newId = (): string => {
    ids += 1;
    return `local-${clock.nowMs().toString(36)}-${ids}`;
  };
  const log = createLog({ nowMs: clock.nowMs, write: options.log ?? (() => {}) });

  const kommo = createKommoEmulator({
    clock,
    accountId: ACCOUNT.kommoAccountId,
    subdomain: 'solarexemplo',
    token: ACCOUNT.kommoToken,
    publicUrl: () => `${url}/kommo`,
    ...(options.kommoState && { state: movedTo(url, options.kommoState) }),
  });
  const cloud = createCloudEmulator({
    clock,
    webhookUrl: () => `${url}/webhooks/whatsapp/cloud`,
    publicUrl: () => `${url}/cloud`,
    ...options.whatsappBefore,
  });
  const evolution = createEvolutionEmulator({
    clock,
    webhookUrl: () => `${url}/webhooks/whatsapp/evolution`,
    webhookHeaders: { 'x-webhook-secret': ACCOUNT.evolutionSecret },
    ...options.whatsappBefore,
  });
  const model = createModelEmulator({ clock, apiKey: ACCOUNT.modelKey });
  const upstash = createUpstashEmulator({ clock, token: ACCOUNT.redisToken, redisUrl: options.redisUrl });
  const google = createGoogleCalendarEmulator({ clock, publicUrl: () => `${url}/google` });
  const debounceSeconds = Number(options.environment?.['DEBOUNCE_SECONDS'] ?? 6);
  const sqs = createSqsEmulator({
    clock,
    baseUrl: () => `${url}/sqs`,
    newId,
    queues: [
      { name: DEAD_LETTERS, fifo: true },
      {
        name: QUEUE,
        fifo: true,
        delaySeconds: debounceSeconds,
        visibilityTimeoutSeconds: 6 * FUNCTION_TIMEOUT_SECONDS,
        deduplicationScope: 'messageGroup',
        deadLetter: DEAD_LETTERS,
        maxReceiveCount: 6,
      },
    ],
    ...(options.sqsState && { snapshot: options.sqsState }),
  });

  const environment: Record<string, string> = {
    KOMMO_BASE_URL: `${url}/kommo`,
    KOMMO_TOKEN: ACCOUNT.kommoToken,
    KOMMO_PIPELINE_ID: String(ACCOUNT.pipelineId),
    KOMMO_ACCOUNT_ID: String(ACCOUNT.kommoAccountId),
    KOMMO_WEBHOOK_SECRET: ACCOUNT.kommoSecret,
    // The limiter counts real seconds; the stack's clock may run a day in one.
    KOMMO_RPS: options.mode === 'manual' ? '1000' : '5',
    WHATSAPP_PROVIDER: options.provider,
    CLOUD_API_URL: `${url}/cloud/v26.0`,
    CLOUD_PHONE_NUMBER_ID: ACCOUNT.phoneNumberId,
    CLOUD_TOKEN: ACCOUNT.cloudToken,
    CLOUD_APP_SECRET: ACCOUNT.cloudAppSecret,
    CLOUD_VERIFY_TOKEN: ACCOUNT.cloudVerifyToken,
    EVOLUTION_URL: `${url}/evolution`,
    EVOLUTION_API_KEY: ACCOUNT.evolutionApiKey,
    EVOLUTION_INSTANCE: ACCOUNT.evolutionInstance,
    EVOLUTION_WEBHOOK_SECRET: ACCOUNT.evolutionSecret,
    SUPABASE_URL: `${url}/supabase`,
    SUPABASE_SERVICE_KEY: ACCOUNT.serviceKey,
    UPSTASH_REDIS_REST_URL: `${url}/upstash`,
    UPSTASH_REDIS_REST_TOKEN: ACCOUNT.redisToken,
    LEAD_QUEUE_URL: sqs.control.queueUrl(QUEUE),
    AWS_ENDPOINT_URL_SQS: `${url}/sqs`,
    SCHEDULE_GROUP,
    SCHEDULE_ROLE_ARN,
    FOLLOW_UP_FUNCTION_ARN: `arn:aws:lambda:sa-east-1:000000000000:function:${FOLLOW_UP_EXECUTOR}`,
    AWS_ENDPOINT_URL_SCHEDULER: `${url}/scheduler`,
    AWS_ENDPOINT_URL_LAMBDA: `${url}/lambda`,
    LLM_MODEL: 'modelo-local',
    LLM_API_KEY: ACCOUNT.modelKey,
    LLM_BASE_URL: `${url}/model/${options.environment?.['LLM_PROVIDER'] === 'google' ? 'v1beta' : 'v1'}`,
    LLM_FALLBACK_MODEL: 'modelo-reserva',
    LLM_FALLBACK_API_KEY: ACCOUNT.modelKey,
    LLM_FALLBACK_BASE_URL: `${url}/model/${options.environment?.['LLM_FALLBACK_PROVIDER'] === 'google' ? 'v1beta' : 'v1'}`,
    ...((options.calendar ?? 'google') === 'google' && {
      GOOGLE_CALENDAR_ID: GOOGLE_ACCOUNT.calendarId,
      GOOGLE_SERVICE_ACCOUNT: google.serviceAccount(),
      GOOGLE_SUBJECT: GOOGLE_ACCOUNT.subject,
      GOOGLE_API_URL: `${url}/google`,
    }),
    ...options.environment,
  };
  // The AWS SDK finds region and credentials in the process, as in Lambda; these open nothing.
  for (const service of ['SQS', 'SCHEDULER', 'LAMBDA'])
    process.env[`AWS_ENDPOINT_URL_${service}`] = environment[`AWS_ENDPOINT_URL_${service}`];
  process.env['AWS_REGION'] ??= 'sa-east-1';
  process.env['AWS_ACCESS_KEY_ID'] ??= 'local';
  process.env['AWS_SECRET_ACCESS_KEY'] ??= 'local';

  const surroundings = { clock, log, newId };
  const whatsappWebhook = createWhatsAppWebhook(loadWhatsAppWebhookConfig(environment), surroundings);
  const kommoWebhook = createKommoWebhook(loadKommoWebhookConfig(environment), surroundings);
  const conversation = createConversation(loadConversationConfig(environment), {
    ...surroundings,
    ...(options.brains && { brains: options.brains }),
  });
  const reconcile = createReconcile(loadReconcileConfig(environment), surroundings);
  const followUps = createFollowUpExecutor(loadFollowUpConfig(environment), {
    ...surroundings,
    ...(options.followUpWriter && { writer: options.followUpWriter }),
  });

  const functions: Record<string, LambdaFunction> = {
    'whatsapp-webhook': { handler: whatsappWebhook.handle },
    'kommo-webhook': { handler: kommoWebhook.handle },
    conversation: { handler: conversation.handle, timeoutSeconds: FUNCTION_TIMEOUT_SECONDS },
    // A minute later it runs anyway.
    reconcile: { handler: reconcile.handle, timeoutSeconds: FUNCTION_TIMEOUT_SECONDS, retries: 0 },
    [FOLLOW_UP_EXECUTOR]: { handler: followUps.handle, timeoutSeconds: FUNCTION_TIMEOUT_SECONDS },
  };
  for (const [name, handler] of Object.entries(options.functions ?? {}))
    functions[name] = { ...functions[name], handler };
  const lambda = createLambdaEmulator({
    clock,
    functions,
    newId,
    sendToQueue: sqs.deliver,
    onError: ({ functionName, outcome }) => {
      const error = outcome.kind === 'threw' ? outcome.error : outcome;
      // A database that cannot be asked is a fate like any other: Lambda brings the event back.
      if (functionName !== FOLLOW_UP_EXECUTOR || !(error instanceof StoreError)) fail(functionName)(error);
    },
    snapshot: options.lambdaState,
  });
  const scheduler = createSchedulerEmulator({
    clock,
    newId,
    targets: createTargets({ lambda, sqs }),
    groups: [SCHEDULE_GROUP],
    snapshot: options.schedulerState,
  });
  scheduler.control.put('reconcile', {
    ScheduleExpression: 'rate(1 minute)',
    StartDate: (clock.nowMs() + MINUTE_MS) / 1000,
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { Arn: lambda.control.arn('reconcile'), RoleArn: SCHEDULE_ROLE_ARN },
  });

  const gateway = createGateway({
    clock,
    newId,
    onError: fail('webhook'),
    routes: [
      {
        routeKey: 'GET /webhooks/whatsapp/cloud',
        functionName: 'whatsapp-webhook',
        handler: whatsappWebhook.handle,
      },
      {
        routeKey: 'POST /webhooks/whatsapp/cloud',
        functionName: 'whatsapp-webhook',
        handler: whatsappWebhook.handle,
      },
      {
        routeKey: 'POST /webhooks/whatsapp/evolution',
        functionName: 'whatsapp-webhook',
        handler: whatsappWebhook.handle,
      },
      // A trailing slash is another path to API Gateway; the greedy part also matches none.
      {
        routeKey: 'POST /webhooks/kommo/{secret}',
        functionName: 'kommo-webhook',
        handler: kommoWebhook.handle,
      },
      {
        routeKey: 'POST /webhooks/kommo/{secret}/{proxy+}',
        functionName: 'kommo-webhook',
        handler: kommoWebhook.handle,
      },
    ],
  });
  const late = (handler: HttpHandler): HttpHandler =>
    options.sendTakesMs === undefined ? handler : answeringLate({ handler, clock, ms: options.sendTakesMs });
  doors = {
    '/kommo': kommo.handler,
    '/cloud': late(cloud.handler),
    '/evolution': late(evolution.handler),
    '/supabase': database.handler,
    '/upstash': upstash.handler,
    '/sqs': sqs.handler,
    '/scheduler': scheduler.handler,
    '/lambda': lambda.handler,
    '/google': google.handler,
    '/model': model.handler,
    '/webhooks': async (request) => {
      // The gateway sees the whole path, as API Gateway does.
      const whole = new URL(request.url);
      whole.pathname = `/webhooks${whole.pathname}`;
      return gateway(new Request(whole, request));
    },
  };
  const poller = createSqsPoller({
    sqs,
    clock,
    queueName: QUEUE,
    handler: conversation.handle,
    timeoutSeconds: FUNCTION_TIMEOUT_SECONDS,
    newId,
    onError: (failure) => {
      // "reported" is a fate like any other: the queue brings the message back.
      if (failure.kind !== 'reported') fail('conversation')(failure);
    },
  });

  kommo.control.subscribe({
    destination: `${url}/webhooks/kommo/${ACCOUNT.kommoSecret}/`,
    settings: [
      'add_lead',
      'update_lead',
      'status_lead',
      'delete_lead',
      'responsible_lead',
      'note_lead',
      'add_message',
      'add_outgoing_message',
    ],
  });

  return {
    url,
    port: http.port,
    clock,
    kommo,
    cloud,
    evolution,
    supabase: database.supabase,
    upstash,
    sqs,
    scheduler,
    lambda,
    google,
    model,
    conversation,
    traffic: http.traffic,
    log,
    environment,
    failures,
    reconcile: reconcile.handle,
    slow: (mount, ms) => void slowness.set(mount, ms),
    quiesce: async (maxMs) => {
      poller.stop();
      const waiting = new AbortController();
      // The machine's time on purpose: whoever pressed Ctrl-C waits in it.
      await Promise.race([clock.idle(), sleep(maxMs, undefined, { signal: waiting.signal }).catch(() => {})]);
      waiting.abort();
    },
    close: async () => {
      poller.stop();
      clock.stop();
      cloud.control.releaseHung();
      evolution.control.releaseHung();
      google.control.up();
      model.control.heal();
      await http.close();
      await Promise.all([
        conversation.close(),
        reconcile.close(),
        followUps.close(),
        upstash.close(),
        database.close(),
      ]);
    },
  };
}
