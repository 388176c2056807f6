/** What every function that speaks is made of: the clients, the gate, egress, the CRM and the ladder, from one configuration. */

import { createModel } from '../agent/llm/model.ts';
import { loadBusinessHours } from '../calendar/business-hours.ts';
import type { Clock } from '../clock.ts';
import type { FollowUpConfig } from '../config.ts';
import type { Persona } from '../conversation/conversation-view.ts';
import {
  createFollowUpTexts,
  createFollowUpWriter,
  type FollowUpWriter,
} from '../conversation/follow-up-texts.ts';
import { createStarter } from '../follow-up/invoke.ts';
import { createFollowUps } from '../follow-up/planner.ts';
import { createSchedulerClient, createSchedules } from '../follow-up/schedule.ts';
import { createCardFinder } from '../handoff/card-finder.ts';
import { createContactLook } from '../handoff/contact-look.ts';
import { createEgress } from '../handoff/egress.ts';
import { createGate } from '../handoff/gate.ts';
import { createPauseFlags } from '../handoff/pause-flag.ts';
import { createPendingTakeovers } from '../handoff/pending-takeover.ts';
import { createStageEvidence } from '../handoff/stage-evidence.ts';
import { createInboundMarks } from '../inbound-mark.ts';
import { createCards } from '../kommo/cards.ts';
import { connectKommo } from '../kommo/connection.ts';
import { createMetadata } from '../kommo/metadata.ts';
import { createMoverOf } from '../kommo/mover.ts';
import { createOwnMoves } from '../kommo/own-moves.ts';
import { publishStages } from '../kommo/published-stages.ts';
import { createStageReader } from '../kommo/stage-reader.ts';
import { createSync } from '../kommo/sync.ts';
import type { Log } from '../log.ts';
import { createAskRedis, createRedis } from '../redis.ts';
import { createStore } from '../store/store.ts';
import { PROVIDERS } from '../whatsapp/providers.ts';
import { createSuspicions } from '../whatsapp/suspicions.ts';

/** So long a stage read waits to leave with the turn's next request to Redis; the words of a model take longer, and then it goes alone. */
const PUBLISH_DELAY_MS = 400;
/** A download within a turn: the function has a minute for everything. */
const MEDIA_TIMEOUTS = { mediaMs: 10_000 } as const;

/** `writer`: who words follow-ups, in the place of the configured models. */
export function connectSpeech(
  config: FollowUpConfig,
  { clock, log, writer }: { clock: Clock; log: Log; writer?: FollowUpWriter },
) {
  const redis = createRedis({ url: config.redisUrl, token: config.redisToken });
  const ask = createAskRedis({ redis, log });
  const store = createStore({ url: config.supabaseUrl, serviceKey: config.supabaseServiceKey });
  const transport = PROVIDERS[config.provider].transport(config, { clock, timeouts: MEDIA_TIMEOUTS });
  const model = config.model && createModel(config.model);
  const fallback = config.fallbackModel && createModel(config.fallbackModel);
  const persona: Persona = {
    agentName: config.agentName,
    companyName: config.companyName,
    timezone: config.timezone,
    minBillBrl: config.minBillBrl,
    minScore: config.minQualificationScore,
  };

  const kommo = connectKommo({ config: config.kommo, redis, clock, log });
  const metadata = createMetadata({
    kommo,
    clock,
    log,
    pipelineId: config.kommo.pipelineId,
    stageIds: config.kommo.stageIds,
    fieldIds: config.kommo.fieldIds,
    onPipeline: (pipeline) => publishStages({ redis, log, pipeline }),
  });
  const ownMoves = createOwnMoves({ records: store, clock, log });
  const moverOf = createMoverOf({ kommo, ownMoves });
  const reader = createStageReader({
    kommo,
    redis,
    clock,
    log,
    publishForMs: Math.max(1, config.stageMaxAgeMs),
    publishDelayMs: PUBLISH_DELAY_MS,
  });
  const sync = createSync({
    kommo,
    metadata,
    moverOf,
    ownMoves,
    clock,
    log,
    seenMaxAgeMs: config.stageMaxAgeMs,
  });

  const pending = createPendingTakeovers({ ask, store: async () => store });
  const contacts = createContactLook({ store, kommo, clock, lookMinutes: config.contactLookMinutes });
  const cards = createCards({ kommo });
  const finder = createCardFinder({ store, cards, kommo, metadata, clock, log });
  const gate = createGate({
    store,
    contacts,
    pending,
    readStage: createStageEvidence({ reader, kommo, stageMap: metadata.stageMap, moverOf, clock }),
    cardMoves: kommo.cardMoves,
    stageMap: metadata.stageMap,
    ownMoves,
    clock,
    log,
    stageMaxAgeMs: config.stageMaxAgeMs,
  });
  const suspicions = createSuspicions({ redis, log });
  const egress = createEgress({
    gate,
    store,
    transport,
    suspicions,
    clock,
    log,
    stageMaxAgeMs: config.stageMaxAgeMs,
  });

  const { timezone, businessHours } = config;
  const schedules = createSchedules({
    scheduler: createSchedulerClient(),
    starter: createStarter(config.schedule),
    ...config.schedule,
    clock,
    log,
  });
  const followUps = createFollowUps({
    schedules,
    config: config.followUp,
    windowHours: transport.windowHours,
    // F6: nobody is written to first on a national holiday; on a bank's day off people are at their phones.
    loadHours: () => loadBusinessHours({ hours: businessHours, timezone, daysOff: 'national' }),
    clock,
  });
  const models = [model, fallback].filter((each) => each !== null);
  const followUpTexts = createFollowUpTexts({
    writer:
      writer ?? createFollowUpWriter({ models, timeoutMs: config.llmLimits.timeoutSeconds * 1000, log }),
    persona,
    clock,
    log,
  });

  return {
    redis,
    ask,
    marks: createInboundMarks({ ask }),
    flags: createPauseFlags({ ask }),
    store,
    windowHours: transport.windowHours,
    fetchMedia: transport.fetchMedia,
    model,
    fallback,
    persona,
    kommo,
    metadata,
    sync,
    ownMoves,
    pending,
    contacts,
    cards,
    finder,
    gate,
    egress,
    suspicions,
    schedules,
    followUps,
    followUpTexts,
    /** What was being published has left: the container freezes when a handler returns. */
    settle: () => reader.settle(),
    /** Ends connections; a Lambda never calls it. */
    close: () => kommo.close(),
  };
}
