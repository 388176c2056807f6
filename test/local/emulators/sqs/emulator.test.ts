/** The SQS stand-in through the real SDK: what facts/serverless.md §4 says of FIFO, and how refusals arrive. */
import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  type Message,
  PurgeQueueCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSqsEmulator } from '../../../../local/emulators/sqs/emulator.ts';
import {
  aQueue,
  aSqsWorld,
  bodies,
  CREDENTIALS,
  DEAD,
  LEADS,
  refusalOf,
  type SqsWorld,
  START_MS,
  theDeadLetterQueue,
} from './sqs-world.ts';

let world: SqsWorld;
beforeEach(async () => {
  world = await aSqsWorld();
});
afterEach(() => world.close());

/** Replaces the world of this test by one with other queues. */
const remake = async (options: Parameters<typeof aSqsWorld>[0]): Promise<void> => {
  await world.close();
  world = await aSqsWorld(options);
};
const handleOf = (message: Message | undefined): string => message?.ReceiptHandle ?? 'none received';
const remove = (message: Message | undefined) =>
  world.client.send(new DeleteMessageCommand({ QueueUrl: world.queueUrl, ReceiptHandle: handleOf(message) }));
const changeVisibility = (message: Message | undefined, seconds: number) =>
  world.client.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl: world.queueUrl,
      ReceiptHandle: handleOf(message),
      VisibilityTimeout: seconds,
    }),
  );

describe('order and groups', () => {
  test('a receive takes as many of one group as it may, in order, before the next group', async () => {
    for (const [body, group] of [
      ['a1', 'a'],
      ['b1', 'b'],
      ['a2', 'a'],
      ['b2', 'b'],
    ] as const)
      await world.send({ body, group });
    expect(bodies(await world.receive({ max: 3 }))).toEqual(['a1', 'a2', 'b1']);
  });

  test('a group with one message in flight gives none of its others, and other groups are not held up', async () => {
    for (const [body, group] of [
      ['a1', 'a'],
      ['a2', 'a'],
      ['b1', 'b'],
    ] as const)
      await world.send({ body, group });
    expect(bodies(await world.receive({ max: 1 }))).toEqual(['a1']);
    expect(bodies(await world.receive())).toEqual(['b1']);
    expect(await world.receive()).toEqual([]);
  });

  test('a partial failure keeps the order: the failed one comes back before the later ones of its group', async () => {
    for (const body of ['1', '2', '3']) await world.send({ body });
    const [first, second, third] = await world.receive();
    await remove(first);
    await changeVisibility(second, 0);
    expect(await world.receive()).toEqual([]);
    await changeVisibility(third, 0);
    expect(bodies(await world.receive())).toEqual(['2', '3']);
  });

  test('a group reopens when the visibility timeout ends, not a millisecond before', async () => {
    await world.send({ body: '1' });
    await world.receive();
    await world.clock.advance(359_999);
    expect(await world.receive()).toEqual([]);
    await world.clock.advance(1);
    const [again] = await world.receive();
    expect(again?.Attributes).toMatchObject({
      ApproximateReceiveCount: '2',
      ApproximateFirstReceiveTimestamp: String(START_MS),
    });
  });

  test('a shorter visibility reopens the group sooner', async () => {
    await world.send({ body: '1' });
    const [message] = await world.receive();
    await changeVisibility(message, 5);
    await world.clock.advance(4999);
    expect(await world.receive()).toEqual([]);
    await world.clock.advance(1);
    expect(bodies(await world.receive())).toEqual(['1']);
  });

  test('sequence numbers have 20 digits and grow across groups', async () => {
    const numbers: string[] = [];
    for (const group of ['a', 'b', 'a'])
      numbers.push((await world.send({ body: 'x', group })).SequenceNumber ?? '');
    expect(numbers.every((number) => /^\d{20}$/.test(number))).toBe(true);
    expect([...numbers].sort()).toEqual(numbers);
    expect(new Set(numbers).size).toBe(3);
  });
});

describe('deduplication', () => {
  test('a repeat within five minutes answers the first id and number and delivers nothing more', async () => {
    const first = await world.send({ body: 'oi', id: 'wamid.1' });
    await remove((await world.receive())[0]);
    await world.clock.advance(299_999);
    const repeat = await world.send({ body: 'oi de novo', id: 'wamid.1' });
    expect(repeat.MessageId).toBe(first.MessageId);
    expect(repeat.SequenceNumber).toBe(first.SequenceNumber);
    expect(await world.receive()).toEqual([]);
  });

  test('after five minutes the same id is a new message', async () => {
    const first = await world.send({ body: 'oi', id: 'wamid.1' });
    await world.clock.advance(300_000);
    const later = await world.send({ body: 'oi', id: 'wamid.1' });
    expect(later.MessageId).not.toBe(first.MessageId);
    expect(bodies(await world.receive())).toEqual(['oi', 'oi']);
  });

  test.each([
    ['messageGroup', ['for a', 'for b']],
    ['queue', ['for a']],
  ] as const)('scope %s: one id in two groups delivers %j', async (deduplicationScope, delivered) => {
    await remake({ queues: [aQueue({ deduplicationScope }), theDeadLetterQueue] });
    await world.send({ body: 'for a', group: 'a', id: 'same' });
    await world.send({ body: 'for b', group: 'b', id: 'same' });
    expect(bodies(await world.receive())).toEqual(delivered);
  });

  test('content-based deduplication takes the body for the id', async () => {
    await remake({ queues: [aQueue({ contentBasedDeduplication: true }), theDeadLetterQueue] });
    for (const MessageBody of ['oi', 'oi', 'tchau'])
      await world.client.send(
        new SendMessageCommand({ QueueUrl: world.queueUrl, MessageBody, MessageGroupId: 'a' }),
      );
    expect(bodies(await world.receive())).toEqual(['oi', 'tchau']);
  });
});

describe('delay', () => {
  test('a message appears when the delay of the queue is over', async () => {
    await remake({ queues: [aQueue({ delaySeconds: 6 }), theDeadLetterQueue] });
    await world.send({ body: '1' });
    await world.clock.advance(3000);
    await world.send({ body: '2' });
    await world.clock.advance(2999);
    expect(await world.receive()).toEqual([]);
    await world.clock.advance(1);
    const [first] = await world.receive();
    expect(first?.Body).toBe('1');
    await remove(first);
    await world.clock.advance(3000);
    expect(bodies(await world.receive())).toEqual(['2']);
  });

  test('a delay per message is refused on FIFO, even of zero seconds', async () => {
    for (const DelaySeconds of [0, 5]) {
      const command = {
        QueueUrl: world.queueUrl,
        MessageBody: 'x',
        MessageGroupId: 'a',
        MessageDeduplicationId: 'd',
        DelaySeconds,
      };
      const refusal = await refusalOf(world.client.send(new SendMessageCommand(command)));
      expect(refusal).toMatchObject({
        name: 'InvalidParameterValue',
        message: expect.stringContaining('not valid for this queue type'),
      });
    }
    expect(await world.receive()).toEqual([]);
  });
});

describe('dead letters', () => {
  const receiveTimes = async (times: number): Promise<void> => {
    for (let count = 0; count < times; count += 1) {
      expect(await world.receive({ max: 1 })).toHaveLength(1);
      await world.clock.advance(360_000);
    }
  };

  test('the receive after the last allowed one moves the message and gives the next of its group', async () => {
    const poison = await world.send({ body: 'poison' });
    await world.send({ body: 'next' });
    await receiveTimes(5);
    expect(world.sqs.control.deadLetters(LEADS)).toEqual([]);
    expect(bodies(await world.receive())).toEqual(['next']);
    const [dead] = await world.receive({ from: DEAD });
    expect(dead).toMatchObject({ Body: 'poison', MessageId: poison.MessageId });
    expect(dead?.Attributes).toMatchObject({
      DeadLetterQueueSourceArn: `arn:aws:sqs:sa-east-1:000000000000:${LEADS}`,
      ApproximateReceiveCount: '6',
      MessageGroupId: 'lead-1',
    });
  });

  test('with a batch, messages behind the poison one burn receives too and die untried: why the batch size is 1', async () => {
    await remake({ queues: [aQueue({ maxReceiveCount: 2 }), theDeadLetterQueue] });
    for (const body of ['poison', 'innocent']) await world.send({ body });
    for (let round = 0; round < 2; round += 1) {
      expect(await world.receive({ max: 10 })).toHaveLength(2);
      await world.clock.advance(360_000);
    }
    expect(await world.receive()).toEqual([]);
    expect(world.sqs.control.deadLetters(LEADS).map(({ body }) => body)).toEqual(['poison', 'innocent']);
  });

  test('a redrive brings dead letters back in order, as new messages counted from zero', async () => {
    await remake({ queues: [aQueue({ maxReceiveCount: 1 }), theDeadLetterQueue] });
    const sent = [await world.send({ body: '1' }), await world.send({ body: '2' })];
    await world.receive();
    await world.clock.advance(360_000);
    expect(await world.receive()).toEqual([]);
    await world.client.send(
      new StartMessageMoveTaskCommand({ SourceArn: `arn:aws:sqs:sa-east-1:000000000000:${DEAD}` }),
    );
    const back = await world.receive();
    expect(bodies(back)).toEqual(['1', '2']);
    expect(back.map(({ Attributes }) => Attributes?.ApproximateReceiveCount)).toEqual(['1', '1']);
    expect(sent.map(({ MessageId }) => MessageId)).not.toContain(back[0]?.MessageId);
  });
});

describe('receipt handles', () => {
  test('on FIFO a delete after the visibility timeout is refused, and the message comes again', async () => {
    await world.send({ body: '1' });
    const [message] = await world.receive();
    await world.clock.advance(360_000);
    const refusal = await refusalOf(remove(message));
    expect(refusal).toMatchObject({
      name: 'InvalidParameterValue',
      message: expect.stringContaining('The receipt handle has expired'),
    });
    expect(bodies(await world.receive())).toEqual(['1']);
  });

  test('the handle of an earlier receive neither deletes nor extends the later one', async () => {
    await world.send({ body: '1' });
    const [first] = await world.receive();
    await world.clock.advance(360_000);
    const [second] = await world.receive();
    expect((await refusalOf(remove(first))).name).toBe('InvalidParameterValue');
    expect((await refusalOf(changeVisibility(first, 0))).name).toBe('InvalidParameterValue');
    await remove(second);
    await expect(remove(second)).resolves.toBeDefined();
  });

  test('a handle that SQS never issued is invalid', async () => {
    expect((await refusalOf(remove({ ReceiptHandle: 'made-up' }))).name).toBe('ReceiptHandleIsInvalid');
  });

  test('a visibility timeout stays within 12 hours, in one change and in total', async () => {
    await world.send({ body: '1' });
    const [message] = await world.receive();
    expect((await refusalOf(changeVisibility(message, 43_201))).message).toContain(
      'Must be between 0 and 43200',
    );
    await world.clock.advance(60_000);
    expect((await refusalOf(changeVisibility(message, 43_200))).message).toContain('beyond the limit');
    await changeVisibility(message, 43_140);
  });
});

describe('batches', () => {
  test('each entry succeeds or fails by itself', async () => {
    const answer = await world.client.send(
      new SendMessageBatchCommand({
        QueueUrl: world.queueUrl,
        Entries: [
          { Id: 'one', MessageBody: '1', MessageGroupId: 'a', MessageDeduplicationId: 'd1' },
          { Id: 'two', MessageBody: '2', MessageDeduplicationId: 'd2' },
          { Id: 'three', MessageBody: '3', MessageGroupId: 'a', MessageDeduplicationId: 'd3' },
        ],
      }),
    );
    expect(answer.Successful?.map(({ Id }) => Id)).toEqual(['one', 'three']);
    expect(answer.Failed).toEqual([
      {
        Id: 'two',
        Code: 'MissingParameter',
        Message: 'The request must contain the parameter MessageGroupId.',
        SenderFault: true,
      },
    ]);
    const messages = await world.receive();
    expect(bodies(messages)).toEqual(['1', '3']);
    const [first, second] = messages;
    await world.client.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: world.queueUrl,
        Entries: [{ Id: 'later', ReceiptHandle: handleOf(second), VisibilityTimeout: 0 }],
      }),
    );
    const deleted = await world.client.send(
      new DeleteMessageBatchCommand({
        QueueUrl: world.queueUrl,
        Entries: [
          { Id: 'good', ReceiptHandle: handleOf(first) },
          { Id: 'bad', ReceiptHandle: 'made-up' },
        ],
      }),
    );
    expect([deleted.Successful?.map(({ Id }) => Id), deleted.Failed?.map(({ Code }) => Code)]).toEqual([
      ['good'],
      ['ReceiptHandleIsInvalid'],
    ]);
    expect(bodies(await world.receive())).toEqual(['3']);
  });

  const entries = (count: number, body = 'x') =>
    Array.from({ length: count }, (_, index) => ({
      Id: `e${index}`,
      MessageBody: body,
      MessageGroupId: 'a',
      MessageDeduplicationId: `d${index}`,
    }));

  test.each([
    ['no entry', [], 'EmptyBatchRequest'],
    ['eleven entries', entries(11), 'TooManyEntriesInBatchRequest'],
    ['one id twice', [...entries(1), ...entries(1)], 'BatchEntryIdsNotDistinct'],
    ['an id with a dot', entries(1).map((entry) => ({ ...entry, Id: 'a.b' })), 'InvalidBatchEntryId'],
    ['more than 1 MiB in total', entries(2, 'x'.repeat(600_000)), 'BatchRequestTooLong'],
  ])('a batch with %s is refused whole', async (_, Entries, name) => {
    const refusal = await refusalOf(
      world.client.send(new SendMessageBatchCommand({ QueueUrl: world.queueUrl, Entries })),
    );
    expect(refusal.name).toContain(name);
    expect(await world.receive()).toEqual([]);
  });
});

describe('what may be sent', () => {
  const sendRaw = (fields: {
    MessageBody?: string;
    MessageGroupId?: string;
    MessageDeduplicationId?: string;
  }) =>
    world.client.send(
      new SendMessageCommand({
        QueueUrl: world.queueUrl,
        MessageBody: 'x',
        MessageGroupId: 'lead-1',
        MessageDeduplicationId: 'd',
        ...fields,
      }),
    );

  test.each([
    ['a NUL in the body', { MessageBody: 'a\u0000b' }, 'InvalidMessageContents'],
    ['an empty body', { MessageBody: '' }, 'MissingParameter'],
    ['a body over 1 MiB', { MessageBody: 'x'.repeat(1_048_577) }, 'InvalidParameterValue'],
    ['a group id of 129 characters', { MessageGroupId: 'g'.repeat(129) }, 'InvalidParameterValue'],
    ['a group id with a space', { MessageGroupId: 'lead 1' }, 'InvalidParameterValue'],
    [
      'a deduplication id of 129 characters',
      { MessageDeduplicationId: 'd'.repeat(129) },
      'InvalidParameterValue',
    ],
    ['an empty deduplication id', { MessageDeduplicationId: '' }, 'InvalidParameterValue'],
  ])('%s is refused', async (_, fields, name) => {
    expect((await refusalOf(sendRaw(fields))).name).toBe(name);
    expect(await world.receive()).toEqual([]);
  });

  test('ids of exactly 128 characters, a body of exactly 1 MiB, and an emoji pass', async () => {
    await sendRaw({
      MessageGroupId: 'g'.repeat(128),
      MessageDeduplicationId: 'd'.repeat(128),
      MessageBody: 'x'.repeat(1_048_576),
    });
    await sendRaw({ MessageBody: 'Olá 👋🏽', MessageDeduplicationId: 'e' });
    expect(bodies(await world.receive())).toContain('Olá 👋🏽');
  });

  test('a message without an id is refused where the queue does not make one of its content', async () => {
    const command = { QueueUrl: world.queueUrl, MessageBody: 'x', MessageGroupId: 'a' };
    expect((await refusalOf(world.client.send(new SendMessageCommand(command)))).message).toContain(
      'ContentBasedDeduplication',
    );
  });

  test('message attributes arrive as sent, under the digest the service computes', async () => {
    const command = {
      QueueUrl: world.queueUrl,
      MessageBody: 'x',
      MessageGroupId: 'a',
      MessageDeduplicationId: 'd',
    };
    const MessageAttributes = { timestamp: { DataType: 'Number', StringValue: '1493147359900' } };
    const answer = await world.client.send(new SendMessageCommand({ ...command, MessageAttributes }));
    // A digest of AWS's own for this attribute, as moto's tests record it.
    expect(answer.MD5OfMessageAttributes).toBe('235c5c510d26fb653d073faed50ae77c');
    const raw = { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2, 3]) };
    await world.client.send(
      new SendMessageCommand({ ...command, MessageDeduplicationId: 'e', MessageAttributes: { raw } }),
    );
    const [number, binary] = await world.receive();
    expect(number?.MessageAttributes?.['timestamp']).toMatchObject(MessageAttributes.timestamp);
    expect(binary?.MessageAttributes?.['raw']?.BinaryValue).toEqual(raw.BinaryValue);
  });
});

describe('queues', () => {
  test('attributes are strings, count by state, and name the redrive', async () => {
    await remake({ queues: [aQueue({ delaySeconds: 6 }), theDeadLetterQueue] });
    await world.send({ body: '1', group: 'a' });
    await world.clock.advance(6000);
    await world.receive();
    await world.send({ body: '2', group: 'a' });
    const { Attributes } = await world.client.send(
      new GetQueueAttributesCommand({ QueueUrl: world.queueUrl, AttributeNames: ['All'] }),
    );
    expect(Attributes).toMatchObject({
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '1',
      ApproximateNumberOfMessagesDelayed: '1',
      FifoQueue: 'true',
      DeduplicationScope: 'messageGroup',
      VisibilityTimeout: '360',
      DelaySeconds: '6',
    });
    expect(JSON.parse(Attributes?.RedrivePolicy ?? '')).toEqual({
      deadLetterTargetArn: `arn:aws:sqs:sa-east-1:000000000000:${DEAD}`,
      maxReceiveCount: 5,
    });
    const one = await world.client.send(
      new GetQueueAttributesCommand({ QueueUrl: world.queueUrl, AttributeNames: ['QueueArn'] }),
    );
    expect(Object.keys(one.Attributes ?? {})).toEqual(['QueueArn']);
  });

  test('a queue is found by name, and one that is not there is not', async () => {
    expect((await world.client.send(new GetQueueUrlCommand({ QueueName: LEADS }))).QueueUrl).toBe(
      world.queueUrl,
    );
    expect((await world.client.send(new ListQueuesCommand({}))).QueueUrls).toHaveLength(2);
    await expect(
      world.client.send(new GetQueueUrlCommand({ QueueName: 'nobody.fifo' })),
    ).rejects.toBeInstanceOf(QueueDoesNotExist);
    await expect(world.receive({ from: 'nobody.fifo' })).rejects.toBeInstanceOf(QueueDoesNotExist);
  });

  test('a purge empties the queue, in flight too, and a second one within a minute is refused', async () => {
    await world.send({ body: '1' });
    await world.receive();
    await world.send({ body: '2' });
    await world.client.send(new PurgeQueueCommand({ QueueUrl: world.queueUrl }));
    expect(world.sqs.control.messages(LEADS)).toEqual([]);
    expect(
      (await refusalOf(world.client.send(new PurgeQueueCommand({ QueueUrl: world.queueUrl })))).name,
    ).toBe('PurgeQueueInProgress');
    await world.clock.advance(60_000);
    await world.client.send(new PurgeQueueCommand({ QueueUrl: world.queueUrl }));
  });

  test('a message is gone when its retention ends', async () => {
    await remake({ queues: [aQueue({ retentionSeconds: 600 }), theDeadLetterQueue] });
    await world.send({ body: '1' });
    await world.clock.advance(599_999);
    expect(world.sqs.control.messages(LEADS)).toHaveLength(1);
    await world.clock.advance(1);
    expect(await world.receive()).toEqual([]);
  });

  test('a standard queue takes a delay per message and no group, and forgives an old handle', async () => {
    await remake({ queues: [{ name: 'plain', fifo: false, visibilityTimeoutSeconds: 30 }] });
    const QueueUrl = world.sqs.control.queueUrl('plain');
    await world.client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'late', DelaySeconds: 10 }));
    const now = await world.client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'now' }));
    expect(now.SequenceNumber).toBeUndefined();
    const [message] = await world.receive({ from: 'plain' });
    expect(message?.Body).toBe('now');
    await world.clock.advance(30_000);
    expect(bodies(await world.receive({ from: 'plain' }))).toEqual(['late', 'now']);
    await world.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: handleOf(message) }));
    expect(world.sqs.control.messages('plain')).toHaveLength(2);
  });

  test.each([
    ['a FIFO name on a standard queue', [{ name: 'x.fifo', fifo: false }]],
    ['a dead-letter queue that is not there', [aQueue()]],
    [
      'a standard dead-letter queue for a FIFO',
      [aQueue({ deadLetter: 'dead' }), { name: 'dead', fifo: false }],
    ],
    ['a delay over 15 minutes', [aQueue({ delaySeconds: 901 }), theDeadLetterQueue]],
  ])('%s does not start', (_, queues) => {
    expect(() => createSqsEmulator({ clock: world.clock, baseUrl: () => '', queues })).toThrow(/^queue /);
  });
});

describe('the connection', () => {
  test('an endpoint from AWS_ENDPOINT_URL_SQS keeps its path prefix when the queue URL lies on the same port', async () => {
    const before = process.env['AWS_ENDPOINT_URL_SQS'];
    process.env['AWS_ENDPOINT_URL_SQS'] = `${world.url}/sqs`;
    try {
      const client = new SQSClient({ region: 'sa-east-1', credentials: CREDENTIALS, maxAttempts: 1 });
      const command = new SendMessageCommand({
        QueueUrl: world.queueUrl,
        MessageBody: 'x',
        MessageGroupId: 'a',
        MessageDeduplicationId: 'd',
      });
      expect((await client.send(command)).MessageId).toBeDefined();
      client.destroy();
    } finally {
      if (before === undefined) delete process.env['AWS_ENDPOINT_URL_SQS'];
      else process.env['AWS_ENDPOINT_URL_SQS'] = before;
    }
  });

  test('an unsigned request is refused, and an operation or parameter that is not modelled is too', async () => {
    const response = await fetch(`${world.url}/sqs/`, {
      method: 'POST',
      headers: { 'x-amz-target': 'AmazonSQS.ListQueues', 'content-type': 'application/x-amz-json-1.0' },
      body: '{}',
    });
    expect([response.status, response.headers.get('x-amzn-query-error')]).toEqual([
      403,
      'MissingAuthenticationToken;Sender',
    ]);
    const set = new SetQueueAttributesCommand({
      QueueUrl: world.queueUrl,
      Attributes: { DelaySeconds: '1' },
    });
    expect((await refusalOf(world.client.send(set))).name).toContain('UnsupportedOperation');
    const attempt = new ReceiveMessageCommand({ QueueUrl: world.queueUrl, ReceiveRequestAttemptId: 'r1' });
    expect((await refusalOf(world.client.send(attempt))).name).toContain('UnsupportedOperation');
  });

  test('a long poll ends with the message that comes, or empty when its time is up on the clock', async () => {
    const poll = () =>
      world.client.send(new ReceiveMessageCommand({ QueueUrl: world.queueUrl, WaitTimeSeconds: 20 }));
    const asked = (times: number) =>
      expect.poll(() => world.sqs.control.requestCounts.get('ReceiveMessage'), { interval: 1 }).toBe(times);
    const first = poll();
    await asked(1);
    await world.send({ body: '1' });
    expect(bodies((await first).Messages ?? [])).toEqual(['1']);
    const second = poll();
    await asked(2);
    await world.clock.advance(20_000);
    expect((await second).Messages).toBeUndefined();
  });

  test('faults: 503, a dropped request, and an answer lost after the send was done', async () => {
    world.sqs.control.fault({ operation: 'SendMessage', times: 1, kind: 'status', status: 503 });
    expect((await refusalOf(world.send({ body: '1', id: 'd1' }))).name).toBe('ServiceUnavailable');
    world.sqs.control.fault({ times: 1, kind: 'drop' });
    await expect(world.send({ body: '2', id: 'd2' })).rejects.toThrow();
    world.sqs.control.fault({ times: 1, kind: 'drop_after_commit' });
    await expect(world.send({ body: '3', id: 'd3' })).rejects.toThrow();
    // The producer's retry under the same id is what makes the lost answer harmless.
    await world.send({ body: '3', id: 'd3' });
    expect(bodies(await world.receive())).toEqual(['3']);
    world.sqs.control.down();
    expect((await refusalOf(world.receive())).name).toBe('ServiceUnavailable');
    world.sqs.control.up();
    expect(await world.receive()).toEqual([]);
  });

  test('a latency fault holds the answer until the clock has moved on', async () => {
    world.sqs.control.fault({ times: 1, kind: 'latency', ms: 1500 });
    let answered = false;
    const sending = world.send({ body: '1' }).then(() => {
      answered = true;
    });
    await expect.poll(() => world.sqs.control.requestCounts.get('SendMessage'), { interval: 1 }).toBe(1);
    await world.clock.advance(1499);
    expect(answered).toBe(false);
    await world.clock.advance(1);
    await sending;
    expect(bodies(await world.receive())).toEqual(['1']);
  });
});

test('a snapshot carries messages, flight, deduplication and numbers over to a new emulator', async () => {
  await world.send({ body: '1', id: 'd1' });
  const before = await world.send({ body: '2', id: 'd2' });
  const [inFlight] = await world.receive({ max: 1 });
  await world.clock.advance(100_000);
  const snapshot = JSON.parse(JSON.stringify(world.sqs.snapshot()));
  await remake({ snapshot, startMs: START_MS + 100_000 });
  expect(await world.receive()).toEqual([]);
  expect((await world.send({ body: '1 again', id: 'd1' })).MessageId).toBe(inFlight?.MessageId);
  const after = await world.send({ body: '3', id: 'd3' });
  expect((after.SequenceNumber ?? '') > (before.SequenceNumber ?? '')).toBe(true);
  await world.clock.advance(260_000);
  expect(bodies(await world.receive())).toEqual(['1', '2', '3']);
});
