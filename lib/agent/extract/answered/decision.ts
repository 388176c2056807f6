/**
 * "É você quem decide?", answered in a sentence (T3). Clause by clause: who decides, asks or approves. The lead's own attendance with
 * whoever decides is as good as deciding alone; a name or a person's role alone is that person's decision.
 */
import { full } from '../plain-text.ts';
import { answerClauses, IS_UNSURE } from './clauses.ts';
import { DECIDERS, EMPLOYEE, WHOSE } from './people.ts';

const I_DECIDE = String.raw`(?:decido|resolvo|mando|pago|cuido|aprovo|assino|autorizo|escolho|administro|defino|respondo|bato o martelo|tomo (?:as|a) decis\w+|(?:dou|tenho) a (?:ultima )?palavra(?: final)?|vejo isso|fecho)`;
const DECIDES = String.raw`(?:decide[m]?|resolve[m]?|manda[m]?|paga[m]?|cuida[m]?|aprova[m]?|assina[m]?|autoriza[m]?|escolhe[m]?|administra[m]?|define[m]?|responde[m]?|ve|veem|libera[m]?|bate[m]? o martelo|toma[m]? (?:as|a) decis\w+|(?:da|tem) a (?:ultima )?palavra(?: final)?|sabe[m]?|entende[m]?|delibera[m]?|vota[m]?|opina[m]?|concorda[m]?|confirma[m]?|batem? o martelo)`;
const PERSON = `(?:el[ea]s?|${WHOSE}${DECIDERS})`;
const FILLED = String.raw`(?:(?:isso|disso|tudo|aqui|(?:d?ess?as|as)? ?coisas?|d[aeo]s? (?:contas?|luz|energia|dinheiro|parte|compras)|nessas? \w+|nesta \w+|em casa|la|ai|na empresa|sempre|mesmo|e|que|quem) )*`;

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
    String.raw`\b(?:comigo|por minha conta|na minha mao|nas minhas maos)(?: (?:mesm[oa]|memo|mermo|aqui|sim|so|tudo|isso|(?:d?ess?as )coisas?))*$|\bdeix\w+ (?:tudo |isso )?(?:comigo|por minha conta|na minha mao)\b|\bcarta branca\b|\bconfia[m]? em mim\b|\btenho procuracao\b|\bsou (?:o |a )?procurador[a]?\b`,
    String.raw`\bquem mais (?:seria|ia ser|poderia|pode ser|decide|e)\b|\bso (?:tem|somos|existe|ha) (?:um|uma|1) (?:chefe|don[oa]|soci[oa]|patrao|pessoa)\b|\b(?:sou )?mae solo\b|\bdon[oa] do meu nariz\b|^(?:so )?eu e (?:o )?(?:deus|jesus|nosso senhor|o gato|meu gato|o cachorro|meu cachorro)\b`,
    String.raw`\b(?:empresa|firma|casa|loja|conta|decisao|palavra|caneta|chave) e (?:toda |so )?minha\b|\bquem (?:tem|bota|poe|entra com) o (?:dinheiro|bolso) sou eu\b|\bsou (?:o |a )?(?:unic[oa]|responsavel legal)\b|\b(?:e|fica) tudo comigo\b|\bdecidir eu decido\b|\bsou viuv[oa]\b|\beu mesm[oa] posso\b`,
    String.raw`^(?:e )?euzinh[oa]\b|^e{1,3}u(?: (?:memo|mermo|mermao|msm))?$|^(?:so|somente|apenas) eu(?: (?:aqui|em casa|mesm[oa]|memo))*$|^tudo (?:e )?eu\b|^mando eu\b`,
    String.raw`^(?:(?:ue|uai|oxe|ora|ah|bom|claro|so|sou|e|aqui|sim|apenas|somente) )*eu(?: (?:ne|claro|mesm[oa]|ue|uai|sozinh[oa]|so|sim|oxe|aqui))*$`,
  ].join('|'),
);
const ATTENDS = new RegExp(
  String.raw`\b(?:${PERSON}|os dois|nos dois|a gente) (?:tambem |sempre )?(?:vai|vem|vao|vem|pode[m]?|consegue[m]?|participa[m]?|entra[m]?|estara|topa[m]?|quer|aceit\w+)(?: (?:sim|tambem|tb|ta|esta|junt[oa]s?|comigo|participar|entrar|estar|ir|vir|assistir|presentes?|la|dentro|na reuniao|da reuniao|na conversa|na chamada|na ligacao|no meet))+\b|\bvamos (?:\w+ ){0,2}(?:os dois|juntos|juntas|nos dois|nois dois)\b|\b(?:participamos|vamos participar|entramos|estaremos) (?:os dois|juntos|juntas|nos dois)\b|\b(?:os dois|nos dois|el[ea]s?|a gente) (?:tambem )?(?:vai|vao|vamos|vem|participa[m]?|participamos)$|\b${PERSON} (?:\w+ ){0,4}e (?:tambem )?(?:vai|vem|quer|pode) (?:participar|entrar|estar|vir|ir)\b`,
);
const OTHER = new RegExp(
  [
    String.raw`\b(?:isso|essas? coisas?|decisao|assunto|parte)?(?: ai| aqui| la| dai)? ?(?:e|fica|vai|ta|esta|trata) (?:so |tudo |ai |la )?com ${WHOSE}${DECIDERS}\b`,
    String.raw`\b${PERSON} (?:\w+ ){0,3}?(?:precisa[m]?|tem|teria[m]?|deve[m]?) (?:que |q |de )?(?:\w+ )?(?:aprovar|autorizar|concordar|assinar|ver|olhar|liberar|decidir|querer|aceitar|opinar|saber|dar|bater)\b`,
    String.raw`\b(?:tenho|teria|preciso|precisaria|tem|temos|vou|vamos|devo|falta) (?:que |q |de |ter que )?(?:\w+ )?(?:levar|passar|falar|ver|conversar|consultar|perguntar|mostrar|alinhar|apresentar|combinar|acertar|submeter|pedir|esperar) (?:\w+ ){0,3}?(?:com|pr[oa]s?|pra|para|pel[oa]s?|n[oa]s?|a|ao|aos|autorizacao d[aeo]) ?${WHOSE}${DECIDERS}\b`,
    String.raw`\bpassa (?:tudo |isso |primeiro |antes )?pel[oa]s? ${WHOSE}${DECIDERS}\b|\b(?:e|vai|fica|resolve\w*|decid\w+) (?:no|por|em) (?:voto|votacao|assembleia|maioria)\b|\b(?:e|na|por) votacao\b|\b${PERSON} que e (?:o |a )?(?:don[oa]|responsavel|titular|proprietari[oa])\b|\ba gente (?:vota|decide junt[oa]s?|delibera)\b`,
    String.raw`\b(?:somos|sao|tem mais|tem|temos|entre) (?:eu e )?(?:mais )?(?:dois|duas|tres|quatro|cinco|\d+|varios|varias|outros|outras) (?:soci[oa]s|irma[os]s?|irmaos|don[oa]s|herdeir[oa]s|filh[oa]s|proprietari[oa]s|diretor\w+|pessoas)\b|\bdivido (?:\w+ ){1,3}com\b|\bos dois (?:tem|precisam|teriam) (?:que|q|de)\b`,
    String.raw`\b(?:decido|mando|resolvo|apito) (?:em )?nada\b|\bnao (?:decido|mando|resolvo|apito) (?:nada|isso|em nada)\b|\bnao decido\b|\b(?:eu )?so (?:cuido|trabalho|faco|dirijo|ajudo|atendo|anoto|repasso|pesquiso|cot\w+|obedeco|opero|recebo|empresto|moro|(?:to|estou) (?:vendo|pesquisando|fazendo|olhando|cotando))\b|\bobedeco\b`,
    String.raw`(?<!\bnao )\bsou (?:so|somente|apenas) (?:a |o |um |uma )?(?!eu\b|minha\b|don[oa]\b)\w{4,}|\bbat(?:emos|e) (?:o martelo )?junt[oa]s?\b|\b(?:decide|resolve|ve|escolhe|opina|manda) (?:junto )?comigo\b`,
    String.raw`\bdepende (?:muito |tambem |so )?(?:d[aeo]s? )${WHOSE}${DECIDERS}\b|\b(?:consultar|esperar|ouvir|avisar) ${WHOSE}${DECIDERS}\b|^${WHOSE}${DECIDERS} (?:tambem|tb) (?:opina|decide|manda|resolve|participa da decisao)\b|\bnao decido (?:nada )?sem\b|\b(?:eu e|eu mais) ${WHOSE}${DECIDERS}\b(?! (?:ja )?(?:mort|falec))`,
    // Whose decision it is, said with a verb of deciding.
    String.raw`\b${PERSON} (?:e )?(?:d[aeo]s? \w+ )?(?:que |quem |e que )?${FILLED}${DECIDES}\b`,
    String.raw`\bquem ${FILLED}${DECIDES} ${FILLED}(?:e|sao|seria) (?:so )?${PERSON}\b`,
    String.raw`\b(?:passa|passar|passando|vai|ir) (?:antes )?(?:pel[oa]|pr[ao]|pra|para) ${WHOSE}${DECIDERS}\b|\b(?:tem|precisa|vai) (?:que )?(?:ter |de )?(?:uma )?(?:assembleia|votacao|reuniao d[eo] (?:condominio|conselho|diretoria))\b`,
    String.raw`\bpor conta d[aeo] ${WHOSE}${DECIDERS}\b|\b(?:vendo|olhando|pesquisando) (?:isso |so )?(?:pr[ao]|pra|para) ${WHOSE}${DECIDERS}\b|^(?:isso )?(?:e|seria) (?:pr[ao]|pra|para) ${WHOSE}${DECIDERS}\b`,
    String.raw`\b(?:decido|decidimos|resolvemos|vejo|vemos) (?:tudo )?(?:junt[oa]s?|com)\b`,
    String.raw`^nao sou (?:so )?eu\b|\bnao (?:posso )?decido (?:so|sozinh[oa]|nada)\b`,
    // A person and nothing more.
    String.raw`^(?:nao )?(?:e |sao |isso e |ai e |fica com |com |quem e |tudo com )*${PERSON}(?: (?:mesm[oa]|sim|ne|d[aeo]s? [a-z]+|quem|que))*$`,
    String.raw`^(?:eu e|nos dois|os dois|a gente) ${WHOSE}(?:${DECIDERS})?$|^(?:nos|os) dois(?: juntos)?$|^a familia\b`,
  ].join('|'),
);

/** Weaker than a word of the lead's own deciding: what it is, what it would do. */
const LESSER_OTHER = new RegExp(
  String.raw`\bsou (?:a |o |um |uma )?${EMPLOYEE}\b|^por mim (?:ja|tava|\w{3,}va)\b`,
);
/** "Se fosse por mim já tava feito". */
const IF_IT_WERE_MINE = /\bse (?:fosse|dependesse) (?:por|de|so de|so por) mim\b/;
/** Nobody's decision yet. */
const OPEN =
  /^depende (?:(?:muito|so|tambem) )?(?:d[oae]s? )?(?:valor|preco|tamanho|gasto|custo|proposta|parcela|quanto|condic\w+|orcamento)\b|^depende$|\b(?:quem|qual deles|quem e que) (?:vai|ia) (?:ficar|decidir|assinar|resolver|cuidar|responder)\b|\binventario\b|^(?:a gente )?(?:vamos|vou|vai) (?:ver|pensar|conversar) (?:mais pra frente|depois|ainda|isso depois|em familia)\b|\btalvez eu\b|\btalvez (?:o|a|meu|minha)\b|\bpode ser que seja\b|\bainda (?:nao|vamos|vou) (?:combin\w+|conversar|ver|decid\w+)\b|\bver quem\b/;

/** `self`: the lead decides, or whoever decides attends. `open`: it says that it does not know yet. Null where the answer says none of them. */
export function decisionAnswered(text: string): 'self' | 'other' | 'open' | null {
  const clauses = answerClauses(text).map((clause) =>
    clause
      .replace(/^(?:sim|ai|entao|olha|oxe|na verdade|nao(?= e )) (?=\w)/, '')
      .replace(/\b(?:memo|mermo|msm)\b/g, 'mesmo')
      .replace(/\bc (?=meu|minha|o |a )/g, 'com '),
  );
  if (clauses.some((clause) => ATTENDS.test(clause) && !/\bnao\b/.test(clause))) return 'self';
  if (clauses.some((clause) => SELF_DESPITE.test(clause))) return 'self';
  let lesser: 'other' | null = IF_IT_WERE_MINE.test(full(text)) ? 'other' : null;
  let isOpen = false;
  for (const clause of clauses) {
    if (ASKS_NOBODY.test(clause)) return 'self';
    if (OPEN.test(clause)) {
      isOpen = true;
      continue;
    }
    if (OTHER.test(clause)) return 'other';
    if (SELF.test(clause)) return 'self';
    if (LESSER_OTHER.test(clause)) lesser = 'other';
    if (IS_UNSURE.test(clause)) isOpen = true;
  }
  return lesser ?? (isOpen ? 'open' : null);
}

/** Names another, and says that it left the decision to the lead. */
const SELF_DESPITE =
  /\b(?:deix\w+ (?:tudo |isso |essas coisas )?(?:comigo|por minha conta|na minha mao)|carta branca|confia[m]? em mim|depois passou pra mim|decido por (?:el[ea]|todos)|quem (?:bate o martelo|manda|decide|resolve|assina|paga)(?: \w+){0,4} sou eu|so tem (?:um|uma|1) (?:chefe|don[oa]|patrao)|(?:e|fica|ficou) tudo comigo)\b/;
