/** A message as SQS keeps it: what may be in one, its digests, and where it stands at an instant. */
import { createHash } from 'node:crypto';
import { invalidMessageContents, invalidParameter, invalidValue, missingParameter } from './refusal.ts';

/** `BinaryValue` is base64, as on the wire. */
export type MessageAttribute = {
  readonly DataType: string;
  readonly StringValue?: string | undefined;
  readonly BinaryValue?: string | undefined;
};
export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** What a producer hands in; the group and deduplication ids are absent on a standard queue. */
export type Draft = {
  readonly body: string;
  readonly groupId?: string | undefined;
  readonly deduplicationId?: string | undefined;
  readonly delaySeconds?: number | undefined;
  readonly attributes: MessageAttributes;
};

/** One stored message. Times are milliseconds since the epoch, on the stack's clock. JSON-safe: a snapshot is a copy of it. */
export type StoredMessage = {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly groupId: string | null;
  readonly deduplicationId: string | null;
  /** Position in the account's one order of arrival; the SequenceNumber is made of it. */
  readonly order: number;
  readonly sentMs: number;
  /** Null on FIFO, where only the queue's own delay counts, and counts afresh when it is changed. */
  readonly delaySeconds: number | null;
  readonly deadLetterSourceArn: string | null;
  receiveCount: number;
  firstReceivedMs: number | null;
  receivedMs: number | null;
  /** In flight until then. */
  invisibleUntilMs: number;
  /** The handle of the latest receive; older ones are void. */
  receiptHandle: string | null;
};

export const MESSAGE_MAX_BYTES = 1_048_576;
/** Whoever called; the stand-in knows one caller. */
const SENDER_ID = 'AIDALOCALSENDER000000';
const ID_MAX_CHARACTERS = 128;
const ID_CHARACTERS = /^[A-Za-z0-9!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]+$/;
/** AWS's numbers have 20 digits, grow, and are not consecutive; ours likewise, so nobody learns to subtract them. */
const SEQUENCE_BASE = 18_849_496_460_467_696_128n;
const SEQUENCE_STEP = 256n;

export const sequenceNumber = (order: number): string =>
  (SEQUENCE_BASE + SEQUENCE_STEP * BigInt(order)).toString();

export const md5 = (text: string): string => createHash('md5').update(text, 'utf8').digest('hex');

const lengthPrefixed = (bytes: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.byteLength);
  return Buffer.concat([length, bytes]);
};

/**
 * SQS's digest of message attributes: names sorted, then name, type, transport (1 text, 2 binary) and value, each
 * prefixed with its length. Null without attributes.
 */
export function md5OfAttributes(attributes: MessageAttributes): string | null {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return null;
  const hash = createHash('md5');
  for (const name of names) {
    const attribute = attributes[name];
    if (!attribute) continue;
    hash.update(lengthPrefixed(Buffer.from(name))).update(lengthPrefixed(Buffer.from(attribute.DataType)));
    const binary = attribute.DataType.startsWith('Binary');
    hash.update(Buffer.from([binary ? 2 : 1]));
    hash.update(
      lengthPrefixed(
        binary
          ? Buffer.from(attribute.BinaryValue ?? '', 'base64')
          : Buffer.from(attribute.StringValue ?? ''),
      ),
    );
  }
  return hash.digest('hex');
}

/** What counts against the limit of a message or a batch: body plus attributes, in bytes. */
export function draftBytes({ body, attributes }: Draft): number {
  let bytes = Buffer.byteLength(body);
  for (const [name, { DataType, StringValue = '', BinaryValue = '' }] of Object.entries(attributes))
    bytes +=
      Buffer.byteLength(name) +
      DataType.length +
      Buffer.byteLength(StringValue) +
      Buffer.from(BinaryValue, 'base64').byteLength;
  return bytes;
}

/** True for what XML 1.0 allows, SQS's rule for a body: no NUL, no lone surrogate. */
function isAllowedText(text: string): boolean {
  for (const character of text) {
    // `for of` over a string never yields an empty one.
    const code = character.codePointAt(0) ?? 0;
    const control = code < 0x20 && code !== 0x9 && code !== 0xa && code !== 0xd;
    if (control || (code >= 0xd800 && code <= 0xdfff) || code === 0xfffe || code === 0xffff) return false;
  }
  return true;
}

/** @throws SqsRefusal for an id that is empty, longer than 128 characters, or has a character SQS does not take. */
export function assertId(parameter: 'MessageGroupId' | 'MessageDeduplicationId', value: string): void {
  if (value.length > 0 && value.length <= ID_MAX_CHARACTERS && ID_CHARACTERS.test(value)) return;
  const reason = `${parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.`;
  throw invalidValue({ parameter, value, reason });
}

/** @throws SqsRefusal for an empty body, a forbidden character, an attribute without its value, or more than 1 MiB. */
export function assertContents(draft: Draft): void {
  if (draft.body === '') throw missingParameter('MessageBody');
  if (!isAllowedText(draft.body)) throw invalidMessageContents();
  for (const [name, { DataType, StringValue, BinaryValue }] of Object.entries(draft.attributes)) {
    if (!/^(String|Number|Binary)(\.|$)/.test(DataType))
      throw invalidParameter(
        `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
      );
    const value = DataType.startsWith('Binary') ? BinaryValue : StringValue;
    if (value === undefined || value === '')
      throw invalidParameter(
        `Message attribute '${name}' of type '${DataType}' must contain a non-empty value.`,
      );
  }
  if (draftBytes(draft) > MESSAGE_MAX_BYTES)
    throw invalidParameter(
      `One or more parameters are invalid. Reason: Message must be shorter than ${MESSAGE_MAX_BYTES} bytes.`,
    );
}

/** A received message's attributes as AWS names them; the FIFO ones are absent on a standard queue. */
export type SystemAttributes = {
  readonly SenderId: string;
  readonly SentTimestamp: string;
  readonly ApproximateReceiveCount: string;
  readonly ApproximateFirstReceiveTimestamp: string;
  readonly MessageGroupId?: string;
  readonly MessageDeduplicationId?: string;
  readonly SequenceNumber?: string;
  readonly DeadLetterQueueSourceArn?: string;
};

export const systemAttributes = (message: StoredMessage): SystemAttributes => ({
  SenderId: SENDER_ID,
  SentTimestamp: String(message.sentMs),
  ApproximateReceiveCount: String(message.receiveCount),
  ApproximateFirstReceiveTimestamp: String(message.firstReceivedMs ?? 0),
  ...(message.groupId !== null && { MessageGroupId: message.groupId }),
  ...(message.deduplicationId !== null && {
    MessageDeduplicationId: message.deduplicationId,
    SequenceNumber: sequenceNumber(message.order),
  }),
  ...(message.deadLetterSourceArn !== null && { DeadLetterQueueSourceArn: message.deadLetterSourceArn }),
});
