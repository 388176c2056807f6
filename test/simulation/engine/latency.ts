/** How long requests take when all is well: half of the usual round trip each way, with some chance in it. */
import type { Scheduler } from './scheduler.ts';
import type { Policy } from './wire.ts';

/** Milliseconds there and back, by mount, as between sa-east-1 and each service. */
export const USUAL_MS: Readonly<Record<string, readonly [number, number]>> = {
  '/kommo': [60, 90],
  '/supabase': [8, 12],
  '/upstash': [2, 3],
  '/cloud': [50, 70],
  '/evolution': [50, 70],
  '/sqs': [5, 8],
  '/scheduler': [8, 10],
  '/lambda': [5, 10],
  '/google': [60, 60],
  '/model': [400, 400],
  '/webhooks': [20, 20],
};

export function usualDelays(scheduler: Scheduler, mount: string): { outMs: number; backMs: number } {
  const [out, back] = USUAL_MS[mount] ?? [1, 1];
  const { random } = scheduler;
  return { outMs: out * random.between(0.6, 1.4), backMs: back * random.between(0.6, 1.4) };
}

/** Everything is carried. */
export const usualFates =
  (scheduler: Scheduler): Policy =>
  ({ mount }) => ({ kind: 'carried', ...usualDelays(scheduler, mount) });
