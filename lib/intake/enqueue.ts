/** Puts events in the queue: which line each stands in, and what makes two deliveries of one event the same. */
import { createHash } from 'node:crypto';
import { leadKeys } from '../lead.ts';
import type { KommoEvent, WhatsAppEvent } from '../lead-event.ts';
import type { LeadQueue, QueuedEvent, QueuePlace } from '../queue.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

/**
 * The place of a WhatsApp event. Only first-hand messages use the provider's id alone: SQS swallows a repeated id for five
 * minutes, and content must be able to follow its placeholder (facts/whatsapp.md §8.4).
 */
export function whatsappPlace(event: WhatsAppEvent, newId: () => string): QueuePlace {
  switch (event.kind) {
    case 'inbound': {
      const isPlaceholder = event.content.kind === 'unsupported' && event.content.placeholder;
      return { group: firstKey(event.from), dedupe: `${isPlaceholder ? 'ph' : 'in'}:${event.messageId}` };
    }
    case 'human_message':
      return { group: firstKey(event.to), dedupe: `hm:${event.source}:${event.messageId}` };
    case 'identity':
      return { group: firstKey(event.before), dedupe: `id:${event.eventId}` };
    case 'status':
      return { group: `status:${event.providerId}`, dedupe: `st:${event.status}:${event.providerId}` };
    case 'edited':
      return { group: `message:${event.targetId}`, dedupe: `ed:${digest(event.targetId + event.text)}` };
    case 'deleted':
      return { group: `message:${event.targetId}`, dedupe: `de:${event.targetId}` };
    case 'connection':
      return { group: 'connection', dedupe: newId() };
    case 'account':
      return { group: 'account', dedupe: newId() };
  }
}

/**
 * The place of a Kommo event. A card's hooks are never taken for one another: human → bot → human can look alike, and a
 * takeover dropped is worse than one recorded twice (facts/kommo.md §9.1).
 */
export function kommoPlace(event: KommoEvent, newId: () => string): QueuePlace {
  if (event.kind === 'contact') return { group: `kommo:contact:${event.kommoContactId}`, dedupe: newId() };
  const group = event.kommoLeadId === null ? 'kommo' : `kommo:${event.kommoLeadId}`;
  switch (event.kind) {
    case 'card':
      return { group, dedupe: newId() };
    case 'card_reply':
      return { group, dedupe: `cr:${event.messageId}` };
    case 'card_command':
      return { group, dedupe: `cc:${event.noteId}` };
  }
}

function firstKey(address: Parameters<typeof leadKeys>[0]): string {
  const [key] = leadKeys(address);
  if (key === undefined) throw new Error('an address without a key cannot stand in line');
  return key;
}

export type Enqueued = { readonly body: QueuedEvent; readonly sequenceNumber: string };

/** Groups at a time: enough for a batch of a thousand, kind to the sockets. */
const LINES_AT_ONCE = 20;

/**
 * Enqueues everything, in order within a line, many lines at once. @throws when any could not be enqueued: the provider
 * sends the whole body again, and deduplication drops what already stands.
 */
export async function enqueueAll(
  items: readonly { body: QueuedEvent; place: QueuePlace }[],
  { queue, correlationId }: { queue: Pick<LeadQueue, 'send'>; correlationId: string },
): Promise<readonly Enqueued[]> {
  const lines = [...Map.groupBy(items, ({ place }) => place.group).values()];
  const enqueued: Enqueued[] = [];
  const worker = async (): Promise<void> => {
    for (let line = lines.shift(); line; line = lines.shift()) {
      for (const { body, place } of line) {
        const { sequenceNumber } = await queue.send(body, { ...place, correlationId });
        enqueued.push({ body, sequenceNumber });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(LINES_AT_ONCE, lines.length) }, worker));
  return enqueued;
}
