/** What both providers' controls do in the same way: the wire's faults, the ladder of statuses, a chat that is opened. */
import type { Faults } from '../fault.ts';
import type { BoundedList } from './bounded-list.ts';
import type { Contacts } from './contacts.ts';
import type { Screens } from './screens.ts';
import type { SentMessage } from './sent.ts';
import type { StatusLadder } from './status-ladder.ts';
import type { RequestLog, WhatsAppControl } from './vocabulary.ts';
import type { WebhookSender } from './webhook-sender.ts';

type WireControl = Pick<
  WhatsAppControl,
  | 'leadReads'
  | 'duplicate'
  | 'reorder'
  | 'drop'
  | 'forge'
  | 'flush'
  | 'statuses'
  | 'fault'
  | 'dropAnswer'
  | 'hang'
  | 'releaseHung'
  | 'forgetBefore'
>;

export function createWireControl({
  contacts,
  screens,
  webhooks,
  ladder,
  faults,
  announceStatus,
  inboundIds,
  sent,
  requests,
}: {
  contacts: Contacts;
  screens: Screens;
  webhooks: Pick<WebhookSender, 'duplicate' | 'reorder' | 'drop' | 'forge' | 'flush' | 'forgetDeliveries'>;
  sent: BoundedList<SentMessage>;
  requests: BoundedList<RequestLog>;
  ladder: StatusLadder;
  faults: Faults;
  announceStatus(providerId: string, status: 'read', how: { now: boolean }): Promise<void>;
  /** Ids of leads' messages, where the provider keeps them. */
  inboundIds?: Set<string>;
}): WireControl {
  return {
    leadReads: (from) => {
      for (const { via, status, providerId } of screens.of(contacts.of(from)))
        if (via !== 'phone' && status !== 'read')
          announceStatus(providerId, 'read', { now: false }).catch(() => {});
    },
    duplicate: webhooks.duplicate,
    reorder: webhooks.reorder,
    drop: webhooks.drop,
    forge: webhooks.forge,
    flush: webhooks.flush,
    statuses: ladder.plan,
    fault: ({ on, ...fault }) => faults.add({ ...fault, ...(on !== undefined && { name: on }) }),
    dropAnswer: (times = 1) => faults.add({ name: 'send', kind: 'drop_after_commit', times }),
    hang: ({ deliver = false, times = 1 } = {}) =>
      faults.add({ name: 'send', kind: deliver ? 'hang_after_commit' : 'hang', times }),
    releaseHung: faults.release,
    forgetBefore: (atMs) => {
      for (const id of screens.forgetBefore(atMs)) inboundIds?.delete(id);
      sent.clear();
      requests.clear();
      webhooks.forgetDeliveries();
    },
  };
}
