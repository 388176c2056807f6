/**
 * The people who have WhatsApp, one row each, whichever way they are named: a phone in any spelling, a wa_id, a jid, a LID or
 * a BSUID. Everybody is on WhatsApp unless told otherwise; a contact comes into being when first named.
 */
import { phoneNumber } from './phone-number.ts';

/** How one Evolution build spells a person's chat (facts/whatsapp.md §1.6). `pn`: addressed by phone, the LID beside it. */
export const LID_PROFILES = ['pn', '2.2.3', '2.3.4', '2.3.6', '2.3.7', '2.4'] as const;
export type LidProfile = (typeof LID_PROFILES)[number];

export type Contact = {
  /** The phone in E.164, else the BSUID. */
  readonly key: string;
  readonly phone: string | null;
  /** The transport's own number for this person, digits: `wa_id`, user part of the jid. */
  readonly waId: string | null;
  readonly name: string;
  readonly username: string | null;
  readonly bsuid: string;
  /** User part of `…@lid`. */
  readonly lid: string;
  /** False: the number has no WhatsApp (131026, `exists: false`). */
  readonly onWhatsApp: boolean;
  /** In a test number's list of allowed recipients (131030); null: nothing was said, and any other number may write to them. */
  readonly allowed: boolean | null;
  /** True: `wa_id` and `from` are left out of the webhooks (§2.7). */
  readonly bsuidOnly: boolean;
  readonly lidProfile: LidProfile | null;
  /** A business on coexistence or the Cloud API: its jids are `…:99@hosted` and `…:99@hosted.lid` (§9.2). */
  readonly hosted: boolean;
};

export type ContactPatch = Partial<Omit<Contact, 'key' | 'phone'>>;

export type Contacts = {
  /** The contact of a phone (any spelling), wa_id, jid, LID or BSUID; made if new. @throws when it names nobody possible. */
  of(name: string): Contact;
  /** The same, or null where nobody is known by that name; makes nothing. */
  find(name: string): Contact | null;
  /** Sets what is special about a person. */
  set(name: string, patch: ContactPatch): Contact;
  all(): readonly Contact[];
};

/**
 * The wa_id WhatsApp gives a Brazilian mobile: with the ninth digit below DDD 31, without from 31 on (facts/whatsapp.md §2.6).
 * Exceptions exist both ways, so a contact may override it.
 */
export function brazilianWaId(phone: string): string {
  const digits = phone.replace('+', '');
  const mobile = /^55(\d\d)9(\d{8})$/.exec(digits);
  return mobile && Number(mobile[1]) >= 31 ? `55${mobile[1]}${mobile[2]}` : digits;
}

const BSUID = /^[A-Z]{2}\.[A-Za-z0-9]+$/;
const LID = /^(\d+)@lid$/;

function newContact({
  phone,
  bsuid,
  lid,
}: {
  phone: string | null;
  bsuid: string | null;
  lid: string | null;
}): Contact {
  const digits = (phone ?? bsuid ?? lid ?? '').replace(/\D/g, '');
  return {
    key: phone ?? bsuid ?? `${lid}@lid`,
    phone,
    waId: phone && brazilianWaId(phone),
    name: '',
    username: null,
    bsuid: bsuid ?? `BR.1${digits.padStart(15, '0')}`,
    lid: lid ?? `1${digits.slice(-14).padStart(14, '0')}`,
    onWhatsApp: true,
    allowed: null,
    bsuidOnly: phone === null,
    lidProfile: null,
    hosted: false,
  };
}

export function createContacts(): Contacts {
  const rows = new Map<string, Contact>();

  const find = (name: string): Contact | null => {
    const lid = LID.exec(name)?.[1];
    const isBsuid = BSUID.test(name);
    const number = name.replace(/@s\.whatsapp\.net$/, '');
    const phone = isBsuid || lid ? null : phoneNumber(number);
    for (const row of rows.values()) {
      if (isBsuid ? row.bsuid === name : lid ? row.lid === lid : row.phone === phone || row.waId === number)
        return row;
    }
    return null;
  };

  const of = (name: string): Contact => {
    const known = find(name);
    if (known) return known;
    const lid = LID.exec(name)?.[1] ?? null;
    const bsuid = BSUID.test(name) ? name : null;
    const phone = lid || bsuid ? null : phoneNumber(name.replace(/@s\.whatsapp\.net$/, ''));
    if (!lid && !bsuid && !phone)
      throw new Error(`"${name}" names nobody on WhatsApp: a phone, wa_id, jid, LID or BSUID was expected`);
    const contact = newContact({ phone, bsuid, lid });
    rows.set(contact.key, contact);
    return contact;
  };

  return {
    of,
    find,
    set: (name, patch) => {
      const contact = { ...of(name), ...patch };
      rows.set(contact.key, contact);
      return contact;
    },
    all: () => [...rows.values()],
  };
}
