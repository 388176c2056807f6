/** What Evolution tells about the other side: messages of leads and of our own phone, edits, deletions, the connection. */
import type { Contact } from './contacts.ts';
import {
  byteObject,
  type EvolutionBody,
  type EvolutionContent,
  evolutionBody,
  wrapBody,
} from './evolution-content.ts';
import { jidOf, type KeyView, lidJid, messageKey } from './evolution-jid.ts';
import type { EvolutionWorld } from './evolution-world.ts';
import type { JsonObject } from './json.ts';
import { isMedia, mediaOf } from './vocabulary.ts';

export type Device = 'android' | 'ios' | 'web';

/** An id as that device makes them; `source` is guessed from nothing else (§3.1). */
export const deviceId = ({ ids }: EvolutionWorld, device: Device): string =>
  ({ android: () => `AC${ids.hex(30)}`, ios: () => `3A${ids.hex(18)}`, web: () => `3EB0${ids.hex(18)}` })[
    device
  ]();

export type Upsert = {
  readonly view: KeyView;
  readonly content: EvolutionContent;
  /** Epoch milliseconds at which it was written. */
  readonly at: number;
  readonly device: Device;
  readonly quotes?: string;
  readonly wrapper?: 'ephemeral' | 'viewOnce';
  /** In place of a direct chat's key: a group's, a status post's. */
  readonly key?: JsonObject;
};

/** `contextInfo` of an answer to a message that is on a screen (§1.5). */
export function quoteOf({ screens, contacts, ownerJid }: EvolutionWorld, stanzaId: string): JsonObject {
  const found = screens.find(stanzaId);
  const participant = found?.message.from === 'lead' ? jidOf(contacts.of(found.key)) : ownerJid;
  const quotedMessage = { conversation: found?.message.text ?? '' };
  return {
    mentionedJid: [],
    groupMentions: [],
    statusAttributions: [],
    stanzaId,
    participant,
    quotedMessage,
  };
}

/** MESSAGES_UPSERT, when the line is up. The bytes of a file are kept for `getBase64FromMediaMessage`. */
export function announceUpsert(world: EvolutionWorld, upsert: Upsert): void {
  const { view, content, at, device, quotes, wrapper } = upsert;
  const { contact, id, fromMe } = view;
  const profile = world.profileOf(contact);
  const atSeconds = Math.floor(at / 1000);
  const quote = quotes === undefined ? null : quoteOf(world, quotes);
  const isFromLidChat = profile !== 'pn' && !fromMe && !upsert.key;
  const deviceList = !isFromLidChat
    ? 'absent'
    : profile === '2.2.3' || profile === '2.3.4'
      ? 'numbers'
      : 'longs';
  const plain = evolutionBody(content, { id, atSeconds, quote, chatJid: lidJid(contact), deviceList });
  const { message, messageType, beside }: EvolutionBody = wrapper ? wrapBody(plain, wrapper) : plain;
  if (isMedia(content)) {
    const { bytes, mimeType, fileName } = mediaOf(content);
    world.media.set(id, {
      bytes,
      mimeType,
      fileName,
      caption: content.caption ?? '',
      mediaType: plain.messageType,
    });
  }
  world.line.whenUp(() => {
    const kept = world.media.get(id);
    const isInside =
      kept && world.webhooks.config().base64 && !world.mutable.base64Fails && wrapper !== 'viewOnce';
    world.webhooks.announce('messages.upsert', {
      key: upsert.key ?? messageKey(view, profile),
      pushName: fromMe ? world.profileName : contact.name,
      status: fromMe ? 'SERVER_ACK' : 'DELIVERY_ACK',
      message: isInside ? { ...message, base64: Buffer.from(kept.bytes).toString('base64') } : message,
      ...beside,
      // 2.4-rc put messageContextInfo where the quote used to be (§1.5).
      ...(profile === '2.4' && { contextInfo: message['messageContextInfo'] }),
      messageType,
      messageTimestamp: atSeconds,
      instanceId: world.instanceId,
      source: device,
    });
  });
}

type Change = { readonly contact: Contact; readonly id: string; readonly fromMe: boolean };

/** The key of an edit or a revoke is written from its author's side: a lead's says `fromMe: true` with our number (§8.1). */
const editorsKey = ({ ownerJid }: EvolutionWorld, { contact, id, fromMe }: Change): JsonObject => ({
  remoteJid: fromMe ? jidOf(contact) : ownerJid,
  fromMe: true,
  id,
});

/** MESSAGES_EDITED, and the MESSAGES_UPDATE that an edit also makes: `SERVER_ACK` for want of a status (§1.7). */
export function announceEdit(world: EvolutionWorld, change: Change & { readonly text: string }): void {
  const { contact, id, fromMe, text } = change;
  const timestampMs = String(world.clock.nowMs());
  const edited = {
    key: editorsKey(world, change),
    type: 'MESSAGE_EDIT',
    editedMessage: { conversation: text },
    timestampMs,
  };
  const update = {
    keyId: id,
    remoteJid: lidJid(contact),
    fromMe,
    participant: '',
    status: 'SERVER_ACK',
    instanceId: world.instanceId,
    message: { editedMessage: { message: { conversation: text } } },
    messageId: `cm${world.ids.hex(23).toLowerCase()}`,
  };
  world.line.whenUp(() => {
    world.webhooks.announce('messages.edited', edited);
    world.webhooks.announce('messages.update', update);
  });
}

/** The edit as 2.3.7 has got it since May 2026: an upsert nobody can read (§8.2). */
export function announceEncryptedEdit(world: EvolutionWorld, change: Change): void {
  const { contact, fromMe } = change;
  const id = deviceId(world, 'android');
  const view = { contact, id, fromMe };
  const secretEncryptedMessage = {
    targetMessageKey: editorsKey(world, change),
    encPayload: byteObject({ seed: `edit ${id}`, length: 48 }),
    encIv: byteObject({ seed: `edit iv ${id}`, length: 12 }),
    secretEncType: 2,
  };
  const data = {
    key: messageKey(view, world.profileOf(contact)),
    pushName: fromMe ? world.profileName : contact.name,
    status: fromMe ? 'SERVER_ACK' : 'DELIVERY_ACK',
    message: { messageContextInfo: { threadId: [], deviceListMetadataVersion: 2 }, secretEncryptedMessage },
    messageType: 'secretEncryptedMessage',
    messageTimestamp: Math.floor(world.clock.nowMs() / 1000),
    instanceId: world.instanceId,
    source: 'android',
  };
  world.line.whenUp(() => world.webhooks.announce('messages.upsert', data));
}

/** MESSAGES_EDITED with type REVOKE, and MESSAGES_DELETE, which 2.3.7 gives a status (§1.5). */
export function announceRevoke(world: EvolutionWorld, change: Change): void {
  const profile = world.profileOf(change.contact);
  const key = messageKey(change, profile === '2.3.7' ? '2.3.6' : profile);
  const isOld = profile === '2.2.3' || profile === '2.3.4' || profile === '2.3.6';
  world.line.whenUp(() => {
    world.webhooks.announce('messages.edited', { key: editorsKey(world, change), type: 'REVOKE' });
    world.webhooks.announce('messages.delete', { ...key, ...(!isOld && { status: 'DELETED' }) });
  });
}

/** CONNECTION_UPDATE of the present state. An instance at its QR limit has no owner to name. */
export function announceConnection(world: EvolutionWorld, statusReason: number): void {
  const { instance, ownerJid, profileName, mutable, webhooks } = world;
  const who = mutable.state === 'open' && { wuid: ownerJid, profileName, profilePictureUrl: null };
  webhooks.announce(
    'connection.update',
    { instance, ...who, state: mutable.state, statusReason },
    { withSender: mutable.state !== 'refused' },
  );
}
