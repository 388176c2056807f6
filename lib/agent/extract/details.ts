/** Answers to the questions of a flow: how to pay, how soon, what discount the lead has today. */
import { decimalOf } from './amount.ts';
import type { Payment, Urgency } from './facts.ts';
import { plain } from './plain-text.ts';
import { yesNoIn } from './yes-no.ts';

/** Null when the message names neither way of paying, or both. */
export function paymentIn(text: string): Payment | null {
  const said = plain(text);
  const cash = /\b(?:a ?vista|avista|recursos? propri\w+|dinheiro|em especie)\b/.test(said);
  const financed = /\b(?:financi\w*|parcel\w*|prestac\w*|a prazo|consorcio)\b/.test(said);
  if (cash === financed) return null;
  return cash ? 'a_vista' : 'financiamento';
}

/** Null when the message says nothing about how soon. */
export function urgencyIn(text: string): Urgency | null {
  const said = plain(text);
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
  const said = plain(text);
  const percent = /(\d{1,3}(?:[.,]\d{1,2})?)\s?(?:%|por ?cento)/.exec(said)?.[1];
  const speaksOfOwn = asked || /\b(?:ja )?(?:tenho|recebo|ganho|temos)\b.{0,24}\bdesconto\b/.test(said);
  if (percent !== undefined && speaksOfOwn && !said.includes('?')) {
    const value = decimalOf(percent);
    return value <= 100 ? value : null;
  }
  return asked && yesNoIn(text) === 'no' ? 0 : null;
}
