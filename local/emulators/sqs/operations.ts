/**
 * The operations of the JSON protocol (`X-Amz-Target: AmazonSQS.<Operation>`), parsed and applied to a queue.
 * What is not modelled is refused, never ignored: a stand-in kinder than AWS hides a fault until production.
 */
import type { Account } from './account.ts';
import {
  type Draft,
  draftBytes,
  MESSAGE_MAX_BYTES,
  type MessageAttributes,
  md5,
  md5OfAttributes,
  sequenceNumber,
  systemAttributes,
} from './message.ts';
import { type Queue, VISIBILITY_MAX_SECONDS } from './queue.ts';
import { queueAttributes } from './queue-attributes.ts';
import {
  batchIdsNotDistinct,
  batchTooLong,
  emptyBatch,
  internalError,
  invalidBatchEntryId,
  invalidParameter,
  invalidValue,
  missingParameter,
  queueDoesNotExist,
  SqsRefusal,
  tooManyEntries,
  unsupportedOperation,
} from './refusal.ts';
import {
  AttributesRequest,
  DeleteBatchRequest,
  DeleteRequest,
  type DraftFields,
  ListRequest,
  MoveRequest,
  parse,
  QueueRequest,
  ReceiveRequest,
  SendBatchRequest,
  SendRequest,
  UrlRequest,
  VisibilityBatchRequest,
  VisibilityRequest,
} from './requests.ts';

const WAIT_MAX_SECONDS = 20;
const RECEIVE_MAX_MESSAGES = 10;
const BATCH_MAX_ENTRIES = 10;

function queueAt(account: Account, url: string): Queue {
  const [owner, name] = url.split('/').slice(-2);
  const queue = owner === account.id && name ? account.queue(name) : undefined;
  if (!queue) throw queueDoesNotExist();
  return queue;
}

function toDraft(fields: DraftFields): Draft {
  if (fields.MessageBody === undefined) throw missingParameter('MessageBody');
  return {
    body: fields.MessageBody,
    groupId: fields.MessageGroupId,
    deduplicationId: fields.MessageDeduplicationId,
    delaySeconds: fields.DelaySeconds,
    attributes: fields.MessageAttributes ?? {},
  };
}

/** The digests are of what this request carried, also when it repeats an earlier one: the SDK compares them with its own. */
function sendOne(queue: Queue, draft: Draft) {
  const { messageId, order } = queue.send(draft);
  const attributesMd5 = md5OfAttributes(draft.attributes);
  return {
    MessageId: messageId,
    MD5OfMessageBody: md5(draft.body),
    ...(attributesMd5 !== null && { MD5OfMessageAttributes: attributesMd5 }),
    ...(queue.settings.fifo && { SequenceNumber: sequenceNumber(order) }),
  };
}

/** Applies `apply` to each entry by itself: one that is refused becomes a `Failed` entry, the others go on. */
function batch<Entry extends { Id: string }, Answer>(
  entries: readonly Entry[],
  apply: (entry: Entry) => Answer,
) {
  if (entries.length === 0) throw emptyBatch();
  if (entries.length > BATCH_MAX_ENTRIES) throw tooManyEntries(entries.length);
  const seen = new Set<string>();
  for (const { Id } of entries) {
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(Id)) throw invalidBatchEntryId();
    if (seen.has(Id)) throw batchIdsNotDistinct(Id);
    seen.add(Id);
  }
  const successful: (Answer & { Id: string })[] = [];
  const failed: { Id: string; Code: string; Message: string; SenderFault: boolean }[] = [];
  for (const entry of entries)
    try {
      successful.push({ Id: entry.Id, ...apply(entry) });
    } catch (error) {
      if (!(error instanceof SqsRefusal)) throw error;
      failed.push({
        Id: entry.Id,
        Code: error.code,
        Message: error.message,
        SenderFault: error.status < 500,
      });
    }
  return { Successful: successful, Failed: failed };
}

function attributesAsked(attributes: MessageAttributes, names: readonly string[]): MessageAttributes {
  const wanted = (name: string): boolean =>
    names.some(
      (asked) =>
        asked === 'All' ||
        asked === '.*' ||
        asked === name ||
        (asked.endsWith('.*') && name.startsWith(asked.slice(0, -1))),
    );
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => wanted(name)));
}

async function receive(account: Account, body: unknown) {
  const request = parse(ReceiveRequest, body);
  const queue = queueAt(account, request.QueueUrl);
  const max = request.MaxNumberOfMessages ?? 1;
  if (max < 1 || max > RECEIVE_MAX_MESSAGES)
    throw invalidValue({
      parameter: 'MaxNumberOfMessages',
      value: max,
      reason: 'Must be between 1 and 10, if provided.',
    });
  const waitSeconds = request.WaitTimeSeconds ?? 0;
  if (waitSeconds < 0 || waitSeconds > WAIT_MAX_SECONDS)
    throw invalidValue({
      parameter: 'WaitTimeSeconds',
      value: waitSeconds,
      reason: 'Must be >= 0 and <= 20, if provided.',
    });
  const visibility = request.VisibilityTimeout;
  if (visibility !== undefined && (visibility < 0 || visibility > VISIBILITY_MAX_SECONDS))
    throw invalidValue({
      parameter: 'VisibilityTimeout',
      value: visibility,
      reason: `Must be between 0 and ${VISIBILITY_MAX_SECONDS}.`,
    });

  let taken = queue.receive({ max, visibilityTimeoutSeconds: visibility });
  if (taken.length === 0 && waitSeconds > 0) {
    await account.waitForMessages(queue, waitSeconds);
    taken = queue.receive({ max, visibilityTimeoutSeconds: visibility });
  }
  const systemNames = [...(request.AttributeNames ?? []), ...(request.MessageSystemAttributeNames ?? [])];
  const messages = taken.map((message) => {
    const system = Object.entries(systemAttributes(message)).filter(
      ([name]) => systemNames.includes('All') || systemNames.includes(name),
    );
    const attributes = attributesAsked(message.attributes, request.MessageAttributeNames ?? []);
    return {
      MessageId: message.messageId,
      ReceiptHandle: message.receiptHandle,
      MD5OfBody: md5(message.body),
      Body: message.body,
      ...(system.length > 0 && { Attributes: Object.fromEntries(system) }),
      ...(Object.keys(attributes).length > 0 && {
        MessageAttributes: attributes,
        MD5OfMessageAttributes: md5OfAttributes(attributes),
      }),
    };
  });
  // AWS leaves the list out when there is nothing in it.
  return messages.length > 0 ? { Messages: messages } : {};
}

function getQueueAttributes(account: Account, body: unknown) {
  const { QueueUrl, AttributeNames = [] } = parse(AttributesRequest, body);
  const known = queueAttributes(queueAt(account, QueueUrl), account);
  const asked = Object.entries(known).filter(
    ([name]) => AttributeNames.includes('All') || AttributeNames.includes(name),
  );
  return asked.length > 0 ? { Attributes: Object.fromEntries(asked) } : {};
}

function sendMessageBatch(account: Account, body: unknown) {
  const { QueueUrl, Entries } = parse(SendBatchRequest, body);
  const queue = queueAt(account, QueueUrl);
  const bytes = Entries.reduce(
    (sum, entry) => sum + (entry.MessageBody === undefined ? 0 : draftBytes(toDraft(entry))),
    0,
  );
  if (bytes > MESSAGE_MAX_BYTES) throw batchTooLong(bytes);
  return batch(Entries, (entry) => {
    if (account.failsEntry()) throw internalError();
    return sendOne(queue, toDraft(entry));
  });
}

type Operation = (account: Account, body: unknown) => unknown;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  SendMessage: (account, body) => {
    const { QueueUrl, ...fields } = parse(SendRequest, body);
    return sendOne(queueAt(account, QueueUrl), toDraft(fields));
  },
  SendMessageBatch: sendMessageBatch,
  ReceiveMessage: receive,
  DeleteMessage: (account, body) => {
    const { QueueUrl, ReceiptHandle } = parse(DeleteRequest, body);
    if (ReceiptHandle === undefined) throw missingParameter('ReceiptHandle');
    queueAt(account, QueueUrl).remove(ReceiptHandle);
    return {};
  },
  DeleteMessageBatch: (account, body) => {
    const { QueueUrl, Entries } = parse(DeleteBatchRequest, body);
    const queue = queueAt(account, QueueUrl);
    return batch(Entries, ({ ReceiptHandle }) => {
      queue.remove(ReceiptHandle);
      return {};
    });
  },
  ChangeMessageVisibility: (account, body) => {
    const { QueueUrl, ReceiptHandle, VisibilityTimeout } = parse(VisibilityRequest, body);
    if (ReceiptHandle === undefined) throw missingParameter('ReceiptHandle');
    if (VisibilityTimeout === undefined) throw missingParameter('VisibilityTimeout');
    queueAt(account, QueueUrl).changeVisibility({ receiptHandle: ReceiptHandle, seconds: VisibilityTimeout });
    return {};
  },
  ChangeMessageVisibilityBatch: (account, body) => {
    const { QueueUrl, Entries } = parse(VisibilityBatchRequest, body);
    const queue = queueAt(account, QueueUrl);
    return batch(Entries, ({ ReceiptHandle, VisibilityTimeout }) => {
      if (VisibilityTimeout === undefined) throw missingParameter('VisibilityTimeout');
      queue.changeVisibility({ receiptHandle: ReceiptHandle, seconds: VisibilityTimeout });
      return {};
    });
  },
  PurgeQueue: (account, body) => {
    const { QueueUrl } = parse(QueueRequest, body);
    if (QueueUrl === undefined) throw missingParameter('QueueUrl');
    queueAt(account, QueueUrl).purge();
    return {};
  },
  GetQueueAttributes: getQueueAttributes,
  GetQueueUrl: (account, body) => {
    const { QueueName, QueueOwnerAWSAccountId = account.id } = parse(UrlRequest, body);
    if (QueueOwnerAWSAccountId !== account.id || !account.queue(QueueName)) throw queueDoesNotExist();
    return { QueueUrl: account.queueUrl(QueueName) };
  },
  ListQueues: (account, body) => {
    const { QueueNamePrefix = '' } = parse(ListRequest, body);
    const names = account.queues().map(({ settings }) => settings.name);
    return {
      QueueUrls: names
        .filter((name) => name.startsWith(QueueNamePrefix))
        .map((name) => account.queueUrl(name)),
    };
  },
  /** Back to the queues the messages came from, done at once; AWS takes its time and names a task. */
  StartMessageMoveTask: (account, body) => {
    const { SourceArn } = parse(MoveRequest, body);
    const source = account.queues().find(({ settings }) => settings.arn === SourceArn);
    if (!source) throw queueDoesNotExist();
    const isDeadLetterQueue = account
      .queues()
      .some(({ settings }) => settings.redrive?.deadLetterQueue === source.settings.name);
    if (!isDeadLetterQueue) throw invalidParameter('Source queue must be configured as a Dead Letter Queue.');
    account.redrive(source.settings.name);
    return { TaskHandle: Buffer.from(SourceArn).toString('base64url') };
  },
};

/** Applies one operation and answers its response body. @throws SqsRefusal for what AWS would refuse, or what is not modelled. */
export async function perform({
  account,
  operation,
  body,
}: {
  account: Account;
  operation: string;
  body: unknown;
}): Promise<unknown> {
  const apply = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined;
  if (!apply) throw unsupportedOperation(`operation ${operation}`);
  return apply(account, body);
}
