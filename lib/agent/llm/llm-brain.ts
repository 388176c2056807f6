/**
 * The `llm` brain: a model's ears and words on the scripted brain's spine. Code hears first and plans (which question, which
 * stage, whether the conversation ends); the model may hear what the extractors missed, and words the reply. Where exact words matter
 * (closings, the menu an "A" refers to, times, what the calendar answered) they stay code's: C5, N3, R20.
 */

import { type Brain, type BrainReply, BUBBLES_MAX, type Conversation } from '../brain.ts';
import { DIALOGUE_STAGES, type DialogueState, type QuestionKey } from '../dialogue.ts';
import type { Facts } from '../extract/facts.ts';
import { plain } from '../extract/plain-text.ts';
import { SLOT_CHOICE_PREFIX } from '../meeting-offer.ts';
import { ASKS_MAX, timesAsked } from '../plan.ts';
import { STAGE_OF_QUESTION } from '../questions.ts';
import { Answer } from './answer.ts';
import { withClaims } from './claims.ts';
import { suspicionIn } from './guardrails.ts';
import type { Model, ModelFailure } from './model.ts';
import { type Prompt, promptFor, type RefusedReason } from './prompt.ts';
import { burstWords, speaksToTheModel } from './words.ts';

/** What one try of a model came to. `byModel` is false where the words are code's and no model needed asking. */
export type Attempt =
  | { readonly kind: 'reply'; readonly reply: BrainReply; readonly byModel: boolean }
  | { readonly kind: 'refused'; readonly reason: RefusedReason }
  | { readonly kind: 'failed'; readonly cause: ModelFailure };

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
      if (isCodes(draft, conversation)) return { kind: 'reply', reply: draft, byModel: false };
      const prompt = promptFor(conversation, { draft, refusedFor });
      const answered = await model.generate({
        schema: Answer,
        system: `${prompt.rules}\n\nManual:\n${prompt.playbook}`,
        prompt: prompt.prompt,
        timeoutMs,
      });
      if (answered.kind === 'failed') return answered;
      const answer = answered.value;
      const facts = withClaims(draft.facts, answer.learnt, conversation);
      const plan = await planWith({ conversation, draft, facts, slot: answer.slot, scripted });
      if (plan !== draft && isCodes(plan, conversation))
        return { kind: 'reply', reply: plan, byModel: false };
      return worded({ answer, plan, conversation, prompt });
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

const PICKS =
  /\d|\b(?:primeir[oa]|segund[oa]|terc[ae]ir?[oa]?|quart[ao]|quint[ao]|sext[ao]|ultim[oa]|amanha|hoje|cedo|tarde|manha|esse|essa|este|esta|pode|sim|serve|fechad[oa]|combinad[oa]|ok|blz|beleza)\b/;

/** The plan of the conversation once the model's ears are added. Its words are code's; the picked time goes in as a tap on it would. */
async function planWith({
  conversation,
  draft,
  facts,
  slot,
  scripted,
}: {
  conversation: Conversation;
  draft: BrainReply;
  facts: Facts;
  slot: number | null;
  scripted: Brain;
}): Promise<BrainReply> {
  const { dialogue } = conversation;
  const picked = slot === null ? undefined : dialogue.slotsOffered?.[slot - 1];
  // M10: "boa noite" picks nothing, whatever a model makes of it.
  const isPick =
    picked !== undefined &&
    dialogue.lastQuestion === 'meeting_time' &&
    !speaksToTheModel(conversation) &&
    PICKS.test(plain(burstWords(conversation)).replace(/\b(?:bo[am] (?:dia|tarde|noite))\b/g, ' '));
  if (facts === draft.facts && !isPick) return draft;
  return scripted.reply({
    ...conversation,
    facts,
    // A conversation that the draft took up again is open; asked afresh it would be taken up a second time.
    dialogue: dialogue.stage === 'encerrado' ? { ...dialogue, stage: draft.dialogue.stage } : dialogue,
    // Heard once already: heard again, "tenho outra de 300" would count twice.
    burst: isPick
      ? [{ kind: 'choice', id: `${SLOT_CHOICE_PREFIX}${new Date(picked).toISOString()}`, text: '' }]
      : [],
  });
}

/** What the lead answers by a letter or a place is written by code, in the order that code remembers (N3). */
const WRITTEN_BY_CODE: ReadonlySet<QuestionKey> = new Set(['solution', 'meeting_time']);

function worded({
  answer,
  plan,
  conversation,
  prompt,
}: {
  answer: Answer;
  plan: BrainReply;
  conversation: Conversation;
  prompt: Prompt;
}): Attempt {
  const { dialogue } = conversation;
  const planned = plan.dialogue.lastQuestion;
  const question = answer.question;
  const own = answer.bubbles.map((bubble) => tidy(bubble, conversation)).filter((bubble) => bubble !== '');
  const isCodesQuestion = question !== null && question === planned && WRITTEN_BY_CODE.has(question);
  const words = isCodesQuestion
    ? own.filter((bubble) => !bubble.includes('?')).slice(0, BUBBLES_MAX - 1)
    : own;
  const questionMarks = words.join(' ').split('?').length - 1;
  if (questionMarks > 1) return { kind: 'refused', reason: 'several_questions' };
  if (question === null && questionMarks > 0) return { kind: 'refused', reason: 'question_without_key' };
  if (question !== null && question !== planned && !mayAskInstead(question, { plan, dialogue }))
    return { kind: 'refused', reason: 'question_out_of_order' };
  const said: Conversation = { ...conversation, facts: plan.facts };
  const suspicion = suspicionIn(words, said, {
    rules: prompt.rules,
    shown: `${prompt.playbook}\n${prompt.prompt}`,
  });
  if (suspicion !== null) return { kind: 'refused', reason: suspicion };
  const codes = isCodesQuestion ? plan.bubbles.slice(-1) : [];
  return {
    kind: 'reply',
    byModel: true,
    reply: {
      facts: plan.facts,
      dialogue:
        question === planned
          ? plan.dialogue
          : advanced(dialogue, { question, planned, stage: plan.dialogue.stage }),
      bubbles: [...words, ...codes],
      intent: question === planned ? plan.intent : 'continue',
      meetingRequest: null,
    },
  };
}

/** Another question of the flow, unknown yet and not worn out: the order inside a flow is the model's to bend, no other is. */
function mayAskInstead(
  question: QuestionKey,
  { plan, dialogue }: { plan: BrainReply; dialogue: DialogueState },
): boolean {
  const planned = plan.dialogue.lastQuestion;
  return (
    planned !== null &&
    STAGE_OF_QUESTION[planned] === 'fluxo' &&
    STAGE_OF_QUESTION[question] === 'fluxo' &&
    !KNOWN[question]?.(plan.facts) &&
    timesAsked(dialogue, question) < ASKS_MAX
  );
}

const KNOWN: Readonly<Partial<Record<QuestionKey, (facts: Facts) => boolean>>> = {
  city: ({ city }) => city !== null,
  payment: ({ payment }) => payment !== null,
  urgency: ({ urgency }) => urgency !== null,
  current_discount: ({ currentDiscountPercent }) => currentDiscountPercent !== null,
  own_plant: ({ hasOwnPlant }) => hasOwnPlant !== null,
  new_plant: ({ hasOwnPlant, wantsNewPlant }) => hasOwnPlant !== true || wantsNewPlant !== null,
  loyalty_contract: ({ hasLoyaltyContract }) => hasLoyaltyContract !== null,
  decision_maker: ({ decisionMaker }) => decisionMaker !== null,
  decision_maker_attends: ({ decisionMaker }) => decisionMaker !== null,
  interest: ({ interested }) => interested !== null,
};

/** The state after a reply that asked something else than planned, or nothing. */
function advanced(
  dialogue: DialogueState,
  {
    question,
    planned,
    stage,
  }: { question: QuestionKey | null; planned: QuestionKey | null; stage: DialogueState['stage'] },
): DialogueState {
  if (question === null) {
    // A question that is still open stays the one a "sim" answers.
    const isOpen = planned !== null && planned === dialogue.lastQuestion;
    return {
      ...dialogue,
      stage: dialogue.stage === 'encerrado' ? stage : dialogue.stage,
      lastQuestion: isOpen ? planned : null,
    };
  }
  const furthest =
    DIALOGUE_STAGES.indexOf(stage) > DIALOGUE_STAGES.indexOf(dialogue.stage) || dialogue.stage === 'encerrado'
      ? stage
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
