/** The demo on a terminal: a timeline that a seller can follow, then what was promised and whether it was kept. */
import type { LedgerKind } from '../../lib/reasons.ts';
import { hourInWords, reasonInWords, timeInWords } from '../../lib/reasons-pt.ts';
import type { TimelineEntry } from './demo-world.ts';
import type { SceneReport, Summary } from './run.ts';

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, cyan: 36 } as const;
type Colour = keyof typeof CODES;
export type Paint = (colour: Colour, text: string) => string;

export const inColour: Paint = (colour, text) => `\u001b[${CODES[colour]}m${text}\u001b[0m`;
export const plain: Paint = (_colour, text) => text;

const WIDTH = 100;
const STAGE_WIDTH = 18;
const GAP = '  ';

/** Words in lines of the page's width, the later ones under the first. */
function wrapped(text: string, indent: string): string {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + 1 + word.length > WIDTH - indent.length) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join(`\n${indent}`);
}

const SPEAKERS = { lead: 'Mateus', bot: 'Helena (robô)', person: 'Marcos (vendedor)' } as const;
const COLOURS = { lead: 'cyan', bot: 'green', person: 'blue' } as const;

/** `indent`: where the words begin. */
function entryInWords(entry: TimelineEntry, { paint, indent }: { paint: Paint; indent: string }): string {
  switch (entry.kind) {
    case 'said': {
      const age =
        entry.who === 'bot' && entry.stageAgeMs !== null ? paint('dim', `  [δ ${entry.stageAgeMs} ms]`) : '';
      const words = wrapped(`${SPEAKERS[entry.who]}: ${entry.text}`, indent);
      return `${paint(COLOURS[entry.who], words)}${age}`;
    }
    case 'moved':
      if (entry.from === null) return paint('dim', `Kommo: o robô cria o card em ${entry.to}`);
      return paint(
        'yellow',
        `Kommo: ${entry.mover === null ? 'o robô' : 'Marcos (vendedor)'} move o card para ${entry.to}${entry.told ? '' : ' (o aviso se perde)'}`,
      );
    case 'decided': {
      const words = {
        silence: 'Helena fica em silêncio',
        hold: 'Helena espera',
        close: 'Helena encerra',
        speak: 'Helena fala',
        takeover: 'A conversa sai da Helena',
        release: 'A conversa volta para a Helena',
      } as const satisfies Record<LedgerKind, string>;
      return paint('dim', `— ${words[entry.decision.kind]}: ${reasonInWords(entry.decision.reason)}`);
    }
    case 'around':
      return paint('yellow', entry.text.charAt(0).toUpperCase() + entry.text.slice(1));
  }
}

/** `hasDays`: every line with its date. */
export function sceneInWords(
  report: SceneReport,
  paint: Paint,
  { hasDays }: { hasDays: boolean } = { hasDays: false },
): string {
  const lines = report.timeline.map((entry) => {
    const time = `${GAP}${hasDays ? timeInWords(entry.atMs) : hourInWords(entry.atMs)}${GAP}`;
    const stage = (entry.stage ?? 'sem card').padEnd(STAGE_WIDTH);
    const indent = ' '.repeat(time.length + STAGE_WIDTH + GAP.length);
    return `${time}${paint('dim', stage)}${GAP}${entryInWords(entry, { paint, indent })}`;
  });
  const verdicts = report.verdicts.map(({ promise, kept, saw }) =>
    kept
      ? `  ${paint('green', '✓')} ${promise}`
      : `  ${paint('red', '✗')} ${promise} ${paint('red', `— visto: ${saw}`)}`,
  );
  return [paint('bold', `\nCena ${report.number}. ${report.title}`), ...lines, '', ...verdicts].join('\n');
}

export function summaryInWords(summary: Summary, paint: Paint): string {
  const { sent, silences, maxStageAgeMs, duplicates, promises, broken } = summary;
  const silent = Object.values(silences).reduce((sum, count) => sum + count, 0);
  const why = Object.entries(silences).map(([reason, count]) => `${count}× ${reasonInWords(reason)}`);
  const verdict =
    broken === 0
      ? paint('green', `✓ todas as ${promises} promessas cumpridas`)
      : paint('red', `✗ ${broken} de ${promises} promessas quebradas`);
  return [
    '',
    paint('bold', 'Resumo'),
    `  mensagens do robô: ${sent} · silêncios: ${silent} · maior δ: ${maxStageAgeMs} ms · repetidas: ${duplicates}`,
    ...why.map((line) => `  silêncio ${line}`),
    `  ${verdict}`,
    '',
  ].join('\n');
}
