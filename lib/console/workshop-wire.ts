/** What the workshop of `npm start` and its page say to each other. Of a deployed stage there is none. Times are milliseconds. */
import type { LedgerLine } from './wire.ts';

/** The far ends that a turn asks. */
export const CALLED = [
  'kommo',
  'whatsapp',
  'postgres',
  'redis',
  'queue',
  'scheduler',
  'model',
  'calendar',
] as const;
export type Called = (typeof CALLED)[number];

export type Call = {
  readonly end: Called;
  /** `GET /api/v4/leads` */
  readonly what: string;
  /** From the start of the run. */
  readonly startMs: number;
  readonly ms: number;
  /** 0: cut off, or still unanswered. */
  readonly status: number;
};

/** `queue`: before the run began. `after`: card and ledger once the last bubble has left. */
export const PHASES = ['queue', 'gate', 'agent', 'egress', 'after'] as const;
export type Phase = (typeof PHASES)[number];

/** One run of one function. */
export type Trace = {
  readonly function: string;
  readonly atMs: number;
  readonly ms: number;
  /** One after the other; what a run has not is not among them. `queue` starts before 0. */
  readonly phases: readonly { readonly name: Phase; readonly startMs: number; readonly ms: number }[];
  readonly calls: readonly Call[];
};

export const FAULTS = {
  kommo: ['up', 'down', 'throttled', 'slow', 'empty'],
  whatsapp: ['up', 'down', 'slow'],
  postgres: ['up', 'down', 'slow'],
  redis: ['up', 'down', 'slow'],
  queue: ['up', 'down', 'slow'],
  scheduler: ['up', 'down', 'slow'],
} as const;
export type FaultyEnd = keyof typeof FAULTS;
export type FaultState = 'up' | 'down' | 'slow' | 'throttled' | 'empty';

export const HOOK_FATES = ['lose', 'twice', 'late', 'reorder'] as const;
export type HookFate = (typeof HOOK_FATES)[number];

export const STORIES = [
  'conversation',
  'handoff',
  'phone',
  'outage',
  'midway',
  'side_doors',
  'follow_up',
] as const;
export type Story = (typeof STORIES)[number];

export type Budget = {
  readonly kommoReads: number;
  readonly kommoWrites: number;
  readonly postgres: number;
  readonly redis: number;
  /** Beside one for each bubble. */
  readonly whatsapp: number;
};

/** What one answered message cost. `isFirst`: the card was looked for and made in it, which costs more. */
export type LastTurn = {
  readonly atMs: number;
  readonly bubbles: number;
  readonly isFirst: boolean;
  readonly spent: Budget;
};

export type Workshop = {
  readonly faults: Readonly<Record<FaultyEnd, FaultState>>;
  /** At which request the next turn's worker dies; null: it lives. */
  readonly diesAt: number | null;
  readonly stories: readonly Story[];
  readonly playing: Story | null;
  readonly fixtures: readonly string[];
  readonly budget: Budget;
  readonly lastTurn: LastTurn | null;
  /** Calls since the start. */
  readonly calls: Readonly<Record<Called, number>>;
  /** How old the stage read was at each bubble, oldest first. */
  readonly deltas: readonly { readonly at: number; readonly ms: number }[];
  readonly environment: readonly { readonly name: string; readonly value: string }[];
  /** The file with all of it, for `ops --env-file`; null: nothing was kept. */
  readonly environmentFile: string | null;
};

/** A story that was played: whose talk it was, and what it had promised. */
export type Played = {
  readonly lead: string;
  readonly verdicts: readonly {
    readonly scene: string;
    readonly promise: string;
    readonly kept: boolean;
    readonly saw: string;
  }[];
};

/** What came of a body that was posted. */
export type Posted = { readonly status: number };

/** An event sent through once more, and what is different since. */
export type Replayed = {
  readonly function: string;
  /** Bubbles that the lead's phone has more than before. */
  readonly bubbles: number;
  readonly lines: readonly LedgerLine[];
  /** What of the lead's row or card is another, by name. */
  readonly changed: readonly { readonly name: string; readonly before: string; readonly after: string }[];
};

/** What the page can ask for beside `Acts`, by path, with its answer. */
export type Plays = {
  '/fault': {
    readonly input: { readonly end: FaultyEnd; readonly state: FaultState };
    readonly answer: null;
  };
  '/hook': {
    readonly input: { readonly of: 'whatsapp' | 'kommo'; readonly fate: HookFate };
    readonly answer: null;
  };
  '/lost-answer': { readonly input: Record<string, never>; readonly answer: null };
  '/kill': { readonly input: { readonly at: number | null }; readonly answer: null };
  '/heal': { readonly input: Record<string, never>; readonly answer: null };
  '/story': { readonly input: { readonly name: Story }; readonly answer: Played };
  '/fixture': { readonly input: { readonly name: string; readonly isNow: boolean }; readonly answer: Posted };
  '/replay': { readonly input: { readonly lead: string; readonly line: number }; readonly answer: Replayed };
};
