/** Reminders of a meeting that stands in a restored backup, of whose last hours nobody knows anything. */
import { expect, test, vi } from 'vitest';
import { type SilentWorld, silentLead } from '../follow-up/support/silence.ts';
import { ops } from '../ops/support/ops.ts';
import { useWorlds } from '../support/world.ts';

// Days of repairs: seconds on a quiet machine, and nothing here depends on how many.
vi.setConfig({ testTimeout: 120_000 });

const world = useWorlds();
const TO_MEETING = [
  ...['850', 'C', 'não', 'Recife', 'não tenho', 'não', 'sou eu', 'sim', 'quinta às 14h'],
  'mateus@exemplo.com',
];

test('V5, F18 · a reminder that left after the backup was made is not said again, and the next one comes at its time', async () => {
  const held: { w?: SilentWorld } = {};
  let isAwake = false;
  const w = await silentLead(world, {
    functions: {
      reconcile: async () => {
        if (isAwake) await held.w?.reconcile();
      },
    },
  });
  held.w = w;
  for (const line of TO_MEETING) await w.says(line);
  expect(w.stage()).toBe('REUNIÃO AGENDADA');
  const told = w.times().length;
  const reminded = () => w.times().slice(told);
  await w.until('2026-11-25 13:50');
  await w.reconcile();
  const backup = new Date(w.clock.nowMs()).toISOString();
  await w.until('2026-11-25 14:10');
  expect(reminded()).toEqual(['2026-11-25 14:00']);

  // What the backup does not have.
  await w.supabase.db.query("delete from public.messages where dedupe_key like 'reminder:%'");
  expect((await ops(w, ['restored', '--backup', backup, '--yes'])).code).toBe(0);
  expect((await ops(w, ['start'])).code).toBe(0);
  isAwake = true;
  await w.until('2026-11-25 15:00');
  expect(reminded()).toEqual(['2026-11-25 14:00']);
  isAwake = false;
  await w.until('2026-11-27 18:00');
  expect(reminded()).toEqual(['2026-11-25 14:00', '2026-11-26 12:00']);
  expect(w.whatsapp.duplicates()).toEqual({});
});
