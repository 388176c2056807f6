/** W8 · When a talk runs in a circle, by the count alone. */
import { expect, test } from 'vitest';
import {
  countTurn,
  isClosedStill,
  type LoopCount,
  loopCountOf,
  taught,
  wordsOfBurst,
} from '../../lib/conversation/loop.ts';

const limits = { loopTurns: 8, loopMinutes: 10 };
const MINUTE_MS = 60_000;
type Said = { readonly words: string; readonly hasTaught?: boolean; readonly afterMs?: number };

/** Turns one after another; what each came to. */
function play(turns: readonly Said[]): { kinds: readonly string[]; count: LoopCount; nowMs: number } {
  let count = loopCountOf({});
  let nowMs = 0;
  const kinds: string[] = [];
  for (const { words, hasTaught = false, afterMs = 10_000 } of turns) {
    nowMs += afterMs;
    const verdict = countTurn(count, { words: wordsOfBurst([{ body: words }]), hasTaught, nowMs, limits });
    kinds.push(verdict.kind);
    count = verdict.count;
  }
  return { kinds, count, nowMs };
}
const times = (count: number, said: Said): readonly Said[] => Array.from({ length: count }, () => said);

test.each<[string, readonly Said[], readonly string[]]>([
  ['the same words twice', times(2, { words: 'Aguarde um momento' }), ['goes_on', 'goes_on']],
  ['the same words three times', times(3, { words: 'Aguarde um momento' }), ['goes_on', 'goes_on', 'close']],
  [
    'the same words in another spelling',
    [{ words: 'Olá! Já respondo.' }, { words: 'ola ja  respondo' }, { words: 'OLÁ, JÁ RESPONDO…' }],
    ['goes_on', 'goes_on', 'close'],
  ],
  [
    'a short answer that teaches nothing: a closed question may be put three times',
    times(4, { words: 'sim' }),
    ['goes_on', 'goes_on', 'goes_on', 'close'],
  ],
  ['three times one sign', times(3, { words: '👍' }), ['goes_on', 'goes_on', 'close']],
  [
    'other words in between',
    [{ words: 'quero saber' }, { words: 'quero saber' }, { words: 'e aí?' }, { words: 'quero saber' }],
    ['goes_on', 'goes_on', 'goes_on', 'goes_on'],
  ],
  [
    'a short yes to three questions, each of which teaches something',
    times(3, { words: 'sim', hasTaught: true }),
    ['goes_on', 'goes_on', 'goes_on'],
  ],
  [
    'a long text that taught something the first time',
    [
      { words: 'Sou a Clara, da loja, e respondo em breve', hasTaught: true },
      ...times(2, { words: 'Sou a Clara, da loja, e respondo em breve' }),
    ],
    ['goes_on', 'goes_on', 'close'],
  ],
])('W8 · %s', (_, turns, kinds) => expect(play(turns).kinds).toEqual(kinds));

const idle = (count: number, afterMs: number): readonly Said[] =>
  Array.from({ length: count }, (_, index) => ({ words: `mensagem ${index}`, afterMs }));

test('W8 · the eighth turn in ten minutes that teaches nothing closes, the seventh does not', () => {
  expect(play(idle(8, MINUTE_MS)).kinds).toEqual([...Array(7).fill('goes_on'), 'close']);
});
test('W8 · eight such turns in more than ten minutes are a slow talk', () => {
  expect(new Set(play(idle(12, 90_000)).kinds)).toEqual(new Set(['goes_on']));
});
test('W8 · one new fact begins the count anew', () => {
  const turns = [...idle(7, 10_000), { words: 'meu nome é Mateus', hasTaught: true }, ...idle(7, 10_000)];
  expect(new Set(play(turns).kinds)).toEqual(new Set(['goes_on']));
});
test('W8 · a second circle within a day is silence, without another line', () => {
  const again = times(3, { words: 'de novo a mesma coisa' });
  expect(play([...times(3, { words: 'aguarde um momento' }), ...again]).kinds.at(-1)).toBe('silence');
  expect(
    play([
      ...times(3, { words: 'aguarde um momento' }),
      { words: 'oi', afterMs: 25 * 60 * MINUTE_MS },
      ...again,
    ]).kinds.at(-1),
  ).toBe('close');
});

test('W8 · closed by the same words, it stays closed for those words and opens for others', () => {
  const { count, nowMs } = play(times(3, { words: 'aguarde um momento' }));
  const still = (words: string) =>
    isClosedStill(count, { words, heardAtMs: nowMs, nowMs: nowMs + 1, limits });
  expect([still('aguarde um momento'), still('minha conta vem 600')]).toEqual([true, false]);
});
test('W8 · closed because it led nowhere, it opens after a pause as long as the window', () => {
  const { count, nowMs } = play(idle(8, 10_000));
  const still = (afterMs: number) =>
    isClosedStill(count, { words: 'oi', heardAtMs: nowMs, nowMs: nowMs + afterMs, limits });
  expect([still(10 * MINUTE_MS - 1), still(10 * MINUTE_MS)]).toEqual([true, false]);
});
test('W8 · facts that come back in another order have taught nothing', () => {
  expect(taught({ a: 1, b: [2] }, { b: [2], a: 1 })).toBe(false);
  expect(taught({ a: 1 }, { a: 1, b: undefined })).toBe(false);
  expect(taught({ a: 1 }, { a: 2 })).toBe(true);
});

test('W10, W8 · a burst of signs is compared by whole ones: half an emoji could not be stored', () => {
  const words = wordsOfBurst([{ body: `!${'😀'.repeat(300)}` }]);
  expect(words?.isWellFormed()).toBe(true);
  expect(words?.length).toBeLessThanOrEqual(500);
});
