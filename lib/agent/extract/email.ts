/** The lead's e-mail, for the invitation to the meeting only. */
import { spelledToDigits } from './number-words.ts';
import { plain, withSpokenCommas } from './plain-text.ts';

const LONGEST_EMAIL = 120;
const EMAIL =
  /(?<![\w.+-])([\w+-]+(?:\.[\w+-]+)*)\s?@\s?((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24})(?![\w-])/g;
const SPOKEN_AT = /\s+(?:arroba|\(?at\)?)\s+/g;
/** What stands before the address in a sentence, and is no part of it. */
const NOT_OF_IT =
  'e|eh|email|e-mail|mail|meu|minha|o|a|anota|anote|manda|mande|envia|para|pra|no|na|em|seria|ser|sera|ai|pode|qual|esse|este|nesse|usa|use|so|aqui|dela|dele|do|da|endereco|escreve|certo|tudo|junto|juntinho|minusculo|minuscula|maiusculo|agora|novo|antigo|era|mas|ou|que|eu|uso|tenho|nao|sim|ok|entao|correto|pessoal|contato e|por|favor|segue|oi|ola|assim|letra|acento|sem|separado|emendado|colado|mesmo|esposa|filho|filha|marido|neta|neto|empresa|firma|loja|trabalho';
/** "João Silva arroba": which of it belongs to the address nobody knows. */
const NAME_IN_PIECES = new RegExp(
  String.raw`\b(?!(?:${NOT_OF_IT})\b)[a-z]{2,}\s+[\w.+-]+\s+(?:arroba|\(?at\)?)\s`,
);
/** "Sublinhado", "traço", "ponto": joined to what stands on both sides. */
const SPOKEN_SIGNS: readonly (readonly [RegExp, string])[] = [
  [
    /\s*\b(?:under ?line|under ?score|underlaine|anderlaine|anderline|anderlai|sublinhado|traco (?:baixo|embaixo|de baixo|em baixo)|tracinho (?:baixo|embaixo))\b\s*/g,
    '_',
  ],
  [/\s+(?:traco|tracinho|hifen|ifen|menos)\s+/g, '-'],
  [/\s+ponto\s+/g, '.'],
];
/** "Joao tracinho silva @ …": what is written is only its end. */
const SIGN_BEFORE =
  /\b(?:under ?line|under ?score|sublinhado|traco|tracinho|hifen|ponto|traco (?:baixo|embaixo))\s[\w.+-]+\s?@/;
/** Behind these the lead takes back what it wrote before, or says which of two it uses now. */
const TAKES_BACK =
  /\b(?:nao|desculp\w+|errei|errado|correcao|corrigindo|digo|ops|opa|perdao|alias|melhor|na verdade|quer dizer|agora|atual|novo|o certo|correto|troquei|mudou|mudei|virou|passou a ser)\b/;
/** "O antigo era", "não é o": the address behind it is not the one. */
const GIVEN_UP =
  /(?:\b(?:antig[oa]|velh[oa]|anterior|errad[oa])(?: \w+)? (?:era|e|foi)?(?: o| a)?|\bera(?: o| a)?|\bnao (?:e|eh|uso|use|manda|mande|envia)(?: mais)?(?: o| a| pro| no)?|\bem vez d[eo]|\bno lugar d[eo]|\bsem ser(?: o)?)\s*:?\s*$/;
/** Gone since: "…@bol.com.br não uso mais". */
const GIVEN_UP_BEHIND =
  /^\s*,?\s*(?:(?:esse |este |o primeiro |ele )?(?:eu )?(?:nao|n) (?:uso|existe|funciona|abro|entro|vale|acesso|tenho|serve)|(?:ta|esta) (?:errado|velho|cancelado|bloqueado)|(?:e|era) (?:o )?(?:antigo|velho|errado))/;

/** A handle has no domain: "instagram @joao.silva". */
const HANDLE =
  /(?<=\s)@(?!\s?[a-z0-9-]{2,30}\s?\.\s?(?:com|net|org|edu|gov|br|io|me|co|app|dev|info|online|site|us|pt|adv|ind)\b)/g;

/** Lower-cased; "maria arroba exemplo ponto com" is read too. Null where there is none. Of several, the one that the lead keeps. */
export function emailIn(text: string): string | null {
  const lowered = plain(withSpokenCommas(text))
    .replace(/\s*\(arroba\)\s*/g, '@')
    .replace(/(@\s?[a-z0-9-]{2,30})(?:,\s?|\.\s|\s\.\s?)(?=(?:com|net|org|gov|edu|adv|ind)\b)/g, '$1.')
    .replace(/(\.com)\s?[.,]?\s(?=br\b)|(\.com)\s\.\s?(?=br\b)/g, '$1$2.')
    .replace(HANDLE, ' ')
    .replace(/(?<=[\w])\s?@\s+(?=[a-z0-9-]+\.)/g, '@');
  const written = keptOf(lowered);
  if (written !== null && !SIGN_BEFORE.test(lowered)) return short(written);
  const signs = SPOKEN_SIGNS.reduce((said, [form, sign]) => said.replace(form, sign), digitsJoined(lowered));
  if (!/\s(?:arroba|\(?at\)?)\s/.test(lowered) && !/@/.test(lowered)) return null;
  if (NAME_IN_PIECES.test(signs)) return null;
  const spoken = keptOf(signs.replace(SPOKEN_AT, '@'));
  return spoken === null ? null : short(spoken);
}

const short = (email: string): string | null => (email.length <= LONGEST_EMAIL ? email : null);

const SPELLED =
  'zero|um|dois|tres|quatro|cinco|seis|sete|oito|nove|dez|onze|doze|treze|catorze|quatorze|quinze|dezesseis|dezessete|dezoito|dezenove|vinte|trinta|quarenta|cinquenta|sessenta|setenta|oitenta|noventa|cem|cento|duzentos|trezentos|quatrocentos|quinhentos|seiscentos|setecentos|oitocentos|novecentos|mil';
const DIGITS: readonly string[] = 'zero um dois tres quatro cinco seis sete oito nove'.split(' ');
const TEENS: readonly string[] =
  'dez onze doze treze quatorze quinze dezesseis dezessete dezoito dezenove'.split(' ');

/** "Zefinha sessenta e dois arroba": the figures belong to the word before them. */
function digitsJoined(said: string): string {
  const run = new RegExp(
    String.raw`(?<=[a-z0-9_.-])\s+((?:(?:${SPELLED}|\d+)(?:\s+e)?\s+)+)(?=(?:arroba|ponto|underline|underscore|traco|hifen|\(?at\)?)\b)`,
    'g',
  );
  return said.replace(run, (_, words: string) => `${figuresOf(words)} `);
}

/** "Dois mil e quatro" is 2004, "um nove oito" 198, "sessenta e dois" 62. */
function figuresOf(words: string): string {
  const plainForm = words.trim().replace(/\bcatorze\b/g, 'quatorze');
  const each = plainForm.split(/\s+/);
  if (each.every((word) => DIGITS.includes(word) || /^\d+$/.test(word)))
    return each.map((word) => (/^\d+$/.test(word) ? word : String(DIGITS.indexOf(word)))).join('');
  if (each.length === 1 && TEENS.includes(plainForm)) return String(10 + TEENS.indexOf(plainForm));
  return spelledToDigits(plainForm).replace(/\s+/g, '');
}

/** Of the addresses in a text, the one that stands: the last where the lead takes back, else the first. */
function keptOf(said: string): string | null {
  const found = [...said.matchAll(EMAIL)].map((match) => ({
    email: `${match[1]}@${match[2]}`,
    before: said.slice(0, match.index),
    behind: said.slice(match.index + match[0].length),
  }));
  const kept = found.filter(({ before, behind }) => !GIVEN_UP.test(before) && !GIVEN_UP_BEHIND.test(behind));
  const [first] = kept;
  const last = kept.at(-1);
  if (first === undefined || last === undefined) {
    const [only] = found;
    const isDenied =
      only === undefined ||
      found.length > 1 ||
      /\b(?:nao (?:e|eh|uso mais|use|manda|mande)|errad[oa])\b[^,.;:]*$/.test(only.before);
    return isDenied ? null : only.email;
  }
  const between =
    first === last ? '' : first.behind.slice(0, first.behind.lastIndexOf(last.email.split('@')[0] ?? ''));
  return TAKES_BACK.test(between) ? last.email : first.email;
}
