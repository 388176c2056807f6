/**
 * "É você quem decide?", answered in a sentence (T3). Clause by clause: who decides, asks or approves. The lead's own attendance with
 * whoever decides is as good as deciding alone; a name or a person's role alone is that person's decision.
 */
import { statedClauses } from '../stated.ts';
import { DECIDERS, WHOSE } from './people.ts';

const I_DECIDE = String.raw`(?:decido|resolvo|mando|pago|cuido|aprovo|assino|autorizo|escolho|administro|defino|respondo|bato o martelo|tomo (?:as|a) decis\w+|(?:dou|tenho) a (?:ultima )?palavra(?: final)?|vejo isso|fecho)`;
const DECIDES = String.raw`(?:decide[m]?|resolve[m]?|manda[m]?|paga[m]?|cuida[m]?|aprova[m]?|assina[m]?|autoriza[m]?|escolhe[m]?|administra[m]?|define[m]?|responde[m]?|ve|veem|libera[m]?|vota[m]?|bate[m]? o martelo|toma[m]? (?:as|a) decis\w+|(?:da|tem) a (?:ultima )?palavra(?: final)?|sabe[m]?|entende[m]?)`;
const PERSON = `(?:el[ea]s?|${WHOSE}${DECIDERS})`;
const FILLED = String.raw`(?:(?:isso|disso|tudo|aqui|as coisas?|as coisa|essas coisas|dessas coisas|em casa|la|ai|na empresa|sempre|mesmo|e|que|quem) )*`;

/** "Não preciso perguntar a ninguém": a no that says yes. */
const ASKS_NOBODY =
  /\b(?:nao|nem) (?:\w+ )?(?:preciso|dependo|tenho que|devo|precisa|consulto|pergunto)\b.*\b(?:ninguem|nada)\b|\bsem (?:precisar )?(?:consultar|perguntar|depender)\b/;
const SELF = new RegExp(
  [
    String.raw`(?<!\b(?:nao|nem) )\beu (?:mesm[oa] |que |quem |so |sozinh[oa] |e que |aqui )*${I_DECIDE}\b`,
    String.raw`(?<!\b(?:nao|nem|nao posso) )\b(?:posso|consigo) (?:decidir|resolver)\b|^(?:sim )?${I_DECIDE}\b(?! (?:junto|com))`,
    String.raw`\bquem ${DECIDES} ${FILLED}sou eu\b|(?<!\bnao )\bsou (?:so )?eu(?: (?:mesm[oa]|so|sozinh[oa]|aqui))?(?: (?:que|quem)\b.*)?$`,
    String.raw`(?<!nao )\bsou (?:eu )?(?:o |a )?(?:unic[oa] )?(?:don[oa](?= (?:d[aeo]|aqui|sim|mesm[oa])\b|$)|titular|proprietari[oa]|responsavel|chefe|sindic[oa]|decisor[a]?|cabeca)\b`,
    String.raw`\b(?:decisao|palavra|palavra final|ultima palavra|casa|conta|empresa|loja|responsabilidade) (?:final )?e (?:so )?minha\b`,
    String.raw`\bdepende (?:so |somente |apenas )*de mim\b|^(?:so|somente|apenas) de mim\b|\bpassa por mim\b|\bdeixa[m]? (?:tudo |isso |essas coisas )*(?:comigo|por minha conta|na minha mao|nas minhas maos|pra mim)\b|^(?:a )?(?:minha decisao|decisao minha)$|^(?:(?:por|so|eu) )*(?:mim mesm[oa]|sozinh[oa]|sozinho mesmo)$|\btenho (?:total )?autonomia\b|\bso (?:tem|somos|existe|mora|moro) (?:so )?eu\b`,
    String.raw`^(?:so |somente )?eu e deus\b`,
    String.raw`^(?:(?:isso|tudo|aqui|essa parte|essas coisas|a conta|a casa|a decisao) )*(?:(?:e|fica|ta|tudo|so) )*comigo(?: mesm[oa])?$`,
    String.raw`^(?:(?:ue|uai|oxe|ora|ah|bom|claro|so|sou|e|aqui|sim|apenas|somente) )*eu(?:zinh[oa])?(?: (?:ne|claro|mesm[oa]|ue|uai|sozinh[oa]|so|sim|oxe|aqui))*$`,
  ].join('|'),
);
const ATTENDS = new RegExp(
  String.raw`\b(?:${PERSON}|os dois|nos dois|a gente) (?:tambem |sempre )?(?:vai|vem|vao|vem|pode[m]?|consegue[m]?|participa[m]?|entra[m]?|estara|topa[m]?|quer|aceit\w+)(?: (?:sim|tambem|tb|ta|esta|junt[oa]s?|comigo|participar|entrar|estar|ir|vir|assistir|presentes?|la|dentro|na reuniao|da reuniao|na conversa|na chamada|na ligacao|no meet))+\b|\b(?:${PERSON} e eu|eu e ${PERSON}) (?:tambem )?(?:vamos|vai|participamos|entramos|estaremos|podemos)(?! (?:decidir|ver|pensar|conversar|resolver))|\bvamos (?:\w+ ){0,2}(?:os dois|juntos|juntas|nos dois|nois dois)\b|\b(?:participamos|vamos participar|entramos|estaremos) (?:os dois|juntos|juntas|nos dois)\b|\b(?:os dois|nos dois|el[ea]s?|a gente) (?:tambem )?(?:vai|vao|vamos|vem|participa[m]?|participamos)$|\b${PERSON} (?:\w+ ){0,4}e (?:tambem )?(?:vai|vem|quer|pode) (?:participar|entrar|estar|vir|ir)\b`,
);
const OTHER = new RegExp(
  [
    // Whose decision it is, said with a verb of deciding.
    String.raw`\b${PERSON} (?:e )?(?:d[aeo]s? \w+ )?(?:que |quem |e que )?${FILLED}${DECIDES}\b`,
    String.raw`\bquem ${FILLED}${DECIDES} ${FILLED}(?:e|sao|seria) (?:so )?${PERSON}\b`,
    String.raw`\b(?:passa|passar|passando|vai|ir) (?:antes )?(?:pel[oa]|pr[ao]|pra|para) ${WHOSE}${DECIDERS}\b|\b(?:tem|precisa|vai) (?:que )?(?:ter |de )?(?:uma )?(?:assembleia|votacao|reuniao d[eo] (?:condominio|conselho|diretoria))\b`,
    String.raw`\bpor conta d[aeo] ${WHOSE}${DECIDERS}\b|\b(?:vendo|olhando|pesquisando) (?:isso |so )?(?:pr[ao]|pra|para) ${WHOSE}${DECIDERS}\b|^(?:isso )?(?:e|seria) (?:pr[ao]|pra|para) ${WHOSE}${DECIDERS}\b`,
    String.raw`\b(?:decido|decidimos|resolvemos|vejo|vemos) (?:tudo )?(?:junt[oa]s?|com)\b`,
    String.raw`^nao sou (?:so )?eu\b|\bnao (?:posso )?decido (?:so|sozinh[oa]|nada)\b`,
    // A person and nothing more.
    String.raw`^(?:nao )?(?:e |sao |isso e |isso ai e |isso ai |isso |ai e |fica com |com |quem e |tudo com )*${PERSON}(?: (?:mesm[oa]|sim|ne|d[aeo]s? \w+|quem|que))*$`,
    String.raw`^(?:o |a )?(?:meu|minha) ${DECIDERS} e eu\b`,
    String.raw`^(?:eu e|nos dois|os dois|a gente) ${WHOSE}(?:${DECIDERS})?$|^(?:nos|os) dois(?: juntos)?$|^a familia\b`,
  ].join('|'),
);

/** Two decide, or more, whatever else is said: that is somebody else's decision until they attend. */
const JOINT = new RegExp(
  [
    String.raw`\beu e (?:(?:o|a|os|as) )?(?:meus?|minhas?|noss[oa]s?) (?:\w+ )?${DECIDERS}\b|\b(?:meus?|minhas?|noss[oa]s?) ${DECIDERS} e eu\b`,
    String.raw`^(?:nos )?somos (?:em )?(?:\d+|dois|duas|tres|quatro|cinco|seis|varios|muitos) (?:${DECIDERS}|herdeir[oa]s)\b`,
    String.raw`\btem (?:mais )?(?:\d+|dois|duas|tres|quatro|outr[oa]s?) (?:soci|irma|herdeir|don|proprietari)\w+|\ba gente vota\b|\btem (?:que ter |de ter )?(?:uma )?(?:assembleia|votacao)\b|\ba assembleia (?:decide|aprova|vota)\b`,
  ].join('|'),
);
const TAKES_ALONG = new RegExp(
  String.raw`\b(?:vou|posso|quero|consigo|vamos) (?:chamar|levar|trazer|incluir|botar|colocar|convidar|avisar) (?:el[ea]s?|${WHOSE}${DECIDERS})\b`,
);
/** Asks at home first. */
const ASKS_AT_HOME = new RegExp(
  String.raw`\b(?:tenho que|preciso|vou|deixa eu|quero|queria|precisa|temos que) (?:\w+ )?(?:conversar|falar|ver|consultar|perguntar|combinar|discutir|decidir|sentar)(?: (?:antes|primeiro|isso|aqui|la))* (?:em casa|(?:com|pr[ao]|pra|para) (?:(?:a|o|os|as) )?(?:familia|pessoal|povo|galera|todos|todo mundo|${WHOSE}${DECIDERS}))\b`,
);
/** What it is to whoever decides. */
const IS_OF =
  /^(?:eu )?sou (?:(?:so|o|a|um|uma|apenas) )*(?:filh[oa]|espos[oa]|marido|mulher|sobrinh[oa]|net[oa]|nora|genro|irma|irmao|funcionari[oa]|secretari[oa]|empregad[oa]|inquilin[oa]|caseir[oa]|assistente|assessor[a]?|cuidador[a]?)\b/;
/** Said to us, not of anybody: "mulher, sou eu mesma". */
const VOCATIVE =
  /^(?:mulher|homem|menina|menino|amig[oa]|moc[oa]|rapaz|minha filha|meu filho|querid[oa]|meu amigo|minha amiga|minha irma|meu irmao|jovem|dona)$/;

/** Whose the house or the bill is says who decides, where nothing else does. */
const OWNED_BY = new RegExp(
  String.raw`\b(?:casa|conta|imovel|loja|empresa|apartamento|terreno|sitio|ponto) (?:e|pertence|ta no nome|esta no nome|fica no nome) (?:a |ao )?(?:d[aeo]s? )?${WHOSE}${DECIDERS}\b|^e d[aeo]s? (?:meus?|minhas?) ${DECIDERS} (?:a|o) (?:casa|conta|imovel|loja|terreno)\b`,
);

/** `self`: the lead decides, or whoever decides attends. Null where the answer says neither. */
export function decisionAnswered(text: string): 'self' | 'other' | null {
  const clauses: string[] = statedClauses(text).map((clause) =>
    clause.replace(/^(?:sim|ai|entao|olha|oxe|na verdade|nao(?= e )) (?=\w)/, ''),
  );
  if (clauses.length > 1 && VOCATIVE.test(clauses[0] ?? '')) clauses.shift();
  const isWilling = (clause: string): boolean =>
    (ATTENDS.test(clause) || TAKES_ALONG.test(clause)) && !/\bnao\b/.test(clause);
  if (clauses.some(isWilling)) return 'self';
  if (clauses.some((clause) => JOINT.test(clause))) return 'other';
  for (const clause of clauses) {
    if (ASKS_NOBODY.test(clause)) return 'self';
    if (OTHER.test(clause) || ASKS_AT_HOME.test(clause)) return 'other';
    if (SELF.test(clause)) return 'self';
  }
  return clauses.some((clause) => OWNED_BY.test(clause) || IS_OF.test(clause)) ? 'other' : null;
}
