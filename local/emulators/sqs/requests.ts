/** The bodies of the operations that are modelled. A parameter that is not here is refused, not ignored. */
import * as z from 'zod/mini';
import { malformedRequest, unsupportedOperation } from './refusal.ts';

const Attributes = z.optional(
  z.record(
    z.string(),
    z.looseObject({
      DataType: z.string(),
      StringValue: z.optional(z.string()),
      BinaryValue: z.optional(z.string()),
    }),
  ),
);
const draftFields = {
  MessageBody: z.optional(z.string()),
  DelaySeconds: z.optional(z.int()),
  MessageAttributes: Attributes,
  MessageGroupId: z.optional(z.string()),
  MessageDeduplicationId: z.optional(z.string()),
};
export const QueueRequest = z.looseObject({ QueueUrl: z.optional(z.string()) });
export const SendRequest = z.strictObject({ QueueUrl: z.string(), ...draftFields });
export const SendBatchRequest = z.strictObject({
  QueueUrl: z.string(),
  Entries: z.array(z.strictObject({ Id: z.string(), ...draftFields })),
});
export const ReceiveRequest = z.strictObject({
  QueueUrl: z.string(),
  AttributeNames: z.optional(z.array(z.string())),
  MessageSystemAttributeNames: z.optional(z.array(z.string())),
  MessageAttributeNames: z.optional(z.array(z.string())),
  MaxNumberOfMessages: z.optional(z.int()),
  VisibilityTimeout: z.optional(z.int()),
  WaitTimeSeconds: z.optional(z.int()),
});
export const DeleteRequest = z.strictObject({ QueueUrl: z.string(), ReceiptHandle: z.optional(z.string()) });
export const DeleteBatchRequest = z.strictObject({
  QueueUrl: z.string(),
  Entries: z.array(z.strictObject({ Id: z.string(), ReceiptHandle: z.string() })),
});
export const VisibilityRequest = z.strictObject({
  QueueUrl: z.string(),
  ReceiptHandle: z.optional(z.string()),
  VisibilityTimeout: z.optional(z.int()),
});
export const VisibilityBatchRequest = z.strictObject({
  QueueUrl: z.string(),
  Entries: z.array(
    z.strictObject({ Id: z.string(), ReceiptHandle: z.string(), VisibilityTimeout: z.optional(z.int()) }),
  ),
});
export const AttributesRequest = z.strictObject({
  QueueUrl: z.string(),
  AttributeNames: z.optional(z.array(z.string())),
});
export const UrlRequest = z.strictObject({
  QueueName: z.string(),
  QueueOwnerAWSAccountId: z.optional(z.string()),
});
export const ListRequest = z.strictObject({
  QueueNamePrefix: z.optional(z.string()),
  MaxResults: z.optional(z.int()),
});
export const MoveRequest = z.strictObject({ SourceArn: z.string() });

export type DraftFields = z.core.output<z.ZodMiniObject<typeof draftFields>>;

/** @throws SqsRefusal for a body that SQS would not take, or a parameter that is not modelled. */
export function parse<T extends z.core.$ZodType>(schema: T, body: unknown): z.core.output<T> {
  const parsed = z.safeParse(schema, body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue?.code === 'unrecognized_keys') throw unsupportedOperation(`parameter ${issue.keys.join(', ')}`);
  throw malformedRequest(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'malformed'}`);
}
