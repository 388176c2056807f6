/**
 * The log of `npm start` for people: what was said and moved, as the phones and cards show it, and between that what the
 * product did about it, from its structured log. Texts and names come from the emulators; the product's log has none.
 */
import * as z from 'zod/mini';
import { reasonInWords, timeInWords } from '../../lib/reasons-pt.ts';
import type { FeedItem } from './feed.ts';

const LogLine = z.looseObject({ at: z.string(), level: z.string(), event: z.string() });
type LogLine = z.infer<typeof LogLine>;

const ms = (value: unknown): string => (typeof value === 'number' ? ` (etapa lida há ${value} ms)` : '');
const reason = (value: unknown): string => reasonInWords(String(value ?? '?'));

/** Null: nothing a person at the console needs. */
const EVENTS: Readonly<Record<string, (line: LogLine) => string | null>> = {
  'gate.speak': ({ stageAgeMs }) => `portão aberto: o robô pode falar${ms(stageAgeMs)}`,
  'gate.silence': (line) => `portão fechado: silêncio, ${reason(line['reason'])}${ms(line['stageAgeMs'])}`,
  'gate.hold': (line) => `portão em espera: ${reason(line['reason'])}`,
  'egress.sent': ({ stageAgeMs }) => `mensagem enviada${ms(stageAgeMs)}`,
  'egress.fenced': (line) => `envio barrado: ${reason(line['reason'])}`,
  'egress.late': () => 'envio atrasado: a etapa é lida de novo',
  'egress.refused': (line) =>
    `o WhatsApp recusou o envio (${String(line['refusal'])}, código ${String(line['code'])})`,
  'egress.unknown': () => 'não se sabe se a mensagem saiu; não será repetida',
  'card.created': ({ kommoLeadId }) => `card ${String(kommoLeadId)} criado no Kommo`,
  'card.found': ({ kommoLeadId }) => `card ${String(kommoLeadId)} encontrado no Kommo pelo telefone`,
  'sync.written': ({ kommoLeadId }) => `card ${String(kommoLeadId)} atualizado no Kommo`,
  'sync.queued': () => 'o Kommo não aceitou a atualização do card; fica na fila',
  'takeover.human_stage': () => 'aviso do Kommo: o card foi para uma etapa de pessoa, o robô se cala',
  'takeover.human_reply': () => 'uma pessoa respondeu ao lead, o robô se cala',
  'takeover.command': () => 'pausa pedida por uma nota no card',
  'takeover.released': () => 'conversa devolvida ao robô por uma nota no card',
  'turn.again': (line) =>
    `a vez do lead fica para daqui a ${String(line['seconds'])} s: ${reason(line['cause'])}`,
  'turn.held': (line) => `conversa em espera até o Kommo responder: ${reason(line['cause'])}`,
  'turn.superseded': () => 'o lead escreveu de novo: a resposta será uma só',
  'turn.failed': ({ kind }) => `a vez falhou (${String(kind)}); a fila traz de volta`,
  'brain.failed': () => 'o cérebro falhou; vale o próximo',
  'reconcile.redriven': ({ leads }) => `conversas em espera retomadas: ${String(leads)}`,
  'reconcile.waiting': (line) => `conversas em espera: ${String(line['leads'])}; ${reason(line['cause'])}`,
  'kommo.breaker.open': (line) =>
    `Kommo bloqueado por ${String(line['openSeconds'])} s: ${reason(line['cause'])}`,
  'kommo.breaker.closed': () => 'Kommo liberado',
  'kommo.redis_down': () => 'Redis fora do ar: cada função conta sozinha',
  'kommo.redis_back': () => 'Redis de volta',
  'redis.unreachable': () => 'Redis fora do ar: decide-se sem ele',
  'webhook.malformed': ({ provider }) => `aviso ilegível (${String(provider)}) recusado`,
  'webhook.not_stored': ({ provider }) =>
    `aviso (${String(provider)}) não pôde ser guardado; o remetente repete`,
  'follow_up.settled': ({ step, status }) => `retomada ${String(step)}: ${String(status)}`,
  'follow_up.held': (line) => `retomada em espera: ${reason(line['cause'])}`,
  'follow_up.handed_over': () => 'retomada deixada como tarefa para uma pessoa',
  'reconcile.missed_takeover': ({ kommoLeadId }) =>
    `o card ${String(kommoLeadId)} é de uma pessoa, e ninguém avisou: o robô se cala`,
  'reconcile.ladders_woken': ({ woken }) => `retomadas que ninguém acordou: ${String(woken)}`,
  'takeover.deferred': () =>
    'uma pessoa respondeu e o banco não atende: nada é dito a este lead até ser anotado',
  'webhook.received': () => null,
  'kommo.failed': () => null,
  // Counted, not told: lib/metrics.ts.
  'turn.ended': () => null,
  'follow_up.fired': () => null,
  'follow_up.deferred': () => null,
  'vitals.held': () => null,
  'vitals.follow_ups': () => null,
  'vitals.kommo_hook': ({ state }) =>
    state === 'well' ? null : `o aviso do Kommo está ${state === 'missing' ? 'sem cadastro' : 'desligado'}`,
  'vitals.kommo_token': () => null,
};

/** The line of the structured log in words, or null when it says nothing to a person. An event without words is shown raw. */
export function logLineInWords(raw: string): string | null {
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    return raw;
  }
  const line = z.safeParse(LogLine, value);
  if (!line.success) return raw;
  const { at, event, level } = line.data;
  const words = EVENTS[event]?.(line.data);
  if (words === null) return null;
  const { at: _at, event: _event, level: _level, correlationId: _id, ...rest } = line.data;
  const mark = level === 'error' ? '!' : '·';
  return `${timeInWords(Date.parse(at))}    ${mark} ${words ?? `${event} ${JSON.stringify(rest)}`}`;
}

const SPEAKERS = {
  lead: (name: string) => name,
  bot: () => 'Helena (robô)',
  person: () => 'Vendedor',
} as const;

/** What was said or moved, as one line. */
export function itemInWords(item: FeedItem): string {
  const at = timeInWords(item.atMs);
  switch (item.kind) {
    case 'message':
      return `${at}  ${SPEAKERS[item.speaker](item.name)}${item.speaker === 'lead' ? '' : ` → ${item.name}`}: ${item.text.replaceAll('\n', ' ⏎ ')}`;
    case 'stage':
      return item.from === null
        ? `${at}  Kommo: card ${item.leadId} (${item.name}) criado em ${item.to}`
        : `${at}  Kommo: card ${item.leadId} (${item.name}) de ${item.from} para ${item.to}, por ${item.mover ?? 'robô'}`;
  }
}
