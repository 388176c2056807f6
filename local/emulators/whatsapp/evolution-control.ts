/** What happens on the other side of an Evolution instance, told in the words of `vocabulary.ts`. */

import type { BoundedList } from './bounded-list.ts';
import type { ContactPatch, LidProfile } from './contacts.ts';
import { type EvolutionContent, shownEvolutionText } from './evolution-content.ts';
import { EVOLUTION_FAILURES, type EvolutionFailure, toResponse } from './evolution-errors.ts';
import {
  announceConnection,
  announceEdit,
  announceEncryptedEdit,
  announceRevoke,
  announceUpsert,
  type Device,
  deviceId,
} from './evolution-events.ts';
import { jidOf, lidJid } from './evolution-jid.ts';
import { sentData } from './evolution-messages.ts';
import type { EvolutionWorld } from './evolution-world.ts';
import type { Json } from './json.ts';
import type { LeadEnvelope, Operation, RequestLog, WhatsAppControl } from './vocabulary.ts';
import { createWireControl } from './wire-control.ts';

/** `statusPost`: a post to all contacts, which is nobody's message to us. */
export type EvolutionEnvelope = LeadEnvelope & {
  readonly device?: Device;
  readonly wrapper?: 'ephemeral' | 'viewOnce';
  readonly statusPost?: boolean;
};

/** A failure by name, or any answer at all. `deliver`: the message left all the same. */
export type EvolutionFault = {
  readonly times?: number;
  readonly on?: Operation;
  readonly deliver?: boolean;
} & ({ readonly failure: EvolutionFailure } | { readonly httpStatus: number; readonly body: Json | string });

export type EvolutionControl = Omit<
  WhatsAppControl,
  'leadSends' | 'reconnect' | 'edit' | 'personAnswers' | 'disconnect'
> & {
  leadSends(message: EvolutionEnvelope & EvolutionContent): string;
  /** `ownerAlt`: the chat's alt is our own number, as some LID chats have it (§8.3). */
  personAnswers(answer: {
    to: string;
    text: string;
    source?: 'android' | 'web';
    at?: number;
    notify?: boolean;
    ownerAlt?: boolean;
    /** How the chat is named: by its LID alone, or by the LID's digits as if they were a phone (§9.2). */
    chat?: 'lid' | 'lid_as_phone';
    /** Provider id of the message it answers. */
    quotes?: string;
    /** Something else than words. */
    content?: EvolutionContent;
  }): string;
  /** `encrypted`: as it comes since May 2026, unreadable (§8.2). */
  edit(change: { id: string; text: string; encrypted?: boolean }): void;
  failNext(fault: EvolutionFault): void;
  /** How chats are spelt, for one person or for all. */
  lidProfile(setting: { contact?: string; profile: LidProfile }): void;
  /** The webhook's copy of a file fails to download: `base64` is simply missing. */
  base64Fails(fails: boolean): void;
  /** The next `times` sends are answered 201 and then refused: `messages.update` with status ERROR. */
  refuseAfterwards(times: number): void;
  /** False: every call answers 503 LICENSE_REQUIRED, as 2.4 does. */
  licensed(isLicensed: boolean): void;
  /** Another build, or another setting of the instance. */
  administer(change: { version?: string; msgCall?: string }): void;
  /** The instance is logged out from the phone: `status.instance` and `logout.instance` (§9.4). */
  logOut(): void;
  /** `transient`: only `connecting` is told (§1.7). `statusReason`: 401 logged out, by default. */
  disconnect(options?: { statusReason?: number; transient?: boolean }): void;
  reconnect(options?: { backlog?: readonly (EvolutionEnvelope & EvolutionContent)[] }): void;
  /** The QR limit is reached: `refused`, 428. */
  refuse(): void;
};

export function createEvolutionControl(
  world: EvolutionWorld,
  requests: BoundedList<RequestLog>,
): EvolutionControl {
  const { clock, contacts, screens, webhooks, ids, faults, line, ladder, mutable } = world;

  const leadSends = (message: EvolutionEnvelope & EvolutionContent): string => {
    const {
      from,
      name,
      at = clock.nowMs(),
      device = 'android',
      quotes,
      wrapper,
      group = false,
      statusPost = false,
    } = message;
    const contact = name === undefined ? contacts.of(from) : contacts.set(from, { name });
    const id = message.id ?? deviceId(world, device);
    const elsewhere = group
      ? {
          remoteJid: '120363000000000001@g.us',
          participant: lidJid(contact),
          participantAlt: jidOf(contact),
          addressingMode: 'lid',
        }
      : { remoteJid: 'status@broadcast', participant: jidOf(contact), addressingMode: 'pn' };
    const isPrivate = !group && !statusPost;
    announceUpsert(world, {
      view: { contact, id, fromMe: false },
      content: message,
      at,
      device,
      ...(quotes !== undefined && { quotes }),
      ...(wrapper && { wrapper }),
      ...(!isPrivate && { key: { ...elsewhere, fromMe: false, id } }),
    });
    if (isPrivate) {
      const text = shownEvolutionText(message);
      if (screens.find(id)) screens.change(id, { text });
      else
        screens.show(contact, { from: 'lead', via: 'phone', text, at, providerId: id, status: 'delivered' });
    }
    return id;
  };

  /** Whose chat a message is in and whether our side wrote it. @throws when it is on no screen. */
  const authored = (id: string) => {
    const found = screens.find(id);
    if (!found) throw new Error(`no message ${id} on any screen`);
    return { contact: contacts.of(found.key), id, fromMe: found.message.from !== 'lead' };
  };

  const setState = (state: typeof mutable.state, statusReason: number): void => {
    mutable.state = state;
    announceConnection(world, statusReason);
  };

  return {
    ...createWireControl({ ...world, requests }),
    contact: (name, patch: ContactPatch = {}) => contacts.set(name, patch),
    leadSays: (message) => leadSends({ kind: 'text', ...message }),
    leadSends,
    personAnswers: ({
      to,
      text,
      source = 'android',
      at = clock.nowMs(),
      notify = true,
      ownerAlt = false,
      chat,
      quotes,
      content = { kind: 'text', text },
    }) => {
      const contact = contacts.of(to);
      const id = deviceId(world, source);
      screens.show(contact, { from: 'person', via: 'phone', text, at, providerId: id, status: 'delivered' });
      const view = { contact, id, fromMe: true, ownerAlt: ownerAlt ? world.ownerJid : null };
      const lid = lidJid(contact);
      const remoteJid = chat === 'lid' ? lid : lid.replace('@lid', '@s.whatsapp.net');
      const key = { remoteJid, fromMe: true, id, participant: '' };
      if (notify)
        announceUpsert(world, {
          view,
          content,
          at,
          device: source,
          ...(quotes !== undefined && { quotes }),
          ...(chat !== undefined && { key: chat === 'lid' ? { ...key, addressingMode: 'lid' } : key }),
        });
      return id;
    },
    otherSystemSends: ({ to, text }) => {
      const contact = contacts.of(to);
      const id = `3EB0${ids.hex(18)}`;
      screens.show(contact, {
        from: 'person',
        via: 'other_system',
        text,
        at: clock.nowMs(),
        providerId: id,
        status: 'accepted',
      });
      const message = { conversation: text };
      webhooks.announce(
        'send.message',
        sentData(world, { jid: jidOf(contact), id, message, messageType: 'conversation', bare: true }),
      );
      ladder.start(id).catch(() => {});
      return id;
    },
    edit: ({ id, text, encrypted = false }) => {
      if (encrypted) announceEncryptedEdit(world, authored(id));
      else announceEdit(world, { ...authored(id), text });
      screens.change(id, { text, edited: true });
    },
    revoke: ({ id }) => {
      announceRevoke(world, authored(id));
      screens.change(id, { deleted: true });
    },
    react: ({ id, emoji }) => {
      const { contact, fromMe } = authored(id);
      screens.change(id, { reaction: emoji });
      const view = { contact, id: deviceId(world, 'android'), fromMe: false };
      const target = { remoteJid: jidOf(contact), fromMe, id };
      announceUpsert(world, {
        view,
        content: { kind: 'reaction', target, emoji },
        at: clock.nowMs(),
        device: 'android',
      });
    },
    bsuidOnly: (from) => {
      contacts.set(from, { waId: null });
    },
    failNext: (fault) => {
      const { times = 1, on = 'send', deliver = false } = fault;
      const answer =
        'failure' in fault
          ? EVOLUTION_FAILURES[fault.failure]
          : { status: fault.httpStatus, body: fault.body };
      faults.add({
        name: on,
        kind: deliver ? 'answer_after_commit' : 'answer',
        response: () => toResponse(answer),
        times,
      });
    },
    heal: () => {
      faults.forget();
      webhooks.heal();
      mutable.refusedLater = 0;
    },
    lidProfile: ({ contact, profile }) => {
      if (contact === undefined) mutable.profile = profile;
      else contacts.set(contact, { lidProfile: profile });
    },
    base64Fails: (fails) => {
      mutable.base64Fails = fails;
    },
    refuseAfterwards: (times) => {
      mutable.refusedLater = times;
    },
    licensed: (isLicensed) => {
      mutable.licensed = isLicensed;
    },
    administer: (change) => {
      Object.assign(mutable, change);
    },
    logOut: () => {
      line.down();
      mutable.state = 'close';
      webhooks.announce('status.instance', {
        instance: world.instance,
        status: 'closed',
        disconnectionAt: new Date(clock.nowMs()).toISOString(),
        disconnectionReasonCode: 401,
      });
      webhooks.announce('logout.instance', null);
    },
    disconnect: ({ statusReason = 401, transient = false } = {}) => {
      line.down();
      setState(transient ? 'connecting' : 'close', statusReason);
    },
    reconnect: ({ backlog = [] } = {}) => {
      setState('open', 200);
      line.up();
      for (const message of backlog) leadSends(message);
    },
    refuse: () => {
      line.down();
      setState('refused', 428);
    },
    phone: (name) => screens.of(contacts.of(name)),
    duplicates: screens.duplicates,
    sent: world.sent.items,
    requests: requests.items,
    deliveries: webhooks.deliveries,
  };
}
