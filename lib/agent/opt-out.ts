/**
 * The lead's own stop and come-back words. A bare word stops only as the whole message: "stop, o Zé não vem" is talk.
 * A sentence that can mean nothing else stops as a clause too: "já fechei com outro, não me escreve mais" (T6).
 */
import { full, wordsOnly } from './extract/plain-text.ts';
import { isStopSentence } from './stop-sentences.ts';
import { wishesToBeLeft } from './stop-wish.ts';

const POLITE_END =
  /\s+(?:por favor|pelo amor de deus|pelo amor|por deus|pfv|pf|por gentileza|obrigad[oa]|obg|grat[oa]|ja|agora|imediatamente|ok|ta|urgente|viu|please|pls|plz|hoje mesmo|logo|de uma vez|de vez|rapaz|cara|mano|mana|moc[oa]|gente|ai|hein|ne|uai|amig[oa]|senhor[a]?|homi|vei)$/;

const STOP_WORDS: ReadonlySet<string> = new Set([
  'parar',
  'pare',
  'parem',
  'para',
  'pode parar',
  'podem parar',
  'chega',
  'ja chega',
  'basta',
  'sair',
  'cancelar',
  'cancele',
  'cancela',
  'stop',
  'descadastrar',
  'descadastre',
  'remover',
  'excluir',
  'apaga',
  'favor remover',
  'unsubscribe',
  'quero sair',
  'quero parar',
  'quero cancelar',
  'cancelar inscricao',
  'cancelar mensagens',
  'cancelar envio',
  'sair da lista',
  'quero sair da lista',
  'parar mensagens',
  // The quick reply that WhatsApp puts under promotions (W7).
  'parar promocoes',
  'stop promotions',
  'detener promociones',
  'opt out',
  'optout',
  'bloquear',
  'nao me chame mais',
  'para com isso',
  'pare com isso',
  'parem com isso',
  'sai fora',
  'quero sumir dai',
  'desinscrever',
  'quero me desinscrever',
  'quero me descadastrar',
  'me descadastra',
  'sai do meu whatsapp',
  'sai do meu zap',
  'vaza',
  'chega disso',
  'nao quero mais isso',
  'descadastro',
  'quero descadastro',
  'quero o descadastro',
  'sair do cadastro',
  'quero sair do cadastro',
  'excluir cadastro',
  'excluir meu cadastro',
  'cancele meu cadastro',
  'cancela meu cadastro',
  'cancelar meu cadastro',
  'quero cancelar esse cadastro',
  'quero cancelar meu cadastro',
  'limpa meu cadastro',
  'quero ser removido',
  'quero ser removida',
  'nao quero msg',
  'nao quero msgs',
  'nao quero mensagem',
  'nao quero mensagens',
  'sem mensagem',
  'sem mensagens',
  'nao quero propaganda',
  'esquece meu numero',
  'esquecam meu numero',
  'esqueca meu numero',
  'nao me escreve',
  'nao escreve',
  'nao escreva',
  'nao me escreva',
  'cessar mensagens',
  'interromper mensagens',
  'revogo minha autorizacao',
  'retiro meu consentimento',
  'revogo meu consentimento',
  'quero revogar meu consentimento',
  'nao autorizo o uso do meu numero',
  'deleta tudo meu',
  'apaga tudo meu',
  'nao volte a me escrever',
  'nao voltem a me escrever',
  'some',
  'some daqui',
  'sumam',
  'suma',
  'vai embora',
  'vao embora',
  'ja deu',
  'spam',
  'isso e spam',
  'me bloqueia',
  'me bloqueie',
  'me tira desse grupo',
  'me deixe quieto',
  'me deixe quieta',
  'me deixa quieto',
  'me deixa quieta',
  'deixa eu quieto',
  'deixa eu quieta',
  'nao perturbe',
  'nao perturbem',
  'nao me perturbe',
  'nao me enche',
  'nao enche',
  'nao enche o saco',
  'quero que parem',
  'quero que pare',
  'quero parar com isso',
  'nao quero mais nada com vcs',
  'nao quero mais nada com voces',
  'encerra o contato',
  'encerrem o contato',
  'encerrar contato',
  'cancela o envio',
  'cancelem o envio',
  'bloqueia meu numero',
  'bloqueie meu numero',
  'bloqueia esse numero',
  'exclui',
  'exclua',
  'excluam',
  'remova',
  'removam',
  'descadastra',
  'descadastrem',
  'sai daqui',
  'saiam daqui',
  'some da minha vida',
  'sumam da minha vida',
  'desaparece',
  'no more messages',
  'no more texts',
  'bloqueado',
]);

const MESSAGES = String.raw`(?:(?:as|suas|essas|estas|nenhuma|mais|d[ae]ssas|esse tipo de|nenhum tipo de)\s+)*(?:mensage(?:m|ns)|msgs?|contatos?|notificac(?:ao|oes)|propagandas?|promoc(?:ao|oes)|anuncios?|spam|nada|ligac(?:ao|oes))(?:\s+(?:suas?|de voces|daqui|desse numero|deste numero|da empresa|de vcs|no whatsapp|no zap))*`;
const WHERE = String.raw`(?:(?:da|dessa|desta|de sua|da sua|das suas|do)\s+(?:lista|listas|cadastro|contatos|grupo)(?:\s+(?:de (?:contatos|transmissao|envios?|mensagens)))?(?:\s+(?:de voces|ai))?|(?:meu (?:numero|contato|telefone|nome|cadastro))(?: (?:dai|daqui|disso))?(?:\s+(?:da|dessa|desta|do|de)\s+(?:sua\s+)?(?:lista|cadastro|sistema|base)(?:\s+de (?:contatos|voces))?)?)`;
const STOP_SENTENCES: readonly RegExp[] = [
  new RegExp(
    String.raw`^(?:eu )?nao (?:quero|desejo|gostaria de|queria)(?: mais)? (?:receber|ser incomodad[oa]|ser contatad[oa])(?: mais)?(?: com)?(?: (?:isso|essas coisas))?(?:\s+${MESSAGES})?(?:\s+mais)?$`,
  ),
  new RegExp(
    String.raw`^(?:eu )?nao (?:me )?(?:mande|manda|mandem|mandar|envie|envia|enviem|enviar)(?: pra mim)?(?: mais)?(?:\s+${MESSAGES})?(?:\s+mais)?(?: pra mim)?$`,
  ),
  new RegExp(
    String.raw`^(?:pare|parem|para|parar|pode parar|podem parar|chega|cesse|cessem)(?: com| de)(?: me)?(?: (?:mandar|enviar|incomodar|perturbar|chamar|encher(?: o saco| meu saco)?|escrever|ligar|insistir|insistencia)(?: isso| isto| essas coisas)?)?(?:\s+${MESSAGES})?$`,
  ),
  new RegExp(
    `^(?:quero (?:que )?|pode |podem |favor )?(?:me |)?(?:risca|risque|risquem|riscar|tira|tire|tirem|tirar|remove|remova|removam|remover|retira|retire|retirem|retirar|exclui|exclua|excluir|apaga|apague|apagar|descadastra|descadastre|deleta|delete)(?: me)?(?: eu)?(?: o)? ${WHERE}$`,
  ),
  /^(?:me )(?:tira|tire|remove|remova|retire|retira|exclua|exclui|descadastra|descadastre)(?: daqui| disso| dai)?$/,
  new RegExp(
    String.raw`^(?:quero )?(?:cancelar|cancela|cancele)(?: o)?(?: (?:recebimento|envio))?(?: de| das)?\s+${MESSAGES}$`,
  ),
  /^(?:(?:quero|queria|preciso|pode|podem|favor|por favor) (?:que )?(?:voces? |vcs )?)?(?:apag(?:a|ar|ue|uem)|exclu(?:i|ir|a|am)|delet(?:a|ar|e|em)|remov(?:e|er|a|am)|elimin(?:a|ar|e|em)) (?:todos )?(?:os )?(?:meus|minhas) (?:dados|informacoes|cadastro|registros)(?: (?:pessoais|de voces|dai|do sistema))*$/,
  /^(?:por favor )?nao (?:me )?(?:escrev(?:e|a|am|er)|cham(?:a|e|em|ar)|procur(?:a|e|em|ar)|perturb(?:a|e|em|ar)|incomod(?:a|e|em|ar)|lig(?:a|ue|uem|ar)|contat(?:a|e|em|ar)|mand(?:a|e|em|ar)|envi(?:a|e|em|ar))(?: pra mim)? mais(?: nada)?(?: (?:por favor|por aqui|aqui|nesse numero|neste numero|no whatsapp|no zap))*$/,
  /^(?:por favor )?nao (?:me )?(?:escrev(?:e|a|am)|cham(?:a|e|em)|mand(?:a|e|em)|envi(?:a|e|em)|lig(?:a|ue|uem)) mais (?:mensagens? |msgs? |nada )?(?:pra mim|para mim|comigo|nao)(?: nao)?$/,
  /^(?:eu )?nao (?:quero|preciso|autorizo)(?: que)?(?: voces?| vcs?)?(?: mais)? (?:falar|conversar|papo|contato|mensage(?:m|ns)|mande[m]? (?:mensagem|nada)|entre[m]? em contato)(?: mais)?(?: com (?:voces|vcs|voce|vc|ninguem dai))?(?: mais)?$/,
  /^(?:por favor )?nao (?:entr(?:e|em|a) )(?:mais )?em contato(?: comigo)?(?: mais)?(?: comigo)?$/,
  /^nao precis(?:a|am)(?=.*\b(?:mais|mensage(?:m|ns)|msgs?|nada)\b)(?: mais)? (?:me )?(?:mandar?|enviar?|escrever?|chamar?|ligar?|entrar em contato)(?: mais)?(?: mensage(?:m|ns)| msgs?| nada)?(?: mais)?$/,
  /^(?:nao (?:me )?(?:mand(?:a|e|em)|envi(?:a|e|em)) mais|(?:parem?|pare|para) de (?:me )?(?:mandar|enviar)|(?:ve se )?(?:para|pare|parem|deixa|deixe|deixem) de (?:me )?(?:mandar|enviar|escrever|chamar|perturbar|incomodar)) ?(?:isso|isto|essas coisas|essa coisa|mensage(?:m|ns)|msgs?|coisas?)?$/,
  /^(?:voces?|vcs?) nao param? de (?:me )?(?:mandar|enviar|escrever|chamar|perturbar)(?: mensage(?:m|ns)| msgs?| isso)?$/,
  /^(?:deletar?|apagar?|apaguem|excluir|exclui|excluam|exclua|remover|remova|removam) (?:o )?meu (?:numero|contato|telefone|nome|cadastro)$/,
  /^nunca mais (?:me )?(?:mand(?:a|e|em)|envi(?:a|e|em)|escrev(?:a|am|e)|fal(?:a|e|em)|lig(?:a|ue|uem)|cham(?:a|e|em))(?: (?:comigo|mensage(?:m|ns)|nada|pra mim|msgs?|aqui))*$/,
  /^nao (?:fal(?:a|e|em)|convers(?:a|e|em)) mais comigo$/,
  /^(?:eu )?quero que (?:voces?|vcs?) (?:parem|pare|para)(?: de (?:me )?(?:mandar|enviar|escrever|ligar|chamar|incomodar|perturbar)(?: mensage(?:m|ns)| msgs?| isso| nada)?)?$/,
  /^(?:favor )?nao (?:mand(?:e|em)|envi(?:e|em)) mais (?:mensage(?:m|ns)|msgs?|nada) (?:pra|para|n)e?s[st]e (?:numero|contato|telefone|zap)$/,
  /^(?:quero )?cancelar (?:a )?assinatura (?:das|de) mensagens$/,
  /^(?:favor )?nao (?:mandar|enviar|ligar|escrever|chamar)(?: mais)?(?: mensage(?:m|ns)| msgs?| nada)?(?: mais)? (?:nesse|neste|pra esse|para esse) (?:numero|contato|telefone|zap)$/,
  /^quero (?:sair|ser (?:removid[oa]|retirad[oa]|excluid[oa]))(?: d(?:a|essa|esta)(?: sua)? (?:lista|base))(?: de (?:voces|vcs|contatos|transmissao))*$/,
  /^nao (?:quero|me) (?:mais )?(?:contato|contate|contatem|perturbe|perturbem|incomode|incomodem|chame|chamem|escreva|escrevam)(?: mais)?(?: (?:com|de) (?:voces|vcs))?$/,
];

const COME_BACK: ReadonlySet<string> = new Set([
  'voltar',
  'start',
  'quero voltar',
  'voltei',
  'retomar',
  'iniciar',
  'recomecar',
  'quero voltar a receber',
  'quero voltar a receber mensagens',
  'voltar a receber mensagens',
  'retomar promocoes',
  'resume promotions',
]);

const bare = (text: string): string => {
  let words = wordsOnly(full(text));
  if (/^(?:nao|ja) .* nao$/.test(words)) words = words.slice(0, -4);
  while (POLITE_END.test(words)) words = words.replace(POLITE_END, '');
  return words.replace(
    /^(?:(?:mano|mana|cara|rapaz|moco|amig[oa]|bah|uai|ue|vei|po|poxa|meu|senhor[a]?|homi|egua|eita|misericordia|olha|ta bom|ok|entao|serio|por favor|pfv|pf|favor|oi|ola|ei|bom dia|boa tarde|boa noite|gente|moca|por gentileza|pelo amor de deus|oxe|oxente|af+s?|aff|que saco|vixe|ave maria)\s+(?=\S+ \S|par[ae]|sai|chega|stop|descad|exclu|remov))+/,
    '',
  );
};

/** A reader has no use for more: a stop is short, and what follows costs nothing to leave out. */
const READ_MAX_CHARS = 300;
/** "Não, pare", "já falei que não quero, para": beside these a bare stop is still the whole message. */
const REFUSING_CLAUSE =
  /^(?:n|nao|naum|nao nao|chega|olha|gente|moca|serio|por favor|obrigad[oa]|(?:eu )?ja (?:te |vos |lhes? )?(?:falei|disse|avisei|pedi)(?: (?:mil|varias|tres|duas|\d+|um monte de|muitas) vezes)?(?: que)?(?: nao (?:quero|tenho interesse)(?: mais| nada)*)?(?: nada)?|nao (?:quero|tenho interesse|preciso)(?: mais)?(?: nada)?|para com isso|que (?:saco|chato|inferno)|(?:vc|voce|vcs|voces|isso|tu) (?:e|sao|ta|esta|tao|estao|ja ta|ja esta|so)(?: (?:me|muito|mt|um|uma|uns|virando|ja|so))* (?:chat[oa]s?|insuportave(?:l|is)|incomod\w+|ench\w+|perturb\w+|assedi\w+|abus\w+|importun\w+|sac[oa]|pe no saco|spam|abus\w+|mal educad\w+)|(?:isso|ja) .{0,24}(?:perturbacao|assedio|abuso|importunacao|invasao)|vai (?:perturbar|encher|incomodar|amolar|procurar|caçar|cacar) .{0,30}|va[o]? (?:perturbar|encher|incomodar|amolar|procurar|cacar) .{0,30}|nao (?:curto|suporto|aguento(?: mais)?|gosto d[aeo]s?) .{0,40}|nao sou (?:eu|essa pessoa|ele|ela|quem .{0,20})|eu (?:to|tou|estou) .{0,40}|vou (?:te |vos |lhe )?(?:bloquear|denunciar|processar)\b.{0,40}|ja (?:resolvi|fechei|comprei|instalei|coloquei)(?: com \w+(?: \w+){0,2})?|desisti|isso e (?:spam|assedio|perturbacao)|numero errado|foi engano|pessoa errada|(?:nao |sem )(?:me )?interess\w+(?: mais)?|quem (?:deu|passou|te deu|te passou) (?:o )?meu (?:numero|contato|zap)|nao (?:solicitei|pedi|autorizei|dei (?:autorizacao|permissao|licenca|meu)|permiti|me cadastrei|cadastrei)(?: (?:contatos?|isso|nada|mensage(?:m|ns)|msgs?|ess[ea]s?|este|nenhum|nenhuma|pra|para|voces|vcs|meu|numero|ninguem|ter|terem|usar|usarem|que|me|mandar|mandarem|ligac(?:ao|oes)))*|(?:eu )?nao quero (?:mais )?saber(?: mais)? (?:de|disso|dess[ea]|desse|nada).{0,40}|nunca (?:pedi|solicitei|autorizei|me cadastrei|dei meu).{0,30}|(?:eu )?nem (?:sei|conheco) (?:quem|voces|vcs|como).{0,30}|toda hora (?:mensagem|isso|msg)|(?:pel[oa] )?lgpd|ultima vez que (?:eu )?(?:peco|aviso|falo))$/;
/** Another way is wished, not none. */
const OTHER_WAY =
  /\b(?:me lig(?:a|ue|uem)|pode ligar|liga pra mim|manda (?:por|no|um|uma)|prefiro|por e-?mail)\b/;
const WHOLE_STOP_WORDS = 3;
/** Something is still wanted of us. */
const WISHES =
  /\b(?:quero|queria|gostaria|prefiro|preciso(?! que)|mand[ae]|envi[ae]|qual|quais|quanto|quando|como|onde|diga|diz|fal[ae]|explic\w+|liga|ligue|so (?:me |por|pel|mensagem|texto|audio)|pode (?:ser|mandar|ligar)|vamos|bora|depois|amanha|semana|tem como|responda?)\b(?<!\bnao (?:quero|preciso|tem como)|\bnao (?:quero|preciso) .{0,12})/;
/** Not now is not never. */
const NOT_NOW =
  /^nao (?:me )?(?:mand|envi|escrev|cham|lig)\w*(?: nada| mensage(?:m|ns)| msgs?| audios?)? (?:agora|(?:n?esse|neste) (?:momento|horario)|a essa hora|de madrugada)\b|^nao (?:quero|posso|vou|da pra|consigo|to podendo) (?:falar|conversar|responder|ver isso|mexer nisso)(?: (?:com (?:voces?|vcs?)|nada|mais))* (?:agora|hoje|no momento|nesse momento|por enquanto|ainda)\b/;
const SAYS_MORE =
  /\bmais\b|\bdados\b|\binformacoes\b|\bcadastro\b|\b(?:da|dessa|desta|de|do) (?:sua )?(?:lista|contatos)\b|\breceber\b/;

/** Out of somebody else's list, or called by another name. */
const OF_OTHERS =
  /\bcham(?:a|e|ar) (?:eu |me )?de(?: \w|$)|\b(?:outra empresa|outra companhia|concorren\w+|serasa|spc|origo|setta)\b/;

const isStop = (said: string): boolean =>
  !OF_OTHERS.test(said) &&
  (STOP_WORDS.has(said) || STOP_SENTENCES.some((sentence) => sentence.test(said)) || isStopSentence(said));

/** Asked in a question, but no question: "vocês podem parar de me mandar mensagem?", "como faço pra sair dessa lista?". */
const ASKS_TO_STOP =
  /^(?:sera que |por favor )*(?:(?:voces?|vcs?) )?(?:podem?|poderiam?|da pra|da para|tem como|consegue[m]?|como (?:eu )?(?:faco|faz|posso|consigo)(?: pra| para)?|como(?: e que)?(?: eu)?) (?:(?:voces?|vcs?|eu) )?(?:por favor )?(?=\S)/;
const HOW_TO_STOP =
  /^como (?:(?:eu|que|e|faco pra|se) )*(?:paro|saio|cancelo|deixo|me descadastro|me removo|me livro|me desinscrevo|desativo|bloqueio)\b.*\b(?:receber|mensage(?:m|ns)|msgs?|lista|disso|daqui|voces|vcs|grupo|descadastro)\b|^como (?:me descadastro|me desinscrevo|(?:eu )?saio (?:daqui|disso|dessa lista))$/;
const asksToStop = (clause: string): boolean => {
  const said = wordsOnly(clause);
  if (HOW_TO_STOP.test(said)) return true;
  const wish = said.replace(ASKS_TO_STOP, '');
  return (
    wish !== said &&
    isStop(bare(wish)) &&
    /\b(?:mensage(?:m|ns)|msgs?|lista|meu (?:numero|contato|nome|telefone|cadastro)|meus dados|receber|escrev\w+|mandar|enviar|perturb\w+|incomod\w+|propagandas?|daqui|dai|disso|contato)\b/.test(
      wish,
    )
  );
};

/** True when the message asks to stop; punctuation, case, accents and courtesy make no difference. A question does only where it asks that of us. */
export function isOptOut(text: string): boolean {
  if (text.length > READ_MAX_CHARS) return false;
  const said = full(text);
  if (NOT_NOW.test(wordsOnly(said))) return false;
  if (isStop(bare(text)) || wishesToBeLeft(said)) return true;
  if (OTHER_WAY.test(said)) return false;
  const clauses = said
    .split(/(?<=\?)|[,.;:!\n]+|\b(?:mas|porque|pois|pq)\b/)
    .filter((clause) => wordsOnly(clause) !== '');
  if (!/[,.;:!\n]/.test(said) && asksToStop(said)) return true;
  const stops = clauses.filter((clause) => !clause.includes('?') && isStop(bare(clause)));
  if (stops.some((clause) => SAYS_MORE.test(clause) && !STOP_WORDS.has(bare(clause)))) return true;
  const rest = clauses.filter((clause) => !stops.includes(clause));
  // A stop said in a sentence of its own holds beside whatever wishes nothing of us.
  const isWhole = stops.some((clause) => bare(clause).split(' ').length >= WHOLE_STOP_WORDS);
  if (isWhole && !rest.some((clause) => clause.includes('?') || WISHES.test(clause))) return true;
  return stops.length > 0 && rest.every((clause) => REFUSING_CLAUSE.test(bare(clause)));
}

/** True when the lead wants what is known of it erased (LGPD, art. 18): a stop, and a person's task. */
export const asksForErasure = (text: string): boolean =>
  text.length <= READ_MAX_CHARS &&
  /\b(?:apag|exclu|delet|remov|elimin)\w* (?:d[eo]s? )?(?:todos )?(?:os? )?(?:meus?|minhas?) (?:dados|informacoes|registros|cadastro)\b|\bmeus dados (?:sejam|ser) \w+d[oa]s\b|\bmeus dados (?:apagados|excluidos|removidos|deletados)\b|\b(?:exclusao|remocao|eliminacao) (?:(?:total|completa|definitiva|imediata) )*(?:d[eo]s? )(?:(?:todos?|os|meus?|minhas?) )*(?:dados|cadastro|registros|informacoes)\b/.test(
    full(text),
  );

/** True when the whole message asks to hear from us again. */
export const isOptIn = (text: string): boolean => text.length <= READ_MAX_CHARS && COME_BACK.has(bare(text));
