/**
 * "Você tem contrato de fidelidade com outra empresa?", answered in a sentence (T3, T4). A contract without term or fine binds nobody;
 * one that has ended neither. The distributor's own bill is no contract of this kind.
 */
import { full } from '../plain-text.ts';
import { statedClauses } from '../stated.ts';

const DISTRIBUTOR = String.raw`(?:celpe|neoenergia|energisa|equatorial|enel|coelba|cosern|cemig|light|distribuidora|companhia|concessionaria|rua)`;
const OURS = String.raw`(?:voces?|vcs?|eu|ninguem|nada|casa|nome|medo|pressa|duvida|conta|dinheiro|fome)`;
const MONTH = 'janeiro|fevereiro|marco|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro';
const SPAN = String.raw`(?:\d+|um|uma|dois|duas|tres|quatro|cinco|seis|sete|oito|nove|dez|doze|meio|mais|uns|alguns|so|ainda)`;

const UNBOUND = new RegExp(
  [
    String.raw`\bsem (?:nenhum[a]? )?(?:fidelidade|multa|contrato|vinculo|carencia|prazo|compromisso)\b`,
    String.raw`(?<!nao )\bposso sair (?:quando|a hora|a qualquer)\b|\bnao (?:tem|cobra\w*|ha) (?:nenhuma )?(?:multa|fidelidade|carencia)\b`,
    String.raw`^(?:ja |eu |tb |tambem )*(?:sai|saimos|larguei|me livrei|nao renovei|cancelei|cancelamos|rescindi|encerrei|deixei)\b`,
    String.raw`\b(?:contratos?|fidelidade|multa|descontos?|vinculos?|isso) (?:eu |a gente |aqui )?nao (?:tenho|temos|tem|existe|ha|possuo)\b|\b(?:unic[oa]|alem|exceto|fora|ninguem mais que) (?:\w+ ){0,3}${DISTRIBUTOR}\b`,
    String.raw`\b(?:zero|nenhum) (?:contrato|fidelidade)\b|\b(?:nao (?:aceitei|fechei|quis|assinei|topei)|recusei)\b`,
    String.raw`\b(?:contrato|fidelidade|so) (?:so )?(?:com o|do|com a|da) (?:banco|imobiliaria|trabalho|emprego|casa|aluguel|igreja)\b`,
    String.raw`^(?:ja |eu |sim |nao |mas )*(?:tive|tinha|tinhamos|tivemos)\b(?!.*\b(?:tenho|outra agora|ainda)\b)`,
    String.raw`\b(?:cancel\w+|saio|saiu|sair|largo|troco|posso sair|encerro) (?:a hora |na hora )?(?:quando|a qualquer|que) (?:eu )?(?:qui[sz]er|momento|hora)`,
    String.raw`\b(?:acabou|venceu|terminou|encerrou|expirou|vencid[oa]|encerrad[oa]|cancelad[oa]|desimpedid[oa])\b|\b(?:prazo|contrato|tempo) (?:ja )?(?:passou|acabou)\b|\bja (?:cumpri|paguei a multa)\b|\bseria (?:o|a) primeir[oa]\b|\bprimeira vez\b|^(?:eu )?pago (?:a conta )?normal\b|\b(?:ja fui|fui|era|eramos) (?:cliente |assinante )?(?:d[aeo]|com)\b|\bnao (?:sou|estou|to|faco parte|somos) mais\b`,
    String.raw`\b(?:cliente|conta|consumidor) (?:e )?(?:normal|comum)\b|\b(?:luz|energia|conta) (?:e|vem) (?:so )?d[ao] ${DISTRIBUTOR}\b|^so (?:pago |tenho |uso )?(?:a )?(?:minha )?conta\b`,
    String.raw`\b(?:nada|nem|nenhum contrato|sem estar) (?:estou |to )?(?:pres[oa]|amarrad[oa]|vinculad[oa]|fidelizad[oa])\b|\bnada (?:me )?(?:prende|amarra|impede)\b|\bnao devo nada\b|\bnunca (?:entrei|participei|aderi|assinei|fechei|fiz|tive)\b|\bnem (?:sabia|sei)\b.*\b(?:existia|isso)\b`,
  ].join('|'),
);
const BOUND = new RegExp(
  [
    String.raw`\b(?:vence|acaba|termina|vai ate|encerra|expira)(?: (?:em|ate|no|na|so|dia|ano|daqui|mes|o|a|fim|final|meio|do|de|proximo|que vem))* (?:20\d\d|\d+|${MONTH}|ano|mes|semestre|que vem)\b`,
    String.raw`^(?:sim )?(?:ainda |so |mais )*(?:tenho|tem|falta[m]?|restam?|sao) (?:${SPAN} )+(?:anos?|mes(?:es)?)\b`,
    String.raw`(?<!nao )(?<!nao (?:to|estou|sou) )\b(?:pres[oa]|amarrad[oa]|vinculad[oa]|fidelizad[oa])\b(?! a (?:nada|ninguem))`,
    String.raw`\b(?:pago|pagaria|tem|cobra[m]?|da|com) (?:uma )?multa\b|\bmulta (?:se|de|pra|alta|del[ea]s?)\b|\b(?:tem|com|de) carencia\b`,
    String.raw`\bnao (?:posso|consigo|da pra) (?:sair|cancelar|trocar|mudar)\b`,
    String.raw`\b(?:vem|vindo|chega|sai) com (?:(?:um|uns|o|\d+ ?%|de|quase) )*desconto\b`,
    String.raw`\b(?:empresa|cooperativa|outra|consorcio|comercializadora)\b(?: ja| que| me| ai)* (?:me )?(?:da|dao|faz|oferece|garante|desconta)\b.{0,12}(?:\d|desconto)`,
    String.raw`^(?:sim |ja |tenho |uns |de )*\d+ ?% (?:de desconto )?(?:com|d[aeo]|n[ao]|pel[ao]) (?!${DISTRIBUTOR})`,
    String.raw`^(?:sim |ja |eu |opa |ainda |hoje )*(?:tenho|temos|recebo|ganho) (?:sim )?(?:um |uns |ja )*(?:descont\w+|abatimento)(?: (?:ja|na conta|na luz|de energia|hoje|sim|aqui))*$`,
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

/** "Assinei um papel, não sei se era isso". */
const DOUBTS =
  /\b(?:nao sei|sei la|nao lembro|sera) (?:bem |direito )?(?:se|que) (?:e|era|foi|isso|tem|tenho|aquilo)\b/;

/** True: bound. Null where the answer says neither. */
export function loyaltyAnswered(text: string): boolean | null {
  const clauses = statedClauses(text);
  if (DOUBTS.test(full(text))) return null;
  if (clauses.some((clause) => UNBOUND.test(clause))) return false;
  const [head = ''] = clauses;
  if (/^(?:nao|nunca|nenhum|nem|ninguem|com ninguem|jamais|negativo)\b/.test(head) && !BOUND.test(head))
    return null;
  return clauses.some((clause) => BOUND.test(clause)) ? true : null;
}
