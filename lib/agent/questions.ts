/** How each question is put: the first time, and differently when it was not answered (knowledge/wordings). Exactly one question mark each. */

import type { DialogueStage, QuestionKey } from './dialogue.ts';
import type { Facts } from './extract/facts.ts';
import { wordings } from './knowledge/company.ts';
import { menuCount, menuFor, menuLine, menuNames } from './playbook.ts';

/** Every way of putting a question, the first one first. The menu is worded from the facts. */
export function questionWordings(question: QuestionKey, facts: Facts): readonly string[] {
  switch (question) {
    case 'solution': {
      const menu = menuFor(facts);
      const whole = { count: menuCount(menu), options: menuLine(menu, facts) };
      return [
        ...(facts.billBrl === null
          ? wordings('menu', whole)
          : wordings('menu_with_bill', { ...whole, bill: formatBrl(facts.billBrl) })),
        ...wordings('menu_again', { options: menuNames(menu, facts) }),
      ];
    }
    case 'open':
      return wordings(facts.billBrl === null ? 'question_open_without_bill' : 'question_open', {});
    default:
      return wordings(`question_${question}`, {});
  }
}

/** `timesAsked`: how often before; past the last wording, the last. */
export function questionText(
  question: QuestionKey,
  { timesAsked, facts }: { timesAsked: number; facts: Facts },
): string {
  const texts = questionWordings(question, facts);
  return texts[Math.min(timesAsked, texts.length - 1)] ?? '';
}

/** "R$ 1.500" or "R$ 1.500,50", with an ordinary space. */
export function formatBrl(valueBrl: number): string {
  const [whole = '0', cents = '00'] = valueBrl.toFixed(2).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '.');
  return cents === '00' ? `R$ ${grouped}` : `R$ ${grouped},${cents}`;
}

/** The stage of the conversation to which a question belongs. */
export const STAGE_OF_QUESTION: Readonly<Record<QuestionKey, DialogueStage>> = {
  name: 'abertura',
  bill: 'qualificacao_por_valor',
  solution: 'roteamento_e_apresentacao',
  city: 'fluxo',
  payment: 'fluxo',
  urgency: 'fluxo',
  current_discount: 'fluxo',
  own_plant: 'fluxo',
  new_plant: 'fluxo',
  loyalty_contract: 'fluxo',
  decision_maker: 'fluxo',
  decision_maker_attends: 'fluxo',
  interest: 'fluxo',
  open: 'fluxo',
  prefers_person: 'fluxo',
  meeting_time: 'agendamento',
  email: 'agendamento',
};
