/**
 * Sentences that can only ask us to stop (T6), by their parts: who wishes it, the verb of writing to somebody, what is written. They
 * hold for a whole clause, never for words inside one.
 */

/** What stands before the wish itself. */
const BEFORE =
  /^(?:(?:ja |eu |entao |olha |mas |e |so )*(?:pedi|falei|disse|avisei|peco|mandei|solicito|requeiro|quero|queria|gostaria|preciso|desejo|prefiro|favor|exijo|agradeco|resolvi|pode|podem)(?: (?:de|que|pra|para|a|se|isso|voces?|vcs?|mil vezes|varias vezes))*|(?:conforme|segundo|pela|de acordo com|com base na|nos termos da) ?a? ?(?:lgpd|lei)|se (?:voces? |vcs? )?(?:puderem|puder)) (?=\S)/;
const AFTER =
  /(?: (?:cara|rapaz|mano|mana|homi|senhor[a]?|gente|uai|ne|amig[oa]|moc[oa]|ai|viu|ta|porra|caralho|por favor|pfv|pf|logo|de uma vez|de vez|agora|ja|hein|obrigad[oa]|mesmo|serio|conforme (?:a )?(?:lgpd|lei)|pela (?:lgpd|lei)|nos termos da (?:lgpd|lei)|com base na (?:lgpd|lei)))+$/;

const THINGS = String.raw`(?:mensage(?:m|ns)|msgs?|messagem|zap|whats(?:app)?|ligac(?:ao|oes)|propagandas?(?: de energia(?: solar)?| solar)?|promoc(?:ao|oes)|anuncios?|spam|audios?|contatos?|notificac(?:ao|oes)|ofertas?|nada|isso|isto|(?:coisa|trem|treco|negocio|bagulho|porcaria)s?|e-?mails?|informac(?:ao|oes))`;
/** Word by word, each in one way alone: what could be read twice would be tried in all its ways. */
const TO_ME = 'd[eo]|pra|para|pro|mim|comigo|numero|telefone|por aqui|aqui|voces?|vcs?|daqui|dai';
const OBJECT = String.raw`(?: (?:mais|com|tantas?|nenhuma?|me|ficar|esse tipo de|nem|ou|as?|os?|n?ess[ea]s?|n?est[ea]s?|${THINGS}|${TO_ME}))*`;
/** To write to somebody, in every form a wish takes. */
const WRITES = String.raw`(?:mand(?:a|e|em|ar|arem|ando)|envi(?:a|e|em|ar|ando)|escrev(?:e|a|am|er|es|endo)|lig(?:a|ue|uem|ar|ando)|cham(?:a|e|em|ar|ando)|procur(?:a|e|em|ar|ando)|perturb(?:a|e|em|ar|ando)|incomod(?:a|e|em|ar|ando)|contat(?:a|e|em|ar|ando)|ench(?:e|a|am|er|endo)(?: (?:o|meu) saco)?|insist(?:e|a|am|ir|indo)|importun(?:a|e|em|ar|ando)|volt(?:e|em|a|ar) a (?:me )?(?:mandar|escrever|ligar|chamar)|fic(?:a|ar|am|ando) (?:me )?(?:mandando|enviando|ligando|chamando|escrevendo|perturbando|incomodando)|fal(?:a|e|em|ar|ando)|entr(?:e|em|ar)(?: mais)? em contato|receb(?:er|endo|o)|ser (?:contatad[oa]|incomodad[oa]|importunad[oa]|perturbad[oa]|procurad[oa]))`;

const STOPS: readonly RegExp[] = [
  new RegExp(
    String.raw`^(?:par(?:e|em|ar|a|assem)|chega|basta|cess(?:e|em|ar)|deix(?:e|em|a|ar))(?: de)?(?: me)? ${WRITES}${OBJECT}$`,
  ),
  new RegExp(
    String.raw`^nao (?=.*\b(?:mais|nada|contato|contatad[oa]|incomod\w*|perturb\w*|procur\w*|insist\w*|ench\w+|volt\w+|importun\w*)\b|.* (?:mensage|msg|propaganda|promoc|anuncio|spam|zap|whats))(?:(?:me|mais) )*${WRITES}${OBJECT}$`,
  ),
  new RegExp(
    String.raw`^nao (?:quero|desejo|queria|preciso|precisa|precisam|autorizo|autorizei|aceito|gostaria de)(?: (?:mais|que|de|me|voces?|vcs?))*(?: ${WRITES}${OBJECT}(?<=mais|nada|isso|isto|mensage(?:m|ns)|msgs?|propagandas?|promoc(?:ao|oes)|anuncios?|contato|contatad[oa]|incomodad[oa]|importunad[oa]|receber)| (?:saber de (?:voces|vcs)|(?:o |esse |nenhum )?contatos?|conversa|papo|mensage(?:m|ns)|msgs?|propagandas?|spam|zap|whats(?:app)?)${OBJECT}| o uso d[eo]s? meus? (?:dados|numero|contato)(?: .{0,20})?)$`,
  ),
  /^nao quero mais(?: nada| isso)?$/,
  /^(?:quero |vou |venho |gostaria de )?exercer (?:o )?(?:meu )?direito (?:de|a) (?:exclusao|eliminacao|oposicao|apagamento|esquecimento)\b.*$/,
  /^(?:me )?(?!\w+(?:ei|ou|aram|eram|eci) )(?:descadastr|desinscrev|remov|tir|exclu|apag|delet|bloque|retir|risc|esque[cç])\w+ (?:d[eo] )?(?:o |a )?(?:ess[ea]|est[ea]|meu|minha) (?:numero|contato|telefone|zap|whatsapp|cadastro|inscricao|chat|conversa)(?: (?:e (?:os )?meus dados|dai|daqui|disso))*(?: d[aeo] .{1,60})?$/,
  /^(?:exclu|delet)\w+ (?:a )?minha conta$|^cancel\w* (?:a |minha |essa |o |meu |esse )*(?:inscricao|cadastro|envio|recebimento)$|^(?:apag|exclu|delet)\w+ (?:a )?(?:minha |essa )?(?:conversa|historico)(?: e (?:os )?meus dados)?$/,
  /^(?:(?:voces?|vcs?) )?nao tem (?:minha |nenhuma |a minha )?(?:autorizacao|permissao|consentimento)(?: (?:pra|para|de) .{0,40})?$/,
  /^(?:me )?(?:tir|remov|retir|exclu)\w+ (?:d[aeo]ss[ea]|d[aeo]st[ea]|d[aeo]) (?:grupo|lista|cadastro|transmissao|sistema|base)(?: .{0,24})?$/,
  /^(?:pode|podem) (?:parar de (?:me )?(?:mandar|enviar|escrever|ligar|chamar|perturbar|incomodar)|me (?:tirar|remover|excluir|apagar))(?: .{0,24})?$/,
  new RegExp(
    String.raw`^(?:sem|chega de|basta de|nada de) (?:mais )?(?:mensage(?:m|ns)|msgs?|propagandas?|ligac(?:ao|oes)|spam)${OBJECT}$`,
  ),
  /^(?:cancel(?:ar|a|e|em) |parar )?(?:o )?(?:recebimento|envio)(?: (?:de|das) (?:mensagens|msgs?))?$/,
  /^(?:(?:a )?(?:exclusao|remocao|eliminacao) (?:d[eo]s? )?(?:todos )?(?:os )?(?:meus?|minhas?) (?:dados|numero|contato|cadastro|informacoes)|(?:a )?(?:exclusao|remocao) (?:total |completa )?(?:de|dos) dados|(?:meus|os meus) dados (?:apagados|excluidos|removidos|deletados)|(?:apag|exclu|delet|remov|elimin|tir|retir)\w* (?:todos )?(?:os )?(?:meus?|minhas?) (?:dados|informacoes|numero|contato|telefone|cadastro))(?: pessoais)?(?: (?:d[aeo]|dai|do sistema|da base|de voces|de vcs|da lista).*)?$/,
  /^(?:me )?(?:tir|remov|retir|exclu|descadastr)\w+(?: me| eu)? (?:dai|daqui|disso|d[aeo]ss[ea] (?:negocio|coisa|troco))$|^(?:me )(?:exclu|remov|descadastr|elimin)\w+$|^(?:me |eu )?(?:tir|remov|retir|exclu|descadastr)\w+(?: me| eu)? d[aeo]s? (?:seus?|sua|sistema|cadastro|lista|base|contatos|agenda|grupo|transmissao|voces|vcs|disparo)\b.*$/,
  /^(?:ve se )?(?:me erra|me erre|larga (?:de mim|do meu pe)|larguem do meu pe|sai do meu pe|saiam do meu pe|me deixa|me deixe|me deixem|suma daqui|sumam daqui|me bloqueia|me bloqueie|desaparece|desapareca|esque(?:ce|ca|cam|cem) (?:de mim|que eu existo|da minha existencia)|bloque(?:ia|ie|iem) (?:o )?(?:meu|esse|este) (?:contato|numero|telefone))$|^(?:se )?(?:voces? |vcs? )?(?:nao )?mandar(?:em)? mais (?:mensage(?:m|ns) )?(?:eu )?(?:vou )?(?:te )?(?:bloque|denunci)\w+$|^nao (?:mand(?:e|em|a)|insist(?:a|am|e)) mais (?:senao|se nao|ou|que) (?:eu )?(?:vou )?(?:te )?(?:bloque|denunci)\w+$/,
  /^(?:ja )?(?:vou|to|estou|irei) (?:te |vos |lhe )?(?:bloquea(?:r|ndo)|denuncia(?:r|ndo))(?: (?:voces?|vcs?|esse numero|esse contato|como spam|por spam|o contato))*$/,
  // The same in the languages that are answered or handed over (T13).
  /^(?:please )?(?:stop|dont|don t|do not|never)(?: (?:sending|send|texting|text|messaging|message|contacting|contact|writing|write|calling|call|bothering|bother))(?: (?:me|to me|any|more|messages?|texts?|this|anymore|again|please))*$|^(?:please )?(?:remove|delete|take) (?:me|my (?:number|data|contact))(?: (?:from|off) (?:the|your|this) (?:list|system))?(?: please)?$|^(?:please )?leave me alone$/,
  /^(?:por favor )?(?:no|ya no) (?:me )?(?:escriban?|escribas|manden?|mandes|llamen?|llames|contacten?|envien?|molesten?)(?: (?:mas|mensajes|nada))*$|^(?:dejen?|deja|paren?|para) de (?:escribir|mandar|enviar|molestar|llamar)(?:me)?(?: mensajes)?$|^(?:ya )?no quiero (?:recibir )?(?:mas )?mensajes$|^(?:borren?|borra|eliminen?|elimina) (?:mis datos|mi numero)$/,
  new RegExp(
    String.raw`^(?:(?:ja |eu |to |estou )*(?:nao aguento mais|cans(?:ei|ad[oa]) d[aeo]?s?|chei[oa] d[aeo]?s?|farto d[aeo]?s?)) ?(?:de |d?ess[ae]s? |tantas? |receber )*${THINGS}${OBJECT}$|^desativ(?:ar|a|e) (?:as |essas? )?${THINGS}$`,
  ),
  /^(?:ent(?:ao|tao) )?(?:tir|remov|apag|exclu|retir)\w+ (?:ele|ela|isso|esse numero|esse contato|meu numero) (?:dai|daqui|dessa lista|da lista|do sistema)$/,
  /^nunca mais (?:me )?(?:mand|envi|escrev|lig|cham|entr|procur|fal)\w*(?: .{0,30})?$/,
  /^nao (?:me )?(?:insista|insistam|insiste|perturba|perturbem|enche o saco|enche|incomoda|incomodem|procure|procurem|enche meu saco)$/,
  /^(?:o )?descadastr(?:o|amento|ar)$/,
];

/** `clause`: words alone, plain and written out, courtesies gone. */
export function isStopSentence(clause: string): boolean {
  const wish = clause.replace(AFTER, '');
  let bare = wish;
  while (BEFORE.test(bare)) bare = bare.replace(BEFORE, '');
  return (
    (bare !== wish && /^(?:parar|parem|pare)$/.test(bare)) ||
    STOPS.some((stop) => stop.test(wish) || stop.test(bare))
  );
}
