/** A world as the benchmark acts on it: what leads, people and the weather do, and what the far ends saw. */
import type { Content, EntryOf, Far, Notice, TakenBy } from './journal.ts';

export type Words = {
  readonly lead: string;
  readonly content: Content;
  readonly text: string;
  readonly mark: string | null;
};

/** What befalls a far end: it refuses, it does its work and is not heard, or it takes `SLOWER` times as long. */
export type Trouble = { readonly how: 'refuses' | 'loses_answers' | 'slow'; readonly untilMs: number };
export const SLOWER: Readonly<Record<Far, number>> = {
  crm: 5,
  cache: 50,
  database: 100,
  queue: 50,
  scheduler: 20,
  whatsapp: 15,
};

/** One system in one world. Acts take effect at once; time passes in `advance` alone. */
export type Field = {
  nowMs(): number;
  advance(ms: number): Promise<void>;
  /** Runs once on the world's clock, within an `advance`. */
  at(ms: number, act: () => void): void;
  says(words: Words): void;
  /** A person takes the conversation. */
  takes(act: { lead: string; by: Exclude<TakenBy, 'opt_out' | 'bot'>; notice: Notice; lateMs: number }): void;
  /** The card is moved back to one of the bot's stages. */
  returns(act: { lead: string; notice: Notice; lateMs: number }): void;
  /** A far end is away, or slow (`SLOWER`). */
  fault(fault: { of: Far; ms: number; how: Trouble['how'] }): void;
  /** Whoever is at work on a reply in so many milliseconds dies then. */
  killsAt(ms: number): void;
  /** Whoever already had a card with a person before the first word. */
  isSeller(lead: string): void;
  sends(): readonly EntryOf<'sent'>[];
  /** The cards that the system itself gave to a person. */
  handedOver(): readonly { readonly lead: string; readonly at: number }[];
  history(lead: string): Promise<readonly string[] | null>;
  /** Little happens for so long: a field may do its regular work less often meanwhile. */
  quiet(isQuiet: boolean): void;
  /** What the system let out that it should have handled: for whoever works on it, no part of the judgement. */
  errors?(): readonly string[];
  /** What it wrote to its log, for the same reader. */
  logs?(): readonly string[];
  close(): Promise<void>;
};

export type System = {
  readonly name: string;
  /** At most ten lines, as they stand in the table. */
  readonly rules: readonly string[];
  open(world: { readonly seed: number; readonly leads: readonly string[] }): Promise<Field>;
};
