/** A lead's card and contacts in Kommo, by their SQL functions: which they are, when they were looked for, what the bot made itself. */
import * as z from 'zod/mini';
import { toIso } from '../clock.ts';
import type { KommoContactId, KommoLeadId, LeadId } from '../lead.ts';
import type { Phone } from '../phone.ts';
import { type LeadRecord, leadFromRow } from './lead-rows.ts';
import type { Rpc } from './rpc.ts';

/**
 * `create`: go on; `wait`: a creation was begun a moment ago; `linked`: there is a card; `too_many`: the bot made one within a day and it
 * cannot be found, or three were begun, so a person has to look; `too_many_untold`: the same, and this caller is to tell one.
 */
const CreationClaim = z.enum(['create', 'wait', 'linked', 'too_many', 'too_many_untold']);
export type CreationClaim = z.infer<typeof CreationClaim>;

/** What a link is made with. `created`: the bot made the card now. `lookedFor`: the phone by which the contacts were just found. */
export type CardLink = {
  readonly kommoLeadId: KommoLeadId | null;
  readonly kommoContactIds: readonly KommoContactId[];
  readonly created?: boolean;
  /** The card takes the place of closed ones: their stage silences the lead no more. */
  readonly renews?: boolean;
  readonly lookedFor?: Phone | null;
  /** The phone that stands on the contact, where that is known. */
  readonly contactPhone?: Phone | null;
  /** When; needed with `created` and `lookedFor`. */
  readonly atMs?: number;
};

/** @throws {StoreError} from every call. */
export const cardCalls = ({ call, rows, theLead }: Rpc) => ({
  /** Every lead that follows this card: one card may serve two numbers (P6). */
  leadsByCard: async (kommoLeadId: KommoLeadId): Promise<readonly LeadRecord[]> =>
    (await rows('lead_by_card', { p_kommo_lead_id: kommoLeadId })).map(leadFromRow),
  /** Whose card we made, whether it is linked still or not. */
  leadsByCreatedCard: async (kommoLeadId: KommoLeadId): Promise<readonly LeadRecord[]> =>
    (await rows('leads_by_created_card', { p_kommo_lead_id: kommoLeadId })).map(leadFromRow),
  /** Every lead that one of these contacts is known to stand for. */
  leadsByContact: async (kommoContactIds: readonly KommoContactId[]): Promise<readonly LeadRecord[]> =>
    (await rows('leads_by_contact', { p_kommo_contact_ids: [...kommoContactIds] })).map(leadFromRow),
  /** C18, P3: one creation at a time, one a day. `found`: the cards of the lead's that Kommo shows now. */
  claimCardCreation: async (
    leadId: LeadId,
    waitSeconds: number,
    atMs: number,
    found: readonly KommoLeadId[] = [],
  ): Promise<CreationClaim> =>
    CreationClaim.parse(
      await call('claim_card_creation', {
        p_lead_id: leadId,
        p_wait_seconds: waitSeconds,
        p_at: toIso(atMs),
        p_found: [...found],
      }),
    ),
  /** Gives back a claim made at `atMs` whose request never left. */
  releaseCardCreation: async (leadId: LeadId, atMs: number): Promise<void> => {
    await call('release_card_creation', { p_lead_id: leadId, p_at: toIso(atMs) });
  },
  /** Null unlinks a card that Kommo no longer has; what is known of creations stays (P3). */
  linkCard: (leadId: LeadId, link: CardLink) =>
    theLead('link_card', {
      p_lead_id: leadId,
      p_kommo_lead_id: link.kommoLeadId,
      p_kommo_contact_ids: [...link.kommoContactIds],
      p_created: link.created ?? false,
      p_looked_for: link.lookedFor ?? null,
      p_contact_phone: link.contactPhone ?? null,
      p_at: link.atMs === undefined ? null : toIso(link.atMs),
      p_renews: link.renews ?? false,
    }),
  /** A hook said that the card is deleted and a live read confirmed it. The contacts are kept and looked for anew. */
  forgetCard: (leadId: LeadId, kommoLeadId: KommoLeadId) =>
    theLead('forget_card', { p_lead_id: leadId, p_kommo_lead_id: kommoLeadId }),
  /** Contacts that turned out to be the lead's, and those that Kommo no longer has. `lookedFor`: null where nobody looked by phone. */
  keepContacts: (
    leadId: LeadId,
    contacts: {
      readonly add: readonly KommoContactId[];
      readonly gone: readonly KommoContactId[];
      readonly lookedFor: Phone | null;
    },
    atMs: number,
  ) =>
    theLead('keep_contacts', {
      p_lead_id: leadId,
      p_add: [...contacts.add],
      p_gone: [...contacts.gone],
      p_looked_for: contacts.lookedFor,
      p_at: toIso(atMs),
    }),
  /** The lead's phone stands on its contact in Kommo. */
  keepContactPhone: async (leadId: LeadId, phone: Phone): Promise<void> =>
    void (await call('keep_contact_phone', { p_lead_id: leadId, p_phone: phone })),
});
