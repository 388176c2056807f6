/** Who a lead may speak of, as words of a pattern. Plain form. */

const HOME = String.raw`espos[oa]|marido|mulher|companheir[oa]|conjuge|noiv[oa]|namorad[oa]`;
const KIN = String.raw`pais?|mae|mainha|painho|padrast[oa]|madrasta|filh[oa]s?|irma[os]?|irmaos|av[oo]s?|vo|voinh[oa]|vovo|ti[oa]s?|sobrinh[oa]s?|prim[oa]s?|sogr[oa]s?|genro|nora|cunhad[oa]s?|net[oa]s?|ex|familia|herdeir[oa]s?|parentes?`;
const WORK = String.raw`soci[oa]s?|chefe|patrao|patroa|don[oa]s?|proprietari[oa]s?|titular|gerente|diretor[ae]?s?|diretoria|presidente|superior|encarregad[oa]|responsave(?:l|is)|financeiro|contador[a]?|administrador[a]?|administracao|imobiliaria|locador[a]?|inquilin[oa]|sindic[oa]|condominio|conselho|assembleia|pastor[a]?|padre|igreja|prefeit[oa]|secretari[oa]|matriz|rh|setor \w+`;
const OUTSIDERS = String.raw`vizinh[oa]s?|amig[oa]s?|coleg[oa]s?|compadre|comadre|conhecid[oa]s?|pessoal|povo`;

/** Shares the lead's roof: what is theirs is the lead's as well. */
export const SAME_ROOF = `(?:${HOME})`;
/** Anybody who may decide in the lead's place. */
export const DECIDERS = `(?:${HOME}|${KIN}|${WORK})`;
/** Whose plant or bill is not the lead's. */
export const OTHERS = `(?:${KIN}|${OUTSIDERS}|patrao|patroa|chefe|ex-?marido|ex-?mulher)`;
/** "O meu", "da nossa", "os". */
export const WHOSE = String.raw`(?:(?:o|a|os|as|um|uma|com|d[oae]s?|pel[oa]s?|pr[oa]|pra|para|n[oa]s?|meus?|minhas?|noss[oa]s?|seus?|mais) )*`;
