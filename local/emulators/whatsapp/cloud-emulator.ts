/**
 * Meta's WhatsApp Cloud API, as strict as facts/whatsapp.md §2 and §6.2 say it is: real HTTP, signed webhooks, limits, the 24 h
 * window, every error a sender must tell apart. Time is the virtual clock's; every id comes from a counter.
 */
import { createBoundedList } from './bounded-list.ts';
import { type CloudControl, createCloudControl } from './cloud-control.ts';
import { createCloudHandler } from './cloud-routes.ts';
import { type CloudEmulatorOptions, createCloudWorld } from './cloud-world.ts';
import { assembled, type ProviderEmulator } from './snapshot.ts';
import type { RequestLog } from './vocabulary.ts';

/** Answers `/{version}/{phone_number_id}/messages` and its siblings; the version may be left out. */
export type CloudEmulator = ProviderEmulator<CloudControl>;

/** Defaults are the account of test/fixtures/README.md; the token is `test_cloud_token`, the verify token `test_verify_token`. */
export function createCloudEmulator(options: CloudEmulatorOptions): CloudEmulator {
  const world = createCloudWorld(options);
  const requests = createBoundedList<RequestLog>();
  return assembled(
    {
      handler: createCloudHandler(world, requests),
      control: createCloudControl(world, requests),
    },
    world,
    'cloud',
  );
}
