/** Text as the extractors compare it: what a hurried thumb leaves out (capitals, accents, spaces) makes no difference. */

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

/** The words of a text, plain, in order; digits count as words. */
export const plainWords = (text: string): readonly string[] => plain(text).match(/[\p{L}\p{N}]+/gu) ?? [];

/** The words alone, one space between: the form in which whole messages are compared. */
export const wordsOnly = (text: string): string => plainWords(text).join(' ');
