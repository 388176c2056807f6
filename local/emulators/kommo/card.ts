/** A card as a person sees it on the screen: names instead of ids, with everything that hangs on it. */
import { PHONE_FIELD_ID, pipelineOf, statusOf } from './account.ts';
import { fieldTexts } from './fields.ts';
import { closestTaskAt } from './leads.ts';
import { type LeadRecord, type Store, toSeconds } from './state.ts';

export type CardView = {
  readonly leadId: number;
  readonly name: string;
  readonly pipelineId: number;
  readonly pipeline: string;
  readonly statusId: number;
  readonly stage: string;
  readonly price: number;
  readonly responsibleUserId: number;
  readonly createdBy: number;
  readonly updatedBy: number;
  /** Epoch seconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly isDeleted: boolean;
  readonly tags: readonly string[];
  /** The first value of each filled field, by its name; a date in epoch seconds. */
  readonly fields: Readonly<Record<string, string | number>>;
  readonly contacts: readonly {
    readonly id: number;
    readonly name: string;
    readonly phones: readonly string[];
    readonly isMain: boolean;
  }[];
  readonly notes: readonly {
    readonly id: number;
    readonly text: string;
    readonly createdBy: number;
    readonly createdAt: number;
  }[];
  readonly tasks: readonly {
    readonly id: number;
    readonly text: string;
    readonly completeTill: number;
    readonly isCompleted: boolean;
    readonly responsibleUserId: number;
  }[];
  readonly messages: readonly {
    readonly text: string;
    readonly author: 'client' | 'user' | 'bot';
    readonly userId: number | null;
  }[];
  readonly closestTaskAt: number | null;
};

export const cardView = (store: Store, lead: LeadRecord): CardView => ({
  leadId: lead.id,
  name: lead.name,
  pipelineId: lead.pipelineId,
  pipeline: pipelineOf(store.catalogue, lead.pipelineId)?.name ?? '',
  statusId: lead.statusId,
  stage: statusOf(store.catalogue, lead)?.name ?? '',
  price: lead.price,
  responsibleUserId: lead.responsibleUserId,
  createdBy: lead.createdBy,
  updatedBy: lead.updatedBy,
  createdAt: toSeconds(lead.createdAtMs),
  updatedAt: toSeconds(lead.updatedAtMs),
  isDeleted: lead.isDeleted,
  tags: lead.tagIds.map((tagId) => store.tags.find(({ id }) => id === tagId)?.name ?? ''),
  fields: Object.fromEntries(
    lead.fields.flatMap(({ fieldId, values: [first] }) => {
      const field = store.catalogue.leadFields.find(({ id }) => id === fieldId);
      const shown = typeof first?.value === 'boolean' ? String(first.value) : first?.value;
      return field && shown !== undefined ? [[field.name, shown]] : [];
    }),
  ),
  contacts: lead.contacts.map(({ id, isMain }) => {
    const contact = store.contacts.get(id);
    const phones = fieldTexts((contact?.fields ?? []).filter(({ fieldId }) => fieldId === PHONE_FIELD_ID));
    return { id, name: contact?.name ?? '', phones, isMain };
  }),
  notes: store.notes
    .filter((note) => note.entity === 'leads' && note.entityId === lead.id)
    .map(({ id, text, createdBy, createdAtMs }) => ({
      id,
      text,
      createdBy,
      createdAt: toSeconds(createdAtMs),
    })),
  tasks: store.tasks
    .filter((task) => task.entity === 'leads' && task.entityId === lead.id)
    .map(({ id, text, completeTillSeconds, isCompleted, responsibleUserId }) => ({
      id,
      text,
      completeTill: completeTillSeconds,
      isCompleted,
      responsibleUserId,
    })),
  messages: store.messages
    .filter(({ leadId }) => leadId === lead.id)
    .map(({ text, author, userId }) => ({ text, author, userId })),
  closestTaskAt: closestTaskAt(store, lead.id),
});
