/** Sentences that end the talk: a goodbye, a refusal, a handover, a stop. The end is code's, once the lead or both readers said so. */
import { asksForWill, isConditional, type Sentence } from './sentences.ts';

const ENDS =
  /\b(?:nao (?:da|vai dar|posso|podemos|consigo|conseguimos|vou|vamos)(?: \w+){0,3} (?:atender|seguir|prosseguir|continuar|te ajudar|ajudar voce)|(?:fora|nao (?:esta|entra|se encaixa|se enquadra)(?: \w+){0,2}) (?:do|no|nos) (?:nosso |nossos )?(?:perfil|criterios?)|nao (?:compensa|vale a pena)(?: \w+){0,3}(?: (?:seguir|continuar|pra voce|por ora))?|(?:voce|vc)(?: \w+){0,2} (?:nao (?:se qualifica|foi aprovad[oa]|atende|tem perfil)|foi (?:desqualificad|reprovad|recusad|eliminad)[oa])|(?:vou|vamos|podemos)(?: \w+){0,2} (?:encerrar|finalizar|parar por aqui)|(?:encerro|encerramos|finalizo|encerrad[oa]) (?:por aqui|nosso atendimento|o atendimento|a conversa|nossa conversa)|atendimento (?:foi )?encerrado|boa sorte|(?:ate (?:mais|logo|breve)|tchau|adeus)\b|(?:agradeco|agradecemos|obrigad[oa])(?: \w+){0,3} (?:pelo|o|seu) (?:contato|interesse)(?: \w+){0,3}$)/;
const STOPS =
  /\b(?:nao (?:vou|vamos|vai)(?: \w+){0,2} (?:mais )?(?:te )?(?:mandar|enviar|escrever|incomodar|receber)|(?:ja )?(?:removi|retirei|tirei|bloqueei|cancelei)(?: \w+){0,3} (?:lista|contato|cadastro|numero|mensagens))\b/;
const HANDS_OVER =
  /\b(?:(?:ja )?(?:chamei|acionei|transferi|encaminhei|repassei)(?: \w+){0,4} (?:pessoa|equipe|atendente|especialista|consultor\w*|vendedor\w*|colega|voce|atendimento)|(?:vou|vamos|estou|to) (?:te |lhe )?(?:transferi\w*|passa\w*|encaminha\w*|chama\w*|conecta\w*)(?: \w+){0,4} (?:pessoa|equipe|atendente|especialista|consultor\w*|vendedor\w*|colega|atendimento|humano)|(?:uma pessoa|um atendente|um colega|alguem)(?: \w+){0,3} (?:ja (?:vai|assume|continua|esta)|assume (?:agora|daqui)|continua (?:daqui|com voce)))\b/;

/** Does it end the talk or give it away? */
export const endsTheTalk = (sentence: Sentence): boolean => {
  const { said } = sentence;
  if (asksForWill(sentence) || isConditional(said)) return false;
  return ENDS.test(said) || STOPS.test(said) || HANDS_OVER.test(said);
};
