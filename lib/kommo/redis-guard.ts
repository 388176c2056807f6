/**
 * Redis is a convenience for everything in this folder: a call to it is bounded, its failure is a value, and while it is down
 * it is not asked again for a few seconds, so an outage costs one timeout and not one per turn (H20, I4).
 */
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';

/** What was stored as JSON, whether or not the client has parsed it already. */
export function storedJson(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

export type RedisAnswer<T> = { readonly kind: 'ok'; readonly value: T } | { readonly kind: 'down' };

export type RedisGuard = {
  /** Runs one round trip. Never throws; `down` after a failure, after `timeoutMs`, or while an outage is being sat out. */
  attempt<T>(work: () => Promise<T>): Promise<RedisAnswer<T>>;
};

/** @param user who asks, for the log line that opens and closes an outage. */
export function createRedisGuard({
  user,
  clock,
  log,
  timeoutMs = 500,
  sitOutMs = 5000,
}: {
  user: string;
  clock: Clock;
  log: Log;
  timeoutMs?: number;
  sitOutMs?: number;
}): RedisGuard {
  let downSinceMs: number | null = null;
  let askAgainAtMs = 0;

  async function bounded<T>(work: Promise<T>): Promise<RedisAnswer<T>> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<RedisAnswer<T>>((resolve) => {
      timer = setTimeout(() => resolve({ kind: 'down' }), timeoutMs);
    });
    const answer = work.then(
      (value): RedisAnswer<T> => ({ kind: 'ok', value }),
      (): RedisAnswer<T> => ({ kind: 'down' }),
    );
    return Promise.race([answer, timeout]).finally(() => clearTimeout(timer));
  }

  return {
    attempt: async (work) => {
      if (downSinceMs !== null && clock.nowMs() < askAgainAtMs) return { kind: 'down' };
      // A client that throws before it returns a promise is down all the same.
      const answer = await bounded((async () => work())());
      if (answer.kind === 'down') {
        if (downSinceMs === null) log.warn('kommo.redis_down', { user });
        downSinceMs ??= clock.nowMs();
        askAgainAtMs = clock.nowMs() + sitOutMs;
      } else if (downSinceMs !== null) {
        log.info('kommo.redis_back', { user, downMs: clock.nowMs() - downSinceMs });
        downSinceMs = null;
      }
      return answer;
    },
  };
}
