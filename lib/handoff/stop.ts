/** The two ends of whatever was to be said and is not. Every outcome that stops carries one of them. */
import type { HoldReason, SilenceReason } from '../reasons.ts';

export type Stop =
  /** Nothing proves either way, or nothing can leave now: it waits, nothing is lost. */
  | { readonly kind: 'hold'; readonly cause: HoldReason }
  /** Not to be said, now or later. */
  | { readonly kind: 'silence'; readonly reason: SilenceReason };

export const holdFor = (cause: HoldReason): Stop => ({ kind: 'hold', cause });
export const silenceFor = (reason: SilenceReason): Stop => ({ kind: 'silence', reason });
