/**
 * "É você quem decide?", answered in a sentence (T3). Clause by clause: who decides, asks or approves. The lead's own attendance with
 * whoever decides is as good as deciding alone; a name or a person's role alone is that person's decision.
 */
import { full } from '../plain-text.ts';
import { answerClauses, IS_UNSURE, NO_ANSWER, PAUSES, WONT_SAY } from './clauses.ts';
import { isOwnRole, isOwnStanding, spokenOf } from './decision-people.ts';
import { DECIDERS, EMPLOYEE, WHOSE } from './people.ts';

/** "Mando os papéis" sends them. */
const I_DECIDE = String.raw`(?:decido|resolvo|mando(?! (?:(?:os|as|um|uma|o|a|seu|isso|tudo) )*(?:pap|orcament|proposta|document|foto|conta|email|zap|mensag|dados|isso pr|pr[ao] ))|pago(?! (?:uns |umas |quase |mais de |ja )?(?:\d|aluguel|caro|muito))|cuido(?! d[aeo]s? (?:minha |meu |meus |minhas )?(?:mae|pais?|filh\w+|net\w+|avo|vo|crianc\w+|idos\w+|gente)\b)|aprovo|assino|autorizo|escolho(?! (?:o|a|os) (?:horario|dia|data|hora|cor)\b)|administro|defino|respondo|bato o martelo|tomo (?:as|a) decis\w+|(?:dou|tenho) a (?:ultima )?palavra(?: final)?|vejo (?:isso|tudo)|fecho)`;
const DECIDES = String.raw`(?:decide[m]?|resolve[m]?|manda[m]?|paga[m]?|cuida[m]?|aprova[m]?|assina[m]?|autoriza[m]?|escolhe[m]?|administra[m]?|define[m]?|responde[m]?|ve|veem|libera[m]?|bate[m]? o martelo|toma[m]? (?:as|a) decis\w+|(?:da|tem) a (?:ultima )?palavra(?: final)?|sabe[m]?|entende[m]?|delibera[m]?|vota[m]?|opina[m]?|contrata[m]?|compra[m]?|trata[m]?|concorda[m]?|confirma[m]?|olha[m]?(?= (?:isso|ess|tudo|pra|por))|batem? o martelo)`;
const PERSON = `(?:el[ea]s?|${WHOSE}${DECIDERS})`;
const FILLED = String.raw`(?:(?:isso|disso|tudo|aqui|(?:d?ess?as|as)? ?coisas?|d[aeo]s? (?:contas?|luz|energia|dinheiro|parte|compras)|nessas? \w+|nesta \w+|em casa|la|ai|na empresa|sempre|mesmo|e|que|quem) ){0,5}`;

/** "Não preciso perguntar a ninguém": a no that says yes. */
const ASKS_NOBODY =
  /\b(?:nao|nem) (?:\w+ )?(?:preciso|dependo|tenho que|devo|precisa|consulto|pergunto)\b.*\b(?:ninguem|nada)\b|\bnao (?:tem|ha|existe) (?:mais )?ninguem\b|\bsem (?:precisar )?(?:consultar|perguntar|depender)\b/;
const SELF = new RegExp(
  [
    String.raw`(?<!\b(?:nao|nem) )\beu (?:mesm[oa] |que |quem |so |sozinh[oa] |e que |aqui )*${I_DECIDE}\b`,
    String.raw`(?<!\b(?:nao|nem|nao posso) )\b(?:posso|consigo) (?:decidir|resolver)\b|^(?:sim )?${I_DECIDE}\b(?! (?:junto|com))`,
    String.raw`\bquem ${DECIDES} ${FILLED}sou eu\b|(?<!\bnao )\bsou (?:so )?eu(?: (?:mesm[oa]|so|sozinh[oa]|aqui))?(?: (?:que|quem)\b.*)?$`,
    String.raw`(?<!nao )\bsou (?:eu )?(?:o |a )?(?:unic[oa] )?(?:don[oa](?= (?:d[aeo]|aqui|sim|mesm[oa])\b|$)|titular|proprietari[oa]|responsavel|chefe|sindic[oa]|decisor[a]?|cabeca)\b`,
    String.raw`\b(?:decisao|palavra|palavra final|ultima palavra|casa|conta|empresa|loja|responsabilidade) (?:final )?e (?:so )?minha\b`,
    String.raw`\bdepende (?:so |somente |apenas )*de mim\b|^(?:so|somente|apenas) de mim\b|\bpassa por mim\b|\btenho (?:total )?autonomia\b|\bso (?:tem|somos|existe|mora|moro) (?:so )?eu\b`,
    String.raw`(?<!\bnao (?:e |fica )?)\b(?:comigo|por minha conta|na minha mao|nas minhas maos)(?: (?:mesm[oa]|memo|mermo|aqui|sim|so|tudo|isso|(?:d?ess?as )coisas?))*$|\bdeix\w+ (?:tudo |isso )?(?:comigo|por minha conta|na minha mao)\b|\bcarta branca\b|\bconfia[m]? em mim\b|\btenho procuracao\b|\bsou (?:o |a )?procurador[a]?\b`,
    String.raw`\bquem mais (?:seria|podia|sera|tinha|ia ser|poderia|pode ser|decide|e)\b|\bso (?:tem|somos|existe|ha) (?:um|uma|1) (?:chefe|don[oa]|soci[oa]|patrao|pessoa)\b|\b(?:sou )?mae solo\b|\bdon[oa] do meu nariz\b|^(?:so )?eu e (?:o )?(?:deus|jesus|nosso senhor|o gato|meu gato|o cachorro|meu cachorro)\b`,
    String.raw`\b(?:empresa|firma|casa|loja|conta|decisao|palavra|caneta|chave) e (?:toda |so )?minha\b|\bquem (?:tem|bota|poe|entra com) o (?:dinheiro|bolso) sou eu\b|\bsou (?:o |a )?(?:unic[oa]|responsavel legal)\b|\b(?:e|fica) tudo comigo\b|\bdecidir eu decido\b|\bsou viuv[oa]\b|\beu mesm[oa] posso\b`,
    String.raw`(?<!\bnao )\b(?:decido|resolvo|mando|escolho) (?:tudo )?(?:so|sozinh[oa])\b|\bcanto? de galo\b.*\beu\b`,
    String.raw`\b(?:resolvo|mando n|cuido d)a minha (?:propria )?vida\b|\bresolvo (?:a )?minha vida\b|^(?:e )?euzinh[oa]\b|^e{1,3}u(?: (?:memo|mermo|mermao|msm))?$|^(?:so|somente|apenas) eu(?: (?:aqui|em casa|mesm[oa]|memo))*$|^tudo (?:e )?eu\b|^mando eu\b`,
    String.raw`^(?:a )?(?:minha decisao|decisao minha)$|^(?:(?:por|so|eu) )*(?:mim mesm[oa]|sozinh[oa]|sozinho mesmo)$`,
    String.raw`^(?:(?:ue|uai|oxe|ora|ah|bom|claro|so|sou|e|aqui|sim|apenas|somente) )*eu(?: (?:ne|claro|mesm[oa]|ue|uai|sozinh[oa]|so|sim|oxe|aqui))*$`,
  ].join('|'),
);
const ATTENDS = new RegExp(
  String.raw`\b(?:${PERSON}|os dois|nos dois|a gente) (?:tambem |sempre )?(?:vai|vem|vao|vem|pode[m]?|consegue[m]?|participa[m]?|entra[m]?|estara|topa[m]?|quer|aceit\w+)(?: (?:sim|tambem|tb|ta|esta|junt[oa]s?|comigo|participar|entrar|estar|ir|vir|assistir|presentes?|la|dentro|na reuniao|da reuniao|na conversa|na chamada|na ligacao|no meet))+\b|\b(?:${PERSON} e eu|eu e ${PERSON}) (?:tambem )?(?:vamos|vai|participamos|entramos|estaremos|podemos)(?! (?:decidir|ver|pensar|conversar|resolver))|\b(?:vou|posso|quero|consigo|vamos) (?:chamar|levar|trazer|incluir|botar|colocar|convidar|avisar) (?!pr[ao]s? |para |isso )(?:el[ea]s?|${WHOSE}${DECIDERS})\b|\bvamos (?:\w+ ){0,2}(?:os dois|juntos|juntas|nos dois|nois dois)\b|\b(?:participamos|vamos participar|entramos|estaremos) (?:os dois|juntos|juntas|nos dois)\b|\b(?:os dois|nos dois|el[ea]s?|a gente) (?:tambem )?(?:vai|vao|vamos|vem|participa[m]?|participamos)$|\b${PERSON} (?:\w+ ){0,4}e (?:tambem )?(?:vai|vem|quer|pode) (?:participar|entrar|estar|vir|ir)\b`,
);
const OTHER = new RegExp(
  [
    String.raw`\b(?:conversar|falar|ver|decidir|combinar|discutir|resolver)(?: (?:isso|antes|primeiro|la|aqui))* em casa\b`,
    String.raw`\b(?:isso|essas? coisas?|decisao|assunto|parte)?(?: ai| aqui| la| dai)? ?(?:e|fica|vai|ta|esta|trata) (?:so |tudo |ai |la )?com ${WHOSE}${DECIDERS}\b`,
    String.raw`\b${PERSON} (?:\w+ ){0,3}?(?:precisa[m]?|tem|teria[m]?|deve[m]?) (?:que |q |de )?(?:\w+ )?(?:aprovar|autorizar|concordar|assinar|ver|olhar|liberar|decidir|querer|aceitar|opinar|saber|dar|bater|ta|tar|estar|participar|ir|vir|entrar|ouvir|opinar)\b`,
    String.raw`\b(?:tenho|teria|preciso|precisaria|tem|temos|vou|vamos|devo|falta) (?:que |q |de |ter que )?(?:\w+ )?(?:levar|passar|falar|ver|conversar|consultar|perguntar|mostrar|alinhar|apresentar|combinar|acertar|submeter|pedir|esperar) (?:\w+ ){0,3}?(?:com|pr[oa]s?|pra|para|pel[oa]s?|n[oa]s?|a|ao|aos|autorizacao d[aeo]) ?${WHOSE}${DECIDERS}\b`,
    String.raw`\bpassa (?:tudo |isso |primeiro |antes )?pel[oa]s? ${WHOSE}${DECIDERS}\b|\b(?:e|vai|fica|resolve\w*|decid\w+) (?:no|por|em) (?:voto|votacao|assembleia|maioria)\b|\b(?:e|na|por) votacao\b|\b${PERSON} que e (?:o |a )?(?:don[oa]|responsavel|titular|proprietari[oa])\b|\ba gente (?:vota|decide junt[oa]s?|delibera)\b`,
    String.raw`^(?:o |a )?(?:don[oa]|titular|proprietari[oa]|responsavel|chefe|patrao) (?:daqui |de tudo |d[aeo] \w+ )?(?:e|sao) ${WHOSE}${DECIDERS}\b|\bprecisa (?:d[aeo]s? )?(?:assinatura|autorizacao|aprovacao|aval|ok|permissao) d[aeo]s? ${WHOSE}${DECIDERS}\b|\bmeio a meio\b`,
    String.raw`\bnao (?:e|fica|depende|cabe) (?:so )?(?:comigo|de mim|a mim)\b|^(?:e )?(?:o|a|os|as) (?!gente\b)\w+ (?:d[aeo] \w+ )?(?:e )?(?:que|quem) ${DECIDES}\b|\ba cargo d[aeo]s?\b|\b(?:encaminho|repasso|levo|levar|submeto|apresento|passo) (?:isso |tudo )?(?:pr[ao]s?|pra|para|a|ao|aos) ${WHOSE}(?:${DECIDERS}|reuniao)\b`,
    String.raw`\bquem (?:\w+ ){0,2}?${DECIDES} (?:(?!sou\b|eu\b|nao\b)\w+ ){0,4}?(?:e|sao|seria) (?:so )?(?:o|a|os|as|meu|minha|meus|minhas|nosso|nossa) (?!eu\b)\w+`,
    String.raw`^${WHOSE}${DECIDERS} e eu\b|\b${PERSON} (?:e )?(?:que |quem )?(?:pode|podem|consegue|sabe|vai|ia) (?:dizer|decidir|responder|resolver|assinar|autorizar|fechar|liberar)\b|\ba gente (?:e|ta|esta) em (?:dois|tres|quatro|\d)`,
    String.raw`\b(?:somos|sao|tem mais|tem|temos|entre) (?:eu e )?(?:mais )?(?:dois|duas|tres|quatro|cinco|\d+|varios|varias|outros|outras) (?:soci[oa]s|irma[os]s?|irmaos|don[oa]s|herdeir[oa]s|filh[oa]s|proprietari[oa]s|diretor\w+|pessoas)\b|\bdivido (?:\w+ ){1,3}com\b|\bos dois (?:tem|precisam|teriam) (?:que|q|de)\b`,
    String.raw`\b(?:decido|mando|resolvo|apito) (?:em )?nada\b|\bnao (?:decido|mando|resolvo|apito) (?:nada|isso|em nada)\b|\bnao decido\b|\b(?:eu )?so (?:cuido|administro|gerencio|trabalho|faco|dirijo|ajudo|atendo|anoto|repasso|pesquiso|cot\w+|obedeco|opero|recebo|empresto|moro|(?:to|estou) (?:vendo|pesquisando|fazendo|olhando|cotando))\b|\bobedeco\b`,
    String.raw`(?<!\bnao )\bsou (?:so|somente|apenas) (?:a |o |um |uma )?(?!eu\b|minha\b|don[oa]\b)\w{4,}|\bbat(?:emos|e) (?:o martelo )?junt[oa]s?\b|\b(?:decide|resolve|ve|escolhe|opina|manda) (?:junto )?comigo\b`,
    String.raw`\bdepende d[aeo] (?:aprovacao|autorizacao|aval|ok|assinatura|voto|votacao|reuniao|assembleia)\b|\bdepende (?:muito |tambem |so )?(?:d[aeo]s? )${WHOSE}${DECIDERS}\b|\b(?:consultar|esperar|ouvir|avisar) ${WHOSE}${DECIDERS}\b|^${WHOSE}${DECIDERS} (?:tambem|tb) (?:opina|decide|manda|resolve|participa da decisao)\b|\bnao decido (?:nada )?sem\b|\b(?:eu e|eu mais) ${WHOSE}${DECIDERS}\b(?! (?:ja )?(?:mort|falec))`,
    // Whose decision it is, said with a verb of deciding.
    String.raw`\b${PERSON} (?:e )?(?:d[aeo]s? \w+ )?(?:(?!eu\b|nao\b|mas\b|e\b|comigo\b)\w+ ){0,3}?(?:que |quem |e que )?${FILLED}${DECIDES}\b`,
    String.raw`\bquem ${FILLED}${DECIDES} ${FILLED}(?:e|sao|seria) (?:so )?${PERSON}\b`,
    String.raw`\b(?:passa|passar|passando|vai|ir) (?:antes )?(?:pel[oa]|pr[ao]|pra|para) ${WHOSE}${DECIDERS}\b|\b(?:tem|precisa|vai) (?:que )?(?:ter |de )?(?:uma )?(?:assembleia|votacao|reuniao d[eo] (?:condominio|conselho|diretoria))\b`,
    String.raw`\bpor conta d[aeo] ${WHOSE}${DECIDERS}\b|\b(?:vendo|olhando|pesquisando) (?:isso |so )?(?:pr[ao]|pra|para) ${WHOSE}${DECIDERS}\b|^(?:isso )?(?:e|seria) (?:pr[ao]|pra|para) ${WHOSE}${DECIDERS}\b`,
    String.raw`\b(?:decido|decidimos|resolvemos|vejo|vemos) (?:tudo )?(?:junt[oa]s?|com)\b`,
    String.raw`\b(?:e|fica|resolve|trata) (?:mais |so |tudo |la )*com el[ea]s?\b|\bsozinh[oa] (?:eu )?nao (?:decido|resolvo|posso|mando)\b|^(?:e |sao |sou )?(?:o casal|nos|nois|a gente|todos|todo mundo|a familia(?: toda)?)(?: ne| aqui| juntos?| la)*$|\b${PERSON} (?:vai |vem |que )?(?:ver|decidir|olhar|resolver|pensar|analisar|ve|decide|olha|resolve) (?:isso |tudo |junt[oa]s? )*comigo\b`,
    String.raw`^nao sou (?:so )?eu\b|\bnao (?:posso )?decido (?:so|sozinh[oa]|nada)\b`,
    // A person and nothing more.
    String.raw`^(?:nao )?(?:e |sao |isso e |ai e |fica com |com |quem e |tudo com )*${PERSON}(?: (?:mesm[oa]|sim|ne|d[aeo]s? [a-z]+|quem|que))*$`,
    String.raw`^(?:eu e|nos dois|os dois|a gente) ${WHOSE}(?:${DECIDERS})?$|^(?:nos|os) dois(?: juntos)?$|^a familia\b`,
  ].join('|'),
);

/** Two decide, or an assembly, whatever else is said: somebody else's decision until they attend. */
const JOINT = new RegExp(
  String.raw`\bsou eu e (?:(?:o|a|os|as) )?(?:meus?|minhas?|noss[oa]s?) (?:\w+ )?${DECIDERS}\b|^(?:o |a )?(?:meus?|minhas?|noss[oa]s?) ${DECIDERS} e eu$|\btem (?:que ter |de ter )?(?:uma )?(?:assembleia|votacao)\b|\b(?:o resto|o grosso|o principal|o que importa|o dinheiro|o contrato|a parte (?:grande|seria|do dinheiro)) (?:e|fica|ai e) (?:tudo |so )?(?:com (?:el|o|a|meu|minha)|d[aeo]l?[ea]?\b)|\ba assembleia (?:decide|aprova|vota)\b`,
);
/** Said to us, not of anybody: "mulher, sou eu mesma". */
const VOCATIVE =
  /^(?:mulher|homem|menina|menino|amig[oa]|moc[oa]|rapaz|minha filha|meu filho|querid[oa]|meu amigo|minha amiga|minha irma|meu irmao|jovem|dona)$/;
/** Weaker than a word of the lead's own deciding: what it is, what it would do. */
const LESSER_OTHER = new RegExp(
  String.raw`\bsou (?:a |o |um |uma )?${EMPLOYEE}\b|\bsou (?:a |o |so )*(?:filh[oa]|espos[oa]|marido|mulher|net[oa]|irma|irmao|nora|genro|sobrinh[oa]) d[aeo]s? (?!casa\b)\w+|\b(?:e|sao) d[aeo]s? ${WHOSE}${DECIDERS}\b|^por mim (?:ja|tava|\w{3,}va)\b|\bsou (?:(?:so|o|a|um|uma|apenas) )*(?:filh[oa]|espos[oa]|marido|mulher|sobrinh[oa]|net[oa]|nora|genro|irma|irmao|inquilin[oa])\b|\b(?:casa|conta|imovel|loja|empresa|apartamento|terreno|sitio|ponto) (?:e|pertence|ta no nome|esta no nome|fica no nome) (?:a |ao )?(?:d[aeo]s? )?${WHOSE}${DECIDERS}\b|^e d[aeo]s? (?:meus?|minhas?) ${DECIDERS} (?:a|o) (?:casa|conta|imovel|loja|terreno)\b|\bsou (?:a |o |um |uma )?${EMPLOYEE}\b|^por mim (?:ja|tava|\w{3,}va)\b`,
);
/** "Se fosse por mim já tava feito". */
const IF_IT_WERE_MINE = /\bse (?:fosse|dependesse) (?:por|de|so de|so por) mim\b/;
/** Nobody's decision yet. */
const OPEN =
  /^depende (?:(?:muito|so|tambem) )?(?:d[oae]s? )?(?:valor|preco|tamanho|gasto|custo|proposta|parcela|quanto|condic\w+|orcamento)\b|^depende$|\b(?:quem|qual deles|quem e que) (?:vai|ia) (?:ficar|decidir|assinar|resolver|cuidar|responder)\b|\binventario\b|^(?:a gente )?(?:vamos|vou|vai) (?:ver|pensar|conversar) (?:mais pra frente|depois|ainda|isso depois|em familia)\b|\btalvez eu\b|\btalvez (?:o|a|meu|minha)\b|\bpode ser que seja\b|^(?:(?:a gente|nos|bora|e) )*(?:vamos?|bora) ver(?:$| (?:como|o que|quem|se|no que|quando|depois)\b)|\bainda (?:estamos|to|estou) (?:decidindo|vendo|conversando)\b|\bainda (?:nao|vamos|vou) (?:combin\w+|conversar|ver|decid\w+)\b|\bver quem\b/;

/** `self`: the lead decides, or whoever decides attends. `open`: it says that it does not know yet. Null where the answer says none of them. */
export function decisionAnswered(text: string): 'self' | 'other' | 'open' | null {
  const clauses: string[] = answerClauses(text).map((clause) =>
    clause
      .replace(
        /^(?:sim|ai|entao|olha|oxe|na verdade|nao(?= e (?!comigo|so comigo|eu\b|de mim|minha decisao))) (?=\w)/,
        '',
      )
      .replace(/\b(?:memo|mermo|msm)\b/g, 'mesmo')
      .replace(/\bc (?=meu|minha|o |a )/g, 'com '),
  );
  if (clauses.length > 1 && VOCATIVE.test(clauses[0] ?? '')) clauses.shift();
  if (clauses.some((clause) => ATTENDS.test(clause) && !/\bnao\b/.test(clause))) return 'self';
  if (clauses.some((clause) => JOINT.test(clause))) return 'other';
  if (clauses.some((clause) => SELF_DESPITE.test(clause))) return 'self';
  const { isSelf, isAlone, hasOther } = spokenOf(clauses);
  if (isSelf) return 'self';
  if (clauses.some((clause) => NAMED_OTHER.test(clause))) return 'other';
  let lesser: 'other' | null = IF_IT_WERE_MINE.test(full(text)) ? 'other' : null;
  let isOpen = false;
  for (const clause of clauses) {
    if (ONLY_SPEAKS.test(clause)) {
      isOpen = true;
      continue;
    }
    if (ASKS_NOBODY.test(clause)) return 'self';
    if (OPEN.test(clause)) {
      isOpen = true;
      continue;
    }
    if (OTHER.test(clause) && !isOwnStanding(clause) && !isOwnRole(clause, clauses)) return 'other';
    if (SELF.test(clause)) return 'self';
    if (LESSER_OTHER.test(clause)) lesser = 'other';
    if (IS_UNSURE.test(clause)) isOpen = true;
  }
  if (lesser !== null) return lesser;
  if (isOpen) return 'open';
  if (isAlone !== hasOther) return isAlone ? 'self' : 'other';
  return isAlone ||
    NO_ANSWER.test(clauses[0] ?? '') ||
    clauses.some((clause) => PAUSES.test(clause) || WONT_SAY.test(clause))
    ? 'open'
    : null;
}

/** Who pays or decides is named, whoever the house belongs to. */
const NAMED_OTHER = new RegExp(
  String.raw`\bquem ${DECIDES}(?: tudo| isso| aqui| a conta| as contas)? (?:e|sao) (?:so )?(?:o |a |os |as )?(?:meus?|minhas?|noss[oa]s?) ${DECIDERS}\b|\b(?:meu|minha) ${DECIDERS} (?:e )?(?:que|quem) ${DECIDES}\b`,
);
/** Whoever asks or writes is no decider yet; said to us it is no answer. */
const ONLY_SPEAKS =
  /^quem (?:pergunta|fala|escreve|digita|usa|ta falando|esta falando|ta aqui)\b.*\bsou eu$|^(?:a senhora|o senhor|voces?|vcs?) (?:e )?(?:que|quem)\b/;
/** Names another, and says that it left the decision to the lead. */
const SELF_DESPITE =
  /\b(?:deix\w+ (?:tudo |isso |essas coisas )?(?:comigo|por minha conta|na minha mao)|carta branca|confia[m]? em mim|depois passou pra mim|(?<!\bnao )decido por (?:el[ea]|todos)|quem (?:bate o martelo|manda|decide|resolve|assina|paga)(?: \w+){0,4} sou eu|so tem (?:um|uma|1) (?:chefe|don[oa]|patrao)|(?:e|fica|ficou) tudo comigo)\b/;
