/** Everything that the demo says itself, in both languages. What a lead and a seller write stays Portuguese: it is their story. */
import { decisionIn, type Language, reasonIn, type Spoken } from '../../lib/language.ts';
import type { LedgerKind } from '../../lib/reasons.ts';

const pt = {
  title: { mateus: 'o caso de Mateus', 'follow-up': 'as retomadas de Mateus, e três outros leads' },
  description: 'Encena uma história em segundos: quem fala, em que etapa, e por que o robô se cala.',
  scenarios:
    'mateus: um vendedor assume a conversa; follow-up: o lead para de responder, outro marca reunião',
  noColor: 'sem cores',
  through: (provider: string) => `WhatsApp pela ${provider}`,
  clock:
    'O relógio é virtual: minutos passam em segundos. δ é a idade da leitura da etapa no Kommo quando o envio começa.',
  starting: 'Iniciando o banco de dados…',

  scene: 'Cena',
  noCard: 'sem card',
  speakers: { bot: 'Helena (robô)', person: 'Marcos (vendedor)' },
  movers: {
    bot: 'o robô',
    marcos: 'Marcos (vendedor)',
    paula: 'Paula (vendedora)',
    owner: 'o dono da conta (o usuário do token)',
  },
  moved: ({ by, isNew, stage }: { by: string; isNew: boolean; stage: string }) =>
    `Kommo: ${by} ${isNew ? 'cria o card em' : 'move o card para'} ${stage}`,
  untold: ' (o aviso se perde)',
  decided: {
    silence: 'Helena fica em silêncio',
    hold: 'Helena espera',
    close: 'Helena encerra',
    speak: 'Helena fala',
    takeover: 'A conversa sai da Helena',
    release: 'A conversa volta para a Helena',
  } as Readonly<Record<LedgerKind, string>>,
  around: {
    kommoDown: 'O Kommo sai do ar',
    kommoUp: 'O Kommo volta ao ar',
    schedulerDown: 'O agendador da AWS sai do ar',
    schedulerUp: 'O agendador da AWS volta ao ar',
  },
  note: (text: string, arrivesInMinutes: number) =>
    `Marcos escreve a nota ${text} no card${arrivesInMinutes > 0 ? ` (o aviso chega ${arrivesInMinutes} minutos depois)` : ''}`,
  corrected: (text: string) => `Mateus corrige: “${text}” (a correção chega antes da mensagem)`,
  waitedFor: (what: string) => `esperou um minuto por: ${what}`,
  awaited: { thinking: 'o robô preparar uma resposta', speaking: 'o robô falar' },
  saw: 'visto',

  summary: 'Resumo',
  totals: (sent: number, silences: number, maxAgeMs: number, duplicates: number) =>
    `mensagens do robô: ${sent} · silêncios: ${silences} · maior δ: ${maxAgeMs} ms · repetidas: ${duplicates}`,
  silentFor: (count: number, reason: string) => `silêncio ${count}× ${reason}`,
  allKept: (promises: number) => `todas as ${promises} promessas cumpridas`,
  broken: (broken: number, promises: number) => `${broken} de ${promises} promessas quebradas`,

  noMessage: 'nenhuma mensagem',
  sceneEnds: 'a cena chega ao fim',
  silent: 'o robô não envia nada',
  sends: (count: number) =>
    count === 1 ? 'o robô envia exatamente uma mensagem' : `o robô envia exatamente ${count} mensagens`,
  mentions: (words: string) => `o robô fala em “${words}”`,
  speaksAt: (minute: string) => `o robô fala uma vez, em ${minute}`,
  newWords: 'o robô não repete um texto que já enviou',
  ledgerSays: (line: string) => `o registro diz, uma vez: ${line}`,
  emptyLedger: 'nada no registro',
  silentBecause: (reason: string) => `o registro diz por que se calou: ${reason}`,
  noSilence: 'nenhum silêncio no registro',
  held: 'o registro diz que o robô esperou',
  noHold: 'nenhuma espera no registro',
  fates: { answered: 'respondida', silenced: 'guardada sem resposta', pending: 'à espera' },
  fate: (text: string, fate: string) => `“${text}” está no histórico, ${fate}`,
  notInHistory: 'não está no histórico',
  stageIs: (name: string) => `o card está em ${name}`,
  movesOnce: (name: string) => `o card é movido uma vez, para ${name}`,
  andThen: ', depois ',
  noMove: 'nenhum movimento',
  stays: 'ninguém move o card',
  tagIs: (tag: string) => `o card tem a etiqueta ${tag}`,
  noTag: 'nenhuma etiqueta',
  fieldIs: (field: string, value: string) => `o campo ${field} do card é ${value}`,
  empty: 'vazio',
  oneTask: 'uma tarefa no card chama uma pessoa',
  tasks: (count: number) => `${count} tarefas`,
  hookLost: 'nenhum aviso do Kommo chegou',
  hooksLost: (count: number) => `${count} avisos perdidos`,
  young: (maxMs: number) => `cada envio se apoia em uma leitura da etapa de no máximo ${maxMs} ms (δ)`,
  unknownAge: 'δ desconhecido',
  noSend: 'nenhum envio',
  once: 'nada chega duas vezes',
  repeated: (count: number) => `${count} repetidas`,
  unbroken: 'nenhuma função falhou',
  noFailure: 'nenhuma falha',
};

type Texts = typeof pt;

const en: Texts = {
  title: { mateus: 'the case of Mateus', 'follow-up': 'following Mateus up, and three other leads' },
  description: 'Plays a story in seconds: who speaks, in which stage, and why the bot keeps silent.',
  scenarios:
    'mateus: a seller takes the conversation over; follow-up: the lead stops answering, another books a meeting',
  noColor: 'without colours',
  through: (provider) => `WhatsApp by ${provider}`,
  clock:
    'The clock is virtual: minutes pass in seconds. δ is the age of the stage read in Kommo when a send starts.',
  starting: 'Starting the database…',

  scene: 'Scene',
  noCard: 'no card',
  speakers: { bot: 'Helena (bot)', person: 'Marcos (seller)' },
  movers: {
    bot: 'the bot',
    marcos: 'Marcos (seller)',
    paula: 'Paula (seller)',
    owner: "the account's owner (the token's user)",
  },
  moved: ({ by, isNew, stage }) =>
    `Kommo: ${by} ${isNew ? 'creates the card in' : 'moves the card to'} ${stage}`,
  untold: ' (the webhook is lost)',
  decided: {
    silence: 'Helena keeps silent',
    hold: 'Helena waits',
    close: 'Helena closes',
    speak: 'Helena speaks',
    takeover: 'The conversation leaves Helena',
    release: 'The conversation comes back to Helena',
  },
  around: {
    kommoDown: 'Kommo goes down',
    kommoUp: 'Kommo comes back',
    schedulerDown: "AWS's scheduler goes down",
    schedulerUp: "AWS's scheduler comes back",
  },
  note: (text, arrivesInMinutes) =>
    `Marcos writes the note ${text} on the card${arrivesInMinutes > 0 ? ` (the webhook arrives ${arrivesInMinutes} minutes later)` : ''}`,
  corrected: (text) => `Mateus corrects it: “${text}” (the correction arrives before the message)`,
  waitedFor: (what) => `waited a minute for: ${what}`,
  awaited: { thinking: 'the bot to prepare a reply', speaking: 'the bot to speak' },
  saw: 'saw',

  summary: 'Summary',
  totals: (sent, silences, maxAgeMs, duplicates) =>
    `messages of the bot: ${sent} · silences: ${silences} · largest δ: ${maxAgeMs} ms · repeated: ${duplicates}`,
  silentFor: (count, reason) => `silence ${count}× ${reason}`,
  allKept: (promises) => `all ${promises} promises kept`,
  broken: (broken, promises) => `${broken} of ${promises} promises broken`,

  noMessage: 'no message',
  sceneEnds: 'the scene comes to its end',
  silent: 'the bot sends nothing',
  sends: (count) =>
    count === 1 ? 'the bot sends exactly one message' : `the bot sends exactly ${count} messages`,
  mentions: (words) => `the bot mentions “${words}”`,
  speaksAt: (minute) => `the bot speaks once, at ${minute}`,
  newWords: 'the bot repeats no text it has sent before',
  ledgerSays: (line) => `the ledger says, once: ${line}`,
  emptyLedger: 'nothing in the ledger',
  silentBecause: (reason) => `the ledger says why it kept silent: ${reason}`,
  noSilence: 'no silence in the ledger',
  held: 'the ledger says that the bot waited',
  noHold: 'no wait in the ledger',
  fates: { answered: 'answered', silenced: 'kept without an answer', pending: 'waiting' },
  fate: (text, fate) => `“${text}” is in the history, ${fate}`,
  notInHistory: 'not in the history',
  stageIs: (name) => `the card is in ${name}`,
  movesOnce: (name) => `the card is moved once, to ${name}`,
  andThen: ', then ',
  noMove: 'no move',
  stays: 'nobody moves the card',
  tagIs: (tag) => `the card has the tag ${tag}`,
  noTag: 'no tag',
  fieldIs: (field, value) => `the card's field ${field} is ${value}`,
  empty: 'empty',
  oneTask: 'one task on the card calls a person',
  tasks: (count) => `${count} tasks`,
  hookLost: 'no webhook of Kommo arrived',
  hooksLost: (count) => `${count} webhooks lost`,
  young: (maxMs) => `every send rests on a stage read of at most ${maxMs} ms (δ)`,
  unknownAge: 'δ unknown',
  noSend: 'no send',
  once: 'nothing arrives twice',
  repeated: (count) => `${count} repeated`,
  unbroken: 'no function failed',
  noFailure: 'no failure',
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
