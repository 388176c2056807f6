/**
 * Which solution a lead means that names none of them (N3): by what it wants to do. Panels over a place of its own, a smaller bill without works, money that is to bring more money. `said`: full text. Null where it only asks, doubts, has
 * done it already, or means two things at once.
 */

import type { Flow } from './facts.ts';
import { readable } from './plain-text.ts';

const LAND =
  /\b(?:terren\w+|lotes?|terras?|terrinha|fazendinha|rocado|hectares?|ha|alqueires?|tarefas de terra|chacar\w+|sitios?|sitiozinho|fazend\w+|gleba|rocas?|pastos?|areas?|propriedade|area rural|descampado|quintal)\b/;
const TO_LEASE =
  /\b(?:arrend\w+|alug(?:a|ar|o|aria|uem)\b|aluguel|loca(?:r|cao)?|aloc\w+|ced(?:er|o)|(?:receber|ganhar|ter|tirar|gerar|render|dar|da|dando) (?:\w+ ){0,4}(?:renda|aluguel|dinheiro|por mes|todo mes|mensal\w*)|renda|renda mensal|oferec(?:er|o)|disponibiliz\w+|me pag(?:arem|ar|uem)|(?:botar(?:em)?|colocar(?:em)?|por(?:em)?|fazer(?:em)?|montar(?:em)?|instalar(?:em)?|construir(?:em)?|botem|coloquem|facam|ponham) (?:uma |a |essa |as )?(?:usinas?|fazenda solar|placas? de voces))\b/;
const NOT_LEASED =
  /\b(?:nao|nem) (?:\w+ ){0,3}(?:alug\w+|arrend\w+)|\b(?:ja (?:ta|esta|e|tenho|foi)|vivo de|moro de|moro|pago|sou|casa|apartamento|apto|loja|ponto|sala|predio|imovel|esta|ta|e) (?:\w+ ){0,1}(?:alugad[oa]|arrendad[oa]|aluguel)\b|\b(?:vender|vendo|comprar|compra)\b.{0,20}\b(?:terren|lote|chacara|sitio|fazenda)/;

const PANELS =
  /\b(?:plac\w+|paine(?:l|is)|painei|modulos?|sistema(?! (?:de voces|de vcs|automatic|operacional))|fotovoltaic\w+|energia solar|solar|usininha|usina (?:propria|minha|so minha)|kit solar|minha (?:propria )?usina|meu (?:proprio )?sistema)\b/;
const ON_PLACE =
  /\b(?:telhad\w+|telha|laje|cobertura|casa|casinha|loja|comercio|empresa|igreja|bodega|mercad\w+|padaria|fazend\w+|sitio|chacara|galpao|predio|escola|clinica|pousada|hotel|restaurante|bar|posto|oficina|salao|farmacia|terreiro|quintal|garagem|estacionamento|sobrado|barracao|fabrica|industria|granja|curral|poco|aqui|barbearia|academia|supermercado|lanchonete|templo|rancho|roca|lar|residencia|em cima)\b/;
const TO_PLACE =
  /\b(?:bot(?:ar|a|o|e|em)|coloc(?:ar|a|o)|coloque[m]?|por|ponha|poe|p[oô]r|instal(?:ar|a|o|e|em|em)|mont(?:ar|a)|meter|mete|tacar|encher|fazer|ter|compr(?:ar|o)|adquir(?:ir|o)|implant(?:ar|acao)|pendurar|assentar)\b/;
const OWN_POWER =
  /\b(?:prefiro|quero|queria|melhor) gerar\b|\b(?:ger(?:ar|o|asse)|produz(?:ir|o|isse)|fabricar|fazer) (?:(?:a|na|em|minha|nossa|propria|aqui|toda|meu|mesmo|energia|eletricidade|luz|casa) )*(?:energia|luz|eletricidade|consumo)\b|\b(?:energia|luz) (?:propria|so minha)\b|\bser (?:dono|dona) da (?:minha )?(?:propria )?(?:energia|luz|usina)\b/;

const LESS =
  /\b(?:desconto\w*|pagar (?:menos|mais barato|um pouco menos)|(?:conta|luz|energia|fatura) (?:\w+ ){0,3}(?:mais barat\w|menor|baixa|reduzida|barat\w)|(?:baixar?|abaixar?|baixe|abaixe|diminu(?:ir|i|a)|reduz(?:ir|a)?|abat(?:er|e|a)|cort(?:ar|e)|economiz\w+|economia|barate(?:ar|ia|ie)|aliviar|enxugar) ?(?:\w+ ){0,4}(?:contas?|luz|energia|fatura|boleto|valor|gasto|despesa)?|assinatura|conta mais em conta|abatimento)\b/;
const NO_WORKS =
  /\b(?:sem|nada de|nem|nao (?:quero|posso|tem como|tenho como|da|me da|da pra|precisa\w*|vou|pretendo|deixa|deixam|pode|gosto de|mexe|exige|tem que|quero saber de|quero que|quero ninguem))\b(?: [\p{L}\d]+){0,4}? (?:placas?|paine(?:l|is)|obras?|reformas?|fur(?:ar|ando|o|em)|mex(?:er|endo|e|am)|telhado|quebra(?:r|ndo|cao|deira|-quebra)?|instal(?:ar|acao|ando|e)|compr(?:ar|o|a)|gast(?:ar|o|a)|investi(?:r|mento|ndo)?|bot(?:ar|ando)|coloc(?:ar|ando)|por|subir|subindo|tirar dinheiro|trabalho|dor de cabeca|bagunca|pedreiro|parafuso|buraco|entrada|invest\w+|nada)\b/u;
const NO_ROOF =
  /\b(?:(?:moro|moramos|vivo|fico|sou|aqui e|e|em|no|num|casa|meu|minha|imovel|loja|ponto|sala) (?:de |e |em |no |um |num |numa )*(?:apto|apartamento|ap|ape|kitnet|kitinete|quitinete|flat|aluguel|alugad[oa]|inquilin[oa]|cobertura de terceiros|sala comercial|shopping|predio|condominio)|sem telhado|nao tenho (?:telhado|onde (?:por|botar|colocar|instalar)|espaco)|telhado (?:nao aguenta|e fraco|ta podre|do predio|do vizinho)|inquilin[oa]|locatari[oa]|pro condominio|do condominio|area comum|telha(?:do)? (?:de )?(?:amianto|brasilit) (?:velh\w|nao))\b/;
const ONLY_DISCOUNT =
  /\b(?:so|somente|apenas|fico com|prefiro|quero|queria|me interessa|gostei d|vou (?:de|n|com)|pode ser|escolho|opto|melhor)\w* (?:\w+ ){0,3}desconto\b/;

const MONEY =
  /\b(?:dinheir\w+|grana|capital|economias|poupanca|poupado|fgts|rescisao|acerto|heranca|inventario|cdb|cdi|selic|tesouro|lci|lca|aplicac\w+|fundo|reservas?|reserva|bufunfa|verba|trocado|guardad[oa]s?|parad[oa]s? (?:no|na|em|la|ai)|sobrando|\d+ mil|mil reais|milhao|milhoes|r\$|cotas?|vendi|venda|lucro|pe de meia|aposentadoria|precatorio|consorcio|acoes|bolsa)\b/;
const PLANT =
  /\b(?:usinas?|fazendas? solar\w*|cotas?|energia solar|solar|fotovoltaic\w+|parque solar|n?isso ai|com voces|com vcs|em voces|n?esse negocio|n?essas?|projeto|empreendimento|energia)\b/;
const TO_PUT =
  /\b(?:invist(?:o|a|am|isse)|invest(?:ir|imento|idora?|indo|iria)|aplic(?:ar|o|aria)|(?:botar|por|colocar|meter|enfiar|boto|coloco|ponho|jogar|deixar) (?:\w+ ){0,4}(?:dinheir\w+|grana|capital|mil|poupanca|economias|fgts|rescisao|reais)|(?:dinheir\w+|grana|capital|mil|fgts|rescisao|poupanca|aposentadoria|heranca) (?:\w+ ){0,4}(?:render|rendendo|trabalhar|trabalhando|multiplic\w+|crescer)|rend(?:er|a|imento|endo|e)\b|rentabilidade|retorno|lucr(?:ar|o)|don[oa] de (?:um |uma )?(?:pedac\w+|parte|cota|fracao)|ter (?:um |uma )?(?:pedac\w+|parte|cota)|(?:bot(?:ar|o)|por|ponho|coloc(?:ar|o)) (?:\w+ ){0,2}(?:em|n|num|numa|nessa|nessas) usinas?|socio|socia|sociedade|cotista|acionista|participac\w+|comprar (?:uma |umas )?(?:cotas?|parte|fracao|pedaco)|ter parte)\b/;
const NO_MONEY =
  /\b(?:nao|nem|sem|num) (?:tenho|temos|quero|vou|posso|sobra|ha|tem|penso em|pretendo|gosto de|e)?(?: \w+){0,3} ?(?:dinheir\w+|grana|capital|invest\w+|aplic\w+|condic\w+)\b/;
const IN_ELSE =
  /\b(?:cria(?:cao|r)|gado|bode|boi|vaca|ovelha|lavoura|plantac\w+|imove(?:l|is)|bitcoin|cripto\w*|bolsa|acoes|loja|padaria|curso|carro|casa|reforma)\b/;

/** What it has sold is where the money comes from. */
const SOLD = /\b(?:vendi|vendemos|venda d[aeo]|vendendo) (?:o |a |um |uma |meu |minha |uns |umas )?\w+/g;

/** Doubt, comparison, and what is only asked. */
const UNDECIDED =
  /\b(?:tanto faz|nao sei|sei la|em duvida|na duvida|entre (?:a|o) |depende|qualquer um\w?|o que (?:for|voce|vc)|qual (?:e )?(?:a )?(?:melhor|mais)|ainda (?:nao|to|estou)|vou pensar|diferenca|me indica|indeciso|todas|as duas|os dois)\b/;
const ASKS_ONLY =
  /^(?:(?:e|mas|oi|ola|moca|moco|ah|entao|o senhor|a senhora|voce|vc) )*(?:me (?:explica|explique|fala|fale|diz|diga|conta)|explica|explique|como|qual|quais|quanto|quanta|que|o que|oque|tem|existe|e se|sera|da pra|seria possivel|por ?que|onde|quando|(?:queria|quero|gostaria de) (?:saber|entender|tirar)|voces?|vcs|pode (?:me )?(?:explicar|falar)|duvida|minha duvida|precisa|posso)\b/;
const DONE =
  /\b(?:ja (?:tenho|tive|botei|coloquei|instalei|comprei|invisto|investi|aluguei|arrendei|fiz|pago|uso)|(?:meu|minha) (?:vizinh[oa]|prim[oa]|irma|irmao|cunhad[oa]|amig[oa]|ti[oa]) (?:ja |tambem )*(?:tem|botou|colocou|fez|instalou|invest\w+|alug\w+|arrend\w+|pos|falou|disse|ganha|usa))\b/;
/** "É isso que eu quero": what was asked about is taken. */
const THAT_ONE =
  /\b(?:e (?:ess[ea]|isso|est[ea]|ela|dess[ea])(?: mesm[oa]| ai)? que (?:eu )?(?:quero|queria|preciso|procuro|to querendo|me interessa|vou querer)|(?:ess[ea]|isso|est[ea]) (?:ai )?(?:que )?(?:eu quero|me interessa|me serve|eu topo)|quero (?:ess[ea]|est[ea])(?: ai| mesm[oa])?)\b/;

const REFUSED_PANELS =
  /\b(?:sem|nada de|nem|nao (?:quero|posso|tem como|da|precisa|vou|pretendo|gosto de|quero saber de|quero mexer)) (?:[\p{L}]+ ){0,4}?(?:plac\w+|paine(?:l|is)|telhado|instal\w+|obra|furar|mexer)\b/u;

const OFFERED_LAND =
  /\b(?:tenho|temos|possuo|possuimos|area de|meu|minha|nosso|nossa|sou dono de|herdei) (?:\w+ ){0,3}(?:terren\w+|lotes?|terras?|terrinha|hectares?|ha|alqueires?|chacar\w+|sitios?|fazend\w+|gleba|areas?|pastos?)\b/;
/** What only an owner does with land. */
const LEASES_OUT =
  /\b(?:arrend(?:ar|o|amento)|ced(?:er|o)|alug(?:ar|o) (?:\w+ ){1,5}(?:pra|para|pro) (?:voces|vcs|usina)|receber renda|botar(?:em)? usina|pra botar(?:em)? (?:a |uma )?usina|quero renda|queria renda|ganhar renda|renda com)\b/;
const ASKS_RENT =
  /\b(?:quanto (?:voces|vcs|ces|e que voces) pag\w+|pagam quanto|quanto (?:rende|da|paga) (?:de|por|o|um)? ?(?:aluguel|arrendamento|hectare|alqueire|mes|ano)|(?:voces|vcs) (?:arrendam|alugam|pegam|aceitam|pagam)|da (?:pra|para) (?:alugar|arrendar)|serve pra (?:usina|voces|vcs)|interessa (?:a |pra )?(?:voces|vcs))\b/;

/** "A do terreno", "aquela da assinatura": by what it is about. */
const CALLED: readonly (readonly [Flow, RegExp])[] = [
  ['aluguel_lote', /(?:terren\w+|lotes?|aluguel)/],
  ['instalacao_usina_propria', /(?:telhado|placas?|paine(?:l|is)|instalacao|usina propria)/],
  ['compra_energia_desconto', /(?:desconto|assinatura|sem obra)/],
  ['usina_investimento', /(?:investi\w+|cotas?|rendimento|retorno)/],
];
const calledFlow = (said: string): Flow | null =>
  CALLED.find(([, about]) =>
    new RegExp(
      String.raw`^(?:(?:eu|acho que|quero|prefiro|gostei|fico com|vou n?[ao]?|pode ser|sim) )*(?:a|aquela|essa|na|com a) (?:d[aeo]s? |opcao d[aeo] )${about.source}\b(?! (?:e|eh|custa|tem|como|funciona|quanto)\b)`,
    ).test(said),
  )?.[0] ?? null;

function flowsOf(said: string): ReadonlySet<Flow> {
  const flows = new Set<Flow>();
  const wantsLess = LESS.test(said);
  const refusesDiscount = /\bnao (?:\w+ ){0,2}desconto\b/.test(said);
  const refusesWorks = NO_WORKS.test(said) || NO_ROOF.test(said);
  if (wantsLess && refusesWorks && !refusesDiscount) flows.add('compra_energia_desconto');
  else if (ONLY_DISCOUNT.test(said) && !refusesDiscount) flows.add('compra_energia_desconto');
  const isMoney =
    !NO_MONEY.test(said) &&
    !/\bja (?:invist|aplic)/.test(said) &&
    TO_PUT.test(said) &&
    (PLANT.test(said) ||
      (MONEY.test(said) && /\b(?:retorno|render|rendimento|rentabilidade|lucro)\b/.test(said)) ||
      (/\b(?:aplicar|investir|aplico|invisto)\b/.test(said) &&
        /\b(?:renda|retorno|render|rendimento|mensal|por mes)\b/.test(said)) ||
      /\b(?:quero|queria|gostaria de|posso|vou) (?:ser|virar) (?:soci|cotist|investidor)\w*\b/.test(said) ||
      /\binvestidora?\b|\bcotas?\b|\bcotista\b/.test(said)) &&
    (MONEY.test(said) ||
      /\b(?:renda|usinas?|fazendas? solar\w*|cotas?|soci[oa]|investidora?|retorno|render|rentabilidade|parque solar|cotista)\b/.test(
        said,
      )) &&
    (!IN_ELSE.test(said.replace(SOLD, ' ')) ||
      /\b(?:usinas?|cotas?|fazendas? solar\w*|parque solar)\b/.test(said));
  if (isMoney) flows.add('usina_investimento');
  const isOwn =
    ((PANELS.test(said) && (ON_PLACE.test(said) || TO_PLACE.test(said))) || OWN_POWER.test(said)) &&
    !REFUSED_PANELS.test(said) &&
    !refusesWorks;
  if (isOwn && !isMoney) flows.add('instalacao_usina_propria');
  return flows;
}

/** A plot in the company's own farm is what the tenant takes. */
const OUR_LAND =
  /\b(?:lote\w*|pedac\w+|espac\w+|fatia|cantinho|area) (?:\w+ ){0,2}(?:de voces|de vcs|com voces|com vcs|(?:na|da|numa|de uma) (?:usina|fazenda solar))\b/;

/**
 * "Tenho 5 hectares, quero arrendar pra vocês": whoever offers its own land wants none of the four, for in *aluguel de lote* the lead is
 * the tenant. A question for a person.
 */
export function offersLand(whole: string): boolean {
  const said = readable(whole);
  return (
    !NOT_LEASED.test(said) &&
    !OUR_LAND.test(said) &&
    ((OFFERED_LAND.test(said) && (TO_LEASE.test(said) || ASKS_RENT.test(said))) ||
      (LAND.test(said) && LEASES_OUT.test(said)))
  );
}

/** It doubts, compares, or speaks of what is done. `said`: full text. */
export const leavesOpen = (said: string): boolean => UNDECIDED.test(said) || DONE.test(said);

/** The one solution that is meant, or null. */
export function meantFlowIn(whole: string): Flow | null {
  const said = readable(whole);
  if (leavesOpen(said)) return null;
  const called = said.includes('?') ? null : calledFlow(said);
  if (called !== null) return called;
  const sentences = said.split(/(?<=[.!?;])\s*/).filter((sentence) => sentence.trim() !== '');
  const stated = sentences.filter((sentence) => !sentence.includes('?') && !ASKS_ONLY.test(sentence.trim()));
  const takesIt = stated.some((sentence) => THAT_ONE.test(sentence));
  const flows = [...flowsOf((takesIt ? sentences : stated).join(' '))];
  const [only] = flows;
  return flows.length === 1 && only !== undefined ? only : null;
}
