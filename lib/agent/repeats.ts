/**
 * No bubble twice in one talk (T11). What was said is kept as digests in the dialogue; a sentence that was said is left out, a
 * question that was put is put in other words. Pure.
 */
import type { BrainReply, Conversation } from './brain.ts';
import type { DialogueState } from './dialogue.ts';
import type { Facts } from './extract/facts.ts';
import { plainWords } from './extract/plain-text.ts';
import { handedOver } from './first-care.ts';
import { wording, wordings } from './knowledge/company.ts';
import { questionWordings } from './questions.ts';

/** Digests kept: more than any talk has. */
const SAID_MAX = 400;
const PERSON_OFFERED = wording('person_offered', {});
const IN_CIRCLES = wording('care_in_circles', {});

/** FNV-1a over the plain words: 32 bits, base 36. */
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (const character of plainWords(text).join(' ')) {
    hash ^= character.codePointAt(0) ?? 0;
    hash = Math.imul(hash, 0x01000193);
  }
  return (hash >>> 0).toString(36);
}

const sentencesOf = (text: string): readonly string[] =>
  text.split(/(?<=[.!?])\s+(?=\p{Lu}|\*)/u).filter((sentence) => sentence !== '');

/** Bubbles and their sentences, as they are remembered. */
const digestsOf = (bubbles: readonly string[]): readonly string[] =>
  bubbles.flatMap((bubble) => [bubble, ...sentencesOf(bubble)].map(digest));

/** The reply with what it says remembered, on top of what the talk had said before it. */
export function remembered(reply: BrainReply, { dialogue }: Pick<Conversation, 'dialogue'>): BrainReply {
  if (reply.bubbles.length === 0) return reply;
  const said = [...new Set([...(dialogue.said ?? []), ...digestsOf(reply.bubbles)])].slice(-SAID_MAX);
  return { ...reply, dialogue: { ...reply.dialogue, said } };
}

/** The same reply in words that this talk has not had. Nothing else of it changes; it says something where it said something. */
export function withoutRepeats(
  reply: BrainReply,
  { dialogue, history }: Pick<Conversation, 'dialogue' | 'history'>,
): BrainReply {
  const said = new Set([
    ...(dialogue.said ?? []),
    ...history.filter(({ author }) => author === 'bot').flatMap(({ text }) => digestsOf([text])),
  ]);
  const isSaid = (text: string): boolean => said.has(digest(text));
  if (said.size === 0 || !reply.bubbles.some((bubble) => sentencesOf(bubble).some(isSaid))) return reply;
  const reworded = reply.bubbles
    .map((bubble) => bubbleAnew(bubble, { isSaid, dialogue: reply.dialogue, facts: reply.facts }))
    .filter((bubble) => bubble !== '');
  if (reworded.length > 0) return { ...reply, bubbles: reworded };
  const last = reminded(reply.bubbles.join(' '), isSaid) ?? (isSaid(PERSON_OFFERED) ? null : PERSON_OFFERED);
  if (last !== null) return { ...reply, bubbles: [last] };
  return handedOver({
    reason: 'talk_in_circle',
    text: IN_CIRCLES,
    facts: reply.facts,
    dialogue: reply.dialogue,
  });
}

type Saying = {
  readonly isSaid: (text: string) => boolean;
  readonly dialogue: DialogueState;
  readonly facts: Facts;
};

function bubbleAnew(bubble: string, saying: Saying): string {
  const { isSaid } = saying;
  const sentences = sentencesOf(bubble);
  // "Tenho … Qual fica melhor?": with new words before it a question may end as it ended before.
  const isNew = sentences.some((sentence) => !sentence.includes('?') && !isSaid(sentence));
  return sentences
    .flatMap((sentence) => {
      if (!isSaid(sentence)) return [sentence];
      if (!sentence.includes('?')) return [];
      return [isNew ? sentence : askedAnew(sentence, saying)];
    })
    .join(' ');
}

/** A wording of the same question that was not used, else the question with another opening. */
function askedAnew(sentence: string, { isSaid, dialogue: { lastQuestion }, facts }: Saying): string {
  const ways = lastQuestion === null ? [] : questionWordings(lastQuestion, facts);
  const unused = ways.find((way) => !sentencesOf(way).some(isSaid));
  if (unused !== undefined && ways.some((way) => way.includes(sentence))) return unused;
  return wordings('ask_again', { question: lowered(sentence) }).find((each) => !isSaid(each)) ?? '';
}

/** A text of before, as one that was said; null once every way of it was used. */
const reminded = (text: string, isSaid: (text: string) => boolean): string | null =>
  wordings('said_again', { text: lowered(text) }).find((each) => !isSaid(each)) ?? null;

const lowered = (text: string): string => `${text.charAt(0).toLocaleLowerCase('pt-BR')}${text.slice(1)}`;
