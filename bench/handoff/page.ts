/** Tables and plots of docs/handoff-bench.md, and our lines of docs/benchmarks.md, from the kept results. */
import { writeFileSync } from 'node:fs';
import { pageWith, pathOf } from '../pages.ts';
import { barsSvg } from '../plot.ts';
import { CAUSES, type Cause } from './judge.ts';
import { type Row, type SystemRow, validRows } from './row.ts';
import { DAY_LONG_SCENES, SCENES } from './scenes/scenes.ts';

const COLOURS: Readonly<Record<Cause, string>> = {
  in_flight: '#c0504d',
  new_message: '#e0963c',
  follow_up: '#7f6aa5',
  side_channel: '#8a8a8a',
};

const LEAKS_PLOT = 'docs/plots/handoff-leaks.svg';
const SILENCE_PLOT = 'docs/plots/handoff-silence.svg';

const per1000 = (count: number, of: number): string => ((count / Math.max(of, 1)) * 1000).toFixed(1);
const ms = (value: number): string => Math.round(value).toLocaleString('en');
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const nameOf = ({ system, isOurs }: SystemRow): string => (isOurs ? `**${system}**` : system);

function resultTable(row: Row): string {
  return table(
    [
      'system',
      'takeovers',
      'takeovers that leaked, per 1,000 (95 %)',
      'leaked sends per 1,000',
      'over-silence per 1,000 asked (95 %)',
      'duplicates',
      'lost',
      'late answers',
      'liveness misses',
    ],
    row.systems.map((system) => [
      nameOf(system),
      String(system.takeovers),
      `${system.leakedRate.per1000.toFixed(1)} (${system.leakedRate.low.toFixed(1)} to ${system.leakedRate.high.toFixed(2)})`,
      system.leaksPer1000.toFixed(1),
      `${system.overSilenceRate.per1000.toFixed(1)} (${system.overSilenceRate.low.toFixed(1)} to ${system.overSilenceRate.high.toFixed(2)})`,
      String(system.duplicates),
      String(system.lost),
      String(system.lateAnswers),
      String(system.livenessMisses),
    ]),
  );
}

const causeTable = (row: Row): string =>
  table(
    ['system', ...CAUSES.map((cause) => `${cause.replace('_', ' ')}, sends per 1,000`)],
    row.systems.map((system) => [
      nameOf(system),
      ...CAUSES.map((cause) => per1000(system.leaksByCause[cause] ?? 0, system.takeovers)),
    ]),
  );

const timeTable = (row: Row): string =>
  table(
    [
      'system',
      'δ p50',
      'δ p99',
      'δ max',
      'silence with the notice: p50',
      'p99',
      'max',
      'without: p50',
      'p99',
      'max',
    ],
    row.systems.map((system) => [
      nameOf(system),
      ...[system.delta, system.silenceTold, system.silenceUntold].flatMap(({ p50, p99, max }) =>
        [p50, p99, max].map(ms),
      ),
    ]),
  );

const sceneTable = (row: Row): string => {
  const scenes = [...SCENES, ...DAY_LONG_SCENES];
  return table(
    ['scene', 'what happens', ...row.systems.map(nameOf)],
    scenes.map(({ id, about }) => [
      id,
      about,
      ...row.systems.map(
        ({ takeoversByScene, leaksByScene }) => `${leaksByScene[id] ?? 0} of ${takeoversByScene[id] ?? 0}`,
      ),
    ]),
  );
};

const runTable = (rows: readonly Row[]): string =>
  table(
    [
      'date',
      'commit',
      'seed',
      'takeovers, worlds',
      'leaks',
      'versions',
      'journal of ours',
      'machine',
      'time',
      'command',
    ],
    rows.map((row) => {
      const ours = row.systems.find(({ isOurs }) => isOurs);
      return [
        row.date.replace('T', ' '),
        row.commit,
        String(row.seed),
        `${ours?.takeovers ?? 0}, ${row.worlds}`,
        String(ours?.leaks ?? '–'),
        `bench ${row.bench}, judge ${row.judge}, plan ${row.plan}`,
        `\`${ours?.journal.slice(0, 16) ?? '–'}\``,
        row.machine,
        `${Math.round(row.seconds / 60)} min`,
        `\`${row.command}\``,
      ];
    }),
  );

const conditions = (row: Row): string =>
  [
    `${row.scenes.length} scenes; the model takes ${row.modelMs.map((value) => `${value / 1000} s`).join(' to ')}; round trips, in the middle: ` +
      `${Object.entries(row.roundTripsMs)
        .map(([far, value]) => `${far} ${value} ms`)
        .join(', ')}.`,
    `A send leaks from ${row.graceMs} ms after the takeover on; an answer is due within ${row.answerWithinMs / 1000} s.`,
  ].join(' ');

const rules = (row: Row): string =>
  row.systems
    .map(({ system, rules: lines }) => `- ${system}\n${lines.map((line) => `  - ${line}`).join('\n')}`)
    .join('\n');

const LEAKS_TITLE = 'Customer-visible sends after a takeover, per 1,000 takeovers, by cause';
const NONE = 'No kept row is of this version of the benchmark: `npm run bench -- handoff --save`.';

/** Every file that repeats the kept results, by its path: text alone, so that a test can compare. */
export function renderPages(): Readonly<Record<string, string>> {
  const { valid, voided } = validRows();
  const [row] = valid;
  const pages = (parts: { results: string; scenes: string; rules: string; runs: string; ours: string }) => ({
    'docs/handoff-bench.md': pageWith('docs/handoff-bench.md', {
      results: parts.results,
      scenes: parts.scenes,
      rules: parts.rules,
      runs: `${parts.runs}\n\nRows of earlier versions, now void: ${voided}.`,
    }),
    'docs/benchmarks.md': pageWith('docs/benchmarks.md', { handoff: parts.ours }),
  });
  if (!row)
    return {
      [LEAKS_PLOT]: barsSvg({ title: LEAKS_TITLE, bars: [] }),
      [SILENCE_PLOT]: barsSvg({ title: 'Time to silence', bars: [] }),
      ...pages({ results: NONE, scenes: NONE, rules: NONE, runs: NONE, ours: NONE }),
    };
  const ours = row.systems.find(({ isOurs }) => isOurs) ?? row.systems[0];
  return {
    [LEAKS_PLOT]: barsSvg({
      title: LEAKS_TITLE,
      legend: CAUSES.map((cause) => ({ label: cause.replace('_', ' '), colour: COLOURS[cause] })),
      digits: 1,
      bars: row.systems.map(({ system, leaksByCause, takeovers }) => ({
        label: system,
        parts: CAUSES.map((cause) => ({
          value: ((leaksByCause[cause] ?? 0) / takeovers) * 1000,
          colour: COLOURS[cause],
        })),
      })),
    }),
    [SILENCE_PLOT]: barsSvg({
      title: `${ours?.system}: how long after a takeover the last send left (takeovers)`,
      bars: (ours?.deltaHistogram ?? []).map(({ upToMs, count }) => ({
        label: upToMs === null ? 'more' : upToMs === 0 ? 'nothing was sent' : `up to ${ms(upToMs)} ms`,
        parts: [{ value: count, colour: '#4f81bd' }],
      })),
    }),
    ...pages({
      results: [resultTable(row), conditions(row), causeTable(row), timeTable(row)].join('\n\n'),
      scenes: sceneTable(row),
      rules: rules(row),
      runs: runTable(valid),
      ours: [
        resultTable(row),
        `${row.machine}; ${row.date.replace('T', ' ')} UTC; commit ${row.commit}; seed ${row.seed}; \`${row.command}\`.`,
      ].join('\n\n'),
    }),
  };
}

/** Returns the paths it wrote. */
export function writePages(): readonly string[] {
  const pages = renderPages();
  for (const [path, text] of Object.entries(pages)) writeFileSync(pathOf(path), text);
  return Object.keys(pages);
}
