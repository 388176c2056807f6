/**
 * How an utterance of each kind is read: by the extractor that stands alone, or by the whole brain with the question that is
 * open, where the reading depends on the talk. Answers whether the reading is one of the right ones.
 */
import { topicsIn } from '../../../lib/agent/answers.ts';
import type { BrainReply, Conversation } from '../../../lib/agent/brain.ts';
import { type DialogueState, openingDialogue, type QuestionKey } from '../../../lib/agent/dialogue.ts';
import { choiceIn } from '../../../lib/agent/extract/choice.ts';
import { emailIn } from '../../../lib/agent/extract/email.ts';
import { emptyFacts, type Facts, FLOWS } from '../../../lib/agent/extract/facts.ts';
import { languageIn } from '../../../lib/agent/extract/language.ts';
import { billIn } from '../../../lib/agent/extract/money.ts';
import { type Mood, moodIn } from '../../../lib/agent/extract/mood.ts';
import { nameIn } from '../../../lib/agent/extract/name.ts';
import { placeIn } from '../../../lib/agent/extract/place.ts';
import { wantsHumanIn } from '../../../lib/agent/extract/wants-human.ts';
import { yesNoIn } from '../../../lib/agent/extract/yes-no.ts';
import { opensWithVerb, questionsIn } from '../../../lib/agent/knowledge/asked.ts';
import { wording } from '../../../lib/agent/knowledge/company.ts';
import { isOptOut } from '../../../lib/agent/opt-out.ts';
import { createScriptedBrain } from '../../../lib/agent/scripted.ts';
import { aConversation, MONDAY_TEN } from '../talks.ts';
import { readsTime } from './times.ts';

export type Verdict = { readonly isRight: boolean; readonly got: unknown };
export type Reader = (text: string, expected: readonly unknown[]) => Promise<Verdict>;

const equals =
  (read: (text: string) => unknown): Reader =>
  async (text, expected) => {
    const got = read(text);
    return { isRight: expected.some((right) => JSON.stringify(right) === JSON.stringify(got)), got };
  };

const chosenIn = (text: string): unknown => {
  const choice = choiceIn(text, FLOWS);
  return choice.kind === 'chosen' ? choice.flow : null;
};
const billsIn = (text: string): unknown => {
  const mention = billIn(text, { asked: true });
  return mention.kind === 'none' ? [] : mention.billsBrl;
};

/** In the middle of a talk: everything before `question` is known. */
const KNOWN: Facts = {
  ...emptyFacts,
  name: 'Ana',
  bills: [1200],
  billBrl: 1200,
  chosenFlow: 'instalacao_usina_propria',
  city: 'Recife',
  state: 'PE',
  payment: 'financiamento',
  urgency: 'sem_pressa',
};

export async function replyTo(
  text: string,
  { question, facts, ...change }: { question: QuestionKey; facts: Facts } & Partial<Conversation>,
): Promise<BrainReply> {
  const dialogue: DialogueState = {
    ...openingDialogue,
    stage: 'fluxo',
    lastQuestion: question,
    menuShown: [...FLOWS],
    asked: { [question]: 1 },
    ...change.dialogue,
  };
  return createScriptedBrain().reply(
    aConversation({
      isFirstReply: false,
      now: MONDAY_TEN,
      facts,
      ...change,
      dialogue,
      burst: [{ kind: 'text', text }],
    }),
  );
}

/** A bill that is read back for confirmation has been heard. */
async function billsAfter(text: string, facts: Facts): Promise<readonly number[]> {
  const { facts: after, dialogue } = await replyTo(text, { question: 'bill', facts });
  if (after.bills.length > 0) return after.bills;
  return dialogue.pendingBillBrl ? [dialogue.pendingBillBrl] : [];
}

const sorted = (sums: readonly number[]): readonly number[] => sums.toSorted((a, b) => a - b);
const sumOf = (sums: readonly number[]): number => sums.reduce((total, each) => total + each, 0);
const isSums = (value: unknown): value is number[] => Array.isArray(value);

/** Several bills may be kept apart or as their sum. */
const bill =
  (facts: Facts): Reader =>
  async (text, expected) => {
    const got = sorted(await billsAfter(text, facts));
    const isRight = expected
      .filter(isSums)
      .some((right) =>
        right.length === 0
          ? got.length === 0
          : Math.abs(sumOf(right) - sumOf(got)) < 0.005 && (got.length === 1 || got.length === right.length),
      );
    return { isRight, got };
  };

const criterion =
  (question: 'own_plant' | 'loyalty_contract', fact: 'hasOwnPlant' | 'hasLoyaltyContract'): Reader =>
  async (text, expected) => {
    const known = fact === 'hasOwnPlant' ? KNOWN : { ...KNOWN, hasOwnPlant: false };
    const { facts, bubbles } = await replyTo(text, {
      question,
      facts: known,
    });
    // What would end the talk is read back first where the answer is long (T3): it has been heard.
    const isReadBack = bubbles.some((bubble) => bubble.includes(wording(`confirm_${question}`, {})));
    const value = facts[fact] ?? (isReadBack ? true : null);
    const got = value === null ? null : value ? 'yes' : 'no';
    return { isRight: expected.includes(got) || (got === null && expected.includes('unsure')), got };
  };

/** "Quem decide é meu marido" is heard as someone else's decision, whether or not it may attend. */
const decision: Reader = async (text, expected) => {
  const { facts, dialogue } = await replyTo(text, {
    question: 'decision_maker',
    facts: { ...KNOWN, hasOwnPlant: false, hasLoyaltyContract: false },
  });
  const isElse = facts.decisionMaker === false || dialogue.lastQuestion === 'decision_maker_attends';
  const got = isElse ? 'no' : facts.decisionMaker === true ? 'yes' : null;
  return { isRight: expected.includes(got) || (got === null && expected.includes('unsure')), got };
};

const name =
  (facts: Facts, question: QuestionKey): Reader =>
  async (text, expected) => {
    const after = (await replyTo(text, { question, facts })).facts.name;
    const got = after === facts.name ? null : after;
    return { isRight: expected.includes(got), got };
  };

/** The corpus tells fewer moods apart than the reader. */
const MOOD_NAMES: Readonly<Record<Mood, string>> = {
  anger: 'angry',
  unheard: 'angry',
  grief: 'grief',
  distrust: 'suspicious',
  confusion: 'confused',
};
const moodNamed = (text: string): string | null => {
  const mood = moodIn(text);
  return mood === null ? null : MOOD_NAMES[mood];
};

const KNOWN_BRL = 1200;

/** Kinds without an entry have no reader in the product yet; the test names them. */
export const READERS: Readonly<Record<string, Reader>> = {
  names: equals((text) => nameIn(text, { asked: true })),
  bills: async (text, expected) => {
    const got = billsIn(text);
    return { isRight: expected.some((right) => JSON.stringify(right) === JSON.stringify(got)), got };
  },
  choices: equals(chosenIn),
  'yes-no': equals(yesNoIn),
  emails: equals(emailIn),
  'opt-outs': equals(isOptOut),
  'wants-human': equals(wantsHumanIn),
  places: equals((text) => placeIn(text, { asked: true })?.city ?? null),
  'own-plant': criterion('own_plant', 'hasOwnPlant'),
  'side-plant': criterion('own_plant', 'hasOwnPlant'),
  loyalty: criterion('loyalty_contract', 'hasLoyaltyContract'),
  'side-loyalty': criterion('loyalty_contract', 'hasLoyaltyContract'),
  decision,
  'side-decision': decision,
  whose: bill({ ...emptyFacts, name: 'Ana' }),
  'side-bill': bill({ ...emptyFacts, name: 'Ana' }),
  'side-name': name(emptyFacts, 'name'),
  'corrections-bill': async (text, expected) => {
    const { facts, dialogue } = await replyTo(text, {
      question: 'solution',
      facts: { ...emptyFacts, name: 'Ana', bills: [KNOWN_BRL], billBrl: KNOWN_BRL },
    });
    const got = dialogue.pendingBillBrl ?? facts.billBrl;
    // No figure is given: what is known stands, or is taken back.
    const isRight = expected
      .filter(isSums)
      .some(([right]) => (right === undefined ? got === null || got === KNOWN_BRL : right === got));
    return { isRight, got };
  },
  'corrections-name': name({ ...emptyFacts, name: 'Ana' }, 'bill'),
  moods: equals(moodNamed),
  language: equals((text) => languageIn(text) ?? 'pt'),
  // An objection that asks nothing is taken up too, and is no question.
  'is-question': equals((text) =>
    topicsIn(text, { choice: { kind: 'none' } }).some(
      (topic) =>
        topic.kind !== 'passage' ||
        topic.passage.objection === null ||
        questionsIn(text).some((asked) => asked.isExplicit || opensWithVerb(asked.text)),
    ),
  ),
  times: (text, expected) => readsTime(text, expected, KNOWN),
  refusals: (text, expected) => readsTime(text, expected, KNOWN),
};
