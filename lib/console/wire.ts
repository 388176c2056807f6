/** What the console's page and whoever serves it say to each other: JSON of these types. Times are epoch milliseconds. */
import type { StageKey, StagePlace } from '../pipeline.ts';
import type { LedgerKind } from '../reasons.ts';
import type { Period } from '../report/period.ts';
import type { Report } from '../report/report.ts';

/** Who has the baton. `nobody`: a message of the lead's is held, and nothing proves yet who may answer. */
export type Holder = 'bot' | 'person' | 'nobody';

/** The signal by which a person has it, the strongest first. */
export type HeldBy = 'opt_out' | 'stage' | 'bot_handoff' | 'reply';

/** One lead, as the board shows it. */
export type LeadCard = {
  /** The phone in E.164, else another address. */
  readonly key: string;
  readonly name: string;
  readonly phone: string | null;
  readonly holder: Holder;
  readonly heldBy: HeldBy | null;
  /** When the holder got it. */
  readonly since: number | null;
  /** When a person's reply stops silencing by itself. */
  readonly until: number | null;
  /** How it was taken (`TAKEOVER_REASONS`), and by whom where that is known. */
  readonly takenBy: { readonly reason: string; readonly author: string | null } | null;
  /** Why the lead waits (`HOLD_REASONS`). */
  readonly heldCause: string | null;
  /** The stage that the card has in Kommo; null: there is no card, or it is in no stage of the board. */
  readonly stage: StagePlace | null;
  /** The stage that the bot saw when it last looked; another than `stage` is a move that it has not noticed. */
  readonly stageSeen: StagePlace | null;
  readonly hasCard: boolean;
  readonly billBrl: number | null;
  readonly solution: string | null;
  readonly nextFollowUpAt: number | null;
  /** When the lead wrote the last word of the talk; null: it was ours. */
  readonly waitingSince: number | null;
  readonly latestAt: number;
};

export type TalkLine = {
  readonly id: string;
  readonly at: number;
  readonly author: 'lead' | 'bot' | 'person' | 'auto';
  readonly text: string;
  /** Where it is not plain text: `image`, `voice`, `location`… */
  readonly kind: string | null;
  readonly status: 'pending' | 'sent' | 'delivered' | 'read' | 'failed' | 'unknown' | null;
  readonly edited: boolean;
  readonly deleted: boolean;
  readonly reaction: string;
  /** δ: how old the read of the stage was when the bubble left; the bot's alone. */
  readonly stageAgeMs: number | null;
};

export type LedgerLine = {
  readonly id: number;
  readonly at: number;
  readonly kind: LedgerKind;
  readonly reason: string;
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly epoch: number;
  readonly stageAgeMs: number | null;
};

/** A page of a list that goes on while `next` is not null. */
export type Page<T> = { readonly items: readonly T[]; readonly next: string | null };

/** A line of anybody's ledger, for the figures of the day. */
export type News = {
  readonly id: number;
  readonly key: string;
  readonly at: number;
  readonly kind: LedgerKind;
  readonly reason: string;
  readonly stageAgeMs: number | null;
};

export type FarEnd = 'kommo' | 'whatsapp' | 'postgres' | 'redis' | 'queue' | 'scheduler';

/** What stands above the board. */
export type Status = {
  readonly nowMs: number;
  readonly isPaused: boolean;
  /** Since when `stop` silences the bot for everybody. */
  readonly stoppedAt: number | null;
  /** Who asked for it, where it was somebody by name. */
  readonly stoppedBy: string | null;
  readonly farEnds: Readonly<Record<FarEnd, 'up' | 'down' | 'unknown'>>;
  /** The newest decisions, newest first. */
  readonly news: readonly News[];
};

export type Stage = { readonly key: StagePlace; readonly name: string; readonly color: string };

/** What never changes while the page is open. */
export type Session = {
  /** `deployed`: it shows and takes, gives back, stops; nobody can be played, and there are no events but those one asks for. */
  readonly mode: 'local' | 'deployed';
  /** Who is signed in to a deployed page. */
  readonly person: string | null;
  readonly stages: readonly Stage[];
  readonly solutions: Readonly<Record<string, string>>;
  readonly sellers: readonly { readonly key: string; readonly name: string }[];
  /** `STAGE_MAX_AGE_MS`: no bubble leaves on an older read (I2). */
  readonly stageMaxAgeMs: number;
};

/** One event of `/events`. `reload`: what was missed is no longer known, everything is read anew. */
export type LiveEvent =
  | { readonly type: 'status'; readonly status: Status }
  | { readonly type: 'leads'; readonly leads: readonly LeadCard[] }
  | { readonly type: 'gone'; readonly keys: readonly string[] }
  | { readonly type: 'talk'; readonly keys: readonly string[] }
  /** A story of the workshop begins: whose talk it is. */
  | { readonly type: 'story'; readonly lead: string }
  | { readonly type: 'beat'; readonly nowMs: number }
  | { readonly type: 'reload' };

/** What a period came to. */
export type Numbers = { readonly period: Period; readonly report: Report };

/** What a page without pushed events is told when it asks what is new. `cursor` goes with the next question. */
export type Changes = { readonly cursor: string; readonly events: readonly LiveEvent[] };

/** Why something that was asked for was not done. */
export type Refusal =
  | 'kommo_down'
  | 'no_card'
  | 'unknown_lead'
  | 'card_decides'
  | 'bad_request'
  | 'failed'
  /** No token, or nobody's. */
  | 'unauthorized'
  /** Asked too often. */
  | 'too_often'
  /** Of the workshop: something else is being played, or nobody remembers what was asked for. */
  | 'not_now';

/** What the page can ask for, by path. */
export type Acts = {
  '/lead-says': { readonly from: string; readonly name?: string; readonly text: string };
  '/lead-sends': { readonly from: string; readonly what: 'voice' | 'photo' | 'location' };
  '/person-answers': { readonly to: string; readonly text: string };
  '/move': {
    readonly lead: string;
    readonly stage: StageKey | 'won' | 'lost';
    readonly seller: string;
    readonly told: boolean;
  };
  '/take': { readonly lead: string };
  '/give-back': { readonly lead: string };
  '/speech': { readonly isOn: boolean };
  '/clock': { readonly advanceMs: number } | { readonly isPaused: boolean };
  '/kommo': { readonly isUp: boolean };
};
