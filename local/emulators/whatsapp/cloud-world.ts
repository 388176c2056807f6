/** Everything one Cloud API emulator knows: who is who, what is on whose phone, which rules of the account are in force. */
import type { VirtualClock } from '../../clock.ts';
import { createFaults, type Faults } from '../fault.ts';
import { type BoundedList, createBoundedList } from './bounded-list.ts';
import { cloudStatusError } from './cloud-errors.ts';
import {
  type CloudLimitSettings,
  type CloudLimits,
  createCloudLimits,
  DEFAULT_CLOUD_LIMITS,
} from './cloud-limits.ts';
import { type CloudMedia, createCloudMedia } from './cloud-media.ts';
import { type CloudTemplate, DEFAULT_TEMPLATES } from './cloud-templates.ts';
import { type CloudAccount, type CloudWebhooks, createCloudWebhooks } from './cloud-webhooks.ts';
import { type Contacts, createContacts } from './contacts.ts';
import { createIds, type Ids } from './ids.ts';
import { createLine, type Line } from './line.ts';
import { type Remembered, recall } from './recall.ts';
import { createScreens, type Screens } from './screens.ts';
import type { SentMessage } from './sent.ts';
import { createStatusLadder, type LadderStatus, type StatusLadder } from './status-ladder.ts';

export type CloudEmulatorOptions = Partial<CloudAccount> & {
  readonly clock: VirtualClock;
  readonly token?: string;
  readonly verifyToken?: string;
  /** Ids are the same in every run, unless a run goes on with data of an earlier one and says which it is. */
  readonly idSeed?: string;
  readonly remembered?: Remembered;
  /** Where the webhooks go; asked for anew at every event. */
  readonly webhookUrl: () => string;
  /** The address under which the emulator itself is mounted, for the URLs of media. */
  readonly publicUrl?: () => string;
  readonly limits?: Partial<CloudLimitSettings>;
  readonly templates?: readonly CloudTemplate[];
  /** True: only contacts marked `allowed: true` by control may be written to, as with a test number (131030). */
  readonly testNumber?: boolean;
};

/** How a send that cannot arrive is told: refused at once, or accepted and then `failed` (§2.4: either, or both). */
export type FailureMode = 'sync' | 'status';

export type CloudWorld = {
  readonly clock: VirtualClock;
  readonly account: CloudAccount;
  readonly token: string;
  readonly verifyToken: string;
  readonly webhookUrl: () => string;
  readonly publicUrl: (() => string) | null;
  readonly testNumber: boolean;
  readonly ids: Ids;
  readonly contacts: Contacts;
  readonly screens: Screens;
  readonly faults: Faults;
  readonly line: Line;
  readonly limits: CloudLimits;
  readonly media: CloudMedia;
  readonly webhooks: CloudWebhooks;
  readonly ladder: StatusLadder;
  readonly templates: Map<string, CloudTemplate>;
  readonly sent: BoundedList<SentMessage>;
  /** When each contact last wrote, by the message's own time (§2.5). */
  readonly lastInboundAt: Map<string, number>;
  /** Ids of leads' messages, the only ones that can be marked as read. */
  readonly inboundIds: Set<string>;
  readonly failureModes: Map<number, FailureMode>;
  readonly httpStatuses: Map<number, number>;
  /** What an administrator may have changed. `tokenEndsAtMs` null: never. */
  readonly mutable: { isSubscribed: boolean; tokenEndsAtMs: number | null; fields: readonly string[] };
  /** Codes with which the next accepted sends will fail afterwards. */
  readonly failLater: number[];
  announceStatus(
    providerId: string,
    status: LadderStatus,
    options: { now: boolean; errorCode?: number },
  ): Promise<void>;
};

/** Defaults of test/fixtures/README.md. */
const FIXTURE_ACCOUNT: CloudAccount = {
  phoneNumberId: '106500000001000',
  displayPhoneNumber: '558190001000',
  wabaId: '102900000002000',
  appId: '670000000003000',
  appSecret: 'test_app_secret',
};

/** Webhook fields of a business account as Meta lists them (facts/whatsapp.md §2.3, §9.3). */
const FIELDS: readonly string[] = [
  ...['account_alerts', 'account_review_update', 'account_update', 'business_capability_update', 'calls'],
  ...['history', 'message_template_quality_update', 'message_template_status_update', 'messages'],
  ...['phone_number_name_update', 'phone_number_quality_update', 'security', 'smb_app_state_sync'],
  ...['smb_message_echoes', 'template_category_update', 'user_preferences'],
];

/** The key of a template: a name exists once per language. */
export const templateKey = ({ name, language }: { name: string; language: string }): string =>
  `${name}/${language}`;

export function createCloudWorld(options: CloudEmulatorOptions): CloudWorld {
  const { clock, webhookUrl, publicUrl, limits, templates = DEFAULT_TEMPLATES, testNumber = false } = options;
  const { phoneNumberId, displayPhoneNumber, wabaId, appId, appSecret } = { ...FIXTURE_ACCOUNT, ...options };
  const account = { phoneNumberId, displayPhoneNumber, wabaId, appId, appSecret };
  const ids = createIds(`cloud:${phoneNumberId}${options.idSeed ?? ''}`);
  const contacts = createContacts();
  const screens = createScreens();
  if (options.remembered) recall({ contacts, screens }, options.remembered);
  const inbound = Object.entries(options.remembered?.phones ?? {}).map(
    ([key, messages]) => [key, messages.filter(({ from }) => from === 'lead')] as const,
  );
  const line = createLine();
  const sent = createBoundedList<SentMessage>();
  const webhooks = createCloudWebhooks({ clock, account, webhookUrl });

  const announceStatus: CloudWorld['announceStatus'] = async (providerId, status, { now, errorCode }) => {
    const found = screens.find(providerId);
    if (!found) return;
    if (found.message.via !== 'phone') screens.change(providerId, { status });
    const contact = contacts.of(found.key);
    const record = sent.items.find((item) => item.providerId === providerId);
    const pricing =
      record?.type === 'template'
        ? { billable: true, pricing_model: 'PMP', type: 'regular', category: 'utility' }
        : { billable: false, pricing_model: 'PMP', type: 'free_customer_service', category: 'service' };
    const item = {
      id: providerId,
      status,
      timestamp: String(Math.floor(clock.nowMs() / 1000)),
      ...(!contact.bsuidOnly && contact.waId !== null && { recipient_id: contact.waId }),
      recipient_user_id: contact.bsuid,
      ...(status === 'failed' ? { errors: [cloudStatusError(errorCode ?? 131000)] } : { pricing }),
      ...(record?.callbackId && { biz_opaque_callback_data: record.callbackId }),
    };
    const change = { field: 'messages', content: { statuses: [item] } };
    if (now) await webhooks.announceNow(change);
    else line.whenUp(() => webhooks.announce(change));
  };

  return {
    clock,
    account,
    token: options.token ?? 'test_cloud_token',
    verifyToken: options.verifyToken ?? 'test_verify_token',
    webhookUrl,
    publicUrl: publicUrl ?? null,
    testNumber,
    ids,
    contacts,
    screens,
    line,
    sent,
    webhooks,
    announceStatus,
    // Meta has no words of its own for its gateway's failures; codes are told by `failNext`.
    faults: createFaults({ clock, answerWith: (status) => new Response('', { status }) }),
    limits: createCloudLimits({ clock, settings: { ...DEFAULT_CLOUD_LIMITS, ...limits } }),
    media: createCloudMedia({ clock, ids }),
    ladder: createStatusLadder({ clock, announce: announceStatus }),
    templates: new Map(templates.map((template) => [templateKey(template), template])),
    lastInboundAt: new Map(
      inbound.flatMap(([key, messages]) => messages.map(({ at }) => [key, at] as const)),
    ),
    inboundIds: new Set(inbound.flatMap(([, messages]) => messages.map(({ providerId }) => providerId))),
    failureModes: new Map([
      [131026, 'status'],
      [131047, 'status'],
    ]),
    httpStatuses: new Map(),
    mutable: { isSubscribed: true, tokenEndsAtMs: null, fields: FIELDS },
    failLater: [],
  };
}
