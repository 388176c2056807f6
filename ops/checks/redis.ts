/** Upstash: reachable and writable. With it down the bot goes on (I4), answering per message and asking Kommo more often. */
import { type Finding, failed, ok } from '../report.ts';
import { type Check, settingsOr } from './check.ts';

const PROBE_SECONDS = 10;

function refusal(error: unknown): Finding {
  const isToken =
    error instanceof Error && /unauthorized|WRONGPASS|invalid.*token|NOPERM|readonly/i.test(error.message);
  return isToken
    ? failed(
        'Redis',
        'refuses the token, or it is a read-only one',
        'take the standard token from the Upstash console: npm run ops -- rotate UPSTASH_REDIS_REST_TOKEN',
      )
    : failed(
        'Redis',
        'cannot be reached: bursts are answered message by message',
        'check UPSTASH_REDIS_REST_URL; look at the database in the Upstash console',
      );
}

export const checkRedis: Check = async ({ connection, clock, clocks, newId }) => {
  const settings = settingsOr('Redis settings', connection.settings.redis);
  if (settings.kind === 'bad') return [settings.finding];
  const redis = connection.redis();
  try {
    const beforeMs = clock.nowMs();
    const [[seconds, microseconds]] = await Promise.all([
      redis.time(),
      redis.set(`ops:doctor:${newId()}`, 1, { ex: PROBE_SECONDS }),
    ]);
    clocks.set('Redis', {
      theirsMs: Number(seconds) * 1000 + Number(microseconds) / 1000,
      oursMs: (beforeMs + clock.nowMs()) / 2,
    });
    return [ok('Redis', 'answers and takes a write')];
  } catch (error) {
    return [refusal(error)];
  }
};
