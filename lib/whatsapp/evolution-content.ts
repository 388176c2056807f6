/**
 * What an Evolution message contains, in our words: a table from the content's key to `Content` (facts/whatsapp.md §1.5).
 * Never "the first key" of a message: bookkeeping may come first.
 */
import * as z from 'zod/mini';
import type { Content } from '../lead-event.ts';
import {
  asText,
  choice,
  contactCard,
  form,
  location,
  type MediaKind,
  mediaContent,
  unsupported,
  wordsOf,
} from './content.ts';
import { EvolutionContext, EvolutionProtocol } from './evolution-payload.ts';
import { decimalOrNull, flag, idOrNull, itemsOrNone, parsedJson, partOrNull, textOrNull } from './lenient.ts';

export type RawContent = Readonly<Record<string, unknown>>;

/** What a raw message turned out to be. `edit`: a change of an earlier message; `nothing`: no message of a person. */
export type Reading =
  | {
      readonly kind: 'content';
      readonly content: Content;
      readonly context: EvolutionContext | null;
      readonly pollId: string | null;
    }
  | { readonly kind: 'edit'; readonly targetId: string; readonly text: string }
  | { readonly kind: 'nothing'; readonly reason: string };

/** Envelopes around the real content, unwrapped like Baileys does, at most `WRAPPERS_MAX` deep. */
const WRAPPERS = [
  'ephemeralMessage',
  'viewOnceMessage',
  'viewOnceMessageV2',
  'viewOnceMessageV2Extension',
  'documentWithCaptionMessage',
  'editedMessage',
  'associatedChildMessage',
] as const;
const WRAPPERS_MAX = 5;
const Wrapper = z.looseObject({ message: z.record(z.string(), z.unknown()) });

/** Keys beside the content that say nothing. */
const BOOKKEEPING = new Set([
  'messageContextInfo',
  'senderKeyDistributionMessage',
  'base64',
  'mediaUrl',
  'speechToText',
]);

/** Content that is no message from a person: nothing to answer, and no takeover when it is ours (§3.1, §5.2). */
const SILENT: ReadonlyMap<string, string> = new Map([
  ['reactionMessage', 'reaction'],
  ['encReactionMessage', 'reaction'],
  ['secretEncryptedMessage', 'encrypted_edit'],
  ['albumMessage', 'album'],
]);

type Reader = (part: unknown, messageId: string) => Content;

/** Reads one part with a schema; a part that does not fit is a content we cannot read. */
const reader = <S extends z.ZodMiniType>(
  key: string,
  schema: S,
  read: (part: z.infer<S>, messageId: string) => Content,
): readonly [string, Reader] =>
  [
    key,
    (part, messageId) => {
      const parsed = schema.safeParse(part);
      return parsed.success ? read(parsed.data, messageId) : unsupported(key);
    },
  ] as const;

const Media = z.looseObject({
  mimetype: textOrNull,
  caption: textOrNull,
  fileName: textOrNull,
  title: textOrNull,
  ptt: flag,
});
const media = (key: string, kind: MediaKind): readonly [string, Reader] =>
  // The id of the message fetches the bytes (§1.3); the url in the payload is encrypted, and base64 never enters an event.
  reader(key, Media, ({ mimetype, caption, fileName, title, ptt }, id) =>
    mediaContent({
      kind: kind === 'audio' && ptt ? 'voice' : kind,
      id,
      mimeType: mimetype,
      caption,
      fileName: kind === 'document' ? (fileName ?? title) : null,
    }),
  );

const Place = z.looseObject({
  degreesLatitude: decimalOrNull,
  degreesLongitude: decimalOrNull,
  name: textOrNull,
  address: textOrNull,
});
const place = (key: string): readonly [string, Reader] =>
  reader(key, Place, ({ degreesLatitude, degreesLongitude, name, address }) =>
    location({ latitude: degreesLatitude, longitude: degreesLongitude, parts: [name, address] }),
  );

const Card = z.looseObject({ displayName: textOrNull });
const NativeFlow = z.looseObject({
  body: partOrNull({ text: textOrNull }),
  nativeFlowResponseMessage: partOrNull({ paramsJson: textOrNull }),
});
const Tapped = z.looseObject({ id: z.string(), display_text: textOrNull });

const READERS: ReadonlyMap<string, Reader> = new Map([
  [
    'conversation',
    (part) => (typeof part === 'string' ? { kind: 'text', text: asText(part) } : unsupported('conversation')),
  ] as const,
  reader('extendedTextMessage', z.looseObject({ text: z.string() }), ({ text }) => ({
    kind: 'text',
    text: asText(text),
  })),
  media('audioMessage', 'audio'),
  media('imageMessage', 'image'),
  media('videoMessage', 'video'),
  media('ptvMessage', 'video'),
  media('documentMessage', 'document'),
  media('stickerMessage', 'sticker'),
  place('locationMessage'),
  place('liveLocationMessage'),
  reader('contactMessage', Card, ({ displayName }) => contactCard([displayName])),
  reader('contactsArrayMessage', z.looseObject({ contacts: itemsOrNone }), ({ contacts }) =>
    contactCard(contacts.map((card) => Card.safeParse(card).data?.displayName ?? null)),
  ),
  reader(
    'buttonsResponseMessage',
    z.looseObject({ selectedButtonId: textOrNull, selectedDisplayText: textOrNull }),
    ({ selectedButtonId, selectedDisplayText }) =>
      choice({ id: selectedButtonId, text: selectedDisplayText }),
  ),
  reader(
    'templateButtonReplyMessage',
    z.looseObject({ selectedId: textOrNull, selectedDisplayText: textOrNull }),
    ({ selectedId, selectedDisplayText }) => choice({ id: selectedId, text: selectedDisplayText }),
  ),
  reader(
    'listResponseMessage',
    z.looseObject({ title: textOrNull, singleSelectReply: partOrNull({ selectedRowId: textOrNull }) }),
    ({ title, singleSelectReply }) => choice({ id: singleSelectReply?.selectedRowId ?? null, text: title }),
  ),
  reader('interactiveResponseMessage', NativeFlow, ({ body, nativeFlowResponseMessage }) => {
    const json = nativeFlowResponseMessage?.paramsJson ?? null;
    const tapped = Tapped.safeParse(json === null ? undefined : parsedJson(json));
    if (tapped.success)
      return choice({ id: tapped.data.id, text: tapped.data.display_text ?? body?.text ?? null });
    return form(json) ?? choice({ id: null, text: body?.text ?? null });
  }),
]);

const Poll = z.looseObject({
  pollCreationMessageKey: partOrNull({ id: idOrNull }),
  vote: partOrNull({ selectedOptions: z.catch(z.nullable(z.array(z.string())), null) }),
});
const WithContext = z.looseObject({ contextInfo: EvolutionContext });

function unwrapped(message: RawContent): RawContent {
  let inner = message;
  for (let depth = 0; depth < WRAPPERS_MAX; depth += 1) {
    const current = inner;
    const wrapper = WRAPPERS.map((key) => Wrapper.safeParse(current[key]).data?.message).find(
      (next) => next !== undefined,
    );
    if (wrapper === undefined) break;
    inner = wrapper;
  }
  return inner;
}

/** A vote is the option's own words; 2.3.7 decrypts it, earlier versions skip it, and a vote taken back has no option. */
function readPoll(part: unknown): Reading {
  const poll = Poll.safeParse(part).data;
  const options = poll?.vote?.selectedOptions;
  if (!options || options.length === 0)
    return { kind: 'nothing', reason: options ? 'poll_vote_removed' : 'poll_vote_unreadable' };
  const words = options.join(', ');
  return {
    kind: 'content',
    content: choice({ id: words, text: words }),
    context: null,
    pollId: poll.pollCreationMessageKey?.id ?? null,
  };
}

/** Edits, by id alone: the key is from the editor's side (§8.1). A revoke is told again, and better, by messages.delete. */
export function readProtocol(part: unknown): Reading {
  const protocol = EvolutionProtocol.safeParse(part);
  if (!protocol.success) return { kind: 'nothing', reason: 'protocol' };
  const { key, type, editedMessage } = protocol.data;
  if (type !== 'MESSAGE_EDIT' && type !== 14)
    return { kind: 'nothing', reason: type === 'REVOKE' || type === 0 ? 'revoke' : 'protocol' };
  const text = editedText(editedMessage);
  return text === null
    ? { kind: 'nothing', reason: 'unreadable_edit' }
    : { kind: 'edit', targetId: key.id, text };
}

/** The new words of an edited message, however deep they are wrapped; null where there are none. */
export function editedText(message: RawContent | null): string | null {
  if (message === null) return null;
  const bare = Wrapper.safeParse(message).data?.message ?? message;
  const reading = readContent({ message: bare, messageId: 'edit' });
  const text = reading.kind === 'content' ? wordsOf(reading.content) : '';
  return text === '' ? null : text;
}

/** Reads the `message` of an upsert or of a send. `messageId` is what its media are fetched by. */
export function readContent({ message, messageId }: { message: RawContent; messageId: string }): Reading {
  const inner = unwrapped(message);
  const keys = Object.keys(inner).filter(
    (key) => !BOOKKEEPING.has(key) && inner[key] !== null && inner[key] !== undefined,
  );
  const silent = keys.map((key) => SILENT.get(key)).find((reason) => reason !== undefined);
  if (silent !== undefined) return { kind: 'nothing', reason: silent };
  if (keys.includes('protocolMessage')) return readProtocol(inner['protocolMessage']);
  if (keys.includes('pollUpdateMessage')) return readPoll(inner['pollUpdateMessage']);
  const key = keys.find((candidate) => READERS.has(candidate)) ?? keys[0];
  if (key === undefined && inner === message) return { kind: 'nothing', reason: 'no_content' };
  // An empty envelope is content withheld from linked devices (view-once): the lead is asked for it again (§1.5).
  if (key === undefined)
    return { kind: 'content', content: unsupported('withheld'), context: null, pollId: null };
  const context = WithContext.safeParse(inner[key]).data?.contextInfo ?? null;
  return {
    kind: 'content',
    content: READERS.get(key)?.(inner[key], messageId) ?? unsupported(key),
    context,
    pollId: null,
  };
}
