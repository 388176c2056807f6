/** What Kommo can answer, as the rest of the product sees it. Nothing here throws: a failure is a value with a cause (H2). */
import type { KommoContactId, KommoLeadId } from '../lead.ts';
import type { Phone } from '../phone.ts';
import type { PipelineStages, StageRef } from '../pipeline.ts';
import type { KommoCause } from '../reasons.ts';

export type KommoFailure = {
  readonly kind: 'failed';
  readonly cause: KommoCause;
  readonly status: number | null;
  readonly retryAfterMs: number | null;
  /** For `rejected`: codes and paths of the validation errors, never the localised detail. */
  readonly problems: readonly {
    readonly code: string;
    readonly path: string;
    /** Which item of the request, where the answer says. */
    readonly requestId?: string;
  }[];
};
/** `absent`: Kommo's 204 or 404, an answer. */
export type KommoResult<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'absent' }
  | KommoFailure;

/** A card. Times in epoch seconds. Contacts, main one first. */
export type KommoLead = {
  readonly id: KommoLeadId;
  readonly name: string;
  readonly pipelineId: number;
  readonly statusId: number;
  readonly responsibleUserId: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly isDeleted: boolean;
  readonly contactIds: readonly KommoContactId[];
  readonly tags: readonly string[];
  readonly fields: readonly KommoFieldValue[];
};
export type KommoFieldValue = {
  readonly fieldId: number;
  readonly values: readonly { readonly value: string; readonly enumId: number | null }[];
};

/** A contact with every PHONE value in canonical form, and its cards. */
export type KommoContact = {
  readonly id: KommoContactId;
  readonly name: string;
  readonly phones: readonly Phone[];
  readonly leadIds: readonly KommoLeadId[];
};

/** A contact found by a phone. `isCertain` false: what was typed only comes close, which is a hint to be silent and no more (W1). */
export type PhoneContact = KommoContact & { readonly isCertain: boolean };

/** A field of leads; enums of a select by id. */
export type KommoField = {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly enums: readonly { readonly id: number; readonly value: string }[];
};

/** A note's or a task's text, and when it was written, epoch seconds. */
export type KommoRemark = { readonly text: string; readonly createdAt: number };

/** One note on a card. `isText`: typed as text, as people do; ours are of the integration's own type. `createdAt`: epoch seconds. */
export type KommoNote = {
  readonly kommoLeadId: KommoLeadId;
  readonly isText: boolean;
  readonly text: string;
  /** 0 is a robot or an integration. */
  readonly createdBy: number;
  readonly createdAt: number;
};

/** A move of a card, from the Events API. `createdBy` 0 is a robot or an integration. */
export type CardMove = {
  readonly kommoLeadId: KommoLeadId;
  readonly at: number;
  readonly createdBy: number;
  /** Null where Kommo does not say. */
  readonly from: { readonly pipelineId: number; readonly statusId: number } | null;
  readonly to: { readonly pipelineId: number; readonly statusId: number };
};

/** One change of a card: only what differs. Tags are added, never replaced (C11). */
export type LeadPatch = {
  readonly name?: string;
  readonly pipelineId?: number;
  readonly statusId?: number;
  readonly fields?: readonly {
    readonly fieldId: number;
    readonly value?: string | number | boolean;
    readonly enumId?: number;
    /** Of a multiselect: the whole new set. */
    readonly enumIds?: readonly number[];
  }[];
  readonly tagsToAdd?: readonly string[];
};

/**
 * What a card showed when a change of its stage was decided. `atMs`: when that read was sent, on our clock. `updatedAt`: epoch seconds.
 */
export type CardLook = StageRef & { readonly updatedAt: number; readonly atMs: number };

export type NewLead = {
  readonly name: string;
  readonly pipelineId: number;
  readonly statusId: number;
  readonly contactId: KommoContactId;
  readonly tags: readonly string[];
  readonly fields: NonNullable<LeadPatch['fields']>;
};

/** A subscription; the destination URL is its key. */
export type KommoWebhook = {
  readonly destination: string;
  readonly disabled: boolean;
  readonly settings: readonly string[];
};

/** In this order the limiter serves who waits: `first` finds or makes the card of a new lead, `probe` is reconcile's. */
export type Priority = 'gate' | 'first' | 'write' | 'probe';

/** `completeTill`: epoch seconds; `responsibleUserId` null: Kommo's default. */
export type NewTask = {
  readonly kommoLeadId: KommoLeadId;
  readonly text: string;
  readonly completeTill: number;
  readonly responsibleUserId: number | null;
};

/** The client. Reads may be repeated once after a network error; a POST never is (C18). */
export type Kommo = {
  /**
   * All pages of these cards (≤ 200 ids a request), with contacts; deleted and unknown ids are missing from the answer, and it is
   * `absent` when none exists. `onSent` is told, before an `ok` or `absent` is returned, when the oldest request behind the answer left
   * (I2: a read is as old as its request, and the wait for the limiter is not part of its age).
   */
  leads(
    ids: readonly KommoLeadId[],
    options: { priority: Priority; onSent?: (atMs: number) => void },
  ): Promise<KommoResult<readonly KommoLead[]>>;
  /** Does Kommo show this card in its trash? Proof that it was deleted; false is no proof that it was not. One request. */
  isDeleted(kommoLeadId: KommoLeadId): Promise<KommoResult<boolean>>;
  /**
   * One page of the cards changed at or after this second, oldest change first, with contacts. A record that cannot be read is left out
   * and counted: one odd card does not hide the others (P9). `isLast`: no card was changed later.
   */
  changedLeads(options: {
    fromSeconds: number;
    page: number;
    priority: Priority;
  }): Promise<KommoResult<{ leads: readonly KommoLead[]; odd: number; isLast: boolean }>>;
  /** Contacts by id, with their cards; `absent` when none exists. */
  contacts(
    ids: readonly KommoContactId[],
    options: { priority: Priority },
  ): Promise<KommoResult<readonly KommoContact[]>>;
  /**
   * Every contact with this phone among its PHONE values, however a person typed it; oldest id first, `absent` when none has. One search,
   * every row checked again. Kommo's search lags behind a write by up to half a minute (facts/kommo.md §10.1).
   */
  contactsByPhone(
    phone: Phone,
    options?: { priority: Priority },
  ): Promise<KommoResult<readonly PhoneContact[]>>;
  createContact(contact: {
    name: string;
    phone: Phone | null;
    tags: readonly string[];
  }): Promise<KommoResult<KommoContactId>>;
  createLead(lead: NewLead): Promise<KommoResult<KommoLeadId>>;
  /** One request for a contact and its card: neither exists without the other. `merged`: Kommo's duplicate control found them (facts/kommo.md §2.3). */
  createLeadWithContact(
    lead: Omit<NewLead, 'contactId'>,
    contact: { name: string; phone: Phone | null },
  ): Promise<
    KommoResult<{ kommoLeadId: KommoLeadId; kommoContactId: KommoContactId | null; merged: boolean }>
  >;
  /** Moves an incoming lead out of the unsorted stage, as a PATCH must not (facts/kommo.md §2.3). `absent`: it is not (or no longer) there. */
  acceptUnsorted(options: {
    kommoLeadId: KommoLeadId;
    statusId: number;
    userId: number | null;
  }): Promise<KommoResult<null>>;
  /**
   * `look`: needed where the stage is changed (I8). The change then leaves at most 250 ms after a look that shows the card as this one
   * did; `look_outdated`: it was not written so, and is to be decided anew. `alone`: not together with other cards' changes.
   */
  patchLead(
    id: KommoLeadId,
    patch: LeadPatch,
    options?: { readonly look?: CardLook; readonly alone?: boolean },
  ): Promise<KommoResult<{ updatedAt: number }>>;
  /** A phone is added to the contact's other numbers, and not written where one of them already is this phone. */
  patchContact(
    id: KommoContactId,
    patch: { name?: string; phone?: Phone },
  ): Promise<KommoResult<{ updatedAt: number }>>;
  addNote(id: KommoLeadId, text: string): Promise<KommoResult<null>>;
  addTask(task: NewTask): Promise<KommoResult<null>>;
  /** All of them (≤ 50) in one request; refused or unheard of, nobody knows which were written. */
  addTasks(tasks: readonly NewTask[]): Promise<KommoResult<null>>;
  /** One note of a card by its id; `absent` when there is none. */
  note(kommoLeadId: KommoLeadId, noteId: number): Promise<KommoResult<KommoNote>>;
  /** What is written on a card, to find out whether a write whose answer was lost arrived. An empty list when nothing is. */
  notes(id: KommoLeadId): Promise<KommoResult<readonly KommoRemark[]>>;
  tasks(id: KommoLeadId): Promise<KommoResult<readonly KommoRemark[]>>;
  /** Moves of these cards (≤ 10) since `fromSeconds`, newest first; an empty list when none. */
  cardMoves(options: {
    ids: readonly KommoLeadId[];
    fromSeconds: number;
  }): Promise<KommoResult<readonly CardMove[]>>;
  /** The configured pipeline's stages, or absent. */
  pipeline(pipelineId: number): Promise<KommoResult<PipelineStages>>;
  leadFields(): Promise<KommoResult<readonly KommoField[]>>;
  /** Id of the account and of the user the token belongs to. */
  account(): Promise<KommoResult<{ accountId: number; userId: number | null }>>;
  /** Where Kommo delivers to, and whether it gave up (facts/kommo.md §1.6). `destination` holds our secret: never logged. */
  webhooks(): Promise<KommoResult<readonly KommoWebhook[]>>;
  /**
   * Asks Redis now, in one request with whatever else is asked there in this moment, for what the next look of the gate's at these will
   * need: the breaker's state and their places in the budget. Nothing is read. Never throws; without it each look asks for itself.
   */
  prepare(look: { leads: readonly KommoLeadId[]; contacts: readonly KommoContactId[] }): Promise<void>;
  /** The same for the search by phone that a first contact begins with (`contactsByPhone` as `first`). */
  prepareSearch(): Promise<void>;
  /** After `over_budget`: how long until it is the turn of whoever was refused last in this process, milliseconds; 0 where nobody knows. */
  comeBackMs(): number;
  /** Closes the connection pool. */
  close(): Promise<void>;
};
