/** A name put right (T4): "errei, é Carla", "Carla, não Ana", "Carla*". What is known changes only on the lead's own correction. */
import { nameIn } from './name.ts';
import { full, plain, plainWords } from './plain-text.ts';

/** "Carla com C" spells a name out. */
const SPEAKS_OF_NAME =
  /\b(?:(?:comeu|comeram|engoliu|cortou|faltou) (?:um |uma |o |a )?(?:pedac\w*|letra|resto|metade)|nome(?! (?:sujo|limpo))|chamo|chama|chamar|com (?:[a-z]|th|dois [a-z]|acento)(?= *$|,))(?![a-z])/;
const CORRECTS =
  /\b(?:errei|errado|errada|ops|opa|corrig\w+|correcao|corretor|me enganei|na verdade|quis dizer|desculp\w+|perdao|digitei|escrevi|erro|foi mal|alias|escreve (?:direito|certo)|(?:comeu|comeram|engoliu|cortou|faltou|falta) (?:um |uma |o |a )?(?:pedac\w*|letra|resto|metade|sobrenome)|quer dizer|digo|apertei|saiu|(?:celular|corretor|teclado|telefone|dedo|zap) (?:\w+ )?(?:trocou|mudou|corrigiu|errou|escreveu|completou|botou|colocou|escorregou)|(?:trocou|mudou) (?:sozinho|o nome)|(?:o|a) (?:certo|certa|correto|correta)(?: e)?|(?:eu )?sou (?:o |a )?(?=\w+$))\b|^(?:nao|n)\b/;
/** "Troca meu nome pra Carla", "prefiro que me chame de Carla". */
const MOVED =
  /\b(?:troca|troque|muda|mude|corrige|corrija|bota|coloca|p[õo]e)\s+(?:o\s+|a[ií]\s+)?(?:meu\s+)?nome\s+(?:pra|para|por|como|:)\s*([\p{L}' ]{2,40})|\bprefiro\s+que\s+me\s+cham\p{L}+\s+(?:s[oó]\s+)?(?:de|por)\s+([\p{L}' ]{2,40})/iu;
/** What stands before the name in its clause. */
const LEAD =
  /^(?:(?:e|eh|eu|sou|aqui|o|a|meu|nome|certo|correto|verdadeiro|seria|quis|quer|digo|alias|foi|mal|erro|de|digitacao|por favor|me chame|so|dizer|na|verdade|me|chamo|ops|opa|errado|errei|escrevi|digitei|corrigindo|desculpa)\s+)+/;
const INTRODUCES = /\b(?:e|eh|sou|chamo|nome|certo|correto|verdadeiro|seria|dizer|corrigindo|ops|opa)\b/;
const TAIL =
  /\s+(?:agora|viu|mesmo|mesma|ta|ok|na verdade|por favor|pfv|meu nome|com (?:k|c|h|y|th|dois \p{L}|\p{L}|acento))$/iu;
const CLAUSE_MAX_CHARS = 80;
const READ_MAX_CHARS = 300;
const STARRED_MAX_CHARS = 40;

/** The name put right in `text`, or null. `known`: the name as it stands. */
export function correctedNameIn(text: string, known: string): string | null {
  const starred = starredIn(text.trim());
  if (starred !== null) return other(nameIn(starred, { asked: true }), known);
  const moves = MOVED.exec(text.slice(0, READ_MAX_CHARS));
  const moved = moves?.[1] ?? moves?.[2];
  if (moved !== undefined) return other(nameIn(moved, { asked: true }), known);
  const preferred =
    /^\s*(?:eu\s+)?[Pp]refiro\s+(?:ser\s+chamad[oa]\s+de\s+|só\s+|de\s+)?(\p{Lu}[\p{L}']{1,30}(?:\s\p{Lu}[\p{L}']{1,30})?)\s*[.!]*$/u.exec(
      text.slice(0, READ_MAX_CHARS),
    )?.[1];
  if (preferred !== undefined) return other(nameIn(preferred, { asked: true }), known);
  const said = full(text);
  const longer = longerIn(text, known);
  if (longer !== null) return longer;
  const first = plainWords(known)[0] ?? '';
  const namesKnown = plainWords(text).includes(first);
  const isAboutName = namesKnown || SPEAKS_OF_NAME.test(said);
  if (!isAboutName && !CORRECTS.test(said)) return null;
  const clauses = text.split(/[,.;:!\n]|\bmas\b|(?<=\p{L} )(?=n[ãa]o \p{L})|(?<=errado )(?=[ée] )/u);
  const undenied = clauses.map((clause) =>
    clause.replace(/^\s*n[ãa]o\s+(?:(?:uai|u[ée]|oxe|mo[çc][ao]|senhora?)\s+)?(?=(?:é|eh|sou)\s)/iu, ''),
  );
  for (const clause of undenied.toReversed()) {
    const name = nameOf(clause.trim(), { first, isAboutName });
    if (name !== null) return other(name, known);
  }
  // "Aqui quem fala é o Gilson, Ana é minha esposa".
  const introduced = isAboutName ? nameIn(text, { asked: false }) : null;
  return introduced === null || plainWords(introduced)[0] === first ? null : other(introduced, known);
}

/** "Carla*", as one corrects a slip. Measured before it is matched: four runs of spaces in one pattern take minutes on a long one (V6). */
function starredIn(text: string): string | null {
  if (text.length > STARRED_MAX_CHARS || !text.includes('*')) return null;
  return /^\*?\s*([\p{L}' ]{2,30}?)\s*\*?$/u.exec(text)?.[1] ?? null;
}

/** "É Ana Carla", "Ana Carla na verdade" where "Ana" is known: the same name, whole. */
function longerIn(text: string, known: string): string | null {
  if (text.length > CLAUSE_MAX_CHARS || text.includes('?')) return null;
  const composed = text
    .normalize('NFC')
    .trim()
    .replace(/[.!]+$/, '');
  const lead = LEAD.exec(`${plain(composed)} `)?.[0].length ?? 0;
  const bare = composed.replace(/,\s*/g, ' ').slice(Math.min(lead, composed.length)).trim().replace(TAIL, '');
  const isPut = lead > 0 || TAIL.test(composed.replace(/,\s*/g, ' '));
  const words = plainWords(bare);
  const knownWords = plainWords(known);
  if (!isPut || words.length <= knownWords.length || words.length > 4) return null;
  if (!knownWords.every((word, index) => words[index] === word)) return null;
  const name = nameIn(bare, { asked: true });
  return name !== null && plainWords(name).length === words.length ? name : null;
}

const other = (name: string | null, known: string): string | null =>
  name === null || plain(name) === plain(known) ? null : name;

function nameOf(
  clause: string,
  { first, isAboutName }: { first: string; isAboutName: boolean },
): string | null {
  // "Tô com nome sujo, passa?" asks.
  if (clause === '' || clause.length > CLAUSE_MAX_CHARS || clause.endsWith('?')) return null;
  const words = plainWords(clause);
  // Denied, or the old name with what it is: "não Ana", "Ana é minha mãe".
  if (words.includes('nao') || words.includes(first)) return null;
  const composed = clause.normalize('NFC');
  const lead = LEAD.exec(`${plain(composed)} `)?.[0].length ?? 0;
  const bare = composed.slice(Math.min(lead, composed.length)).trim().replace(TAIL, '');
  if (bare === '' || plainWords(bare).length > 4) return null;
  const hasCapital = /^\p{Lu}/u.test(bare);
  // "Errei, é alugada" and "a decisão, o nome já mandei" name nobody.
  const isIntroduced = INTRODUCES.test(plain(composed).slice(0, lead));
  const mayBeName = isIntroduced ? isAboutName || hasCapital : lead === 0 && hasCapital;
  return mayBeName ? nameIn(bare, { asked: true }) : null;
}
