/** Building blocks of `Content`, the same for both providers, and the words a content carries. */
import * as z from 'zod/mini';
import type { Content } from '../lead-event.ts';
import { clean, cut, oneLine, storable } from '../text.ts';
import { TEXT_MAX } from './finding.ts';
import { parsedJson } from './lenient.ts';

const NAME_MAX = 300;
const FIELDS_MAX = 100;
const FIELD_MAX = 2_000;
/** What WhatsApp adds to the answer of a Flow; says nothing about the lead. */
const FLOW_PLUMBING = new Set(['flow_token', '__proto__']);

/** A text as it is kept: clean, as long as an event may carry; the rest is cut (W10). */
export const asText = (text: string | null): string => cut(clean(text ?? ''), TEXT_MAX);

/** A name or label on one line, of bounded length (V7). */
export const asLabel = (text: string): string => cut(oneLine(cut(text, TEXT_MAX)), NAME_MAX);

/** The same, where there may be none. */
export const asLabelOrNull = (text: string | null): string | null => (text === null ? null : asLabel(text));

/** What an ad says of itself, for its subject alone; nothing where it says nothing. */
export function adAbout(title: string | null, body: string | null): { readonly adAbout?: string } {
  const said = asLabel([title, body].filter((part) => part !== null).join(' '));
  return said === '' ? {} : { adAbout: said };
}

export type MediaKind = 'voice' | 'audio' | 'image' | 'video' | 'document' | 'sticker';

/** Media by reference, never by content. */
export function mediaContent({
  kind,
  id,
  mimeType,
  caption,
  fileName,
}: {
  kind: MediaKind;
  id: string;
  mimeType: string | null;
  caption: string | null;
  fileName: string | null;
}): Content {
  return {
    kind,
    media: { id, mimeType: cut(mimeType ?? 'application/octet-stream', 200) },
    caption: caption === null ? null : asText(caption),
    fileName: fileName === null ? null : asLabel(fileName),
  };
}

/** What a lead tapped. Where the answer carries no words, its id has to do. */
export const choice = ({ id, text }: { id: string | null; text: string | null }): Content =>
  id === null && text === null
    ? unsupported('choice')
    : { kind: 'choice', id: cut(storable(id ?? text ?? ''), NAME_MAX), text: asText(text ?? id) };

/** A content we cannot read: recorded, and the lead is asked once for text. */
export const unsupported = (what: string, { placeholder = false } = {}): Content => ({
  kind: 'unsupported',
  what: cut(what.replace(/[^\w.-]/g, ''), NAME_MAX),
  placeholder,
});

/** A place the lead shared. */
export function location({
  latitude,
  longitude,
  parts,
}: {
  latitude: number | null;
  longitude: number | null;
  parts: readonly (string | null)[];
}): Content {
  if (latitude === null || longitude === null) return unsupported('location');
  const label = parts.filter((part) => part !== null).join(', ');
  return { kind: 'location', latitude, longitude, label: label === '' ? null : asLabel(label) };
}

/** Somebody else's card: only the name is kept, so its phone can never be taken for the sender's (R19). */
export const contactCard = (names: readonly (string | null)[]): Content => ({
  kind: 'contact_card',
  name: asLabel(names.filter((name) => name !== null).join(', ')),
});

/** A nested answer as text; one that is nested beyond writing out is none. */
function writtenOut(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return '';
  }
}

/** The answer of a form, which arrives as JSON in a text; null when it is none. */
export function form(json: string | null): Content | null {
  const answers = z.record(z.string(), z.unknown()).safeParse(json === null ? undefined : parsedJson(json));
  if (!answers.success) return null;
  const fields = Object.entries(answers.data)
    .filter(([name, value]) => !FLOW_PLUMBING.has(name) && value !== null && value !== '')
    .slice(0, FIELDS_MAX)
    .map(
      ([name, value]) =>
        [
          asLabel(name),
          cut(clean(typeof value === 'string' ? value : writtenOut(value)), FIELD_MAX),
        ] as const,
    );
  return {
    kind: 'form',
    fields: Object.fromEntries(fields),
    text: asText(fields.map(([name, value]) => `${name}: ${value}`).join('\n')),
  };
}

/** The words of a content, empty where it has none: what a person typed, in a `human_message` or as the new text of an edit. */
export function wordsOf(content: Content): string {
  switch (content.kind) {
    case 'text':
    case 'choice':
    case 'form':
    case 'order':
      return content.text;
    case 'voice':
    case 'audio':
    case 'image':
    case 'video':
    case 'document':
    case 'sticker':
      return content.caption ?? '';
    case 'location':
    case 'contact_card':
    case 'unsupported':
      return '';
  }
}
