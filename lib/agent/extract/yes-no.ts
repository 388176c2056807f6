/** Yes or no, as the answer to the question last put. Reads only how the message begins; a question is no answer. */
import { likelyOf } from './likeness/likeness.ts';
import { full } from './plain-text.ts';

/** `unsure`: the lead answered, but neither ("não sei", "depende"). */
export type YesNo = 'yes' | 'no' | 'unsure';

const OPENERS =
  /^(?:(?:oi+|ola|apois|pois|amem|gloria a deus|egua|mas(?= e\b)|ave maria|misericordia|opa|ah+|e(?= (?:nao|nenhum|nenhuma|tenho|sou|so|nunca)\b)|bom|boa|entao|assim|tipo|olha|eita|rapaz|poxa|vixe|oxe|oxente|uai|ue|ora|mulher|menina|homi|homem|amado|gente|obrigad[oa]|obg|valeu|vlw|desculpa|desculpe|hum+|hm+|eu|na verdade|bom dia|boa tarde|boa noite|moca|amiga|querida|kk+|rs+|hoje|ele|ela|eles|por enquanto|no momento|aqui|aqui em casa|infelizmente|felizmente|graças a deus|gracas a deus|eu acho que|acho que|acho q|creio que|acredito que|penso que)(?=$|[\s,.!-])[\s,.!-]*)+/;
const UNSURE =
  /^(?:(?:ainda )?(?:vou|preciso|tenho que|deixa eu|deixe eu|quero|queria) (?:ver|pensar|analisar|estudar|avaliar|confirmar|perguntar|conversar|consultar|conferir|falar)|(?:ainda )?(?:to|estou|tou|ando) (?:aqui )?(?:pensando|analisando|vendo|avaliando|decidindo|resolvendo|escolhendo|conversando|pesquisando|indecis[oa]|estudando|na duvida|em duvida)|(?:ainda )?nao (?:me )?(?:decidi|resolvi|parei pra pensar)|ainda nao (?:sei|tenho (?:resposta|certeza|opiniao|ideia))|sei (?:n|dizer nao)|meio termo|se (?:for|fosse|ele|ela|eu|der|tiver|puder)|(?:eu )?nao sei|nao (?:lembro|tenho certeza|faco ideia|tenho ideia|saberia)|sei la|sei nao|dificil (?:dizer|saber|responder)|complicado (?:dizer|saber)|(?:ai|isso|tudo|vai|acho que) depend(?:e|er)|vai depender|vamos (?:ver|pensar|analisar|avaliar)|nao sei dizer|(?:to |estou |fiquei )?(?:na|em|com) duvida|deixa eu confirmar|vou confirmar|talvez|depende|quem sabe|mais ou menos|sim e nao|preciso (?:ver|pensar|conversar|falar|perguntar)|tenho que (?:ver|pensar|conversar|falar|perguntar)|vou (?:ver|pensar|conversar|falar|perguntar)|deixa eu (?:ver|pensar)|pode ser que|to em duvida|tenho duvidas?|tenho uma duvida|nem sei)\b/;
/** No answer at all: it did not understand, or has not read yet. */
const NOT_HEARD =
  /^nao (?:to |tou |estou )?(?:entend(?:i|endo)|compreend(?:i|endo)|saquei|captei|peguei|ouvi|escutei|vi|li)\b(?! (?:nada de )?(?:problema|vantagem|motivo|necessidade|graca|interesse))/;
const YES_DESPITE_NO =
  /^(?:nao (?:tem|ha|vejo|teria|existe|tenho) (?:nenhum |nenhuma )?(?:problemas?|objecao|impedimento|inconveniente)|nao (?:tem|ha|vejo|teria|existe|tenho) (?:nenhum |nenhuma )?(?:por ?que|motivos?|razao) (?:de |pra |para )?(?:eu )?(?:nao|dizer (?:que )?nao|falar (?:que )?nao|recusar|negar)|(?:nem|nao) (?:precisa(?:va)?|carece) (?:nem )?(?:perguntar|pensar|falar)|sem problemas?|por ?que nao|(?:nao tenho |nao tem )?nada contra|nao me oponho|nao nego|nao vou (?:dizer|falar) (?:que )?nao|sem (?:sombra de )?duvidas?|(?:nao|nem) (?:tenho|tenha|tem|ha|resta|existe) (?:nem |nenhuma |a menor )?duvidas?|(?:nao|nem) duvide|o se nao|(?:e )?como nao)\b/;
/** "Oxe, e num é?": it is. */
const IS_IT_NOT = /^(?:oxe|oxente|ora|uai|ue|vixe|eita)[ ,]+e nao e(?: mesmo)?[.!? ]*$/;
/** Somebody beside the lead said the answer. */
const REPORTED =
  /^(?:(?:o|a) )?(?:ele|ela|eles|(?:meu|minha) \p{L}+|pessoal|familia)(?: (?:ta|esta|aqui|ja|tambem|acabou de))* (?:disse|falou|dizendo|falando|falar|dizer|fala|diz|respondeu|acha|achou)(?: (?:aqui|ja|logo|pra mim))* que /u;
/** Whom it is said to, and what only softens it. */
const TAIL =
  /(?:[ ,]+(?:moc[oa]|senhora?|doutora?|amig[oa]|querid[oa]|flor|anjo|homem|mulher|rapaz|menina|gente|viu|visse|ne|ta|uai|ue|tche|por favor|obrigad[oa]))+[.! ]*$/;
const NO =
  /^(?:(?:de|em) (?:forma|jeito|modo|maneira|hipotese) (?:nenhuma?|alguma?)|nadica|deus me livre|eu hein|ninguem|ainda nada|passo(?=[\s.!]*$)|n|nn|nao+|nanao|nan|naum|nop|nope|negativo|nunca|jamais|nenhum|nenhuma|nada|nem|ainda nao|ainda n|que nao|tambem nao|tb nao|de jeito nenhum|de forma alguma|claro que nao|ja nao|sem interesse|nada disso|nadinha|de modo algum|to fora|estou fora|tou fora|deixa quieto|nops|que nada|nem pensar|nem eu|imagina|capaz|dispenso|deixa pra la|de jeito maneira|de maneira nenhuma)(?![\p{L}])/u;
const YES =
  /^(?:por mim(?: (?:sim|ok|tudo bem|tudo certo|pode ser|fechado|blz|beleza|ta otimo|ta bom))|e obvio|(?:to|estou|tou)(?: (?:muito )?interessad[oa])?(?: sim)?(?=[\s.!]*$)|pois e|yess+|(?:e )?(?:ess[ea]|est[ea]) mesm[oa]|pode (?:mandar|seguir|continuar|ir|fazer|marcar|agendar)|segue|siga|100 ?%|100(?=[\s.!]*$)|cem (?:por cento|%)|total|totalmente|o se (?:quero|tenho|sou)|e como(?=[\s.!]*$)|agora mesmo|na hora|so se for agora|demais(?=[\s.!]*$)|e comigo(?: mesm[oa])?|s|ss|sss|eh|eh sim|okok|ok ok|fechou|partiu|dale|demoro|to dentro|estou dentro|tou dentro|lgc|yep|yeah|confirmo|confirmado|confirmadissimo|fmz|firmeza|suave|de boa|tranquilo|tranquila|bele|sim+|sin|siim+|si|ssim|positivamente|certinho|uhu+m+|a-?ham|hu?nru?m|unru?m|anra+m|opa|opa sim|sem duvida|afirmativo|correto|exatamente|pode crer|certeza|ne isso|verdade|e verdade|e isso(?! (?:que|q|ai que))|e sim|e claro|isso|isso mesmo|isso ai|aham|uhum|ahan|arram|aha|claro|com certeza|com toda certeza|certeza|certo|certissimo|exato|exatamente|positivo|pois sim|logico|obvio|tambem|ok|okay|okey|okk|blz|beleza|bora|bora la|vamos|vamos la|vamo|simbora|ta|ta bom|ta certo|ta ok|tudo bem|tudo certo|fechado|combinado|show|top|perfeito|otimo|massa|legal|joia|maravilha|de acordo|concordo|demorou|manda(?! (?:o|a|os|as|um|uma|me|seu|pra|mais)\b)|manda ver|yes|sempre|(?:eu )?mesm[oa]|eu que decido|eu decido|sou eu|eu|que sim|logo|por favor|provavelmente(?! nao)|interessa|me interessa|adoraria|adorei|interessad[oa]|interessadissim[oa]|(?:tenho|com) (?:muito |todo |total )?interesse|com prazer|positivo)(?![\p{L}])/u;
/** Verbs that echo the question ("tenho", "consigo sim"): a yes when little else follows. */
const ECHO =
  /^(?:ja )?(?:tenho|tem|temos|quero|queremos|gostaria|pode|posso|podemos|consigo|consegue|conseguimos|vai|vou|vamos|faz|fez|sou|e|ja|existe|da|decido|participo|participa|participamos|topo|aceito|gostei|prefiro)(?:\s+(?:sim|eu|mesmo|mesma|ser|interesse|muito|demais|mermo|sentido|todo sentido|um|uma|duas|varias|placas?|contrato|fidelidade|usina|participar|junto|seguir|continuar|marcar|la|aqui|em casa|o dono|a dona|o titular|a titular|o responsavel|a responsavel|o proprietario|a proprietaria|dar|claro|os dois|ela|ele|tambem|nova|outra|tudo|saber mais|conhecer|com certeza))*[\s.!,]*$/;

/** "Tenho sim, botei em 2021"; "tenho não, graças a Deus"; "oxe, tenho nada"; "meu vizinho tem, eu não". */
const SAID_YES = /^(?:\p{L}+ ){1,2}sim\b/u;
const SAID_NO =
  /^(?:\p{L}+ ){1,2}nao(?=[\s.!]*$|,)|^(?:tenho|tem|temos|quero|sei|vai|da) (?:e )?nada\b|^(?:\p{L}+ ){1,2}nao (?:senhora?|moca|amiga|querida|viu|visse|mulher|homem)\b|^nunquinha\b|^(?:to|estou) sem\b(?! saber)|\beu (?:ainda )?nao[\s.!]*$|^quem (?:me )?dera\b/u;

const REPEATS_ITSELF = /^(?:eu )?ja (?:te )?(?:respondi|falei|disse|informei)\b/;

/** "Claro, e o papai noel existe também né? Não": the last word holds. */
const TAKEN_BACK = /\?\s*nao+[.! ]*$/;
/** Declined or taken up somewhere behind, in any register. */
const DECLINES =
  /\b(?:declino|recuso|dispenso|vou (?:ter que |ter de )?(?:dizer (?:que )?nao|recusar|deixar (?:pra la|passar)|passar(?: essa)?(?=$|[.!])|declinar)|(?:fica|deixa) pra (?:outra|proxima|uma proxima|depois|outra hora)|(?:agora|hoje|no momento|por agora|infelizmente|dessa vez) nao(?: (?:da|posso|quero|consigo|tem como|rola|vai dar|e possivel))?(?=$|[,.! ])|nao (?:vai dar|rola|tem como|ha interesse|e pra mim|me serve|mesmo)(?=$|[,.!])|mas nao(?=[.! ]*$)|melhor nao|prefiro nao|acho (?:melhor )?que nao|creio que nao|nem a pau|nem morto|nem morta|nem que a vaca tussa|nem a pau juvenal|nem ferrando|deus me livre|ta doido|ta maluco|oxe nada|sem chance|sem condic\w+|fora de cogitacao|nao senhora?|de jeito (?:nenhum|maneira|algum|qualidade))\b/;
const TAKES_UP =
  /^(?:[oô] |oxe |oxente |uai |bah |egua |vixe |eita |ora |rapaz |mas |ave maria |nossa |opa |apois |pois |entao |ai |e |ue |tche |amem |gloria a deus |gracas a deus |com fe em deus |,|\s)*(?:se (?:e|sou|tenho|quero|tem|topo|decido|vou)\b(?! (?:eu|a|o|for|der|voce|vc)\b)|e agora(?=$|[.! ])|(?:e )?claro|logico|obvio|cim|sin|bora|simbora|borandar|pode ser|pode sim|quero|topo|aceito|demorou|fechou|ja e|so vamo\w*|so bora|e nois|tamo junto|to nessa|to dentro|manda bala|mete bala|toca ficha|vambora|vamo simbora|com (?:muito )?(?:prazer|gosto|certeza)|pode apostar|pode contar comigo|e pra ja|na mesma hora|amem|por que nao)(?![\p{L}])(?!.*\b(?:nao|mas|nunca|nem)\b)(?!.*\?)/u;
/** "E eu ia dizer que não?" */
const RHETORICAL =
  /\b(?:(?:eu )?ia (?:dizer|falar|recusar|querer) (?:que )?(?:nao|o contrario)|por ?que (?:que )?(?:eu )?(?:diria|falaria|recusaria)\b|quem (?:e que )?(?:nao quer|nao quereria|ia (?:dizer|falar) (?:que )?nao|recusaria|nao (?:ia|iria) querer)|e (?:ainda )?(?:precisa|carece) (?:perguntar|falar)|tem (?:duvida|como (?:dizer|falar) (?:que )?nao)|so se for agora|por que (?:eu )?(?:nao|ia (?:dizer|recusar)))\b/;
const decidedElsewhere = (said: string): YesNo | null => {
  if (RHETORICAL.test(said)) return 'yes';
  if (DECLINES.test(said) && !said.includes('?')) return 'no';
  return TAKES_UP.test(said) ? 'yes' : null;
};

/** Surer than this of what an answer is like, it is one. */
const LIKE_ENOUGH = 0.2;

/** Null when the message is no answer to a yes-or-no question. */
export function yesNoIn(text: string): YesNo | null {
  const said = saidYesNoIn(text);
  return said !== null || text.includes('?') ? said : likelyOf('yesNo', text, { margin: LIKE_ENOUGH });
}

/** The same by the forms of saying it alone: where a wrong yes would end the talk or book a time. */
export function saidYesNoIn(text: string): YesNo | null {
  const whole = answerOf(text);
  if (whole !== null) return whole === 'yes' && TAKEN_BACK.test(full(text)) ? 'no' : whole;
  // "Qual o tempo mínimo? eu não tenho nenhum", "já respondi. Sim.": the answer stands behind.
  const [first = '', ...others] = text.trim().split(/(?<=[.!?])\s+/);
  if (others.length > 0 && (first.endsWith('?') || REPEATS_ITSELF.test(full(first))))
    return saidYesNoIn(others.join(' '));
  const elsewhere = decidedElsewhere(full(text));
  if (elsewhere !== null) return elsewhere;
  // T4: "faz, mas quanto custa?" answers before it asks.
  const [answer, ...asking] = full(text).split(/,|\b(?:mas|porem|so que)\b/);
  return asking.length > 0 && text.includes('?') && answer !== undefined ? answerOf(answer) : null;
}

/** "Isso é furada". */
const SAYS_WHAT_IT_IS =
  /^isso (?:ai )?(?:e|ta|esta|parece|seria|tem)\b(?! (?:iss|mesm|verdade|cert|clar|ai))/;
/** "Isso não é pra mim", "tá louco": the word of assent only opens what refuses. */
const goesOnWithNo = (candidate: string): boolean =>
  YES.test(candidate) &&
  !/^(?:s|ss|sim+)(?![\p{L}])/u.test(candidate) &&
  /^[^,;]{1,24}? (?:nao|nunca|nem)(?! (?:tem|ha|vejo|tenho|tenha)? ?(?:nenhum |nenhuma )?(?:problema|duvida))(?![\p{L}])|^(?:ta|esta) (?:(?:muito |meio )?(?:dificil|complicad[oa]|car[oa]|puxad[oa]|apertad[oa]|ruim|osso)|(?:louc|doid|maluc)[oa])\b(?!.*\b(?:claro|sim|obvio|logico|certeza)\b)/u.test(
    candidate,
  );

function answerOf(text: string): YesNo | null {
  const firstSentence = (/^[^.!?\n]*[.!?]?/.exec(text.trim())?.[0] ?? '').trim();
  const whole = full(text);
  if (IS_IT_NOT.test(whole)) return 'yes';
  const start = full(firstSentence === '' ? text : firstSentence)
    .replace(REPORTED, '')
    .replace(TAIL, '');
  const answer = start.replace(OPENERS, '').replace(/^[\s,.!-]+/, '');
  const candidate = answer === '' ? start : answer;
  if (/^por ?que nao/.test(candidate)) return 'yes';
  if (NOT_HEARD.test(candidate)) return null;
  if (candidate.endsWith('?') && !/^(?:sim|nao|claro|s|n)\s*,/.test(candidate)) return null;
  if (UNSURE.test(candidate)) return 'unsure';
  if (YES_DESPITE_NO.test(candidate)) return 'yes';
  if (
    /\bmas nao sei\b|^\p{L}+(?: \p{L}+){0,2} ?, (?:eu )?(?:ainda )?nao sei(?: ainda| nao)?[.! ]*$/u.test(
      whole,
    )
  )
    return 'unsure';
  if (SAID_NO.test(candidate)) return 'no';
  if (NO.test(candidate)) return 'no';
  if (SAID_YES.test(candidate)) return 'yes';
  if (YES.test(candidate) && !goesOnWithNo(candidate) && !SAYS_WHAT_IT_IS.test(candidate)) return 'yes';
  if (ECHO.test(candidate)) return 'yes';
  // "tenho não", "quero não": the north-east puts the word last.
  if (/^(?:\p{L}+ ){1,4}nao[\s.!]*$/u.test(candidate) || goesOnWithNo(candidate)) return 'no';
  if (/^(?:\p{L}+ ){1,4}sim[\s.!]*$/u.test(candidate)) return 'yes';
  return null;
}
