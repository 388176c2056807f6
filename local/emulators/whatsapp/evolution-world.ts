/** Everything one Evolution emulator knows: the instance, who is who, what is on whose phone, and how it announces itself. */
import type { VirtualClock } from '../../clock.ts';
import { createFaults, type Faults } from '../fault.ts';
import { type BoundedList, createBoundedList } from './bounded-list.ts';
import { type Contact, type Contacts, createContacts, type LidProfile } from './contacts.ts';
import { jidOf, lidJid } from './evolution-jid.ts';
import { createEvolutionWebhooks, type EvolutionWebhooks } from './evolution-webhooks.ts';
import { createIds, type Ids } from './ids.ts';
import { createLine, type Line } from './line.ts';
import { type Remembered, recall } from './recall.ts';
import { createScreens, type Screens } from './screens.ts';
import type { SentMessage } from './sent.ts';
import { createStatusLadder, type LadderStatus, type StatusLadder } from './status-ladder.ts';

export type EvolutionEmulatorOptions = {
  readonly clock: VirtualClock;
  readonly instance?: string;
  /** Ids are the same in every run, unless a run goes on with data of an earlier one and says which it is. */
  readonly idSeed?: string;
  readonly remembered?: Remembered;
  /** Digits of our number. */
  readonly ownerNumber?: string;
  readonly apiKey?: string;
  /** Where the webhooks go until `webhook/set` says otherwise; asked for anew at every event. */
  readonly webhookUrl: () => string;
  /** Sent with every webhook; `jwt_key` becomes a bearer token (§1.2). */
  readonly webhookHeaders?: Readonly<Record<string, string>>;
  /** True: media of leads travel inside the webhook as base64. */
  readonly webhookBase64?: boolean;
  readonly serverUrl?: string;
  readonly profileName?: string;
  /** How chats are spelt unless a contact says otherwise: the build this instance plays. */
  readonly lidProfile?: LidProfile;
};

/** A file that came with a message, fetched by the message's id. */
export type KeptMedia = {
  readonly bytes: Uint8Array;
  readonly mimeType: string;
  readonly fileName: string | null;
  readonly caption: string;
  readonly mediaType: string;
};

export type EvolutionWorld = {
  readonly clock: VirtualClock;
  readonly instance: string;
  readonly instanceId: string;
  readonly ownerNumber: string;
  readonly ownerJid: string;
  readonly profileName: string;
  readonly apiKey: string;
  readonly ids: Ids;
  readonly contacts: Contacts;
  readonly screens: Screens;
  readonly faults: Faults;
  readonly line: Line;
  readonly webhooks: EvolutionWebhooks;
  readonly ladder: StatusLadder;
  readonly sent: BoundedList<SentMessage>;
  readonly media: Map<string, KeptMedia>;
  /** Contacts whose number was looked up already: disconnected, their sends fail later and differently (§1.8). */
  readonly lookedUp: Set<string>;
  readonly mutable: {
    state: 'open' | 'connecting' | 'close' | 'refused';
    licensed: boolean;
    base64Fails: boolean;
    /** So many of the next sends get their 201 and are refused by WhatsApp afterwards. */
    refusedLater: number;
    /** What the server calls itself at its root. */
    version: string;
    /** A text with which the instance answers calls; empty: none. */
    msgCall: string;
    profile: LidProfile;
  };
  profileOf(contact: Contact): LidProfile;
  announceStatus(providerId: string, status: LadderStatus, options: { now: boolean }): Promise<void>;
};

const ACKS = { sent: 'SERVER_ACK', delivered: 'DELIVERY_ACK', read: 'READ', failed: 'ERROR' } as const;

/** Defaults of test/fixtures/README.md; the API key is `test_evolution_key`. */
export function createEvolutionWorld(options: EvolutionEmulatorOptions): EvolutionWorld {
  const {
    clock,
    webhookUrl,
    webhookHeaders = {},
    webhookBase64 = false,
    instance = 'solar-exemplo',
  } = options;
  const ownerNumber = options.ownerNumber ?? '558190002000';
  const ownerJid = `${ownerNumber}@s.whatsapp.net`;
  const instanceId = '5e8c03a9-4c78-45b8-add8-2c690f9f85c0';
  const ids = createIds(`evolution:${instance}${options.idSeed ?? ''}`);
  const contacts = createContacts();
  const screens = createScreens();
  if (options.remembered) recall({ contacts, screens }, options.remembered);
  const line = createLine();
  const webhooks = createEvolutionWebhooks({
    clock,
    instance,
    ownerJid,
    serverUrl: options.serverUrl ?? 'http://localhost:8080',
    initial: {
      enabled: true,
      url: webhookUrl,
      headers: webhookHeaders,
      byEvents: false,
      base64: webhookBase64,
      events: [],
    },
  });
  const mutable: EvolutionWorld['mutable'] = {
    state: 'open',
    licensed: true,
    base64Fails: false,
    refusedLater: 0,
    version: '2.3.7',
    msgCall: '',
    profile: options.lidProfile ?? '2.3.7',
  };
  const profileOf = (contact: Contact): LidProfile => contact.lidProfile ?? mutable.profile;

  const announceStatus: EvolutionWorld['announceStatus'] = async (providerId, status, { now }) => {
    const found = screens.find(providerId);
    if (!found) return;
    screens.change(providerId, { status });
    const contact = contacts.of(found.key);
    const remoteJid = profileOf(contact) === 'pn' ? jidOf(contact) : lidJid(contact);
    const messageId = `cm${ids.hex(23).toLowerCase()}`;
    const data = { keyId: providerId, remoteJid, fromMe: true, status: ACKS[status], instanceId, messageId };
    if (now) await webhooks.announceNow('messages.update', data);
    else line.whenUp(() => webhooks.announce('messages.update', data));
  };

  return {
    clock,
    instance,
    instanceId,
    ownerNumber,
    ownerJid,
    profileName: options.profileName ?? 'Solar Exemplo',
    apiKey: options.apiKey ?? 'test_evolution_key',
    ids,
    contacts,
    screens,
    line,
    webhooks,
    mutable,
    profileOf,
    announceStatus,
    faults: createFaults({ clock, answerWith: (status) => new Response('', { status }) }),
    ladder: createStatusLadder({ clock, announce: announceStatus }),
    sent: createBoundedList<SentMessage>(),
    media: new Map(),
    lookedUp: new Set(),
  };
}
