/** The lead's e-mail, for the invitation to the meeting only. */
import { plain } from './plain-text.ts';

const LONGEST_EMAIL = 120;
const EMAIL =
  /(?<![\w.+-])([\w+-]+(?:\.[\w+-]+)*)\s?@\s?((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24})(?![\w-])/;
const SPOKEN_AT = /\s+(?:arroba|\(?at\)?)\s+/;
/** "João Silva arroba": which of it belongs to the address nobody knows. */
const NAME_IN_PIECES =
  /\b(?!(?:e|eh|email|e-mail|mail|meu|o|anota|manda|para|pra|no|em|seria|ser|ai|ponto|underline|underscore|anderlaine|traco|hifen|pode|qual|esse|este|nesse|usa|use|so|aqui|minha|dela|dele|do|da|endereco|escreve|certo|tudo|junto|e-mail|hotmail|gmail)\b)[a-z]{2,}\s+[\w.+-]+\s+(?:arroba|\(?at\)?)\s/;
const SPOKEN_DOT = /\s+ponto\s+/g;
const SPOKEN_UNDERLINE =
  /\s+(?:underline|underscore|anderlaine|anderline|sublinhado|sublinha|traco (?:em)?baixo)\s+/g;
const SPOKEN_HYPHEN = /\s+(?:traco|hifen|tracinho)\s+/g;

/** Lower-cased; "maria arroba exemplo ponto com" is read too. Null where there is none. */
export function emailIn(text: string): string | null {
  const lowered = plain(text)
    .replace(/\s*\(arroba\)\s*/g, '@')
    .replace(SPOKEN_UNDERLINE, '_')
    .replace(SPOKEN_HYPHEN, '-')
    .replace(/(@[a-z0-9-]{2,30})(?:,\s?|\.\s|\s\.\s?)(?=(?:com|net|org)\b)/g, '$1.');
  const written =
    EMAIL.exec(lowered) ??
    (SPOKEN_AT.test(lowered) && !NAME_IN_PIECES.test(lowered)
      ? EMAIL.exec(lowered.replace(SPOKEN_AT, '@').replace(SPOKEN_DOT, '.'))
      : null);
  if (written === null) return null;
  const email = `${written[1]}@${written[2]}`;
  return email.length <= LONGEST_EMAIL ? email : null;
}
