/**
 * The words in which tests, the demo and the console tell the emulators what happens on the other side: what a lead can send,
 * what a person can do on the phone, which faults befall the wire. One vocabulary for both providers; each adds its own.
 */
import type { UnnamedFault } from '../fault.ts';
import type { Contact, ContactPatch } from './contacts.ts';
import type { ScreenMessage } from './screens.ts';
import type { SentMessage } from './sent.ts';
import type { StatusPlan } from './status-ladder.ts';
import type { WebhookDelivery } from './webhook-sender.ts';

/** What a call to a provider is about. `presence`: read receipts and typing; `media`: upload and download. */
export type Operation = 'send' | 'presence' | 'media';

/** `bytes`: the real content, else a few made-up bytes. */
type Media = {
  readonly bytes?: Uint8Array;
  readonly mimeType?: string;
  readonly caption?: string;
  readonly fileName?: string;
};

/** What a lead can send over either provider (facts/whatsapp.md §1.5, §2.3). */
export type LeadContent =
  | { readonly kind: 'text'; readonly text: string; readonly forwarded?: boolean; readonly adId?: string }
  | ({ readonly kind: 'image' | 'video' | 'audio' | 'voice' | 'document' | 'sticker' } & Media)
  /** A tap on a reply button, on a row of a list, on a template's quick reply, on a native-flow button. */
  | {
      readonly kind: 'button' | 'list' | 'template_button' | 'native_button';
      readonly id: string;
      readonly text: string;
      readonly description?: string;
    }
  | { readonly kind: 'form'; readonly fields: Readonly<Record<string, string>> }
  | {
      readonly kind: 'location';
      readonly latitude: number;
      readonly longitude: number;
      readonly place?: string;
      readonly address?: string;
    }
  | { readonly kind: 'contact_card'; readonly cardName: string; readonly phone: string };

/** Who sends, when, and in answer to what. */
export type LeadEnvelope = {
  /** Phone in any spelling, wa_id, jid, LID or BSUID. */
  readonly from: string;
  /** The profile name the lead shows from now on. */
  readonly name?: string;
  /** Epoch milliseconds at which the lead sent it; now, if absent. An old one is what a backlog looks like. */
  readonly at?: number;
  /** Provider id to use, for content that follows a placeholder under the same id (§8.4). */
  readonly id?: string;
  /** Provider id of the message it answers. */
  readonly quotes?: string;
  /** In a group both are in: never on the lead's private screen. */
  readonly group?: boolean;
};

export type LeadMessage = LeadEnvelope & LeadContent;

export type RequestLog = {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  /** HTTP status answered; 0 where the connection was cut or held. */
  readonly status: number;
};

/** What both control APIs offer. Every id returned is the provider's message id. */
export type WhatsAppControl = {
  /** Sets or reads a person: name, wa_id, LID, BSUID, absence from WhatsApp. */
  contact(name: string, patch?: ContactPatch): Contact;
  leadSays(message: LeadEnvelope & { readonly text: string }): string;
  leadSends(message: LeadMessage): string;
  /** A person answers from our number's phone or desktop app. `notify: false`: the provider tells nobody (a companion that does not echo). */
  personAnswers(answer: {
    to: string;
    text: string;
    source?: 'android' | 'web';
    at?: number;
    notify?: boolean;
  }): string;
  /** Another system sends through the same number or instance. */
  otherSystemSends(message: { to: string; text: string }): string;
  /** Whoever wrote the message changes it. @throws when no such message is on any screen. */
  edit(change: { id: string; text: string }): void;
  /** Whoever wrote the message deletes it for everyone. */
  revoke(target: { id: string }): void;
  /** The lead reacts to a message; an empty emoji takes the reaction back. */
  react(reaction: { id: string; emoji: string }): void;
  /** The lead opens the chat: every message of ours becomes `read` and is announced so. */
  leadReads(from: string): void;
  /** From now on this person has no phone in the webhooks: the BSUID alone (§2.7), or with Evolution the LID alone (§1.6). */
  bsuidOnly(from: string): void;

  /** The next `count` webhooks are posted twice / in reverse order once all are there / never / with a false proof of origin. */
  duplicate(count: number): void;
  reorder(count: number): void;
  drop(count: number): void;
  forge(count: number): void;
  /** Lets go of webhooks still held for `reorder`. */
  flush(): void;
  /** When and in which order our sends move up their ladder. */
  statuses(plan: Partial<StatusPlan>): void;

  /** Befalls the next `times` calls of that operation, of any when absent. The next three say the commonest in the field's words. */
  fault(fault: UnnamedFault & { readonly on?: Operation }): void;
  /** The next send is accepted and reaches the phone, and the connection is cut before the answer: ambiguous for the sender. */
  dropAnswer(times?: number): void;
  /** The next send is never answered. `deliver`: it reached the phone all the same. */
  hang(options?: { deliver?: boolean; times?: number }): void;
  /** Cuts every connection that `hang` holds. */
  releaseHung(): void;
  /** Every fault still to come is taken back. */
  heal(): void;
  /** The provider loses WhatsApp: sends fail; what leads write meanwhile waits. */
  disconnect(): void;
  /** It is back: what waited arrives at once with its old time, then `backlog`. */
  reconnect(options?: { backlog?: readonly LeadMessage[] }): void;

  /** What that person's phone shows, oldest first. */
  phone(name: string): readonly ScreenMessage[];
  /** No phone keeps messages older than that instant, and the journals below are empty: a run of days stays as large as its last hour. */
  forgetBefore(atMs: number): void;
  /** Copies too many: for each person with any, how many of our messages repeat an earlier one word for word. */
  duplicates(): Readonly<Record<string, number>>;
  /** Accepted sends of ours, oldest first. */
  readonly sent: readonly SentMessage[];
  readonly requests: readonly RequestLog[];
  readonly deliveries: readonly WebhookDelivery[];
};

const PLACEHOLDERS = {
  image: '[imagem]',
  video: '[vídeo]',
  audio: '[áudio]',
  voice: '[áudio]',
  document: '[documento]',
  sticker: '[figurinha]',
} as const;

/** What a content looks like on a phone's screen, in one line. */
export function shownText(content: LeadContent): string {
  switch (content.kind) {
    case 'text':
    case 'button':
    case 'list':
    case 'template_button':
    case 'native_button':
      return content.text;
    case 'form':
      return Object.values(content.fields).join(' · ');
    case 'location':
      return `[localização] ${content.place ?? ''}`.trim();
    case 'contact_card':
      return `[contato] ${content.cardName}`;
    default:
      return [PLACEHOLDERS[content.kind], content.caption ?? content.fileName].filter(Boolean).join(' ');
  }
}

const MEDIA_DEFAULTS = {
  image: { mimeType: 'image/jpeg', fileName: null },
  video: { mimeType: 'video/mp4', fileName: null },
  audio: { mimeType: 'audio/mpeg', fileName: null },
  voice: { mimeType: 'audio/ogg; codecs=opus', fileName: null },
  document: { mimeType: 'application/pdf', fileName: 'documento.pdf' },
  sticker: { mimeType: 'image/webp', fileName: null },
} as const;

export type MediaContent = Extract<LeadContent, { kind: keyof typeof MEDIA_DEFAULTS }>;

/** The mime type, file name and bytes of a media message, made up where the caller did not say. */
export function mediaOf(content: MediaContent): {
  mimeType: string;
  fileName: string | null;
  bytes: Uint8Array;
} {
  const defaults = MEDIA_DEFAULTS[content.kind];
  return {
    mimeType: content.mimeType ?? defaults.mimeType,
    fileName: content.fileName ?? defaults.fileName,
    bytes: content.bytes ?? Buffer.from(`bytes of ${content.kind}`),
  };
}

/** True for the kinds that carry a file. */
export const isMedia = (content: { readonly kind: string }): content is MediaContent =>
  content.kind in MEDIA_DEFAULTS;
