/**
 * How our sends climb sent → delivered → read on the virtual clock. `read` comes only by control, for a lead decides that.
 * Order is not guaranteed by either provider and `delivered` may be skipped (facts/whatsapp.md §2.3), so both are knobs.
 */
import type { VirtualClock } from '../../clock.ts';

export type LadderStatus = 'sent' | 'delivered' | 'read' | 'failed';

export type StatusPlan = {
  /** Milliseconds from acceptance; null: never announced. */
  readonly sentMs: number | null;
  readonly deliveredMs: number | null;
  /** `reversed`: delivered is announced when sent was due, and the other way round. */
  readonly order: 'normal' | 'reversed';
  /** True: `sent` is announced, and its webhook answered, before the send's own HTTP response. */
  readonly beforeResponse: boolean;
};

export const DEFAULT_STATUS_PLAN: StatusPlan = {
  sentMs: 200,
  deliveredMs: 800,
  order: 'normal',
  beforeResponse: false,
};

export type StatusLadder = {
  plan(patch: Partial<StatusPlan>): void;
  /** Starts the climb of one accepted send. Resolves at once, or after the early `sent` where the plan asks for it. */
  start(providerId: string): Promise<void>;
  /** The send will fail instead; announced when `sent` was due. */
  fail(providerId: string, announce: () => void): void;
};

export function createStatusLadder({
  clock,
  announce,
}: {
  clock: VirtualClock;
  /** Tells the receiver. `now`: resolve only when the webhook has been answered. */
  announce: (providerId: string, status: LadderStatus, options: { now: boolean }) => Promise<void>;
}): StatusLadder {
  let plan = DEFAULT_STATUS_PLAN;
  return {
    plan: (patch) => {
      plan = { ...plan, ...patch };
    },
    start: async (providerId) => {
      const { sentMs, deliveredMs, order, beforeResponse } = plan;
      const later = (ms: number | null, status: LadderStatus): void => {
        if (ms !== null) clock.after(ms, () => announce(providerId, status, { now: false }));
      };
      if (beforeResponse) {
        await announce(providerId, 'sent', { now: true });
        later(deliveredMs, 'delivered');
        return;
      }
      later(sentMs, order === 'normal' ? 'sent' : 'delivered');
      later(deliveredMs, order === 'normal' ? 'delivered' : 'sent');
    },
    fail: (_providerId, announceFailure) => {
      clock.after(plan.sentMs ?? 0, announceFailure);
    },
  };
}
