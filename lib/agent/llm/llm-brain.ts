/**
 * The `llm` brain: a model's ears and words on the scripted brain's spine. Code hears first and plans; the model may hear what
 * the extractors missed, ask any question that is open, and words the reply. What one of them alone read ends, books or moves nothing:
 * the lead is asked (doubts.ts). Where exact words matter (closings, the menu, times, the calendar's answer) they stay code's: C5, N3, R20.
 */

import { type Brain, type BrainReply, BUBBLES_MAX, type Conversation } from '../brain.ts';
import { DIALOGUE_STAGES, type DialogueState, type QuestionKey } from '../dialogue.ts';
import type { Facts } from '../extract/facts.ts';
import { plain } from '../extract/plain-text.ts';
import { pickOf } from '../meeting-step.ts';
import { timesAsked } from '../plan.ts';
import { handsOver } from '../playbook.ts';
import { questionText, STAGE_OF_QUESTION } from '../questions.ts';
import { hear } from '../read-burst.ts';
import { Answer } from './answer.ts';
import { withClaims } from './claims.ts';
import { contradiction, goodbyeDoubt, personDoubt, slotDoubt, wishDoubt } from './doubts.ts';
import { suspicionIn } from './guardrails.ts';
import { carried, ignoresQuestion, withAnswers, withUnanswered } from './lead-questions.ts';
import type { Model, ModelFailure, Usage } from './model.ts';
import { openQuestions } from './open-questions.ts';
import { type Prompt, promptFor, type RefusedReason } from './prompt.ts';
import { burstWords, speaksToTheModel } from './words.ts';

/**
 * What one try of a model came to, and what it used up. `byModel` is false where the words are code's: no second try would
 * better them.
 */
export type Attempt = { readonly usage?: Usage | null } & (
  | { readonly kind: 'reply'; readonly reply: BrainReply; readonly byModel: boolean }
  | { readonly kind: 'refused'; readonly reason: RefusedReason }
  | { readonly kind: 'failed'; readonly cause: ModelFailure }
);

export type ModelBrain = {
  /** The model's name, for the log. */
  readonly id: string;
  /** One request to the model at most. `refusedFor`: why the try before this one could not be said. Never throws for the model's sake. */
  attempt(
    conversation: Conversation,
    options: { readonly refusedFor: RefusedReason | null; readonly timeoutMs: number },
  ): Promise<Attempt>;
};

/** `scripted` plans; it must be pure, for it is asked again with what the model heard. */
export function createLlmBrain({ model, scripted }: { model: Model; scripted: Brain }): ModelBrain {
  return {
    id: model.id,
    attempt: async (conversation, { refusedFor, timeoutMs }) => {
      const draft = await scripted.reply(conversation);
      if (isCodes(draft, conversation) && draft.intent !== 'disqualified')
        return { kind: 'reply', reply: draft, byModel: false };
      const open = openQuestions(conversation, {
        facts: draft.facts,
        dialogue: conversation.dialogue,
        planned: draft.dialogue.lastQuestion,
      });
      const prompt = promptFor(conversation, { draft, open, refusedFor });
      const answered = await model.generate({
        schema: Answer,
        system: `${prompt.rules}\n\nManual:\n${prompt.playbook}`,
        prompt: prompt.prompt,
        timeoutMs,
      });
      if (answered.kind === 'failed') return answered;
      const { usage, value: answer } = answered;
      const answering = (line: BrainReply): BrainReply =>
        withAnswers(carried(line, draft), { conversation, draft });
      const doubt = await doubted({ conversation, draft, answer });
      if (doubt !== null) return { kind: 'reply', reply: answering(doubt), byModel: false, usage };
      const facts = believed({ conversation, draft, answer });
      const plan = carried(await planWith({ conversation, draft, facts, scripted }), draft);
      const goodbye = goodbyeDoubt(conversation, { draft, plan, answer });
      if (goodbye !== null) return { kind: 'reply', reply: answering(goodbye), byModel: false, usage };
      // Doubted often enough and still the model's reading alone: it is not believed.
      const isModelsEnd = plan.intent === 'disqualified' && draft.intent !== 'disqualified';
      const settled = isModelsEnd ? draft : plan;
      if (isCodes(settled, conversation))
        return {
          kind: 'reply',
          reply: settled === draft ? settled : answering(settled),
          byModel: false,
          usage,
        };
      return { ...worded({ answer, plan: settled, conversation, prompt, draft }), usage };
    },
  };
}

/** Replies whose words are code's: the end of a conversation, and everything that the calendar is asked or has answered. */
const isCodes = ({ intent, dialogue, meetingRequest }: BrainReply, { meeting }: Conversation): boolean =>
  meeting.outcome !== null ||
  meetingRequest !== null ||
  dialogue.stage === 'encerrado' ||
  dialogue.slotPicked != null ||
  intent === 'wants_human' ||
  intent === 'investor' ||
  intent === 'disqualified';

type Read = { readonly conversation: Conversation; readonly draft: BrainReply; readonly answer: Answer };

/** What of the model's reading the lead is asked about first, or null. */
async function doubted(read: Read): Promise<BrainReply | null> {
  const { conversation, draft, answer } = read;
  const apart = contradiction(conversation, read) ?? wishDoubt(conversation, read);
  if (apart !== null) return apart;
  const picked = pickedBy(read);
  if (picked !== null) return slotDoubt(conversation, { facts: draft.facts, pickedMs: picked });
  const claimed = withClaims(draft.facts, answer.learnt, conversation);
  return claimed.wantsHuman === true && draft.facts.wantsHuman !== true
    ? personDoubt(conversation, draft.facts)
    : null;
}

/** Code's facts and what the model adds to them; a person's flow and a wish for a person are never a model's to decide. */
function believed({ conversation, draft, answer }: Read): Facts {
  const flow = answer.learnt.chosenFlow;
  const learnt = {
    ...answer.learnt,
    wantsHuman: null,
    chosenFlow: flow !== null && handsOver(flow) ? null : flow,
  };
  return withClaims(draft.facts, learnt, conversation);
}

const PICKS =
  /\d|\b(?:primeir[oa]|segund[oa]|terc[ae]ir?[oa]?|quart[ao]|quint[ao]|sext[ao]|ultim[oa]|amanha|hoje|cedo|tarde|manha|esse|essa|este|esta|pode|sim|serve|fechad[oa]|combinad[oa]|ok|blz|beleza)\b/;

/** The offered time that the model says the lead picked; M10: "boa noite" picks nothing, whatever a model makes of it. */
function pickedBy({ conversation, answer: { slot } }: Read): number | null {
  const { dialogue } = conversation;
  const picked = slot === null ? undefined : dialogue.slotsOffered?.[slot - 1];
  // A time that code reads in the same words stands against one that a model reads out of them.
  const read = pickOf({ conversation, before: conversation, heard: hear(conversation) });
  const isOther =
    read !== null && !(read.kind === 'among' && read.slots.some(({ startsAtMs }) => startsAtMs === picked));
  const isPick =
    picked !== undefined &&
    !isOther &&
    dialogue.lastQuestion === 'meeting_time' &&
    !speaksToTheModel(conversation) &&
    PICKS.test(plain(burstWords(conversation)).replace(/\b(?:bo[am] (?:dia|tarde|noite))\b/g, ' '));
  return isPick ? picked : null;
}

/** The plan of the conversation once the model's ears are added. Its words are code's. */
async function planWith({
  conversation,
  draft,
  facts,
  scripted,
}: {
  conversation: Conversation;
  draft: BrainReply;
  facts: Facts;
  scripted: Brain;
}): Promise<BrainReply> {
  if (facts === draft.facts) return draft;
  const { dialogue } = conversation;
  return scripted.reply({
    ...conversation,
    facts,
    // A conversation that the draft took up again is open; asked afresh it would be taken up a second time.
    dialogue: dialogue.stage === 'encerrado' ? { ...dialogue, stage: draft.dialogue.stage } : dialogue,
    // Heard once already: heard again, "tenho outra de 300" would count twice.
    burst: [],
  });
}

/** What the lead answers by a letter or a place is written by code, in the order that code remembers (N3). */
const WRITTEN_BY_CODE: ReadonlySet<QuestionKey> = new Set(['solution', 'meeting_time']);
const SENTENCE_END = /(?<=[.!?…])\s+/;

function worded({
  answer,
  plan,
  conversation,
  prompt,
  draft,
}: {
  answer: Answer;
  plan: BrainReply;
  conversation: Conversation;
  prompt: Prompt;
  draft: BrainReply;
}): Attempt {
  const planned = plan.dialogue.lastQuestion;
  const own = answer.bubbles.map((bubble) => tidy(bubble, conversation)).filter((bubble) => bubble !== '');
  if (own.length === 0) return { kind: 'refused', reason: 'empty' };
  if (own.length > BUBBLES_MAX) return { kind: 'refused', reason: 'too_many_bubbles' };
  const marks = own.join(' ').split('?').length - 1;
  if (marks > 1) return { kind: 'refused', reason: 'several_questions' };
  const open = openQuestions(conversation, { facts: plan.facts, dialogue: conversation.dialogue, planned });
  const { question } = answer;
  const isOpen =
    question !== null &&
    marks === 1 &&
    (question === planned || open.includes(question)) &&
    !WRITTEN_BY_CODE.has(question);
  // What it may not ask, or need not any more, is left out of its words, and the plan's own question stands in its place.
  const words = isOpen ? own : statementsOf(own).slice(0, planned === null ? BUBBLES_MAX : BUBBLES_MAX - 1);
  if (words.length === 0) return { kind: 'refused', reason: 'question_out_of_order' };
  const suspicion = suspicionIn(
    words,
    { ...conversation, facts: plan.facts },
    { rules: prompt.rules, draft: [...draft.bubbles, ...plan.bubbles] },
  );
  if (suspicion !== null) return { kind: 'refused', reason: suspicion };
  if (ignoresQuestion(words, { conversation, draft })) return { kind: 'refused', reason: 'ignores_question' };
  const noted = (dialogue: DialogueState): DialogueState =>
    withUnanswered(dialogue, answer.unanswered, conversation);
  if (isOpen && question !== planned)
    return {
      kind: 'reply',
      byModel: true,
      reply: {
        ...plan,
        dialogue: noted(
          carried(
            { ...plan, dialogue: advanced(conversation.dialogue, { question, stage: plan.dialogue.stage }) },
            draft,
          ).dialogue,
        ),
        bubbles: words,
        intent: 'continue',
      },
    };
  const codes = isOpen || planned === null ? [] : [askedBy(plan, { planned, conversation })];
  return {
    kind: 'reply',
    byModel: true,
    reply: { ...plan, dialogue: noted(plan.dialogue), bubbles: [...words, ...codes] },
  };
}

/** The bubbles without the sentences that ask. */
const statementsOf = (bubbles: readonly string[]): readonly string[] =>
  bubbles
    .map((bubble) =>
      bubble
        .split(SENTENCE_END)
        .filter((sentence) => !sentence.includes('?'))
        .join(' '),
    )
    .filter((bubble) => bubble !== '');

/** The plan's question in code's words: its last bubble, without what that explains before it. */
function askedBy(
  { bubbles, facts }: BrainReply,
  { planned, conversation }: { planned: QuestionKey; conversation: Conversation },
): string {
  const last = bubbles.at(-1) ?? '';
  if (WRITTEN_BY_CODE.has(planned)) return last;
  const asked = last.split(SENTENCE_END).find((sentence) => sentence.includes('?'));
  return asked ?? questionText(planned, { timesAsked: timesAsked(conversation.dialogue, planned), facts });
}

/** The state after a reply that asked something else than planned. */
function advanced(
  dialogue: DialogueState,
  { question, stage }: { question: QuestionKey; stage: DialogueState['stage'] },
): DialogueState {
  const reached = STAGE_OF_QUESTION[question];
  const to = DIALOGUE_STAGES.indexOf(reached) < DIALOGUE_STAGES.indexOf(stage) ? reached : stage;
  const furthest =
    dialogue.stage === 'encerrado' || DIALOGUE_STAGES.indexOf(to) > DIALOGUE_STAGES.indexOf(dialogue.stage)
      ? to
      : dialogue.stage;
  return {
    ...dialogue,
    stage: furthest,
    lastQuestion: question,
    asked: { ...dialogue.asked, [question]: timesAsked(dialogue, question) + 1 },
  };
}

const EMOJI = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Emoji_Modifier}|\u{FE0F}|\u{200D}/gu;
const FILLER =
  /^(?:massa|show(?: de bola)?|perfeito|[óo]timo|[óo]tima|maravilha|excelente|que (?:bom|[óo]timo|legal)|legal|beleza)\s*[!.,]+\s*/i;

/** Habits of models that need no second try: line breaks, double asterisks, emoji, an empty word of praise in front. */
function tidy(bubble: string, { isFirstReply }: Conversation): string {
  const plainLine = bubble.replace(EMOJI, '').replace(/\*\*/g, '*').replace(/\s+/g, ' ').trim();
  const opened = isFirstReply ? plainLine : plainLine.replace(FILLER, '');
  return opened.charAt(0).toLocaleUpperCase('pt-BR') + opened.slice(1);
}
