/**
 * The WhatsApp webhook: proof of origin on the raw bytes, every item enqueued before the 200 (I5), and what a person typed
 * recorded as a takeover before it too, rather than behind a running turn. No database client is loaded for anything else.
 */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Clock } from '../clock.ts';
import type { WhatsAppWebhookConfig } from '../config.ts';
import { createDoubts } from '../handoff/pending-takeover.ts';
import { createTakeovers } from '../handoff/takeover.ts';
import { lineUp, namesIn, whatsappPlace } from '../intake/enqueue.ts';
import { answer, bodyBytes } from '../intake/http.ts';
import { createLines } from '../intake/lines.ts';
import { leadKeys } from '../lead.ts';
import type { WhatsAppEvent } from '../lead-event.ts';
import { type Log, withCorrelation } from '../log.ts';
import { createLeadQueue, createSqsClient } from '../queue.ts';
import { createHints, createRedis } from '../redis.ts';
import type { Store } from '../store/store.ts';
import { CLOUD_BODY_MAX_BYTES, createCloudReceiver, verifyHandshake } from '../whatsapp/cloud-receiver.ts';
import { createEvolutionReceiver } from '../whatsapp/evolution-receiver.ts';
import { isLoss } from '../whatsapp/finding.ts';
import type { Receiver } from '../whatsapp/receiver.ts';

/** Evolution may carry a photo in base64: up to what API Gateway lets in. */
const BODY_MAX_BYTES = { cloud: CLOUD_BODY_MAX_BYTES, evolution: 10 * 1024 * 1024 } as const;
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
  { clock, log, newId }: { clock: Clock; log: Log; newId: () => string },
): WebhookApp {
  const redis = createRedis({ url: config.redisUrl, token: config.redisToken });
  const hints = createHints({ redis, log });
  const queue = createLeadQueue({ queueUrl: config.leadQueueUrl, client: createSqsClient() });
  const lines = createLines({ redis, clock, log });
  const doubts = createDoubts(hints);
  const takeovers = createTakeovers({ store: lazyStore(config), hints, clock, log, ...config });
  // A missing secret makes an empty one, and an empty one is "misconfigured" to the receiver: 5xx, never 401.
  const receiver: Receiver = config.cloud
    ? createCloudReceiver({
        appSecret: config.cloud.appSecret ?? '',
        phoneNumberId: config.cloud.phoneNumberId,
      })
    : createEvolutionReceiver({
        webhookSecret: config.evolution?.webhookSecret ?? '',
        instance: config.evolution?.instance ?? '',
      });

  const handshake = (event: APIGatewayProxyEventV2): APIGatewayProxyStructuredResultV2 => {
    const outcome = verifyHandshake(
      event.queryStringParameters ?? {},
      config.cloud?.verifyToken ?? undefined,
    );
    switch (outcome.kind) {
      case 'challenge':
        return answer(200, outcome.challenge);
      case 'refused':
        return answer(403);
      case 'misconfigured':
        log.error('webhook.misconfigured', { variable: 'CLOUD_VERIFY_TOKEN' });
        return answer(500);
    }
  };

  const recordPeople = async (events: readonly WhatsAppEvent[]): Promise<void> => {
    for (const event of events) {
      if (event.kind !== 'human_message') continue;
      try {
        await takeovers.personMessage({
          to: event.to,
          quotes: event.quotes,
          providerId: event.messageId,
          text: event.text,
          sentAtMs: event.sentAt * 1000,
        });
      } catch (error) {
        // The queued copy records it: a database that was down loses nothing. Until then nothing is said to this lead.
        log.error('takeover.deferred', { error });
        await doubts.raise(event);
      }
    }
  };

  const receive = async (
    event: APIGatewayProxyEventV2,
    correlationId: string,
  ): Promise<APIGatewayProxyStructuredResultV2> => {
    const body = bodyBytes(event);
    if (body.byteLength > BODY_MAX_BYTES[config.provider]) return answer(413);
    switch (receiver.authenticate({ headers: event.headers, body })) {
      case 'refused':
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
    const named = events.map((item) => ({ item, names: namesIn(item) }));
    const people = named.flatMap(({ names }) => (names ? [names] : []));
    const theirLines = await lines.of(people);
    const lineOf = new Map(people.map((names, index) => [names, theirLines[index] ?? null]));
    const linedUp = await lineUp(
      named.map(({ item, names }) => ({
        body: { source: 'whatsapp' as const, event: item },
        place: whatsappPlace(item, names && (lineOf.get(names) ?? null), newId),
      })),
      { queue, correlationId },
    );
    const newest = linedUp.flatMap(({ body: queued, sequenceNumber }) =>
      queued.source === 'whatsapp' && queued.event.kind === 'inbound' && sequenceNumber !== ''
        ? leadKeys(queued.event.from).map((key) => ({ key, sequenceNumber }))
        : [],
    );
    await Promise.all([
      ...newest.map(({ key, sequenceNumber }) => hints.markInbound(key, sequenceNumber)),
      lines.keep(people, theirLines),
      recordPeople(events),
    ]);
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
        if (method === 'GET' && config.provider === 'cloud') return handshake(event);
        if (method !== 'POST') return answer(405);
        try {
          return await receive(event, correlationId);
        } catch (error) {
          log.error('webhook.not_stored', { provider: config.provider, error });
          return answer(503);
        }
      });
    },
  };
}
