/**
 * Meta's webhooks: the envelope, bytes with `\u` escapes, the signature over exactly those bytes, and retries for seven days
 * (facts/whatsapp.md §2.1–2.3).
 */
import { createHmac } from 'node:crypto';
import type { VirtualClock } from '../../clock.ts';
import type { Contact } from './contacts.ts';
import type { Json, JsonObject } from './json.ts';
import { createWebhookSender, type RetryRule, type WebhookSender } from './webhook-sender.ts';

/** The account the webhooks speak for. */
export type CloudAccount = {
  readonly phoneNumberId: string;
  /** Digits; without the ninth digit from DDD 31 on (§2.3). */
  readonly displayPhoneNumber: string;
  readonly wabaId: string;
  /** The app that the token belongs to. */
  readonly appId: string;
  readonly appSecret: string;
};

/** One change: the field it belongs to and what `value` has beside the metadata. */
export type CloudChange = { readonly field: string; readonly content: JsonObject };

export type CloudWebhooks = Pick<
  WebhookSender,
  'duplicate' | 'reorder' | 'drop' | 'forge' | 'flush' | 'heal' | 'deliveries' | 'forgetDeliveries'
> & {
  /** Posts one change, or adds it to the batch being gathered. */
  announce(change: CloudChange): void;
  /** Posts one change and resolves when it was answered. */
  announceNow(change: CloudChange): Promise<void>;
  /** Everything announced inside `work` leaves as one webhook of `entries` entries. */
  batch(work: () => void, options?: { entries?: number }): void;
  /** Posts a body as it is, signed. */
  raw(name: string, body: Json): void;
};

const SECOND_MS = 1000;
const HOUR_MS = 60 * 60 * SECOND_MS;

/** Anything but 200 is retried at once, then ever less often, up to seven days (§2.2); the steps between are not documented. */
export const CLOUD_RETRY: RetryRule = {
  isAccepted: (status) => status === 200,
  delayMs: ({ attempts, sinceFirstMs }) => {
    const delay = attempts === 1 ? 0 : Math.min(15 * SECOND_MS * 2 ** (attempts - 2), 6 * HOUR_MS);
    return sinceFirstMs + delay > 7 * 24 * HOUR_MS ? null : delay;
  },
};

/** JSON as Meta may write it: every non-ASCII character as `\uXXXX`, every slash escaped. */
export const escapedJson = (body: Json): string =>
  JSON.stringify(body)
    .replaceAll('/', '\\/')
    .replace(
      /[\u0080-\uffff]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );

/** `X-Hub-Signature-256` of these bytes. */
export const hubSignature = ({ bytes, appSecret }: { bytes: Uint8Array; appSecret: string }): string =>
  `sha256=${createHmac('sha256', appSecret).update(bytes).digest('hex')}`;

/** `contacts[]` of a webhook: the phone is left out for a person known by the BSUID alone (§2.7). */
export const cloudContact = (contact: Contact): JsonObject => ({
  profile: { name: contact.name, ...(contact.username !== null && { username: contact.username }) },
  ...(!contact.bsuidOnly && contact.waId !== null && { wa_id: contact.waId }),
  user_id: contact.bsuid,
});

/** `from` and `from_user_id` of an inbound message. */
export const cloudSender = (contact: Contact): JsonObject => ({
  ...(!contact.bsuidOnly && contact.waId !== null && { from: contact.waId }),
  from_user_id: contact.bsuid,
});

function split<T>(items: readonly T[], parts: number): T[][] {
  const size = Math.max(1, Math.ceil(items.length / parts));
  return Array.from({ length: Math.ceil(items.length / size) }, (_, part) =>
    items.slice(part * size, (part + 1) * size),
  );
}

export function createCloudWebhooks({
  clock,
  account,
  webhookUrl,
}: {
  clock: VirtualClock;
  account: CloudAccount;
  webhookUrl: () => string;
}): CloudWebhooks {
  const sender = createWebhookSender({
    clock,
    retry: CLOUD_RETRY,
    encode: (_name, body, { forged }) => {
      const bytes = Buffer.from(escapedJson(body));
      const appSecret = forged ? `not ${account.appSecret}` : account.appSecret;
      return {
        url: webhookUrl(),
        bytes,
        headers: { 'x-hub-signature-256': hubSignature({ bytes, appSecret }) },
      };
    },
  });
  let gathering: CloudChange[] | null = null;

  const metadata = {
    display_phone_number: account.displayPhoneNumber,
    phone_number_id: account.phoneNumberId,
  };
  const written = ({ field, content }: CloudChange): Json => ({
    value: { messaging_product: 'whatsapp', metadata, ...content },
    field,
  });
  const envelope = (entries: readonly (readonly CloudChange[])[]): Json => ({
    object: 'whatsapp_business_account',
    entry: entries.map((changes) => ({ id: account.wabaId, changes: changes.map(written) })),
  });

  return {
    ...sender,
    announce: (change) => {
      if (gathering) gathering.push(change);
      else sender.emit(change.field, envelope([[change]]));
    },
    announceNow: (change) => sender.emitNow(change.field, envelope([[change]])),
    batch: (work, { entries = 1 } = {}) => {
      gathering = [];
      try {
        work();
      } finally {
        const changes = gathering;
        gathering = null;
        if (changes.length > 0) sender.emit('batch', envelope(split(changes, entries)));
      }
    },
    raw: (name, body) => sender.emit(name, body),
  };
}
