/** Kommo as every function reaches it: one client behind the account's shared limiter and breaker (design §6, Budget). */
import type { Redis } from '@upstash/redis';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { createKommoBreaker } from './breaker.ts';
import { createKommoClient } from './client.ts';
import type { Kommo } from './kommo.ts';
import { createKommoLimiter } from './limiter.ts';

export type KommoConfig = {
  readonly baseUrl: string;
  readonly token: string;
  readonly accountId: number;
  readonly rps: number;
};

export function connectKommo({
  config,
  redis,
  clock,
  log,
}: {
  config: KommoConfig;
  redis: Redis;
  clock: Clock;
  log: Log;
}): Kommo {
  const accountKey = String(config.accountId);
  return createKommoClient({
    baseUrl: config.baseUrl,
    token: config.token,
    limiter: createKommoLimiter({ redis, rps: config.rps, accountKey, clock, log }),
    breaker: createKommoBreaker({ redis, accountKey, clock, log }),
    clock,
    log,
  });
}
