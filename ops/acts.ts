/** Takeovers and releases of a lead as `why` tells them: who, by what, when, until when. Read from the ledger (V8). Pure. */
import type { DecisionRecord } from '../lib/store/rows.ts';
import { TAKEOVER_SIGNALS, type TakeoverSignal } from '../lib/store/signals.ts';

export type Act = {
  readonly kind: 'takeover' | 'release';
  /** How it came to our knowledge: a word of `TAKEOVER_REASONS` or `RELEASE_REASONS`. */
  readonly reason: string;
  /** What was set, or what was lifted by it. */
  readonly signals: readonly TakeoverSignal[];
  /** A Kommo user, or a word; null: nobody is named. */
  readonly by: number | string | null;
  /** The note that said it. */
  readonly note: number | null;
  /** When it was recorded, and when it happened out there, epoch milliseconds; null: nobody says. */
  readonly atMs: number;
  readonly happenedAtMs: number | null;
  /** When it ends by itself; null: it does not, or the line is older than this figure. */
  readonly untilMs: number | null;
};

const timeOf = (value: unknown): number | null => {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? null : ms;
};

/** In the order of the ledger. */
export const actsIn = (decisions: readonly DecisionRecord[]): readonly Act[] =>
  decisions.flatMap(({ kind, reason, at, evidence }): readonly Act[] => {
    if (kind !== 'takeover' && kind !== 'release') return [];
    const { signal, author, note, actAt, until } = evidence;
    const named = typeof signal === 'string' ? signal.split(', ') : [];
    return [
      {
        kind,
        reason,
        signals: TAKEOVER_SIGNALS.filter((each) => named.includes(each)),
        by: typeof author === 'string' || typeof author === 'number' ? author : null,
        note: typeof note === 'number' ? note : null,
        atMs: at,
        happenedAtMs: timeOf(actAt),
        untilMs: timeOf(until),
      },
    ];
  });
