/**
 * The webhook of Evolution API v2: proof by a shared header, then the one object of the body, across versions 2.2.3–2.4
 * (facts/whatsapp.md §1.1–1.7, §3.1, §8). A message of ours is always a `human_message` here; whether the bot wrote it after
 * all is one SQL question, for ids prove no authorship.
 */
import type { Address } from '../lead.ts';
import type { SendStatus } from '../lead-event.ts';
import { displayName } from '../text.ts';
import { sameSecret } from './authenticity.ts';
import { adAbout, asLabelOrNull, unsupported, wordsOf } from './content.ts';
import { addressOfJid, crowdOf, evolutionAddress } from './evolution-address.ts';
import { editedText, type Reading, readContent, readProtocol } from './evolution-content.ts';
import {
  EvolutionConnection,
  EvolutionDeleted,
  EvolutionEnvelope,
  EvolutionInstanceStatus,
  EvolutionMessage,
  EvolutionProtocol,
  EvolutionUpdate,
} from './evolution-payload.ts';
import { asNormalised, type Finding, ITEMS_MAX, ignored } from './finding.ts';
import { jsonOf } from './lenient.ts';
import type { Receiver } from './receiver.ts';

/** Evolution's words for how far a send got. DELETED is no step of the ladder: messages.delete tells it. */
const STATUSES: ReadonlyMap<string, SendStatus> = new Map([
  ['ERROR', 'failed'],
  ['PENDING', 'pending'],
  ['SERVER_ACK', 'sent'],
  ['DELIVERY_ACK', 'delivered'],
  ['READ', 'read'],
  ['PLAYED', 'played'],
]);
/** A message that arrived and could not be decrypted (yet). */
const CIPHERTEXT_STUBS: readonly (string | number | null)[] = [null, 2, 'CIPHERTEXT'];

type Envelope = { readonly envelope: EvolutionEnvelope; readonly item: unknown };
type EventReader = (input: Envelope) => Finding;

/** One reader per event we subscribe to; every other event has no effect. */
const READERS: ReadonlyMap<string, EventReader> = new Map([
  ['MESSAGES_UPSERT', (input) => readMessage(input, 'echo')],
  ['SEND_MESSAGE', (input) => readMessage(input, 'api')],
  ['MESSAGES_EDITED', readEdited],
  ['MESSAGES_UPDATE', readUpdate],
  ['MESSAGES_DELETE', readDeleted],
  ['CONNECTION_UPDATE', readConnection],
  // Logged out, or the instance is gone: `connection.update` need not say so (W14, facts/whatsapp.md §9.4).
  ['STATUS_INSTANCE', readInstanceStatus],
  ['LOGOUT_INSTANCE', () => ({ kind: 'connection', state: 'close', reason: null })],
  ['REMOVE_INSTANCE', () => ({ kind: 'connection', state: 'close', reason: null })],
  ['QRCODE_UPDATED', () => ({ kind: 'connection', state: 'refused', reason: null })],
]);
/** What an instance's webhook has to be subscribed to. */
export const EVOLUTION_EVENTS: readonly string[] = [...READERS.keys()];

/** A receiver for one instance; events of another one are ignored. `webhookSecret` is expected in `x-webhook-secret`. */
export function createEvolutionReceiver({
  webhookSecret,
  instance,
}: {
  webhookSecret: string;
  instance: string;
}): Receiver {
  return {
    authenticate: ({ headers }) => {
      if (webhookSecret === '') return 'misconfigured';
      return sameSecret({ given: headers['x-webhook-secret'] ?? '', expected: webhookSecret })
        ? 'ok'
        : 'refused';
    },
    normalise: (body) => {
      const parsed = EvolutionEnvelope.safeParse(jsonOf(body));
      if (!parsed.success) return { kind: 'malformed', reason: 'not_an_evolution_webhook' };
      const envelope = parsed.data;
      if (envelope.instance !== instance) return asNormalised([ignored('other_instance')]);
      // Dotted on the wire, upper snake in the configuration (§1.1); either spelling is understood.
      const event = envelope.event.toUpperCase().replace(/[.-]/g, '_');
      const read = READERS.get(event);
      if (read === undefined) return asNormalised([ignored(`event:${event}`)]);
      const items: readonly unknown[] = Array.isArray(envelope.data) ? envelope.data : [envelope.data];
      if (items.length > ITEMS_MAX) return { kind: 'malformed', reason: 'too_many_items' };
      return asNormalised(items.map((item) => read({ envelope, item })));
    },
  };
}

/** The envelope's time, hours wrong where the server is not on UTC, so only for what carries none of its own. */
function envelopeSeconds({ date_time }: EvolutionEnvelope): number | null {
  const ms = Date.parse(date_time ?? '');
  return Number.isNaN(ms) || ms < 1000 ? null : Math.floor(ms / 1000);
}

/**
 * A message without any content. The lead's is kept as a placeholder: undecryptable now, it may come again under the same id (as
 * 131060 does, §8.4). One of ours was written by somebody all the same. With a stub of another kind it is a notice from WhatsApp.
 */
function readEmpty({ message, messageStubType }: EvolutionMessage): Reading {
  if (!CIPHERTEXT_STUBS.includes(messageStubType)) return { kind: 'nothing', reason: 'notice' };
  const content = unsupported(message === null ? 'undecrypted' : 'empty', { placeholder: true });
  return { kind: 'content', content, context: null, pollId: null };
}

function readMessage({ envelope, item }: Envelope, source: 'echo' | 'api'): Finding {
  const parsed = EvolutionMessage.safeParse(item);
  if (!parsed.success) return ignored('unreadable_message');
  const { key, message, pushName, contextInfo } = parsed.data;
  const crowd = crowdOf(key.remoteJid);
  if (crowd !== null) return ignored(crowd);
  const isOurs = source === 'api' || key.fromMe;
  const partner = evolutionAddress({ key: { ...key, fromMe: isOurs }, owner: envelope.sender });
  if (partner.kind === 'nobody') return ignored(partner.reason);
  const read = message === null ? readEmpty(parsed.data) : readContent({ message, messageId: key.id });
  const reading = read.kind === 'nothing' && read.reason === 'no_content' ? readEmpty(parsed.data) : read;
  if (reading.kind === 'nothing') return ignored(reading.reason);
  const address = partner.kind === 'person' ? partner.address : null;
  if (reading.kind === 'edit') return edited(reading, address);
  // A vote of ours in a poll is no word to the lead.
  if (isOurs && reading.pollId !== null) return ignored('poll_vote');

  const sentAt = parsed.data.messageTimestamp ?? envelopeSeconds(envelope);
  if (sentAt === null) return ignored('unreadable_message');
  const quotes = reading.context?.stanzaId ?? contextInfo?.stanzaId ?? reading.pollId;
  if (isOurs) {
    if (address === null && quotes === null) return ignored('unattributed_human_message');
    return {
      kind: 'human_message',
      messageId: key.id,
      to: address,
      quotes,
      sentAt,
      text: wordsOf(reading.content),
      source,
    };
  }
  if (address === null) return ignored(partner.kind === 'unnamed' ? partner.reason : 'unaddressed_message');
  const ad = reading.context?.externalAdReply ?? contextInfo?.externalAdReply ?? null;
  return {
    kind: 'inbound',
    messageId: key.id,
    from: address,
    profileName: displayName(pushName),
    sentAt,
    content: reading.content,
    quotes,
    forwarded: reading.context?.isForwarded === true || contextInfo?.isForwarded === true,
    adId: asLabelOrNull(ad?.sourceId ?? null),
    ...adAbout(ad?.title ?? null, ad?.body ?? null),
  };
}

const edited = (
  { targetId, text, editedAtMs }: Extract<Reading, { kind: 'edit' }>,
  chat: Address | null,
): Finding => ({ kind: 'edited', eventId: null, targetId, text, editedAtMs, chat });

/** Carries every protocolMessage (§1.5). The lead's own edit says `fromMe: true` with our number: never a takeover (§8.1). */
function readEdited({ item }: Envelope): Finding {
  const crowd = crowdOf(EvolutionProtocol.safeParse(item).data?.key.remoteJid ?? null);
  if (crowd !== null) return ignored(crowd);
  const reading = readProtocol(item);
  // The key is the editor's: whose chat it is, it does not say.
  if (reading.kind === 'edit') return edited(reading, null);
  return ignored(reading.kind === 'nothing' ? reading.reason : 'unreadable_edit');
}

function readDeleted({ item }: Envelope): Finding {
  const deleted = EvolutionDeleted.safeParse(item);
  if (!deleted.success) return ignored('unreadable_delete');
  const { id, remoteJid, key } = deleted.data;
  const jid = key?.remoteJid ?? remoteJid;
  const crowd = crowdOf(jid);
  if (crowd !== null) return ignored(crowd);
  return { kind: 'deleted', targetId: key?.id ?? id, chat: addressOfJid(jid) };
}

/**
 * How far a send of ours got; or, with a text inside, an edit: then the status is made up (SERVER_ACK on 2.3.7, DELETED up to
 * 2.3.4) and must move nothing (§1.7, §8.7).
 */
function readUpdate({ envelope, item }: Envelope): Finding {
  const update = EvolutionUpdate.safeParse(item);
  if (!update.success) return ignored('unreadable_status');
  const { keyId, remoteJid, fromMe, message } = update.data;
  const crowd = crowdOf(remoteJid);
  if (crowd !== null) return ignored(crowd);
  if (message !== null) {
    const text = editedText(message);
    return text === null
      ? ignored('unreadable_edit')
      : edited({ kind: 'edit', targetId: keyId, text, editedAtMs: null }, addressOfJid(remoteJid));
  }
  if (!fromMe) return ignored('status_of_inbound');
  const status = STATUSES.get(update.data.status ?? '');
  const at = envelopeSeconds(envelope);
  if (status === undefined || at === null) return ignored(`status:${update.data.status ?? 'none'}`);
  return { kind: 'status', providerId: keyId, status, at, errorCode: null, callbackId: null };
}

function readInstanceStatus({ item }: Envelope): Finding {
  const status = EvolutionInstanceStatus.safeParse(item).data;
  return status?.status === 'closed'
    ? { kind: 'connection', state: 'close', reason: status.disconnectionReasonCode }
    : ignored(`status_instance:${status?.status ?? 'unreadable'}`);
}

function readConnection({ item }: Envelope): Finding {
  const connection = EvolutionConnection.safeParse(item);
  if (!connection.success) return ignored('unreadable_connection');
  return { kind: 'connection', state: connection.data.state, reason: connection.data.statusReason };
}
