/**
 * `/message/…` of Evolution once guards and validation are passed: the number is looked up, the typing delay passes with the
 * request open, the message leaves, SEND_MESSAGE goes out, and only then comes the answer (facts/whatsapp.md §1.7, §1.8).
 */
import type { Contact } from './contacts.ts';
import { long } from './evolution-content.ts';
import { EVOLUTION_FAILURES, notOnWhatsApp, toResponse, validationFailed } from './evolution-errors.ts';
import { resolveNumber } from './evolution-jid.ts';
import { type EvolutionSend, readEvolutionSend } from './evolution-requests.ts';
import type { EvolutionWorld } from './evolution-world.ts';
import type { Json, JsonObject } from './json.ts';

/** `contextInfo` of the answer: an object by 2.3.7's code, null in captures (§8.6). */
const ownContext = (atSeconds: number): JsonObject => ({
  mentionedJid: [],
  groupMentions: [],
  ephemeralSettingTimestamp: long(atSeconds),
  disappearingMode: { initiator: 0 },
});

/** The object a send endpoint returns and SEND_MESSAGE carries. */
export function sentData(
  world: EvolutionWorld,
  {
    jid,
    id,
    message,
    messageType,
    bare = false,
  }: { jid: string; id: string; message: JsonObject; messageType: string; bare?: boolean },
): Json {
  const atSeconds = Math.floor(world.clock.nowMs() / 1000);
  return {
    key: { remoteJid: jid, fromMe: true, id },
    pushName: 'Você',
    status: 'PENDING',
    message,
    contextInfo: bare ? null : ownContext(atSeconds),
    messageType,
    messageTimestamp: atSeconds,
    instanceId: world.instanceId,
    source: 'web',
  };
}

async function leave(
  world: EvolutionWorld,
  send: EvolutionSend,
  { contact, jid }: { contact: Contact; jid: string },
): Promise<Response> {
  const { clock, ids, screens, sent, webhooks, ladder } = world;
  const id = `3EB0${ids.hex(18)}`;
  const at = clock.nowMs();
  const { type, shown: text, reaction, message, messageType, number: input } = send;
  sent.push({ providerId: id, to: contact.key, input, type, text, at, callbackId: null });
  if (reaction && screens.find(reaction.messageId))
    screens.change(reaction.messageId, { reaction: reaction.emoji });
  else screens.show(contact, { from: 'us', via: 'api', text, at, providerId: id, status: 'accepted' });
  const data = sentData(world, { jid, id, message, messageType });
  await webhooks.announceNow('send.message', data);
  if (world.mutable.refusedLater > 0) {
    world.mutable.refusedLater -= 1;
    // As Baileys does for a 463 or a 479: the number of the error is dropped (facts/whatsapp.md §9.4).
    ladder.fail(id, () => void world.announceStatus(id, 'failed', { now: false }));
  } else await ladder.start(id);
  return Response.json(data, { status: 201 });
}

/** Answers a POST to `/message/{operation}`. @throws DropConnection where a fault says so. */
export async function postMessage(
  world: EvolutionWorld,
  operation: string,
  body: unknown,
): Promise<Response> {
  const request = readEvolutionSend(operation, body);
  return world.faults.run(['send'], async () => {
    if (request.kind === 'invalid') return toResponse(validationFailed(request.problems));
    if (request.kind === 'media_input') return toResponse(EVOLUTION_FAILURES.media_input);
    const target = resolveNumber({ number: request.number, contacts: world.contacts });
    if (!world.line.isUp()) {
      const isCached = target.kind === 'known' && world.lookedUp.has(target.contact.key);
      return toResponse(
        isCached ? EVOLUTION_FAILURES.disconnected_number_cached : EVOLUTION_FAILURES.disconnected,
      );
    }
    if (target.kind === 'absent')
      return toResponse(notOnWhatsApp({ jid: target.jid, number: request.number }));
    world.lookedUp.add(target.contact.key);
    if (request.delayMs > 0) await world.clock.sleep(request.delayMs);
    return leave(world, request, target);
  });
}
