/** `POST /leads/complex`: a card and its person in one call, with the account's duplicate control (facts/kommo.md §2.3). */

import { PHONE_FIELD_ID } from './account.ts';
import { authorOf } from './author.ts';
import { type ContactInput, contactChange, readContact } from './contacts.ts';
import { type ApiRefusal, type Fields, type Issues, isObject, readBatch, readInteger } from './input.ts';
import { type LeadInput, readLead } from './lead-input.ts';
import { leadChange } from './leads.ts';
import { type ApiAnswer, ok } from './problems.ts';
import type { Call, Route } from './routes.ts';
import type { ContactRecord } from './state.ts';

const WRITES_MAX = 50;

type Person =
  | { readonly kind: 'known'; readonly contactId: number }
  | { readonly kind: 'new'; readonly input: ContactInput };
type ComplexInput = { readonly lead: LeadInput; readonly person: Person | null };

function readPerson(call: Call, fields: Fields, issues: Issues): Person | null {
  const embedded = isObject(fields['_embedded']) ? fields['_embedded'] : {};
  const { contacts } = embedded;
  if (contacts === undefined) return null;
  if (!Array.isArray(contacts) || contacts.length !== 1 || !isObject(contacts[0])) {
    issues.add('InvalidType', '_embedded.contacts');
    return null;
  }
  const at = '_embedded.contacts.0.';
  const { id, ...rest } = contacts[0];
  if (id === undefined)
    return { kind: 'new', input: readContact({ store: call.world.store, fields: rest, issues, at }) };
  const contactId = readInteger({ fields: contacts[0], key: 'id', issues, at }) ?? 0;
  const contact = call.world.store.contacts.get(contactId);
  if (!contact || contact.isDeleted) issues.add('NotSupportedChoice', `${at}id`);
  return { kind: 'known', contactId };
}

function readComplex(call: Call, fields: Fields, issues: Issues): ComplexInput | ApiRefusal {
  const embedded = isObject(fields['_embedded']) ? fields['_embedded'] : {};
  const { contacts: _person, ...others } = embedded;
  const lead = readLead({
    store: call.world.store,
    fields: { ...fields, ...('_embedded' in fields && { _embedded: others }) },
    lead: null,
    issues,
    embedded: ['tags', 'companies'],
  });
  return 'refusal' in lead ? lead : { lead, person: readPerson(call, fields, issues) };
}

const phonesOf = (fields: ContactRecord['fields']): readonly string[] =>
  fields
    .filter(({ fieldId }) => fieldId === PHONE_FIELD_ID)
    .flatMap(({ values }) => values.map(({ value }) => String(value).replace(/\D/g, '')));

function createComplex(call: Call): ApiAnswer {
  const { world, knobs } = call;
  const parsed = readBatch({
    body: call.body,
    max: WRITES_MAX,
    parse: (fields, issues) => readComplex(call, fields, issues),
  });
  if (parsed.kind === 'refused') return parsed.answer;
  // Duplicate control works between requests, not inside one.
  const candidates = knobs.duplicateControl
    ? world.store.contacts.all().filter(({ isDeleted }) => !isDeleted)
    : [];
  const samePhone = ({ change }: ContactInput): ContactRecord | undefined => {
    const phones = phonesOf(change.fields ?? []);
    return candidates.find((contact) => phonesOf(contact.fields).some((phone) => phones.includes(phone)));
  };
  const created = parsed.value.map(({ requestId, value: { lead, person } }) => {
    const twin = person?.kind === 'new' ? samePhone(person.input) : undefined;
    const contactId =
      person === null
        ? null
        : person.kind === 'known'
          ? person.contactId
          : (
              twin ??
              world.createContact(authorOf(call, person.input.author), contactChange(world, person.input, []))
            ).id;
    const contacts = contactId === null ? [] : [{ id: contactId, isMain: true }];
    const card = world.createLead(authorOf(call, lead.author), { ...leadChange(world, lead, []), contacts });
    return {
      id: card.id,
      contact_id: contactId,
      company_id: null,
      request_id: [requestId],
      merged: twin !== undefined,
    };
  });
  return ok(created);
}

export const COMPLEX_ROUTES: readonly Route[] = [
  { method: 'POST', path: '/api/v4/leads/complex', answer: createComplex },
];
