/**
 * Time as a parameter. This is the only file of `lib` that asks the machine what time it is, so a test, the demo or a
 * simulation owns the clock of everything else.
 */
export type Clock = {
  /** Milliseconds since the epoch. */
  nowMs(): number;
};

/** The machine's clock. */
export const systemClock: Clock = { nowMs: () => Date.now() };

/** A point in time as Postgres and the ledger take it: ISO 8601, UTC. */
export const toIso = (ms: number): string => new Date(ms).toISOString();
