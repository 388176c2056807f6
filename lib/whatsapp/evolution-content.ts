/**
 * What an Evolution message is: content to be read, noise, or something nobody knows (W6; facts/whatsapp.md §9.1). Never "the first
 * key" of a message: bookkeeping may come first.
 */
import * as z from 'zod/mini';
import type { Content } from '../lead-event.ts';
import { choice, unsupported, wordsOf } from './content.ts';
import { BOOKKEEPING, NOISE } from './evolution-noise.ts';
import { EvolutionContext, EvolutionProtocol } from './evolution-payload.ts';
import { READERS } from './evolution-readers.ts';
import { idOrNull, partOrNull } from './lenient.ts';

export type RawContent = Readonly<Record<string, unknown>>;

/** What a raw message turned out to be. `edit`: a change of an earlier message; `nothing`: no message of a person. */
export type Reading =
  | {
      readonly kind: 'content';
      readonly content: Content;
      readonly context: EvolutionContext | null;
      /** A poll that was voted in: the vote of a lead answers, one of ours is no word to anybody. */
      readonly pollId: string | null;
    }
  | {
      readonly kind: 'edit';
      readonly targetId: string;
      readonly text: string;
      readonly editedAtMs: number | null;
    }
  | { readonly kind: 'nothing'; readonly reason: string };

const ENVELOPES_MAX = 5;
/** An envelope is whatever holds a message: WhatsApp has 27 of them and adds more (§9.1.3). */
const Envelope = z.looseObject({ message: z.record(z.string(), z.unknown()) });
const opened = (part: unknown): RawContent | undefined => Envelope.safeParse(part).data?.message;

const contentKeys = (message: RawContent): readonly string[] =>
  Object.keys(message).filter(
    (key) => !BOOKKEEPING.has(key) && message[key] !== null && message[key] !== undefined,
  );
const isRead = (key: string): boolean =>
  READERS.has(key) || key === 'protocolMessage' || key === 'pollUpdateMessage';

type Innermost =
  | { readonly kind: 'message'; readonly message: RawContent }
  | { readonly kind: 'noise'; readonly reason: string };

/** The innermost message, or the noise that an envelope's own name says it is: a status mention wraps a real message. */
function unwrapped(message: RawContent): Innermost {
  let inner = message;
  for (let depth = 0; depth <= ENVELOPES_MAX; depth += 1) {
    const keys = contentKeys(inner);
    if (keys.some(isRead)) break;
    const reason = keys.map((key) => NOISE.get(key)).find((known) => known !== undefined);
    if (reason !== undefined) return { kind: 'noise', reason };
    const current = inner;
    const next = keys.map((key) => opened(current[key])).find((held) => held !== undefined);
    if (next === undefined || depth === ENVELOPES_MAX) break;
    inner = next;
  }
  return { kind: 'message', message: inner };
}

const Poll = z.looseObject({
  pollCreationMessageKey: partOrNull({ id: idOrNull }),
  vote: partOrNull({ selectedOptions: z.catch(z.nullable(z.array(z.string())), null) }),
});
const WithContext = z.looseObject({ contextInfo: EvolutionContext });

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
  const { key, type, editedMessage, timestampMs } = protocol.data;
  if (type !== 'MESSAGE_EDIT' && type !== 14)
    return { kind: 'nothing', reason: type === 'REVOKE' || type === 0 ? 'revoke' : 'protocol' };
  const text = editedText(editedMessage);
  return text === null
    ? { kind: 'nothing', reason: 'unreadable_edit' }
    : {
        kind: 'edit',
        targetId: key.id,
        text,
        editedAtMs: timestampMs !== null && timestampMs > 0 ? timestampMs : null,
      };
}

/** The new words of an edited message, however deep they are wrapped; null where there are none. */
export function editedText(message: RawContent | null): string | null {
  if (message === null) return null;
  const found = unwrapped(opened(message) ?? message);
  // An edit within an edit is nothing WhatsApp sends, and could be nested without end.
  if (found.kind === 'noise' || 'protocolMessage' in found.message) return null;
  const reading = readContent({ message: found.message, messageId: 'edit' });
  const text = reading.kind === 'content' ? wordsOf(reading.content) : '';
  return text === '' ? null : text;
}

/** Reads the `message` of an upsert or of a send. `messageId` is what its media are fetched by. */
export function readContent({ message, messageId }: { message: RawContent; messageId: string }): Reading {
  const found = unwrapped(message);
  if (found.kind === 'noise') return { kind: 'nothing', reason: found.reason };
  const inner = found.message;
  const keys = contentKeys(inner);
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
