/**
 * Lambda's event source for an SQS queue, batch size 1 (facts/serverless.md §4): takes a message whenever one may leave
 * and a slot is free, calls the handler, deletes on success, and otherwise leaves the message to its visibility timeout.
 * Order and exclusivity within a group are the queue's doing: a group with a message in flight gives no second one.
 */
import { randomUUID } from 'node:crypto';
import type { SQSEvent, SQSMessageAttributes, SQSRecord } from 'aws-lambda';
import type { VirtualClock } from '../../clock.ts';
import type { SqsEmulator } from '../sqs/emulator.ts';
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

/** What a handler's answer means for the one message of its batch. Nothing, null and an empty list are success. */
function judge(answer: unknown, messageId: string): DeliveryFailure | null {
  if (
    typeof answer !== 'object' ||
    answer === null ||
    !('batchItemFailures' in answer) ||
    answer.batchItemFailures === null
  )
    return null;
  const failures: unknown = answer.batchItemFailures;
  if (!Array.isArray(failures)) return { kind: 'malformed_response' };
  if (failures.length === 0) return null;
  const named = failures.every((failure: unknown) =>
    typeof failure === 'object' && failure !== null && 'itemIdentifier' in failure
      ? failure.itemIdentifier === messageId
      : false,
  );
  return { kind: named ? 'reported' : 'malformed_response' };
}

/**
 * Starts at once. `concurrency` is the mapping's MaximumConcurrency; `onError` hears of every delivery that failed.
 * `reportBatchItemFailures`: without it Lambda does not read the answer, and whatever returns has succeeded.
 * @throws when the function's timeout is longer than the queue's visibility timeout, where AWS refuses the mapping.
 */
export function createSqsPoller({
  sqs,
  clock,
  queueName,
  handler,
  functionName = 'conversation',
  concurrency = 10,
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
  let running = 0;
  let stopped = false;
  let isEnabled = true;

  const deliver = async (record: SQSRecord): Promise<DeliveryFailure | null> => {
    const outcome = await invoke({
      handler,
      event: { Records: [record] },
      counted: true,
      clock,
      region: source.region,
      functionName,
      requestId: newId(),
      timeoutSeconds: limitSeconds,
    });
    if (outcome.kind !== 'returned') return outcome;
    const failure = reportBatchItemFailures ? judge(outcome.value, record.messageId) : null;
    if (failure) return failure;
    return source.remove(record.receiptHandle) ? null : { kind: 'not_deleted' };
  };

  const run = async (message: StoredMessage): Promise<void> => {
    const record = toRecord(message, source);
    try {
      const failure = await deliver(record);
      if (failure) onError(failure, record);
    } finally {
      running -= 1;
      pump();
    }
  };

  const pump = (): void => {
    while (!stopped && isEnabled && running < concurrency) {
      // Counted before the receive: taking a message announces the queue, which calls back here.
      running += 1;
      const message = source.receive();
      if (!message) {
        running -= 1;
        return;
      }
      void run(message);
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
