/** What a command has of the world: a test puts its own in the place of each. */
import type { Clock } from '../lib/clock.ts';

export type Terminal = {
  /** A line of the answer, on stdout. */
  print(line: string): void;
  /** A line beside it, on stderr. */
  note(line: string): void;
  /** Replaces the progress line on stderr; an empty one clears it. Nothing where nobody watches. */
  progress(line: string): void;
  /** Is a person there to be asked? */
  readonly isInteractive: boolean;
  /** The person's answer, trimmed. Only where one is there. */
  ask(question: string): Promise<string>;
};

export type Surroundings = {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Waits, in the command's own time. */
  readonly sleep: (ms: number) => Promise<void>;
  readonly terminal: Terminal;
};
