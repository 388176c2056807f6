/**
 * "É você quem decide?", answered in a sentence (T3). Clause by clause: who decides, asks or approves. The lead's own attendance with
 * whoever decides is as good as deciding alone; a name or a person's role alone is that person's decision.
 */
import { statedClauses } from '../stated.ts';
import { DECIDERS, WHOSE } from './people.ts';

const I_DECIDE = String.raw`(?:decido|resolvo|mando|pago|cuido|aprovo|assino|autorizo|escolho|administro|defino|respondo|bato o martelo|tomo (?:as|a) decis\w+|(?:dou|tenho) a (?:ultima )?palavra(?: final)?|vejo isso|fecho)`;
const DECIDES = String.raw`(?:decide[m]?|resolve[m]?|manda[m]?|paga[m]?|cuida[m]?|aprova[m]?|assina[m]?|autoriza[m]?|escolhe[m]?|administra[m]?|define[m]?|responde[m]?|ve|veem|libera[m]?|bate[m]? o martelo|toma[m]? (?:as|a) decis\w+|(?:da|tem) a (?:ultima )?palavra(?: final)?|sabe[m]?|entende[m]?)`;
const PERSON = `(?:el[ea]s?|${WHOSE}${DECIDERS})`;
const FILLED = String.raw`(?:(?:isso|disso|tudo|aqui|essas coisas|dessas coisas|em casa|la|ai|na empresa|sempre|mesmo|e|que|quem) )*`;

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
    String.raw`\bdepende (?:so |somente |apenas )*de mim\b|^(?:so|somente|apenas) de mim\b|\bpassa por mim\b|\btenho (?:total )?autonomia\b|\bso (?:tem|somos|existe|mora|moro) (?:so )?eu\b`,
    String.raw`^(?:(?:ue|uai|oxe|ora|ah|bom|claro|so|sou|e|aqui|sim|apenas|somente) )*eu(?: (?:ne|claro|mesm[oa]|ue|uai|sozinh[oa]|so|sim|oxe|aqui))*$`,
  ].join('|'),
);
const ATTENDS = new RegExp(
  String.raw`\b(?:${PERSON}|os dois|nos dois|a gente) (?:tambem |sempre )?(?:vai|vem|vao|vem|pode[m]?|consegue[m]?|participa[m]?|entra[m]?|estara|topa[m]?|quer|aceit\w+)(?: (?:sim|tambem|tb|ta|esta|junt[oa]s?|comigo|participar|entrar|estar|ir|vir|assistir|presentes?|la|dentro|na reuniao|da reuniao|na conversa|na chamada|na ligacao|no meet))+\b|\bvamos (?:\w+ ){0,2}(?:os dois|juntos|juntas|nos dois|nois dois)\b|\b(?:participamos|vamos participar|entramos|estaremos) (?:os dois|juntos|juntas|nos dois)\b|\b(?:os dois|nos dois|el[ea]s?|a gente) (?:tambem )?(?:vai|vao|vamos|vem|participa[m]?|participamos)$|\b${PERSON} (?:\w+ ){0,4}e (?:tambem )?(?:vai|vem|quer|pode) (?:participar|entrar|estar|vir|ir)\b`,
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
    String.raw`^(?:nao )?(?:e |sao |isso e |ai e |fica com |com |quem e |tudo com )*${PERSON}(?: (?:mesm[oa]|sim|ne|d[aeo] (?:casa|loja|imovel|empresa|predio|conta|terreno|condominio)|quem|que))*$`,
    String.raw`^(?:eu e|nos dois|os dois|a gente) ${WHOSE}(?:${DECIDERS})?$|^(?:nos|os) dois(?: juntos)?$|^a familia\b`,
  ].join('|'),
);

/** `self`: the lead decides, or whoever decides attends. Null where the answer says neither. */
export function decisionAnswered(text: string): 'self' | 'other' | null {
  const clauses = statedClauses(text).map((clause) =>
    clause.replace(/^(?:sim|ai|entao|olha|oxe|na verdade|nao(?= e )) (?=\w)/, ''),
  );
  if (clauses.some((clause) => ATTENDS.test(clause) && !/\bnao\b/.test(clause))) return 'self';
  for (const clause of clauses) {
    if (ASKS_NOBODY.test(clause)) return 'self';
    if (OTHER.test(clause)) return 'other';
    if (SELF.test(clause)) return 'self';
  }
  return null;
}
