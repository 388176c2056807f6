/** Answers to the questions of a flow: how to pay, how soon, what discount the lead has today. */
import { decimalOf } from './amount.ts';
import type { Payment, Urgency } from './facts.ts';
import { stated } from './stated.ts';
import { yesNoIn } from './yes-no.ts';

const WOULD_PAY =
  /\b(?:quero|queria|pretendo|prefiro|pensei em|penso em|vou|gostaria de|seria|pagaria|pagar|pago|fecho|consigo) (?:\w+ ){0,2}(?:financi|parcel|a ?vista|avista|consorcio)/;
const IN_A_HURRY =
  /\b(?:tenho (?:muita )?(?:pressa|urgencia)|com urgencia|e urgente|preciso urgente|sem pressa|nao tenho pressa|(?:queria|quero|preciso|pra|para) (?:\w+ ){0,3}(?:esse|este|ainda esse) mes|o quanto antes|ano que vem)\b/;

/** Null when the message names neither way of paying, or both. `asked`: else only a wish to pay so counts. */
export function paymentIn(text: string, { asked }: { asked: boolean }): Payment | null {
  const said = stated(text);
  if (!asked && !WOULD_PAY.test(said)) return null;
  const cash = /\b(?:a ?vista|avista|recursos? propri\w+|dinheiro|em especie)\b/.test(said);
  const financed = /\b(?:financi\w*|parcel\w*|prestac\w*|a prazo|consorcio)\b/.test(said);
  if (cash === financed) return null;
  return cash ? 'a_vista' : 'financiamento';
}

/** Null when the message says nothing about how soon. `asked`: else only hurry that is named as such counts. */
export function urgencyIn(text: string, { asked }: { asked: boolean }): Urgency | null {
  const said = stated(text);
  if (!asked && !IN_A_HURRY.test(said)) return null;
  if (
    /\b(?:sem pressa|ano que vem|mais (?:pra|para) frente|nao tenho pressa|so (?:olhando|pesquisando|pesquisa)|pesquisando|futuramente|sem previsao|longo prazo)\b/.test(
      said,
    )
  )
    return 'sem_pressa';
  if (
    /\b(?:90|noventa|60|sessenta) dias\b|\b(?:[23]|dois|tres) meses\b|\bproximos meses\b|\b(?:mes|meses) que vem\b|\bproximo mes\b/.test(
      said,
    )
  )
    return 'noventa_dias';
  if (
    /\b(?:(?:n?esse|n?este|ainda esse) mes|agora|urgente|urgencia|imediat\w+|quanto antes|logo|ja|rapido|hoje|essa semana|esta semana)\b/.test(
      said,
    )
  )
    return 'este_mes';
  return null;
}

/** Percent the lead gets off today; 0 for "none"; null when not said. `asked`: the question was just put. */
export function currentDiscountIn(text: string, { asked }: { asked: boolean }): number | null {
  const said = stated(text);
  const percent = /(\d{1,3}(?:[.,]\d{1,2})?)\s?(?:%|por ?cento)/.exec(said)?.[1];
  const speaksOfOwn = asked || /\b(?:ja )?(?:tenho|recebo|ganho|temos)\b.{0,24}\bdesconto\b/.test(said);
  if (percent !== undefined && speaksOfOwn) {
    const value = decimalOf(percent);
    return value <= 100 ? value : null;
  }
  if (
    /\bnao (?:tenho|temos|recebo|ganho|tem)(?: (?:nenhum|ainda|mais|hoje|qualquer)){0,2} descontos?\b/.test(
      said,
    )
  )
    return 0;
  return asked && yesNoIn(text) === 'no' ? 0 : null;
}
