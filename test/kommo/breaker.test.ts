import { afterEach, beforeEach, expect, test } from 'vitest';
import { createKommoBreaker, type KommoBreaker, type TripCause } from '../../lib/kommo/breaker.ts';
import { createKommoLimiter } from '../../lib/kommo/limiter.ts';
import { type ManualClock, manualClock, type RecordedLog, recordedLog } from './support/builders.ts';
import { createFakeRedis, type FakeRedis } from './support/redis.ts';

const MINUTE_MS = 60_000;
let clock: ManualClock;
let redis: FakeRedis;
let log: RecordedLog;

beforeEach(async () => {
  clock = manualClock();
  log = recordedLog();
  redis = await createFakeRedis(clock);
});
afterEach(() => redis.close());

const breakerOf = (): KommoBreaker =>
  createKommoBreaker({ redis: redis.client(), accountKey: 'a', clock, log });
const trip = async (
  breaker: KommoBreaker,
  cause: TripCause,
  retryAfterMs: number | null = null,
): Promise<void> => {
  await breaker.settle(await breaker.admit(), { kind: 'tripped', cause, retryAfterMs });
};
const kinds = async (...breakers: KommoBreaker[]): Promise<readonly string[]> =>
  Promise.all(breakers.map(async (breaker) => (await breaker.admit()).kind));
const alarms = () =>
  log.lines.filter(({ noun, level }) => noun === 'kommo.breaker.open' && level === 'error');

test.each<[TripCause, number | null, number]>([
  ['throttled', null, 5_000],
  ['throttled', 300_000, 5_000],
  ['throttled', 2_000, 2_000],
  ['forbidden', null, 15 * MINUTE_MS],
  ['payment_required', null, 5 * MINUTE_MS],
  ['unauthorized', null, MINUTE_MS],
])('C14 · %s (%s ms asked) keeps everyone from asking for %s ms', async (cause, retryAfterMs, openMs) => {
  const [here, there] = [breakerOf(), breakerOf()];
  await trip(here, cause, retryAfterMs);
  expect(await there.admit()).toEqual({ kind: 'blocked', cause, retryAfterMs: openMs });
  clock.advance(openMs - 1);
  expect(await kinds(here, there)).toEqual(['blocked', 'blocked']);
  clock.advance(1);
  expect((await kinds(here, there)).toSorted()).toEqual(['blocked', 'probe']);
});

test('of twenty functions exactly one probes, and its success lets all of them ask again', async () => {
  const all = Array.from({ length: 20 }, breakerOf);
  await Promise.all(all.map((breaker) => breaker.admit()));
  await trip(breakerOf(), 'throttled');
  clock.advance(5_000);
  const admissions = await Promise.all(
    all.map(async (breaker) => ({ breaker, admission: await breaker.admit() })),
  );
  const probes = admissions.filter(({ admission }) => admission.kind === 'probe');
  expect(probes).toHaveLength(1);
  await probes[0]?.breaker.settle(probes[0].admission, { kind: 'answered' });
  clock.advance(15_000);
  expect(new Set(await kinds(...all))).toEqual(new Set(['pass']));
});

test('a 403 on the probe reopens for an hour, and again', async () => {
  const breaker = breakerOf();
  await trip(breaker, 'forbidden');
  clock.advance(15 * MINUTE_MS);
  await trip(breaker, 'forbidden');
  expect(await breakerOf().admit()).toMatchObject({ kind: 'blocked', retryAfterMs: 60 * MINUTE_MS });
  clock.advance(60 * MINUTE_MS);
  await trip(breaker, 'forbidden');
  expect(await breakerOf().admit()).toMatchObject({ kind: 'blocked', retryAfterMs: 60 * MINUTE_MS });
  expect(alarms()).toHaveLength(1);
});

test('P21 · an account that stays unpaid is probed after 5 minutes, after 15, then hourly, each time by one request', async () => {
  const breaker = breakerOf();
  await trip(breaker, 'payment_required');
  for (const minutes of [5, 15, 60, 60]) {
    expect(await breakerOf().admit()).toMatchObject({ kind: 'blocked', retryAfterMs: minutes * MINUTE_MS });
    clock.advance(minutes * MINUTE_MS);
    const [probing, other] = [breakerOf(), breakerOf()];
    const admission = await probing.admit();
    expect([admission.kind, (await other.admit()).kind]).toEqual(['probe', 'blocked']);
    await probing.settle(admission, { kind: 'tripped', cause: 'payment_required', retryAfterMs: null });
  }
});

test('a probe that proves nothing is followed by another, half a minute later', async () => {
  const [here, there] = [breakerOf(), breakerOf()];
  await trip(here, 'throttled');
  clock.advance(5 * MINUTE_MS);
  const probe = await here.admit();
  await here.settle(probe, { kind: 'inconclusive' });
  expect(await kinds(here, there)).toEqual(['blocked', 'blocked']);
});

test('C15 · the alarm is raised once, however many functions are refused at the same time', async () => {
  const all = Array.from({ length: 8 }, breakerOf);
  const admitted = await Promise.all(
    all.map(async (breaker) => ({ breaker, admission: await breaker.admit() })),
  );
  await Promise.all(
    admitted.map(({ breaker, admission }) =>
      breaker.settle(admission, { kind: 'tripped', cause: 'unauthorized', retryAfterMs: null }),
    ),
  );
  expect(alarms()).toHaveLength(1);
});

test('a longer refusal that arrives later extends a shorter one', async () => {
  const [here, there] = [breakerOf(), breakerOf()];
  const late = await there.admit();
  await trip(here, 'unauthorized');
  await there.settle(late, { kind: 'tripped', cause: 'forbidden', retryAfterMs: null });
  expect(await breakerOf().admit()).toMatchObject({
    cause: 'forbidden',
    retryAfterMs: 15 * MINUTE_MS,
  });
});

test('H20 · with Redis down the copy here blocks, probes and closes', async () => {
  const breaker = breakerOf();
  redis.down = true;
  await trip(breaker, 'throttled');
  expect((await breaker.admit()).kind).toBe('blocked');
  clock.advance(5 * MINUTE_MS);
  const [first, second] = [await breaker.admit(), await breaker.admit()];
  expect([first.kind, second.kind]).toEqual(['probe', 'blocked']);
  await breaker.settle(first, { kind: 'answered' });
  expect((await breaker.admit()).kind).toBe('pass');
  expect(alarms()).toHaveLength(1);
});

test('H20 · what was opened while Redis was down stays open when Redis is back and knows nothing', async () => {
  const breaker = breakerOf();
  redis.down = true;
  await trip(breaker, 'forbidden');
  redis.down = false;
  clock.advance(MINUTE_MS);
  expect((await breaker.admit()).kind).toBe('blocked');
});

test('a closed breaker costs no round trip per request', async () => {
  const breaker = breakerOf();
  await breaker.admit();
  redis.commands.length = 0;
  for (let request = 0; request < 10; request += 1)
    await breaker.settle(await breaker.admit(), { kind: 'answered' });
  expect(redis.commands).toEqual([]);
});

test('an operator closes it everywhere within seconds', async () => {
  const [here, there] = [breakerOf(), breakerOf()];
  await trip(here, 'payment_required');
  await there.admit();
  await here.reset();
  clock.advance(15_000);
  expect(await kinds(here, there)).toEqual(['pass', 'pass']);
});

test('C14 · one 429 costs five seconds; an account that stays throttled is probed after 5 s, 30 s, then when Kommo says', async () => {
  const breaker = breakerOf();
  await trip(breaker, 'throttled', 300_000);
  for (const seconds of [5, 30, 300, 300]) {
    expect(await breakerOf().admit()).toMatchObject({ kind: 'blocked', retryAfterMs: seconds * 1000 });
    clock.advance(seconds * 1000);
    await trip(breaker, 'throttled', 300_000);
  }
  expect(alarms()).toHaveLength(1);
});

test('C14 · 429s that come again behind each success are no first ones: the waits grow over all functions', async () => {
  for (const seconds of [5, 30, 300]) {
    const breaker = breakerOf();
    await trip(breaker, 'throttled', 300_000);
    expect(await breakerOf().admit()).toMatchObject({ kind: 'blocked', retryAfterMs: seconds * 1000 });
    clock.advance(seconds * 1000);
    await breaker.settle(await breaker.admit(), { kind: 'answered' });
    expect(await breakerOf().admit()).toEqual({ kind: 'pass' });
  }
  clock.advance(2 * MINUTE_MS + 1);
  await trip(breakerOf(), 'throttled', 300_000);
  expect(await breakerOf().admit()).toMatchObject({ kind: 'blocked', retryAfterMs: 5_000 });
});

test('P21 · who takes a place hears with it that the account is blocked: nothing more is asked of Redis', async () => {
  const there = breakerOf();
  const limiter = createKommoLimiter({
    redis: redis.client(),
    rps: 5,
    accountKey: 'a',
    clock,
    log,
    breaker: there,
  });
  await limiter.take('gate');
  expect(there.blockedHere()).toBeNull();
  await trip(breakerOf(), 'throttled');
  await limiter.take('gate');
  const before = redis.roundTrips();
  expect(there.blockedHere()).toMatchObject({ kind: 'blocked', cause: 'throttled' });
  expect(await kinds(there)).toEqual(['blocked']);
  expect(redis.roundTrips()).toBe(before);
});

test('P21 · what Redis said before the breaker was opened here does not close it, and what it said before it was closed does not open it', async () => {
  const breaker = breakerOf();
  const askedAtMs = clock.nowMs();
  clock.advance(1);
  await trip(breaker, 'throttled');
  breaker.overhear(null, askedAtMs);
  expect(breaker.blockedHere()).not.toBeNull();
  const openAtMs = clock.nowMs();
  clock.advance(1);
  await breaker.reset();
  breaker.overhear({ cause: 'forbidden', untilMs: clock.nowMs() + MINUTE_MS, round: 0 }, openAtMs);
  expect(breaker.blockedHere()).toBeNull();
});
