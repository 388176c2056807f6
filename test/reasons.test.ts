/** One vocabulary of reasons (F16, I10): every word has a sentence of its own in both languages, and no key is ever shown. */
import { expect, test } from 'vitest';
import { LEDGER_KINDS, REASONS, worded } from '../lib/reasons.ts';
import { EN } from '../lib/reasons-en.ts';
import { PT } from '../lib/reasons-pt.ts';

const ALL = [...new Set(LEDGER_KINDS.flatMap((kind) => [...REASONS[kind]]))];

test.each([
  ['Portuguese', PT],
  ['English', EN],
] as const)('I10 · in %s no two reasons read the same and none shows a key', (_language, wording) => {
  const sentences = ALL.map((reason) => worded(wording, reason));
  expect(new Set(sentences).size).toBe(ALL.length);
  for (const sentence of [...sentences, ...Object.values(wording.kinds), wording.unknown]) {
    expect(sentence).not.toMatch(/_/);
    expect(ALL).not.toContain(sentence);
  }
});

test.each([PT, EN])(
  'I10 · a reason of another version, or of nobody, is told as unknown, never by its key',
  (wording) => {
    for (const key of ['no_such_reason', 'toString', '__proto__', ''])
      expect(worded(wording, key)).toBe(wording.unknown);
  },
);

test('F16 · within one kind a reason is spelled once', () => {
  for (const kind of LEDGER_KINDS) expect(new Set(REASONS[kind]).size, kind).toBe(REASONS[kind].length);
});
