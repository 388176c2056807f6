/**
 * Kommo as an administrator sees it: what the product reads, and the few writes that set an account up (facts/kommo.md §1.2, §2.5,
 * §2.6). The account's shared budget and breaker are not asked: an operator wants to hear from Kommo itself, in a handful of requests.
 */
import * as z from 'zod/mini';
import type { Clock } from '../../lib/clock.ts';
import { createKommoBreaker } from '../../lib/kommo/breaker.ts';
import { createKommoClient } from '../../lib/kommo/client.ts';
import { createKommoHttp, type KommoRequest } from '../../lib/kommo/http.ts';
import type { Kommo, KommoResult } from '../../lib/kommo/kommo.ts';
import type { Log } from '../../lib/log.ts';
import type { PipelineStages } from '../../lib/pipeline.ts';

/** What the product needs to hear of (facts/kommo.md §1.3). The first is the one that a takeover depends on. */
export const HOOK_EVENTS = [
  'status_lead',
  'update_lead',
  'add_lead',
  'delete_lead',
  'responsible_lead',
  'note_lead',
  'restore_lead',
  'add_contact',
  'update_contact',
  'delete_contact',
  'restore_contact',
  'add_message',
  'add_outgoing_message',
] as const;

const Pipelines = z.looseObject({
  _embedded: z.looseObject({
    pipelines: z.array(
      z.looseObject({
        id: z.int(),
        name: z.string(),
        _embedded: z.looseObject({
          statuses: z.array(
            z.looseObject({
              id: z.int(),
              name: z.string(),
              sort: z.int(),
              type: z.optional(z.nullable(z.int())),
            }),
          ),
        }),
      }),
    ),
  }),
});

const Events = z.looseObject({ _embedded: z.looseObject({ events: z.array(z.looseObject({})) }) });

export type NamedPipeline = PipelineStages & { readonly name: string; readonly lastSort: number };

export type NewField = {
  readonly name: string;
  readonly type: 'text' | 'numeric' | 'select' | 'url';
  readonly options: readonly string[];
};

export type KommoAdmin = {
  readonly kommo: Pick<
    Kommo,
    'account' | 'leadFields' | 'webhooks' | 'contactsByPhone' | 'changedLeads' | 'contacts' | 'pipeline'
  >;
  /** Did this user move a card since then (epoch seconds)? Our own moves are written as by nobody (`updated_by: 0`). */
  movedBy(userId: number, fromSeconds: number): Promise<KommoResult<boolean>>;
  pipelines(): Promise<KommoResult<readonly NamedPipeline[]>>;
  createStage(options: { pipelineId: number; name: string; sort: number }): Promise<KommoResult<unknown>>;
  createField(field: NewField): Promise<KommoResult<unknown>>;
  /** The whole list every time: a POST on a known destination replaces it, as far as anybody knows. */
  subscribe(options: { destination: string; events: readonly string[] }): Promise<KommoResult<unknown>>;
  unsubscribe(destination: string): Promise<KommoResult<unknown>>;
  close(): Promise<void>;
};

/** Kommo's own system stages sort behind every other (facts/kommo.md §2.6). */
const CLOSED_SORT = 10_000;

export function createKommoAdmin({
  config,
  clock,
  log,
}: {
  config: { readonly baseUrl: string; readonly token: string; readonly accountId: number };
  clock: Clock;
  log: Log;
}): KommoAdmin {
  const deps = {
    baseUrl: config.baseUrl,
    token: config.token,
    limiter: {
      reserve: async () => {},
      beginFirst: async () => {},
      take: async () => 'granted' as const,
      comeBackMs: () => 0,
    },
    breaker: createKommoBreaker({ redis: null, accountKey: String(config.accountId), clock, log }),
    clock,
    log,
  };
  const kommo = createKommoClient(deps);
  const http = createKommoHttp(deps);
  const ask = async (request: Omit<KommoRequest, 'priority'>): Promise<KommoResult<unknown>> =>
    (await http.ask({ ...request, priority: 'write' })).result;
  return {
    kommo,
    movedBy: async (userId, fromSeconds) => {
      const query = new URLSearchParams([
        ['filter[type][]', 'lead_status_changed'],
        ['filter[created_by][]', String(userId)],
        ['filter[created_at][from]', String(fromSeconds)],
        ['limit', '1'],
      ]);
      const result = await ask({ method: 'GET', path: `/events?${query}` });
      // 204: nothing of the kind.
      if (result.kind === 'absent') return { kind: 'ok', value: false };
      if (result.kind !== 'ok') return result;
      const parsed = Events.safeParse(result.value);
      return parsed.success
        ? { kind: 'ok', value: parsed.data._embedded.events.length > 0 }
        : { kind: 'failed', cause: 'malformed', status: 200, retryAfterMs: null, problems: [] };
    },
    pipelines: async () => {
      const result = await ask({ method: 'GET', path: '/leads/pipelines' });
      if (result.kind !== 'ok') return result;
      const parsed = Pipelines.safeParse(result.value);
      if (!parsed.success)
        return { kind: 'failed', cause: 'malformed', status: 200, retryAfterMs: null, problems: [] };
      return {
        kind: 'ok',
        value: parsed.data._embedded.pipelines.map(({ id, name, _embedded: { statuses } }) => ({
          pipelineId: id,
          name,
          statuses: statuses.map((status) => ({
            statusId: status.id,
            name: status.name,
            isUnsorted: status.type === 1,
          })),
          lastSort: Math.max(0, ...statuses.map(({ sort }) => sort).filter((sort) => sort < CLOSED_SORT)),
        })),
      };
    },
    createStage: ({ pipelineId, name, sort }) =>
      ask({ method: 'POST', path: `/leads/pipelines/${pipelineId}/statuses`, body: [{ name, sort }] }),
    createField: ({ name, type, options }) =>
      ask({
        method: 'POST',
        path: '/leads/custom_fields',
        body: [
          {
            name,
            type,
            ...(options.length > 0 && {
              enums: options.map((value, index) => ({ value, sort: (index + 1) * 10 })),
            }),
          },
        ],
      }),
    subscribe: ({ destination, events }) =>
      ask({ method: 'POST', path: '/webhooks', body: { destination, settings: events } }),
    unsubscribe: (destination) => ask({ method: 'DELETE', path: '/webhooks', body: { destination } }),
    close: async () => {
      await Promise.all([kommo.close(), http.close()]);
    },
  };
}
