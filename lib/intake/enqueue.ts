/** Puts events in the queue: which line each stands in, and what makes two deliveries of one event the same. */
import { leadKeys } from '../lead.ts';
import type { KommoEvent, WhatsAppEvent } from '../lead-event.ts';
import type { LeadQueue, QueuedEvent, QueuePlace, ToSend } from '../queue.ts';
import type { Names } from './lines.ts';

/** All names of the person an event is about, strongest first; null where it names nobody and has a line of its own. */
export function namesIn(event: WhatsAppEvent): Names | null {
  switch (event.kind) {
    case 'inbound':
    case 'preference':
      return leadKeys(event.from);
    case 'human_message':
      return event.to && leadKeys(event.to);
    case 'identity':
      return leadKeys(event.before);
    case 'status':
    case 'edited':
    case 'deleted':
    case 'connection':
    case 'account':
      return null;
  }
}

/**
 * The place of a WhatsApp event. `line`: where the person it names stands. Only first-hand messages use the provider's id alone: SQS
 * swallows a repeated id for five minutes, and content must be able to follow its placeholder (facts/whatsapp.md §8.4). An edit is
 * known by its own id or time, so that A → B → A within five minutes are three (W5).
 */
export function whatsappPlace(event: WhatsAppEvent, line: string | null, newId: () => string): QueuePlace {
  switch (event.kind) {
    case 'inbound': {
      const isPlaceholder = event.content.kind === 'unsupported' && event.content.placeholder;
      return place(line, `${isPlaceholder ? 'ph' : 'in'}:${event.messageId}`);
    }
    case 'human_message':
      return place(line ?? `message:${event.quotes}`, `hm:${event.source}:${event.messageId}`);
    case 'identity':
      return place(line, `id:${event.eventId}`);
    case 'preference':
      return place(line, newId());
    case 'status':
      return place(`status:${event.providerId}`, `st:${event.status}:${event.providerId}`);
    case 'edited':
      return place(
        `message:${event.targetId}`,
        event.eventId !== null
          ? `ed:${event.eventId}`
          : event.editedAtMs !== null
            ? `ed:${event.targetId}:${event.editedAtMs}`
            : newId(),
      );
    case 'deleted':
      return place(`message:${event.targetId}`, `de:${event.targetId}`);
    case 'connection':
      return place('connection', newId());
    case 'account':
      return place('account', newId());
  }
}

function place(group: string | null, dedupe: string): QueuePlace {
  if (group === null) throw new Error('an event about nobody cannot stand in line');
  return { group, dedupe };
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

export type Enqueued = { readonly body: QueuedEvent; readonly sequenceNumber: string };

/**
 * Enqueues everything, in order within a line, lines side by side. @throws when any could not be enqueued: the provider
 * sends the whole body again, and deduplication drops what already stands.
 */
export async function enqueueAll(
  items: readonly ToSend[],
  { queue, correlationId }: { queue: Pick<LeadQueue, 'sendMany'>; correlationId: string },
): Promise<readonly Enqueued[]> {
  const lines = [...Map.groupBy(items, ({ place }) => place.group).values()];
  const longest = Math.max(0, ...lines.map(({ length }) => length));
  const enqueued: Enqueued[] = [];
  // The heads of all lines, then whoever stands behind them: nobody is sent before who came first.
  for (let at = 0; at < longest; at += 1) {
    const row = lines.flatMap((line) => line.slice(at, at + 1));
    const places = await queue.sendMany(row, correlationId);
    for (const [index, { body }] of row.entries())
      enqueued.push({ body, sequenceNumber: places[index]?.sequenceNumber ?? '' });
  }
  return enqueued;
}
