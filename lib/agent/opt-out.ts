/**
 * The lead's own stop and come-back words. The whole message must be one of them: "stop, o Zé não vem" is talk
 * (lessons.md, what users ask for, 10).
 */
import { wordsOnly } from './extract/plain-text.ts';

const POLITE_END =
  /\s+(?:por favor|pfv|pf|por gentileza|obrigad[oa]|obg|grat[oa]|ja|agora|imediatamente|ok|ta|urgente|viu)$/;

const STOP_WORDS: ReadonlySet<string> = new Set([
  'parar',
  'pare',
  'parem',
  'sair',
  'cancelar',
  'cancele',
  'cancela',
  'stop',
  'descadastrar',
  'descadastre',
  'remover',
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
  'me esquece',
  'me esqueca',
  'me deixa em paz',
  'me deixe em paz',
]);

const MESSAGES = String.raw`(?:(?:as|suas|essas|estas|nenhuma|mais|d[ae]ssas|esse tipo de|nenhum tipo de)\s+)*(?:mensage(?:m|ns)|msgs?|contatos?|notificac(?:ao|oes)|propagandas?|promoc(?:ao|oes)|anuncios?|spam|nada|ligac(?:ao|oes))(?:\s+(?:suas?|de voces|daqui|desse numero|deste numero|da empresa|de vcs|no whatsapp|no zap))*`;
const WHERE = String.raw`(?:(?:da|dessa|desta|de sua|da sua|das suas|do)\s+(?:lista|listas|cadastro|contatos|grupo)(?:\s+(?:de (?:contatos|transmissao|envios?|mensagens)))?(?:\s+(?:de voces|ai))?|(?:meu (?:numero|contato|telefone|nome|cadastro))(?:\s+(?:da|dessa|desta|do|de)\s+(?:sua\s+)?(?:lista|cadastro|sistema|base)(?:\s+de (?:contatos|voces))?)?)`;
const STOP_SENTENCES: readonly RegExp[] = [
  new RegExp(
    String.raw`^(?:eu )?nao (?:quero|desejo|gostaria de|queria)(?: mais)? (?:receber|ser incomodad[oa]|ser contatad[oa])(?: mais)?(?: com)?(?:\s+${MESSAGES})?(?:\s+mais)?$`,
  ),
  new RegExp(
    String.raw`^(?:eu )?nao (?:me )?(?:mande|manda|mandem|mandar|envie|envia|enviem|enviar)(?: pra mim)?(?: mais)?(?:\s+${MESSAGES})?(?:\s+mais)?(?: pra mim)?$`,
  ),
  new RegExp(
    String.raw`^(?:pare|parem|para|parar|pode parar|podem parar|chega|cesse|cessem)(?: com| de)(?: me)?(?: (?:mandar|enviar|incomodar|perturbar|chamar|encher|escrever))?(?:\s+${MESSAGES})?$`,
  ),
  new RegExp(
    `^(?:quero (?:que )?|pode |podem |favor )?(?:me |)?(?:tira|tire|tirem|tirar|remove|remova|removam|remover|retira|retire|retirem|retirar|exclui|exclua|excluir|apaga|apague|apagar|descadastra|descadastre|deleta|delete)(?: me)?(?: eu)?(?: o)? ${WHERE}$`,
  ),
  /^(?:me )(?:tira|tire|remove|remova|retire|retira|exclua|exclui|descadastra|descadastre)(?: daqui| disso| dai)?$/,
  new RegExp(
    String.raw`^(?:quero )?(?:cancelar|cancela|cancele)(?: o)?(?: (?:recebimento|envio))?(?: de| das)?\s+${MESSAGES}$`,
  ),
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
  let words = wordsOnly(text);
  while (POLITE_END.test(words)) words = words.replace(POLITE_END, '');
  return words.replace(
    /^(?:(?:por favor|pfv|pf|favor|oi|ola|ei|bom dia|boa tarde|boa noite|gente|moca|por gentileza)\s+)+/,
    '',
  );
};

/** True when the whole message asks to stop; punctuation, case, accents and courtesy make no difference. */
export function isOptOut(text: string): boolean {
  if (text.length > 200) return false;
  const said = bare(text);
  return STOP_WORDS.has(said) || STOP_SENTENCES.some((sentence) => sentence.test(said));
}

/** True when the whole message asks to hear from us again. */
export const isOptIn = (text: string): boolean => COME_BACK.has(bare(text));
