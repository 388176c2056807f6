/**
 * The last look at words of a model's making, beyond what every reply must pass (reply-guardrails.ts): what the words do
 * (guard/judge.ts), and what no reply of ours looks like. Whatever is refused here is written anew or written by code (M9, M10).
 */

import type { Conversation } from '../brain.ts';
import { languageIn } from '../extract/language.ts';
import { plain, plainWords } from '../extract/plain-text.ts';
import { companyTexts } from '../guard/company.ts';
import { type Act, actIn } from '../guard/judge.ts';
import { companyContacts } from '../knowledge/index.ts';
import { timeWords } from '../meeting-words.ts';
import { leadWords } from './words.ts';

const SHAPES = [
  'system_text',
  'wrong_language',
  'greets_again',
  'announces_action',
  'too_long',
  'repeats_itself',
] as const;

export type Suspicion = (typeof SHAPES)[number] | Act;

const BUBBLE_MAX_CHARS = 700;
/** So many words in a row of the instructions are a quotation. */
const QUOTED_WORDS = 7;

const ABOUT_ITSELF =
  /\b(?:system prompt|prompt|json|minhas (?:regras|instrucoes)|modelo de linguagem|openai|chatgpt|gpt|gemini|instrucoes do sistema)\b/;
const GREETING = /^(?:oi+|ola|opa|bom dia|boa tarde|boa noite)\b/;
const ACTION =
  /\b(?:vou (?:verificar|consultar|checar|conferir|analisar|confirmar com)|um (?:momento|instante|minuto)|ja te (?:respondo|retorno|aviso))\b/;

/** What a model's words may rest on: `rules` no lead may read; `draft`: code's own words for this turn. */
export type Shown = { readonly rules: string; readonly draft: readonly string[] };

/** The first reason to distrust these bubbles, or null. */
export function suspicionIn(
  bubbles: readonly string[],
  conversation: Conversation,
  { rules, draft }: Shown,
): Suspicion | null {
  const text = bubbles.join('\n');
  const said = plain(text);
  if (bubbles.some((bubble) => bubble.length > BUBBLE_MAX_CHARS)) return 'too_long';
  if (ABOUT_ITSELF.test(said) || quotes(text, rules)) return 'system_text';
  if (isForeignTongue(text, conversation)) return 'wrong_language';
  const { facts, dialogue, meeting, timezone } = conversation;
  const act = actIn(bubbles, {
    company: [...companyTexts(conversation), ...draft.map((bubble) => ({ flows: [], text: bubble }))],
    contacts: companyContacts(conversation),
    times: [
      ...(dialogue.slotsOffered ?? []),
      ...meeting.slots.map(({ startsAtMs }) => startsAtMs),
      conversation.now,
    ]
      .map((startsAtMs, index, all) =>
        index === all.length - 1
          ? new Intl.DateTimeFormat('pt-BR', { dateStyle: 'full', timeZone: timezone }).format(startsAtMs)
          : timeWords(startsAtMs, timezone),
      )
      .join('; '),
    booking: meeting.booking && {
      words: timeWords(meeting.booking.startsAtMs, timezone),
      meetLink: meeting.booking.meetLink,
    },
    facts,
    readBackBrl: dialogue.pendingBillBrl ?? null,
    lead: leadWords(conversation),
  });
  if (act !== null) return act;
  if (!conversation.isFirstReply && GREETING.test(plain(bubbles[0] ?? ''))) return 'greets_again';
  if (ACTION.test(said)) return 'announces_action';
  const before = conversation.history
    .filter(({ author }) => author === 'bot')
    .map(({ text: words }) => plain(words));
  return bubbles.some((bubble) => before.includes(plain(bubble))) ? 'repeats_itself' : null;
}

/** Neither Portuguese nor what the lead writes. */
const isForeignTongue = (text: string, conversation: Conversation): boolean => {
  const said = languageIn(text);
  return said !== null && said !== languageIn(leadWords(conversation));
};

function quotes(text: string, rules: string): boolean {
  const runs = (words: readonly string[]): readonly string[] =>
    words.slice(QUOTED_WORDS - 1).map((_, index) => words.slice(index, index + QUOTED_WORDS).join(' '));
  const secret = new Set(runs(plainWords(rules)));
  return runs(plainWords(text)).some((run) => secret.has(run));
}
