/**
 * The commands of the embedded store, one row each: how many words it takes, which type its key must have, and what is done
 * instead of the library's own way. Source: redis.io/docs/latest/commands.
 */
import {
  addInteger,
  byIndex,
  byScore,
  type Call,
  countKeys,
  expire,
  getAndExpire,
  getrange,
  hincrby,
  incrbyfloat,
  integer,
  mget,
  pop,
  rename,
  secondsLeft,
  set,
  setWithTtl,
  time,
  zadd,
} from './command-run.ts';
import { type Command, RedisError, type Reply } from './redis-store.ts';

export type CommandSpec = {
  /** Words including the name; negative: at least so many. As in `COMMAND INFO`. */
  readonly arity: number;
  readonly keyType?: 'string' | 'hash' | 'list' | 'set' | 'zset';
  readonly run?: (call: Call) => Reply;
};

const string = (arity: number, run?: CommandSpec['run']): CommandSpec => ({
  arity,
  keyType: 'string',
  ...(run && { run }),
});
const hash = (arity: number, run?: CommandSpec['run']): CommandSpec => ({
  arity,
  keyType: 'hash',
  ...(run && { run }),
});
const list = (arity: number, run?: CommandSpec['run']): CommandSpec => ({
  arity,
  keyType: 'list',
  ...(run && { run }),
});
const members = (arity: number): CommandSpec => ({ arity, keyType: 'set' });
const sorted = (arity: number, run?: CommandSpec['run']): CommandSpec => ({
  arity,
  keyType: 'zset',
  ...(run && { run }),
});

/** By lower-case name. */
export const COMMANDS: Readonly<Record<string, CommandSpec>> = {
  append: string(3),
  decr: string(2, (call) => addInteger({ ...call, by: -1 })),
  decrby: string(3, (call) => addInteger({ ...call, by: -integer(call.args[1]) })),
  get: string(2),
  getdel: string(2),
  getex: string(-2, getAndExpire),
  getrange: string(4, getrange),
  getset: string(3),
  incr: string(2, (call) => addInteger({ ...call, by: 1 })),
  incrby: string(3, (call) => addInteger({ ...call, by: integer(call.args[1]) })),
  incrbyfloat: string(3, incrbyfloat),
  mget: { arity: -2, run: mget },
  mset: { arity: -3 },
  msetnx: { arity: -3 },
  psetex: { arity: 4, run: setWithTtl({ option: 'PX', command: 'psetex' }) },
  set: { arity: -3, run: set },
  setex: { arity: 4, run: setWithTtl({ option: 'EX', command: 'setex' }) },
  setnx: { arity: 3 },
  strlen: string(2),

  hdel: hash(-3),
  hexists: hash(3),
  hget: hash(3),
  hgetall: hash(2),
  hincrby: hash(4, hincrby),
  hincrbyfloat: hash(4),
  hkeys: hash(2),
  hlen: hash(2),
  hmget: hash(-3),
  hmset: hash(-4),
  hscan: hash(-3),
  hset: hash(-4),
  hsetnx: hash(4),
  hvals: hash(2),

  lindex: list(3),
  linsert: list(5),
  llen: list(2),
  lmove: list(5),
  lpop: list(-2),
  lpush: list(-3),
  lpushx: list(-3),
  lrange: list(4, byIndex('lrange')),
  lrem: list(4),
  lset: list(4),
  ltrim: list(4, byIndex('ltrim')),
  rpop: list(-2),
  rpoplpush: list(3),
  rpush: list(-3),
  rpushx: list(-3),

  sadd: members(-3),
  scard: members(2),
  sismember: members(3),
  smembers: members(2),
  smismember: members(-3),
  spop: members(-2),
  srem: members(-3),
  sscan: members(-3),

  zadd: sorted(-4, zadd),
  zcard: sorted(2),
  zcount: sorted(4, byScore('zcount')),
  zincrby: sorted(4, (call) => zadd({ ...call, args: [call.args[0] ?? '', 'INCR', ...call.args.slice(1)] })),
  zmscore: sorted(-3),
  zpopmax: sorted(-2, pop('zpopmax')),
  zpopmin: sorted(-2, pop('zpopmin')),
  zrange: sorted(-4),
  zrangebyscore: sorted(-4, byScore('zrangebyscore')),
  zrank: sorted(3),
  zrem: sorted(-3),
  zremrangebyrank: sorted(4),
  zremrangebyscore: sorted(4, byScore('zremrangebyscore')),
  zrevrange: sorted(-4),
  zrevrangebyscore: sorted(-4, byScore('zrevrangebyscore')),
  zrevrank: sorted(3),
  zscan: sorted(-3),
  zscore: sorted(3),

  dbsize: { arity: 1, run: countKeys },
  del: { arity: -2 },
  echo: { arity: 2 },
  exists: { arity: -2 },
  expire: { arity: -3, run: expire({ unitMs: 1000, absolute: false }) },
  expireat: { arity: -3, run: expire({ unitMs: 1000, absolute: true }) },
  expiretime: { arity: 2 },
  flushall: { arity: -1, run: ({ raw }) => raw('flushall', []) },
  flushdb: { arity: -1, run: ({ raw }) => raw('flushdb', []) },
  keys: { arity: 2 },
  persist: { arity: 2 },
  pexpire: { arity: -3, run: expire({ unitMs: 1, absolute: false }) },
  pexpireat: { arity: -3, run: expire({ unitMs: 1, absolute: true }) },
  pexpiretime: { arity: 2 },
  ping: { arity: -1, run: ({ args }) => args[0] ?? 'PONG' },
  pttl: { arity: 2 },
  rename: { arity: 3, run: rename },
  scan: { arity: -2 },
  time: { arity: 1, run: time },
  ttl: { arity: 2, run: secondsLeft },
  type: { arity: 2 },
  unlink: { arity: -2 },
};

/** Scripts are run by the store itself. */
const SCRIPTING_ARITY: Readonly<Record<string, number>> = {
  eval: -3,
  eval_ro: -3,
  evalsha: -3,
  evalsha_ro: -3,
  script: -2,
};

/** @throws RedisError for an unknown command and for a wrong number of words, as a server does before it carries anything out. */
export function refuseMalformed(command: Command): void {
  const [name = '', ...args] = command;
  const arity = COMMANDS[name.toLowerCase()]?.arity ?? SCRIPTING_ARITY[name.toLowerCase()];
  if (arity === undefined) {
    const beginning = args.map((word) => `'${word.slice(0, 128)}' `).join('');
    throw new RedisError(`ERR unknown command '${name}', with args beginning with: ${beginning}`);
  }
  const fits = arity < 0 ? command.length >= -arity : command.length === arity;
  if (!fits) throw new RedisError(`ERR wrong number of arguments for '${name.toLowerCase()}' command`);
}
