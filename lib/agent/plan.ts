/** Which question comes next: the order of the playbook, without what is known and without asking anything for ever. */

import type { DialogueState, QuestionKey } from './dialogue.ts';
import type { Facts } from './extract/facts.ts';
import { solutionOf } from './playbook.ts';
import type { Verdict } from './qualification.ts';

/** After so many times an open question is left alone (M10: no loops). */
export const ASKS_MAX = 2;
/** Put for this time, a closed question comes with its answers (choices.ts). */
export const CHOICES_FROM_ASK = 3;
/** What two tries in words did not settle is put once more, to be tapped. */
const CLOSED_ASKS_MAX = 3;

const KNOWN_BY: Readonly<Partial<Record<QuestionKey, keyof Facts>>> = {
  name: 'name',
  bill: 'billBrl',
  solution: 'chosenFlow',
  city: 'city',
  payment: 'payment',
  urgency: 'urgency',
  current_discount: 'currentDiscountPercent',
  own_plant: 'hasOwnPlant',
  new_plant: 'wantsNewPlant',
  loyalty_contract: 'hasLoyaltyContract',
  decision_maker: 'decisionMaker',
  decision_maker_attends: 'decisionMaker',
  interest: 'interested',
  email: 'email',
};

/** How often a question was put. */
export const timesAsked = (dialogue: DialogueState, question: QuestionKey): number =>
  dialogue.asked[question] ?? 0;

/** The next question, or null when everything was asked that may be asked. */
export function nextQuestion({
  facts,
  dialogue,
  verdict,
  otherDecides,
  hasSlots,
}: {
  facts: Facts;
  dialogue: DialogueState;
  verdict: Verdict;
  otherDecides: boolean;
  /** Real times can be offered: then one of them is picked (scheduling.ts), and a wish in words decides nothing. */
  hasSlots: boolean;
}): QuestionKey | null {
  const mayAsk = (question: QuestionKey, most: number): boolean => {
    const fact = KNOWN_BY[question];
    return (fact === undefined || facts[fact] === null) && timesAsked(dialogue, question) < most;
  };
  const opening = (['name', 'bill', 'solution'] as const).find((question) =>
    mayAsk(question, question === 'solution' ? CLOSED_ASKS_MAX : ASKS_MAX),
  );
  if (opening !== undefined) return opening;
  if (verdict.kind === 'qualified') return meetingQuestion({ facts, mayAsk, hasSlots });
  const ofFlow =
    facts.chosenFlow === null
      ? undefined
      : solutionOf(facts.chosenFlow).questions.find((question) => mayAsk(question, 1));
  if (ofFlow !== undefined) return ofFlow;
  const someoneElse = otherDecides || timesAsked(dialogue, 'decision_maker_attends') > 0;
  const criteria: readonly QuestionKey[] = [
    'own_plant',
    ...(facts.hasOwnPlant === true ? (['new_plant'] as const) : []),
    'loyalty_contract',
    someoneElse ? 'decision_maker_attends' : 'decision_maker',
    'interest',
  ];
  return (
    criteria.find((question) => mayAsk(question, CLOSED_ASKS_MAX)) ??
    (['open', 'prefers_person'] as const).find((question) => mayAsk(question, 1)) ??
    null
  );
}

function meetingQuestion({
  facts,
  mayAsk,
  hasSlots,
}: {
  facts: Facts;
  mayAsk: (question: QuestionKey, most: number) => boolean;
  hasSlots: boolean;
}): QuestionKey | null {
  if (hasSlots) return mayAsk('meeting_time', CLOSED_ASKS_MAX) ? 'meeting_time' : null;
  const hasWish = facts.meetingDay !== null && facts.meetingPeriod !== null;
  if (!hasWish && mayAsk('meeting_time', CLOSED_ASKS_MAX)) return 'meeting_time';
  return hasWish && mayAsk('email', 1) ? 'email' : null;
}
