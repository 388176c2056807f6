/** What hangs on a card: notes, tasks, and the conversation in Kommo's own chat. Written, logged and told as `world.ts` does. */
import { incomingMessageTree, noteTree, outgoingMessageTree, talkTree, taskTree } from './hook-body.ts';
import type { EntityKind, LeadRecord, MessageRecord, NoteRecord, TalkRecord, TaskRecord } from './state.ts';
import type { Actor, World } from './world.ts';

const lower = (entity: EntityKind): 'lead' | 'contact' => (entity === 'leads' ? 'lead' : 'contact');

export function addNote(
  world: World,
  actor: Actor,
  { entity, entityId, noteType, text }: Pick<NoteRecord, 'entity' | 'entityId' | 'noteType' | 'text'>,
): NoteRecord {
  const { store, clock, hooks, account } = world;
  const note = {
    id: store.nextId('note'),
    entity,
    entityId,
    noteType,
    text,
    createdBy: actor.userId,
    createdAtMs: clock.nowMs(),
  };
  store.notes = [...store.notes, note];
  world.log(
    {
      type: `${noteType}_note_added`,
      entity: lower(entity),
      entityId,
      valueAfter: [{ note: { id: note.id } }],
    },
    actor,
  );
  hooks.emit(entity === 'leads' ? 'note_lead' : 'note_contact', {
    root: entity,
    action: 'note',
    item: noteTree({ note, accountId: account.id }),
  });
  return note;
}

export type NewTask = Pick<
  TaskRecord,
  'entity' | 'entityId' | 'text' | 'completeTillSeconds' | 'taskTypeId' | 'responsibleUserId'
>;

export function addTask(world: World, actor: Actor, task: NewTask): TaskRecord {
  const { store, clock, hooks, account } = world;
  const nowMs = clock.nowMs();
  const record: TaskRecord = {
    ...task,
    id: store.nextId('task'),
    isCompleted: false,
    resultText: null,
    createdBy: actor.userId,
    updatedBy: actor.userId,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  };
  store.tasks = [...store.tasks, record];
  if (record.entity !== null && record.entityId !== null)
    world.log({ type: 'task_added', entity: lower(record.entity), entityId: record.entityId }, actor);
  hooks.emit('add_task', {
    root: 'task',
    action: 'add',
    item: taskTree({ task: record, accountId: account.id }),
  });
  return record;
}

export type TaskChange = Partial<
  Pick<TaskRecord, 'text' | 'completeTillSeconds' | 'isCompleted' | 'resultText' | 'responsibleUserId'>
>;

export function changeTask(
  world: World,
  actor: Actor,
  { task, change }: { task: TaskRecord; change: TaskChange },
): TaskRecord {
  const { store, clock, hooks, account } = world;
  const record = { ...task, ...change, updatedBy: actor.userId, updatedAtMs: clock.nowMs() };
  store.tasks = store.tasks.map((other) => (other.id === record.id ? record : other));
  if (record.isCompleted && !task.isCompleted && record.entity !== null && record.entityId !== null)
    world.log({ type: 'task_completed', entity: lower(record.entity), entityId: record.entityId }, actor);
  hooks.emit('update_task', {
    root: 'task',
    action: 'update',
    item: taskTree({ task: record, accountId: account.id }),
  });
  return record;
}

/** The open conversation of a card, begun when there is none. Null for a card without a contact: nobody to talk to. */
function talkOf(world: World, actor: Actor, lead: LeadRecord): TalkRecord | null {
  const { store, clock, hooks } = world;
  const open = store.talks.find(({ leadId, isInWork }) => leadId === lead.id && isInWork);
  if (open) return open;
  const contact = lead.contacts.find(({ isMain }) => isMain) ?? lead.contacts[0];
  if (!contact) return null;
  const nowMs = clock.nowMs();
  const talk: TalkRecord = {
    id: store.nextId('talk'),
    chatId: store.uuid(),
    clientId: store.uuid(),
    contactId: contact.id,
    leadId: lead.id,
    isInWork: true,
    isRead: false,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  };
  store.talks = [...store.talks, talk];
  world.log(
    { type: 'talk_created', entity: 'lead', entityId: lead.id, valueAfter: [{ talk: { id: talk.id } }] },
    actor,
  );
  // Reported not to fire for leads that the API made (facts/kommo.md §9.3).
  if (!lead.madeByApi) hooks.emit('add_talk', { root: 'talk', action: 'add', item: talkTree(talk) });
  return talk;
}

export type NewMessage = Pick<MessageRecord, 'text' | 'direction' | 'author'>;

/** Null when the card has no contact. */
export function addMessage(
  world: World,
  actor: Actor,
  {
    lead,
    message: { text, direction, author },
    spelling,
  }: { lead: LeadRecord; message: NewMessage; spelling: 'outgoing_message' | 'message' },
): MessageRecord | null {
  const { store, clock, hooks } = world;
  const talk = talkOf(world, actor, lead);
  if (!talk) return null;
  const message: MessageRecord = {
    id: store.uuid(),
    talkId: talk.id,
    leadId: lead.id,
    text,
    direction,
    author,
    userId: author === 'user' ? actor.userId : null,
    createdAtMs: clock.nowMs(),
  };
  store.messages = [...store.messages, message];
  const clientName = store.contacts.get(talk.contactId)?.name ?? '';
  const valueAfter = [{ message: { id: message.id, talk_id: talk.id, origin: 'waba' } }];
  world.log({ type: `${direction}_chat_message`, entity: 'lead', entityId: lead.id, valueAfter }, actor);
  if (direction === 'incoming')
    hooks.emit('add_message', {
      root: 'message',
      action: 'add',
      item: incomingMessageTree({ message, talk, clientName }),
    });
  else
    hooks.emit(spelling === 'message' ? 'add_message' : 'add_outgoing_message', {
      root: spelling,
      action: 'add',
      item: outgoingMessageTree({ message, talk, clientName, spelling, authorId: store.uuid() }),
    });
  return message;
}

/** Closing twice changes nothing. */
export function closeTalk(world: World, actor: Actor, talk: TalkRecord): void {
  const { store, clock, hooks } = world;
  if (!talk.isInWork) return;
  const closed = { ...talk, isInWork: false, isRead: true, updatedAtMs: clock.nowMs() };
  store.talks = store.talks.map((other) => (other.id === closed.id ? closed : other));
  world.log(
    { type: 'talk_closed', entity: 'lead', entityId: talk.leadId, valueAfter: [{ talk: { id: talk.id } }] },
    actor,
  );
  hooks.emit('update_talk', { root: 'talk', action: 'update', item: talkTree(closed) });
}
