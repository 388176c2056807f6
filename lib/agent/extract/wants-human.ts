/** Does the lead ask for a person? A wish, not a mention: "já falei com um vendedor" is a story. */
import { full } from './plain-text.ts';

const WHO = String.raw`(?:(?:um|uma|o|a|algum|alguma|seu|sua|com|outra|outro)\s+)*(?:atendente|vendedora?|don[oa]|pessoa(?: real| de verdade| humana)?|humano|humana|consultora?|gerente|alguem(?: de verdade| da equipe| ai| real)?|responsavel|especialista|gente(?: de verdade| real)?|ser humano|atendimento humano|equipe|supervisora?|funcionari[oa]|representante|corretora?|tecnico|engenheir[oa]|chefe|colega)`;
const SOMEBODY =
  '(?:pessoas?|gente|humano|alguem|atendente|vendedora?|consultora?|especialista|voces?|vcs?|ser humano)';
const WANTS: readonly RegExp[] = [
  new RegExp(
    String.raw`\b(?:quero|queria|gostaria|gostaria de|preciso|posso|poderia|prefiro|desejo|tem como|da pra|da para|consigo|como faco pra|como faco para|deixa eu|quero e|vamos)\s+(?:de\s+)?(?:(?:falar|conversar|tratar|ser atendid[oa]|tirar (?:uma )?duvidas?)\s+)?(?:diretamente\s+|direto\s+|logo\s+)?(?:com|por|pra|para)?\s*${WHO}\b`,
  ),
  new RegExp(
    String.raw`\b(?:me|nos)?\s*(?:passa|passe|passar|transfere|transfira|transferir|encaminha|encaminhe|encaminhar|chama|chame|chamar|coloca|coloque|bota|conecta)\s+(?:eu\s+|ai\s+)?(?:pra|para|pro|com|o|a|ao|um|uma)?\s*${WHO}\b`,
  ),
  new RegExp(
    String.raw`^(?:como (?:eu )?(?:faco pra |faz pra |posso |consigo )?)?(?:falar|conversar|fal[ao]|converso)\s+com\s+${WHO}\b`,
  ),
  new RegExp(String.raw`^(?:falar|conversar)\s+${WHO}\b`),
  // "Pode ligar agora?": by telephone, and now.
  /^(?:voces? |vcs? )?(?:podem?|posso|da pra|consegue[m]?|poderia[m]?) (?:me )?ligar(?: (?:agora|hoje|amanha|ja|logo|mais tarde|aqui|ai|pra|para|mim|voces?|vcs?|nesse|neste|numero|por favor|de manha|a tarde|de tarde))*[\s?.!]*$/,
  /^(?:me )?(?:transfere|transfira|passa)(?: ai| logo| pra alguem| por favor)*[\s.!]*$/,
  /\b(?:cansei|odeio|detesto|to cansad[oa]|enjoei)\b.{0,12}\b(?:robo|bot|maquina)\b/,
  /\bso (?:falo|converso|trato) com (?:gente|pessoa|humano|alguem)\b|\b(?:me )?atende\b.{0,20}\bcom gente\b|\b(?:qual|me da|passa) (?:e )?o (?:numero|telefone|contato) d[aeo] (?:atendente|vendedora?|consultora?|gerente|responsavel)\b|\bprefiro (?:falar|conversar|resolver) (?:por|pelo|no) (?:telefone|ligacao)\b/,
  /^(?:atendente|humano|vendedor|vendedora|consultor|consultora|atendimento humano|pessoa real|falar com alguem)[\s.!]*(?:por favor|pf|pfv)?[\s.!]*$/,
  /\b(?:alguem|uma pessoa|um consultor|um vendedor|um atendente|um humano)\s+(?:pode|poderia|consegue|vai)?\s*(?:me\s+)?(?:liga|ligar|ligue|atender|atenda|chamar|retornar|responder)\b/,
  /\bnao (?:quero|vou|gosto de|to a fim de|quero ficar) (?:falar |conversar |falando |conversando )?(?:com )?(?:um |uma |o |a )?(?:robo|bot|maquina|ia|assistente virtual|inteligencia artificial)\b/,
  /\b(?:me liga|me ligue|me liguem|pode me ligar|podem me ligar|poderia me ligar|quero uma ligacao|liga pra mim|liga para mim|prefiro (?:por )?(?:telefone|ligacao))\b/,
  /\b(?:cade|onde esta|quero falar com|falar com) (?:o |a |um |uma )?(?:vendedora?|atendente|consultora?|gerente|responsavel|moca|rapaz|pessoa)\b/,
  /\bquero (?:um )?atendimento (?:de|com|por) (?:gente|pessoa|humano)\b|\b(?:atendimento|contato) humano\b/,
  /\b(?:tem(?: algum| alguma)?|cade|onde esta|quero)\s+(?:o |a )?(?:atendente|humano|humana|pessoa|gente|alguem|atendimento humano)(?: (?:ai|real|de verdade|disponivel|pra falar|para falar|pra me atender))*\s*[?.!]*$/,
  new RegExp(
    String.raw`\b(?:quero|queria|preciso|gostaria|prefiro)(?: de)? (?:(?:ajuda|atendimento|suporte|contato) (?:(?:de|com|por|d[oa]) )?(?:uma? )?(?:pessoas?|humano|humana|gente|alguem|pessoal)|que (?:uma? |o |a )?(?:${SOMEBODY} )?(?:me |pra mim )?(?:atend|lig|cham|retorn)\w+)\b|\b(?:ajuda|atendimento) (?:humana|humano|pessoal|de gente|com (?:uma )?(?:pessoa|gente)|por (?:uma )?pessoa)\b`,
  ),
  /\b(?:da pra|podem?|tem como|consegue[m]?|poderiam?|seria possivel) (?:me ligar|ligar (?:pra|para) mim|me telefonar)\b/,
  /\bnao (?:falo|converso|trato|lido) com (?:robo|maquina|bot|ia|computador)\b|\b(?:chega|basta) de (?:robo|maquina|bot)\b|^so (?:com )?(?:humano|gente|pessoa|ser humano)\b/,
  new RegExp(
    String.raw`\b(?:bota|botar|poe|coloca|coloque|poem) (?:eu )?(?:em contato |pra falar |na linha )com ${WHO}\b|\bme atende (?:um |uma )?(?:pessoa|humano|gente|alguem)\b|\balgum[a]? (?:atendente|vendedora?|consultora?|humano|pessoa)\b.{0,12}\b(?:disponivel|pode|poderia|ai|me (?:atend|respond|lig)\w+)\b`,
  ),
  /\b(?:qual|manda|mande|me da|passa|passe)\b.{0,16}\b(?:numero|telefone|contato)\b.{0,24}\b(?:falar com|d[aeo] (?:atendente|vendedora?|consultora?|gerente|responsavel))\b|\bquero ligar (?:pra|para|ai)\b/,
  /\btem (?:um |uma |algum |alguma )?(?:humano|pessoa|atendente|alguem|gente|vendedora?|consultora?|gerente|especialista|responsavel|funcionari[oa])(?: (?:de verdade|real|humana))? (?:ai|por ai|disponivel|online|agora|pra (?:me )?atender)\b(?! (?:n[oa]|que))/,
  // By telephone is with a person.
  /\b(?:falar|conversar|resolver|tratar)\b.{0,24}\b(?:por|pelo|no|na) (?:telefone|ligacao|chamada de voz|voz)\b(?!.*\breuniao\b)/,
  /\b(?:me )?(?:da|de) uma ligad(?:a|inha)\b|^(?:por favor )?(?:me )?(?:lig(?:a|ue|uem)|telefon(?:a|e|em))(?: (?:aqui|ai|logo|agora|pra mim|nesse numero|por favor))*$|\bme telefon(?:a|e|em|ar)\b/,
  new RegExp(
    String.raw`\b(?:quero|prefiro|gostaria de|melhor|preciso)?\s*(?:resolver|tratar|falar|conversar) com (?:(?:um|uma|o|a|seu|sua|algum|alguma) )*(?:${SOMEBODY}|responsavel|gerente|supervisora?|quem (?:entende|manda|resolve|decide|sabe))\b(?<!falar com (?:voces|vcs)|conversar com (?:voces|vcs)|tratar com (?:voces|vcs)|resolver com (?:voces|vcs))`,
  ),
  new RegExp(
    String.raw`\b(?:solicito|necessito|desejo|aguardo|espero|exijo)(?: de)? (?:(?:falar|contato|atendimento|retorno|um|uma|o|a|com|de|do|da) )*${WHO}\b`,
  ),
  new RegExp(
    String.raw`\b(?:manda|mande|pede|peca|diz|diga|bota|fala) (?:pra |para )?(?:um |uma |o |a |algum |alguma )?${SOMEBODY} (?:pra |para )?(?:me |vir )?(?:falar|lig|cham|atend|respond|retorn)\w*`,
  ),
  /\btem alguem (?:na linha|online|disponivel|livre|atendendo|pra atender)\b|\b(?:com|nada de|sem) (?:robo|bot|maquina)(?: (?:nao da|por favor|pf|nao))*$|\bnao tenho paciencia (?:com|pra) (?:robo|bot|maquina)\b|^(?:me )?transfer(?:e|ir|ira)\b|\bencaminh(?:a|e|ar) (?:pro|pra|para) (?:o |a )?(?:setor|departamento|equipe|comercial|vendas)\b/,
  /^(?:o |a )?(?:gerente|supervisora?|chefe|vendedora?|consultora?|atendente|especialista)(?: (?:por favor|pf|pfv|agora|ai))*$/,
  /\b(?:me )?(?:passa|passe|manda|da|de) (?:ai )?o (?:contato|telefone|numero|zap) de (?:alguem|uma pessoa|um)\b/,
];
const REFUSES =
  /\bnao (?:quero|precisa|preciso|gostaria|desejo|queria|e pra|precisa de)\s+(?:de\s+)?(?:(?:falar|conversar|que)\s+)?(?:me\s+)?(?:com\s+)?(?:ligar|ligue|ligacao|(?:um |uma |o |a )?(?:atendente|vendedora?|pessoa|humano|consultora?|gerente|ninguem|alguem|especialista|me liga|que me ligue))/;
const SEVERAL_NEGATED = /\bnao me liga|\bnao me ligue|\bnao precisa (?:me )?ligar/;

/** True when the message asks for a person of the team. */
export function wantsHumanIn(text: string): boolean {
  const said = full(text);
  if (REFUSES.test(said) || SEVERAL_NEGATED.test(said)) return false;
  return WANTS.some((wish) => wish.test(said));
}
