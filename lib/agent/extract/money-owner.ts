/** Whose a figure is (T3): a neighbour's, a mother's, a colleague's bill is none of the lead's. */

/** T3: whose a figure is. The last one named before it counts; a spouse's bill is the home's own. */
const RELATIVE =
  'vizinh[oa]s?|parentes?|mainha|painho|voinh[oa]|vovo|sogrinha|vizinhanca|povo|turma|morador(?:es|a)?|condomin[oa]s|clientes?|membros|fieis|funcionari[oa]s?|net[oa]s?|bisnet[oa]s?|sobrinh[oa]s?|afilhad[oa]s?|pastora?|padre|aluno?s?|compadres?|concunhad[oa]|cunhad[oa]s?|genros?|noras?|padrast[oa]|madrast[oa]|compadre|comadre|inquilin[oa]s?|irma|irmao|irmas|irmaos|prim[oa]s?|ti[oa]s?|amig[oa]s?|coleg[oa]s?|patrao|patroa|sogr[oa]s?|mae|pai|pais|avo|filh[oa]s?|namorad[oa]|ex|chefe|pessoal|conhecid[oa]s?';
const OWNER = new RegExp(
  String.raw`\b(?:d?[oae]s?|cada|minhas?|meus?|nossos?|nossas?|uma?|outr[oa]) (?:(?:minha|meu|casa d[aoe]|anterior|antig[oa]|ultim[oa]) ){0,2}(?<other>${RELATIVE})\b(?: meus?| minhas?)?|\b(?:de|da|do|e|pra) (?<kin>mainha|painho|voinh[oa]|vovo)\b|\b(?<named>(?:${RELATIVE}) (?:meus?|minhas?))\b|\b(?:mas|so que|porem|ja) (?<bill>(?:a|o) (?:luz|energia|conta|fatura))\b(?! d)|\b(?<near>(?:a|o)(?: conta| luz| fatura| energia)? d(?:ele|ela)s?|d[oa] (?:lado|frente|esquina)|(?:onde|que) (?:eu )?(?:trabalho|frequento|congrego|estudo)|do (?:meu )?trabalho|do servico)\b|(?<own>\b(?:minha|meu|a nossa|nossa|eu|pago|pagamos|gasto|gastamos|aqui|daqui|em casa|la em casa|a d[oa] (?:predio|casa|loja)|moro|moramos|no nome)\b)`,
  'g',
);
/** "Moro com minha mãe", "eu e meu irmão": one home, one bill. */
const SHARED_HOME = new RegExp(
  String.raw`\b(?:(?:moro|moramos|vivo|vivemos|divido|dividimos) (?:\w+ )?(?:junto )?com|eu e) (?:o |a |os |as )?(?:meus? |minhas? )?(?:${RELATIVE})\b|\b(?:meus? |minhas? )?(?:${RELATIVE}) (?:mora[m]?|vive[m]?|fica[m]?)(?: (?:aqui|junto|tambem))* (?:comigo|com a gente|com nos|aqui)\b`,
  'g',
);

/** "880 é a do meu cunhado". */
const OF_OTHERS_BEHIND = new RegExp(
  String.raw`^(?:reais )?(?:e|era|foi|sao|quem paga e) (?:(?:a|o) )?(?:d[aeo]s? )?(?:meus? |minhas? )?(?:${RELATIVE})\b`,
);
export const isOfOthersBehind = (after: string): boolean => OF_OTHERS_BEHIND.test(after);

/** "De 900 minha irmã passou a pagar 120". */
const OTHERS_MOVE = new RegExp(
  String.raw`^(?:reais )?(?:o |a )?(?:meu|minha) (?:${RELATIVE}) (?:passou|caiu|baixou|foi|paga|pagava|gasta|gastava)\b`,
);
export const movesToOthers = (after: string): boolean => OTHERS_MOVE.test(after);

/** The sentence up to a figure. */
export const sentenceBefore = (scanned: string, start: number): string =>
  scanned
    .slice(0, start)
    .split(/[.!?](?!\d)/)
    .at(-1) ?? '';

/** The sentence up to the figure names somebody else last. */
export function isSomebodyElses(scanned: string, start: number): boolean {
  const sentence = sentenceBefore(scanned, start).replace(SHARED_HOME, 'eu ');
  const groups = [...sentence.matchAll(OWNER)].at(-1)?.groups;
  return (
    (groups?.['other'] ?? groups?.['kin'] ?? groups?.['named'] ?? groups?.['near']) !== undefined &&
    !/\bno nome d/.test(sentence)
  );
}
