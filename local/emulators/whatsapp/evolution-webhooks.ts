/**
 * Evolution's webhooks: the envelope with its false "Z", the configured headers or a JWT, one POST per event and the retries of
 * 2.3.7 (facts/whatsapp.md §1.2, §1.3). A non-retryable answer loses the event for ever.
 */
import { createHmac } from 'node:crypto';
import type { VirtualClock } from '../../clock.ts';
import type { Json, JsonObject } from './json.ts';
import { createWebhookSender, type RetryRule, type WebhookSender } from './webhook-sender.ts';

/** What `POST /webhook/set/{instance}` sets. Empty `events`: all of them. */
export type WebhookConfig = {
  readonly enabled: boolean;
  readonly url: () => string;
  readonly headers: Readonly<Record<string, string>>;
  readonly byEvents: boolean;
  readonly base64: boolean;
  readonly events: readonly string[];
};

export type EvolutionWebhooks = Pick<
  WebhookSender,
  'duplicate' | 'reorder' | 'drop' | 'forge' | 'flush' | 'heal' | 'deliveries' | 'forgetDeliveries'
> & {
  config(): WebhookConfig;
  configure(patch: Partial<WebhookConfig>): void;
  /** Posts one event. `withSender: false`: the envelope of an instance that is not paired. */
  announce(event: string, data: Json, options?: { withSender?: boolean }): void;
  /** Posts one event and resolves when its first attempt was answered. */
  announceNow(event: string, data: Json): Promise<void>;
};

const NON_RETRYABLE: readonly number[] = [400, 401, 403, 404, 422];
const ATTEMPTS_MAX = 10;
const FIRST_DELAY_MS = 5_000;
const LAST_DELAY_MS = 300_000;
/** The server's zone, which `date_time` passes off as UTC: São Paulo, three hours behind. */
const FALSE_UTC_MS = 3 * 60 * 60_000;

/** 5, 10, 20, 40, 80, 160, 300, 300, 300 s; the jitter of 0.2 is left out, so a run repeats itself. */
export const EVOLUTION_RETRY: RetryRule = {
  isAccepted: (status) => status >= 200 && status < 300,
  delayMs: ({ status, attempts }) =>
    NON_RETRYABLE.includes(status) || attempts >= ATTEMPTS_MAX
      ? null
      : Math.min(FIRST_DELAY_MS * 2 ** (attempts - 1), LAST_DELAY_MS),
};

/** The name of an event as the configuration spells it: `messages.upsert` → `MESSAGES_UPSERT`. */
export const configName = (event: string): string => event.toUpperCase().replace(/[.-]/g, '_');

function jwt({ key, nowMs }: { key: string; nowMs: number }): string {
  const iat = Math.floor(nowMs / 1000);
  const part = (value: Json): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const unsigned = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ iat, exp: iat + 600, app: 'evolution', action: 'webhook' })}`;
  return `${unsigned}.${createHmac('sha256', key).update(unsigned).digest('base64url')}`;
}

export function createEvolutionWebhooks({
  clock,
  instance,
  ownerJid,
  serverUrl,
  initial,
}: {
  clock: VirtualClock;
  instance: string;
  ownerJid: string;
  serverUrl: string;
  initial: WebhookConfig;
}): EvolutionWebhooks {
  let config = initial;

  const headers = (forged: boolean): Record<string, string> => {
    const { jwt_key: key, ...plain } = config.headers;
    const all =
      key === undefined ? plain : { ...plain, Authorization: `Bearer ${jwt({ key, nowMs: clock.nowMs() })}` };
    return forged ? Object.fromEntries(Object.keys(all).map((name) => [name, 'forged'])) : all;
  };

  const sender = createWebhookSender({
    clock,
    retry: EVOLUTION_RETRY,
    encode: (event, body, { forged }) => {
      const isWanted = config.events.length === 0 || config.events.includes(configName(event));
      if (!config.enabled || !isWanted) return null;
      const url = config.byEvents ? `${config.url()}/${event.replaceAll('.', '-')}` : config.url();
      return { url, headers: headers(forged), bytes: Buffer.from(JSON.stringify(body)) };
    },
  });

  const envelope = (event: string, data: Json, withSender: boolean): JsonObject => ({
    event,
    instance,
    data,
    destination: config.url(),
    date_time: new Date(clock.nowMs() - FALSE_UTC_MS).toISOString(),
    ...(withSender && { sender: ownerJid }),
    server_url: serverUrl,
    apikey: null,
  });

  return {
    ...sender,
    config: () => config,
    configure: (patch) => {
      config = { ...config, ...patch };
    },
    announce: (event, data, { withSender = true } = {}) =>
      sender.emit(event, envelope(event, data, withSender)),
    announceNow: (event, data) => sender.emitNow(event, envelope(event, data, true)),
  };
}
