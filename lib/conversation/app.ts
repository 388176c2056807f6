/** The conversation function put together: every client once per container, from one configuration. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Clock } from '../clock.ts';
import type { ConversationConfig } from '../config.ts';
import { createEgress } from '../handoff/egress.ts';
import { createGate } from '../handoff/gate.ts';
import { createStageEvidence } from '../handoff/stage-evidence.ts';
import { createTakeovers } from '../handoff/takeover.ts';
import { createCards } from '../kommo/cards.ts';
import { connectKommo } from '../kommo/connection.ts';
import { createMetadata } from '../kommo/metadata.ts';
import { createMoverOf } from '../kommo/mover.ts';
import { publishStages } from '../kommo/published-stages.ts';
import { createStageReader } from '../kommo/stage-reader.ts';
import { createSync } from '../kommo/sync.ts';
import { leadKeys } from '../lead.ts';
import type { InboundEvent } from '../lead-event.ts';
import type { Log } from '../log.ts';
import { createLeadQueue, createQueueHandler, createSqsClient, type Delivery, type Fate, type QueuedEvent } from '../queue.ts';
import { createHints, createRedis } from '../redis.ts';
import type { LeadRecord } from '../store/rows.ts';
import { createStore } from '../store/store.ts';
import { createCloudTransport } from '../whatsapp/cloud-transport.ts';
import { createEvolutionTransport } from '../whatsapp/evolution-transport.ts';
import type { WhatsAppTransport } from '../whatsapp/transport.ts';
import type { Brain } from './brain/brain.ts';
import { createScriptedBrain } from './brain/scripted.ts';
import { lastWish, toInboundMessage } from './burst.ts';
import { createCardKeeper } from './card.ts';
import { desiredCard } from './desired-card.ts';
import { createOtherEvents } from './other-events.ts';
import { createSpeaker } from './speaker.ts';
import { createTurn } from './turn.ts';

const HISTORY_LIMIT = 30;
const DAY_SECONDS = 24 * 3600;

/** What a test or the local stack puts in the place of the real thing. */
export type Surroundings = {
  readonly clock: Clock;
  readonly log: Log;
  /** A fresh id: of an event that carries none of its own. */
  readonly newId: () => string;
  /** In the order they are tried; by default the scripted brain alone. */
  readonly brains?: readonly Brain[];
};

/** The transport of the configured provider. */
function transportOf(config: ConversationConfig, clock: Clock): WhatsAppTransport {
  if (config.cloud) return createCloudTransport({ ...config.cloud, clock });
  if (config.evolution) return createEvolutionTransport({ ...config.evolution, clock });
  throw new Error('loadConversationConfig gives one provider its settings');
}

export type ConversationApp = {
  /** The Lambda's handler. */
  handle(event: SQSEvent): Promise<SQSBatchResponse>;
  /** Ends connections; a Lambda never calls it. */
  close(): Promise<void>;
};

export function createConversation(
  config: ConversationConfig,
  { clock, log, newId, brains = [createScriptedBrain()] }: Surroundings,
): ConversationApp {
  const redis = createRedis({ url: config.redisUrl, token: config.redisToken });
  const hints = createHints({ redis, log });
  const store = createStore({ url: config.supabaseUrl, serviceKey: config.supabaseServiceKey });
  const queue = createLeadQueue({ queueUrl: config.leadQueueUrl, client: createSqsClient() });
  const transport = transportOf(config, clock);

  const kommo = connectKommo({ config: config.kommo, redis, clock, log });
  const metadata = createMetadata({
    kommo,
    clock,
    pipelineId: config.kommo.pipelineId,
    stageIds: config.kommo.stageIds,
    fieldIds: config.kommo.fieldIds,
    onPipeline: (pipeline) => publishStages({ redis, log, pipeline }),
  });
  const moverOf = createMoverOf({ kommo, metadata });
  const reader = createStageReader({ kommo, redis, clock, log, publishForMs: Math.max(1, config.stageMaxAgeMs) });
  const sync = createSync({ kommo, metadata, moverOf, log });

  const gate = createGate({
    store,
    readStage: createStageEvidence({ reader, kommo, stageMap: metadata.stageMap, moverOf, clock }),
    cardMoves: kommo.cardMoves,
    stageMap: metadata.stageMap,
    isOwnUser: metadata.isOwnUser,
    clock,
    log,
    stageMaxAgeMs: config.stageMaxAgeMs,
  });
  const egress = createEgress({ gate, store, transport, clock, log, stageMaxAgeMs: config.stageMaxAgeMs });
  const takeovers = createTakeovers({ store: async () => store, hints, clock, log, ...config });
  const limits = { minBillBrl: config.minBillBrl, minScore: config.minQualificationScore };

  const syncOnce = async (lead: LeadRecord): Promise<Fate> => {
    if (lead.kommoLeadId === null) return { kind: 'done' };
    const outcome = await sync.apply({ kommoLeadId: lead.kommoLeadId, desired: desiredCard(lead, limits) });
    return outcome.kind === 'failed' ? { kind: 'again', cause: outcome.cause } : { kind: 'done' };
  };
  /** A failed sync is an event of its own, in a line of its own: it never repeats the reply and never holds up the lead. */
  const syncCard = async (lead: LeadRecord): Promise<void> => {
    const fate = await syncOnce(lead);
    if (fate.kind === 'done') return;
    log.warn('sync.queued', { leadId: lead.id, cause: fate.cause });
    const id = newId();
    await queue.send(
      { source: 'self', event: { kind: 'sync', leadId: lead.id } },
      { group: `sync:${lead.id}`, dedupe: `sync:${id}`, correlationId: id },
    );
  };
  const announceReturn = async (lead: LeadRecord): Promise<void> => {
    if (lead.kommoLeadId === null) return;
    const told = await kommo.addTask({
      kommoLeadId: lead.kommoLeadId,
      text: 'Este lead voltou a escrever no WhatsApp e o card está fechado. O robô ficou em silêncio.',
      completeTill: Math.floor(clock.nowMs() / 1000) + DAY_SECONDS,
      responsibleUserId: null,
    });
    if (told.kind !== 'ok') log.warn('task.not_written', { leadId: lead.id });
  };

  const turn = createTurn({
    store,
    hints,
    cards: createCardKeeper({ store, cards: createCards({ kommo }), metadata, clock, log }),
    gate,
    egress,
    speaker: createSpeaker({ egress, store, syncCard, clock, log }),
    brains,
    announceReturn,
    syncCard,
    returningLead: config.returningLead,
    persona: { agentName: config.agentName, companyName: config.companyName, timezone: config.timezone, ...limits },
    clock,
    log,
  });
  const others = createOtherEvents({ store, takeovers, gate, kommo, metadata, clock, log });

  /** A backlog is not answered (I10 says so), but whoever wrote PARAR in it has stopped us all the same. */
  const tooOld = async (lead: LeadRecord, { body }: { readonly body: string | null }): Promise<Fate> => {
    const atMs = clock.nowMs();
    if (lastWish([{ body }]) === 'stop') {
      await store.recordTakeover({ leadId: lead.id, signal: 'opt_out', signalAtMs: atMs, untilMs: null, atMs });
    }
    await store.appendDecision(lead.id, { kind: 'silence', reason: 'too_old', evidence: { epoch: lead.epoch }, stageAgeMs: null }, atMs);
    return { kind: 'done' };
  };

  const inbound = async (event: InboundEvent, delivery: Delivery): Promise<Fate> => {
    const message = toInboundMessage(event, { enqueuedAtMs: delivery.enqueuedAtMs, maxAgeMinutes: config.maxMessageAgeMinutes });
    const start = await store.ingestInbound({
      from: event.from,
      profileName: event.profileName,
      messages: [message],
      historyLimit: HISTORY_LIMIT,
      atMs: clock.nowMs(),
    });
    if (message.disposition === 'stale') return tooOld(start.lead, message);
    if (message.disposition !== 'pending') return { kind: 'done' };
    return turn.run(start, delivery, leadKeys(event.from)[0]);
  };

  const route = async (body: QueuedEvent, delivery: Delivery): Promise<Fate> => {
    switch (body.source) {
      case 'whatsapp':
        return body.event.kind === 'inbound' ? inbound(body.event, delivery) : others.whatsapp(body.event);
      case 'kommo':
        return others.kommo(body.event, delivery);
      case 'self': {
        const lead = await store.leadById(body.event.leadId);
        // Joined with another lead meanwhile: what was pending is pending there.
        if (!lead) return { kind: 'done' };
        return body.event.kind === 'sync' ? syncOnce(lead) : turn.run(await store.turnOf(lead.id, HISTORY_LIMIT), delivery);
      }
    }
  };
  const handle = createQueueHandler({ queue, log, handle: route });

  return {
    handle: async (event) => {
      try {
        return await handle(event);
      } finally {
        // The container freezes when the handler returns: what was being published must have left.
        await reader.settle();
      }
    },
    close: () => kommo.close(),
  };
}
