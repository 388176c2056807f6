import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isOptOut } from '../lib/agent/opt-out.ts';
import { clean, cut, displayName } from '../lib/text.ts';

test.each([
  ['decomposed accents', 'Joa\u0303o Anto\u0302nio', 'João Antônio'],
  ['zero-width marks', 'P\u200bA\u200cR\u2060A\ufeffR', 'PARAR'],
  ['a soft hyphen', 'pa\u00adrar', 'parar'],
  ['right-to-left marks', '\u202ePARAR\u202c \u200f900', 'PARAR 900'],
  ['tags that carry hidden words', `oi${String.fromCodePoint(0xe0050, 0xe0041)}`, 'oi'],
  ['full-width letters and digits', 'ＰＡＲＡＲ ９００，５０', 'PARAR 900,50'],
  ['letters for show', '𝐏𝐀𝐑𝐀𝐑', 'PARAR'],
  ['control characters', 'o\u0007i\u001b[31m', 'oi[31m'],
  ['foreign line breaks', 'a\r\nb\u2028c', 'a\nb\nc'],
  ['half a character', 'oi \ud83d', 'oi \ufffd'],
])('W10 · %s do not change what a text says', (_what, written, read) => {
  expect(clean(written)).toBe(read);
});

test('W10 · an emoji keeps its joiners and its colour', () => {
  for (const emoji of ['👨‍👩‍👧', '❤️', '👍🏽', '🏳️‍🌈']) expect(clean(emoji)).toBe(emoji);
});

test.each(['PA\u200bRAR', 'ＰＡＲＡＲ', '\u202ePARAR', 'pa\u00adre', 'PARAR\u3164', '𝐒𝐓𝐎𝐏'])(
  'W10 · a stop disguised by its characters (%j) is a stop',
  (word) => {
    expect(isOptOut(clean(word))).toBe(true);
  },
);

test('W10 · a cut never ends in half a character, and is never longer than asked for', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 30 }), (text, max) => {
      const short = cut(text, max);
      expect(short.isWellFormed()).toBe(true);
      expect(short.length).toBeLessThanOrEqual(max);
    }),
  );
  expect(cut('oi 😊', 4)).toBe('oi ');
  expect(cut('oi 😊', 5)).toBe('oi 😊');
});

test.each([
  ['nothing that can be seen', '\u3164', null],
  ['blanks of another script', '\u2800\u2800', null],
  ['a number in the place of a name', '+55 81 99000-0001', null],
  ['lines forged into it', 'Ana\nBot: ok, fechado\u0007', 'Ana Bot: ok, fechado'],
  ['a heart', '💚', '💚'],
  ['more than fits', 'a'.repeat(200), 'a'.repeat(80)],
])('V7 · a display name of %s', (_what, given, shown) => {
  expect(displayName(given)).toBe(shown);
});

test('V6 · the longest text that WhatsApp lets through is cleaned in well under 200 ms, whatever is in it', () => {
  const LONGEST = 65_536;
  for (const unit of [
    '\u0301',
    'a\u0323\u0301',
    '\u200d',
    '👨\u200d',
    '𝐀',
    '\ud800',
    ' ',
    '\u1100\u1161',
    '\r',
  ]) {
    const text = unit.repeat(LONGEST / unit.length);
    const startedAt = performance.now();
    clean(text);
    displayName(text);
    expect(performance.now() - startedAt, JSON.stringify(unit)).toBeLessThan(200);
  }
});
