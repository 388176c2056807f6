/** A trace of each turn, where somebody collects them. Off by default: this file is all of it that a start loads. */

/** Ids and numbers, as in a log line (O2). */
export type TraceFields = Readonly<Record<string, string | number | boolean>>;

export type Trace = {
  /**
   * Runs `work` as one trace; every request to a far end within it is a span of it. `told`: what is known of it once it has ended.
   * Rejects as `work` does, and for no reason of its own. The id is that of the trace, null where there is none.
   */
  turn<T>(
    name: string,
    fields: TraceFields,
    work: (traceId: string | null) => Promise<T>,
    told?: (value: T) => TraceFields,
  ): Promise<T>;
  /** What has ended leaves, in a second or not at all: the container freezes afterwards. Never rejects. */
  flush(): Promise<void>;
};

/** Nobody collects. */
export const NO_TRACE: Trace = { turn: (_name, _fields, work) => work(null), flush: async () => {} };
