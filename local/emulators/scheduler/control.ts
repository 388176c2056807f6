/** What Scheduler is from outside: the verbs of a test, and what is kept of it. */
import type { Fault } from '../fault.ts';
import type { HttpHandler } from '../http.ts';
import type { BookSnapshot, Schedule } from './book.ts';
import type { Firing } from './firing.ts';

export type SchedulerSnapshot = { readonly book: BookSnapshot; readonly firings: readonly Firing[] };

export type SchedulerControl = {
  /** Every schedule of a group (or of all), by name; what is next in `dueMs`. */
  schedules(groupName?: string): Schedule[];
  /** Deliveries under way: accepted by nobody yet. */
  firings(): Firing[];
  /** What a deployment does: the schedule is there, with exactly this definition. `request` is a CreateSchedule's body. */
  put(name: string, request: unknown): void;
  /** Loses a schedule, as nothing in AWS should. False when there was none. */
  lose(name: string, groupName?: string): boolean;
  fireTwice(times: number): void;
  fireLate(ms: number): void;
  deleteLate(ms: number): void;
  /** The next calls fail; `name` is an operation (`CreateSchedule`), status 429 throttles, 402 is a quota. */
  fault(fault: Fault): void;
  /** Every call is answered 500 and nothing fires, until `up()`, which also forgets the faults. */
  down(): void;
  up(): void;
  /** Requests over HTTP, by operation. */
  readonly requestCounts: ReadonlyMap<string, number>;
};

export type SchedulerEmulator = {
  readonly handler: HttpHandler;
  readonly control: SchedulerControl;
  snapshot(): SchedulerSnapshot;
};
