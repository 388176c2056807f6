/**
 * The conversation function alone in this process, as Lambda runs it: what it takes of the processor for one turn is what the process took.
 * Everything that it talks to is in the parent.
 */
import type { SQSEvent } from 'aws-lambda';
import { Envelope } from '../../lib/queue.ts';
import type { LeadEvent } from './own-cpu.ts';

const { handler } = await import('../../functions/conversation.ts');

const ROUNDS = 50;
const PLAIN = Array.from({ length: 100 }, (_, index) => ({
  id: index,
  name: `lead ${index}`,
  tags: ['a', 'b'],
}));

const takenMs = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1000;

/** A piece of work that is the same everywhere: what a turn takes is told in its measure too. */
function calibrate(): number {
  const before = process.cpuUsage();
  for (let round = 0; round < ROUNDS; round += 1) JSON.parse(JSON.stringify(PLAIN));
  return takenMs(process.cpuUsage(before));
}

const recordOf = ({ text, index, phone }: LeadEvent): SQSEvent => {
  const nowMs = Date.now();
  const envelope = Envelope.parse({
    v: 1,
    correlationId: `own-cpu-${index}`,
    body: {
      source: 'whatsapp',
      event: {
        kind: 'inbound',
        messageId: `wamid.own-cpu-${index}`,
        from: { phone, lid: null, bsuid: null, replyTo: phone },
        profileName: 'Mateus',
        sentAt: Math.floor(nowMs / 1000),
        content: { kind: 'text', text },
        quotes: null,
        forwarded: false,
        adId: null,
      },
    },
  });
  return {
    Records: [
      {
        messageId: String(index),
        receiptHandle: 'none',
        body: JSON.stringify(envelope),
        attributes: {
          ApproximateReceiveCount: '1',
          SentTimestamp: String(nowMs),
          SenderId: 'none',
          ApproximateFirstReceiveTimestamp: String(nowMs),
          SequenceNumber: String(index).padStart(20, '0'),
          MessageGroupId: phone,
        },
        messageAttributes: {},
        md5OfBody: '',
        eventSource: 'aws:sqs',
        eventSourceARN: 'arn:aws:sqs:sa-east-1:000000000000:lead-events.fifo',
        awsRegion: 'sa-east-1',
      },
    ],
  };
};

process.on('message', async (event: LeadEvent | 'end') => {
  if (event === 'end') process.exit(0);
  const record = recordOf(event);
  const before = process.cpuUsage();
  const { batchItemFailures } = await handler(record);
  const taken = process.cpuUsage(before);
  const [cpuMs, userMs] = [takenMs(taken), taken.user / 1000];
  process.send?.({ cpuMs, userMs, failed: batchItemFailures.length > 0, calibrationMs: calibrate() });
});
process.send?.('ready');
