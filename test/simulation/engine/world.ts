/**
 * A world: the product's own functions, clients and SQL over the emulators, in this process, under one scheduler. The same
 * seed and the same acts make the same history, byte by byte.
 */
import type { Stack, StackOptions } from '../../../local/stack-options.ts';
import { installClients } from './clients.ts';
import { stackClock } from './clock.ts';
import { type ContainersOptions, createSimulatedContainers } from './containers.ts';
import { databaseFor } from './database.ts';
import { usualFates } from './latency.ts';
import { installMachine } from './machine.ts';
import { createScheduler, enter, type Scheduler } from './scheduler.ts';
import { createWire, type Policy } from './wire.ts';

/** Monday 10:00 in São Paulo. */
export const START_MS = Date.parse('2026-11-23T13:00:00Z');

export type SimOptions = ContainersOptions &
  Partial<Omit<StackOptions, 'mode' | 'port' | 'clock' | 'serve' | 'containers' | 'network' | 'supabase'>> & {
    readonly seed: number;
    /** Makes the wire's policy; by default everything is carried, with each far end's usual delays. */
    readonly policy?: (scheduler: Scheduler) => Policy;
    /** Keeps the journal's lines, not only their hash. */
    readonly keep?: boolean;
  };

export type SimWorld = {
  readonly scheduler: Scheduler;
  readonly stack: Stack;
  /** The WhatsApp emulator of the provider in use. */
  readonly whatsapp: Stack['cloud']['control'] | Stack['evolution']['control'];
  /** The functions' log lines. */
  readonly logs: readonly string[];
  /** Ends the simulation; the process tells its own time again. */
  close(): Promise<void>;
};

async function open({
  seed,
  policy = usualFates,
  keep = false,
  onInvocation,
  skewOf,
  ...options
}: SimOptions): Promise<SimWorld> {
  installMachine();
  installClients();
  const { createStack } = await import('../../../local/stack.ts');
  const supabase = await databaseFor(seed);
  const startMs = options.startMs ?? START_MS;
  const scheduler = createScheduler({ seed, startMs, keep });
  const wire = createWire({ scheduler, policy: policy(scheduler) });
  const provider = options.provider ?? 'cloud';
  const logs: string[] = [];
  const leave = enter(scheduler);
  try {
    const stack = await createStack({
      log: (line) => logs.push(line),
      ...options,
      mode: 'manual',
      provider,
      supabase,
      clock: stackClock(scheduler),
      serve: wire.serve,
      containers: createSimulatedContainers(scheduler, {
        ...(onInvocation && { onInvocation }),
        ...(skewOf && { skewOf }),
      }),
    });
    return {
      scheduler,
      stack,
      whatsapp: stack[provider].control,
      logs,
      close: async () => {
        try {
          await stack.close();
        } finally {
          leave();
        }
      },
    };
  } catch (error) {
    leave();
    throw error;
  }
}

let warming: Promise<void> | null = null;

/** What a process loads when it first needs it is loaded before the first world: it would come in the machine's own time. */
async function warmUp(): Promise<void> {
  for (const provider of ['cloud', 'evolution'] as const) {
    const world = await open({ seed: 0, provider });
    world.whatsapp.leadSays({ from: '+5581990000009', name: 'Rita', text: 'oi' });
    await world.scheduler.advance(120_000);
    await world.close();
  }
}

/** Opens a world; one at a time in a process. Time moves only by its scheduler's `advance` and `runUntil`. */
export async function simWorld(options: SimOptions): Promise<SimWorld> {
  warming ??= warmUp();
  await warming;
  return open(options);
}
