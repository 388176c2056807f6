/** Does the lead ask for a person? A wish, not a mention: "já falei com um vendedor" is a story. */
import { likelyOf } from './likeness/likeness.ts';
import { wishesForPerson, withoutOwnPeople } from './person-wish.ts';
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
  /\bnao vou ficar (?:conversando|falando) com (?:um |uma |o |a )?(?:robo|bot|maquina|computador)\b/,
  /\bso (?:resolvo|fecho|acerto|decido) (?:falando|conversando|por voz)\b|\bso (?:falo|converso|trato) com (?:gente|pessoa|humano|alguem)\b|\b(?:me )?atende\b.{0,20}\bcom gente\b|\b(?:qual|me da|passa) (?:e )?o (?:numero|telefone|contato) d[aeo] (?:atendente|vendedora?|consultora?|gerente|responsavel)\b|\bprefiro (?:falar|conversar|resolver) (?:por|pelo|no) (?:telefone|ligacao)\b/,
  /^(?:(?:um|uma|algum|alguma) )?(?:atendente|humano|vendedor|vendedora|consultor|consultora|atendimento humano|pessoa real|falar com alguem)[\s.!]*(?:por favor|pf|pfv)?[\s.!]*$/,
  /\b(?:alguem|uma pessoa|um consultor|um vendedor|um atendente|um humano)\s+(?:pode|poderia|consegue|vai)?\s*(?:me\s+)?(?:liga|ligar|ligue|atender|atenda|atende|chamar|retornar|responder)\b/,
  /\bnao (?:quero|vou|gosto de|to a fim de|quero ficar) (?:falar |conversar |falando |conversando )?(?:com )?(?:um |uma |o |a )?(?:robo|bot|maquina|ia|assistente virtual|inteligencia artificial)\b/,
  /\b(?:me liga|me ligue|me liguem|pode me ligar|podem me ligar|poderia me ligar|quero uma ligacao|liga pra mim|liga para mim|prefiro (?:por )?(?:telefone|ligacao))\b/,
  /\b(?:cade|onde esta|quero falar com|falar com) (?:o |a |um |uma )?(?:vendedora?|atendente|consultora?|gerente|responsavel|moca|rapaz|pessoa)\b/,
  /\bquero (?:um )?atendimento (?:de|com|por) (?:gente|pessoa|humano)\b|\b(?:atendimento|contato) humano\b/,
  /\b(?:tem(?: algum| alguma)?|cade|onde esta|quero)\s+(?:o |a )?(?:atendente|humano|humana|pessoa|gente|alguem|atendimento humano)(?: (?:ai|real|de verdade|disponivel|pra falar|para falar|pra me atender))*\s*[?.!]*$/,
  new RegExp(
    String.raw`\b(?:quero|queria|preciso|gostaria|prefiro)(?: de)? (?:(?:ajuda|atendimento|suporte|contato) (?:(?:de|com|por|d[oa]) )?(?:uma? )?(?:pessoas?|humano|humana|gente|alguem|pessoal)|que (?:uma? |o |a )?(?:${SOMEBODY} )?(?:me |pra mim )?(?:atend|lig|cham|retorn)\w+(?! de ))\b|\b(?:ajuda|atendimento) (?:humana|humano|pessoal|de gente|com (?:uma )?(?:pessoa|gente)|por (?:uma )?pessoa)\b`,
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
  /\b(?:me )?(?:da|de) uma ligad(?:a|inha)\b|^(?:por favor )?(?:me )?(?:lig(?:a|ue|uem)|telefon(?:a|e|em))(?: (?:aqui|ai|logo|agora|pra mim|nesse numero|por favor))*$|\bme telefon(?:a|e|em|ar)\b|\bp[ei][cd][ae]m? (?:pra|para|que|pro) (?:\w+ )?(?:me )?(?:ligar(?:em)?|liguem|telefonar(?:em)?|retornar(?:em)?)\b/,
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
  /\b(?:me da|passa|passe|manda|qual|tem|me de)\b(?: \w+){0,2} (?:numero|telefone|fone)(?: \w+){0,2} (?:pra|para|que) (?:eu )?(?:possa |poder |posso )?(?:ligar|falar|conversar)\b/,
  /^(?:o |a )?(?:gerente|supervisora?|chefe|vendedora?|consultora?|atendente|especialista)(?:[., ]+(?:por favor|pf|pfv|agora|ai|ja|urgente))*[.! ]*$/,
  /\b(?:me )?(?:passa|passe|manda|da|de) (?:ai )?o (?:contato|telefone|numero|zap) de (?:alguem|uma pessoa|um)\b/,
];
/** Somebody of the team, as leads call them; never the lead's own ("minha esposa"). */
const TEAM = String.raw`(?:(?:um|uma|o|a|os|as|algum|alguma|seu|sua|teu|tua|outr[oa]|ess[ea]|aquel[ea]|qualquer) )*(?:pessoas?(?! (?:da|na|de) (?:celpe|casa|familia))|gente(?! (?:tem|e|quer|ja))|human[oa]s?|alguem|atendentes?|vendedor(?:a|es)?|consultor(?:a|es)?|especialistas?|representantes?|funcionari[oa]s?|gerentes?|supervisor(?:a|es)?|responsave(?:l|is)|chefes?|patrao|encarregad[oa]|tecnic[oa]s?|engenheir[oa]s?|moc[oa]s?|rapaz|menina|pessoal|equipe|ser humano|comercial|setor (?:de |comercial)?(?:vendas)?)`;
/** Reaching somebody: to talk, to be served, to be called. */
const REACHES = String.raw`(?:falar?|conversar?|prosear?|tratar|resolver|negociar|fechar|reclamar|atender?|atend[ae]|ligar?|lig(?:a|ue|uem|arem)|cham(?:ar|e|em)|entr(?:ar|e|em|asse) em contato|retorn(?:ar|e|em)|procur(?:ar|e|em)|explicar?|me responder?)`;
const WANTS_TEAM: readonly RegExp[] = [
  // "Bote seu chefe na linha", "manda um técnico falar comigo".
  new RegExp(
    String.raw`^(?:(?:entao|por favor|pois|e|ai|nao|sim) )*(?:bot[ae]|coloc(?:a|ue)|poe|mand[ae]|cham[ae]|pass[ae]|ped[ae]|pec[ae]|arruma|transfer\w+|encaminh\w+)(?: (?:eu|ai|logo|aqui|pra|para|pro|com|a|o))* ${TEAM}(?: (?:na linha|aqui|ai|logo|agora|por favor|pra mim|comigo|na fazenda|em casa)| (?:pra |para |que )?(?:vir )?(?:me )?${REACHES}.*)?$`,
  ),
  // "Quero ser atendida por um funcionário", "quero prosear com gente".
  new RegExp(
    String.raw`\b(?:quero|queria|gostaria|preciso|solicito|peco|desejo|prefiro|exijo|aguardo|posso|podemos|consigo|vamos)\b(?:, se possivel,| de| e| que| muito| por favor)*(?: (?:me|ser|um|uma))* (?:${REACHES}|atendid[oa]|atendimento|contato)(?: (?:diretamente|direto|logo|pessoalmente|por|com|de|a|isso))* ${TEAM}\b`,
  ),
  // "Que alguém que entenda disso me atenda", "um representante entre em contato".
  new RegExp(
    String.raw`\b(?:que|pra|para|pro|tem como|pode|poderia|seria possivel|da pra|pode pedir|peca|pede)(?: (?:pra|para|que|pro))? ${TEAM}(?: (?:que|da|do|comercial|de|ai|nossa|sua|equipe) ?(?:\w+ ){0,3}?)? ?(?:me |vir me |possa me |pudesse me |venha |vir )?(?:${REACHES}|atenda|procure|falasse|falar)\b(?: comigo| por telefone| direito| isso)*`,
  ),
  // "Tem alguém de carne e osso?", "não tem gente nessa firma?"
  /\b(?:tem|existe|cade)\b(?: \w+){0,2} (?:alguem|gente|pessoas?|human[oa]|atendente)(?: (?:ai|aqui|nessa|n[ao]|de|carne|e|osso|verdade|firma|empresa|loja|vivo|viva|real))* ?(?:pra|para|nao|$|\?)(?! (?:morar|limpar|instalar))/,
  /^(?:e |entao )?(?:alguem|gente|uma pessoa|um humano) (?:ai|de verdade|real|de carne e osso)(?: por favor| pfv)?[\s?!.]*$/,
  /\bcom (?:robo|maquina|bot|ia|computador)\b.{0,12}\bnao (?:falo|converso|trato|lido|quero|gosto|da)\b|\bnao sei (?:falar|conversar?|lidar|mexer) com (?:essa )?(?:robo|maquina|bot|ia|computador|essas coisas)\b/,
  /\b(?:melhor|prefiro|mais facil|so|quero|pode ser|bora|vamos|resolvo|converso|me explica[r]?|me chama|me chame|explicar) (?:falar |conversar |tudo |isso |ai )*(?:por|pelo|no|via) (?:telefone|ligacao|chamada)\b(?!.*\b(?:reuniao|nao)\b)|^(?:por|pelo|via) (?:telefone|ligacao|chamada)\b(?!.*\?).*\b(?:melhor|facil|rapido|prefiro|bom)\b/,
  /^(?:por favor )?lig(?:a|ue|uem) (?:pr[ao]|para o|para|pra|n[oe]ss?[ea]?|neste|no) (?:ess[ea] |est[ea] |meu |o meu |esse mesmo )*(?:numero|telefone|zap|celular|mim|whatsapp|fixo)\b/,
  /\b(?:manda|mande|passa|passe|me da|envia)\b(?: \w+){0,3} (?:contato|telefone|numero|zap) d[aeo]s? (?:especialista|consultor\w*|vendedor\w*|gerente|responsavel|atendente|equipe)\b/,
  /\b(?:quero|preciso de|gostaria de) (?:um )?atendimento (?:de verdade|decente|de gente|humanizado|pessoal|presencial)\b/,
  /\bfecho negocio\b.{0,24}\b(?:olho|pessoalmente|cara a cara|presencial)\b/,
];

const REFUSES =
  /\bse (?:alguem|voces?|vcs?) me (?:lig|cham)\w*\b.*\bnao (?:atendo|posso|consigo|vou|escuto|ouco)\b|\bnao (?:quero|precisa|preciso|gostaria|desejo|queria|e pra|precisa de)\s+(?:de\s+)?(?:(?:falar|conversar|que)\s+)?(?:me\s+)?(?:com\s+)?(?:ligar|ligue|ligacao|(?:um |uma |o |a )?(?:atendente|vendedora?|pessoa|humano|consultora?|gerente|ninguem|alguem|especialista|me liga|que me ligue))/;
/** A trade for the work, not a person to talk to. */
const TECHNICAL =
  /\b(?:precis[ao]|tem que ter|vem|vai) (?:de )?(?:um |uma |o |a )?(?:engenheir[oa]|tecnic[oa]|eletricista)\b(?! (?:pra |para )?(?:falar|conversar|me (?:lig|atend|explic)))/;
const SEVERAL_NEGATED =
  /\be (?:preciso|necessario) (?:de |ter |um |uma )*(?:tecnico|engenheiro|especialista)\b.*\?|\btem gente que\b|\bnao me liga|\bnao me ligue|\bnao precisa (?:me )?ligar/;

/** Surer than this of what a line is like, it asks for one. */
const LIKE_ENOUGH = 0.5;

/** True when the message asks for a person of the team. */
export function wantsHumanIn(text: string): boolean {
  const said = withoutOwnPeople(full(text));
  if (REFUSES.test(said) || SEVERAL_NEGATED.test(said) || TECHNICAL.test(said)) return false;
  if (WANTS.some((wish) => wish.test(said)) || WANTS_TEAM.some((wish) => wish.test(said))) return true;
  // "Minha vista é ruim, pode ligar?": a clause that wishes it alone.
  const clauses = said.split(/[,.;!]\s*|(?<=\?)\s*/).filter((clause) => clause !== '');
  return (
    wishesForPerson(said) ||
    likelyOf('person', text, { margin: LIKE_ENOUGH, words: 3 }) !== null ||
    (clauses.length > 1 &&
      clauses.some((clause) =>
        [...WANTS, ...WANTS_TEAM].some((wish) => wish.source.startsWith('^') && wish.test(clause)),
      ))
  );
}
