/**
 * The WhatsApp webhook: proof of origin on the raw bytes, every item enqueued before the 200 (I5) and, side by side, what a
 * person typed recorded as a takeover, rather than behind a running turn (`intake/admit.ts`). No database client is loaded
 * for anything else.
 */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { WaitingClock } from '../clock.ts';
import type { WhatsAppWebhookConfig } from '../config.ts';
import { amend } from '../conversation/amendments.ts';
import { createPauseFlags, raisedBeside } from '../handoff/pause-flag.ts';
import { createPendingTakeovers } from '../handoff/pending-takeover.ts';
import { createTakeovers, sourceOf } from '../handoff/takeover.ts';
import { createInboundMarks, markOf } from '../inbound-mark.ts';
import { type ActToRecord, createAdmit } from '../intake/admit.ts';
import { type Enqueued, enqueueAll, namesIn, whatsappPlace } from '../intake/enqueue.ts';
import { answer, bodyBytes } from '../intake/http.ts';
import { createLines } from '../intake/lines.ts';
import type { WhatsAppEvent } from '../lead-event.ts';
import { type Log, withCorrelation } from '../log.ts';
import { createLeadQueue, createSqsClient } from '../queue.ts';
import { createAskRedis, createRedis } from '../redis.ts';
import { createStatusQueue } from '../status-queue.ts';
import type { Store } from '../store/store.ts';
import { CLOUD_BODY_MAX_BYTES } from '../whatsapp/cloud-receiver.ts';
import { DOORS } from '../whatsapp/doors.ts';
import { isLoss } from '../whatsapp/finding.ts';

/** Evolution may carry a photo in base64: up to what API Gateway lets in. */
const BODY_MAX_BYTES = { cloud: CLOUD_BODY_MAX_BYTES, evolution: 10 * 1024 * 1024 } as const;
/** As long as an edit is waited for before the answer. */
const AMEND_WITHIN_MS = 1_000;
const PATHS = { cloud: '/webhooks/whatsapp/cloud', evolution: '/webhooks/whatsapp/evolution' } as const;

export type WebhookApp = {
  /** The Lambda's handler. Never throws: what cannot be stored is a 5xx, and the provider sends it again. */
  handle(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2>;
};

/** The store, loaded at the first takeover and not before. */
export function lazyStore(config: { supabaseUrl: string; supabaseServiceKey: string }): () => Promise<Store> {
  let loading: Promise<Store> | null = null;
  return () => {
    loading ??= import('../store/store.ts').then(({ createStore }) =>
      createStore({ url: config.supabaseUrl, serviceKey: config.supabaseServiceKey }),
    );
    return loading;
  };
}

export function createWhatsAppWebhook(
  config: WhatsAppWebhookConfig,
  { clock, log, newId }: { clock: WaitingClock; log: Log; newId: () => string },
): WebhookApp {
  const redis = createRedis({ url: config.redisUrl, token: config.redisToken });
  const ask = createAskRedis({ redis, log });
  const marks = createInboundMarks({ ask });
  const sqs = createSqsClient();
  const queue = createLeadQueue({ queueUrl: config.leadQueueUrl, client: sqs });
  const statusQueue =
    config.statusQueueUrl === null
      ? null
      : createStatusQueue({ queueUrl: config.statusQueueUrl, client: sqs });
  const lines = createLines({ ask, clock });
  const store = lazyStore(config);
  const flags = raisedBeside(createPauseFlags({ ask }));
  const admit = createAdmit({ pending: createPendingTakeovers({ ask, store }), clock, log });
  const takeovers = createTakeovers({ store, flags, clock, log, ...config });
  const { receiver, handshake } = DOORS[config.provider](config);

  /** GET, where the provider asks before it posts. */
  const asked = (event: APIGatewayProxyEventV2): APIGatewayProxyStructuredResultV2 => {
    if (handshake === null) return answer(405);
    const outcome = handshake(event.queryStringParameters ?? {});
    switch (outcome.kind) {
      case 'challenge':
        return answer(200, outcome.challenge);
      case 'refused':
        log.warn('webhook.refused', { provider: config.provider, status: 403 });
        return answer(403);
      case 'misconfigured':
        log.error('webhook.misconfigured', { variable: 'CLOUD_VERIFY_TOKEN' });
        return answer(500);
    }
  };

  const actOf = (event: WhatsAppEvent): ActToRecord | null =>
    event.kind !== 'human_message'
      ? null
      : {
          act: event,
          record: () =>
            takeovers.personMessage({
              to: event.to,
              quotes: event.quotes,
              providerId: event.messageId,
              text: event.text,
              sentAtMs: event.sentAt * 1000,
              source: sourceOf(event),
            }),
        };

  /** Best effort: the queued copy does it again (W5). */
  const amendAll = async (events: readonly WhatsAppEvent[]): Promise<void> => {
    const amendments = events.filter(({ kind }) => kind === 'edited' || kind === 'deleted');
    if (amendments.length === 0) return;
    try {
      const db = await store();
      for (const event of events)
        if (event.kind === 'edited' || event.kind === 'deleted') await amend(db, event, clock.nowMs());
    } catch (error) {
      log.warn('amendment.deferred', { error });
    }
  };

  const mark = async (enqueued: readonly Enqueued[]): Promise<void> => {
    const age = { arrivedAtMs: clock.nowMs(), maxAgeMinutes: config.maxMessageAgeMinutes };
    await Promise.all(
      enqueued.map(async ({ body, sequenceNumber }) => {
        const marked = body.source === 'whatsapp' ? markOf(body.event, age) : null;
        if (marked && sequenceNumber !== '') await marks.raise(marked.keys, sequenceNumber, marked);
      }),
    );
  };

  const receive = async (
    event: APIGatewayProxyEventV2,
    correlationId: string,
  ): Promise<APIGatewayProxyStructuredResultV2> => {
    const startedAtMs = clock.nowMs();
    const body = bodyBytes(event);
    if (body.byteLength > BODY_MAX_BYTES[config.provider]) {
      // W12: what is in it is lost, and somebody has to look (docs/runbook.md, "webhook-too-large").
      log.error('webhook.too_large', { provider: config.provider, bytes: body.byteLength });
      return answer(413);
    }
    switch (receiver.authenticate({ headers: event.headers, body })) {
      case 'refused':
        // V2: after a rotation that one end missed, every call ends here and the business is deaf.
        log.warn('webhook.refused', { provider: config.provider, status: 401 });
        return answer(401);
      case 'misconfigured':
        log.error('webhook.misconfigured', { provider: config.provider });
        return answer(500);
      case 'ok':
    }
    const normalised = receiver.normalise(body);
    if (normalised.kind === 'malformed') {
      log.warn('webhook.malformed', { provider: config.provider, reason: normalised.reason });
      return answer(400);
    }
    const { events, ignored } = normalised;
    const dropped = ignored.filter(isLoss);
    // A person wrote to somebody whom the payload does not name (facts/whatsapp.md §8.3): nothing to fence, somebody to tell.
    if (dropped.includes('unattributed_human_message'))
      log.error('takeover.unattributed', { provider: config.provider });
    // W9: whoever wrote it waits for an answer that nobody owes by any other record.
    if (dropped.length > 0) log.warn('webhook.dropped', { provider: config.provider, reasons: dropped });
    const amended = amendAll(events);
    const statuses = statusQueue === null ? [] : events.filter((item) => item.kind === 'status');
    const inLines = statusQueue === null ? events : events.filter(({ kind }) => kind !== 'status');
    const named = inLines.map((item) => ({ item, names: namesIn(item) }));
    const people = named.flatMap(({ names }) => (names ? [names] : []));
    const inLine = lines.of(people);
    const isKept = await admit({
      startedAtMs,
      enqueue: async () => {
        const reported = statusQueue?.send(statuses, correlationId);
        // Whichever fails, the other is not cut off.
        reported?.catch(() => undefined);
        const lineOf = await inLine;
        const enqueued = await enqueueAll(
          named.map(({ item, names }) => ({
            body: { source: 'whatsapp' as const, event: item },
            place: whatsappPlace(item, names && lineOf(names), newId),
          })),
          { queue, correlationId },
        );
        await reported;
        return enqueued;
      },
      acts: events.map(actOf).filter((act) => act !== null),
      flagged: flags.raised,
      // In the same moment, so in one request.
      mark: async (enqueued) => {
        await Promise.all([mark(enqueued), lines.keep(people, await inLine)]);
      },
    });
    if (!isKept) return answer(503);
    await clock.settleBy(startedAtMs + AMEND_WITHIN_MS, [amended]);
    log.info('webhook.received', {
      provider: config.provider,
      events: events.length,
      ignored: ignored.length,
    });
    return answer(200);
  };

  return {
    handle: (event) => {
      const correlationId = newId();
      return withCorrelation(correlationId, async () => {
        const { method, path } = event.requestContext.http;
        if (path.replace(/\/$/, '') !== PATHS[config.provider]) return answer(404);
        if (method === 'GET') return asked(event);
        if (method !== 'POST') return answer(405);
        try {
          return await receive(event, correlationId);
        } catch (error) {
          log.error('webhook.failed', { provider: config.provider, error });
          return answer(503);
        }
      });
    },
  };
}
