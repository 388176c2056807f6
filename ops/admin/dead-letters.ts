/** Where the messages are that failed too often: the queue itself says so in its redrive policy. */
import { GetQueueAttributesCommand, GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';

const RedrivePolicy = z.looseObject({ deadLetterTargetArn: z.string() });
const CALL_TIMEOUT_MS = 10_000;

/** Null for a queue without dead letters. @throws the SDK's error. */
export async function deadLetterQueue(
  sqs: Pick<SQSClient, 'send'>,
  queueUrl: string,
): Promise<{ readonly url: string } | null> {
  const options = { abortSignal: AbortSignal.timeout(CALL_TIMEOUT_MS) };
  const { Attributes: own = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['RedrivePolicy'] }),
    options,
  );
  const policy =
    own['RedrivePolicy'] === undefined ? null : RedrivePolicy.safeParse(JSON.parse(own['RedrivePolicy']));
  const name = policy?.success ? policy.data.deadLetterTargetArn.split(':').at(-1) : undefined;
  if (name === undefined) return null;
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: name }), options);
  return QueueUrl === undefined ? null : { url: QueueUrl };
}
