/**
 * The ladder of follow-ups (design §7), pure: where a silent lead stands, and what comes next and when. All steps are measured
 * from one anchor, the bot's last message that was not itself a follow-up. It promises: no step twice, none in quiet hours, none
 * earlier than the one before it, none outside the provider's window but as a template. What it decides is only a plan: the
 * executor asks again when the time has come, and the gate has the last word.
 */
import assert from 'node:assert/strict';
import type { BusinessHours } from '../calendar/business-hours.ts';
import type { LadderStop } from '../reasons.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Two messages on one morning, because a night pushed them together, are one too many. */
export const STEP_GAP_MS = 4 * HOUR_MS;
/** So long before the window ends a step is brought forward to (design §7: 23 h 30 min after the lead's last message). */
const PULL_IN_MS = 30 * MINUTE_MS;
/** A schedule may be a minute late, and writing and sending take another (facts/serverless.md §3): planned later it may not arrive. */
const WINDOW_MARGIN_MS = 5 * MINUTE_MS;

/** A step that is over. `isSent` is false for one that was skipped; `atMs`: when it was sent, or was to be. */
export type DoneStep = { readonly step: number; readonly atMs: number; readonly isSent: boolean };

/** One lead in one cycle. Steps are numbered from 1. Times in epoch milliseconds. */
export type LadderState = {
  readonly stop: LadderStop | null;
  /** The bot's last message of this cycle that was no follow-up. */
  readonly anchorMs: number | null;
  /** The lead's last message by the provider's clock; null: it never wrote. */
  readonly lastInboundMs: number | null;
  readonly done: readonly DoneStep[];
};

export type LadderRules = {
  /** FOLLOW_UP_LADDER: each step's distance from the anchor, rising. */
  readonly stepsMs: readonly number[];
  /** CLOSE_AFTER: from the last step to the close. */
  readonly closeAfterMs: number;
  readonly hours: BusinessHours;
  /** How long a free text may follow the lead's last message; null: for ever (Evolution). */
  readonly windowMs: number | null;
  /** Is there an approved template for this step? */
  readonly hasTemplate: (step: number) => boolean;
};

/** `dueAtMs` is never before now. A skip is planned like a step and takes its place in time, so that the close does not come early. */
export type Next =
  | {
      readonly kind: 'step';
      readonly step: number;
      readonly dueAtMs: number;
      readonly how: 'text' | 'template';
    }
  | {
      readonly kind: 'skip';
      readonly step: number;
      readonly dueAtMs: number;
      readonly reason: 'outside_window';
    }
  | { readonly kind: 'close'; readonly dueAtMs: number }
  | { readonly kind: 'none'; readonly reason: LadderStop };

/** What comes next for this lead. */
export function next(state: LadderState, nowMs: number, rules: LadderRules): Next {
  const { stop, anchorMs, lastInboundMs, done } = state;
  if (stop !== null) return { kind: 'none', reason: stop };
  if (anchorMs === null) return { kind: 'none', reason: 'never_spoke' };
  const { stepsMs, closeAfterMs, hours, windowMs } = rules;
  assert(stepsMs.length > 0, 'a ladder has steps');

  // Never one before the furthest: a step that was lost is not said late, after its successor.
  const step = Math.max(0, ...done.map((each) => each.step)) + 1;
  const lastAtMs = Math.max(anchorMs, ...done.map(({ atMs }) => atMs));
  const distanceMs = stepsMs[step - 1];
  if (distanceMs === undefined) return { kind: 'close', dueAtMs: Math.max(lastAtMs + closeAfterMs, nowMs) };

  const earliestMs = Math.max(lastAtMs, gapEndMs(done, step, stepsMs), nowMs);
  const dueAtMs = hours.nextOpening(Math.max(anchorMs + distanceMs, earliestMs));
  if (windowMs === null) return { kind: 'step', step, dueAtMs, how: 'text' };

  // A lead that never wrote has opened no window (facts/whatsapp.md §2.5).
  const openUntilMs =
    lastInboundMs === null ? Number.NEGATIVE_INFINITY : lastInboundMs + windowMs - WINDOW_MARGIN_MS;
  if (dueAtMs <= openUntilMs) return { kind: 'step', step, dueAtMs, how: 'text' };
  if (rules.hasTemplate(step)) return { kind: 'step', step, dueAtMs, how: 'template' };
  if (lastInboundMs !== null) {
    const pulledInMs = hours.nextOpening(Math.max(lastInboundMs + windowMs - PULL_IN_MS, earliestMs));
    if (pulledInMs <= openUntilMs) return { kind: 'step', step, dueAtMs: pulledInMs, how: 'text' };
  }
  return { kind: 'skip', step, dueAtMs, reason: 'outside_window' };
}

/** Until when the step before keeps this one away; a ladder whose own steps are closer than that is meant so. */
function gapEndMs(done: readonly DoneStep[], step: number, stepsMs: readonly number[]): number {
  const last = done.filter(({ isSent }) => isSent).toSorted((a, b) => b.step - a.step)[0];
  if (last === undefined) return Number.NEGATIVE_INFINITY;
  const meantMs = (stepsMs[step - 1] ?? 0) - (stepsMs[last.step - 1] ?? 0);
  return last.atMs + Math.min(STEP_GAP_MS, meantMs);
}
