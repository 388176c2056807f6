/**
 * Text from outside in one shape: composed accents (NFC), nothing invisible, well formed also after a cut (W10). Used wherever a
 * text enters and wherever one is shortened. Linear in the length of the text.
 */

/** NUL is refused by Postgres, U+FFFE and U+FFFF by SQS. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is the character to be found
const REFUSED = /[\u0000\ufffe\uffff]/g;
/** Controls that are no line break or tab. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is to be found
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
const LINE_BREAKS = /\r\n?|[\u0085\u2028\u2029]/g;
/** Zero-width and direction marks, tags, fillers: a reader sees none of them. The joiner and the colour of an emoji are looked at apart. */
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const ZERO_WIDTH_JOINER = '\u200d';
const EMOJI_STYLE = '\ufe0f';
const EMOJI_BEFORE = /(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)$/u;
/** Blanks that no `trim` knows. */
const BLANKS = /[\u2800\u3000]/g;
/** Full-width and styled letters and digits: written so by a keyboard or for show, read as the plain ones. */
const STYLED = /[\uff01-\uff5e\u24b6-\u24e9\u{1d400}-\u{1d7ff}]/gu;
/** No language stacks more marks on one letter; a run without end makes normalising slow. */
const STACKED_MARKS = /(\p{M}{8})\p{M}+/gu;

/** NUL and what else no store takes are gone, a lone half of a surrogate pair is replaced; nothing else changes. For ids. */
export const storable = (text: string): string => text.replace(REFUSED, '').toWellFormed();

/** A text as a person would have typed it on a plain keyboard. Its lines stay. */
export function clean(text: string): string {
  return text
    .toWellFormed()
    .replace(LINE_BREAKS, '\n')
    .replace(CONTROLS, '')
    .replace(REFUSED, '')
    .replace(STACKED_MARKS, '$1')
    .replace(INVISIBLE, (mark, at: number, whole: string) => (belongsToEmoji(mark, at, whole) ? mark : ''))
    .replace(BLANKS, ' ')
    .replace(STYLED, (letter) => letter.normalize('NFKC'))
    .normalize('NFC');
}

function belongsToEmoji(mark: string, at: number, whole: string): boolean {
  if (mark !== ZERO_WIDTH_JOINER && mark !== EMOJI_STYLE) return false;
  const before = whole.slice(Math.max(0, at - 2), at);
  return mark === EMOJI_STYLE ? before !== '' : EMOJI_BEFORE.test(before);
}

/** At most `max` UTF-16 units, never ending in half a character. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text.toWellFormed();
  const last = text.charCodeAt(max - 1);
  const splits = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, splits ? max - 1 : max).toWellFormed();
}

/**
 * O2: a word of a far end's (a code, a reason, the path of a field) as it may stand in a log. Far ends quote people in their
 * refusals: what is a sentence, an address or a phone is no such word.
 */
export const codeWord = (text: string): string =>
  /^[\w.[\]#/-]{1,120}$/.test(text) && !/\d{10}/.test(text) ? text : 'unknown';

/** A text on one line: whatever breaks or spaces it is one space. */
export const oneLine = (text: string): string => clean(text).replace(/\s+/g, ' ').trim();

const DISPLAY_NAME_MAX = 80;

/** The name that somebody shows: one line, at most 80 characters, nothing invisible (V7). Null where nothing is to be seen. */
export function displayName(name: string | null): string | null {
  if (name === null) return null;
  const shown = cut(oneLine(cut(name, 4_000)), DISPLAY_NAME_MAX).trim();
  // A number in the place of a name is what the transport shows for want of one.
  if (/^\+?[\d\s().-]{8,}$/.test(shown)) return null;
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(shown) ? shown : null;
}
