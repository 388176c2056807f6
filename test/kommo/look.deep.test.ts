/** A look at cards and contacts as one want: fewer askings of Redis, and never a read that is younger than it is. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { failure, type Read } from '../../lib/kommo/answer.ts';
import { createCombinedReads } from '../../lib/kommo/combined.ts';
import type { Entity } from '../../lib/kommo/combined-part.ts';
import { recordedLog } from './support/builders.ts';
import { type LineWorld, openLineWorld } from './support/line-world.ts';

const RTT_MS = 180;
type Sent = {
  readonly by: string;
  readonly list: string;
  readonly ids: readonly number[];
  readonly atMs: number;
};
type Hooks = {
  readonly beforeSend?: (list: string) => Promise<void>;
  readonly afterSend?: (list: string) => Promise<void>;
  readonly answer?: (list: string, ids: readonly number[]) => Read<Entity> | undefined;
};

let w: LineWorld;
let sent: Sent[] = [];
beforeEach(async () => {
  sent = [];
  w = await openLineWorld();
});
afterEach(() => w.close());

/** A function of its own, with its own clients. */
function functionOf(by: string, hooks: Hooks = {}) {
  const limiter = w.limiter();
  const reads = createCombinedReads({
    limiter,
    breaker: { blockedHere: () => null },
    token: 'token',
    clock: w.clock,
    log: recordedLog(),
  });
  const sendOf = (list: string) => async (ids: readonly number[], place: 'taken' | 'to_take') => {
    if (place === 'to_take') expect(await limiter.take('gate')).toBe('granted');
    await hooks.beforeSend?.(list);
    const sentAtMs = w.clock.nowMs();
    sent.push({ by, list, ids, atMs: sentAtMs });
    await w.sleep(RTT_MS);
    await hooks.afterSend?.(list);
    return hooks.answer?.(list, ids) ?? { kind: 'ok' as const, items: ids.map((id) => ({ id })), sentAtMs };
  };
  const lists = new Map(['leads', 'contacts'].map((list) => [list, sendOf(list)]));
  const of = (name: string, id: number): Promise<Read<Entity>> =>
    reads.byId<Entity>({
      name,
      ids: [id],
      priority: 'gate',
      send: sendOf(name),
      bodyOf: () => ({ id }),
      lists,
    });
  return {
    limiter,
    one: (list: string, id: number) => w.run(() => of(list, id)),
    /** Card `id`, contact `1000 + id`. */
    look: (id: number) => w.run(() => Promise.all([of('leads', id), of('contacts', 1000 + id)])),
    prepare: (id: number) =>
      reads.prepare(
        new Map([
          ['leads', [id]],
          ['contacts', [1000 + id]],
        ]),
      ),
  };
}

/** Whoever comes now finds a line. */
async function busy(): Promise<void> {
  const { limiter } = functionOf('others');
  await w.run(async () => {
    await limiter.take('gate');
    await limiter.take('gate');
  });
}
const found = (read: Read<Entity>) => (read.kind === 'ok' ? read.items.map(({ id }) => id) : read.kind);
const asked = (): number => w.redis.commands.filter(([name]) => name?.startsWith('eval')).length;
const EIGHT = [1, 2, 3, 4, 5, 6, 7, 8];
/** No read is younger than the request that brought it. */
const ageless = (list: string, id: number, read: Read<Entity>): void => {
  if (read.kind !== 'ok') throw new Error(`not read: ${read.kind}`);
  const seenBy = sent.filter((each) => each.list === list && each.ids.includes(id));
  expect(read.sentAtMs).toBeLessThanOrEqual(Math.max(...seenBy.map(({ atMs }) => atMs)));
};

test('C14 · where nobody waits a look costs one command of Redis and its two requests', async () => {
  const { look } = functionOf('one');
  await look(1);
  w.redis.commands.length = 0;
  sent = [];
  await w.run(() => w.sleep(2000));
  expect((await look(1)).map(found)).toEqual([[1], [1001]]);
  expect(sent.map(({ list }) => list).toSorted()).toEqual(['contacts', 'leads']);
  expect(w.redis.commands.map(([name]) => name)).toEqual(['evalsha']);
});

test('C14, I2 · eight looks that wait are two requests of Kommo and two askings of Redis each, and each gets its own card and contact', async () => {
  await busy();
  const before = asked();
  const looks = await Promise.all(EIGHT.map((id) => functionOf(`f${id}`).look(id)));
  expect(looks.map((look) => look.map(found))).toEqual(EIGHT.map((id) => [[id], [1000 + id]]));
  expect(sent.map(({ list, ids }) => [list, ids.length]).toSorted()).toEqual([
    ['contacts', 8],
    ['leads', 8],
  ]);
  expect(asked() - before).toBeLessThanOrEqual(8 * 2);
  for (const [index, [card, contact]] of looks.entries()) {
    ageless('leads', EIGHT[index] ?? 0, card);
    ageless('contacts', 1000 + (EIGHT[index] ?? 0), contact);
  }
});

test('C14 · a request carries two hundred ids of its list, whatever the other list of the look carries', async () => {
  await busy();
  const ids = Array.from({ length: 130 }, (_, index) => index + 1);
  const looks = await Promise.all(ids.map((id) => functionOf(`f${id}`).look(id)));
  expect(looks.map(([card]) => found(card))).toEqual(ids.map((id) => [id]));
  expect(sent.map(({ list, ids: all }) => [list, all.length]).toSorted()).toEqual([
    ['contacts', 130],
    ['leads', 130],
  ]);
});

test('C14 · who needs one list of a look alone stands with those who need both, and the places are enough for all', async () => {
  await busy();
  const [card, contact, both] = await Promise.all([
    functionOf('card').one('leads', 1),
    functionOf('contact').one('contacts', 1002),
    functionOf('both').look(3),
  ]);
  expect([card, contact, ...both].map(found)).toEqual([[1], [1002], [3], [1003]]);
  expect(sent.map(({ list }) => list).toSorted()).toEqual(['contacts', 'leads']);
  const inOneSecond = Math.max(...sent.map(({ atMs }) => sent.filter((each) => each.atMs >= atMs).length));
  expect(inOneSecond).toBeLessThanOrEqual(7);
});

test.each(['leads', 'contacts'])(
  'I3 · of a look whose %s Kommo fails to answer, that list is unreadable for all, and the other is read',
  async (failing) => {
    await busy();
    const hooks: Hooks = { answer: (list) => (list === failing ? failure('server_error') : undefined) };
    const looks = await Promise.all([1, 2, 3].map((id) => functionOf(`f${id}`, hooks).look(id)));
    for (const [card, contact] of looks)
      expect([card.kind, contact.kind]).toEqual(failing === 'leads' ? ['failed', 'ok'] : ['ok', 'failed']);
    expect(sent).toHaveLength(2);
  },
);

test('P9 · an odd contact holds nobody but its own lead, and no card', async () => {
  await busy();
  const hooks: Hooks = {
    answer: (_list, ids) => (ids.includes(1002) ? failure('malformed') : undefined),
  };
  const looks = await Promise.all([1, 2, 3].map((id) => functionOf(`f${id}`, hooks).look(id)));
  expect(looks.map(([card]) => card.kind)).toEqual(['ok', 'ok', 'ok']);
  expect(looks.map(([, contact]) => contact.kind)).toEqual(['ok', 'failed', 'ok']);
});

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
};
test.each(['beforeSend', 'afterSend'] as const)(
  'I3 · a sender killed %s of one of its two lists: the others look for themselves within moments',
  async (step) => {
    await busy();
    let dead = false;
    const hooks: Hooks = {
      [step]: async (list: string) => {
        if (list !== 'contacts' || dead) return;
        dead = true;
        await w.die();
      },
    };
    const startedMs = w.clock.nowMs();
    const looks: (readonly [number, Read<Entity>, Read<Entity>])[] = [];
    const all = [1, 2, 3, 4].map(async (id) => {
      const [card, contact] = await functionOf(`f${id}`, hooks).look(id);
      looks.push([id, card, contact]);
    });
    await Promise.race([Promise.all(all), until(() => looks.length === 3)]);
    expect(dead).toBe(true);
    for (const [id, card, contact] of looks) {
      ageless('leads', id, card);
      ageless('contacts', 1000 + id, contact);
    }
    expect(w.clock.nowMs() - startedMs).toBeLessThan(2500);
  },
);

test.each(['beforeSend', 'afterSend'] as const)(
  'H20, I4 · Redis goes %s of a look: each function looks for itself',
  async (step) => {
    await busy();
    const hooks: Hooks = {
      [step]: async () => {
        w.redis.down = true;
      },
    };
    const looks = await Promise.all([1, 2, 3].map((id) => functionOf(`f${id}`, hooks).look(id)));
    expect(looks.map((look) => look.map(found))).toEqual([1, 2, 3].map((id) => [[id], [1000 + id]]));
    for (const [index, [card]] of looks.entries()) ageless('leads', index + 1, card);
  },
);

test('C14 · a look that was put in line ahead asks nothing more where the places are there', async () => {
  const { look, prepare } = functionOf('one');
  await look(9);
  await w.run(() => w.sleep(2000));
  const before = asked();
  await prepare(1);
  expect((await look(1)).map(found)).toEqual([[1], [1001]]);
  expect(asked() - before).toBe(1);
});

test('C14 · where there is a line it keeps the place in it that was asked for ahead, and is as old as that', async () => {
  await busy();
  const { look, prepare } = functionOf('one');
  const before = asked();
  const askedAtMs = w.clock.nowMs();
  await prepare(1);
  const [[card]] = await Promise.all([look(1), functionOf('other').look(2)]);
  expect(found(card)).toEqual([1]);
  expect(asked() - before).toBeLessThanOrEqual(4);
  ageless('leads', 1, card);
  expect(card.kind === 'ok' && card.sentAtMs).toBeGreaterThanOrEqual(askedAtMs);
});

test('I2 · what was asked ahead is no look: nobody who waits is given to it, and a turn that ends holds nobody up', async () => {
  await busy();
  const { prepare } = functionOf('ends');
  await w.run(() => w.sleep(400));
  await prepare(1);
  const [card] = await functionOf('other').look(2);
  expect(found(card)).toEqual([2]);
  expect(sent.flatMap(({ ids }) => ids).toSorted()).toEqual([1002, 2]);
});

test.each([
  ['of another card', 2, 0],
  ['of long ago', 1, 200],
] as const)(
  'I2, C14 · places asked for ahead %s count for nothing: the look stands in line by itself',
  async (_, id, lateMs) => {
    const { look, prepare } = functionOf('one');
    await look(9);
    await w.run(() => w.sleep(2000));
    await prepare(1);
    const before = asked();
    await w.run(() => w.sleep(lateMs));
    expect((await look(id)).map(found)).toEqual([[id], [1000 + id]]);
    expect(asked() - before).toBeGreaterThanOrEqual(1);
  },
);

test('H20 · without Redis nothing is asked ahead, and a look is two requests of its own', async () => {
  w.redis.down = true;
  const { look, prepare } = functionOf('one');
  await prepare(1);
  expect((await look(1)).map(found)).toEqual([[1], [1001]]);
});

test('C14 · a search that was put in line ahead asks nothing more where the place is there, and one of long ago counts for nothing', async () => {
  const { limiter } = functionOf('one');
  await limiter.take('first');
  await w.run(() => w.sleep(2000));
  const before = asked();
  await limiter.beginFirst();
  expect(await limiter.take('first')).toBe('granted');
  expect(asked() - before).toBe(1);
  await limiter.beginFirst();
  await w.run(() => w.sleep(200));
  expect(await w.run(() => limiter.take('first'))).toBe('granted');
  expect(asked() - before).toBe(3);
});

test('C14 · a search that stands in line ahead keeps its place, and waits as long as it was told', async () => {
  await busy();
  const [one, other] = [functionOf('one').limiter, functionOf('other').limiter];
  await one.beginFirst();
  const at: Record<string, number> = {};
  const startedMs = w.clock.nowMs();
  const take = (name: string, limiter: typeof one) =>
    w.run(async () => {
      expect(await limiter.take('first')).toBe('granted');
      at[name] = w.clock.nowMs() - startedMs;
    });
  await Promise.all([take('other', other), take('one', one)]);
  expect(at).toEqual({ one: 200, other: 400 });
});
