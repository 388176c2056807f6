/**
 * The queue `statuses`: how far our sends got. A standard queue, for a status stands in no lead's line: it may come late, twice and in
 * any order, and SQL moves a bubble up its ladder only. What came in one webhook travels in one message, and Lambda hands many messages
 * on together, so that a thousand statuses cost a few runs and a few transactions rather than a thousand of each.
 */
import { ChangeMessageVisibilityBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import type { StatusEvent } from './lead-event.ts';
import { type Log, withCorrelation } from './log.ts';
import { Envelope, type Fate, parseJson } from './queue.ts';
import { BATCH_MAX, CALL_TIMEOUT_MS, createSender } from './queue-sender.ts';
import { retrySeconds } from './retry-policy.ts';

/** Some 25 KB: a message far from SQS's limit, and a batch of messages far from what Lambda takes in one event. */
const STATUSES_A_MESSAGE = 100;

export type StatusQueue = {
  /** @throws when SQS cannot be reached: the webhook answers 5xx, or the message they came from is brought again. */
  send(statuses: readonly StatusEvent[], correlationId: string): Promise<void>;
  /** Each in a message of its own: what fails then fails alone. @throws as `send`. */
  sendApart(statuses: readonly StatusEvent[], correlationId: string): Promise<void>;
  /** Brings failed messages back so soon instead of after the visibility time-out. @throws when SQS cannot be reached. */
  retryIn(failed: readonly { readonly receiptHandle: string; readonly seconds: number }[]): Promise<void>;
};

const inParts = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));

export function createStatusQueue({
  queueUrl,
  client,
}: {
  queueUrl: string;
  client: Pick<SQSClient, 'send'>;
}): StatusQueue {
  const { sendAll } = createSender({ queueUrl, client });
  const sendIn = async (parts: readonly (readonly StatusEvent[])[], correlationId: string): Promise<void> => {
    await sendAll(
      parts.map((statuses) => {
        const envelope: Envelope = {
          v: 1,
          correlationId,
          body: { source: 'statuses', event: { kind: 'statuses', statuses: [...statuses] } },
        };
        return { MessageBody: JSON.stringify(envelope) };
      }),
    );
  };
  return {
    send: (statuses, correlationId) => sendIn(inParts(statuses, STATUSES_A_MESSAGE), correlationId),
    sendApart: (statuses, correlationId) => sendIn(inParts(statuses, 1), correlationId),
    retryIn: async (failed) => {
      await Promise.all(
        inParts(failed, BATCH_MAX).map((part) =>
          client.send(
            new ChangeMessageVisibilityBatchCommand({
              QueueUrl: queueUrl,
              Entries: part.map(({ receiptHandle, seconds }, index) => ({
                Id: String(index),
                ReceiptHandle: receiptHandle,
                VisibilityTimeout: seconds,
              })),
            }),
            { abortSignal: AbortSignal.timeout(CALL_TIMEOUT_MS) },
          ),
        ),
      );
    },
  };
}

type Read = {
  readonly record: SQSRecord;
  readonly correlationId: string;
  readonly statuses: readonly StatusEvent[];
};

const attemptOf = ({ record }: Read): number => Number(record.attributes.ApproximateReceiveCount);

/** Null for what no version of this product wrote. */
function readIn(record: SQSRecord): Read | null {
  const envelope = z.safeParse(Envelope, parseJson(record.body));
  if (!envelope.success || envelope.data.body.source !== 'statuses') return null;
  return {
    record,
    correlationId: envelope.data.correlationId,
    statuses: envelope.data.body.event.statuses,
  };
}

/** The name of the queue that a URL or an ARN names. */
const nameIn = (address: string): string => address.split(/[/:]/).at(-1) ?? '';
/** Whether an event is this queue's: one function serves both. */
export const isOf = (queueUrl: string, event: SQSEvent): boolean =>
  nameIn(event.Records[0]?.eventSourceARN ?? '') === nameIn(queueUrl);

/**
 * A batch of messages, recorded together. A message that cannot be read fails alone, and so does a status: where it came with others that
 * are done, it is put in line again by itself.
 */
export function createStatusesHandler({
  queue,
  log,
  record,
}: {
  queue: Pick<StatusQueue, 'sendApart' | 'retryIn'>;
  log: Log;
  /** What becomes of each, in the order given. */
  record: (told: readonly { status: StatusEvent; attempt: number }[]) => Promise<readonly Fate[]>;
}): (event: SQSEvent) => Promise<SQSBatchResponse> {
  /** True: nothing of this message is left to do. */
  const settled = async ({ correlationId, statuses }: Read, fates: readonly Fate[]): Promise<boolean> => {
    const open = statuses.filter((_, index) => fates[index]?.kind !== 'done');
    if (open.length === 0 || open.length === statuses.length) return open.length === 0;
    try {
      await queue.sendApart(open, correlationId);
      return true;
    } catch (error) {
      log.error('statuses.not_split', { error });
      return false;
    }
  };
  return async ({ Records }) => {
    const read = Records.flatMap((each) => readIn(each) ?? []);
    for (const { messageId } of Records)
      if (!read.some(({ record: { messageId: id } }) => id === messageId))
        log.error('queue.unreadable', { sqsMessageId: messageId });
    const fates = [
      ...(await record(
        read.flatMap((each) => each.statuses.map((status) => ({ status, attempt: attemptOf(each) }))),
      )),
    ];
    const done = new Set<string>();
    const again: { receiptHandle: string; seconds: number }[] = [];
    for (const message of read) {
      const own = fates.splice(0, message.statuses.length);
      const { messageId, receiptHandle } = message.record;
      await withCorrelation(message.correlationId, async () => {
        if (await settled(message, own)) {
          done.add(messageId);
          return;
        }
        const attempt = attemptOf(message);
        const [why] = own.flatMap((fate) => (fate.kind === 'again' ? [fate] : []));
        const seconds = why?.seconds ?? retrySeconds(attempt);
        log.warn('statuses.again', { cause: why?.cause ?? 'not_split', attempt, seconds });
        again.push({ receiptHandle, seconds });
      });
    }
    // Of the whole batch, found under its first message's id (O2).
    const [first] = read;
    const tell = () =>
      log.info('statuses.recorded', { messages: Records.length, failed: Records.length - done.size });
    if (first) withCorrelation(first.correlationId, tell);
    else tell();
    const sooner = () => queue.retryIn(again);
    await sooner()
      .catch(sooner)
      .catch((error: unknown) => log.error('queue.visibility', { error }));
    return {
      batchItemFailures: Records.filter(({ messageId }) => !done.has(messageId)).map(({ messageId }) => ({
        itemIdentifier: messageId,
      })),
    };
  };
}
