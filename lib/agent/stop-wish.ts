/**
 * The wish to be left alone, by its parts (T6): a verb of writing that is negated or told to cease, a verb of taking out with what is
 * to be taken out, a withdrawn consent, a way of sending somebody off, a threat for the case of one more message. It may stand
 * anywhere in a message and in any register; what would be another wish ("não manda áudio, só texto") is none.
 */

/** Said to somebody or for stress: it may stand between any two words and changes nothing. */
const PADDING =
  /(?<![\p{L}\p{N}])(?:(?:meu|minha) (?:filh[oa]|amig[oa]|querid[oa]|jovem|senhora?|bem|irmao|irma|patrao|rei|fi|fia|nobre|anjo|consagrado)|moc[oa]s?|mano|mana|irmao|homi|home|rapaz|cara|tche|bah|uai|oxe|oxente|vixe|eita|aff+|guri|pia|vivente|velho|vei|amig[oa]|querid[oa]|parceiro|porra|caralho|krl|caramba|pelo amor de deus|por (?:favor|gentileza|obsequio)|faz favor|faca o favor|gentilmente|encarecidamente|se possivel|por deus|de uma vez(?: por todas)?|imediatamente|urgente(?:mente)?|logo|viu|hein|ne|entao|mesmo|k+|rs+|(?:ha)+h?|serio|pfv|pfvr|pf|pls|please|tambem)(?![\p{L}\p{N}])/gu;

/** Forms of order and wish alone: "mandou", "mandaram" and "mandam" tell. */
const WRITES = String.raw`(?:(?:mand|envi|lig|telefon|cham|procur|contat|perturb|incomod)(?:asse[m]?|armos|ares)|(?:escrev|faz)esse[m]?|entrasse[m]?(?: mais)? em contato|fize(?:sse|ssem|rem) contato|mand(?:a|e|em|ar|arem|ando)|envi(?:a|e|em|ar|arem|ando)|escrev(?:e|a|am|er|erem|endo)|lig(?:a|ue|uem|ar|arem|ando)|telefon(?:a|e|em|ar)|cham(?:a|e|em|ar|arem|ando)|contat(?:a|e|em|ar)|contactar|encaminh(?:a|e|em|ar)|dispar(?:a|e|em|ar)|entr(?:a|e|em|ar|arem)(?: mais)? em contato|faz(?:er|em)? contato|faca[m]? contato|procur(?:a|e|em|ar|arem))`;
const BOTHERS = String.raw`(?:perturb|incomod|importun|aperrei|aperre|amol|atazan|azucrin|atorment|apoquent|aborrec|torr|ench|insist|assedi|abus|flood|flod|spamm)(?:a|e|em|ar|arem|ando|er|am|ir|endo|indo|iar|ie|iem|ia)\b`;
const COMES_BACK = String.raw`(?:volt(?:e|em|a|ar)|torn(?:e|em|ar)) a (?:me )?${WRITES}`;
const KEEPS = String.raw`fi(?:ca|car|quem|que) (?:me )?(?:\w+ndo)`;
const THINGS = String.raw`(?:mensage(?:m|ns)|mensagen|messagem|msgs?|mensagenzinhas?|zaps?|whats(?:app)?|ligac(?:ao|oes)|propagandas?|promoc(?:ao|oes)|anuncios?|ofertas?|propostas|spams?|contatos?|notificac(?:ao|oes)|comunicac(?:ao|oes)|divulgac(?:ao|oes)|publicidades?|trem|trens|troco|coisas?|negocio|porcarias?|nada|isso|isto|essas? parada|sms)`;
const TO_ME = String.raw`(?:(?:pra|para|pro) (?:mim|ca|ele|ela|nos|a gente|minha \w+|esse numero|este numero|meu \w+)|comigo|n?(?:esse|este) (?:numero|contato|telefone|zap|whatsapp)|por aqui|neste aparelho|meu (?:numero|celular|zap|telefone|whatsapp))`;

/** Something else is not to come, or another way or time is wished. */
const NOT_ALL =
  /\b(?:audios?|de voz|por voz|fotos?|videos?|figurinhas?|textao|textos? (?:grandes?|longos?)|documentos?|cpf|pix|boletos?|faturas?|contas?\b(?! de (?:voces|vcs))|links?|convites?|contratos?|dinheiro|visitas?|tecnicos?|cobranc\w*|a proposta|o orcamento|a simulacao|de (?:senhora?|voce|dona|doutora?)|dificil|ingles|enrolar|repetir|perguntar|inventar)\b/;
const ANOTHER_WAY =
  /\b(?:so (?:por |pelo |no )?(?:textos?|mensagem|mensagens|zap|whats\w*|e-?mail|escrit[oa]|aqui)|por (?:escrito|e-?mail|texto)|pode (?:ser |mandar |falar |escrever |deixar |continuar |me )?(?:por )?(?:aqui|texto|mensagem|ligar|mandar|continuar|email|e-mail|chamar)|prefiro (?:texto|mensagem|que (?:me )?(?:lig|mand|escrev)\w*|por|ligacao)|mand(?:a|e) (?:texto|mensagem|por|no|pro|pra|depois|amanha|escrito|de noite)|(?<!nao )(?<!nem )me (?:lig(?:a|ue|uem)|cham(?:a|e|em)) (?!mais)|cham(?:a|e) (?:depois|amanha|mais tarde|as |a noite|de noite|segunda|semana)|lig(?:a|ue) (?:depois|amanha|mais tarde|as |a noite|de noite|segunda|semana)|depois (?:das|do|da|de|eu|a gente|nos|que)|mais tarde|amanha|semana que vem|mes que vem|agora nao|hoje nao|no momento nao|ate (?:eu|sexta|segunda|amanha|o fim)|enquanto|a partir d|de madrugada|de noite|a noite|depois das|antes das|no (?:fim de semana|domingo|sabado)|aos (?:domingos|sabados)|fim de semana|durante|em horario|quero (?:falar|conversar|gente|um|uma)|robos?|automatic\w+|tao (?:cedo|tarde)|tantas|uma (?:por|de cada) vez)\b/;

const orders = String.raw`(?:(?:me|se|nos|mais|precisa[m]?|preciso|quero|queria|quer|querem|queremos|desejo|gostaria|gosto|aceito|e|tem|pode[m]?|devem?|voces?|vcs?|adianta|venha[m]?|vem|ouse[m]?|ter|tenho|temos|necessidade|carece|porque|interesse|nenhum|em|que|de|para|pra|eu|nunca|continuar|continuem?|seguir|ninguem dai) )*`;
const NEGATED = new RegExp(
  String.raw`\b(?:nao|nem|nunca mais|nunca|jamais|sem) (?<lead>${orders})(?<verb>${COMES_BACK}|${KEEPS}|${WRITES}|${BOTHERS}|receb(?:er|endo|e)|ser (?:mais )?(?:contatad|incomodad|perturbad|importunad|procurad|chamad|abordad)[oa])\b(?<tail>[^.;!?\n]*)`,
  'g',
);
const CEASE = new RegExp(
  String.raw`(?<subject>(?:[\p{L}\p{N}]+ ){0,3})\b(?:par(?:a|e|em|ar|arem|assem)|chega|basta|cess(?:e|em|ar)|deix(?:e|em|ar|a)|evit(?:e|em|ar))(?: (?:ja|so|agora))? (?:de|com) (?:(?:ficar|me|nos|toda|tanta|tantas|mais|receber|essas?|esses?|as|os|suas|seus|com) )*(?<what>${WRITES}|${BOTHERS}|ficar \w+ndo|${THINGS}|receber)\b(?<tail>[^.;!?\n]*)`,
  'gu',
);
const WITHOUT =
  /\b(?:dispens[oa]|rejeito|recuso)(?: (?:o|as|os|seus|suas|esse|essas|qualquer|mais))* (?:contatos?|mensage\w+|msgs?|propagandas?|ofertas|ligacoes|envios?)\b|\b(?:suspend(?:a|am|er)|interromp(?:a|am|er)|encerr(?:a|e|em|ar)|cess(?:e|em|ar)|desativ(?:a|e|em|ar)|cancel(?:a|e|em|ar)|bloque(?:ia|ie|iem|ar))(?: (?:o|as|os|esse|essas|esses|seus|suas|qualquer|todos?|imediatamente))* (?:contatos?|envios?|mensage\w+|msgs?|disparos?|comunicac\w+|propagandas?|notificac\w+|recebimento|inscricao|atendimento|conversa)\b(?! (?:com|da) (?:a )?outra)/;

/** Another company's list, a debt register, a bill: none of ours. And a number that is put right is no farewell. */
const NOT_OURS =
  /\b(?:serasa|spc|scpc|conta|luz|faturas?|boletos?|enel|neoenergia|celpe|coelba|cosern|cemig|copel|energisa|equatorial|light|cpfl|rge|celesc|origo|setta|banco|contrato|reuniao|agenda|proposta|outra|outras|outro|concorrente|concorrencia|titularidade|escritura|divida|operadora|google|convite|projeto|receita)\b/;
const PUT_RIGHT =
  /\b(?:errad[oa]|errei|certo|correto|nov[oa]|antig[oa]|anterior|troc\w+|corrig\w+|troque|mud\w+|bot(?:a|e)|coloc\w+|poe|substitu\w+|primeir[oa]|segund[oa]|repetid[oa]|duplicad[oa]|duas vezes)\b/;
const TAKES = String.raw`(?:tir(?:a|e|em|ar|arem)|remov(?:a|e|am|er|erem)|retir(?:a|e|em|ar|arem)|exclu(?:a|i|am|ir|irem)|apag(?:a|ue|uem|ar|arem)|delet(?:a|e|em|ar)|descadastr(?:a|e|em|ar)|desinscrev(?:a|e|er)|cancel(?:a|e|em|ar)|risc(?:a|ar)|risque[m]?|elimin(?:a|e|em|ar)|limp(?:a|e|em|ar)|esquec(?:a|e|am|er)|esquece[m]?|perd(?:e|er)|perca[m]?|sum(?:a|am|ir) com|some[m]? com|d(?:a|e|eem|ar) (?:um )?(?:fim|sumico|baixa) (?:em|n?[oa]|d[oa])|jog(?:a|ue|uem|ar) fora|rasg(?:a|ue|ar)|desvincul(?:a|e|em|ar)|bloque(?:ia|ie|iem|ar))`;
const OURS = String.raw`(?:numeros?|num|nmr|nro|contatos?|cadastros?|nomes?|telefones?|celular|zap|whats(?:app)?|wpp|dados|dado|informac(?:ao|oes)|registros?|conversas?|inscricao|perfil|fone)`;
const LISTS = String.raw`(?:listas?|listagem|mailing|base|banco de dados|cadastro|grupos?|sistema|disparos?|transmissao|agenda|campanhas?|divulgac(?:ao|oes)|contatos|arquivos?|registros?|propagandas?|catalogo)`;
const TAKE_OUT = new RegExp(
  String.raw`(?<!nao )(?<!nao me )\b(?:${TAKES} (?:(?:me|eu|fora|ai|ja|o|a|os|as|d[oae]s?|n[oa]s?|todos?|todas?|tudo|esse|este|essa|esses|estes|qualquer|quaisquer) )*(?:(?:meus?|minhas?|nossos?|nosso) ${OURS}|(?<=(?:esse|este|o|do|no|tudo|esses|estes) )(?:numero|contato|telefone|celular|cadastro|registro|dados))(?: pessoais)?|(?:me |eu )?${TAKES}(?: (?:me|eu|ja|ai))* (?:d[aeo]s?|d[aeo]ss[ae]s?|d[aeo]st[ae]s?)(?: (?:sua|suas|seu|seus|tal|porcaria|porcaria de))* ${LISTS}|(?:me |eu )${TAKES}(?: (?:ai(?=$|[,.!])|dai|daqui|disso|fora|desse negocio|dessa|desse|nisso))|${TAKES} (?:eu|me|nois|nos|a gente) (?:d[aeo]ss[ae] (?:lista|grupo|trem|negocio|coisa)|dai|daqui|disso|fora disso)|${TAKES} tudo (?:que|o que) .{0,24}\b(?:mim|meu|minha)|(?:quero|queria|pode|podem|favor|quero que|me) (?:me )?descadastr\w+|^descadastr(?:a|e|em|ar)\b|(?:quero|queria|preciso|gostaria de|desejo|como (?:eu )?(?:faco |faz )?(?:pra |para )?)(?: (?:me|eu))? ?(?:sair|saio|ser (?:removid|retirad|excluid|descadastrad)[oa]) (?:d[aeo]s?|d[aeo]ss[ae]s?|d[aeo]st[ae]s?)(?: (?:sua|suas|seu|seus))* ${LISTS})\b(?<tail>[^,.;!?\n]*)`,
  'g',
);
const PASSIVE = new RegExp(
  String.raw`\b(?:quero|queria|gostaria|peco|solicito|exijo|requeiro|preciso|prefiro|favor|desejo|determino)\b[^.;!?\n]{0,30}\b(?:(?:meus?|minhas?|esse|este) ${OURS}(?: pessoais)? (?:(?:seja[m]?|ser|fora|devem?|imediatamente) )*(?:fora|(?:apag|exclu|exclui|remov|removi|retir|delet|elimin|tir|cancel|descadastr)\w*d[oa]s?)\b)(?<tail>[^,.;!?\n]*)`,
);
const NOMINAL =
  /\b(?:exclusao|remocao|retirada|eliminacao|descadastr(?:amento|o)|cancelamento|apagamento|baixa|suspensao|interrupcao|cessacao|encerramento|desvinculacao|anonimizacao|oposicao|bloqueio)(?: (?:total|definitiv[oa]|imediat[oa]|complet[oa]|integral|permanente))* (?:d[aeo]s?|de|n[oa]s?|ao|ao uso d[oe]s?)(?: (?:todos?|todas?|quaisquer|os|as|meus?|minhas?|seus?|suas?|nosso|esse|este|desse|deste|envio|recebimento|de|do|uso))* (?:cadastros?|dados?|contatos?|numeros?|telefones?|nomes?|mensage\w+|envios?|comunicac\w+|informac\w+|registros?|listas?|base|recebimento|inscricao|tratamento|disparos?|promoc\w+)\b(?<tail>[^,.;!?\n]*)/;
const CONSENT =
  /\b(?:revog|retir)\w+ (?:o |a )?(?:meu |minha )?(?:consentimento|autorizacao|permissao|anuencia)\b|\bnao (?:autoriz(?:o|amos)|consint(?:o|imos)|permit(?:o|imos)|concord(?:o|amos))(?: (?:mais|com|que|o|a|em|qualquer|nenhum|novos?|esse|este|tipo|de|voces?|vcs?|meu|meus|uso|tratamento|envio|receber|me))* (?:contatos?|mensage\w+|msgs?|numero|dados|uso|comunicac\w+|ligac\w+|mandem?|enviem?|escrevam?|liguem|procurem|chamem)\b|\bnao (?:quero|autorizo|permito|aceito)(?: que)?(?: (?:voces|vcs|a empresa))? (?:guard|us|tenham|tenha|fiquem com|mantenham|compartilh|armazen|utiliz|repass)\w*(?: com)? (?:os |o )?meus? (?:dados|numero|contato|telefone|informac\w+)\b|\bme oponho (?:ao|a)\b.{0,30}\b(?:dados|contato|mensage\w+|tratamento)\b/;

const SENT_OFF = [
  /(?:^|[,.!] ?)(?:pode |podem |so |entao )*me (?:remov(?:e|a|am)|exclu(?:i|a|am)|delet(?:a|e|em)|apag(?:a|ue|uem)|risc(?:a|que))(?: ai| logo)?(?=$|[,.!])|\bstop (?:mensage\w+|msgs?|promoc\w+|propagandas?|spam)\b/,
  /\bme (?:desinscrev|descadastr|desvincul)(?:a|e|am|em|er|ar)\b|(?:^|[,.!] ?)(?:na boa,? ?|ve se |so )*(?:som[ae]|sumam|suma|vaza|xispa|rala|cai fora|sai fora)(?=$|[,.!])/,
  /\b(?:unsubscribe|opt ?out|desinscri(?:cao|ver)|descad\w*st(?:ar|rar|ro|ra|re|rem|ramento|rad[oa]))\b(?!.*\?)/,
  /(?<!nao )(?<!nao se )\bme esque(?:ce|ca|cam|cem|cer)\b(?! de)|(?<!nao )(?<!nao se )(?<!nao va )\besque(?:ce|ca|cam|cem|cer) (?:de mim|que (?:eu )?(?:existo|eu existo|me conhece\w*)|(?:da )?minha existencia)\b/,
  /\b(?:va|vai|vao|vao se|por que nao vai|ve se vai) (?:\w+ )?(?:perturbar|incomodar|encher|atazanar|azucrinar|atormentar|aperrear|aperriar|importunar|amolar|cacar outr[oa]|procurar outr[oa]|mandar (?:mensagem|msg|isso) (?:pra|para) outr[oa]|abusar)\b/,
  /(?<!nao )\bme deix(?:a|e|em) (?:em paz|quiet[oa]|sossegad[oa]|de mao|de lado|fora d\w+)\b|\bdeix(?:a|e|em) (?:eu|a gente|(?:o |a )?(?:meu|minha) \w+|nos|esse numero) (?:em paz|quiet[oa]|sossegad[oa])\b|\bquero (?:e )?(?:paz|sossego)(?=$|[ ,.!]*$)/,
  /\b(?:larg(?:a|ue|uem)|sai(?:a|am)?|desgrud(?:a|e|em)|descol(?:a|e)|desencarn(?:a|e)|despreg(?:a|ue)) (?:d[aeo] )?(?:(?:meu|minha) (?:pe|cola|vida|zap|whats\w*|wpp|celular|telefone|aba|encosto)|mim)\b/,
  /\b(?:som(?:e|em)|sum(?:a|am)|desaparec(?:e|a|am)|vaz(?:a|e|em)|rap(?:a|em) fora|cai fora|caiam fora|sai fora|saiam fora) (?:daqui|dai|da minha|do meu|de perto)\b/,
  /\b(?:me erra|me erre|vai ver se eu to na esquina|vai ve se eu to na esquina|procur(?:a|e) outr[oa] (?:trouxa|otario|pessoa|besta|cliente|freguesia)|vai baixar noutro terreiro|bate noutra porta|bata noutra porta)\b/,
];
const THREAT = String.raw`(?:bloque\w+|denunci\w+|procon|process\w+|justica|policia|delegacia|advogad\w+|reclame ?aqui|anatel|anpd|boletim de ocorrencia|queixa)`;
const THREATS = [
  new RegExp(
    String.raw`\b${THREAT}\b.{0,30}\b(?:se|caso) (?:(?:voces?|vcs?|me|ainda|nao pararem de) )*(?:continuar(?:em)?|mandar(?:em)?|insistir(?:em)?|ligar(?:em)?|receber|chegar|perturbar(?:em)?|escrever(?:em)?)\b`,
  ),
  new RegExp(
    String.raw`\b(?:se|caso) (?!nao )(?:(?:voces?|vcs?|me|eu|ainda|continuar(?:em)?|chegar|vier|cair|aparecer|tu|a|receber) )*(?:mand(?:ar|arem|ares)|envi(?:ar|arem)|insist(?:ir|irem)|escrev(?:er|erem)|lig(?:ar|arem)|cham(?:ar|arem)|perturb(?:ar|arem)|incomod(?:ar|arem)|continuar(?:em)?|receber|vier|chegar|mandando|voltar(?:em)?|procurar(?:em)?)\b(?:(?! nao ).){0,50}?\b${THREAT}\b`,
  ),
  new RegExp(
    String.raw`\b(?:mais (?:uma|um|1)|outra|proxima|qualquer)(?: dessas?| dess[ea])? (?:mensage\w+|msgs?|vez|ligac\w+|contato|zap|audio|dessa)\b.{0,40}\b${THREAT}\b`,
  ),
  /\b(?:(?:ja )?(?:vou|irei|to|tou|estou|vamos|vo) (?:ter que |te |vos |lhe |ja )*(?:bloquea(?:r|ndo))\b(?! (?:a |o |minha |meu )?(?:agenda|cartao|conta|horario|data|dia|janela|placa|sol))|sera bloquead[oa]|te bloqueei|bloqueei (?:voces|vcs)|dar (?:um )?block|bloqueando (?:em|voces|vcs))\b/,
];

/** "Se um dia eu quiser sair da lista, como faço?": not yet. */
const SUPPOSED =
  /\b(?:se|caso|quando)(?: (?:um dia|eu|depois|a gente|futuramente))* (?:quiser|quisesse|precisar|desistir|resolver|quisermos|for)\b|\be se (?:eu |a gente )?(?:me )?(?:\w+ar|\w+er|\w+ir)\b/;
/** Somebody else is meant. */
const THIRD =
  /\b(?:enel|neoenergia|celpe|coelba|cosern|cemig|copel|energisa|equatorial|light|cpfl|origo|setta|banco|operadora|concessionaria|distribuidora|outra empresa|vizinh\w+|marido|esposa|mulher|filh[oa]|sogr[oa]|mae|pai|patrao|chefe|ele|ela|eles|elas|sindic[oa]|ex|telemarketing|tim|vivo|claro)\b/;

const isAll = (tail: string, whole: string): boolean =>
  !NOT_ALL.test(tail.split(',')[0] ?? '') && !ANOTHER_WAY.test(whole);

function isNegatedWriting(said: string): boolean {
  for (const match of said.matchAll(NEGATED)) {
    const { lead = '', verb = '', tail = '' } = match.groups ?? {};
    const before = said.slice(Math.max(0, match.index - 30), match.index);
    if (!isAll(tail, said)) continue;
    const lately = before.split(/[.,;!?\n]/).at(-1) ?? '';
    if (
      !/^receb/.test(verb) &&
      THIRD.test(lately) &&
      !/\b(?:pediu|pede|quer|mandou|falou|disse)\b/.test(lately)
    )
      continue;
    const what = new RegExp(String.raw`\b(?:${THINGS}|${TO_ME})\b`).test(tail.split(',')[0] ?? '');
    const isMore =
      /\b(?:mais|novamente|outra vez|nunca)\b/.test(`${lead} ${verb} ${tail.slice(0, 30)}`) ||
      /^nunca/.test(match[0]);
    const isRefusedRest =
      /^(?: (?:novamente|de novo|outra vez|assim|nao|com isso))* *(?:[,:].*|que (?:eu )?(?:to|tou|estou|sou|nao|ja).*|pois.*|porque.*)?$/.test(
        tail,
      );
    if (/^receb/.test(verb)) {
      if (verb === 'recebe' && !/quer/.test(lead)) continue;
      if (what || (isMore && isRefusedRest)) return true;
      continue;
    }
    if (/^lig(?:a|ar|ando)?$/.test(verb) && !/\bme\b/.test(lead) && !what) continue;
    if (/^ser /.test(verb)) return true;
    if (/^(?:volt|torn|fi[cq])/.test(verb) && (isMore || isRefusedRest || what)) return true;
    if (new RegExp(String.raw`^${BOTHERS}`).test(verb)) {
      if (!/\bse /.test(lead) && (/\bme\b/.test(lead) || isMore || isRefusedRest)) return true;
      continue;
    }
    if (isMore || what) return true;
  }
  return false;
}

function isCeasing(said: string): boolean {
  for (const { groups } of said.matchAll(CEASE)) {
    const { subject = '', what = '', tail = '' } = groups ?? {};
    if (THIRD.test(subject) || /\b(?:meu|minha|pra|por|ela|ele) $/.test(subject)) continue;
    if (!isAll(`${what}${tail}`, said)) continue;
    if (/^(?:isso|coisas?|negocio|trem|nada)$/.test(what)) continue;
    if (what === 'receber' && !new RegExp(String.raw`\b(?:${THINGS}|${TO_ME})\b|^ *$`).test(tail)) continue;
    return true;
  }
  return false;
}

function isTakenOut(said: string): boolean {
  for (const { 0: whole, groups, index } of said.matchAll(TAKE_OUT)) {
    const tail = groups?.['tail'] ?? '';
    if (/\b(?:nao|nem|sem|medo de|evitar)(?: \w+){0,2} $/.test(said.slice(0, index))) continue;
    const isPutRight = new RegExp(String.raw`\b${OURS}\b`).test(whole) && PUT_RIGHT.test(said);
    if (!NOT_OURS.test(`${whole} ${tail}`) && !isPutRight) return true;
  }
  const passive = PASSIVE.exec(said);
  if (passive !== null && !NOT_OURS.test(passive[0]) && !PUT_RIGHT.test(said)) return true;
  const nominal = NOMINAL.exec(said);
  return nominal !== null && !NOT_OURS.test(nominal[0]) && !/\?/.test(said);
}

/** "Não autorizei, exclui": what is to be taken out was named before. */
const BARE_TAKING = new RegExp(
  String.raw`(?:^|[,.;!?] ?)(?:(?:pode|podem|favor|entao|e|ja|ai|quero que) )*${TAKES}(?: (?:isso|ele|ela|ai|dai|daqui|tudo|agora|ja))*(?=$|[,.;!])`,
);
const OUR_HOLD =
  /\b(?:(?:meu|esse|este) (?:numero|contato|telefone|zap|whatsapp|cadastro|nome)|meus dados|nao autoriz\w+|lgpd|nao (?:me )?cadastrei|nunca me cadastrei|(?:nunca|nao) me inscrevi|nao dei (?:meu|autorizacao|permissao)|nao tenho (?:nenhum |mais )*interesse|spam)\b/;

/** "Isso enche, parem": the bare order, beside what it is about. */
const BARE_STOP =
  /(?:^|[,.;!] ?)(?:(?:por favor|entao|so|e|ai|ja) )*(?:pare|parem|parar|chega|basta|me (?:tira|tire|tirem|remove|remova)|parou|parem com isso)(?=$|[,.;!])/;
const OF_WRITING =
  /\b(?:nao (?:quero|tenho (?:mais |nenhum )*interesse|preciso|me interessa)|to fora|msgs?|mensage\w+|mandando|me ligando|ligando|ench(?:e|endo|em)|incomod\w+|perturb\w+|insist\w+|spam|bloque\w+|deu pra mim|ja deu|toda hora|todo (?:santo )?dia|numero errado|propaganda)\b/;
const STILL_WANTS =
  /(?<!nao )\b(?:quero|queria|gostaria|prefiro|manda|me liga|qual|quanto|como|explica|bora|vamos|fechar|marcar)\b|\?|\bnao quero (?:a|o|essa|esse|instal\w+|plac\w+|investi\w+|alug\w+)\b/;

/** True when some part of the text can only wish that we stop. `said`: full text of the lead's, punctuation in place. */
export function wishesToBeLeft(said: string): boolean {
  const wish = said
    .replace(/, (?:por favor|por gentileza|se possivel),/g, ' ')
    .replace(PADDING, ' ')
    .replace(/\s*,(?:\s*,)+/g, ',')
    .replace(/\s+/g, ' ')
    .replace(/ (?=[,.;!?])/g, '')
    .replace(/^[\s,.!]+/, '')
    .trim();
  if (SUPPOSED.test(wish) && !THREATS.some((threat) => threat.test(wish))) return false;
  if (isTakenOut(wish) || CONSENT.test(wish)) return true;
  if (THREATS.some((threat) => threat.test(wish)) || SENT_OFF.some((idiom) => idiom.test(wish))) return true;
  if (WITHOUT.test(wish) && !NOT_OURS.test(WITHOUT.exec(wish)?.[0] ?? '')) return true;
  if (BARE_TAKING.test(wish) && OUR_HOLD.test(wish) && !PUT_RIGHT.test(wish) && !NOT_OURS.test(wish))
    return true;
  if (BARE_STOP.test(wish) && OF_WRITING.test(wish) && !STILL_WANTS.test(wish)) return true;
  return isNegatedWriting(wish) || isCeasing(wish);
}
