/**
 * The card or cards behind a phone number. Reads and makes; who may speak because of them is decided elsewhere.
 */
import type { KommoContactId, KommoLeadId } from '../lead.ts';
import type { Phone } from '../phone.ts';
import { isClosed } from '../pipeline.ts';
import type { Kommo, KommoContact, KommoFailure, KommoLead, LeadPatch } from './kommo.ts';

/**
 * Every contact that carries the phone, oldest first, and all their cards, closed ones included. `contact`: the oldest, ours; null where
 * what was typed only comes close everywhere. `hinted`: the cards of contacts that only come close.
 */
export type FoundCards = {
  readonly kind: 'found';
  readonly contact: KommoContact | null;
  readonly duplicates: readonly KommoContact[];
  readonly leads: readonly KommoLead[];
  readonly hinted: readonly KommoLead[];
};

/** `contactId` on a failure: the contact exists, its card does not (yet, as far as we know). */
export type CreatedCard =
  | {
      readonly kind: 'created';
      readonly contactId: KommoContactId | null;
      readonly kommoLeadId: KommoLeadId;
      readonly merged: boolean;
    }
  | KommoFailure;

export type NewCard = {
  /** The contact to attach the card to, or null to make one with `phone`. */
  readonly contactId: KommoContactId | null;
  readonly phone: Phone | null;
  readonly name: string;
  readonly pipelineId: number;
  readonly statusId: number;
  readonly tags: readonly string[];
  readonly fields: NonNullable<LeadPatch['fields']>;
};

export type Cards = {
  /**
   * Who is behind this phone (H7, H18). A person entered twice has cards on both contacts: all of them are told, for a human stage on
   * either is a hint to be silent.
   */
  find(phone: Phone): Promise<FoundCards | { readonly kind: 'none' } | KommoFailure>;
  /** The cards of these contacts now. `none`: no such contact, or no card left. */
  currentCards(
    contactIds: readonly KommoContactId[],
  ): Promise<
    | { readonly kind: 'found'; readonly leads: readonly KommoLead[] }
    | { readonly kind: 'none' }
    | KommoFailure
  >;
  /**
   * Makes the card, with its contact in the same request where there is none (C13). Never repeated: after `timeout` or `network` it may
   * exist all the same, so the caller stores its intent first, and looks by phone before it tries again (C12, C18).
   */
  create(card: NewCard): Promise<CreatedCard>;
};

/** Open cards; closed ones count only when there is no open one (design §6). */
export function relevantCards(leads: readonly KommoLead[]): readonly KommoLead[] {
  const alive = leads.filter((lead) => !lead.isDeleted);
  const open = alive.filter((lead) => !isClosed(lead));
  return open.length > 0 ? open : alive;
}

/** What a card is called whose lead's own name Kommo refuses; ours to replace later. */
const PLAIN_NAME = 'Lead WhatsApp';

export function createCards({
  kommo,
}: {
  kommo: Pick<Kommo, 'leads' | 'contacts' | 'contactsByPhone' | 'createLead' | 'createLeadWithContact'>;
}): Cards {
  /** Null where the contacts have no card left. */
  const leadsOf = async (contacts: readonly KommoContact[]): Promise<readonly KommoLead[] | KommoFailure> => {
    const ids = [...new Set(contacts.flatMap((contact) => contact.leadIds))];
    if (ids.length === 0) return [];
    const read = await kommo.leads(ids, { priority: 'first' });
    if (read.kind === 'failed') return read;
    return read.kind === 'ok' ? read.value : [];
  };
  const isFailure = (value: readonly KommoLead[] | KommoFailure): value is KommoFailure => 'kind' in value;

  const createOnce = async ({ contactId, phone, ...lead }: NewCard): Promise<CreatedCard> => {
    if (contactId !== null) {
      const made = await kommo.createLead({ ...lead, contactId });
      if (made.kind === 'ok') return { kind: 'created', contactId, kommoLeadId: made.value, merged: false };
      return made.kind === 'failed' ? made : absentOnCreate;
    }
    const made = await kommo.createLeadWithContact(lead, { name: lead.name, phone });
    if (made.kind === 'ok')
      return {
        kind: 'created',
        contactId: made.value.kommoContactId,
        kommoLeadId: made.value.kommoLeadId,
        merged: made.value.merged,
      };
    return made.kind === 'failed' ? made : absentOnCreate;
  };

  return {
    find: async (phone) => {
      const contacts = await kommo.contactsByPhone(phone, { priority: 'first' });
      if (contacts.kind === 'failed') return contacts;
      const everybody = contacts.kind === 'ok' ? contacts.value : [];
      if (everybody.length === 0) return { kind: 'none' };
      const contact = everybody.find(({ isCertain }) => isCertain) ?? null;
      const cards = await leadsOf(everybody);
      if (isFailure(cards)) return cards;
      const own = new Set(everybody.flatMap(({ isCertain, leadIds }) => (isCertain ? leadIds : [])));
      return {
        kind: 'found',
        contact,
        duplicates: everybody.filter(({ id }) => id !== contact?.id),
        leads: cards.filter(({ id }) => own.has(id)),
        hinted: cards.filter(({ id }) => !own.has(id)),
      };
    },
    currentCards: async (contactIds) => {
      const contacts = await kommo.contacts(contactIds, { priority: 'gate' });
      if (contacts.kind === 'failed') return contacts;
      const leads = contacts.kind === 'ok' ? await leadsOf(contacts.value) : [];
      if (isFailure(leads)) return leads;
      return leads.length > 0 ? { kind: 'found', leads } : { kind: 'none' };
    },
    create: async (card) => {
      const made = await createOnce(card);
      // P4: a 400 has made nothing. A lead whose name or field Kommo will not take gets a bare card rather than none.
      return made.kind === 'failed' && made.cause === 'rejected'
        ? createOnce({ ...card, name: PLAIN_NAME, tags: [], fields: [] })
        : made;
    },
  };
}

/** A creation cannot be answered by "no such thing": the address is wrong. */
const absentOnCreate: KommoFailure = {
  kind: 'failed',
  cause: 'malformed',
  status: null,
  retryAfterMs: null,
  problems: [],
};
