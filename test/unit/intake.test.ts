/** The door's decisions, alone: what is kept when something behind it is slow or gone (P13, P19), and in which line a person stands (W11). */
import { expect, test } from 'vitest';
import type { Settled, WaitingClock } from '../../lib/clock.ts';
import { createAdmit } from '../../lib/intake/admit.ts';
import { createLines, lineKey, lineOf } from '../../lib/intake/lines.ts';
import { LeadKey } from '../../lib/lead.ts';
import type { AskRedis } from '../../lib/redis.ts';
import { recordedLog } from '../kommo/support/builders.ts';

type Fate = 'done' | 'failed' | 'late' | 'done at last';
type Work = { readonly fate: Fate; readonly promise: Promise<unknown> };

/** Nothing waits: each work says itself what it has come to by the first look, and by the second. */
function door(
  given: { queue?: Fate; acts?: readonly Fate[]; keeps?: readonly boolean[]; hints?: Fate } = {},
) {
  const { queue = 'done', acts = ['done'], keeps = [], hints = 'done' } = given;
  const log = recordedLog();
  const untils: number[] = [];
  const did: string[] = [];
  const works: Work[] = [];
  const work = (fate: Fate, value: unknown): Promise<never> => {
    const promise = Promise.resolve(value);
    works.push({ fate, promise });
    // The door hands it to the clock and to nobody else.
    return promise as Promise<never>;
  };
  const clock: WaitingClock = {
    nowMs: () => 0,
    settleBy: async (untilMs, asked) => {
      untils.push(untilMs);
      const isLast = untils.length === 2;
      const outcomes = await Promise.all(
        asked.map(async (promise): Promise<Settled<unknown>> => {
          const fate = works.find((each) => each.promise === promise)?.fate ?? hints;
          if (fate === 'failed') return { kind: 'failed', error: new Error('no') };
          if (fate === 'late' || (fate === 'done at last' && !isLast)) return { kind: 'late' };
          return { kind: 'done', value: await promise };
        }),
      );
      return outcomes as never;
    },
  };
  let kept = 0;
  const admit = createAdmit({
    pending: {
      keep: async (act) => {
        did.push(`keep ${act.kind}`);
        kept += 1;
        return keeps[kept - 1] ?? false;
      },
    },
    clock,
    log,
  });
  const run = () =>
    admit({
      startedAtMs: 100,
      enqueue: () => work(queue, ['event']),
      acts: acts.map((fate, n) => ({ act: { kind: `act${n}` } as never, record: () => work(fate, null) })),
      mark: async (enqueued) => void did.push(`mark ${enqueued.length}`),
      flagged: async () => void did.push('flagged'),
    });
  return { run, did, untils, log, nouns: () => log.lines.map(({ noun }) => noun) };
}

test('everything in time: kept, marked, nothing pending; recorded within 0.8 s and answered within 1.3 s of the arrival', async () => {
  const it = door();
  expect(await it.run()).toBe(true);
  expect([it.did, it.untils, it.nouns()]).toEqual([['mark 1', 'flagged'], [900, 1400], []]);
});
const DOORS: readonly (readonly [
  string,
  Parameters<typeof door>[0],
  boolean,
  readonly string[],
  readonly string[],
])[] = [
  [
    'an act that is not on record, kept as pending',
    { acts: ['failed'], keeps: [true] },
    true,
    ['keep act0', 'mark 1', 'flagged'],
    ['takeover.deferred'],
  ],
  [
    'an act that is late, kept as pending',
    { acts: ['late'], keeps: [true] },
    true,
    ['keep act0', 'mark 1', 'flagged'],
    ['takeover.deferred'],
  ],
  [
    'an act that is nowhere',
    { acts: ['failed'] },
    false,
    ['keep act0', 'mark 1', 'flagged'],
    ['takeover.deferred', 'takeover.not_kept'],
  ],
  [
    'an act that nobody kept, on record at last',
    { acts: ['done at last'] },
    true,
    ['keep act0', 'mark 1', 'flagged'],
    ['takeover.deferred'],
  ],
  [
    'one act kept, another nowhere',
    { acts: ['late', 'done', 'late'], keeps: [true] },
    false,
    ['keep act0', 'keep act2', 'mark 1', 'flagged'],
    ['takeover.deferred', 'takeover.deferred', 'takeover.not_kept'],
  ],
  ['a queue that is gone', { queue: 'failed' }, false, ['flagged'], ['webhook.not_stored']],
  ['a queue that is late', { queue: 'late' }, false, ['flagged'], ['webhook.not_stored']],
  ['a queue that takes it at last', { queue: 'done at last' }, true, ['flagged'], []],
  [
    'hints that are late: what they would have kept is not known to be kept',
    { acts: ['late'], keeps: [true], hints: 'late' },
    false,
    ['keep act0', 'mark 1', 'flagged'],
    ['takeover.deferred', 'takeover.not_kept'],
  ],
];
test.each(DOORS)('P13, P19 · %s', async (_name, given, told, did, nouns) => {
  const it = door(given);
  expect(await it.run()).toBe(told);
  expect([it.did, it.nouns()]).toEqual([did, nouns]);
});
test('I5 · why something is not kept is said: the failure itself, or that it was late', async () => {
  const failed = { error: new Error('no') };
  const late = { error: 'late' };
  const acts = door({ acts: ['failed', 'late'], keeps: [true, true] });
  await acts.run();
  expect(acts.log.lines.map(({ fields }) => fields)).toEqual([
    { kind: 'act0', ...failed },
    { kind: 'act1', ...late },
  ]);
  for (const [queue, fields] of [
    ['failed', failed],
    ['late', late],
  ] as const) {
    const it = door({ queue });
    await it.run();
    expect(it.log.lines.map((line) => line.fields)).toEqual([fields]);
  }
});
test('I5 · a door that hears of nobody’s act keeps its queue alone', async () => {
  expect(await door({ acts: [] }).run()).toBe(true);
});

const PHONE = LeadKey.parse('+5581990000001');
const LID = LeadKey.parse('lid:900');
const BSUID = LeadKey.parse('bsuid:BR.1');
const NOW = 10_000_000;
const FULL = 20 * 60_000;
const known = (...lines: readonly (readonly [LeadKey, string, number])[]) =>
  new Map(lines.map(([key, line, agoMs]) => [key, { line, atMs: NOW - agoMs }]));
test.each([
  ['nobody known: the strongest name', [PHONE, LID], known(), PHONE],
  ['a hidden id alone', [LID], known(), LID],
  ['a hidden id known by a phone', [LID], known([LID, PHONE, FULL]), PHONE],
  [
    'a phone, and an older line of its hidden id that has emptied',
    [PHONE, LID],
    known([LID, 'l', FULL]),
    PHONE,
  ],
  [
    'a phone, and a line of its hidden id in which something may stand',
    [PHONE, LID],
    known([LID, 'l', FULL - 1]),
    'l',
  ],
  ['two lines: the occupied one', [LID, BSUID], known([LID, 'old', FULL], [BSUID, 'new', 0]), 'new'],
  ['two occupied lines: the stronger name’s', [LID, BSUID], known([LID, 'a', 5], [BSUID, 'b', 0]), 'a'],
  [
    'two lines that emptied: the stronger name’s',
    [LID, BSUID],
    known([LID, 'a', FULL], [BSUID, 'b', FULL]),
    'a',
  ],
] as const)('W11 · the line of %s', (_name, names, lines, line) => {
  expect(lineOf(names, { known: lines, nowMs: NOW })).toBe(line);
});

function lines(values: Readonly<Record<string, unknown>> = {}, look: 'done' | 'late' = 'done') {
  const did: unknown[] = [];
  const client = {
    mget: async (...keys: readonly string[]) => {
      did.push(['mget', keys]);
      return keys.map((key) => values[key] ?? null);
    },
    set: async (...args: readonly unknown[]) => void did.push(['set', ...args]),
  };
  const untils: number[] = [];
  const clock: WaitingClock = {
    nowMs: () => NOW,
    settleBy: async (untilMs, works) => {
      untils.push(untilMs);
      return (await Promise.all(
        works.map(async (each) => (look === 'late' ? { kind: 'late' } : { kind: 'done', value: await each })),
      )) as never;
    },
  };
  const ask = (async (_what: string, _otherwise: unknown, work: (redis: unknown) => Promise<unknown>) =>
    work(client)) as unknown as AskRedis;
  return { lines: createLines({ ask, clock }), did, untils };
}
test('W11 · a line is looked up under every name, for 300 ms and no longer', async () => {
  const it = lines({ [lineKey(LID)]: { line: 'there', atMs: NOW } });
  expect((await it.lines.of([[PHONE, LID]]))([PHONE, LID])).toBe('there');
  expect([it.did, it.untils]).toEqual([[['mget', [lineKey(PHONE), lineKey(LID)]]], [NOW + 300]]);
});
test('W11 · too late, or no line at all in what Redis has: a line of their own', async () => {
  expect(
    (await lines({ [lineKey(LID)]: { line: 'there', atMs: NOW } }, 'late').lines.of([[LID]]))([LID]),
  ).toBe(LID);
  expect((await lines({ [lineKey(LID)]: { line: 7 } }).lines.of([[LID]]))([LID])).toBe(LID);
});
test('W11 · named twice in one body by different names: one line', async () => {
  const lineOfNames = await lines().lines.of([[LID], [PHONE, LID]]);
  expect([lineOfNames([LID]), lineOfNames([PHONE, LID])]).toEqual([LID, LID]);
});
test('W11 · the line is kept where an export and an erasure look for it', () => {
  expect(lineKey(LID)).toBe('line:lid:900');
});
test('nobody named: Redis is not asked', async () => {
  const it = lines();
  await it.lines.of([]);
  expect(it.did).toEqual([]);
});
test('W11 · a line is kept under every name, for thirty days', async () => {
  const it = lines();
  await it.lines.keep([[PHONE, LID]], () => 'line');
  const value = JSON.stringify({ line: 'line', atMs: NOW });
  expect(it.did).toEqual([PHONE, LID].map((name) => ['set', lineKey(name), value, { ex: 2_592_000 }]));
});
