/**
 * What happens in the account, whoever does it: every change of a lead or contact is written, entered in the event log
 * and told to the webhooks here, so a seller's click and an API call cannot differ in their consequences. Callers have
 * validated what they pass.
 */
import type { Clock } from '../../clock.ts';
import { entryStatusId, LOST, mainPipeline, pipelineOf, statusOf, USERS, WON } from './account.ts';
import {
  contactTree,
  deletedLeadTree,
  digitalPipelineTree,
  type HookAccount,
  leadTree,
} from './hook-body.ts';
import type { HookEmitter } from './hooks.ts';
import type { ContactRecord, EntityKind, EventRecord, FieldValue, LeadRecord, Store } from './state.ts';

export type Actor = { readonly userId: number; readonly isApi: boolean };

/** `values: []` clears the field; a field that is not named stays. */
export type FieldChange = FieldValue;

export type LeadChange = {
  readonly name?: string;
  readonly price?: number;
  readonly pipelineId?: number;
  readonly statusId?: number;
  readonly responsibleUserId?: number;
  readonly lossReasonId?: number | null;
  readonly fields?: readonly FieldChange[];
  /** The whole new set. */
  readonly tagIds?: readonly number[];
  readonly contacts?: LeadRecord['contacts'];
  readonly createdAtMs?: number;
};

export type ContactChange = {
  readonly name?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly responsibleUserId?: number;
  readonly fields?: readonly FieldChange[];
  readonly tagIds?: readonly number[];
  readonly createdAtMs?: number;
};

export type World = {
  readonly store: Store;
  readonly hooks: HookEmitter;
  readonly account: HookAccount;
  readonly clock: Clock;
  createLead(actor: Actor, change: LeadChange): LeadRecord;
  /** `isMerge`: a stage changed by a merge is no move, neither for the log nor for the hooks (facts/kommo.md §10.5). */
  changeLead(
    actor: Actor,
    lead: LeadRecord,
    change: LeadChange,
    how?: { readonly isMerge: boolean },
  ): LeadRecord;
  deleteLead(actor: Actor, lead: LeadRecord): void;
  createContact(actor: Actor, change: ContactChange): ContactRecord;
  changeContact(actor: Actor, contact: ContactRecord, change: ContactChange): ContactRecord;
  /** Id of the tag of that name, made if nobody used it before. Ids differ per kind of entity (facts/kommo.md §2.5). */
  tagId(entity: EntityKind, name: string): number;
  leadIdsOf(contactId: number): readonly number[];
  tellLead(code: string, action: string, lead: LeadRecord): void;
  log(
    event: Pick<EventRecord, 'type' | 'entity' | 'entityId'> &
      Partial<Pick<EventRecord, 'valueAfter' | 'valueBefore'>>,
    actor: Actor,
  ): void;
};

function mergeFields(current: readonly FieldValue[], changes: readonly FieldChange[]): readonly FieldValue[] {
  const changed = new Set(changes.map(({ fieldId }) => fieldId));
  return [
    ...current.filter(({ fieldId }) => !changed.has(fieldId)),
    ...changes.filter(({ values }) => values.length > 0),
  ];
}

const isClosed = (statusId: number): boolean => statusId === WON || statusId === LOST;
const leadStatus = ({ statusId, pipelineId }: LeadRecord) => ({
  lead_status: { id: statusId, pipeline_id: pipelineId },
});

/** The responsible user of what nobody is responsible for yet. */
const DEFAULT_RESPONSIBLE = USERS[1]?.id ?? 0;

export function createWorld({
  store,
  hooks,
  account,
  clock,
}: {
  store: Store;
  hooks: HookEmitter;
  account: HookAccount;
  clock: Clock;
}): World {
  const context = { store, accountId: account.id };

  const log: World['log'] = ({ type, entity, entityId, valueAfter = [], valueBefore = [] }, actor) => {
    const event = { id: `01${store.hex32().slice(0, 24)}`, type, entity, entityId, createdBy: actor.userId };
    store.events = [...store.events, { ...event, createdAtMs: clock.nowMs(), valueAfter, valueBefore }];
  };

  const tellLead = (
    code: string,
    action: string,
    lead: LeadRecord,
    old: { statusId?: number; responsibleUserId?: number } = {},
  ): void => hooks.emit(code, { root: 'leads', action, item: leadTree({ lead, old, context }) });

  const leadIdsOf = (contactId: number): readonly number[] =>
    store.leads
      .all()
      .filter((lead) => !lead.isDeleted && lead.contacts.some(({ id }) => id === contactId))
      .map(({ id }) => id);

  const tellContact = (code: string, action: string, contact: ContactRecord): void =>
    hooks.emit(code, {
      root: 'contacts',
      action,
      item: contactTree({ contact, leadIds: leadIdsOf(contact.id), context }),
    });

  const logTags = (
    actor: Actor,
    change: {
      entity: 'lead' | 'contact';
      entityId: number;
      before: readonly number[];
      after: readonly number[];
    },
  ): void => {
    const nameOf = (tagId: number) => ({
      tag: { name: store.tags.find(({ id }) => id === tagId)?.name ?? '' },
    });
    const { entity, entityId, before, after } = change;
    const added = after.filter((id) => !before.includes(id)).map(nameOf);
    const gone = before.filter((id) => !after.includes(id)).map(nameOf);
    if (added.length > 0) log({ type: 'entity_tag_added', entity, entityId, valueAfter: added }, actor);
    if (gone.length > 0) log({ type: 'entity_tag_deleted', entity, entityId, valueBefore: gone }, actor);
  };

  const createLead: World['createLead'] = (actor, change) => {
    const nowMs = clock.nowMs();
    const pipelineId = change.pipelineId ?? mainPipeline(store.catalogue).id;
    const statusId =
      change.statusId ??
      entryStatusId(pipelineOf(store.catalogue, pipelineId) ?? mainPipeline(store.catalogue));
    const lead: LeadRecord = {
      id: store.nextId('lead'),
      name: change.name ?? '',
      price: change.price ?? 0,
      responsibleUserId:
        change.responsibleUserId ?? (actor.isApi ? DEFAULT_RESPONSIBLE : actor.userId || DEFAULT_RESPONSIBLE),
      pipelineId,
      statusId,
      lossReasonId: null,
      createdBy: actor.userId,
      updatedBy: actor.userId,
      createdAtMs: change.createdAtMs ?? nowMs,
      updatedAtMs: nowMs,
      closedAtMs: isClosed(statusId) ? nowMs : null,
      isDeleted: false,
      madeByApi: actor.isApi,
      tagIds: change.tagIds ?? [],
      contacts: change.contacts ?? [],
      fields: mergeFields([], change.fields ?? []),
    };
    store.leads.put(lead);
    log({ type: 'lead_added', entity: 'lead', entityId: lead.id, valueAfter: [leadStatus(lead)] }, actor);
    // An incoming lead is not a lead for `add_lead` before somebody accepts it.
    if (!statusOf(store.catalogue, lead)?.isUnsorted) tellLead('add_lead', 'add', lead);
    return lead;
  };

  /** A stage and pipeline that belong together, whichever of the two was named. */
  const placeAfter = (lead: LeadRecord, change: LeadChange): { pipelineId: number; statusId: number } => {
    const pipelineId = change.pipelineId ?? lead.pipelineId;
    const pipeline = pipelineOf(store.catalogue, pipelineId) ?? mainPipeline(store.catalogue);
    if (change.statusId !== undefined) return { pipelineId, statusId: change.statusId };
    if (pipelineId !== lead.pipelineId) return { pipelineId, statusId: entryStatusId(pipeline) };
    // Any PATCH moves a card out of "unsorted" (facts/kommo.md §2.3).
    if (statusOf(store.catalogue, lead)?.isUnsorted) return { pipelineId, statusId: entryStatusId(pipeline) };
    return { pipelineId, statusId: lead.statusId };
  };

  const changeLead: World['changeLead'] = (actor, before, change, { isMerge } = { isMerge: false }) => {
    const nowMs = clock.nowMs();
    const place = placeAfter(before, change);
    const isElsewhere = place.statusId !== before.statusId || place.pipelineId !== before.pipelineId;
    const hasMoved = isElsewhere && !isMerge;
    const lead: LeadRecord = {
      ...before,
      ...place,
      name: change.name ?? before.name,
      price: change.price ?? before.price,
      responsibleUserId: change.responsibleUserId ?? before.responsibleUserId,
      lossReasonId:
        place.statusId === LOST
          ? change.lossReasonId === undefined
            ? before.lossReasonId
            : change.lossReasonId
          : null,
      closedAtMs: isClosed(place.statusId) ? (isElsewhere ? nowMs : before.closedAtMs) : null,
      tagIds: change.tagIds ?? before.tagIds,
      contacts: change.contacts ?? before.contacts,
      fields: change.fields ? mergeFields(before.fields, change.fields) : before.fields,
      updatedBy: actor.userId,
      updatedAtMs: nowMs,
    };
    store.leads.put(lead);
    if (statusOf(store.catalogue, before)?.isUnsorted && isElsewhere)
      store.unsorted = store.unsorted.filter(({ leadId }) => leadId !== lead.id);

    const entity = { entity: 'lead', entityId: lead.id } as const;
    if (hasMoved)
      log(
        {
          ...entity,
          type: 'lead_status_changed',
          valueAfter: [leadStatus(lead)],
          valueBefore: [leadStatus(before)],
        },
        actor,
      );
    if (lead.name !== before.name)
      log(
        {
          ...entity,
          type: 'name_field_changed',
          valueAfter: [{ name_field_value: { name: lead.name } }],
          valueBefore: [{ name_field_value: { name: before.name } }],
        },
        actor,
      );
    const hasNewOwner = lead.responsibleUserId !== before.responsibleUserId;
    if (hasNewOwner)
      log(
        {
          ...entity,
          type: 'entity_responsible_changed',
          valueAfter: [{ responsible_user: { id: lead.responsibleUserId } }],
          valueBefore: [{ responsible_user: { id: before.responsibleUserId } }],
        },
        actor,
      );
    for (const { fieldId } of change.fields ?? [])
      log({ ...entity, type: `custom_field_${fieldId}_value_changed` }, actor);
    logTags(actor, { ...entity, before: before.tagIds, after: lead.tagIds });

    // Both codes fire for one move, and both carry the old stage (facts/kommo.md §1.4).
    const old = hasMoved ? { statusId: before.statusId } : {};
    tellLead('update_lead', 'update', lead, old);
    if (hasMoved) {
      tellLead('status_lead', 'status', lead, old);
      hooks.emitDigital(lead, {
        root: 'leads',
        action: 'status',
        item: digitalPipelineTree({ lead, old: before }),
      });
    }
    if (hasNewOwner)
      tellLead('responsible_lead', 'responsible', lead, { responsibleUserId: before.responsibleUserId });
    return lead;
  };

  const createContact: World['createContact'] = (actor, change) => {
    const nowMs = clock.nowMs();
    const [first = '', ...rest] = (change.name ?? '').split(' ');
    const firstName = change.firstName ?? first;
    const lastName = change.lastName ?? rest.join(' ');
    const contact: ContactRecord = {
      id: store.nextId('contact'),
      name: change.name ?? `${firstName} ${lastName}`.trim(),
      firstName,
      lastName,
      responsibleUserId:
        change.responsibleUserId ?? (actor.isApi ? DEFAULT_RESPONSIBLE : actor.userId || DEFAULT_RESPONSIBLE),
      createdBy: actor.userId,
      updatedBy: actor.userId,
      createdAtMs: change.createdAtMs ?? nowMs,
      updatedAtMs: nowMs,
      isDeleted: false,
      tagIds: change.tagIds ?? [],
      fields: mergeFields([], change.fields ?? []),
    };
    store.contacts.put(contact);
    log({ type: 'contact_added', entity: 'contact', entityId: contact.id }, actor);
    tellContact('add_contact', 'add', contact);
    return contact;
  };

  const changeContact: World['changeContact'] = (actor, before, change) => {
    const [first = '', ...rest] = (change.name ?? '').split(' ');
    const contact: ContactRecord = {
      ...before,
      name: change.name ?? before.name,
      firstName: change.firstName ?? (change.name === undefined ? before.firstName : first),
      lastName: change.lastName ?? (change.name === undefined ? before.lastName : rest.join(' ')),
      responsibleUserId: change.responsibleUserId ?? before.responsibleUserId,
      tagIds: change.tagIds ?? before.tagIds,
      fields: change.fields ? mergeFields(before.fields, change.fields) : before.fields,
      updatedBy: actor.userId,
      updatedAtMs: clock.nowMs(),
    };
    store.contacts.put(contact);
    logTags(actor, { entity: 'contact', entityId: contact.id, before: before.tagIds, after: contact.tagIds });
    tellContact('update_contact', 'update', contact);
    return contact;
  };

  return {
    store,
    hooks,
    account,
    clock,
    createLead,
    changeLead,
    createContact,
    changeContact,
    leadIdsOf,
    tellLead,
    log,
    deleteLead: (actor, before) => {
      const lead = { ...before, isDeleted: true, updatedBy: actor.userId, updatedAtMs: clock.nowMs() };
      store.leads.put(lead);
      store.unsorted = store.unsorted.filter(({ leadId }) => leadId !== lead.id);
      log(
        { type: 'lead_deleted', entity: 'lead', entityId: lead.id, valueBefore: [leadStatus(before)] },
        actor,
      );
      hooks.emit('delete_lead', { root: 'leads', action: 'delete', item: deletedLeadTree(lead) });
    },
    tagId: (entity, name) => {
      const known = store.tags.find((tag) => tag.entity === entity && tag.name === name);
      if (known) return known.id;
      const tag = { id: store.nextId('tag'), entity, name };
      store.tags = [...store.tags, tag];
      return tag.id;
    },
  };
}
