/**
 * What the emulated account holds, as JSON (`snapshot`) and as tables that remember their past, so that a read can be
 * answered as of a moment ago. No rules here: those are in `world.ts`.
 */
import type { Clock } from '../../clock.ts';
import { type Catalogue, LEAD_FIELDS, PIPELINES } from './account.ts';

export type FieldEntry = { readonly value: string | number | boolean; readonly enumId: number | null };
export type FieldValue = { readonly fieldId: number; readonly values: readonly FieldEntry[] };
export type ContactLink = { readonly id: number; readonly isMain: boolean };

/** Times in epoch milliseconds; Kommo shows them in whole seconds. */
export type LeadRecord = {
  readonly id: number;
  readonly name: string;
  readonly price: number;
  readonly responsibleUserId: number;
  readonly pipelineId: number;
  readonly statusId: number;
  readonly lossReasonId: number | null;
  readonly createdBy: number;
  readonly updatedBy: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly closedAtMs: number | null;
  readonly isDeleted: boolean;
  readonly madeByApi: boolean;
  readonly tagIds: readonly number[];
  readonly contacts: readonly ContactLink[];
  readonly fields: readonly FieldValue[];
};

export type ContactRecord = {
  readonly id: number;
  readonly name: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly responsibleUserId: number;
  readonly createdBy: number;
  readonly updatedBy: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly isDeleted: boolean;
  readonly tagIds: readonly number[];
  readonly fields: readonly FieldValue[];
};

export type EntityKind = 'leads' | 'contacts';

export type NoteRecord = {
  readonly id: number;
  readonly entity: EntityKind;
  readonly entityId: number;
  readonly noteType: string;
  readonly text: string;
  readonly createdBy: number;
  readonly createdAtMs: number;
};

export type TaskRecord = {
  readonly id: number;
  readonly entity: EntityKind | null;
  readonly entityId: number | null;
  readonly taskTypeId: number;
  readonly text: string;
  readonly completeTillSeconds: number;
  readonly isCompleted: boolean;
  readonly resultText: string | null;
  readonly responsibleUserId: number;
  readonly createdBy: number;
  readonly updatedBy: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
};

/** A line of the Events API. `valueAfter` and `valueBefore` are kept as they are answered. */
export type EventRecord = {
  readonly id: string;
  readonly type: string;
  readonly entity: 'lead' | 'contact';
  readonly entityId: number;
  readonly createdBy: number;
  readonly createdAtMs: number;
  readonly valueAfter: readonly Record<string, unknown>[];
  readonly valueBefore: readonly Record<string, unknown>[];
};

export type TalkRecord = {
  readonly id: number;
  readonly chatId: string;
  readonly contactId: number;
  readonly leadId: number;
  readonly clientId: string;
  readonly isInWork: boolean;
  readonly isRead: boolean;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
};

export type MessageRecord = {
  readonly id: string;
  readonly talkId: number;
  readonly leadId: number;
  readonly text: string;
  readonly direction: 'incoming' | 'outgoing';
  readonly author: 'client' | 'user' | 'bot';
  readonly userId: number | null;
  readonly createdAtMs: number;
};

export type UnsortedRecord = {
  readonly uid: string;
  readonly leadId: number;
  readonly contactIds: readonly number[];
  readonly pipelineId: number;
  readonly createdAtMs: number;
};

export type SubscriptionRecord = {
  readonly id: number;
  readonly destination: string;
  readonly settings: readonly string[];
  readonly disabled: boolean;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** When the last invalid answers came, oldest first; only those of the last two hours count. */
  readonly invalidAtMs: readonly number[];
};

/** A hook on its way: its next attempt and when it is due. */
export type PendingHook = {
  readonly id: number;
  readonly kind: 'account' | 'digital_pipeline';
  readonly code: string;
  readonly destination: string;
  readonly body: string;
  readonly attempt: number;
  readonly dueAtMs: number;
};

export type TagRecord = { readonly id: number; readonly entity: EntityKind; readonly name: string };

export type OAuthState = {
  readonly refreshToken: string | null;
  readonly usedRefreshTokens: readonly string[];
  readonly accessTokens: readonly string[];
};

const FIRST_IDS = {
  lead: 16_000_001,
  contact: 26_000_001,
  note: 42_000_001,
  task: 52_000_001,
  tag: 80_201,
  talk: 61_101,
  webhook: 1_001,
  status: 81_000_101,
  field: 700_201,
  option: 710_101,
  hook: 1,
} as const;
type Sequence = keyof typeof FIRST_IDS;

/** Everything that outlives a restart. Plain JSON. */
export type KommoState = {
  readonly version: 1;
  readonly random: number;
  readonly nextIds: Readonly<Record<Sequence, number>>;
  readonly leads: readonly LeadRecord[];
  readonly contacts: readonly ContactRecord[];
  readonly notes: readonly NoteRecord[];
  readonly tasks: readonly TaskRecord[];
  readonly events: readonly EventRecord[];
  readonly talks: readonly TalkRecord[];
  readonly messages: readonly MessageRecord[];
  readonly unsorted: readonly UnsortedRecord[];
  readonly subscriptions: readonly SubscriptionRecord[];
  readonly pendingHooks: readonly PendingHook[];
  readonly tags: readonly TagRecord[];
  readonly oauth: OAuthState;
  /** Absent in what was saved before an account could be changed. */
  readonly catalogue?: Catalogue;
};

export type ReadTable<T> = { get(id: number): T | undefined; all(): readonly T[] };
export type Table<T> = ReadTable<T> & {
  put(record: T): void;
  /** The table as it was at `ms`. A record younger than that is not in it. */
  asOf(ms: number): ReadTable<T>;
};

/** A stale read looks back moments, not days. */
const VERSIONS_KEPT = 50;

function createTable<T extends { readonly id: number }>(clock: Clock, initial: readonly T[]): Table<T> {
  const records = new Map<number, T>(initial.map((record) => [record.id, record]));
  const versions = new Map<number, { atMs: number; record: T }[]>();
  for (const record of initial) versions.set(record.id, [{ atMs: Number.NEGATIVE_INFINITY, record }]);
  const pastOf = (id: number, ms: number): T | undefined =>
    versions.get(id)?.findLast(({ atMs }) => atMs <= ms)?.record;
  return {
    get: (id) => records.get(id),
    all: () => [...records.values()],
    put: (record) => {
      records.set(record.id, record);
      const past = versions.get(record.id) ?? [];
      past.push({ atMs: clock.nowMs(), record });
      versions.set(record.id, past.slice(-VERSIONS_KEPT));
    },
    asOf: (ms) => ({
      get: (id) => pastOf(id, ms),
      all: () => [...records.keys()].map((id) => pastOf(id, ms)).filter((record) => record !== undefined),
    }),
  };
}

/** Random ids that a seed decides (mulberry32), so that two runs of one seed are equal. */
export function createRandom(seed: number) {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const hex = (digits: number): string => {
    let text = '';
    while (text.length < digits) text += next().toString(16).padStart(8, '0');
    return text.slice(0, digits);
  };
  return { state: () => state, hex };
}

export type Store = {
  readonly leads: Table<LeadRecord>;
  readonly contacts: Table<ContactRecord>;
  /** Lists are replaced, not mutated. */
  notes: readonly NoteRecord[];
  tasks: readonly TaskRecord[];
  events: readonly EventRecord[];
  talks: readonly TalkRecord[];
  messages: readonly MessageRecord[];
  unsorted: readonly UnsortedRecord[];
  subscriptions: readonly SubscriptionRecord[];
  pendingHooks: readonly PendingHook[];
  tags: readonly TagRecord[];
  oauth: OAuthState;
  catalogue: Catalogue;
  nextId(sequence: Sequence): number;
  /** 32 hex digits. */
  hex32(): string;
  uuid(): string;
  snapshot(): KommoState;
};

/** Tables filled from a snapshot, or those of an account without leads. */
export function createStore({
  clock,
  seed,
  state,
}: {
  clock: Clock;
  seed: number;
  state: KommoState | undefined;
}): Store {
  const nextIds: Record<Sequence, number> = { ...FIRST_IDS, ...state?.nextIds };
  const random = createRandom(state?.random ?? seed);
  const store: Store = {
    leads: createTable(clock, state?.leads ?? []),
    contacts: createTable(clock, state?.contacts ?? []),
    notes: state?.notes ?? [],
    tasks: state?.tasks ?? [],
    events: state?.events ?? [],
    talks: state?.talks ?? [],
    messages: state?.messages ?? [],
    unsorted: state?.unsorted ?? [],
    subscriptions: state?.subscriptions ?? [],
    pendingHooks: state?.pendingHooks ?? [],
    tags: state?.tags ?? [],
    oauth: state?.oauth ?? { refreshToken: null, usedRefreshTokens: [], accessTokens: [] },
    catalogue: state?.catalogue ?? { pipelines: PIPELINES, leadFields: LEAD_FIELDS },
    nextId: (sequence) => {
      const id = nextIds[sequence];
      nextIds[sequence] = id + 1;
      return id;
    },
    hex32: () => random.hex(32),
    uuid: () => {
      const hex = random.hex(32);
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
    },
    snapshot: () => ({
      version: 1,
      random: random.state(),
      nextIds: { ...nextIds },
      leads: store.leads.all(),
      contacts: store.contacts.all(),
      notes: store.notes,
      tasks: store.tasks,
      events: store.events,
      talks: store.talks,
      messages: store.messages,
      unsorted: store.unsorted,
      subscriptions: store.subscriptions,
      pendingHooks: store.pendingHooks,
      tags: store.tags,
      oauth: store.oauth,
      catalogue: store.catalogue,
    }),
  };
  return store;
}

/** Kommo tells time in whole seconds. */
export const toSeconds = (ms: number): number => Math.floor(ms / 1000);
