/** Kommo as every function reaches it: one client behind the account's shared limiter and breaker (design §6, Budget). */
import type { Redis } from '@upstash/redis';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { createKommoBreaker } from './breaker.ts';
import { createKommoClient } from './client.ts';
import { createCombinedReads } from './combined.ts';
import { createCombinedWrites } from './combined-writes.ts';
import type { Kommo } from './kommo.ts';
import { createKommoLimiter } from './limiter.ts';

export type KommoConfig = {
  readonly baseUrl: string;
  readonly token: string;
  readonly accountId: number;
  readonly rps: number;
  /** Do functions that wait for the budget share their requests? */
  readonly combined: 'yes' | 'no';
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
  const { token } = config;
  const breaker = createKommoBreaker({ redis, accountKey, clock, log });
  const limiter = createKommoLimiter({ redis, rps: config.rps, accountKey, clock, log, breaker });
  const shared = { limiter, breaker, token, clock, log };
  const isCombined = config.combined === 'yes';
  return createKommoClient({
    baseUrl: config.baseUrl,
    token,
    limiter,
    breaker,
    combined: isCombined ? createCombinedReads(shared) : null,
    writes: isCombined ? createCombinedWrites(shared) : null,
    clock,
    log,
  });
}
