import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { READERS } from './readers.ts';
import { kindsIn, PARTS, type Part, rowsOf } from './rows.ts';

const measured = async (
  kind: string,
  part: Part,
): Promise<{ right: number; of: number; wrong: string[] }> => {
  const read = READERS[kind];
  if (read === undefined) throw new Error(`no reader for ${kind}`);
  const rows = rowsOf(kind, part);
  const wrong: string[] = [];
  for (const { text, expected } of rows) {
    const { isRight, got } = await read(text, expected);
    if (!isRight) wrong.push(JSON.stringify({ text, expected, got }));
  }
  return { right: rows.length - wrong.length, of: rows.length, wrong };
};

const Share = z.object({ right: z.number(), of: z.number() });
/** The run that docs/benchmarks.md shows: no kind may fall below it. `npm run bench -- hearing --save` keeps a new one. */
const KEPT = z
  .object({ kinds: z.array(z.object({ kind: z.string(), looked: Share, held: Share })) })
  .parse(JSON.parse(readFileSync(new URL('../../../bench/hearing/result.json', import.meta.url), 'utf8')));
const rateOf = (share: { right: number; of: number } | undefined): number =>
  share === undefined || share.of === 0 ? 0 : share.right / share.of;

/** README.md: how new rows are parted. */
const isHeldByHash = (kind: string, text: string): boolean =>
  (createHash('sha256')
    .update(`${kind}\n${text.normalize('NFC')}`)
    .digest()[0] ?? 0) %
    2 ===
  1;

const figure = ({ right, of }: { right: number; of: number }): string =>
  `${right}/${of} (${((100 * right) / of).toFixed(1)} %)`;

test.each(Object.keys(READERS))('T3, T4 · %s are read no worse than they were', async (kind) => {
  const looked = await measured(kind, 'looked');
  const held = await measured(kind, 'held');
  // What failed of the held part stays unsaid: it is not for the eyes of whoever works on the extractors.
  process.stdout.write(
    `${kind}: looked ${figure(looked)}, held ${figure(held)}${looked.wrong.map((row) => `\n  ${row}`).join('')}\n`,
  );
  const kept = KEPT.kinds.find((each) => each.kind === kind);
  expect(rateOf(looked)).toBeGreaterThanOrEqual(rateOf(kept?.looked));
  expect(rateOf(held)).toBeGreaterThanOrEqual(rateOf(kept?.held));
});

test.each(kindsIn('own'))(
  'T3, T4 · %s: every way of saying it that an extractor was taught is still read',
  async (kind) => {
    expect((await measured(kind, 'own')).wrong).toEqual([]);
  },
);

test('no text stands in two parts, and every kind has a reader', () => {
  const kinds = kindsIn('looked');
  expect(Object.keys(READERS).toSorted()).toEqual(kinds);
  expect(kinds).toEqual(expect.arrayContaining([...kindsIn('held'), ...kindsIn('own')]));
  const texts = kinds.flatMap((kind) =>
    ([...PARTS, 'own'] as const).flatMap((part) => rowsOf(kind, part).map(({ text }) => `${kind}: ${text}`)),
  );
  expect(new Set(texts).size).toBe(texts.length);
  expect(texts.length).toBeGreaterThanOrEqual(1_200);
});

test('a row is held by the hash of its text alone', () => {
  const strays = kindsIn('held').flatMap((kind) =>
    rowsOf(kind, 'held').filter(({ text }) => !isHeldByHash(kind, text)),
  );
  expect(strays).toHaveLength(0);
});
