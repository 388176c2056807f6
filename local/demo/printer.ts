/** The demo on a terminal: a timeline that a seller can follow, then what was promised and whether it was kept. */
import { hourInWords, timeInWords } from '../../lib/reasons-pt.ts';
import type { SceneReport, Summary } from './run.ts';
import type { TimelineEntry } from './timeline.ts';
import type { Words } from './words.ts';

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, cyan: 36 } as const;
type Colour = keyof typeof CODES;
export type Paint = (colour: Colour, text: string) => string;

export const inColour: Paint = (colour, text) => `\u001b[${CODES[colour]}m${text}\u001b[0m`;
export const plain: Paint = (_colour, text) => text;

/** A wide terminal is no reason for long lines; below the other, nothing of a sentence would be left. */
const WIDTH = { most: 100, least: 60 } as const;
const STAGE_WIDTH = 18;
const GAP = '  ';

/** Words in lines of the page's width, the later ones under the first. */
function wrapped(text: string, { indent, columns }: { indent: string; columns: number }): string {
  const width = Math.min(WIDTH.most, Math.max(WIDTH.least, columns));
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + 1 + word.length > width - indent.length) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join(`\n${indent}`);
}

const COLOURS = { lead: 'cyan', bot: 'green', person: 'blue' } as const;

/** Kommo names people in full; whoever owns the account is named by the scene. */
function moverOf(mover: string | null): keyof Words['movers'] {
  if (mover === null) return 'bot';
  if (mover === 'owner') return 'owner';
  return mover.startsWith('Paula') ? 'paula' : 'marcos';
}

/** `indent`: where the words begin. */
function entryInWords(
  entry: TimelineEntry,
  { paint, words, indent, columns }: { paint: Paint; words: Words; indent: string; columns: number },
): string {
  switch (entry.kind) {
    case 'said': {
      const age =
        entry.who === 'bot' && entry.stageAgeMs !== null ? paint('dim', `  [δ ${entry.stageAgeMs} ms]`) : '';
      const speaker = entry.who === 'lead' ? entry.name : words.speakers[entry.who];
      const said = wrapped(`${speaker}: ${entry.text}`, { indent, columns });
      return `${paint(COLOURS[entry.who], said)}${age}`;
    }
    case 'moved':
      return paint(
        entry.mover === null && entry.from === null ? 'dim' : 'yellow',
        `${words.moved({ by: words.movers[moverOf(entry.mover)], isNew: entry.from === null, stage: entry.to })}${entry.told ? '' : words.untold}`,
      );
    case 'decided':
      return paint('dim', `— ${words.decided[entry.decision.kind]}: ${words.reason(entry.decision.reason)}`);
    case 'noted':
      return paint('yellow', words.note(entry.text, entry.arrivesInMinutes));
    case 'corrected':
      return paint('yellow', words.corrected(entry.text));
    case 'around':
      return paint('yellow', words.around[entry.what]);
  }
}

/** `hasDays`: every line with its date. A promise is shown where it breaks; how many were kept stands at the end, once. */
export function sceneInWords(
  report: SceneReport,
  {
    paint,
    words,
    hasDays = false,
    columns = WIDTH.most,
  }: { paint: Paint; words: Words; hasDays?: boolean; columns?: number },
): string {
  const lines = report.timeline.map((entry) => {
    const time = `${GAP}${hasDays ? timeInWords(entry.atMs) : hourInWords(entry.atMs)}${GAP}`;
    const stage = (entry.stage ?? words.noCard).padEnd(STAGE_WIDTH);
    const indent = ' '.repeat(time.length + STAGE_WIDTH + GAP.length);
    return `${time}${paint('dim', stage)}${GAP}${entryInWords(entry, { paint, words, indent, columns })}`;
  });
  const broken = report.verdicts
    .filter(({ kept }) => !kept)
    .map(({ promise, saw }) => `  ${paint('red', '✗')} ${promise} ${paint('red', `— ${words.saw}: ${saw}`)}`);
  return [
    paint('bold', `\n${words.scene} ${report.number}. ${report.title[words.language]}`),
    ...lines,
    ...broken,
  ].join('\n');
}

export function summaryInWords(summary: Summary, { paint, words }: { paint: Paint; words: Words }): string {
  const { sent, silences, maxStageAgeMs, duplicates, promises, broken } = summary;
  const silent = Object.values(silences).reduce((sum, count) => sum + count, 0);
  const why = Object.entries(silences).map(([reason, count]) => words.silentFor(count, words.reason(reason)));
  const verdict =
    broken === 0
      ? paint('green', `✓ ${words.allKept(promises)}`)
      : paint('red', `✗ ${words.broken(broken, promises)}`);
  return [
    '',
    paint('bold', words.summary),
    `  ${words.totals(sent, silent, maxStageAgeMs, duplicates)}`,
    ...why.map((line) => `  ${line}`),
    `  ${verdict}`,
    '',
  ].join('\n');
}
