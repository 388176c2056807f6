/**
 * Time as a parameter. This is the only file of `lib` that asks the machine what time it is, so a test, the demo or a
 * simulation owns the clock of everything else.
 */
export type Clock = {
  /** Milliseconds since the epoch. */
  nowMs(): number;
};

/** What a piece of work came to in the time it was given. `late`: it goes on by itself, and nobody waits for it. */
export type Settled<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'late' };

/** A clock that can also wait, for whoever must answer in time whatever is slow behind it. */
export type WaitingClock = Clock & {
  /** What each of these came to by `untilMs` (epoch milliseconds), told once all are settled or the time is up. Never rejects. */
  settleBy<T extends readonly Promise<unknown>[]>(
    untilMs: number,
    works: readonly [...T],
  ): Promise<{ readonly [I in keyof T]: Settled<Awaited<T[I]>> }>;
};

/** What `works` came to when all are settled or `timeUp` resolves. */
export async function settleUntil<T extends readonly Promise<unknown>[]>(
  timeUp: Promise<void>,
  works: readonly [...T],
): Promise<{ readonly [I in keyof T]: Settled<Awaited<T[I]>> }> {
  const outcomes: Settled<unknown>[] = works.map(() => ({ kind: 'late' }));
  const each = works.map((work, index) =>
    work.then(
      (value) => {
        outcomes[index] = { kind: 'done', value };
      },
      (error: unknown) => {
        outcomes[index] = { kind: 'failed', error };
      },
    ),
  );
  await Promise.race([Promise.all(each), timeUp]);
  // One outcome for each work, in its place: the compiler cannot count them. A copy, for what is late may still end.
  return [...outcomes] as { readonly [I in keyof T]: Settled<Awaited<T[I]>> };
}

/** The machine's clock. */
export const systemClock: WaitingClock = {
  nowMs: () => Date.now(),
  settleBy: async (untilMs, works) => {
    let timer: NodeJS.Timeout | undefined;
    const timeUp = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, Math.max(0, untilMs - Date.now()));
    });
    try {
      return await settleUntil(timeUp, works);
    } finally {
      clearTimeout(timer);
    }
  },
};

/** A point in time as Postgres and the ledger take it: ISO 8601, UTC. */
export const toIso = (ms: number): string => new Date(ms).toISOString();
