/**
 * The containers of one function, as Lambda keeps them: an invocation has one to itself; a free one is warm and is used
 * again, the one used last first; when all are busy one more is started. Between invocations a container is frozen: its
 * timers on the stack's clock stand still, and those that fell due meanwhile fire when it is used again. One that was past
 * its time limit is thrown away. What a container does on the machine's own timers no process can freeze from within.
 * Source: AWS Lambda guide, "Understanding the Lambda execution environment lifecycle".
 */
import type { Context } from 'aws-lambda';
import type { VirtualClock } from '../../clock.ts';
import type { LambdaHandler } from './invocation.ts';

/** What one container of a function has of the stack's clock. */
export type ContainerClock = Pick<VirtualClock, 'nowMs' | 'after' | 'sleep' | 'settleBy'>;

/** What a cold start makes. */
export type Booted<Event, Result> = {
  readonly handle: LambdaHandler<Event, Result>;
  /** Ends its connections; Lambda asks nobody. */
  close?(): Promise<void>;
};

export type Containers<Event, Result> = {
  /** Invokes the function in a container of its own. */
  readonly handle: LambdaHandler<Event, Result>;
  /** Cold starts so far. */
  readonly started: number;
  /** Ends every container's connections. */
  close(): Promise<void>;
};

/** Who keeps a function's containers: this pool, or another in its place. `boot` is a cold start. */
export type MakeContainers = <Event, Result>(options: {
  readonly name: string;
  readonly clock: VirtualClock;
  readonly boot: (clock: ContainerClock) => Booted<Event, Result>;
}) => Containers<Event, Result>;

type Freezer = { readonly clock: ContainerClock; freeze(): void; thaw(): void };

function createFreezer(base: VirtualClock): Freezer {
  let isFrozen = false;
  let overdue: (() => unknown)[] = [];
  const after: VirtualClock['after'] = (ms, task) => {
    let isCancelled = false;
    const unlessCancelled = (): unknown => (isCancelled ? undefined : task());
    const cancel = base.after(ms, () => {
      if (!isFrozen) return unlessCancelled();
      overdue.push(unlessCancelled);
      return undefined;
    });
    return () => {
      isCancelled = true;
      cancel();
    };
  };
  return {
    clock: {
      nowMs: base.nowMs,
      after,
      settleBy: base.settleBy,
      sleep: (ms) => base.asleep(new Promise((resolve) => after(ms, () => resolve()))),
    },
    freeze: () => {
      isFrozen = true;
    },
    thaw: () => {
      isFrozen = false;
      const due = overdue;
      overdue = [];
      for (const fire of due) base.after(0, fire);
    },
  };
}

type Container<Event, Result> = Booted<Event, Result> & Pick<Freezer, 'freeze' | 'thaw'>;

/** `boot`: a cold start. It is not billed as time on the clock. */
export function createContainers<Event, Result>({
  clock,
  boot,
}: {
  clock: VirtualClock;
  boot: (clock: ContainerClock) => Booted<Event, Result>;
}): Containers<Event, Result> {
  const all: Container<Event, Result>[] = [];
  const warm: Container<Event, Result>[] = [];

  const start = (): Container<Event, Result> => {
    const { clock: own, freeze, thaw } = createFreezer(clock);
    const container = { ...boot(own), freeze, thaw };
    all.push(container);
    return container;
  };

  return {
    handle: async (event: Event, context: Context): Promise<Result> => {
      const container = warm.pop() ?? start();
      container.thaw();
      try {
        return await container.handle(event, context);
      } finally {
        container.freeze();
        if (context.getRemainingTimeInMillis() > 0) warm.push(container);
      }
    },
    get started() {
      return all.length;
    },
    close: async () => {
      await Promise.all(all.map((container) => container.close?.()));
    },
  };
}
