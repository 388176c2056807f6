/** What the send endpoints of Evolution ask for, or which properties are missing (facts/whatsapp.md §1.8). */
import { asList, asObject, asText, type JsonObject } from './json.ts';

type Fields = Readonly<Record<string, unknown>>;

export type EvolutionSend = {
  /** As the request had it: digits or a jid. */
  readonly number: string;
  readonly type: string;
  readonly messageType: string;
  readonly message: JsonObject;
  /** What the phone will show. */
  readonly shown: string;
  /** Milliseconds of typing, through which the request stays open. */
  readonly delayMs: number;
  /** The message reacted to. */
  readonly reaction: { readonly messageId: string; readonly emoji: string } | null;
};

export type EvolutionSendRequest =
  | { readonly kind: 'invalid'; readonly problems: readonly string[] }
  /** A data URI, or a URL whose host has no dot and is no address. */
  | { readonly kind: 'media_input' }
  | ({ readonly kind: 'send' } & EvolutionSend);

type Content = Pick<EvolutionSend, 'messageType' | 'message' | 'shown'>;
type Endpoint = {
  readonly required: readonly string[];
  readonly media?: string;
  readonly content: (fields: Fields) => Content;
};

const text = (value: unknown): string => asText(value) ?? '';

function file(fields: Fields): Content {
  const mediatype = text(fields['mediatype']) || 'document';
  const caption = asText(fields['caption']);
  const message = {
    [`${mediatype}Message`]: { mimetype: text(fields['mimetype']), ...(caption !== null && { caption }) },
  };
  return {
    messageType: `${mediatype}Message`,
    message,
    shown: `[${mediatype}] ${caption ?? text(fields['fileName'])}`.trim(),
  };
}

function list(fields: Fields): Content {
  const rows = asList(fields['sections']).flatMap((section) =>
    asList(asObject(section)?.['rows']).map(asObject),
  );
  const shown = [text(fields['title']), ...rows.map((row) => `• ${text(row?.['title'])}`)].join('\n');
  return { messageType: 'listMessage', message: { listMessage: { title: text(fields['title']) } }, shown };
}

function buttons(fields: Fields): Content {
  const labels = asList(fields['buttons']).map((button) => `[${text(asObject(button)?.['displayText'])}]`);
  const shown = [text(fields['title']), ...labels].join('\n');
  return {
    messageType: 'interactiveMessage',
    message: { interactiveMessage: { body: { text: text(fields['title']) } } },
    shown,
  };
}

const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  sendText: {
    required: ['number', 'text'],
    content: (fields) => ({
      messageType: 'conversation',
      message: { conversation: text(fields['text']) },
      shown: text(fields['text']),
    }),
  },
  sendMedia: { required: ['number', 'mediatype', 'media'], media: 'media', content: file },
  sendWhatsAppAudio: {
    required: ['number', 'audio'],
    media: 'audio',
    content: () => ({
      messageType: 'audioMessage',
      message: { audioMessage: { mimetype: 'audio/ogg; codecs=opus', ptt: true } },
      shown: '[áudio]',
    }),
  },
  sendReaction: {
    required: ['key', 'reaction'],
    content: (fields) => {
      const message = {
        reactionMessage: {
          key: { id: text(asObject(fields['key'])?.['id']) },
          text: text(fields['reaction']),
        },
      };
      return { messageType: 'reactionMessage', message, shown: '' };
    },
  },
  sendList: { required: ['number', 'title', 'buttonText', 'sections'], content: list },
  sendButtons: { required: ['number', 'buttons'], content: buttons },
  sendLocation: {
    required: ['number', 'latitude', 'longitude', 'name', 'address'],
    content: () => ({
      messageType: 'locationMessage',
      message: { locationMessage: {} },
      shown: '[localização]',
    }),
  },
};

/** A URL needs a dotted host or an address; otherwise it must be bare base64 (§1.8). */
export function isOwnedMedia(value: string): boolean {
  if (/^https?:\/\//.test(value)) return URL.canParse(value) && new URL(value).hostname.includes('.');
  return value.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(value);
}

/** True for an operation of `/message/…` that exists. */
export const isSendOperation = (operation: string): boolean => Object.hasOwn(ENDPOINTS, operation);

/** Reads a body posted to `/message/{operation}/{instance}`. @throws for an operation that does not exist. */
export function readEvolutionSend(operation: string, raw: unknown): EvolutionSendRequest {
  const endpoint = ENDPOINTS[operation];
  if (!endpoint) throw new Error(`no operation ${operation}`);
  const fields = asObject(raw) ?? {};
  const problems = endpoint.required
    .filter((name) => fields[name] === undefined || fields[name] === '')
    .map((name) =>
      fields[name] === '' ? `property "${name}" cannot be empty` : `requires property "${name}"`,
    );
  const key = asObject(fields['key']);
  const incomplete =
    operation === 'sendReaction' &&
    key &&
    ['id', 'remoteJid', 'fromMe'].filter((name) => key[name] === undefined);
  for (const name of incomplete || []) problems.push(`.key requires property "${name}"`);
  if (problems.length > 0) return { kind: 'invalid', problems };
  if (endpoint.media && !isOwnedMedia(text(fields[endpoint.media]))) return { kind: 'media_input' };
  const messageId = asText(key?.['id']);
  return {
    kind: 'send',
    ...endpoint.content(fields),
    number: text(fields['number']) || text(key?.['remoteJid']),
    type: operation.replace(/^send/, '').toLowerCase(),
    delayMs: typeof fields['delay'] === 'number' ? Math.max(0, fields['delay']) : 0,
    reaction: messageId ? { messageId, emoji: text(fields['reaction']) } : null,
  };
}
