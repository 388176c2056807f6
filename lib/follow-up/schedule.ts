/**
 * One-time schedules of EventBridge Scheduler, and the invocation at once of what is due (facts/serverless.md §3: precision 60 s, a
 * past `at()` is refused, delivery at least once). A schedule only wakes the executor: it proves nothing, and one that is lost, late
 * or fires twice costs time at most. Nothing here throws; what could not be armed is told, and reconcile arms it.
 */
import { CreateScheduleCommand, SchedulerClient, UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import { type Clock, toIso } from '../clock.ts';
import type { Log } from '../log.ts';
import { codeWord } from '../text.ts';
import { type Firing, scheduleName } from './firing.ts';
import type { Starter } from './invoke.ts';

const CALL_TIMEOUT_MS = 2_000;
/** Nearer than this the Scheduler may call an `at()` past. What is due so soon waits for this: started early, it would only be put off. */
const NEAREST_MS = 60_000;
/** A firing that could not be delivered for a day is reconcile's. */
const RETRY = { MaximumEventAgeInSeconds: 24 * 3600, MaximumRetryAttempts: 20 } as const;

export type Armed =
  | { readonly kind: 'scheduled' }
  /** Due already: the executor was started instead. */
  | { readonly kind: 'invoked' }
  | { readonly kind: 'failed'; readonly cause: string };

export type Schedules = {
  /** Fires `firing` at `dueAtMs`, in the place of whatever was armed under its name. Never throws. */
  arm(firing: Firing, dueAtMs: number): Promise<Armed>;
};

export type ScheduleDeps = {
  readonly scheduler: Pick<SchedulerClient, 'send'>;
  readonly starter: Starter;
  /** SCHEDULE_GROUP, SCHEDULE_ROLE_ARN, FOLLOW_UP_FUNCTION_ARN. */
  readonly group: string;
  readonly roleArn: string;
  readonly functionArn: string;
  readonly clock: Clock;
  readonly log: Log;
};

/** One per container; endpoint and region come from the SDK's own variables. */
export const createSchedulerClient = (): SchedulerClient => new SchedulerClient({ maxAttempts: 2 });

/** `at()` knows neither a zone nor milliseconds; rounded up, so that nothing fires early. */
const at = (ms: number): string =>
  `at(${toIso(Math.ceil(ms / 1000) * 1000).slice(0, 'YYYY-MM-DDThh:mm:ss'.length)})`;

const nameOf = (error: unknown): string => (error instanceof Error ? codeWord(error.name) : 'unknown');

export function createSchedules({
  scheduler,
  starter,
  group,
  roleArn,
  functionArn,
  clock,
  log,
}: ScheduleDeps): Schedules {
  const timeLimit = () => ({ abortSignal: AbortSignal.timeout(CALL_TIMEOUT_MS) });

  /** An update replaces the whole schedule (PUT): everything is said each time. */
  const schedule = async (firing: Firing, dueAtMs: number): Promise<Armed> => {
    const input = {
      Name: scheduleName(firing),
      GroupName: group,
      ScheduleExpression: at(dueAtMs),
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      Target: { Arn: functionArn, RoleArn: roleArn, Input: JSON.stringify(firing), RetryPolicy: RETRY },
    } as const;
    const update = () => scheduler.send(new UpdateScheduleCommand(input), timeLimit());
    try {
      await update();
    } catch (error) {
      if (nameOf(error) !== 'ResourceNotFoundException') throw error;
      try {
        await scheduler.send(new CreateScheduleCommand(input), timeLimit());
      } catch (late) {
        // Somebody armed it in between; ours is as good, and the later word stands.
        if (nameOf(late) !== 'ConflictException') throw late;
        await update();
      }
    }
    return { kind: 'scheduled' };
  };

  return {
    arm: async (firing, dueAtMs) => {
      const { kind, leadId, step } = firing;
      try {
        const nowMs = clock.nowMs();
        if (dueAtMs <= nowMs) {
          await starter.start(firing);
          return { kind: 'invoked' };
        }
        return await schedule(firing, Math.max(dueAtMs, nowMs + NEAREST_MS));
      } catch (error) {
        log.error('follow_up.not_armed', { leadId, kind, step, error, cause: nameOf(error) });
        return { kind: 'failed', cause: nameOf(error) };
      }
    },
  };
}
