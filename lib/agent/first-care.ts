/**
 * What comes before any sale (T12, T13): a lead that is upset, in mourning, in another language, of a home that talks with us already, or
 * that sends again what cannot be read here. Pure; the words are short, and none of them asks a sales question.
 */
import type { BrainReply, Conversation } from './brain.ts';
import type { DialogueState, HandoffReason } from './dialogue.ts';
import type { Facts } from './extract/facts.ts';
import type { ForeignLanguage } from './extract/language.ts';
import { plain } from './extract/plain-text.ts';
import { wording } from './knowledge/company.ts';
import { adOf, type Heard } from './read-burst.ts';

const FOREIGN = { es: 'care_spanish', en: 'care_english' } as const satisfies Record<ForeignLanguage, string>;

/** A lead that qualified and has no time: a person sets it. */
export const NOT_SET = wording('care_not_set', {});

/** What an ad may be about, in words of our own: its own are from outside. */
const AD_SUBJECTS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:descontos?|sem obra|sem investi\w+|assinatura|conta mais barata)\b/, 'energia com desconto'],
  [/\b(?:lotes?|terreno)\b/, 'aluguel de lote'],
  [/\b(?:invest\w+|rend\w+)\b/, 'investimento em energia'],
  [/\b(?:placas?|paine(?:l|is)|usina|instal\w+|energia solar|telhado)\b/, 'energia solar'],
];

/** The opening of a lead that an ad brought; '' for every other. */
export function adWords({ isFirstReply, burst }: Pick<Conversation, 'isFirstReply' | 'burst'>): string {
  const ad = isFirstReply ? adOf(burst) : null;
  if (ad === null) return '';
  const said = plain(ad.about ?? '');
  const subject = AD_SUBJECTS.find(([form]) => form.test(said))?.[1];
  return subject === undefined ? wording('ad', {}) : wording('ad_about', { subject });
}

/** After so many replies to what cannot be read a person looks at it: the picture of a bill sooner. */
const UNREAD_MAX = 2;
const BILL_PICTURES_MAX = 1;

export type Care =
  | { readonly kind: 'hand_over'; readonly reason: HandoffReason; readonly text: string }
  /** Said, and nothing is asked. */
  | { readonly kind: 'say'; readonly text: string }
  /** The talk goes on, after these words. */
  | { readonly kind: 'open_with'; readonly text: string };

const isPicture = (kind: Heard['unreadable'][number]): boolean => kind === 'image' || kind === 'document';
const isUnread = (kind: Heard['unreadable'][number]): boolean =>
  isPicture(kind) || kind === 'voice' || kind === 'video';

/** What the lead needs first, or null. `speaksPortugueseOnly`: nobody here answers in the lead's own language. */
export function careFor(
  heard: Heard,
  {
    dialogue,
    companyName,
    speaksPortugueseOnly,
  }: { dialogue: DialogueState; companyName: string; speaksPortugueseOnly: boolean },
): Care | null {
  const { mood, language, unreadable, facts } = heard;
  if (language !== null && speaksPortugueseOnly)
    return {
      kind: 'hand_over',
      reason: 'foreign_language',
      text: wording(FOREIGN[language], { company: companyName }),
    };
  if (mood === 'anger' || (mood === 'unheard' && (dialogue.upset ?? 0) > 0))
    return { kind: 'hand_over', reason: 'upset', text: wording('care_upset', {}) };
  if (mood === 'grief' && dialogue.lastMood !== 'grief')
    // What it asks in its sorrow is answered all the same.
    return { kind: heard.topics.length > 0 ? 'open_with' : 'say', text: wording('care_grief', {}) };
  if (heard.isSecondOfHome)
    return { kind: 'hand_over', reason: 'same_household', text: wording('care_household', {}) };
  const unread = dialogue.unread ?? 0;
  if (facts.billBrl === null && unread >= BILL_PICTURES_MAX && unreadable.some(isPicture))
    return { kind: 'hand_over', reason: 'bill_picture', text: wording('care_bill_picture', {}) };
  if (unread >= UNREAD_MAX && unreadable.some(isUnread))
    return { kind: 'hand_over', reason: 'unreadable', text: wording('care_unreadable', {}) };
  return mood === 'unheard' ? { kind: 'open_with', text: wording('care_unheard', {}) } : null;
}

/** The counts that this burst adds to. */
export const cared = (dialogue: DialogueState, { mood, unreadable }: Heard): DialogueState => ({
  ...dialogue,
  ...((mood !== null || dialogue.lastMood != null) && { lastMood: mood }),
  ...(mood === 'unheard' && { upset: (dialogue.upset ?? 0) + 1 }),
  ...(unreadable.some(isUnread) && { unread: (dialogue.unread ?? 0) + 1 }),
});

/** The talk as it stands after a care that is not the sale's. */
export function caredReply(
  care: Exclude<Care, { kind: 'open_with' }>,
  { dialogue, facts, opening }: { dialogue: DialogueState; facts: Facts; opening: string },
): BrainReply {
  const text = opening === '' ? care.text : `${opening} ${care.text}`;
  return care.kind === 'say'
    ? // Closed until it writes again: nobody follows up mourning.
      {
        facts,
        dialogue: { ...dialogue, stage: 'encerrado', lastQuestion: null },
        bubbles: [text],
        intent: 'continue',
        meetingRequest: null,
      }
    : handedOver({ reason: care.reason, text, facts, dialogue });
}

/** A person is called by the bot's own judgement, and the card says why. */
export const handedOver = ({
  reason,
  text,
  facts,
  dialogue,
}: {
  reason: HandoffReason;
  text: string;
  facts: Facts;
  dialogue: Conversation['dialogue'];
}): BrainReply => ({
  facts: { ...facts, wantsHuman: true },
  dialogue: { ...dialogue, stage: 'encerrado', lastQuestion: null, handoffReason: reason },
  bubbles: [text],
  intent: 'wants_human',
  meetingRequest: null,
});
