/**
 * The bodies of webhooks: bracket keys, percent-encoded, every value a string, entities in the shape of API v2
 * (facts/kommo.md §1.1, §1.4, §1.5). Key by key as in `test/fixtures/kommo/webhooks`.
 */
import { ACCOUNT_ZONE, CONTACT_FIELDS, type Field, USERS } from './account.ts';
import type {
  ContactRecord,
  FieldValue,
  LeadRecord,
  MessageRecord,
  NoteRecord,
  Store,
  TalkRecord,
  TaskRecord,
  UnsortedRecord,
} from './state.ts';
import { toSeconds } from './state.ts';

/** A body before it is flattened. `undefined` leaves the key out. */
export type HookTree =
  | string
  | number
  | undefined
  | readonly HookTree[]
  | { readonly [key: string]: HookTree };

/** One entity of a hook: `root[action][n]` = `item`. */
export type HookItem = { readonly root: string; readonly action: string; readonly item: HookTree };

export type HookAccount = { readonly id: number; readonly subdomain: string };

function flatten(key: string, tree: HookTree, into: URLSearchParams): void {
  if (tree === undefined) return;
  if (typeof tree === 'object') {
    for (const [name, value] of Object.entries(tree)) flatten(`${key}[${name}]`, value, into);
    return;
  }
  into.append(key, String(tree));
}

/** The body of one POST. The self link is in account hooks only, and only when the envelope comes first (facts/kommo.md §1.1). */
export function encodeHook({
  account,
  envelope,
  items,
}: {
  account: HookAccount;
  envelope: 'first' | 'last';
  items: readonly HookItem[];
}): string {
  const form = new URLSearchParams();
  if (envelope === 'first')
    flatten(
      'account',
      {
        subdomain: account.subdomain,
        id: account.id,
        _links: { self: `https://${account.subdomain}.kommo.com` },
      },
      form,
    );
  const indices = new Map<string, number>();
  for (const { root, action, item } of items) {
    const list = `${root}[${action}]`;
    const index = indices.get(list) ?? 0;
    indices.set(list, index + 1);
    flatten(`${list}[${index}]`, item, form);
  }
  if (envelope === 'last') flatten('account', { id: account.id, subdomain: account.subdomain }, form);
  return form.toString();
}

/** The values of one field in the shape of API v2, whose irregularities are the point. */
function v2Values(field: Field, { values: kept }: FieldValue): HookTree {
  // Booleans are "0" and "1" there (facts/kommo.md §1.1).
  const values = kept.map(({ value, enumId }) => ({
    value: typeof value === 'boolean' ? Number(value) : value,
    enumId,
  }));
  const entries = values.map(({ value, enumId }) => ({ value, enum: enumId ?? undefined }));
  // A date is a bare scalar and a radio button an object where every other type has a list of objects (facts/kommo.md §1.4, §1.5).
  if (field.type === 'date' || field.type === 'date_time') return values.map(({ value }) => value);
  if (field.type === 'radiobutton') return entries[0];
  return entries;
}

function v2Fields(definitions: readonly Field[], fields: readonly FieldValue[]): HookTree {
  const filled = definitions.flatMap((field) => {
    const value = fields.find(({ fieldId }) => fieldId === field.id);
    return value
      ? [{ id: field.id, name: field.name, code: field.code ?? undefined, values: v2Values(field, value) }]
      : [];
  });
  return filled.length > 0 ? filled : undefined;
}

const v2Tags = (store: Pick<Store, 'tags' | 'catalogue'>, tagIds: readonly number[]): HookTree =>
  tagIds.length === 0
    ? undefined
    : tagIds.map((id) => ({ id, name: store.tags.find((tag) => tag.id === id)?.name }));

type LeadHookContext = { store: Pick<Store, 'tags' | 'catalogue'>; accountId: number };

/** A lead as account hooks carry it: no phone, no contact, no old pipeline (facts/kommo.md §1.4). */
export function leadTree({
  lead,
  old,
  context: { store, accountId },
}: {
  lead: LeadRecord;
  old: { statusId?: number; responsibleUserId?: number };
  context: LeadHookContext;
}): HookTree {
  return {
    id: lead.id,
    name: lead.name,
    status_id: lead.statusId,
    old_status_id: old.statusId,
    price: lead.price,
    responsible_user_id: lead.responsibleUserId,
    last_modified: toSeconds(lead.updatedAtMs),
    modified_user_id: lead.updatedBy,
    created_user_id: lead.createdBy,
    date_create: toSeconds(lead.createdAtMs),
    pipeline_id: lead.pipelineId,
    tags: v2Tags(store, lead.tagIds),
    account_id: accountId,
    custom_fields: v2Fields(store.catalogue.leadFields, lead.fields),
    created_at: toSeconds(lead.createdAtMs),
    updated_at: toSeconds(lead.updatedAtMs),
    old_responsible_user_id: old.responsibleUserId,
  };
}

/** All that a deletion tells. */
export const deletedLeadTree = (lead: LeadRecord): HookTree => ({
  id: lead.id,
  status_id: lead.statusId,
  pipeline_id: lead.pipelineId,
});

/** A digital-pipeline hook is thin, and alone in knowing the old pipeline (facts/kommo.md §1.4). */
export const digitalPipelineTree = ({
  lead,
  old,
}: {
  lead: LeadRecord;
  old: { statusId: number; pipelineId: number };
}): HookTree => ({
  id: lead.id,
  status_id: lead.statusId,
  pipeline_id: lead.pipelineId,
  old_status_id: old.statusId,
  old_pipeline_id: old.pipelineId,
});

/** Linked leads come as a map keyed by their ids, not as a list (facts/kommo.md §1.5). */
export const contactTree = ({
  contact,
  leadIds,
  context: { store, accountId },
}: {
  contact: ContactRecord;
  leadIds: readonly number[];
  context: LeadHookContext;
}): HookTree => ({
  id: contact.id,
  name: contact.name,
  responsible_user_id: contact.responsibleUserId,
  date_create: toSeconds(contact.createdAtMs),
  last_modified: toSeconds(contact.updatedAtMs),
  created_user_id: contact.createdBy,
  modified_user_id: contact.updatedBy,
  account_id: accountId,
  linked_leads_id:
    leadIds.length > 0 ? Object.fromEntries(leadIds.map((id) => [String(id), { ID: id }])) : undefined,
  tags: v2Tags(store, contact.tagIds),
  custom_fields: v2Fields(CONTACT_FIELDS, contact.fields),
  created_at: toSeconds(contact.createdAtMs),
  updated_at: toSeconds(contact.updatedAtMs),
  type: 'contact',
});

const accountDate = new Intl.DateTimeFormat('sv-SE', {
  timeZone: ACCOUNT_ZONE,
  dateStyle: 'short',
  timeStyle: 'medium',
});
/** `Y-m-d H:i:s` in the account's zone, which the text does not name. */
const localDate = (ms: number): string => accountDate.format(ms);

const ELEMENT_TYPES = { contacts: 1, leads: 2 } as const;
const userName = (userId: number): string => USERS.find(({ id }) => id === userId)?.name ?? 'Robot';

export const noteTree = ({ note, accountId }: { note: NoteRecord; accountId: number }): HookTree => ({
  note: {
    id: note.id,
    created_by: note.createdBy,
    updated_by: note.createdBy,
    note_type: note.noteType === 'common' ? 4 : 25,
    element_type: ELEMENT_TYPES[note.entity],
    element_id: note.entityId,
    text: note.text,
    // Spelled so by Kommo.
    attachement: '',
    account_id: accountId,
    main_user_id: note.createdBy,
    group_id: 0,
    date_create: localDate(note.createdAtMs),
    timestamp_x: localDate(note.createdAtMs),
    metadata: JSON.stringify({
      event_source: { type: 'user', id: note.createdBy, author_name: userName(note.createdBy) },
    }),
  },
});

export const taskTree = ({ task, accountId }: { task: TaskRecord; accountId: number }): HookTree => ({
  id: task.id,
  element_id: task.entityId ?? 0,
  element_type: task.entity === null ? 0 : ELEMENT_TYPES[task.entity],
  task_type: task.taskTypeId,
  date_create: localDate(task.createdAtMs),
  text: task.text,
  status: task.isCompleted ? 1 : 0,
  account_id: accountId,
  created_user_id: task.createdBy,
  last_modified: localDate(task.updatedAtMs),
  responsible_user_id: task.responsibleUserId,
  complete_till: localDate(task.completeTillSeconds * 1000),
  action_close: task.isCompleted ? 1 : 0,
  result: task.resultText === null ? undefined : { id: task.id, text: task.resultText },
  created_at: toSeconds(task.createdAtMs),
  updated_at: toSeconds(task.updatedAtMs),
  complete_before: task.completeTillSeconds,
});

export const talkTree = (talk: TalkRecord): HookTree => ({
  talk_id: talk.id,
  created_at: toSeconds(talk.createdAtMs),
  updated_at: toSeconds(talk.updatedAtMs),
  rate: 0,
  contact_id: talk.contactId,
  chat_id: talk.chatId,
  entity_id: talk.leadId,
  entity_type: 'lead',
  is_in_work: talk.isInWork ? 1 : 0,
  is_read: talk.isRead ? 1 : 0,
  origin: 'waba',
});

type MessageHook = { message: MessageRecord; talk: TalkRecord; clientName: string };

const onLead = (leadId: number) => ({
  element_type: 2,
  entity_type: 'lead',
  element_id: leadId,
  entity_id: leadId,
});

/** The client's message as Kommo's own chat saw it. */
export const incomingMessageTree = ({ message, talk, clientName }: MessageHook): HookTree => ({
  id: message.id,
  chat_id: talk.chatId,
  talk_id: talk.id,
  contact_id: talk.contactId,
  text: message.text,
  created_at: toSeconds(message.createdAtMs),
  ...onLead(message.leadId),
  type: 'incoming',
  author: { id: talk.clientId, type: 'external', name: clientName },
  origin: 'waba',
});

/** Code in the wild expects a person's answer in either spelling; nobody has captured one (facts/kommo.md §1.5). */
export function outgoingMessageTree({
  message,
  talk,
  clientName,
  spelling,
  authorId,
}: MessageHook & { spelling: 'outgoing_message' | 'message'; authorId: string }): HookTree {
  const head = {
    id: message.id,
    chat_id: talk.chatId,
    talk_id: talk.id,
    contact_id: talk.contactId,
    text: message.text,
    created_at: toSeconds(message.createdAtMs),
  };
  const name = message.author === 'bot' ? 'Salesbot' : userName(message.userId ?? 0);
  if (spelling === 'message')
    return {
      ...head,
      ...onLead(message.leadId),
      type: 'outgoing',
      author: { id: authorId, type: message.author, name },
      origin: 'waba',
    };
  return {
    ...head,
    message_type: 'text',
    type: 'outgoing',
    ...onLead(message.leadId),
    source_id: 52001,
    author:
      message.author === 'bot'
        ? { id: authorId, type: 'bot', name }
        : { id: authorId, type: 'internal', user_id: message.userId ?? 0, name },
    recipient: { id: talk.clientId, type: 'external', name: clientName },
    origin: 'waba',
  };
}

/** Accepting and declining both arrive as a deletion (facts/kommo.md §1.5). */
export const settledUnsortedTree = ({
  unsorted,
  action,
  userId,
}: {
  unsorted: UnsortedRecord;
  action: 'accept' | 'decline';
  userId: number;
}): HookTree => ({
  action,
  uid: unsorted.uid,
  category: 'chats',
  created_at: toSeconds(unsorted.createdAtMs),
  modified_user_id: userId,
  [`${action}_result`]: { leads: [unsorted.leadId], contacts: unsorted.contactIds },
});
