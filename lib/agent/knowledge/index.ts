/**
 * What the company knows, as the agent uses it: passages for what a lead asks, the figures that may be said beside them, the
 * company's own contacts. All of it follows from the Markdown in knowledge/.
 */
import type { BurstPart } from '../brain.ts';
import type { Facts } from '../extract/facts.ts';
import type { Passage } from './schema.ts';

/** A figure in words or digits, with what it counts. `year`: a calendar year. `count`: anything else ("64 placas"). */
export type Figure = {
  readonly unit:
    | 'brl'
    | 'percent'
    | 'years'
    | 'months'
    | 'weeks'
    | 'days'
    | 'hours'
    | 'minutes'
    | 'year'
    | 'count';
  readonly value: number;
};

export type Hit = {
  readonly passage: Passage;
  /** The question as the lead wrote it. */
  readonly question: string;
  /** Higher is nearer; `THRESHOLD` is where an answer begins. */
  readonly score: number;
  /** Filled from the company sheet; null: nothing may be answered and the question is owned. */
  readonly answer: string | null;
};

/** `now`: epoch milliseconds, for what expires. */
export type Asking = { readonly facts: Facts; readonly now: number };

/** The passages nearest to what this burst asks, best first, a few at most: for a prompt. Empty where it asks nothing. */
export declare function passagesFor(burst: readonly BurstPart[], asking: Asking): readonly Hit[];

/** Every figure that a text names. */
export declare function figuresIn(text: string): readonly Figure[];

/**
 * The figures of these words that no passage lets them say there. A figure belongs to the solution or topic of its passage: 90 % beside
 * the solution whose file says 90 % is fine, beside another it is foreign. What a sentence is about: the solutions it names,
 * else those named before it in the same reply, else the chosen one; and the topics that the burst or the sentence itself asks about.
 * The lead's own bill and discount, hours of the calendar and the like are the caller's to allow (`own`).
 */
export declare function foreignFigures(
  bubbles: readonly string[],
  asking: Asking & { readonly burst: readonly BurstPart[]; readonly own: readonly Figure[] },
): readonly Figure[];

/** Links, addresses, numbers and the CNPJ of the company sheet that may be said as they stand there. */
export declare function companyContacts(asking: Pick<Asking, 'now'>): readonly string[];

/** How the agent writes, with examples, for a model's rules; names filled in. */
export declare function voiceFor(names: { readonly agentName: string; readonly companyName: string }): string;
