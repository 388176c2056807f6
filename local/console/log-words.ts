/** What the product's structured log means to a person, in both languages. Null: nothing a person at the console needs. */
import { type Language, reasonIn, type Spoken } from '../../lib/language.ts';

export type LogFields = Readonly<Record<string, unknown>>;
type Events = Readonly<Record<string, (line: LogFields) => string | null>>;

const nothing = (): null => null;
/** Counted, not told: lib/metrics.ts. */
const UNTOLD: Events = {
  'webhook.received': nothing,
  'kommo.failed': nothing,
  'turn.ended': nothing,
  'follow_up.fired': nothing,
  'follow_up.deferred': nothing,
  'vitals.held': nothing,
  'vitals.follow_ups': nothing,
  'vitals.kommo_token': nothing,
};

const ptAge = (value: unknown): string => (typeof value === 'number' ? ` (etapa lida há ${value} ms)` : '');
const ptReason = (value: unknown): string => reasonIn('pt', String(value ?? '?'));
const pt = {
  'gate.speak': ({ stageAgeMs }) => `portão aberto: o robô pode falar${ptAge(stageAgeMs)}`,
  'gate.silence': ({ reason, stageAgeMs }) =>
    `portão fechado: silêncio, ${ptReason(reason)}${ptAge(stageAgeMs)}`,
  'gate.hold': ({ reason }) => `portão em espera: ${ptReason(reason)}`,
  'egress.sent': ({ stageAgeMs }) => `mensagem enviada${ptAge(stageAgeMs)}`,
  'egress.fenced': ({ reason }) => `envio barrado: ${ptReason(reason)}`,
  'egress.late': () => 'envio atrasado: a etapa é lida de novo',
  'egress.refused': ({ refusal, code }) => `o WhatsApp recusou o envio (${refusal}, código ${code})`,
  'egress.unknown': () => 'não se sabe se a mensagem saiu; não será repetida',
  'card.created': ({ kommoLeadId }) => `card ${kommoLeadId} criado no Kommo`,
  'card.found': ({ kommoLeadId }) => `card ${kommoLeadId} encontrado no Kommo pelo telefone`,
  'sync.written': ({ kommoLeadId }) => `card ${kommoLeadId} atualizado no Kommo`,
  'sync.queued': () => 'o Kommo não aceitou a atualização do card; fica na fila',
  'takeover.human_stage': () => 'aviso do Kommo: o card foi para uma etapa de pessoa, o robô se cala',
  'takeover.human_reply': () => 'uma pessoa respondeu ao lead, o robô se cala',
  'takeover.command': () => 'pausa pedida por uma nota no card',
  'takeover.released': () => 'conversa devolvida ao robô por uma nota no card',
  'takeover.deferred': () =>
    'uma pessoa respondeu e o banco não atende: nada é dito a este lead até ser anotado',
  'turn.again': ({ seconds, cause }) => `a vez do lead fica para daqui a ${seconds} s: ${ptReason(cause)}`,
  'turn.held': ({ cause }) => `conversa em espera até o Kommo responder: ${ptReason(cause)}`,
  'turn.superseded': () => 'o lead escreveu de novo: a resposta será uma só',
  'turn.failed': ({ kind }) => `a vez falhou (${kind}); a fila traz de volta`,
  'brain.failed': () => 'o cérebro falhou; vale o próximo',
  'reconcile.redriven': ({ leads }) => `conversas em espera retomadas: ${leads}`,
  'reconcile.waiting': ({ leads, cause }) => `conversas em espera: ${leads}; ${ptReason(cause)}`,
  'reconcile.missed_takeover': ({ kommoLeadId }) =>
    `o card ${kommoLeadId} é de uma pessoa, e ninguém avisou: o robô se cala`,
  'reconcile.ladders_woken': ({ woken }) => `retomadas que ninguém acordou: ${woken}`,
  'kommo.breaker.open': ({ openSeconds, cause }) =>
    `Kommo bloqueado por ${openSeconds} s: ${ptReason(cause)}`,
  'kommo.breaker.closed': () => 'Kommo liberado',
  'kommo.redis_down': () => 'Redis fora do ar: cada função conta sozinha',
  'kommo.redis_back': () => 'Redis de volta',
  'redis.unreachable': () => 'Redis fora do ar: decide-se sem ele',
  'webhook.malformed': ({ provider }) => `aviso ilegível (${provider}) recusado`,
  'webhook.not_stored': ({ provider }) => `aviso (${provider}) não pôde ser guardado; o remetente repete`,
  'follow_up.settled': ({ step, status }) => `retomada ${step}: ${status}`,
  'follow_up.held': ({ cause }) => `retomada em espera: ${ptReason(cause)}`,
  'follow_up.handed_over': () => 'retomada deixada como tarefa para uma pessoa',
  'vitals.kommo_hook': ({ state }) =>
    state === 'well' ? null : `o aviso do Kommo está ${state === 'missing' ? 'sem cadastro' : 'desligado'}`,
} satisfies Events;

const enAge = (value: unknown): string => (typeof value === 'number' ? ` (stage read ${value} ms ago)` : '');
const enReason = (value: unknown): string => reasonIn('en', String(value ?? '?'));
const en: Readonly<Record<keyof typeof pt, Events[string]>> = {
  'gate.speak': ({ stageAgeMs }) => `gate open: the bot may speak${enAge(stageAgeMs)}`,
  'gate.silence': ({ reason, stageAgeMs }) => `gate closed: silence, ${enReason(reason)}${enAge(stageAgeMs)}`,
  'gate.hold': ({ reason }) => `gate waiting: ${enReason(reason)}`,
  'egress.sent': ({ stageAgeMs }) => `message sent${enAge(stageAgeMs)}`,
  'egress.fenced': ({ reason }) => `send fenced off: ${enReason(reason)}`,
  'egress.late': () => 'send late: the stage is read again',
  'egress.refused': ({ refusal, code }) => `WhatsApp refused the send (${refusal}, code ${code})`,
  'egress.unknown': () => 'unknown whether the message left; it is not repeated',
  'card.created': ({ kommoLeadId }) => `card ${kommoLeadId} created in Kommo`,
  'card.found': ({ kommoLeadId }) => `card ${kommoLeadId} found in Kommo by phone`,
  'sync.written': ({ kommoLeadId }) => `card ${kommoLeadId} updated in Kommo`,
  'sync.queued': () => "Kommo did not take the card's update; it is queued",
  'takeover.human_stage': () => "Kommo's webhook: the card went to a person's stage, the bot keeps silent",
  'takeover.human_reply': () => 'a person answered the lead, the bot keeps silent',
  'takeover.command': () => 'pause asked for by a note on the card',
  'takeover.released': () => 'conversation given back to the bot by a note on the card',
  'takeover.deferred': () =>
    'a person answered and the database does not: nothing is said to this lead until it is recorded',
  'turn.again': ({ seconds, cause }) => `the lead's turn comes again in ${seconds} s: ${enReason(cause)}`,
  'turn.held': ({ cause }) => `conversation waiting until Kommo answers: ${enReason(cause)}`,
  'turn.superseded': () => 'the lead wrote again: there will be one reply',
  'turn.failed': ({ kind }) => `the turn failed (${kind}); the queue brings it back`,
  'brain.failed': () => 'the brain failed; the next one answers',
  'reconcile.redriven': ({ leads }) => `waiting conversations driven again: ${leads}`,
  'reconcile.waiting': ({ leads, cause }) => `waiting conversations: ${leads}; ${enReason(cause)}`,
  'reconcile.missed_takeover': ({ kommoLeadId }) =>
    `card ${kommoLeadId} is with a person, and nobody said so: the bot keeps silent`,
  'reconcile.ladders_woken': ({ woken }) => `follow-ups that nothing had woken: ${woken}`,
  'kommo.breaker.open': ({ openSeconds, cause }) =>
    `Kommo left alone for ${openSeconds} s: ${enReason(cause)}`,
  'kommo.breaker.closed': () => 'Kommo is asked again',
  'kommo.redis_down': () => 'Redis is down: each function counts for itself',
  'kommo.redis_back': () => 'Redis is back',
  'redis.unreachable': () => 'Redis is down: decisions go on without it',
  'webhook.malformed': ({ provider }) => `unreadable webhook (${provider}) refused`,
  'webhook.not_stored': ({ provider }) => `webhook (${provider}) could not be stored; the sender repeats it`,
  'follow_up.settled': ({ step, status }) => `follow-up ${step}: ${status}`,
  'follow_up.held': ({ cause }) => `follow-up waiting: ${enReason(cause)}`,
  'follow_up.handed_over': () => 'follow-up left to a person as a task',
  'vitals.kommo_hook': ({ state }) =>
    state === 'well' ? null : `Kommo's webhook is ${state === 'missing' ? 'not subscribed' : 'switched off'}`,
};

export const EVENTS: Spoken<Events> = { en: { ...UNTOLD, ...en }, pt: { ...UNTOLD, ...pt } };

export type FeedWords = {
  readonly bot: string;
  readonly person: string;
  readonly robot: string;
  created(card: number, name: string, stage: string): string;
  moved(card: number, name: string, from: string, to: string, by: string): string;
};
export const FEED: Spoken<FeedWords> = {
  pt: {
    bot: 'Helena (robô)',
    person: 'Vendedor',
    robot: 'robô',
    created: (card, name, stage) => `Kommo: card ${card} (${name}) criado em ${stage}`,
    moved: (card, name, from, to, by) => `Kommo: card ${card} (${name}) de ${from} para ${to}, por ${by}`,
  },
  en: {
    bot: 'Helena (bot)',
    person: 'Seller',
    robot: 'the bot',
    created: (card, name, stage) => `Kommo: card ${card} (${name}) created in ${stage}`,
    moved: (card, name, from, to, by) => `Kommo: card ${card} (${name}) from ${from} to ${to}, by ${by}`,
  },
};

/** The words of one event, null for one that says nothing to a person, undefined for one that nobody has worded. */
export const eventIn = (language: Language, event: string, fields: LogFields): string | null | undefined =>
  EVENTS[language][event]?.(fields);
