/**
 * A slip of the thumb in a word that carries the meaning: two letters swapped, one left out, one doubled. Only words in which such a
 * slip makes no other word; whatever is not surely one of them stays as it is.
 */

const WORDS =
  'aluguel apartamento arrendamento arrendar atendente cadastro cancelar descadastrar desconto descontos dinheiro especialista excluir explica explicar financiado financiar funciona humano instalar instalacao interesse interessado interessada investimento investir investidor mandar medico mensagem mensagens pessoa prefiro placas primeira precisa preciso proprio propria quero receber telhado remarcar reuniao segunda tenho vendedor verdade vizinho'.split(
    ' ',
  );
/** Shorter, a slip is too easily another word. */
const SHORTEST = 6;

/** Written as it is heard: "preciza", "enteresse", "disconto". */
const HEARD: Readonly<Record<string, readonly string[]>> = {
  s: ['z', 'c'],
  z: ['s'],
  c: ['s', 'ss'],
  e: ['i'],
  i: ['e'],
  o: ['u'],
  m: ['n'],
  n: ['m'],
};
const soundsLike = (word: string, at: number): readonly string[] =>
  (HEARD[word[at] ?? ''] ?? []).map((heard) => word.slice(0, at) + heard + word.slice(at + 1));

function slipsOf(word: string): readonly string[] {
  const inner = [...word].map((_, at) => at).slice(1, -1);
  return inner.flatMap((at) => [
    word.slice(0, at) + word.slice(at + 1),
    word.slice(0, at) + (word[at] ?? '') + word.slice(at),
    ...soundsLike(word, at),
    ...(at + 1 < word.length
      ? [word.slice(0, at) + (word[at + 1] ?? '') + (word[at] ?? '') + word.slice(at + 2)]
      : []),
  ]);
}

/** Short, and no slip of it is a word. */
const SHORT_WORDS = ['errei'] as const;

const KNOWN: ReadonlySet<string> = new Set(WORDS);
/** A slip that two words share is none of them. */
const MEANT: ReadonlyMap<string, string> = (() => {
  const found = new Map<string, string>();
  const shared = new Set<string>();
  for (const word of [...WORDS.filter(({ length }) => length >= SHORTEST), ...SHORT_WORDS])
    for (const slip of slipsOf(word)) {
      if (KNOWN.has(slip) || (found.has(slip) && found.get(slip) !== word)) shared.add(slip);
      found.set(slip, word);
    }
  for (const slip of shared) found.delete(slip);
  return found;
})();

/** Plain text with the slips put right. */
export const withoutSlips = (plainText: string): string =>
  plainText.replace(/[a-z]{4,}/g, (word) => MEANT.get(word) ?? word);
