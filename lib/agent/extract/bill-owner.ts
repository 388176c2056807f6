/** Whose a figure is (T3): a neighbour's bill is not the lead's. */

/** The last one named before it counts; a spouse's bill is the home's own. */
const RELATIVE =
  'vizinh[oa]s?|mainha|painho|voinh[oa]|vovo|sogrinha|vizinhanca|povo|turma|cunhad[oa]s?|genros?|noras?|padrast[oa]|madrast[oa]|compadre|comadre|inquilin[oa]s?|irma|irmao|irmas|irmaos|prim[oa]s?|ti[oa]s?|amig[oa]s?|coleg[oa]s?|patrao|patroa|sogr[oa]s?|mae|pai|pais|avo|filh[oa]s?|namorad[oa]|ex|chefe|pessoal|conhecid[oa]s?|moradores|condominos|funcionarios|alunos|fieis|inquilinos';
const OWNER = new RegExp(
  String.raw`\b(?:d?[oae]s?|minhas?|meus?|nossos?|nossas?|uma?|outr[oa]) (?:(?:minha|meu|casa d[aoe]) ){0,2}(?<other>${RELATIVE})\b(?: meus?| minhas?)?|\b(?:de|da|do|e|pra) (?<kin>mainha|painho|voinh[oa]|vovo)\b|(?<own>\b(?:minha|meu|a nossa|nossa|eu|pago|pagamos|gasto|gastamos|aqui|la em casa|moro|moramos|no nome)\b)`,
  'g',
);
/** "Moro com minha mãe", "eu e meu irmão": one home, one bill. */
const SHARED_HOME = new RegExp(
  String.raw`\b(?:(?:moro|moramos|vivo|vivemos|divido|dividimos) (?:\w+ )?(?:junto )?com|eu e) (?:o |a |os |as )?(?:meus? |minhas? )?(?:${RELATIVE})\b|\b(?:minhas?|meus?) (?:${RELATIVE}) (?:mora|moram|vive|vivem|fica|ficam) (?:aqui |junto )*(?:comigo|conosco|com a gente|com nos|aqui em casa|aqui)\b`,
  'g',
);
export const sentenceBefore = (scanned: string, start: number): string =>
  scanned
    .slice(0, start)
    .split(/[.!?](?!\d)/)
    .at(-1) ?? '';

/** The sentence up to the figure names somebody else last. */
export function isSomebodyElses(scanned: string, start: number): boolean {
  const sentence = sentenceBefore(scanned, start).replace(SHARED_HOME, 'eu ');
  const groups = [...sentence.matchAll(OWNER)].at(-1)?.groups;
  return (groups?.['other'] ?? groups?.['kin']) !== undefined && !/\bno nome d/.test(sentence);
}
