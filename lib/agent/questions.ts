/** How each question is put: the first time, and differently when it was not answered. Exactly one question mark each. */

import type { DialogueStage, QuestionKey } from './dialogue.ts';
import type { Facts } from './extract/facts.ts';
import { menuFor, menuLine, menuNames } from './playbook.ts';

type QuestionText = readonly [first: string, again: string];

const TEXTS: Readonly<Record<Exclude<QuestionKey, 'solution'>, QuestionText>> = {
  name: ['Com quem eu falo?', 'Pra eu te chamar direitinho, qual é o seu nome?'],
  bill: [
    'Qual é a média da sua conta de luz por mês?',
    'Pode ser um valor aproximado: quanto costuma vir na conta de luz, em reais?',
  ],
  city: ['Em que cidade fica o imóvel dessa conta?', 'De qual cidade é a conta de luz?'],
  payment: [
    'Você pensaria em financiar ou em pagar à vista?',
    'Sobre o investimento, seria financiado ou à vista?',
  ],
  urgency: [
    'Pra quando você quer resolver isso, ainda este mês ou nos próximos 90 dias?',
    'Em quanto tempo você gostaria de ver isso resolvido?',
  ],
  current_discount: [
    'Você já tem algum desconto na conta de luz hoje, e de quantos por cento?',
    'Hoje vem algum desconto na sua conta de luz?',
  ],
  own_plant: [
    'Você já tem placas solares ou usina própria?',
    'No imóvel dessa conta já existe energia solar instalada?',
  ],
  new_plant: [
    'Você pensa em ter uma nova usina, além da que já tem?',
    'A ideia seria ampliar ou montar outra usina?',
  ],
  loyalty_contract: [
    'Você tem contrato de fidelidade com outra empresa de energia?',
    'Existe hoje algum contrato seu, com prazo ou multa, com outra empresa de energia?',
  ],
  decision_maker: [
    'É você quem decide sobre a conta de energia?',
    'Na hora de fechar algo sobre energia, a decisão é sua?',
  ],
  decision_maker_attends: [
    'Quem decide consegue participar de uma conversa rápida com nosso especialista?',
    'Dá pra essa pessoa estar junto na conversa com o especialista?',
  ],
  interest: ['Faz sentido pra você seguir com isso?', 'Você tem interesse em avançar com essa economia?'],
  meeting_time: [
    'Que dia e período ficam melhores pra uma conversa com nosso especialista, de segunda a sexta?',
    'Qual dia da semana é melhor pra você, e prefere de manhã ou à tarde?',
  ],
  email: ['Qual e-mail eu uso pra mandar o convite?', 'Pra qual e-mail vai o convite da conversa?'],
  open: [
    'Me conta com suas palavras, o que é mais importante pra você nessa decisão?',
    'O que falta saber pra você se sentir seguro em seguir?',
  ],
  prefers_person: [
    'Você prefere que uma pessoa da nossa equipe continue essa conversa?',
    'Quer seguir com uma pessoa da equipe?',
  ],
};

/** Without the value of the bill, the last resort before moving on. */
export const OPEN_ABOUT_BILL =
  'Quando a conta de luz estiver à mão, pode me mandar o valor. Enquanto isso, o que mais pesa pra você nessa decisão?';

const COUNT_WORDS = [
  'nenhum caminho',
  'um caminho',
  'dois caminhos',
  'três caminhos',
  'quatro caminhos',
] as const;

/** Every way of putting a question, the first one first. The menu is worded from the facts. */
export function questionWordings(question: QuestionKey, facts: Facts): readonly string[] {
  if (question === 'solution') return [menuText(facts, 0), menuText(facts, 1)];
  return question === 'open' && facts.billBrl === null ? [OPEN_ABOUT_BILL] : TEXTS[question];
}

/** `timesAsked`: how often before. The menu is worded from the facts. */
export function questionText(
  question: QuestionKey,
  { timesAsked, facts }: { timesAsked: number; facts: Facts },
): string {
  if (question === 'solution') return menuText(facts, timesAsked);
  if (question === 'open' && facts.billBrl === null) return OPEN_ABOUT_BILL;
  const [first, again] = TEXTS[question];
  return timesAsked === 0 ? first : again;
}

function menuText(facts: Facts, timesAsked: number): string {
  const menu = menuFor(facts);
  if (timesAsked > 0)
    return `Pode responder só com a letra: ${menuNames(menu, facts)}. Qual combina mais com você?`;
  const bill = facts.billBrl === null ? 'Hoje' : `Com uma conta de ${formatBrl(facts.billBrl)} por mês`;
  return `${bill} dá pra ir por ${COUNT_WORDS[menu.length] ?? 'estes caminhos'}: ${menuLine(menu, facts)}. Qual combina mais com você?`;
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
