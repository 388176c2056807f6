/**
 * The last look at words of a model's making, beyond what every reply must pass (validators.ts): nothing that this lead's
 * own conversation or the playbook does not say may reach the lead. A number, an hour, a contact or a link from elsewhere is
 * invented or somebody else's; either way it is not said (M9, M10).
 */

import type { Conversation } from '../brain.ts';
import { decimalOf } from '../extract/amount.ts';
import { plain, plainWords } from '../extract/plain-text.ts';
import { leadWords } from './words.ts';

export const SUSPICIONS = [
  'foreign_number',
  'foreign_contact',
  'foreign_link',
  'system_text',
  'unconfirmed_meeting',
  'unknown_time',
  'greets_again',
  'announces_action',
  'too_long',
  'repeats_itself',
] as const;
export type Suspicion = (typeof SUSPICIONS)[number];

/** `rules`: the instructions, which no lead may read. `shown`: all else that the model was shown. */
export type Sources = { readonly rules: string; readonly shown: string };

const BUBBLE_MAX_CHARS = 700;
/** So many words in a row of the instructions are a quotation. */
const QUOTED_WORDS = 7;

const EMAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;
const LINK = /\b(?:https?:\/\/|www\.)\S+/gi;
const LONG_DIGITS = /\+?\d(?:[\s().-]{0,2}\d){7,}/g;
const NUMBER = /\d+(?:[.,]\d+)*/g;
const HOUR = /\b([01]?\d|2[0-3])\s?(?:h|hs|hrs|horas?|:(?=\d{2}))/g;
const ABOUT_ITSELF =
  /\b(?:system prompt|prompt|json|minhas (?:regras|instrucoes)|modelo de linguagem|openai|chatgpt|gpt|gemini|instrucoes do sistema)\b/;
const NEW_MEETING =
  /\b(?:marquei|agendei|reservei|confirmei|(?:esta|ta|ficou|fica|foi|ja|tudo|reuniao|conversa|horario) (?:\w+ ){0,2}(?:marcad|agendad|reservad|confirmad)[oa]|(?:marcad|agendad|reservad|confirmad)[oa] (?:para|pra|com sucesso))\b/;
const CHANGED_MEETING =
  /\b(?:cancelei|desmarquei|remarquei|reagendei|(?:cancelad|desmarcad|remarcad|reagendad)[oa])\b/;
const GREETING = /^(?:oi+|ola|opa|bom dia|boa tarde|boa noite)\b/;
const ACTION =
  /\b(?:vou (?:verificar|consultar|checar|conferir|analisar|confirmar com)|um (?:momento|instante|minuto)|ja te (?:respondo|retorno|aviso))\b/;

/** The first reason to distrust these bubbles, or null. */
export function suspicionIn(
  bubbles: readonly string[],
  conversation: Conversation,
  { rules, shown }: Sources,
): Suspicion | null {
  const text = bubbles.join('\n');
  const said = plain(text);
  const own = leadWords(conversation);
  if (bubbles.some((bubble) => bubble.length > BUBBLE_MAX_CHARS)) return 'too_long';
  if (ABOUT_ITSELF.test(said) || quotes(text, rules)) return 'system_text';
  if (hasForeignContact(text, { own, email: conversation.facts.email })) return 'foreign_contact';
  const meetLink = conversation.meeting.booking?.meetLink ?? null;
  if ((text.match(LINK) ?? []).some((link) => meetLink === null || !link.startsWith(meetLink)))
    return 'foreign_link';
  const known = new Set(numbersIn(shown));
  if (numbersIn(text).some((number) => !known.has(number))) return 'foreign_number';
  if (hasUnknownHour(said, `${shown}\n${own}`)) return 'unknown_time';
  // C5, M10: a meeting is what the calendar confirmed, and code alone says so.
  if (CHANGED_MEETING.test(said) || (conversation.meeting.booking === null && NEW_MEETING.test(said)))
    return 'unconfirmed_meeting';
  if (!conversation.isFirstReply && GREETING.test(plain(bubbles[0] ?? ''))) return 'greets_again';
  if (ACTION.test(said)) return 'announces_action';
  const lastSaid = conversation.history.findLast(({ author }) => author === 'bot')?.text;
  return lastSaid !== undefined && bubbles.some((bubble) => plain(bubble) === plain(lastSaid))
    ? 'repeats_itself'
    : null;
}

const digits = (text: string): string => text.replace(/\D/g, '');

function hasForeignContact(text: string, { own, email }: { own: string; email: string | null }): boolean {
  const known = own.toLowerCase();
  const isForeignEmail = (text.match(EMAIL) ?? []).some(
    (found) => found.toLowerCase() !== email && !known.includes(found.toLowerCase()),
  );
  const ownDigits = digits(own);
  return isForeignEmail || (text.match(LONG_DIGITS) ?? []).some((run) => !ownDigits.includes(digits(run)));
}

const numbersIn = (text: string): readonly number[] => (text.match(NUMBER) ?? []).map(decimalOf);

const hoursIn = (said: string): readonly string[] =>
  [...said.matchAll(HOUR)].map(([, hour = '']) => String(Number(hour)));

const hasUnknownHour = (said: string, sources: string): boolean => {
  const known = new Set(hoursIn(plain(sources)));
  return hoursIn(said).some((hour) => !known.has(hour));
};

function quotes(text: string, rules: string): boolean {
  const runs = (words: readonly string[]): readonly string[] =>
    words.slice(QUOTED_WORDS - 1).map((_, index) => words.slice(index, index + QUOTED_WORDS).join(' '));
  const secret = new Set(runs(plainWords(rules)));
  return runs(plainWords(text)).some((run) => secret.has(run));
}
