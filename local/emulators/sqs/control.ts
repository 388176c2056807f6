/** What SQS is from outside: the queue that Lambda reads, the verbs of a test, and what is kept of it. */
import type { UnnamedFault } from '../fault.ts';
import type { HttpHandler } from '../http.ts';
import type { MessageAttributes, StoredMessage } from './message.ts';
import type { MessageState, QueueSnapshot } from './queue.ts';

/** `operation`: as SQS names it (`SendMessage`); any when absent. */
export type SqsFault = UnnamedFault & { readonly operation?: string };

export type QueuedMessage = StoredMessage & { readonly state: MessageState };

export type SqsSnapshot = {
  readonly order: number;
  readonly queues: Readonly<Record<string, QueueSnapshot>>;
};

/** A queue as Lambda's event source uses it. */
export type EventSource = {
  readonly arn: string;
  readonly region: string;
  readonly visibilityTimeoutSeconds: number;
  /** Takes one message for the queue's own visibility timeout; null when none may leave, or while SQS is down. */
  receive(): StoredMessage | null;
  /** False when the message was not deleted, and so comes again: its visibility timeout had passed, or SQS was down. */
  remove(receiptHandle: string): boolean;
};

export type SqsControl = {
  queueUrl(name: string): string;
  /** What is in a queue, oldest first, with where each message stands now. */
  messages(name: string): QueuedMessage[];
  /** What the named queue has given up on. */
  deadLetters(name: string): QueuedMessage[];
  /** Moves a queue's dead letters back to it, as an operator's redrive does: new ids, counted from zero. Answers how many. */
  redrive(name: string): number;
  fault(fault: SqsFault): void;
  clearFaults(): void;
  /** Loses the next `times` deletes of an event source: what succeeded is delivered again, as at-least-once allows. */
  loseDeletes(times: number): void;
  /** Refuses the next `times` entries of batches, each by itself, as SQS may. */
  failEntries(times: number): void;
  /** Every request is answered 503 and the event source delivers nothing, until `up()`. */
  down(): void;
  up(): void;
  /** Requests over HTTP, by operation. */
  readonly requestCounts: ReadonlyMap<string, number>;
};

export type SqsEmulator = {
  readonly handler: HttpHandler;
  readonly control: SqsControl;
  /** @throws for a queue that does not exist. */
  eventSource(name: string): EventSource;
  /** A message by another service of AWS's (a dead letter, an invocation record, a schedule's target). @throws SqsRefusal */
  deliver(message: {
    arn: string;
    body: string;
    groupId?: string | undefined;
    attributes?: MessageAttributes;
  }): void;
  /** Calls back whenever a queue may have something to give. Returns the way to stop. */
  onAvailable(callback: (queueName: string) => void): () => void;
  /** Everything, JSON-safe; hand it to a new emulator to go on from there. */
  snapshot(): SqsSnapshot;
};
