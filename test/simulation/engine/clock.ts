/** The stack's clock, and a container's, told by the simulation. */
import { settleUntil } from '../../../lib/clock.ts';
import type { VirtualClock } from '../../../local/clock.ts';
import type { ContainerClock } from '../../../local/emulators/lambda/containers.ts';
import type { Scheduler } from './scheduler.ts';

/** Idleness needs no counting here: between two events everything that can go on has gone on. */
export function stackClock(scheduler: Scheduler): VirtualClock {
  const caught = (error: unknown): void => {
    scheduler.errors.push(error instanceof Error ? (error.stack ?? error.message) : JSON.stringify(error));
  };
  return {
    ...containerClock(scheduler, 0, caught),
    asleep: (wait) => wait,
    track: (work) => work,
    advance: (ms) => scheduler.advance(ms),
    idle: async () => {},
    stop: () => scheduler.stop(),
  };
}

/** A container's clock is `skewMs` off; what it waits for lasts as long as anywhere. */
export function containerClock(
  scheduler: Scheduler,
  skewMs: number,
  caught: (error: unknown) => void,
): ContainerClock {
  const nowMs = (): number => scheduler.nowMs() + skewMs;
  return {
    nowMs,
    after: (ms, task) => scheduler.after(ms, () => void (async () => task())().catch(caught)),
    sleep: (ms) => scheduler.sleep(ms),
    settleBy: (untilMs, works) => settleUntil(scheduler.sleep(untilMs - nowMs()), works),
  };
}
