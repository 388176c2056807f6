/**
 * The lead's own name (N1, C12). With an introduction ("me chamo", "aqui é a") it is read anywhere; a bare name only as
 * the answer to the question for it. Nothing here reads capitals as proof: leads write in lower case.
 */
import { GIVEN_NAMES } from './given-names.ts';
import {
  GREETINGS,
  KIN,
  NAMES_THAT_ARE_WORDS,
  NOT_A_NAME,
  PARTICLES,
  ROLES,
  SPELLING,
  VOCATIVES_BEFORE,
  VOCATIVES_BEHIND,
  WARES,
} from './name-words.ts';
import { plain, readable, withSpokenCommas } from './plain-text.ts';

const LONGEST_NAME_CHARS = 80;
const LONGEST_NAME_WORDS = 6;
const PIECE = String.raw`[\p{L}][\p{L}'’.-]*`;
const NAME = String.raw`(${PIECE}(?:\s+${PIECE}){0,7})`;
const ANSWER_TAIL =
  /[\s,;.!?-]+(?:e (?:o |a )?(?:seu|sua|voce|vc|tu|teu)(?: nome)?|e com quem.*|prazer|muito prazer|obrigad[oa]|por favor|viu|ta|ok|mesmo|aqui|falando|tudo bem|tudo bom|bom dia|boa tarde|boa noite|(?:a[os]?|à) (?:seu|teu|vosso) (?:inteiro |total )?dispor(?: [a-z]+)?|[aà]s (?:suas )?ordens|pode falar|na área|pra servir|para servir|pra te servir|para servi-l[oa]|um criado seu|seu criado|sua criada|prazer em (?:te )?conhecer|[àa] disposi[çc][ãa]o|é (?:o )?meu apelido)\s*[?!.]*$/i;

/** Introductions, strongest first. Each captures the words after it; the article, where there is one, stays outside. */
const INTRODUCTIONS: readonly RegExp[] = [
  new RegExp(
    String.raw`(?<![\p{L}])(?:pode(?:m|s)? me (?:chamar|tratar) (?:s[oó] )?(?:de|por|como)|me apresento\s*(?:como)?\s*[:,-]?|me chame(?:m)? (?:s[oó] )?(?:de|por)?|pode(?:m)? me chamar|(?:todos|todo mundo) me chamam?(?: (?:de|por))?|(?<=^\s*)chama|me chama(?:m|r)? (?:s[oó] )?(?:de|por)?|pode chamar de|pode ser s[oó]|todos me chamam de)\s+(?:o\s+|a\s+)?${NAME}`,
    'iu',
  ),
  new RegExp(
    String.raw`(?<![\p{L}])(?:me chamo(?:\s+(?:é|eh))?|atendo\s+(?:por|pelo nome de)|chamo-me|eu me chamo(?:\s+(?:é|eh))?|mim chamo|mi chamo|(?<=^\s*|[.,!]\s*)chamo)\s+(?:o\s+|a\s+|de\s+)?${NAME}`,
    'iu',
  ),
  new RegExp(
    String.raw`(?<![\p{L}])(?:(?:o\s+)?(?:meu(?:\s+primeiro)?\s+nome|nome meu|minha\s+gra[çc]a)|o\s+nome(?=\s+(?:completo\s+|certo\s+)?(?:é|eh)\s))(?:\s+(?:completo|todo|inteiro|mesmo|verdadeiro|certo|de batismo|de verdade))?(?:\s*[:=-]\s*|\s+(?:é|e|eh|è|seria)\s*[:,-]?\s+|\s+(?=\p{Lu}))(?:o\s+|a\s+)?${NAME}`,
    'iu',
  ),
  new RegExp(String.raw`(?:^|\n|[.,;!?]\s*)\s*nome(?:\s+completo)?\s*[:=-]\s*${NAME}`, 'iu'),
  new RegExp(
    String.raw`(?<![\p{L}])(?:aqui\s+(?:quem\s+)?(?:é|e|eh|fala|(?:es)?t[aá] falando)(?:\s+(?:é|e|eh))?|quem\s+(?:fala|(?:es)?t[aá] falando(?:\s+agora)?|escreve)(?:\s+aqui)?\s+(?:é|e|eh)|(?:voc[eê]|vc)\s+(?:est[aá]|t[aá])\s+falando com|(?:voc[eê]|vc|c[eê]|tu)\s+falas? com|falando com)\s+(?:o\s+|a\s+)?${NAME}`,
    'iu',
  ),
  new RegExp(
    String.raw`(?<![\p{L}])quem\s+(?:usa(?:\s+\p{L}+){0,3}?|(?:t[aá]|est[aá])\s+(?:falando|digitando|escrevendo|usando|aqui|respondendo|com\s+o\s+(?:celular|cel|telefone|zap|whats|aparelho|chip))(?:\s+(?!minha|meu)\p{L}+){0,3}?|responde(?:\s+aqui|\s+por\s+aqui)?|digita(?:\s+aqui)?|escreve(?:\s+aqui)?|fala(?:\s+aqui|\s+agora)?)\s+(?:é|eh|sou\s+eu,?)\s+(?:o\s+|a\s+)?${NAME}`,
    'iu',
  ),
  new RegExp(
    String.raw`(?<![\p{L}])(?:me\s+conhecem?|sou\s+(?:mais\s+)?conhecid[oa])\s+(?:por|como|de)\s+(?:o\s+|a\s+)?${NAME}`,
    'iu',
  ),
  new RegExp(String.raw`(?<![\p{L}])(?:eu\s+)?sou\s+(?:o|a)\s+${NAME}`, 'iu'),
  new RegExp(String.raw`(?<![\p{L}])sou eu,?\s+(?:o\s+|a\s+)?${NAME}`, 'iu'),
];
/** "É o filho dela, Everton", "sou só o capataz, Claudinei": who speaks stands behind who it is. */
const behindRole = (verbs: string): RegExp =>
  new RegExp(
    String.raw`(?<![\p{L}])(?:${verbs})\s+(?:s[oó]\s+)?(?:o|a)\s+(?:${KIN}|${[...ROLES].filter((role) => role.length > 3).join('|')})(?:\s+(?:dela|dele|daqui|d[aeo]s?\s+[^,.]{1,30}))?\s*,\s*(?:o\s+|a\s+)?${NAME}`,
    'iu',
  );
/** "Quem decide é o síndico, Roberto" names another: unasked only "sou" is of oneself. */
const SELF_BEHIND_ROLE = behindRole(
  String.raw`sou|quem\s+(?:t[aá]|est[aá]|fala|escreve|digita|usa)(?:\s+\p{L}+){0,3}?\s+(?:é|eh)`,
);
const BEHIND_ROLE = behindRole('é|eh|sou|com');
/** "O meu é Ludmila", "pode pôr aí Neuza": of a name only where it was asked. */
const ASKED_FOR: readonly RegExp[] = [
  // Signed: "Ass: Mirtes", "Att, Kleber".
  new RegExp(
    String.raw`(?<![\p{L}])(?:ass|assinad[oa]|att|atte|atenciosamente|cordialmente|respeitosamente|abra[çc]os?|abs|sauda[çc][õo]es)\s*[.:,-]+\s*${NAME}`,
    'iu',
  ),
  new RegExp(
    String.raw`(?<![\p{L}])(?:mais\s+)?conhecid[oa]\s+(?:por|como|de)\s+(?:o\s+|a\s+)?${NAME}`,
    'iu',
  ),
  new RegExp(String.raw`(?<![\p{L}])o meu(?: nome)?\s+(?:é|eh)\s+(?:o\s+|a\s+)?${NAME}`, 'iu'),
  new RegExp(
    String.raw`(?<![\p{L}])(?:pode\s+(?:p[oô]r|botar|colocar|anotar|escrever)|anota|anote|bota|bote|p[oõ]e)\s+(?:a[ií]\s+)?(?:no\s+nome\s+de\s+|como\s+)?${NAME}`,
    'iu',
  ),
];

/** Introductions too weak to be read unless the name was asked: "sou João", "é o João", "fala com João". */
const WEAK_INTRODUCTIONS: readonly RegExp[] = [
  new RegExp(
    String.raw`^(?:no|de)\s+(?:batismo|registro|cart[óo]rio|documento|papel)\s*(?:[ée]|:|,)?\s+${NAME}`,
    'iu',
  ),
  new RegExp(String.raw`^(?:eu\s+)?sou\s+${NAME}`, 'iu'),
  new RegExp(String.raw`^(?:é|eh|e)\s+(?:(?:o|a)\s+)?${NAME}`, 'iu'),
  new RegExp(String.raw`^(?:fala|falas|fale|com)\s+(?:com\s+)?(?:(?:o|a)\s+)?${NAME}`, 'iu'),
  new RegExp(String.raw`^(?:o|a)\s+${NAME}$`, 'iu'),
  new RegExp(String.raw`^nome\s+${NAME}$`, 'iu'),
];

const BARE_MAX_CHARS = 300;
/** "Ana Paula, e o seu?" */
const ASKS_BACK = /\S\s+e\s+(?:o\s+|a\s+)?(?:seu|sua|voc[eê]|vc|tu|teu)(?:\s+nome)?\s*[?!.]*$/i;

/** The name in `text`, title-cased, or null. `asked`: the name was the question just put. */
export function nameIn(text: string, { asked }: { asked: boolean }): string | null {
  const cleaned = withSpokenCommas(readable(text))
    .normalize('NFC')
    .replace(/[ªº]/g, '')
    .replace(/(?<=\p{L}{3})\s?\/\s?(?=\p{L}{3})/gu, ', ')
    .replace(/\([^()]{0,40}\)/g, ' ')
    .replace(/(?<=[\p{L}])\s*(?:\p{Extended_Pictographic}|\s[kK]{3,}\b|\s(?:rs){1,}\b)+\s*(?=\p{L})/gu, ', ')
    .replace(/\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u{FE0F}|\u{200D}|[*_~"“”]/gu, ' ')
    // A lone e with any accent is "é"; "Marleneee" is drawn out.
    .replace(/(?<!\p{L})[èėêëē](?!\p{L})/giu, 'é')
    .replace(/(\p{L})\1{2,}(?=(\p{L})?)/giu, (run, letter: string, next?: string) =>
      next === undefined && !/k/iu.test(letter) ? letter : run,
    )
    .replace(/\b(srt?a?|dra?|profa?|edf?|edif|cond|res)\.(?=\s)/giu, '$1')
    .replace(/\b(quem) (?:vos|te|lhe) (?=fala|escreve)/giu, '$1 ')
    .replace(/[ \t]+/g, ' ')
    .trim();
  const asOther = (asked ? BEHIND_ROLE : SELF_BEHIND_ROLE).exec(cleaned)?.[1];
  const other = asOther === undefined ? null : nameFrom(asOther, { introduced: true });
  if (other !== null) return other;
  for (const introduction of asked ? [...INTRODUCTIONS, ...ASKED_FOR] : INTRODUCTIONS) {
    const found = introduction.exec(cleaned)?.[1];
    const name = found === undefined ? null : nameFrom(found, { introduced: true });
    if (name !== null) return name;
  }
  if (!asked) return null;
  for (const sentence of cleaned.split(/[\n!;]+|\.(?=\s|$)|(?<=\?)(?=\s|$)/)) {
    const clauses = sentence.split(/,(?=\s)/).map((clause) => clause.trim());
    const isQuestion = sentence.endsWith('?');
    for (const [index, clause] of clauses.entries()) {
      // "Chuva limpa?", "e laje, serve?" ask; "Rita, quanto custa?" names first, and "Maria?" alone gives a name.
      const asks =
        index === clauses.length - 1
          ? cleaned.includes(' ') && !ASKS_BACK.test(clause)
          : /^e\s/i.test(clause);
      const name = isQuestion && asks ? null : bareName(clause);
      if (name !== null) return name;
    }
  }
  return null;
}

function bareName(sentence: string): string | null {
  // Each greeting before a name is taken off in its turn; a sentence this long is no name with greetings before it.
  if (sentence.length > BARE_MAX_CHARS) return null;
  let rest = sentence.replace(/[.!?,;:\s]+$/, '');
  for (
    let greeting = GREETINGS.exec(plain(rest));
    greeting !== null;
    greeting = GREETINGS.exec(plain(rest))
  ) {
    const length = greeting[0].length;
    // Plain text keeps one position per letter unless the lead typed decomposed accents; composed first, it does.
    rest = rest
      .normalize('NFC')
      .slice(length)
      .replace(/^[\s,.!?;:-]+/, '');
    if (rest === '') return null;
  }
  rest = withoutCompany(rest.replace(ANSWER_TAIL, ''));
  if (rest === '') return null;
  for (const introduction of WEAK_INTRODUCTIONS) {
    const found = introduction.exec(rest)?.[1];
    const name = found === undefined ? null : nameFrom(found, { introduced: false });
    if (name !== null) return name;
  }
  return nameFrom(rest, { introduced: false });
}

/** Without vocatives, laughter and how it is spelled, on both sides: "uai com o Tiãozinho memo". */
function withoutCompany(said: string): string {
  let rest = said.normalize('NFC').trim();
  for (let before = ''; before !== rest; ) {
    before = rest;
    rest = rest.slice(VOCATIVES_BEFORE.exec(plain(rest))?.[0].length ?? 0).trim();
    const spelled = SPELLING.exec(plain(rest))?.index ?? 0;
    const behind = VOCATIVES_BEHIND.exec(plain(rest))?.index ?? 0;
    const end = spelled > 0 ? spelled : behind;
    if (end > 0) rest = rest.slice(0, end).trim();
  }
  return rest;
}

/**
 * Introduced, the name ends at the first word that is none ("me chamo João e quero saber…"); bare, one such word and
 * there is no name at all.
 */
function nameFrom(candidate: string, { introduced }: { introduced: boolean }): string | null {
  const pieces = candidate
    .trim()
    .split(/\s+/)
    .filter((piece) => piece !== '');
  const taken: string[] = [];
  for (const [index, piece] of pieces.entries()) {
    const word = plain(piece).replace(/[.,;:!?]+$/, '');
    if (taken.length === 0 && TITLES.has(word) && index < pieces.length - 1) continue;
    if (taken.length === 0 && ROLES.has(word) && isSurelyName(pieces[index + 1] ?? '')) continue;
    if (taken.length > 0 && /^(?:é|eh)$/iu.test(piece)) break;
    // "Toinha do bolo": what it sells, and no surname.
    if (WARES.has(word) && /^d[ao]s?$/.test(plain(taken.at(-1) ?? ''))) break;
    // "Caio F."
    const isInitial = taken.length > 0 && /^\p{Lu}\.$|^[B-DF-HJ-NP-TV-Z]$/u.test(piece);
    const isParticle = isInitial || (PARTICLES.has(word) && taken.length > 0);
    if (!isParticle && !isNameWord(word) && !(taken.length > 1 && SUFFIXES.has(word))) {
      // "Gilson e minha esposa Rute", "Pedro da padaria", "ana 850": the name ends before.
      const isFinished =
        PARTICLES.has(plain(taken.at(-1) ?? '')) ||
        FINISHES.test(word) ||
        (ROLES.has(word) && taken.length > 0);
      if (!introduced && (taken.length === 0 || !isFinished)) return null;
      break;
    }
    taken.push(lettersOf(piece));
    if (introduced && /[.,;:!?]$/.test(piece) && !isInitial) break;
  }
  while (taken.length > 0 && PARTICLES.has(plain(taken.at(-1) ?? ''))) taken.pop();
  const own = cutAtSecondPerson(taken);
  if (own.length === 0 || own.length > LONGEST_NAME_WORDS) return null;
  const name = own.map(titleCase).join(' ');
  return name.length > LONGEST_NAME_CHARS ? null : name;
}

/** Behind a bare name these begin something else. */
const FINISHES =
  /^(?:\d.*|com|c|sem|igual|igualzinh[oa]|feito|tipo|tal|ue|uai|viu|visse|oxe|ou|moro|morando|tenho|to|tou|tava|estou|sou|aqui|ai|ne|ta|mas|-|ii|quero|queria|gostaria|k{2,}|(?:rs)+|quem|que|q|ja|pra|pro|por|porque|pq|rapido|rapidinho|memo|mermo|mesmo|mesma|vou|na|no|em|tche|bah|homi|mano|mana|vi|vim|moca|moco|meu|minha|filh[oa]|espos[oa]|marido|mulher|net[oa]s?|aposentad[oa]|sim|nao|de novo)$/;

/** Written as a name is, or one that many bear: behind a role anything else may be what kind it is ("agricultor familiar"). */
const isSurelyName = (piece: string): boolean =>
  GIVEN_NAMES.has(plain(piece).replace(/[^a-z]/g, '')) ||
  (/^\p{Lu}\p{Ll}/u.test(piece) && isNameWord(plain(piece).replace(/[.,;:!?]+$/, '')));

/** Behind a family name. */
const SUFFIXES: ReadonlySet<string> = new Set(['filho', 'neto', 'sobrinho', 'junior', 'segundo']);

/** Said before a name, and no part of it. */
const TITLES: ReadonlySet<string> = new Set(
  'seu dona sr sra srta senhor senhora dr dra doutor doutora pastor pastora padre irmao irma professor professora prof profa mestre sargento cabo tio tia missionario missionaria vo vovo'.split(
    ' ',
  ),
);

/** What is said back: the letters, and the signs that stand between them. Plain text drops a bare accent, which would be said back (M9). */
const lettersOf = (piece: string): string =>
  piece
    .replace(/[‘´`]/g, "'")
    .replace(/[^\p{L}\p{M}'’.-]/gu, '')
    .replace(/^[^\p{L}]+|[.'’-]+$/gu, '');

/** "João e Maria" is two people: the first one writes. "Costa e Silva" needs a name before it. */
function cutAtSecondPerson(pieces: readonly string[]): readonly string[] {
  const joint = pieces.findIndex((piece) => plain(piece) === 'e');
  return joint === 1 ? pieces.slice(0, 1) : pieces;
}

function isNameWord(word: string): boolean {
  if (NAMES_THAT_ARE_WORDS.has(word)) return word !== 'julho';
  if (PARTICLES.has(word) || ROLES.has(word) || word.split('-').some((part) => NOT_A_NAME.has(part)))
    return false;
  if (!/^[a-z][a-z'.-]*$/.test(word) || word.length < 2 || word.length > 20) return false;
  return (
    /[aeiouy]/.test(word) &&
    !/(.)\1\1/.test(word) &&
    !/^(?:kk|rs|ha)+/.test(word.length < 4 ? '' : word.replace(/^(?:ha)(?!h)/, ''))
  );
}

function titleCase(piece: string, index: number): string {
  const lower = piece.normalize('NFC').toLocaleLowerCase('pt-BR');
  if (index > 0 && PARTICLES.has(plain(piece))) return lower;
  return lower.replace(
    /(^|[-'’])(\p{L})/gu,
    (_, before: string, letter: string) => before + letter.toLocaleUpperCase('pt-BR'),
  );
}
