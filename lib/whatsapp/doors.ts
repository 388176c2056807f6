/**
 * What each WhatsApp provider's webhook is received by: one row a provider. `providers.ts` has the other half, what sends; they are
 * apart so that a door is not made of a transport.
 */
import type { WhatsAppWebhookConfig } from '../config.ts';
import { createCloudReceiver, verifyHandshake } from './cloud-receiver.ts';
import { createEvolutionReceiver } from './evolution-receiver.ts';
import type { Receiver } from './receiver.ts';

export type Door = {
  readonly receiver: Receiver;
  /** The provider asks the address by GET before it uses it; null: it never does. */
  readonly handshake:
    | ((query: Readonly<Record<string, string | undefined>>) => ReturnType<typeof verifyHandshake>)
    | null;
};

/** A missing secret makes an empty one, and an empty one is "misconfigured" to the receiver: 5xx, never 401. */
export const DOORS: Readonly<
  Record<WhatsAppWebhookConfig['provider'], (config: WhatsAppWebhookConfig) => Door>
> = {
  cloud: ({ cloud }) => ({
    receiver: createCloudReceiver({
      appSecret: cloud?.appSecret ?? '',
      phoneNumberId: cloud?.phoneNumberId ?? '',
    }),
    handshake: (query) => verifyHandshake(query, cloud?.verifyToken ?? undefined),
  }),
  evolution: ({ evolution }) => ({
    receiver: createEvolutionReceiver({
      webhookSecret: evolution?.webhookSecret ?? '',
      instance: evolution?.instance ?? '',
    }),
    handshake: null,
  }),
};
