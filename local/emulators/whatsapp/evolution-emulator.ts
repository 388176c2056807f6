/**
 * Evolution API 2.3.7, as strict as facts/whatsapp.md §1 and §6.1 say it is: its guards in their order, its envelope, its
 * retries, the several spellings of a chat. Time is the virtual clock's; every id comes from a counter. A send or a presence
 * with a `delay` sleeps on that clock, so its caller must be tracked work.
 */
import { createBoundedList } from './bounded-list.ts';
import { createEvolutionControl, type EvolutionControl } from './evolution-control.ts';
import { createEvolutionHandler } from './evolution-routes.ts';
import { createEvolutionWorld, type EvolutionEmulatorOptions } from './evolution-world.ts';
import { assembled, type ProviderEmulator } from './snapshot.ts';
import type { RequestLog } from './vocabulary.ts';

/** Answers `/message/…`, `/chat/…`, `/instance/…` and `/webhook/…`. */
export type EvolutionEmulator = ProviderEmulator<EvolutionControl>;

/** Defaults are the instance of test/fixtures/README.md; the API key is `test_evolution_key`. */
export function createEvolutionEmulator(options: EvolutionEmulatorOptions): EvolutionEmulator {
  const world = createEvolutionWorld(options);
  const requests = createBoundedList<RequestLog>();
  return assembled(
    {
      handler: createEvolutionHandler(world, requests),
      control: createEvolutionControl(world, requests),
    },
    world,
    'evolution',
  );
}
