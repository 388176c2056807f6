/**
 * Meta's Graph as an administrator asks it. Sources: facts/whatsapp.md §2.1, §6.2; the pages "Manage webhooks" and "Webhook overrides" of
 * developers.facebook.com/docs/whatsapp; "Debugging tokens" of the Graph API (`debug_token`).
 */
import * as z from 'zod/mini';
import type { Clock } from '../../lib/clock.ts';
import { askRemote, type RemoteAnswer } from './http.ts';

const GraphError = z.looseObject({ error: z.looseObject({ code: z.int() }) });
const Phone = z.looseObject({
  verified_name: z.optional(z.string()),
  quality_rating: z.optional(z.string()),
  webhook_configuration: z.optional(
    z.looseObject({
      application: z.optional(z.string()),
      whatsapp_business_account: z.optional(z.string()),
      phone_number: z.optional(z.string()),
    }),
  ),
});
const Token = z.looseObject({
  data: z.looseObject({
    app_id: z.optional(z.union([z.string(), z.int()])),
    is_valid: z.boolean(),
    // 0: never.
    expires_at: z.optional(z.int()),
    scopes: z.optional(z.array(z.string())),
    granular_scopes: z.optional(
      z.array(z.looseObject({ scope: z.string(), target_ids: z.optional(z.array(z.string())) })),
    ),
  }),
});
const Apps = z.looseObject({
  data: z.array(
    z.looseObject({
      whatsapp_business_api_data: z.looseObject({ id: z.string() }),
      override_callback_uri: z.optional(z.string()),
    }),
  ),
});

/** Older versions of Graph name a field, newer ones describe it. */
const AppSubscriptions = z.looseObject({
  data: z.array(
    z.looseObject({
      object: z.string(),
      active: z.optional(z.boolean()),
      fields: z.array(z.union([z.string(), z.looseObject({ name: z.string() })])),
    }),
  ),
});

/** `refused`: Meta's own code. `unreachable`: no answer, or none that can be read. */
export type Graph<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'refused'; readonly code: number }
  | { readonly kind: 'unreachable'; readonly cause: string };

export type CloudToken = {
  readonly appId: string | null;
  readonly isValid: boolean;
  readonly endsAtMs: number | null;
  readonly scopes: readonly string[];
  /** Business accounts that the token may manage. */
  readonly wabaIds: readonly string[];
};

export type CloudAdmin = {
  /** The number: its rating, and the address that Meta calls for it, the most particular one. */
  phone(): Promise<Graph<{ readonly quality: string; readonly callback: string | null }>>;
  /** The token about itself. */
  token(): Promise<Graph<CloudToken>>;
  /** Does Meta know this app by this secret? Asked with the app's own token, which is made of the two. */
  appSecretHolds(options: { appId: string; appSecret: string }): Promise<Graph<true>>;
  /** Webhook fields of the business account that the app is subscribed to (`/{app}/subscriptions`). */
  fields(options: { appId: string; appSecret: string }): Promise<Graph<readonly string[]>>;
  /** Apps that get the webhooks of this business account. */
  subscribedApps(
    wabaId: string,
  ): Promise<Graph<readonly { readonly appId: string; readonly callback: string | null }[]>>;
  /** Subscribes the token's own app. */
  subscribe(wabaId: string): Promise<Graph<true>>;
};

const DETAILS = 'verified_name,display_phone_number,quality_rating,webhook_configuration';

function graph<S extends z.ZodMiniType>(answer: RemoteAnswer, schema: S): Graph<z.output<S>> {
  if (answer.kind === 'unreachable') return answer;
  const error = GraphError.safeParse(answer.body);
  if (error.success) return { kind: 'refused', code: error.data.error.code };
  const parsed = schema.safeParse(answer.body);
  return answer.status === 200 && parsed.success
    ? { kind: 'ok', value: parsed.data }
    : { kind: 'unreachable', cause: `status ${answer.status}` };
}

const mapped = <T, U>(answer: Graph<T>, to: (value: T) => U): Graph<U> =>
  answer.kind === 'ok' ? { kind: 'ok', value: to(answer.value) } : answer;

export function createCloudAdmin({
  apiUrl,
  phoneNumberId,
  token,
  clock,
}: {
  apiUrl: string;
  phoneNumberId: string;
  token: string;
  clock: Clock;
}): CloudAdmin {
  const bearer = (of: string) => ({ authorization: `Bearer ${of}` });
  const get = (path: string, by = token) =>
    askRemote(clock, { url: `${apiUrl}/${path}`, headers: bearer(by) });
  const own = `debug_token?${new URLSearchParams({ input_token: token })}`;
  return {
    phone: async () =>
      mapped(
        graph(await get(`${phoneNumberId}?fields=${DETAILS}`), Phone),
        ({ quality_rating, webhook_configuration: hooks }) => ({
          quality: quality_rating ?? 'UNKNOWN',
          callback: hooks?.phone_number ?? hooks?.whatsapp_business_account ?? hooks?.application ?? null,
        }),
      ),
    token: async () =>
      mapped(graph(await get(own), Token), ({ data }) => ({
        appId: data.app_id === undefined ? null : String(data.app_id),
        isValid: data.is_valid,
        endsAtMs: data.expires_at === undefined || data.expires_at === 0 ? null : data.expires_at * 1000,
        scopes: data.scopes ?? [],
        wabaIds: (data.granular_scopes ?? [])
          .filter(({ scope }) => scope === 'whatsapp_business_management')
          .flatMap(({ target_ids }) => target_ids ?? []),
      })),
    appSecretHolds: async ({ appId, appSecret }) =>
      mapped(graph(await get(own, `${appId}|${appSecret}`), Token), () => true as const),
    fields: async ({ appId, appSecret }) =>
      mapped(
        graph(await get(`${appId}/subscriptions`, `${appId}|${appSecret}`), AppSubscriptions),
        ({ data }) =>
          data
            .filter(({ object, active }) => object === 'whatsapp_business_account' && active !== false)
            .flatMap(({ fields }) => fields.map((field) => (typeof field === 'string' ? field : field.name))),
      ),
    subscribedApps: async (wabaId) =>
      mapped(graph(await get(`${wabaId}/subscribed_apps`), Apps), ({ data }) =>
        data.map(({ whatsapp_business_api_data: app, override_callback_uri }) => ({
          appId: app.id,
          callback: override_callback_uri ?? null,
        })),
      ),
    subscribe: async (wabaId) =>
      mapped(
        graph(
          await askRemote(clock, {
            method: 'POST',
            url: `${apiUrl}/${wabaId}/subscribed_apps`,
            headers: bearer(token),
          }),
          z.looseObject({ success: z.literal(true) }),
        ),
        () => true as const,
      ),
  };
}
