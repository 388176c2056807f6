/**
 * What Redis hints while a follow-up is on its way: an answer from the lead that still stands in line, a pause just raised (R2, R7).
 */

import type { PauseFlags } from '../handoff/pause-flag.ts';
import type { InboundMarks } from '../inbound-mark.ts';
import { leadKeys } from '../lead.ts';
import type { LeadRecord } from '../store/lead-rows.ts';

export type Waiting = {
  /** Has something of this lead's been put in line that was not taken in yet? `sequence`: the newest that was. Unreadable is no. */
  hasAnswer(lead: LeadRecord, sequence: string | null): Promise<boolean>;
  /** Was a takeover flagged since this epoch? */
  isPaused(lead: LeadRecord, epoch: number): Promise<boolean>;
};

export const createWaiting = ({
  marks,
  flags,
}: {
  marks: Pick<InboundMarks, 'anyAfter'>;
  flags: Pick<PauseFlags, 'isRaisedAfter'>;
}): Waiting => ({
  hasAnswer: async ({ address }, sequence) => {
    if (sequence === null) return false;
    return (await marks.anyAfter(leadKeys(address), sequence)) === 'newer';
  },
  isPaused: ({ key }, epoch) => flags.isRaisedAfter(key, epoch),
});
