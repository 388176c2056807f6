/** The lead's e-mail, for the invitation to the meeting only. */
import { spelledToDigits } from './number-words.ts';
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

/** Put right in the same breath: the last address counts. */
const CORRECTS =
  /\b(?:nao|desculp\w+|corrig\w+|errei|errado|troquei|mudei|agora|antig[oa]|velho|cert[oa]|nov[oa]|alias|quer dizer|digo)\b/;
/** A handle has no domain: "instagram @joao.silva". */
const HANDLE =
  /(?<=\s)@(?!\s?[a-z0-9-]{2,30}\.(?:com|net|org|edu|gov|br|io|me|co|app|dev|info|online|site|us|pt)\b)/g;
const SPOKEN_NUMBER = /\b(?!(?:e|email|mail|meu|o)\b)([a-z][a-z._-]*)\s+(\d{1,6})(?=\s+arroba)/g;

/** Lower-cased; "maria arroba exemplo ponto com" is read too. Null where there is none. */
export function emailIn(text: string): string | null {
  const lowered = plain(text)
    .replace(/\s*\(arroba\)\s*/g, '@')
    .replace(SPOKEN_UNDERLINE, '_')
    .replace(SPOKEN_HYPHEN, '-')
    .replace(/(@\s?[a-z0-9-]{2,30})(?:,\s?|\.\s|\s\.\s?)(?=(?:com|net|org)\b)/g, '$1.')
    .replace(/(@\s?[a-z0-9-]{2,30}\.com)\s?\.\s?br\b/g, '$1.br')
    .replace(HANDLE, ' ');
  const written = writtenIn(lowered) ?? spokenIn(lowered);
  if (written === null) return null;
  return written.length <= LONGEST_EMAIL ? written : null;
}

function writtenIn(lowered: string): string | null {
  const all = [...lowered.matchAll(new RegExp(EMAIL.source, 'g'))];
  const one = all.length > 1 && CORRECTS.test(lowered.slice(0, all.at(-1)?.index)) ? all.at(-1) : all[0];
  return one === undefined ? null : `${one[1]}@${one[2]}`;
}

function spokenIn(lowered: string): string | null {
  if (!SPOKEN_AT.test(lowered)) return null;
  const digits = spelledToDigits(lowered).replace(SPOKEN_NUMBER, '$1$2');
  return NAME_IN_PIECES.test(digits)
    ? null
    : writtenIn(digits.replace(SPOKEN_AT, '@').replace(SPOKEN_DOT, '.'));
}
