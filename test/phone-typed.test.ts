/** W1, P12: phones as people type them into a CRM. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchTyped, Phone, sharedDigits, typedPhones } from '../lib/phone.ts';

const ANA = Phone.parse('+5581990000001');

for (const typed of [
  // As they were seen.
  '+55 (081) 99000-0001',
  '(0xx81) 99000-0001',
  '81 99000-0001 (Maria)',
  'tel: 81 99000-0001',
  '81 98888-7777 / 81 99000-0001',
  '81 99000-0001 / 98888-7777',
  'WhatsApp 81990000001',
  '0 15 81 99000-0001',
  '+55 0 15 81 99000-0001',
  '(081) 9 9000.0001',
  '81 9000-0001',
  // Their siblings.
  '0**81 99000-0001',
  '0XX (81) 99000-0001',
  '(0 xx 81) 99000-0001',
  '015 81 99000-0001',
  '0 41 (81) 99000-0001',
  '5501581990000001',
  '55081990000001',
  '0055 81 99000-0001',
  '00 55 81 9000 0001',
  '(+55) 81 99000-0001',
  '+55(81)99000-0001',
  '81/99000-0001',
  '81, 99000-0001',
  '81 99000-0001 ramal 12',
  '81 99000-0001 r. 12',
  '81990000001x12',
  '81 99000-0001 #3',
  'whats 81990000001 fixo 8130000004',
  'fixo 81 3000-0004, cel 81 99000-0001',
  '81990000001 81988887777',
  '81 98888 7777 81 99000 0001',
  '81 98888-7777 99000-0001',
  '+5581988887777;+5581990000001',
  '81.9.9000.0001 e 81.9.8888.7777',
  '81 99000-0001 ou 81 98888-0002',
  '81 98888-7777 - esposo, 81 99000-0001 - esposa',
  '8199000-0002/0001',
  '５５８１９９００００００１',
  '81\u200b99000\u20110001',
  '81 – 99000 – 0001',
  '5 5 8 1 9 9 0 0 0 0 0 0 1',
  'Maria (cunhada do José): (81) 9-9000-0001!',
  '81 99000 0001\n81 98888 7777',
]) {
  test(`W1 · ${JSON.stringify(typed)} is the phone`, () => {
    expect(typedPhones(typed)).toContain(ANA);
    expect(matchTyped(typed, ANA)).toBe('same');
  });
}

for (const typed of [
  '99000-0001',
  '9000-0001',
  '(Recife) 99000 0001',
  '+81 99000-0001',
  '3 81 99000-0001 4',
  'id 77 5581990000001 9',
])
  test(`W1 · ${JSON.stringify(typed)} only comes close: a hint, and no more`, () => {
    expect(matchTyped(typed, ANA)).not.toBe('none');
  });

for (const typed of [
  '',
  'a combinar',
  '11 99000-0001',
  '81 99000-0002',
  '81 98888-7777 ramal 90000001',
  '12345',
  '0800 123 4567',
  '2026-11-28 14:00',
  '123.456.789-09',
  '+351 912 000 001',
  '+1 415 555 0100',
])
  test(`R19 · ${JSON.stringify(typed)} is somebody else or nobody`, () => {
    expect(matchTyped(typed, ANA)).toBe('none');
  });

const digits = (length: number): fc.Arbitrary<string> => fc.stringMatching(new RegExp(`^\\d{${length}}$`));
const mobile = fc
  .tuple(
    fc.constantFrom('11', '21', '31', '47', '51', '55', '62', '71', '81', '85', '92', '99'),
    fc.constantFrom('6', '7', '8', '9'),
    digits(7),
  )
  .map(([area, first, rest]) => ({ area, half: first + rest.slice(0, 3), rest: rest.slice(3) }));
const country = fc.constantFrom('', '+55 ', '55 ', '(55) ', '+55', '0055 ', '+55-');
const trunk = fc.constantFrom('', '0', '0 ', '015 ', '0xx', '0 21 ', '0**');
const ninth = fc.constantFrom('9', '9 ', '9-', '9.', '');
const separator = fc.constantFrom('', ' ', '-', '.', ' - ', '\u2011', '\u00a0');
const before = fc.constantFrom('', 'tel: ', 'WhatsApp ', 'Maria: ', 'cel. ', '☎ ');
const after = fc.constantFrom('', ' (Maria)', ' ramal 12', ' - esposo', ' whats', '.');

test('W1 · whatever country code, trunk zero, carrier, brackets, dots and words stand around it, it is one phone', () => {
  fc.assert(
    fc.property(
      mobile,
      country,
      trunk,
      fc.boolean(),
      ninth,
      separator,
      before,
      after,
      (who, cc, zero, brackets, nine, sep, pre, post) => {
        // "55 0055…" and the like nobody types; a carrier behind 0055 neither.
        fc.pre(!(cc.startsWith('00') && zero !== ''));
        const area = brackets ? `(${zero}${who.area}) ` : `${zero}${who.area} `;
        const typed = `${pre}${cc}${area}${nine}${who.half}${sep}${who.rest}${post}`;
        const phone = Phone.parse(`+55${who.area}9${who.half}${who.rest}`);
        expect(matchTyped(typed, phone)).toBe('same');
        expect(typedPhones(typed)).toEqual([phone]);
      },
    ),
    { numRuns: 2000 },
  );
});

test('W1 · of several numbers in one field each is found, whatever parts them', () => {
  const parting = fc.constantFrom(' / ', '/', ', ', '; ', ' e ', ' ou ', '\n', ' | ', ' ');
  fc.assert(
    fc.property(
      fc.uniqueArray(mobile, {
        minLength: 2,
        maxLength: 4,
        selector: (who) => who.area + who.half + who.rest,
      }),
      parting,
      (people, part) => {
        const typed = people.map(({ area, half, rest }) => `(${area}) 9${half}-${rest}`).join(part);
        expect(typedPhones(typed)).toEqual(people.map(({ area, half, rest }) => `+55${area}9${half}${rest}`));
      },
    ),
    { numRuns: 1000 },
  );
});

test('R19 · another subscriber is never the phone, however it is typed', () => {
  fc.assert(
    fc.property(mobile, mobile, country, trunk, (a, b, cc, zero) => {
      fc.pre(a.half + a.rest !== b.half + b.rest);
      const typed = `${cc}${zero}${a.area} 9${a.half}-${a.rest}`;
      expect(matchTyped(typed, Phone.parse(`+55${b.area}9${b.half}${b.rest}`))).not.toBe('same');
    }),
  );
});

test('P12 · what is searched for stands in every spelling of the phone', () => {
  fc.assert(
    fc.property(mobile, ({ area, half, rest }) => {
      const phone = Phone.parse(`+55${area}9${half}${rest}`);
      for (const spelling of [`${area}9${half}${rest}`, `${area}${half}${rest}`, `0${area}9${half}${rest}`])
        expect(spelling).toContain(sharedDigits(phone));
    }),
  );
  expect(sharedDigits(Phone.parse('+351912000001'))).toBe('12000001');
});

test('V6 · any text is read, in time that grows with its length and never throws', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (typed) => void matchTyped(typed, ANA)),
  );
  const startedAt = performance.now();
  for (const piece of ['9', '9 ', '0xx(', '81 99000-0001 ', '(', '+', '/0001', 'ramal '])
    expect(['same', 'hint', 'none']).toContain(matchTyped(piece.repeat(65_536 / piece.length), ANA));
  expect(performance.now() - startedAt).toBeLessThan(1000);
});
