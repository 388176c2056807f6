/** W8, for one turn: is the talk closed still, and which words leave where it runs in a circle. */
import type { BrainReply } from '../agent/brain.ts';
import { LOOP_CLOSING } from '../agent/loop-texts.ts';
import type { Clock } from '../clock.ts';
import type { LeadRecord } from '../store/lead-rows.ts';
import type { MessageRecord, TurnStart } from '../store/rows.ts';
import { countTurn, isClosedStill, type LoopLimits, loopCountOf, taught, wordsOfBurst } from './loop.ts';
import { ownWords } from './reply-sender.ts';

type Heard = { readonly lead: LeadRecord; readonly burst: readonly MessageRecord[] };

export function createCircle({
  clock,
  loopLimits,
}: {
  readonly clock: Clock;
  readonly loopLimits: LoopLimits;
}) {
  return {
    /** Does this talk run in a circle that was closed already? */
    isClosed: ({ history }: Pick<TurnStart, 'history'>, { lead, burst }: Heard): boolean => {
      const heard = history.filter(({ author }) => author === 'lead').map(({ sentAtMs }) => sentAtMs);
      return isClosedStill(loopCountOf(lead.loop), {
        words: wordsOfBurst(burst),
        heardAtMs: heard.length > 0 ? Math.max(...heard) : null,
        nowMs: clock.nowMs(),
        limits: loopLimits,
      });
    },
    /** The reply as it leaves: the brain's own, or the one line that ends a circle; null: that line was said already. */
    wordsOf: ({ lead, burst }: Heard, reply: BrainReply) => {
      // What happens around a meeting is progress, whatever the facts say.
      const isProgress = ['booked', 'meeting_offer', 'cancelled_meeting'].includes(reply.intent);
      const { kind, count } = countTurn(loopCountOf(lead.loop), {
        words: wordsOfBurst(burst),
        hasTaught: isProgress || taught(lead.facts, reply.facts),
        nowMs: clock.nowMs(),
        limits: loopLimits,
      });
      if (kind === 'silence') return null;
      return { ...(kind === 'close' ? ownWords(lead, LOOP_CLOSING, 'loop') : reply), loop: count };
    },
  };
}
