import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createKommoLimiter } from '../../lib/kommo/limiter.ts';
import { recordedLog, START_MS } from './support/builders.ts';
import { createFakeRedis, type FakeRedis } from './support/redis.ts';

// The library reads Date itself, so the test owns Date; timers stay real, for the sockets need them.
const clock = { nowMs: () => Date.now() };
const sleepers: { readonly dueMs: number; readonly wake: () => void }[] = [];
const sleep = (ms: number): Promise<void> =>
  new Promise((wake) => sleepers.push({ dueMs: Date.now() + ms, wake }));
let redis: FakeRedis;
let driver: NodeJS.Timeout;

/** Takers that have not been answered, by the queue they stand in: each such queue is either asleep or asking Redis. */
const waiting = new Map<string, number>();

/** Moves Date to the next sleeper once every queue with a taker sleeps: time never passes while Redis is being asked. */
function driveTime(): NodeJS.Timeout {
  return setInterval(() => {
    const queues = [...waiting.values()].filter((count) => count > 0).length;
    const next = sleepers.toSorted((a, b) => a.dueMs - b.dueMs)[0];
    if (!next || sleepers.length < queues) return;
    sleepers.splice(sleepers.indexOf(next), 1);
    vi.setSystemTime(Math.max(Date.now(), next.dueMs));
    next.wake();
  }, 1);
}

/** One taker standing in `queue`. */
async function standing(queue: string, take: () => Promise<string>): Promise<string> {
  waiting.set(queue, (waiting.get(queue) ?? 0) + 1);
  const outcome = await take();
  waiting.set(queue, (waiting.get(queue) ?? 1) - 1);
  return outcome;
}

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: START_MS });
  redis = await createFakeRedis(clock);
  driver = driveTime();
});
afterEach(async () => {
  clearInterval(driver);
  sleepers.length = 0;
  waiting.clear();
  await redis.close();
  vi.useRealTimers();
});

const limiterOf = (over: Partial<Parameters<typeof createKommoLimiter>[0]> = {}) =>
  createKommoLimiter({
    redis: redis.client(),
    rps: 5,
    accountKey: 'a',
    clock,
    log: recordedLog(),
    sleep,
    redisTimeoutMs: 20_000,
    ...over,
  });

/** The moment of every grant, from the start. */
async function grants(queue: string, take: () => Promise<string>, count: number): Promise<readonly number[]> {
  const at: number[] = [];
  await Promise.all(
    Array.from({ length: count }, async () => {
      if ((await standing(queue, take)) === 'granted') at.push(Date.now() - START_MS);
    }),
  );
  return at;
}
const mostInOneSecond = (at: readonly number[]): number =>
  Math.max(...at.map((from) => at.filter((ms) => ms >= from && ms < from + 1000).length));

test('C14 · two functions together never exceed what Kommo allows in any second', async () => {
  const [one, other] = [limiterOf({ maxWaitMs: 60_000 }), limiterOf({ maxWaitMs: 60_000 })];
  const at = (
    await Promise.all([
      grants('one', () => one.take('gate'), 15),
      grants('other', () => other.take('gate'), 15),
    ])
  )
    .flat()
    .sort((a, b) => a - b);
  expect(at).toHaveLength(30);
  expect(mostInOneSecond(at)).toBeLessThanOrEqual(7);
  expect(at.at(-1)).toBeGreaterThanOrEqual(28 * 200);
});

test('a grant costs one command of Redis', async () => {
  const limiter = limiterOf();
  await limiter.take('gate');
  redis.commands.length = 0;
  const before = redis.roundTrips();
  await limiter.take('gate');
  expect(redis.commands.map(([name]) => name)).toEqual(['evalsha']);
  expect(redis.roundTrips() - before).toBe(1);
});

test('C14 · places reserved together cost one command, and using them costs none', async () => {
  const limiter = limiterOf();
  await limiter.reserve(2);
  expect(redis.commands.filter(([name]) => name?.startsWith('eval')).length).toBeLessThanOrEqual(2);
  const before = redis.roundTrips();
  expect([await limiter.take('gate'), await limiter.take('gate')]).toEqual(['granted', 'granted']);
  expect(redis.roundTrips()).toBe(before);
});

test('C14 · a reserved place that is not used at once is given up, and one reserved is not reserved twice', async () => {
  const limiter = limiterOf();
  await limiter.reserve(1);
  const before = redis.roundTrips();
  await limiter.reserve(1);
  expect(redis.roundTrips()).toBe(before);
  vi.setSystemTime(Date.now() + 101);
  await limiter.take('gate');
  expect(redis.roundTrips()).toBe(before + 1);
});

test('C14 · functions that reserve never exceed what Kommo allows in any second either', async () => {
  const limiters = [limiterOf({ maxWaitMs: 60_000 }), limiterOf({ maxWaitMs: 60_000 })];
  const at: number[] = [];
  for (let round = 0; round < 40; round += 1) {
    for (const limiter of limiters) {
      await limiter.reserve(2);
      vi.setSystemTime(Date.now() + 20);
      for (let read = 0; read < 2; read += 1)
        if ((await standing('gate', () => limiter.take('gate'))) === 'granted') at.push(Date.now());
    }
  }
  expect(at.length).toBeGreaterThan(100);
  expect(mostInOneSecond(at)).toBeLessThanOrEqual(7);
});

test('a write after a quiet second costs one request', async () => {
  const limiter = limiterOf();
  await limiter.take('write');
  vi.setSystemTime(Date.now() + 2000);
  const before = redis.roundTrips();
  expect(await limiter.take('write')).toBe('granted');
  expect(redis.roundTrips() - before).toBe(1);
});

test('writes leave room for the gate: under a flood of writes a gate read still goes at once', async () => {
  const limiter = limiterOf({ maxWaitMs: 60_000 });
  const writes = grants('write', () => limiter.take('write'), 12);
  await vi.waitFor(() => expect(redis.commands.length).toBeGreaterThan(2));
  const askedAt = Date.now();
  expect(await standing('gate', () => limiter.take('gate'))).toBe('granted');
  expect(Date.now() - askedAt).toBeLessThanOrEqual(600);
  const at = await writes;
  expect(mostInOneSecond(at)).toBeLessThanOrEqual(4);
});

test('a write waits while a gate read of this process waits', async () => {
  const limiter = limiterOf({ maxWaitMs: 60_000 });
  await Promise.all([limiter.take('gate'), limiter.take('gate')]);
  const order: string[] = [];
  const queued = (priority: 'gate' | 'write') =>
    standing(priority, () => limiter.take(priority)).then(() => order.push(priority));
  // Time stands still until the writes sleep, next in line, and the reads have come after them.
  waiting.set('nobody', 1);
  const writes = Array.from({ length: 3 }, () => queued('write'));
  await vi.waitFor(() => expect(sleepers).toHaveLength(1));
  const reads = Array.from({ length: 5 }, () => queued('gate'));
  waiting.delete('nobody');
  await Promise.all([...writes, ...reads]);
  expect(order).toEqual(['gate', 'gate', 'gate', 'gate', 'gate', 'write', 'write', 'write']);
});

test('waiting for a slot is bounded, and a refusal is a word', async () => {
  const limiter = limiterOf({ maxWaitMs: 1000 });
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, () => standing('gate', () => limiter.take('gate'))),
  );
  const granted = outcomes.filter((outcome) => outcome === 'granted').length;
  expect(granted).toBeGreaterThanOrEqual(5);
  expect(granted).toBeLessThanOrEqual(7);
  expect(Date.now() - START_MS).toBeLessThanOrEqual(1000);
  expect(await limiterOf({ accountKey: 'other' }).take('gate')).toBe('granted');
});

test('H20 · without Redis the same rate holds in this process, said once', async () => {
  const log = recordedLog();
  const limiter = limiterOf({ log, maxWaitMs: 60_000 });
  redis.down = true;
  const at = await grants('gate', () => limiter.take('gate'), 14);
  expect(at).toHaveLength(14);
  expect(mostInOneSecond(at)).toBeLessThanOrEqual(7);
  expect(log.lines.map(({ noun }) => noun)).toEqual(['kommo.redis_down']);
});

test('a limiter without any Redis works, also on a clock that stands still', async () => {
  const frozen = createKommoLimiter({
    redis: null,
    rps: 5,
    accountKey: 'a',
    clock: { nowMs: () => START_MS },
    log: recordedLog(),
    sleep: async () => {},
  });
  const outcomes = await Promise.all(Array.from({ length: 8 }, () => frozen.take('write')));
  expect(outcomes.filter((outcome) => outcome === 'granted').length).toBe(8);
});

test('C14 · all functions stand in one line: the gate, then first contacts, then writes, then the probe', async () => {
  await limiterOf().reserve(2);
  const order: string[] = [];
  waiting.set('nobody', 1);
  const all = [];
  for (const priority of ['probe', 'write', 'first', 'gate'] as const) {
    const limiter = limiterOf({ maxWaitMs: 60_000 });
    all.push(standing(priority, () => limiter.take(priority)).then(() => order.push(priority)));
    // Not `waitFor`: it moves the clock.
    while (sleepers.length < all.length) await new Promise((next) => setImmediate(next));
  }
  waiting.delete('nobody');
  await Promise.all(all);
  expect(order).toEqual(['gate', 'first', 'write', 'probe']);
});

test('C14 · a crowd of reads of other functions starves neither a write nor a first contact', async () => {
  const crowd = Array.from({ length: 4 }, () => limiterOf({ maxWaitMs: 60_000 }));
  const at: Record<string, number> = {};
  const reads = crowd.map((limiter, index) => grants(`reads ${index}`, () => limiter.take('gate'), 10));
  const others = (['write', 'first'] as const).map(async (priority) => {
    const limiter = limiterOf({ maxWaitMs: 60_000 });
    await standing(priority, () => limiter.take(priority));
    at[priority] = Date.now() - START_MS;
  });
  await Promise.all([...reads, ...others]);
  expect(at['write']).toBeLessThanOrEqual(2500);
  expect(at['first']).toBeLessThanOrEqual(2500);
  expect(Date.now() - START_MS).toBeGreaterThan(7000);
});

test('C14 · places that are needed together are refused together, at once and with nothing spent', async () => {
  const busy = limiterOf({ maxWaitMs: 60_000 });
  await busy.reserve(2);
  const limiter = limiterOf({ maxWaitMs: 300 });
  const before = Date.now();
  expect(await Promise.all([limiter.take('gate'), limiter.take('gate')])).toEqual([
    'over_budget',
    'over_budget',
  ]);
  expect(Date.now()).toBe(before);
  vi.setSystemTime(Date.now() + 400);
  expect(await Promise.all([limiter.take('gate'), limiter.take('gate')])).toEqual(['granted', 'granted']);
});

test('C14 · a waiter whose function died is forgotten, and the line moves on', async () => {
  const dead = limiterOf({ maxWaitMs: 60_000, sleep: () => new Promise(() => {}) });
  await dead.reserve(2);
  vi.setSystemTime(Date.now() + 101);
  void dead.take('gate');
  await vi.waitFor(() => expect(redis.commands.length).toBeGreaterThan(2));
  vi.setSystemTime(Date.now() + 1500);
  const limiter = limiterOf();
  expect(await Promise.all([limiter.take('gate'), limiter.take('gate')])).toEqual(['granted', 'granted']);
});

test('C14 · who finds the line too long is told when to come back: one after the other, at the pace of the budget', async () => {
  await limiterOf().reserve(2);
  const waits: number[] = [];
  for (let each = 0; each < 10; each += 1) {
    const limiter = limiterOf({ maxWaitMs: 100 });
    expect(limiter.comeBackMs()).toBe(0);
    expect(await limiter.take('first')).toBe('over_budget');
    waits.push(limiter.comeBackMs());
  }
  expect(waits).toEqual(waits.toSorted((a, b) => a - b));
  const apart = (waits.at(-1) ?? 0) - (waits[0] ?? 0);
  expect(apart).toBeGreaterThanOrEqual(9 * 150);
  expect(apart).toBeLessThanOrEqual(9 * 600);
});

test('H20 · twenty functions that cannot see each other stay together below what Kommo allows', async () => {
  redis.down = true;
  // Cold, and all in the same moment: each begins somewhere else in its turn.
  const twenty = Array.from({ length: 20 }, (_, index) =>
    limiterOf({ maxWaitMs: 60_000, random: () => ((index * 7) % 20) / 20 }),
  );
  const at = (
    await Promise.all(twenty.map((limiter, index) => grants(`f${index}`, () => limiter.take('gate'), 4)))
  )
    .flat()
    .sort((a, b) => a - b);
  expect(at).toHaveLength(80);
  expect(mostInOneSecond(at)).toBeLessThanOrEqual(7);
});

test('H20 · what was left over of the shared line is not spent beside it: a function that loses Redis begins with nothing', async () => {
  const limiter = limiterOf({ maxWaitMs: 60_000, random: () => 0 });
  await limiter.take('gate');
  redis.down = true;
  const lostAtMs = Date.now();
  // Of all that begin anew, the luckiest has a token at once; a pair takes as long as a pair does.
  await Promise.all([1, 2].map(() => standing('gate', () => limiter.take('gate'))));
  expect(Date.now() - lostAtMs).toBeGreaterThanOrEqual(4000);
});
