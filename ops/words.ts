/** What the commands about one lead say, in the language of whoever asks: an operator, or a seller who wants to know why. */
import { decisionIn, type Language, reasonIn, type Spoken } from '../lib/language.ts';
import type { LedgerKind } from '../lib/reasons.ts';
import type { MessageRecord } from '../lib/store/rows.ts';
import type { TakeoverSignal } from '../lib/store/signals.ts';

type Disposition = NonNullable<MessageRecord['disposition']>;
type Status = NonNullable<MessageRecord['status']>;

type SpentWords = {
  readonly model: string;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly costUsd: number | null;
};

const pt = {
  error: 'erro',
  setWhatIsNamed: 'defina o que é citado, ou indique um arquivo com --env-file',
  databaseSilent: (code: string) => `o banco de dados não pôde ser consultado (${code})`,
  doctorKnowsWhy: 'npm run ops -- doctor diz o que há com ele',
  broke: (name: string) => `algo quebrou (${name})`,
  doctorKnowsWhether: 'npm run ops -- doctor diz se algum serviço caiu; senão, relate a falha',
  noNumber: 'isso não é um número de telefone',
  writeItSo: 'escreva com o DDD, entre aspas: "+55 81 99000-0001"',
  unknownNumber: 'ninguém é conhecido por esse número',
  checkTheCode: 'confira o DDD; um lead é conhecido a partir da primeira mensagem',
  unknownKey: 'ninguém é conhecido por essa chave',
  onlyNumbersAhead: 'um número pode ser pausado antes da primeira mensagem, um id oculto não',
  checkIt: 'confira',
  noDay: 'isso não é um dia',
  writeDaySo: 'escreva ano, mês e dia: --on 2026-11-23',
  noPeriod: 'um relatório é de um dia, de uma semana ou de um mês',
  writePeriodSo: 'npm run ops -- report day, report week ou report month',
  optedOut: 'o lead pediu para não receber mais mensagens',
  addOptOut: 'ele volta escrevendo VOLTAR; só se pediu isso a você de outro jeito: acrescente --opt-out',

  noPhone: 'sem telefone',
  none: 'nenhum',
  lead: (id: string, phone: string, card: string) => `Lead ${id} (${phone}), card ${card}`,

  holder: 'Quem está com a conversa',
  stopped: (at: string) => `ninguém fala: o lead pediu para parar em ${at}`,
  personsStage: (since: string) => `uma pessoa: o card está em uma etapa de pessoa desde ${since}`,
  handedOver: 'uma pessoa: o robô passou a conversa',
  answered: (until: string) =>
    `uma pessoa, que respondeu ao lead; o robô volta em ${until} ou quando o card for movido para ele`,
  bot: 'o robô',

  acts: 'Quem tomou e quem devolveu',
  signals: {
    opt_out: 'pedido para parar',
    human_stage: 'etapa do card',
    human_reply: 'resposta de uma pessoa',
    bot_handoff: 'passada pelo robô',
  } as Readonly<Record<TakeoverSignal, string>>,
  actors: {
    lead: 'o lead',
    bot: 'o robô',
    person: 'uma pessoa',
    operator: 'a operação',
  } as Readonly<Record<string, string>>,
  kommoUser: (id: number) => `o usuário ${id} do Kommo`,
  by: (who: string) => `por ${who}`,
  happenedAt: (at: string) => `feito em ${at}`,
  heldUntil: (at: string) => `vale até ${at}`,
  lasts: {
    opt_out: 'vale até o lead escrever VOLTAR',
    human_stage: 'vale até o card voltar a uma etapa do robô',
    bot_handoff: 'vale até o card voltar a uma etapa do robô',
    human_reply: null,
  } as Readonly<Record<TakeoverSignal, string | null>>,

  lastStage: 'Última etapa lida',
  unread: 'nenhuma (o card ainda não foi lido)',
  places: { won: 'ganho', lost: 'perdido', unmapped: 'uma etapa que o robô não conhece' } as Readonly<
    Record<string, string>
  >,
  waiting: (since: string, why: string) => `Esperando desde ${since}: ${why}`,
  stage: (stage: string) => `etapa ${stage}`,
  spent: ({ model, tokensIn, tokensOut, costUsd }: SpentWords) =>
    `${model}, ${tokensIn} + ${tokensOut} tokens${costUsd === null ? '' : `, US$ ${costUsd.toFixed(4).replace('.', ',')}`}`,
  nothing: 'Nada aconteceu ainda.',
  dispositions: {
    pending: 'ainda sem decisão',
    placeholder: 'o conteúdo ainda não chegou',
    answered: 'respondida',
    silenced: 'guardada sem resposta',
    stale: 'chegou velha demais',
    noted: 'só anotada',
  } as Readonly<Record<Disposition, string>>,
  authors: {
    lead: 'o lead escreveu',
    bot: 'o robô enviou',
    person: 'uma pessoa respondeu',
    auto: 'saiu um texto automático',
  } as Readonly<Record<MessageRecord['author'], string>>,
  statuses: {
    committed: 'envio começado',
    unknown: 'não se sabe se chegou',
    sent: 'enviada',
    delivered: 'entregue',
    read: 'lida',
    played: 'ouvida',
    failed: 'recusada pelo WhatsApp',
  } as Readonly<Record<Status, string>>,

  days: 'dias',
  nobodyWaits: 'Ninguém espera.',
  wait: (count: number, hours: number) =>
    `${count} esperam. São respondidos sozinhos, uma resposta cada, até um minuto depois de a causa passar; depois de ${hours} h uma pessoa recebe uma tarefa.`,

  paused: (phone: string, id: string) => `O robô está em silêncio para ${phone} (lead ${id})`,
  until: (at: string) => ` até ${at}`,
  comesBack:
    'Ele volta antes quando uma pessoa move o card para uma etapa do robô, ou com: npm run ops -- resume',
  takenBack: (phone: string, id: string) => `Devolvido ao robô: ${phone} (lead ${id}).`,
  stillPersons: (card: string) =>
    `O card ${card} está em uma etapa de pessoa: mova-o no Kommo, e o robô responde à próxima mensagem do lead.`,
};

type Texts = typeof pt;

const en: Texts = {
  error: 'error',
  setWhatIsNamed: 'set what is named, or name a file of settings with --env-file',
  databaseSilent: (code) => `the database could not be asked (${code})`,
  doctorKnowsWhy: 'npm run ops -- doctor says what is wrong with it',
  broke: (name) => `something broke (${name})`,
  doctorKnowsWhether: 'npm run ops -- doctor says whether a service is down; else report it',
  noNumber: 'that is no phone number',
  writeItSo: 'write it with the area code, in quotes: "+55 81 99000-0001"',
  unknownNumber: 'nobody is known by that number',
  checkTheCode: 'check the area code; a lead is known from its first message on',
  unknownKey: 'nobody is known by that key',
  onlyNumbersAhead: 'a number can be paused before its first message, a hidden id cannot',
  checkIt: 'check it',
  noDay: 'that is no day',
  writeDaySo: 'write year, month and day: --on 2026-11-23',
  noPeriod: 'a report is of a day, a week or a month',
  writePeriodSo: 'npm run ops -- report day, report week or report month',
  optedOut: 'the lead asked to receive no more messages',
  addOptOut: 'it comes back by writing VOLTAR; only if it asked you for that in another way: add --opt-out',

  noPhone: 'no phone',
  none: 'none',
  lead: (id, phone, card) => `Lead ${id} (${phone}), card ${card}`,

  holder: 'Who holds the conversation',
  stopped: (at) => `nobody speaks: the lead asked to stop on ${at}`,
  personsStage: (since) => `a person: the card has been in a person's stage since ${since}`,
  handedOver: 'a person: the bot handed the conversation over',
  answered: (until) =>
    `a person, who answered the lead; the bot comes back on ${until}, or when the card is moved to it`,
  bot: 'the bot',

  acts: 'Who took it and who gave it back',
  signals: {
    opt_out: 'asked to stop',
    human_stage: "the card's stage",
    human_reply: "a person's answer",
    bot_handoff: 'handed over by the bot',
  },
  actors: { lead: 'the lead', bot: 'the bot', person: 'a person', operator: 'an operator' },
  kommoUser: (id) => `Kommo's user ${id}`,
  by: (who) => `by ${who}`,
  happenedAt: (at) => `done on ${at}`,
  heldUntil: (at) => `until ${at}`,
  lasts: {
    opt_out: 'until the lead writes VOLTAR',
    human_stage: "until the card is back in one of the bot's stages",
    bot_handoff: "until the card is back in one of the bot's stages",
    human_reply: null,
  },

  lastStage: 'Last stage read',
  unread: 'none (the card has not been read yet)',
  places: { won: 'won', lost: 'lost', unmapped: 'a stage that the bot does not know' },
  waiting: (since, why) => `Waiting since ${since}: ${why}`,
  stage: (stage) => `stage ${stage}`,
  spent: ({ model, tokensIn, tokensOut, costUsd }) =>
    `${model}, ${tokensIn} + ${tokensOut} tokens${costUsd === null ? '' : `, US$ ${costUsd.toFixed(4)}`}`,
  nothing: 'Nothing has happened yet.',
  dispositions: {
    pending: 'not decided yet',
    placeholder: 'its content has not arrived yet',
    answered: 'answered',
    silenced: 'kept without an answer',
    stale: 'arrived too old',
    noted: 'only noted',
  },
  authors: {
    lead: 'the lead wrote',
    bot: 'the bot sent',
    person: 'a person answered',
    auto: 'an automatic text left',
  },
  statuses: {
    committed: 'send begun',
    unknown: 'unknown whether it arrived',
    sent: 'sent',
    delivered: 'delivered',
    read: 'read',
    played: 'played',
    failed: 'refused by WhatsApp',
  },

  days: 'days',
  nobodyWaits: 'Nobody waits.',
  wait: (count, hours) =>
    `${count} wait. They are answered by themselves, one reply each, within a minute of the cause being gone; after ${hours} h a person gets a task instead.`,

  paused: (phone, id) => `The bot is silent for ${phone} (lead ${id})`,
  until: (at) => ` until ${at}`,
  comesBack:
    "It comes back earlier when a person moves the card to one of the bot's stages, or by: npm run ops -- resume",
  takenBack: (phone, id) => `Given back to the bot: ${phone} (lead ${id}).`,
  stillPersons: (card) =>
    `The card ${card} is in a person's stage: move it in Kommo, and the bot answers the lead's next message.`,
};

const TEXTS: Spoken<Texts> = { en, pt };

export type Words = Texts & {
  readonly language: Language;
  reason(reason: string): string;
  decision(line: { readonly kind: LedgerKind; readonly reason: string }): string;
};

export const wordsIn = (language: Language): Words => ({
  ...TEXTS[language],
  language,
  reason: (reason) => reasonIn(language, reason),
  decision: (line) => decisionIn(language, line),
});
