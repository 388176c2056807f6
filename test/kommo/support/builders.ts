/** Valid by default; a test states only what it is about. */
import type { Clock } from '../../../lib/clock.ts';
import type { KommoBreaker } from '../../../lib/kommo/breaker.ts';
import type { KommoLead } from '../../../lib/kommo/kommo.ts';
import type { KommoLimiter } from '../../../lib/kommo/limiter.ts';
import { KommoContactId, KommoLeadId } from '../../../lib/lead.ts';
import type { Log, LogFields } from '../../../lib/log.ts';

/** 2026-11-23T13:00:00Z, the time zero of the fixtures. */
export const START_MS = 1_795_438_800_000;

export type ManualClock = Clock & { advance(ms: number): void };
export function manualClock(): ManualClock {
  let nowMs = START_MS;
  return {
    nowMs: () => nowMs,
    advance: (ms) => {
      nowMs += ms;
    },
  };
}

export type RecordedLog = Log & {
  readonly lines: { readonly level: string; readonly noun: string; readonly fields: LogFields }[];
};
export function recordedLog(): RecordedLog {
  const lines: RecordedLog['lines'] = [];
  const at =
    (level: string) =>
    (noun: string, fields: LogFields = {}) => {
      lines.push({ level, noun, fields });
    };
  return { lines, info: at('info'), warn: at('warn'), error: at('error') };
}

export const openLimiter: Pick<KommoLimiter, 'reserve' | 'beginFirst' | 'take' | 'comeBackMs'> = {
  comeBackMs: () => 0,
  reserve: async () => {},
  beginFirst: async () => {},
  take: async () => 'granted',
};
export const closedBreaker: KommoBreaker = {
  key: 'kommo:breaker:a',
  overhear: () => {},
  blockedHere: () => null,
  refresh: async () => {},
  admit: async () => ({ kind: 'pass' }),
  settle: async () => {},
  reset: async () => {},
};

export const leadId = (id: number): KommoLeadId => KommoLeadId.parse(id);
export const contactId = (id: number): KommoContactId => KommoContactId.parse(id);

export const aLead = (over: Partial<KommoLead> = {}): KommoLead => ({
  id: leadId(15_000_001),
  name: 'Ana Beatriz Lima',
  pipelineId: 8_100_001,
  statusId: 81_000_012,
  responsibleUserId: 9_000_101,
  createdAt: 1_795_266_000,
  updatedAt: 1_795_438_840,
  isDeleted: false,
  contactIds: [contactId(25_000_001)],
  tags: [],
  fields: [],
  ...over,
});

/** A card as Kommo answers it. */
export const aLeadBody = (over: Record<string, unknown> = {}): Record<string, unknown> => ({
  id: 15_000_001,
  name: 'Ana Beatriz Lima',
  responsible_user_id: 9_000_101,
  status_id: 81_000_012,
  pipeline_id: 8_100_001,
  created_at: 1_795_266_000,
  updated_at: 1_795_438_840,
  is_deleted: false,
  custom_fields_values: null,
  _embedded: { tags: [], contacts: [{ id: 25_000_001, is_main: true }] },
  ...over,
});
