/** What each WhatsApp provider sends with, and what its late refusals mean: one row a provider; `doors.ts` has what receives. */
import type { Clock } from '../clock.ts';
import type { FollowUpConfig } from '../config.ts';
import { sendResultForStatusError } from './cloud-errors.ts';
import { createCloudTransport } from './cloud-transport.ts';
import { EVOLUTION_LATE_REFUSAL } from './evolution-errors.ts';
import { createEvolutionTransport } from './evolution-transport.ts';
import type { WhatsAppTransport } from './transport.ts';

type Surroundings = { readonly clock: Clock; readonly timeouts: { readonly mediaMs: number } };

export type ProviderRow = {
  transport(config: FollowUpConfig, surroundings: Surroundings): WhatsAppTransport;
  /** What a `failed` status behind an accepted send means, by its code. */
  lateRefusalOf(code: number | null): ReturnType<typeof sendResultForStatusError>;
};

const settingsOf = <T>(settings: T | null): T => {
  if (settings === null) throw new Error('the configuration gives the provider its settings');
  return settings;
};

export const PROVIDERS: Readonly<Record<FollowUpConfig['provider'], ProviderRow>> = {
  cloud: {
    transport: ({ cloud }, { clock, timeouts }) =>
      createCloudTransport({ ...settingsOf(cloud), clock, timeouts }),
    lateRefusalOf: sendResultForStatusError,
  },
  evolution: {
    transport: ({ evolution }, { clock, timeouts }) =>
      createEvolutionTransport({ ...settingsOf(evolution), clock, timeouts }),
    lateRefusalOf: () => EVOLUTION_LATE_REFUSAL,
  },
};
