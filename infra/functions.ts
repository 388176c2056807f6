/** The five functions: what each may do, how long and with how much memory; and who takes what out of the queues. */
import './defaults.ts';
import { loadDeploymentConfig } from '../lib/config.ts';
import { STATUSES, turnsAtOnce } from '../lib/retry-policy.ts';
import { alarm } from './alarm.ts';
import { type MadeVariable, needsOf } from './environment.ts';
import { followUpsLost, leadEvents, statuses, TURN_TIMEOUT_SECONDS } from './queue.ts';
import { followUpGroup, followUpRole, followUpSchedules } from './schedule.ts';
import { secret } from './secret.ts';
import { arnOf, FUNCTIONS, type FunctionName, functionArn, named } from './stage.ts';

/** As many as Kommo's budget (KOMMO_RPS), which all of them share, keeps busy: 20 at 5 requests a second. */
const LEADS_AT_ONCE = turnsAtOnce(loadDeploymentConfig(process.env).kommoRps);

type Permission = {
  readonly actions: string[];
  readonly resources: $util.Input<string>[];
  readonly conditions?: { test: string; variable: string; values: $util.Input<string>[] }[];
};

/** What Lambda's poller does in the consumer's name, and the earlier retry that a failed turn asks for. */
const takeEvents: Permission = {
  actions: [
    'sqs:ReceiveMessage',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    'sqs:ChangeMessageVisibility',
  ],
  resources: [leadEvents.arn, statuses.arn],
};

type Made = { readonly value: $util.Input<string>; readonly allows: readonly Permission[] };

/** What each address is handed out for: who is told where something is may do with it what the code does, and nobody else may. */
const MADE: Readonly<Record<Exclude<MadeVariable, 'LEAD_QUEUE_CONSUMER'>, Made>> = {
  LEAD_QUEUE_URL: {
    value: leadEvents.url,
    allows: [{ actions: ['sqs:SendMessage'], resources: [leadEvents.arn] }],
  },
  STATUS_QUEUE_URL: {
    value: statuses.url,
    allows: [{ actions: ['sqs:SendMessage'], resources: [statuses.arn] }],
  },
  SCHEDULE_GROUP: {
    value: followUpGroup.name,
    allows: [
      { actions: ['scheduler:CreateSchedule', 'scheduler:UpdateSchedule'], resources: [followUpSchedules] },
    ],
  },
  SCHEDULE_ROLE_ARN: {
    value: followUpRole.arn,
    allows: [
      {
        actions: ['iam:PassRole'],
        resources: [followUpRole.arn],
        conditions: [
          { test: 'StringEquals', variable: 'iam:PassedToService', values: ['scheduler.amazonaws.com'] },
        ],
      },
    ],
  },
  // A step that is due already is invoked at once: the Scheduler refuses a past `at()`.
  FOLLOW_UP_FUNCTION_ARN: {
    value: functionArn('follow-up-executor'),
    allows: [{ actions: ['lambda:InvokeFunction'], resources: [functionArn('follow-up-executor')] }],
  },
};

/** `made`: what the deploy makes for this function alone. */
export function define(
  component: string,
  name: FunctionName,
  {
    permissions = [],
    made: own = {},
    ...rest
  }: {
    readonly permissions?: readonly Permission[];
    readonly made?: Readonly<Partial<Record<MadeVariable, Made>>>;
  } & Pick<
    sst.aws.FunctionArgs,
    'memory' | 'timeout' | 'retries' | 'transform' | 'concurrency' | 'copyFiles'
  >,
): sst.aws.Function {
  const { plain, made, secrets } = needsOf(name, process.env);
  const values: Readonly<Partial<Record<MadeVariable, Made>>> = { ...MADE, ...own };
  const handed = made.map((variable) => {
    const value = values[variable];
    if (!value) throw new Error(`nothing makes ${variable} for ${name}`);
    return [variable, value] as const;
  });
  return new sst.aws.Function(component, {
    name: named(name),
    handler: `functions/${name}.handler`,
    environment: {
      STAGE: $app.stage,
      ...plain,
      ...Object.fromEntries(handed.map(([variable, { value }]) => [variable, value])),
    },
    link: secrets.map(secret),
    permissions: [
      ...permissions,
      ...handed.flatMap(([, { allows }]) => allows),
      {
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [arnOf('logs', `log-group:/aws/lambda/${named(name)}:*`)],
      },
    ],
    ...rest,
  });
}

const { doorConcurrency } = loadDeploymentConfig(process.env);
/** Off by default: an account may reserve only what leaves 100 unreserved, and a new one has 10 in all. */
const door = doorConcurrency === null ? {} : { concurrency: { reserved: doorConcurrency } };

// Memory is also CPU. A webhook spends its time starting: Kommo waits two seconds and disables what answers late.
export const whatsappWebhook = define('WhatsAppWebhook', 'whatsapp-webhook', {
  memory: '1024 MB',
  // Below API Gateway's 30 s. Meta batches up to 1000 items into one call, and each is enqueued before the 200 (I5).
  timeout: '20 seconds',
  ...door,
});
export const kommoWebhook = define('KommoWebhook', 'kommo-webhook', {
  memory: '1024 MB',
  timeout: '10 seconds',
  ...door,
});

// The largest bundle and the only one that waits for a model; more memory shortens its start, not its waiting.
export const conversation = define('Conversation', 'conversation', {
  memory: '1024 MB',
  timeout: `${TURN_TIMEOUT_SECONDS} seconds`,
  permissions: [takeEvents],
});

define('FollowUpExecutor', 'follow-up-executor', {
  memory: '1024 MB',
  timeout: `${TURN_TIMEOUT_SECONDS} seconds`,
  // Safe to repeat: the commit is the claim (I6).
  retries: 2,
  permissions: [{ actions: ['sqs:SendMessage'], resources: [followUpsLost.arn] }],
  transform: {
    eventInvokeConfig: (args) => {
      args.destinationConfig = { onFailure: { destination: followUpsLost.arn } };
    },
  },
});

export const reconcile = define('Reconcile', 'reconcile', {
  memory: '512 MB',
  // Shorter than its minute: two of them never repair the same thing.
  timeout: '50 seconds',
  // The next minute is the repetition.
  retries: 0,
});

export const leadConsumer = leadEvents.subscribe(conversation.arn, {
  // One: order holds within a lead, a poison message is alone, nothing behind it burns receives (facts/serverless.md §4).
  batch: { size: 1, partialResponses: true },
  transform: {
    eventSourceMapping: (args) => {
      args.scalingConfig = { maximumConcurrency: LEADS_AT_ONCE };
    },
  },
});

// The same function, for it knows what a refused send asks for; not `ops stop`'s to switch off, for nothing is said here.
statuses.subscribe(conversation.arn, {
  batch: {
    size: STATUSES.messagesAtOnce,
    window: `${STATUSES.windowSeconds} seconds`,
    partialResponses: true,
  },
  transform: {
    eventSourceMapping: (args) => {
      args.scalingConfig = { maximumConcurrency: STATUSES.runsAtOnce };
    },
  },
});

/** The alarms that every function has. */
export function watch(name: FunctionName): void {
  const ofFunction = (metric: string) => ({
    namespace: 'AWS/Lambda',
    metric,
    dimensions: { FunctionName: named(name) },
  });
  alarm(`function-errors-${name}`, {
    page: 'function-errors',
    means: `For fifteen minutes more than one in twenty runs of ${name} ended in an error: it cannot start, or runs out of time or memory.`,
    doFirst:
      'Read its log; a bad or missing variable is named there. If it began with a deploy, deploy the version before.',
    percentOf: { part: ofFunction('Errors'), whole: ofFunction('Invocations') },
    statistic: 'Sum',
    over: 5,
    periodSeconds: 300,
    periods: 3,
  });
  alarm(`function-throttles-${name}`, {
    page: 'function-throttles',
    means: `AWS refused to start ${name} because too many functions of this account run at once. A throttled webhook is a 5xx to its sender.`,
    doFirst:
      'Service Quotas → Lambda → Concurrent executions: ask for 1000. What else runs in this account at that hour?',
    watches: ofFunction('Throttles'),
    statistic: 'Sum',
    over: 0,
    periodSeconds: 300,
  });
}
for (const name of FUNCTIONS) watch(name);
alarm('leads-at-once', {
  means: `For fifteen minutes the bot has answered ${LEADS_AT_ONCE} leads at once, which is all it may: who writes now waits behind them.`,
  doFirst:
    'Duration of conversation on the dashboard: a slow model or Kommo? Else a campaign: they are answered one after the other.',
  watches: {
    namespace: 'AWS/Lambda',
    metric: 'ConcurrentExecutions',
    dimensions: { FunctionName: named('conversation') },
  },
  statistic: 'Maximum',
  over: LEADS_AT_ONCE - 1,
  periodSeconds: 300,
  periods: 3,
});
