/**
 * Sentences that give orders rather than tell about the lead: to a model, to a system, to pay. Typed, spoken into a voice note
 * or written in a file, they teach nothing (T9): an injected "R$ 500 no pix" is no bill.
 */
import { plain } from './plain-text.ts';

const ORDERS: readonly RegExp[] = [
  /\b(?:ignor\w+|esquec\w+|desconsider\w+|descart\w+|desobedec\w+|disregard|forget|override)\b.{0,60}\b(?:regras?|instruc\w+|orientac\w+|prompt|rules?|instructions?|previous)\b/,
  /\b(?:system|developer) ?prompt\b|\bprompt (?:de|do) sistema\b|\b(?:modo|mode) (?:desenvolvedor|dev|developer|admin\w*|debug|deus|god)\b/,
  /^\W*(?:system|sistema|assistant|assistente|developer|admin|user)\s*:|\b(?:o )?sistema (?:diz|manda|informa|ordena)\b|<\/?(?:system|instruc\w*|inst)\b|\[\/?inst\]/,
  /\b(?:registr[ae]|marque|marca|coloque|coloca|mude|altere|defina|set|salv[ae]|grav[ae]|consider[ae])\b.{0,40}\b(?:qualificad[oa]|estagio|etapa|status|stage|funil|bill\w*|chosenflow|como r\$|como \d)/,
  /\b\w+_\w+\s*[=:]\s*["'\w]|[{,]\s*"\w+"\s*:|\b(?:bill|stage|flow|facts|status)\s*=/,
  /\b(?:faz|faca|facam|fazer|mand[ae]r?|envi[ae]r?|transf[ei]r\w*|deposit\w+)\b.{0,20}\b(?:pix|transferencia|deposito|ted)\b/,
];
const SENTENCE_END = /(?<=[.!?;])\s+/;

/** The line without its orders; '' where it is nothing else. */
export function withoutOrders(line: string): string {
  const isOrder = (sentence: string): boolean => {
    const said = plain(sentence);
    return ORDERS.some((order) => order.test(said));
  };
  return line
    .split(SENTENCE_END)
    .filter((sentence) => !isOrder(sentence))
    .join(' ');
}
