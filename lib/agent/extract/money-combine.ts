/** Several figures of one bill, or several bills: a range and the months of one give their mean, places stay apart. */
import type { Amount } from './amount.ts';

/** A figure with the text up to the one before it, and to the one behind it. */
export type Placed = Amount & { readonly before: string; readonly after: string };
export const SMALLEST_BILL_BRL = 10;
export const toCents = (value: number): number => Math.round(value * 100) / 100;

/** Bills that come on top. */
export const ADDS =
  /\b(?:outra|outras|outro|tambem|alem|mais uma|mais um|e mais|mais (?:uns )?(?:r\$ ?)?\d+|somar|somando|soma|segunda conta|ainda tem|ainda tenho|esqueci(?! (?:os|dos|um|o) (?:centavos|zero)))\b/;

export const NOW = /\b(?:hoje|agora|atualmente|no momento)\b/;
const PAST = /\b(?:era|eram|antes|antigamente|pagava|ano passado|ja foi|vinha)\b/;
const TYPICAL =
  /\b(?:o normal|normal (?:e|seria|fica|da|vem|mesmo)|em geral|no geral|normalmente|em media|na media|media|costuma|geralmente|na maioria)\b/;
/** Behind what is usual: a month that was not. */
const EXCEPT =
  /\b(?:mas|so que|porem|esse mes|este mes|nesse mes|mes passado|ultima|ultimo|ja (?:veio|teve|chegou))\b/;
const SAME_BILL =
  /\b(?:mes passado|esse mes|este mes|nesse mes|neste mes|ultimo mes|verao|inverno|no calor|no frio|na seca|na chuva|as vezes|tem mes|outro mes|minim[oa]|maxim[oa]|janeiro|fevereiro|marco|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro)\b/;
const MOVED = /\b(?:aumentou|subiu|passou|foi|pulou|caiu|baixou|diminuiu|reduziu)\b/;
const TOTAL = /\b(?:total|totaliza|somando|junto|juntas|juntos|ao todo|tudo da|no geral)\b/;
const TOTAL_BEHIND =
  /^(?:reais )?(?:(?:no|de|ao|e o|em) )?(?:total|geral|todo|somando|junt[oa]s|tudo|as (?:duas|tres))\b/;
/** "Junto com a minha de 500" joins one more; it is no sum of them. */
const WITH_MINE = /\bjunt\w+ com (?:a|o) (?:minha|meu|dele|dela|nossa) (?:de|que e)$/;
const RANGE_JOINT =
  /^(?:e (?:pouc[oa]s?|pouquinho|tanto|tantos|alguma coisa|uns quebrados),? ?)?(?:a|ate|ate uns|~|-|–|—|ou|\/|ou uns|a uns|,? ?quase|quase uns|,? ?(?:as vezes|ou ate) (?:uns )?)$/;
const TO_JOINT = /^(?:de hoje |de agora |atuais |que pago )?(?:para|pra|p|pro)$/;
/** What it would be glad of: the first is what it pays. */
const FROM_TODAY =
  /\bse (?:\w+ ){0,3}(?:baix|ca|fic|reduz|diminu|pass)(?:asse|isse|esse|ar|ir|air|sse)\w*\b|\bde hoje (?:para|pra)\b|\b(?:quero|queria|gostaria de) (?:\w+ )?(?:baixar|reduzir|diminuir|cair|sair)\b/;

/** "Sempre de 900 pra cima, esse mês deu 984": what it lies above or below is no bill where one is told. */
const isBound = ({ before, after }: Placed): boolean =>
  /^(?:reais )?(?:pra|para) (?:cima|baixo)\b/.test(after) ||
  /\b(?:acima|abaixo|mais|menos|menor|maior|nao baixa|nao passa|nao chega|passa) (?:de|dos|do|que|a)(?: (?:os|uns))*(?: r\$)?$/.test(
    before,
  );

/** "Era 400, depois do ar virou o dobro". */
const timesIn = (after: string): number =>
  /\b(?:dobrou|duplicou|(?:virou|foi|subiu|passou|veio|ta|esta|deu)(?: (?:pr[ao]|pra o|para o|no))? o? ?dobro)\b/.test(
    after,
  )
    ? 2
    : /\btriplicou\b/.test(after)
      ? 3
      : 1;

/** Several numbers: which is the bill, or which are the bills. */
export function combine(said: readonly Placed[], scanned: string): readonly number[] {
  const exact = said.filter((amount) => !isBound(amount));
  const placed = exact.length > 0 ? exact : said;
  const times =
    placed.length === 1 && PAST.test(placed[0]?.before ?? '') ? timesIn(placed[0]?.after ?? '') : 1;
  if (placed.length === 1) return placed.map(({ valueBrl }) => valueBrl * times);
  const total = placed.find(
    ({ before, after }) => TOTAL.test(before.replace(WITH_MINE, ' ')) || TOTAL_BEHIND.test(after),
  );
  if (total) {
    const parts = placed.filter((amount) => amount !== total).map(({ valueBrl }) => valueBrl);
    return toCents(parts.reduce((sum, part) => sum + part, 0)) === total.valueBrl ? parts : [total.valueBrl];
  }
  const typical = placed.filter(
    ({ before, after }) =>
      TYPICAL.test(before) || /^(?:reais )?(?:e o normal|normalmente|em media)/.test(after),
  );
  const current = placed.filter(
    ({ before, after }) =>
      !(PAST.test(before) && !NOW.test(before)) &&
      !/\bnao(?: e| era| sao)?$/.test(before) &&
      !/^nao\b/.test(after),
  );
  const isExcept = typical.length === 1 && placed.length === 2 && EXCEPT.test(placed[1]?.before ?? '');
  const chosen =
    typical.length > 0 && (typical[0] !== placed[0] || isExcept)
      ? typical
      : current.length > 0
        ? current
        : placed;
  const values = joinRanges(chosen, scanned);
  const areMonthsOfOneBill = values.length > 1 && SAME_BILL.test(scanned) && !ADDS.test(scanned);
  return areMonthsOfOneBill ? [values.reduce((sum, value) => sum + value, 0) / values.length] : values;
}

/** "entre 700 e 900" → 800; "3 a 4 mil" → 3500; "de 300 pra 600" after a rise → 600. */
function joinRanges(placed: readonly Placed[], scanned: string): readonly number[] {
  const values: number[] = [];
  for (let index = 0; index < placed.length; index += 1) {
    const low = placed[index];
    const high = placed[index + 1];
    if (low === undefined) continue;
    const joint = high === undefined ? null : scanned.slice(low.end, high.start).trim();
    const isRange =
      joint !== null &&
      (RANGE_JOINT.test(joint) ||
        (/^e(?: uns)?$/.test(joint) && /\bentre(?: uns)?$/.test(low.before.replace(/r\$\s*$/, '').trim())));
    const isMove = joint !== null && TO_JOINT.test(joint);
    if (high === undefined || (!isRange && !isMove)) {
      if (low.valueBrl >= SMALLEST_BILL_BRL) values.push(low.valueBrl);
      continue;
    }
    const lowBrl =
      !low.isMarked && low.valueBrl < 100 && high.valueBrl >= 1000 ? low.valueBrl * 1000 : low.valueBrl;
    values.push(
      isMove && FROM_TODAY.test(scanned)
        ? low.valueBrl
        : isMove && MOVED.test(scanned)
          ? high.valueBrl
          : (lowBrl + high.valueBrl) / 2,
    );
    index += 1;
  }
  return values;
}
