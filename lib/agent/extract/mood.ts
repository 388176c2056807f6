/**
 * How the lead is, where it changes the answer (T13). Anger at us, not at the bill; distrust of us, not of the distributor. Null is
 * what most messages are.
 */
import { likelyOf } from './likeness/likeness.ts';
import { distrustsIn, isCalm, isLost, mournsIn, ragesIn } from './mood-forms.ts';
import { full } from './plain-text.ts';

/** `unheard`: it says that we do not listen; a person only when it says so again. */
export const MOODS = ['anger', 'unheard', 'grief', 'distrust', 'confusion'] as const;
export type Mood = (typeof MOODS)[number];

/** What leads are angry at without being angry with us. */
const AT_OTHERS =
  /\b(?:celpe|neoenergia|energisa|equatorial|enel|governo|conta|fatura|boleto|distribuidora|outra empresa|origo|setta|bandeira|imposto|preco da luz|luz|pagar|pagando|time|jogo|transito|caro|cara|calor|trabalho|vida|aumento|energia)\b/;

/** Threats and insults that can mean nobody but us. */
const STRONG_ANGER =
  /\b(?:(?:vou|irei|vamos) (?:\w+ ){0,3}(?:procon|reclame ?aqui|justica|processar|denunciar|queixar)|vou processar|meu advogado vai (?:ligar|entrar|procurar|processar|falar com (?:voces|vcs))|vai tomar|tomar no cu|vtnc|vsf|vai se f\w+|vao se f\w+|se fod\w+|(?:vcs?|voces?|voce) (?:sao|e) (?:um |uns |uma |umas )?(?:lixo|merda|bosta|palhac\w+|enrolad\w+|incompetent\w+|idiota|burr[oa]s?|pessim\w+|ladr\w+|picareta\w*|vagabund\w+))\b/;
/** Swearing is half of wonder: it is at us only beside a word for us. */
const SWEARING = /\b(?:caralho|krl|merda|bosta|porra|pqp|put[ao] que pariu|filhos? d[ae] put\w+|fdp)\b/;
const US = /\b(?:voces?|vcs?|robo|bot|atendimento|atendente|empresa|responde\w*)\b/;
const ANGER =
  /\b(?:palhacada|(?:perd(?:i|endo)|acabando|acabou|esgot\w+) (?:toda )?(?:a |minha )?paciencia|(?:que|quanta) (?:demora|porcaria|merda|bosta|enrolacao|lerdeza)|porcaria de|p da vida|vai (?:se )?(?:lascar|danar|catar|pra merda|pro inferno|a merda)|vao se lascar|(?:robo|bot|atendimento|maquina) (?:burr[oa]|idiota|inutil|lix[oa]|fraco|ruim|de merda)|de (?:idiota|palhac[oa]|otari[oa]|trouxa|best[ae])|(?:voce|vc|voces|vcs) (?:e|sao|ta|estao) (?:surd[oa]s?|ceg[oa]s?|lerd[oa]s?|dem\w+)|pouca vergonha|falta de (?:respeito|consideracao|profissionalismo|educacao)|plantad[oa] esperando|ninguem apareceu|deu bolo|desrespeit\w+|absurdo|um absurdo|ridicul[oa]|pessim[oa]s?|horrivel|lixo de|(?:muito |mt |to |tou |estou |fiquei )(?:chatead|irritad|put[oa]|revoltad|indignad|brav|decepcionad|com raiva|cansad[oa] d(?:e voces|e vcs|isso))\w*|puto da vida|(?:^o|que) raiva|saco cheio|(?:me )?enrola\w+|enrolando|que saco|que inferno|que vergonha|(?:estressad|nervos)[oa] com (?:voces|vcs|isso)|incompetencia|descaso|(?:es)?tao? de brincadeira|ta de brincadeira|brincadeira comigo|de sacanagem|sacanagem|ninguem (?:responde|me responde|resolve)|nao (?:resolve|resolvem) nada|mal atendid[oa]|(?:primeira|segunda|terceira|quarta|decima|mil|\d+a?) vez(?:es)? (?:que|q) (?:eu )?(?:falo|digo|peco|repito|pergunto|explico)|ja (?:falei|disse|repeti|expliquei|respondi|perguntei|pedi)(?: isso)? (?:\w+ )?(?:mil|tres|3|varias|duas|dez|um monte de|quantas) vezes|quantas vezes (?:mais )?(?:eu )?(?:vou|preciso|tenho|terei|ja|falei|disse|vcs|voces|voce|vc))\b/;
const UNHEARD =
  /\b(?:nao (?:foi|e) (?:isso|isto|o) (?:que|q|o que)? ?(?:eu )?(?:perguntei|perguntando|falei|disse|quero saber|pedi)|(?:le|leia|ler|leu) (?:direito |de novo )?o que (?:eu )?(?:escrevi|disse|mandei|perguntei)|(?:voce|vc|vcs|voces) (?:nao|nem) (?:respond\w+|ta (?:me )?(?:entendendo|ouvindo|lendo)|esta (?:me )?(?:entendendo|ouvindo|lendo)|me (?:entende\w*|escuta|ouve|le)|entende\w*|le|escuta|presta atencao)|(?:para|pare) de repetir|(?:ta|esta|fica|so) (?:se )?repetindo|repete (?:a mesma|sempre|tudo)|repetindo a mesma|mesma coisa (?:de novo|toda hora|sempre)|de novo isso|ja (?:te )?(?:falei|disse|respondi|mandei|informei)(?: isso| ja| isso ja| antes| ali em cima| acima)?[.! ]*$|presta atencao|responde (?:direito|o que|a minha|minha))\b|^ja (?:te )?(?:falei|disse|respondi|informei)\b(?! (?:por|no|em|com|pra|para|ao|a minha|que sim))/;
const GRIEF =
  /\b(?:(?:meu|minha|nosso|nossa) (?:\w+ )?(?:pai|mae|mainha|painho|marido|espos[oa]|mulher|filh[oa]|irma|irmao|avo|vo|tia|tio|sogr[oa]|companheir[oa]|amig[oa]|namorad[oa]|prim[oa]|net[oa])(?: \w+)? (?:faleceu|morreu|partiu|nos deixou|foi enterrad[oa]|sofreu (?:um )?acidente|esta (?:muito )?(?:doente|mal|internad[oa])|ta (?:muito )?(?:doente|mal|internad[oa]|na uti|com cancer|no hospital)|(?:esta|foi) (?:com cancer|na uti|no hospital|internad[oa]))|(?:perdi|perdemos|enterrei) (?:o |a )?(?:meu|minha|nosso|nossa) (?:pai|mae|mainha|painho|marido|espos[oa]|mulher|filh[oa]|irma|irmao|avo|vo|tia|tio|sogr[oa]|companheir[oa]|bebe|emprego)|(?:estou|to|tou|estamos) (?:de|em) luto|luto na familia|velorio|enterro d[eoa]|(?:acab\w+ de |fui |vou )?enterr(?:ar|ei|amos|ando) (?:o |a )?(?:meu|minha|nosso|nossa)|(?:perdi|perdemos) tudo(?! (?:que|o que))|fiquei (?:desempregad[oa]|sem (?:emprego|trabalho|nada))|(?:to|tou|estou) (?:no hospital|internad[oa]|na uti|com cancer|doente|desempregad[oa]|passando por um momento)|faleceu,? (?:era |foi )?(?:ontem|hoje|semana|esse|este|mes|meu|minha)|perdi (?:o |meu )emprego|fui demitid[oa]|fiquei viuv[oa]|descobri um cancer)\b/;
/** The holder of the bill died once: that is a question of papers. */
const OF_THE_BILL = /\b(?:no nome d|conta (?:ta|esta|e) d|titular)/;
const MOURNS =
  /\bera (?:o |a )?(?:meu|minha)\b|\b(?:luto|muita falta|sofrendo|dificil pra mim|momento dificil)\b/;
/** Told, and mourned no longer. */
const LONG_AGO =
  /\b(?:ha|faz|tem|la se vao) (?:mais de |uns |ja )?(?:\d{1,2}|dois|duas|tres|quatro|cinco|seis|dez|quinze|vinte|trinta|muitos|alguns|uns) anos\b|\banos atras\b/;
/** "O banco quis me dar um golpe". */
const SCAM_OF_OTHERS =
  /\b(?:banco|governo|enel|celpe|neoenergia|energisa|cemig|equatorial|vizinh[oa]|patrao|meu ex|minha ex)\b.{0,24}\b(?:golpe|golpista|engan\w+|roub\w+)\b/;
const DISTRUST =
  /\b(?:como (?:eu )?(?:vou|posso|faco pra|faco para) (?:saber|ter certeza)(?: (?:se|que))?|nao acredito (?:nisso|em (?:voces|vcs|nada))|(?:um )?pe atras|golpe(?! de (?:sorte|mestre|vista|ar)\b)|golpista\w*|fraude|enganacao|pegadinha|piramide|cilada|furada|trambique|picaretagem|caloteir\w+|estelionat\w+|(?:isso |isso ai |tudo )?(?:e )?mentira|confiavel|(?:nao |sem )confi\w+|confio nao|cai(?:u|ram|r) (?:n[eo]ss[ea]|em|n[oa]|nest[ea]) (?:conto|golpe|papo|lorota|historia|conversa)|desconfi\w+|(?:muito|tao) bom (?:pra|para) ser verdade|(?:parece|ta|esta|e) (?:bom|boa) demais|(?:bom|boa) demais (?:pra|para)|^(?:bom|boa) demais[.!]*$|e (?:verdade|serio|real) mesmo|(?:voces|vcs) sao de verdade|(?:voces|vcs|empresa) existe\w*|existem mesmo|empresa (?:e )?(?:seria|real|de verdade)|e seri[oa]|sao serios|fake|lavagem de dinheiro|como (?:eu )?sei (?:que|se)|quem (?:me )?garante|medo de (?:ser|cair|golpe)|com medo|ja (?:me enganaram|fui enganad[oa]|cai em))\b/;
const TRUSTS =
  /\b(?:e|parece) seri[oa]\b(?!.*\?).*\b(?:gostei|confio|indic\w+|parabens|bom|otim\w+)\b|\bparecem? (?:bem |muito |ser )?(?:confiave(?:l|is)|seri[oa]s?)\b(?!.*\?)|(?<!nao )\bconfio\b(?! nao)|\bnao (?:e|parece) golpe\b(?!\?)|\bde confianca\b/;
const CONFUSION =
  /\b(?:nao (?:to |estou |tou )?(?:entend(?:i|o|endo)|compreend(?:i|o|endo)|captei)(?! (?:de|muito de|nada de) )|(?:to|tou|estou|fiquei|me) (?:meio |um pouco |muito |mt )?(?:perdid[oa]|confus[oa]|perdi|boiando|confundi|embaralhad[oa])|boiei|buguei|como assim|(?:que|o que) (?:e )?(?:isso|isto)(?: ai)?\??$|que negocio e esse|(?:do|de) que (?:voce|vc|voces|vcs)? ?(?:ta|esta|tao|se) ?(?:falando|trata|falam)|nao sei (?:do que|de que|o que e isso)|(?:fala|explica|explique|fale|explicar|falar) (?:(?:mais|de um jeito|de uma forma|isso|em) )*(?:portugues|simples|facil|devagar|direito|de novo|melhor|que nem)|explica (?:que nem|como se)|(?:muito|ta|tudo|meio|e) (?:muito )?(?:confuso|complicado|dificil de entender)|sem entender|entendi (?:foi )?nada|nao ficou claro|^que\?$|muita informacao|muita coisa (?:pra|de uma)|^(?:hein|oi|ham|han|ha|ahn|hum)\?+$)/;

const ASKS_PROOF = /\b(?:garant\w+|como (?:eu )?sei|quem me|certeza|prova)\b/;

const LIKE: Readonly<Record<'angry' | 'grief' | 'suspicious' | 'confused', Mood>> = {
  angry: 'anger',
  grief: 'grief',
  suspicious: 'distrust',
  confused: 'confusion',
};
/** Surer than this of what a line is like, it has that mood. */
const LIKE_ENOUGH = 0.3;

/** The one that matters most for the answer; null for none. */
export function moodIn(text: string): Mood | null {
  const shown = shownIn(text);
  if (shown !== null) return shown;
  const like = likelyOf('mood', text, { margin: LIKE_ENOUGH });
  return like === null ? null : LIKE[like];
}

function shownIn(text: string): Mood | null {
  const said = full(text);
  const isAtUs = !AT_OTHERS.test(said) || /\b(?:voces?|vcs?|robo|atendimento)\b/.test(said);
  const isGlad =
    /\b(?:massa|show|top|legal|maravilh\w+|otimo|bom demais da conta|kkk+)\b/.test(said) && !ragesIn(said);
  if (STRONG_ANGER.test(said) && !isGlad) return 'anger';
  if (SWEARING.test(said) && US.test(said) && !isGlad && !UNHEARD.test(said)) return 'anger';
  const isLongAgo = LONG_AGO.test(said) && !MOURNS.test(said);
  if (!isLongAgo && GRIEF.test(said) && (!OF_THE_BILL.test(said) || MOURNS.test(said))) return 'grief';
  if (!isLongAgo && mournsIn(said)) return 'grief';
  if (/^(?:que |puta )?(?:merda|bosta)[.! ]*$/.test(said)) return 'anger';
  if (UNHEARD.test(said)) return 'unheard';
  if ((ANGER.test(said) || ragesIn(said)) && isAtUs && !isGlad && !isCalm(said)) return 'anger';
  if (SCAM_OF_OTHERS.test(said)) return null;
  if ((DISTRUST.test(said) || distrustsIn(said)) && (!TRUSTS.test(said) || ASKS_PROOF.test(said)))
    return 'distrust';
  return CONFUSION.test(said) || isLost(said) ? 'confusion' : null;
}
