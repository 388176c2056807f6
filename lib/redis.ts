/**
 * What Redis may tell, all of it hints (I4): the newest inbound of a lead, and the pause flag that silences a turn in
 * flight. Nothing here authorises speech, and Redis down is an answer ("unknown"), never an exception.
 */
import { Redis } from '@upstash/redis';
import * as z from 'zod/mini';
import type { LeadKey } from './lead.ts';
import type { Log } from './log.ts';

const CALL_TIMEOUT_MS = 1_500;
const MARK_TTL_SECONDS = 60 * 60;

/** One client per container. Commands issued together leave in one request. */
export function createRedis({ url, token }: { url: string; token: string }): Redis {
  return new Redis({
    url,
    token,
    enableTelemetry: false,
    automaticDeserialization: false,
    // A lost command is a hint less; waiting for it would cost the turn.
    retry: { retries: 1, backoff: () => 50 },
    signal: () => AbortSignal.timeout(CALL_TIMEOUT_MS),
  });
}

const PauseFlag = z.object({ reason: z.string(), since: z.number(), epoch: z.int() });
export type PauseFlag = z.infer<typeof PauseFlag>;

const markKey = (key: LeadKey) => `inbound:newest:${key}`;
const pauseKey = (key: LeadKey) => `handoff:pause:${key}`;

// SQS sequence numbers are 20 digits, so text order is number order: two webhooks at once never move the mark back.
const RAISE_MARK = `
local current = redis.call('get', KEYS[1])
if not current or ARGV[1] > current then redis.call('set', KEYS[1], ARGV[1], 'ex', ARGV[2]) end
return 1`;

export type Hints = {
  /** Marks the newest inbound by its place in the queue: whatever has a lower number is surely processed before it. */
  markInbound(key: LeadKey, sequenceNumber: string): Promise<void>;
  /** `newer`: another inbound waits behind this one. `unknown`: no mark readable, answer per message. */
  newerInbound(key: LeadKey, sequenceNumber: string): Promise<'newer' | 'newest' | 'unknown'>;
  /** Written with the Postgres row of a takeover. `ttlSeconds` only for a person's reply. */
  setPause(key: LeadKey, flag: PauseFlag, ttlSeconds: number | null): Promise<void>;
  clearPause(key: LeadKey): Promise<void>;
  /** The flag counts only with its epoch: one that is not newer than a permit says nothing against it (H3). */
  pauseAfter(key: LeadKey, epoch: number): Promise<boolean>;
};

export function createHints({ redis, log }: { redis: Redis; log: Log }): Hints {
  const orElse = async <T>(what: string, fallback: T, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      log.warn('redis.unreachable', { what, error });
      return fallback;
    }
  };
  return {
    markInbound: (key, sequenceNumber) =>
      orElse('mark', undefined, async () => {
        await redis.eval(RAISE_MARK, [markKey(key)], [sequenceNumber, MARK_TTL_SECONDS]);
      }),
    newerInbound: (key, sequenceNumber) =>
      orElse<'newer' | 'newest' | 'unknown'>('mark', 'unknown', async () => {
        const mark = await redis.get<string>(markKey(key));
        if (mark === null) return 'unknown';
        return String(mark) > sequenceNumber ? 'newer' : 'newest';
      }),
    setPause: (key, flag, ttlSeconds) =>
      orElse('pause', undefined, async () => {
        await redis.set(pauseKey(key), JSON.stringify(flag), ttlSeconds === null ? {} : { ex: ttlSeconds });
      }),
    clearPause: (key) =>
      orElse('pause', undefined, async () => {
        await redis.del(pauseKey(key));
      }),
    pauseAfter: (key, epoch) =>
      orElse('pause', false, async () => {
        const raw = await redis.get<string>(pauseKey(key));
        if (raw === null) return false;
        const flag = PauseFlag.safeParse(JSON.parse(String(raw)));
        return flag.success && flag.data.epoch > epoch;
      }),
  };
}
