/** The whole state of an emulator at one instant, as plain data for the console. */
import type { Contact, Contacts } from './contacts.ts';
import type { ScreenMessage, Screens } from './screens.ts';
import type { SentMessage } from './sent.ts';
import type { RequestLog, WhatsAppControl } from './vocabulary.ts';
import type { WebhookDelivery } from './webhook-sender.ts';

export type EmulatorSnapshot = {
  readonly provider: 'cloud' | 'evolution';
  readonly isUp: boolean;
  readonly contacts: readonly Contact[];
  readonly phones: Readonly<Record<string, readonly ScreenMessage[]>>;
  readonly duplicates: Readonly<Record<string, number>>;
  /** The latest of each, oldest first. */
  readonly sent: readonly SentMessage[];
  readonly requests: readonly RequestLog[];
  readonly deliveries: readonly Omit<WebhookDelivery, 'body'>[];
};

const LATEST = 200;

export function snapshotOf({
  provider,
  isUp,
  contacts,
  screens,
  control,
}: {
  provider: 'cloud' | 'evolution';
  isUp: boolean;
  contacts: Contacts;
  screens: Screens;
  control: Pick<WhatsAppControl, 'sent' | 'requests' | 'deliveries'>;
}): EmulatorSnapshot {
  return {
    provider,
    isUp,
    contacts: contacts.all(),
    phones: screens.all(),
    duplicates: screens.duplicates(),
    sent: control.sent.slice(-LATEST),
    requests: control.requests.slice(-LATEST),
    deliveries: control.deliveries
      .slice(-LATEST)
      .map(({ id, name, attempts, state }) => ({ id, name, attempts: [...attempts], state })),
  };
}
