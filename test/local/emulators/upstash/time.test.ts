/** The embedded store lives on the stack's clock: a deadline lapses in `advance`, and at no other time. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aServer, type Server, START_MS } from './server.ts';

let server: Server;
beforeEach(async () => {
  server = await aServer();
});
afterEach(() => server.close());

const run = (...command: string[]) => server.emulator.control.run(...command);

test.each<[string, string[][]]>([
  ['SET EX', [['SET', 'k', 'v', 'EX', '60']]],
  ['SET PX', [['SET', 'k', 'v', 'PX', '60000']]],
  ['SET EXAT', [['SET', 'k', 'v', 'EXAT', String(Math.ceil((START_MS + 60_000) / 1000))]]],
  ['SET PXAT', [['SET', 'k', 'v', 'PXAT', String(START_MS + 60_000)]]],
  [
    'EXPIRE',
    [
      ['SET', 'k', 'v'],
      ['EXPIRE', 'k', '60'],
    ],
  ],
  [
    'PEXPIRE',
    [
      ['SET', 'k', 'v'],
      ['PEXPIRE', 'k', '60000'],
    ],
  ],
  [
    'EXPIRE on a hash',
    [
      ['HSET', 'k', 'f', 'v'],
      ['EXPIRE', 'k', '60'],
    ],
  ],
  [
    'PEXPIRE in a script',
    [['EVAL', 'redis.call("SET", KEYS[1], 1) return redis.call("PEXPIRE", KEYS[1], 60000)', '1', 'k']],
  ],
])('%s: there at 59.9 s, gone at 61 s', async (_, commands) => {
  for (const command of commands) await run(...command);
  await server.clock.advance(59_900);
  expect(await run('EXISTS', 'k')).toBe(1);
  await server.clock.advance(1100);
  expect(await run('EXISTS', 'k')).toBe(0);
  expect(await run('EVAL', 'return redis.call("EXISTS", KEYS[1])', '1', 'k')).toBe(0);
  expect(await server.emulator.control.keys()).toEqual([]);
});

test('TTL and PTTL count down with the clock and stand still with it', async () => {
  await run('SET', 'k', 'v', 'PX', '10000');
  await server.clock.advance(4600);
  expect([await run('PTTL', 'k'), await run('TTL', 'k')]).toEqual([5400, 5]);
  expect(await run('EVAL', 'return redis.call("PTTL", KEYS[1])', '1', 'k')).toBe(5400);
});

test('a lock set with NX can be taken again once it has lapsed, and not before', async () => {
  const take = () => server.redis.set('lock', 'mine', { nx: true, px: 1000 });
  expect(await take()).toBe('OK');
  await server.clock.advance(1000);
  expect(await take()).toBeNull();
  await server.clock.advance(1);
  expect(await take()).toBe('OK');
});

test('a key written anew keeps nothing of its old deadline', async () => {
  await run('SET', 'k', 'v', 'PX', '1000');
  await run('SET', 'k', 'w');
  await server.clock.advance(2000);
  expect(await run('GET', 'k')).toBe('w');
});

test('TIME is the clock, the same inside a script', async () => {
  expect(await run('TIME')).toEqual([String(Math.floor(START_MS / 1000)), '250000']);
  await server.clock.advance(1);
  const inScript = 'local t = redis.call("TIME") return t[1] * 1000 + math.floor(t[2] / 1000)';
  expect(await run('EVAL', inScript, '0')).toBe(START_MS + 1);
});

describe('faults', () => {
  test('down cuts every request, up heals', async () => {
    server.emulator.control.down();
    await expect(server.redis.get('k')).rejects.toThrow();
    server.emulator.control.down(503);
    await expect(server.redis.get('k')).rejects.toThrow('upstream is unavailable');
    server.emulator.control.up();
    expect(await server.redis.get('k')).toBeNull();
  });

  test('an answer lost after the write leaves the write; one lost before it does not', async () => {
    server.emulator.control.fault({ name: 'INCR', times: 1, kind: 'drop_after_commit' });
    await expect(server.redis.incr('n')).rejects.toThrow();
    server.emulator.control.fault({ name: 'INCR', times: 1, kind: 'drop' });
    await expect(server.redis.incr('n')).rejects.toThrow();
    expect(await server.redis.get('n')).toBe(1);
  });

  test('a slow answer comes when the clock gets there', async () => {
    server.emulator.control.fault({ name: 'GET', times: 1, kind: 'latency', ms: 3000 });
    const answered: string[] = [];
    const slow = server.clock.track(server.redis.get('k').then(() => answered.push('slow')));
    // Arrived at the stand-in, so the sleep has begun.
    await expect.poll(() => server.emulator.control.commandCount()).toBe(1);
    expect(answered).toEqual([]);
    await server.clock.advance(3000);
    await slow;
    expect(answered).toEqual(['slow']);
  });

  test('two stand-ins in one process share no keys', async () => {
    const other = await aServer();
    await server.redis.set('k', 'v');
    expect(await other.redis.get('k')).toBeNull();
    await other.close();
  });
});
