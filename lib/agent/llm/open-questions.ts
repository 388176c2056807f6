/** Everything that may still be asked, in the order of the plan: a model may ask any of it, the scripted brain the first. */
import type { Conversation } from '../brain.ts';
import type { DialogueState, QuestionKey } from '../dialogue.ts';
import type { Facts } from '../extract/facts.ts';
import { nextQuestion } from '../plan.ts';
import { verdict } from '../qualification.ts';

const QUESTIONS_MAX = 8;
/** More often than any plan asks: what was listed is passed over. */
const ASKED_ENOUGH = 99;

/**
 * `dialogue`: as it stands before this reply. `planned`: what the scripted brain asks now, always first: it may be asked once more
 * ("quem decide consegue participar?"). Without duplicates; empty where nothing is left to ask.
 */
export function openQuestions(
  conversation: Conversation,
  { facts, dialogue, planned }: { facts: Facts; dialogue: DialogueState; planned: QuestionKey | null },
): readonly QuestionKey[] {
  const reached = verdict(facts, conversation);
  const found: QuestionKey[] = planned === null ? [] : [planned];
  let asked = planned === null ? dialogue.asked : { ...dialogue.asked, [planned]: ASKED_ENOUGH };
  while (found.length < QUESTIONS_MAX) {
    const next = nextQuestion({
      facts,
      dialogue: { ...dialogue, asked },
      verdict: reached,
      otherDecides: false,
      hasSlots: conversation.meeting.slots.length > 0,
    });
    if (next === null || found.includes(next)) break;
    found.push(next);
    asked = { ...asked, [next]: ASKED_ENOUGH };
  }
  return found;
}
