/** What a queue may be configured as. A configuration that AWS would not accept does not start here either. */
import {
  DELAY_MAX_SECONDS,
  type DeduplicationScope,
  type QueueSettings,
  VISIBILITY_MAX_SECONDS,
} from './queue.ts';

/** A queue to create. Defaults are AWS's own: no delay, 30 s of invisibility, 4 days of retention, no redrive. */
export type QueueOptions = {
  readonly name: string;
  readonly fifo: boolean;
  readonly delaySeconds?: number;
  readonly visibilityTimeoutSeconds?: number;
  readonly retentionSeconds?: number;
  readonly deduplicationScope?: DeduplicationScope;
  readonly contentBasedDeduplication?: boolean;
  /** With `maxReceiveCount`: the queue, also in the list, that takes what failed so often. */
  readonly deadLetter?: string;
  readonly maxReceiveCount?: number;
};

export const ACCOUNT_ID = '000000000000';
const DEFAULT_VISIBILITY_SECONDS = 30;
const DEFAULT_RETENTION_SECONDS = 345_600;

function settingsOf(options: QueueOptions, region: string): QueueSettings {
  const { name, fifo, deadLetter, maxReceiveCount } = options;
  if (name.endsWith('.fifo') !== fifo)
    throw new Error(`queue ${name}: the name of a FIFO queue, and of no other, ends in .fifo`);
  if ((deadLetter === undefined) !== (maxReceiveCount === undefined))
    throw new Error(`queue ${name}: deadLetter and maxReceiveCount need each other`);
  const settings = {
    name,
    fifo,
    arn: `arn:aws:sqs:${region}:${ACCOUNT_ID}:${name}`,
    delaySeconds: options.delaySeconds ?? 0,
    visibilityTimeoutSeconds: options.visibilityTimeoutSeconds ?? DEFAULT_VISIBILITY_SECONDS,
    retentionSeconds: options.retentionSeconds ?? DEFAULT_RETENTION_SECONDS,
    deduplicationScope: options.deduplicationScope ?? ('queue' as const),
    contentBasedDeduplication: options.contentBasedDeduplication ?? false,
    redrive:
      deadLetter === undefined || maxReceiveCount === undefined
        ? null
        : { deadLetterQueue: deadLetter, maxReceiveCount },
  };
  if (settings.delaySeconds > DELAY_MAX_SECONDS)
    throw new Error(`queue ${name}: a delay is at most ${DELAY_MAX_SECONDS} s`);
  if (settings.visibilityTimeoutSeconds > VISIBILITY_MAX_SECONDS)
    throw new Error(`queue ${name}: a visibility timeout is at most ${VISIBILITY_MAX_SECONDS} s`);
  return settings;
}

/** AWS refuses a redrive policy whose target is missing or of the other type. */
function assertRedrive(all: readonly QueueSettings[]): void {
  for (const { name, fifo, redrive } of all) {
    if (!redrive) continue;
    const target = all.find((other) => other.name === redrive.deadLetterQueue);
    if (!target) throw new Error(`queue ${name}: no queue ${redrive.deadLetterQueue} for its dead letters`);
    if (target.fifo !== fifo) throw new Error(`queue ${name}: the dead-letter queue of a FIFO queue is FIFO`);
  }
}

/** The settings of every queue, defaults filled in. @throws for a queue that AWS would not create. */
export function toSettings({
  queues,
  region,
}: {
  queues: readonly QueueOptions[];
  region: string;
}): QueueSettings[] {
  const all = queues.map((queue) => settingsOf(queue, region));
  assertRedrive(all);
  return all;
}
