/**
 * The way to Redis: one client a container, one request for what is asked at once. What it may tell is a hint (I4), and
 * belongs to the room that owns it: `intake/inbound-mark`, `handoff/pause-flag`, `handoff/pending-takeover`.
 */
import { Redis, type Requester } from '@upstash/redis';
import * as z from 'zod/mini';
import type { Log } from './log.ts';

const CALL_TIMEOUT_MS = 1_500;

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

/**
 * Redis down is an answer (`fallback`: nothing known), never an exception (H20).
 * @param what names the flag in the log.
 */
export type AskRedis = <T>(what: string, fallback: T, work: (redis: Redis) => Promise<T>) => Promise<T>;

export const createAskRedis =
  ({ redis, log }: { redis: Redis; log: Log }): AskRedis =>
  async (what, fallback, work) => {
    try {
      return await work(redis);
    } catch (error) {
      log.warn('redis.unreachable', { what, error });
      return fallback;
    }
  };
