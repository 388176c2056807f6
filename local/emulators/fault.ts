/**
 * Failures on request, the same set for every HTTP stand-in: what a client sees when the other side is slow, broken, gone,
 * or does the work and loses the answer.
 */
import type { VirtualClock } from '../clock.ts';
import { DropConnection } from './http.ts';

/**
 * The next `times` calls of `name` (any call when absent) fail in one way.
 * `status`: answered with that status, nothing carried out. `drop`: connection cut, nothing carried out.
 * `drop_after_commit`: carried out, then the connection is cut. `hang`: no answer until the stand-in is repaired or closed.
 * `latency`: answered `ms` later, on the stack's clock.
 */
export type Fault = { readonly name?: string; readonly times: number } & (
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'drop' }
  | { readonly kind: 'drop_after_commit' }
  | { readonly kind: 'hang' }
  | { readonly kind: 'latency'; readonly ms: number }
);

export type Faults = {
  /** @throws when the fault needs a clock and the stand-in was given none. */
  add(fault: Fault): void;
  /** Every call fails until `up`: with `status`, or by a cut connection when absent. */
  down(status?: number): void;
  /** Undoes `down`, forgets the faults still pending and cuts the calls that hang. */
  up(): void;
  /** Carries out one call under the oldest fault that matches one of its `names`. */
  run(names: readonly string[], work: () => Promise<Response>): Promise<Response>;
};

/** `answerWith` words a failure the way the imitated service does. */
export function createFaults({
  clock,
  answerWith,
}: {
  clock?: VirtualClock;
  answerWith: (status: number) => Response;
}): Faults {
  let pending: { fault: Fault; left: number }[] = [];
  let hanging: (() => void)[] = [];
  let outage: { readonly status: number | undefined } | null = null;

  const take = (names: readonly string[]): Fault | undefined => {
    const next = pending.find(({ fault }) => fault.name === undefined || names.includes(fault.name));
    if (!next) return undefined;
    next.left -= 1;
    if (next.left <= 0) pending = pending.filter((entry) => entry !== next);
    return next.fault;
  };

  const fail = (status: number | undefined): Response => {
    if (status === undefined) throw new DropConnection();
    return answerWith(status);
  };

  return {
    add: (fault) => {
      if (fault.kind === 'latency' && !clock) throw new Error('a latency fault needs the stack clock');
      if (fault.times > 0) pending.push({ fault, left: fault.times });
    },
    down: (status) => {
      outage = { status };
    },
    up: () => {
      outage = null;
      pending = [];
      for (const release of hanging) release();
      hanging = [];
    },
    run: async (names, work) => {
      if (outage) return fail(outage.status);
      const fault = take(names);
      switch (fault?.kind) {
        case undefined:
          return work();
        case 'status':
          return fail(fault.status);
        case 'drop':
          return fail(undefined);
        case 'drop_after_commit':
          await work();
          return fail(undefined);
        case 'hang':
          await new Promise<void>((resolve) => hanging.push(resolve));
          return fail(undefined);
        case 'latency':
          await clock?.sleep(fault.ms);
          return work();
      }
    },
  };
}
