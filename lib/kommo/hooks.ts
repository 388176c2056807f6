/**
 * Kommo's webhook in our words. A hook is a hint (no signature, no order, no exactly-once; facts/kommo.md §1.6): what is said
 * here about a stage is verified by a live read. Nothing here knows which stage is whose, and nothing here does I/O.
 */
import { CardCommandEvent, CardEvent, CardReplyEvent, ContactEvent, type KommoEvent } from '../lead-event.ts';
import { typedPhones } from '../phone.ts';
import { clean, cut } from '../text.ts';
import {
  childOf,
  type FormValue,
  itemsOf,
  keysOf,
  type ParsedForm,
  parseForm,
  parseJsonAsForm,
  textAt,
} from './form.ts';

export type ParsedKommoHook =
  | {
      readonly kind: 'hook';
      /** `account[id]`; null where the body names none. The caller compares it with its own. */
      readonly accountId: number | null;
      readonly events: readonly KommoEvent[];
      /** What the body carried that concerns no lead, as `entity.action`; never content. */
      readonly ignored: readonly string[];
    }
  /** Nothing in it: a ping. Answered 200, no effect (H8). */
  | { readonly kind: 'empty' }
  | { readonly kind: 'malformed'; readonly reason: string };

const CARD_ACTIONS = ['status', 'update', 'add', 'delete', 'restore', 'responsible'] as const;
type CardAction = (typeof CARD_ACTIONS)[number];

/** What an item turned out to be: events, or a word for the list of ignored things. */
type Reading = readonly KommoEvent[] | string;

/** `element_type` of a lead; of a contact it is 1 (facts/kommo.md §1.5). */
const LEAD_ELEMENT = '2';
/** `note_type` of a text; a file is 5 and its text is a file name. */
const TEXT_NOTE = '4';
const TEXT_MAX_LENGTH = 65_536;

/** Every number of a form is digits; anything else (a `Y-m-d` date, an empty string) is no number. */
function wholeNumber(value: FormValue | undefined, key: string): number | null {
  const text = textAt(value, key);
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
const positiveNumber = (value: FormValue | undefined, key: string): number | null =>
  wholeNumber(value, key) || null;

function card(action: CardAction, item: FormValue): Reading {
  const event = CardEvent.safeParse({
    kind: 'card',
    action,
    kommoLeadId: wholeNumber(item, 'id'),
    pipelineId: wholeNumber(item, 'pipeline_id'),
    statusId: wholeNumber(item, 'status_id'),
    oldStatusId: wholeNumber(item, 'old_status_id'),
    oldPipelineId: wholeNumber(item, 'old_pipeline_id'),
    modifiedBy: wholeNumber(item, 'modified_user_id'),
    changedAt: positiveNumber(item, 'last_modified') ?? positiveNumber(item, 'updated_at'),
  });
  return event.success ? [event.data] : `leads.${action}.without_id`;
}

const CONTACT_ACTIONS = ['add', 'update', 'delete', 'restore'] as const;
/** A contact has a few phones; a body that names hundreds is no contact's. */
const CONTACT_PHONES_MAX = 20;

/** A radio button's `values` is an object where every other field has a list (facts/kommo.md §1.5). */
function contact(action: ContactEvent['action'], item: FormValue): Reading {
  if (textAt(item, 'type') === 'company') return 'contacts.company';
  const phones = itemsOf(childOf(item, 'custom_fields'))
    .filter((field) => textAt(field, 'code') === 'PHONE')
    .flatMap((field) => itemsOf(childOf(field, 'values')))
    .flatMap((value) => typedPhones(textAt(value, 'value') ?? ''));
  const event = ContactEvent.safeParse({
    kind: 'contact',
    action,
    kommoContactId: wholeNumber(item, 'id'),
    phones: [...new Set(phones)].slice(0, CONTACT_PHONES_MAX),
  });
  return event.success ? [event.data] : `contacts.${action}.without_id`;
}

/** Only the whole text is a command: a note that quotes `/bot` releases nothing. */
function command(item: FormValue): Reading {
  const note = childOf(item, 'note');
  const text = textAt(note, 'text')?.trim().toLowerCase();
  if (textAt(note, 'note_type') !== TEXT_NOTE || textAt(note, 'element_type') !== LEAD_ELEMENT)
    return 'leads.note';
  if (text !== '/humano' && text !== '/bot') return 'leads.note';
  const event = CardCommandEvent.safeParse({
    kind: 'card_command',
    noteId: textAt(note, 'id'),
    kommoLeadId: wholeNumber(note, 'element_id'),
    command: text === '/humano' ? 'humano' : 'bot',
    userId: wholeNumber(note, 'created_by'),
  });
  return event.success ? [event.data] : 'leads.note.incomplete';
}

/**
 * A person's answer in Kommo's chat. Two spellings exist and neither is confirmed (facts/kommo.md §1.5), so: what left is judged by
 * `type` or by its entity, then by its author: a `user`, whom one spelling gives no id of the account, or an `internal` one with an id
 * (without, it is a robot).
 */
function reply(entity: string, item: FormValue): Reading {
  const type = textAt(item, 'type');
  const isOutgoing = type === 'outgoing' || (entity === 'outgoing_message' && type === undefined);
  if (!isOutgoing) return `${entity}.incoming`;
  const author = childOf(item, 'author');
  const userId = positiveNumber(author, 'user_id');
  const authorType = textAt(author, 'type');
  // Kommo's AI agents and Salesbots: recorded as what they are (P23, facts/kommo.md §10.10).
  const byRobot = authorType === 'bot' || (authorType === 'internal' && userId === null);
  if (authorType !== 'user' && authorType !== 'internal' && !byRobot) return `${entity}.no_person`;
  const isOfLead = textAt(item, 'entity_type') === 'lead' || textAt(item, 'element_type') === LEAD_ELEMENT;
  const event = CardReplyEvent.safeParse({
    kind: 'card_reply',
    messageId: textAt(item, 'id'),
    kommoLeadId: isOfLead ? (positiveNumber(item, 'entity_id') ?? positiveNumber(item, 'element_id')) : null,
    kommoContactId: positiveNumber(item, 'contact_id'),
    userId,
    ...(byRobot && { byRobot }),
    sentAt: wholeNumber(item, 'created_at'),
    text: cut(clean(textAt(item, 'text') ?? ''), TEXT_MAX_LENGTH),
  });
  if (!event.success || (event.data.kommoLeadId === null && event.data.kommoContactId === null))
    return `${entity}.incomplete`;
  return [event.data];
}

/** An incoming lead that a person accepted or declined: the body names the cards and no stage, so the stage is read live. */
function unsorted(item: FormValue): Reading {
  const result = childOf(item, 'accept_result') ?? childOf(item, 'decline_result');
  const events = itemsOf(childOf(result, 'leads')).map((id) =>
    CardEvent.safeParse({
      kind: 'card',
      action: 'update',
      kommoLeadId: typeof id === 'string' ? Number(id) : null,
      pipelineId: null,
      statusId: null,
      oldStatusId: null,
      oldPipelineId: null,
      modifiedBy: wholeNumber(item, 'modified_user_id'),
      // Its `created_at` is the incoming lead's, not the moment of the decision.
      changedAt: null,
    }),
  );
  return events.flatMap((event) => (event.success ? [event.data] : []));
}

function readingOf(entity: string, action: string, item: FormValue): Reading {
  const cardAction = CARD_ACTIONS.find((known) => known === action);
  if (entity === 'leads' && cardAction) return card(cardAction, item);
  if (entity === 'leads' && action === 'note') return command(item);
  const contactAction = CONTACT_ACTIONS.find((known) => known === action);
  if (entity === 'contacts' && contactAction) return contact(contactAction, item);
  if ((entity === 'message' || entity === 'outgoing_message') && action === 'add') return reply(entity, item);
  if (entity === 'unsorted' && action === 'delete') return unsorted(item);
  return `${entity}.${action}`;
}

/** One of Kommo's names, or `unknown`: whatever stands in a stranger's body does not reach a log. */
const named = (word: string): string => (/^[a-z_]{1,30}$/.test(word) ? word : 'unknown');

function looksLikeJson(body: Uint8Array, contentType: string | undefined): boolean {
  if (contentType?.toLowerCase().includes('json')) return true;
  // A form never starts with a brace or a bracket: Kommo percent-encodes both.
  const first = new TextDecoder().decode(body.subarray(0, 16)).trimStart()[0];
  return first === '{' || first === '[';
}

/** A bulk edit tells of fifty cards at a time (facts/kommo.md §1.4). */
const ITEMS_MAX = 5_000;

/** Reads one delivery, batched or not. Never throws. `contentType` decides nothing that the body itself does not confirm. */
export function parseKommoHook(body: Uint8Array, contentType: string | undefined): ParsedKommoHook {
  if (new TextDecoder().decode(body.subarray(0, 64)).trim() === '' && body.byteLength <= 64)
    return { kind: 'empty' };
  const parsed: ParsedForm = looksLikeJson(body, contentType) ? parseJsonAsForm(body) : parseForm(body);
  if (parsed.kind === 'malformed') return parsed;

  const events: KommoEvent[] = [];
  const ignored = new Set<string>();
  let items = 0;
  for (const entity of keysOf(parsed.root)) {
    if (entity === 'account') continue;
    const actions = keysOf(parsed.root[entity]);
    if (actions.length === 0) ignored.add(named(entity));
    for (const action of actions)
      for (const item of itemsOf(childOf(parsed.root[entity], action))) {
        items += 1;
        if (items > ITEMS_MAX) return { kind: 'malformed', reason: 'too many items' };
        const reading = readingOf(named(entity), named(action), item);
        if (typeof reading === 'string') ignored.add(reading);
        else events.push(...reading);
      }
  }
  return {
    kind: 'hook',
    accountId: wholeNumber(parsed.root['account'], 'id'),
    events,
    ignored: [...ignored],
  };
}
