/** The queues `lead-events` and `statuses`, where their dead letters go, and where a follow-up goes that could not be carried out. */
import { loadDeploymentConfig } from '../lib/config.ts';
import { QUEUE_KEEPS_SECONDS, RECEIVES_MAX, STATUSES } from '../lib/retry-policy.ts';
import { alarm } from './alarm.ts';
import { isProduction } from './stage.ts';

/** One turn: the model's share is 30 s, three bubbles and Kommo share the rest. */
export const TURN_TIMEOUT_SECONDS = 60;
const DAY_SECONDS = 24 * 3600;
const { debounceSeconds } = loadDeploymentConfig(process.env);

// SST's `retain` keeps databases and buckets only (facts/serverless.md §1); what leads wrote is worth as much.
const kept = { retainOnDelete: isProduction };

export const deadLetters = new sst.aws.Queue(
  'LeadEventsDead',
  {
    fifo: true,
    transform: { queue: { messageRetentionSeconds: 14 * DAY_SECONDS, sqsManagedSseEnabled: true } },
  },
  kept,
);

export const leadEvents = new sst.aws.Queue(
  'LeadEvents',
  {
    fifo: true,
    delay: `${debounceSeconds} seconds`,
    // AWS asks for six times the consumer's time-out (facts/serverless.md §4); a failed turn shortens it itself.
    visibilityTimeout: `${6 * TURN_TIMEOUT_SECONDS} seconds`,
    dlq: { queue: deadLetters.arn, retry: RECEIVES_MAX },
    transform: {
      queue: {
        messageRetentionSeconds: QUEUE_KEEPS_SECONDS,
        sqsManagedSseEnabled: true,
        // Otherwise 300 calls a second for all leads together, and two leads' equal ids would collide (R19).
        deduplicationScope: 'messageGroup',
        fifoThroughputLimit: 'perMessageGroupId',
      },
    },
  },
  kept,
);

export const statusesDead = new sst.aws.Queue(
  'StatusesDead',
  { transform: { queue: { messageRetentionSeconds: 14 * DAY_SECONDS, sqsManagedSseEnabled: true } } },
  kept,
);

/** A standard queue: a status stands in no lead's line, and a FIFO queue hands on ten messages at most and waits for none. */
export const statuses = new sst.aws.Queue(
  'Statuses',
  {
    // The answer of the very send is on record first.
    delay: `${STATUSES.delaySeconds} seconds`,
    // AWS asks for six times the consumer's time-out and the window (facts/serverless.md §4).
    visibilityTimeout: `${6 * TURN_TIMEOUT_SECONDS + STATUSES.windowSeconds} seconds`,
    dlq: { queue: statusesDead.arn, retry: RECEIVES_MAX },
    transform: {
      queue: { messageRetentionSeconds: QUEUE_KEEPS_SECONDS, sqsManagedSseEnabled: true },
    },
  },
  kept,
);

/** A standard queue: Lambda's on-failure destination cannot be FIFO. */
export const followUpsLost = new sst.aws.Queue(
  'FollowUpsLost',
  { transform: { queue: { messageRetentionSeconds: 14 * DAY_SECONDS, sqsManagedSseEnabled: true } } },
  kept,
);

// What leads wrote is taken by nobody in the clear, whoever holds the right to.
for (const [name, { arn, url }] of Object.entries({
  LeadEventsDead: deadLetters,
  LeadEvents: leadEvents,
  StatusesDead: statusesDead,
  Statuses: statuses,
  FollowUpsLost: followUpsLost,
}))
  new aws.sqs.QueuePolicy(`${name}Policy`, {
    queueUrl: url,
    policy: $jsonStringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 'sqs:*',
          Resource: arn,
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    }),
  });

const ofQueue = (queue: sst.aws.Queue, metric: string) => ({
  namespace: 'AWS/SQS',
  metric,
  dimensions: { QueueName: queue.nodes.queue.name },
});

alarm('dead-letters', {
  means: 'An event of a lead failed six times and was set aside: that lead may wait for an answer.',
  doFirst: 'Run `ops redrive` to see what each one is; fix the cause, then `ops redrive --all`.',
  watches: ofQueue(deadLetters, 'ApproximateNumberOfMessagesVisible'),
  statistic: 'Maximum',
  over: 0,
  periodSeconds: 60,
});
alarm('statuses-set-aside', {
  means:
    'How far a send got could not be recorded six times and was set aside: a bubble may show as unconfirmed, a refused one is not said again.',
  doFirst: 'Run `ops redrive` to see what each one is; fix the cause, then `ops redrive --all`.',
  watches: ofQueue(statusesDead, 'ApproximateNumberOfMessagesVisible'),
  statistic: 'Maximum',
  over: 0,
  periodSeconds: 60,
});
alarm('oldest-lead-event', {
  means:
    'An event has waited more than five minutes in the queue: turns keep failing, or more arrives than is answered.',
  doFirst:
    'Look at Turns and TurnFailures on the dashboard, then at the log of the function conversation; `ops doctor` names what is down.',
  watches: ofQueue(leadEvents, 'ApproximateAgeOfOldestMessage'),
  statistic: 'Maximum',
  over: 300,
  periodSeconds: 60,
  periods: 3,
});
alarm('follow-ups-lost', {
  means:
    'A follow-up or a reminder failed three times at its hour. Reconcile arms the ladder again; the step itself may be late.',
  doFirst: 'Read the log of follow-up-executor; `ops why <phone>` shows where that lead stands.',
  watches: ofQueue(followUpsLost, 'ApproximateNumberOfMessagesVisible'),
  statistic: 'Maximum',
  over: 0,
  periodSeconds: 60,
});
