/**
 * The commands that the product and its rate limiter send, one row each: how many words it takes, which type its key must
 * have, and what it does. Everything else is refused as unknown, not guessed at.
 * Source: redis.io/docs/latest/commands; compared with a Redis 7 by the contract test.
 */
import type { Keyspace } from './keyspace.ts';
import { type Command, RedisError, type Reply } from './redis-store.ts';

type Call = { readonly keys: Keyspace; readonly args: readonly string[]; readonly nowMs: number };

export type CommandSpec = {
  /** Words including the name; negative: at least so many. As in `COMMAND INFO`. */
  readonly arity: number;
  run(call: Call): Reply;
};

const SYNTAX_ERROR = 'ERR syntax error';
const INTEGER = /^-?(0|[1-9]\d*)$/;

function integer(word: string | undefined): number {
  const value = Number(word);
  if (word === undefined || !INTEGER.test(word) || !Number.isSafeInteger(value))
    throw new RedisError('ERR value is not an integer or out of range');
  return value;
}

const EXPIRY_UNITS = { EX: 1000, PX: 1, EXAT: 1000, PXAT: 1 } as const;
type ExpiryOption = keyof typeof EXPIRY_UNITS;
const isExpiryOption = (word: string): word is ExpiryOption => Object.hasOwn(EXPIRY_UNITS, word);

/** The instant that `EX 10` and its like mean. */
function deadlineOf(option: ExpiryOption, word: string | undefined, nowMs: number): number {
  const amount = integer(word);
  if (amount <= 0) throw new RedisError("ERR invalid expire time in 'set' command");
  return amount * EXPIRY_UNITS[option] + (option.endsWith('AT') ? 0 : nowMs);
}

type SetOptions = { readonly flags: ReadonlySet<string>; readonly deadlineMs: number | null };

function setOptions(words: readonly string[], nowMs: number): SetOptions {
  const flags = new Set<string>();
  let deadlineMs: number | null = null;
  for (let index = 0; index < words.length; index += 1) {
    const option = words[index]?.toUpperCase() ?? '';
    if (isExpiryOption(option) && deadlineMs === null) {
      index += 1;
      deadlineMs = deadlineOf(option, words[index], nowMs);
    } else if (['NX', 'XX', 'GET', 'KEEPTTL'].includes(option)) flags.add(option);
    else throw new RedisError(SYNTAX_ERROR);
  }
  if ((flags.has('NX') && flags.has('XX')) || (flags.has('KEEPTTL') && deadlineMs !== null))
    throw new RedisError(SYNTAX_ERROR);
  return { flags, deadlineMs };
}

function set({ keys, args: [key = '', value = '', ...words], nowMs }: Call): Reply {
  const { flags, deadlineMs } = setOptions(words, nowMs);
  const previous = flags.has('GET') ? keys.string(key) : null;
  const exists = keys.type(key) !== null;
  if ((flags.has('NX') && exists) || (flags.has('XX') && !exists)) return previous;
  keys.put(key, value, flags.has('KEEPTTL') ? keys.deadline(key) : deadlineMs);
  return flags.has('GET') ? previous : 'OK';
}

/** `EXPIRE` and `PEXPIRE`, with NX, XX, GT and LT. */
const expire =
  (unitMs: number): CommandSpec['run'] =>
  ({ keys, args: [key = '', amount, ...flags], nowMs }) => {
    const deadline = integer(amount) * unitMs + nowMs;
    if (keys.type(key) === null) return 0;
    const current = keys.deadline(key);
    for (const flag of flags.map((word) => word.toUpperCase())) {
      if (!['NX', 'XX', 'GT', 'LT'].includes(flag)) throw new RedisError(`ERR Unsupported option ${flag}`);
      if (flag === 'NX' && current !== null) return 0;
      if (flag === 'XX' && current === null) return 0;
      // A key without a deadline lives for ever.
      if (flag === 'GT' && (current === null || deadline <= current)) return 0;
      if (flag === 'LT' && current !== null && deadline >= current) return 0;
    }
    if (deadline <= nowMs) keys.delete(key);
    else keys.setDeadline(key, deadline);
    return 1;
  };

/** Milliseconds left; -1 without a deadline, -2 without a key. */
function millisecondsLeft({ keys, args: [key = ''], nowMs }: Call): number {
  if (keys.type(key) === null) return -2;
  const deadline = keys.deadline(key);
  return deadline === null ? -1 : deadline - nowMs;
}

function addInteger({ keys, args: [key = '', word] }: Call): number {
  const by = integer(word);
  const sum = integer(keys.string(key) ?? '0') + by;
  keys.put(key, String(sum), keys.deadline(key));
  return sum;
}

function hset({ keys, args: [key = '', ...words] }: Call): Reply {
  if (words.length % 2 !== 0) throw new RedisError("ERR wrong number of arguments for 'hset' command");
  const fields = keys.hash(key);
  const before = fields.size;
  for (let index = 0; index < words.length; index += 2)
    fields.set(words[index] ?? '', words[index + 1] ?? '');
  keys.keep(key, fields);
  return fields.size - before;
}

const count = (words: readonly string[], isSo: (word: string) => boolean): number =>
  words.filter(isSo).length;

/** By lower-case name. */
const COMMANDS: Readonly<Record<string, CommandSpec>> = {
  ping: { arity: -1, run: ({ args: [word] }) => word ?? 'PONG' },
  time: {
    arity: 1,
    run: ({ nowMs }) => [String(Math.floor(nowMs / 1000)), String(Math.floor((nowMs % 1000) * 1000))],
  },

  get: { arity: 2, run: ({ keys, args: [key = ''] }) => keys.string(key) },
  set: { arity: -3, run: set },
  // What is no string is null here, not an error.
  mget: {
    arity: -2,
    run: ({ keys, args }) => args.map((key) => (keys.type(key) === 'string' ? keys.string(key) : null)),
  },
  incr: { arity: 2, run: (call) => addInteger({ ...call, args: [call.args[0] ?? '', '1'] }) },
  incrby: { arity: 3, run: addInteger },

  hset: { arity: -4, run: hset },
  hmget: {
    arity: -3,
    run: ({ keys, args: [key = '', ...names] }) => {
      const fields = keys.hash(key);
      return names.map((name) => fields.get(name) ?? null);
    },
  },

  sadd: {
    arity: -3,
    run: ({ keys, args: [key = '', ...members] }) => {
      const kept = keys.set(key);
      const added = count(members, (member) => !kept.has(member) && kept.add(member).has(member));
      keys.keep(key, kept);
      return added;
    },
  },
  srem: {
    arity: -3,
    run: ({ keys, args: [key = '', ...members] }) => {
      const kept = keys.set(key);
      const removed = count(members, (member) => kept.delete(member));
      keys.keep(key, kept);
      return removed;
    },
  },
  smembers: { arity: 2, run: ({ keys, args: [key = ''] }) => [...keys.set(key)] },

  del: { arity: -2, run: ({ keys, args }) => count(args, (key) => keys.delete(key)) },
  exists: { arity: -2, run: ({ keys, args }) => count(args, (key) => keys.type(key) !== null) },
  expire: { arity: -3, run: expire(1000) },
  pexpire: { arity: -3, run: expire(1) },
  pttl: { arity: 2, run: millisecondsLeft },
  // Redis rounds to the nearest second.
  ttl: {
    arity: 2,
    run: (call) => {
      const left = millisecondsLeft(call);
      return left < 0 ? left : Math.floor((left + 500) / 1000);
    },
  },
};

/** Scripts are run by the store itself. */
const SCRIPTING_ARITY: Readonly<Record<string, number>> = { eval: -3, evalsha: -3, script: -2 };

/** The row of a command; null for those that run scripts. */
export const commandNamed = (name: string): CommandSpec | null =>
  Object.hasOwn(COMMANDS, name.toLowerCase()) ? (COMMANDS[name.toLowerCase()] ?? null) : null;

/** @throws RedisError for an unknown command and for a wrong number of words, as a server does before it carries anything out. */
export function refuseMalformed(command: Command): void {
  const [name = '', ...args] = command;
  const arity = commandNamed(name)?.arity ?? SCRIPTING_ARITY[name.toLowerCase()];
  if (arity === undefined) {
    const beginning = args.map((word) => `'${word.slice(0, 128)}' `).join('');
    throw new RedisError(`ERR unknown command '${name}', with args beginning with: ${beginning}`);
  }
  const fits = arity < 0 ? command.length >= -arity : command.length === arity;
  if (!fits) throw new RedisError(`ERR wrong number of arguments for '${name.toLowerCase()}' command`);
}
