/** W14: an Evolution instance that is not open is asked for every minute; after two a person is told, however quietly it went down. */
import type { Redis } from '@upstash/redis';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';

/** A restart or a change of networks takes seconds. */
const PATIENCE_MS = 2 * 60_000;
const SINCE_KEY = 'whatsapp:not_open_since';
const SINCE_SECONDS = 7 * 24 * 3600;

/** Logs the vital sign. Without Redis nobody remembers since when it is not open: a warning, and the next minute asks again. */
export async function watchWhatsApp({
  readState,
  redis,
  clock,
  log,
}: {
  readonly readState: () => Promise<string>;
  readonly redis: Pick<Redis, 'get' | 'set' | 'del'>;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<void> {
  const remembered = async <T>(ask: () => Promise<T>): Promise<T | null> => {
    try {
      return await ask();
    } catch (error) {
      log.warn('whatsapp.state_forgotten', { error });
      return null;
    }
  };
  const state = await readState();
  if (state === 'open') {
    await remembered(() => redis.del(SINCE_KEY));
    log.info('vitals.whatsapp', { down: 0, state });
    return;
  }
  const nowMs = clock.nowMs();
  const sinceMs = Number(
    (await remembered(async () => {
      await redis.set(SINCE_KEY, nowMs, { nx: true, ex: SINCE_SECONDS });
      return redis.get(SINCE_KEY);
    })) ?? nowMs,
  );
  const isDown = nowMs - sinceMs >= PATIENCE_MS;
  (isDown ? log.error : log.warn)('vitals.whatsapp', {
    down: isDown ? 1 : 0,
    state,
    minutes: Math.floor((nowMs - sinceMs) / 60_000),
  });
}
