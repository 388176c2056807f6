/** A turn's rows as the brain reads them: who said what, what is to be answered now, what is known. Pure. */

import type { BrainReply, BurstPart, Conversation } from '../agent/brain.ts';
import { DialogueState, openingDialogue } from '../agent/dialogue.ts';
import { emptyFacts, Facts } from '../agent/extract/facts.ts';
import type { Content } from '../lead-event.ts';
import type { LeadQuestion } from '../lead-question.ts';
import type { LeadRecord } from '../store/lead-rows.ts';
import type { MessageRecord } from '../store/rows.ts';

/** Who speaks, for whom, and from what a lead qualifies. */
export type Persona = Pick<
  Conversation,
  'agentName' | 'companyName' | 'timezone' | 'minBillBrl' | 'minScore'
>;

function partOf(content: Content): BurstPart {
  switch (content.kind) {
    case 'text':
      return { kind: 'text', text: content.text, ...(content.ad && { ad: content.ad }) };
    case 'order':
      return { kind: 'order', text: content.text };
    case 'choice':
      return { kind: 'choice', id: content.id, text: content.text };
    case 'form':
      return { kind: 'text', text: content.text };
    case 'voice':
    case 'audio':
    case 'image':
    case 'video':
    case 'document':
    case 'sticker':
      return { kind: content.kind, caption: content.caption };
    case 'location':
      return { kind: 'location', label: content.label };
    case 'contact_card':
      return { kind: 'contact_card', name: content.name };
    case 'unsupported':
      return { kind: 'unsupported' };
  }
}

const authorOf = ({ author }: MessageRecord): 'lead' | 'bot' | 'person' =>
  author === 'auto' ? 'person' : author;

/** What was learnt so far; a row of an older form counts as nothing learnt, never as an error. */
export function knowledgeOf(lead: LeadRecord): { facts: Facts; dialogue: DialogueState } {
  const facts = Facts.safeParse(lead.facts);
  const dialogue = DialogueState.safeParse(lead.dialogue);
  return {
    facts: facts.success ? facts.data : emptyFacts,
    dialogue: dialogue.success ? dialogue.data : openingDialogue,
  };
}

/** All but the calendar's part, which is looked at with it (meeting.ts). */
export function toConversation({
  lead,
  burst,
  history,
  nowMs,
  persona,
}: {
  lead: LeadRecord;
  burst: readonly MessageRecord[];
  history: readonly MessageRecord[];
  nowMs: number;
  persona: Persona;
}): Omit<Conversation, 'meeting'> {
  return {
    ...persona,
    now: nowMs,
    isFirstReply: !history.some(({ author }) => author === 'bot'),
    ...knowledgeOf(lead),
    history: history.flatMap((message) =>
      message.body === null ? [] : [{ author: authorOf(message), text: message.body, at: message.sentAtMs }],
    ),
    burst: burst.flatMap(({ content }) => (content ? [partOf(content)] : [])),
    profileName: lead.profileName,
  };
}

/** What this reply owned that was not on the lead's list before. */
export function newQuestions(lead: LeadRecord, { dialogue }: BrainReply): readonly LeadQuestion[] {
  const known = knowledgeOf(lead).dialogue.leadQuestions ?? [];
  return (dialogue.leadQuestions ?? []).filter(
    ({ text, about }) => !known.some((each) => each.text === text && each.about === about),
  );
}
