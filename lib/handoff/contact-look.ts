/**
 * Who else in Kommo carries the lead's phone (P1). Contacts appear after first contact, by an import or another channel, and are merged
 * away; hooks tell of it, and are lost. So the set of a lead's contacts is looked up again by phone, at most every so often, and whenever
 * one that was known is gone.
 */
import type { Clock } from '../clock.ts';
import type { Kommo } from '../kommo/kommo.ts';
import type { KommoContactId } from '../lead.ts';
import type { HoldReason } from '../reasons.ts';
import type { LeadRecord } from '../store/lead-rows.ts';
import type { Store } from '../store/store.ts';

export type Looked =
  /** The lead as it now stands; `isNew`: contacts came to light that were not known. */
  | { readonly kind: 'looked'; readonly lead: LeadRecord; readonly isNew: boolean }
  /** Nobody can say who else there is: a card in a person's hands may be among them (I3). */
  | { readonly kind: 'failed'; readonly cause: HoldReason };

export type ContactLook = {
  /** Was nobody looked for by this phone for so long that a lost hook may hide somebody? Never without a phone. */
  isDue(lead: LeadRecord): boolean;
  /** One search. What it finds is kept; nobody is forgotten by it, for the search lags behind the truth. */
  look(lead: LeadRecord): Promise<Looked>;
  /** Contacts that a live read showed to be the lead's, and those that Kommo no longer has. */
  keep(
    lead: LeadRecord,
    news: { readonly add: readonly KommoContactId[]; readonly gone: readonly KommoContactId[] },
  ): Promise<LeadRecord>;
};

const MINUTE_MS = 60_000;

/** `lookMinutes`: CONTACT_LOOK_MINUTES. */
export function createContactLook({
  store,
  kommo,
  clock,
  lookMinutes,
}: {
  readonly store: Pick<Store, 'keepContacts'>;
  readonly kommo: Pick<Kommo, 'contactsByPhone'>;
  readonly clock: Clock;
  readonly lookMinutes: number;
}): ContactLook {
  return {
    isDue: ({ address: { phone }, cardMemory: { lookedAtMs, lookedFor } }) =>
      phone !== null && (lookedFor !== phone || clock.nowMs() - (lookedAtMs ?? 0) >= lookMinutes * MINUTE_MS),
    look: async (lead) => {
      const { phone } = lead.address;
      if (phone === null) return { kind: 'looked', lead, isNew: false };
      const startedAtMs = clock.nowMs();
      const found = await kommo.contactsByPhone(phone);
      if (found.kind === 'failed') return { kind: 'failed', cause: found.cause };
      const add = (found.kind === 'ok' ? found.value : [])
        .map(({ id }) => id)
        .filter((id) => !lead.kommoContactIds.includes(id));
      const kept = await store.keepContacts(lead.id, { add, gone: [], lookedFor: phone }, startedAtMs);
      return { kind: 'looked', lead: kept, isNew: add.length > 0 };
    },
    keep: (lead, news) => store.keepContacts(lead.id, { ...news, lookedFor: null }, clock.nowMs()),
  };
}
