/** What a lead sent through the Cloud API, in our words: a table from Meta's type to `Content` (facts/whatsapp.md §2.3). */
import type { Content } from '../lead-event.ts';
import { CloudCard, CloudContent, CloudErrorItem } from './cloud-payload.ts';
import {
  asText,
  choice,
  contactCard,
  form,
  location,
  type MediaKind,
  mediaContent,
  unsupported,
} from './content.ts';

/** The real content may follow under the same id (facts/whatsapp.md §8.4). */
const CONTENT_UNAVAILABLE = 131_060;

/** Kinds of `unsupported` by which nobody said anything (facts/whatsapp.md §9.3). */
const UNSUPPORTED_NOISE: ReadonlySet<string> = new Set([
  'edit',
  'pin',
  'keep_in_chat',
  'poll_update',
  'reaction',
]);

/** Why this message of a lead's or echo of ours is none to answer or to heed; null: it is one (W6). */
export function cloudNoise(raw: unknown): string | null {
  const content = CloudContent.safeParse(raw);
  if (!content.success) return null;
  const { type, unsupported: what, interactive } = content.data;
  if (type === 'reaction' || type === 'request_welcome') return type;
  // The lead's yes or no to being called: words to nobody.
  if (type === 'interactive' && interactive?.type === 'call_permission_reply') return 'call_permission';
  if (type === 'unsupported' && what?.type && UNSUPPORTED_NOISE.has(what.type))
    return `unsupported_${what.type}`;
  return null;
}

type Reader = (content: CloudContent) => Content;

const mediaReader =
  (key: 'image' | 'audio' | 'video' | 'document' | 'sticker'): Reader =>
  (content) => {
    const part = content[key];
    if (part === null || part.id === null) return unsupported(key);
    const kind: MediaKind = key === 'audio' && part.voice ? 'voice' : key;
    return mediaContent({
      kind,
      id: part.id,
      mimeType: part.mime_type,
      caption: part.caption,
      fileName: part.filename,
    });
  };

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  // A lead who comes by an ad may send nothing but the ad: first words all the same.
  ['text', ({ text }) => ({ kind: 'text', text: asText(text?.body ?? null) })],
  ['button', ({ button }) => choice({ id: button?.payload ?? null, text: button?.text ?? null })],
  [
    'interactive',
    ({ interactive }) => {
      const tapped = interactive?.button_reply ?? interactive?.list_reply;
      if (tapped) return choice({ id: tapped.id, text: tapped.title });
      return form(interactive?.nfm_reply?.response_json ?? null) ?? unsupported('interactive');
    },
  ],
  ['image', mediaReader('image')],
  ['audio', mediaReader('audio')],
  ['video', mediaReader('video')],
  ['document', mediaReader('document')],
  ['sticker', mediaReader('sticker')],
  [
    'location',
    ({ location: place }) =>
      location({
        latitude: place?.latitude ?? null,
        longitude: place?.longitude ?? null,
        parts: [place?.name ?? null, place?.address ?? null],
      }),
  ],
  [
    'contacts',
    ({ contacts }) =>
      contactCard(contacts.map((card) => CloudCard.safeParse(card).data?.name?.formatted_name ?? null)),
  ],
  ['order', ({ order }) => ({ kind: 'order', text: asText(order?.text ?? null) })],
  [
    'unsupported',
    (content) =>
      unsupported(content.unsupported?.type ?? 'unknown', {
        placeholder: content.errors.some(
          (error) => CloudErrorItem.safeParse(error).data?.code === CONTENT_UNAVAILABLE,
        ),
      }),
  ],
]);

/** The content of a raw message or of the `message` inside an edit. A type nobody knows is `unsupported`, so nothing is dropped. */
export function cloudContent(raw: unknown): Content {
  const content = CloudContent.safeParse(raw);
  if (!content.success) return unsupported('unknown');
  return READERS.get(content.data.type)?.(content.data) ?? unsupported(content.data.type);
}
