/** An Evolution instance as an administrator sees it: its connection and its webhook (facts/whatsapp.md §1.3, §1.7, §1.8). */
import * as z from 'zod/mini';
import type { Clock } from '../../lib/clock.ts';
import { EVOLUTION_EVENTS } from '../../lib/whatsapp/evolution-receiver.ts';
import { askRemote, type RemoteAnswer } from './http.ts';

const State = z.looseObject({ instance: z.looseObject({ state: z.string() }) });
const Webhook = z.looseObject({
  enabled: z.optional(z.nullable(z.boolean())),
  url: z.optional(z.nullable(z.string())),
  headers: z.optional(z.nullable(z.record(z.string(), z.unknown()))),
  webhookByEvents: z.optional(z.nullable(z.boolean())),
  webhookBase64: z.optional(z.nullable(z.boolean())),
  events: z.optional(z.nullable(z.array(z.string()))),
});

const Root = z.looseObject({ version: z.string() });
const InstanceSettings = z.looseObject({
  msgCall: z.optional(z.nullable(z.string())),
  groupsIgnore: z.optional(z.nullable(z.boolean())),
  readStatus: z.optional(z.nullable(z.boolean())),
});

export type EvolutionWebhook = {
  readonly enabled: boolean;
  readonly url: string;
  readonly secret: string | null;
  readonly byEvents: boolean;
  /** Media travel inside the webhook: a seller's video is more than our door takes (W12). */
  readonly base64: boolean;
  /** Empty means all. */
  readonly missingEvents: readonly string[];
};

/** `no_instance` comes before any question of the key; `licence`: 2.4 unlicensed. */
export type Evolution<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | {
      readonly kind: 'failed';
      readonly cause: 'no_instance' | 'unauthorized' | 'licence' | 'timeout' | 'network' | 'unreadable';
    };

export type EvolutionAdmin = {
  connectionState(): Promise<Evolution<string>>;
  webhook(): Promise<Evolution<EvolutionWebhook>>;
  /** As the server calls itself at its root. */
  version(): Promise<Evolution<string>>;
  /** What the instance does by itself. `answersCalls`: a text of its own to whoever calls, which looks like a person's. */
  settings(): Promise<
    Evolution<{
      readonly answersCalls: boolean;
      readonly hearsGroups: boolean;
      readonly hearsStatus: boolean;
    }>
  >;
  setWebhook(options: { url: string; secret: string }): Promise<Evolution<null>>;
};

export const SECRET_HEADER = 'x-webhook-secret';

function evolution<S extends z.ZodMiniType>(answer: RemoteAnswer, schema: S): Evolution<z.output<S>> {
  if (answer.kind === 'unreachable') return { kind: 'failed', cause: answer.cause };
  if (answer.status === 404) return { kind: 'failed', cause: 'no_instance' };
  if (answer.status === 401) return { kind: 'failed', cause: 'unauthorized' };
  if (answer.status === 503) return { kind: 'failed', cause: 'licence' };
  const parsed = schema.safeParse(answer.body);
  return answer.status < 300 && parsed.success
    ? { kind: 'ok', value: parsed.data }
    : { kind: 'failed', cause: 'unreadable' };
}

export function createEvolutionAdmin({
  url,
  apiKey,
  instance,
  clock,
}: {
  url: string;
  apiKey: string;
  instance: string;
  clock: Clock;
}): EvolutionAdmin {
  const route = (path: string) => `${url}/${path}/${encodeURIComponent(instance)}`;
  const headers = { apikey: apiKey };
  return {
    connectionState: async () => {
      const read = evolution(
        await askRemote(clock, { url: route('instance/connectionState'), headers }),
        State,
      );
      return read.kind === 'ok' ? { kind: 'ok', value: read.value.instance.state } : read;
    },
    webhook: async () => {
      // No webhook was ever set: null.
      const read = evolution(
        await askRemote(clock, { url: route('webhook/find'), headers }),
        z.nullable(Webhook),
      );
      if (read.kind !== 'ok') return read;
      const found = read.value;
      const secret = Object.entries(found?.headers ?? {}).find(
        ([name]) => name.toLowerCase() === SECRET_HEADER,
      )?.[1];
      const events = found?.events ?? [];
      return {
        kind: 'ok',
        value: {
          enabled: found?.enabled ?? false,
          url: found?.url ?? '',
          secret: typeof secret === 'string' ? secret : null,
          byEvents: found?.webhookByEvents ?? false,
          base64: found?.webhookBase64 ?? false,
          missingEvents:
            events.length === 0 ? [] : EVOLUTION_EVENTS.filter((event) => !events.includes(event)),
        },
      };
    },
    version: async () => {
      const read = evolution(await askRemote(clock, { url: `${url}/`, headers }), Root);
      return read.kind === 'ok' ? { kind: 'ok', value: read.value.version } : read;
    },
    settings: async () => {
      const read = evolution(
        await askRemote(clock, { url: route('settings/find'), headers }),
        z.nullable(InstanceSettings),
      );
      if (read.kind !== 'ok') return read;
      return {
        kind: 'ok',
        value: {
          answersCalls: (read.value?.msgCall ?? '').trim() !== '',
          hearsGroups: read.value?.groupsIgnore === false,
          hearsStatus: read.value?.readStatus === true,
        },
      };
    },
    setWebhook: async ({ url: destination, secret }) => {
      const webhook = {
        enabled: true,
        url: destination,
        headers: { [SECRET_HEADER]: secret },
        byEvents: false,
        base64: false,
        events: EVOLUTION_EVENTS,
      };
      const set = evolution(
        await askRemote(clock, { method: 'POST', url: route('webhook/set'), headers, json: { webhook } }),
        z.unknown(),
      );
      return set.kind === 'ok' ? { kind: 'ok', value: null } : set;
    },
  };
}
