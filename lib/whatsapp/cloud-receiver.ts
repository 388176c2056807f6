/**
 * The webhook of Meta's Cloud API: proof by signature on the raw bytes, then every entry × change × item, in order
 * (facts/whatsapp.md §2.1–2.3, §3.2, §5.2). Whether an echo is a takeover, and whether an old message is answered, is decided later.
 */
import type { Address } from '../lead.ts';
import { SEND_STATUSES } from '../lead-event.ts';
import { displayName } from '../text.ts';
import { isSignedBy, sameSecret } from './authenticity.ts';
import { ACCOUNT_FIELDS, accountEvent } from './cloud-account.ts';
import { cloudAddress, contactOf, isOurselves, nobodyBehind } from './cloud-address.ts';
import { cloudContent, cloudNoise } from './cloud-content.ts';
import { sendResultForStatusError } from './cloud-errors.ts';
import {
  CloudBody,
  CloudChange,
  CloudContact,
  CloudEntry,
  CloudErrorItem,
  CloudMessage,
  CloudPreference,
  CloudStatus,
  CloudValue,
} from './cloud-payload.ts';
import { adAbout, asLabelOrNull, asText, wordsOf } from './content.ts';
import { asNormalised, type Finding, ITEMS_MAX, ignored } from './finding.ts';
import { jsonOf } from './lenient.ts';
import type { Receiver } from './receiver.ts';

/** Meta's payloads are at most 3 MB (facts/whatsapp.md §2.2). */
export const CLOUD_BODY_MAX_BYTES = 3 * 1024 * 1024;

/** Without these a lead's words, or a seller's, never arrive; without the others an account dies unseen (W12, W14). */
export const CLOUD_FIELDS: { readonly vital: readonly string[]; readonly health: readonly string[] } = {
  vital: ['messages', 'smb_message_echoes'],
  health: [...ACCOUNT_FIELDS, 'user_preferences'],
};

/** What to answer to Meta's subscription handshake: the challenge as plain text, 403, or 5xx. */
export type Handshake =
  | { readonly kind: 'challenge'; readonly challenge: string }
  | { readonly kind: 'refused' | 'misconfigured' };

/** Judges `GET ?hub.mode=subscribe&hub.challenge=…&hub.verify_token=…` (facts/whatsapp.md §2.1). */
export function verifyHandshake(
  query: Readonly<Record<string, string | undefined>>,
  verifyToken: string | undefined,
): Handshake {
  if (verifyToken === undefined || verifyToken === '') return { kind: 'misconfigured' };
  const challenge = query['hub.challenge'];
  const isOurs = sameSecret({ given: query['hub.verify_token'] ?? '', expected: verifyToken });
  if (!isOurs || query['hub.mode'] !== 'subscribe' || challenge === undefined || challenge === '')
    return { kind: 'refused' };
  return { kind: 'challenge', challenge };
}

/** A receiver for one business number; messages to another number of the same app are ignored. */
export function createCloudReceiver({
  appSecret,
  phoneNumberId,
}: {
  appSecret: string;
  phoneNumberId: string;
}): Receiver {
  return {
    authenticate: ({ headers, body }) => {
      if (appSecret === '') return 'misconfigured';
      return isSignedBy({ secret: appSecret, body, signature: headers['x-hub-signature-256'] ?? '' })
        ? 'ok'
        : 'refused';
    },
    normalise: (body) => {
      if (body.byteLength > CLOUD_BODY_MAX_BYTES) return { kind: 'malformed', reason: 'too_large' };
      const parsed = CloudBody.safeParse(jsonOf(body));
      if (!parsed.success) return { kind: 'malformed', reason: 'not_a_cloud_webhook' };
      const { object, entry } = parsed.data;
      if (entry.length > ITEMS_MAX) return { kind: 'malformed', reason: 'too_many_items' };
      if (object !== 'whatsapp_business_account') return asNormalised([ignored(`object:${object}`)]);
      if (itemsIn(entry) > ITEMS_MAX) return { kind: 'malformed', reason: 'too_many_items' };
      return asNormalised(entry.flatMap((item) => readEntry(item, phoneNumberId)));
    },
  };
}

/** What stands in the lists of a body, whether or not it can be read. */
function itemsIn(entries: readonly unknown[]): number {
  const sizeOf = (value: unknown): number => (Array.isArray(value) ? value.length : 0);
  let count = entries.length;
  for (const entry of entries) {
    const changes = CloudEntry.safeParse(entry).data?.changes ?? [];
    count += changes.length;
    if (count > ITEMS_MAX) return count;
    for (const change of changes) {
      const value = CloudChange.safeParse(change).data?.value;
      if (typeof value === 'object' && value !== null)
        for (const part of Object.values(value)) count += sizeOf(part);
    }
  }
  return count;
}

function readEntry(entry: unknown, phoneNumberId: string): readonly Finding[] {
  const parsed = CloudEntry.safeParse(entry);
  return parsed.success
    ? parsed.data.changes.flatMap((change) => readChange(change, phoneNumberId))
    : [ignored('unreadable_entry')];
}

function readChange(change: unknown, phoneNumberId: string): readonly Finding[] {
  const parsed = CloudChange.safeParse(change);
  if (!parsed.success) return [ignored('unreadable_change')];
  const { field } = parsed.data;
  const ofAccount = accountEvent(field, parsed.data.value);
  if (ofAccount !== null) return [ofAccount];
  // `standby` repeats what another agent is answering (Meta Business Agent, §2.7), `history` holds messages of months, both ways (§9.3).
  if (!['messages', 'smb_message_echoes', 'user_preferences'].includes(field))
    return [ignored(`field:${field}`)];
  const value = CloudValue.safeParse(parsed.data.value);
  if (!value.success) return [ignored('unreadable_change')];
  if (value.data.metadata?.phone_number_id !== phoneNumberId) return [ignored('other_number')];

  const { messages, statuses, errors, message_echoes: echoes } = value.data;
  const contacts = value.data.contacts.flatMap((contact) => CloudContact.safeParse(contact).data ?? []);
  const ourNumber = value.data.metadata.display_phone_number;
  if (field === 'user_preferences') return value.data.user_preferences.map(readPreference);
  if (field === 'smb_message_echoes') return echoes.map((raw) => readEcho({ raw, contacts, ourNumber }));
  return [
    ...messages.map((raw) => readMessage({ raw, contacts, ourNumber })),
    ...statuses.map(readStatus),
    ...errors.map(readError),
  ];
}

/** An error of no message: the account's where its scope says so (W14). */
function readError(raw: unknown): Finding {
  const code = CloudErrorItem.safeParse(raw).data?.code ?? null;
  const { scope, alarm } = sendResultForStatusError(code);
  if (scope !== 'account') return ignored(`error:${code ?? 'unknown'}`);
  return { kind: 'account', field: 'errors', event: String(code), detail: null, isWell: !alarm };
}

type Item = {
  readonly raw: unknown;
  readonly contacts: readonly CloudContact[];
  readonly ourNumber: string | null;
};

function readMessage(item: Item): Finding {
  const parsed = CloudMessage.safeParse(item.raw);
  if (!parsed.success) return ignored('unreadable_message');
  const message = parsed.data;
  if (message.group_id !== null) return ignored('group');
  const nobody = nobodyBehind(message.from);
  if (nobody !== null) return ignored(nobody);
  switch (message.type) {
    case 'system':
      return readSystem(message);
    case 'edit':
    case 'revoke':
      return readAmendment(message, cloudAddress({ waId: message.from, bsuid: message.from_user_id }));
    default:
      return readInbound({ ...item, message });
  }
}

function readInbound({ raw, message, contacts }: Item & { message: CloudMessage }): Finding {
  const noise = cloudNoise(raw);
  if (noise !== null) return ignored(noise);
  const contact = contactOf({ waId: message.from, bsuid: message.from_user_id, contacts });
  const from = cloudAddress({
    waId: message.from ?? contact?.wa_id ?? null,
    bsuid: message.from_user_id ?? contact?.user_id ?? null,
  });
  if (from === null) return ignored('unaddressed_message');
  if (message.timestamp === null) return ignored('unreadable_message');
  return {
    kind: 'inbound',
    messageId: message.id,
    from,
    profileName: displayName(contact?.profile?.name ?? null),
    sentAt: message.timestamp,
    content: cloudContent(raw),
    quotes: message.context?.id ?? null,
    forwarded: message.context?.forwarded === true || message.context?.frequently_forwarded === true,
    adId: asLabelOrNull(message.referral?.source_id ?? null),
    ...adAbout(message.referral?.headline ?? null, message.referral?.body ?? null),
  };
}

/** `customer_changed_number` is the older name. */
const IDENTITY_CHANGES: ReadonlySet<string> = new Set([
  'user_changed_number',
  'user_changed_user_id',
  'customer_changed_number',
]);

/** A new number or a new user id of the same person (§2.7). `from` and `previous_user_id` are the old ones. */
function readSystem(message: CloudMessage): Finding {
  const { system } = message;
  if (system === null || !IDENTITY_CHANGES.has(system.type ?? ''))
    return ignored(`system:${system?.type ?? 'unknown'}`);
  const before = cloudAddress({ waId: message.from, bsuid: system.previous_user_id });
  const after = cloudAddress({ waId: system.wa_id ?? system.new_wa_id, bsuid: system.user_id });
  if (before === null || after === null) return ignored('unaddressed_system');
  return { kind: 'identity', eventId: message.id, before, after };
}

/** An edit or a deletion, of the lead's or (as an echo) of a person's of ours, under coexistence only (§8.8, §9.6). */
function readAmendment(message: CloudMessage, chat: Address | null): Finding {
  const { edit, revoke, timestamp } = message;
  if (message.type === 'revoke')
    return revoke?.original_message_id
      ? { kind: 'deleted', targetId: revoke.original_message_id, chat }
      : ignored('unreadable_revoke');
  const text = wordsOf(cloudContent(edit?.message));
  if (!edit?.original_message_id || text === '') return ignored('unreadable_edit');
  return {
    kind: 'edited',
    eventId: message.id,
    targetId: edit.original_message_id,
    text: asText(text),
    editedAtMs: timestamp === null ? null : timestamp * 1000,
    chat,
  };
}

/** A person answered in the WhatsApp Business app. What cannot be read is a person's message all the same: silence on any hint. */
function readEcho({ raw, contacts, ourNumber }: Item): Finding {
  const parsed = CloudMessage.safeParse(raw);
  if (!parsed.success) return ignored('unreadable_echo');
  const echo = parsed.data;
  if (echo.group_id !== null) return ignored('group');
  const nobody = isOurselves(echo.to, ourNumber) ? 'self_chat' : nobodyBehind(echo.to);
  if (nobody !== null) return ignored(nobody);
  const contact = contactOf({ waId: echo.to, bsuid: echo.to_user_id, contacts });
  const to: Address | null = cloudAddress({
    waId: echo.to ?? contact?.wa_id ?? null,
    bsuid: echo.to_user_id ?? contact?.user_id ?? null,
  });
  // Neither pauses the bot nor lifts a pause (§3.1), but the history is to say what was said in the end.
  if (echo.type === 'edit' || echo.type === 'revoke') return readAmendment(echo, to);
  const noise = echo.type === 'system' ? 'echo_system' : cloudNoise(raw);
  if (noise !== null) return ignored(noise);
  const quotes = echo.context?.id ?? null;
  if (echo.timestamp === null || (to === null && quotes === null))
    return ignored('unattributed_human_message');
  return {
    kind: 'human_message',
    messageId: echo.id,
    to,
    quotes,
    sentAt: echo.timestamp,
    text: wordsOf(cloudContent(raw)),
    source: 'echo',
  };
}

/** The lead switched our promotions off or on (§9.5). "Not interested" gives no webhook. */
function readPreference(raw: unknown): Finding {
  const parsed = CloudPreference.safeParse(raw);
  if (!parsed.success || parsed.data.timestamp === null) return ignored('unreadable_preference');
  const { wa_id: waId, user_id: bsuid, value, timestamp } = parsed.data;
  const from = cloudAddress({ waId, bsuid });
  if (from === null) return ignored('unaddressed_preference');
  if (value !== 'stop' && value !== 'resume') return ignored('preference');
  return { kind: 'preference', from, wish: value, at: timestamp };
}

function readStatus(raw: unknown): Finding {
  const parsed = CloudStatus.safeParse(raw);
  if (!parsed.success || parsed.data.timestamp === null) return ignored('unreadable_status');
  const { id, status: word, timestamp, biz_opaque_callback_data: callbackId, errors } = parsed.data;
  const status = SEND_STATUSES.find((known) => known === word);
  if (status === undefined) return ignored(`status:${word}`);
  const errorCode =
    errors.map((error) => CloudErrorItem.safeParse(error).data?.code ?? null).find((code) => code !== null) ??
    null;
  return { kind: 'status', providerId: id, status, at: timestamp, errorCode, callbackId };
}
