/** Does the lead want its meeting at another time, or not at all? And does it ask about it? A question about cancelling a contract is neither. */
import { full, wordsOnly } from './plain-text.ts';

const MEETING = '(?:reuniao|conversa|agendamento|horario|chamada|call|visita|encontro|video ?chamada)';
const ARTICLE = String.raw`(?:(?:a|o|as|minha|meu|essa|esse|nossa|nosso|de|da|do)\s+)*`;
const CANCEL = new RegExp(
  String.raw`\b(?:cancel(?:a|ar|e|em|o|amento)|desmarc(?:a|ar|e|o|em))\s+${ARTICLE}${MEETING}\b|\bdesmarc(?:a|ar|e|o|em)\b|\bnao (?:quero|vou querer|preciso)(?: mais)? (?:mais )?${ARTICLE}${MEETING}\b|\bdesisti d[aeo] ${MEETING}\b|\b${MEETING}\b.{0,20}\b(?:cancelad[oa]|cancelar|desmarcar)\b`,
);
const BARE_CANCEL =
  /^(?:(?:por favor|pfv|oi|ola|bom dia|boa tarde|boa noite|eu)\s+)*(?:(?:quero|queria|preciso|pode|vou|gostaria de)\s+)?cancel(?:a|ar|e|em|o)(?:\s+(?:por favor|pfv|pf|ok|obrigad[oa]|tudo|isso|ela))*$/;
const RESCHEDULE = new RegExp(
  String.raw`\b(?:remarc\w+|reagend\w+|adiar|adia|antecipar)\b|\b(?:mudar|trocar|alterar|passar|mudo|troco|muda|troca)\s+${ARTICLE}(?:${MEETING}|dia|data|hora|pra|para)\b|\b(?:outro|outra) (?:dia|horario|data|hora)\b|\bnao (?:vou|consigo|posso|poderei|vai dar|da)(?: mais)?(?: (?:poder|conseguir|pra|para))?(?: eu)? (?:ir|participar|estar|entrar|comparecer|nesse|nessa|neste|nesta|na|no|esse|essa|amanha|hoje)\b|\b(?:surgiu|apareceu|caiu|tive|vou ter|marquei|deu|houve) (?:um |uma )?(?:outr[oa] )?(?:imprevisto|compromisso|problema|viagem|emergencia|urgencia|consulta)\b|\b(?:esqueci|perdi) (?:(?:d?a|o|d[aeo]) )?${MEETING}\b|\b(?:marcar|agendar) (?:de novo|novamente|outra vez|outr[oa])\b|\bpode ser mais (?:tarde|cedo)\b|\b(?:horario|dia|hora) (?:ficou|fica|ta|esta|vai ficar|vai ser) (?:ruim|dificil|complicad\w+|apertad\w+)\b|\bvou (?:estar|ta|tar) (?:no|na|em|fora|viajando|ocupad\w+|trabalhando|de plantao)\b(?! reuniao)|\bnao (?:vou|irei|poderei|consigo|posso|estarei|vai (?:dar|rolar|ser possivel))(?: (?:mais|pra mim|poder|conseguir|ir|em casa|la|disponivel|livre|nao))*[\s.!]*(?:$|[,.!])`,
);
const ABOUT = new RegExp(
  String.raw`\b(?:que|qual|quais|quando|onde|como|cade|confirm\w+)\b.{0,30}\b(?:${MEETING}|dia|hora|horas|link|entro|acesso|marcad[oa])\b|\b(?:manda|mande|envia|reenvia|perdi)\b.{0,16}\blink\b|\b(?:esta|ta) (?:marcad[oa]|confirmad[oa])\b`,
);

const TROUBLE =
  /\b(?:ninguem (?:entrou|apareceu|chegou|atende(?:u)?|veio|esta|ta|aqui|me (?:atende(?:u)?|chamou|ligou))|nao (?:tem|apareceu|entrou|chegou|veio) ninguem|(?:estou|to|tou|fico|fiquei) (?:aqui |na sala |na reuniao |sozinh[oa] )*esperando|(?:link|sala|reuniao|chamada|video) (?:nao|n) (?:abre|abriu|funciona|funcionou|entra|entrou|carrega|comecou|iniciou)|nao (?:consigo|consegui|to conseguindo|estou conseguindo) (?:entrar|acessar|abrir)|cade voces|(?:vou|estou|to|tou) (?:me |um pouco |uns? |ja )*atras(?:ar|ad[oa]|ando)|(?:me )?atraso (?:uns|de)|chego (?:atrasad[oa]|em \d+))\b/;

/** T2: the lead stands before a meeting that does not happen: somebody has to help now. */
export const isMeetingTrouble = (text: string): boolean => TROUBLE.test(full(text));

export type MeetingIntent = 'cancel' | 'reschedule' | 'ask' | null;

/** Moving wins over cancelling: who says both wants another time. */
export function meetingIntentIn(text: string): MeetingIntent {
  const said = full(text);
  if (RESCHEDULE.test(said)) return 'reschedule';
  // "Não precisa cancelar": it stays.
  if (
    /\bnao (?:e pra|quero|precisa|precisam|vou|queria|pode) (?:\w+ )?(?:cancelar|desmarcar)\b|\bnao (?:cancel|desmarc)\w+/.test(
      said,
    )
  )
    return null;
  if (CANCEL.test(said) && !/^(?:e )?(?:posso|da pra|tem como|consigo|se eu)\b.{0,40}\?/.test(said))
    return 'cancel';
  if (isBareCancel(text)) return 'cancel';
  return ABOUT.test(said) ? 'ask' : null;
}

const PLAIN_CANCEL_WORDS = 8;
const KEEPS = /\bnao (?:e pra |quero |precisa |precisam |vou |queria |pode |cancel|desmarc)\w*/;

/** The wish to cancel and little else, said straight: no other word is needed. */
export const isPlainCancel = (lines: readonly string[]): boolean => {
  const said = full(lines.join(' '));
  const isShort = said.split(' ').length <= PLAIN_CANCEL_WORDS;
  return isShort && !(KEEPS.test(said) && /\b(?:cancel|desmarc)/.test(said)) && !said.includes('?');
};

/** "Cancelar", and nothing that says what: with a meeting ahead it is the meeting's, else it stops us (opt-out.ts). */
export const isBareCancel = (text: string): boolean => BARE_CANCEL.test(wordsOnly(text));
