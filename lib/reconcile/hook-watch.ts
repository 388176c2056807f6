/**
 * Is Kommo still telling us? It disables a hook that fails too often and says so to nobody (facts/kommo.md §1.6). The gate
 * needs no hook; a takeover between two messages is known at once only with one, so a person is told.
 */
import type { Clock } from '../clock.ts';
import type { Kommo } from '../kommo/kommo.ts';
import type { Log } from '../log.ts';
import type { Checkpoints } from './checkpoint.ts';

const CHECKPOINT = 'hooks';
const EVERY_MS = 10 * 60_000;

export type HookState = 'well' | 'disabled' | 'missing';

/** Null: not due, or Kommo cannot be read. @throws when Postgres cannot be reached. */
export async function watchHook({
  kommo,
  checkpoints,
  secret,
  clock,
  log,
}: {
  readonly kommo: Pick<Kommo, 'webhooks'>;
  readonly checkpoints: Checkpoints;
  readonly secret: string | null;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<HookState | null> {
  const nowMs = clock.nowMs();
  if (secret === null || !(await checkpoints.isDue(CHECKPOINT, EVERY_MS))) return null;
  const hooks = await kommo.webhooks();
  if (hooks.kind === 'failed') return null;
  const ours = (hooks.kind === 'ok' ? hooks.value : []).filter(({ destination }) =>
    destination.includes(`/webhooks/kommo/${secret}`),
  );
  const state: HookState =
    ours.length === 0 ? 'missing' : ours.some(({ disabled }) => !disabled) ? 'well' : 'disabled';
  (state === 'well' ? log.info : log.error)('vitals.kommo_hook', { down: state === 'well' ? 0 : 1, state });
  checkpoints.keep(CHECKPOINT, nowMs);
  return state;
}
