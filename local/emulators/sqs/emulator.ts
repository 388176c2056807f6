/**
 * SQS on the stack's clock, for the real SDK: the JSON protocol over HTTP, the account's queues behind it, and a door for
 * the event source (`local/emulators/lambda/poller.ts`), which in AWS is not a client of ours either.
 *
 * Mount it under any prefix: the SDK sends every operation to the endpoint's own path, and the queue travels in the body.
 */
import { randomUUID } from 'node:crypto';
import type { VirtualClock } from '../../clock.ts';
import { createFaults } from '../fault.ts';
import type { HttpHandler } from '../http.ts';
import type { Account } from './account.ts';
import type { QueuedMessage, SqsEmulator, SqsSnapshot } from './control.ts';
import type { StoredMessage } from './message.ts';
import { perform } from './operations.ts';
import { createQueue, type Queue } from './queue.ts';
import {
  malformedRequest,
  missingAuthentication,
  queueDoesNotExist,
  SqsRefusal,
  serviceUnavailable,
  unsupportedOperation,
} from './refusal.ts';
import { ACCOUNT_ID, type QueueOptions, toSettings } from './settings.ts';

const json = ({
  status,
  body,
  headers = {},
}: {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0', ...headers },
  });

const refuse = (refusal: SqsRefusal): Response =>
  json({
    status: refusal.status,
    body: { __type: refusal.type, message: refusal.message },
    headers: { 'x-amzn-query-error': `${refusal.code};${refusal.status >= 500 ? 'Receiver' : 'Sender'}` },
  });

/**
 * `baseUrl`: where the emulator is mounted, read when a queue URL is made, since the port is known late.
 * `newId`: message ids and receipt handles; random unless a simulation wants them reproducible.
 * @throws for a queue that AWS would not create.
 */
export function createSqsEmulator({
  clock,
  baseUrl,
  queues: options,
  region = 'sa-east-1',
  snapshot,
  newId = randomUUID,
}: {
  clock: VirtualClock;
  baseUrl: () => string;
  queues: readonly QueueOptions[];
  region?: string;
  snapshot?: SqsSnapshot;
  newId?: () => string;
}): SqsEmulator {
  const allSettings = toSettings({ queues: options, region });

  let order = snapshot?.order ?? 0;
  let isDown = false;
  const faults = createFaults({ clock, answerWith: () => refuse(serviceUnavailable()) });
  let deletesToLose = 0;
  let entriesToFail = 0;
  const queues = new Map<string, Queue>();
  const timers = new Map<string, () => void>();
  const listeners = new Set<(queueName: string) => void>();
  const requestCounts = new Map<string, number>();

  const nextOrder = (): number => {
    order += 1;
    return order;
  };
  const queueNamed = (name: string): Queue => {
    const queue = queues.get(name);
    if (!queue) throw new Error(`no queue ${name}`);
    return queue;
  };

  /** A message that changes queues is filed anew: FIFO starts its retention over there, and its number grows. */
  const moved = (message: StoredMessage, changes: Partial<StoredMessage>): StoredMessage => ({
    ...message,
    order: nextOrder(),
    sentMs: clock.nowMs(),
    invisibleUntilMs: 0,
    receiptHandle: null,
    ...changes,
  });

  for (const settings of allSettings)
    queues.set(
      settings.name,
      createQueue({
        settings,
        clock,
        nextOrder,
        newId,
        snapshot: snapshot?.queues[settings.name],
        toDeadLetters: (message) => {
          if (!settings.redrive) return;
          queueNamed(settings.redrive.deadLetterQueue).adopt(
            moved(message, { deadLetterSourceArn: settings.arn }),
          );
          announce(settings.redrive.deadLetterQueue);
        },
      }),
    );

  /** Tells the listeners now if a message may leave, else sets the one timer of the queue to when that will be. */
  const announce = (name: string): void => {
    timers.get(name)?.();
    timers.delete(name);
    const nextMs = queueNamed(name).nextAvailableMs();
    if (nextMs === null || isDown) return;
    const waitMs = nextMs - clock.nowMs();
    if (waitMs > 0)
      timers.set(
        name,
        clock.after(waitMs, () => announce(name)),
      );
    else for (const listener of [...listeners]) listener(name);
  };
  const announceAll = (): void => {
    for (const name of queues.keys()) announce(name);
  };

  const redrive = (deadLetterQueue: string): number => {
    const dead = queueNamed(deadLetterQueue);
    let count = 0;
    for (const message of dead.drain()) {
      const source = allSettings.find(({ arn }) => arn === message.deadLetterSourceArn);
      // A message that was sent straight to the dead-letter queue has nowhere to go back to.
      if (!source) {
        dead.adopt(message);
        continue;
      }
      count += 1;
      const afresh = {
        messageId: newId(),
        deadLetterSourceArn: null,
        receiveCount: 0,
        firstReceivedMs: null,
        receivedMs: null,
      };
      queueNamed(source.name).adopt(moved(message, afresh));
    }
    announceAll();
    return count;
  };

  const account: Account = {
    id: ACCOUNT_ID,
    queueUrl: (name) => `${baseUrl().replace(/\/$/, '')}/${ACCOUNT_ID}/${name}`,
    queue: (name) => queues.get(name),
    queues: () => [...queues.values()],
    redrive,
    failsEntry: () => {
      if (entriesToFail === 0) return false;
      entriesToFail -= 1;
      return true;
    },
    waitForMessages: (queue, seconds) =>
      new Promise((resolve) => {
        const stop = (): void => {
          listeners.delete(listen);
          cancel();
          resolve();
        };
        const listen = (name: string): void => {
          if (name === queue.settings.name) stop();
        };
        const cancel = clock.after(seconds * 1000, stop);
        listeners.add(listen);
      }),
  };

  const answer = async (request: Request, operation: string): Promise<Response> => {
    // The signature itself is not checked: a stand-in has no secret to check it with.
    if (!request.headers.get('authorization')?.startsWith('AWS4-HMAC-SHA256 ')) throw missingAuthentication();
    const body: unknown = await request.json().catch(() => {
      throw malformedRequest('The body is not JSON.');
    });
    const response = json({ status: 200, body: await perform({ account, operation, body }) });
    // After the answer is made: what it frees or adds may start an event source at once.
    announceAll();
    return response;
  };

  const handler: HttpHandler = async (request) => {
    const [service, operation = ''] = (request.headers.get('x-amz-target') ?? '').split('.');
    if (request.method !== 'POST' || service !== 'AmazonSQS')
      return refuse(unsupportedOperation('only the JSON protocol is spoken here'));
    requestCounts.set(operation, (requestCounts.get(operation) ?? 0) + 1);
    return faults.run([operation], async () => {
      try {
        return await answer(request, operation);
      } catch (error) {
        if (error instanceof SqsRefusal) return refuse(error);
        throw error;
      }
    });
  };

  const messages = (name: string): QueuedMessage[] =>
    queueNamed(name)
      .messages()
      .map(({ message, state }) => ({ ...message, state }));
  const deadLetterQueueOf = (name: string): string => {
    const { redrive: policy } = queueNamed(name).settings;
    if (!policy) throw new Error(`queue ${name} has no dead-letter queue`);
    return policy.deadLetterQueue;
  };

  // A snapshot may hold messages that are due already, or whose timers died with the last process.
  announceAll();

  return {
    handler,
    eventSource: (name) => {
      const queue = queueNamed(name);
      return {
        arn: queue.settings.arn,
        region,
        visibilityTimeoutSeconds: queue.settings.visibilityTimeoutSeconds,
        receive: () => {
          const [message] = isDown ? [] : queue.receive({ max: 1 });
          // Also after a receive that gave nothing: it may have moved dead letters, and the next timer is still to be set.
          announce(name);
          return message ? structuredClone(message) : null;
        },
        remove: (receiptHandle) => {
          if (isDown) return false;
          if (deletesToLose > 0) {
            deletesToLose -= 1;
            return false;
          }
          try {
            queue.remove(receiptHandle);
          } catch (error) {
            if (error instanceof SqsRefusal) return false;
            throw error;
          }
          announce(name);
          return true;
        },
      };
    },
    deliver: ({ arn, body, groupId, attributes = {} }) => {
      if (isDown) throw serviceUnavailable();
      const queue = [...queues.values()].find(({ settings }) => settings.arn === arn);
      if (!queue) throw queueDoesNotExist();
      queue.send({ body, groupId, attributes });
      announce(queue.settings.name);
    },
    onAvailable: (callback) => {
      listeners.add(callback);
      return () => {
        listeners.delete(callback);
      };
    },
    snapshot: () => ({
      order,
      queues: Object.fromEntries([...queues].map(([name, queue]) => [name, queue.snapshot()])),
    }),
    control: {
      queueUrl: account.queueUrl,
      messages,
      deadLetters: (name) => messages(deadLetterQueueOf(name)),
      redrive: (name) => redrive(deadLetterQueueOf(name)),
      fault: ({ operation, ...fault }) =>
        faults.add({ ...fault, ...(operation !== undefined && { name: operation }) }),
      clearFaults: () => {
        faults.forget();
        deletesToLose = 0;
      },
      failEntries: (times) => {
        entriesToFail += times;
      },
      loseDeletes: (times) => {
        deletesToLose += times;
      },
      down: () => {
        isDown = true;
        faults.down(503);
      },
      up: () => {
        isDown = false;
        faults.up();
        announceAll();
      },
      requestCounts,
    },
  };
}
