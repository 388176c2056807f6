/** Who is measured, in the order of the table. */
import type { System } from '../field.ts';
import { onceBeforeModel } from './once-before-model.ts';
import { redisPauseOnly } from './redis-pause-only.ts';
import { sessionFlag } from './session-flag.ts';

/** The product of this repository; the rest are baselines written for the benchmark. */
export const OURS = 'bastao';

/** Bastão brings a database and a simulation: it is loaded only by who plays it. */
export const SYSTEMS: Readonly<Record<string, () => Promise<System>>> = {
  [OURS]: async () => (await import('./bastao.ts')).bastao,
  'once-before-model': async () => onceBeforeModel,
  'redis-pause-only': async () => redisPauseOnly,
  'session-flag': async () => sessionFlag,
};
