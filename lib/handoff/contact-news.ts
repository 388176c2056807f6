/** Whom a hook about a contact concerns. Asks Postgres alone: most contacts of an account are nobody that we talk to. */
import { LeadKey } from '../lead.ts';
import type { ContactEvent } from '../lead-event.ts';
import type { Phone } from '../phone.ts';
import type { LeadRecord } from '../store/lead-rows.ts';
import type { Store } from '../store/store.ts';

type Leads = Pick<Store, 'leadsByContact' | 'leadByKey'>;

/** The leads that we know by these phones. */
export async function leadsByPhone(
  store: Pick<Leads, 'leadByKey'>,
  phones: readonly Phone[],
): Promise<readonly LeadRecord[]> {
  const found = await Promise.all(phones.map((phone) => store.leadByKey(LeadKey.parse(phone))));
  return found.filter((lead) => lead !== null);
}

/**
 * `known`: the leads that this contact is linked to. `strangers`: those that carry one of its phones and are not linked to it yet.
 * @throws {StoreError}
 */
export async function concernedBy(
  store: Leads,
  { kommoContactId, phones }: ContactEvent,
): Promise<{ readonly known: readonly LeadRecord[]; readonly strangers: readonly LeadRecord[] }> {
  const [known, byPhone] = await Promise.all([
    store.leadsByContact([kommoContactId]),
    leadsByPhone(store, phones),
  ]);
  const strangers = byPhone.filter(({ id }) => !known.some((lead) => lead.id === id));
  return { known, strangers };
}

/** Does anything follow from it? From one that went, if it was somebody's; from any other, if it is somebody's from now on. */
export async function isNews(store: Leads, event: ContactEvent): Promise<boolean> {
  const { known, strangers } = await concernedBy(store, event);
  return event.action === 'delete' ? known.length > 0 : strangers.length > 0;
}
