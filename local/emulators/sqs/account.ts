import type { Queue } from './queue.ts';

/** What an operation may reach: the account's queues and the way to wait for one. */
export type Account = {
  readonly id: string;
  queueUrl(name: string): string;
  queue(name: string): Queue | undefined;
  queues(): readonly Queue[];
  /** Moves what is in a dead-letter queue to its sources; answers how many. */
  redrive(deadLetterQueue: string): number;
  /** SQS has trouble of its own with one entry of a batch. */
  failsEntry(): boolean;
  /** Resolves when `queue` may have something to give, or after `seconds` on the stack's clock. */
  waitForMessages(queue: Queue, seconds: number): Promise<void>;
};
