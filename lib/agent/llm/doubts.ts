/**
 * Where model and code do not read the same, and where a model alone would end or move something: the lead is asked, in one
 * line of code's, and nothing changes until it has answered (T3, T9). A model may start such a question; it decides none.
 */
import type { BrainReply, Conversation } from '../brain.ts';
import { toConfirm } from '../confirm.ts';
import type { DialogueState, QuestionKey } from '../dialogue.ts';
import { scanAmounts } from '../extract/amount.ts';
import type { Facts } from '../extract/facts.ts';
import { plain, plainWords } from '../extract/plain-text.ts';
import { timeWords } from '../meeting-words.ts';
import { timesAsked } from '../plan.ts';
import { verdict } from '../qualification.ts';
import { formatBrl, questionText } from '../questions.ts';
import type { Answer, Claims } from './answer.ts';
import { burstWords, speaksToTheModel } from './words.ts';

/** So often one thing is doubted; after that the lead has said it often enough. */
const CONFIRMS_MAX = 3;
/** "não, ainda não": what is so short answers the question and nothing else. */
const PLAIN_ANSWER_WORDS = 4;

type Line = {
  readonly text: string;
  readonly question: QuestionKey | null;
  readonly facts: Facts;
  readonly dialogue?: Partial<DialogueState>;
};

/** Code's line in the place of the model's words. Nothing is done by it. */
const asking = (
  { dialogue }: Conversation,
  { text, question, facts, dialogue: change }: Line,
): BrainReply => ({
  facts,
  dialogue: {
    ...dialogue,
    lastQuestion: question,
    ...(question !== null && {
      asked: { ...dialogue.asked, [question]: timesAsked(dialogue, question) + 1 },
    }),
    ...change,
  },
  bubbles: [text],
  intent: 'continue',
  meetingRequest: null,
});

const mayDoubt = ({ dialogue }: Conversation, question: QuestionKey): boolean =>
  timesAsked(dialogue, question) < CONFIRMS_MAX;

const answersPlainly = (conversation: Conversation, question: QuestionKey): boolean =>
  conversation.dialogue.lastQuestion === question &&
  plainWords(burstWords(conversation)).length <= PLAIN_ANSWER_WORDS;

const FLAGS = [
  ['hasOwnPlant', 'own_plant'],
  ['hasLoyaltyContract', 'loyalty_contract'],
  ['decisionMaker', 'decision_maker'],
  ['interested', 'interest'],
] as const satisfies readonly (readonly [keyof Facts & keyof Claims, QuestionKey])[];

/** What code read in this burst and the model read otherwise: asked about, and meanwhile not known. */
export function contradiction(
  conversation: Conversation,
  { draft, answer }: { draft: BrainReply; answer: Answer },
): BrainReply | null {
  if (speaksToTheModel(conversation)) return null;
  const before = conversation.facts;
  const { learnt, corrects } = answer;
  for (const [fact, question] of FLAGS) {
    const read = draft.facts[fact];
    const isNew = read !== null && read !== before[fact];
    if (!isNew || learnt[fact] === null || learnt[fact] === read) continue;
    if (answersPlainly(conversation, question) || !mayDoubt(conversation, question)) continue;
    const facts = { ...draft.facts, [fact]: before[fact] };
    return asking(conversation, {
      text: questionText(question, { timesAsked: 1, facts }),
      question,
      facts,
    });
  }
  return billDoubt(conversation, { draft, learnt, isCorrection: corrects.includes('bills') });
}

function billDoubt(
  conversation: Conversation,
  { draft, learnt, isCorrection }: { draft: BrainReply; learnt: Claims; isCorrection: boolean },
): BrainReply | null {
  const before = conversation.facts;
  const isNew = draft.facts.billBrl !== before.billBrl;
  if (learnt.bills === null || learnt.bills.length === 0 || (!isNew && !isCorrection)) return null;
  if (answersPlainly(conversation, 'bill') || !mayDoubt(conversation, 'bill')) return null;
  const claimed = Math.round(learnt.bills.reduce((sum, bill) => sum + bill, 0) * 100) / 100;
  const said = scanAmounts(burstWords(conversation)).amounts.map(({ valueBrl }) => valueBrl);
  const isSaid = learnt.bills.every((bill) => said.some((value) => Math.abs(value - bill) < 0.01));
  if (!isSaid || claimed === draft.facts.billBrl || NOT_A_BILL.test(plain(burstWords(conversation))))
    return null;
  const facts = { ...draft.facts, bills: before.bills, billBrl: before.billBrl };
  return asking(conversation, {
    text: `Só pra confirmar: a sua conta de luz fica em ${formatBrl(claimed)} por mês?`,
    question: 'bill',
    facts,
    dialogue: { pendingBillBrl: claimed },
  });
}
/** Money that is on its way somewhere is no bill, whoever says so. */
const NOT_A_BILL = /\b(?:pix|transfer\w+|deposit\w+|sinal|entrada|comprovante)\b/;

/** A goodbye that rests on one reader alone; null where both read it, or where the lead's own plain answer says it. */
export function goodbyeDoubt(
  conversation: Conversation,
  { draft, plan, answer }: { draft: BrainReply; plan: BrainReply; answer: Answer },
): BrainReply | null {
  const reached = verdict(plan.facts, conversation);
  if (reached.kind !== 'disqualified') return null;
  const { criterion } = reached;
  const isCodes = draft.intent === 'disqualified';
  if (isCodes && criterion !== 'interest') return null;
  if (isCodes && (answer.learnt.interested === false || answersPlainly(conversation, 'interest')))
    return null;
  if (isCodes && conversation.dialogue.lastQuestion === 'interest' && answer.learnt.interested === null)
    return null;
  if (criterion === 'interest') {
    if (!mayDoubt(conversation, 'interest')) return null;
    const facts = { ...plan.facts, interested: null };
    return asking(conversation, { text: INTEREST, question: 'interest', facts });
  }
  const doubt = toConfirm(criterion, {
    dialogue: { ...conversation.dialogue, lastQuestion: null, pendingBillBrl: null },
    // Nothing of it was read by code: no line of the lead's confirms it.
    heard: { ...NOTHING_HEARD, facts: plan.facts },
  });
  return (
    doubt &&
    asking(conversation, {
      text: doubt.text,
      question: doubt.question,
      facts: doubt.facts,
      ...(doubt.pendingBillBrl !== null && { dialogue: { pendingBillBrl: doubt.pendingBillBrl } }),
    })
  );
}
const INTEREST =
  'Só pra eu entender direitinho: você ainda quer ver uma forma de pagar menos na conta de luz?';
const NOTHING_HEARD = {
  lines: [],
  choice: { kind: 'none' },
  topics: [],
  unreadable: [],
  otherDecides: false,
  wish: null,
  isThanks: false,
  mood: null,
  language: null,
  isSecondOfHome: false,
} as const;

/** A person is wanted, as the model alone understood it. */
export function personDoubt(conversation: Conversation, facts: Facts): BrainReply | null {
  if (timesAsked(conversation.dialogue, 'prefers_person') >= CONFIRMS_MAX) return null;
  return asking(conversation, {
    text: questionText('prefers_person', {
      timesAsked: timesAsked(conversation.dialogue, 'prefers_person'),
      facts,
    }),
    question: 'prefers_person',
    facts: { ...facts, wantsHuman: null },
  });
}

/** One of the offered times, as the model alone understood it: read back, and booked by the lead's yes. */
export function slotDoubt(
  conversation: Conversation,
  { facts, pickedMs }: { facts: Facts; pickedMs: number },
): BrainReply {
  const at = timeWords(pickedMs, conversation.timezone);
  return asking(conversation, {
    text: `${at.charAt(0).toLocaleUpperCase('pt-BR')}${at.slice(1)}, certo?`,
    question: 'meeting_time',
    facts,
    dialogue: { stage: 'agendamento', slotsOffered: [pickedMs] },
  });
}

const TRACE: Readonly<Record<NonNullable<Answer['wish']>, RegExp>> = {
  stop_messages:
    /\b(?:par[aeo]\w*|chega\w*|sai[ar]?|saia|remov\w+|tir[ae]\w*|escrev\w+|mens\w+|msg\w*|perturb\w+|ench\w+|incomod\w+|deix\w+|apag\w+|exclu\w+|bloque\w+|stop)\b/,
  move_meeting:
    /\b(?:remarc\w+|reagend\w+|mud\w+|troc\w+|adi\w+|antecip\w+|outr[oa]|imprevisto|atras\w+|viaj\w+|viagem|nao (?:vou|posso|consigo|vai dar|da|dara)|compromisso|medic[oa]|mais (?:cedo|tarde)|depois|passar)\b/,
  cancel_meeting:
    /\b(?:cancel\w+|desmarc\w+|desist\w+|nao (?:vou|quero|preciso|posso)|esquec\w+|deixa|tir[ae]\w*|abort\w+)\b/,
};
const STOP_HINT =
  'Se você prefere não receber mais mensagens minhas, é só escrever SAIR que eu paro na hora.';

/** A wish that only the model heard: worded back, never carried out. Null where the lead's words bear no trace of it. */
export function wishDoubt(
  conversation: Conversation,
  { draft, answer }: { draft: BrainReply; answer: Answer },
): BrainReply | null {
  const { wish } = answer;
  if (wish === null || speaksToTheModel(conversation)) return null;
  if (!TRACE[wish].test(plain(burstWords(conversation)))) return null;
  const { booking } = conversation.meeting;
  const wasSaid = (text: string): boolean =>
    conversation.history.some((message) => message.author === 'bot' && message.text === text);
  if (wish === 'stop_messages') {
    if (wasSaid(STOP_HINT)) return null;
    return asking(conversation, {
      text: STOP_HINT,
      question: conversation.dialogue.lastQuestion,
      facts: draft.facts,
      dialogue: { asked: conversation.dialogue.asked },
    });
  }
  if (booking === null) return null;
  // Code heard it too and has put its own line about it, with the very day: that one is asked.
  const isHeard =
    draft.dialogue.slotsOffered !== conversation.dialogue.slotsOffered ||
    (draft.dialogue.cancelAsked === true && conversation.dialogue.cancelAsked !== true);
  if (isHeard) return null;
  const at = timeWords(booking.startsAtMs, conversation.timezone);
  // In the words that code itself understands, so that the lead's next line settles it.
  const text = `Sobre a reunião de ${at}: se quiser remarcar, me diz o dia e a hora que preferir, e se for pra cancelar é só escrever *cancelar*.`;
  return wasSaid(text) ? null : asking(conversation, { text, question: null, facts: draft.facts });
}
