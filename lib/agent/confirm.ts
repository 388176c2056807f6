/**
 * Confirm before it hurts (T3): a goodbye follows only from what the lead said in answer to exactly that question. What
 * was read in passing is asked once in one short line, and counts from the answer on. Pure.
 */
import type { DialogueState, QuestionKey } from './dialogue.ts';
import { scanAmounts } from './extract/amount.ts';
import type { Facts } from './extract/facts.ts';
import { spelledToDigits } from './extract/number-words.ts';
import { full, plainWords } from './extract/plain-text.ts';
import { wording } from './knowledge/company.ts';
import { timesAsked } from './plan.ts';
import type { Criterion } from './qualification.ts';
import type { Heard } from './read-burst.ts';

export type Confirmation = {
  readonly question: QuestionKey;
  readonly text: string;
  /** As they stand until the lead has confirmed: the doubtful reading is none. */
  readonly facts: Facts;
  /** BRL; what a "sim" to the question means. Null where the question is a yes or no of its own. */
  readonly pendingBillBrl: number | null;
};

/** So often a reading is doubted; after that the lead has said it often enough. */
const CONFIRMS_MAX = 3;
/** Longer answers say more than the yes or no that was asked for. */
const PLAIN_ANSWER_WORDS = 8;
/** "Uns 200 reais por mês": beside the figure only such words leave it the plain answer. */
const BESIDE_A_FIGURE =
  /^(?:uns|umas|e|de|da|do|dos|das|em|na|no|a|o|as|minha|conta|luz|energia|vem|veio|vindo|ta|esta|fica|pago|gasto|mais|ou|menos|por|mes|mensal|mensais|media|cerca|torno|faixa|base|reais|real|r|conto|contos|pila|so|apenas|acho|que|hoje|atualmente|normalmente|geralmente|costuma|vir|todo|toda|viu|ne|oi|bom|dia|boa|tarde|noite|deu|eu|la|pelos|quase|perto|isso|mesmo|ai|aqui|sim)$/;

const brl = (value: number): string =>
  new Intl.NumberFormat('pt-BR', {
    style: 'currency',
    currency: 'BRL',
    minimumFractionDigits: Number.isInteger(value) ? 0 : 2,
  })
    .format(value)
    .replace(/\s/g, ' ');

/** The line that confirms the criterion a lead seems to fail; null where its own answer already did. */
export function toConfirm(
  criterion: Criterion,
  { dialogue, heard }: { dialogue: DialogueState; heard: Heard },
): Confirmation | null {
  const asked = dialogue.lastQuestion;
  const isPlain = plainWords(heard.lines.join(' ')).length <= PLAIN_ANSWER_WORDS;
  const ask = (question: QuestionKey, text: string, facts: Partial<Facts>): Confirmation | null =>
    timesAsked(dialogue, question) >= CONFIRMS_MAX
      ? null
      : { question, text, facts: { ...heard.facts, ...facts }, pendingBillBrl: null };
  switch (criterion) {
    case 'bill':
      return confirmedBill(dialogue, heard)
        ? null
        : withPending(
            ask('bill', wording('confirm_bill', { bill: brl(heard.facts.billBrl ?? 0) }), {
              bills: [],
              billBrl: null,
            }),
            heard.facts.billBrl,
          );
    // The lead's own refusal is its will, whenever it comes.
    case 'interest':
      return null;
    case 'own_plant':
      return (asked === 'own_plant' || asked === 'new_plant') && isPlain
        ? null
        : ask('own_plant', wording('confirm_own_plant', {}), {
            hasOwnPlant: null,
            wantsNewPlant: null,
          });
    case 'loyalty_contract':
      return asked === 'loyalty_contract' && isPlain
        ? null
        : ask('loyalty_contract', wording('confirm_loyalty_contract', {}), {
            hasLoyaltyContract: null,
          });
    case 'decision_maker':
      return (asked === 'decision_maker' || asked === 'decision_maker_attends') && isPlain
        ? null
        : ask('decision_maker_attends', wording('confirm_decision_maker', {}), {
            decisionMaker: null,
          });
  }
}

const withPending = (confirmation: Confirmation | null, pendingBillBrl: number | null): Confirmation | null =>
  confirmation && { ...confirmation, pendingBillBrl };

/** One figure and little else as the answer to the question, or a yes to the figure that was read back. */
function confirmedBill(dialogue: DialogueState, { lines, facts }: Heard): boolean {
  if (facts.billBrl === (dialogue.pendingBillBrl ?? null)) return true;
  const said = lines.join(' ');
  const { amounts } = scanAmounts(said);
  return (
    dialogue.lastQuestion === 'bill' &&
    amounts.length === 1 &&
    spelledToDigits(full(said))
      .split(/[^\p{L}\p{N}]+/u)
      .every((word) => word === '' || /^\d/.test(word) || BESIDE_A_FIGURE.test(word))
  );
}
