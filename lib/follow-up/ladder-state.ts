/** Where a ladder stands, by the rows. Pure. */
import { botHandoffStands, humanReplyStands } from '../handoff/verdict.ts';
import type { LadderStop } from '../reasons.ts';
import type { FollowUpTurn } from '../store/follow-up-rows.ts';
import type { LadderState } from './ladder-plan.ts';

/** The ladder's state from the rows; the commits are the truth about what was said. */
export function stateOf(
  turn: FollowUpTurn,
  talk: 'disqualified' | 'ended' | null,
  nowMs: number,
): LadderState {
  const { lead, followUps, sends, meeting } = turn;
  const sentSteps = new Map(sends.map((send) => [send.step, send.sentAtMs]));
  const done = [
    ...sends.flatMap(({ step, sentAtMs }) =>
      step === 'close' ? [] : [{ step, atMs: sentAtMs, isSent: true }],
    ),
    ...followUps.flatMap(({ step, status, settledAtMs }) =>
      step === 'close' || status === 'planned' || settledAtMs === null || sentSteps.has(step)
        ? []
        : [{ step, atMs: settledAtMs, isSent: status === 'sent' }],
    ),
  ];
  return {
    stop: stopOf({ lead, followUps, meeting }, talk, nowMs),
    anchorMs: turn.spokenAtMs,
    lastInboundMs: lead.lastInboundAtMs,
    done,
  };
}

function stopOf(
  { lead, followUps, meeting }: Pick<FollowUpTurn, 'lead' | 'followUps' | 'meeting'>,
  talk: 'disqualified' | 'ended' | null,
  nowMs: number,
): LadderStop | null {
  const { signals } = lead;
  if (followUps.some(({ status }) => status === 'closed')) return 'closed';
  if (followUps.some(({ status }) => status === 'ended' || status === 'handed_over')) return 'ended';
  if (signals.optedOutAtMs !== null) return 'opted_out';
  if (signals.humanStageAtMs !== null || botHandoffStands(lead) || humanReplyStands({ signals, nowMs }))
    return 'taken_over';
  if (meeting !== null) return 'booked';
  if (lead.heldAtMs !== null) return 'held';
  return talk;
}
