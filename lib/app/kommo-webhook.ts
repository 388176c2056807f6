/**
 * The Kommo webhook: each event enqueued and, side by side, a takeover recorded at once where the hook says that a card left
 * the bot's stages or a person wrote (`intake/admit.ts`). A move back is only a hint. Kommo disables hooks that fail or are late.
 */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { WaitingClock } from '../clock.ts';
import type { KommoWebhookConfig } from '../config.ts';
import { concernedBy, isNews } from '../handoff/contact-news.ts';
import { createPauseFlags, raisedBeside } from '../handoff/pause-flag.ts';
import { createPendingTakeovers, replyIdFor } from '../handoff/pending-takeover.ts';
import { createTakeovers } from '../handoff/takeover.ts';
import { claimedPlace, isTakeover, matters, movedAtMs } from '../handoff/takeover-claim.ts';
import { type ActToRecord, createAdmit } from '../intake/admit.ts';
import { enqueueAll, kommoPlace } from '../intake/enqueue.ts';
import { answer, bodyBytes } from '../intake/http.ts';
import { parseKommoHook } from '../kommo/hooks.ts';
import { publishedStageMap } from '../kommo/published-stages.ts';
import { isEdit, type KommoEvent } from '../lead-event.ts';
import { type Log, withCorrelation } from '../log.ts';
import type { StageMap } from '../pipeline.ts';
import { createLeadQueue, createSqsClient } from '../queue.ts';
import { createAskRedis, createRedis } from '../redis.ts';
import { sameSecret } from '../whatsapp/authenticity.ts';
import { lazyStore, type WebhookApp } from './whatsapp-webhook.ts';

const BODY_MAX_BYTES = 8 * 1024 * 1024;
const PATH = /^\/webhooks\/kommo\/([^/]+)\/?$/;
const MAP_FRESH_MS = 10 * 60_000;
/** Whoever does not know the stages by then leaves the card to the live read. */
const MAP_WITHIN_MS = 300;
/** A bulk edit or an import of more is looked at behind the queue. */
const CONTACTS_ASKED_MAX = 10;

export function createKommoWebhook(
  config: KommoWebhookConfig,
  { clock, log, newId }: { clock: WaitingClock; log: Log; newId: () => string },
): WebhookApp {
  const redis = createRedis({ url: config.redisUrl, token: config.redisToken });
  const ask = createAskRedis({ redis, log });
  const queue = createLeadQueue({ queueUrl: config.leadQueueUrl, client: createSqsClient() });
  const store = lazyStore(config);
  const flags = raisedBeside(createPauseFlags({ ask }));
  const admit = createAdmit({ pending: createPendingTakeovers({ ask, store }), clock, log });
  const takeovers = createTakeovers({ store, flags, clock, log, ...config });
  const { pipelineId, stageIds, accountId, secret } = config.kommo;

  let read: { map: StageMap; untilMs: number } | null = null;
  const stageMap = async (): Promise<StageMap | null> => {
    if (read && clock.nowMs() < read.untilMs) return read.map;
    const map = await publishedStageMap({ redis, log, pipelineId, stageIds });
    if (map) read = { map, untilMs: clock.nowMs() + MAP_FRESH_MS };
    return map;
  };

  /** What this event says a person did, and how it goes on record; null when it says nothing of the kind. */
  const actOf = (event: KommoEvent, map: StageMap | null): ActToRecord | null => {
    const nowMs = clock.nowMs();
    switch (event.kind) {
      case 'card': {
        const place = claimedPlace(event, { ownPipelineId: pipelineId, map });
        if (!isTakeover(place)) return null;
        // P11: an edit of a closed card moved nothing, and says nothing about an open one beside it.
        if (isEdit(event) && (place === 'won' || place === 'lost')) return null;
        const atMs = movedAtMs(event, nowMs);
        return {
          act: { ...event, changedAt: Math.floor(atMs / 1000) },
          record: () =>
            takeovers.cardLeft({
              kommoLeadId: event.kommoLeadId,
              statusId: event.statusId,
              movedAtMs: atMs,
              seenAtMs: nowMs,
              source: { reason: 'card', author: event.modifiedBy },
            }),
        };
      }
      // Whose contact it is, and where the cards stand, the queued copy asks Kommo.
      case 'contact':
        return null;
      case 'card_reply':
      case 'card_command': {
        const { kommoLeadId } = event;
        if (event.kind === 'card_command' ? event.command === 'bot' : event.byRobot) return null;
        return {
          act: event,
          record: async () => {
            // R12: where we know nobody yet, the queued copy finds the person by the contact's phone.
            const leads = kommoLeadId === null ? [] : await (await store()).leadsByCard(kommoLeadId);
            for (const [index, lead] of leads.entries()) {
              if (event.kind === 'card_command')
                await takeovers.note({
                  leadId: lead.id,
                  noteId: Number(event.noteId),
                  command: 'humano',
                  givenAtMs: nowMs,
                  author: event.userId,
                });
              else
                await takeovers.personMessage({
                  to: lead.id,
                  providerId: replyIdFor(event.messageId, index),
                  text: event.text,
                  sentAtMs: event.sentAt * 1000,
                  source: { reason: 'card_chat', author: event.userId },
                });
            }
          },
        };
      }
    }
  };

  /** Contacts that concern nobody we know: an account's everyday work. What cannot be asked in time is looked at behind the queue. */
  const strangersIn = async (
    events: readonly KommoEvent[],
    untilMs: number,
  ): Promise<ReadonlySet<KommoEvent>> => {
    const contacts = events.filter((item) => item.kind === 'contact');
    if (contacts.length === 0 || contacts.length > CONTACTS_ASKED_MAX) return new Set();
    const asked = await clock.settleBy(
      untilMs,
      contacts.map(async (item) => {
        const db = await store();
        if (item.action !== 'add') return isNews(db, item);
        const { strangers } = await concernedBy(db, item);
        // P1: linked at once, so that a turn under way sees its cards with the next live read; the queued copy verifies.
        await Promise.all(
          strangers.map(({ id }) =>
            db.keepContacts(id, { add: [item.kommoContactId], gone: [], lookedFor: null }, clock.nowMs()),
          ),
        );
        return strangers.length > 0;
      }),
    );
    return new Set(
      contacts.filter((_, index) => {
        const answered = asked[index];
        return answered?.kind === 'done' && !answered.value;
      }),
    );
  };

  const receive = async (
    event: APIGatewayProxyEventV2,
    correlationId: string,
  ): Promise<APIGatewayProxyStructuredResultV2> => {
    const startedAtMs = clock.nowMs();
    const given = PATH.exec(event.rawPath)?.[1];
    if (given === undefined) return answer(404);
    const { method } = event.requestContext.http;
    if (method !== 'POST' && method !== 'GET') return answer(405);
    if (secret === null) {
      log.error('webhook.misconfigured', { variable: 'KOMMO_WEBHOOK_SECRET' });
      return answer(500);
    }
    if (!sameSecret({ given, expected: secret })) {
      log.warn('webhook.refused', { provider: 'kommo', status: 401 });
      return answer(401);
    }
    // P24: Kommo asks the address before it saves it.
    if (method === 'GET') return answer(200);
    const body = bodyBytes(event);
    if (body.byteLength > BODY_MAX_BYTES) {
      log.error('webhook.too_large', { provider: 'kommo', bytes: body.byteLength });
      return answer(413);
    }
    const hook = parseKommoHook(body, event.headers['content-type']);
    if (hook.kind === 'malformed') {
      log.warn('webhook.malformed', { provider: 'kommo', reason: hook.reason });
      return answer(400);
    }
    // H8: a ping is fine; another account's hook is no business of ours.
    if (hook.kind === 'empty' || hook.accountId !== accountId) return answer(200);

    const [known] = hook.events.some(({ kind }) => kind === 'card')
      ? await clock.settleBy(startedAtMs + MAP_WITHIN_MS, [stageMap()])
      : [null];
    const map = known?.kind === 'done' ? known.value : null;
    const nobodys = await strangersIn(hook.events, startedAtMs + MAP_WITHIN_MS);
    const events = hook.events.filter((item) =>
      item.kind === 'card'
        ? matters(item, claimedPlace(item, { ownPipelineId: pipelineId, map }))
        : !nobodys.has(item),
    );
    const isKept = await admit({
      startedAtMs,
      enqueue: () =>
        enqueueAll(
          events.map((item) => ({
            body: { source: 'kommo' as const, event: item },
            place: kommoPlace(item, newId),
          })),
          { queue, correlationId },
        ),
      acts: events.map((item) => actOf(item, map)).filter((act) => act !== null),
      flagged: flags.raised,
    });
    if (!isKept) return answer(503);
    log.info('webhook.received', { provider: 'kommo', events: events.length, ignored: hook.ignored.length });
    return answer(200);
  };

  return {
    handle: (event) => {
      const correlationId = newId();
      return withCorrelation(correlationId, async () => {
        try {
          return await receive(event, correlationId);
        } catch (error) {
          log.error('webhook.failed', { provider: 'kommo', error });
          return answer(503);
        }
      });
    },
  };
}
