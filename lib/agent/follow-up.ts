/**
 * What a silent lead is written, step by step: of its own conversation, from where that stopped, and never in words it has read before (F1,
 * F11). Deterministic, as the scripted brain is; it asks nothing new, so an answer is read as the answer to the question still open.
 */

import type { Conversation } from './brain.ts';
import type { QuestionKey } from './dialogue.ts';
import { plain } from './extract/plain-text.ts';
import { solutionName, solutionPitch } from './playbook.ts';
import { formatBrl } from './questions.ts';

/** Which of how many; steps count from 1. */
export type FollowUpAsked = { readonly step: number; readonly of: number };

/** The words, or null where everything there is to say was said. */
export function scriptedFollowUp(conversation: Conversation, asked: FollowUpAsked): string | null {
  return candidates(conversation, asked).find((text) => !wasSaid(text, conversation)) ?? null;
}

/** Has the lead read these words from us before? */
export function wasSaid(text: string, { history }: Pick<Conversation, 'history'>): boolean {
  const words = plain(text);
  return history.some((message) => message.author !== 'lead' && plain(message.text) === words);
}

type Place = 'first' | 'middle' | 'last';
const placeOf = ({ step, of }: FollowUpAsked): Place =>
  step === 1 ? 'first' : step >= of ? 'last' : 'middle';

/** The open question, as it stands after "saber" and "me dizer". */
const OPEN: Readonly<Record<QuestionKey, string>> = {
  name: 'o seu nome',
  bill: 'quanto costuma vir na sua conta de luz',
  solution: 'qual dos caminhos combina mais com você',
  city: 'em que cidade fica o imóvel da conta',
  payment: 'se você prefere financiar ou pagar à vista',
  urgency: 'pra quando você quer resolver isso',
  current_discount: 'se você já tem algum desconto na conta de luz',
  own_plant: 'se já existe energia solar no imóvel',
  new_plant: 'se você pensa em ter uma nova usina',
  loyalty_contract: 'se existe contrato de fidelidade com outra empresa de energia',
  decision_maker: 'se é você quem decide sobre a conta de energia',
  decision_maker_attends: 'se quem decide consegue participar da conversa',
  interest: 'se faz sentido pra você seguir',
  meeting_time: 'que dia e hora ficam bons pra conversa com nosso especialista',
  email: 'qual e-mail eu uso pro convite',
  open: 'o que mais pesa pra você nessa decisão',
  prefers_person: 'se você prefere falar com uma pessoa da nossa equipe',
};

const capitalised = (text: string): string => text.charAt(0).toLocaleUpperCase('pt-BR') + text.slice(1);

function candidates(conversation: Conversation, asked: FollowUpAsked): readonly string[] {
  const { facts, dialogue } = conversation;
  const firstName = facts.name?.split(' ')[0];
  const opened = (text: string): string =>
    firstName === undefined ? capitalised(text) : `${firstName}, ${text}`;
  const called = firstName === undefined ? '' : `, ${firstName}`;
  const open = dialogue.lastQuestion === null ? null : OPEN[dialogue.lastQuestion];
  return open === null
    ? withoutQuestion(placeOf(asked), { opened, called })
    : withQuestion(placeOf(asked), open, { conversation, opened, called });
}

type Address = { readonly opened: (text: string) => string; readonly called: string };

function withQuestion(
  place: Place,
  open: string,
  { conversation, opened, called }: Address & { conversation: Conversation },
): readonly string[] {
  switch (place) {
    case 'first':
      return [
        opened(
          `ficou faltando só saber ${open} pra eu seguir com a sua análise. Consegue me responder agora?`,
        ),
        `Continuo por aqui${called}. Assim que você me disser ${open}, eu sigo com o seu caso.`,
        `Se a correria apertou, sem problema${called}. Quando puder, é só me dizer ${open} e a gente continua.`,
      ];
    case 'middle': {
      const kept = keptOf(conversation);
      const pitch = pitchOf(conversation);
      return [
        kept === null
          ? opened(
              `quero retomar nossa conversa, e só falta saber ${open}. Podemos continuar de onde paramos?`,
            )
          : `Guardei o que você me contou${called}: ${kept}. Só falta saber ${open}. Podemos continuar de onde paramos?`,
        ...(pitch === null ? [] : [`${pitch} Pra ver isso no seu caso, só preciso saber ${open}.`]),
        opened(
          `sua análise continua aberta por aqui, e o que falta é saber ${open}. Consegue me dizer hoje?`,
        ),
        `Uma resposta curta sua já destrava a análise${called}: só preciso saber ${open}.`,
      ];
    }
    case 'last':
      return [
        opened(
          `não quero insistir, então esta é a minha última mensagem por enquanto. Se ainda quiser economizar com energia solar, é só me dizer ${open} que eu retomo de onde paramos.`,
        ),
        `Vou parar por aqui pra não incomodar${called}. Quando quiser voltar, é só me dizer ${open} que eu continuo do mesmo ponto.`,
        `Se agora não é o momento, tudo bem${called}. Nossa conversa fica guardada, e basta me dizer ${open} pra gente retomar.`,
      ];
  }
}

function withoutQuestion(place: Place, { opened, called }: Address): readonly string[] {
  switch (place) {
    case 'first':
      return [
        opened('ficou alguma dúvida sobre o que te passei? Pode me perguntar por aqui.'),
        `Continuo por aqui${called}. Qualquer dúvida sobre a sua conta de luz, é só me mandar.`,
      ];
    case 'middle':
      return [
        opened(
          'quer retomar nossa conversa sobre a sua conta de luz? É só me responder que eu sigo de onde paramos.',
        ),
        `Sua análise continua aberta por aqui${called}. Posso seguir com ela?`,
      ];
    case 'last':
      return [
        opened(
          'esta é a minha última mensagem por enquanto. Se quiser pagar menos na conta de luz mais pra frente, é só me chamar por aqui.',
        ),
        `Vou parar por aqui pra não incomodar${called}. Quando quiser retomar, é só me escrever.`,
      ];
  }
}

/** What the lead has told us already, in a few words; null where that is nothing worth repeating. */
function keptOf({ facts }: Conversation): string | null {
  const bill = facts.billBrl === null ? null : `conta de ${formatBrl(facts.billBrl)} por mês`;
  const flow = facts.chosenFlow === null ? null : `interesse em *${solutionName(facts.chosenFlow, facts)}*`;
  return [bill, flow].filter((part) => part !== null).join(' e ') || null;
}

const pitchOf = ({ facts }: Conversation): string | null =>
  facts.chosenFlow === null ? null : solutionPitch(facts.chosenFlow, facts);
