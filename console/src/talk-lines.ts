/** The talk with the bot's silences in it: what was written and what was decided, in one order of time. Pure. */
import type { LedgerLine, TalkLine } from '../../lib/console/wire.ts';
import { dayKey } from './format.ts';

export type Entry =
  | { readonly kind: 'day'; readonly id: string; readonly at: number }
  | { readonly kind: 'message'; readonly id: string; readonly at: number; readonly line: TalkLine }
  /** The same decision again and again, as while Kommo is down, is drawn once. */
  | {
      readonly kind: 'decision';
      readonly id: string;
      readonly at: number;
      readonly line: LedgerLine;
      readonly times: number;
    };

const rank = { day: 0, message: 1, decision: 2 } as const;

/** `ledger`: newest first, as it is read. What the bot said shows itself, so `speak` is not drawn. */
export function entriesOf(talk: readonly TalkLine[], ledger: readonly LedgerLine[]): readonly Entry[] {
  const oldest = talk[0]?.at ?? Number.NEGATIVE_INFINITY;
  const entries: Entry[] = [
    ...talk.map((line): Entry => ({ kind: 'message', id: line.id, at: line.at, line })),
    ...ledger
      .filter(({ kind, at }) => kind !== 'speak' && at >= oldest)
      .toReversed()
      .map((line): Entry => ({ kind: 'decision', id: `decision ${line.id}`, at: line.at, line, times: 1 })),
  ].sort((a, b) => a.at - b.at || rank[a.kind] - rank[b.kind]);
  const shown: Entry[] = [];
  let today = '';
  for (const entry of entries) {
    const last = shown.at(-1);
    if (
      last?.kind === 'decision' &&
      entry.kind === 'decision' &&
      last.line.kind === entry.line.kind &&
      last.line.reason === entry.line.reason
    ) {
      shown[shown.length - 1] = { ...entry, id: last.id, times: last.times + 1 };
      continue;
    }
    if (dayKey(entry.at) !== today) {
      today = dayKey(entry.at);
      shown.push({ kind: 'day', id: `day ${today}`, at: entry.at });
    }
    shown.push(entry);
  }
  return shown;
}
