/** A name put right (T4): "errei, é Carla", "Carla, não Ana", "Carla*". What is known changes only on the lead's own correction. */
import { GIVEN_NAMES } from './given-names.ts';
import { nameIn } from './name.ts';
import { SPELLING } from './name-words.ts';
import { placeNamed, tokensOf } from './place-names.ts';
import { full, plain, plainWords, withSpokenCommas } from './plain-text.ts';

const SPEAKS_OF_NAME =
  /\b(?:identidade|certidao|registro|batismo|nome(?! (?:sujo|limpo))|chamo|chama|chamar|chame|chamando|conhecem?)\b/;
const CORRECTS =
  /\b(?:errei|errado|errada|erraram|errou|ops|opa|corrig\w+|correcao|corretor|me enganei|enganad[oa]|engano|confundi\w*|trocaram|trocou meu|na verdade|quis dizer|desculp\w+|perdao|digitei|escrevi|escreveu|escreve direito|erro|foi mal|alias|quer dizer|digo|apertei|saiu|faltou|comeu|comeram|engoliu|cortou|cortaram|sumiu|pedaco|letra|na frente|no comeco|tudo junto|com [a-z]{2,6} no (?:fim|final|comeco)|com [a-z](?= *$|,| no (?:fim|final|comeco|meio))|com [hkyw]|sem [hkyw]|com dois \w|(?:celular|corretor|teclado|telefone|dedo|zap) (?:\w+ )?(?:trocou|mudou|corrigiu|errou|escreveu|completou|botou|colocou|escorregou|era)|(?:trocou|mudou) (?:sozinho|o nome)|(?:o|a) (?:certo|certa|correto|correta)(?: e)?|(?:eu )?sou (?:o |a )?(?=\w+$)|sou (?:homem|macho|mulher|cabra)|(?:aqui|quem fala|quem escreve) (?:e|eh) (?:um |o )?(?:homem|macho|cabra|mulher|rapaz|senhora?|moc[oa]|menino|macho)(?! (?:do|da|de|que|trabalh))|(?:robo|bot|maquina|assistente|voce|vc|sistema)(?: ta| e| mais| esta)* (?:burr|surd|ceg|doid|lerd|teimos|atrapalhad|confund)\w*|(?:numero|telefone|celular|zap|whats|chip|linha) (?:\w+ ){0,3}(?:meu|minha|era|mudou|trocou|passou|outro|outra)|[b-df-hj-np-z] de [a-z]+(?= *$|,))\b|, [aei] de [a-z]+ *$|^(?:(?:uai|ue|oxe|oxente|vixe|bah|eita|opa|oi|kk+) )*(?:nao|n)\b/;
/** Words behind which the name stands that is to be put in the place of ours. */
const MOVED =
  /\b(?:(?:pode\s+)?(?:troca|troque|trocar|muda|mude|mudar|corrige|corrija|corrigir|bota|bote|botar|coloca|coloque|colocar|p[õo]e|ponha|anota|anote|escreve|escreva|escrever)\s+(?:o\s+|a[ií]\s+|s[oó]\s+)*(?:meu\s+)?nome\s+(?:a[ií]\s+)?(?:pra|para|por|como|:)|(?:pode\s+)?(?:troca|troque|trocar|muda|mude|mudar|corrige|corrija|corrigir)\s+(?:a[ií]\s+|isso\s+|l[aá]\s+)*(?:pra|para|por)|(?:prefiro|gosto|queria|quero)\s+que\s+me\s+cham\p{L}+\s+(?:s[oó]\s+)?(?:de|por)|(?:pode\s+)?me\s+(?:cham|trat)(?:e|a|ar)\s+(?:s[oó]\s+)?(?:de|por))\s+(?:o\s+|a\s+|s[oó]\s+)*([\p{L}.' ]{2,40})/iu;
/** "Bota Luciano", "bota aí Raimunda no lugar": of a name only where it is one that many bear or a capital one. */
const PUT =
  /(?:^|[.,;!?]\s*|(?<=\p{L})\s)(?:pode\s+)?(?:bota|bote|botar|coloca|coloque|colocar|p[õo]e|ponha|anota|anote|escreve|escreva)\s+(?:a[ií]\s+|l[aá]\s+|s[oó]\s+|certo\s+|direito\s+)*:?\s*([\p{L}' ]{2,40})/iu;
/** "Troca Ana por Priscila". */
const swappedFor = (first: string): RegExp =>
  new RegExp(
    String.raw`\b(?:troca|troque|trocar|muda|mude)\s+(?:o\s+|a\s+)?${first}\s+(?:por|pra|para)\s+([\p{L}' ]{2,40})`,
    'iu',
  );
/** "Prefiro Aninha", "pode ser Tereza mesmo": only a name that many bear; a bill or a day is preferred as well. */
const PREFERRED =
  /^(?:\s*(?:ah|oi|olha|n[ãa]o|moç[oa]|se puder|por favor|eu)[, ]+)?(?:eu\s+)?(?:prefiro|gosto mais de|pode ser(?: s[óo])?|(?:[ée] |eh )?s[óo])\s+(?:o\s+|a\s+|de\s+|por\s+|s[óo]\s+)?([\p{L}']{3,20}(?:\s\p{Lu}[\p{L}']{1,20})?)(?:\s+(?:mesm[oa]|viu|por favor|t[áa]|ok))?\s*[.!]*\s*(?:$|,)/iu;
/** "Eu disse Joana e vc botou Ana". */
const SAID =
  /\b(?:disse|falei|escrevi|digitei|mandei|coloquei|botei)\s+(?:que\s+[ée]\s+|q\s+[ée]\s+|que\s+era\s+)?(?:o\s+|a\s+)?([\p{L}']{2,20}(?:\s+\p{L}[\p{L}']{1,20}){0,2}?)(?=\s*(?:,|e\s+(?:vc|voc[eê]|vcs|saiu|foi|ficou|apareceu|o\s+corretor)|mas|n[ãa]o)(?![\p{L}])|\s*[,.!]|\s*$)/iu;
/** What stands before the name in its clause. */
const LEAD =
  /^(?:(?:e|eh|era|eu|mesma|mesmo|sou|aqui|o|a|meu|nome|no|certidao|documento|registro|rg|identidade|apelido|papel|carteira|cpf|batismo|enfim|numero|numero|novo|certo|correto|verdadeiro|completo|de verdade|so|seria|quis|quer|digo|alias|foi|mal|erro|de|digitacao|por favor|me chame|dizer|na|verdade|me|chamo|ops|opa|errado|errei|escrevi|escreve|direito|digitei|corrigindo|desculpa|uai|ue|oxe|oxente|vixe|bah|mano|mana|moca|moco|homi|tche|todo mundo|povo|conhece|conhecem|por|chama|chamam|prefiro|quem|fala|usa|celular|telefone|aparelho|chip|zap|ta falando|ta|esta|falando|agora|que|q|responde|com)\s+)+/;
const INTRODUCES =
  /\b(?:e|eh|era|sou|chamo|nome|certo|correto|verdadeiro|seria|dizer|verdade|corrigindo|ops|opa|conhece|conhecem|chama|chamam|direito|apelido|certidao|documento|registro|identidade|batismo)\b/;
/** The lead says of itself who it is. */
const SELF = /\b(?:sou|chamo|nome|conhece|conhecem|chamam?)\b/;
const TAIL =
  /\s+(?:agora|viu|mesmo|e|ta|ok|tudo junto|junto|na verdade|aqui|falando|por favor|pf|pfv|por gentileza|no lugar|ai|uai|tche|bah|mano|kk+|rs+|n[ãa]o ana|(?:com|sem) (?:k|c|h|y|m|n|s|z|w|dois \p{L}|um \p{L}(?: so)?|th|\p{L}))$/u;
const CLAUSE_MAX_CHARS = 80;
const READ_MAX_CHARS = 300;
const STARRED_MAX_CHARS = 40;

/** The name put right in `text`, or null. `known`: the name as it stands. */
export function correctedNameIn(text: string, known: string): string | null {
  const starred = starredIn(text.trim());
  if (starred !== null) return other(nameIn(starred, { asked: true }), known);
  const read = withSpokenCommas(text.slice(0, READ_MAX_CHARS).normalize('NFC'))
    .replace(/\s+(?:\p{Extended_Pictographic}|(?<!k)k{3,}(?!k)|rs)+(?=\s|$)/giu, ',')
    .replace(/\bsou eu(?: mesm[oa])?,?\s+(?=[ao] \p{L})/giu, 'sou ');
  const first = plainWords(known)[0] ?? '';
  const given = MOVED.exec(read)?.[1] ?? swappedFor(first).exec(read)?.[1];
  const moved = given === undefined ? null : named(given, { first, isSure: true, isAboutName: true });
  if (moved !== null) return other(moved, known);
  const put = PUT.exec(read)?.[1];
  const said = full(read);
  const namesKnown = plainWords(read).includes(first);
  const isAboutName = namesKnown || SPEAKS_OF_NAME.test(said);
  const isCorrecting =
    CORRECTS.test(said) ||
    new RegExp(String.raw`\b(?:${first},? nao|nao (?:e|sou|era) (?:a |o )?${first})\b`).test(said);
  // "Bota Caruaru" answers something else: unasked, only a name that many bear is put in the place of ours.
  const placed =
    put === undefined || /\?\s*$/.test(read) ? null : named(put, { first, isSure: false, isAboutName });
  if (placed !== null) return other(placed, known);
  const preferred = PREFERRED.exec(read)?.[1];
  const chosen =
    preferred === undefined || !isGiven(preferred.split(/\s/)[0] ?? '')
      ? null
      : other(nameIn(preferred, { asked: true }), known);
  if (chosen !== null) return chosen;
  if (!isAboutName && !isCorrecting) return null;
  // Who shouts all of it writes no capitals.
  const isShouted = read === read.toUpperCase();
  const spoken = SAID.exec(read)?.[1];
  const repeated =
    spoken === undefined || !(namesKnown || isCorrecting)
      ? null
      : named(spoken, { first, isSure: false, isAboutName: namesKnown });
  if (repeated !== null && other(repeated, known) !== null) return repeated;
  for (const clause of clausesOf(read, first).toReversed()) {
    const name = nameOf(clause.trim(), { first, known, isAboutName, isCorrecting, isShouted });
    if (name !== null) return other(name, known);
  }
  return null;
}

/** Cut before every word that may introduce somebody; after a denial an "é" does too. */
function clausesOf(read: string, first: string): readonly string[] {
  const cut = read.split(
    /[,.;:!\n]|(?<=\?)|\b(?:mas|por[ée]m|e\s+sim)\b|(?<=\p{L} )(?=n[ãa]o \p{L})|(?<=errado )(?=[ée] )|(?<=[\p{L}?] )(?=(?:eu mesm[oa] |eu )?sou (?:o |a )?\p{L}|eu me chamo|me chamo|meu nome|o meu [ée] |aqui (?:[ée]|quem) |quem (?:fala|t[aá]|est[aá]|responde|usa|cuida) )/iu,
  );
  // "Não é Ana é Helena", "não uai é Fabiana": the second "é" is of the lead, and that of "não é o João" is not.
  const second = new RegExp(
    String.raw`(?<=\b(?:${first}|uai|ue|oxe|oxente|bah|tche|viu|mo[çc][ao]|homi|mano) )(?=(?:é|eh|e) \p{L})`,
    'iu',
  );
  return cut.flatMap((clause) =>
    /^\s*(?:n[ãa]o|num|q|que|n) /iu.test(clause) ? clause.split(second) : [clause],
  );
}

/** "Carla*", as one corrects a slip. Measured before it is matched: four runs of spaces in one pattern take minutes on a long one (V6). */
function starredIn(text: string): string | null {
  if (text.length > STARRED_MAX_CHARS || !text.includes('*')) return null;
  return /^\*?\s*([\p{L}' ]{2,30}?)\s*\*?$/u.exec(text)?.[1] ?? null;
}

const other = (name: string | null, known: string): string | null =>
  name === null || plain(name) === plain(known) ? null : name;

const isGiven = (word: string): boolean => GIVEN_NAMES.has(plain(word).replace(/[^a-z]/g, ''));

const withoutTail = (words: string): string => {
  let rest = words.trim();
  for (let before = ''; before !== rest; ) {
    before = rest;
    const said = plain(rest);
    const end = TAIL.exec(said)?.index ?? SPELLING.exec(said)?.index ?? rest.length;
    rest = rest.slice(0, end).trim();
  }
  return rest;
};

/** The name that begins `words`; unless it is sure, only one that many bear or that has a capital. */
function named(
  words: string,
  { first, isSure, isAboutName }: { first: string; isSure: boolean; isAboutName: boolean },
): string | null {
  const bare = withoutTail(words.replace(/\b(?:n[ãa]o\s+\p{L}+|e\s+(?:vc|voc[eê]|n[ãa]o)\b.*)$/iu, ''));
  const title = bare.replace(
    /^(?:(?:a|o|dona|seu|dr|dra|pr|pra|irm[ãa]o?|pastora?|sra?|doutora?)\.?\s+)+/iu,
    '',
  );
  if (plainWords(title)[0] === first && plainWords(title).length === 1) return null;
  const isName = isGiven(title.split(/\s/)[0] ?? '') || (isAboutName && /^\p{Lu}/u.test(title));
  if (!isSure && !isName) return null;
  return nameIn(bare, { asked: true });
}

function nameOf(
  clause: string,
  {
    first,
    known,
    isAboutName,
    isCorrecting,
    isShouted,
  }: { first: string; known: string; isAboutName: boolean; isCorrecting: boolean; isShouted: boolean },
): string | null {
  // "Tô com nome sujo, passa?" asks.
  if (clause === '' || clause.length > CLAUSE_MAX_CHARS || clause.endsWith('?')) return null;
  const words = plainWords(clause);
  if (words.includes('nao')) return null;
  const composed = clause.normalize('NFC');
  const lead = LEAD.exec(`${plain(composed)} `)?.[0].length ?? 0;
  const bare = withoutTail(composed.slice(Math.min(lead, composed.length)));
  if (bare === '' || plainWords(bare).length > 4) return null;
  // The old name with what it is ("Ana é minha mãe"), unless it is only made longer ("Ana Luísa").
  if (words.includes(first)) return longerIn(bare, { first, known });
  const hasCapital =
    /^\p{Lu}/u.test(bare) && (bare !== bare.toUpperCase() || (!isShouted && bare.length > 2));
  const isOften = isGiven(bare.split(/\s/)[0] ?? '');
  const isName = hasCapital || isOften;
  // "Errei, é alugada" and "a decisão, o nome já mandei" name nobody.
  const introducing = plain(composed).slice(0, lead);
  const isIntroduced = INTRODUCES.test(introducing);
  const mayBeName = isIntroduced
    ? isAboutName || hasCapital || (isCorrecting && isName) || (isName && SELF.test(introducing))
    : lead === 0 && (hasCapital || (isName && isCorrecting && isAboutName));
  // "Errei, é Caruaru" puts a town right.
  if (!mayBeName || (!isAboutName && !isOften && placeNamed(tokensOf(bare)) !== null)) return null;
  return nameIn(bare, { asked: true });
}

/** "Ana Luísa" where we know Ana; "Ana do financeiro" and "Ana falou" are no longer name. */
function longerIn(bare: string, { first, known }: { first: string; known: string }): string | null {
  const words = bare.split(/\s+/);
  const [start = '', second = ''] = words;
  if (plain(start) !== first || words.length <= plainWords(known).length) return null;
  const isNamed = /^\p{Lu}/u.test(words.at(-1) ?? '') || isGiven(second);
  const name = isNamed ? nameIn(bare, { asked: true }) : null;
  return name !== null && plainWords(name).length === plainWords(bare).length ? name : null;
}
