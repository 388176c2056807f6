/** The reconcile function put together: what repairs, every minute, what an outage or a lost webhook left behind (design §8). */
import { loadBusinessHours } from '../calendar/business-hours.ts';
import { connectFollowing } from '../calendar/connection.ts';
import type { Clock } from '../clock.ts';
import type { ReconcileConfig } from '../config.ts';
import { createStarter } from '../follow-up/invoke.ts';
import { createPauseFlags } from '../handoff/pause-flag.ts';
import { createTakeovers } from '../handoff/takeover.ts';
import { connectKommo } from '../kommo/connection.ts';
import { createMetadata } from '../kommo/metadata.ts';
import { createPersonTasks } from '../kommo/person-task.ts';
import { publishStages } from '../kommo/published-stages.ts';
import { createTaskLists } from '../kommo/task-list.ts';
import type { Log } from '../log.ts';
import { createLeadQueue, createSqsClient } from '../queue.ts';
import { createCheckpoints } from '../reconcile/checkpoint.ts';
import { watchHook } from '../reconcile/hook-watch.ts';
import { watchInbound } from '../reconcile/inbound-watch.ts';
import { wakeLadders, wakeReminders } from '../reconcile/ladders.ts';
import { watchMeetings } from '../reconcile/meetings.ts';
import { findMissedCards } from '../reconcile/missed-cards.ts';
import { ripenPlaceholders } from '../reconcile/placeholders.ts';
import { redriveHeld } from '../reconcile/redrive.ts';
import { forgetOldTexts } from '../reconcile/retention.ts';
import { forgetSilentLeads } from '../reconcile/silent-leads.ts';
import { watchToken } from '../reconcile/token-watch.ts';
import { flagUnknownSends } from '../reconcile/unknown-sends.ts';
import { listsThatWait, type WaitingLists } from '../reconcile/waiting.ts';
import { watchWhatsApp } from '../reconcile/whatsapp-watch.ts';
import { createAskRedis, createRedis } from '../redis.ts';
import { createStore } from '../store/store.ts';
import { createEvolutionState } from '../whatsapp/evolution-state.ts';

export type ReconcileApp = {
  /** The Lambda's handler; the event carries nothing. Every repair is tried, whatever became of the others. @throws {AggregateError} of those that failed. */
  handle(): Promise<void>;
  /** Ends connections; a Lambda never calls it. */
  close(): Promise<void>;
};

type Repair = readonly [name: string, repair: () => Promise<unknown>];

export function createReconcile(
  config: ReconcileConfig,
  { clock, log, newId }: { clock: Clock; log: Log; newId: () => string },
): ReconcileApp {
  const redis = createRedis({ url: config.redisUrl, token: config.redisToken });
  const flags = createPauseFlags({ ask: createAskRedis({ redis, log }) });
  const store = createStore({ url: config.supabaseUrl, serviceKey: config.supabaseServiceKey });
  const queue = createLeadQueue({ queueUrl: config.leadQueueUrl, client: createSqsClient() });
  const kommo = connectKommo({ config: config.kommo, redis, clock, log });
  const metadata = createMetadata({
    kommo,
    clock,
    log,
    ...config.kommo,
    onPipeline: (pipeline) => publishStages({ redis, log, pipeline }),
  });
  const tasks = createPersonTasks({ kommo, clock, log });
  const taskLists = createTaskLists({ kommo, clock });
  const checkpoints = createCheckpoints({ store, clock });
  const takeovers = createTakeovers({ store: async () => store, flags, clock, log, ...config });

  const starter = createStarter({ functionArn: config.followUpFunctionArn });
  const { timezone, businessHours } = config;
  // F6: as the executor counts them.
  const loadHours = () => loadBusinessHours({ hours: businessHours, timezone, daysOff: 'national' });

  const following = connectFollowing({ config, store, clock, log });
  const readState = config.evolution && createEvolutionState({ ...config.evolution, clock });

  // First of all: a takeover that was missed is recorded before held turns are driven again and ladders are woken.
  const missedCards: Repair = [
    'missed_cards',
    () => findMissedCards({ store, checkpoints, kommo, metadata, takeovers, queue, clock, newId, log }),
  ];
  /** Side by side: a slow one keeps those of its own lane waiting and no others. What somebody waits for, what is watched, what is forgotten. */
  const lanesOf = (waiting: WaitingLists): readonly (readonly Repair[])[] => [
    [
      [
        'held',
        () =>
          redriveHeld({
            store: { ...store, ...waiting },
            kommo,
            tasks,
            taskLists,
            queue,
            clock,
            holdMaxHours: config.holdMaxHours,
            kommoRps: config.kommo.rps,
            newId,
            log,
          }),
      ],
    ],
    [
      ['placeholders', () => ripenPlaceholders({ store: waiting, queue, clock, newId, log })],
      ['ladders', () => wakeLadders({ store: waiting, starter, clock, log })],
      ['reminders', () => wakeReminders({ store, checkpoints, starter, loadHours, clock, log })],
    ],
    [
      [
        'meetings',
        () =>
          watchMeetings({
            store,
            followEvent: following.followEvent,
            checkpoints,
            kommo,
            queue,
            clock,
            newId,
            log,
          }),
      ],
      ['unknown_sends', () => flagUnknownSends({ store, checkpoints, tasks, clock, log })],
      ['hook', () => watchHook({ checkpoints, kommo, secret: config.secret, clock, log })],
      ...(readState ? [['whatsapp', () => watchWhatsApp({ readState, redis, clock, log })] as const] : []),
      [
        'inbound',
        () =>
          watchInbound({
            store,
            checkpoints,
            loadHours,
            silenceHours: config.inboundSilenceHours,
            clock,
            log,
          }),
      ],
      ['token', async () => watchToken({ token: config.kommo.token, clock, log })],
    ],
    [
      [
        'retention',
        () => forgetOldTexts({ store, checkpoints, clock, retentionDays: config.retentionDays, log }),
      ],
      [
        'silent_leads',
        () =>
          forgetSilentLeads({
            store,
            flags,
            checkpoints,
            clock,
            leadRetentionDays: config.leadRetentionDays,
            suppressionSalt: config.suppressionSalt,
            log,
          }),
      ],
    ],
  ];
  return {
    handle: async () => {
      const failures: unknown[] = [];
      const inOrder = async (lane: readonly Repair[]): Promise<void> => {
        for (const [name, repair] of lane) {
          try {
            await repair();
          } catch (error) {
            log.error('reconcile.failed', { repair: name, error });
            failures.push(error);
          }
        }
      };
      await inOrder([missedCards]);
      await Promise.all(lanesOf(listsThatWait({ store, clock })).map(inOrder));
      await inOrder([['looks', () => checkpoints.write()]]);
      if (failures.length > 0) throw new AggregateError(failures, `${failures.length} repairs failed`);
    },
    close: async () => {
      await Promise.all([kommo.close(), following.close()]);
    },
  };
}
