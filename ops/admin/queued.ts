/** What a message of the queue is, told without telling what was said or by whom; and whether it is about one person. */
import { type Address, type KommoLeadId, type LeadId, LeadKey, leadKeys } from '../../lib/lead.ts';
import { Envelope } from '../../lib/queue.ts';

export type { Envelope } from '../../lib/queue.ts';

/** Null for what no version of this product wrote. */
export function envelopeOf(body: string): Envelope | null {
  try {
    const envelope = Envelope.safeParse(JSON.parse(body));
    return envelope.success ? envelope.data : null;
  } catch {
    return null;
  }
}

/** "a lead's message (voice)", "Kommo: card 16000001, status" */
export function describe({ body }: Envelope): string {
  switch (body.source) {
    case 'whatsapp': {
      const { event } = body;
      switch (event.kind) {
        case 'inbound':
          return `a lead's message (${event.content.kind})`;
        case 'human_message':
          return 'a person answered the lead';
        case 'status':
          return `how far a send got (${event.status})`;
        case 'edited':
        case 'deleted':
          return `a message was ${event.kind}`;
        case 'preference':
          return `the lead's switch for promotions (${event.wish})`;
        case 'identity':
          return 'two addresses are one person';
        case 'connection':
          return `the WhatsApp connection (${event.state})`;
        case 'account':
          return `the WhatsApp account (${event.field}: ${event.event})`;
      }
      break;
    }
    case 'statuses':
      return `how far ${body.event.statuses.length} sends got (${[...new Set(body.event.statuses.map(({ status }) => status))].join(', ')})`;
    case 'kommo':
      if (body.event.kind === 'contact')
        return `Kommo: contact ${body.event.kommoContactId}, ${body.event.action}`;
      return `Kommo: card ${body.event.kommoLeadId ?? 'unknown'}, ${body.event.kind === 'card' ? body.event.action : body.event.kind === 'card_command' ? `/${body.event.command}` : 'a person answered'}`;
    case 'self':
      return `lead ${body.event.kind === 'rehearsal' ? 'of a rehearsal' : body.event.leadId}: ${body.event.kind}`;
  }
}

/** When a lead wrote it, epoch milliseconds; null for anything that is not answered. */
export const writtenAtMs = ({ body }: Envelope): number | null =>
  body.source === 'whatsapp' && body.event.kind === 'inbound' ? body.event.sentAt * 1000 : null;

/** Everything one person is known by. */
export type Person = {
  readonly leadId: LeadId;
  readonly keys: ReadonlySet<LeadKey>;
  readonly kommoLeadId: KommoLeadId | null;
  /** Provider ids of messages to and from them. */
  readonly providerIds: ReadonlySet<string>;
};

/** Is this message about that person? */
export function isAbout({ body }: Envelope, person: Person): boolean {
  const isTheirs = (address: Address | null): boolean =>
    address !== null && leadKeys(address).some((key) => person.keys.has(key));
  switch (body.source) {
    case 'self':
      return body.event.kind !== 'rehearsal' && body.event.leadId === person.leadId;
    // Of several people, and only the ids of messages: once somebody is erased, theirs are nobody's.
    case 'statuses':
      return false;
    case 'kommo':
      return body.event.kind === 'contact'
        ? body.event.phones.some((phone) => person.keys.has(LeadKey.parse(phone)))
        : person.kommoLeadId !== null && body.event.kommoLeadId === person.kommoLeadId;
    case 'whatsapp': {
      const { event } = body;
      switch (event.kind) {
        case 'inbound':
        case 'preference':
          return isTheirs(event.from);
        case 'human_message':
          return isTheirs(event.to) || (event.quotes !== null && person.providerIds.has(event.quotes));
        case 'identity':
          return isTheirs(event.before) || isTheirs(event.after);
        case 'status':
          return person.providerIds.has(event.providerId);
        case 'edited':
        case 'deleted':
          return isTheirs(event.chat) || person.providerIds.has(event.targetId);
        case 'connection':
        case 'account':
          return false;
      }
    }
  }
}
