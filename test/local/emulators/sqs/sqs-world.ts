/** An SQS of one test: the emulator under a path prefix on the loopback, the real SDK in front, time standing still. */
import { type Message, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { createVirtualClock } from '../../../../local/clock.ts';
import { serve } from '../../../../local/emulators/http.ts';
import type { SqsSnapshot } from '../../../../local/emulators/sqs/control.ts';
import { createSqsEmulator } from '../../../../local/emulators/sqs/emulator.ts';
import type { QueueOptions } from '../../../../local/emulators/sqs/settings.ts';

export const START_MS = Date.parse('2026-03-02T12:00:00Z');
export const LEADS = 'lead-events.fifo';
export const DEAD = 'lead-events-dead.fifo';

export const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

/** The queue as `infra/queue.ts` means it, unless the test is about another one. */
export const aQueue = (options: Partial<QueueOptions> = {}): QueueOptions => ({
  name: LEADS,
  fifo: true,
  delaySeconds: 0,
  visibilityTimeoutSeconds: 360,
  deduplicationScope: 'messageGroup',
  maxReceiveCount: 5,
  deadLetter: DEAD,
  ...options,
});
export const theDeadLetterQueue: QueueOptions = { name: DEAD, fifo: true };

export async function aSqsWorld({
  queues = [aQueue(), theDeadLetterQueue],
  snapshot,
  startMs = START_MS,
}: {
  queues?: QueueOptions[];
  snapshot?: SqsSnapshot;
  startMs?: number;
} = {}) {
  const clock = createVirtualClock({ mode: 'manual', startMs });
  let url = '';
  const sqs = createSqsEmulator({
    clock,
    baseUrl: () => `${url}/sqs`,
    queues,
    ...(snapshot && { snapshot }),
  });
  const stack = await serve({ mounts: { '/sqs': sqs.handler } });
  url = stack.url;
  const client = new SQSClient({
    endpoint: `${url}/sqs`,
    region: 'sa-east-1',
    credentials: CREDENTIALS,
    maxAttempts: 1,
  });
  const queueUrl = sqs.control.queueUrl(LEADS);

  let sent = 0;
  /** Sends under an id of its own unless one is given. */
  const send = ({
    body,
    group = 'lead-1',
    id,
    to = LEADS,
  }: {
    body: string;
    group?: string;
    id?: string;
    to?: string;
  }) => {
    sent += 1;
    return client.send(
      new SendMessageCommand({
        QueueUrl: sqs.control.queueUrl(to),
        MessageBody: body,
        MessageGroupId: group,
        MessageDeduplicationId: id ?? `id-${sent}`,
      }),
    );
  };
  const receive = async ({
    max = 10,
    from = LEADS,
  }: {
    max?: number;
    from?: string;
  } = {}): Promise<Message[]> => {
    const command = new ReceiveMessageCommand({
      QueueUrl: sqs.control.queueUrl(from),
      MaxNumberOfMessages: max,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    return (await client.send(command)).Messages ?? [];
  };

  return {
    clock,
    sqs,
    client,
    queueUrl,
    url: stack.url,
    send,
    receive,
    close: async () => {
      clock.stop();
      client.destroy();
      await stack.close();
    },
  };
}

export type SqsWorld = Awaited<ReturnType<typeof aSqsWorld>>;

export const bodies = (messages: readonly Message[]): string[] => messages.map(({ Body }) => Body ?? '');

/** What the SDK throws for a refused call: the class the client sees, and the service's code and words. */
export async function refusalOf(
  call: Promise<unknown>,
): Promise<{ name: string; message: string; code: unknown }> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { name: error.name, message: error.message, code: 'Code' in error ? error.Code : undefined };
  }
  throw new Error('the call was accepted');
}
