/** The whole state of an emulator at one instant, as plain data for the console. */
import type { HttpHandler } from '../http.ts';
import type { Contact, Contacts } from './contacts.ts';
import type { Line } from './line.ts';
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

/** An emulator from outside, whichever provider it plays. */
export type ProviderEmulator<Control> = {
  /** Mount it where the provider's base URL points. */
  readonly handler: HttpHandler;
  readonly control: Control;
  /** The whole state as plain JSON, for the console. */
  snapshot(): EmulatorSnapshot;
};

const LATEST = 200;

/** The parts of one provider, put together. */
export function assembled<Control extends Pick<WhatsAppControl, 'sent' | 'requests' | 'deliveries'>>(
  { handler, control }: { handler: HttpHandler; control: Control },
  world: { readonly line: Line; readonly contacts: Contacts; readonly screens: Screens },
  provider: 'cloud' | 'evolution',
): ProviderEmulator<Control> {
  const { line, contacts, screens } = world;
  return {
    handler,
    control,
    snapshot: () => snapshotOf({ provider, isUp: line.isUp(), contacts, screens, control }),
  };
}

function snapshotOf({
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
