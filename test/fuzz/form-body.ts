/** Kommo's forms, as recorded and then as nobody would send them: keys nested askew, values of every kind, escapes cut short. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import * as z from 'zod';
import { someText, Text, textOf } from './text.ts';

/** `#` in a key is the pair's number, where a pair comes `times` over. */
const Pair = z.object({ key: Text, value: Text, times: z.int().min(1) });
const Change = z.object({
  how: z.enum(['value', 'key', 'remove', 'double', 'move']),
  at: z.int().min(0),
  text: Text,
});
export const FormBody = z.object({
  /** Empty: none. */
  recording: z.string(),
  changes: z.array(Change),
  more: z.array(Pair),
  escaping: z.enum(['php', 'none', 'broken', 'json']),
});
export type FormBody = z.infer<typeof FormBody>;

const FIXTURES = new URL('../fixtures/kommo/webhooks/', import.meta.url);
export const FORMS: readonly string[] = readdirSync(FIXTURES).filter((file) => file.endsWith('.form'));
const pairsOf = new Map<string, readonly (readonly [string, string])[]>();
function pairsIn(name: string): readonly (readonly [string, string])[] {
  if (name === '') return [];
  let pairs = pairsOf.get(name);
  if (pairs === undefined) {
    pairs = [...new URLSearchParams(readFileSync(new URL(name, FIXTURES), 'utf8').trim())];
    pairsOf.set(name, pairs);
  }
  return pairs;
}

const KEYS = [
  ...[
    'account[id]',
    'leads',
    'leads[]',
    'leads[status]',
    'leads[status][]',
    'leads[status][0]',
    'leads[status][0][id]',
  ],
  ...[
    'leads[status][#][id]',
    'leads[add][#][status_id]',
    'leads[note][0][note][text]',
    'leads[note][0][note][element_id]',
  ],
  ...[
    'leads[update][4294967295][id]',
    'leads[update][-1][id]',
    'leads[update][1e3][id]',
    'leads[status][0][id][x]',
  ],
  ...[
    'contacts[update][0][id]',
    'contacts[add][0][custom_fields][0][code]',
    'contacts[add][0][custom_fields][0][values][#][value]',
  ],
  ...[
    'contacts[add][0][custom_fields][0][values][value]',
    'message[add][0][author][type]',
    'message[add][0][type]',
    'message[add][#][id]',
  ],
  ...[
    'outgoing_message[add][0][text]',
    'unsorted[delete][0][accept_result][leads][#]',
    'unsorted[delete][0][decline_result][leads]',
  ],
  ...[
    '__proto__[polluted]',
    'leads[__proto__][polluted]',
    'leads[constructor][prototype][x]',
    'a[toString]',
    'a[hasOwnProperty]',
  ],
  ...[
    'a[#]',
    'a#',
    'a[b][#][c]',
    'a[][][]',
    'a[[b]]',
    'a]b[',
    '[a]',
    '',
    '[]',
    ']',
    'a[',
    'a[b',
    'a[b]c[d]',
    '@scalar',
    'a[@scalar]',
  ],
] as const;

const someKey: fc.Arbitrary<Text> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...KEYS).map((key): Text => [key]) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom('a', 'leads', 'leads[status]'),
        fc.constantFrom('[a]', '[0]', '[]', '['),
        fc.integer({ min: 1, max: 40 }),
      )
      .map(([head, unit, times]): Text => [head, [unit, times]]),
  },
  { weight: 1, arbitrary: someText(3_000) },
);

/** Bodies up to the megabytes that the gateway lets in. */
export const someFormBody: fc.Arbitrary<FormBody> = fc.record({
  recording: fc.constantFrom('', ...FORMS, ...FORMS),
  changes: fc.array(
    fc.record({
      how: fc.constantFrom(
        'value' as const,
        'value' as const,
        'key' as const,
        'remove' as const,
        'double' as const,
        'move' as const,
      ),
      at: fc.nat({ max: 3_000 }),
      text: fc.oneof({ weight: 3, arbitrary: someText(70_000) }, { weight: 1, arbitrary: someKey }),
    }),
    { maxLength: 6 },
  ),
  more: fc.array(
    fc.record({
      key: someKey,
      value: someText(70_000),
      times: fc.oneof(
        { weight: 60, arbitrary: fc.integer({ min: 1, max: 4 }) },
        { weight: 4, arbitrary: fc.integer({ min: 5, max: 300 }) },
        { weight: 1, arbitrary: fc.integer({ min: 301, max: 1_000_000 }) },
      ),
    }),
    { maxLength: 4 },
  ),
  escaping: fc.oneof(
    { weight: 8, arbitrary: fc.constant('php' as const) },
    { weight: 2, arbitrary: fc.constantFrom('none' as const, 'broken' as const, 'json' as const) },
  ),
});

const BODY_MAX = 9 * 1024 * 1024;

/** The text that such a form is on the wire; never more than a little above what the gateway lets in. */
export function formOf({ recording, changes, more, escaping }: FormBody): string {
  const pairs: (readonly [string, string])[] = [...pairsIn(recording)];
  for (const { how, at, text } of changes) {
    const index = pairs.length === 0 ? 0 : at % pairs.length;
    const [key = 'a', value = ''] = pairs[index] ?? [];
    const other = textOf(text);
    if (how === 'value') pairs[index] = [key, other];
    else if (how === 'key') pairs[index] = [other, value];
    else if (how === 'remove') pairs.splice(index, 1);
    else if (how === 'double') pairs.push([key, other]);
    else pairs.push(...pairs.splice(index, 1));
  }
  if (escaping === 'json') return JSON.stringify(Object.fromEntries(pairs));
  const escaped = (text: string): string => {
    if (escaping === 'none') return text;
    const coded = encodeURIComponent(text.toWellFormed()).replaceAll('%20', '+');
    return escaping === 'broken' ? coded.replace(/%([0-9A-F])[0-9A-F]/, '%$1') : coded;
  };
  const parts = pairs.map(([key, value]) => `${escaped(key)}=${escaped(value)}`);
  for (const { key, value, times } of more) {
    const [name, text] = [textOf(key), escaped(textOf(value))];
    const count = Math.min(times, Math.floor(BODY_MAX / (name.length + text.length + 2)));
    for (let index = 0; index < count; index += 1)
      parts.push(
        `${name.includes('#') ? escaped(name.replaceAll('#', String(index))) : index === 0 ? escaped(name) : name}=${text}`,
      );
  }
  return parts.join('&');
}
