/** A Redis server (`REDIS_URL`) behind the REST layer: same contract as the embedded store, on the machine's own clock. */
import { Redis, ReplyError } from 'ioredis';
import { sha1 } from './lua.ts';
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
  if (error instanceof ReplyError)
    return new RedisError(error instanceof Error ? error.message : String(error));
  throw error;
}

/**
 * `#!lua flags=allow-key-locking` heads the scripts of Upstash's rate limiter; Redis knows no such flag and refuses them. They
 * run without it, under the hash that the client knows them by.
 */
function createScriptTranslation(): (command: Command) => Command {
  const hashes = new Map<string, string>();
  const translated = (source: string): string => {
    const plain = source.replace(/^#!lua flags=allow-key-locking[^\n]*/, '');
    if (plain !== source) hashes.set(sha1(source), sha1(plain));
    return plain;
  };
  return (command) => {
    const [name = '', first = '', second = ''] = command;
    switch (name.toLowerCase()) {
      case 'eval':
        return [name, translated(first), ...command.slice(2)];
      case 'evalsha':
        return [name, hashes.get(first.toLowerCase()) ?? first, ...command.slice(2)];
      case 'script':
        return first.toLowerCase() === 'load'
          ? [name, first, translated(second), ...command.slice(3)]
          : command;
      default:
        return command;
    }
  };
}

/** `url` should name a database of its own (`redis://127.0.0.1:6379/15`): flushing empties it. */
export function createRealRedis(url: string): RedisStore {
  const redis = new Redis(url, { maxRetriesPerRequest: 1 });
  // Every command fails on its own; unheard, ioredis writes each lost connection to the console.
  redis.on('error', () => {});
  const translate = createScriptTranslation();
  return {
    run: async (command) => {
      const [name = '', ...args] = translate(command);
      try {
        return toReply(await redis.call(name, ...args));
      } catch (error) {
        throw toRedisError(error);
      }
    },
    transaction: async (commands) => {
      const transaction = redis.multi();
      for (const [name = '', ...args] of commands.map(translate)) transaction.call(name, ...args);
      try {
        const replies = (await transaction.exec()) ?? [];
        return replies.map(([error, reply]) => (error ? toRedisError(error) : toReply(reply)));
      } catch (error) {
        throw toRedisError(error);
      }
    },
    names: () => redis.keys('*'),
    clear: async () => {
      await redis.flushdb();
    },
    close: async () => {
      redis.disconnect();
    },
  };
}
