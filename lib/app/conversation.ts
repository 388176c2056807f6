/** The conversation function put together: every client once per container, from one configuration. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Brain } from '../agent/brain.ts';
import { createBrainChain } from '../agent/chain.ts';
import { createLlmBrain } from '../agent/llm/llm-brain.ts';
import type { Model } from '../agent/llm/model.ts';
import { createScriptedBrain } from '../agent/scripted.ts';
import { connectCalendar } from '../calendar/connection.ts';
import type { Clock, WaitingClock } from '../clock.ts';
import type { ConversationConfig } from '../config.ts';
import { createAmendments } from '../conversation/amendments.ts';
import { createAnnouncements } from '../conversation/announcements.ts';
import { type CardKeeper, createCardKeeper } from '../conversation/card-link.ts';
import { createCardSync } from '../conversation/card-sync.ts';
import { createHandoffPackages } from '../conversation/handoff-note.ts';
import { createInbound, HISTORY_LIMIT } from '../conversation/inbound.ts';
import { createMediaReader } from '../conversation/media.ts';
import { createMeetings } from '../conversation/meeting.ts';
import { createReplySender } from '../conversation/reply-sender.ts';
import { createRehearsal } from '../conversation/smoke-turn.ts';
import { createTurn } from '../conversation/turn.ts';
import { reminderOf } from '../follow-up/firing.ts';
import { createLateRefusals } from '../handoff/late-refusal.ts';
import { createOtherEvents } from '../handoff/queued-takeover.ts';
import { createRecordStatuses } from '../handoff/record-statuses.ts';
import { createTakeovers } from '../handoff/takeover.ts';
import { createLines } from '../intake/lines.ts';
import { createPersonTasks } from '../kommo/person-task.ts';
import type { Log } from '../log.ts';
import {
  createLeadQueue,
  createQueueHandler,
  createSqsClient,
  type Delivery,
  type Fate,
  type QueuedEvent,
} from '../queue.ts';
import { PLACEHOLDER_WAIT_MS } from '../reconcile/placeholders.ts';
import { createStatusesHandler, createStatusQueue, isOf } from '../status-queue.ts';
import { PROVIDERS } from '../whatsapp/providers.ts';
import { connectSpeech } from './clients.ts';
import { traceOf } from './traced.ts';

/** A message that never got its content is answered so late and no later. */
const PLACEHOLDER_OLDEST_MS = 6 * 3_600_000;
/** What a test or the local stack puts in the place of the real thing. */
export type Surroundings = {
  readonly clock: WaitingClock;
  readonly log: Log;
  /** A fresh id: of an event that carries none of its own. */
  readonly newId: () => string;
  /** In the order they are tried; by default those of the configuration, the scripted one last. */
  readonly brains?: readonly Brain[];
};

/** The models as configured, the scripted brain behind them. */
function brainOf({
  model,
  fallback,
  limits,
  clock,
  log,
}: {
  model: Model | null;
  fallback: Model | null;
  limits: ConversationConfig['llmLimits'];
  clock: Clock;
  log: Log;
}): Brain {
  const scripted = createScriptedBrain();
  const planner = createScriptedBrain({ speaksPortugueseOnly: false });
  const asBrain = (each: Model | null) => each && createLlmBrain({ model: each, scripted: planner });
  return createBrainChain({
    primary: asBrain(model),
    fallback: asBrain(fallback),
    scripted,
    clock,
    log,
    limits: {
      timeoutMs: limits.timeoutSeconds * 1000,
      budgetMs: limits.budgetSeconds * 1000,
      attempts: limits.attempts,
    },
  });
}

export type ConversationApp = {
  /** The Lambda's handler. */
  handle(event: SQSEvent): Promise<SQSBatchResponse>;
  /** Ends connections; a Lambda never calls it. */
  close(): Promise<void>;
};

export function createConversation(
  config: ConversationConfig,
  { clock, log, newId, brains }: Surroundings,
): ConversationApp {
  const speech = connectSpeech(config, { clock, log });
  const {
    flags,
    store,
    kommo,
    metadata,
    sync,
    pending,
    contacts,
    cards,
    finder,
    gate,
    egress,
    followUps,
    followUpTexts,
    model,
    fallback,
  } = speech;
  const sqs = createSqsClient();
  const queue = createLeadQueue({ queueUrl: config.leadQueueUrl, client: sqs });
  const bookings = connectCalendar({ config, store, clock, log });
  const takeovers = createTakeovers({ store: async () => store, flags, clock, log, ...config });
  const limits = { minBillBrl: config.minBillBrl, minScore: config.minQualificationScore };

  const meetings = createMeetings({
    calendar: bookings.calendar,
    armReminders: followUps.armReminders,
    clock,
    log,
    limits,
    timezone: config.timezone,
    companyName: config.companyName,
  });
  const tasks = createPersonTasks({ kommo, clock, log });
  const packages = createHandoffPackages({
    store,
    kommo,
    tasks,
    meetingAtMs: async (lead) => (await meetings.bookingOf(lead))?.startsAtMs ?? null,
    clock,
    log,
    timezone: config.timezone,
  });
  const cardSync = createCardSync({
    sync,
    packages,
    meetings,
    store,
    kommo,
    tasks,
    queue,
    newId,
    clock,
    log,
    limits,
  });
  const announcements = createAnnouncements({
    tasks,
    kommo,
    store,
    ensureCard: (lead) => keeper.ensure(lead),
    queue,
    newId,
    clock,
    log,
  });
  const keeper: CardKeeper = createCardKeeper({
    store,
    finder,
    cards,
    metadata,
    kommo,
    tellPerson: announcements.secondCard,
    clock,
    log,
  });
  const words = brains ?? [brainOf({ model, fallback, limits: config.llmLimits, clock, log })];
  const rehearse = createRehearsal({ ...speech, brains: words, clock, log });
  const turn = createTurn({
    comeBackMs: kommo.comeBackMs,
    store,
    queue,
    newId,
    marks: speech.marks,
    flags,
    cards: keeper,
    gate,
    egress,
    replySender: createReplySender({
      egress,
      store,
      followUps,
      texts: followUpTexts,
      ...cardSync,
      shareReads: gate.shareReads,
      clock,
      log,
    }),
    meetings,
    brains: words,
    readMedia: createMediaReader({
      fetchMedia: speech.fetchMedia,
      model,
      keepWords: store.keepWords,
      timeoutMs: config.llmLimits.mediaSeconds * 1000,
      log,
    }).read,
    announceReturn: announcements.returned,
    announceLoop: announcements.loop,
    announceErasure: announcements.erasure,
    announceQuestions: announcements.questions,
    loopLimits: { loopTurns: config.loopTurns, loopMinutes: config.loopMinutes },
    syncCard: cardSync.catchUp,
    returningLead: config.returningLead,
    thinksLong: brains !== undefined || model !== null || fallback !== null,
    persona: speech.persona,
    clock,
    log,
  });
  const recordStatuses = createRecordStatuses({
    store,
    late: createLateRefusals({
      store,
      refusalOf: PROVIDERS[config.provider].lateRefusalOf,
      suspicions: speech.suspicions,
      rearmReminder: async ({ leadId, key, dueAtMs }) => {
        const firing = reminderOf(leadId, key);
        if (firing) await speech.schedules.arm(firing, dueAtMs);
      },
      clock,
      log,
    }),
  });
  const others = createOtherEvents({
    store,
    takeovers,
    recordStatuses,
    pending,
    contacts,
    finder,
    gate,
    kommo,
    metadata,
    ownMoves: speech.ownMoves,
    takenOver: cardSync.takenOver,
    phoneLearnt: cardSync.phoneLearnt,
    clock,
    log,
  });

  const amend = createAmendments({
    store,
    queue,
    lines: createLines({ ask: speech.ask, clock }),
    marks: speech.marks,
    newId,
    clock,
  });

  const inbound = createInbound({
    store,
    turn,
    keeper,
    tasks,
    phoneLearnt: cardSync.phoneLearnt,
    maxMessageAgeMinutes: config.maxMessageAgeMinutes,
    suppressionSalt: config.suppressionSalt,
    clock,
    log,
  });

  const route = async (body: QueuedEvent, delivery: Delivery): Promise<Fate> => {
    switch (body.source) {
      case 'whatsapp':
        switch (body.event.kind) {
          case 'inbound':
            return inbound(body.event, delivery);
          case 'edited':
          case 'deleted':
            return amend(body.event, delivery);
          default:
            return others.whatsapp(body.event);
        }
      case 'statuses': {
        const fates = await recordStatuses(
          body.event.statuses.map((status) => ({ status, attempt: delivery.attempt })),
        );
        return fates.find(({ kind }) => kind === 'again') ?? { kind: 'done' };
      }
      case 'kommo':
        return others.kommo(body.event, delivery);
      case 'self': {
        if (body.event.kind === 'rehearsal') {
          await rehearse(body.event);
          return { kind: 'done' };
        }
        if (body.event.kind === 'placeholder') {
          const nowMs = clock.nowMs();
          const start = await store.ripenPlaceholders(body.event.leadId, {
            beforeMs: nowMs - PLACEHOLDER_WAIT_MS,
            oldestMs: nowMs - PLACEHOLDER_OLDEST_MS,
            historyLimit: HISTORY_LIMIT,
            atMs: nowMs,
          });
          return start ? turn.run(start, delivery) : { kind: 'done' };
        }
        if (body.event.kind === 'announcement') return announcements.again(body.event, delivery);
        if (body.event.kind !== 'redrive') return cardSync.again(body.event, delivery);
        const lead = await store.leadById(body.event.leadId);
        // Joined with another lead meanwhile: what was pending is pending there.
        if (!lead) return { kind: 'done' };
        const { waitingSince } = body.event;
        return turn.run(await store.turnOf(lead.id, HISTORY_LIMIT), {
          ...delivery,
          ...(waitingSince !== undefined && { waitingSinceMs: waitingSince }),
        });
      }
    }
  };
  const trace = traceOf(config, { log });
  const handle = createQueueHandler({ queue, clock, log, handle: route, trace });
  const { statusQueueUrl } = config;
  const handleStatuses =
    statusQueueUrl === null
      ? handle
      : createStatusesHandler({
          queue: createStatusQueue({ queueUrl: statusQueueUrl, client: sqs }),
          log,
          record: recordStatuses,
        });

  return {
    handle: async (event) => {
      try {
        return await (statusQueueUrl !== null && isOf(statusQueueUrl, event) ? handleStatuses : handle)(
          event,
        );
      } finally {
        // The container freezes when the handler returns: what was being published must have left.
        await speech.settle();
        await trace.flush();
      }
    },
    close: async () => {
      await Promise.all([speech.close(), bookings.close()]);
    },
  };
}
