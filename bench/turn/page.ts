/** Our part of docs/benchmarks.md, from the run that is kept. */
import { writeFileSync } from 'node:fs';
import { pageWith, pathOf } from '../pages.ts';

const PAGE = 'docs/benchmarks.md';
const RESULT = 'bench/turn/result.json';

/** What is to be reached, in words; a figure without one is told as it is. */
const MARKS: Readonly<Record<string, string>> = {
  'gate.rtt_ratio': '≤ 1.10',
  'reply.to_bubble_ratio': '≤ 1.20',
  'reply.model_calls': '≤ 13',
  'reply.own_cpu_ms_p50': '≤ 7',
};

/** Keeps the run and writes the page. `steps`: the calls of a reply with a model. Returns the page's path. @throws where the page has no marks for it. */
export function keepTurn(figures: Readonly<Record<string, number>>, steps: readonly string[]): string {
  const date = new Date().toISOString().slice(0, 10);
  writeFileSync(pathOf(RESULT), `${JSON.stringify({ date, figures, steps }, null, 2)}\n`);
  const rows = Object.entries(figures).map(
    ([name, value]) => `| \`${name}\` | ${MARKS[name] ?? ''} | ${value} |`,
  );
  const text = [
    `Measured ${date}.`,
    ['| figure | mark | measured |', '| --- | --- | --- |', ...rows].join('\n'),
    `A reply of two bubbles whose model thinks for 3 s and that writes the card, call by call, with the millisecond of its turn: ${steps.join(' · ')}.`,
  ].join('\n\n');
  writeFileSync(pathOf(PAGE), pageWith(PAGE, { turn: text }));
  return PAGE;
}
