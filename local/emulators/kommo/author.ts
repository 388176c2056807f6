/** Whose a write is: what the body names, 0 being the robot, else whoever owns the token (facts/kommo.md §10.3). */
import type { Call } from './routes.ts';
import type { Actor } from './world.ts';

/** `named`: `updated_by` or `created_by` of the body, checked. */
export const authorOf = (
  { actor, knobs }: Pick<Call, 'actor' | 'knobs'>,
  named: number | undefined,
): Actor => (named === undefined || knobs.authorship === 'token' ? actor : { ...actor, userId: named });
