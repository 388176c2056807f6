/**
 * Where ioredis-mock answers otherwise than Redis, Redis's way (compared with Redis 7.0, command by command): options, expiry,
 * number checks and error lines.
 */
import { RedisError, type Reply } from './redis-store.ts';

export type Call = {
  /** A command of the library, as it is. */
  readonly raw: (name: string, args: readonly string[]) => Reply;
  readonly args: readonly string[];
  readonly nowMs: number;
};

const NOT_AN_INTEGER = 'ERR value is not an integer or out of range';
const SYNTAX_ERROR = 'ERR syntax error';

const INTEGER = /^-?(0|[1-9]\d*)$/;

export function integer(word: string | undefined): number {
  const value = Number(word);
  if (word === undefined || !INTEGER.test(word) || !Number.isSafeInteger(value))
    throw new RedisError(NOT_AN_INTEGER);
  return value;
}

function float(word: string | undefined): number {
  const value = /^[-+]?inf(inity)?$/i.test(word ?? '')
    ? Number(`${word?.startsWith('-') ? '-' : ''}Infinity`)
    : Number(word);
  if (word === undefined || word.trim() === '' || Number.isNaN(value))
    throw new RedisError('ERR value is not a valid float');
  return value;
}

/** Milliseconds left; -1 without a deadline, -2 without a key. */
const millisecondsLeft = (raw: Call['raw'], key: string): number => Number(raw('pttl', [key]));

/** `INCR` and its siblings. */
export function addInteger({ raw, args: [key = ''], by }: Call & { by: number }): Reply {
  integer(String(raw('get', [key]) ?? '0'));
  return raw('incrby', [key, String(by)]);
}

const EXPIRY_UNITS = { EX: 1000, PX: 1, EXAT: 1000, PXAT: 1 } as const;
type ExpiryOption = keyof typeof EXPIRY_UNITS;
const isExpiryOption = (word: string): word is ExpiryOption => word in EXPIRY_UNITS;

/** The instant that `EX 10` and its like mean. */
function deadlineOf({
  option,
  word,
  nowMs,
  command,
}: {
  option: ExpiryOption;
  word: string | undefined;
  nowMs: number;
  command: string;
}): number {
  const amount = integer(word);
  if (amount <= 0) throw new RedisError(`ERR invalid expire time in '${command}' command`);
  return amount * EXPIRY_UNITS[option] + (option.endsWith('AT') ? 0 : nowMs);
}

export function set({ raw, args: [key = '', value = '', ...options], nowMs }: Call): Reply {
  const flags = new Set<string>();
  let deadline: number | null = null;
  for (let index = 0; index < options.length; index += 1) {
    const option = options[index]?.toUpperCase() ?? '';
    if (isExpiryOption(option) && deadline === null) {
      index += 1;
      deadline = deadlineOf({ option, word: options[index], nowMs, command: 'set' });
    } else if (['NX', 'XX', 'GET', 'KEEPTTL'].includes(option)) flags.add(option);
    else throw new RedisError(SYNTAX_ERROR);
  }
  if ((flags.has('NX') && flags.has('XX')) || (flags.has('KEEPTTL') && deadline !== null))
    throw new RedisError(SYNTAX_ERROR);
  const exists = raw('exists', [key]) === 1;
  const isString = !exists || raw('type', [key]) === 'string';
  if (flags.has('GET') && !isString)
    throw new RedisError('WRONGTYPE Operation against a key holding the wrong kind of value');
  const previous = flags.has('GET') ? raw('get', [key]) : null;
  const refused = (flags.has('NX') && exists) || (flags.has('XX') && !exists);
  if (refused) return previous;
  const kept = flags.has('KEEPTTL') ? millisecondsLeft(raw, key) : -1;
  raw('set', [key, value]);
  if (kept > 0) raw('pexpire', [key, String(kept)]);
  if (deadline !== null) raw('pexpireat', [key, String(deadline)]);
  return flags.has('GET') ? previous : 'OK';
}

/** `EXPIRE` and its three siblings, with NX, XX, GT and LT. */
export const expire =
  ({ unitMs, absolute }: { unitMs: number; absolute: boolean }) =>
  ({ raw, args: [key = '', amount, ...flags], nowMs }: Call): Reply => {
    const deadline = integer(amount) * unitMs + (absolute ? 0 : nowMs);
    const left = millisecondsLeft(raw, key);
    if (left === -2) return 0;
    const current = left === -1 ? Number.POSITIVE_INFINITY : nowMs + left;
    for (const flag of flags.map((word) => word.toUpperCase())) {
      if (!['NX', 'XX', 'GT', 'LT'].includes(flag)) throw new RedisError(`ERR Unsupported option ${flag}`);
      if (flag === 'NX' && left !== -1) return 0;
      if (flag === 'XX' && left === -1) return 0;
      if (flag === 'GT' && deadline <= current) return 0;
      if (flag === 'LT' && deadline >= current) return 0;
    }
    if (deadline <= nowMs) raw('del', [key]);
    else raw('pexpireat', [key, String(deadline)]);
    return 1;
  };

/** Redis rounds to the nearest second. */
export function secondsLeft({ raw, args: [key = ''] }: Call): Reply {
  const left = millisecondsLeft(raw, key);
  return left < 0 ? left : Math.floor((left + 500) / 1000);
}

export const setWithTtl =
  ({ option, command }: { option: ExpiryOption; command: string }) =>
  ({ raw, args: [key = '', amount, value = ''], nowMs }: Call): Reply => {
    const deadline = deadlineOf({ option, word: amount, nowMs, command });
    raw('set', [key, value]);
    raw('pexpireat', [key, String(deadline)]);
    return 'OK';
  };

export function getAndExpire({ raw, args: [key = '', word, amount], nowMs }: Call): Reply {
  const value = raw('get', [key]);
  const option = word?.toUpperCase();
  if (option === undefined) return value;
  if (option === 'PERSIST') raw('persist', [key]);
  else if (isExpiryOption(option))
    raw('pexpireat', [key, String(deadlineOf({ option, word: amount, nowMs, command: 'getex' }))]);
  else throw new RedisError(SYNTAX_ERROR);
  return value;
}

const ZADD_FLAGS = ['NX', 'XX', 'GT', 'LT', 'CH', 'INCR'];

export function zadd({ raw, args: [key = '', ...words] }: Call): Reply {
  const flags = new Set<string>();
  while (words[0] !== undefined && ZADD_FLAGS.includes(words[0].toUpperCase()))
    flags.add(words.shift()?.toUpperCase() ?? '');
  if (words.length === 0 || words.length % 2 !== 0) throw new RedisError(SYNTAX_ERROR);
  const scores = words.filter((_, index) => index % 2 === 0).map(float);
  const members = words.filter((_, index) => index % 2 === 1);
  if (['NX', 'GT', 'LT'].filter((flag) => flags.has(flag)).length > 1)
    throw new RedisError('ERR GT, LT, and/or NX options at the same time are not compatible');
  if (flags.has('INCR') && members.length > 1)
    throw new RedisError('ERR INCR option supports a single increment-element pair');
  let added = 0;
  let changed = 0;
  let result: string | null = null;
  members.forEach((member, index) => {
    const stored = raw('zscore', [key, member]);
    const current = stored === null ? null : Number(stored);
    const next = (scores[index] ?? 0) + (flags.has('INCR') ? (current ?? 0) : 0);
    if (current === null ? flags.has('XX') : flags.has('NX')) return;
    if (current !== null && ((flags.has('GT') && next <= current) || (flags.has('LT') && next >= current)))
      return;
    raw('zadd', [key, String(next), member]);
    if (current === null) added += 1;
    if (current !== next) changed += 1;
    result = String(next);
  });
  if (flags.has('INCR')) return result;
  return flags.has('CH') ? changed : added;
}

/** The library adds to what is no number. */
export function hincrby({ raw, args: [key = '', field = '', by] }: Call): Reply {
  const current = raw('hget', [key, field]);
  if (current !== null && !INTEGER.test(String(current)))
    throw new RedisError('ERR hash value is not an integer');
  return raw('hincrby', [key, field, String(integer(by))]);
}

/** The library answers the value of a key that is no string. */
export const mget = ({ raw, args }: Call): Reply =>
  args.map((key) => (raw('type', [key]) === 'string' ? raw('get', [key]) : null));

export const byIndex =
  (name: string) =>
  ({ raw, args }: Call): Reply => {
    args.slice(1).forEach(integer);
    return raw(name, args);
  };

/** `(5`, `-inf` and numbers. */
export const byScore =
  (name: string) =>
  ({ raw, args }: Call): Reply => {
    for (const bound of args.slice(1, 3)) {
      try {
        float(bound.replace(/^\(/, ''));
      } catch {
        throw new RedisError('ERR min or max is not a float');
      }
    }
    return raw(name, args);
  };

/** Scores are strings in Redis's replies. */
export const pop =
  (name: string) =>
  ({ raw, args }: Call): Reply => {
    const reply = raw(name, args);
    return Array.isArray(reply) ? reply.map(String) : reply;
  };

export function rename({ raw, args: [from = '', to = ''] }: Call): Reply {
  if (raw('exists', [from]) === 0) throw new RedisError('ERR no such key');
  return raw('rename', [from, to]);
}

/** The library counts keys that have lapsed. */
export const countKeys = ({ raw }: Call): Reply => {
  const keys = raw('keys', ['*']);
  return Array.isArray(keys) ? keys.length : 0;
};

export function time({ nowMs }: Call): Reply {
  return [String(Math.floor(nowMs / 1000)), String((nowMs % 1000) * 1000)];
}

/** The library has no answer for a key that is not there. */
export const getrange = ({ raw, args }: Call): Reply =>
  raw('exists', args.slice(0, 1)) === 0 ? '' : raw('getrange', args);

/** The library adds to what is no number. */
export function incrbyfloat({ raw, args: [key = '', by = ''] }: Call): Reply {
  float(by);
  float(String(raw('get', [key]) ?? '0'));
  return raw('incrbyfloat', [key, by]);
}
