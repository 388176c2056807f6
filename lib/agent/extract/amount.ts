/**
 * Numbers of a text that can be sums of money (N2). Dates, hours, phones, documents, CEPs, percentages, energy, house
 * numbers and counts are blanked before any number is read.
 */
import { centsOf, SMALL_NUMBER, spelledToDigits } from './number-words.ts';
import { full } from './plain-text.ts';

/** One number: BRL, whether the text says it is money ("R$", "reais", "mil"), and where it stands in `text`. */
export type Amount = {
  readonly valueBrl: number;
  readonly isMarked: boolean;
  readonly start: number;
  readonly end: number;
};

/** Amounts, left to right, with the plain text whose positions they carry. */
export type AmountScan = { readonly text: string; readonly amounts: readonly Amount[] };

const MONTH = 'janeiro|fevereiro|marco|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro';

/** What looks like a number of reais and is not. Order matters: longer shapes first. */
const NOT_MONEY: readonly RegExp[] = [
  /https?:\/\/\S+|(?<!\S)\S{1,100}@\S{1,200}/g,
  /\b\d{3}\.\d{3}\.\d{3}-\d{2}\b|\b\d{2}\.\d{3}\.\d{3}\/\d{4}-\d{2}\b/g,
  /\b\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})\b/g,
  /\b(?:0?[1-9]|[12]\d|3[01])\/(?:0?[1-9]|1[0-2])\b(?![\d/])/g,
  /\b(?:0?[1-9]|1[0-2])\/20\d{2}\b/g,
  /(?:\+\s?55\s?|\b55\s?)?(?:\(\s?\d{2}\s?\)|\b\d{2})[\s.-]?9?\s?\d{4}[\s.-]\d{4}\b/g,
  /(?:\(\s?\d{2}\s?\)|\b\d{2}\s)9?\d{8}\b/g,
  /\b9\s?\d{4}[\s.-]\d{4}\b/g,
  /\b[2-9]\d{3}-\d{4}\b/g,
  /\b\d{5}-\d{3}\b|\b\d{2}\.\d{3}-\d{3}\b/g,
  /\+?\b\d{8,}\b/g,
  /\b\d{1,2}:\d{2}\b|\b\d{1,2}\s?(?:h|hs|hrs?|horas?)(?:\s?\d{2})?\b/g,
  /\b\d{1,12}(?:[.,]\d{1,12}){0,6}\s?(?:%|por ?cento)/g,
  /\b\d{1,12}(?:[.,]\d{1,12}){0,6}\s?(?:mil\s)?(?:kwh|kwp|kw|kva|quilowatts?|watts?|wp|w|volts?|v|amperes?|m2|m²|metros?|km|quilometros?|hectares?|graus|gb)\b/g,
  /(?<![\d.,])\d{1,2}\s?mes\b/g,
  /\bmedia (?:de|dos? ultimos?) \d{1,2}\b(?![.,]?\d| ?(?:reais|mil|k\b))/g,
  /\b(?:depois|antes|apos|(?:a )?partir|ate) d?as \d{1,2}\b(?![.,]?\d| ?(?:reais|conto|mil))/g,
  /\b\d+\s?(?:anos?|meses|dias?(?!\s?\d)|semanas?|minutos?|min|segundos?|vezes|x|parcelas?|prestacoes|placas?|paineis|painel|modulos?|pessoas?|quartos?|comodos?|casas|lojas|contas|faturas|boletos|imoveis|predios|andares|unidades|filhos?|ar(?:es)?[ -]condicionados?|ares|funcionarios|clientes|salas|a(?:nos)? de idade)\b/g,
  /[º°ª]\s?\d+|\b\d+\s?[º°ª]/g,
  /\b(?:numero|num|n\.?|n[oº°]\.?|apto\.?|ap\.?|apt\.?|apartamento|bloco|bl\.?|quadra|qd\.?|lote|lt\.?|km|cep|tel\.?|telefone|fone|fixo|zap|whats|whatsapp|celular|cel|contato|dia|dias|as|opcao|item|ano|protocolo|cpf|cnpj|rg|br|pe|torre|sala|andar|linha|onibus|tenho|idade)\s?[:#-]?\s?\d{1,12}(?:[.,]\d{1,12}){0,6}(?!\s*(?:,\d|mil\b|k\b|reais|real\b|r\$|conto|pila|\d|\.\d))/g,
  new RegExp(
    String.raw`\b(?:em|desde|ano de|(?:${MONTH})(?: de)?)\s(?:19|20)\d{2}\b(?!\s*(?:mil|k\b|reais|real|conto))`,
    'g',
  ),
  new RegExp(String.raw`\b\d{1,2} de (?:${MONTH})\b`, 'g'),
];

const ADDRESS =
  /\b(?:(?<!\b(?:da|pra|minha) )rua|avenida|av|travessa|rodovia|estrada|alameda|cep|bairro|endereco)\b/;

const NUMBER =
  /(r\$\s*|rs\s+)?(?<![\d.,])(\d{1,3}(?:\s\d{3})+(?=,\d{2}\b)|\d{1,12}(?:[.,]\d{1,12}){0,6})(?:(\s*)(mil|k)\b(?:\s+(?:e\s+)?(meio|\d{1,3})(?![\d.,]*\d|\s*(?:mil|k)\b))?)?(\s*(?:reais|real|r\$|\$|contos?|pilas?|mangos|paus?|pratas?)(?![\p{L}]))?/gu;

/** Reads "1.500,00", "1.200", "850,5", "1,2" (for "1,2 mil"), "1,500.00". */
export function decimalOf(written: string): number {
  const compact = written.replace(/\s/g, '');
  const lastDot = compact.lastIndexOf('.');
  const lastComma = compact.lastIndexOf(',');
  if (lastDot >= 0 && lastComma >= 0) {
    const [thousands, decimal] = lastComma > lastDot ? ['.', ','] : [',', '.'];
    return Number(compact.replaceAll(thousands, '').replace(decimal, '.'));
  }
  const mark = lastDot >= 0 ? '.' : ',';
  const groups = compact.split(mark);
  const areThousands =
    groups.length > 1 &&
    groups.slice(1).every((group) => group.length === 3) &&
    groups[0] !== '0' &&
    (groups[0] ?? '').length <= 3;
  return areThousands ? Number(groups.join('')) : Number(compact.replace(mark, '.'));
}

/** "482 reais e 90 centavos", "482 e 90 centavos", "635 reais e 50", "327 com 40" are one sum each. */
const CENTS =
  /\b(\d{1,3}(?:\.\d{3}){1,3}|\d{1,9})(?: reais)? e (\d{2}) (?:centavos|cents)\b|\b(\d{1,3}(?:\.\d{3}){1,3}|\d{1,9})(?: reais e| reais com| com) (\d{2})(?=\s*(?:$|[,.;!?](?!\d)|por mes|mais ou menos|todo mes))/g;

/** "Reais e quinze centavos": beside the word even a small number is one. */
const SPELLED_CENTS = new RegExp(String.raw` (e|com) (${SMALL_NUMBER}) centavos\b`, 'g');

/** "Três mil e meio" is 3.500, and so is "3000 e meio". */
const MIL_AND_HALF = /\b([1-9]\d?)000 e mei[oa]\b/g;
/** "Dois e quinhentos": the thousand is left out aloud. */
const THOUSANDS_IMPLIED =
  /\b([1-9]) e (500)\b|(?<=^(?:uns |umas |e |da |deu |vem |veio |pago )*)([1-9]) e ([1-9]00)(?=[.! ]*$)/g;
/** "Oito e cinquenta", and nothing else: the hundred is left out aloud. */
const HUNDREDS_IMPLIED = /^((?:uns |umas |e |da |deu |vem |veio |pago )*)([2-9]) e ([2-9]0)(?=[.! ]*$)/;

/** "730 e 50": aloud the word for cents is left out. Where several bills are spoken of it joins two. */
const CENTS_BARE = /\b([1-9]\d{2,3}) e ([1-9]\d)(?=\s*(?:$|[,.;!?](?!\d)))/g;
const SEVERAL =
  /\b(?:contas|faturas|boletos|casas?|lojas?|relogios?|medidores?|outra|outro|duas|dois|tambem|cada|entre)\b|\d{2}, ?\d{2,4} e \d/;

const blank = (match: string): string => ' '.repeat(match.length);

/** Every number of `text` that may be a sum. Unmarked numbers of an address are left out. */
export function scanAmounts(text: string): AmountScan {
  const said = full(text)
    .replace(/(?<=\d)( ?,)? n (?=\d)/g, ', nao ')
    .replace(/(?<=\d) e poc[oa]s?\b/g, ' e pouco');
  let scanned = spelledToDigits(said)
    .replace(/\b(\d{1,6}) virgula (\d{1,2})\b/g, '$1,$2 reais')
    .replace(SPELLED_CENTS, (_, joint: string, word: string) => ` ${joint} ${centsOf(word)} centavos`)
    .replace(MIL_AND_HALF, '$1 mil e 500')
    .replace(THOUSANDS_IMPLIED, '$1$2$3$4')
    .replace(HUNDREDS_IMPLIED, '$1$2$3')
    .replace(SEVERAL.test(said) ? /(?!)/ : CENTS_BARE, '$1,$2 reais')
    .replace(
      CENTS,
      (_, whole: string | undefined, cents: string | undefined, other: string, otherCents: string) =>
        `${whole ?? other},${cents ?? otherCents} reais`,
    );
  for (const shape of NOT_MONEY)
    scanned = scanned.replace(shape, (match) =>
      looksLikeRange(match) || /^(?:tenho|n|no|as)\s?\d{3,}$/.test(match) ? match : blank(match),
    );
  const inAddress = ADDRESS.test(scanned);
  const amounts: Amount[] = [];
  for (const match of scanned.matchAll(NUMBER)) {
    const [whole, prefix, written = '', , thousand, extra, suffix] = match;
    const isMarked = prefix !== undefined || thousand !== undefined || suffix !== undefined;
    const valueBrl = thousand === undefined ? decimalOf(written) : thousands(decimalOf(written), extra);
    if (!Number.isFinite(valueBrl) || (inAddress && !isMarked)) continue;
    amounts.push({ valueBrl, isMarked, start: match.index, end: match.index + whole.length });
  }
  return { text: scanned, amounts };
}

/** "1.200 mil" is a slip for 1.200; "4 mil e meio" is 4.500. */
const thousands = (value: number, extra: string | undefined): number => {
  const base = value >= 1000 ? value : value * 1000;
  return Math.round((base + (extra === 'meio' ? 500 : Number(extra ?? 0))) * 100) / 100;
};

/** "2000-2500" has the shape of a phone without its area code; a range of reais is round and rises. */
function looksLikeRange(match: string): boolean {
  const [, low, high] = /^(\d{4})-(\d{4})$/.exec(match.trim()) ?? [];
  const isRound = (digits: string | undefined): boolean => digits?.endsWith('0') ?? false;
  return Number(low) < Number(high) && isRound(low) && isRound(high);
}
