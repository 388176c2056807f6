/** The language that a command speaks to the person who started it, and the ledger's words in it. */

import { type LedgerKind, type Wording, worded } from './reasons.ts';
import { EN } from './reasons-en.ts';
import { PT } from './reasons-pt.ts';

export const LANGUAGES = ['en', 'pt'] as const;
export type Language = (typeof LANGUAGES)[number];

/** One set of texts a language, of the same shape. */
export type Spoken<T> = Readonly<Record<Language, T>>;

const isLanguage = (word: string | undefined): word is Language =>
  LANGUAGES.some((language) => language === word);

/** Portuguese where the terminal is; English everywhere else. */
function languageOf(environment: Readonly<Record<string, string | undefined>>): Language {
  const locale = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '';
  return /^pt/i.test(locale) ? 'pt' : 'en';
}

/**
 * `--lang en` or `--lang=en`, wherever it stands, else the terminal's own. Found before the options are parsed, for help and
 * errors are in it too; a word that is no language is left to the parser to refuse.
 */
export function spokenIn(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Language {
  const index = argv.findIndex((word) => word === '--lang' || word.startsWith('--lang='));
  const asked = argv[index]?.startsWith('--lang=') ? argv[index].slice('--lang='.length) : argv[index + 1];
  return index >= 0 && isLanguage(asked) ? asked : languageOf(environment);
}

const WORDINGS: Spoken<Wording> = { en: EN, pt: PT };

/** The sentence of a reason; never its key. */
export const reasonIn = (language: Language, reason: string): string => worded(WORDINGS[language], reason);

/** "the bot kept silent: a person answered the lead" */
export const decisionIn = (
  language: Language,
  { kind, reason }: { readonly kind: LedgerKind; readonly reason: string },
): string => `${WORDINGS[language].kinds[kind]}: ${reasonIn(language, reason)}`;
