/** The store over the project's own SQL: the real client, real HTTP, an embedded Postgres. Emptied between tests. */
import { afterAll, beforeAll } from 'vitest';
import { Address, KommoLeadId, type LeadId } from '../../../lib/lead.ts';
import { canonicalPhone } from '../../../lib/phone.ts';
import type { LeadRecord } from '../../../lib/store/lead-rows.ts';
import type { MessageRecord } from '../../../lib/store/rows.ts';
import type { PendingMirror } from '../../../lib/store/signals.ts';
import {
  createStore,
  type InboundMessage,
  type ReplyPlan,
  type SendPurpose,
  type Store,
} from '../../../lib/store/store.ts';
import { type HttpStack, serve } from '../../../local/emulators/http.ts';
import type { SupabaseEmulator } from '../../../local/emulators/supabase/emulator.ts';
import { ACCOUNT } from '../../../local/stack.ts';
import { useDatabase } from '../../support/database.ts';

export const NOW_MS = Date.parse('2026-11-23T13:00:00Z');
export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const PAUSE_SECONDS = 24 * 3600;
/** What a property of many round trips may take on a busy machine. */
export const PROPERTY_MS = 120_000;

/** Everything a person may be known by; the phone alone by default. */
export function anAddress({
  phone = '+5581990000001',
  lid = null,
  bsuid = null,
  replyTo,
}: {
  phone?: string | null;
  lid?: string | null;
  bsuid?: string | null;
  replyTo?: string;
} = {}): Address {
  return Address.parse({
    phone: phone === null ? null : canonicalPhone(phone),
    lid,
    bsuid,
    replyTo: replyTo ?? phone ?? lid ?? bsuid,
  });
}

let messages = 0;
export function anInbound(overrides: Partial<InboundMessage> = {}): InboundMessage {
  messages += 1;
  const body = overrides.body === undefined ? 'oi' : overrides.body;
  return {
    providerId: `wamid.in.${messages}`,
    kind: 'text',
    body,
    content: { kind: 'text', text: body ?? '' },
    quotes: null,
    sentAtMs: NOW_MS,
    disposition: 'pending',
    ...overrides,
  };
}

export type Wish = {
  readonly key?: string;
  readonly body?: string;
  readonly purpose?: SendPurpose;
  readonly epoch?: number;
  readonly cycle?: number;
  readonly reply?: ReplyPlan | null;
  readonly replyId?: string | null;
  readonly atMs?: number;
  readonly attempt?: string;
  readonly observed?: PendingMirror | null;
};

export type Desk = {
  readonly store: Store;
  readonly supabase: SupabaseEmulator;
  readonly url: string;
  /** A lead that wrote nothing yet, known by its phone. */
  lead(address?: Address): Promise<LeadRecord>;
  now(leadId: LeadId): Promise<LeadRecord>;
  ingest(
    items: readonly InboundMessage[],
    options?: { from?: Address; atMs?: number },
  ): ReturnType<Store['ingestInbound']>;
  /** Asks for the right to send one bubble under the fence of `lead`. */
  commit(lead: LeadRecord, wish?: Wish): ReturnType<Store['commitSend']>;
  person(
    leadId: LeadId,
    message?: Partial<Parameters<Store['recordPersonMessage']>[0]>,
  ): ReturnType<Store['recordPersonMessage']>;
  observe(
    leadId: LeadId,
    read?: Partial<Parameters<Store['observeStage']>[0]>,
  ): ReturnType<Store['observeStage']>;
  history(leadId: LeadId): Promise<readonly MessageRecord[]>;
  /** One row a test asks Postgres for itself. */
  row<T extends object>(sql: string, values?: readonly unknown[]): Promise<T>;
};

/** Call once at the top of a test file; then `desk()` in each test. */
export function useDesk(): () => Desk {
  const database = useDatabase();
  let http: HttpStack;
  let store: Store;
  let keys = 0;
  beforeAll(async () => {
    http = await serve({ mounts: { '/supabase': (request) => database().handler(request) } });
    store = createStore({ url: `${http.url}/supabase`, serviceKey: ACCOUNT.serviceKey });
  });
  afterAll(() => http.close());

  return () => {
    const supabase = database();
    const now = async (leadId: LeadId): Promise<LeadRecord> => {
      const found = await store.leadById(leadId);
      if (!found) throw new Error('no such lead');
      return found;
    };
    return {
      store,
      supabase,
      url: `${http.url}/supabase`,
      lead: (address = anAddress()) => store.resolveLead(address, NOW_MS),
      now,
      ingest: (items, { from = anAddress(), atMs = NOW_MS } = {}) =>
        store.ingestInbound({ from, profileName: null, messages: items, historyLimit: 30, atMs }),
      commit: (
        lead,
        {
          key,
          body = 'Olá!',
          purpose = 'reply',
          epoch,
          cycle,
          reply = null,
          replyId = null,
          atMs = NOW_MS,
          attempt = crypto.randomUUID(),
          observed = null,
        } = {},
      ) => {
        keys += 1;
        return store.commitSend({
          leadId: lead.id,
          epoch: epoch ?? lead.epoch,
          cycle: cycle ?? lead.cycle,
          purpose,
          dedupeKey: key ?? `key-${keys}`,
          body,
          replyId,
          reply,
          decision: null,
          attempt,
          observed,
          atMs,
        });
      },
      person: (leadId, message = {}) =>
        store.recordPersonMessage({
          leadId,
          providerId: 'wamid.person.1',
          text: 'Oi, aqui é o Marcos.',
          sentAtMs: NOW_MS,
          pauseSeconds: PAUSE_SECONDS,
          autoReplyTexts: [],
          atMs: NOW_MS,
          ...message,
        }),
      observe: (leadId, read = {}) =>
        store.observeStage({
          leadId,
          cards: [cardId()],
          place: read.botSpeaks === false ? 'atendimento_humano' : 'em_qualificacao',
          pipelineId: ACCOUNT.pipelineId,
          statusId: read.botSpeaks === false ? 81_000_016 : 81_000_012,
          botSpeaks: true,
          readAtMs: NOW_MS,
          cardUpdatedAtMs: NOW_MS - HOUR_MS,
          graceSeconds: 5,
          atMs: NOW_MS,
          ...read,
        }),
      history: (leadId) => store.messagesOf(leadId, 200),
      row: async <T extends object>(sql: string, values: readonly unknown[] = []) => {
        const { rows } = await supabase.db.query<T>(sql, [...values]);
        const [first] = rows;
        if (!first) throw new Error('the question has no answer');
        return first;
      },
    };
  };
}

export const cardId = (id = 15_000_001): KommoLeadId => KommoLeadId.parse(id);
