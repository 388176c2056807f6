/**
 * The one owner of time, chance and order in a simulation. Nothing happens but through an event of its heap, which runs by
 * (due, sequence); between two events everything that can go on without time passing goes on. So a seed is a history.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import { createRandom, type Random } from './random.ts';

/**
 * What runs within one container. Everything it waits for comes back through the scheduler, so a killed scope's awaits
 * never return and its timers never fire; a frozen one's wait until it is thawed.
 */
export type Scope = {
  readonly name: string;
  /** How far this container's clock is off. */
  readonly skewMs: number;
  state: 'running' | 'frozen' | 'killed';
  /** What fell due while it was frozen. */
  overdue: Event[];
};

type Event = {
  readonly dueMs: number;
  readonly order: number;
  readonly scope: Scope | undefined;
  readonly run: () => void;
  isCancelled: boolean;
};

export type Scheduler = {
  readonly seed: number;
  /** Decides fates and delays. */
  readonly random: Random;
  /** Decides ids and everything the product draws by itself, so that a fault more does not change them all. */
  readonly ids: Random;
  /** Whole milliseconds since the epoch. */
  nowMs(): number;
  /** The same with its fraction. */
  exactMs(): number;
  /** Events run so far. */
  readonly events: number;
  /** Runs `run` in the caller's scope after `ms`; the answer cancels it. */
  after(ms: number, run: () => void): () => void;
  /** Resolves after `ms`; never, when the caller's scope is killed first. */
  sleep(ms: number): Promise<void>;
  /** Plays until `untilMs`, which is then the time. */
  runUntil(untilMs: number): Promise<void>;
  /** Plays `ms` further. */
  advance(ms: number): Promise<void>;
  freeze(scope: Scope): void;
  thaw(scope: Scope): void;
  kill(scope: Scope): void;
  /** Time does not go on before `work`, which the machine does in its own time, is done: the database's. */
  hold<T>(work: Promise<T>): Promise<T>;
  /** Appends to the journal. */
  note(kind: string, detail: string): void;
  /** sha256 over the journal so far: every request and answer, byte by byte, with its time. */
  journalHash(): string;
  /** The journal's lines, where they are kept. */
  readonly lines: readonly string[] | null;
  /** Errors that nobody caught: the simulation's own faults, or the product's. */
  readonly errors: string[];
  /** Nothing that is due ever happens. */
  stop(): void;
};

const scopes = new AsyncLocalStorage<Scope | undefined>();
/** The container whose code is running; none for the outside world's. */
export const currentScope = (): Scope | undefined => scopes.getStore();
export const runIn = <T>(scope: Scope | undefined, work: () => T): T => scopes.run(scope, work);

let active: Scheduler | null = null;
/** The simulation in which the process is; null outside of one. */
export const simulation = (): Scheduler | null => active;
/** One simulation at a time. */
export function enter(scheduler: Scheduler): () => void {
  if (active) throw new Error('a simulation is running already: close its world first');
  active = scheduler;
  return () => {
    if (active === scheduler) active = null;
  };
}

// The machine's own, before anything is put in its place.
const nextTurn = setImmediate;

const isEarlier = (a: Event, b: Event): boolean =>
  a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);

/** A binary heap; the earliest event is at its root. */
function createHeap() {
  const heap: Event[] = [];
  const at = (index: number): Event => heap[index] as Event; // Callers stay within the length.
  const swap = (a: number, b: number): void => {
    const kept = at(a);
    heap[a] = at(b);
    heap[b] = kept;
  };
  return {
    first: (): Event | undefined => heap[0],
    push: (event: Event): void => {
      heap.push(event);
      for (let child = heap.length - 1; child > 0; ) {
        const parent = (child - 1) >> 1;
        if (!isEarlier(at(child), at(parent))) break;
        swap(child, parent);
        child = parent;
      }
    },
    pop: (): Event | undefined => {
      const last = heap.pop();
      const root = heap[0];
      if (!last || !root) return last;
      heap[0] = last;
      for (let parent = 0; ; ) {
        let least = parent;
        for (const child of [2 * parent + 1, 2 * parent + 2])
          if (child < heap.length && isEarlier(at(child), at(least))) least = child;
        if (least === parent) return root;
        swap(parent, least);
        parent = least;
      }
    },
  };
}

/** `keep`: the journal's lines are kept, not only their hash. */
export function createScheduler({
  seed,
  startMs,
  keep = false,
}: {
  seed: number;
  startMs: number;
  keep?: boolean;
}): Scheduler {
  const heap = createHeap();
  const hash = createHash('sha256');
  const lines: string[] | null = keep ? [] : null;
  const errors: string[] = [];
  let timeMs = startMs;
  let order = 0;
  let events = 0;
  let held = 0;
  let isStopped = false;

  const nowMs = (): number => Math.floor(timeMs);
  const put = (ms: number, run: () => void, scope: Scope | undefined): Event => {
    order += 1;
    const event: Event = { dueMs: timeMs + Math.max(0, ms), order, scope, run, isCancelled: isStopped };
    if (!isStopped) heap.push(event);
    return event;
  };
  const after = (ms: number, run: () => void): (() => void) => {
    const event = put(ms, run, currentScope());
    return () => {
      event.isCancelled = true;
    };
  };
  const settle = async (): Promise<void> => {
    do await new Promise<void>((resolve) => nextTurn(resolve));
    while (held > 0);
  };
  const fire = ({ scope, run }: Event): void => {
    try {
      runIn(scope, run);
    } catch (error) {
      errors.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  };
  const runUntil = async (untilMs: number): Promise<void> => {
    await settle();
    for (let next = heap.first(); next && next.dueMs <= untilMs; next = heap.first()) {
      heap.pop();
      if (next.isCancelled || next.scope?.state === 'killed') continue;
      timeMs = Math.max(timeMs, next.dueMs);
      if (next.scope?.state === 'frozen') {
        next.scope.overdue.push(next);
        continue;
      }
      events += 1;
      fire(next);
      await settle();
    }
    timeMs = Math.max(timeMs, untilMs);
  };

  return {
    seed,
    random: createRandom(seed),
    ids: createRandom(seed ^ 0x5bd1e995),
    nowMs,
    exactMs: () => timeMs,
    get events() {
      return events;
    },
    after,
    sleep: (ms) => new Promise((resolve) => void after(ms, resolve)),
    runUntil,
    advance: (ms) => runUntil(timeMs + ms),
    freeze: (scope) => {
      if (scope.state === 'running') scope.state = 'frozen';
    },
    thaw: (scope) => {
      if (scope.state !== 'frozen') return;
      scope.state = 'running';
      for (const event of scope.overdue.splice(0)) heap.push(event);
    },
    kill: (scope) => {
      scope.state = 'killed';
      scope.overdue = [];
    },
    hold: async (work) => {
      held += 1;
      try {
        return await work;
      } finally {
        held -= 1;
      }
    },
    note: (kind, detail) => {
      const line = `${timeMs.toFixed(3)} ${kind} ${detail}`;
      hash.update(line).update('\n');
      lines?.push(line);
    },
    journalHash: () => hash.copy().digest('hex'),
    lines,
    errors,
    stop: () => {
      isStopped = true;
      while (heap.pop());
    },
  };
}
