/** The queues: there, of the right kind, with dead letters beside them, and what waits in each. */
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { deadLetterQueue } from '../admin/dead-letters.ts';
import { type Finding, failed, ok, warning } from '../report.ts';
import { type Check, settingsOr } from './check.ts';

const CALL_TIMEOUT_MS = 10_000;
/** A message has seconds to wait for its turn, not minutes. */
const WAITING_MANY = 100;
/** Statuses wait for others on purpose; nobody waits for them. */
const STATUSES_MANY = 2_000;

/** One of them, as it is called to an operator. */
type Asked = {
  readonly name: string;
  readonly dead: string;
  readonly variable: string;
  readonly url: string;
  readonly isFifo: boolean;
  readonly waitingMany: number;
};

function refusal({ name, variable }: Asked, error: unknown): Finding {
  const cause = error instanceof Error ? error.name : '';
  if (/NonExistentQueue|QueueDoesNotExist/.test(cause))
    return failed(name, 'does not exist', `check ${variable}: \`npx sst deploy\` prints it`);
  if (/Credentials|Token|AccessDenied|SignatureDoesNotMatch|InvalidClientTokenId/.test(cause))
    return failed(
      name,
      `AWS refuses (${cause})`,
      'sign in to the right AWS account: aws sts get-caller-identity',
    );
  return failed(
    name,
    `cannot be asked (${cause || 'unknown'})`,
    `check the network, AWS_REGION and ${variable}`,
  );
}

async function look(sqs: Pick<SQSClient, 'send'>, asked: Asked): Promise<readonly Finding[]> {
  const { name, variable, url, isFifo, waitingMany } = asked;
  const options = { abortSignal: AbortSignal.timeout(CALL_TIMEOUT_MS) };
  const attributesOf = async (queueUrl: string) =>
    (await sqs.send(new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] }), options))
      .Attributes ?? {};
  try {
    const own = await attributesOf(url);
    if ((own['FifoQueue'] === 'true') !== isFifo)
      return [
        failed(
          name,
          isFifo
            ? 'is not a FIFO queue: order within a lead would be lost'
            : 'is a FIFO queue: every status would be refused',
          `${variable} names another queue`,
        ),
      ];
    const waiting =
      Number(own['ApproximateNumberOfMessages'] ?? 0) +
      Number(own['ApproximateNumberOfMessagesDelayed'] ?? 0);
    const inFlight = own['ApproximateNumberOfMessagesNotVisible'] ?? '0';
    const says = `${waiting} waiting, ${inFlight} under way`;
    const queue =
      waiting > waitingMany
        ? warning(name, says, 'see docs/runbook.md, "oldest-lead-event"')
        : ok(name, says);
    const dead = await deadLetterQueue(sqs, url);
    if (!dead)
      return [
        queue,
        failed(
          asked.dead,
          isFifo
            ? 'the queue has none: a message that fails for ever blocks its lead'
            : 'the queue has none: a message that fails for ever is tried for days and then lost',
          'deploy: infra/queue.ts gives it one',
        ),
      ];
    const letters = await attributesOf(dead.url);
    const count =
      Number(letters['ApproximateNumberOfMessages'] ?? 0) +
      Number(letters['ApproximateNumberOfMessagesNotVisible'] ?? 0);
    return [
      queue,
      count > 0
        ? warning(asked.dead, `${count} waiting for a person`, 'npm run ops -- redrive shows each')
        : ok(asked.dead, 'none'),
    ];
  } catch (error) {
    return [refusal(asked, error)];
  }
}

export const checkQueue: Check = async ({ connection }) => {
  const settings = settingsOr('Queue settings', connection.settings.queue);
  if (settings.kind === 'bad') return [settings.finding];
  const { leadQueueUrl, statusQueueUrl } = settings.value;
  const sqs = connection.sqs();
  const events = await look(sqs, {
    name: 'Queue',
    dead: 'Dead letters',
    variable: 'LEAD_QUEUE_URL',
    url: leadQueueUrl,
    isFifo: true,
    waitingMany: WAITING_MANY,
  });
  if (statusQueueUrl === null)
    return [
      ...events,
      warning(
        'Statuses',
        'have no queue of their own: each waits in `lead-events`',
        'deploy: infra/queue.ts makes one and sets STATUS_QUEUE_URL',
      ),
    ];
  const statuses = await look(sqs, {
    name: 'Statuses',
    dead: 'Statuses set aside',
    variable: 'STATUS_QUEUE_URL',
    url: statusQueueUrl,
    isFifo: false,
    waitingMany: STATUSES_MANY,
  });
  return [...events, ...statuses];
};
