/**
 * "Você já tem placas?", answered in a sentence (T3, T4). Clause by clause: whose it is, whether it is there, was there, or is wished
 * for. The first clause that says so decides; what was or is only wished for decides where nothing else does.
 */
import { full } from '../plain-text.ts';
import { statedClauses } from '../stated.ts';
import { OTHERS, SAME_ROOF, WHOSE } from './people.ts';

const PLANT = String.raw`(?:placas?|plaquinhas?|usininh[ao]|placa solar|paine(?:l|is)|modulos?|usina|energia solar|sistema|kit|fotovoltaic[oa]s?|gerador solar|solar)`;
/** Heats water or burns diesel: no plant. */
const ELSE =
  /\b(?:aquecedor\w*|aquecimento|boiler|gerador|nobreak|chuveiro)\b(?: (?:solar|eletrico|a gas))?(?: d[aeo] (?:agua|chuveiro|piscina|banho))?(?: a (?:diesel|gasolina|gas|oleo))?/g;
/** Instalei, instalamos, instalou. */
const DID = String.raw`(?:instal(?:ei|amos|ou|aram)|coloc(?:ou|amos|aram)|coloquei|bot(?:ei|amos|ou|aram)|compr(?:ei|amos|ou|aram)|pus(?:emos)?|fi[xz]|fizemos|montei|montamos|adquiri(?:mos)?|mand(?:ei|ou|amos|aram) (?:por|botar|instalar|colocar|montar))`;
const HAS = String.raw`(?:tenho|tem|temos|possuo|possuimos|uso|usamos|existe|ger(?:o|amos)|produz(?:o|imos))`;
const BEFORE = String.raw`(?:(?:sim|ja|opa|eu|aqui|hoje|la|em casa|aqui em casa|minha casa|a casa|a minha|minha loja|a loja|meu sitio|o imovel|meu predio|n[ao] (?:minha |meu |nossa |outra )*\w+|n[ao] (?:minha |nossa )?outra \w+|a gente|nos|agora|infelizmente|felizmente|ainda|e) )*`;

const OF_OTHERS = new RegExp(
  String.raw`\b${WHOSE}${OTHERS}\b|\bcasa d[aeo] (?!praia|campo|interior|sitio|veraneio|frente|fundos)`,
);
const ONLY_OTHERS = new RegExp(
  String.raw`^(?:so )?quem (?:tem|botou|colocou|instalou|usa) (?:e|foi) |^so ${WHOSE}${OTHERS}\b|^(?!.*\b(?:aqui|minha casa|la em casa)\b)(?:so |quem )*${WHOSE}${OTHERS} (?:e )?que (?:tem|botou|colocou|instalou|usa|possui)\b`,
);
const OWN =
  /\b(?:eu|aqui|(?:to|tou|estou|tamo|estamos) esperando|(?:n?[ao] )?minha (?:nao|nunca|casa)|nessa|nesta)\b/;
const ABSENT = new RegExp(
  String.raw`\b(?:nao|nunca|nem|jamais)(?: (?:cheguei a|ainda|mais|sequer|me|a gente|nenhum[a]?))* (?:${HAS}|tive|tivemos|${DID}|usei|vi|colocar|instalar|botar|fechei|fechamos|placa)\b|\b(?:ainda nao|eu (?:mesm[oa] )?(?:nao|nunca)|(?:o|a) (?:noss[oa]|meu|minha) (?:ainda )?nao|a gente nao|nos nao|aqui nao|ess[ea] nao|nest[ea] nao|ness[ea] nao|minha nao|nada|nenhum[a]?|zero|nunquinha|nadinha)(?: (?:${PLANT}|instalad[oa]s?|ainda|aqui|tambem|disso))*$|^(?:nao|nunca|nem|nada|nenhuma?|sem|zero)(?: (?:${PLANT}|nada|nao|instalado|ainda))*$|\bsem ${PLANT}\b|^(?:${HAS} )(?:aqui |la )?(?:nao|nada)\b|\baqui (?:e|ta|esta) (?:tudo |so |somente |apenas )*(?:(?:com )?(?:a|da|na) )?(?:normal|rua|celpe|neoenergia|energisa|enel|coelba|cosern|equatorial|companhia|distribuidora|concessionaria|rede)\b|\bso (?:a |o |com |pago |uso |da )*(?:energia |conta |luz )?(?:d[ao] )?(?:normal|rua|celpe|neoenergia|energisa|enel|coelba|cosern|equatorial|companhia|distribuidora|concessionaria|rede)\b`,
);
/** Pays as everybody does. */
const PAYS_AS_EVER =
  /\bpago (?:(?:so|a|o|conta|normal|direto|tudo|pra|para|da|do|de|luz|energia) )*(?:celpe|neoenergia|energisa|enel|coelba|cosern|equatorial|companhia|distribuidora|concessionaria|luz|conta)(?: (?:normal|mesmo|cheia|direto|todo mes))+$/;
const STILL_PAYS =
  /\beu (?:ainda |so |que )*(?:to|estou|continuo|sigo|vivo) (?:ainda )?pagando\b|\bcomo (?:que )?(?:eu )?(?:ia|vou|iria|vai) (?:ter|botar|colocar)\b/;
const ENDED =
  /\b(?:tinha|tive|tivemos|tinhamos|ja teve|vendi|vendemos|tirei|tiramos|retirei|desinstalei|removi|roubaram|levou|levaram)\b|\bdesisti\b/;
const WISHED =
  /\b(?:quero|queria|penso em|pensei em|pensando em|pretendo|gostaria de|desejo|vou|to querendo|estou querendo|planejo|ainda vou|doid[oa] pra|vao|vai|vem|vao vir|esperando (?:\w+ ){0,3}(?:vir|virem)|esperando) (?:\w+ )?(?:instal\w+|coloc\w+|bot\w+|por|comprar|comprei|ter|fazer|fechei)\b|\bquase \w+|\b(?:primeira vez|primeir[oa]s?|do zero|comecando|comecar agora|sonho|vontade|orcamentos?|pesquisando|so olhando|nem comecei)\b/;
const MORE =
  /\b(?:mais|outr[ao](?! (?:empresa|companhia|firma|casa|pessoa))|nova|ampliar|aumentar|expandir)\b/;
const PRESENT = new RegExp(
  [
    String.raw`^${BEFORE}(?:(?:ta|esta|tem|estao|tao|foi|foram|ficou) )?(?:tudo )?(?:ja )?(?:instalad|colocad|montad)[oa]s?\b`,
    String.raw`^${BEFORE}${HAS}(?: (?:sim|ja|aqui|la|tambem|so|uns?|umas?|as|minhas?|meu|o|um|uma|poucas?|duas|tres|quatro|cinco|seis|\d+|muitas?))*(?: (?:${PLANT}|instalad[oa]s?|e|ha|faz|desde|minha energia|minha propria energia|energia|pouc[oa])\b.*)?$`,
    String.raw`^${BEFORE}${DID}\b(?! (?:nada|nao|orcamento|um orcamento|pesquisa|conta|uma conta|agua|gas))`,
    String.raw`\b(?:${SAME_ROOF}|falecid[oa]|finad[oa]|antig[oa] don[oa]) (?:ja )?${DID}\b`,
    String.raw`\bpagando (?:ainda )?(?:as? |o )?(?:parcelas?|prestac\w+|financiamento) (?:d[aeo]s? )(?:minhas?|meu|${PLANT})\b`,
    String.raw`^(?:a|as|o|os) (?:minhas?|meus?|noss[ao]s?) (?:(?:ja )?tem|fez|faz) (?:\w+ )?(?:anos?|mes(?:es)?)\b`,
    String.raw`\b(?:faz|ha|tem) (?:\w+ ){1,3}que (?:eu )?(?:${HAS}|${DID})\b`,
    String.raw`^(?:sim )?(?:desde|em) (?:(?:19|20)\d\d|o ano passado|janeiro|fevereiro|marco|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro)`,
    String.raw`^(?:sim |sao |com |uns? |umas? |de )*(?:\d+|duas|tres|quatro|cinco|seis|oito|dez|doze) ${PLANT}`,
    String.raw`^(?:sim |um |uma |o |e |meu |de )*(?:${PLANT} )?(?:pequen[oa] |grande )?(?:de )?\d+(?:[.,]\d+)? ?k(?:wp?|va)\b`,
    String.raw`\b(?:veio|vieram|entregue|comprei (?:a casa|o imovel)|aluguei (?:a casa|o imovel)) (?:ja )?com (?:as )?${PLANT}`,
    String.raw`^(?:as|os|a|o) (?:minhas?|meus?|noss[ao]s?) (?:sao|foram|e|funciona\w*|gera\w*)\b|^(?:as|o|os|minhas|meu|meus) ${PLANT} (?:ja )?(?:estao|tao|esta|ta|foram|funciona\w*|gera\w*|quebr\w+)\b`,
    String.raw`\bja sou (?:de|da) (?:energia )?solar\b|^${BEFORE}(?:to|tou|estou|estamos|tao|estao) (?:ja )?(?:instalando|colocando|botando|montando)\b|^${BEFORE}${HAS} (?:sim |ja |so )*n[ao] (?:minha |meu |outr[ao] )?(?:casa|loja|sitio|empresa|chacara|fazenda|comercio)\b`,
  ].join('|'),
);

/** True, false, or null where the answer says neither. */
export function ownPlantAnswered(text: string): boolean | null {
  // "Se eu tivesse, não tava aqui".
  let weak: boolean | null = /\bse (?:eu |a gente )?(?:ja )?tivesse\b/.test(full(text)) ? false : null;
  for (const clause of statedClauses(text)) {
    const isElse = clause.search(ELSE) >= 0;
    const said = clause
      .replace(ELSE, 'outra coisa')
      .replace(/^(?:oxe|oxente|vixe|rapaz|olha|poxa|bom|moca|hum+|ah+) /, '');
    if (ONLY_OTHERS.test(said)) return false;
    if (OF_OTHERS.test(said) && !OWN.test(said)) continue;
    if (isElse && !new RegExp(String.raw`\b${PLANT}\b`).test(said)) {
      weak = false;
      continue;
    }
    if (ABSENT.test(said)) return false;
    if (WISHED.test(said)) {
      if (MORE.test(said)) return weak ?? null;
      weak ??= false;
      continue;
    }
    if (PRESENT.test(said)) return true;
    if (STILL_PAYS.test(said)) weak ??= false;
    if (ENDED.test(said) || PAYS_AS_EVER.test(said)) weak ??= false;
  }
  return weak;
}
