/**
 * The embedded store: ioredis-mock's data structures behind Redis's own strictness (number of arguments, types, options,
 * error lines) and on the stack's clock, so a TTL of three days lapses in `clock.advance`.
 * Commands that are not in `COMMANDS` are refused, not guessed at.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import type { Clock } from '../../../lib/clock.ts';
import { COMMANDS, refuseMalformed } from './command-table.ts';
import { createLuaEngine, type LuaEngine, sha1 } from './lua.ts';
import { type Command, RedisError, type RedisStore, type Reply } from './redis-store.ts';

type RawCommand = (this: object, ...args: string[]) => unknown;
type MockModule = {
  new (options: { lazyConnect: boolean; host: string }): object;
  readonly commands: Readonly<Record<string, RawCommand>>;
};

/**
 * A copy of ioredis-mock of this store's own, told the time by `clock`: the library reads `Date`, and handing it another one is
 * the only way in that leaves the process's `Date` alone. Its commands are taken raw, because a script must run in one go.
 */
function loadMock(clock: Clock): MockModule {
  const require = createRequire(import.meta.url);
  const file = require.resolve('ioredis-mock');
  class VirtualDate extends Date {
    static override now(): number {
      return clock.nowMs();
    }
  }
  const module: { exports: unknown } = { exports: {} };
  const source = `${readFileSync(file, 'utf8')}\nmodule.exports.commands = commands_exports;`;
  compileFunction(source, ['exports', 'require', 'module', 'Date'], { filename: file })(
    module.exports,
    createRequire(file),
    module,
    VirtualDate,
  );
  // ioredis-mock 8.13.1 exports its class; the appended line adds the table of commands.
  return module.exports as MockModule;
}

/** ioredis-mock answers sets and objects where Redis answers flat lists. */
function toReply(value: unknown): Reply {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (Array.isArray(value) || value instanceof Set) return [...value].map(toReply);
  if (typeof value === 'object') return Object.entries(value).flat().map(toReply);
  throw new Error(`unexpected reply of type ${typeof value}`);
}

/** `EVAL` and `EVALSHA` after their first word: `numkeys key… arg…`. */
function scriptArguments(words: readonly string[]): { keys: readonly string[]; args: readonly string[] } {
  const [count = '', ...rest] = words;
  if (!/^-?\d+$/.test(count)) throw new RedisError('ERR value is not an integer or out of range');
  const keyCount = Number(count);
  if (keyCount < 0) throw new RedisError("ERR Number of keys can't be negative");
  if (keyCount > rest.length) throw new RedisError("ERR Number of keys can't be greater than number of args");
  return { keys: rest.slice(0, keyCount), args: rest.slice(keyCount) };
}

const SIZE_COMMANDS = { string: null, hash: 'hlen', list: 'llen', set: 'scard', zset: 'zcard' } as const;

/** A store of its own: nothing is shared with another one in the process. */
export function createEmbeddedRedis(clock: Clock): RedisStore {
  const Mock = loadMock(clock);
  const redis = new Mock({ lazyConnect: true, host: 'embedded' });
  const scripts = new Map<string, string>();

  const raw = (name: string, args: readonly string[]): Reply => {
    const command = Mock.commands[name];
    if (!command) throw new Error(`ioredis-mock has no command ${name}`);
    try {
      return toReply(command.call(redis, ...args));
    } catch (error) {
      // The mock throws plain errors for error replies; some lack the code that Redis puts in front.
      const message = error instanceof Error ? error.message : String(error);
      throw new RedisError(/^[A-Z]+ /.test(message) ? message : `ERR ${message}`);
    }
  };

  /** One command, carried out at once. Scripting commands are not for scripts and are handled in `perform`. */
  const carryOut = (command: Command): Reply => {
    refuseMalformed(command);
    const [name = '', ...args] = command;
    const spec = COMMANDS[name.toLowerCase()];
    if (!spec) throw new RedisError('ERR This Redis command is not allowed from script');
    const key = args.slice(0, 1);
    if (spec.keyType) {
      const type = raw('type', key);
      if (type !== 'none' && type !== spec.keyType)
        throw new RedisError('WRONGTYPE Operation against a key holding the wrong kind of value');
    }
    const reply = spec.run ? spec.run({ raw, args, nowMs: clock.nowMs() }) : raw(name.toLowerCase(), args);
    // An empty collection is no key; the library keeps it.
    const size = spec.keyType && SIZE_COMMANDS[spec.keyType];
    if (size && raw('exists', key) === 1 && raw(size, key) === 0) raw('del', key);
    return reply;
  };
  const lua: LuaEngine = createLuaEngine(carryOut);

  const remember = (source: string): string => {
    lua.compile(source);
    scripts.set(sha1(source), source);
    return sha1(source);
  };

  const script = (args: readonly string[]): Reply => {
    const [action = '', ...rest] = args;
    switch (action.toLowerCase()) {
      case 'load': {
        const [source] = rest;
        if (source === undefined) break;
        return remember(source);
      }
      case 'exists':
        return rest.map((hash) => (scripts.has(hash.toLowerCase()) ? 1 : 0));
      case 'flush':
        scripts.clear();
        return 'OK';
    }
    throw new RedisError(
      `ERR unknown subcommand or wrong number of arguments for '${action}'. Try SCRIPT HELP.`,
    );
  };

  const evaluate = (source: string, words: readonly string[]): Reply => {
    const script = scriptArguments(words);
    // Known from now on, whatever comes of running it.
    remember(source);
    return lua.run({ source, ...script });
  };

  const perform = (command: Command): Reply => {
    refuseMalformed(command);
    const [name = '', first = '', ...rest] = command;
    switch (name.toLowerCase()) {
      case 'script':
        return script(command.slice(1));
      case 'eval':
      case 'eval_ro':
        return evaluate(first, rest);
      case 'evalsha':
      case 'evalsha_ro': {
        const source = scripts.get(first.toLowerCase());
        if (source === undefined) throw new RedisError('NOSCRIPT No matching script. Please use EVAL.');
        return evaluate(source, rest);
      }
      default:
        return carryOut(command);
    }
  };

  return {
    run: async (command) => perform(command),
    transaction: async (commands) => {
      for (const command of commands) {
        try {
          refuseMalformed(command);
        } catch {
          throw new RedisError('EXECABORT Transaction discarded because of previous errors.');
        }
      }
      return commands.map((command) => {
        try {
          return perform(command);
        } catch (error) {
          if (error instanceof RedisError) return error;
          throw error;
        }
      });
    },
    close: async () => lua.close(),
  };
}
