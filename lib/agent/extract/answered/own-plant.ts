/**
 * "Você já tem placas?", answered in a sentence (T3, T4). Clause by clause: whose it is, whether it is there, was there, or is wished
 * for. The first clause that says so decides; what was or is only wished for decides where nothing else does.
 */

import { full } from '../plain-text.ts';
import {
  answerClauses,
  DOES_NOT_KNOW,
  DOUBTS,
  IS_UNSURE,
  isHedged,
  NO_ANSWER,
  PAUSES,
  plainAnswer,
  WISHES,
} from './clauses.ts';
import { OTHERS, SAME_ROOF, WHOSE } from './people.ts';
import { isRunning, plantShown, wouldHave } from './plant-signs.ts';

const PLANT = String.raw`(?:placas?|plaquinhas?|usininh[ao]|paine(?:l|is)|modulos?|usinas?|energia solar|sistemas?|kits?|fotovoltaic[oa]s?|gerador solar|solar)`;
/** Heats water or burns diesel: no plant. */
const ELSE =
  /\b(?:aquecedor\w*|aquecimento|boiler|gerador|nobreak|chuveiro)\b(?: (?:solar|eletrico|a gas))?(?: d[aeo] (?:agua|chuveiro|piscina|banho))?(?: a (?:diesel|gasolina|gas|oleo))?/g;
/** Instalei, instalamos, instalou. */
const DID = String.raw`(?:instal(?:ei|amos|ou|aram)|coloc(?:ou|amos|aram)|coloquei|bot(?:ei|amos|ou|aram)|compr(?:ei|amos|ou|aram)|pus(?:emos)?|fi[xz]|fizemos|montei|montamos|adquiri(?:mos)?)`;
const HAS = String.raw`(?:tenho|tem|temos|possuo|possui|possuem|possuimos|uso|usamos|existe|ger(?:o|amos)|produz(?:o|imos))`;
const BEFORE = String.raw`(?:(?:sim|ja|opa|eu|aqui|hoje|la|em casa|minha casa|a casa|a minha|minha loja|a loja|meu sitio|o imovel|meu predio|n[ao] (?:minha |nossa )?outra \w+|n[ao] (?!outra\b)\w+|a gente|nos|agora|infelizmente|felizmente|ainda|e) )*`;

const OF_OTHERS = new RegExp(
  String.raw`\b${WHOSE}${OTHERS}\b|\bcasa d[aeo] (?!praia|campo|interior|sitio|veraneio|frente|fundos)`,
);
const ONLY_OTHERS = new RegExp(
  String.raw`^(?:so )?quem (?:tem|botou|colocou|instalou|usa) (?:e|foi) |^so ${WHOSE}${OTHERS}\b|^(?!.*\b(?:aqui|minha casa|la em casa)\b)(?:so |quem )*${WHOSE}${OTHERS} (?:e )?que (?:tem|botou|colocou|instalou|usa|possui)\b`,
);
const OWN = /\b(?:eu|aqui|(?:n?[ao] )?minha (?:nao|nunca|casa)|nessa|nesta)\b/;
const ABSENT = new RegExp(
  String.raw`\b(?:nao|nunca|nem|jamais)(?: (?:cheguei a|ainda|mais|sequer|me|a gente|nenhum[a]?))* (?:${HAS}|tive|tivemos|${DID}|usei|vi|colocar|instalar|botar|fechei|fechamos|placa)\b|\b(?:ainda nao|eu nao|aqui nao|ess[ea] nao|nest[ea] nao|ness[ea] nao|minha nao|nada|nenhum[a]?|zero|nunquinha|nadinha)(?: (?:${PLANT}|instalad[oa]s?|ainda|aqui|tambem|disso))*$|^(?:nao|nunca|nem|nada|nenhuma?|sem|zero)(?: (?:${PLANT}|nada|nao|instalado|ainda))*$|\bsem ${PLANT}\b|^(?:${HAS} )(?:aqui |la )?(?:nao|nada)\b|\bso (?:a |o |com |pago |uso |da )*(?:energia |conta |luz )?(?:d[ao] )?(?:normal|rua|celpe|neoenergia|energisa|enel|coelba|cosern|equatorial|companhia|distribuidora|concessionaria|rede)\b`,
);
/** Pays as everybody does. */
const PAYS_AS_EVER =
  /\bpago (?:(?:so|a|o|conta|normal|direto|tudo|pra|para|da|do|de|luz|energia) )*(?:celpe|neoenergia|energisa|enel|coelba|cosern|equatorial|companhia|distribuidora|concessionaria|luz|conta)(?: (?:normal|mesmo|cheia|direto|todo mes))+$/;
const ENDED =
  /\b(?:tinha(?! (?:posto|botado|colocado|instalado|mandado|feito)\b)|tive|tivemos|tinhamos|ja teve|vendi|vendemos|tirei|tiramos|retirei|desinstalei|removi|roubaram|levou|levaram)\b|\bdesisti\b|\b(?:desmont(?:ei|amos|aram)|devolvi|acab(?:ou|aram) com (?:elas|eles|tudo))\b/;
const WISHED =
  /\b(?:quero|queria|penso em|pensei em|pensando em|pretendo|gostaria de|desejo|vou|to querendo|estou querendo|planejo|ainda vou|doid[oa] pra) (?:\w+ )?(?:instal\w+|coloc\w+|bot\w+|por|comprar|comprei|ter|fazer|fechei)\b|\bquase \w+|\b(?:primeira vez|primeir[oa]s?(?! coisa)|do zero|comecando|comecar agora|sonho|vontade|orcamentos?|pesquisando|so olhando|nem comecei)\b/;
const MORE = /\b(?:mais|outr[ao]|nova|ampliar|aumentar|expandir)\b/;
const PRESENT = new RegExp(
  [
    String.raw`^${BEFORE}(?:(?:ta|esta|tem|estao|tao|foi|foram|ficou) )?(?:tudo )?(?:ja )?(?:instalad|colocad|montad)[oa]s?\b`,
    String.raw`^${BEFORE}(?:to|tou|estou|estamos|tao|estao) (?:ja )?(?:instalando|colocando|botando|montando)\b|^${BEFORE}${HAS} (?:sim |ja |so )*n[ao] (?:minha |meu |outr[ao] )?(?:casa|loja|sitio|empresa|chacara|fazenda|comercio)\b`,
    String.raw`^${BEFORE}${HAS}(?: (?:sim|ja|aqui|la|tambem|so|uns?|umas?|as|minhas?|meu|o|um|poucas?|duas|tres|quatro|cinco|seis|\d+|muitas?))*(?: (?:${PLANT}|instalad[oa]s?|e|ha|faz|desde|minha energia|minha propria energia|energia|pouc[oa])\b.*)?$`,
    String.raw`^${BEFORE}${DID}\b(?! (?:nada|nao|orcamento|um orcamento|pesquisa|conta|uma conta|agua|gas|(?:um |o |uma |a )?(?:contrato|projeto|simulacao|cotacao|financiamento|cadastro|pedido|visita|estudo)|(?:a |o |um |uma |ess[ae] )?(?:casa|ponto|imovel|chacara|sitio|terreno|loja|apartamento|apto|fazenda|predio|galpao)\b(?! (?:ja )?com)))`,
    String.raw`\b${SAME_ROOF} (?:ja )?${DID}\b`,
    String.raw`\b(?:faz|ha|tem) (?:\w+ ){1,3}que (?:eu )?(?:${HAS}|${DID})\b`,
    String.raw`^(?:sim )?(?:desde|em) (?:(?:19|20)\d\d|o ano passado|janeiro|fevereiro|marco|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro)`,
    String.raw`^(?:sim |sao |com |uns? |umas? |de )*(?:\d+|duas|tres|quatro|cinco|seis|oito|dez|doze) ${PLANT}`,
    String.raw`^(?:sim |um |uma |o |e |meu |de )*(?:${PLANT} )?(?:pequen[oa] |grande )?(?:de )?\d+(?:[.,]\d+)? ?k(?:wp?|va)\b`,
    String.raw`\b(?:veio|vieram|entregue|entregou(?: \w+){0,3}|comprei (?:a casa|o imovel)|aluguei (?:a casa|o imovel)) (?:ja )?com (?:as )?${PLANT}`,
    String.raw`^(?:as|os|a|o) (?:minhas?|meus?|noss[ao]s?) (?:sao|foram|e|funciona\w*|gera\w*)\b|^(?:as|o|os|minhas|meu|meus) ${PLANT} (?:ja )?(?:estao|tao|esta|ta|foram|funciona\w*|gera\w*|quebr\w+)\b`,
    String.raw`\bja sou (?:de|da) (?:energia )?solar\b`,
  ].join('|'),
);

/** Somebody put them up, whoever it was: on our own roof unless another is named. */
const PUT_UP = String.raw`(?:instalou|instalaram|colocou|colocaram|botou|botaram|pos|por|puseram|mandou (?:por|botar|colocar|instalar)|montou|montaram|doou|deixou)`;
/** Where it stands, said as one's own place: "aqui na fazenda", "a loja", "a nossa igreja". */
const OWN_PLACE = String.raw`(?:a |o |n[ao] |d[ao] |aqui |nossa |nosso |minha |meu )*(?:casa|loja|bodega|padaria|mercado|salao|fazenda|sitio|chacara|pousada|hotel|igreja|escola|colegio|creche|clinica|consultorio|fabrica|galpao|oficina|posto|empresa|firma|restaurante|bar|condominio|predio|granja|academia|escritorio)`;
const HAVE_NOW = new RegExp(
  [
    String.raw`\b(?:as|os|a|o|d[ao]s|d[ao]|um[a]?) (?:minhas?|meus?|noss[ao]s?)\b(?! (?:nao|nunca|ainda nao|casa|conta|luz|telhado|pai|mae|ex|cidade|rua|bairro|vizinh\w+|irm\w+|marido|esposa|mulher|sogr\w+|filh\w+))(?:$| (?:tem|ta|tao|esta|estao|sao|foi|foram|gera\w*|funciona\w*|quebr\w+|par\w+|ja|deu|e|faz|queim\w+|ficou|nao (?:gera|funciona|presta)))`,
    String.raw`\b(?:quebrou|queimou|pifou|parou|estragou|deu (?:defeito|problema)) (?:o |a |as |os )?(?:inversor|placas?|sistema|minha|meu|minhas)\b(?! d[ao] (?:vizinh|meu|minha))`,
    String.raw`\b(?:parcelas?|prestac\w+|financiamento|boletos?) (?:d[ao]s? )(?:minhas?|meus?|placas?|sistema|paineis)\b`,
    String.raw`^(?:sim |ja )*(?:o |a )?(?:falecid[oa]|finad[oa]|inquilin[oa]|antig[oa] don[oa]|marido|meu marido|minha esposa|meu esposo|construtora|pessoal)(?: que)? (?:ja )?${PUT_UP}\b`,
    String.raw`^(?:aqui |la )*${OWN_PLACE} (?:ja |tambem |ate )*(?:tem|roda|usa|ganhou|recebeu|possui|funciona com|gera)(?! (?:nao|nada|que|q|de|luz|conta|telhado|caixa|aquecedor|boiler|gerador|dessas?)\b)`,
    String.raw`^(?:ja )?(?:tenho|temos) (?:ja |so |umas? |uns? |logo )*(?:\d+|duas|quatro|cinco|seis|oito|dez|doze|vinte)(?: (?:aqui|la|em|no|na|delas|dessas|desde|ha|faz|instalad\w+)\b.*)?$`,
    String.raw`\b(?:herdei|comprei|peguei|aluguei|recebi|ganhei)\b.*\bcom (?:as |os |uns |umas |tudo )?${PLANT}`,
    String.raw`\b(?:minhas?|meus?|noss[ao]s?) (?:usina|placas?|sistema|paineis|inversor|kit)\b(?! (?:dos sonhos|ainda nao|nunca|vai|propri))`,
    String.raw`^(?:so |aqui |la )*n[ao]s? (?:empresa|loja|firma|sitio|fazenda|chacara|galpao|padaria|mercado|escritorio|clinica|igreja|escola|oficina|fabrica|granja|pousada|salao|restaurante|comercio|bodega|roca)(?: d[aeo] \w+)? (?:ja )?(?:tem|sim|temos|tenho|ja$)\b(?! (?:nao|nada))`,
    String.raw`\b(?:por causa|gracas) (?:d[ao]s?|a|as) (?:minhas? )?(?:placas|solar|sistema|paineis|usina)\b`,
    String.raw`^(?:ja )?(?:foi|foram|ta|esta|estao|tao) (?:ja |tudo )?instalad[oa]s?\b|^(?:a|as|o|os) ${PLANT} (?:fica|ficam)\b|\b(?:parte|metade|uma casa|um imovel|uma loja)(?: d[aeo] \w+)? (?:com|e|tem|ta com) (?:a |as )?${PLANT}`,
    String.raw`\broda (?:uma|a|com)(?: usina)?(?: de)? (?:\d|${PLANT})`,
    String.raw`\b(?:ja )?gero (?:o |a |minha |meu )`,
    String.raw`\b(?:veio|vieram) com (?:elas|eles|tudo instalado|as placas)\b|\be (?:fotovoltaica|solar|de energia) (?:mesmo|sim)\b|\bligad[oa]s? na rede\b`,
    String.raw`^(?:sim |ja )*(?:faz|ha|tem) (?:\w+ ){1,3}que (?:\w+ )?(?:coloc\w+|instal\w+|bot\w+|tem|tenho)`,
    String.raw`^(?:ja )?tem (?:sim )?(?:aqui |la )?(?:n[ao] (?:salao|loja|casa|sitio|fazenda|igreja|padaria|galpao|telhado|empresa))`,
    String.raw`^(?:ja )?temos (?:sim|ja|desde|ha|faz)\b|^com certeza$|^(?:sim )?e funciona\b`,
  ].join('|'),
);
/** Paid for, and not up yet; torn down; ordered. */
const NOT_YET =
  /\b(?:na caixa|nas caixas|encaixotad[oa]s?|(?:ainda )?nao (?:veio|vieram|vem|instal\w+|chegou|chegaram|coloc\w+|bot\w+|ligaram|apareceu|apareceram)|falta (?:instalar|botar|colocar|vir|virem)|esperando (?:\w+ ){0,4}(?:instalar|vir|chegar|virem|instalacao)|vao (?:instalar|botar|colocar|vir)|vai (?:instalar|botar|colocar)|vem instalar|em obra|projeto pronto|falta (?:a )?(?:grana|dinheiro|verba|coragem)|em instalacao|instalando|homologacao|homologar|falta (?:so )?ligar|vem (?:\w+ ){0,2}instalar|(?:antes de|sem) instalar|construindo|nunca (?:vieram|veio|botaram|instalaram|colocaram|apareceu|apareceram)|sumi(?:u|ram)|continuo sem|arrancou|arrancaram|levou tudo|ficou nisso|ficou (?:tudo )?na outra casa|larguei|roubaram)\b/;
/** "Quem dera", "como que eu ia ter": a no that asks back. */
const NO_AT_ALL =
  /\bquem (?:me )?dera\b|\b(?:como|se) (?:que |q )?eu (?:ia|iria) (?:ter|ta|estar|por|botar)\b|\bse (?:eu )?ti(?:vesse|nha)\b.{0,14}\b(?:nao|num|n) (?:ta|estari?a|pag|era)|\b(?:menos|so falta|so nao|so faltou) (?:eu|a gente|nos|minha|a minha|aqui|a nossa)\b|^so n[ao] (?:casa|sitio|loja|empresa|fazenda) d[aeo]s? (?!minha casa)|^(?:nada|tem|e)? ?so (?:o |a |com )?(?:telh\w+|laje|brasilit|eternit|antena|caixa)\b|\bplacas? so (?:a |as |o )?(?:d[aeo]|n[ao])\b|\bninguem (?:\w+ )?(?:tem|usa|botou|colocou|instalou)\b|\bainda nao (?:aprov\w+|liber\w+|deix\w+|autoriz\w+)|\beu (?:ia|iria) (?:ta|tar|estar) falando\b|^nuca\b|^nunca$|^neca(?: de pitibiriba)?\b|^nehum[a]?\b|\b(?:nao|n) ne$|\bjuntando (?:\w+ )?(?:dinheiro|grana)\b|\btudo (?:na |da |com a )?(?:energia )?(?:d[ao] )?(?:rua|copel|celesc|cpfl|rge|light|cemig|celpe|enel|energisa|coelba|cosern|equatorial|neoenergia|edp|ceee)\b|\b(?:energia|luz) da rua\b|\bnao (?:disponho|possuo|contamos|dispomos|temos|tem|tenho|tive|ha)\b(?! (?:certeza|como (?:ver|saber)|ideia))|\b(?:moro|moramos|vivo) (?:em|n?um) (?:apartamento|apto|ape|predio)\b|\bso (?:tem|tenho|temos) (?:a |o |uma? )?(?:caixa|aquecedor|boiler|gerador)\b|\b(?:solar|placa|de luz|de energia|disso|isso) (?:nada|nao|ainda nao)\b/;
/** On another's roof; ours is told in the same breath or not at all. */
const ON_ANOTHERS =
  /^(?:\w+ ){0,3}(?:prefeitura|vizinh[oa]s?|predio d[aeo] (?:frente|lado)|padaria da esquina|casa d[aeo] (?:frente|lado)|d[ao] vizinh[oa]|posto de saude|cunhad[oa]|irma[o]?|pai|mae|tio|tia|amig[oa]|patrao)\b/;
const NOT_MINE =
  /\b(?:eu|a minha|o meu|as minhas|minhas?|o nosso|a nossa|aqui|nos|nossa|nosso|em casa|na minha|minha casa)(?: (?:mesm[oa]|propri[oa]|casa|aqui))* (?:nao|nunca|ainda nao|nada|to sem|estou sem|ainda (?:to|estou|pago))\b|\b(?:to|estou) pagando (?:caro|cheio|tudo|essa|a conta|uma fortuna|conta)\b/;

/** True, false, or null where the answer says neither; `open` where the lead does not know. */
export function ownPlantAnswered(text: string): boolean | 'open' | null {
  const clauses = answerClauses(text);
  if (isHedged(clauses) || IS_IT_THAT.test(full(text)) || UNNAMED.test(full(text))) return 'open';
  const answer = plantIn(clauses);
  if (answer === false) return false;
  const whole = clauses.join(', ');
  if (DOUBTS.test(whole)) return 'open';
  if (answer === true)
    return clauses.some((clause) => /^(?:tem que ver|acho (?:que|q) )/.test(clause)) ? 'open' : true;
  if (
    (NO_AT_ALL.test(full(text)) || wouldHave(full(text))) &&
    !IS_UNSURE.test(whole) &&
    !clauses.some((clause) => DOES_NOT_KNOW.test(clause))
  )
    return false;
  if (clauses.some((clause) => IS_UNSURE.test(clause) || DOES_NOT_KNOW.test(clause))) return 'open';
  if (/^(?:sim|ja|tem|tenho|temos)(?: (?:sim|ja))?$/.test(clauses[0] ?? '')) return true;
  for (const clause of clauses) {
    const shown = plantShown(clause);
    if (shown !== null && !(shown && isOfAnotherThing(clause))) return shown;
  }
  if (
    NO_ANSWER.test(clauses[0] ?? '') ||
    clauses.some((clause) => PAUSES.test(clause)) ||
    WISHES.test(clauses[0] ?? '') ||
    clauses.some((clause) => PRESENT.test(clause) && isOfAnotherThing(clause))
  )
    return 'open';
  const plain = plainAnswer(clauses);
  return plain === null ? null : plain === 'yes';
}

/** Put up, and nobody said what it is. */
const UNNAMED =
  /\b(?:botou|botaram|colocou|colocaram|instalou|instalaram|pos|mexeu|fez) (?:um|uma|umas|uns) (?:negocio|trem|troco|coisa|coisas|treco|aparelho|bagulho)s?\b/;
/** "Tem uma placa preta lá em cima, é isso?" */
const IS_IT_THAT =
  /\b(?:e|sera|seria) (?:que e )?(?:isso|ess[ea]|disso|dess[ea]s?|aquilo)(?: ai| mesmo| que \w+ \w+)? ?\?/;
/** "Comprei um ar condicionado", "o meu é trifásico": had or put up, and no panel. */
const ANOTHER_THING =
  /\b(?:ar condicionado|ar|aplicativo|app|freezer|geladeira|tv|televisao|celular|carro|moto|cerca|cameras?|portao|nome|numero|cpf|e-?mail|dados|anuncio|lista|fotos?|internet|wifi|lampadas?|led|bomba|motor|piscina|telhas?|forro|piso|divida|trifasic[oa]|bifasic[oa]|monofasic[oa]|colonial|solda)\b/;
const A_PANEL = new RegExp(
  String.raw`\b(?:${PLANT.replace('sistemas?|', '')}|sistema (?:solar|fotovoltaico|de \d)|\d ?kw|kwh|nao|nunca|nada|nenhum[a]?)\b`,
);
const isOfAnotherThing = (said: string): boolean => ANOTHER_THING.test(said) && !A_PANEL.test(said);
/** It is somebody else's that is spoken of, and nothing of one's own. */
const OTHERS_HAVE =
  /\b(?:tem|botou|botaram|colocou|colocaram|instalou|instalaram|pos|puseram|usa|usam)\b(?!.*\b(?:perguntar|sera)\b)/;
/** Clause by clause: the first that says so decides. */
function plantIn(clauses: readonly string[]): boolean | null {
  let weak: boolean | null = null;
  let others: false | null = null;
  for (const clause of clauses) {
    const isElse = clause.search(ELSE) >= 0 && !isRunning(clause);
    const said = isElse ? clause.replace(ELSE, 'outra coisa') : clause;
    if (DOES_NOT_KNOW.test(said)) continue;
    if (ONLY_OTHERS.test(said)) return false;
    if (NOT_MINE.test(said)) return false;
    if (NOT_YET.test(said)) return false;
    if (OF_OTHERS.test(said) && !OWN.test(said) && !HAVE_NOW.test(said) && !isRunning(said)) {
      if (OTHERS_HAVE.test(said)) others = false;
      continue;
    }
    if (isElse && !new RegExp(String.raw`\b${PLANT}\b`).test(said)) {
      weak = false;
      continue;
    }
    if (ABSENT.test(said) || NO_AT_ALL.test(said)) return false;
    if (HAVE_NOW.test(said) && !ON_ANOTHERS.test(said) && !isOfAnotherThing(said))
      return !laterDenied(clauses, clause);
    if (WISHED.test(said)) {
      if (MORE.test(said)) return weak ?? null;
      weak ??= false;
      continue;
    }
    if (PRESENT.test(said) && !isOfAnotherThing(said)) return !laterDenied(clauses, clause);
    if (ENDED.test(said) || PAYS_AS_EVER.test(said)) weak ??= false;
  }
  return weak ?? (clauses.some((clause) => IS_UNSURE.test(clause)) ? null : others);
}

const GONE =
  /\b(?:vendi|vendemos|desmontei|desmontamos|tirei|tiramos|retirei|cancelei|desisti|devolvi|roubaram)\b/;
/** "Comprei os painéis, e tá tudo na caixa"; "tenho uma usina no quintal… não né". */
const laterDenied = (clauses: readonly string[], clause: string): boolean =>
  clauses
    .slice(clauses.indexOf(clause))
    .some(
      (later) =>
        NOT_YET.test(later) || GONE.test(later) || /^(?:nao|n) ne$|^mentira$|^brincadeira$/.test(later),
    );
