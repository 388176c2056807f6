/** The last words of a conversation, said once (R20), and the short useful ones after it. None of them asks anything. */
import type { Facts } from './extract/facts.ts';
import type { Criterion } from './qualification.ts';

const byName = ({ name }: Facts, text: string): string => {
  const firstName = name?.split(' ')[0];
  return firstName === undefined
    ? text
    : `${firstName}, ${text.charAt(0).toLocaleLowerCase('pt-BR')}${text.slice(1)}`;
};

const GOODBYES: Readonly<Record<Criterion, string>> = {
  bill: 'Com esse valor de conta a economia ainda ficaria pequena pra você, então por ora não compensa seguir. Se tiver outra conta de luz, é só me dizer o valor que eu somo as duas. Agradeço muito a sua atenção.',
  interest:
    'Tudo certo, respeito a sua decisão e agradeço a atenção. Se um dia quiser olhar a conta de luz com calma, é só chamar por aqui.',
  own_plant:
    'Se você já tem a sua usina e ela atende bem, não faz sentido trocar agora. Agradeço a conversa, e se pensar em ampliar é só chamar por aqui.',
  loyalty_contract:
    'Com um contrato em andamento, o melhor é esperar ele terminar pra você não pagar nada a mais. Agradeço a conversa, e quando acabar é só chamar por aqui.',
  decision_maker:
    'Sem quem decide na conversa eu não consigo te atender como você merece. Quando essa pessoa puder participar é só chamar por aqui, e agradeço a sua atenção.',
};

const AFTER_GOODBYE: Readonly<Record<Criterion, string>> = {
  bill: 'Se aparecer outra conta de luz, me manda o valor que eu somo com a que você já me passou.',
  interest: 'Se mudar de ideia, é só me dizer que a gente retoma de onde parou.',
  own_plant: 'Se pensar em ampliar ou montar uma nova usina, é só me dizer.',
  loyalty_contract: 'Quando o contrato terminar, me avisa que a gente retoma daqui.',
  decision_maker: 'Quando quem decide puder participar, é só me dizer que a gente retoma.',
};

/** The one polite goodbye of a disqualified lead. */
export const goodbye = (criterion: Criterion, facts: Facts): string => byName(facts, GOODBYES[criterion]);

/** What a disqualified lead hears later: what would reopen the conversation, and no second goodbye. */
export const afterGoodbye = (criterion: Criterion): string => AFTER_GOODBYE[criterion];

/** The one message before a person takes over at the lead's wish. */
export const personClosing = (facts: Facts): string =>
  byName(facts, 'Combinado, uma pessoa da nossa equipe continua com você por aqui mesmo.');

/** The one message before a person takes over an investor. */
export const investorClosing = (facts: Facts): string =>
  byName(
    facts,
    'A *usina de investimento* é tratada direto por um especialista da nossa equipe, que continua a conversa com você por aqui mesmo.',
  );

/** The lead is at its meeting and nobody is there. */
export const MEETING_TROUBLE =
  'Já estou chamando nossa equipe pra te ajudar com a reunião, e uma pessoa fala com você por aqui mesmo.';

/** After thanks, when nothing is left to ask. */
export const AFTER_THANKS = 'Por nada, sigo por aqui se precisar.';

/** Everything was asked and the lead writes on. */
export const NOTHING_LEFT = 'Sigo por aqui. Pode me mandar qualquer dúvida sobre a sua conta de luz.';

/** The e-mail came: the meeting itself is the calendar's to confirm (C5). */
export const INVITED_BY_EMAIL =
  'O convite vai pra esse e-mail, e o horário certo é confirmado por aqui mesmo.';

/** No e-mail: nothing depends on it. */
export const CONFIRMED_HERE = 'O horário certo é confirmado por aqui mesmo.';
