/**
 * What Redis may tell, all of it hints (I4): the newest inbound of a lead, and the pause flag that silences a turn in
 * flight. Nothing here authorises speech, and Redis down is an answer ("unknown"), never an exception.
 */
import { Redis, type Requester } from '@upstash/redis';
import * as z from 'zod/mini';
import type { LeadKey } from './lead.ts';
import type { Log } from './log.ts';

const CALL_TIMEOUT_MS = 1_500;
const MARK_TTL_SECONDS = 60 * 60;
/** Longer than the queue tries (about 17 minutes): what ends in the dead letters stays in doubt until people have seen the alarm. */
const DOUBT_TTL_SECONDS = 6 * 60 * 60;

const Reply = z.object({ result: z.optional(z.unknown()), error: z.optional(z.string()) });
type Reply = z.infer<typeof Reply>;
type Waiting = {
  readonly commands: readonly unknown[];
  readonly resolve: (replies: readonly Reply[]) => void;
  readonly reject: (error: unknown) => void;
};

/** The library's own way to the server: its HTTP, its retry, its errors. */
class Wire extends Redis {
  readonly requester: Requester = this.client;
}

/**
 * Everything that is asked in one turn of the event loop leaves in one request, reads and writes alike (the client's own
 * pipelining sends them apart): what a reply costs is counted in requests.
 */
function createBatching(wire: Requester): Requester {
  let waiting: Waiting[] = [];
  const flush = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      // Answered as a bare list, which the library types as one reply.
      const replies: unknown = await wire.request({
        path: ['pipeline'],
        body: batch.flatMap(({ commands }) => commands),
      });
      let at = 0;
      for (const { commands, resolve } of batch) {
        resolve(
          z
            .array(Reply)
            .parse(replies)
            .slice(at, at + commands.length),
        );
        at += commands.length;
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  };
  const enqueue = (commands: readonly unknown[]): Promise<readonly Reply[]> =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) {
        setImmediate(() => {
          const batch = waiting;
          waiting = [];
          flush(batch).catch(reject);
        });
      }
      waiting.push({ commands, resolve, reject });
    });
  return {
    request: async ({ path = [], body }) => {
      const isPipeline = path[0] === 'pipeline';
      if (!Array.isArray(body) || (path.length > 0 && !isPipeline))
        throw new Error(`Redis is not asked by ${path.join('/')}`);
      const replies = await enqueue(isPipeline ? body : [body]);
      // The client types a pipeline's answer as one reply, too; a command's error is its caller's.
      if (isPipeline) return replies as never;
      const [reply] = replies;
      if (reply?.error !== undefined) throw new Error(reply.error);
      return { result: reply?.result as never };
    },
  };
}

/** One client per container. */
export function createRedis({ url, token }: { url: string; token: string }): Redis {
  const { requester } = new Wire({
    url,
    token,
    enableTelemetry: false,
    enableAutoPipelining: false,
    // A lost command is a hint less; waiting for it would cost the turn.
    retry: { retries: 1, backoff: () => 50 },
    signal: () => AbortSignal.timeout(CALL_TIMEOUT_MS),
  });
  return new Redis(createBatching(requester));
}

const PauseFlag = z.object({ reason: z.string(), since: z.number(), epoch: z.int() });
export type PauseFlag = z.infer<typeof PauseFlag>;

const markKey = (key: LeadKey) => `inbound:newest:${key}`;
const pauseKey = (key: LeadKey) => `handoff:pause:${key}`;
const doubtKey = (name: string) => `handoff:doubt:${name}`;
/** Which line of the queue this person's messages stand in (lib/intake/lines.ts). */
export const lineKey = (key: LeadKey) => `line:${key}`;
/** Everything kept here under a lead's key: for its export and its erasure. */
export const redisKeysOf = (key: LeadKey): readonly string[] => [
  markKey(key),
  pauseKey(key),
  doubtKey(key),
  lineKey(key),
];

// SQS sequence numbers are 20 digits, so text order is number order: two webhooks at once never move the mark back.
const RAISE_MARK = `
local current = redis.call('get', KEYS[1])
if not current or ARGV[1] > current then redis.call('set', KEYS[1], ARGV[1], 'ex', ARGV[2]) end
return 1`;

export type Hints = {
  /** Marks the newest inbound by its place in the queue: whatever has a lower number is surely processed before it. */
  markInbound(key: LeadKey, sequenceNumber: string): Promise<void>;
  /** `newer`: another inbound waits behind this one, under any of these keys. `unknown`: no mark readable, answer per message. */
  newerInbound(
    keys: LeadKey | readonly LeadKey[],
    sequenceNumber: string,
  ): Promise<'newer' | 'newest' | 'unknown'>;
  /** Written with the Postgres row of a takeover. `ttlSeconds` only for a person's reply. */
  setPause(key: LeadKey, flag: PauseFlag, ttlSeconds: number | null): Promise<void>;
  clearPause(key: LeadKey): Promise<void>;
  /** The flag counts only with its epoch: one that is not newer than a permit says nothing against it (H3). */
  pauseAfter(key: LeadKey, epoch: number): Promise<boolean>;
  /** What `id` stands for may concern whoever goes by one of these names (lib/handoff/doubt.ts). */
  raiseDoubt(names: readonly string[], id: string): Promise<void>;
  settleDoubt(names: readonly string[], id: string): Promise<void>;
  inDoubt(names: readonly string[]): Promise<boolean>;
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
    newerInbound: (keys, sequenceNumber) =>
      orElse<'newer' | 'newest' | 'unknown'>('mark', 'unknown', async () => {
        const names = typeof keys === 'string' ? [markKey(keys)] : keys.map(markKey);
        const marks = (await redis.mget<(string | null)[]>(...names)).filter((mark) => mark !== null);
        if (marks.length === 0) return 'unknown';
        return marks.some((mark) => String(mark) > sequenceNumber) ? 'newer' : 'newest';
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
        const flag = PauseFlag.safeParse(await redis.get(pauseKey(key)));
        return flag.success && flag.data.epoch > epoch;
      }),
    raiseDoubt: (names, id) =>
      orElse('doubt', undefined, async () => {
        await Promise.all(
          names.flatMap((name) => [
            redis.sadd(doubtKey(name), id),
            redis.expire(doubtKey(name), DOUBT_TTL_SECONDS),
          ]),
        );
      }),
    settleDoubt: (names, id) =>
      orElse('doubt', undefined, async () => {
        await Promise.all(names.map((name) => redis.srem(doubtKey(name), id)));
      }),
    inDoubt: (names) =>
      orElse(
        'doubt',
        false,
        async () => names.length > 0 && (await redis.exists(...names.map(doubtKey))) > 0,
      ),
  };
}
