/**
 * Evolution API 2.3.7, as strict as facts/whatsapp.md §1 and §6.1 say it is: its guards in their order, its envelope, its
 * retries, the several spellings of a chat. Time is the virtual clock's; every id comes from a counter. A send or a presence
 * with a `delay` sleeps on that clock, so its caller must be tracked work.
 */
import type { HttpHandler } from '../http.ts';
import { createBoundedList } from './bounded-list.ts';
import { createEvolutionControl, type EvolutionControl } from './evolution-control.ts';
import { createEvolutionHandler } from './evolution-routes.ts';
import { createEvolutionWorld, type EvolutionEmulatorOptions } from './evolution-world.ts';
import { type EmulatorSnapshot, snapshotOf } from './snapshot.ts';
import type { RequestLog } from './vocabulary.ts';

export type EvolutionEmulator = {
  /** Answers `/message/…`, `/chat/…`, `/instance/…` and `/webhook/…`. */
  readonly handler: HttpHandler;
  readonly control: EvolutionControl;
  /** The whole state as plain JSON, for the console. */
  snapshot(): EmulatorSnapshot;
};

/** Defaults are the instance of test/fixtures/README.md; the API key is `test_evolution_key`. */
export function createEvolutionEmulator(options: EvolutionEmulatorOptions): EvolutionEmulator {
  const world = createEvolutionWorld(options);
  const requests = createBoundedList<RequestLog>();
  const control = createEvolutionControl(world, requests.items);
  return {
    handler: createEvolutionHandler(world, requests),
    control,
    snapshot: () =>
      snapshotOf({
        provider: 'evolution',
        isUp: world.line.isUp(),
        contacts: world.contacts,
        screens: world.screens,
        control,
      }),
  };
}
