/** Reads by id, combined over functions that wait: fewer requests, and never a read that is younger than it is. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { failure, type Read } from '../../lib/kommo/answer.ts';
import { type CombinedReads, createCombinedReads } from '../../lib/kommo/combined.ts';
import { recordedLog } from './support/builders.ts';
import { type LineWorld, openLineWorld } from './support/line-world.ts';

const RTT_MS = 180;
type Body = { readonly id: number; readonly stage: string };
type Sent = { readonly by: string; readonly ids: readonly number[]; readonly atMs: number };

let w: LineWorld;
let redisAheadMs = 0;
let sent: Sent[] = [];
let stage = 'first';
beforeEach(async () => {
  redisAheadMs = 0;
  sent = [];
  stage = 'first';
  w = await openLineWorld(() => redisAheadMs);
});
afterEach(() => w.close());

type Hooks = {
  readonly beforeSend?: (by: string) => Promise<void>;
  readonly afterSend?: (by: string) => Promise<void>;
  readonly answer?: (ids: readonly number[]) => Read<Body>;
};

/** A function of its own, with its own clients. */
function functionOf(by: string, hooks: Hooks = {}, { token = 'token', oversleepsMs = 0, keptMs = 0 } = {}) {
  const limiter = w.limiter(oversleepsMs);
  const reads: CombinedReads = createCombinedReads({
    limiter,
    breaker: { blockedHere: () => null },
    token,
    clock: w.clock,
    log: recordedLog(),
  });
  const read = async (...ids: number[]): Promise<Read<Body>> =>
    w.run(() =>
      reads.byId<Body>({
        name: 'leads',
        ids,
        priority: 'gate',
        keptMs,
        bodyOf: (body) => body as Body,
        send: async (all, place) => {
          if (place === 'to_take') expect(await limiter.take('gate')).toBe('granted');
          await hooks.beforeSend?.(by);
          const sentAtMs = w.clock.nowMs();
          sent.push({ by, ids: all, atMs: sentAtMs });
          const seen = stage;
          await w.sleep(RTT_MS);
          await hooks.afterSend?.(by);
          return (
            hooks.answer?.(all) ?? { kind: 'ok', items: all.map((id) => ({ id, stage: seen })), sentAtMs }
          );
        },
      }),
    );
  return { read, limiter };
}

/** Whoever comes now finds a line. */
async function busy(): Promise<void> {
  const { limiter } = functionOf('others');
  await w.run(async () => {
    await limiter.take('gate');
    await limiter.take('gate');
  });
}

/** When the request behind this answer really left. */
const trueStart = (id: number, read: Read<Body>): number => {
  if (read.kind !== 'ok') throw new Error(`not read: ${read.kind}`);
  const seenBy = sent.filter(({ ids }) => ids.includes(id));
  return Math.max(...seenBy.map(({ atMs }) => atMs));
};
const itemsOf = (read: Read<Body>) => (read.kind === 'ok' ? read.items.map(({ id }) => id) : read.kind);
const ageless = (id: number, read: Read<Body>): void => {
  if (read.kind !== 'ok') throw new Error(`not read: ${read.kind}`);
  expect(read.sentAtMs).toBeLessThanOrEqual(trueStart(id, read));
};

test('C14 · where nobody waits a read costs one command of Redis and its own request', async () => {
  const { read } = functionOf('one');
  w.redis.commands.length = 0;
  expect(itemsOf(await read(1))).toEqual([1]);
  expect(sent.map(({ ids }) => ids)).toEqual([[1]]);
  // The first one brings the script along.
  expect(w.redis.commands.map(([name]) => name)).toEqual(['evalsha', 'eval']);
});

test('C14 · eight functions that wait share one request, and each gets its own card', async () => {
  await busy();
  const reads = await Promise.all(
    Array.from({ length: 8 }, (_, index) => functionOf(`f${index}`).read(index + 1)),
  );
  expect(reads.map(itemsOf)).toEqual(Array.from({ length: 8 }, (_, index) => [index + 1]));
  expect(sent).toHaveLength(1);
  for (const [index, read] of reads.entries()) ageless(index + 1, read);
});

test('I2, I4 · a read is as old as the last moment at which its want stood in line, never younger, and within the window', async () => {
  await busy();
  // All but the first hear of its request only after it has left.
  const reads = await Promise.all(
    [1, 2, 3, 4].map((id) => functionOf(`f${id}`, {}, { oversleepsMs: id === 1 ? 0 : 20 * id }).read(id)),
  );
  expect(sent).toHaveLength(1);
  for (const [index, read] of reads.entries()) {
    ageless(index + 1, read);
    if (read.kind === 'ok') expect(trueStart(index + 1, read) - read.sentAtMs).toBeLessThanOrEqual(230);
  }
});

test.each([-3_600_000, -5_000, -200, 200, 5_000, 3_600_000])(
  'I4 · a clock of Redis that jumps by %i ms makes no read younger than it is',
  async (jumpMs) => {
    await busy();
    const jump = async (): Promise<void> => {
      redisAheadMs += jumpMs;
    };
    const first = await Promise.all(
      [1, 2, 3].map((id) => functionOf(`a${id}`, { beforeSend: jump }).read(id)),
    );
    for (const [index, read] of first.entries()) ageless(index + 1, read);
    stage = 'second';
    await busy();
    const wantedAtMs = w.clock.nowMs();
    const second = await Promise.all(
      [1, 2, 3].map((id) => functionOf(`b${id}`, { afterSend: jump }).read(id)),
    );
    for (const [index, read] of second.entries()) {
      ageless(index + 1, read);
      // Nothing of the window before it: what is asked now is read after it was asked.
      expect(trueStart(index + 1, read)).toBeGreaterThanOrEqual(wantedAtMs);
      expect(read.kind === 'ok' && read.items.map((item) => item.stage)).toEqual(['second']);
    }
  },
);

const DEATHS: readonly [string, (state: { dead: boolean }) => Hooks][] = [
  ['before its request leaves', (state) => ({ beforeSend: async () => dies(state) })],
  ['before it hands on what it was answered', (state) => ({ afterSend: async () => dies(state) })],
];
async function dies(state: { dead: boolean }): Promise<void> {
  if (state.dead) return;
  state.dead = true;
  await w.die();
}
test.each(DEATHS)(
  'I3 · a sender killed %s: the others read for themselves within moments',
  async (_, hooksOf) => {
    await busy();
    const state = { dead: false };
    const startedMs = w.clock.nowMs();
    const reads: Read<Body>[] = [];
    const all = [1, 2, 3, 4].map(async (id) => {
      reads.push(await functionOf(`f${id}`, hooksOf(state)).read(id));
    });
    await Promise.race([Promise.all(all), until(() => reads.length === 3)]);
    expect(state.dead).toBe(true);
    expect(reads.map(({ kind }) => kind)).toEqual(['ok', 'ok', 'ok']);
    expect(w.clock.nowMs() - startedMs).toBeLessThan(2500);
    for (const read of reads) if (read.kind === 'ok') for (const { id } of read.items) ageless(id, read);
  },
);

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
};

const OUTAGES: readonly [string, (state: { down(): Promise<void> }) => Hooks][] = [
  ['when the request is about to leave', ({ down }) => ({ beforeSend: down })],
  ['when it was answered and not yet handed on', ({ down }) => ({ afterSend: down })],
];
test.each(OUTAGES)('H20, I4 · Redis goes %s: each function reads for itself', async (_, hooksOf) => {
  await busy();
  const down = async (): Promise<void> => {
    w.redis.down = true;
  };
  const reads = await Promise.all([1, 2, 3].map((id) => functionOf(`f${id}`, hooksOf({ down })).read(id)));
  for (const [index, read] of reads.entries()) {
    expect(itemsOf(read)).toEqual([index + 1]);
    ageless(index + 1, read);
  }
});

test('H20 · without Redis each function reads for itself', async () => {
  w.redis.down = true;
  const reads = await Promise.all([1, 2].map((id) => functionOf(`f${id}`).read(id)));
  expect(reads.map(itemsOf)).toEqual([[1], [2]]);
  expect(sent).toHaveLength(2);
});

test('I4 · what another hands on is believed only under our own token', async () => {
  await busy();
  const [own, foreign] = await Promise.all([
    functionOf('own').read(1),
    functionOf('foreign', {}, { token: 'another token' }).read(2),
  ]);
  expect([itemsOf(own), itemsOf(foreign)]).toEqual([[1], [2]]);
  // Whoever was carried could not read what it was handed, and asked for itself.
  expect(sent.length).toBeGreaterThanOrEqual(2);
});

test('I2 · what is brought so late that a gate would not act on it is asked for anew', async () => {
  await busy();
  const [, late] = await Promise.all([
    functionOf('first').read(1),
    functionOf('late', {}, { oversleepsMs: 1100 }).read(2),
  ]);
  if (late.kind !== 'ok') throw new Error(late.kind);
  expect(w.clock.nowMs() - late.sentAtMs).toBeLessThanOrEqual(1000);
  expect(sent.filter(({ ids }) => ids.includes(2))).toHaveLength(2);
});

test('C14 · what is the same for all is read once by functions that begin within seconds, and anew after that', async () => {
  const readKept = (token = 'token') => functionOf('cold', {}, { token, keptMs: 10_000 }).read(1);
  for (let each = 0; each < 5; each += 1) expect(itemsOf(await readKept())).toEqual([1]);
  expect(sent).toHaveLength(1);
  await readKept('another token');
  expect(sent).toHaveLength(2);
  await w.run(() => w.sleep(10_001));
  await readKept();
  expect(sent).toHaveLength(3);
});

test('I3 · a failure travels, and holds everybody who came along', async () => {
  await busy();
  const hooks: Hooks = { answer: () => failure('server_error') };
  const reads = await Promise.all([1, 2, 3].map((id) => functionOf(`f${id}`, hooks).read(id)));
  expect(reads.map((read) => read.kind === 'failed' && read.cause)).toEqual([
    'server_error',
    'server_error',
    'server_error',
  ]);
  expect(sent).toHaveLength(1);
});

test('P9 · one odd card holds nobody but its own lead', async () => {
  await busy();
  const hooks: Hooks = {
    answer: (ids) =>
      ids.includes(13)
        ? failure('malformed')
        : { kind: 'ok', items: ids.map((id) => ({ id, stage })), sentAtMs: w.clock.nowMs() },
  };
  const reads = await Promise.all([1, 13, 3].map((id) => functionOf(`f${id}`, hooks).read(id)));
  expect(reads.map(({ kind }) => kind)).toEqual(['ok', 'failed', 'ok']);
});

test('P3 · a card that the shared request did not show is absent for its lead alone', async () => {
  await busy();
  const hooks: Hooks = {
    answer: (ids) => ({
      kind: 'ok',
      items: ids.filter((id) => id !== 2).map((id) => ({ id, stage })),
      sentAtMs: w.clock.nowMs(),
    }),
  };
  const reads = await Promise.all([1, 2, 3].map((id) => functionOf(`f${id}`, hooks).read(id)));
  expect(reads.map(({ kind }) => kind)).toEqual(['ok', 'absent', 'ok']);
});

test('privacy · nothing that travels can be read in Redis', async () => {
  await busy();
  stage = 'Maria da Silva';
  await Promise.all([1, 2, 3].map((id) => functionOf(`f${id}`).read(id)));
  expect(w.redis.commands.flat().some((word) => word.includes('Maria'))).toBe(false);
});
