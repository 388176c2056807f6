/** Which times can be offered: pure arithmetic on openings and what is busy. */
import type { Opening } from './business-hours.ts';
import type { Slot } from './calendar.ts';

/** A stretch of time; its end is free again. Epoch milliseconds. */
export type Span = { readonly startsAtMs: number; readonly endsAtMs: number };

/** Meetings begin on the half-hours of an opening. */
export const SLOT_STEP_MS = 30 * 60_000;

export const overlaps = (a: Span, b: Span): boolean => a.startsAtMs < b.endsAtMs && b.startsAtMs < a.endsAtMs;

/** The free slots of these openings that start at `fromMs` or later and before `toMs`, earliest first, at most `limit`. */
export function freeSlots(options: {
  openings: readonly Opening[];
  busy: readonly Span[];
  fromMs: number;
  toMs: number;
  durationMs: number;
  limit: number;
}): readonly Slot[] {
  const { openings, busy, fromMs, toMs, durationMs, limit } = options;
  const slots: Slot[] = [];
  for (const opening of openings)
    for (
      let startsAtMs = opening.startsAtMs;
      startsAtMs + durationMs <= opening.endsAtMs;
      startsAtMs += SLOT_STEP_MS
    ) {
      if (slots.length >= limit) return slots;
      const slot = { startsAtMs, endsAtMs: startsAtMs + durationMs };
      if (startsAtMs >= fromMs && startsAtMs < toMs && !busy.some((span) => overlaps(span, slot)))
        slots.push(slot);
    }
  return slots;
}

/** Whether a meeting of that span is one that `freeSlots` could offer at all: inside one opening, on its half-hours. */
export const fitsAnOpening = (span: Span, openings: readonly Opening[]): boolean =>
  openings.some(
    (opening) =>
      opening.startsAtMs <= span.startsAtMs &&
      span.endsAtMs <= opening.endsAtMs &&
      (span.startsAtMs - opening.startsAtMs) % SLOT_STEP_MS === 0,
  );

/** What is left of `busy` outside `own`: a meeting is not in its own way. */
export const without = (busy: readonly Span[], own: Span): readonly Span[] =>
  busy.flatMap((span) =>
    overlaps(span, own)
      ? [
          { startsAtMs: span.startsAtMs, endsAtMs: Math.min(span.endsAtMs, own.startsAtMs) },
          { startsAtMs: Math.max(span.startsAtMs, own.endsAtMs), endsAtMs: span.endsAtMs },
        ].filter(({ startsAtMs, endsAtMs }) => startsAtMs < endsAtMs)
      : [span],
  );
