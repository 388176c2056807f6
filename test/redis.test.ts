/** The Redis client as the functions have it: one request for what is asked together, and values that come back as stored. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPauseFlags } from '../lib/handoff/pause-flag.ts';
import { createInboundMarks } from '../lib/inbound-mark.ts';
import { createKommoBreaker } from '../lib/kommo/breaker.ts';
import { createStageReader } from '../lib/kommo/stage-reader.ts';
import { LeadKey } from '../lib/lead.ts';
import { createAskRedis, createRedis } from '../lib/redis.ts';
import { createVirtualClock } from '../local/clock.ts';
import { type HttpStack, serve } from '../local/emulators/http.ts';
import { createUpstashEmulator, type UpstashEmulator } from '../local/emulators/upstash/emulator.ts';
import { aLead, leadId, recordedLog } from './kommo/support/builders.ts';

const TOKEN = 'local_redis_token';
const clock = createVirtualClock({
  mode: 'manual',
  startMs: Date.parse('2026-11-23T13:00:00Z'),
  onError: () => {},
});
let upstash: UpstashEmulator;
let http: HttpStack;
beforeEach(async () => {
  upstash = createUpstashEmulator({ clock, token: TOKEN });
  http = await serve({ mounts: { '/upstash': upstash.handler } });
});
afterEach(async () => {
  await http.close();
  await upstash.close();
});
const client = () => createRedis({ url: `${http.url}/upstash`, token: TOKEN });

test('reads and writes that begin together leave in one request, each with its own answer', async () => {
  const redis = client();
  const [, missing, sum] = await Promise.all([
    redis.set('a', 'x'),
    redis.get('nothing'),
    redis.eval('return 1 + 1', [], []),
  ]);
  expect([await redis.get('a'), missing, sum]).toEqual(['x', null, 2]);
  expect(http.traffic).toHaveLength(2);
});

test('a command that fails is its own caller’s failure', async () => {
  const redis = client();
  await redis.set('text', 'x');
  const outcomes = await Promise.allSettled([redis.incr('text'), redis.get('text')]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
});

test('H20 · a Redis that refuses is a rejection for everybody who asked, after one more try', async () => {
  const redis = client();
  upstash.control.down();
  const outcomes = await Promise.allSettled([redis.get('a'), redis.set('b', 1)]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(http.traffic).toHaveLength(2);
});

test('R2 · the newest mark is compared as text: twenty digits are no number', async () => {
  const marks = createInboundMarks({ ask: createAskRedis({ redis: client(), log: recordedLog() }) });
  const key = LeadKey.parse('+5581990000001');
  await marks.raise(key, '18870000000000000001', { isAnswered: true });
  expect(await marks.answeredAfter(key, '18870000000000000000')).toBe('newer');
  expect(await marks.answeredAfter(key, '18870000000000000001')).toBe('newest');
});

test('H3 · the pause flag counts with its epoch', async () => {
  const flags = createPauseFlags({ ask: createAskRedis({ redis: client(), log: recordedLog() }) });
  const key = LeadKey.parse('+5581990000001');
  await flags.raise(key, { reason: 'human_stage', since: 1, epoch: 5 }, null);
  expect([await flags.isRaisedAfter(key, 4), await flags.isRaisedAfter(key, 5)]).toEqual([true, false]);
});

test('C14 · what opened the breaker in one function keeps it open in another until the probe', async () => {
  const breakers = [client(), client()].map((redis) =>
    createKommoBreaker({ redis, accountKey: 'a', clock, log: recordedLog() }),
  );
  const [one, other] = breakers;
  await one?.settle({ kind: 'pass' }, { kind: 'tripped', cause: 'throttled', retryAfterMs: 300_000 });
  expect(await other?.admit()).toMatchObject({ kind: 'blocked', cause: 'throttled' });
  await clock.advance(4_000);
  expect(await one?.admit()).toMatchObject({ kind: 'blocked' });
});

test('I4 · a stage read by one function is of use to another within its age', async () => {
  const asked: number[] = [];
  const readerOf = () =>
    createStageReader({
      redis: client(),
      clock,
      log: recordedLog(),
      kommo: {
        leads: async (ids) => {
          asked.push(ids.length);
          return { kind: 'ok', value: ids.map((id) => aLead({ id })) };
        },
      },
    });
  const [one, other] = [readerOf(), readerOf()];
  await one.read(leadId(1), { maxAgeMs: 1000 });
  await one.settle();
  await other.prepare(leadId(1));
  expect((await other.read(leadId(1), { maxAgeMs: 1000 })).get(leadId(1))).toMatchObject({
    kind: 'read',
    card: null,
  });
  await clock.advance(1001);
  await other.read(leadId(1), { maxAgeMs: 1000 });
  expect(asked).toEqual([1, 1]);
});
