/**
 * How well questions find their passage. Labelled: the ways of asking in docs/facts/solar.md §2, each with the passages that answer it.
 * looked: all but the last way of each type; most stand in knowledge/answers, so they are asked in ten folds, each without
 * its own wordings. held: the last way of each type, which stands in no passage and was not looked at while the threshold was set.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { KNOWLEDGE } from '../../../lib/agent/knowledge/company.ts';
import { pick } from '../../../lib/agent/knowledge/index.ts';
import { indexOf, nearest, THRESHOLD } from '../../../lib/agent/knowledge/search.ts';
import { lastOf } from '../talks.ts';

const Rows = z.array(z.object({ question: z.string(), expected: z.array(z.string()) }));
type Row = z.infer<typeof Rows>[number];
const rowsOf = (part: 'looked' | 'held'): readonly Row[] =>
  Rows.parse(JSON.parse(readFileSync(new URL(`labelled/${part}.json`, import.meta.url), 'utf8')));

type Fate = 'right' | 'owned' | 'wrong';
type Asked = Row & { readonly found: readonly { readonly id: string; readonly score: number }[] };

const fateOf = ({ found, expected }: Asked, threshold: number): Fate => {
  const picked = pick(found, threshold);
  if (picked === null) return 'owned';
  return expected.includes(picked.id) ? 'right' : 'wrong';
};

const ask = (row: Row, within?: ReturnType<typeof indexOf>): Asked => ({
  ...row,
  found: nearest(row.question, within).map(({ passage, score }) => ({ id: passage.id, score })),
});

const FOLDS = 10;
function folded(rows: readonly Row[]): readonly Asked[] {
  return Array.from({ length: FOLDS }, (_, fold) => {
    const own = rows.filter((_, index) => index % FOLDS === fold);
    const hidden = new Set(own.map(({ question }) => question));
    const within = indexOf(
      KNOWLEDGE.passages.map((passage) => ({
        ...passage,
        questions: passage.questions.filter((question) => !hidden.has(question)),
      })),
    );
    return own.map((row) => ask(row, within));
  }).flat();
}

const share = (asked: readonly Asked[], threshold: number): Readonly<Record<Fate, number>> => {
  const of = (fate: Fate): number =>
    asked.filter((each) => fateOf(each, threshold) === fate).length / asked.length;
  return { right: of('right'), owned: of('owned'), wrong: of('wrong') };
};

const percent = (value: number): string => `${(value * 100).toFixed(1)} %`;
function print(part: string, asked: readonly Asked[]): void {
  for (const threshold of [0.5, 0.54, 0.58, THRESHOLD, 0.66, 0.7]) {
    const { right, owned, wrong } = share(asked, threshold);
    process.stdout.write(
      `${part} (${asked.length}), threshold ${threshold.toFixed(2)}: answered ${percent(right)}, owned ${percent(owned)}, wrong ${percent(wrong)}\n`,
    );
  }
}

test('T5 · of the questions that were looked at, seven in ten reach their passage and one in fifty another', () => {
  const asked = folded(rowsOf('looked'));
  print('looked', asked);
  const { right, wrong } = share(asked, THRESHOLD);
  expect(right).toBeGreaterThanOrEqual(0.69);
  expect(wrong).toBeLessThanOrEqual(0.02);
});

test('T5 · of the questions that nobody looked at, nearly half reach their passage, most others are owned, few reach another', () => {
  const asked = rowsOf('held').map((row) => ask(row));
  print('held', asked);
  const { right, wrong } = share(asked, THRESHOLD);
  expect(right).toBeGreaterThanOrEqual(0.45);
  expect(wrong).toBeLessThanOrEqual(0.06);
});

test('T5 · none of them is ignored in a talk: each is answered, owned, or a person’s at once', async () => {
  const rows = [...rowsOf('looked'), ...rowsOf('held')];
  const ignored: string[] = [];
  for (const { question } of rows) {
    const [plain, reply] = await Promise.all([
      lastOf(['oi', 'ana', 'hum']),
      lastOf(['oi', 'ana', question.endsWith('?') ? question : `${question}?`]),
    ]);
    const said = reply.bubbles.join(' ');
    if (said === plain.bubbles.join(' ') && (reply.dialogue.leadQuestions ?? []).length === 0)
      ignored.push(question);
  }
  process.stdout.write(`ignored: ${ignored.length} of ${rows.length}: ${ignored.join(' · ')}\n`);
  expect(ignored.length).toBeLessThanOrEqual(rows.length * 0.01);
});
