/**
 * Media of the Cloud API: an id is exchanged for a URL that lives five minutes and needs the token; an id received in a webhook
 * lives seven days, an uploaded one thirty (facts/whatsapp.md §2.4).
 */
import { createHash } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import type { Ids } from './ids.ts';

const DAY_MS = 24 * 60 * 60_000;
const RECEIVED_LIFE_MS = 7 * DAY_MS;
const UPLOADED_LIFE_MS = 30 * DAY_MS;
const URL_LIFE_MS = 5 * 60_000;

export type StoredMedia = {
  readonly id: string;
  readonly mimeType: string;
  readonly bytes: Uint8Array;
  readonly expiresAt: number;
};

export type CloudMedia = {
  /** Keeps bytes under a new 16-digit id. */
  keep(media: { bytes: Uint8Array; mimeType: string; origin: 'received' | 'uploaded' }): StoredMedia;
  /** The live media of an id; null when unknown or expired. */
  find(id: string): StoredMedia | null;
  /** `?mid=…&ext=…&hash=…`: to be appended to the emulator's download address. */
  ticket(media: StoredMedia): string;
  /** The media a ticket admits to; null when it is forged, stale, or the media is gone. */
  redeem(query: URLSearchParams): StoredMedia | null;
};

/** Base64, as webhooks carry it. */
export const mediaSha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('base64');

export function createCloudMedia({ clock, ids }: { clock: Clock; ids: Ids }): CloudMedia {
  const stored = new Map<string, StoredMedia>();
  const find = (id: string): StoredMedia | null => {
    const media = stored.get(id);
    return media && media.expiresAt > clock.nowMs() ? media : null;
  };
  const hashOf = (id: string, expires: string): string =>
    createHash('sha256').update(`${id}:${expires}`).digest('base64url').slice(0, 16);

  return {
    find,
    keep: ({ bytes, mimeType, origin }) => {
      const life = origin === 'received' ? RECEIVED_LIFE_MS : UPLOADED_LIFE_MS;
      const media = { id: ids.digits(16), mimeType, bytes, expiresAt: clock.nowMs() + life };
      stored.set(media.id, media);
      return media;
    },
    ticket: ({ id }) => {
      const expires = String(Math.floor((clock.nowMs() + URL_LIFE_MS) / 1000));
      return `?mid=${id}&ext=${expires}&hash=${hashOf(id, expires)}`;
    },
    redeem: (query) => {
      const id = query.get('mid') ?? '';
      const expires = query.get('ext') ?? '';
      const genuine = query.get('hash') === hashOf(id, expires) && Number(expires) * 1000 > clock.nowMs();
      return genuine ? find(id) : null;
    },
  };
}
