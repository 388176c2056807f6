/** The five functions: what each may do, how long and with how much memory; and the queue's consumer. */
import { loadDeploymentConfig } from '../lib/config.ts';
import { turnsAtOnce } from '../lib/retry-policy.ts';
import './defaults.ts';
import { alarm } from './alarm.ts';
import { type MadeVariable, needsOf } from './environment.ts';
import { followUpsLost, leadEvents, TURN_TIMEOUT_SECONDS } from './queue.ts';
import { followUpGroup, followUpRole, followUpSchedules } from './schedule.ts';
import { secret } from './secret.ts';
import { arnOf, FUNCTIONS, type FunctionName, functionArn, named } from './stage.ts';

type Permission = {
  readonly actions: string[];
  readonly resources: $util.Input<string>[];
  readonly conditions?: { test: string; variable: string; values: string[] }[];
};

/** What Lambda's poller does in the consumer's name, and the earlier retry that a failed turn asks for. */
const takeEvents: Permission = {
  actions: [
    'sqs:ReceiveMessage',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    'sqs:ChangeMessageVisibility',
  ],
  resources: [leadEvents.arn],
};

/** What each address is handed out for: who is told where something is may do with it what the code does, and nobody else may. */
const MADE: Readonly<
  Record<MadeVariable, { readonly value: $util.Input<string>; readonly allows: readonly Permission[] }>
> = {
  LEAD_QUEUE_URL: {
    value: leadEvents.url,
    allows: [{ actions: ['sqs:SendMessage'], resources: [leadEvents.arn] }],
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

function define(
  component: string,
  name: FunctionName,
  {
    permissions = [],
    ...rest
  }: { readonly permissions?: readonly Permission[] } & Pick<
    sst.aws.FunctionArgs,
    'memory' | 'timeout' | 'retries' | 'transform'
  >,
): sst.aws.Function {
  const { plain, made, secrets } = needsOf(name, process.env);
  return new sst.aws.Function(component, {
    name: named(name),
    handler: `functions/${name}.handler`,
    environment: {
      STAGE: $app.stage,
      ...plain,
      ...Object.fromEntries(made.map((variable) => [variable, MADE[variable].value])),
    },
    link: secrets.map(secret),
    permissions: [
      ...permissions,
      ...made.flatMap((variable) => MADE[variable].allows),
      {
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [arnOf('logs', `log-group:/aws/lambda/${named(name)}:*`)],
      },
    ],
    ...rest,
  });
}

// Memory is also CPU. A webhook spends its time starting: Kommo waits two seconds and disables what answers late.
export const whatsappWebhook = define('WhatsAppWebhook', 'whatsapp-webhook', {
  memory: '1024 MB',
  // Below API Gateway's 30 s. Meta batches up to 1000 items into one call, and each is enqueued before the 200 (I5).
  timeout: '20 seconds',
});
export const kommoWebhook = define('KommoWebhook', 'kommo-webhook', {
  memory: '1024 MB',
  timeout: '10 seconds',
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

leadEvents.subscribe(conversation.arn, {
  // One: order holds within a lead, a poison message is alone, nothing behind it burns receives (facts/serverless.md §4).
  batch: { size: 1, partialResponses: true },
  transform: {
    eventSourceMapping: (args) => {
      // Follows from KOMMO_RPS, the budget that all of them share: 20 at 5 a second.
      args.scalingConfig = { maximumConcurrency: turnsAtOnce(loadDeploymentConfig(process.env).kommoRps) };
    },
  },
});

for (const name of FUNCTIONS) {
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
}
