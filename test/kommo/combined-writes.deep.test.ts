/** Writes combined over functions that wait: one request for many, each with its own outcome, none made twice. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { failure } from '../../lib/kommo/answer.ts';
import { createCombinedReads } from '../../lib/kommo/combined.ts';
import { createCombinedWrites, type Item } from '../../lib/kommo/combined-writes.ts';
import type { KommoResult } from '../../lib/kommo/kommo.ts';
import { recordedLog } from './support/builders.ts';
import { type LineWorld, openLineWorld } from './support/line-world.ts';

const RTT_MS = 180;
let w: LineWorld;
/** Every request that reached Kommo, by the names of what it wrote. */
let written: string[][] = [];
beforeEach(async () => {
  written = [];
  w = await openLineWorld();
});
afterEach(() => w.close());

type Hooks = {
  readonly beforeSend?: () => Promise<void>;
  readonly afterSend?: () => Promise<void>;
  readonly outcomeOf?: (name: string) => KommoResult<string>;
};
const nameOf = ({ body }: Item): string => String(body);

function functionOf(hooks: Hooks = {}) {
  const limiter = w.limiter();
  const writes = createCombinedWrites({
    limiter,
    breaker: { blockedHere: () => null },
    token: 'token',
    clock: w.clock,
    log: recordedLog(),
  });
  const write = (name: string): Promise<KommoResult<string>> =>
    w.run(() =>
      writes.write<string>({
        name: 'cards',
        body: name,
        priority: 'first',
        read: (value) => (typeof value === 'string' ? value : undefined),
        send: async (items, places) => {
          if (places === 0) await limiter.take('first');
          await hooks.beforeSend?.();
          written.push(items.map(nameOf));
          await w.sleep(RTT_MS);
          await hooks.afterSend?.();
          return new Map(
            items.map((item) => [
              item.id,
              hooks.outcomeOf?.(nameOf(item)) ?? { kind: 'ok', value: `made ${nameOf(item)}` },
            ]),
          );
        },
      }),
    );
  return { write, limiter };
}
async function busy(): Promise<void> {
  const { limiter } = functionOf();
  await w.run(async () => {
    await limiter.take('gate');
    await limiter.take('gate');
  });
}
const NAMES = ['ana', 'bruno', 'clara', 'davi'];
const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
};
const timesWritten = (name: string): number => written.flat().filter((each) => each === name).length;

test('C13, C14 · four functions that wait make their cards in one request, and each is told of its own', async () => {
  await busy();
  const outcomes = await Promise.all(NAMES.map((name) => functionOf().write(name)));
  expect(outcomes).toEqual(NAMES.map((name) => ({ kind: 'ok', value: `made ${name}` })));
  expect(written.map((names) => names.toSorted())).toEqual([NAMES]);
});

test('C14 · where nobody waits a write goes alone, for one command of Redis', async () => {
  const { write } = functionOf();
  w.redis.commands.length = 0;
  expect(await write('ana')).toEqual({ kind: 'ok', value: 'made ana' });
  expect(w.redis.commands.map(([name]) => name)).toEqual(['evalsha', 'eval']);
});

test('P4 · one that is refused is told so, and the others are not', async () => {
  await busy();
  const problem = { code: 'NotSupportedChoice', path: 'name' };
  const hooks: Hooks = {
    outcomeOf: (name) =>
      name === 'clara'
        ? failure('rejected', { status: 400, problems: [problem] })
        : { kind: 'ok', value: 'made' },
  };
  const outcomes = await Promise.all(NAMES.map((name) => functionOf(hooks).write(name)));
  expect(outcomes.map(({ kind }) => kind)).toEqual(['ok', 'ok', 'failed', 'ok']);
  expect(outcomes[2]).toMatchObject({ cause: 'rejected', problems: [problem] });
});

test.each(['beforeSend', 'afterSend'] as const)(
  'C18 · a sender killed %s: the others hear nothing, treat it as a lost answer, and write nothing again',
  async (step) => {
    await busy();
    let dead = false;
    const hooks: Hooks = {
      [step]: async () => {
        if (dead) return;
        dead = true;
        await w.die();
      },
    };
    const outcomes: KommoResult<string>[] = [];
    for (const name of NAMES)
      void functionOf(hooks)
        .write(name)
        .then((outcome) => outcomes.push(outcome));
    await until(() => outcomes.length === 3);
    expect(outcomes.map((outcome) => outcome.kind === 'failed' && outcome.cause)).toEqual([
      'timeout',
      'timeout',
      'timeout',
    ]);
    for (const name of NAMES) expect(timesWritten(name)).toBeLessThanOrEqual(1);
  },
);

test.each(['beforeSend', 'afterSend'] as const)(
  'C18, H20 · Redis goes %s: nothing is written twice, and whoever cannot be told holds',
  async (step) => {
    await busy();
    const hooks: Hooks = {
      [step]: async () => {
        w.redis.down = true;
      },
    };
    const outcomes = await Promise.all(NAMES.map((name) => functionOf(hooks).write(name)));
    expect(outcomes.filter(({ kind }) => kind === 'ok')).toHaveLength(1);
    for (const outcome of outcomes) if (outcome.kind === 'failed') expect(outcome.cause).toBe('timeout');
    for (const name of NAMES) expect(timesWritten(name)).toBeLessThanOrEqual(1);
  },
);

test('H20 · without Redis each function writes for itself', async () => {
  w.redis.down = true;
  const outcomes = await Promise.all(NAMES.slice(0, 2).map((name) => functionOf().write(name)));
  expect(outcomes.map(({ kind }) => kind)).toEqual(['ok', 'ok']);
  expect(written).toHaveLength(2);
});

test('C18 · Redis goes while a write stands in line: it is not sent, for another may carry it', async () => {
  await busy();
  const { write } = functionOf();
  const outcome = write('ana');
  await until(() => w.redis.commands.some((words) => words.some((word) => word.startsWith('s:'))));
  w.redis.down = true;
  expect(await outcome).toMatchObject({ kind: 'failed', cause: 'timeout' });
  expect(written).toEqual([]);
});

test('C14 · a write that will not wait any longer has left the line: nobody carries it afterwards', async () => {
  await w.redis
    .client()
    .set('kommo:line:a', { tokens: -1_000_000, at: Date.now(), seq: 0, line: [], last: {} });
  expect(await functionOf().write('ana')).toMatchObject({ kind: 'failed', cause: 'over_budget' });
  await w.redis.client().del('kommo:line:a');
  await busy();
  await functionOf().write('bruno');
  expect(written).toEqual([['bruno']]);
});

test('privacy · what is to be written cannot be read in Redis', async () => {
  await busy();
  await Promise.all(NAMES.map((name) => functionOf().write(name)));
  expect(w.redis.commands.flat().some((word) => word.includes('ana'))).toBe(false);
});

test.each(['reads', 'writes'] as const)(
  'C14, C18 · %s that stand first and the others of the same list that wait with them are not taken for one another',
  async (first) => {
    await busy();
    const read = async (id: number): Promise<string> => {
      const { limiter } = functionOf();
      const seams = {
        breaker: { blockedHere: () => null },
        token: 'token',
        clock: w.clock,
        log: recordedLog(),
      };
      const reads = createCombinedReads({ limiter, ...seams });
      const { kind } = await w.run(() =>
        reads.byId<{ id: number }>({
          name: 'cards',
          ids: [id],
          priority: 'gate',
          bodyOf: () => ({ id }),
          send: async (ids) => {
            await w.sleep(RTT_MS);
            return { kind: 'ok', items: ids.map((each) => ({ id: each })), sentAtMs: w.clock.nowMs() };
          },
        }),
      );
      return kind;
    };
    const startedMs = w.clock.nowMs();
    const waits = (count: number) =>
      until(
        () =>
          w.redis.commands.filter((words) => words.some((word) => word.endsWith('cards'))).length >= count,
      );
    const readBoth = () => Promise.all([1, 2].map(read));
    const writeAll = () => Promise.all(NAMES.map((name) => functionOf().write(name)));
    // Time stands still while this one is awake.
    const [writing, reading] = await w.run(async () => {
      const readers = first === 'reads' ? readBoth() : null;
      await waits(readers ? 2 : 0);
      const writers = writeAll();
      await waits(4);
      return [[writers], [readers ?? readBoth()]] as const;
    });
    const [outcomes, kinds] = await Promise.all([...writing, ...reading]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(kinds).toEqual(['ok', 'ok']);
    expect(written.map((names) => names.toSorted())).toEqual([NAMES]);
    expect(w.clock.nowMs() - startedMs).toBeLessThan(1000);
  },
);
