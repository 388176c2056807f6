/** A lead's message as Evolution writes it in `data` of MESSAGES_UPSERT (facts/whatsapp.md §1.5; test/fixtures/evolution). */

import { brazilianWaId } from './contacts.ts';
import { seededBytes } from './ids.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';
import { phoneNumber } from './phone-number.ts';
import { isMedia, type LeadContent, type MediaContent, mediaOf, shownText } from './vocabulary.ts';

/** What only Evolution delivers. `extended_text`: a text its build did not flatten to `conversation`. */
export type EvolutionContent =
  | LeadContent
  /** What nobody wrote (§9.1): pins, keeps, call logs, a mention in a status, which wraps a real message. */
  | { readonly kind: 'notice'; readonly notice: keyof typeof NOTICES }
  /** Any content at all under its own key, as newer apps send it. */
  | { readonly kind: 'raw'; readonly message: JsonObject }
  | { readonly kind: 'extended_text'; readonly text: string }
  /** An empty emoji takes the reaction back. */
  | { readonly kind: 'reaction'; readonly target: JsonObject; readonly emoji: string }
  | {
      readonly kind: 'poll_vote';
      readonly pollId: string;
      readonly option: string;
      readonly options: readonly string[];
    };

const NOTICES = {
  pin: { pinInChatMessage: { key: { id: '3EB0AA' }, type: 'PIN_FOR_ALL', senderTimestampMs: '1' } },
  keep: { keepInChatMessage: { key: { id: '3EB0AA' }, keepType: 'KEEP_FOR_ALL', timestampMs: '1' } },
  call_log: { callLogMesssage: { isVideo: false, callOutcome: 'MISSED', durationSecs: '0' } },
  status_mention: {
    statusMentionMessage: {
      message: { imageMessage: { mimetype: 'image/jpeg', caption: 'olha meu status' } },
    },
  },
  group_status_mention: {
    groupStatusMentionMessage: { message: { protocolMessage: { type: 'STATUS_MENTION_MESSAGE' } } },
  },
} as const satisfies Record<string, JsonObject>;

/** What the phone shows of it. */
export function shownEvolutionText(content: EvolutionContent): string {
  if (content.kind === 'notice') return `[${content.notice}]`;
  if (content.kind === 'raw') return `[${Object.keys(content.message)[0]}]`;
  if (content.kind === 'extended_text') return content.text;
  if (content.kind === 'reaction') return content.emoji;
  return content.kind === 'poll_vote' ? `[voto] ${content.option}` : shownText(content);
}

/** A byte field as JSON carries it: `{"0":12,…}`. */
export function byteObject(options: { seed: string; length: number }): JsonObject {
  return Object.fromEntries([...seededBytes(options)].map((byte, index) => [String(index), byte]));
}

/** A 64-bit integer as JSON carries it. */
export const long = (value: number, unsigned = false): JsonObject => ({
  low: value | 0,
  high: Math.floor(value / 2 ** 32),
  unsigned,
});

/** What goes into `message`, under which `messageType`, and what stands beside it in `data`. */
export type EvolutionBody = {
  readonly message: JsonObject;
  readonly messageType: string;
  readonly beside: JsonObject;
};

const MEDIA_TYPES = {
  image: 'imageMessage',
  video: 'videoMessage',
  audio: 'audioMessage',
  voice: 'audioMessage',
  document: 'documentMessage',
  sticker: 'stickerMessage',
} as const;

function mediaFields(
  content: MediaContent,
  { id, atSeconds }: { id: string; atSeconds: number },
): JsonObject {
  const { mimeType, fileName, bytes } = mediaOf(content);
  const directPath = `/o1/v/t62.7117-24/f2/m231/${seededBytes({ seed: `path ${id}`, length: 30 }).toString('base64url')}?ccb=9-4&oh=01_EXEMPLO&oe=69A00000&_nc_sid=e6ed6c`;
  const isAudio = content.kind === 'audio' || content.kind === 'voice';
  const isPicture = content.kind === 'image' || content.kind === 'video' || content.kind === 'sticker';
  return {
    url: `https://mmg.whatsapp.net${directPath}&mms3=true`,
    mimetype: mimeType,
    ...(fileName !== null && { title: fileName, fileName }),
    ...(content.caption !== undefined && { caption: content.caption }),
    fileSha256: byteObject({ seed: `sha ${id}`, length: 32 }),
    fileLength: long(bytes.byteLength, true),
    ...(isAudio && {
      seconds: 4,
      ptt: content.kind === 'voice',
      waveform: byteObject({ seed: `wave ${id}`, length: 8 }),
    }),
    ...(isPicture && { height: 1, width: 1 }),
    ...(content.kind === 'document' && { pageCount: 1 }),
    mediaKey: byteObject({ seed: `key ${id}`, length: 32 }),
    fileEncSha256: byteObject({ seed: `enc ${id}`, length: 32 }),
    directPath,
    mediaKeyTimestamp: long(atSeconds),
    ...(content.kind === 'image' && { jpegThumbnail: byteObject({ seed: `thumb ${id}`, length: 16 }) }),
  };
}

/** `messageContextInfo` of a plain text from a phone: the part of it every build sends, and what a LID chat adds. */
function deviceInfo({
  id,
  atSeconds,
  deviceList,
}: Pick<Facts, 'id' | 'atSeconds' | 'deviceList'>): JsonObject {
  const time = (value: number): Json => (deviceList === 'longs' ? long(value, true) : value);
  return {
    threadId: [],
    deviceListMetadata: {
      senderKeyIndexes: [],
      recipientKeyIndexes: [],
      senderKeyHash: byteObject({ seed: `sender ${id}`, length: 10 }),
      senderTimestamp: time(atSeconds - 900_000),
      recipientKeyHash: byteObject({ seed: `recipient ${id}`, length: 10 }),
      recipientTimestamp: time(atSeconds - 700_000),
    },
    deviceListMetadataVersion: 2,
    messageSecret: byteObject({ seed: `secret ${id}`, length: 32 }),
  };
}

const SHORT_INFO: JsonObject = { threadId: [], deviceListMetadataVersion: 2 };

type Facts = {
  readonly id: string;
  readonly atSeconds: number;
  /** `contextInfo` of the message it answers. */
  readonly quote: JsonObject | null;
  /** The chat, as keys inside the body name it. */
  readonly chatJid: string;
  /** How a plain text carries the device list: not at all, or with its times as Longs or (up to 2.3.4) as numbers. */
  readonly deviceList: 'absent' | 'longs' | 'numbers';
};

type Choice = Extract<LeadContent, { kind: 'button' | 'list' | 'template_button' | 'native_button' }>;

function choice(
  { kind, id, text, description }: Choice,
  quote: JsonObject | null,
): { type: string; fields: JsonObject } {
  const contextInfo = quote && { contextInfo: quote };
  switch (kind) {
    case 'button':
      return {
        type: 'buttonsResponseMessage',
        fields: { selectedButtonId: id, selectedDisplayText: text, ...contextInfo, type: 1 },
      };
    case 'template_button': {
      const fields = { selectedId: id, selectedDisplayText: text, ...contextInfo, selectedIndex: 0 };
      return { type: 'templateButtonReplyMessage', fields };
    }
    case 'list': {
      const fields = {
        title: text,
        listType: 1,
        singleSelectReply: { selectedRowId: id },
        ...contextInfo,
        description: description ?? '',
      };
      return { type: 'listResponseMessage', fields };
    }
    case 'native_button':
      return nativeFlow({ text, name: 'quick_reply', params: { id, display_text: text } }, quote);
  }
}

function nativeFlow(
  { text, name, params }: { text: string; name: string; params: JsonObject },
  quote: JsonObject | null,
) {
  const nativeFlowResponseMessage = { name, paramsJson: JSON.stringify(params), version: 1 };
  const fields = {
    body: { text, format: 0 },
    nativeFlowResponseMessage,
    ...(quote && { contextInfo: quote }),
  };
  return { type: 'interactiveResponseMessage', fields };
}

/** The body of one message. Bytes of a file are not in it: `base64` is the webhook's business. */
export function evolutionBody(
  content: EvolutionContent,
  { id, atSeconds, quote, chatJid, deviceList }: Facts,
): EvolutionBody {
  const beside: JsonObject = quote ? { contextInfo: quote } : {};
  const typed = (messageType: string, fields: JsonObject, more: JsonObject = beside): EvolutionBody => ({
    message: { messageContextInfo: SHORT_INFO, [messageType]: fields },
    messageType,
    beside: more,
  });
  if (isMedia(content)) {
    const more = content.kind === 'document' ? beside : { contextInfo: quote };
    return typed(MEDIA_TYPES[content.kind], mediaFields(content, { id, atSeconds }), more);
  }
  switch (content.kind) {
    case 'text': {
      const messageContextInfo =
        deviceList === 'absent' || quote ? SHORT_INFO : deviceInfo({ id, atSeconds, deviceList });
      const ad = content.adId !== undefined && {
        externalAdReply: { title: 'Fale com a gente', sourceType: 'ad', sourceId: content.adId },
      };
      const forwarded = content.forwarded && { isForwarded: true, forwardingScore: 1 };
      const contextInfo = (quote || ad || forwarded) && { contextInfo: { ...quote, ...ad, ...forwarded } };
      return {
        message: { conversation: content.text, messageContextInfo },
        messageType: 'conversation',
        beside: { ...contextInfo },
      };
    }
    case 'extended_text':
      return typed('extendedTextMessage', { text: content.text }, { contextInfo: quote });
    case 'button':
    case 'list':
    case 'template_button':
    case 'native_button': {
      const { type, fields } = choice(content, quote);
      return typed(type, fields);
    }
    case 'form': {
      const { type, fields } = nativeFlow({ text: 'Enviado', name: 'flow', params: content.fields }, quote);
      return typed(type, fields);
    }
    case 'location': {
      const { latitude, longitude, place, address } = content;
      const named = {
        ...(place !== undefined && { name: place }),
        ...(address !== undefined && { address }),
      };
      return typed(
        'locationMessage',
        { degreesLatitude: latitude, degreesLongitude: longitude, ...named },
        { contextInfo: quote },
      );
    }
    case 'contact_card': {
      const phone = phoneNumber(content.phone);
      const waid = phone ? `;waid=${brazilianWaId(phone)}` : '';
      const vcard = `BEGIN:VCARD\nVERSION:3.0\nN:${content.cardName};;;\nFN:${content.cardName}\nTEL;type=CELL;type=VOICE${waid}:${content.phone}\nEND:VCARD`;
      return typed('contactMessage', { displayName: content.cardName, vcard }, { contextInfo: quote });
    }
    case 'notice':
    case 'raw': {
      const message: JsonObject = content.kind === 'raw' ? content.message : NOTICES[content.notice];
      const messageType = Object.keys(message).find((key) => /Message/.test(key)) ?? 'unknown';
      return { message: { ...message, messageContextInfo: SHORT_INFO }, messageType, beside };
    }
    case 'reaction': {
      const key = { ...content.target, participant: '' };
      return typed('reactionMessage', {
        key,
        text: content.emoji,
        senderTimestampMs: long(atSeconds * 1000),
      });
    }
    case 'poll_vote': {
      const pollUpdates = content.options.map((name) => ({
        name,
        voters: name === content.option ? [chatJid] : [],
      }));
      const vote = {
        encPayload: byteObject({ seed: `vote ${id}`, length: 24 }),
        encIv: byteObject({ seed: `iv ${id}`, length: 12 }),
        selectedOptions: [content.option],
      };
      const pollCreationMessageKey = {
        remoteJid: chatJid,
        fromMe: true,
        id: content.pollId,
        participant: '',
      };
      const fields = { pollCreationMessageKey, vote, senderTimestampMs: long(atSeconds * 1000) };
      return typed('pollUpdateMessage', fields, { ...beside, pollUpdates });
    }
  }
}

/** Wraps a body as a disappearing or a view-once message arrives: not unwrapped, and without a preview (§1.5). */
export function wrapBody({ message }: EvolutionBody, wrapper: 'ephemeral' | 'viewOnce'): EvolutionBody {
  const { messageContextInfo, conversation, imageMessage, ...rest } = message;
  const messageType = wrapper === 'ephemeral' ? 'ephemeralMessage' : 'viewOnceMessageV2';
  const wrapped = (inner: JsonObject): EvolutionBody => ({
    message: { messageContextInfo, [messageType]: { message: inner } },
    messageType,
    beside: {},
  });
  if (typeof conversation === 'string') {
    const contextInfo = { expiration: 86_400, ephemeralSettingTimestamp: long(0) };
    return wrapped({ extendedTextMessage: { text: conversation, contextInfo } });
  }
  if (!isJsonObject(imageMessage)) return wrapped(rest);
  if (wrapper === 'ephemeral') return wrapped({ imageMessage });
  const { jpegThumbnail: _preview, ...kept } = imageMessage;
  return wrapped({ imageMessage: { ...kept, viewOnce: true } });
}
