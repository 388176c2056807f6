/**
 * The queue `lead-events`: what is put in, under which group and deduplication id, and the two fates of a message that was
 * taken out: done, or again. Nothing else of the product knows SQS.
 */
import { createHash } from 'node:crypto';
import {
  ChangeMessageVisibilityCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import type { Clock } from './clock.ts';
import { LeadId } from './lead.ts';
import { KommoEvent, WhatsAppEvent } from './lead-event.ts';
import { LeadQuestion } from './lead-question.ts';
import { type Log, withCorrelation } from './log.ts';
import { retrySeconds } from './retry-policy.ts';
import { NO_TRACE, type Trace } from './trace.ts';

/** A turn without a new message: a held lead, driven again. */
const RedriveEvent = z.object({
  kind: z.literal('redrive'),
  leadId: LeadId,
  /** Since when this turn has waited for its place in Kommo's budget, epoch milliseconds. */
  waitingSince: z.optional(z.int()),
});
/** W3: a message whose content never came is answered as it is. */
const PlaceholderEvent = z.object({ kind: z.literal('placeholder'), leadId: LeadId });
/** When the first event of a row of retries was sent, epoch milliseconds. */
const since = z.optional(z.int());
/** A write to Kommo that did not succeed with its turn. */
const SyncEvent = z.object({ kind: z.literal('sync'), leadId: LeadId, since });
/** Somebody else holds the conversation: the card and what a person finds on it are still to be written. */
const HandoffEvent = z.object({
  kind: z.literal('handoff'),
  leadId: LeadId,
  by: z.enum(['bot', 'person']),
  since,
});

/** What a person is to be told on the card, and Kommo did not take with its turn. `atMs`: when the lead said it, epoch milliseconds. */
const announced = { kind: z.literal('announcement'), leadId: LeadId, atMs: z.int(), since };
const AnnouncementEvent = z.discriminatedUnion('about', [
  z.object({ ...announced, about: z.literal('erasure') }),
  z.object({ ...announced, about: z.literal('questions'), questions: z.array(LeadQuestion) }),
]);

/** A dry run of an operator's (`npm run ops -- smoke`): about nobody, answered in Redis under `id`. */
const RehearsalEvent = z.object({
  kind: z.literal('rehearsal'),
  id: z.string().check(z.regex(/^[\w-]{1,80}$/)),
  /** What a made-up lead says. */
  text: z.string().check(z.minLength(1), z.maxLength(500)),
});
export type RehearsalEvent = z.infer<typeof RehearsalEvent>;

/** Everything that may stand in the queue. */
export const QueuedEvent = z.discriminatedUnion('source', [
  z.object({ source: z.literal('whatsapp'), event: WhatsAppEvent }),
  z.object({ source: z.literal('kommo'), event: KommoEvent }),
  z.object({
    source: z.literal('self'),
    event: z.discriminatedUnion('kind', [
      RedriveEvent,
      PlaceholderEvent,
      SyncEvent,
      HandoffEvent,
      AnnouncementEvent,
      RehearsalEvent,
    ]),
  }),
]);
export type QueuedEvent = z.infer<typeof QueuedEvent>;

const Envelope = z.object({ v: z.literal(1), correlationId: z.string(), body: QueuedEvent });

const ID_MAX = 128;
/** SQS allows 128 characters of a small alphabet; anything else is hashed, so distinct keys stay distinct (R19). */
const queueId = (raw: string): string =>
  raw.length <= ID_MAX && /^[\w!"#$%&'()*+,\-./:;<=>?@[\\\]^`{|}~]+$/.test(raw)
    ? raw
    : createHash('sha256').update(raw).digest('hex');

export type QueuePlace = {
  /** One lead's events share it and keep their order. */
  readonly group: string;
  /** Five minutes of deduplication; built from meaning, see `dedupe-key` of each sender. */
  readonly dedupe: string;
};

/** One event on its way into the queue. */
export type ToSend = { readonly body: QueuedEvent; readonly place: QueuePlace };

export type LeadQueue = {
  /** Puts one event in line. Returns its place in the group. @throws when SQS cannot be reached: the webhook answers 5xx. */
  send(body: QueuedEvent, place: QueuePlace & { correlationId: string }): Promise<{ sequenceNumber: string }>;
  /**
   * Puts many in line, as few requests as SQS allows; their places in the order given. No two of one group: SQS may take a later one
   * and refuse an earlier. What it refuses of a batch is sent once more alone. @throws as `send`.
   */
  sendMany(items: readonly ToSend[], correlationId: string): Promise<readonly { sequenceNumber: string }[]>;
  /** Reopens a failed message's group after `seconds`, instead of after the visibility time-out. */
  retryIn(receiptHandle: string, seconds: number): Promise<void>;
};

const CALL_TIMEOUT_MS = 2_000;
/** A batch holds so many messages, and together no more than one alone may have, 1 MiB (facts/serverless.md §4). */
const BATCH_MAX = 10;
const BATCH_BYTES_MAX = 1_000_000;

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
/** Batches at a time: enough for a webhook of a thousand, kind to the sockets. */
const BATCHES_AT_ONCE = 10;

/** One client per container; endpoint and region come from the SDK's own variables. */
export function createLeadQueue({
  queueUrl,
  client,
}: {
  queueUrl: string;
  client: Pick<SQSClient, 'send'>;
}): LeadQueue {
  const messageOf = (body: QueuedEvent, { group, dedupe }: QueuePlace, correlationId: string) => {
    const envelope: z.infer<typeof Envelope> = { v: 1, correlationId, body };
    return {
      MessageBody: JSON.stringify(envelope),
      MessageGroupId: queueId(group),
      MessageDeduplicationId: queueId(dedupe),
    };
  };
  type Message = ReturnType<typeof messageOf>;
  const sendOne = async (message: Message): Promise<{ sequenceNumber: string }> => {
    const sent = await client.send(new SendMessageCommand({ QueueUrl: queueUrl, ...message }), {
      abortSignal: AbortSignal.timeout(CALL_TIMEOUT_MS),
    });
    return { sequenceNumber: sent.SequenceNumber ?? '' };
  };
  const sendBatch = async (messages: readonly Message[]): Promise<readonly { sequenceNumber: string }[]> => {
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
    send: (body, { correlationId, ...place }) => sendOne(messageOf(body, place, correlationId)),
    sendMany: async (items, correlationId) => {
      const messages = items.map(({ body, place }) => messageOf(body, place, correlationId));
      const waiting = batchesOf(
        messages.map((message, index) => ({ message, index, bytes: Buffer.byteLength(message.MessageBody) })),
      ).slice();
      const places: { sequenceNumber: string }[] = [];
      const worker = async (): Promise<void> => {
        for (let batch = waiting.shift(); batch; batch = waiting.shift()) {
          const sent = await sendBatch(batch.map(({ message }) => message));
          for (const [at, place] of sent.entries()) places[batch[at]?.index ?? 0] = place;
        }
      };
      await Promise.all(Array.from({ length: Math.min(BATCHES_AT_ONCE, waiting.length) }, worker));
      return places;
    },
    retryIn: async (receiptHandle, seconds) => {
      await client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: queueUrl,
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: seconds,
        }),
        { abortSignal: AbortSignal.timeout(CALL_TIMEOUT_MS) },
      );
    },
  };
}

/** An SQS client that gives up quickly: a webhook has two seconds. */
export const createSqsClient = (): SQSClient => new SQSClient({ maxAttempts: 2 });

/** What a message of the queue carries beside its event. */
export type Delivery = {
  readonly sequenceNumber: string;
  /** When it was put in the queue, epoch milliseconds: the age of a message is measured on arrival. */
  readonly enqueuedAtMs: number;
  /** 1 on the first delivery. */
  readonly attempt: number;
  /** When this turn began to wait for Kommo's budget, where it did so in an earlier message. */
  readonly waitingSinceMs?: number;
};

/** `again`: the queue brings it back, later messages of its lead wait behind it. `done`: it is in the ledger or the history. */
export type Fate =
  | { readonly kind: 'done' }
  /** `seconds`: until it comes back, where its attempt does not say. */
  | { readonly kind: 'again'; readonly cause: string; readonly seconds?: number };

function delivery(record: SQSRecord): Delivery {
  return {
    sequenceNumber: record.attributes.SequenceNumber ?? '',
    enqueuedAtMs: Number(record.attributes.SentTimestamp),
    attempt: Number(record.attributes.ApproximateReceiveCount),
  };
}

/**
 * The one loop that turns fates into SQS answers. A message that cannot be read is thrown away into the dead letters by
 * failing; an exception is "again".
 */
export function createQueueHandler({
  queue,
  clock,
  log,
  handle,
  trace = NO_TRACE,
}: {
  queue: Pick<LeadQueue, 'retryIn'>;
  clock: Clock;
  log: Log;
  handle: (body: QueuedEvent, delivery: Delivery) => Promise<Fate>;
  trace?: Trace;
}): (event: SQSEvent) => Promise<SQSBatchResponse> {
  const one = async (record: SQSRecord): Promise<boolean> => {
    const envelope = z.safeParse(Envelope, parseJson(record.body));
    if (!envelope.success) {
      log.error('queue.unreadable', { sqsMessageId: record.messageId });
      return false;
    }
    const { correlationId, body } = envelope.data;
    const at = delivery(record);
    const run = async (): Promise<boolean> => {
      const startedAtMs = clock.nowMs();
      let fate: Fate;
      try {
        fate = await handle(body, at);
      } catch (error) {
        log.error('turn.failed', { source: body.source, kind: body.event.kind, attempt: at.attempt, error });
        fate = { kind: 'again', cause: error instanceof Error ? error.name : 'unknown' };
      }
      const endedAtMs = clock.nowMs();
      log.info('turn.ended', {
        source: body.source,
        kind: body.event.kind,
        fate: fate.kind,
        attempt: at.attempt,
        ms: endedAtMs - startedAtMs,
        // Of a message that waits there is no answer yet whose time could be told.
        sinceQueuedMs: fate.kind === 'done' ? endedAtMs - at.enqueuedAtMs : null,
      });
      if (fate.kind === 'done') return true;
      const seconds = fate.seconds ?? retrySeconds(at.attempt);
      log.warn('turn.again', { cause: fate.cause, attempt: at.attempt, seconds });
      const sooner = () => queue.retryIn(record.receiptHandle, seconds);
      // P21: asked once more, for without it the group is closed until the visibility time-out brings the message back.
      await sooner()
        .catch(sooner)
        .catch((error: unknown) => log.error('queue.visibility', { error }));
      return false;
    };
    return trace.turn(
      `turn ${body.source}.${body.event.kind}`,
      { 'bastao.correlation_id': correlationId, 'bastao.attempt': at.attempt },
      (traceId) => withCorrelation(correlationId, run, traceId),
      (isDone) => ({ 'bastao.done': isDone }),
    );
  };
  return async (event) => {
    const failed: string[] = [];
    // In order, and nothing after a failure: what stands behind it belongs to the same lead (batch size 1 in production).
    for (const record of event.Records) {
      if (failed.length > 0 || !(await one(record))) failed.push(record.messageId);
    }
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
