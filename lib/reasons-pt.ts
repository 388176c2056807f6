/**
 * The ledger's words in the seller's language: why the bot spoke, kept silent, waited. One table per list of the product's,
 * so a new reason does not compile until somebody has said it in Portuguese.
 */

import type { LadderStop } from './follow-up/ladder-plan.ts';
import type { SilenceReason } from './handoff/verdict.ts';
import type { KommoCause } from './kommo/kommo.ts';
import type { Decision } from './store/rows.ts';

const SILENCES: Readonly<Record<SilenceReason, string>> = {
  opt_out: 'o lead pediu para não receber mensagens',
  human_stage: 'o card está em uma etapa de pessoa no Kommo',
  unmapped_stage: 'o card está em uma etapa que o robô não conhece',
  closed_card: 'o card está fechado',
  human_reply: 'uma pessoa respondeu ao lead',
  bot_handoff: 'o robô passou a conversa para uma pessoa',
  said_before_return: 'a mensagem é de antes de o card voltar para o robô',
  too_old: 'a mensagem é antiga demais para ser respondida agora',
};

const KOMMO: Readonly<Record<KommoCause, string>> = {
  timeout: 'o Kommo não respondeu a tempo',
  network: 'não há conexão com o Kommo',
  unauthorized: 'o Kommo recusou o token',
  payment_required: 'a conta do Kommo está sem pagamento',
  forbidden: 'o Kommo bloqueou a conta',
  throttled: 'o Kommo pediu para esperar',
  server_error: 'o Kommo está fora do ar',
  malformed: 'a resposta do Kommo não se entende',
  rejected: 'o Kommo recusou o pedido',
  breaker_open: 'o Kommo está bloqueado, ninguém pergunta até o prazo passar',
  over_budget: 'o limite de pedidos ao Kommo foi atingido',
};

const OTHERS: Readonly<Record<string, string>> = {
  stage_allows: 'a etapa do card no Kommo permite',
  taken_over: 'uma pessoa assumiu enquanto a resposta era preparada',
  stale_cycle: 'o lead escreveu de novo antes do envio',
  reply_outdated: 'a resposta começada ficou velha',
  card_unlinked: 'o card deixou de existir',
  nothing_pending: 'não havia mais nada a responder',
  card_absent: 'o card não foi encontrado no Kommo',
  card_being_created: 'o card está sendo criado no Kommo',
  no_card_seen: 'nenhum card foi visto no Kommo',
  mover_unknown: 'não se sabe quem moveu o card',
  stage_conflict: 'a leitura do Kommo ainda não prova a volta do card',
  no_brain: 'nenhum cérebro conseguiu escrever a resposta',
  commit_slow: 'o banco de dados demorou demais',
  not_answered: 'o Kommo não respondeu sobre o card',
  held_too_long: 'a mensagem esperou demais e ficou para uma pessoa',
};

/** Of follow-ups and reminders. */
const FOLLOW_UPS: Readonly<Record<LadderStop, string>> & Readonly<Record<string, string>> = {
  never_spoke: 'o robô ainda não falou neste assunto',
  opted_out: 'o lead pediu para não receber mensagens',
  taken_over: 'uma pessoa assumiu',
  booked: 'há uma reunião marcada',
  disqualified: 'o lead não se qualifica',
  held: 'uma mensagem do lead ainda espera resposta',
  lead_wrote: 'o lead escreveu',
  ended: 'a conversa terminou',
  closed: 'as retomadas terminaram',
  follow_up: 'uma retomada',
  reminder: 'um lembrete da reunião',
  no_answer: 'o lead não respondeu às retomadas',
  outside_window: 'a janela de 24 horas do WhatsApp está fechada e não há modelo aprovado',
  stage_not_reengaged: 'o card está em uma etapa em que não se procura o lead',
  nothing_new_to_say: 'não havia nada de novo a dizer',
  invalid_text: 'o texto da retomada foi recusado',
  no_words: 'nenhum modelo conseguiu escrever a retomada',
  follow_up_held_too_long: 'a retomada esperou demais e ficou para uma pessoa',
  reminder_past: 'a hora do lembrete passou',
};

/** The reason in Portuguese; one that nobody has worded yet is shown as it is. */
export const reasonInWords = (reason: string): string => {
  const tables: readonly Readonly<Record<string, string>>[] = [SILENCES, KOMMO, OTHERS, FOLLOW_UPS];
  return tables.find((table) => Object.hasOwn(table, reason))?.[reason] ?? reason;
};

const KINDS: Readonly<Record<Decision['kind'], string>> = {
  speak: 'o robô falou',
  silence: 'o robô ficou em silêncio',
  hold: 'o robô esperou',
  close: 'o robô encerrou',
};

/** "o robô ficou em silêncio: uma pessoa respondeu ao lead" */
export const decisionInWords = ({ kind, reason }: Pick<Decision, 'kind' | 'reason'>): string =>
  `${KINDS[kind]}: ${reasonInWords(reason)}`;

const TIME = new Intl.DateTimeFormat('pt-BR', {
  timeZone: 'America/Sao_Paulo',
  day: '2-digit',
  month: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** "23/11 10:00:08", where the sellers are. */
export const timeInWords = (ms: number): string => TIME.format(ms).replace(', ', ' ');
/** "10:00:08" */
export const hourInWords = (ms: number): string => timeInWords(ms).slice(6);
