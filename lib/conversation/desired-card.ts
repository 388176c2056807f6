/** What the card should show for what the conversation knows (design §6). Pure. */

import type { MeetingView } from '../agent/brain.ts';
import { flowTag, objectionTag, solutionOf } from '../agent/playbook.ts';
import { score, targetStage, verdict } from '../agent/qualification.ts';
import { botHandoffStands } from '../handoff/verdict.ts';
import type { DesiredCard } from '../kommo/card-difference.ts';
import type { StageKey } from '../pipeline.ts';
import type { LeadRecord } from '../store/lead-rows.ts';
import { knowledgeOf } from './conversation-view.ts';

type Limits = { readonly minBillBrl: number; readonly minScore: number };

/** A confirmed meeting, and nothing said, asks for REUNIÃO AGENDADA (C5). */
export function stageFor(
  lead: LeadRecord,
  { limits, booking }: { limits: Limits; booking: MeetingView['booking'] },
): StageKey | null {
  if (botHandoffStands(lead)) return 'atendimento_humano';
  if (booking !== null) return 'reuniao_agendada';
  const { facts, dialogue } = knowledgeOf(lead);
  const stage = targetStage({ facts, dialogue, verdict: verdict(facts, limits) });
  // Only the signal hands over: after a person gave the card back, the old wish in the facts moves nothing (I8).
  if (stage === 'atendimento_humano') return null;
  // A lead that we gave up and that writes again is in talks again, however little it has told (design §6).
  return stage ?? (lead.mirroredPlace === 'nao_interessado' ? 'em_qualificacao' : null);
}

/** `booking`: as the calendar has it now. `stageSinceMs`: as in `DesiredCard`. */
export function desiredCard(
  lead: LeadRecord,
  {
    limits,
    booking,
    stageSinceMs,
  }: { limits: Limits; booking: MeetingView['booking']; stageSinceMs: number | null | undefined },
): DesiredCard {
  const { facts, dialogue } = knowledgeOf(lead);
  const points = score(facts);
  const stage = stageFor(lead, { limits, booking });
  return {
    ...(stage !== null && { stage, stageSinceMs }),
    ...(booking === null && dialogue.meetingCancelled === true && { leavesMeeting: true }),
    ...(facts.name !== null && {
      name: facts.name,
      replacesNames: [...(lead.profileName === null ? [] : [lead.profileName]), ...facts.earlierNames],
    }),
    fields: {
      ...(lead.address.phone !== null && { whatsapp: lead.address.phone }),
      ...(facts.billBrl !== null && { bill_value: facts.billBrl }),
      ...(facts.chosenFlow !== null && { solution: solutionOf(facts.chosenFlow).kommoOption }),
      ...(points > 0 && { score: points }),
      ...(booking?.meetLink != null && { meeting_link: booking.meetLink }),
    },
    tagsToAdd: [
      ...(facts.chosenFlow === null ? [] : [flowTag(facts.chosenFlow)]),
      ...facts.objections.map(objectionTag),
      ...(facts.adId === null ? [] : [`anuncio_${facts.adId}`]),
      ...(lead.signals.optedOutAtMs !== null ? ['opt-out'] : []),
    ],
  };
}
