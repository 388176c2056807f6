/**
 * The queue `lead-events`: what is put in, under which group and deduplication id, and the two fates of a message that was
 * taken out: done, or again. Nothing else of the product knows SQS.
 */
import { createHash } from 'node:crypto';
import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import type { Clock } from './clock.ts';
import { LeadId } from './lead.ts';
import { KommoEvent, StatusEvent, WhatsAppEvent } from './lead-event.ts';
import { LeadQuestion } from './lead-question.ts';
import { type Log, withCorrelation } from './log.ts';
import { CALL_TIMEOUT_MS, createSender } from './queue-sender.ts';
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

/** Statuses that came together, in their own queue (status-queue.ts). */
const StatusesEvent = z.object({ kind: z.literal('statuses'), statuses: z.array(StatusEvent) });

/** Everything that may stand in a queue. */
export const QueuedEvent = z.discriminatedUnion('source', [
  z.object({ source: z.literal('whatsapp'), event: WhatsAppEvent }),
  z.object({ source: z.literal('statuses'), event: StatusesEvent }),
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

/** What a message of a queue of ours says. */
export const Envelope = z.object({ v: z.literal(1), correlationId: z.string(), body: QueuedEvent });
export type Envelope = z.infer<typeof Envelope>;

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

/** One client per container; endpoint and region come from the SDK's own variables. */
export function createLeadQueue({
  queueUrl,
  client,
}: {
  queueUrl: string;
  client: Pick<SQSClient, 'send'>;
}): LeadQueue {
  const messageOf = (body: QueuedEvent, { group, dedupe }: QueuePlace, correlationId: string) => {
    const envelope: Envelope = { v: 1, correlationId, body };
    return {
      MessageBody: JSON.stringify(envelope),
      MessageGroupId: queueId(group),
      MessageDeduplicationId: queueId(dedupe),
    };
  };
  const { sendOne, sendAll } = createSender({ queueUrl, client });
  return {
    send: (body, { correlationId, ...place }) => sendOne(messageOf(body, place, correlationId)),
    sendMany: (items, correlationId) =>
      sendAll(items.map(({ body, place }) => messageOf(body, place, correlationId))),
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

/** Undefined for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
