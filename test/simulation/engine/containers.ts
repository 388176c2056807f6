/**
 * Lambda's containers in a simulation: as the local pool's (local/emulators/lambda/containers.ts), but each is a scope, so
 * that all of it stands still between invocations and one can be killed or stalled at any await.
 */
import type { Context } from 'aws-lambda';
import type { Booted, ContainerClock, MakeContainers } from '../../../local/emulators/lambda/containers.ts';
import { containerClock } from './clock.ts';
import { runIn, type Scheduler, type Scope } from './scheduler.ts';

/** One invocation while it runs. After it is over its methods do nothing. */
export type Invocation = {
  /** The function's name. */
  readonly name: string;
  readonly isOver: boolean;
  /**
   * Ends the container where it stands: no await of it ever returns. `crash`: Lambda notices at once and tells whoever
   * invoked it; `vanish`: nobody hears of it before the time limit.
   */
  kill(how: 'crash' | 'vanish'): void;
  /** Stalls the container for so long; what falls due meanwhile comes afterwards. */
  stall(ms: number): void;
};

export type ContainersOptions = {
  /** Hears of each invocation as it begins. */
  readonly onInvocation?: (invocation: Invocation) => void;
  /** How far a new container's clock is off, by the function's name. */
  readonly skewOf?: (name: string) => number;
};

/** How an invocation ends whose container died. */
export class ContainerDied extends Error {
  override readonly name = 'ContainerDied';
}

type Container<Event, Result> = Booted<Event, Result> & { readonly scope: Scope };

export function createSimulatedContainers(
  scheduler: Scheduler,
  { onInvocation = () => {}, skewOf = () => 0 }: ContainersOptions,
): MakeContainers {
  return <Event, Result>({
    name,
    boot,
  }: {
    name: string;
    boot: (clock: ContainerClock) => Booted<Event, Result>;
  }) => {
    const all: Container<Event, Result>[] = [];
    const warm: Container<Event, Result>[] = [];

    const start = (): Container<Event, Result> => {
      const scope: Scope = { name, skewMs: skewOf(name), state: 'running', overdue: [] };
      const caught = (error: unknown): void => {
        scheduler.errors.push(`${name}: ${error instanceof Error ? error.stack : JSON.stringify(error)}`);
      };
      const container = {
        ...runIn(scope, () => boot(containerClock(scheduler, scope.skewMs, caught))),
        scope,
      };
      all.push(container);
      return container;
    };

    const invoke = async (event: Event, context: Context): Promise<Result> => {
      const container = warm.pop() ?? start();
      const { scope } = container;
      scheduler.thaw(scope);
      let isOver = false;
      let died: (error: Error) => void = () => {};
      const death = new Promise<never>((_resolve, reject) => {
        died = reject;
      });
      const kill = (how: 'crash' | 'vanish'): void => {
        if (isOver || scope.state === 'killed') return;
        scheduler.kill(scope);
        scheduler.note('kill', `${name} ${how}`);
        if (how === 'crash') died(new ContainerDied(`${name}: runtime exited`));
      };
      // Lambda ends what is past its time limit, whatever it waits for.
      const cancel = scheduler.after(context.getRemainingTimeInMillis(), () => kill('vanish'));
      onInvocation({
        name,
        get isOver() {
          return isOver;
        },
        kill,
        stall: (ms) => {
          if (isOver || scope.state !== 'running') return;
          scheduler.note('stall', `${name} ${ms}`);
          scheduler.freeze(scope);
          scheduler.after(ms, () => scheduler.thaw(scope));
        },
      });
      try {
        return await Promise.race([runIn(scope, () => container.handle(event, context)), death]);
      } finally {
        isOver = true;
        cancel();
        if (scope.state === 'running') {
          scheduler.freeze(scope);
          warm.push(container);
        }
      }
    };

    return {
      handle: (event: Event, context) => runIn(undefined, () => invoke(event, context)),
      get started() {
        return all.length;
      },
      close: async () => {
        await Promise.all(all.map((container) => container.close?.()));
      },
    };
  };
}
