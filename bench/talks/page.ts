/** Our part of docs/benchmarks.md, from the kept results. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod/mini';
import { pageWith, pathOf } from '../pages.ts';
import type { TalkFigures } from './figures.ts';
import { BRAINS, type BrainName } from './pool.ts';

const PAGE = 'docs/benchmarks.md';
const resultOf = (brain: BrainName): string => pathOf(`bench/talks/results/${brain}.json`);

const Kept = z.object({
  brain: z.enum(BRAINS),
  seed: z.int(),
  /** ISO date of the run. */
  date: z.string(),
  seconds: z.int(),
  figures: z.record(z.string(), z.nullable(z.number())),
});
type Kept = z.infer<typeof Kept>;

/** Keeps a run; the page is written from it. */
export function keep(run: { brain: BrainName; seed: number; seconds: number; figures: TalkFigures }): string {
  const path = resultOf(run.brain);
  mkdirSync(dirname(path), { recursive: true });
  const kept: Kept = { ...run, date: new Date().toISOString().slice(0, 10), figures: { ...run.figures } };
  writeFileSync(path, `${JSON.stringify(kept, null, 2)}\n`);
  return path;
}

const COUNTS: ReadonlySet<string> = new Set([
  'talks.count',
  'talks.personas',
  'talks.wrong_disqualified',
  'talks.wrong_time',
  'talks.false_card',
  'talks.questions',
  'talks.questions_ignored',
  'talks.lies_said',
  'talks.bubbles_to_booking_p50',
]);
const MARKS: Readonly<Record<string, string>> = {
  'talks.wrong_disqualified': '0',
  'talks.wrong_time': '0',
  'talks.false_card': '0',
  'talks.questions_ignored': '0',
  'talks.lies_said': '0',
  'talks.verbatim_repeats': '≤ 0.5 %',
  'talks.pass8': '≥ 95 %',
};

const shown = (key: string, value: number | null | undefined): string => {
  if (value === null || value === undefined) return '–';
  return COUNTS.has(key) ? String(value) : `${Number((value * 100).toFixed(2))} %`;
};

/** Writes the table. Returns the page's path. @throws where the page has no marks for it. */
export function writeTalksPage(): string {
  const runs = BRAINS.flatMap((brain) => {
    const path = resultOf(brain);
    return existsSync(path) ? [Kept.parse(JSON.parse(readFileSync(path, 'utf8')))] : [];
  });
  const keys = Object.keys(runs[0]?.figures ?? {});
  const head = ['figure', 'mark', ...runs.map(({ brain, date }) => `${brain}, ${date}`)];
  const rows = keys.map((key) => [
    `\`${key}\``,
    MARKS[key] ?? '',
    ...runs.map(({ figures }) => shown(key, figures[key])),
  ]);
  const table = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  const text = runs.length === 0 ? 'No run is kept: `npm run bench -- talks --save`.' : table;
  writeFileSync(pathOf(PAGE), pageWith(PAGE, { talks: text }));
  return PAGE;
}
