/** What `GetQueueAttributes` tells of a queue. */
import type { Account } from './account.ts';
import { MESSAGE_MAX_BYTES } from './message.ts';
import type { Queue, QueueSettings } from './queue.ts';

function redrivePolicy({ redrive }: QueueSettings, account: Account): Record<string, string> {
  const deadLetters = redrive && account.queue(redrive.deadLetterQueue);
  if (!redrive || !deadLetters) return {};
  const policy = { deadLetterTargetArn: deadLetters.settings.arn, maxReceiveCount: redrive.maxReceiveCount };
  return { RedrivePolicy: JSON.stringify(policy) };
}

/** Every attribute that the stand-in knows, all of them strings as in AWS. */
/** Every attribute, as text. */
export function queueAttributes(queue: Queue, account: Account): Record<string, string> {
  const { settings } = queue;
  const count = { available: 0, delayed: 0, in_flight: 0 };
  for (const { state } of queue.messages()) count[state] += 1;
  return {
    QueueArn: settings.arn,
    ApproximateNumberOfMessages: String(count.available),
    ApproximateNumberOfMessagesNotVisible: String(count.in_flight),
    ApproximateNumberOfMessagesDelayed: String(count.delayed),
    VisibilityTimeout: String(settings.visibilityTimeoutSeconds),
    DelaySeconds: String(settings.delaySeconds),
    MaximumMessageSize: String(MESSAGE_MAX_BYTES),
    MessageRetentionPeriod: String(settings.retentionSeconds),
    ReceiveMessageWaitTimeSeconds: '0',
    ...redrivePolicy(settings, account),
    ...(settings.fifo && {
      FifoQueue: 'true',
      ContentBasedDeduplication: String(settings.contentBasedDeduplication),
      DeduplicationScope: settings.deduplicationScope,
      FifoThroughputLimit: settings.deduplicationScope === 'messageGroup' ? 'perMessageGroupId' : 'perQueue',
    }),
  };
}
