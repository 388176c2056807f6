/**
 * What makes schedules fire: one timer per schedule and per delivery still under way, on the stack's clock, so that
 * `advance` meets them in the order of their times. While stopped nothing fires; what fell due meanwhile fires once on
 * the way back, late, and a recurring schedule then goes on from there.
 */
import type { VirtualClock } from '../../clock.ts';
import { type Book, keyOf, type Schedule } from './book.ts';
import { afterFailure, type Firing, isoSeconds, payloadOf, type Targets } from './firing.ts';

export type Engine = {
  /** Looks at a schedule anew: after it was created, changed or deleted. */
  arm(key: string): void;
  stop(): void;
  /** Starts what is waiting, oldest first. */
  start(): void;
  /** The next `times` occurrences are each delivered twice: at-least-once. */
  fireTwice(times: number): void;
  /** Every occurrence is `ms` late from now on; 0 is on time. */
  fireLate(ms: number): void;
  /** How long a completed schedule with ActionAfterCompletion DELETE is still there; AWS says "shortly". */
  deleteLate(ms: number): void;
  firings(): Firing[];
};

const MINUTE_MS = 60_000;

export function createEngine({
  clock,
  book,
  targets,
  newId,
  windowShare,
  firings: earlier,
}: {
  clock: VirtualClock;
  book: Book;
  targets: Targets;
  newId: () => string;
  /** Where in a flexible window an occurrence falls, from 0 (its start) to 1. */
  windowShare: () => number;
  firings: readonly Firing[];
}): Engine {
  const timers = new Map<string, () => void>();
  const firings = new Map<string, Firing>(
    structuredClone(earlier).map((firing) => [firing.executionId, firing]),
  );
  let isStopped = false;
  let twice = 0;
  let lateMs = 0;
  let deleteLateMs = 0;

  const setTimer = (key: string, atMs: number, task: () => unknown): void => {
    timers.get(key)?.();
    if (isStopped) return;
    const cancel = clock.after(atMs - clock.nowMs(), () => {
      timers.delete(key);
      return task();
    });
    timers.set(key, cancel);
  };

  const isCompleted = (schedule: Schedule): boolean =>
    schedule.dueMs === null &&
    schedule.definition.State === 'ENABLED' &&
    schedule.definition.ActionAfterCompletion === 'DELETE';

  /** Deletes a completed schedule once its last delivery is over, unless it was given a new time meanwhile. */
  const tidy = (key: string): void => {
    const schedule = book.schedules.get(key);
    if (!schedule || !isCompleted(schedule)) return;
    if ([...firings.values()].some((firing) => firing.scheduleKey === key)) return;
    const remove = (): void => {
      // An update, or a new one of the same name, is another object.
      if (book.schedules.get(key) === schedule) book.drop(key);
    };
    if (deleteLateMs === 0) remove();
    else clock.after(deleteLateMs, remove);
  };

  const settle = (firing: Firing): void => {
    firings.delete(firing.executionId);
    tidy(firing.scheduleKey);
  };

  const giveUp = async (
    firing: Firing,
    failure: { code: string; message: string; condition: string },
  ): Promise<void> => {
    const arn = firing.target.DeadLetterConfig?.Arn;
    if (arn !== undefined)
      await targets.deadLetter({
        arn,
        body: payloadOf(firing),
        attributes: {
          ERROR_CODE: failure.code,
          ERROR_MESSAGE: failure.message,
          EXECUTION_ID: firing.executionId,
          EXHAUSTED_RETRY_CONDITION: failure.condition,
          IS_PAYLOAD_TRUNCATED: 'false',
          RETRY_ATTEMPTS: String(firing.attempts - 1),
          SCHEDULED_TIME: isoSeconds(firing.dueMs),
          SCHEDULE_ARN: firing.scheduleArn,
          TARGET_ARN: firing.target.Arn,
        },
      });
    settle(firing);
  };

  const attempt = async (firing: Firing): Promise<void> => {
    firing.attempts += 1;
    const answer = await targets.invoke({
      arn: firing.target.Arn,
      payload: payloadOf(firing),
      messageGroupId: firing.target.SqsParameters?.MessageGroupId,
    });
    if (answer.kind === 'accepted') return settle(firing);
    const next = afterFailure({ firing, nowMs: clock.nowMs() });
    if (next.kind === 'exhausted')
      return giveUp(firing, { code: answer.code, message: answer.message, condition: next.condition });
    firing.nextAttemptMs = next.atMs;
    armFiring(firing);
  };

  const armFiring = (firing: Firing): void =>
    setTimer(firing.executionId, firing.nextAttemptMs, () => attempt(firing));

  const fire = async (schedule: Schedule, dueMs: number): Promise<void> => {
    const nowMs = clock.nowMs();
    const times = twice > 0 ? 2 : 1;
    twice = Math.max(0, twice - 1);
    const made = Array.from({ length: times }, (): Firing => {
      const executionId = newId();
      const { arn, definition } = schedule;
      return {
        executionId,
        scheduleKey: keyOf(schedule),
        scheduleArn: arn,
        target: definition.Target,
        dueMs,
        attempts: 0,
        nextAttemptMs: nowMs,
      };
    });
    for (const firing of made) firings.set(firing.executionId, firing);
    schedule.dueMs = book.occurrence(schedule, dueMs + 1);
    // What an outage swallowed of a recurring schedule is made up for once.
    if (schedule.dueMs !== null && wakeMs(schedule, schedule.dueMs) < nowMs)
      schedule.dueMs = book.occurrence(schedule, nowMs);
    arm(keyOf(schedule));
    for (const firing of made) await attempt(firing);
  };

  const wakeMs = ({ definition }: Schedule, dueMs: number): number => {
    const windowMs = (definition.FlexibleTimeWindow.MaximumWindowInMinutes ?? 0) * MINUTE_MS;
    return dueMs + lateMs + Math.floor(windowMs * (windowMs === 0 ? 0 : windowShare()));
  };

  const arm = (key: string): void => {
    timers.get(key)?.();
    timers.delete(key);
    const schedule = book.schedules.get(key);
    const dueMs = schedule?.dueMs ?? null;
    if (!schedule || dueMs === null) return;
    setTimer(key, wakeMs(schedule, dueMs), () => fire(schedule, dueMs));
  };

  const start = (): void => {
    isStopped = false;
    const waiting = [
      ...[...firings.values()].map((firing) => ({
        atMs: firing.nextAttemptMs,
        begin: () => armFiring(firing),
      })),
      ...[...book.schedules].map(([key, schedule]) => ({ atMs: schedule.dueMs ?? 0, begin: () => arm(key) })),
    ];
    // Timers that are due already run in the order they were set.
    for (const { begin } of waiting.sort((a, b) => a.atMs - b.atMs)) begin();
    for (const key of book.schedules.keys()) tidy(key);
  };

  start();
  return {
    arm,
    start,
    stop: () => {
      isStopped = true;
      for (const cancel of timers.values()) cancel();
      timers.clear();
    },
    fireTwice: (times) => {
      twice += times;
    },
    fireLate: (ms) => {
      lateMs = ms;
      for (const key of book.schedules.keys()) arm(key);
    },
    deleteLate: (ms) => {
      deleteLateMs = ms;
    },
    firings: () => structuredClone([...firings.values()]),
  };
}
