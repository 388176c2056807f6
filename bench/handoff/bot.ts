/**
 * What a bot must be to be measured: three handlers over the far ends it is given. Everything a bot learns comes in here, and
 * everything it does goes through `Ends`, so that a round trip costs what it costs and the journal misses nothing.
 */
import type { Content } from './journal.ts';

export type Inbound = {
  /** WhatsApp's id of the message: equal when it is delivered again. */
  readonly id: string;
  readonly lead: string;
  readonly content: Content;
  /** Empty where the content carries no words. */
  readonly text: string;
  /** A reply to it quotes this mark; `ends.model` does. */
  readonly mark: string | null;
};

/** What the CRM and WhatsApp tell about people. They may be lost, late, out of order or delivered twice. */
export type Signal =
  | { readonly kind: 'card_moved'; readonly lead: string; readonly to: 'bot' | 'person' }
  /** A person wrote to the lead, from the phone or in the CRM's chat. */
  | { readonly kind: 'person_wrote'; readonly lead: string };

export type Row = Readonly<Record<string, string | number | boolean | readonly string[] | null>>;

/** `kind` and `id` are the bot's own. A job of kind `reply` may be killed in the midst of its work. */
export type Job = { readonly lead: string; readonly kind: string; readonly id: string };

/**
 * The far ends as one invocation sees them. Every call takes its round trip on the world's clock and throws `FarEndError` while
 * that far end is away. An invocation that is killed gets no further answer.
 */
export type Ends = {
  nowMs(): number;
  sleep(ms: number): Promise<void>;
  readonly crm: {
    /** Read live, over every open card of the lead. */
    holderOf(lead: string): Promise<'bot' | 'person'>;
    /** The bot's own move: it hands over. */
    giveToPerson(lead: string): Promise<void>;
  };
  /** A Redis: values go at their time. */
  readonly cache: {
    get(key: string): Promise<string | null>;
    set(key: string, value: string, ttlMs: number): Promise<void>;
    delete(key: string): Promise<void>;
  };
  /** A table of rows, read and written whole. */
  readonly database: {
    get(key: string): Promise<Row | null>;
    put(key: string, row: Row): Promise<void>;
    /** Read and written in one transaction; an absent row is empty. Answers what stands afterwards. */
    change(key: string, make: (row: Row) => Row): Promise<Row>;
    /** The conversation's history, which a person can open: what is not in it is lost. */
    append(lead: string, mark: string | null): Promise<void>;
  };
  /** At least once, one at a time a lead, in order; a job that throws comes back after half a minute. */
  readonly queue: { put(job: Job, delayMs: number): Promise<void> };
  /** One-time schedules: the same name replaces the earlier one. */
  readonly schedule: {
    set(name: string, job: Job, delayMs: number): Promise<void>;
    cancel(name: string): Promise<void>;
  };
  /** The stand-in for the model: two to fourteen seconds, and as many bubbles as a reply has. */
  model(marks: readonly string[]): Promise<readonly string[]>;
  /** To the lead's phone. @throws FarEndError when it is not known whether WhatsApp took it. */
  send(lead: string, text: string): Promise<void>;
};

export class FarEndError extends Error {
  override readonly name = 'FarEndError';
}

/**
 * A bot under test. What a handler throws is delivered again: messages and signals by their sender, jobs by the queue or the
 * schedule they came from.
 */
export type Bot = {
  message(message: Inbound, ends: Ends): Promise<void>;
  signal(signal: Signal, ends: Ends): Promise<void>;
  job(job: Job, ends: Ends): Promise<void>;
};
