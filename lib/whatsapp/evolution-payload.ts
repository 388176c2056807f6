/**
 * The webhook body of Evolution API v2 (facts/whatsapp.md §1.2, §1.5, §1.7): one envelope, one object in `data`. Strict on the
 * key of a message, lenient on the rest.
 */
import * as z from 'zod/mini';
import {
  flag,
  idOrNull,
  integerOrNull,
  MessageIdText,
  partOrNull,
  secondsOrNull,
  textOrNull,
} from './lenient.ts';

export const EvolutionEnvelope = z.looseObject({
  event: z.string(),
  instance: z.string(),
  data: z.optional(z.unknown()),
  /** The OWNER's jid, never the customer's. */
  sender: textOrNull,
  /** Server-local time with a false "Z": good for an order of magnitude only. */
  date_time: textOrNull,
});
export type EvolutionEnvelope = z.infer<typeof EvolutionEnvelope>;

/** The key of a message. Which of the addresses is filled differs by version (§1.6). */
export const EvolutionKey = z.looseObject({
  remoteJid: z.string().check(z.minLength(1), z.maxLength(200)),
  id: MessageIdText,
  fromMe: z.boolean(),
  remoteJidAlt: textOrNull,
  senderPn: textOrNull,
  previousRemoteJid: textOrNull,
  addressingMode: textOrNull,
});
export type EvolutionKey = z.infer<typeof EvolutionKey>;

export const EvolutionContext = z.looseObject({
  stanzaId: idOrNull,
  isForwarded: flag,
  externalAdReply: partOrNull({ sourceId: textOrNull, title: textOrNull, body: textOrNull }),
});
export type EvolutionContext = z.infer<typeof EvolutionContext>;

const messageObject = z.catch(z.nullable(z.record(z.string(), z.unknown())), null);

/** `data` of messages.upsert and send.message. */
export const EvolutionMessage = z.looseObject({
  key: EvolutionKey,
  pushName: textOrNull,
  message: messageObject,
  messageStubType: z.catch(z.nullable(z.union([z.string(), z.number()])), null),
  messageTimestamp: secondsOrNull,
  contextInfo: z.catch(z.nullable(EvolutionContext), null),
});
export type EvolutionMessage = z.infer<typeof EvolutionMessage>;

/** `data` of messages.edited: a protocolMessage. Of its key only the id can be trusted (§8.1). */
export const EvolutionProtocol = z.looseObject({
  key: z.looseObject({ id: MessageIdText, remoteJid: textOrNull }),
  type: z.catch(z.nullable(z.union([z.string(), z.number()])), null),
  editedMessage: messageObject,
  /** When it was edited, epoch milliseconds: the one copy of an edit that says so (§9.6). */
  timestampMs: integerOrNull,
});

/** `data` of messages.delete: the key of the message deleted, or (deleted through the API) a row of Evolution's with that key in it. */
export const EvolutionDeleted = z.looseObject({
  id: MessageIdText,
  remoteJid: textOrNull,
  key: partOrNull({ id: idOrNull, remoteJid: textOrNull }),
});

/** `data` of messages.update. `fromMe` absent counts as ours: a status of somebody else's message finds no send. */
export const EvolutionUpdate = z.looseObject({
  keyId: MessageIdText,
  remoteJid: textOrNull,
  fromMe: z.catch(z.boolean(), true),
  status: textOrNull,
  message: messageObject,
});

/** `data` of connection.update. */
export const EvolutionConnection = z.looseObject({
  state: z.enum(['open', 'connecting', 'close', 'refused']),
  statusReason: integerOrNull,
});

/** `data` of status.instance. */
export const EvolutionInstanceStatus = z.looseObject({
  status: textOrNull,
  disconnectionReasonCode: integerOrNull,
});
