/**
 * The embedded store: the commands that the product sends, as strict as Redis (number of words, types, options, error lines),
 * and Lua scripts, on the stack's clock: a TTL of three days lapses in `clock.advance`.
 */
import type { Clock } from '../../clock.ts';
import { commandNamed, refuseMalformed } from './commands.ts';
import { createKeyspace } from './keyspace.ts';
import { createLuaEngine, type LuaEngine, sha1 } from './lua.ts';
import { type Command, RedisError, type RedisStore, type Reply } from './redis-store.ts';

/** `EVAL` and `EVALSHA` after their first word: `numkeys key… arg…`. */
function scriptArguments(words: readonly string[]): { keys: readonly string[]; args: readonly string[] } {
  const [count = '', ...rest] = words;
  if (!/^-?\d+$/.test(count)) throw new RedisError('ERR value is not an integer or out of range');
  const keyCount = Number(count);
  if (keyCount < 0) throw new RedisError("ERR Number of keys can't be negative");
  if (keyCount > rest.length) throw new RedisError("ERR Number of keys can't be greater than number of args");
  return { keys: rest.slice(0, keyCount), args: rest.slice(keyCount) };
}

/** A store of its own: nothing is shared with another one in the process. */
export function createEmbeddedRedis(clock: Clock): RedisStore {
  const keys = createKeyspace(clock);
  const scripts = new Map<string, string>();

  /** One command, carried out at once. A script reaches these and no script. */
  const carryOut = (command: Command): Reply => {
    refuseMalformed(command);
    const [name = '', ...args] = command;
    const spec = commandNamed(name);
    if (!spec) throw new RedisError('ERR This Redis command is not allowed from script');
    return spec.run({ keys, args, nowMs: clock.nowMs() });
  };
  let started: LuaEngine | null = null;
  const lua = (): LuaEngine => {
    started ??= createLuaEngine(carryOut);
    return started;
  };

  const remember = (source: string): string => {
    lua().compile(source);
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
    return lua().run({ source, ...script });
  };

  const perform = (command: Command): Reply => {
    refuseMalformed(command);
    const [name = '', first = '', ...rest] = command;
    switch (name.toLowerCase()) {
      case 'script':
        return script(command.slice(1));
      case 'eval':
        return evaluate(first, rest);
      case 'evalsha': {
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
    names: async () => keys.names(),
    clear: async () => keys.clear(),
    close: async () => started?.close(),
  };
}
