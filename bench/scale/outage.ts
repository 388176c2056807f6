/** Kommo is away while a crowd of known leads writes; all of them are held; then it comes back. */
import type { SupabaseEmulator } from '../../local/emulators/supabase/emulator.ts';
import { pause as sleep } from '../time.ts';
import { type FarEnds, type Person, says, startProduct } from './crowd.ts';
import { round } from './numbers.ts';

const HELD_WITHIN_S = 240;
const ANSWERED_WITHIN_S = 600;

export async function measureOutage({
  farEnds,
  url,
  supabase,
  containers,
  rps,
  crowd,
  environment,
}: {
  farEnds: FarEnds;
  url: string;
  supabase: SupabaseEmulator;
  containers: number;
  rps: number;
  crowd: readonly Person[];
  environment: Readonly<Record<string, string>>;
}): Promise<{
  readonly held: number;
  /** From Kommo's return to the last held lead's answer, and to the first one's. */
  readonly recoveryS: number;
  readonly firstS: number;
  readonly perMinute: number;
}> {
  await farEnds.ask({ kind: 'limit', isOn: true }, 'limit');
  await farEnds.ask({ kind: 'reset' }, 'reset');
  const { stack, watch } = await startProduct({ url, supabase, containers, rps, environment });
  await farEnds.ask({ kind: 'outage', isOn: true }, 'outage');
  watch.forget();
  for (const person of crowd) says(stack, person, 'e aí?');
  const untilMs = Date.now() + HELD_WITHIN_S * 1000;
  while (watch.held.size < crowd.length && Date.now() < untilMs) {
    await sleep(1000);
    // A turn comes back after minutes: the stack's clock goes ahead of the machine's.
    await stack.clock.advance(5000);
  }
  const held = watch.held.size;
  await farEnds.ask({ kind: 'outage', isOn: false }, 'outage');
  const backMs = Date.now();
  // From here on in the machine's own time; reconcile comes within a minute.
  while (watch.answeredAtMs.size < held && Date.now() - backMs < ANSWERED_WITHIN_S * 1000) await sleep(200);
  const times = [...watch.answeredAtMs.values()];
  const recoveryS = (Math.max(backMs, ...times) - backMs) / 1000;
  const firstS = times.length > 0 ? (Math.min(...times) - backMs) / 1000 : 0;
  await stack.quiesce(5000);
  await stack.close();
  return {
    held,
    recoveryS: round(recoveryS),
    firstS: round(firstS),
    perMinute: round((times.length / Math.max(1, recoveryS - firstS)) * 60, 0),
  };
}
