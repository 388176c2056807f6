/**
 * The log of `npm start` for people: what was said and moved, as the phones and cards show it, and between that what the
 * product did about it, from its structured log. Texts and names come from the emulators; the product's log has none.
 */
import * as z from 'zod/mini';
import type { Language } from '../../lib/language.ts';
import { timeInWords } from '../../lib/reasons-pt.ts';
import type { FeedItem } from './feed.ts';
import { eventIn, FEED } from './log-words.ts';

const LogLine = z.looseObject({ at: z.string(), level: z.string(), event: z.string() });

/** The line of the structured log in words, or null when it says nothing to a person. An event without words is shown raw. */
export function logLineInWords(raw: string, language: Language): string | null {
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    return raw;
  }
  const line = z.safeParse(LogLine, value);
  if (!line.success) return raw;
  const { at, event, level } = line.data;
  const words = eventIn(language, event, line.data);
  if (words === null) return null;
  const { at: _at, event: _event, level: _level, correlationId: _id, ...rest } = line.data;
  const mark = level === 'error' ? '!' : '·';
  return `${timeInWords(Date.parse(at))}    ${mark} ${words ?? `${event} ${JSON.stringify(rest)}`}`;
}

/** What was said or moved, as one line. */
export function itemInWords(item: FeedItem, language: Language): string {
  const words = FEED[language];
  const at = timeInWords(item.atMs);
  if (item.kind === 'message') {
    const speaker = item.speaker === 'lead' ? item.name : `${words[item.speaker]} → ${item.name}`;
    return `${at}  ${speaker}: ${item.text.replaceAll('\n', ' ⏎ ')}`;
  }
  const { leadId, name, from, to, mover } = item;
  return `${at}  ${from === null ? words.created(leadId, name, to) : words.moved(leadId, name, from, to, mover ?? words.robot)}`;
}
