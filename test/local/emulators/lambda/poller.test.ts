/** The event source as Lambda runs it, on a clock that stands still: real sends in front, handlers behind. */
import { ChangeMessageVisibilityCommand } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createSqsPoller,
  type DeliveryFailure,
  type SqsHandler,
} from '../../../../local/emulators/lambda/poller.ts';
import { aQueue, aSqsWorld, LEADS, type SqsWorld, START_MS, theDeadLetterQueue } from '../sqs/sqs-world.ts';

const VISIBILITY_MS = 360_000;

let world: SqsWorld;
let failures: { kind: DeliveryFailure['kind']; body: string }[];
beforeEach(async () => {
  failures = [];
  world = await aSqsWorld();
});
afterEach(() => world.close());

const remake = async (options: Parameters<typeof aSqsWorld>[0]): Promise<void> => {
  await world.close();
  world = await aSqsWorld(options);
};
const poll = (handler: SqsHandler, options: Partial<Parameters<typeof createSqsPoller>[0]> = {}) =>
  createSqsPoller({
    sqs: world.sqs,
    clock: world.clock,
    queueName: LEADS,
    handler,
    onError: (failure, record) => failures.push({ kind: failure.kind, body: record.body }),
    ...options,
  });
const only = ({ Records }: SQSEvent): SQSRecord => {
  const [record] = Records;
  if (!record || Records.length !== 1) throw new Error(`a batch of ${Records.length}`);
  return record;
};
const waiting = (): string[] => world.sqs.control.messages(LEADS).map(({ body }) => body);

/** A handler that is held until the test lets it go. */
function held() {
  const started: string[] = [];
  const release = new Map<string, () => void>();
  const handler = async (event: SQSEvent): Promise<void> => {
    const { body } = only(event);
    started.push(body);
    await new Promise<void>((resolve) => release.set(body, resolve));
  };
  return { started, handler, release: (body: string) => release.get(body)?.() };
}

describe('delivery', () => {
  test('the event and context are what AWS sends', async () => {
    let seen: { event: SQSEvent; context: Context; remaining: number } | undefined;
    poll(
      (event, context) => {
        seen = { event, context, remaining: context.getRemainingTimeInMillis() };
      },
      { functionName: 'conversation', timeoutSeconds: 60 },
    );
    const sent = await world.send({ body: '{"kind":"inbound"}', group: '+5511987650001', id: 'wamid.1' });
    await world.clock.idle();
    expect(seen?.event).toEqual({
      Records: [
        {
          messageId: sent.MessageId,
          receiptHandle: expect.stringMatching(/^AQEB/),
          body: '{"kind":"inbound"}',
          attributes: {
            ApproximateReceiveCount: '1',
            SentTimestamp: String(START_MS),
            SequenceNumber: sent.SequenceNumber,
            MessageGroupId: '+5511987650001',
            SenderId: expect.any(String),
            MessageDeduplicationId: 'wamid.1',
            ApproximateFirstReceiveTimestamp: String(START_MS),
          },
          messageAttributes: {},
          md5OfBody: sent.MD5OfMessageBody,
          eventSource: 'aws:sqs',
          eventSourceARN: `arn:aws:sqs:sa-east-1:000000000000:${LEADS}`,
          awsRegion: 'sa-east-1',
        },
      ],
    });
    expect(seen?.remaining).toBe(60_000);
    expect(seen?.context).toMatchObject({
      functionName: 'conversation',
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(waiting()).toEqual([]);
  });

  test('within a group one message at a time, in order; groups run side by side', async () => {
    const { started, handler, release } = held();
    poll(handler);
    for (const [body, group] of [
      ['a1', 'a'],
      ['a2', 'a'],
      ['b1', 'b'],
    ] as const)
      await world.send({ body, group });
    expect(started).toEqual(['a1', 'b1']);
    release('a1');
    await expect.poll(() => started, { interval: 1 }).toEqual(['a1', 'b1', 'a2']);
    release('b1');
    release('a2');
    await world.clock.idle();
    expect(waiting()).toEqual([]);
  });

  test('never more invocations than the concurrency, and a free slot is taken at once', async () => {
    const { started, handler, release } = held();
    const poller = poll(handler, { concurrency: 2 });
    for (const group of ['a', 'b', 'c']) await world.send({ body: group, group });
    expect([started, poller.running]).toEqual([['a', 'b'], 2]);
    release('b');
    await expect.poll(() => started, { interval: 1 }).toEqual(['a', 'b', 'c']);
    release('a');
    release('c');
    await world.clock.idle();
    expect(poller.running).toBe(0);
  });

  test('a delayed message is handled when its delay is over, and `advance` waits for its handler', async () => {
    await remake({ queues: [aQueue({ delaySeconds: 6 }), theDeadLetterQueue] });
    const handledAt: number[] = [];
    poll(async () => {
      // Real I/O in between: the clock must wait for it before it moves on.
      await fetch(`${world.url}/nothing-here`);
      handledAt.push(world.clock.nowMs() - START_MS);
    });
    await world.send({ body: '1' });
    await world.clock.advance(5999);
    expect(handledAt).toEqual([]);
    await world.clock.advance(60_000);
    expect(handledAt).toEqual([6000]);
  });

  test('what waited before the poller came is delivered when it starts', async () => {
    await world.send({ body: '1' });
    const seen: string[] = [];
    poll((event) => {
      seen.push(only(event).body);
    });
    await world.clock.idle();
    expect(seen).toEqual(['1']);
  });

  test('a stopped poller takes nothing more', async () => {
    const seen: string[] = [];
    const poller = poll((event) => {
      seen.push(only(event).body);
    });
    poller.stop();
    await world.send({ body: '1' });
    await world.clock.advance(VISIBILITY_MS);
    expect([seen, waiting()]).toEqual([[], ['1']]);
  });

  test('while SQS is down nothing is delivered; afterwards everything is', async () => {
    const seen: string[] = [];
    await world.send({ body: '1' });
    world.sqs.control.down();
    poll((event) => {
      seen.push(only(event).body);
    });
    await world.clock.advance(60_000);
    expect(seen).toEqual([]);
    world.sqs.control.up();
    await world.clock.idle();
    expect(seen).toEqual(['1']);
  });
});

describe('batches', () => {
  const NOTES = 'notes';
  const inBatches = async (options: Partial<Parameters<typeof createSqsPoller>[0]> = {}) => {
    await remake({
      queues: [{ name: NOTES, fifo: false, visibilityTimeoutSeconds: 60 }, aQueue(), theDeadLetterQueue],
    });
    const runs: string[] = [];
    const note = (body: string): void =>
      world.sqs.deliver({ arn: `arn:aws:sqs:sa-east-1:000000000000:${NOTES}`, body });
    const poller = poll(
      ({ Records }) => {
        runs.push(`${Records.map(({ body }) => body).join('')}@${(world.clock.nowMs() - START_MS) / 1000}`);
        return {
          batchItemFailures: Records.filter(
            ({ body, attributes }) => body === 'x' && attributes.ApproximateReceiveCount === '1',
          ).map(({ messageId }) => ({ itemIdentifier: messageId })),
        };
      },
      { queueName: NOTES, batchSize: 3, windowSeconds: 5, concurrency: 1, ...options },
    );
    const left = (): string[] => world.sqs.control.messages(NOTES).map(({ body }) => body);
    return { runs, note, left, poller };
  };

  test('a full batch runs at once, one that is not full when its window is over', async () => {
    const { runs, note, left } = await inBatches();
    for (const body of 'abcd') note(body);
    await world.clock.advance(4_999);
    expect(runs).toEqual(['abc@0']);
    await world.clock.advance(1);
    expect(runs).toEqual(['abc@0', 'd@5']);
    expect(left()).toEqual([]);
  });

  test('what is reported stays, its neighbours are deleted, and it comes again alone', async () => {
    const { runs, note, left } = await inBatches();
    for (const body of 'axb') note(body);
    await world.clock.advance(1_000);
    expect([runs, left(), failures]).toEqual([['axb@0'], ['x'], [{ kind: 'reported', body: 'x' }]]);
    await world.clock.advance(66_000);
    expect([runs, left()]).toEqual([['axb@0', 'x@65'], []]);
  });

  test('several pollers fill batches of their own, and no more run at once than may', async () => {
    const { runs, note, left } = await inBatches({ concurrency: 2 });
    for (const body of 'abc') note(body);
    await world.clock.advance(5_000);
    expect([runs.length, left()]).toEqual([2, []]);
  });

  test('a stopped poller runs no batch that it was filling: the messages come back', async () => {
    const { runs, note, left, poller } = await inBatches();
    note('a');
    poller.stop();
    await world.clock.advance(10_000);
    expect([runs, left()]).toEqual([[], ['a']]);
  });

  test.each([
    ['a window on a FIFO queue', { queueName: LEADS, windowSeconds: 1 }],
    ['eleven messages of a FIFO queue', { queueName: LEADS, windowSeconds: 0, batchSize: 11 }],
    ['eleven messages without a window', { windowSeconds: 0, batchSize: 11 }],
  ])('AWS refuses %s', async (_, options) => {
    await expect(inBatches(options)).rejects.toThrow(/batch/i);
  });
});

describe('failure', () => {
  /** Fails `body` the first `times` times, and notes every attempt with its second on the clock. */
  const failing = ({
    body,
    times,
    fail,
  }: {
    body: string;
    times: number;
    fail: (record: SQSRecord) => SQSBatchResponse;
  }) => {
    const attempts: string[] = [];
    let left = times;
    const handler = (event: SQSEvent): SQSBatchResponse | undefined => {
      const record = only(event);
      attempts.push(`${record.body}@${(world.clock.nowMs() - START_MS) / 1000}`);
      if (record.body !== body || left === 0) return undefined;
      left -= 1;
      return fail(record);
    };
    return { attempts, handler };
  };
  const report = ({ messageId }: SQSRecord): SQSBatchResponse => ({
    batchItemFailures: [{ itemIdentifier: messageId }],
  });
  const crash = (): never => {
    throw new Error('model unavailable');
  };

  test.each([
    ['a throw', crash, 'threw'],
    ['a reported item', report, 'reported'],
  ] as const)(
    '%s leaves the message to its visibility timeout and closes its group only',
    async (_, fail, kind) => {
      const { attempts, handler } = failing({ body: 'a1', times: 1, fail });
      poll(handler);
      for (const [body, group] of [
        ['a1', 'a'],
        ['a2', 'a'],
        ['b1', 'b'],
      ] as const)
        await world.send({ body, group });
      await world.clock.advance(VISIBILITY_MS);
      expect(attempts).toEqual(['a1@0', 'b1@0', 'a1@360', 'a2@360']);
      expect(failures).toEqual([{ kind, body: 'a1' }]);
      expect(waiting()).toEqual([]);
    },
  );

  test('a failed turn that shortens its visibility is tried again sooner, in order', async () => {
    const attempts: string[] = [];
    poll(async (event) => {
      const record = only(event);
      attempts.push(`${record.body}@${(world.clock.nowMs() - START_MS) / 1000}`);
      if (record.body !== 'a1' || record.attributes.ApproximateReceiveCount === '3') return;
      const seconds = record.attributes.ApproximateReceiveCount === '1' ? 5 : 30;
      const change = {
        QueueUrl: world.queueUrl,
        ReceiptHandle: record.receiptHandle,
        VisibilityTimeout: seconds,
      };
      await world.client.send(new ChangeMessageVisibilityCommand(change));
      throw new Error('held');
    });
    await world.send({ body: 'a1' });
    await world.send({ body: 'a2' });
    await world.clock.advance(35_000);
    expect(attempts).toEqual(['a1@0', 'a1@5', 'a1@35', 'a2@35']);
  });

  test('after maxReceiveCount tries a poison message is a dead letter, alone, and its group goes on', async () => {
    const { attempts, handler } = failing({ body: 'poison', times: 99, fail: crash });
    poll(handler);
    await world.send({ body: 'poison' });
    await world.send({ body: 'next' });
    await world.clock.advance(10 * VISIBILITY_MS);
    expect(attempts).toEqual([
      'poison@0',
      'poison@360',
      'poison@720',
      'poison@1080',
      'poison@1440',
      'next@1800',
    ]);
    expect(world.sqs.control.deadLetters(LEADS).map(({ body }) => body)).toEqual(['poison']);
    expect(waiting()).toEqual([]);
  });

  test('a receive that only moves a dead letter forgets nobody who comes back later', async () => {
    await remake({
      queues: [aQueue({ maxReceiveCount: 2, visibilityTimeoutSeconds: 10 }), theDeadLetterQueue],
    });
    const attempts: string[] = [];
    poll((event) => {
      const { body } = only(event);
      attempts.push(`${body}@${(world.clock.nowMs() - START_MS) / 1000}`);
      crash();
    });
    await world.send({ body: 'first', group: 'a' });
    await world.clock.advance(4000);
    await world.send({ body: 'second', group: 'b' });
    await world.clock.advance(60_000);
    expect(attempts).toEqual(['first@0', 'second@4', 'first@10', 'second@14']);
    expect(world.sqs.control.deadLetters(LEADS)).toHaveLength(2);
  });

  test.each([
    ['an empty list', { batchItemFailures: [] }, null],
    ['null', null, null],
    ['an unknown id', { batchItemFailures: [{ itemIdentifier: 'somebody-else' }] }, 'malformed_response'],
    ['a wrong key', { batchItemFailures: [{ messageId: 'x' }] }, 'malformed_response'],
    ['an empty id', { batchItemFailures: [{ itemIdentifier: '' }] }, 'malformed_response'],
  ] as const)('an answer with %s: %s', async (_, answer, kind) => {
    poll(() => answer);
    await world.send({ body: '1' });
    await world.clock.idle();
    expect(failures.map((failure) => failure.kind)).toEqual(kind === null ? [] : [kind]);
    expect(waiting()).toEqual(kind === null ? [] : ['1']);
  });

  test('without ReportBatchItemFailures the answer is not read', async () => {
    poll(
      ({ Records }) => ({
        batchItemFailures: Records.map(({ messageId }) => ({ itemIdentifier: messageId })),
      }),
      {
        reportBatchItemFailures: false,
      },
    );
    await world.send({ body: '1' });
    await world.clock.idle();
    expect(waiting()).toEqual([]);
  });

  test('a handler past its function timeout has failed, even if it finishes later', async () => {
    const attempts: string[] = [];
    poll(
      async (event) => {
        attempts.push(only(event).attributes.ApproximateReceiveCount);
        if (attempts.length === 1) await world.clock.sleep(61_000);
      },
      { timeoutSeconds: 60 },
    );
    await world.send({ body: '1' });
    await world.clock.advance(VISIBILITY_MS - 1);
    expect([failures, attempts]).toEqual([[{ kind: 'timed_out', body: '1' }], ['1']]);
    await world.clock.advance(1);
    expect([attempts, waiting()]).toEqual([['1', '2'], []]);
  });

  test('I6 · a delete that is lost delivers the same message again, after its visibility timeout', async () => {
    const counts: string[] = [];
    world.sqs.control.loseDeletes(1);
    poll((event) => {
      counts.push(only(event).attributes.ApproximateReceiveCount);
    });
    await world.send({ body: '1' });
    await world.clock.advance(VISIBILITY_MS);
    expect([counts, failures, waiting()]).toEqual([['1', '2'], [{ kind: 'not_deleted', body: '1' }], []]);
  });

  test('a handler that succeeds after the visibility timeout does not delete the message for its next owner', async () => {
    await remake({ queues: [aQueue({ visibilityTimeoutSeconds: 10 }), theDeadLetterQueue] });
    let attempts = 0;
    poll(async (event) => {
      attempts += 1;
      if (attempts > 1) return world.clock.sleep(8000);
      const change = {
        QueueUrl: world.queueUrl,
        ReceiptHandle: only(event).receiptHandle,
        VisibilityTimeout: 1,
      };
      await world.client.send(new ChangeMessageVisibilityCommand(change));
      await world.clock.sleep(5000);
    });
    await world.send({ body: '1' });
    await world.clock.advance(5000);
    expect([attempts, failures, waiting()]).toEqual([2, [{ kind: 'not_deleted', body: '1' }], ['1']]);
    await world.clock.advance(4000);
    expect([attempts, waiting()]).toEqual([2, []]);
  });

  test('a mapping whose function may outlive the visibility timeout is refused', () => {
    expect(() => poll(() => undefined, { timeoutSeconds: 361 })).toThrow(
      'less than Function timeout: 361 seconds',
    );
  });
});
