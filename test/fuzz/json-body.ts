/**
 * Bodies of JSON that begin as recorded ones and end as nobody's: parts replaced, removed, doubled, wrapped, swapped between
 * recordings, then the bytes themselves cut or doubled.
 */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import * as z from 'zod';
import { someText, Text, textOf } from './text.ts';

/** Something to put in the place of a part. `raw`: as it stands, JSON or not. `deep` and `wide`: so many levels, so many members. */
const Odd = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: Text }),
  z.object({ kind: z.literal('raw'), raw: z.string() }),
  z.object({ kind: z.literal('deep'), open: z.string(), close: z.string(), levels: z.int() }),
  z.object({ kind: z.literal('wide'), unit: z.string(), around: z.enum(['[]', '{}']), count: z.int() }),
]);
type Odd = z.infer<typeof Odd>;

const CHANGES = ['replace', 'remove', 'double', 'listed', 'in_object', 'graft', 'rename', 'beside'] as const;
const Change = z.object({ how: z.enum(CHANGES), at: z.int().min(0), odd: Odd, from: z.int().min(0) });
type Change = z.infer<typeof Change>;

const CUTS = [
  'none',
  'truncated',
  'doubled_key',
  'byte_order_mark',
  'trailing',
  'latin1',
  'invalid_utf8',
] as const;

export const JsonBody = z.union([
  z.object({ recording: z.string(), changes: z.array(Change), cut: z.enum(CUTS), at: z.int().min(0) }),
  z.object({ body: Text }),
]);
export type JsonBody = z.infer<typeof JsonBody>;

const FIXTURES = new URL('../fixtures/', import.meta.url);
const parsed = new Map<string, unknown>();
function recording(name: string): unknown {
  if (!parsed.has(name)) parsed.set(name, JSON.parse(readFileSync(new URL(name, FIXTURES), 'utf8')));
  return parsed.get(name);
}
export const recordings = (folder: string): readonly string[] =>
  readdirSync(new URL(`${folder}/`, FIXTURES))
    .filter((file) => file.endsWith('.json') && !/signatures|errors|-20\d/.test(file))
    .map((file) => `${folder}/${file}`);

/** A part that stands for text which is not JSON yet. */
class Raw {
  readonly json: string;
  constructor(json: string) {
    this.json = json;
  }
}

function rawOf(odd: Odd): Raw {
  switch (odd.kind) {
    case 'text':
      return new Raw(JSON.stringify(textOf(odd.text)));
    case 'raw':
      return new Raw(odd.raw);
    case 'deep':
      return new Raw(`${odd.open.repeat(odd.levels)}1${odd.close.repeat(odd.levels)}`);
    case 'wide': {
      const members = Array.from({ length: odd.count }, (_, index) =>
        odd.around === '[]' ? odd.unit : `"k${index}":${odd.unit}`,
      );
      return new Raw(`${odd.around[0]}${members.join(',')}${odd.around[1]}`);
    }
  }
}

function render(value: unknown): string {
  if (value instanceof Raw) return value.json;
  if (Array.isArray(value)) return `[${value.map(render).join(',')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([key, inner]) => `${JSON.stringify(key)}:${render(inner)}`)
      .join(',')}}`;
  return JSON.stringify(value) ?? 'null';
}

type Holder = Record<string, unknown>;
type Spot = { readonly holder: Holder; readonly key: string };

/** Every place in a body where a part stands. Lists are held like objects: by their indices. */
function spotsIn(value: unknown): readonly Spot[] {
  if (typeof value !== 'object' || value === null || value instanceof Raw) return [];
  // Read and written by key alone, which lists allow as objects do.
  const holder = value as Holder;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...spotsIn(holder[key])]);
}

function change(root: { body: unknown }, { how, at, odd, from }: Change, others: readonly string[]): void {
  const spots = spotsIn(root);
  const spot = spots[at % spots.length];
  if (!spot) return;
  const { holder, key } = spot;
  const here = holder[key];
  switch (how) {
    case 'replace':
      holder[key] = rawOf(odd);
      return;
    case 'remove':
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete holder[key];
      return;
    case 'double':
      holder[key] = Array.isArray(here) ? [...here, ...structuredClone(here)] : [here, here];
      return;
    case 'listed':
      holder[key] = [here, rawOf(odd)];
      return;
    case 'in_object':
      holder[key] = { [key]: here, odd: rawOf(odd) };
      return;
    case 'graft': {
      const donor = spotsIn({ body: structuredClone(recording(others[from % others.length] ?? '')) });
      const part = donor[(at * 31 + from) % donor.length];
      if (part) holder[key] = part.holder[part.key];
      return;
    }
    case 'rename':
      if (Array.isArray(holder)) return;
      delete holder[key];
      holder[odd.kind === 'text' ? textOf(odd.text).slice(0, 5_000) : `${key}s`] = here;
      return;
    case 'beside':
      if (!Array.isArray(holder)) holder[odd.kind === 'raw' ? '__proto_' : 'more'] = rawOf(odd);
  }
}

/** The bytes that such a body is on the wire. */
export function bytesOf(input: JsonBody, others: readonly string[]): Buffer {
  if ('body' in input) return Buffer.from(textOf(input.body));
  const root = { body: structuredClone(recording(input.recording)) };
  for (const each of input.changes) change(root, each, others);
  const text = render(root.body);
  const at = text.length === 0 ? 0 : input.at % text.length;
  switch (input.cut) {
    case 'none':
      return Buffer.from(text);
    case 'truncated':
      return Buffer.from(text.slice(0, at));
    case 'doubled_key': {
      const keys = [...text.slice(0, 20_000).matchAll(/[{,]("(?:[^"\\]|\\.)*":)/g)];
      const found = keys[at % Math.max(1, keys.length)];
      const from = (found?.index ?? 0) + 1;
      return Buffer.from(
        `${text.slice(0, from)}${found?.[1] ?? ''}null,"__proto__":{"a":1},${text.slice(from)}`,
      );
    }
    case 'byte_order_mark':
      return Buffer.from(`\ufeff${text}`);
    case 'trailing':
      return Buffer.from(`${text}\n${text.slice(0, 100)}`);
    case 'latin1':
      return Buffer.from(text, 'latin1');
    case 'invalid_utf8':
      return Buffer.concat([
        Buffer.from(text.slice(0, at)),
        Buffer.from([0xc3, 0x28, 0xff, 0xed, 0xa0, 0x80]),
        Buffer.from(text.slice(at)),
      ]);
  }
}

const RAW = [
  ...[
    'null',
    'true',
    'false',
    '0',
    '-1',
    '1e999',
    '-1e999',
    '1e-999',
    '123456789012345678901234567890',
    '0.5',
    '""',
  ],
  ...[
    '"1795438860"',
    '"-1"',
    '"1e400"',
    '"0x10"',
    '1795438860',
    '99999999999999',
    '-62135596800',
    '8.64e15',
    '4102444800000',
  ],
  ...[
    '[]',
    '{}',
    '[[]]',
    '[{}]',
    '[null]',
    '{"":""}',
    '{"__proto__":{"polluted":true}}',
    '{"toString":1}',
    '{"length":-1}',
  ],
  ...[
    '{"low":1795438860,"high":0,"unsigned":true}',
    '{"low":-1,"high":-1}',
    '"text"',
    '"group@g.us"',
    '"status@broadcast"',
  ],
  ...[
    '"558190000001"',
    '"558190000001@s.whatsapp.net"',
    '"100000000000001@lid"',
    '"BR.1"',
    '"0@s.whatsapp.net"',
    '"@lid"',
  ],
] as const;

const someOdd: fc.Arbitrary<Odd> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...RAW).map((raw): Odd => ({ kind: 'raw', raw })) },
  { weight: 8, arbitrary: someText(80_000).map((text): Odd => ({ kind: 'text', text })) },
  {
    weight: 1,
    arbitrary: fc
      .record({
        kind: fc.constant('deep' as const),
        levels: fc.oneof(
          { weight: 5, arbitrary: fc.integer({ min: 2, max: 60 }) },
          { weight: 1, arbitrary: fc.integer({ min: 61, max: 20_000 }) },
        ),
        shape: fc.constantFrom(
          ['[', ']'],
          ['{"a":', '}'],
          ['{"message":', '}'],
          ['{"ephemeralMessage":{"message":', '}}'],
          ['[{"a":', '}]'],
        ),
      })
      .map(
        ({ kind, levels, shape }): Odd => ({ kind, levels, open: shape[0] ?? '[', close: shape[1] ?? ']' }),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('wide' as const),
      unit: fc.constantFrom('{}', '1', 'null', '"x"', '[]', '{"id":"a","type":"text"}'),
      around: fc.constantFrom('[]' as const, '{}' as const),
      count: fc.oneof(
        { weight: 6, arbitrary: fc.integer({ min: 0, max: 50 }) },
        { weight: 1, arbitrary: fc.integer({ min: 51, max: 30_000 }) },
      ),
    }),
  },
);

/** Bodies that began as one of these recordings, or as nothing of the kind. */
export const someJsonBody = (names: readonly string[]): fc.Arbitrary<JsonBody> =>
  fc.oneof(
    {
      weight: 15,
      arbitrary: fc.record({
        recording: fc.constantFrom(...names),
        changes: fc.array(
          fc.record({
            how: fc.constantFrom(...CHANGES, 'replace' as const, 'replace' as const),
            at: fc.nat({ max: 500 }),
            odd: someOdd,
            from: fc.nat({ max: 500 }),
          }),
          { maxLength: 5 },
        ),
        cut: fc.oneof(
          { weight: 8, arbitrary: fc.constant('none' as const) },
          { weight: 2, arbitrary: fc.constantFrom(...CUTS) },
        ),
        at: fc.nat({ max: 20_000 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ body: someText(80_000) }) },
  );
