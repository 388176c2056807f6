import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Kommo, KommoLead, KommoResult } from '../../lib/kommo/kommo.ts';
import type { StageRead } from '../../lib/kommo/stage-read.ts';
import { createStageReader } from '../../lib/kommo/stage-reader.ts';
import type { KommoLeadId } from '../../lib/lead.ts';
import { aLead, leadId, type ManualClock, manualClock, recordedLog } from './support/builders.ts';
import { createFakeRedis, type FakeRedis } from './support/redis.ts';

const ANA = leadId(15_000_001);
const BRUNO = leadId(15_000_002);
let clock: ManualClock;
let redis: FakeRedis;

beforeEach(async () => {
  clock = manualClock();
  redis = await createFakeRedis(clock);
});
afterEach(() => redis.close());

type Reads = {
  readonly asked: KommoLeadId[][];
  answer: (ids: readonly KommoLeadId[]) => KommoResult<readonly KommoLead[]>;
  tookMs: number;
};

/** A Kommo of which only the card read matters here; what it costs over HTTP is tested with the client. */
function scriptedKommo(): Reads & Pick<Kommo, 'leads'> {
  const reads: Reads = {
    asked: [],
    answer: (ids) => ({ kind: 'ok', value: ids.map((id) => aLead({ id })) }),
    tookMs: 0,
  };
  return Object.assign(reads, {
    leads: async (ids: readonly KommoLeadId[], { onSent }: { onSent?: (atMs: number) => void }) => {
      reads.asked.push([...ids]);
      const sentAtMs = clock.nowMs();
      const answer = reads.answer(ids);
      clock.advance(reads.tookMs);
      if (answer.kind !== 'failed') onSent?.(sentAtMs);
      return answer;
    },
  });
}
const readerOf = (kommo: Pick<Kommo, 'leads'>, over: Partial<Parameters<typeof createStageReader>[0]> = {}) =>
  createStageReader({ kommo, redis: redis.client(), clock, log: recordedLog(), coalesceMs: 5, ...over });
const one = async (read: Promise<ReadonlyMap<KommoLeadId, StageRead>>): Promise<StageRead | undefined> =>
  [...(await read).values()][0];

test('readers within a few milliseconds share one GET, each card once', async () => {
  const kommo = scriptedKommo();
  const reader = readerOf(kommo, { redis: null });
  const [both, ana] = await Promise.all([
    reader.read([ANA, BRUNO], { maxAgeMs: 1000 }),
    reader.read(ANA, { maxAgeMs: 1000 }),
    reader.read([BRUNO, BRUNO], { maxAgeMs: 0 }),
  ]);
  expect(kommo.asked).toEqual([[ANA, BRUNO]]);
  expect([...both.keys()]).toEqual([ANA, BRUNO]);
  expect([...ana.keys()]).toEqual([ANA]);
  await reader.read(ANA, { maxAgeMs: 1000 });
  expect(kommo.asked).toHaveLength(2);
});

test('more than 100 cards are asked for in requests of 100, and one that fails spoils no other', async () => {
  const kommo = scriptedKommo();
  kommo.answer = (ids) =>
    ids.length === 100
      ? { kind: 'ok', value: ids.map((id) => aLead({ id })) }
      : { kind: 'failed', cause: 'timeout', status: null, retryAfterMs: null, problems: [] };
  const ids = Array.from({ length: 150 }, (_, index) => leadId(index + 1));
  const reads = await readerOf(kommo, { redis: null }).read(ids, { maxAgeMs: 1000 });
  expect(kommo.asked.map(({ length }) => length)).toEqual([100, 50]);
  expect([...reads.values()].filter(({ kind }) => kind === 'read')).toHaveLength(100);
  expect(reads.get(leadId(150))).toMatchObject({ kind: 'unreadable', cause: 'timeout' });
});

test('I2 · a read is as old as its request, not as its answer', async () => {
  const kommo = scriptedKommo();
  kommo.tookMs = 400;
  const startedAtMs = clock.nowMs();
  const read = await one(readerOf(kommo).read(ANA, { maxAgeMs: 1000 }));
  expect(read).toMatchObject({ kind: 'read', startedAtMs });
  expect(clock.nowMs() - startedAtMs).toBe(400);
});

test('I4 · a read of another function counts with its own start up to the allowed age, and not a millisecond longer', async () => {
  const [here, there] = [scriptedKommo(), scriptedKommo()];
  there.tookMs = 200;
  const startedAtMs = clock.nowMs();
  const publisher = readerOf(there);
  await publisher.read(ANA, { maxAgeMs: 1000 });
  await publisher.settle();

  const reader = readerOf(here);
  clock.advance(800);
  const shared = await one(reader.read(ANA, { maxAgeMs: 1000 }));
  expect(shared).toMatchObject({
    kind: 'read',
    startedAtMs,
    card: null,
    lead: { statusId: 81_000_012, contactIds: [25_000_001] },
  });
  expect(here.asked).toEqual([]);

  clock.advance(1);
  expect(await one(reader.read(ANA, { maxAgeMs: 1000 }))).toMatchObject({ startedAtMs: startedAtMs + 1001 });
  expect(here.asked).toHaveLength(1);
});

test('I4 · ages are measured on the clock of Redis, whatever the clocks of the functions say', async () => {
  const [here, there] = [scriptedKommo(), scriptedKommo()];
  // This function's clock is an hour behind, that one's an hour ahead.
  const skewed = (ms: number) => ({ nowMs: () => clock.nowMs() + ms });
  const publisher = readerOf(there, { clock: skewed(3_600_000) });
  await publisher.read(ANA, { maxAgeMs: 1000 });
  await publisher.settle();
  clock.advance(300);
  const read = await one(readerOf(here, { clock: skewed(-3_600_000) }).read(ANA, { maxAgeMs: 1000 }));
  expect(read).toMatchObject({ kind: 'read', startedAtMs: clock.nowMs() - 3_600_000 - 300 });
});

test('I4 · a clock of Redis that jumps back makes what was published no younger', async () => {
  const [here, there] = [scriptedKommo(), scriptedKommo()];
  let jumpMs = 0;
  const jumping = await createFakeRedis({ nowMs: () => clock.nowMs() + jumpMs });
  const publisher = readerOf(there, { redis: jumping.client() });
  await publisher.read(ANA, { maxAgeMs: 1000 });
  await publisher.settle();
  clock.advance(5000);
  // To Redis the read is a moment old, and its time has not run out.
  jumpMs = -4900;
  const read = await one(readerOf(here, { redis: jumping.client() }).read(ANA, { maxAgeMs: 1000 }));
  expect(here.asked).toEqual([[ANA]]);
  expect(read).toMatchObject({ kind: 'read', startedAtMs: clock.nowMs() });
  await jumping.close();
});

test('I4 · maxAgeMs 0 is asked of Kommo, whatever Redis holds', async () => {
  const [here, there] = [scriptedKommo(), scriptedKommo()];
  const publisher = readerOf(there);
  await publisher.read(ANA, { maxAgeMs: 1000 });
  await publisher.settle();
  await readerOf(here).read(ANA, { maxAgeMs: 0 });
  expect(here.asked).toEqual([[ANA]]);
});

test.each<[string, unknown]>([
  [
    'without a start',
    { pipelineId: 8_100_001, statusId: 81_000_012, updatedAt: 1, responsibleUserId: null, contactIds: [] },
  ],
  [
    'from the future',
    {
      startedAtMs: 9_999_999_999_999,
      pipelineId: 1,
      statusId: 1,
      updatedAt: 1,
      responsibleUserId: null,
      contactIds: [],
    },
  ],
  ['that is a bare flag', 'speak'],
])('I4 · a value in Redis %s counts for nothing', async (_, value) => {
  const kommo = scriptedKommo();
  await redis.client().set(`kommo:stage:${ANA}`, value);
  expect(await one(readerOf(kommo).read(ANA, { maxAgeMs: 1000 }))).toMatchObject({
    kind: 'read',
    lead: { statusId: 81_000_012 },
  });
  expect(kommo.asked).toHaveLength(1);
});

test('I4 · with Redis down every read goes to Kommo, and that is said once', async () => {
  const kommo = scriptedKommo();
  const log = recordedLog();
  const reader = readerOf(kommo, { log });
  redis.down = true;
  expect((await one(reader.read(ANA, { maxAgeMs: 1000 })))?.kind).toBe('read');
  expect((await one(reader.read(ANA, { maxAgeMs: 1000 })))?.kind).toBe('read');
  expect(kommo.asked).toHaveLength(2);
  expect(log.lines.map(({ noun }) => noun)).toEqual(['kommo.redis_down']);
});

test('I3 · a failure is unreadable with its cause, and is kept nowhere', async () => {
  const [here, there] = [scriptedKommo(), scriptedKommo()];
  there.answer = () => ({
    kind: 'failed',
    cause: 'throttled',
    status: 429,
    retryAfterMs: 300_000,
    problems: [],
  });
  const publisher = readerOf(there);
  expect(await one(publisher.read(ANA, { maxAgeMs: 1000 }))).toMatchObject({
    kind: 'unreadable',
    cause: 'throttled',
  });
  await publisher.settle();
  expect((await one(readerOf(here).read(ANA, { maxAgeMs: 1000 })))?.kind).toBe('read');
  expect(here.asked).toHaveLength(1);
});

test('I3 · a card that Kommo does not name is absent, which is not unreadable, and is kept nowhere', async () => {
  const kommo = scriptedKommo();
  const reader = readerOf(kommo);
  kommo.answer = () => ({ kind: 'ok', value: [aLead({ id: BRUNO })] });
  const reads = await reader.read([ANA, BRUNO], { maxAgeMs: 1000 });
  expect([reads.get(ANA)?.kind, reads.get(BRUNO)?.kind]).toEqual(['absent', 'read']);
  kommo.answer = () => ({ kind: 'absent' });
  expect((await one(reader.read(ANA, { maxAgeMs: 1000 })))?.kind).toBe('absent');
  await reader.settle();
  expect(await redis.client().get(`kommo:stage:${ANA}`)).toBeNull();
});

test('O2 · what is published holds no name, phone, tag or field', async () => {
  const kommo = scriptedKommo();
  kommo.answer = () => ({
    kind: 'ok',
    value: [
      aLead({
        name: 'Ana Beatriz',
        tags: ['x'],
        fields: [{ fieldId: 1, values: [{ value: '+5581990000001', enumId: null }] }],
      }),
    ],
  });
  const reader = readerOf(kommo);
  await reader.read(ANA, { maxAgeMs: 1000 });
  await reader.settle();
  const published = await redis.client().get<object>(`kommo:stage:${ANA}`);
  expect(Object.keys(published ?? {}).sort()).toEqual([
    'contactIds',
    'pipelineId',
    'responsibleUserId',
    'sentAtMs',
    'startedAtMs',
    'statusId',
    'updatedAt',
  ]);
});

test('a read costs one round trip of Redis before it, and one after it that nobody waits for', async () => {
  const reader = readerOf(scriptedKommo());
  await reader.read([ANA, BRUNO], { maxAgeMs: 1000 });
  await reader.settle();
  expect(redis.roundTrips()).toBe(2);
  expect(redis.commands.map(([name]) => name)).toEqual(['time', 'mget', 'set', 'set']);
});

test('a bug in the client reaches every caller instead of leaving them waiting', async () => {
  const reader = readerOf({ leads: () => Promise.reject(new Error('bug')) }, { redis: null });
  const both = await Promise.allSettled([
    reader.read(ANA, { maxAgeMs: 1000 }),
    reader.read(BRUNO, { maxAgeMs: 1000 }),
  ]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await reader.settle();
});
