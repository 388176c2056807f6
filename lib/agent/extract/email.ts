/** The lead's e-mail, for the invitation to the meeting only. */
import { plain } from './plain-text.ts';

const LONGEST_EMAIL = 120;
const EMAIL =
  /(?<![\w.+-])([\w+-]+(?:\.[\w+-]+)*)\s?@\s?((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24})(?![\w-])/;
const SPOKEN_AT = /\s+(?:arroba|\(?at\)?)\s+/;
const SPOKEN_DOT = /\s+ponto\s+/g;

/** Lower-cased; "maria arroba exemplo ponto com" is read too. Null where there is none. */
export function emailIn(text: string): string | null {
  const lowered = plain(text);
  const written =
    EMAIL.exec(lowered) ??
    (SPOKEN_AT.test(lowered) ? EMAIL.exec(lowered.replace(SPOKEN_AT, '@').replace(SPOKEN_DOT, '.')) : null);
  if (written === null) return null;
  const email = `${written[1]}@${written[2]}`;
  return email.length <= LONGEST_EMAIL ? email : null;
}
