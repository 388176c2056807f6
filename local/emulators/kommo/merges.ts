/** Merges, and what else changes who a card belongs to (facts/kommo.md §10.5): only people in the web app do it, and any id may survive. */
import assert from 'node:assert/strict';
import { PHONE_FIELD_ID } from './account.ts';
import type { ContactRecord, FieldValue, LeadRecord } from './state.ts';
import type { Actor, World } from './world.ts';

const united = (
  kept: readonly FieldValue[],
  gone: readonly FieldValue[],
  unites: (fieldId: number) => boolean,
): readonly FieldValue[] =>
  gone.flatMap((field) => {
    const own = kept.find(({ fieldId }) => fieldId === field.fieldId);
    if (!own) return [field];
    if (!unites(field.fieldId)) return [];
    const isNew = (value: string | number | boolean): boolean =>
      !own.values.some((entry) => entry.value === value);
    return [{ ...own, values: [...own.values, ...field.values.filter(({ value }) => isNew(value))] }];
  });

/**
 * The card `gone` is emptied into `kept`. With `statusId` the survivor takes that stage without a drag: its `update` hook names no old
 * stage, no `status` hook comes and the log holds no move.
 */
export function mergeLeads(
  world: World,
  actor: Actor,
  { kept, gone, statusId }: { kept: LeadRecord; gone: LeadRecord; statusId?: number | undefined },
): void {
  assert(kept.id !== gone.id, 'a card cannot be merged into itself');
  const contacts = [
    ...kept.contacts,
    ...gone.contacts.filter(({ id }) => !kept.contacts.some((link) => link.id === id)),
  ];
  world.changeLead(
    actor,
    kept,
    {
      contacts: contacts.map((link, index) => ({ ...link, isMain: index === 0 })),
      tagIds: [...new Set([...kept.tagIds, ...gone.tagIds])],
      fields: united(kept.fields, gone.fields, () => false),
      ...(statusId !== undefined && { statusId }),
    },
    { isMerge: true },
  );
  world.log({ type: 'entity_merged', entity: 'lead', entityId: kept.id }, actor);
  world.deleteLead(actor, gone);
}

/** The contact `gone` is emptied into `kept`: cards and phones are united, and the id of `gone` is answered 204 from here on. */
export function mergeContacts(
  world: World,
  actor: Actor,
  { kept, gone }: { kept: ContactRecord; gone: ContactRecord },
): void {
  assert(kept.id !== gone.id, 'a contact cannot be merged into itself');
  for (const leadId of world.leadIdsOf(gone.id)) {
    const lead = world.store.leads.get(leadId);
    if (!lead) continue;
    const others = lead.contacts.filter(({ id }) => id !== gone.id && id !== kept.id);
    world.changeLead(actor, lead, {
      contacts: [{ id: kept.id, isMain: true }, ...others.map((link) => ({ ...link, isMain: false }))],
    });
  }
  deleteContact(world, actor, gone);
  world.changeContact(actor, kept, {
    fields: united(kept.fields, gone.fields, (fieldId) => fieldId === PHONE_FIELD_ID),
  });
  world.log({ type: 'entity_merged', entity: 'contact', entityId: kept.id }, actor);
}

/** Its cards stay, without it. */
export function deleteContact(world: World, actor: Actor, contact: ContactRecord): void {
  for (const leadId of world.leadIdsOf(contact.id)) {
    const lead = world.store.leads.get(leadId);
    if (lead)
      world.changeLead(actor, lead, { contacts: lead.contacts.filter(({ id }) => id !== contact.id) });
  }
  world.store.contacts.put({
    ...contact,
    isDeleted: true,
    updatedBy: actor.userId,
    updatedAtMs: world.clock.nowMs(),
  });
  world.log({ type: 'contact_deleted', entity: 'contact', entityId: contact.id }, actor);
  world.hooks.emit('delete_contact', {
    root: 'contacts',
    action: 'delete',
    item: { id: contact.id, type: 'contact' },
  });
}

/** A deleted card comes back, in the stage it had. */
export function restoreLead(world: World, actor: Actor, lead: LeadRecord): void {
  assert(lead.isDeleted, `lead ${lead.id} is not deleted`);
  const restored = { ...lead, isDeleted: false, updatedBy: actor.userId, updatedAtMs: world.clock.nowMs() };
  world.store.leads.put(restored);
  world.log({ type: 'lead_restored', entity: 'lead', entityId: lead.id }, actor);
  world.tellLead('restore_lead', 'restore', restored);
}
