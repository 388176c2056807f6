/** The lead's questions beside a model's words: none is passed over, and what nobody here answers is kept for a person (T5). */
import { answersTo } from '../answers.ts';
import { type BrainReply, BUBBLES_MAX, type Conversation } from '../brain.ts';
import type { DialogueState } from '../dialogue.ts';
import { plain } from '../extract/plain-text.ts';
import { stemsOf } from '../guard/sentences.ts';
import { joined } from '../joined.ts';
import { passagesFor, THRESHOLD, wordsOf } from '../knowledge/index.ts';
import { hear } from '../read-burst.ts';
import { openingWords } from '../scripted-words.ts';
import { burstWords, speaksToTheModel } from './words.ts';

const OWNS = /\b(?:anot\w+|especialista\w*|equipe|pessoa|responde\w*|depende\w*|distribuidora|banco)\b/;
/** So much of an answer in other words is the answer. */
const SHARED_STEMS = 2;

/** Do these words leave unanswered what code would answer, or own? */
export function ignoresQuestion(
  words: readonly string[],
  { conversation, draft }: { conversation: Conversation; draft: BrainReply },
): boolean {
  const said = plain(words.join(' '));
  if (OWNS.test(said)) return false;
  const before = conversation.dialogue.leadQuestions?.length ?? 0;
  if ((draft.dialogue.leadQuestions?.length ?? 0) > before) return true;
  const [hit] = passagesFor(conversation.burst, conversation).filter(({ score }) => score >= THRESHOLD);
  if (hit === undefined) return false;
  const { answer } = wordsOf(hit.passage, conversation);
  // Said before, or no question to code's ear either: nothing is owed.
  const own = plain(draft.bubbles.join(' '));
  if (answer === null || !own.includes(plain(answer).slice(0, OPENING_CHARS))) return false;
  const stems = stemsOf(said);
  return [...stemsOf(plain(answer))].filter((stem) => stems.has(stem)).length < SHARED_STEMS;
}
const OPENING_CHARS = 30;

/** What the draft heard beside the facts goes with any plan that was made without the burst. */
export const carried = (plan: BrainReply, draft: BrainReply): BrainReply => {
  const { leadQuestions, ownedInARow, lastMood, upset } = draft.dialogue;
  return {
    ...plan,
    dialogue: {
      ...plan.dialogue,
      ...(leadQuestions !== undefined && { leadQuestions }),
      ...(ownedInARow !== undefined && { ownedInARow }),
      ...(lastMood !== undefined && { lastMood }),
      ...(upset !== undefined && { upset }),
    },
  };
};

/** A line of code's in the place of the draft: what the draft opens with and answers goes before it, for the burst is not heard again (T5). */
export function withAnswers(
  line: BrainReply,
  { conversation, draft }: { conversation: Conversation; draft: BrainReply },
): BrainReply {
  if (line.meetingRequest !== null) return line;
  const { text } = answersTo(hear(conversation).topics, conversation);
  const said = joined([openingWords(conversation), text]);
  const isSaid = text === '' || line.bubbles.join(' ').includes(text);
  // Where the draft leaves an answer out, this talk has had it.
  const isDue = !isSaid && draft.bubbles.some((bubble) => bubble.includes(text.slice(0, OPENING_CHARS)));
  if (isDue) return { ...line, bubbles: [said, ...line.bubbles].slice(0, BUBBLES_MAX) };
  const opening = openingWords(conversation);
  const [first, ...rest] = line.bubbles;
  return opening === '' || first === undefined || first.includes(opening)
    ? line
    : { ...line, bubbles: [joined([opening, first]), ...rest] };
}

const KEPT_MAX = 30;
const TEXT_MAX_CHARS = 200;

/** The dialogue with what the model found unanswered: only questions in the lead's own words. */
export function withUnanswered(
  dialogue: DialogueState,
  unanswered: readonly string[],
  conversation: Conversation,
): DialogueState {
  if (unanswered.length === 0 || speaksToTheModel(conversation)) return dialogue;
  const known = dialogue.leadQuestions ?? [];
  const written = stemsOf(plain(burstWords(conversation)));
  const fresh = unanswered
    .map((text) => text.trim().slice(0, TEXT_MAX_CHARS).toWellFormed())
    .filter((text) => {
      const stems = [...stemsOf(plain(text))];
      const isLeads = stems.length > 0 && stems.every((stem) => written.has(stem));
      return (
        isLeads &&
        !known.some(
          (each) => plain(each.text).includes(plain(text)) || plain(text).includes(plain(each.text)),
        )
      );
    })
    .map((text) => ({ text, about: null }));
  return fresh.length === 0
    ? dialogue
    : { ...dialogue, leadQuestions: [...known, ...fresh].slice(-KEPT_MAX) };
}
