/** Messages that failed too often, made by hand: the outage that makes them for real takes forty minutes. */
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { MATEUS, type World } from '../../support/world.ts';

/** Puts a message among the dead letters, as SQS would after its last attempt. */
export const putDead = async (world: World, body: string, group: string): Promise<void> => {
  const sqs = new SQSClient({
    endpoint: world.environment['AWS_ENDPOINT_URL_SQS'] ?? '',
    region: 'sa-east-1',
  });
  const queueUrl = (world.environment['LEAD_QUEUE_URL'] ?? '').replace('lead-events', 'lead-events-dead');
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: queueUrl,
      MessageBody: body,
      MessageGroupId: group,
      MessageDeduplicationId: `${group}:${body.length}`,
    }),
  );
  sqs.destroy();
};
/** What a lead wrote, as the webhook queues it. */
export const inbound = (
  world: World,
  {
    id,
    agoMs = 0,
    who = MATEUS,
    text = 'quero um orçamento',
  }: { id: string; agoMs?: number; who?: { phone: string; name: string }; text?: string },
): string =>
  JSON.stringify({
    v: 1,
    correlationId: id,
    body: {
      source: 'whatsapp',
      event: {
        kind: 'inbound',
        messageId: id,
        from: { phone: who.phone, lid: null, bsuid: null, replyTo: who.phone.slice(1) },
        profileName: who.name,
        sentAt: Math.floor((world.clock.nowMs() - agoMs) / 1000),
        content: { kind: 'text', text },
        quotes: null,
        forwarded: false,
        adId: null,
      },
    },
  });
