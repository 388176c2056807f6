/**
 * "Você tem contrato de fidelidade com outra empresa?", answered in a sentence (T3, T4). A contract without term or fine binds nobody;
 * one that has ended neither. The distributor's own bill is no contract of this kind.
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

const DISTRIBUTOR = String.raw`(?:celpe|neoenergia|energisa|equatorial|enel|coelba|cosern|cemig(?! sim)|light|copel|celesc|cpfl|rge|ceee|elektro|eletropaulo|amazonas energia|roraima energia|cea|celg|ceal|distribuidora|companhia|concessionaria|rua|(?:fornecedora|empresa|companhia) de (?:luz|energia eletrica))`;
const OURS = String.raw`(?:voces?|vcs?|eu|ninguem|nada|casa|nome|medo|pressa|duvida|conta|dinheiro|fome)`;
const MONTH = 'janeiro|fevereiro|marco|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro';
const SPAN = String.raw`(?:\d+|um|uma|dois|duas|tres|quatro|cinco|seis|sete|oito|nove|dez|doze|meio|mais|uns|alguns|so|ainda)`;

/** Contracts that have nothing to do with energy. */
const OTHER_TRADE =
  'operadora|internet|celular|telefone|telefonia|tim|vivo|claro|oi|banco|nubank|caixa|academia|tv|net|sky|netflix|streaming|plano|aluguel|consorcio|seguro|seguradora|carro|financeira|escola|faculdade|casamento|igreja|futebol|time|flamengo|corinthians|santa cruz|sport|cartao|jesus|deus|cristo|cerveja|cachaca|bar|bodega|posto';
const PEOPLE =
  'minha (?:esposa|mulher|patroa|veia|namorada|mae|familia)|meu (?:marido|esposo|veio|cachorro|travesseiro)|patroa|esposa|mulher|marido|cama|rede|mainha';

const UNBOUND = new RegExp(
  [
    String.raw`\bsem (?:nenhum[a]? )?(?:fidelidade|multa|contrato|vinculo|carencia|prazo|compromisso)\b`,
    String.raw`(?<!nao )\bposso sair (?:quando|a hora|a qualquer)\b|\bnao (?:tem|cobra\w*|ha) (?:nenhuma )?(?:multa|fidelidade|carencia)\b`,
    String.raw`^(?:ja |eu |tb |tambem )*(?:sai|saimos|larguei|me livrei|nao renovei|cancelei|cancelamos|rescindi|encerrei|deixei)\b`,
    String.raw`\b(?:acabou|venceu|terminou|encerrou|expirou|vencid[oa]|encerrad[oa]|cancelad[oa]|desimpedid[oa])\b|\b(?:prazo|contrato|tempo) (?:ja )?(?:passou|acabou)\b|\bja (?:cumpri|paguei a multa)\b|\bseria (?:o|a) primeir[oa]\b|\bprimeira vez\b|^(?:eu )?pago (?:a conta )?normal\b|\b(?:ja fui|fui|era|eramos) (?:cliente |assinante )?(?:d[aeo]|com)\b|\bnao (?:sou|estou|to|faco parte|somos) mais\b`,
    String.raw`\b(?:cliente|conta|consumidor) (?:e )?(?:normal|comum)\b|\b(?:luz|energia|conta) (?:e|vem) (?:so )?d[ao] ${DISTRIBUTOR}\b|^so (?:pago |tenho |uso )?(?:a )?(?:minha )?conta\b`,
    String.raw`\b(?:nada|nem|nenhum contrato|sem estar) (?:estou |to )?(?:pres[oa]|amarrad[oa]|vinculad[oa]|fidelizad[oa])\b|\b(?:unic[oa]|alem|exceto|fora|ninguem mais que) (?:\w+ ){0,3}${DISTRIBUTOR}\b`,
    String.raw`^(?:ja |eu |sim |nao |mas )*(?:tive|tinha|tinhamos|tivemos)\b(?!.*\b(?:tenho|outra agora|ainda)\b)`,
    String.raw`\b(?:cancel\w+|saio|saiu|sair|largo|troco|posso sair|encerro) (?:a hora |na hora )?(?:quando|a qualquer|que) (?:eu )?(?:qui[sz]er|momento|hora)`,
    String.raw`\bnada (?:me )?(?:prende|amarra|impede)\b|\bnao devo nada\b|\bnunca (?:entrei|participei|aderi|assinei|fechei|fiz|tive)\b|\bnem (?:sabia|sei)\b.*\b(?:existia|isso)\b`,
  ].join('|'),
);
const BOUND = new RegExp(
  [
    String.raw`^(?:sim |ja |eu |opa |ainda |hoje )*(?:tenho|temos|recebo|ganho) (?:sim )?(?:um |uns |ja )*(?:descont\w+|abatimento)(?: (?:ja|na conta|na luz|de energia|hoje|sim|aqui))*$`,
    String.raw`\b(?:vem|vindo|chega|sai) com (?:(?:um|uns|o|\d+ ?%|de|quase) )*desconto\b`,
    String.raw`\b(?:empresa|cooperativa|outra|consorcio|comercializadora)\b(?: ja| que| me| ai)* (?:me )?(?:da|dao|faz|oferece|garante|desconta)\b.{0,12}(?:\d|desconto)`,
    String.raw`^(?:sim |ja |tenho |uns |de )*\d+ ?% (?:de desconto )?(?:com|d[aeo]|n[ao]|pel[ao]) (?!${DISTRIBUTOR})`,
    String.raw`\b(?:vence|acaba|termina|vai ate|encerra|expira)(?: (?:em|ate|no|na|so|dia|ano|daqui|mes|o|a|fim|final|meio|do|de|proximo|que vem))* (?:20\d\d|\d+|${MONTH}|ano|mes|semestre|que vem)\b`,
    String.raw`^(?:sim )?(?:ainda |so |mais )*(?:tenho|tem|falta[m]?|restam?|sao) (?:${SPAN} )+(?:anos?|mes(?:es)?)\b(?! (?:de (?:casa|idade|casad\w+|obra|servico|empresa|experiencia|vida)|que)\b)`,
    String.raw`(?<!nao )(?<!nao (?:to|estou|sou) )\b(?:pres[oa]|amarrad[oa]|vinculad[oa]|fidelizad[oa])\b(?! (?:a (?:nada|ninguem)|em casa|no (?:transito|trabalho)))`,
    String.raw`\b(?:pago|pagaria|tem|cobra[m]?|da|com) (?:uma )?multa\b|\bmulta (?:se|de|pra|alta)\b|\b(?:tem|com|de) carencia\b`,
    String.raw`\bnao (?:posso|consigo|da pra) (?:sair|cancelar|trocar|mudar)\b`,
    String.raw`(?<!\bnao )\b(?:recebo|ganho|tenho|temos)\b.{0,20}\bdescontos?\b.{0,30}\b(?:outr[ao]|cooperativa|empresa|com a|da|pela)\b`,
    String.raw`^(?:sim |ja |eu |ainda )*(?:tenho|temos|recebo|ganho)(?: (?:um|uns|desconto|quase|ja|de|la))* \d+ ?(?:%|por ?cento)`,
    String.raw`\b(?:assino|uso|tenho) (?:uma|outra) (?:dessas|empresa|d[ae]ssas)\b|\bja sou cliente (?:de|da) (?!${DISTRIBUTOR}|voces)`,
    String.raw`^(?:sim |tenho |e |a empresa e |uso |uso a |sou |estou |to |fechei |ja )*(?:d[ao]|com a|com o|a|com uma|com outra) (?!${DISTRIBUTOR}|${OURS}|mesma|propria|gente|minha|meu)[a-z]{3,}(?: (?:empresa|companhia|cooperativa|fornecedora|comercializadora))?(?: (?:ate|por|energia|solar|la|sim|mesmo)\b.*)?$`,
    String.raw`^(?:sim )?(?:ja |acabei de |eu |ainda )*(?:assin(?:ei|ar|amos)|fech(?:ei|ar|amos)|renov(?:ei|ar|amos)|ader(?:i|ir|imos)|entrei)\b(?! (?:com )?(?:${OURS}|${DISTRIBUTOR}))|\btenho (?:um |uma |isso |esse negocio |desses? |dessas? |ja )+(?:com (?:outra|uma)|$)|^ja tenho (?:um|uma) (?:desses|dessas)\b`,
    String.raw`\b(?:contrato|plano) (?:ativo|em vigor|em andamento|vigente|valendo)\b|\bainda (?:ta|esta) (?:valendo|vigente|ativo|em vigor|no prazo)\b|\bmulta e (?:alta|grande|cara)\b|^(?:so (?:posso (?:sair )?)?|ate )(?:em |o |a |no )*(?:20\d\d|fim|final|meio)\b|^(?:sim )?(?:por )?mais (?:${SPAN} )+(?:anos?|mes(?:es)?)\b`,
    String.raw`^(?:sim )?(?:(?:a|da|uma|de|uma tal de) )*(?:cooperativa|origo|setta|reverde|edp|cemig sim|lemon|bow|nextron|outra empresa)$`,
    String.raw`\b(?:contrato|plano|fidelidade|um|uma)(?: e)? de (?:${SPAN} )*(?:anos?|mes(?:es)?)\b`,
    String.raw`^(?:sim )?(?:ainda )?(?:estou|to|tenho|tem|temos|fechei|assinei) (?:em |n?um |n?uma |o |ja )*(?:contrato|plano)\b(?! (?:com )?(?:${DISTRIBUTOR}|${OURS}))`,
  ].join('|'),
);

/** More ways of being free: nothing signed, offered only, over, left. */
const FREE = new RegExp(
  [
    String.raw`\b(?:zero|nenhum[a]?|nada de|sem|nem) (?:tipo de )?(?:contratos?|fidelidade|vinculo|amarra\w*|compromisso)\b|\bnada (?:assinad[oa]|fechad[oa])\b|\b(?:contrato|fidelidade|vinculo|amarra)s? (?:eu )?(?:nao|nunca|nenhum[a]?|nada|zero)\b(?! (?:sei|lembro|acabou|venceu|terminou))`,
    String.raw`^so (?:com )?(?:a |da |pago )*(?:luz|energia|conta) (?:d[ao] )?(?:rua|companhia|normal|comum)\b|\brecebi (?:so )?(?:um |uma )?(?:folheto|panfleto|ligacao|proposta|mensagem|propaganda)\b|\b(?:tava|estava|tavamos|fui|fiquei|era) (?:\w+ )?(?:pres[oa]|amarrad[oa]|vinculad[oa]|fidelizad[oa])\b|\bme (?:soltei|libertei|liberei)\b|\bdistrato\b|\b(?:passei|segui) (?:reto|batido|longe|direto|andando)\b|\b(?:prazo|contrato|tempo|carencia|fidelidade|vinculo|periodo)(?: \w+)? (?:ja )?(?:passou|acabou|caducou|expirou|se foi|zerou|foi cumprid\w+|terminou|venceu)\b|\b(?:preco|valor|conta|tarifa|boleto) chei[oa]\b|\bsem desconto\b|\bd[ao] propri[ao] ${DISTRIBUTOR}|\blimp[oa] (?:de|em|na)\b|\bperdi (?:o |a )?(?:vinculo|contrato|desconto|direito)\b|\b(?:abert[oa]|dispost[oa]) a (?:propostas?|negociar|ouvir)\b|\b(?:fidelidade|contrato|compromisso),? (?:eu )?so (?:tenho )?(?:com|d[aeo]|n[ao]|pel[ao]) (?!(?:a |uma |essa )?(?:outra|cooperativa|origo|setta|reverde|usina|empresa de (?:energia|desconto)))|\b(?:bati a porta|mandei embora|desliguei na cara|nem respondi|deixei quieto|ignorei|nao dei (?:bola|ouvido|papo|continuidade|conversa|moral)|nao (?:fui|foi|levei|andou) (?:pra frente|adiante)|nao fui atras|nao me interessei|nao cai)\b|\bnada que (?:me )?(?:prenda|amarre|impeca|segure)\b|\b(?:ate|quase) (?:\w+ )?(?:quis|ia|tentei|pensei|pensamos|assinei|fechei|entrei|cai|peguei)\b|\b(?:nao|nunca|nem) (?:me )?(?:deixou|deixaram|quis|cai)\b|\bme (?:desliguei|desvinculei|desfiliei|descadastrei|desassociei)\b|\b(?:pedi|dei|fiz|assinei) (?:o |a |meu |um )*(?:desligamento|cancelamento|distrato|desvinculo|rescisao)\b|\b(?:era|eram|foram) (?:${SPAN} )+(?:anos?|mes(?:es)?) e (?:ja )?(?:entrei|se passaram|passaram|passou|faz|fazem|tem|foi|to|cumpri|paguei)\b|\b(?:unic[oa]|so) (?:\w+ ){0,3}(?:papel|contrato|compromisso|coisa) que (?:\w+ ){1,3}(?:e|foi|era)\b|\b(?:cliente|consumidor\w*) (?:raiz|comum|normal|cativ[oa])\b`,
    String.raw`\b(?:nao|nem|nunca|num) (?:\w+ )?(?:aceitei|aceitamos|assinei|assinamos|quis|topei|fechei|fechamos|fiz|entrei|aderi|me amarro|me prendi|mantenho|mantemos|temos|tenho|tem|ha|existe|possuo|possuimos)\b(?! (?:certeza|como (?:sair|cancelar|ver|saber)|ideia|saido|conseguido|acabado|vencido|certo))`,
    String.raw`^(?:eu )?(?:tenho|tem|temos|tive) (?:e )?(?:nao|nada)\b(?! (?:certeza|ideia))`,
    String.raw`\b(?:recusei|dispensei|dei baixa|pulei fora|cai fora|ja sai|sai fora|me livrei|quitei|cumpri|deu o prazo|ja deu)\b|\b(?:to|tou|estou|tamo|estamos|sou|somos|aqui) (?:\w+ )?(?:limp[oa]|livres?|sol(?:to|ta|tos)|desimpedid[oa]|zerad[oa])\b|^(?:livre|limpo|limpa|zerad[oa]|solt[oa])\b`,
    String.raw`\bdeus (?:me livre|e mais|me guarde)\b(?! .*\b(?:multa|pres[oa])\b)|\bnehum\b|\b(?:contrato|plano) (?:so )?(?:com|d[aeo]|n[ao]) (?:[oa] )?${DISTRIBUTOR}|\bcontrato (?:so )?d[eo] (?:aluguel|locacao|trabalho|emprego|financiamento|seguro|casamento)\b|\bassinei (?:so )?(?:a |o )?(?:lista|abaixo|carteira|ponto|revista|jornal)\b|^(?:ja |eu )*(?:tive|tinha)(?: \w+){0,2} e nao\b|^zero(?: \w+)?$|^nenhum(?:inh)?[oa]$|\bia (?:assinar|fechar)\b|\bdesisti\b|\b(?:fidelidade|compromisso|contrato) (?:com|d[aeo]) (?:[oa] |time do )*(?:internet|celular|telefone|tim|vivo|claro|oi|academia|netflix|flamengo|corinthians|palmeiras|vasco|botafogo|gremio|inter|sport|santa cruz|bahia|vitoria|jesus|deus|cristo|cerveja|${PEOPLE})\b|^so (?:com )?(?:voces|vcs)\b|\b(?:saio|posso sair|cancelo|largo) (?:a hora que|quando|qualquer)\b|\b(?:tempo|prazo) indeterminado\b|\b(?:e|ja|ai|depois) (?:cancelei|rescindi|sai|larguei|encerrei|desfiz)\b(?! (?:ainda|pagando))|\bdireto (?:a |com a |da |na |pra |pela )?${DISTRIBUTOR}\b|\b${DISTRIBUTOR} (?:mesmo|so|normal|direto|e so)\b|\bso (?:a|pago a?|com a|da|a conta da|tenho a)? ?${DISTRIBUTOR}\b|\b(?:compromisso|contrato|fidelidade|nada) com (?:ninguem|nenhuma|empresa nenhuma)\b`,
    // Of another trade, or a joke.
    String.raw`\b(?:fidelidade|contrato|compromisso|multa)\b,? (?:eu )?(?:so|somente|apenas|unic[oa])\b(?: (?:tenho|mesmo|a|o|e))*(?: (?:com|d[aeo]|n[ao]|pra|pro))(?: [oa])? ?(?:${OTHER_TRADE}|${PEOPLE})|\bso (?:tenho )?(?:fidelidade|contrato|compromisso) (?:com|d[aeo]|n[ao])(?: [oa])? ?(?:${OTHER_TRADE}|${PEOPLE})|^so (?:tenho )?(?:(?:com|d[aeo]|n[ao]|pel[ao])(?: [oa]| minha| meu)? )?(?:${OTHER_TRADE}|${PEOPLE})|\bde (?:energia|luz) (?:nada|nao|nenhum[a]?)\b`,
  ].join('|'),
);
const HELD = new RegExp(
  [
    String.raw`\bme prende[m]?\b|\b(?:contrato|plano|fidelidade|prazo) (?:e |ta |eh )(?:long|ativ|curt|grand|de)\w*|^(?:recebo |tenho |ja |um )*desconto de \d+ ?%?.{0,20}\bcom (?:uma|a|outra)\b|\bme comprometi com\b|\b(?:anos?|mes(?:es)?|parcelas?) (?:ainda )?(?:falta|faltam|restam)\b|\bse (?:eu )?(?:sair|cancelar|quebrar|largar|romper|desistir)\b.*\b(?:pago|pagar|perco|devolvo|cobra\w*)\b|\bpior que (?:eu )?(?:assinei|fechei|tenho|entrei|cai)\b|\bcontratad[oa]s? com (?!voces|vcs)|\bme da[o]? (?:uns |quase |ate )?\d+ ?(?:%|por ?cento)|\be tem (?:prazo|carencia|fidelidade|multa|contrato)\b|\bme (?:pegaram|empurraram|enfiaram|fizeram assinar|lacaram|enrolaram|convenceram)\b|\bassinei sem (?:ler|ver|pensar|querer)\b|\bo desconto que (?:eu )?(?:tenho|recebo)\b|\bcom fidelidade\b|\brenov(?:a|ou) (?:sozinh|automatic|todo|por)\w*|\besqueci de cancelar\b|\busina del[ea]s\b|\b(?:sou|somos) (?:ja )?(?:cotista|consorciad|participante|associad|cooperad|assinante|membro)\w*\b|\bavisar (?:com )?(?:\w+ )?\d+ dias\b|\bfirm(?:ei|amos) (?:um |o )?(?:compromisso|contrato|acordo|parceria)\b|\b(?:to|estou|estamos) no (?:comeco|meio|inicio|fim|final) d[eo] (?:um|uma|meu|contrato|prazo|plano|fidelidade)\b|\b(?:tenho|temos|estou com|to com|existe|ha|fiz|fizemos) (?:um|uma|o|a) (?:acordo|convenio|parceria|vinculo|pendencia|assinatura|adesao|termo)\b|\b(?:sou|somos) clientes? d[aeo] (?!${DISTRIBUTOR}|voces|vcs|banco)\w+|\bdescontos? (?:que \w+ )?(?:vem|e|sai|chega) (?:d[aeo]|pela|por) (?!${DISTRIBUTOR})|\b(?:cobra\w*|pago|pagar|perco|devolvo|multa)\b.*\bse (?:eu )?(?:sair|cancelar|quebrar|largar|romper|desistir)\b|\b(?:devo|deve|falta[m]?|resta[m]?|sobra[m]?) (?:ainda |uns |mais |pagar |cumprir |so )*(?:${SPAN} )+(?:anos?|mes(?:es)?|parcelas?|mensalidades?|faturas?)\b`,
    String.raw`\b(?:clausula|carencia|permanencia|prazo|aviso previo|fidelidade|vinculo)(?: (?:minim[oa]|la|e|eh|contratual))* de (?:${SPAN} )+(?:anos?|mes(?:es)?|dias)\b|\bpago (?:\w+ ){0,4}(?:de )?multa\b|\bmulta (?:braba|pesada|salgada|absurda|de \d|alta)\b|\b(?:enquanto|ate) (?:nao )?(?:der|chegar|vencer|acabar|passar|completar)\b|\b(?:nao deixa|nao deixam|nao me deixam?|nao liberam?) (?:eu )?(?:sair|cancelar|trocar)\b`,
    String.raw`\b(?:assin(?:ei|ou|amos|aram)|fech(?:ei|ou|amos|aram)|fiz|fizemos)\b(?: \w+){0,5} (?:${SPAN} )+(?:anos?|mes(?:es)?)\b`,
    String.raw`\b(?:ta|esta|to|estou|estamos|tamos|entrei|entramos) (?:ja )?(?:em |n)uma? (?:cooperativa|dessas|outra|carencia|fidelidade)\b|\bna carencia\b|\b(?:prazo|periodo|tempo) de (?:permanencia|fidelidade|carencia)\b|\bcom permanencia\b`,
    String.raw`\b(?:me |eles |ela )?cobra[m]? (?:uma )?multa\b|\bmulta (?:deles|dela|de saida|de \d|contratual|e)\b|\b(?:pago|tem|pagar|vem) (?:a |uma )?multa\b|\bainda (?:nao|n) (?:sai|posso|consegui|deu pra)\b|\b(?:doid[oa]|louc[oa]|querendo|quero|vontade|maneira|jeito) (?:pra|de|para)? ?(?:sair|cancelar|largar|trocar|me livrar)\b`,
    String.raw`\b(?:me prende|me amarra|prendeu|amarrou)\b(?!.*\bnao\b)|\b(?:tenho|tem|temos) (?:\w+ )?(?:sim )?e me arrependo\b|\bvai ate\b|^(?:tenho|temos|tem) (?:sim )?ate\b|\bfalta[m]? (?:ainda )?(?:um pedaco|um tempo|muito|pouco|uns|${SPAN})\b|\b(?:to|estou|tou) na metade\b`,
    String.raw`\b(?:assinad[oa]|contratad[oa]|fechad[oa]|pres[oa]|amarrad[oa]|tenho|temos|tem|vale|valido|to|estou|renovei) (?:\w+ ){0,2}ate (?:20\d\d|${MONTH}|o (?:fim|meio|final|ano)|(?:ano|mes) que vem|\d)|\b(?:pago|assino|uso|tenho) (?:uma? |a )?(?:usina|energia|plano|cooperativa|empresa)(?: solar)? (?:de|por) assinatura\b|\b(?:tenho|temos|tem|to|estou|pres[oa]) (?:\w+ )?por (?:mais )?(?:${SPAN} )+(?:anos?|mes(?:es)?)\b`,
    String.raw`\b(?:sou|somos) (?:ja )?(?:associad|cooperad|assinant|filiad|membr)\w* (?:d[aeo]|n[ao]|em|de uma)\b`,
    String.raw`\b(?:energia|contrato|to|estou|estamos|somos|migr\w+)\b.{0,20}\bmercado livre\b`,
    String.raw`\bdesconta[m]? \d|\b(?:ja |ainda )?(?:tenho|recebo|ganho|pago|pagando) (?:uns |um )?\d+ ?(?:%|por ?cento)(?: (?:a )?(?:menos|de desconto))? (?:com|d[aeo]|pela|numa?) (?:uma? |outra )?(?!voces|vcs)\w+`,
  ].join('|'),
);
/** Asked what it is, or whether it was that: no answer either way. */
const NOT_KNOWN =
  /\bassin(?:ei|ou|amos|aram) (?:um|uma|algo|alguma|uns|esse|um tal de)(?:,? \w+){0,12},? (?:sei la|nao sei|nem sei|nao lembro|sera|nem li|nao li)\b|\b(?:assinei|fiz|assinou|fez) (?:algo|alguma coisa|uma coisa|um trem|um negocio|uns? pape(?:l|is)|um treco|um documento)\b/;

/** True: bound. `open`: it does not know. Null where the answer says none of them. */
export function loyaltyAnswered(text: string): boolean | 'open' | null {
  const clauses = answerClauses(text);
  const whole = clauses.join(', ');
  const own = clauses.filter((clause) => !OF_ANOTHER.test(clause) && !DOES_NOT_KNOW.test(clause));
  if (isHedged(clauses) || SUPPOSED.test(whole) || IS_IT_ONE.test(full(text))) return 'open';
  if (clauses.some((clause) => NOT_OVER.test(clause) && !IS_UNSURE.test(clause))) return true;
  if (clauses.some((clause) => LAMENTS.test(clause)) && clauses.length === 1) return true;
  if (NO_MEMORY_OF.test(whole)) return false;
  if (RENEWED.test(whole) || NOT_UNDERSTOOD.test(whole)) return 'open';
  const isFree = own.some((clause) => UNBOUND.test(clause) || FREE.test(clause)) || FREE.test(own.join(', '));
  const isDoubted = DOUBTS.test(whole) || NOT_KNOWN.test(full(text));
  const isBound = own.some(
    (clause) =>
      (BOUND.test(clause) || HELD.test(clause)) &&
      !FREE.test(clause) &&
      !OFFERED.test(clause) &&
      !NOT_OF_THIS.test(clause),
  );
  if (isFree && !(isBound && STILL.test(whole))) return false;
  const isOfOurs = own.some(
    (clause) =>
      NOT_OF_THIS.test(clause) &&
      (BOUND.test(clause) || HELD.test(clause) || /\b(?:multa|fidelidade)\b/.test(clause)),
  );
  if (
    !isBound &&
    (isOfOurs || clauses.some((clause) => PAUSES.test(clause) || BUSY.test(clause) || WISHES.test(clause)))
  )
    return 'open';
  if (isDoubted) return 'open';
  const [head = ''] = clauses;
  if (
    /^(?:nao|nunca|nenhum|nem|ninguem|com ninguem|jamais|negativo)\b/.test(head) &&
    !BOUND.test(head) &&
    !IS_UNSURE.test(head) &&
    !DOES_NOT_KNOW.test(head)
  )
    return isBound ? null : false;
  if (isBound) return true;
  if (clauses.some((clause) => IS_UNSURE.test(clause))) return 'open';
  if (clauses.some((clause) => DOES_NOT_KNOW.test(clause)) || NO_ANSWER.test(clauses[0] ?? '')) return 'open';
  const plain = plainAnswer(clauses);
  return plain === null ? null : plain === 'yes';
}

/** "Ainda não venceu", "só fico livre em 2029": over later. */
const NOT_OVER =
  /\b(?:ainda )?nao (?:\w+ )?(?:venceu|acabou|terminou|encerrou|expirou|deu o prazo|completou)\b|\b(?:fico|ficarei|ficamos|vou ficar|estarei|saio|posso sair|me livro|me solto) (?:livre |solt[oa] |liberad[oa] |de la |dela )?(?:so |apenas )?(?:em|depois de|daqui|no|na|ano que|quando) (?:20\d\d|\d|janeiro|fevereiro|marco|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro|ano|mes|fim|final|meio|proxim|acabar|vencer|um|dois|tres)/;
/** "Assinei num tablet, isso vale como contrato?" */
const IS_IT_ONE =
  /\b(?:assin\w+|papel|papeis|termo|tablet|cadastro|dados|documento|aceitei|aceite)\b.*\b(?:isso|esse|essa|aquilo)(?: \w+){0,2} (?:vale|conta|serve|e|seria|tem) (?:como |um |uma |de |isso|por )?\w*[^.!]{0,20}\?|\bsera que (?:e|era|vale|conta|tem|isso)\b/;
/** Of our own contract, of one it looks for or has heard of, or of another trade. */
const NOT_OF_THIS =
  /(?<!\bconcorrentes? d[aeo] )\b(?:voces?|vcs?|ces)\b|\bse (?:eu )?(?:assinar|entrar|fechar|contratar|aderir|atrasar)\b|\b(?:quero|queria|gostaria|procuro|vi que|ouvi|soube)\b|\b(?:internet|celular|telefon\w+|tim|netflix|tv|academia|banco|cartao|aluguel|seguro|faculdade|streaming|spotify|parcelamento)\b|\b[dn][ao] (?:vivo|claro|oi|net|sky)\b/;
/** Where the lead is just now: no contract "no meio do serviço". */
const BUSY =
  /^(?:eu |agora |ainda )*(?:to|tou|estou) n[ao]s? (?:meio d[eo] (?:servico|almoco|trabalho|aula|obra)|trabalho|servico|onibus|caminho|medic[oa]|hospital|transito|banho|rua|mercado|banco|escola|igreja|estrada|academia|fila|roca)\b/;
const NO_MEMORY_OF =
  /\bnao (?:me )?(?:lembro|recordo) de (?:ter )?(?:assinado|fechado|feito|aceitado|aderido)\b/;
const RENEWED = /\bnao (?:sei|lembro) se (?:\w+ ){0,2}(?:renov|acab|venc|ainda|val|continu|cancel|termin)\w*/;
const NOT_UNDERSTOOD =
  /^(?:eu )?nao (?:entendi|compreendi|saquei|peguei|ouvi)(?: (?:nada|direito|bem|isso|a pergunta))?$/;
const SUPPOSED =
  /\b(?:acho|acredito|creio|imagino|suponho|parece) que (?:ja |ainda )?(?:tenha|esteja|seja|deva)\b/;
/** A yes that is sorry to be one. */
const LAMENTS =
  /^(?:(?:sim|ai|e|pior|oxe|poxa) )*(?:infelizmente|lamentavelmente|por (?:desgraca|azar|burrice|castigo)|pior que (?:sim|tenho|e|to|estou)|nem me (?:fale|lembre)|pra minha tristeza|desgracadamente|quem dera (?:que )?nao)(?: (?:sim|tenho|temos|ainda|viu|e|ne|demais))*$/;

/** "Cancelei, mas ainda pago multa": bound after all. */
const STILL = /\bainda (?:pago|tem|tenho|falta\w*|to|estou|devo|cobra\w*|corre)\b|\bpago multa\b/;
/** Of somebody else's contract. */
const OF_ANOTHER =
  /\b(?:meu|minha|o|a) (?:pai|mae|irmao|irma|vizinh[oa]|cunhad[oa]|sogr[oa]|ti[oa]|prim[oa]|amig[oa]|filh[oa]) (?:que |q )?(?:tem|assinou|fez|fechou|paga)\b|\bquem tem (?:e|foi)\b/;
/** Only held out to the lead. */
const OFFERED =
  /\b(?:ofereceram|ofereceu|oferecendo|me ligaram|propuseram|um cara|um rapaz)\b(?!.*\b(?:assinei|fechei)\b)/;
