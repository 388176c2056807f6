/**
 * What can go wrong between a request and its answer, on request (facts/kommo.md §7): the words that every stand-in shares, and
 * three of Kommo's own. A fault is told by method and path, for one effect may befall reads and writes apart.
 */
import type { FaultEffect as SharedEffect } from '../fault.ts';

export type FaultEffect =
  | Exclude<SharedEffect, { kind: 'answer' | 'answer_after_commit' } | { kind: 'status' }>
  /** Without a body, the answer is the one Kommo gives with that status. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: string;
      readonly contentType?: string;
    }
  /** A read answers as of `ms` ago. */
  | { readonly kind: 'stale_read'; readonly ms: number }
  /** Somebody's web page under status 200; nothing was done. */
  | { readonly kind: 'html_200' };

export type Fault = FaultEffect & {
  /** `path`: a text is that path and everything below it; an expression is tried on the path with its query. */
  readonly match: { readonly method?: string; readonly path?: string | RegExp };
  readonly times: number | 'always';
};

export type Outage = '503' | 'drop' | 'hang';

export type FaultPlan = {
  /** The one fault that may come on top of another. */
  readonly latencyMs: number;
  readonly effect: Exclude<FaultEffect, { kind: 'latency' }> | null;
};

export type Faults = {
  /** Returns how to take the fault back. */
  add(fault: Fault): () => void;
  /** What happens to this request; uses up one time of each fault that applies. */
  plan(request: { method: string; path: string; search: string }): FaultPlan;
  down(how: Outage): void;
  up(): void;
  /** Ends outages and faults, and cuts what hangs. */
  clear(): void;
  /** Settles when what hangs is cut. */
  released(): Promise<void>;
};

const OUTAGES = {
  '503': { kind: 'status', status: 503 },
  drop: { kind: 'drop' },
  hang: { kind: 'hang' },
} as const satisfies Record<Outage, FaultEffect>;

function applies(
  { match: { method, path } }: Fault,
  request: { method: string; path: string; search: string },
): boolean {
  if (method !== undefined && method !== request.method) return false;
  if (path === undefined) return true;
  if (typeof path === 'string') return request.path === path || request.path.startsWith(`${path}/`);
  // `search` ignores the position that a global expression keeps between calls.
  return `${request.path}${request.search}`.search(path) !== -1;
}

export function createFaults(): Faults {
  let entries: { fault: Fault; left: number }[] = [];
  let outage: Outage | null = null;
  let release: () => void = () => {};
  let hanging = Promise.resolve();
  function rearm(): void {
    release();
    hanging = new Promise((resolve) => {
      release = resolve;
    });
  }
  rearm();

  const spend = (entry: { fault: Fault; left: number }): void => {
    entry.left -= 1;
    if (entry.left <= 0) entries = entries.filter((other) => other !== entry);
  };

  return {
    add: (fault) => {
      const entry = { fault, left: fault.times === 'always' ? Number.POSITIVE_INFINITY : fault.times };
      if (entry.left > 0) entries.push(entry);
      return () => {
        entries = entries.filter((other) => other !== entry);
      };
    },
    plan: (request) => {
      if (outage !== null) return { latencyMs: 0, effect: OUTAGES[outage] };
      let latencyMs = 0;
      let effect: FaultPlan['effect'] = null;
      for (const entry of [...entries]) {
        const { fault } = entry;
        if (!applies(fault, request)) continue;
        if (fault.kind === 'latency') latencyMs += fault.ms;
        else if (effect === null) effect = fault;
        else continue;
        spend(entry);
      }
      return { latencyMs, effect };
    },
    down: (how) => {
      outage = how;
    },
    up: () => {
      outage = null;
      rearm();
    },
    clear: () => {
      outage = null;
      entries = [];
      rearm();
    },
    released: () => hanging,
  };
}
