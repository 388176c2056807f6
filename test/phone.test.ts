import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalPhone, Phone } from '../lib/phone.ts';

test.each([
  // As WhatsApp names people (facts/whatsapp.md §2.6).
  ['558190000001', '+5581990000001'],
  ['5581990000001', '+5581990000001'],
  ['5511990000002', '+5511990000002'],
  ['558130000004', '+558130000004'],
  // As sellers type them into Kommo.
  ['+55 81 9 9000-0001', '+5581990000001'],
  ['(81) 99000-0001', '+5581990000001'],
  ['(81) 9000-0001', '+5581990000001'],
  ['81 9 9000 0001', '+5581990000001'],
  ['081 99000-0001', '+5581990000001'],
  ['0055 81 99000-0001', '+5581990000001'],
  ['(81) 3000-0004', '+558130000004'],
  ['55 (81) 99000.0001', '+5581990000001'],
  ['  +55 81 99000-0001 ', '+5581990000001'],
  // Other countries keep their digits.
  ['+1 415 555 0100', '+14155550100'],
  ['+351 912 000 001', '+351912000001'],
  ['+54 9 11 5000-0001', '+5491150000001'],
])('H6 · %s is %s on every path', (raw, canonical) => {
  expect(canonicalPhone(raw)).toBe(canonical);
});

test.each([
  '',
  '   ',
  '+',
  'abc',
  'BR.1000000000000006',
  '100000000000001@lid',
  '558190000001@s.whatsapp.net',
  '123',
  '9000-0001',
  '1'.repeat(16),
  '+0000000000',
])('H6 · %j is nobody’s phone', (raw) => {
  expect(canonicalPhone(raw)).toBeNull();
});

test('H6 · a landline never gains a ninth digit, a mobile of any area does', () => {
  for (let first = 2; first <= 5; first += 1)
    expect(canonicalPhone(`5581${first}0000004`)).toBe(`+5581${first}0000004`);
  for (let first = 6; first <= 9; first += 1)
    expect(canonicalPhone(`5581${first}0000004`)).toBe(`+55819${first}0000004`);
  expect(canonicalPhone('551190000002')).toBe('+5511990000002');
});

describe('H6 · laws', () => {
  const digits = (length: number): fc.Arbitrary<string> => fc.stringMatching(new RegExp(`^\\d{${length}}$`));
  const mobile = fc
    .tuple(fc.integer({ min: 11, max: 99 }), fc.constantFrom('6', '7', '8', '9'), digits(7))
    .map(([area, first, rest]) => ({ area, subscriber: first + rest }));
  const international = fc.stringMatching(/^\+[1-9]\d{6,14}$/);

  test('whatever comes in, out comes null or a phone in E.164', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string({ unit: 'binary' }),
          international,
          fc.stringMatching(/^[\d+() .-]{0,24}$/),
        ),
        (raw) => {
          const phone = canonicalPhone(raw);
          expect(phone === null || Phone.safeParse(phone).success).toBe(true);
        },
      ),
    );
  });
  test('the canonical form of a canonical form is itself', () => {
    fc.assert(
      fc.property(fc.oneof(international, fc.stringMatching(/^[\d+() .-]{8,20}$/)), (raw) => {
        const phone = canonicalPhone(raw);
        if (phone !== null) expect(canonicalPhone(phone)).toBe(phone);
      }),
    );
  });
  test('every spelling of one Brazilian mobile is one phone', () => {
    fc.assert(
      fc.property(mobile, ({ area, subscriber }) => {
        const [half, rest] = [subscriber.slice(0, 4), subscriber.slice(4)];
        const spellings = [
          `+55${area}9${subscriber}`,
          `55${area}9${subscriber}`,
          `55${area}${subscriber}`,
          `+55 ${area} 9 ${half}-${rest}`,
          `(${area}) 9${half}-${rest}`,
          `(${area}) ${half}-${rest}`,
          `0${area} 9${half}${rest}`,
          `0055${area}9${subscriber}`,
        ];
        expect(new Set(spellings.map(canonicalPhone))).toEqual(new Set([`+55${area}9${subscriber}`]));
      }),
    );
  });
  test('R19 · two different subscribers are never one phone', () => {
    fc.assert(
      fc.property(mobile, mobile, (a, b) => {
        fc.pre(a.area !== b.area || a.subscriber !== b.subscriber);
        expect(canonicalPhone(`55${a.area}${a.subscriber}`)).not.toBe(
          canonicalPhone(`55${b.area}${b.subscriber}`),
        );
      }),
    );
  });
});
