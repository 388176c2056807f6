/**
 * Signs that a lead has panels, or has none, where it says neither outright (T4): that they run and what they give; that they were wished
 * for, saved for, held up; what the lead would do if it had them; old lamps and other plants of the same name.
 */

import { PAUSES } from './clauses.ts';

const PLACE = String.raw`(?:casa|loja|bodega|padaria|mercad\w+|salao|fazenda|sitio|chacara|pousada|hotel|igreja|escola|clinica|galpao|oficina|posto|empresa|firma|restaurante|bar|condominio|predio|granja|academia|escritorio|apartamento|imovel|ponto|barracao|telhado|area comum|garagem|rancho|roca)`;
const PUT_UP = String.raw`(?:instalou|instalaram|colocou|colocaram|botou|botaram|pos|puseram|montou|montaram|mandou (?:por|botar|colocar|instalar|montar)|mandei (?:por|botar|colocar|instalar|montar)|mandamos (?:por|botar|colocar|instalar))`;
const PANELS = String.raw`(?:placas?|paine(?:l|is)|modulos?|usin\w+|solar|sistema|fotovoltaic\w+|kit|inversor|microinversor(?:es)?)`;
const COUNT = String.raw`(?:\d+|uma|umas|duas|tres|quatro|cinco|seis|sete|oito|dez|doze|quinze|vinte|trinta)`;
const SINCE = String.raw`(?:desde|ha|faz|tem|ano passado|(?:em |de )?20[12]\d|mes passado|semana passada|esse ano|este ano|em (?:janeiro|fevereiro|marco|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro))`;

/** It runs, it gives, it came with the house, it stands on the register. */
const RUNS = new RegExp(
  [
    String.raw`^(?:ja |sim )*(?:ta|esta|tao|estao) (?:ja |tudo )?(?:funcionando|rodando|gerando|ligad[oa]s?)\b(?! (?:nao|o link|o site))`,
    String.raw`^(?:sim |ja |instalad\w+ e |sistema |ta |esta |tudo |foi )*homologad[oa]s?\b`,
    String.raw`\b(?:ta|tao|esta|estao|to|tou|estou|estamos|vem|segue|continua) (?:la em cima |la |tudo |ja |ate hoje )*(?:gerando|produzindo|rodando|injetando|abatendo)\b`,
    String.raw`\b(?:gera|geram|produz|produzem|gerou|produziu) (?:bem |so |uns |umas |quase |mais de |em media |cerca de |por volta de )*\d|\b\d+ ?kwh? (?:por|ao|no) mes\b.*\b(?:ger|produz)|\bger(?:a|ando) (?:a metade|metade|pouco|bem|muito|o que|menos|tudo)\b`,
    String.raw`\b(?:tenho|temos|com|uso|meu|tem) (?:um |o |uns |dois |\d )?(?:micro ?inversor(?:es)?|inversor(?:es)?|string box|medidor bidirecional|relogio bidirecional)\b`,
    String.raw`\btaxa minima (?:por causa|gracas|depois|desde)\b|\bso pago (?:a )?(?:taxa|o minimo|a minima)\b.*\b(?:${PANELS}|sol)\b|\b(?:injeto|jogo (?:energia )?na rede|sobra credito|acumulo creditos?|tenho creditos? (?:de energia|na distribuidora|acumulad))\b`,
    String.raw`\b(?:tudo|toda|inteir[oa]|100%) (?:ja )?(?:e |a |com |na |no |de |da )*(?:energia )?solar\b|\b(?:cobert|cheio|chei|forrad|lotad)[oa]? de (?:${PANELS})\b|\btelhado cheio (?:delas|delos)\b`,
    String.raw`\b${PUT_UP} (?:\w+ ){0,3}?(?:aqui|la em casa|em casa|n[ao] (?:minha|meu|nossa|nosso)|em cima (?:de casa|daqui|da garagem)|n[ao] (?:telhado|galpao|sitio|fazenda|chacara|loja|area comum|garagem)(?! d(?:el[ea]s?|[oa]s? \w+\b)))\b`,
    String.raw`^(?:(?:o|a|os|as|nosso|nossa|aqui|meu|minha|antig[oa]|ex) )*(?:condominio|predio|sindic[oa]|construtora|${PLACE}|marido|esposo|esposa|mulher|falecid[oa]|patrao|antig[oa] don[oa]|inquilin[oa]|morador\w*|don[oa] d[ao] (?:imovel|casa|predio)) (?:que |ja |ate |daqui |antig[oa] |anterior )*${PUT_UP}\b(?! (?:nada|nao|orcamento|um orcamento|preco))(?! (?:\w+ )?(?:cerca|camera|portao|gerador|aquecedor|antena|caixa))`,
    String.raw`\b(?:veio|vieram|vinha|ja estava|ja tava|tava la|estava la|ja existia) (?:ja |tudo )*(?:junto )?(?:com|n[ao]|quando) (?:a |o )?(?:casa|imovel|apartamento|ponto|predio|sitio|chacara|loja|compra|comprei|aluguei|mudei|cheguei)\b`,
    String.raw`\b(?:comecei com|hoje tenho|agora tenho|hoje sao) \d|\btudo placa\b|\btelhad\w+ (?:ta|esta|e) (?:tod[oa] )?(?:forrad|chei|cobert|lotad)[oa]\b|\bcompensacao (?:com|na|de energia|da)\b|\bcom (?:a )?(?:energia )?solar (?:n|em|desde|faz|ha)\w*|\b(?:tenho|temos|tem|uso) (?:um |uma |o |a |umas )?(?:de )?\d+(?:[.,]\d+)? ?k(?:wp?|va)\b|\be eu (?:instalamos|botamos|colocamos|montamos)\b|\bnao pag\w+ (?:mais |quase )?(?:luz|conta|energia) (?:por causa|desde|gracas|faz|com)\b|\bnao pag\w+ (?:mais )?(?:luz|energia)\b.*\bsol\b|\b(?:imovel|casa|sitio|predio|galpao) (?:ja )?equipad[oa]\b|\b(?:tenho|tem|temos|sao) (?:so |ja )?(?:meia duzia|uma duzia|um monte|bastante|um bocado)\b|\bcliente (?:de energia )?solar\b|\b(?:as?|os) que (?:eu |a gente |nos )?(?:ja )?(?:tenho|temos|instalei|botei|comprei|coloquei|uso)(?! nao)\b|\bo que (?:eu |a gente )?(?:ja )?(?:tenho|temos|instalei|botei) (?:e de|funciona|gera|ta|foi|produz)\b`,
    String.raw`^(?:porque|pois|que|sim|e que|pergunto porque|pergunto que|e) (?:eu |aqui |a gente |la em casa )*(?:ja )?(?:tenho|temos|tem|uso|possuo)(?: (?:sim|uma|umas|aqui|ja|instalad\w+|${PANELS}))*$`,
    String.raw`\b(?:comprei|peguei|financiei|ganhei|montei|instalei)\b.*\be (?:eu mesmo )?(?:montei|instalei|botei|coloquei|liguei|pus)(?: (?:tudo|eu|mesm[oa]|sozinh[oa]|elas|aqui|em cima|(?:o|as|os) (?:${PANELS})))*$`,
    String.raw`^(?:sim |ja )*(?:senhora? )?,?(?:sao |tem |uns? |umas? )*${COUNT} (?:delas|dessas|placas?|paineis|modulos)\b`,
    String.raw`^(?:ja |to |estou |tou |estamos )*(?:ger(?:ando|o|amos)|produz(?:indo|o|imos))\b`,
    String.raw`^(?:n[ao]|l[ao] n[ao]) ${PLACE}(?: d[aeo] \w+)? (?:ja|sim|ja sim)$|^(?:ja )?(?:ta|esta|tao) (?:ja )?(?:rodando|funcionando|ligad[oa]s?|pront[oa]s?)(?: ${SINCE}\b.*)?$`,
    String.raw`\b${PUT_UP} (?:tudo |\w+ ){0,2}?(?:pra|para) (?:mim|nos|gente|a gente)\b|\bsou (?:micro ?|mini ?)?(?:gerador[a]?|autoprodutor[a]?|prosumidor[a]?)\b|\bgd ?[12i]+\b|\b(?:${PANELS}) (?:ja )?(?:foi|foram) trocad[oa]s?\b|^(?:ja )?(?:ta |esta |foi |tao )?(?:ligad|energizad|conectad|ativad)[oa]s? (?:${SINCE})`,
    String.raw`^(?:o|a|os|as) d[ao] (?:minha |meu |nossa |nosso )?(?:empresa|loja|firma|sitio|fazenda|chacara|galpao|padaria|mercado|clinica|matriz|sede|fabrica|granja|pousada|praia) (?:ja )?(?:foi trocad|foi instalad|foram|gera|funciona|ta funcionando|ta gerando|quebrou|queimou|parou|e de \d+ ?k)\w*`,
    String.raw`^(?:parte|metade|uma parte)(?: d[aeo] \w+)? (?:ja )?(?:e|tem|ta|esta|sim)\b|^(?:as|os|a|o) (?:placas?|paineis|modulos|sistema) (?:sao|e|foram|eram|vieram) (?:chines|nacion|import|usad|velh|antig|nov|d[aeo] (?:marca|weg|intelbras|canadian|jinko|\d))\w*`,
    String.raw`^(?:sim |ja |aqui |hoje )*(?:tenho|temos|tem) (?:sim |ja |so )*n[ao]s? (?!(?:casa|loja|rua|escola) d[aeo]s? |rua|esquina|cabeca|ideia|mente|frente|vizinh|cidade|bairro|mao|momento|verdade|minha regiao)\w+(?: \w+)?$`,
    String.raw`\b(?:depois|desde|assim) que (?:eu |a gente |nos )?(?:botei|instalei|coloquei|pus|botamos|instalamos|colocamos|montei)(?! (?:o|a|os|as|um|uma|meu|minha|outro|outra|mais) (?!conta|luz|${PANELS}))\b|\b(?:anos?|mes(?:es)?|dias|semanas?) (?:\w+ )?que (?:eu |a gente |ja )*(?:botei|instalei|coloquei|pus|tenho|uso|gero|instalamos|comprei|funciona)\b|\b(?:off ?grid|on ?grid|hibrid[oa]|bateria(?:s)? (?:de litio|solar|estacionari\w+)|com bateria)\b|^(?:sim |ja )*(?:tem|tenho|temos|sao) (?:sim |ja |umas |uns )*(?:\d+|(?:dez|vinte|trinta|quarenta)(?: e \w+)?|tres|quatro|cinco|seis|sete|oito|nove|onze|doze|treze|quatorze|quinze|dezesseis|dezessete|dezoito|dezenove)$|\b(?:puseram|instalaram|colocaram|botaram) (?:\w+ ){0,2}?(?:n[ao] (?:conjunto|vila|predio|condominio|bloco|comunidade|assentamento|associacao|rua toda)|em tod[ao]s?)\b|\b(?:vem|veio|vinha|inclui|incluia|entregaram|entregue) (?:ja |tudo )*com (?:a |as |o )?(?:energia )?(?:${PANELS})\b|\b(?:${PANELS}) que (?:eu |a gente |nos |ja )*(?:tenho|temos|pus|botei|instalei|coloquei|comprei|uso)\b|\b(?:to|tou|estou|estamos|fiquei) com (?:um |o |as |uns |umas |meu )?(?:placas?|paine(?:l|is)|modulos?|usina|solar|inversor|sistema (?:solar|fotovoltaico|de \d|pequen|sub|velho|antigo|desligado))|\b(?:por causa|gracas) (?:del[ae]s|as placas|a elas)\b|^(?:foi )?(?:a )?primeira coisa que (?:eu )?fiz\b`,
    String.raw`\bcomprei (?:a casa|o imovel|o sitio|a chacara|o apartamento|o predio|a loja|o ponto)\b.*\bja (?:com|tinha|tava|estava|veio)\b`,
  ].join('|'),
);

/** Wished, planned, saved for, refused by the bank: not there. */
const HELD_UP = new RegExp(
  [
    String.raw`\b(?:tava|estava|tavamos|fiquei|andei|ando|to|tou|estou|estamos|tamo) (?:so |ainda |ja |quase |aqui )*(?:pra|para|nos planos|no plano|querendo|pensando|planejando|juntando|guardando|economizando|poupando|vendo|estudando|namorando|sonhando|assinando|fechando|correndo atras|procurando|pesquisando|cotando|fazendo as contas)\b(?! (?:mais|ampliar|aumentar|trocar|outr[ao]))`,
    String.raw`\b(?:ia|iamos|iria|quis|quase|cheguei a|tentei|pensei em|penso em|falta|falto) (?:eu |a |que )?(?:quase )?(?:botar|botei|colocar|coloquei|instalar|instalei|por|pus|fechar|fechei|fazer|fiz|comprar|comprei|assinar|assinei|pensar|financiar|criar coragem|coragem|dinheiro|grana|tempo)\b`,
    String.raw`\b(?:banco|financeira|caixa|credito|financiamento|cadastro|emprestimo|projeto) (?:\w+ ){0,2}?(?:negou|negaram|nao (?:foi |saiu|liberou|aprovou|deu)\w*|recus\w+|reprov\w+|barrou|travou|negad[oa]|reprovad[oa])\b|\bnao (?:liberaram|liberou|aprovaram|aprovou|passou)\b`,
    String.raw`\b(?:juntando|guardando|economizando|poupando)\b|\bnos planos\b|\bnos? (?:meus )?sonhos?\b|\bficou (?:pra|para) (?:depois|outra|o ano|tras)\b|\bdeixei pra (?:depois|la)\b|\badi(?:ei|amos|ado)\b|\bquem sabe um dia\b|\bum dia (?:eu |a gente |quem sabe |sai |chego|boto|coloco|compro)`,
    String.raw`\b(?:firma|empresa|rapaz|cara|vendedor|pessoal|instalador)(?: \w+){0,3} (?:sumi(?:u|ram)|quebrou|faliu|fugiu|deu (?:o )?(?:golpe|calote|cano)|nunca (?:veio|voltou|apareceu)|nao (?:veio|voltou|apareceu))\b|\b(?:paguei|dei) (?:so |a |um |o )*(?:sinal|entrada)\b`,
    String.raw`\bengavetad\w*\b|\bprojeto (?:ta |esta |ficou )?parad\w*|\b(?:comeu|levou|gastei|gastou) (?:todo )?(?:o|meu) dinheiro\b|\besperando (?:\w+ ){0,4}(?:cair|baixar|abaixar|melhorar|sobrar|sair|entrar|vender|receber)\b|\b(?:fila|consorcio|carta de credito)\b|\b(?:cotar|cotei|cotamos|orcei|orcamento)\b.*\b(?:parei|paramos|desanimei|larguei|ficou|nao)\b|\b(?:projeto|plano|ideia|coisa|isso|fica) (?:e |so )?(?:pr[ao]|para o|do|no) (?:ano|mes|semestre|futuro)\b|\b(?:mais pra frente|mais na frente|futuramente|no futuro)\b|\b(?:em pensamento|no papel|na cabeca|na ideia|na imaginacao|na vontade)\b|\b(?:padrao|telhado|estrutura|rede|fiacao) (?:\w+ ){0,3}nao (?:comporta|aguenta|suporta|deixa|permite|da)\w*`,
    String.raw`\b(?:sindic[oa]|condominio|dono|dona|proprietari[oa]|marido|mulher|esposa|pai|mae|assembleia|igreja|locador[a]?|imobiliaria) nao (?:deixa|deixou|permite|permitiu|quer|quis|aprovou|aprova|autoriza|autorizou|libera|liberou|aceita|aceitou)\b|\bpromet(?:eu|eram)\b.*\bnao\b|\b(?:informando|pesquisando|estudando|pensa(?:ndo|mos)?|sonha(?:ndo|mos)?|correndo atras) (?:n|d|sobre |pra |atras )?(?:isso|disso|nisso|a respeito|o assunto)\b|\bfalta (?:ess[ae]|est[ae]|a|so) (?:parte|etapa|placa|coragem)\b|\bse (?:eu |deus |a gente |um dia |o banco )*(?:ganhar|puder|conseguir|sobrar|quiser|tirar|acertar|vender|liberar|aprovar|der certo)\b|\bvou (?:ter|botar|por|colocar|instalar)\b(?! (?:mais|outr))|\b(?:antes de|sem) (?:fazer|instalar|botar|montar|comecar|terminar)\b|\be (?:justamente |exatamente |isso |so )*(?:o que|oq) (?:eu |nos |a gente )*(?:quero|queria|queremos|preciso|procuro|to procurando|falta|me falta)\b|\bvontade\b|\bquero e (?:por|botar|instalar|a primeira)\b`,
    String.raw`\b(?:primeira|primeiro|comecando|chegando|entrando) (?:\w+ )?(?:agora|vez|nisso|nesse|do zero)\b`,
  ].join('|'),
);
/** What would be if it had them. */
const WERE_IT_SO =
  /\bse (?:eu |a gente |nos |aqui |ja |ca |minha casa |la em casa )*tivesse(?:mos)?\b(?! (?:mais|outr[ao]|dinheiro|como|condic|jeito|sabido))|\b(?:eu |a gente )?(?:tendo|botando) (?:isso|uma dessas|placa|dessas)\b|\bnao (?:estari?a|tava|taria|pagava|pagaria|tinha esse) (?:\w+ ){0,5}(?:conta|luz|tanto|isso|aqui|falando|perguntando|caro)\b/;
/** Lamps of another time, plates and works of another trade, a roof with nothing on it. */
const NOTHING_LIKE_IT = new RegExp(
  [
    String.raw`\b(?:lamparina|candeeiro|candieiro|lampiao|vela|fogueira|querosene|gato)\b`,
    String.raw`\b(?:usina|placa|painel|sistema)s?\b(?:.{0,12}\b)?(?:de acucar|de cana|de alcool|d[eo] carro|da moto|do trator|d[oa]s? (?:detran|transito)|de transito|de vende|de aluga|de contramao|dentari[oa]|bacteriana|de pare|de som)\b|^so (?:a |o |de |d[ao] )*(?:acucar|cana|carro|moto|detran)\b`,
    String.raw`\btelhad\w+ (?:\w+ )?(?:virgem|pelad[oa]|vazi[oa]|limp[oa]|sem nada|livre)\b|\bcoisa de (?:rico|gente rica|bacana|barao|granfino)\b|\b(?:luxo|chique|caro demais|muito caro) (?:demais )?(?:pra|para) (?:mim|gente|nos|o meu|meu)\b`,
    String.raw`\b(?:vivo|vive|vivemos|dependo|dependemos|refem|refens|escrav[oa]|na mao|presos?|preso|fiel) (?:so |ainda |mesmo |toda )*d[aeo]s? (?:enel|light|cemig|copel|celesc|cpfl|rge|celpe|neoenergia|energisa|coelba|cosern|equatorial|edp|ceee|elektro|companhia|distribuidora|concessionaria|rua|rede)\b|\b(?:energia|relogio|medidor|padrao) (?:e )?(?:comum|normal|convencional|da rede|antig[oa])\b|\b(?:virgem|leig[oa]|cru|crua|novat[oa]|iniciante) (?:n|d)(?:iss|ess)\w+`,
    String.raw`^(?:eu |aqui |a gente |ja )*(?:so (?:vi|vejo|conheco|ouvi|sei) (?:de|d[ao]s?|em|n[ao]s?|isso|pel[ao]|por|falar)\b|(?:la |aqui |em casa )*so (?:tenho|tem|temos|uso) (?!(?:n[ao]s?|em|uma?s?|duas?|\d+|aqui|la|pouc\w+|ess[ae]s?|est[ae]s?|minhas?|meu|${PANELS}|um|de 20|instalad\w+|sim|quando|dizer|que)\b))|\bo que (?:eu |nos |a gente )?(?:tenho|tem|temos) (?:aqui |la |em casa )*e (?!(?:um|uma|so|de)? ?(?:${PANELS}|\d))`,
    String.raw`\bainda (?:n[ao]|com a|pago|uso|gasto|dependo d[ao]|to na|estou na|e) (?:\w+ )?(?:luz|energia|conta|enel|light|cemig|copel|celesc|cpfl|rge|celpe|neoenergia|energisa|coelba|cosern|equatorial|edp|companhia)\b|^(?:eu |aqui |sol |luz |energia |la )*so (?:pago|pra|para|em|na|no|com|a|o|choro|boleto|conta|quando|se)\b(?!.*\b(?:${PANELS}|\d)\b)|^neca\w*$`,
    String.raw`\bsou pobre\b|\bnao tenho (?:dinheiro|condic\w+|grana|verba)\b|\beletrificacao rural\b|\besperando (?:voces|vcs)\b|\bsol (?:aqui )?(?:nem|nao|mal) bate\b|\bnao bate sol\b|\bmata fechada\b|\b(?:energia|luz) (?:aqui )?(?:vem|e|chega) d[ao] (?:poste|rua|rede|hidreletrica|companhia)\b|\bmoro de favor\b|\b(?:era|tinha|ficou|ficaram) (?:tudo )?(?:n|d)a (?:casa|outra)(?: casa)? (?:antiga|velha|anterior|de antes)\b|\b(?:unico|unica) (?:sol|solar|coisa|energia|placa|painel)\b.{0,24}\b(?:e|que)\b|\b(?:teto|telhado) (?:e|de) (?:palha|lona)\b|\bso (?:na|em) (?:televisao|tv|foto|propaganda|novela|revista)\b`,
  ].join('|'),
);

/** Wished for, heard of, seen somewhere. */
const ONLY_TOLD =
  /\b(?:quero|queria|queremos|preciso|gostaria|procuro|penso|pretendo|vi|vimos|ouvi|dizem|disseram|falaram|video|anuncio|propaganda|assisti|custa|preco|valor)\b/;
export const isRunning = (clause: string): boolean => RUNS.test(clause) && !ONLY_TOLD.test(clause);

/** Null where a clause shows neither. */
export function plantShown(clause: string): boolean | null {
  if (PAUSES.test(clause)) return null;
  if (isRunning(clause)) return true;
  return HELD_UP.test(clause) || NOTHING_LIKE_IT.test(clause) ? false : null;
}

/** `said`: the whole text, plain. */
export const wouldHave = (said: string): boolean => WERE_IT_SO.test(said);
