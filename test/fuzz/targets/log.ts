/** O2: whatever a caller hands to the log, no phone in any spelling, no e-mail and no key comes out of it. */
import fc from 'fast-check';
import * as z from 'zod';
import { createLog } from '../../../lib/log.ts';
import { leaksIn, PLANTED_EMAIL, plantedPerson } from '../../support/planted.ts';
import { type AnyTarget, holds, type Target } from '../target.ts';
import { someText, Text, textOf } from '../text.ts';

const DIGITS = plantedPerson(42).phone.slice(3);
const AREA = DIGITS.slice(0, 2);
const SUBSCRIBER = DIGITS.slice(2);
const BEFORE = [
  '+55',
  '55',
  '+55 ',
  '0055',
  '0xx',
  '0',
  '',
  '(0',
  '+',
  'tel:',
  'wa.me/55',
  '00 55 ',
] as const;
const AFTER_AREA = ['', ' ', ') ', ')', '-', '.', '  ', '\u00a0'] as const;
const MIDDLE = ['', '-', ' ', '.', '\u2011', ' - '] as const;

const Spelling = z.object({
  before: z.enum(BEFORE),
  afterArea: z.enum(AFTER_AREA),
  middle: z.enum(MIDDLE),
  nine: z.enum(['9', '', '9 ', '9.']),
});
const Input = z.object({
  spelling: Spelling,
  around: z.tuple([Text, Text]),
  key: z.string(),
  depth: z.int().min(0).max(4),
  as: z.enum(['phone', 'email', 'url', 'jid', 'wamid']),
});
type Input = z.infer<typeof Input>;

const target: Target<Input> = {
  name: 'log',
  what: 'a phone in any spelling, an address or an id with a phone in it, under any key, at any depth',
  inputs: fc.record({
    spelling: fc.record({
      before: fc.constantFrom(...BEFORE),
      afterArea: fc.constantFrom(...AFTER_AREA),
      middle: fc.constantFrom(...MIDDLE),
      nine: fc.constantFrom('9' as const, '' as const, '9 ' as const, '9.' as const),
    }),
    around: fc.tuple(someText(600), someText(600)),
    key: fc.constantFrom(
      'cause',
      'reason',
      'path',
      'detail',
      'message',
      'url',
      'what',
      '__proto__',
      'id',
      'to',
    ),
    depth: fc.integer({ min: 0, max: 4 }),
    as: fc.constantFrom(
      'phone' as const,
      'phone' as const,
      'phone' as const,
      'email' as const,
      'url' as const,
      'jid' as const,
      'wamid' as const,
    ),
  }),
  schema: Input,
  start: async () => {
    const lines: string[] = [];
    const log = createLog({ nowMs: () => 1_795_438_800_000, write: (line) => lines.push(line) });
    return {
      ready: ({ spelling: { before, afterArea, middle, nine }, around, key, depth, as }) => {
        const phone = `${before}${afterArea.startsWith(')') && !before.includes('(') ? '(' : ''}${AREA}${afterArea}${nine}${SUBSCRIBER.slice(1, 5)}${middle}${SUBSCRIBER.slice(5)}`;
        const planted = {
          phone,
          email: PLANTED_EMAIL,
          url: `https://kommo.example/api/v4/contacts?query=${encodeURIComponent(phone)}&page=1`,
          jid: `55${DIGITS}@s.whatsapp.net`,
          wamid: `wamid.${Buffer.from(`\u0001\u000d55${DIGITS}`).toString('base64')}`,
        }[as];
        // Planted words in what stands around it are no business of the log's: their key would have to name them.
        const [left, right] = around.map((pieces) => textOf(pieces).replace(/[\p{L}\p{N}@.+-]+/gu, 'x'));
        let value: unknown = `${left} ${planted} ${right}`;
        for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { [key]: value };
        return {
          parts: [
            {
              name: 'it',
              work: () => {
                lines.length = 0;
                log.warn('fuzz.line', { [key]: value });
              },
            },
          ],
          check: () => {
            const leaks = lines.flatMap((line) => [...leaksIn(line), ...leaksIn(decodedIn(line))]);
            holds(leaks.length === 0, `${leaks.join(', ')} as ${as}`);
            holds(
              lines.every((line) => line.length < 100_000),
              'a line without end',
            );
            holds(!lines.join('').includes('NTU4MTk5MTIz'), 'a phone within an id');
          },
        };
      },
      close: async () => {},
    };
  },
};

/** What somebody reads who undoes the escapes of an address. */
function decodedIn(line: string): string {
  try {
    return decodeURIComponent(line);
  } catch {
    return '';
  }
}

export const logTargets: readonly AnyTarget[] = [target];
