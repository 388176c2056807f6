/** A report as a table that grows in a spreadsheet: one figure a line, `first,last,section,name,figure,value`. Pure. */
import type { Period } from './period.ts';
import type { Counted, Report } from './report.ts';

type Value = number | string | null;
type Row = readonly [section: string, name: string, figure: string, value: Value];

/** A spreadsheet computes what begins so; among the names are leads' own words. */
const FORMULA = /^[=+\-@\t\r]/;

function cell(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const harmless = FORMULA.test(value) ? `'${value}` : value;
  return /[",;\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

const figuresOf = (section: string, name: string, figures: Readonly<Record<string, Value>>): readonly Row[] =>
  Object.entries(figures).map(([figure, value]): Row => [section, name, figure, value]);

const counted = (section: string, rows: readonly Counted[]): readonly Row[] =>
  rows.flatMap(({ reason, lines, leads }) => figuresOf(section, reason, { lines, leads }));

function rowsOf(report: Report): readonly Row[] {
  const { stages, sources, otherAds, ...newcomers } = report.newcomers;
  const { ads: _, ...others } = otherAds;
  const { byModel, ...model } = report.model;
  return [
    ...figuresOf('newcomers', '', newcomers),
    ...stages.map(({ stage, leads }): Row => ['stage', stage ?? '', 'leads', leads]),
    ...sources.flatMap(({ ad, ...reached }) => figuresOf('ad', ad ?? '', reached)),
    ...(otherAds.ads === 0 ? [] : figuresOf('ad', `${otherAds.ads} others`, others)),
    ...figuresOf('messages', '', report.messages),
    ...figuresOf('outcome', '', { qualified: report.qualified, disqualified: report.disqualified }),
    ...figuresOf('meetings', '', report.meetings),
    ...counted('takeover', report.takeovers),
    ...counted('release', report.releases),
    ...counted('silence', report.silences),
    ...counted('hold', report.holds),
    ...counted('close', report.closes),
    ...report.followUps.steps.flatMap(({ step, sent, answered }) =>
      figuresOf('follow_up', step, { sent, answered }),
    ),
    ...report.questions.map(({ text, leads }): Row => ['question', text, 'leads', leads]),
    ...figuresOf('model', '', model),
    ...byModel.flatMap(({ model: name, ...spent }) => figuresOf('model', name, spent)),
  ];
}

/** With a heading; lines end as RFC 4180 has it. Null is an empty cell. */
export function reportCsv(report: Report, { first, last }: Pick<Period, 'first' | 'last'>): string {
  const lines = rowsOf(report).map((row) => [first, last, ...row].map(cell).join(','));
  return ['first,last,section,name,figure,value', ...lines].join('\r\n');
}
