/**
 * What comes before any sale (T12, T13): a lead that is upset, in mourning, in another language, of a home that talks with us already, or
 * that sends again what cannot be read here. Pure; the words are short, and none of them asks a sales question.
 */
import type { BrainReply, Conversation } from './brain.ts';
import type { DialogueState, HandoffReason } from './dialogue.ts';
import type { Facts } from './extract/facts.ts';
import type { ForeignLanguage } from './extract/language.ts';
import { plain } from './extract/plain-text.ts';
import { adOf, type Heard } from './read-burst.ts';

export const CARE = {
  upset:
    'Sinto muito por isso, e obrigada por me dizer. Já chamei uma pessoa da nossa equipe, que continua com você por aqui mesmo.',
  sorry: 'Desculpa, quero te entender direito.',
  grief:
    'Sinto muito, de verdade. Fica à vontade, sem pressa nenhuma. Quando quiser retomar, é só me escrever por aqui.',
  household:
    'Que bom que vocês já estão falando com a gente. Pra não repetir a conversa, chamei uma pessoa da equipe, que junta tudo e continua com você por aqui.',
  billPicture:
    'Recebi, e por aqui eu não consigo abrir a conta. Já pedi pra uma pessoa da nossa equipe olhar e te responder por aqui mesmo.',
  unreadable:
    'Isso eu não consigo abrir por aqui, então chamei uma pessoa da nossa equipe, que continua com você por aqui mesmo.',
  notSet:
    'Pra acertar o melhor dia com você, chamei uma pessoa da nossa equipe, que continua por aqui mesmo.',
  foreign: {
    es: 'Hola, soy la asistente virtual de {company} y por aquí solo escribo en portugués. Ya avisé a una persona de nuestro equipo, que sigue contigo por este chat.',
    en: 'Hi, I am the virtual assistant of {company} and I only write in Portuguese here. I have asked a person from our team to continue with you in this chat.',
  } satisfies Record<ForeignLanguage, string>,
} as const;

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
  return subject === undefined
    ? 'Vi que você chegou pelo nosso anúncio.'
    : `Vi que você chegou pelo nosso anúncio de ${subject}.`;
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
      text: CARE.foreign[language].replace('{company}', companyName),
    };
  if (mood === 'anger' || (mood === 'unheard' && (dialogue.upset ?? 0) > 0))
    return { kind: 'hand_over', reason: 'upset', text: CARE.upset };
  if (mood === 'grief' && dialogue.lastMood !== 'grief') return { kind: 'say', text: CARE.grief };
  if (heard.isSecondOfHome) return { kind: 'hand_over', reason: 'same_household', text: CARE.household };
  const unread = dialogue.unread ?? 0;
  if (facts.billBrl === null && unread >= BILL_PICTURES_MAX && unreadable.some(isPicture))
    return { kind: 'hand_over', reason: 'bill_picture', text: CARE.billPicture };
  if (unread >= UNREAD_MAX && unreadable.some(isUnread))
    return { kind: 'hand_over', reason: 'unreadable', text: CARE.unreadable };
  return mood === 'unheard' ? { kind: 'open_with', text: CARE.sorry } : null;
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
