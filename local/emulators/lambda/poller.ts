/**
 * Lambda's event source for an SQS queue (facts/serverless.md §4): takes messages whenever some may leave and a slot is free, calls the
 * handler once a batch is full or its window is over, deletes what succeeded, and leaves the rest to the visibility timeout.
 * Order and exclusivity within a group are the queue's doing: a group with a message in flight gives no second one.
 */
import { randomUUID } from 'node:crypto';
import type { SQSEvent, SQSMessageAttributes, SQSRecord } from 'aws-lambda';
import type { VirtualClock } from '../../clock.ts';
import type { SqsEmulator } from '../sqs/control.ts';
import { md5, md5OfAttributes, type StoredMessage, systemAttributes } from '../sqs/message.ts';
import { invoke, type LambdaHandler } from './invocation.ts';

/** What it returns (nothing, or an `SQSBatchResponse`) is judged when it is there, as Lambda does. */
export type SqsHandler = LambdaHandler<SQSEvent, unknown>;

/** Why a message was not deleted; it comes back when its visibility timeout ends. */
export type DeliveryFailure =
  | { readonly kind: 'threw'; readonly error: unknown }
  | { readonly kind: 'timed_out' }
  | { readonly kind: 'reported' }
  /** The answer named a message that was not in the batch, or none: Lambda then fails the whole batch. */
  | { readonly kind: 'malformed_response' }
  /** The handler succeeded, but the delete did not: too late, or SQS down. The same message is handled again. */
  | { readonly kind: 'not_deleted' };

export type SqsPoller = {
  /** Invocations running now. */
  readonly running: number;
  /** The mapping's switch: off, it takes no message, and what waits burns no receive; what runs is left to finish. */
  setEnabled(isEnabled: boolean): void;
  /** Takes no more messages; what runs is left to finish. */
  stop(): void;
};

const FIFO_BATCH_MAX = 10;

/** The attributes as Lambda's event carries them: camel case, with the empty lists it always adds. */
function eventAttributes({ attributes }: StoredMessage): SQSMessageAttributes {
  const entries = Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
    name,
    {
      ...(StringValue !== undefined && { stringValue: StringValue }),
      ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
      stringListValues: [],
      binaryListValues: [],
      dataType: DataType,
    },
  ]);
  return Object.fromEntries(entries);
}

function toRecord(message: StoredMessage, source: { arn: string; region: string }): SQSRecord {
  const attributesMd5 = md5OfAttributes(message.attributes);
  return {
    messageId: message.messageId,
    receiptHandle: message.receiptHandle ?? '',
    body: message.body,
    attributes: systemAttributes(message),
    messageAttributes: eventAttributes(message),
    ...(attributesMd5 !== null && { md5OfMessageAttributes: attributesMd5 }),
    md5OfBody: md5(message.body),
    eventSource: 'aws:sqs',
    eventSourceARN: source.arn,
    awsRegion: source.region,
  };
}

/** What a handler's answer says of its batch. Nothing, null and an empty list are success. */
function failedIn(answer: unknown, messageIds: ReadonlySet<string>): ReadonlySet<string> | 'malformed' {
  if (
    typeof answer !== 'object' ||
    answer === null ||
    !('batchItemFailures' in answer) ||
    answer.batchItemFailures === null
  )
    return new Set();
  const failures: unknown = answer.batchItemFailures;
  if (!Array.isArray(failures)) return 'malformed';
  const named = failures.map((failure: unknown) =>
    typeof failure === 'object' && failure !== null && 'itemIdentifier' in failure
      ? String(failure.itemIdentifier)
      : '',
  );
  return named.every((id) => messageIds.has(id)) ? new Set(named) : 'malformed';
}

/**
 * Starts at once. `concurrency` is the mapping's MaximumConcurrency; `onError` hears of every delivery that failed.
 * `reportBatchItemFailures`: without it Lambda does not read the answer, and whatever returns has succeeded.
 * Several pollers fill batches beside one another, so a window ends with as many half-full ones as may run at once.
 * @throws where AWS refuses the mapping: a function's timeout longer than the queue's visibility timeout, a window on a FIFO queue, more
 * than ten messages without a window.
 */
export function createSqsPoller({
  sqs,
  clock,
  queueName,
  handler,
  functionName = 'conversation',
  concurrency = 10,
  batchSize = 1,
  windowSeconds = 0,
  timeoutSeconds,
  reportBatchItemFailures = true,
  onError,
  newId = randomUUID,
}: {
  sqs: Pick<SqsEmulator, 'eventSource' | 'onAvailable'>;
  clock: VirtualClock;
  queueName: string;
  handler: SqsHandler;
  functionName?: string;
  concurrency?: number;
  /** Messages in one event, at most. */
  batchSize?: number;
  /** So long a batch that is not full waits for more. */
  windowSeconds?: number;
  /** The function's; by default the longest the queue admits. */
  timeoutSeconds?: number;
  reportBatchItemFailures?: boolean;
  onError: (failure: DeliveryFailure, record: SQSRecord) => void;
  newId?: () => string;
}): SqsPoller {
  const source = sqs.eventSource(queueName);
  const limitSeconds = timeoutSeconds ?? source.visibilityTimeoutSeconds;
  if (limitSeconds > source.visibilityTimeoutSeconds)
    throw new Error(
      `Queue visibility timeout: ${source.visibilityTimeoutSeconds} seconds is less than Function timeout: ${limitSeconds} seconds`,
    );
  const isFifo = queueName.endsWith('.fifo');
  if (isFifo && (windowSeconds > 0 || batchSize > FIFO_BATCH_MAX))
    throw new Error('Batching window and batches of more than 10 are not supported for FIFO queues');
  if (batchSize > FIFO_BATCH_MAX && windowSeconds < 1)
    throw new Error(
      'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10',
    );
  let running = 0;
  let stopped = false;
  let isEnabled = true;
  let isPumping = false;
  /** Batches that are being filled, each by a poller of its own. */
  const open: { readonly records: SQSRecord[]; readonly cancel: () => void }[] = [];

  const deliver = async (records: readonly SQSRecord[]): Promise<void> => {
    const all = (failure: DeliveryFailure): void => {
      for (const record of records) onError(failure, record);
    };
    const outcome = await invoke({
      handler,
      event: { Records: [...records] },
      counted: true,
      clock,
      region: source.region,
      functionName,
      requestId: newId(),
      timeoutSeconds: limitSeconds,
    });
    if (outcome.kind !== 'returned') return all(outcome);
    const failed = reportBatchItemFailures
      ? failedIn(outcome.value, new Set(records.map(({ messageId }) => messageId)))
      : new Set<string>();
    if (failed === 'malformed') return all({ kind: 'malformed_response' });
    for (const record of records) {
      if (failed.has(record.messageId)) onError({ kind: 'reported' }, record);
      else if (!source.remove(record.receiptHandle)) onError({ kind: 'not_deleted' }, record);
    }
  };

  const run = async (records: readonly SQSRecord[]): Promise<void> => {
    running += 1;
    try {
      await deliver(records);
    } finally {
      running -= 1;
      pump();
    }
  };

  const close = (batch: (typeof open)[number]): void => {
    const at = open.indexOf(batch);
    if (at < 0) return;
    open.splice(at, 1);
    batch.cancel();
    // What a stopped poller has taken comes back when its time is up.
    if (!stopped && batch.records.length > 0) void run(batch.records);
  };
  const begin = (): (typeof open)[number] => {
    const batch: (typeof open)[number] = {
      records: [],
      cancel: windowSeconds > 0 ? clock.after(windowSeconds * 1000, () => close(batch)) : () => undefined,
    };
    open.push(batch);
    return batch;
  };

  const pump = (): void => {
    // Taking a message announces the queue, which calls back here: the loop that runs takes them all.
    if (isPumping) return;
    isPumping = true;
    try {
      while (!stopped && isEnabled) {
        const isNew = running + open.length < concurrency;
        const batch = isNew ? begin() : open.shift();
        if (!batch) return;
        if (!isNew) open.push(batch);
        const message = source.receive();
        if (message) batch.records.push(toRecord(message, source));
        const isOver = windowSeconds === 0 || batch.records.length >= batchSize;
        if (isOver || batch.records.length === 0) close(batch);
        if (!message) return;
      }
    } finally {
      isPumping = false;
    }
  };

  const unsubscribe = sqs.onAvailable((name) => {
    if (name === queueName) pump();
  });
  pump();

  return {
    get running() {
      return running;
    },
    setEnabled: (enabled) => {
      isEnabled = enabled;
      pump();
    },
    stop: () => {
      stopped = true;
      unsubscribe();
    },
  };
}
