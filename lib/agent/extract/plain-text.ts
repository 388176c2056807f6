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
    num: 'nao',
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
  /(?<![\p{L}\p{N}@._-])(?:(?:n|num)(?= [\p{L}])|c(?=\/| (?:certeza|a|o|meu|minha|ele|ela|voces?|vcs?)\b)\/?|p(?=\/| (?:mim|gente|eu|a|o|minha|meu|casa|ver|saber)\b)\/?|q|oq|naum|pq|vdd|dps|dpois|ctz|mt|mto|mta|tb|tbm|tmb|msm|msmo|td|nd|agr|cmg|qnd|qdo|qto|qnt|qt|obg|hj|fds|ngm|alg|bjs)(?![\p{L}\p{N}@])/gu;

/** "Siiim", "naaao": one letter drawn out. */
const DRAWN_OUT = /([a-z])\1{2,}/g;

/** Plain, with what is commonly shortened written out; places in it are not places of the text. */
export const full = (text: string): string =>
  withoutSlips(
    plain(text)
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
