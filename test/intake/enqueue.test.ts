/** Many events of one webhook in few requests, and nobody out of line, whatever SQS refuses of them. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { enqueueAll } from '../../lib/intake/enqueue.ts';
import { LeadId } from '../../lib/lead.ts';
import { createLeadQueue, type ToSend } from '../../lib/queue.ts';
import { aSqsWorld, LEADS, type SqsWorld } from '../local/emulators/sqs/sqs-world.ts';

let world: SqsWorld;
beforeEach(async () => {
  world = await aSqsWorld();
});
afterEach(() => world.close());

const event = (group: string, n: number): ToSend => ({
  body: {
    source: 'self',
    event: {
      kind: 'redrive',
      leadId: LeadId.parse(`00000001-0000-4000-8000-${String(n).padStart(12, '0')}`),
    },
  },
  place: { group, dedupe: `${group}:${n}` },
});
const enqueue = (items: readonly ToSend[]) =>
  enqueueAll(items, {
    queue: createLeadQueue({ queueUrl: world.queueUrl, client: world.client }),
    correlationId: 'c',
  });
const standing = () => world.sqs.control.messages(LEADS).map(({ deduplicationId }) => deduplicationId);
const requests = () =>
  [...world.sqs.control.requestCounts].filter(([name]) => name.startsWith('SendMessage')).map(([, n]) => n);

test('C14 · a thousand statuses of one webhook are a hundred requests', async () => {
  await enqueue(Array.from({ length: 1_000 }, (_, n) => event(`status:${n}`, n)));
  expect(standing()).toHaveLength(1_000);
  expect(requests()).toEqual([100]);
});

test('one event is one plain request, and no event is none', async () => {
  await enqueue([]);
  await enqueue([event('a', 1)]);
  expect([...world.sqs.control.requestCounts]).toEqual([['SendMessage', 1]]);
});

test('M3 · the events of one lead stand in the order of the webhook, among those of others', async () => {
  const items = Array.from({ length: 60 }, (_, n) => event(`lead-${n % 4}`, n));
  const enqueued = await enqueue(items);
  for (const group of ['lead-0', 'lead-1', 'lead-2', 'lead-3']) {
    const own = items.filter(({ place }) => place.group === group).map(({ place }) => place.dedupe);
    expect(standing().filter((id) => id?.startsWith(`${group}:`))).toEqual(own);
  }
  const places = enqueued.map(({ sequenceNumber }) => sequenceNumber);
  expect(new Set(places).size).toBe(60);
  expect(places.every((place) => place !== '')).toBe(true);
});

test('I5 · what SQS refuses of a batch is sent once more, and stands before what came after it', async () => {
  world.sqs.control.failEntries(3);
  await enqueue(Array.from({ length: 16 }, (_, n) => event(`lead-${n % 8}`, n)));
  expect(standing()).toHaveLength(16);
  for (let lead = 0; lead < 8; lead += 1)
    expect(standing().filter((id) => id?.startsWith(`lead-${lead}:`))).toEqual([
      `lead-${lead}:${lead}`,
      `lead-${lead}:${lead + 8}`,
    ]);
});

test('I5 · when SQS takes nothing the webhook hears of it, and nobody is sent before who came first', async () => {
  world.sqs.control.fault({ operation: 'SendMessageBatch', kind: 'status', status: 503, times: 9 });
  await expect(
    enqueue([event('a', 1), event('a', 2), event('b', 1), event('b', 2), event('a', 3)]),
  ).rejects.toThrow();
  expect(standing()).toEqual([]);
});

test('a batch is no larger than SQS allows', async () => {
  const large = (n: number): ToSend => ({
    body: {
      source: 'whatsapp',
      event: {
        kind: 'edited',
        eventId: `e${n}`,
        targetId: `t${n}`,
        text: 'á'.repeat(100_000),
        editedAtMs: null,
        chat: null,
      },
    },
    place: { group: `g${n}`, dedupe: `d${n}` },
  });
  await enqueue(Array.from({ length: 30 }, (_, n) => large(n)));
  expect(standing()).toHaveLength(30);
});
