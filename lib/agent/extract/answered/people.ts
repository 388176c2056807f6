/** Who a lead may speak of, as words of a pattern. Plain form. */

const HOME = String.raw`espos[oa]|marido|mulher|companheir[oa]|conjuge|noiv[oa]|namorad[oa]`;
const KIN = String.raw`pais?|mae|mamae|papai|mainha|painho|padrast[oa]|madrasta|filh[oa]s?|irma[os]?|irmaos|av[oo]s?|vo|voinh[oa]|vovo|ti[oa]s?|sobrinh[oa]s?|prim[oa]s?|sogr[oa]s?|genro|nora|cunhad[oa]s?|net[oa]s?|ex|familia|herdeir[oa]s?`;
const WORK = String.raw`soci[oa]s?|sociedade|chefe|patrao|patroa|don[oa]s?|proprietari[oa]s?|titular|gerente|gerencia|diretor[ae]?s?|diretoria|direcao|presidente|presidencia|superior|encarregad[oa]|responsave(?:l|is)|financeiro|juridico|contador[a]?|administrador[a]?|administradora|administracao|imobiliaria|locador[a]?|inquilin[oa]|sindic[oa]|condominio|conselho|colegiado|comite|assembleia|pastor[a]?|bispo|padre|paroquia|igreja|diacon[oa]s?|prefeit[oa]|prefeitura|secretari[oa]|governo|matriz|sede|mantenedora|franqueador[a]?|franquia|holding|acionistas?|rh|doutor[a]?|dra?|medic[oa]|fazendeir[oa]|comandante|coordenador[a]?|supervisor[a]?|inventariante|curador[a]?|setor \w+`;
const OUTSIDERS = String.raw`vizinh[oa]s?|amig[oa]s?|coleg[oa]s?|compadre|comadre|conhecid[oa]s?|pessoal|povo`;

/** Shares the lead's roof: what is theirs is the lead's as well. */
export const SAME_ROOF = `(?:${HOME})`;
/** Anybody who may decide in the lead's place. */
export const DECIDERS = `(?:${HOME}|${KIN}|${WORK})`;
/** Whose plant or bill is not the lead's. */
export const OTHERS = `(?:${KIN}|${OUTSIDERS}|patrao|patroa|chefe|ex-?marido|ex-?mulher)`;
/** "O meu", "da nossa", "os". */
export const WHOSE = String.raw`(?:(?:o|a|os|as|um|uma|com|d[oae]s?|pel[oa]s?|pr[oa]|pra|para|n[oa]s?|meus?|minhas?|noss[oa]s?|seus?|mais|outr[oa]s?|dois|duas|tres) )*`;
/** Does as it is told: "sou só a recepcionista". */
export const EMPLOYEE = String.raw`(?:secretari[oa]|recepcionista|porteir[oa]|zelador[a]?|estagiari[oa]|funcionari[oa]|empregad[oa]|inquilin[oa]|caseir[oa]|capataz|assistente|auxiliar|atendente|vendedor[a]?|balconista|caixa|ajudante|cuidador[a]?|diarista|faxineir[oa]|motorista|vigia|vigilante|estudante|peao|vaqueiro|aprendiz|comprador[a]?|cotador[a]?)`;
