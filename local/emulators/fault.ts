/**
 * Failures on request, in the same words for every stand-in: what a client sees when the other side is slow, broken, gone, or
 * does the work and loses the answer. A stand-in may add words of its own for what only it can do.
 */
import type { VirtualClock } from '../clock.ts';
import { DropConnection } from './http.ts';

/**
 * `status`, `answer`: answered so, nothing carried out. `drop`: connection cut, nothing carried out. `hang`: no answer until the
 * stand-in is repaired or closed, nothing carried out. `…_after_commit`: the same once the call was carried out, so that the
 * client cannot know. `malformed`: carried out, and half of the answer is missing. `latency`: carried out `ms` later, on the
 * stack's clock.
 */
export type FaultEffect =
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'status_after_commit'; readonly status: number }
  | { readonly kind: 'answer' | 'answer_after_commit'; readonly response: () => Response }
  | { readonly kind: 'drop' | 'drop_after_commit' }
  | { readonly kind: 'hang' | 'hang_after_commit' }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'latency'; readonly ms: number };

/** It befalls the next `times` calls of `name`; of any call when absent. */
export type Fault = { readonly name?: string; readonly times: number } & FaultEffect;

type WithoutName<F> = F extends unknown ? Omit<F, 'name'> : never;
/** A fault where the call is named in the stand-in's own word. */
export type UnnamedFault = WithoutName<Fault>;

export type Faults = {
  /** @throws when the fault needs a clock and the stand-in was given none. */
  add(fault: Fault): void;
  /** Every call fails until `up`: with `status`, or by a cut connection when absent. */
  down(status?: number): void;
  /** Undoes `down`, forgets the faults still pending and cuts the calls that hang. */
  up(): void;
  /** Forgets the faults still pending; what is down stays down, what hangs hangs on. */
  forget(): void;
  /** Cuts the calls that hang. */
  release(): void;
  /** Carries out one call under the oldest fault that matches one of its `names`. */
  run(names: readonly string[], work: () => Promise<Response>): Promise<Response>;
};

async function halved(response: Response): Promise<Response> {
  const whole = await response.text();
  const { status, headers } = response;
  return new Response(whole.slice(0, Math.ceil(whole.length / 2)) || '{', {
    status: status === 204 ? 200 : status,
    headers,
  });
}

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
  const hang = async (): Promise<never> => {
    await new Promise<void>((resolve) => hanging.push(resolve));
    throw new DropConnection();
  };
  const forget = (): void => {
    pending = [];
  };
  const release = (): void => {
    const held = hanging;
    hanging = [];
    for (const cut of held) cut();
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
      forget();
      release();
    },
    forget,
    release,
    run: async (names, work) => {
      if (outage) {
        if (outage.status === undefined) throw new DropConnection();
        return answerWith(outage.status);
      }
      const fault = take(names);
      if (!fault) return work();
      if (fault.kind.endsWith('_after_commit')) await work();
      switch (fault.kind) {
        case 'status':
        case 'status_after_commit':
          return answerWith(fault.status);
        case 'answer':
        case 'answer_after_commit':
          return fault.response();
        case 'drop':
        case 'drop_after_commit':
          throw new DropConnection();
        case 'hang':
        case 'hang_after_commit':
          return hang();
        case 'malformed':
          return halved(await work());
        case 'latency':
          await clock?.sleep(fault.ms);
          return work();
      }
    },
  };
}
