/** The queue `lead-events`: there, of the right kind, with dead letters beside it, and what waits in both. */
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { deadLetterQueue } from '../admin/dead-letters.ts';
import { type Finding, failed, ok, warning } from '../report.ts';
import { type Check, settingsOr } from './check.ts';

const CALL_TIMEOUT_MS = 10_000;
/** A message has seconds to wait for its turn, not minutes. */
const WAITING_MANY = 100;

function refusal(error: unknown): Finding {
  const name = error instanceof Error ? error.name : '';
  if (/NonExistentQueue|QueueDoesNotExist/.test(name))
    return failed('Queue', 'does not exist', 'check LEAD_QUEUE_URL: `npx sst deploy` prints it');
  if (/Credentials|Token|AccessDenied|SignatureDoesNotMatch|InvalidClientTokenId/.test(name))
    return failed(
      'Queue',
      `AWS refuses (${name})`,
      'sign in to the right AWS account: aws sts get-caller-identity',
    );
  return failed(
    'Queue',
    `cannot be asked (${name || 'unknown'})`,
    'check the network, AWS_REGION and LEAD_QUEUE_URL',
  );
}

export const checkQueue: Check = async ({ connection }) => {
  const settings = settingsOr('Queue settings', connection.settings.queue);
  if (settings.kind === 'bad') return [settings.finding];
  const { leadQueueUrl } = settings.value;
  const options = { abortSignal: AbortSignal.timeout(CALL_TIMEOUT_MS) };
  try {
    const sqs = connection.sqs();
    const { Attributes: own = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: leadQueueUrl, AttributeNames: ['All'] }),
      options,
    );
    if (own['FifoQueue'] !== 'true')
      return [
        failed(
          'Queue',
          'is not a FIFO queue: order within a lead would be lost',
          'LEAD_QUEUE_URL names another queue',
        ),
      ];
    const waiting =
      Number(own['ApproximateNumberOfMessages'] ?? 0) +
      Number(own['ApproximateNumberOfMessagesDelayed'] ?? 0);
    const inFlight = own['ApproximateNumberOfMessagesNotVisible'] ?? '0';
    const says = `${waiting} waiting, ${inFlight} under way`;
    const queue =
      waiting > WAITING_MANY
        ? warning('Queue', says, 'see docs/runbook.md, "oldest-lead-event"')
        : ok('Queue', says);
    const dead = await deadLetterQueue(sqs, leadQueueUrl);
    if (!dead)
      return [
        queue,
        failed(
          'Dead letters',
          'the queue has none: a message that fails for ever blocks its lead',
          'deploy: infra/queue.ts gives it one',
        ),
      ];
    const { Attributes: letters = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: dead.url, AttributeNames: ['All'] }),
      options,
    );
    const count =
      Number(letters['ApproximateNumberOfMessages'] ?? 0) +
      Number(letters['ApproximateNumberOfMessagesNotVisible'] ?? 0);
    return [
      queue,
      count > 0
        ? warning('Dead letters', `${count} waiting for a person`, 'npm run ops -- redrive shows each')
        : ok('Dead letters', 'none'),
    ];
  } catch (error) {
    return [refusal(error)];
  }
};
