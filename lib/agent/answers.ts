/** What a lead asks or objects to, and what is said of it: a passage's answer, or the promise that a person answers (T5). No answer asks anything back. */

import type { LeadQuestion } from '../lead-question.ts';
import type { Conversation } from './brain.ts';
import type { DialogueState, QuestionKey } from './dialogue.ts';
import type { Choice } from './extract/choice.ts';
import type { Flow } from './extract/facts.ts';
import { meetingIntentIn } from './extract/meeting-intent.ts';
import { meetingWishIn } from './extract/meeting-time.ts';
import { objectionsIn } from './extract/objections.ts';
import { plain, plainWords } from './extract/plain-text.ts';
import { wantsHumanIn } from './extract/wants-human.ts';
import { type Asked, questionsIn } from './knowledge/asked.ts';
import { KNOWLEDGE, wordings } from './knowledge/company.ts';
import { type Hit, hitFor, wordsOf } from './knowledge/index.ts';
import type { Passage } from './knowledge/schema.ts';
import { solutionPitch, solutionsNamedIn } from './playbook.ts';

export type Topic =
  | { readonly kind: 'passage'; readonly passage: Passage; readonly question: string }
  /** Asked, and nothing in knowledge/ is near it. */
  | { readonly kind: 'unknown'; readonly question: string }
  | { readonly kind: 'solution'; readonly flow: Flow };

/** Shorter, an unknown question is a word of doubt ("serve?"), or the answer to a question whose answers are names. */
const UNKNOWN_MIN_WORDS = 2;
const UNKNOWN_MIN_WORDS_AMONG_NAMES = 3;
const ANSWERED_BY_NAMES: ReadonlySet<QuestionKey> = new Set(['name', 'city', 'email', 'solution']);
const ANSWERED_BY_YES_OR_NO: ReadonlySet<QuestionKey> = new Set([
  'own_plant',
  'new_plant',
  'loyalty_contract',
  'decision_maker',
  'decision_maker_attends',
  'interest',
  'current_discount',
  'prefers_person',
]);
const HAS_ASKING =
  /^(?:e |mas )?(?:tem (?!sim\b|nao\b|que\b|mes\b|vez\b|dia\b|hora\b|gente\b|uns?\b|\d)|precisa (?!ver\b|pensar\b|falar\b)|(?:ai )?da (?:pra|para) (?!ver\b|mim\b|ser\b)|funciona (?!sim\b)|serve (?!sim\b)|aceita[m]? (?!sim\b)|cobra[m]? |vale a pena|demora (?!sim\b)|parcela[m]? (?!de\b)|financia[m]? |atende[m]? |instala[m]? |e (?:car[oa]|segur[oa]|garantid[oa]|confiavel|seri[oa]|obrigatori[oa]|demorad[oa])\b)/;
/** Said without asking, only a complaint or a doubt of this nearness is taken up. */
const STATED_MIN_SCORE = 0.75;
const STATED_MIN_WORDS = 2;
/** "Tem site" and "precisa assinar contrato" ask without a mark; a longer sentence tells. */
const VERB_FIRST_MAX_WORDS = 8;
/** More questions in one burst are noted, not answered one by one. */
const ANSWERS_MAX = 2;
const NOTED_MAX_CHARS = 200;
const QUESTIONS_KEPT = 30;

/** What the lead wants to know, in the order of its words; each passage once. */
export function topicsIn(
  text: string,
  {
    choice,
    chosenFlow = null,
    asked = null,
  }: { choice: Choice; chosenFlow?: Flow | null; asked?: QuestionKey | null },
): readonly Topic[] {
  const topics: Topic[] = [];
  for (const question of questionsIn(text)) {
    const topic = topicOf(question, { choice, chosenFlow, asked });
    if (topic !== null && !topics.some((known) => isSame(known, topic))) topics.push(topic);
  }
  for (const objection of objectionsIn(text)) {
    const passage = KNOWLEDGE.passages.find((each) => each.objection === objection);
    // A question that was heard is the better reading of the same words.
    if (passage !== undefined && topics.length === 0)
      topics.push({ kind: 'passage', passage, question: text });
  }
  return topics;
}

const isSame = (one: Topic, other: Topic): boolean =>
  one.kind === other.kind &&
  (one.kind === 'passage' && other.kind === 'passage'
    ? one.passage.id === other.passage.id
    : one.kind === 'solution');

/** The lead's questions so far, with these; and how many replies in a row could not answer. */
export function noted(dialogue: DialogueState, { owned, ownsSomething }: Answered): DialogueState {
  if (!ownsSomething && (dialogue.ownedInARow ?? 0) === 0) return dialogue;
  return {
    ...dialogue,
    leadQuestions: [...(dialogue.leadQuestions ?? []), ...owned].slice(-QUESTIONS_KEPT),
    ownedInARow: ownsSomething ? (dialogue.ownedInARow ?? 0) + 1 : 0,
  };
}

function topicOf(
  { text, around, isExplicit }: Asked,
  { choice, chosenFlow, asked }: { choice: Choice; chosenFlow: Flow | null; asked: QuestionKey | null },
): Topic | null {
  const hit = [text, ...around].map((words) => hitFor(words, chosenFlow)).reduce(nearer);
  const intent = meetingIntentIn(text);
  // A time named is for the calendar, whatever it looks like.
  const isForCalendar = meetingWishIn(text) !== null || intent === 'cancel' || intent === 'reschedule';
  if (isForCalendar && (hit === null || asked === 'meeting_time' || /\d/.test(text))) return null;
  if (intent === 'ask' && hit === null) return null;
  const words = plainWords(text).filter((word) => !/^\d+$/.test(word));
  // "Voltei" and "CANCELAR" are near some passage, and ask nothing.
  if (!isExplicit && (isForCalendar || words.length < STATED_MIN_WORDS)) return null;
  // "Tem site" asks, unless it may answer a yes-or-no question.
  const isVerbFirst =
    HAS_ASKING.test(plain(text)) &&
    !/\d/.test(text) &&
    words.length <= VERB_FIRST_MAX_WORDS &&
    (asked === null || !ANSWERED_BY_YES_OR_NO.has(asked));
  if (!isExplicit && !isVerbFirst)
    return hit !== null && hit.score >= STATED_MIN_SCORE && hit.passage.handover !== 'note'
      ? { kind: 'passage', passage: hit.passage, question: text }
      : null;
  if (hit !== null) return { kind: 'passage', passage: hit.passage, question: text };
  if (choice.kind === 'question' && solutionsNamedIn(text).includes(choice.flow))
    return { kind: 'solution', flow: choice.flow };
  // "Campina Grande?" answers; "e Campina Grande?" asks.
  const mayAnswer =
    asked !== null && ANSWERED_BY_NAMES.has(asked) && around.length === 0 && !BEGINS_ASKING.test(plain(text));
  const isSaid =
    words.length >= (mayAnswer ? UNKNOWN_MIN_WORDS_AMONG_NAMES : UNKNOWN_MIN_WORDS) &&
    !wantsHumanIn(text) &&
    !ABOUT_OWN_WISH.test(plain(text));
  return isSaid ? { kind: 'unknown', question: text } : null;
}

const BEGINS_ASKING = /^(?:e|mas|ou|tem|da|precisa|pode)\b/;

const nearer = (one: Hit | null, other: Hit | null): Hit | null =>
  (other?.score ?? 0) > (one?.score ?? 0) ? other : one;

const ABOUT_OWN_WISH = /\bnao quero (?:falar|conversar)\b/;

export type Answered = {
  /** What is said, without a question mark; '' for nothing. */
  readonly text: string;
  /** The same without the promise that a person answers: for a reply in which the person takes over anyway. */
  readonly withoutPromise: string;
  /** Questions that a person answers: new ones, not on the lead's list before. */
  readonly owned: readonly LeadQuestion[];
  /** Was anything owned, new or not? */
  readonly ownsSomething: boolean;
  /** One was owned before: the lead waits for it, or was told the same words already. */
  readonly asksAgain: boolean;
  /** A person takes over at once. */
  readonly needsPerson: boolean;
};

const NOTHING: Answered = {
  text: '',
  withoutPromise: '',
  owned: [],
  ownsSomething: false,
  asksAgain: false,
  needsPerson: false,
};

/** Answers to all of it; what cannot be answered is owned. */
export function answersTo(topics: readonly Topic[], conversation: Conversation): Answered {
  const { now, facts, dialogue } = conversation;
  const known = dialogue.leadQuestions ?? [];
  const said: string[] = [];
  const owned: { passage: Passage | null; question: LeadQuestion }[] = [];
  let asksAgain = false;
  for (const topic of topics) {
    if (topic.kind === 'solution') {
      said.push(solutionPitch(topic.flow, facts, now));
      continue;
    }
    const passage = topic.kind === 'passage' ? topic.passage : null;
    const words = passage === null ? null : wordsOf(passage, conversation);
    const answer = words?.answer ?? null;
    if (answer !== null && !wasSaid(answer, conversation) && said.length < ANSWERS_MAX) {
      // Who writes was said in the greeting.
      if (!(conversation.isFirstReply && passage?.id === 'quem_e')) said.push(answer);
      continue;
    }
    if (answer !== null && passage?.objection != null && topic.kind === 'passage') {
      // An objection repeated is heard, not answered with the same words.
      asksAgain = true;
      continue;
    }
    const meanwhile = words?.meanwhile ?? '';
    if (meanwhile !== '' && said.length < ANSWERS_MAX && !wasSaid(meanwhile, conversation))
      said.push(meanwhile);
    const question = {
      text: topic.question.slice(0, NOTED_MAX_CHARS).toWellFormed(),
      about: passage?.id ?? null,
    };
    if (known.some((each) => isSameQuestion(each, question))) asksAgain = true;
    owned.push({ passage, question });
  }
  if (said.length === 0 && owned.length === 0) return { ...NOTHING, asksAgain };
  const fresh = owned
    .map(({ question }) => question)
    .filter((question) => !known.some((each) => isSameQuestion(each, question)));
  const [first] = owned;
  const line = first === undefined ? '' : unsaid(linesFor(first.passage, owned.length), conversation);
  return {
    text: [...said, line].filter((text) => text !== '').join(' '),
    withoutPromise: said.join(' '),
    owned: fresh,
    ownsSomething: owned.length > 0,
    asksAgain,
    needsPerson: owned.some(({ passage }) => passage?.handover === 'now'),
  };
}

/** In the words of its kind first; where those were all said, in any. */
const linesFor = (passage: Passage | null, count: number): readonly string[] => [
  ...(count > 1 ? wordings('owned_several', {}) : wordings(OWNED_LINES[passage?.ownedAs ?? 'plain'], {})),
  ...wordings('owned_plain', {}),
  ...wordings('owned_several', {}),
];

/** Another than the last ones, and one that this lead has not read. */
function unsaid(lines: readonly string[], conversation: Conversation): string {
  const from = (conversation.dialogue.leadQuestions?.length ?? 0) % Math.max(lines.length, 1);
  const turned = [...lines.slice(from), ...lines.slice(0, from)];
  return turned.find((line) => !wasSaid(line, conversation)) ?? turned[0] ?? '';
}

const OWNED_LINES = {
  plain: 'owned_plain',
  trust: 'owned_trust',
  price: 'owned_price',
  contract: 'owned_contract',
  case: 'owned_case',
} as const;

const isSameQuestion = (one: LeadQuestion, other: LeadQuestion): boolean =>
  one.about === null || other.about === null
    ? plain(one.text) === plain(other.text)
    : one.about === other.about;

const wasSaid = (answer: string, { history }: Conversation): boolean => {
  const words = plain(answer);
  return history.some(({ author, text }) => author === 'bot' && plain(text).includes(words));
};
