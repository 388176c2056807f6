/** What people and circumstances do to the account: the hands of tests, of the demo and of the console. Everything is done when a call returns; hooks follow on the clock. */
import assert from 'node:assert/strict';
import {
  type FieldEnum,
  type FieldType,
  mainPipeline,
  PHONE_FIELD_ID,
  type Status,
  statusOf,
} from './account.ts';
import { type CardView, cardView } from './card.ts';
import type { Fault, Faults, Outage } from './faults.ts';
import { readFields } from './fields.ts';
import type { DigitalPipelineHook, HookDelivery } from './hooks.ts';
import { createIssues } from './input.ts';
import type { KommoKnobs } from './knobs.ts';
import type { Limiter } from './limiter.ts';
import { deleteContact, mergeContacts, mergeLeads, restoreLead } from './merges.ts';
import { addMessage, addNote, addTask, closeTalk } from './side-records.ts';
import type { ContactRecord, LeadRecord, SubscriptionRecord } from './state.ts';
import { settleUnsorted } from './unsorted.ts';
import { type NewSubscription, subscribe } from './webhooks.ts';
import type { Actor, LeadChange, World } from './world.ts';

/** One API request. `status` is null while it is unanswered and 0 for a connection that was cut. */
export type RequestLogEntry = {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly body: unknown;
  readonly atMs: number;
  readonly fault: string | null;
  status: number | null;
};

export type NewCard = {
  readonly name: string;
  readonly phone?: string;
  readonly statusId: number;
  readonly pipelineId?: number;
  readonly userId?: number;
  /** An existing contact; without it one is made from `name` and `phone`. */
  readonly contactId?: number;
  readonly tags?: readonly string[];
  /** By field id; a select by the text of its option. */
  readonly fields?: Readonly<Record<number, string | number>>;
};

/** Every method that names a card, contact or talk throws when it does not exist. */
export type KommoControl = {
  /** Live settings; write to it. */
  readonly knobs: KommoKnobs;

  addLead(card: NewCard): { leadId: number; contactId: number };
  addContact(contact: { name: string; phones?: readonly string[]; userId?: number }): number;
  moveCard(move: { leadId: number; statusId: number; pipelineId?: number; userId: number }): void;
  editCard(edit: {
    leadId: number;
    userId: number;
    name?: string;
    price?: number;
    responsibleUserId?: number;
    tagsToAdd?: readonly string[];
  }): void;
  /** A person answers in Kommo's chat, or (`author: 'bot'`) a salesbot does. Returns the message's id. */
  reply(message: { leadId: number; text: string; userId: number; author?: 'user' | 'bot' }): string;
  /** The client writes where Kommo sees it. Returns the message's id. */
  incoming(message: { leadId: number; text: string }): string;
  addNote(note: { leadId: number; text: string; userId: number }): number;
  addTask(task: { leadId: number; text: string; completeTill: number; userId: number }): number;
  deleteLead(lead: { leadId: number; userId?: number }): void;
  /** The card `from` is emptied into `into` and gone. `statusId`: the stage that the survivor takes. */
  mergeLeads(merge: { into: number; from: number; userId: number; statusId?: number }): void;
  /** The contact `from` is emptied into `into` and gone. */
  mergeContacts(merge: { into: number; from: number; userId: number }): void;
  deleteContact(contact: { contactId: number; userId?: number }): void;
  /** A phone is typed into the contact, beside those that it has. */
  addPhone(contact: { contactId: number; phone: string; userId?: number }): void;
  /** The contact is put on the card, beside those that are there. */
  linkContact(link: { leadId: number; contactId: number; userId?: number }): void;
  restoreLead(lead: { leadId: number; userId?: number }): void;
  acceptUnsorted(lead: { leadId: number; userId: number; statusId?: number }): void;
  closeTalk(talk: { leadId: number; userId: number }): void;
  /** Whatever is done inside is one bulk edit: its hooks of one kind share a POST. */
  bulk<T>(work: () => T): T;

  card(leadId: number): CardView;
  /** Every card that is not deleted, oldest first. */
  cards(): readonly CardView[];
  /** The same cards without what hangs on them, for whoever looks often. */
  places(): readonly Pick<LeadRecord, 'id' | 'name' | 'pipelineId' | 'statusId'>[];

  /** Settings → Pipeline and Settings → Fields: an administrator renames, or (`to: null`) deletes, and what was called so is gone. */
  renameStage(change: { statusId: number; to: string | null; pipelineId?: number }): void;
  renameLeadField(change: { name: string; to: string | null }): void;
  /** The field of that name is made anew with another type or other options, or is required in these stages. */
  remakeLeadField(change: {
    name: string;
    type?: FieldType;
    requiredIn?: readonly number[];
    enums?: readonly FieldEnum[];
  }): void;

  /** Settings → Integrations → Webhooks. */
  subscribe(subscription: NewSubscription): void;
  /** The administrator presses Save on a webhook that Kommo switched off. */
  enableWebhook(destination: string): void;
  /** Kommo gives up on a webhook: as after its hundredth failure in two hours. */
  disableWebhook(destination: string): void;
  subscriptions(): readonly SubscriptionRecord[];
  addDigitalPipelineHook(hook: DigitalPipelineHook): void;
  /** Sends any form body to every subscription. */
  sendRawHook(body: string): void;
  readonly hooks: {
    /** Lost before they leave. */
    drop(count: number | 'all'): void;
    duplicate(count: number | 'all'): void;
    /** The next `count` arrive in reverse. */
    reorder(count: number): void;
    /** Ends these three; what was held back leaves. A delay is `knobs.hookDelayMs`. */
    heal(): void;
    /** Every attempt, made or not. */
    readonly deliveries: readonly HookDelivery[];
    clearDeliveries(): void;
    /** Hooks that still have an attempt to come. */
    pending(): number;
  };

  readonly requests: readonly RequestLogEntry[];
  clearRequests(): void;

  /** Returns how to take it back. */
  fault(fault: Fault): () => void;
  clearFaults(): void;
  /** The API does not answer as it should, whatever is asked. Hooks still leave. */
  down(how?: Outage): void;
  up(): void;
  isBlocked(): boolean;
  unblock(): void;
};

const SELLER_USER_ID = 9000101;
const person = (userId: number): Actor => ({ userId, isApi: false });

export function createControl({
  world,
  knobs,
  limiter,
  faults,
  requests,
}: {
  world: World;
  knobs: KommoKnobs;
  limiter: Limiter;
  faults: Faults;
  requests: RequestLogEntry[];
}): KommoControl {
  const { store, hooks, clock } = world;

  const leadOf = (leadId: number): LeadRecord => {
    const lead = store.leads.get(leadId);
    assert(lead && !lead.isDeleted, `no lead ${leadId} in Kommo`);
    return lead;
  };

  const contactOf = (contactId: number): ContactRecord => {
    const contact = store.contacts.get(contactId);
    assert(contact && !contact.isDeleted, `no contact ${contactId} in Kommo`);
    return contact;
  };

  const placed = ({
    statusId,
    pipelineId = mainPipeline(store.catalogue).id,
  }: {
    statusId: number;
    pipelineId?: number | undefined;
  }) => {
    assert(
      statusOf(store.catalogue, { pipelineId, statusId }),
      `no stage ${statusId} in pipeline ${pipelineId}`,
    );
    return { statusId, pipelineId };
  };

  const phoneField = (phones: readonly string[]): LeadChange['fields'] =>
    phones.length === 0
      ? []
      : [{ fieldId: PHONE_FIELD_ID, values: phones.map((value) => ({ value, enumId: 720001 })) }];

  const cardFields = (fields: NonNullable<NewCard['fields']>): LeadChange['fields'] => {
    const issues = createIssues();
    const rows = Object.entries(fields).map(([id, value]) => ({ field_id: Number(id), values: [{ value }] }));
    const parsed = readFields({
      definitions: store.catalogue.leadFields,
      fields: { custom_fields_values: rows },
      issues,
    });
    assert.deepEqual(issues.found, [], 'the card has a field that Kommo would refuse');
    return parsed;
  };

  const addContact: KommoControl['addContact'] = ({ name, phones = [], userId = SELLER_USER_ID }) =>
    world.createContact(person(userId), { name, fields: phoneField(phones) ?? [] }).id;

  const message = (
    leadId: number,
    actor: Actor,
    fields: { text: string; direction: 'incoming' | 'outgoing'; author: 'client' | 'user' | 'bot' },
  ): string => {
    const sent = addMessage(world, actor, {
      lead: leadOf(leadId),
      message: fields,
      spelling: knobs.outgoingSpelling,
    });
    assert(sent, `lead ${leadId} has no contact to talk to`);
    return sent.id;
  };

  return {
    knobs,

    addContact,
    addLead: ({
      name,
      phone,
      statusId,
      pipelineId,
      userId = SELLER_USER_ID,
      contactId,
      tags = [],
      fields = {},
    }) => {
      const place = placed({ statusId, pipelineId });
      assert(contactId === undefined || store.contacts.get(contactId), `no contact ${contactId} in Kommo`);
      const mainContactId =
        contactId ?? addContact({ name, phones: phone === undefined ? [] : [phone], userId });
      const customFields = cardFields(fields);
      const lead = world.createLead(person(userId), {
        name,
        ...place,
        contacts: [{ id: mainContactId, isMain: true }],
        tagIds: tags.map((tag) => world.tagId('leads', tag)),
        ...(customFields && { fields: customFields }),
      });
      if (statusOf(store.catalogue, place)?.isUnsorted)
        store.unsorted = [
          ...store.unsorted,
          {
            uid: store.hex32(),
            leadId: lead.id,
            contactIds: [mainContactId],
            pipelineId: place.pipelineId,
            createdAtMs: clock.nowMs(),
          },
        ];
      return { leadId: lead.id, contactId: mainContactId };
    },
    moveCard: ({ leadId, statusId, pipelineId, userId }) => {
      const lead = leadOf(leadId);
      world.changeLead(person(userId), lead, placed({ statusId, pipelineId: pipelineId ?? lead.pipelineId }));
    },
    editCard: ({ leadId, userId, tagsToAdd, ...change }) => {
      const lead = leadOf(leadId);
      const tagIds = tagsToAdd && [
        ...new Set([...lead.tagIds, ...tagsToAdd.map((tag) => world.tagId('leads', tag))]),
      ];
      world.changeLead(person(userId), lead, { ...change, ...(tagIds && { tagIds }) });
    },
    reply: ({ leadId, text, userId, author = 'user' }) =>
      message(leadId, person(userId), { text, direction: 'outgoing', author }),
    incoming: ({ leadId, text }) =>
      message(leadId, person(0), { text, direction: 'incoming', author: 'client' }),
    addNote: ({ leadId, text, userId }) =>
      addNote(world, person(userId), {
        entity: 'leads',
        entityId: leadOf(leadId).id,
        noteType: 'common',
        text,
      }).id,
    addTask: ({ leadId, text, completeTill, userId }) =>
      addTask(world, person(userId), {
        entity: 'leads',
        entityId: leadOf(leadId).id,
        text,
        completeTillSeconds: completeTill,
        taskTypeId: 1,
        responsibleUserId: userId,
      }).id,
    deleteLead: ({ leadId, userId = SELLER_USER_ID }) => world.deleteLead(person(userId), leadOf(leadId)),
    mergeLeads: ({ into, from, userId, statusId }) =>
      mergeLeads(world, person(userId), { kept: leadOf(into), gone: leadOf(from), statusId }),
    mergeContacts: ({ into, from, userId }) =>
      mergeContacts(world, person(userId), { kept: contactOf(into), gone: contactOf(from) }),
    deleteContact: ({ contactId, userId = SELLER_USER_ID }) =>
      deleteContact(world, person(userId), contactOf(contactId)),
    addPhone: ({ contactId, phone, userId = SELLER_USER_ID }) => {
      const contact = contactOf(contactId);
      const known = contact.fields.find(({ fieldId }) => fieldId === PHONE_FIELD_ID)?.values ?? [];
      const values = [...known, { value: phone, enumId: 720001 }];
      world.changeContact(person(userId), contact, { fields: [{ fieldId: PHONE_FIELD_ID, values }] });
    },
    linkContact: ({ leadId, contactId, userId = SELLER_USER_ID }) => {
      const lead = leadOf(leadId);
      const link = { id: contactOf(contactId).id, isMain: lead.contacts.length === 0 };
      world.changeLead(person(userId), lead, { contacts: [...lead.contacts, link] });
    },
    restoreLead: ({ leadId, userId = SELLER_USER_ID }) => {
      const lead = store.leads.get(leadId);
      assert(lead, `no lead ${leadId} in Kommo`);
      restoreLead(world, person(userId), lead);
    },
    acceptUnsorted: ({ leadId, userId, statusId }) => {
      const unsorted = store.unsorted.find((row) => row.leadId === leadId);
      assert(unsorted, `lead ${leadId} is not unsorted`);
      if (statusId !== undefined) placed({ statusId, pipelineId: unsorted.pipelineId });
      settleUnsorted(world, person(userId), {
        unsorted,
        action: 'accept',
        ...(statusId !== undefined && { statusId }),
      });
    },
    closeTalk: ({ leadId, userId }) => {
      const talk = store.talks.find((row) => row.leadId === leadId && row.isInWork);
      assert(talk, `lead ${leadId} has no open talk`);
      closeTalk(world, person(userId), talk);
    },
    bulk: (work) => hooks.batch(work),

    card: (leadId) => {
      const lead = store.leads.get(leadId);
      assert(lead, `no lead ${leadId} in Kommo`);
      return cardView(store, lead);
    },
    cards: () =>
      store.leads
        .all()
        .filter(({ isDeleted }) => !isDeleted)
        .map((lead) => cardView(store, lead)),

    places: () => store.leads.all().filter(({ isDeleted }) => !isDeleted),

    renameStage: ({ statusId, to, pipelineId = mainPipeline(store.catalogue).id }) => {
      placed({ statusId, pipelineId });
      const renamed = (status: Status): readonly Status[] =>
        status.id !== statusId ? [status] : to === null ? [] : [{ ...status, name: to }];
      const pipelines = store.catalogue.pipelines.map((pipeline) =>
        pipeline.id === pipelineId ? { ...pipeline, statuses: pipeline.statuses.flatMap(renamed) } : pipeline,
      );
      store.catalogue = { ...store.catalogue, pipelines };
    },
    renameLeadField: ({ name, to }) => {
      const leadFields = store.catalogue.leadFields.flatMap((field) =>
        field.name !== name ? [field] : to === null ? [] : [{ ...field, name: to }],
      );
      store.catalogue = { ...store.catalogue, leadFields };
    },
    remakeLeadField: ({ name, ...change }) => {
      const leadFields = store.catalogue.leadFields.map((field) =>
        field.name === name ? { ...field, ...change } : field,
      );
      store.catalogue = { ...store.catalogue, leadFields };
    },
    subscribe: (subscription) => {
      subscribe({ store, nowMs: clock.nowMs(), subscription });
    },
    enableWebhook: (destination) => {
      store.subscriptions = store.subscriptions.map((row) =>
        row.destination === destination ? { ...row, disabled: false, invalidAtMs: [] } : row,
      );
    },
    disableWebhook: (destination) => {
      store.subscriptions = store.subscriptions.map((row) =>
        row.destination === destination ? { ...row, disabled: true } : row,
      );
    },
    subscriptions: () => store.subscriptions,
    addDigitalPipelineHook: (hook) => {
      hooks.digital.push(hook);
    },
    sendRawHook: (body) => hooks.emitRaw('raw', body),
    hooks: {
      drop: hooks.drop,
      duplicate: hooks.duplicate,
      reorder: hooks.reorder,
      heal: hooks.heal,
      deliveries: hooks.deliveries,
      clearDeliveries: () => {
        hooks.deliveries.length = 0;
      },
      pending: () => store.pendingHooks.length,
    },

    requests,
    clearRequests: () => {
      requests.length = 0;
    },

    fault: faults.add,
    clearFaults: faults.clear,
    down: (how = '503') => faults.down(how),
    up: faults.up,
    isBlocked: limiter.isBlocked,
    unblock: limiter.unblock,
  };
}
