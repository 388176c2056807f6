/**
 * The monthly bill in what a lead writes (N2), in BRL. A range and the bill of two months give their mean, because the
 * question is the monthly average; sums of several places stay apart, one bill each.
 */
import { type Amount, scanAmounts } from './amount.ts';
import { ADDS, combine, NOW, type Placed, SMALLEST_BILL_BRL, toCents } from './money-combine.ts';
import { isOfOthersBehind, isSomebodyElses, movesToOthers, sentenceBefore } from './money-owner.ts';
import { forMoney, paysNot, putRight, putRightByHalves, withoutOtherThings } from './money-sense.ts';

export { retractsBill } from './money-sense.ts';

/** What a message says about bills. `adds`: the bills come on top of those already known ("tenho outra de 300"). */
export type BillMention =
  | { readonly kind: 'none' }
  | { readonly kind: 'bills'; readonly billsBrl: readonly number[]; readonly adds: boolean };

const LARGEST_BILL_BRL = 1_000_000;
/** Nobody has more bills, or more to pay: what is beyond is no list of bills, and `Facts` would not take it (V6). */
const BILLS_MAX = 50;
const LARGEST_SUM_BRL = 10_000_000;

const BILL_WORDS =
  /\b(?:outra de|outra que|mais uma de|contas?|luz|energia|faturas?|boletos?|pago|pagamos|pagando|gasto|gastamos|gastando|vem|veio|vindo|mensal|mensais|por mes|ao mes|neoenergia|celpe|enel|cemig|equatorial|coelba|energisa|cosern|light|cpfl)\b/;
/** Sums of something else, whatever is said of the bill beside them. */
const ELSEWHERE =
  'aposentadoria|pensao|gasolina|combustivel|escola|colegio|creche|consorcio|mensalidades?|remedios?|farmacia|feira|seguro|compr(?:ei|amos|ou)|aluguel|alugo|bomba|poco|conserto|salario|ganho|recebo|renda|emprest\\w*|pix|transfer\\w*|deposit(?:ei|ar|ou|ado|ando)|parcela\\w*|prestac\\w*|divida|iptu|ipva|condominio|agua|internet|gas|carro|moto|celular|geladeira|viagem|faculdade|cartao|plano de saude|poupanca|lote|terreno|aplicar|guardad[oa]s?|oferec\\w*|proposta|instagram|insta|facebook|anunci\\w+|propaganda|kit|carne|crediario|eletricista|mult(?:ou|aram)|bezerr\\w+|garrotes?|novilh\\w+|arrobas?|sacas?|sacos?|leite|diarias?|fretes?|corridas?|uber|faxinas?|ofertas?|dizimo|mesadas?|folha(?: de pagamento)?|faturo|faturamos|cobro|cobramos|castrac\\w+|racao|adubo|semente|vacinas?|academia|netflix|claro|inss|bpc|auxilio|bolsa familia|freela|comissao|lucro|pro ?labore|fiado|custou|custaram|rescisao|fgts|heranca|babysitter|baba|pedreiro|material|concorrente|concorrencia|outra empresa|outra companhia';
const OTHER_MONEY = new RegExp(
  String.raw`\b(?:${ELSEWHERE}|invest\w*|financi\w*|cobra\w*|origo|setta|entrada|descontos?|economi\w*|custa\w*|custo|preco|multa|orcamento|kits?)\b`,
);
const OWN_BILL = /\b(?:contas?|luz|energia|faturas?|celpe|neoenergia|energisa)\b/g;
const ELSEWHERE_WORD = new RegExp(String.raw`\b(?:${ELSEWHERE})\b`, 'g');
/** "1200 de aluguel", "700 de luz": what stands right behind a sum says what it is. */
const NAMED_BEHIND =
  /^(?:reais |conto |contos )?(?:so )?(?:por mes |todo mes |mensais |mensal )?(?:de|da|do|d|pra|pro|no|na|num|numa|por|com|com o|com a|em) (?:a |o |um |uma )?(\w+(?: \w+)?)/;

/** "Na verdade tenho outra conta" puts nothing right: it adds. */
const HAS_ANOTHER =
  /\b(?:tenho|temos|tem|existe|pago|pagamos|chega|vem|esqueci)(?: (?:de|da|ainda|aqui|mais|tambem|falar|dizer|contar))* (?:outra|mais uma|a outra)\b|\bsegunda conta\b/;
const CORRECTS =
  /\b(?:melhor dizendo|confirmei|vi (?:na|aqui|agora)|(?:olhando|vendo|lendo) (?:melhor|aqui|direito|de novo|bem)|reparei|li errado|troquei|inverti|(?:pra ser |mais )?exat[oa]|precisamente|a (?:desse|deste|nova|atual|de agora)(?: mes)? (?:e|foi|veio|deu)|foi mal|ah nao|(?:e|era|deu|foi|ta|veio|vem) (?:menos|mais|outra)|(?:subiu|baixou|aumentou|caiu|mudou),? (?:pra|para|e|agora)|agora (?:e|ta|esta|vem|veio)|zeros? a (?:mais|menos)|(?:minha|meu) \w+ (?:ta |esta )?(?:disse|falou|diz|dizendo|falando|corrigiu)|chegou (?:a conta|agora)|peguei|troca|troque|muda|mude|bota|bote|coloca|coloque|poe|(?:disse|falou) que|na verdade|verdade|na real|quer dizer|alias|corrig\w+|correcao|errei|erro|pera|perai|ops|opa|minto|certo|correto|certinho|errado|errada|me enganei|engano|me confundi|confundi|quis dizer|queria dizer|nao e|digo|ou melhor|desculp\w+|perdao|conferi|olhei (?:aqui|agora)|o certo|a certa|falei|disse|digitei)\b|^\W*\d[\d.,]*\s?\*|^\*\s?\d/;
/** Beside the known figure, one of these puts another in its place. */
const REPLACES = new RegExp(
  String.raw`${CORRECTS.source}|\b(?:nao|era|foi|pensei|achei|agora|media|normal|baixou|caiu|subiu|passou|aumentou)\b`,
);
const CORRECTION_MAX_WORDS = 14;
const SMALLEST_CORRECTION_BRL = 50;
/** The lead counts somebody else's bill with its own. */
const JOINS =
  /\bpago (?:a|as|o) (?:minha|nossa|duas|dois|dela|dele)\b(?=.* e (?:a|o) d[aeo]s? (?:minha|meu))|\b(?:mais (?:a|o|as|os) d|junt\w+|som\w+|inclu\w+|e (?:a|o) d(?:ele|ela)s?\b)/;
/** What the lead would like to pay is not what it pays. */
const WISHED =
  /\b(?:quer(?:o|ia|emos)|gostaria de|preciso|pretendo|sonho em|da pra|tem como) (?:\w+ ){0,3}(?:pagar|baixar|diminuir|reduzir|cair|caisse|cortar|chegar|ficar)\b|\b(?:o )?(?:ar(?: condicionado)?|chuveiro|geladeira|freezer|ventilador) (?:\w+ ){0,2}(?:gasta|puxa|consome|leva)\b/;
const isDifference = ({ before, after }: { before: string; after: string }): boolean =>
  /\b(?:aument(?:ou|a|aram|o)|acrescimo|pularam|subi(?:u|ram|da)|cai(?:u|ram)|baix(?:ou|aram)|reduziu|diminuiu|economiz\w+)(?: (?:de|em|uns|umas|quase|mais))*$/.test(
    before.replace(/r\$\s*$/, '').trim(),
  ) || /^(?:reais )?a (?:mais|menos)\b/.test(after);

/** "E se a conta for 200", "qual o mínimo": a figure of nobody's. */
const SUPPOSED =
  /\b(?:tem|precisa) (?:que |de )?ser (?:acima|mais|maior|menor|pelo menos|no minimo|a partir)\b|(?<!\b(?:sei|saber|ver|vendo) )\bse (?:\w+ ){0,3}(?:for|fosse|der|desse|vier|viesse|ficar|ficasse|pagar|pagasse|baixar|baixasse|cair|caisse|reduzir|reduzisse|diminuir|diminuisse|chegar|chegasse)\b|\b(?<!salario )(?:minimo|maximo) (?:e|de|seria|pra)\b|\b(?:vi|li) (?:no|na|num|numa|um|uma|que)\b|\b(?:ouvi|disseram|falaram|dizem|queria que|quero que|gostaria que|meta|sonho)\b/;

/** "Quanto economizo pagando 850?": the figure is the lead's, whatever is asked of it. */
const PAID =
  /\b(?:economi\w+ (?:em|sobre|numa conta de)|pagando|gastando|quem (?:paga|gasta)|(?:conta|fatura) de|(?:vi|olhei|veio) (?:na|n) (?:fatura|conta),?)(?: uns| umas| quase)?$/;
/** What somebody says that it would become. */
const PROMISED =
  /\b(?:ia|iria|iam|cairia|ficaria|baixaria|diminuiria|reduziria|passaria|viria|pagaria|(?:vai|vao|ia|iam) (?:cair|baixar|ficar|diminuir|reduzir|passar|vir|pagar))(?: (?:so|pra|para|pro|por|em|a|de|uns|umas|quase|cerca|menos|apenas|r\$))*$/;
/** "Pago uns 690": whatever is asked behind it. */
const IS_PAID =
  /\b(?:pago|gasto|pagamos|gastamos)(?: (?:uns|umas|quase|cerca de|em torno de|por volta de|mais ou menos|por mes|todo mes|mensal|em media|na faixa de|r\$))*$/;
/** Bought once, or paid for another thing: only where it stands behind the sum. */
const BOUGHT =
  /^(?:acordo|parcelamento|negociacao|ar|tv|televisao|reforma|obra|moveis|movel|conserto|pneus?|oficina|dentista|medico|hospital|festa|presente|ventilador|maquina|fogao|computador|notebook|construcao|material|telhado|inversor|placas?|limite|credito|saldo|bonus|cashback)\b/;
const WAGE = /\b(?:ganho|recebo|salario|renda|aposentadoria)\b/;
const REPEATED =
  /\b(\d{1,2}|duas|dois|tres|quatro|cinco)\s+(?:contas?|casas?|imove(?:l|is)|boletos?|faturas?|lojas?|unidades?|kitnets?|quitinetes?|apartamentos?|aptos?|salas?|pontos?|medidores?|relogios?)\s+(?:de|com|no valor de|a)\s+(?:r\$\s*)?(?:uns\s+|cerca de\s+)?\d/;
const EACH_OF =
  /\bcada\b.{0,30}\bsao (\d|duas|dois|tres|quatro|cinco)\b|\b(duas|dois|tres|quatro|cinco) de (?:r\$\s*)?(?:uns )?\d/;
const COUNTS: Readonly<Record<string, number>> = { duas: 2, dois: 2, tres: 3, quatro: 4, cinco: 5 };

/**
 * `asked`: the bill was just asked, so a bare "850" is one. Otherwise the message must say that it is about a bill,
 * or be a sum of money and little else. `knownBrl`: the bill as it stands.
 */
export function billIn(
  text: string,
  { asked, knownBrl = null }: { asked: boolean; knownBrl?: number | null },
): BillMention {
  const { text: scanned, amounts: found } = scanAmounts(forMoney(text));
  const all = withoutRepeats(found, scanned);
  // "Falei 1200 mas é 880", "1200 não, 880": what is put right is none of the bills.
  const isKnown = ({ valueBrl }: Amount): boolean => valueBrl === knownBrl;
  const halved = knownBrl === null || all.length > 0 ? null : putRightByHalves(scanned, knownBrl);
  if (halved !== null) return { kind: 'bills', billsBrl: [toCents(halved)], adds: false };
  const right = knownBrl === null ? null : putRight({ scanned, amounts: all }, knownBrl);
  const isCorrection = right !== null || (all.length > 1 && all.some(isKnown) && REPLACES.test(scanned));
  const amounts = right ?? (isCorrection ? all.filter((amount) => !isKnown(amount)) : all);
  const corrects =
    isCorrection ||
    (knownBrl !== null &&
      all.length === 1 &&
      /^\W*(?:(?:ah|oxe|opa|eita|vixe|poxa|hum+|pera|perai|calma),? ?)*(?:\d[\d.,]* nao|nao)\b/.test(
        scanned,
      ));
  const placed = withoutOtherThings(
    scanned,
    inContext({ scanned, amounts }).filter((amount) =>
      isBill(amount, { scanned, asked: asked || corrects, corrects }),
    ),
  );
  if (placed.length === 0 || (placed.length === 1 && paysNot(scanned))) return { kind: 'none' };
  const repeat = repeatOf(forMoney(text));
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

/** "R$ 3.850,00 (três mil oitocentos e cinquenta reais)" is said once. */
const withoutRepeats = (amounts: readonly Amount[], scanned: string): readonly Amount[] =>
  amounts.filter((amount, index) => {
    const previous = amounts[index - 1];
    return (
      previous === undefined ||
      previous.valueBrl !== amount.valueBrl ||
      !/^[\s(:–-]*$/.test(scanned.slice(previous.end, amount.start))
    );
  });

function inContext({ scanned, amounts }: { scanned: string; amounts: readonly Amount[] }): readonly Placed[] {
  return amounts.map((amount, index) => ({
    ...amount,
    before: scanned.slice(amounts[index - 1]?.end ?? 0, amount.start).trim(),
    after: scanned.slice(amount.end, amounts[index + 1]?.start ?? scanned.length).trim(),
  }));
}

/** "O vendedor falou 15 mil": a price. */
const QUOTED =
  /\b(?:vendedora?|rapaz|moco|tecnico|eletricista|instalador|outra empresa|cara|representante|consultora?|orcamento|empresa|firma)(?: \w+){0,3} (?:falou|disse|pediu|cobrou|cobra|passou|orcou|quer|deu|fez|calculou|ofereceu)(?: (?:que|em|por|uns|de|o|seria|era|fica|ficava|r\$))*$/;

function isBill(
  { valueBrl, isMarked, start, end, before, after }: Placed,
  { scanned, asked, corrects }: { scanned: string; asked: boolean; corrects: boolean },
): boolean {
  if (!isMarked && valueBrl < SMALLEST_BILL_BRL && !/^(?:a|e|ou|-|ate)$/.test(after)) return false;
  const clause = `${before.split(/[,;!?]/).at(-1) ?? ''} #${` ${after}`.split(ANOTHER_CLAUSE)[0] ?? ''}`;
  const speaksOfBill = BILL_WORDS.test(scanned);
  if (QUOTED.test(before)) return false;
  if (GOES_TO_BILL.test(after)) return asked || speaksOfBill;
  if (SPENT_AT.test(before)) return false;
  if (OWED.test(before) || PART_OF_IT.test(after) || (!corrects && isBoughtFor(before))) return false;
  if (/\b(?:promet\w+|anunci\w+|oferec\w+|garantiram)\b[^,.;!?]*$/.test(before)) return false;
  const isPaid =
    PAID.test(before.replace(/r\$\s*$/, '').trim()) || (/\bcom$/.test(before) && ANSWERS_ITSELF.test(after));
  const behind = NAMED_BEHIND.exec(after)?.[1] ?? '';
  const isPaidForElse = BOUGHT.test(behind) || new RegExp(String.raw`^(?:${ELSEWHERE})\b`).test(behind);
  if (asked && isPaid && !isPaidForElse && !isSomebodyElses(scanned, start)) return true;
  if (
    /^(?:reais )?que (?:eu |a gente |nos |ja |hoje )*(?:pag|gast|vem\b|veio|chega|ta vindo|to pag)/.test(
      after,
    )
  )
    return asked || speaksOfBill;
  if (movesToOthers(after)) return false;
  if ((isOfOthersBehind(after) && !/\d/.test(scanned.slice(end))) || isSpentOnce({ before, after }))
    return false;
  // "430 dá desconto?": the figure answers, what stands behind it asks.
  const isBareAnswer = asked && ANSWERS_ITSELF.test(after) && opensAnswer({ before, after, asked });
  if (!isBareAnswer && isOfSomethingElse({ clause, before, after })) return false;
  if (WAGE.test(before) && !/\b(?:contas?|luz|energia|faturas?|pago|vem)\b/.test(before)) return false;
  if (isSomebodyElses(scanned, start) && !ADDS.test(scanned) && !JOINS.test(scanned)) return false;
  const sentence = sentenceBefore(scanned, start);
  if (WISHED.test(before) || PROMISED.test(before) || isDifference({ before, after })) return false;
  const lastClause = sentence.split(/,(?!\d)/).at(-1) ?? '';
  const isOfNow = NOW.test(lastClause) || /^(?:de hoje|de agora|atuais)\b/.test(after);
  if (!corrects && !isOfNow && SUPPOSED.test(sentence) && !/\bminha conta (?:e|vem|da)\b/.test(sentence))
    return false;
  // T4: "950, tem como baixar?" answers, and asks something else behind the comma.
  const clauseEnd = /[,;.!?](?!\d)/.exec(scanned.slice(start))?.[0];
  const isAsking = clauseEnd === '?' || (!asked && /[.!?](?!\d)/.exec(scanned.slice(start))?.[0] === '?');
  if (
    isAsking &&
    !opensAnswer({ before, after, asked }) &&
    !/\b(?:conta|pago|gasto|fatura|a minha|a nossa)\b/.test(clause)
  )
    return false;
  if (asked || speaksOfBill) return true;
  const isPutRight =
    CORRECTS.test(scanned) &&
    valueBrl >= SMALLEST_CORRECTION_BRL &&
    scanned.split(' ').length <= CORRECTION_MAX_WORDS;
  if (isPutRight) return true;
  return isMarked && scanned.split(' ').length <= 6;
}

/** "Recebo 1518 e 400 vai só na luz". */
const GOES_TO_BILL =
  /^(?:reais )?(?:vai|vao|ficam?|some|somem)(?: (?:so|tudo|todo|embora))* (?:na|pra|pra pagar a|da|de|com a|so de) (?:conta de )?(?:luz|energia)\b/;
/** "No mercado gasto 1.200". */
const SPENT_AT =
  /\b(?:no|na) (?:mercado|supermercado|acougue|cartao|farmacia|banco)(?: (?:eu|a gente|ja))* (?:gasto|gastei|gastamos|pago|paguei|deixo|vai|vao)(?: (?:uns|quase|mais|de|r\$))*$/;
/** A debt is not what a month costs. */
const OWED =
  /\b(?:devendo|devo|deviamos|divida de|atrasad[oa]s? (?:de|em)|em atraso|negociei|parcelei)(?: (?:uma|um|divida|de|uns|umas|quase|mais|por|em|r\$))*$/;
/** "Dos 507 que pago, 46 é iluminação pública". */
const PART_OF_IT =
  /^(?:reais )?(?:e|sao|era|foi|vai|vao|de|da|do|so)(?: (?:so|de|da|a|o|pra|taxa|contribuicao))* (?:taxa|iluminacao|imposto\w*|icms|bandeira|multa|juros|cosip|cip|tributo\w*)\b/;
/** "Consertei o freezer por 600". */
const isBoughtFor = (before: string): boolean =>
  /\b(?:consert|compr|vend|troqu|reform|arrum|instal|pint|constru)(?:ei|amos|ou|aram)\b[^,.;!?]*$/.test(
    before,
  ) && !/\b(?:contas?|luz|energia|faturas?|pago|vem|veio)\b[^,.;!?]*$/.test(before);

/** What stands behind the sum speaks of it no longer. */
const ANOTHER_CLAUSE =
  /[,;!?.]|\b(?=(?:voces?|vcs?|sera que|tem como|da pra|qual|quanto|como)\b)|\b(?:mas|porem|so que)\b|\be (?=(?:ai )?(?:moro|tenho|sou|estou|to|quero|queria|gostaria|voces?|vcs?|como|qual|quanto|quando|quem|tem|da|posso|preciso|trabalho|nao|vi|fiz|pago|e|se|onde|funciona|sera|e)\b)/;
/** A verb right behind the sum that can only ask about it. */
const ANSWERS_ITSELF =
  /^(?:ja )?(?:da|vale|compensa|serve|funciona|tem|consigo|posso|entra|cabe|encaixa|e (?:muito|pouco|alta|alto|caro|bom))\b/;
/** "Gastei 3.500 num freezer novo". */
const isSpentOnce = ({ before, after }: { before: string; after: string }): boolean =>
  /\b(?:gastei|dei|torrei|investi|comprei|apostei|emprestei|perdi)(?: (?:uns|quase|mais de|cerca de|r\$))*$/.test(
    before,
  ) &&
  /^(?:reais )?(?:n[oa]|num|numa|pel[oa]|em|pr[oa]|pra|de) (?!mes|ultim|loteric|banco|app|caixa|debito|boleto|contas?\b|fatura|luz|energia|total|verao|inverno|dia|semana|media)/.test(
    after,
  );

/** The bill of the place, not the fee of it. */
const AT_ITS_PLACE =
  /^(?:reais |por mes |mensais )?n[oa] (?:escola|colegio|creche|faculdade|farmacia|condominio|poco|academia|bomba|terreno)\b/;
const BILL_OF_PLACE =
  /\b(energia|luz|conta|fatura) d[aeo]s? (?:poco|bomba|condominio|escola|creche|colegio|faculdade|farmacia|terreno|lote|academia)\b/g;
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
  if (AT_ITS_PLACE.test(after)) return false;
  if (/^(?:reais )?(?:de|com) (?:mercado|supermercado|comida|compras|lazer|uber|remedio)\b/.test(after))
    return true;
  const named = NAMED_BEHIND.exec(after)?.[1];
  if (named !== undefined) {
    if (/^(?:luz|energia|conta|fatura)/.test(named)) return false;
    if (BOUGHT.test(named) || new RegExp(String.raw`^(?:${ELSEWHERE})\b`).test(named)) return true;
  }
  // "A energia do poço": of that place, and the bill.
  const lead = (before.split(/[,;!?]/).at(-1) ?? '').replace(BILL_OF_PLACE, '$1');
  if (
    IS_PAID.test(lead) &&
    !new RegExp(ELSEWHERE_WORD.source).test(lead) &&
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
