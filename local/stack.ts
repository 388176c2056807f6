/**
 * The embedded stack: everything the functions talk to, and the functions themselves, in one process behind one port, on
 * one virtual clock. The clients are the product's own over real HTTP; only what cannot run on a laptop is stood in for.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createLog } from '../lib/log.ts';
import { STATUSES } from '../lib/retry-policy.ts';
import { StoreError } from '../lib/store/rpc.ts';
import { ACCOUNT } from './account.ts';
import { createVirtualClock, type VirtualClock } from './clock.ts';
import { type HttpHandler, serve } from './emulators/http.ts';
import { createLambdaEmulator, type LambdaFunction } from './emulators/lambda/emulator.ts';
import { createGateway } from './emulators/lambda/gateway.ts';
import { invoke, type LambdaHandler } from './emulators/lambda/invocation.ts';
import { createSqsPoller } from './emulators/lambda/poller.ts';
import { createSchedulerEmulator } from './emulators/scheduler/emulator.ts';
import { createTargets } from './emulators/scheduler/targets.ts';
import { createSupabaseEmulator, type SupabaseEmulator } from './emulators/supabase/emulator.ts';
import {
  environmentOf,
  FOLLOW_UP_EXECUTOR,
  SCHEDULE_GROUP,
  SCHEDULE_ROLE_ARN,
  setAwsEnvironment,
} from './environment.ts';
import {
  CONSUMER_MAPPING,
  createFarEnds,
  MOUNTS,
  QUEUE,
  STATUS_QUEUE,
  STATUSES_MAPPING,
} from './far-ends.ts';
import { deployFunctions, FUNCTION_TIMEOUT_SECONDS } from './functions.ts';
import type { Stack, StackOptions, StackWithoutDatabase, SupabaseProject } from './stack-options.ts';

// Who starts a stack names its account and its parts.
export { ACCOUNT, SELLERS, STATUS } from './account.ts';
export type { Stack, StackOptions, StackWithoutDatabase, SupabaseProject } from './stack-options.ts';

const MIGRATIONS = fileURLToPath(new URL('../supabase/migrations', import.meta.url));
const MINUTE_MS = 60_000;
const REGION = 'sa-east-1';

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
  const clock =
    options.clock ??
    createVirtualClock({
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
  const http = await (options.serve ?? serve)({
    port: options.port ?? 0,
    nowMs: clock.nowMs,
    ...(options.network && { network: options.network }),
    mounts: { ...options.mounts, ...Object.fromEntries(MOUNTS.map((name) => [name, door(name)])) },
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

  const farEnds = createFarEnds({ options, clock, url, newId });
  const { kommo, cloud, evolution, upstash, google, model, sqs } = farEnds;
  const environment = environmentOf({
    url,
    options,
    queueUrl: sqs.control.queueUrl(QUEUE),
    statusQueueUrl: sqs.control.queueUrl(STATUS_QUEUE),
    serviceAccount: google.serviceAccount(),
  });
  setAwsEnvironment(environment);
  const deployed = deployFunctions({ ...options, environment, clock, log, newId });
  let reconcileEveryMs = 0;
  let reconciledAtMs = Number.NEGATIVE_INFINITY;
  const reconcileNowAndThen: LambdaHandler<never, unknown> = (event, context) => {
    if (clock.nowMs() - reconciledAtMs < reconcileEveryMs) return undefined;
    reconciledAtMs = clock.nowMs();
    return deployed.reconcile.handle(event, context);
  };
  const functions: Record<string, LambdaFunction> = {
    ...deployed.functions,
    reconcile: { ...deployed.functions['reconcile'], handler: reconcileNowAndThen },
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

  const gateway = createGateway({ clock, newId, onError: fail('webhook'), routes: deployed.routes });
  doors = {
    ...farEnds.doors,
    '/supabase': database.handler,
    '/scheduler': scheduler.handler,
    '/lambda': lambda.handler,
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
    handler: deployed.conversation.handle,
    timeoutSeconds: FUNCTION_TIMEOUT_SECONDS,
    ...(options.turnsAtOnce !== undefined && { concurrency: options.turnsAtOnce }),
    newId,
    onError: (failure) => {
      // "reported" is a fate like any other: the queue brings the message back.
      if (failure.kind !== 'reported') fail('conversation')(failure);
    },
  });

  // The second mapping of the same function.
  const statuses = createSqsPoller({
    sqs,
    clock,
    queueName: STATUS_QUEUE,
    handler: deployed.conversation.handle,
    timeoutSeconds: FUNCTION_TIMEOUT_SECONDS,
    concurrency: STATUSES.runsAtOnce,
    batchSize: STATUSES.messagesAtOnce,
    windowSeconds: STATUSES.windowSeconds,
    newId,
    onError: (failure) => {
      if (failure.kind !== 'reported') fail('statuses')(failure);
    },
  });

  lambda.control.mapEventSource({
    uuid: CONSUMER_MAPPING,
    functionArn: lambda.control.arn('conversation'),
    eventSourceArn: sqs.eventSource(QUEUE).arn,
    setEnabled: poller.setEnabled,
  });
  lambda.control.mapEventSource({
    uuid: STATUSES_MAPPING,
    functionArn: lambda.control.arn('conversation'),
    eventSourceArn: sqs.eventSource(STATUS_QUEUE).arn,
    setEnabled: statuses.setEnabled,
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
      'restore_lead',
      'add_contact',
      'update_contact',
      'delete_contact',
      'restore_contact',
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
    traffic: http.traffic,
    log,
    environment,
    failures,
    reconcile: async () => {
      const outcome = await invoke({
        handler: deployed.reconcile.handle,
        event: {},
        counted: false,
        clock,
        region: REGION,
        functionName: 'reconcile',
        requestId: newId(),
        timeoutSeconds: FUNCTION_TIMEOUT_SECONDS,
      });
      if (outcome.kind === 'threw') throw outcome.error;
      if (outcome.kind === 'timed_out') throw new Error('reconcile took longer than its time limit');
    },
    reconcileEvery: (ms) => {
      reconcileEveryMs = ms;
    },
    slow: (mount, ms) => void slowness.set(mount, ms),
    quiesce: async (maxMs) => {
      poller.stop();
      statuses.stop();
      const waiting = new AbortController();
      // The machine's time on purpose: whoever pressed Ctrl-C waits in it.
      await Promise.race([clock.idle(), sleep(maxMs, undefined, { signal: waiting.signal }).catch(() => {})]);
      waiting.abort();
    },
    close: async () => {
      poller.stop();
      statuses.stop();
      clock.stop();
      cloud.control.releaseHung();
      evolution.control.releaseHung();
      google.control.up();
      model.control.heal();
      await http.close();
      await Promise.all([deployed.close(), upstash.close(), database.close()]);
    },
  };
}
