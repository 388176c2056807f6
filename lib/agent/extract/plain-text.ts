/** Text as the extractors compare it: what a hurried thumb leaves out (capitals, accents, spaces) makes no difference. */
import { withoutSlips } from './slips.ts';

/**
 * V6: no reader looks further than this into a text. A long voice note has about so many characters; WhatsApp lets through sixteen times
 * as many, and a reader that is quick for people must not be slow for somebody who sends "ok ok ok…" to the end.
 */
export const READ_MAX_CHARS = 4_096;

/** The part of an outside text that readers look at, well formed. */
export const readable = (text: string): string =>
  text.length > READ_MAX_CHARS ? text.slice(0, READ_MAX_CHARS).toWellFormed() : text;

const THUMBS_UP = /[\u{1F44D}\u{1F44C}\u{2705}]\p{Emoji_Modifier}?/gu;
const THUMBS_DOWN = /[\u{1F44E}\u{274C}]\p{Emoji_Modifier}?/gu;

/** Lower case, no accents, no emoji (a thumb becomes its word), single spaces; punctuation stays. */
export function plain(text: string): string {
  return readable(text)
    .replace(THUMBS_UP, ' sim ')
    .replace(THUMBS_DOWN, ' nao ')
    .replace(/\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u{FE0F}|\u{200D}/gu, ' ')
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .replace(/[’‘´`]/g, "'")
    .replace(/\s+/g, ' ')
    .trim();
}

/** What a hurried thumb shortens. "N" is a no before a word, and a number before a digit. */
const SHORTENED: ReadonlyMap<string, string> = new Map(
  Object.entries({
    n: 'nao',
    naum: 'nao',
    nn: 'nao',
    qe: 'que',
    ke: 'que',
    preciza: 'precisa',
    precizo: 'preciso',
    num: 'nao',
    nun: 'nao',
    qro: 'quero',
    qria: 'queria',
    qero: 'quero',
    kero: 'quero',
    mermo: 'mesmo',
    memo: 'mesmo',
    oce: 'voce',
    oces: 'voces',
    ces: 'voces',
    lus: 'luz',
    caza: 'casa',
    q: 'que',
    oq: 'o que',
    pq: 'porque',
    vdd: 'verdade',
    dps: 'depois',
    dpois: 'depois',
    ctz: 'certeza',
    mt: 'muito',
    mto: 'muito',
    mta: 'muita',
    tb: 'tambem',
    tbm: 'tambem',
    tmb: 'tambem',
    msm: 'mesmo',
    msmo: 'mesmo',
    p: 'pra',
    c: 'com',
    td: 'tudo',
    nd: 'nada',
    agr: 'agora',
    cmg: 'comigo',
    qnd: 'quando',
    qdo: 'quando',
    qto: 'quanto',
    qnt: 'quanto',
    qt: 'quanto',
    obg: 'obrigado',
    hj: 'hoje',
    fds: 'fim de semana',
    ngm: 'ninguem',
    alg: 'alguem',
    bjs: 'beijos',
  }),
);
/** "C" is a letter of the menu unless a word follows it that it can stand before. */
const SHORT_WORD =
  /(?<![\p{L}\p{N}@._-])(?:(?:n|nun)(?= [\p{L}])|(?<!\d )num(?= [\p{L}])(?! (?:sitio|terreno|lugar|lote|predio|apartamento|apto|ape|condominio|bairro|povoado|prazo|banco|grupo|dia|mes|ano|golpe|site|anuncio|video|cartao|carro|negocio|canto|galpao|ponto|horario|posto|mercad\w+|restaurante|hotel|interior|contrato|papel|emprego|plano|valor|total|futuro|instante|minuto|momento|so|outro|monte|conto|trabalho|plantao|local|distrito|assentamento|conjunto|barraco|quarto|papo|cara|rapaz|homem|amigo|consorcio|emprestimo|freezer|armazem|baldio|prediozinho|sobrado|deposito|buraco|hospital|colegio|shopping|quiosque|rancho|ape|flat|bar|salao|aviso|audio|exemplo|mesmo|unico|certo|primeiro|minimo|humano|atendente|vendedor|consultor|gerente)\b)|c(?=\/| (?:certeza|a|o|meu|minha|ele|ela|voces?|vcs?)\b)\/?|p(?=\/| (?:mim|gente|eu|a|o|minha|meu|casa|ver|saber)\b)\/?|q|qe|ke|qro|qria|qero|kero|me(?:r)?mo|oces?|ces|lus|caza|preciz[ao]|oq|naum|nn|pq|vdd|dps|dpois|ctz|mt|mto|mta|tb|tbm|tmb|msm|msmo|td|nd|agr|cmg|qnd|qdo|qto|qnt|qt|obg|hj|fds|ngm|alg|bjs)(?![\p{L}\p{N}@])/gu;

/** "Siiim", "naaao": one letter drawn out. */
const DRAWN_OUT = /([a-z])\1{2,}/g;

/** Whom it speaks to, not of: "olha meu filho, vem 420". With a verb of its own behind it, it is a son. */
const VOCATIVE =
  /(?:^|(?<=[,.!?;:] ?)|(?<=\b(?:olha|oxe|oxente|vixe|ave maria|oi|ei|nao|sim|ah|desculpa|desculpe|pois|entao|ta|bom|calma|obrigad[oa]|valeu|tenho|ainda) ))(?:(?:meu|minha) (?:filh[oa]|fi|fia|amig[oa]|querid[oa]|bem|rei|santa|consagrad[oa]|jovem|amor|gente)|homi|mermao|tche|bah|guria?|pia|criatura)(?=,? [a-z0-9])(?! (?:em|no|na|la (?:em|de|do|da)) )(?! (?!(?:sou|vou|estou|tou|dou|quando)\b)[a-z]+(?:ou|ava|ando|indo|endo)\b)(?! (?:pag|gast|te[mv]|mor|diss|fal|que|ganh|us[ao]|compr|bot|coloc|instal|decid|resolv|cuid|ve\b|quer|vai|pod|nao|sab|me\b|ta\b|esta|foi|ja\b|mand|viu|faz|e\b(?! se\b)|cham|vot|aprov|tamb|trabalh|fic))/g;
/** Words of the regions that only address. */
const DIALECT =
  /(?:^|(?<=[,.!?;:] ?))(?:(?:homi|mermao|tche|bah|guria?|pia|criatura|uai|egua|oxente|eita)(?![a-z]),? ?)+(?=[a-z0-9])/g;
const VOCATIVE_BEHIND =
  /(?<=[a-z0-9]) (?:(?:meu|minha) (?:amig[oa]|querid[oa]|rei|santa|consagrad[oa])|(?<=\b(?:sim|nao|ta|bom|obrigad[oa]|claro|quero|tenho|isso) )(?:meu|minha) (?:filh[oa]|fi|fia)|homi|mermao|tche|guria?|pia|mano|mana|criatura|visse)(?=[.!?,]|$)/g;
const LAUGHTER = /(?<![a-z])(?:k{2,}|(?:rs){1,}s?|(?:ha){2,}h?|(?:he){2,}|hua(?:hua)*)(?![a-z])/g;

/** Without whom it addresses and without laughter: neither says anything. */
const withoutAddress = (said: string): string =>
  said
    .replace(LAUGHTER, ', ')
    .replace(DIALECT, '')
    .replace(VOCATIVE, ', ')
    .replace(VOCATIVE_BEHIND, ', ')
    .replace(/\s*,(?:\s*,)+/g, ',')
    .replace(/\s+,/g, ',')
    .replace(/,(?=[.!?;])/g, '')
    .replace(/,(?=[a-z])/g, ', ')
    .replace(/\s+/g, ' ')
    .replace(/^[,\s]+|[,\s]+$/g, '');

/** Plain, with what is commonly shortened written out; places in it are not places of the text. */
export const full = (text: string): string =>
  withoutSlips(
    withoutAddress(plain(text))
      .replace(DRAWN_OUT, '$1')
      .replace(SHORT_WORD, (word) => SHORTENED.get(word.replace('/', '')) ?? word),
  );

/** The words of a text, plain, in order; digits count as words. */
export const plainWords = (text: string): readonly string[] => plain(text).match(/[\p{L}\p{N}]+/gu) ?? [];

/** The words alone, one space between: the form in which whole messages are compared. */
export const wordsOnly = (text: string): string => plainWords(text).join(' ');

/** A comma that a voice note speaks ("Neide vírgula do salão"); between figures the word is of a sum. */
export const withSpokenCommas = (text: string): string =>
  text.replace(
    /(?<=\p{L})\s+v[ií]rgula(?=\s+(?!(?:zero|um|dois|tr[eê]s|quatro|cinco|seis|sete|oito|nove|dez|vinte|trinta|quarenta|cinquenta|sessenta|setenta|oitenta|noventa)\b)\p{L})/giu,
    ',',
  );
