/**
 * What travels through the queue `lead-events`: one thing that happened to one lead, in our words, whichever transport
 * or CRM told it. Media travel by reference, never by content (a queue message is at most 1 MiB).
 */
import * as z from 'zod/mini';
import { Address, KommoContactId, KommoLeadId } from './lead.ts';
import { Phone } from './phone.ts';

const epochSeconds = z.int().check(z.positive());
const text = z.string().check(z.maxLength(65_536));
const providerId = z.string().check(z.minLength(1), z.maxLength(300));

/** Where the bytes of an attachment can be fetched: Cloud by media id (7 days), Evolution by message id. */
export const MediaRef = z.object({
  id: z.string().check(z.minLength(1), z.maxLength(300)),
  mimeType: z.string().check(z.maxLength(200)),
});
export type MediaRef = z.infer<typeof MediaRef>;

const mediaContent = <K extends string>(kind: K) =>
  z.object({
    kind: z.literal(kind),
    media: MediaRef,
    caption: z.nullable(text),
    fileName: z.nullable(z.string()),
  });

/** The ad that brought a lead: its id, and what it says of itself. Words of outside: read for their subject, never repeated. */
export const Ad = z.object({
  id: z.string().check(z.minLength(1), z.maxLength(100)),
  about: z.nullable(z.string().check(z.maxLength(300))),
});
export type Ad = z.infer<typeof Ad>;

/** What a lead sent. `text` of a choice is what the lead saw and tapped. */
export const Content = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text, ad: z.optional(Ad) }),
  z.object({ kind: z.literal('choice'), id: z.string(), text }),
  z.object({ kind: z.literal('form'), fields: z.record(z.string(), z.string()), text }),
  mediaContent('voice'),
  mediaContent('audio'),
  mediaContent('image'),
  mediaContent('video'),
  mediaContent('document'),
  mediaContent('sticker'),
  z.object({
    kind: z.literal('location'),
    latitude: z.number(),
    longitude: z.number(),
    label: z.nullable(z.string()),
  }),
  z.object({ kind: z.literal('contact_card'), name: z.string() }),
  z.object({ kind: z.literal('order'), text }),
  /** `placeholder`: the real content may follow under the same id (131060, facts/whatsapp.md §8.4); never answered by itself. */
  z.object({ kind: z.literal('unsupported'), what: z.string(), placeholder: z.boolean() }),
]);
export type Content = z.infer<typeof Content>;

/** How far a send of ours got. Order is the ladder; `failed` is terminal. */
export const SEND_STATUSES = ['pending', 'sent', 'delivered', 'read', 'played', 'failed'] as const;
export type SendStatus = (typeof SEND_STATUSES)[number];

/** A message from the lead: recorded always, answered perhaps. */
export const InboundEvent = z.object({
  kind: z.literal('inbound'),
  messageId: providerId,
  from: Address,
  /** The name the lead shows on WhatsApp; a hint, never a fact. */
  profileName: z.nullable(z.string().check(z.maxLength(300))),
  sentAt: epochSeconds,
  content: Content,
  /** Provider id of the message it quotes. */
  quotes: z.nullable(providerId),
  forwarded: z.boolean(),
  /** Ad that started the conversation. */
  adId: z.nullable(z.string()),
  /** What that ad says of itself, where the transport tells. */
  adAbout: z.optional(z.string().check(z.maxLength(300))),
});
export type InboundEvent = z.infer<typeof InboundEvent>;

/**
 * Whoever wrote a message changed it, the lead or a person of ours; whose it was is on record with the message
 * (facts/whatsapp.md §9.6). No turn of its own, save for a wish to stop or to come back.
 */
export const EditedEvent = z.object({
  kind: z.literal('edited'),
  /** The edit's own id, where it has one (Cloud). */
  eventId: z.nullable(providerId),
  targetId: providerId,
  text,
  /** When it was edited, epoch milliseconds; null where this copy of it does not say. */
  editedAtMs: z.nullable(z.int().check(z.positive())),
  /** The customer of the chat, where the edit names one. */
  chat: z.nullable(Address),
});
export type EditedEvent = z.infer<typeof EditedEvent>;
/** Whoever wrote a message deleted it for everyone. */
export const DeletedEvent = z.object({
  kind: z.literal('deleted'),
  targetId: providerId,
  chat: z.nullable(Address),
});
export type DeletedEvent = z.infer<typeof DeletedEvent>;

/** WhatsApp's own switch for a business's promotions, thrown by the lead (facts/whatsapp.md §9.5). What the lead writes is still answered. */
export const PreferenceEvent = z.object({
  kind: z.literal('preference'),
  from: Address,
  wish: z.enum(['stop', 'resume']),
  at: epochSeconds,
});
export type PreferenceEvent = z.infer<typeof PreferenceEvent>;

/** A send of ours moved up its ladder. `callbackId` is the id of our outbox row where the transport carries one back. */
export const StatusEvent = z.object({
  kind: z.literal('status'),
  providerId,
  status: z.enum(SEND_STATUSES),
  at: epochSeconds,
  errorCode: z.nullable(z.int()),
  callbackId: z.nullable(z.string()),
});
export type StatusEvent = z.infer<typeof StatusEvent>;

/**
 * A message that left our number and did not come from this bot, as far as the transport can tell: typed on the phone,
 * echoed by the business app, sent by another system. Whether it is ours after all is decided in SQL, against the outbox.
 */
export const HumanMessageEvent = z.object({
  kind: z.literal('human_message'),
  messageId: providerId,
  /** Null where the payload names nobody but ourselves; the message that it quotes may tell (facts/whatsapp.md §8.3). */
  to: z.nullable(Address),
  /** Provider id of the message it answers. */
  quotes: z.nullable(providerId),
  sentAt: epochSeconds,
  text,
  /** `api`: sent through the same Evolution instance (SEND_MESSAGE); `echo`: fromMe or smb_message_echoes. */
  source: z.enum(['echo', 'api']),
});
export type HumanMessageEvent = z.infer<typeof HumanMessageEvent>;

/** Two addresses turned out to be one person (new number, new BSUID). No turn. */
export const IdentityEvent = z.object({
  kind: z.literal('identity'),
  eventId: providerId,
  before: Address,
  after: Address,
});
export type IdentityEvent = z.infer<typeof IdentityEvent>;

/** The transport itself went up or down. */
export const ConnectionEvent = z.object({
  kind: z.literal('connection'),
  state: z.enum(['open', 'connecting', 'close', 'refused']),
  reason: z.nullable(z.int()),
});
export type ConnectionEvent = z.infer<typeof ConnectionEvent>;

/** The provider tells of the account, the number or a template (W14). `isWell`: nobody need do anything. */
export const AccountEvent = z.object({
  kind: z.literal('account'),
  field: z.string().check(z.maxLength(60)),
  event: z.string().check(z.maxLength(60)),
  detail: z.nullable(z.string().check(z.maxLength(60))),
  isWell: z.boolean(),
});
export type AccountEvent = z.infer<typeof AccountEvent>;

/** What a transport's webhook can say. */
export const WhatsAppEvent = z.discriminatedUnion('kind', [
  InboundEvent,
  EditedEvent,
  DeletedEvent,
  StatusEvent,
  HumanMessageEvent,
  IdentityEvent,
  PreferenceEvent,
  ConnectionEvent,
  AccountEvent,
]);
export type WhatsAppEvent = z.infer<typeof WhatsAppEvent>;

/** Where a card stands, as a hook claims it. Times are epoch seconds; null where the hook carries none. */
export const CardEvent = z.object({
  kind: z.literal('card'),
  action: z.enum(['status', 'update', 'add', 'delete', 'restore', 'responsible']),
  kommoLeadId: KommoLeadId,
  pipelineId: z.nullable(z.int()),
  statusId: z.nullable(z.int()),
  oldStatusId: z.nullable(z.int()),
  oldPipelineId: z.nullable(z.int()),
  /** Who changed it: 0 is a robot or an integration, null unknown (digital-pipeline hooks). */
  modifiedBy: z.nullable(z.int()),
  changedAt: z.nullable(epochSeconds),
});
export type CardEvent = z.infer<typeof CardEvent>;

/** An edit that, by its own word, moved nothing: a price, a tag, a field. */
export const isEdit = ({ action, statusId, oldStatusId, pipelineId, oldPipelineId }: CardEvent): boolean =>
  (action === 'update' || action === 'responsible') &&
  (oldStatusId === null || oldStatusId === statusId) &&
  (oldPipelineId === null || oldPipelineId === pipelineId);

/** A contact came, changed or went. `phones`: those that the hook names, however they were typed. */
export const ContactEvent = z.object({
  kind: z.literal('contact'),
  action: z.enum(['add', 'update', 'delete', 'restore']),
  kommoContactId: KommoContactId,
  phones: z.array(Phone),
});
export type ContactEvent = z.infer<typeof ContactEvent>;

/** A person answered the lead in Kommo's own chat; `byRobot`: one of Kommo's own robots did (P23). */
export const CardReplyEvent = z.object({
  kind: z.literal('card_reply'),
  messageId: providerId,
  kommoLeadId: z.nullable(KommoLeadId),
  kommoContactId: z.nullable(z.int()),
  userId: z.nullable(z.int()),
  byRobot: z.optional(z.boolean()),
  sentAt: epochSeconds,
  text,
});
export type CardReplyEvent = z.infer<typeof CardReplyEvent>;

/** A seller wrote the command `/humano` or `/bot` as a note on the card. `noteId` makes it one event. */
export const CardCommandEvent = z.object({
  kind: z.literal('card_command'),
  noteId: z.string().check(z.regex(/^\d{1,15}$/)),
  kommoLeadId: KommoLeadId,
  command: z.enum(['humano', 'bot']),
  userId: z.nullable(z.int()),
});
export type CardCommandEvent = z.infer<typeof CardCommandEvent>;

/** What Kommo's webhook can say that concerns a lead. */
export const KommoEvent = z.discriminatedUnion('kind', [
  CardEvent,
  ContactEvent,
  CardReplyEvent,
  CardCommandEvent,
]);
export type KommoEvent = z.infer<typeof KommoEvent>;
