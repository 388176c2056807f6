/** A Redis server (`REDIS_URL`) behind the REST layer: same contract as the embedded store, on the machine's own clock. */
import { Redis, ReplyError } from 'ioredis';
import { type Command, RedisError, type RedisStore, type Reply } from './redis-store.ts';

/** ioredis turns some replies into objects (`HGETALL`); REST answers the flat list that Redis sent. */
function toReply(value: unknown): Reply {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number' || typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(toReply);
  if (typeof value === 'object') return Object.entries(value).flat().map(toReply);
  throw new Error(`unexpected reply of type ${typeof value}`);
}

/** ioredis types its `ReplyError` loosely; the message is the server's line either way. */
function toRedisError(error: unknown): RedisError {
  if (error instanceof ReplyError) return new RedisError(error instanceof Error ? error.message : String(error));
  throw error;
}

/** `url` should name a database of its own (`redis://127.0.0.1:6379/15`): flushing empties it. */
export function createRealRedis(url: string): RedisStore {
  const redis = new Redis(url, { maxRetriesPerRequest: 1 });
  const call = ([name = '', ...args]: Command): Promise<unknown> => redis.call(name, ...args);
  return {
    run: async (command) => {
      try {
        return toReply(await call(command));
      } catch (error) {
        throw toRedisError(error);
      }
    },
    transaction: async (commands) => {
      const transaction = redis.multi();
      for (const [name = '', ...args] of commands) transaction.call(name, ...args);
      try {
        const replies = (await transaction.exec()) ?? [];
        return replies.map(([error, reply]) => (error ? toRedisError(error) : toReply(reply)));
      } catch (error) {
        throw toRedisError(error);
      }
    },
    close: async () => {
      redis.disconnect();
    },
  };
}
