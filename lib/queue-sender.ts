/** Messages into one SQS queue, as few requests as SQS allows. */
import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** A request's own limit: a webhook has two seconds. */
export const CALL_TIMEOUT_MS = 2_000;
/** A batch holds so many messages, and together no more than one alone may have, 1 MiB (facts/serverless.md §4). */
export const BATCH_MAX = 10;
const BATCH_BYTES_MAX = 1_000_000;
/** Batches at a time: enough for a webhook of a thousand, kind to the sockets. */
const BATCHES_AT_ONCE = 10;

/** A message as SQS takes it. Group and deduplication are a FIFO queue's. */
export type Message = {
  readonly MessageBody: string;
  readonly MessageGroupId?: string;
  readonly MessageDeduplicationId?: string;
};
/** Empty on a standard queue. */
export type Place = { readonly sequenceNumber: string };

/** As few batches as fit, in the order given. */
function batchesOf<T extends { readonly bytes: number }>(items: readonly T[]): readonly (readonly T[])[] {
  const batches: T[][] = [];
  let bytes = 0;
  for (const item of items) {
    const last = batches.at(-1);
    if (last && last.length < BATCH_MAX && bytes + item.bytes <= BATCH_BYTES_MAX) {
      last.push(item);
      bytes += item.bytes;
    } else {
      batches.push([item]);
      bytes = item.bytes;
    }
  }
  return batches;
}

/** @throws from every call when SQS cannot be reached. */
export function createSender({ queueUrl, client }: { queueUrl: string; client: Pick<SQSClient, 'send'> }) {
  const sendOne = async (message: Message): Promise<Place> => {
    const sent = await client.send(new SendMessageCommand({ QueueUrl: queueUrl, ...message }), {
      abortSignal: AbortSignal.timeout(CALL_TIMEOUT_MS),
    });
    return { sequenceNumber: sent.SequenceNumber ?? '' };
  };
  const sendBatch = async (messages: readonly Message[]): Promise<readonly Place[]> => {
    const [only, second] = messages;
    if (only && !second) return [await sendOne(only)];
    const sent = await client.send(
      new SendMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: messages.map((message, index) => ({ Id: String(index), ...message })),
      }),
      { abortSignal: AbortSignal.timeout(CALL_TIMEOUT_MS) },
    );
    const taken = new Map(
      (sent.Successful ?? []).map(({ Id, SequenceNumber }) => [Id, SequenceNumber ?? '']),
    );
    return Promise.all(
      messages.map(async (message, index) => {
        const sequenceNumber = taken.get(String(index));
        return sequenceNumber === undefined ? sendOne(message) : { sequenceNumber };
      }),
    );
  };
  return {
    sendOne,
    /** Their places in the order given. What SQS refuses of a batch is sent once more alone. */
    sendAll: async (messages: readonly Message[]): Promise<readonly Place[]> => {
      const waiting = batchesOf(
        messages.map((message, index) => ({ message, index, bytes: Buffer.byteLength(message.MessageBody) })),
      ).slice();
      const places: Place[] = [];
      const worker = async (): Promise<void> => {
        for (let batch = waiting.shift(); batch; batch = waiting.shift()) {
          const sent = await sendBatch(batch.map(({ message }) => message));
          for (const [at, place] of sent.entries()) places[batch[at]?.index ?? 0] = place;
        }
      };
      await Promise.all(Array.from({ length: Math.min(BATCHES_AT_ONCE, waiting.length) }, worker));
      return places;
    },
  };
}
