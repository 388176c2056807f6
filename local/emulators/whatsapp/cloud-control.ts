/** What happens on the other side of a Cloud API number, told in the words of `vocabulary.ts`. */

import type { BoundedList } from './bounded-list.ts';
import { type CloudContent, cloudMessageFields, shownCloudText } from './cloud-content.ts';
import { cloudErrorBody, cloudErrorStatus } from './cloud-errors.ts';
import type { CloudTemplate } from './cloud-templates.ts';
import { cloudContact, cloudSender } from './cloud-webhooks.ts';
import { type CloudWorld, type FailureMode, templateKey } from './cloud-world.ts';
import type { Contact, ContactPatch } from './contacts.ts';
import { wamid } from './ids.ts';
import type { Json, JsonObject } from './json.ts';
import type { LeadEnvelope, Operation, RequestLog, WhatsAppControl } from './vocabulary.ts';
import { createWireControl } from './wire-control.ts';

/** A failure by Meta's code, or any answer at all. `as: 'status'`: accepted, then `failed` with the code. */
export type CloudFault = { readonly times?: number; readonly on?: Operation; readonly deliver?: boolean } & (
  | { readonly code: number; readonly as?: FailureMode; readonly httpStatus?: number }
  | { readonly httpStatus: number; readonly body: Json | string }
);

export type CloudControl = Omit<WhatsAppControl, 'leadSends' | 'reconnect'> & {
  leadSends(message: LeadEnvelope & CloudContent): string;
  reconnect(options?: { backlog?: readonly (LeadEnvelope & CloudContent)[] }): void;
  failNext(fault: CloudFault): void;
  /** How sends that cannot arrive are told, per code: by default 131026 and 131047 come as a `failed` status. */
  failureMode(setting: { code: number; mode: FailureMode }): void;
  /** The HTTP status a code is answered with (unconfirmed per code, §7). */
  httpStatus(setting: { code: number; status: number }): void;
  /** Approves, pauses or disables a template. */
  template(template: CloudTemplate): void;
  /** The app is (no longer) subscribed to the business account; the token ends at this moment, or never (null). */
  administer(change: {
    isSubscribed?: boolean;
    tokenEndsAtMs?: number | null;
    /** Webhook fields that the app is subscribed to. */
    fields?: readonly string[];
  }): void;
  /** Meta tells of the account, the number or a template: a field without `metadata` (§9.3). */
  tells(field: string, value: JsonObject): void;
  /** Everything told inside `work` leaves as one webhook, spread over `entries` entries. */
  batch(work: () => void, options?: { entries?: number }): void;
  /** The lead moved to another number: a `system` message without `contacts` (§2.7). */
  changesNumber(change: { from: string; to: string }): string;
  /** The lead switches the number's promotions off or on: the field `user_preferences` (§9.5). */
  setsPreference(preference: { from: string; wish: 'stop' | 'resume'; at?: number }): void;
  /** Only the BSUID changed. */
  changesUserId(change: { from: string; bsuid: string }): string;
  /** A webhook with this field, or any body, signed as it is. */
  unknownField(field: string): void;
  rawWebhook(body: Json): void;
  /** Meta's handshake with the receiver: `GET ?hub.mode=subscribe…`. True when it echoed the challenge. */
  verifyWebhook(options?: { verifyToken?: string }): Promise<boolean>;
};

const seconds = (ms: number): string => String(Math.floor(ms / 1000));

export function createCloudControl(world: CloudWorld, requests: BoundedList<RequestLog>): CloudControl {
  const { clock, contacts, screens, webhooks, ids, faults, line, ladder, account } = world;

  const inbound = (
    contact: Contact,
    at: number,
    fields: JsonObject,
    { context, id }: { context?: JsonObject; id?: string } = {},
  ): string => {
    const providerId = id ?? wamid({ ids, counterpart: contact.waId ?? contact.bsuid, direction: 'in' });
    const head = {
      ...(context && { context }),
      ...cloudSender(contact),
      id: providerId,
      timestamp: seconds(at),
    };
    world.inboundIds.add(providerId);
    world.limits.countInbound();
    const content = { contacts: [cloudContact(contact)], messages: [{ ...head, ...fields }] };
    line.whenUp(() => webhooks.announce({ field: 'messages', content }));
    return providerId;
  };

  const contextOf = ({ quotes }: LeadEnvelope, forwarded: boolean): JsonObject | null => {
    if (forwarded) return { forwarded: true };
    if (quotes === undefined) return null;
    const theirs = screens.find(quotes)?.message.from === 'lead';
    const quoted = theirs ? contacts.of(screens.find(quotes)?.key ?? '').waId : account.displayPhoneNumber;
    return { from: quoted ?? account.displayPhoneNumber, id: quotes };
  };

  const leadSends = (message: LeadEnvelope & CloudContent): string => {
    const { from, name, at = clock.nowMs(), id, group = false } = message;
    const contact = name === undefined ? contacts.of(from) : contacts.set(from, { name });
    const context = contextOf(message, message.kind === 'text' && message.forwarded === true);
    const fields = {
      ...cloudMessageFields(message, world.media),
      ...(group && { group_id: 'Y2FwaV9ncm91cDpleGVtcGxv' }),
    };
    const providerId = inbound(contact, at, fields, {
      ...(context && { context }),
      ...(id !== undefined && { id }),
    });
    if (group) return providerId;
    world.lastInboundAt.set(contact.key, Math.max(at, world.lastInboundAt.get(contact.key) ?? at));
    const text = shownCloudText(message);
    if (screens.find(providerId)) screens.change(providerId, { text });
    else screens.show(contact, { from: 'lead', via: 'phone', text, at, providerId, status: 'delivered' });
    return providerId;
  };

  const echo = (
    contact: Contact,
    at: number,
    fields: JsonObject,
    withContacts: boolean,
    id?: string,
  ): string => {
    const providerId = id ?? wamid({ ids, counterpart: contact.waId ?? contact.bsuid, direction: 'out' });
    const item = {
      from: account.displayPhoneNumber,
      ...(contact.waId !== null && { to: contact.waId }),
      ...(withContacts && { to_user_id: contact.bsuid }),
      id: providerId,
      timestamp: seconds(at),
      ...fields,
    };
    const content = { ...(withContacts && { contacts: [cloudContact(contact)] }), message_echoes: [item] };
    line.whenUp(() => webhooks.announce({ field: 'smb_message_echoes', content }));
    return providerId;
  };

  /** An edit or a revoke goes the way its author's messages go (§8.8, §3.2). */
  const amend = (id: string, fields: JsonObject): void => {
    const found = screens.find(id);
    if (!found) throw new Error(`no message ${id} on any screen`);
    const contact = contacts.of(found.key);
    if (found.message.from === 'lead') inbound(contact, clock.nowMs(), fields);
    else echo(contact, clock.nowMs(), fields, false);
  };

  const system = (contact: Contact, body: string, fields: JsonObject): string => {
    const id = wamid({ ids, counterpart: contact.waId ?? contact.bsuid, direction: 'in' });
    const from = !contact.bsuidOnly && contact.waId !== null && { from: contact.waId };
    const message = {
      ...from,
      id,
      timestamp: seconds(clock.nowMs()),
      type: 'system',
      system: { body, ...fields },
    };
    line.whenUp(() => webhooks.announce({ field: 'messages', content: { messages: [message] } }));
    return id;
  };

  const failNext = (fault: CloudFault): void => {
    const { times = 1, on = 'send', deliver = false } = fault;
    if ('code' in fault && fault.as === 'status') {
      for (let turn = 0; turn < times; turn += 1) world.failLater.push(fault.code);
      return;
    }
    const response = (): Response => {
      if ('code' in fault) {
        const httpStatus = fault.httpStatus ?? world.httpStatuses.get(fault.code);
        const status = cloudErrorStatus({
          code: fault.code,
          ...(httpStatus !== undefined && { httpStatus }),
        });
        return Response.json(cloudErrorBody({ code: fault.code, traceId: `A${ids.hex(22)}` }), { status });
      }
      return typeof fault.body === 'string'
        ? new Response(fault.body, { status: fault.httpStatus })
        : Response.json(fault.body, { status: fault.httpStatus });
    };
    faults.add({ name: on, kind: deliver ? 'answer_after_commit' : 'answer', response, times });
  };

  return {
    ...createWireControl({ ...world, requests }),
    contact: (name, patch: ContactPatch = {}) => contacts.set(name, patch),
    leadSays: (message) => leadSends({ kind: 'text', ...message }),
    leadSends,
    personAnswers: ({ to, text, at = clock.nowMs(), notify = true }) => {
      const contact = contacts.of(to);
      const providerId = wamid({ ids, counterpart: contact.waId ?? contact.bsuid, direction: 'out' });
      screens.show(contact, { from: 'person', via: 'phone', text, at, providerId, status: 'delivered' });
      if (notify) echo(contact, at, { type: 'text', text: { body: text } }, true, providerId);
      return providerId;
    },
    otherSystemSends: ({ to, text }) => {
      const contact = contacts.of(to);
      const providerId = wamid({ ids, counterpart: contact.waId ?? contact.bsuid, direction: 'out' });
      screens.show(contact, {
        from: 'person',
        via: 'other_system',
        text,
        at: clock.nowMs(),
        providerId,
        status: 'accepted',
      });
      ladder.start(providerId).catch(() => {});
      return providerId;
    },
    edit: ({ id, text }) => {
      amend(id, {
        type: 'edit',
        edit: { original_message_id: id, message: { type: 'text', text: { body: text } } },
      });
      screens.change(id, { text, edited: true });
    },
    revoke: ({ id }) => {
      amend(id, { type: 'revoke', revoke: { original_message_id: id } });
      screens.change(id, { deleted: true });
    },
    react: ({ id, emoji }) => {
      const found = screens.find(id);
      if (!found) throw new Error(`no message ${id} on any screen`);
      screens.change(id, { reaction: emoji });
      inbound(contacts.of(found.key), clock.nowMs(), {
        reaction: { message_id: id, ...(emoji !== '' && { emoji }) },
        type: 'reaction',
      });
    },
    bsuidOnly: (from) => {
      contacts.set(from, { bsuidOnly: true });
    },
    failNext,
    heal: () => {
      faults.forget();
      webhooks.heal();
      world.failLater.length = 0;
    },
    disconnect: line.down,
    reconnect: ({ backlog = [] } = {}) => {
      line.up();
      for (const message of backlog) leadSends(message);
    },
    failureMode: ({ code, mode }) => {
      world.failureModes.set(code, mode);
    },
    httpStatus: ({ code, status }) => {
      world.httpStatuses.set(code, status);
    },
    template: (template) => {
      world.templates.set(templateKey(template), template);
    },
    administer: (change) => {
      Object.assign(world.mutable, change);
    },
    batch: webhooks.batch,
    changesNumber: ({ from, to }) => {
      const before = contacts.of(from);
      const after = contacts.set(to, { name: before.name });
      const body = `User ${before.name} changed from ${before.waId} to ${after.waId}`;
      const fields = {
        wa_id: after.waId,
        user_id: after.bsuid,
        previous_user_id: before.bsuid,
        type: 'user_changed_number',
      };
      return system(before, body, fields);
    },
    changesUserId: ({ from, bsuid }) => {
      const before = contacts.of(from);
      contacts.set(from, { bsuid });
      const fields = { user_id: bsuid, previous_user_id: before.bsuid, type: 'user_changed_user_id' };
      return system(before, `User ${before.name} changed user ID`, fields);
    },
    tells: (field, value) =>
      webhooks.raw(field, {
        object: 'whatsapp_business_account',
        entry: [{ id: account.wabaId, time: Math.floor(clock.nowMs() / 1000), changes: [{ value, field }] }],
      }),
    setsPreference: ({ from, wish, at = clock.nowMs() }) => {
      const contact = contacts.of(from);
      const user_preferences = [
        {
          ...(contact.waId !== null && { wa_id: contact.waId }),
          user_id: contact.bsuid,
          detail: `User requested to ${wish} marketing messages`,
          category: 'marketing_messages',
          value: wish,
          timestamp: Math.floor(at / 1000),
        },
      ];
      const content = { contacts: [cloudContact(contact)], user_preferences };
      line.whenUp(() => webhooks.announce({ field: 'user_preferences', content }));
    },
    unknownField: (field) => webhooks.announce({ field, content: { anything: [{ id: '1' }] } }),
    rawWebhook: (body) => webhooks.raw('raw', body),
    verifyWebhook: async ({ verifyToken = world.verifyToken } = {}) => {
      const challenge = ids.digits(10);
      const query = new URLSearchParams({
        'hub.mode': 'subscribe',
        'hub.challenge': challenge,
        'hub.verify_token': verifyToken,
      });
      const response = await fetch(`${world.webhookUrl()}?${query}`);
      return response.status === 200 && (await response.text()) === challenge;
    },
    phone: (name) => screens.of(contacts.of(name)),
    duplicates: screens.duplicates,
    sent: world.sent.items,
    requests: requests.items,
    deliveries: webhooks.deliveries,
  };
}
