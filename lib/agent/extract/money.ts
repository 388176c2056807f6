/**
 * The monthly bill in what a lead writes (N2), in BRL. A range and the bill of two months give their mean, because the
 * question is the monthly average; sums of several places stay apart, one bill each.
 */
import { type Amount, scanAmounts } from './amount.ts';
import { full } from './plain-text.ts';

/** What a message says about bills. `adds`: the bills come on top of those already known ("tenho outra de 300"). */
export type BillMention =
  | { readonly kind: 'none' }
  | { readonly kind: 'bills'; readonly billsBrl: readonly number[]; readonly adds: boolean };

const SMALLEST_BILL_BRL = 10;
const LARGEST_BILL_BRL = 1_000_000;
/** Nobody has more bills, or more to pay: what is beyond is no list of bills, and `Facts` would not take it (V6). */
const BILLS_MAX = 50;
const LARGEST_SUM_BRL = 10_000_000;

const BILL_WORDS =
  /\b(?:outra de|outra que|mais uma de|contas?|luz|energia|faturas?|boletos?|pago|pagamos|pagando|gasto|gastamos|gastando|vem|veio|vindo|mensal|mensais|por mes|ao mes|neoenergia|celpe|enel|cemig|equatorial|coelba|energisa|cosern|light|cpfl)\b/;
/** Sums of something else, whatever is said of the bill beside them. */
const ELSEWHERE =
  'aposentadoria|pensao|gasolina|combustivel|escola|colegio|creche|consorcio|mensalidades?|remedios?|farmacia|feira|seguro|compr(?:ei|amos|ou)|aluguel|alugo|bomba|poco|conserto|salario|ganho|recebo|renda|emprest\\w*|pix|transfer\\w*|deposit\\w*|parcela\\w*|prestac\\w*|divida|iptu|ipva|condominio|agua|internet|gas|carro|moto|celular|geladeira|viagem|faculdade|cartao|plano de saude|poupanca|lote|terreno|aplicar|guardad[oa]s?|oferec\\w*|proposta|instagram|insta|facebook|anuncio|propaganda|concorrente|concorrencia|outra empresa|outra companhia';
const OTHER_MONEY = new RegExp(
  String.raw`\b(?:${ELSEWHERE}|invest\w*|financi\w*|cobra\w*|origo|setta|entrada|descontos?|economi\w*|custa\w*|custo|preco|multa|orcamento)\b`,
);
const OWN_BILL = /\b(?:contas?|luz|energia|faturas?|celpe|neoenergia|energisa)\b/g;
const ELSEWHERE_WORD = new RegExp(String.raw`\b(?:${ELSEWHERE})\b`, 'g');
/** "1200 de aluguel", "700 de luz": what stands right behind a sum says what it is. */
const NAMED_BEHIND =
  /^(?:reais |conto |contos )?(?:so )?(?:de|da|do|d|pra|pro|no|na|num|numa|por|com|com o|com a|em) (?:a |o |um |uma )?(\w+(?: \w+)?)/;

const ADDS =
  /\b(?:outra|outras|outro|tambem|alem|mais uma|mais um|e mais|mais (?:uns )?(?:r\$ ?)?\d+|somar|somando|soma|segunda conta|ainda tem|ainda tenho|esqueci)\b/;
/** "Na verdade tenho outra conta" puts nothing right: it adds. */
const HAS_ANOTHER =
  /\b(?:tenho|temos|tem|existe|pago|pagamos|chega|vem|esqueci)(?: (?:de|da|ainda|aqui|mais|tambem|falar|dizer|contar))* (?:outra|mais uma|a outra)\b|\bsegunda conta\b/;
const CORRECTS =
  /\b(?:melhor dizendo|confirmei|vi (?:na|aqui|agora)|peguei|troca|troque|muda|mude|bota|bote|coloca|coloque|poe|(?:disse|falou) que|na verdade|verdade|na real|quer dizer|alias|corrig\w+|correcao|errei|erro|pera|perai|ops|opa|minto|certo|correto|certinho|errado|errada|me enganei|engano|me confundi|confundi|quis dizer|queria dizer|nao e|digo|ou melhor|desculp\w+|perdao|conferi|olhei (?:aqui|agora)|o certo|a certa|falei|disse|digitei)\b|^\W*\d[\d.,]*\s?\*|^\*\s?\d/;
/** Beside the known figure, one of these puts another in its place. */
const REPLACES = new RegExp(
  String.raw`${CORRECTS.source}|\b(?:nao|era|foi|pensei|achei|agora|media|normal|baixou|caiu|subiu|passou|aumentou)\b`,
);
const CORRECTION_MAX_WORDS = 10;
const SMALLEST_CORRECTION_BRL = 50;
/** The lead counts somebody else's bill with its own. */
const JOINS = /\b(?:mais (?:a|o|as|os) d|junt\w+|som\w+|inclu\w+|e (?:a|o) d(?:ele|ela)s?\b)/;
/** What the lead would like to pay is not what it pays. */
const WISHED =
  /\b(?:quer(?:o|ia|emos)|gostaria de|preciso|pretendo|sonho em|da pra|tem como) (?:\w+ ){0,3}(?:pagar|baixar|diminuir|reduzir|cair|caisse|cortar|chegar|ficar)\b|\b(?:o )?(?:ar(?: condicionado)?|chuveiro|geladeira|freezer|ventilador) (?:\w+ ){0,2}(?:gasta|puxa|consome|leva)\b/;
const isDifference = ({ before, after }: { before: string; after: string }): boolean =>
  /\b(?:aument(?:ou|a|aram)|subi(?:u|ram)|cai(?:u|ram)|baix(?:ou|aram)|reduziu|diminuiu|economiz\w+)(?: (?:em|uns|umas|quase|mais))*$/.test(
    before.replace(/r\$\s*$/, '').trim(),
  ) || /^(?:reais )?a (?:mais|menos)\b/.test(after);

/** "E se a conta for 200", "qual o mínimo": a figure of nobody's. */
const SUPPOSED =
  /(?<!\b(?:sei|saber|ver|vendo) )\bse (?:\w+ ){0,3}(?:for|fosse|der|desse|vier|viesse|ficar|ficasse|pagar|pagasse|baixar)\b|\b(?:minimo|maximo) (?:e|de|seria|pra)\b|\b(?:vi|li) (?:no|na|num|numa|um|uma|que)\b|\b(?:ouvi|disseram|falaram|dizem|queria que|quero que|gostaria que|meta|sonho)\b/;

const PAST = /\b(?:era|eram|antes|antigamente|pagava|ano passado|ja foi|vinha)\b/;
const TYPICAL =
  /\b(?:o normal|em geral|no geral|normalmente|em media|na media|media|costuma|geralmente|na maioria)\b/;
/** Behind what is usual: a month that was not. */
const EXCEPT =
  /\b(?:mas|so que|porem|esse mes|este mes|nesse mes|mes passado|ultima|ultimo|ja (?:veio|teve|chegou))\b/;
const SAME_BILL =
  /\b(?:mes passado|esse mes|este mes|nesse mes|neste mes|ultimo mes|no verao|no inverno|no calor|no frio|na seca|na chuva|as vezes|tem mes|outro mes|minim[oa]|maxim[oa]|janeiro|fevereiro|marco|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro)\b/;
/** T3: whose a figure is. The last one named before it counts; a spouse's bill is the home's own. */
const RELATIVE =
  'vizinh[oa]s?|mainha|painho|voinh[oa]|vovo|sogrinha|vizinhanca|povo|turma|cunhad[oa]s?|genros?|noras?|padrast[oa]|madrast[oa]|compadre|comadre|inquilin[oa]s?|irma|irmao|irmas|irmaos|prim[oa]s?|ti[oa]s?|amig[oa]s?|coleg[oa]s?|patrao|patroa|sogr[oa]s?|mae|pai|pais|avo|filh[oa]s?|namorad[oa]|ex|chefe|pessoal|conhecid[oa]s?';
const OWNER = new RegExp(
  String.raw`\b(?:d?[oae]s?|minhas?|meus?|nossos?|nossas?|uma?|outr[oa]) (?:(?:minha|meu|casa d[aoe]) ){0,2}(?<other>${RELATIVE})\b(?: meus?| minhas?)?|\b(?:de|da|do|e|pra) (?<kin>mainha|painho|voinh[oa]|vovo)\b|(?<own>\b(?:minha|meu|a nossa|nossa|eu|pago|pagamos|gasto|gastamos|aqui|la em casa|moro|moramos|no nome)\b)`,
  'g',
);
/** "Moro com minha mãe", "eu e meu irmão": one home, one bill. */
const SHARED_HOME = new RegExp(
  String.raw`\b(?:(?:moro|moramos|vivo|vivemos|divido|dividimos) (?:\w+ )?(?:junto )?com|eu e) (?:o |a |os |as )?(?:meus? |minhas? )?(?:${RELATIVE})\b`,
  'g',
);
/** "Quanto economizo pagando 850?": the figure is the lead's, whatever is asked of it. */
const PAID =
  /\b(?:pagando|gastando|quem (?:paga|gasta)|(?:conta|fatura) de|(?:vi|olhei|veio) (?:na|n) (?:fatura|conta),?)(?: uns| umas| quase)?$/;
/** What somebody says that it would become. */
const PROMISED =
  /\b(?:ia|iria|iam|cairia|ficaria|baixaria|diminuiria|reduziria|passaria|viria|pagaria|(?:vai|vao) (?:cair|baixar|ficar|diminuir|reduzir|passar|vir|pagar))(?: (?:so|pra|para|pro|por|em|a|de|uns|umas|quase|cerca|menos|apenas|r\$))*$/;
/** "Pago uns 690": whatever is asked behind it. */
const IS_PAID =
  /\b(?:pago|gasto|pagamos|gastamos)(?: (?:uns|umas|quase|cerca de|em torno de|por volta de|mais ou menos|por mes|todo mes|mensal|em media|na faixa de|r\$))*$/;
const WAGE = /\b(?:ganho|recebo|salario|renda|aposentadoria)\b/;
const MOVED = /\b(?:aumentou|subiu|passou|foi|pulou|caiu|baixou|diminuiu|reduziu)\b/;
const TOTAL = /\b(?:total|totaliza|somando|junto|juntas|juntos|ao todo|tudo da|no geral)\b/;
const TOTAL_BEHIND =
  /^(?:reais )?(?:(?:no|de|ao|e o|em) )?(?:total|geral|todo|somando|junt[oa]s|tudo|as (?:duas|tres))\b/;
/** "Junto com a minha de 500" joins one more; it is no sum of them. */
const WITH_MINE = /\bjunt\w+ com (?:a|o) (?:minha|meu|dele|dela|nossa) (?:de|que e)$/;
const RANGE_JOINT =
  /^(?:e (?:pouc[oa]s?|pouquinho|tanto|tantos|alguma coisa|uns quebrados),? ?)?(?:a|ate|ate uns|~|-|–|—|ou|\/|ou uns|a uns|,? ?quase|quase uns|,? ?(?:as vezes|ou ate) (?:uns )?)$/;
const TO_JOINT = /^(?:para|pra|p|pro)$/;
const REPEATED =
  /\b(\d{1,2}|duas|dois|tres|quatro|cinco)\s+(?:contas?|casas?|imove(?:l|is)|boletos?|faturas?|lojas?|unidades?)\s+(?:de|com|no valor de|a)\s+(?:r\$\s*)?(?:uns\s+|cerca de\s+)?\d/;
const EACH_OF =
  /\bcada\b.{0,30}\bsao (\d|duas|dois|tres|quatro|cinco)\b|\b(duas|dois|tres|quatro|cinco) de (?:r\$\s*)?(?:uns )?\d/;
const COUNTS: Readonly<Record<string, number>> = { duas: 2, dois: 2, tres: 3, quatro: 4, cinco: 5 };

type Placed = Amount & { readonly before: string; readonly after: string };

/**
 * `asked`: the bill was just asked, so a bare "850" is one. Otherwise the message must say that it is about a bill,
 * or be a sum of money and little else. `knownBrl`: the bill as it stands.
 */
export function billIn(
  text: string,
  { asked, knownBrl = null }: { asked: boolean; knownBrl?: number | null },
): BillMention {
  const { text: scanned, amounts: all } = scanAmounts(text);
  // "Falei 1200 mas é 880", "1200 não, 880": what is put right is none of the bills.
  const isKnown = ({ valueBrl }: Amount): boolean => valueBrl === knownBrl;
  const isCorrection = all.length > 1 && all.some(isKnown) && REPLACES.test(scanned);
  const amounts = isCorrection ? all.filter((amount) => !isKnown(amount)) : all;
  const corrects =
    isCorrection || (knownBrl !== null && all.length === 1 && /^\W*(?:\d[\d.,]* nao|nao)\b/.test(scanned));
  const placed = inContext({ scanned, amounts }).filter((amount) =>
    isBill(amount, { scanned, asked: asked || corrects }),
  );
  if (placed.length === 0) return { kind: 'none' };
  const repeat = repeatOf(full(text));
  const combined =
    placed.length === 1 && repeat > 1
      ? placed.flatMap(({ valueBrl }) => Array<number>(repeat).fill(valueBrl))
      : combine(placed, scanned);
  const billsBrl = combined
    .map(toCents)
    .filter((value) => value >= SMALLEST_BILL_BRL && value <= LARGEST_BILL_BRL);
  if (billsBrl.length === 0) return { kind: 'none' };
  const adds = ADDS.test(scanned) && (HAS_ANOTHER.test(scanned) || (!corrects && !CORRECTS.test(scanned)));
  return { kind: 'bills', billsBrl, adds };
}

/** Joins what is known with what was just said: adds, corrects, or restates. */
export function mergeBills(knownBrl: readonly number[], mention: BillMention): readonly number[] {
  if (mention.kind === 'none') return knownBrl;
  const restatesAll = knownBrl.every((known) => mention.billsBrl.includes(known));
  const isAnew = !mention.adds || (restatesAll && mention.billsBrl.length > knownBrl.length);
  const bills = isAnew ? mention.billsBrl : [...knownBrl, ...mention.billsBrl];
  return bills.length <= BILLS_MAX && bills.reduce((sum, bill) => sum + bill, 0) <= LARGEST_SUM_BRL
    ? bills
    : knownBrl;
}

const toCents = (value: number): number => Math.round(value * 100) / 100;

function inContext({ scanned, amounts }: { scanned: string; amounts: readonly Amount[] }): readonly Placed[] {
  return amounts.map((amount, index) => ({
    ...amount,
    before: scanned.slice(amounts[index - 1]?.end ?? 0, amount.start).trim(),
    after: scanned.slice(amount.end, amounts[index + 1]?.start ?? scanned.length).trim(),
  }));
}

function isBill(
  { valueBrl, isMarked, start, before, after }: Placed,
  { scanned, asked }: { scanned: string; asked: boolean },
): boolean {
  if (!isMarked && valueBrl < SMALLEST_BILL_BRL && !/^(?:a|e|ou|-|ate)$/.test(after)) return false;
  const clause = `${before.split(/[,;!?]/).at(-1) ?? ''} # ${after.split(/[,;!?.]/)[0] ?? ''}`;
  const speaksOfBill = BILL_WORDS.test(scanned);
  if (asked && PAID.test(before.replace(/r\$\s*$/, '').trim()) && !isSomebodyElses(scanned, start))
    return true;
  if (isOfSomethingElse({ clause, before, after })) return false;
  if (WAGE.test(before) && !/\b(?:contas?|luz|energia|faturas?|pago|vem)\b/.test(before)) return false;
  if (isSomebodyElses(scanned, start) && !ADDS.test(scanned) && !JOINS.test(scanned)) return false;
  const sentence = sentenceBefore(scanned, start);
  if (WISHED.test(before) || PROMISED.test(before) || isDifference({ before, after })) return false;
  if (SUPPOSED.test(sentence) && !/\bminha conta (?:e|vem|da)\b/.test(sentence)) return false;
  // T4: "950, tem como baixar?" answers, and asks something else behind the comma.
  const clauseEnd = /[,;.!?](?!\d)/.exec(scanned.slice(start))?.[0];
  const isAsking = clauseEnd === '?' || (!asked && /[.!?](?!\d)/.exec(scanned.slice(start))?.[0] === '?');
  if (isAsking && !opensAnswer({ before, after, asked }) && !/\b(?:conta|pago|gasto|fatura)\b/.test(clause))
    return false;
  if (asked || speaksOfBill) return true;
  const corrects =
    CORRECTS.test(scanned) &&
    valueBrl >= SMALLEST_CORRECTION_BRL &&
    scanned.split(' ').length <= CORRECTION_MAX_WORDS;
  if (corrects) return true;
  return isMarked && scanned.split(' ').length <= 6;
}

const sentenceBefore = (scanned: string, start: number): string =>
  scanned
    .slice(0, start)
    .split(/[.!?](?!\d)/)
    .at(-1) ?? '';

/** The sentence up to the figure names somebody else last. */
function isSomebodyElses(scanned: string, start: number): boolean {
  const sentence = sentenceBefore(scanned, start).replace(SHARED_HOME, 'eu ');
  const groups = [...sentence.matchAll(OWNER)].at(-1)?.groups;
  return (groups?.['other'] ?? groups?.['kin']) !== undefined && !/\bno nome d/.test(sentence);
}

/** Rent, wages, a car: what the sum is of stands behind it, else before it; of the bill's words and others the last one counts. */
function isOfSomethingElse({
  clause,
  before,
  after,
}: {
  clause: string;
  before: string;
  after: string;
}): boolean {
  const named = NAMED_BEHIND.exec(after)?.[1];
  if (named !== undefined) {
    if (/^(?:luz|energia|conta|fatura)/.test(named)) return false;
    if (new RegExp(String.raw`^(?:${ELSEWHERE})\b`).test(named)) return true;
  }
  const lead = before.split(/[,;!?]/).at(-1) ?? '';
  if (
    IS_PAID.test(lead) &&
    !new RegExp(String.raw`^(?:${ELSEWHERE}|financi\w*|invest\w*)\b`).test(named ?? '')
  )
    return false;
  const ownAt = [...lead.matchAll(OWN_BILL)].at(-1)?.index ?? -1;
  const otherAt = [...lead.matchAll(ELSEWHERE_WORD)].at(-1)?.index ?? -1;
  if (otherAt > ownAt) return true;
  if (/\bcom (?:o )?desconto (?:fica|da|vem|pago|ta)$/.test(lead)) return false;
  return OTHER_MONEY.test(clause) && ownAt < 0 && !/\b(?:contas?|luz|energia|faturas?)\b/.test(clause);
}

/** "950 tem como baixar?", "1200 é alta né?": the figure answers, the rest asks. */
const opensAnswer = ({ before, after, asked }: { before: string; after: string; asked: boolean }): boolean =>
  asked &&
  /^\w/.test(after) &&
  /^(?:(?:oi|ola|uns|umas|e|da|deu|vem|veio|pago|a minha|minha|acho que|la pros|cerca de|em torno de|r\$)\s*)*$/.test(
    before,
  );

const repeatOf = (plainText: string): number => {
  const each = EACH_OF.exec(plainText);
  const count = REPEATED.exec(plainText)?.[1] ?? each?.[1] ?? each?.[2];
  if (count === undefined) return 1;
  return Math.min(COUNTS[count] ?? Number(count), 20);
};

/** Several numbers: which is the bill, or which are the bills. */
function combine(placed: readonly Placed[], scanned: string): readonly number[] {
  if (placed.length === 1) return placed.map(({ valueBrl }) => valueBrl);
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
      !PAST.test(before) && !/\bnao(?: e| era| sao)?$/.test(before) && !/^nao\b/.test(after),
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
    values.push(isMove && MOVED.test(scanned) ? high.valueBrl : (lowBrl + high.valueBrl) / 2);
    index += 1;
  }
  return values;
}
