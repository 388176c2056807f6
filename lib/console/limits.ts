/** How often one may ask the deployed console. Redis down limits nobody who has shown a token: stopping the bot must work then too. */
import { Ratelimit } from '@upstash/ratelimit';
import type { Redis } from '@upstash/redis';
import type { Log } from '../log.ts';

/** A page that looks every few seconds, and the hand of whoever reads. */
const PERSON_A_MINUTE = 240;
/** A token that was typed wrong, and typed again. */
const STRANGER_A_MINUTE = 20;
const ANSWER_WITHIN_MS = 1_000;

export type Limits = {
  /** `name` has shown a token; true: once more is fine. `isRedisUp`: it was asked. */
  person(name: string): Promise<{ readonly isAllowed: boolean; readonly isRedisUp: boolean }>;
  /** Somebody at this address has shown none of ours. */
  stranger(address: string): Promise<boolean>;
};

export function createLimits({ redis, log }: { redis: Redis; log: Log }): Limits {
  const limiter = (prefix: string, aMinute: number): Ratelimit =>
    new Ratelimit({
      redis,
      prefix: `console:${prefix}`,
      limiter: Ratelimit.slidingWindow(aMinute, '60 s'),
      timeout: ANSWER_WITHIN_MS,
    });
  const people = limiter('person', PERSON_A_MINUTE);
  const strangers = limiter('stranger', STRANGER_A_MINUTE);
  const ask = async (of: Ratelimit, who: string) => {
    try {
      const { success, reason } = await of.limit(who);
      return { isAllowed: success, isRedisUp: reason !== 'timeout' };
    } catch (error) {
      log.warn('redis.unreachable', { what: 'console limits', error });
      return { isAllowed: true, isRedisUp: false };
    }
  };
  return {
    person: (name) => ask(people, name),
    stranger: async (address) => (await ask(strangers, address)).isAllowed,
  };
}
