/** `/leads`: lists, one card, creation, change, and the links to contacts. */
import { LOSS_REASONS } from './account.ts';
import { authorOf } from './author.ts';
import { fieldsView, fieldTexts } from './fields.ts';
import { expectOnly, readBatch, readInteger, readOne, readText } from './input.ts';
import { type LeadInput, readLead } from './lead-input.ts';
import { type ApiAnswer, empty, notFound, ok } from './problems.ts';
import { idsParam, inRange, listParam, matcherOf, ordered, page, stagePairs, withParam } from './query.ts';
import { type Call, created, idSegment, type Route } from './routes.ts';
import { type ContactLink, type LeadRecord, type Store, toSeconds } from './state.ts';
import { applyTags } from './tags.ts';
import type { LeadChange, World } from './world.ts';

const WRITES_MAX = 250;

/** When the card's next open task is due, in seconds; null without one. */
export function closestTaskAt(store: Pick<Store, 'tasks'>, leadId: number): number | null {
  const due = store.tasks
    .filter((task) => task.entity === 'leads' && task.entityId === leadId && !task.isCompleted)
    .map(({ completeTillSeconds }) => completeTillSeconds);
  return due.length > 0 ? Math.min(...due) : null;
}

export const tagsView = (store: Pick<Store, 'tags'>, tagIds: readonly number[]) =>
  tagIds.map((id) => ({ id, name: store.tags.find((tag) => tag.id === id)?.name ?? '', color: null }));

/** A lead as v4 shows it: `contacts` only when asked for, and never a phone (facts/kommo.md §2.2). */
function leadView(call: Call, lead: LeadRecord): unknown {
  const { store, account } = call.world;
  const wanted = withParam(call.query);
  const reason = LOSS_REASONS.find(({ id }) => id === lead.lossReasonId);
  const contacts = lead.contacts
    .toSorted((a, b) => Number(b.isMain) - Number(a.isMain))
    .map(({ id, isMain }) => ({
      id,
      is_main: isMain,
      _links: { self: { href: call.link(`/api/v4/contacts/${id}`) } },
    }));
  return {
    id: lead.id,
    name: lead.name,
    price: lead.price,
    responsible_user_id: lead.responsibleUserId,
    group_id: 0,
    status_id: lead.statusId,
    pipeline_id: lead.pipelineId,
    loss_reason_id: lead.lossReasonId,
    created_by: lead.createdBy,
    updated_by: lead.updatedBy,
    created_at: toSeconds(lead.createdAtMs),
    updated_at: toSeconds(lead.updatedAtMs),
    closed_at: lead.closedAtMs === null ? null : toSeconds(lead.closedAtMs),
    closest_task_at: closestTaskAt(store, lead.id),
    is_deleted: lead.isDeleted,
    custom_fields_values: fieldsView(store.catalogue.leadFields, lead.fields),
    score: null,
    account_id: account.id,
    labor_cost: null,
    _links: { self: { href: call.link(`/api/v4/leads/${lead.id}`) } },
    _embedded: {
      tags: tagsView(store, lead.tagIds),
      companies: [],
      ...(wanted.has('contacts') && { contacts }),
      ...(wanted.has('loss_reason') && { loss_reason: reason ? [reason] : [] }),
    },
  };
}

function listLeads(call: Call): ApiAnswer {
  const { query, view, knobs, world } = call;
  const wantsDeleted = withParam(query).has('only_deleted');
  const ids = idsParam(query, 'filter[id]');
  const pipelines = idsParam(query, 'filter[pipeline_id]');
  const responsible = idsParam(query, 'filter[responsible_user_id]');
  const createdBy = idsParam(query, 'filter[created_by]');
  const updatedBy = idsParam(query, 'filter[updated_by]');
  const names = listParam(query, 'filter[name]');
  const stages = stagePairs(query, 'filter[statuses]');
  const isCreatedIn = inRange(query, 'filter[created_at]');
  const isUpdatedIn = inRange(query, 'filter[updated_at]');
  const isClosedIn = inRange(query, 'filter[closed_at]');
  const isTaskIn = inRange(query, 'filter[closest_task_at]');
  const search = query.get('query');
  const matches = search === null || search === '' ? null : matcherOf(search);
  const searchableBeforeMs = world.clock.nowMs() - knobs.searchLagMs;
  const rows = view.leads
    .all()
    .filter(
      (lead) =>
        lead.isDeleted === wantsDeleted &&
        (!ids || ids.has(lead.id)) &&
        (!pipelines || pipelines.has(lead.pipelineId)) &&
        (!responsible || responsible.has(lead.responsibleUserId)) &&
        (!createdBy || createdBy.has(lead.createdBy)) &&
        (!updatedBy || updatedBy.has(lead.updatedBy)) &&
        (!names || names.includes(lead.name)) &&
        (!stages ||
          stages.some(
            ({ pipelineId, statusId }) =>
              pipelineId === lead.pipelineId && (statusId === null || statusId === lead.statusId),
          )) &&
        isCreatedIn(toSeconds(lead.createdAtMs)) &&
        isUpdatedIn(toSeconds(lead.updatedAtMs)) &&
        isClosedIn(lead.closedAtMs === null ? null : toSeconds(lead.closedAtMs)) &&
        isTaskIn(closestTaskAt(world.store, lead.id)) &&
        (!matches ||
          (lead.createdAtMs <= searchableBeforeMs &&
            matches([lead.name, String(lead.id), ...fieldTexts(lead.fields)]))),
    );
  return page({
    call,
    name: 'leads',
    rows: ordered(rows, query),
    render: (lead) =>
      wantsDeleted
        ? // No more than this is told of what is in the trash (facts/kommo.md).
          { id: lead.id, updated_at: toSeconds(lead.updatedAtMs), is_deleted: true }
        : leadView(call, lead),
  });
}

function getLead(call: Call): ApiAnswer {
  const lead = call.view.leads.get(idSegment(call));
  if (!lead || (lead.isDeleted && call.knobs.deletedById === 'empty')) return empty();
  return ok(leadView(call, lead));
}

/** The tags of an input are applied last, to the set of that very moment. */
export function leadChange(
  world: World,
  { change, tags }: LeadInput,
  current: readonly number[],
): LeadChange {
  return tags ? { ...change, tagIds: applyTags(world, { entity: 'leads', current, change: tags }) } : change;
}

const presentLead = (call: Call, id: number): LeadRecord | undefined => {
  const lead = call.world.store.leads.get(id);
  return lead && !lead.isDeleted ? lead : undefined;
};

function createLeads(call: Call): ApiAnswer {
  const { world } = call;
  const parsed = readBatch({
    body: call.body,
    max: WRITES_MAX,
    parse: (fields, issues) =>
      readLead({
        store: world.store,
        fields,
        lead: null,
        issues,
        embedded: ['tags', 'contacts', 'companies'],
      }),
  });
  if (parsed.kind === 'refused') return parsed.answer;
  return created(
    call,
    'leads',
    parsed.value.map(({ requestId, value }) => ({
      requestId,
      id: world.createLead(authorOf(call, value.author), leadChange(world, value, [])).id,
    })),
  );
}

const changedView = (call: Call, lead: LeadRecord) => ({
  id: lead.id,
  updated_at: toSeconds(lead.updatedAtMs),
  _links: { self: { href: call.link(`/api/v4/leads/${lead.id}`) } },
});

function changeLeads(call: Call): ApiAnswer {
  const { world } = call;
  const parsed = readBatch({
    body: call.body,
    max: WRITES_MAX,
    parse: ({ id, ...fields }, issues) => {
      const lead = typeof id === 'number' ? presentLead(call, id) : undefined;
      if (!lead) {
        issues.add(id === undefined ? 'NotBlank' : 'NotSupportedChoice', 'id');
        return undefined;
      }
      const input = readLead({ store: world.store, fields, lead, issues, embedded: ['tags'] });
      return 'refusal' in input ? input : { leadId: lead.id, input };
    },
  });
  if (parsed.kind === 'refused') return parsed.answer;
  const changed = parsed.value.flatMap(({ value: { leadId, input } }) => {
    // Read again: one request may name a card twice.
    const lead = presentLead(call, leadId);
    return lead
      ? [world.changeLead(authorOf(call, input.author), lead, leadChange(world, input, lead.tagIds))]
      : [];
  });
  return ok({
    _links: { self: { href: call.link('/api/v4/leads') } },
    _embedded: { leads: changed.map((lead) => changedView(call, lead)) },
  });
}

function changeLead(call: Call): ApiAnswer {
  const { world, knobs } = call;
  const id = idSegment(call);
  const before = presentLead(call, id);
  const parsed = readOne({
    body: call.body,
    parse: ({ id: idInBody, ...fields }, issues) => {
      if (idInBody !== undefined && idInBody !== id) issues.add('NotSupportedChoice', 'id');
      return readLead({ store: world.store, fields, lead: before ?? null, issues, embedded: ['tags'] });
    },
  });
  if (!before) return notFound('Lead not found');
  if (parsed.kind === 'refused') return parsed.answer;
  const lead = changedView(
    call,
    world.changeLead(
      authorOf(call, parsed.value.author),
      before,
      leadChange(world, parsed.value, before.tagIds),
    ),
  );
  if (knobs.leadPatchAnswer === 'root') return ok(lead);
  return ok({ _links: { self: { href: call.link('/api/v4/leads') } }, _embedded: { leads: [lead] } });
}

/** `main_contact` here is `is_main` elsewhere (facts/kommo.md §2.2). */
const linkView =
  (lead: LeadRecord) =>
  ({ id, isMain }: ContactLink) => ({
    entity_id: lead.id,
    entity_type: 'leads',
    to_entity_id: id,
    to_entity_type: 'contacts',
    metadata: { main_contact: isMain },
  });

function linkContacts(call: Call, isLinking: boolean): ApiAnswer {
  const { world, actor } = call;
  const lead = presentLead(call, idSegment(call));
  if (!lead) return notFound('Lead not found');
  const parsed = readBatch({
    body: call.body,
    max: WRITES_MAX,
    parse: (fields, issues) => {
      expectOnly({ fields, allowed: ['to_entity_id', 'to_entity_type', 'metadata'], issues });
      const contactId = readInteger({ fields, key: 'to_entity_id', issues }) ?? 0;
      if (readText({ fields, key: 'to_entity_type', issues }) !== 'contacts')
        issues.add('NotSupportedChoice', 'to_entity_type');
      if (!world.store.contacts.get(contactId)) issues.add('NotSupportedChoice', 'to_entity_id');
      return { contactId };
    },
  });
  if (parsed.kind === 'refused') return parsed.answer;
  const named = parsed.value.map(({ value }) => value.contactId);
  const others = lead.contacts.filter(({ id }) => !named.includes(id));
  const contacts = isLinking
    ? [...others, ...named.map((id) => ({ id, isMain: others.length === 0 && id === named[0] }))]
    : others;
  const changed = world.changeLead(actor, lead, { contacts });
  if (!isLinking) return empty();
  return ok({
    _links: { self: { href: call.link(call.path) } },
    _embedded: { links: changed.contacts.filter(({ id }) => named.includes(id)).map(linkView(changed)) },
  });
}

function listLinks(call: Call): ApiAnswer {
  const lead = call.view.leads.get(idSegment(call));
  if (!lead || lead.contacts.length === 0) return empty();
  return ok({
    _links: { self: { href: call.link(call.path) } },
    _embedded: { links: lead.contacts.map(linkView(lead)) },
  });
}

export const LEAD_ROUTES: readonly Route[] = [
  { method: 'GET', path: '/api/v4/leads', answer: listLeads },
  { method: 'POST', path: '/api/v4/leads', answer: createLeads },
  { method: 'PATCH', path: '/api/v4/leads', answer: changeLeads },
  { method: 'GET', path: '/api/v4/leads/:id', answer: getLead },
  { method: 'PATCH', path: '/api/v4/leads/:id', answer: changeLead },
  { method: 'GET', path: '/api/v4/leads/:id/links', answer: listLinks },
  { method: 'POST', path: '/api/v4/leads/:id/link', answer: (call) => linkContacts(call, true) },
  { method: 'POST', path: '/api/v4/leads/:id/unlink', answer: (call) => linkContacts(call, false) },
];
