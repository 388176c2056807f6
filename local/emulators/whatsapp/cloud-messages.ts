/**
 * `POST /{phone_number_id}/messages` once the token is good: the account's rules in the order Meta applies them, acceptance, and
 * the start of the status ladder. A 200 means accepted and no more (facts/whatsapp.md §2.4).
 */

import { type CloudFailure, cloudErrorBody, cloudErrorStatus } from './cloud-errors.ts';
import { type CloudRequest, readCloudRequest } from './cloud-request.ts';
import { fillTemplate } from './cloud-templates.ts';
import { type CloudWorld, templateKey } from './cloud-world.ts';
import type { Contact } from './contacts.ts';
import { wamid } from './ids.ts';
import { phoneNumber } from './phone-number.ts';

const WINDOW_MS = 24 * 60 * 60_000;

type MessageRequest = Extract<CloudRequest, { kind: 'message' }>;

/** Meta's answer to a request it refuses. */
export function refusal(world: CloudWorld, failure: CloudFailure): Response {
  const httpStatus = failure.httpStatus ?? world.httpStatuses.get(failure.code);
  const body = cloudErrorBody({ ...failure, traceId: `A${world.ids.hex(22)}` });
  return Response.json(body, {
    status: cloudErrorStatus({ code: failure.code, ...(httpStatus !== undefined && { httpStatus }) }),
  });
}

/** The person behind the address, or why nobody can be written to there. */
function recipientOf(world: CloudWorld, { recipient }: MessageRequest): Contact | CloudFailure {
  const { contacts, account } = world;
  const isBsuid = !recipient.startsWith('+');
  if (recipient === phoneNumber(account.displayPhoneNumber)) return { code: 131021 };
  const contact = isBsuid ? contacts.find(recipient) : contacts.of(recipient);
  if (!contact) return { code: 131026 };
  return (contact.allowed ?? !world.testNumber) ? contact : { code: 131030 };
}

/** Why an otherwise good send will not arrive. */
function fateOf(world: CloudWorld, contact: Contact, request: MessageRequest): number | null {
  if (!contact.onWhatsApp) return 131026;
  const lastAt = world.lastInboundAt.get(contact.key);
  const windowIsOpen = lastAt !== undefined && world.clock.nowMs() - lastAt < WINDOW_MS;
  if (!windowIsOpen && request.template === null) return 131047;
  return world.failLater.shift() ?? null;
}

async function accept(
  world: CloudWorld,
  contact: Contact,
  request: MessageRequest,
  shown: string,
): Promise<Response> {
  const { clock, ids, screens, sent, ladder } = world;
  const fate = fateOf(world, contact, request);
  if (fate !== null && world.failureModes.get(fate) === 'sync') return refusal(world, { code: fate });

  const { input, type, callbackId, reaction } = request;
  const providerId = wamid({ ids, counterpart: contact.waId ?? contact.bsuid, direction: 'out' });
  const at = clock.nowMs();
  sent.push({ providerId, to: contact.key, input, type, text: shown, at, callbackId });
  if (reaction && screens.find(reaction.messageId))
    screens.change(reaction.messageId, { reaction: reaction.emoji });
  else
    screens.show(contact, {
      from: 'us',
      via: 'api',
      text: shown,
      at,
      providerId,
      status: fate === null ? 'accepted' : 'failed',
    });

  if (fate === null) await ladder.start(providerId);
  else
    ladder.fail(
      providerId,
      () => void world.announceStatus(providerId, 'failed', { now: false, errorCode: fate }),
    );
  const isBsuid = !request.recipient.startsWith('+');
  return Response.json({
    messaging_product: 'whatsapp',
    contacts: [{ input, ...(isBsuid ? { user_id: contact.bsuid } : { wa_id: contact.waId }) }],
    messages: [{ id: providerId, ...(type === 'template' && { message_status: 'accepted' }) }],
  });
}

async function sendMessage(world: CloudWorld, request: MessageRequest): Promise<Response> {
  const contact = recipientOf(world, request);
  if ('code' in contact) return refusal(world, contact);
  let shown = request.shown ?? '';
  if (request.template) {
    const template = world.templates.get(templateKey(request.template));
    if (template?.category === 'authentication' && !request.recipient.startsWith('+'))
      return refusal(world, { code: 131062 });
    const filled = fillTemplate({ ...request.template, template });
    if ('failure' in filled) return refusal(world, filled.failure);
    shown = filled.shown;
  }
  const limit = world.limits.take(contact.key);
  if (limit.kind === 'refused') return refusal(world, { code: limit.code });
  return accept(world, contact, request, shown);
}

/** Answers the body of a POST to the messages endpoint. @throws DropConnection where a fault says so. */
export async function postMessages(world: CloudWorld, body: unknown): Promise<Response> {
  const request = readCloudRequest(body);
  const operation = request.kind === 'read' ? 'presence' : 'send';
  return world.faults.run([operation], async () => {
    if (request.kind === 'refused') return refusal(world, request.failure);
    if (!world.line.isUp()) return refusal(world, { code: 131016 });
    if (request.kind === 'message') return sendMessage(world, request);
    return world.inboundIds.has(request.messageId)
      ? Response.json({ success: true })
      : refusal(world, { code: 131009 });
  });
}
