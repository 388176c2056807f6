/**
 * What a silent lead is written, step by step: of its own conversation, from where that stopped, and never in words it has read before (F1,
 * F11). Deterministic, as the scripted brain is; it asks nothing new, so an answer is read as the answer to the question still open.
 */

import type { Conversation } from './brain.ts';
import type { QuestionKey } from './dialogue.ts';
import { plain } from './extract/plain-text.ts';
import { wording, wordings } from './knowledge/company.ts';
import { solutionName, solutionPitch } from './playbook.ts';
import { formatBrl } from './questions.ts';

/** Which of how many; steps count from 1. */
export type FollowUpAsked = { readonly step: number; readonly of: number };

/** The words, or null where everything there is to say was said. */
export function scriptedFollowUp(conversation: Conversation, asked: FollowUpAsked): string | null {
  return candidates(conversation, asked).find((text) => !wasSaid(text, conversation)) ?? null;
}

/** Has the lead read these words from us before? */
export function wasSaid(text: string, { history }: Pick<Conversation, 'history'>): boolean {
  const words = plain(text);
  return history.some((message) => message.author !== 'lead' && plain(message.text) === words);
}

type Place = 'first' | 'middle' | 'last';
const placeOf = ({ step, of }: FollowUpAsked): Place =>
  step === 1 ? 'first' : step >= of ? 'last' : 'middle';

/** The open question, as it stands after "saber" and "me dizer". */
const openWords = (question: QuestionKey): string => wording(`open_${question}`, {});

const capitalised = (text: string): string => text.charAt(0).toLocaleUpperCase('pt-BR') + text.slice(1);

function candidates(conversation: Conversation, asked: FollowUpAsked): readonly string[] {
  const { facts, dialogue } = conversation;
  const firstName = facts.name?.split(' ')[0];
  const opening = firstName === undefined ? '' : `${firstName}, `;
  const called = firstName === undefined ? '' : `, ${firstName}`;
  const open = dialogue.lastQuestion === null ? null : openWords(dialogue.lastQuestion);
  return open === null
    ? wordings(`follow_up_${placeOf(asked)}_free`, { opening, called }).map(capitalised)
    : withQuestion(placeOf(asked), open, { conversation, opening, called }).map(capitalised);
}

/** "Marina, " and ", Marina", or nothing. */
type Address = { readonly opening: string; readonly called: string };

function withQuestion(
  place: Place,
  open: string,
  { conversation, opening, called }: Address & { conversation: Conversation },
): readonly string[] {
  const address = { opening, called, open };
  if (place !== 'middle') return wordings(`follow_up_${place}`, address);
  const kept = keptOf(conversation);
  const pitch = pitchOf(conversation);
  return [
    ...(kept === null
      ? wordings('follow_up_middle_start', { opening, open })
      : wordings('follow_up_middle_kept', { called, kept, open })),
    ...(pitch === null ? [] : wordings('follow_up_middle_pitch', { pitch, open })),
    ...wordings('follow_up_middle', address),
  ];
}

/** What the lead has told us already, in a few words; null where that is nothing worth repeating. */
function keptOf({ facts }: Conversation): string | null {
  const bill = facts.billBrl === null ? null : wording('kept_bill', { bill: formatBrl(facts.billBrl) });
  const flow =
    facts.chosenFlow === null
      ? null
      : wording('kept_solution', { solution: solutionName(facts.chosenFlow, facts) });
  return [bill, flow].filter((part) => part !== null).join(' e ') || null;
}

const pitchOf = ({ facts, now }: Conversation): string | null =>
  facts.chosenFlow === null ? null : solutionPitch(facts.chosenFlow, facts, now);
