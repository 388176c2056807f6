/**
 * The product's own clients for an operator's command, each made when first asked for, so that a command needs no more settings than it
 * uses. They log nowhere: a command's output is its answer.
 */
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Redis } from '@upstash/redis';
import type { Clock } from '../lib/clock.ts';
import { type Settings, settingsIn } from '../lib/config.ts';
import { createPauseFlags } from '../lib/handoff/pause-flag.ts';
import { createTakeovers, type Takeovers } from '../lib/handoff/takeover.ts';
import { createLog, type Log } from '../lib/log.ts';
import { createAskRedis, createRedis } from '../lib/redis.ts';
import { createStore, type Store } from '../lib/store/store.ts';
import { createDatabase, type OperatorsDatabase } from './admin/database.ts';
import type { Environment } from './environment.ts';

export type Connection = {
  readonly settings: Settings;
  readonly log: Log;
  store(): Store;
  database(): OperatorsDatabase;
  redis(): Redis;
  takeovers(): Takeovers;
  sqs(): SQSClient;
  lambda(): LambdaClient;
  scheduler(): SchedulerClient;
  sns(): SNSClient;
  close(): void;
};

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

/** Longer than any function runs: `invoke` and `smoke` wait for an answer. */
const INVOKE_TIMEOUT_MS = 70_000;

/** What the AWS SDK would read from the process, so that a file of settings reaches it too. */
function awsOptions(environment: Environment, service: 'SQS' | 'LAMBDA' | 'SCHEDULER' | 'SNS') {
  const {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = environment;
  const endpoint = environment[`AWS_ENDPOINT_URL_${service}`] ?? environment['AWS_ENDPOINT_URL'];
  return {
    maxAttempts: 2,
    ...(region && { region }),
    ...(endpoint && { endpoint }),
    ...(accessKeyId &&
      secretAccessKey && {
        credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
      }),
  };
}

export function connect({ environment, clock }: { environment: Environment; clock: Clock }): Connection {
  const settings = settingsIn(environment);
  const log = createLog({ nowMs: clock.nowMs, write: () => {} });
  const opened: { destroy(): void }[] = [];
  const opening = <T extends { destroy(): void }>(client: T): T => {
    opened.push(client);
    return client;
  };
  const redis = once(() => {
    const { redisUrl, redisToken } = settings.redis();
    return createRedis({ url: redisUrl, token: redisToken });
  });
  const store = once(() => {
    const { supabaseUrl, supabaseServiceKey } = settings.database();
    return createStore({ url: supabaseUrl, serviceKey: supabaseServiceKey });
  });
  return {
    settings,
    log,
    store,
    redis,
    database: once(() => {
      const { supabaseUrl, supabaseServiceKey } = settings.database();
      return createDatabase({ url: supabaseUrl, serviceKey: supabaseServiceKey });
    }),
    takeovers: once(() =>
      createTakeovers({
        store: async () => store(),
        flags: createPauseFlags({ ask: createAskRedis({ redis: redis(), log }) }),
        clock,
        log,
        ...settings.pause(),
      }),
    ),
    sqs: once(() => opening(new SQSClient(awsOptions(environment, 'SQS')))),
    lambda: once(() =>
      opening(
        new LambdaClient({
          ...awsOptions(environment, 'LAMBDA'),
          requestHandler: { requestTimeout: INVOKE_TIMEOUT_MS },
        }),
      ),
    ),
    scheduler: once(() => opening(new SchedulerClient(awsOptions(environment, 'SCHEDULER')))),
    sns: once(() => opening(new SNSClient(awsOptions(environment, 'SNS')))),
    close: () => {
      for (const client of opened) client.destroy();
    },
  };
}
