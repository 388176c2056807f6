/**
 * Walking through a FIFO queue by receiving: every message once, each kept hidden until the walk is over, then given back at once. A FIFO
 * queue closes a group while one of its messages is out, so what stands behind a message that is given back is not seen in this walk.
 */
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

export type Walked = {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly group: string;
  /** When it was put in this queue, epoch milliseconds. */
  readonly sentAtMs: number;
};

const HIDDEN_SECONDS = 120;
const CALL_TIMEOUT_MS = 10_000;
/** More than an operator looks at in one sitting. */
const MESSAGES_MAX = 500;

const walkedFrom = ({ MessageId, ReceiptHandle, Body, Attributes = {} }: Message): Walked => ({
  messageId: MessageId ?? '',
  receiptHandle: ReceiptHandle ?? '',
  body: Body ?? '',
  group: Attributes['MessageGroupId'] ?? '',
  sentAtMs: Number(Attributes['SentTimestamp'] ?? 0),
});

/**
 * Shows each message to `visit`, which says whether it is to be deleted. `hiddenSeconds`: how long the walk may take. Returns how many were
 * seen. @throws the SDK's error; what is still hidden then comes back by itself.
 */
export async function walkQueue(
  {
    sqs,
    queueUrl,
    hiddenSeconds = HIDDEN_SECONDS,
  }: { sqs: Pick<SQSClient, 'send'>; queueUrl: string; hiddenSeconds?: number },
  visit: (message: Walked) => Promise<'delete' | 'keep' | 'stop'>,
): Promise<number> {
  const options = () => ({ abortSignal: AbortSignal.timeout(CALL_TIMEOUT_MS) });
  const kept: Walked[] = [];
  let seen = 0;
  let isOver = false;
  try {
    while (!isOver && seen < MESSAGES_MAX) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: 10,
          VisibilityTimeout: hiddenSeconds,
          MessageSystemAttributeNames: ['MessageGroupId', 'SentTimestamp'],
        }),
        options(),
      );
      if (Messages.length === 0) break;
      for (const message of Messages.map(walkedFrom)) {
        kept.push(message);
        if (isOver) continue;
        seen += 1;
        const verdict = await visit(message);
        if (verdict === 'stop') isOver = true;
        if (verdict !== 'delete') continue;
        await sqs.send(
          new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: message.receiptHandle }),
          options(),
        );
        kept.pop();
      }
    }
    return seen;
  } finally {
    // Failing here only means that it shows again when its time is up.
    await Promise.allSettled(
      kept.map(({ receiptHandle }) =>
        sqs.send(
          new ChangeMessageVisibilityCommand({
            QueueUrl: queueUrl,
            ReceiptHandle: receiptHandle,
            VisibilityTimeout: 0,
          }),
          options(),
        ),
      ),
    );
  }
}
