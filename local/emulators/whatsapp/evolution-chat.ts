/** `/chat/…` of Evolution: typing, read receipts, number lookup, and the bytes of a media message (facts/whatsapp.md §1.3, §1.8). */
import { EVOLUTION_FAILURES, toResponse, validationFailed } from './evolution-errors.ts';
import { createJid, lidJid, resolveNumber } from './evolution-jid.ts';
import type { EvolutionWorld } from './evolution-world.ts';
import { asList, asObject, asText, type Json } from './json.ts';

type Fields = Readonly<Record<string, unknown>>;

const PRESENCES: readonly unknown[] = ['composing', 'recording', 'paused', 'available', 'unavailable'];

const invalid = (...problems: string[]): Response => toResponse(validationFailed(problems));

function missing(fields: Fields, names: readonly string[]): readonly string[] {
  return names.filter((name) => fields[name] === undefined).map((name) => `requires property "${name}"`);
}

/** Blocks for its delay, which the caller pays for. */
async function sendPresence({ clock, line }: EvolutionWorld, fields: Fields): Promise<Response> {
  const problems = missing(fields, ['number', 'presence', 'delay']);
  if (problems.length > 0) return invalid(...problems);
  const { presence, delay } = fields;
  if (typeof presence !== 'string' || !PRESENCES.includes(presence))
    return invalid('.presence is not one of enum values');
  if (!line.isUp()) return toResponse(EVOLUTION_FAILURES.disconnected);
  if (typeof delay === 'number' && delay > 0) await clock.sleep(delay);
  return Response.json({ presence }, { status: 201 });
}

async function markMessageAsRead({ line }: EvolutionWorld, fields: Fields): Promise<Response> {
  const keys = asList(fields['readMessages']);
  if (keys.length === 0) return invalid('requires property "readMessages"');
  const problems = keys.flatMap((key) => missing(asObject(key) ?? {}, ['id', 'fromMe', 'remoteJid']));
  if (problems.length > 0) return invalid(...problems);
  if (!line.isUp()) return toResponse(EVOLUTION_FAILURES.disconnected);
  return Response.json({ message: 'Read messages', read: 'success' }, { status: 201 });
}

async function whatsappNumbers(
  { contacts, line, lookedUp }: EvolutionWorld,
  fields: Fields,
): Promise<Response> {
  const numbers = asList(fields['numbers']).filter((number) => typeof number === 'string');
  if (numbers.length === 0) return invalid('requires property "numbers"');
  if (!line.isUp()) return toResponse(EVOLUTION_FAILURES.whatsapp_numbers_failed);
  const rows: Json[] = numbers.map((number) => {
    const target = resolveNumber({ number, contacts });
    if (target.kind === 'absent') return { jid: createJid(number), exists: false, number };
    lookedUp.add(target.contact.key);
    return { jid: target.jid, exists: true, number, name: target.contact.name, lid: lidJid(target.contact) };
  });
  return Response.json(rows, { status: 200 });
}

async function getBase64({ media }: EvolutionWorld, fields: Fields): Promise<Response> {
  const id = asText(asObject(asObject(fields['message'])?.['key'])?.['id']);
  const found = id === null ? undefined : media.get(id);
  if (!found)
    return toResponse({
      status: 400,
      body: { status: 400, error: 'Bad Request', response: { message: ['Message not found'] } },
    });
  const { bytes, mimeType, fileName, caption, mediaType } = found;
  const answer = {
    mediaType,
    fileName: fileName ?? `${id}.${mimeType.split('/')[1]?.split(';')[0] ?? 'bin'}`,
    caption,
    size: { fileLength: String(bytes.byteLength) },
    mimetype: mimeType,
    base64: Buffer.from(bytes).toString('base64'),
    buffer: null,
  };
  return Response.json(answer, { status: 201 });
}

const OPERATIONS = {
  sendPresence,
  markMessageAsRead,
  whatsappNumbers,
  getBase64FromMediaMessage: getBase64,
} as const;

export type ChatOperation = keyof typeof OPERATIONS;

export const isChatOperation = (operation: string): operation is ChatOperation =>
  Object.hasOwn(OPERATIONS, operation);

/** Answers a POST to `/chat/{operation}`. @throws DropConnection where a fault says so. */
export async function postChat(
  world: EvolutionWorld,
  operation: ChatOperation,
  body: unknown,
): Promise<Response> {
  const kind = operation === 'getBase64FromMediaMessage' ? 'media' : 'presence';
  return world.faults.run([kind], () => OPERATIONS[operation](world, asObject(body) ?? {}));
}
