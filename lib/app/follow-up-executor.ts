/** The executor of follow-ups and reminders put together: every client once per container, from one configuration. */
import type { Following } from '../calendar/connection.ts';
import type { FollowEvent } from '../calendar/follow-event.ts';
import type { Clock } from '../clock.ts';
import type { FollowUpConfig } from '../config.ts';
import type { FollowUpWriter } from '../conversation/follow-up-texts.ts';
import { Firing } from '../follow-up/firing.ts';
import { createReminders } from '../follow-up/reminder-executor.ts';
import { createExecutor } from '../follow-up/step-executor.ts';
import { createWaiting } from '../follow-up/waiting.ts';
import { createPersonTasks } from '../kommo/person-task.ts';
import type { Log } from '../log.ts';
import { connectSpeech } from './clients.ts';
import { traceOf } from './traced.ts';

export type FollowUpApp = {
  /** The Lambda's handler: one firing of a schedule, or an invocation at once. Throws what should be repeated. */
  handle(event: unknown): Promise<{ readonly outcome: string }>;
  /** Ends connections; a Lambda never calls it. */
  close(): Promise<void>;
};

export function createFollowUpExecutor(
  config: FollowUpConfig,
  { clock, log, writer }: { clock: Clock; log: Log; writer?: FollowUpWriter },
): FollowUpApp {
  const speech = connectSpeech(config, { clock, log, ...(writer && { writer }) });
  // A chunk of its own, read at the first reminder: most firings are steps of a ladder, and the start is what they pay for.
  let following: Promise<Following> | null = null;
  const followEvent: FollowEvent = async (meeting) => {
    following ??= import('../calendar/connection.ts').then(({ connectFollowing }) =>
      connectFollowing({ config, store: speech.store, clock, log }),
    );
    return (await following).followEvent(meeting);
  };
  const trace = traceOf(config, { log });
  const shared = {
    ...speech,
    followEvent,
    texts: speech.followUpTexts,
    templates: config.followUp.templates,
    waiting: createWaiting(speech),
    clock,
    log,
  };
  const tasks = createPersonTasks({ kommo: speech.kommo, clock, log });
  const executor = createExecutor({ ...shared, tasks });
  const reminders = createReminders(shared);

  const fire = async (event: unknown): Promise<{ readonly outcome: string }> => {
    const firing = Firing.safeParse(event);
    if (!firing.success) {
      // Nothing would make it readable: repeating it is of no use.
      log.error('follow_up.unreadable', {});
      return { outcome: 'unreadable' };
    }
    const { data } = firing;
    const fired = await (data.kind === 'step' ? executor.fire(data) : reminders.fire(data));
    log.info('follow_up.fired', {
      leadId: data.leadId,
      kind: data.kind,
      step: data.step,
      outcome: fired.kind,
    });
    return { outcome: fired.kind };
  };
  return {
    handle: async (event) => {
      try {
        return await trace.turn(
          'turn follow_up',
          {},
          () => fire(event),
          ({ outcome }) => ({ 'bastao.outcome': outcome }),
        );
      } finally {
        await speech.settle();
        await trace.flush();
      }
    },
    close: async () => {
      await Promise.all([speech.close(), following?.then(({ close }) => close())]);
    },
  };
}
