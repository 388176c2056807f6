/** Objections a lead raises, in the order of the playbook's list. Several may stand in one message. */
import { OBJECTIONS, type Objection } from './facts.ts';
import { full } from './plain-text.ts';

const SIGNS: Readonly<Record<Objection, RegExp>> = {
  ja_tem_usina:
    /\bja (?:tenho|temos|possuo|instalei|coloquei) (?:\w+ ){0,2}(?:placas?|paine(?:l|is)|usina|energia solar|sistema solar)\b/,
  terreno_proprio:
    /\b(?:meu|minha|no meu|na minha) (?:proprio |propria )?(?:terreno|sitio|fazenda|chacara|terra|area)\b/,
  ja_tem_desconto:
    /\bja (?:tenho|temos|recebo|ganho|pago com) (?:um |uns |o )?desconto\b|\btenho (?:um )?desconto (?:maior|melhor|de)\b/,
  prazo_contrato:
    /\b(?:prazo|tempo|duracao) (?:do|de) contrato\b|\bcontrato (?:e |de |dura )?(?:muito )?(?:longo|quantos|quanto tempo)\b|\bquanto tempo (?:de|dura|e|tem)\b.{0,12}\b(?:contrato|fidelidade)\b|\bficar pres[oa]\b|\b(?:36|40) meses\b|\btem fidelidade\b/,
  cancelamento:
    /\b(?:posso|pode|consigo|da pra|da para|se eu(?: quiser)?|como(?: faz| faco)?(?: pra| para)?|quiser) (?:eu )?(?:cancelar|desistir|sair|rescindir)\b|\bmulta\b|\bcancelamento\b|\brescisao\b/,
  custo_depois:
    /\b(?:custo|pago|pagar|gasto) (?:\w+ ){0,3}(?:depois|apos|quando a usina)\b|\bdepois que (?:a usina )?(?:for|ficar|e) minha\b|\bquanto custa (?:o|um) lote\b|\btem (?:custo|mensalidade)\b/,
  manutencao:
    /\bmanutencao\b|\b(?:limpeza|limpar|quebrar?|estragar|defeito|conserto) (?:d?as? |o |um )?(?:placas?|paine(?:l|is))?\b|\bse quebrar\b/,
  preco:
    /\b(?:muito |bem |ta |e |acho |achei |meio )caro\b|\bcaro demais\b|\bsem (?:dinheiro|grana|condicoes)\b|\bnao tenho (?:dinheiro|grana|condicoes|como pagar|como investir)\b/,
  desconfianca:
    /\b(?:golpe|fraude|enganacao|pegadinha|mentira|piramide|confiavel|confiar|desconfi\w+|bom demais|seguro mesmo|furada|cilada)\b/,
  concorrente: /\b(?:origo|setta|outra empresa|outro fornecedor|concorrente|cooperativa)\b/,
  vou_pensar:
    /\b(?:vou pensar|preciso pensar|tenho que pensar|deixa eu pensar|vou ver|depois (?:eu )?(?:vejo|falo|te chamo|te falo|respondo)|mais tarde eu|vou analisar|vou conversar|sem tempo|agora nao (?:posso|da|consigo)|outra hora)\b/,
};

/** Objections in `text`. */
export const objectionsIn = (text: string): readonly Objection[] => {
  const said = full(text);
  return OBJECTIONS.filter((objection) => SIGNS[objection].test(said));
};
