/** `/contacts`: lists with the all-fields search, one person, creation, change. */

import { CONTACT_FIELDS, ROBOT_USER_ID, USERS } from './account.ts';
import { authorOf } from './author.ts';
import { fieldsView, fieldTexts, readFields } from './fields.ts';
import {
  expectOnly,
  type Fields,
  type Issues,
  isObject,
  readBatch,
  readInteger,
  readOne,
  readText,
} from './input.ts';
import { tagsView } from './leads.ts';
import { type ApiAnswer, empty, notFound, ok } from './problems.ts';
import { idsParam, inRange, listParam, matcherOf, ordered, page, withParam } from './query.ts';
import { type Call, created, idSegment, type Route } from './routes.ts';
import { type ContactRecord, type Store, toSeconds } from './state.ts';
import { applyTags, readTags, type TagChange } from './tags.ts';
import type { ContactChange, World } from './world.ts';

const WRITES_MAX = 250;

/** A contact as v4 shows it: its leads only `with=leads`. */
function contactView(call: Call, contact: ContactRecord): unknown {
  const { store, account } = call.world;
  const leads = call.view.leads
    .all()
    .filter((lead) => !lead.isDeleted && lead.contacts.some(({ id }) => id === contact.id))
    .map(({ id }) => ({ id, _links: { self: { href: call.link(`/api/v4/leads/${id}`) } } }));
  return {
    id: contact.id,
    name: contact.name,
    first_name: contact.firstName,
    last_name: contact.lastName,
    responsible_user_id: contact.responsibleUserId,
    group_id: 0,
    created_by: contact.createdBy,
    updated_by: contact.updatedBy,
    created_at: toSeconds(contact.createdAtMs),
    updated_at: toSeconds(contact.updatedAtMs),
    closest_task_at: null,
    is_deleted: contact.isDeleted,
    is_unsorted: false,
    custom_fields_values: fieldsView(CONTACT_FIELDS, contact.fields),
    account_id: account.id,
    _links: { self: { href: call.link(`/api/v4/contacts/${contact.id}`) } },
    _embedded: {
      tags: tagsView(store, contact.tagIds),
      ...(withParam(call.query).has('leads') && { leads }),
      companies: [],
    },
  };
}

function listContacts(call: Call): ApiAnswer {
  const { query, view, knobs, world } = call;
  const ids = idsParam(query, 'filter[id]');
  const names = listParam(query, 'filter[name]');
  const responsible = idsParam(query, 'filter[responsible_user_id]');
  const isCreatedIn = inRange(query, 'filter[created_at]');
  const isUpdatedIn = inRange(query, 'filter[updated_at]');
  const search = query.get('query');
  const matches = search === null || search === '' ? null : matcherOf(search);
  // What the search knows of a contact is its past: a new value lags as a new contact does.
  const index =
    knobs.searchLagMs > 0
      ? world.store.contacts.asOf(world.clock.nowMs() - knobs.searchLagMs)
      : view.contacts;
  const isFound = (id: number): boolean => {
    const indexed = index.get(id);
    return indexed !== undefined && matches?.([indexed.name, ...fieldTexts(indexed.fields)]) === true;
  };
  const rows = view.contacts
    .all()
    .filter(
      (contact) =>
        !contact.isDeleted &&
        (!ids || ids.has(contact.id)) &&
        (!names || names.includes(contact.name)) &&
        (!responsible || responsible.has(contact.responsibleUserId)) &&
        isCreatedIn(toSeconds(contact.createdAtMs)) &&
        isUpdatedIn(toSeconds(contact.updatedAtMs)) &&
        (!matches || isFound(contact.id)),
    );
  return page({
    call,
    name: 'contacts',
    rows: ordered(rows, query),
    render: (contact) => contactView(call, contact),
  });
}

function getContact(call: Call): ApiAnswer {
  const contact = call.view.contacts.get(idSegment(call));
  return contact && !contact.isDeleted ? ok(contactView(call, contact)) : empty();
}

export type ContactInput = {
  readonly change: ContactChange;
  readonly tags: TagChange | undefined;
  /** Whom the body names as the author; undefined: nobody. */
  readonly author: number | undefined;
};

const WRITABLE = [
  'name',
  'first_name',
  'last_name',
  'responsible_user_id',
  'created_by',
  'updated_by',
  'created_at',
  'updated_at',
  'custom_fields_values',
  'tags_to_add',
  'tags_to_delete',
  '_embedded',
] as const;

/** The body of a contact's creation or change. `at` is where it stands in a larger body. */
export function readContact({
  store,
  fields,
  issues,
  at = '',
}: {
  store: Pick<Store, 'tags'>;
  fields: Fields;
  issues: Issues;
  at?: string;
}): ContactInput {
  expectOnly({ fields, allowed: WRITABLE, issues, at });
  expectOnly({
    fields: isObject(fields['_embedded']) ? fields['_embedded'] : {},
    allowed: ['tags'],
    issues,
    at: `${at}_embedded.`,
  });
  const name = readText({ fields, key: 'name', issues, at });
  const firstName = readText({ fields, key: 'first_name', issues, at });
  const lastName = readText({ fields, key: 'last_name', issues, at });
  const responsibleUserId = readInteger({ fields, key: 'responsible_user_id', issues, at });
  for (const key of ['responsible_user_id', 'created_by', 'updated_by']) {
    const userId = fields[key];
    if (userId !== undefined && userId !== ROBOT_USER_ID && !USERS.some(({ id }) => id === userId))
      issues.add('NotSupportedChoice', `${at}${key}`);
  }
  const createdAt = readInteger({ fields, key: 'created_at', issues, at });
  const customFields = readFields({ definitions: CONTACT_FIELDS, fields, issues, at });
  return {
    tags: readTags({ store, entity: 'contacts', fields, issues }),
    author: [fields['updated_by'], fields['created_by']].find((id): id is number => typeof id === 'number'),
    change: {
      ...(name !== undefined && { name }),
      ...(firstName !== undefined && { firstName }),
      ...(lastName !== undefined && { lastName }),
      ...(responsibleUserId !== undefined && { responsibleUserId }),
      ...(createdAt !== undefined && { createdAtMs: createdAt * 1000 }),
      ...(customFields && { fields: customFields }),
    },
  };
}

export function contactChange(
  world: World,
  { change, tags }: ContactInput,
  current: readonly number[],
): ContactChange {
  return tags
    ? { ...change, tagIds: applyTags(world, { entity: 'contacts', current, change: tags }) }
    : change;
}

const presentContact = (call: Call, id: number): ContactRecord | undefined => {
  const contact = call.world.store.contacts.get(id);
  return contact && !contact.isDeleted ? contact : undefined;
};

function createContacts(call: Call): ApiAnswer {
  const { world } = call;
  const parsed = readBatch({
    body: call.body,
    max: WRITES_MAX,
    parse: (fields, issues) => readContact({ store: world.store, fields, issues }),
  });
  if (parsed.kind === 'refused') return parsed.answer;
  return created(
    call,
    'contacts',
    parsed.value.map(({ requestId, value }) => ({
      requestId,
      id: world.createContact(authorOf(call, value.author), contactChange(world, value, [])).id,
    })),
  );
}

const changedView = (call: Call, contact: ContactRecord) => ({
  id: contact.id,
  name: contact.name,
  updated_at: toSeconds(contact.updatedAtMs),
  _links: { self: { href: call.link(`/api/v4/contacts/${contact.id}`) } },
});

function changeContacts(call: Call): ApiAnswer {
  const { world } = call;
  const parsed = readBatch({
    body: call.body,
    max: WRITES_MAX,
    parse: ({ id, ...fields }, issues) => {
      const contact = typeof id === 'number' ? presentContact(call, id) : undefined;
      if (contact)
        return { contactId: contact.id, input: readContact({ store: world.store, fields, issues }) };
      issues.add(id === undefined ? 'NotBlank' : 'NotSupportedChoice', 'id');
      return undefined;
    },
  });
  if (parsed.kind === 'refused') return parsed.answer;
  const changed = parsed.value.flatMap(({ value: { contactId, input } }) => {
    const contact = presentContact(call, contactId);
    return contact
      ? [
          world.changeContact(
            authorOf(call, input.author),
            contact,
            contactChange(world, input, contact.tagIds),
          ),
        ]
      : [];
  });
  return ok({
    _links: { self: { href: call.link('/api/v4/contacts') } },
    _embedded: { contacts: changed.map((contact) => changedView(call, contact)) },
  });
}

function changeContact(call: Call): ApiAnswer {
  const { world, knobs } = call;
  const id = idSegment(call);
  const before = presentContact(call, id);
  if (!before) return notFound('Contact not found');
  const parsed = readOne({
    body: call.body,
    parse: ({ id: idInBody, ...fields }, issues) => {
      if (idInBody !== undefined && idInBody !== id) issues.add('NotSupportedChoice', 'id');
      return readContact({ store: world.store, fields, issues });
    },
  });
  if (parsed.kind === 'refused') return parsed.answer;
  const contact = changedView(
    call,
    world.changeContact(
      authorOf(call, parsed.value.author),
      before,
      contactChange(world, parsed.value, before.tagIds),
    ),
  );
  if (knobs.contactPatchAnswer === 'root') return ok(contact);
  return ok({
    _links: { self: { href: call.link('/api/v4/contacts') } },
    _embedded: { contacts: [contact] },
  });
}

export const CONTACT_ROUTES: readonly Route[] = [
  { method: 'GET', path: '/api/v4/contacts', answer: listContacts },
  { method: 'POST', path: '/api/v4/contacts', answer: createContacts },
  { method: 'PATCH', path: '/api/v4/contacts', answer: changeContacts },
  { method: 'GET', path: '/api/v4/contacts/:id', answer: getContact },
  { method: 'PATCH', path: '/api/v4/contacts/:id', answer: changeContact },
];
