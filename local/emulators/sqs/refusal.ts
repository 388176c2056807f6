/**
 * How SQS says no over its JSON protocol: `__type` in the body is what newer SDKs read, the `x-amzn-query-error` header
 * is the code of the old query protocol, which they prefer when it is there (facts/serverless.md §4).
 * Thrown inside the emulator only; the HTTP edge turns it into a response or into one `Failed` entry of a batch.
 */
export class SqsRefusal extends Error {
  override readonly name = 'SqsRefusal';
  /** The query protocol's code, what `error.Code` and a batch entry's `Code` carry. */
  readonly code: string;
  readonly type: string;
  readonly status: number;

  constructor({
    code,
    type,
    message,
    status = 400,
  }: { code: string; type: string; message: string; status?: number }) {
    super(message);
    this.code = code;
    this.type = type;
    this.status = status;
  }
}

const refusal =
  ({ code, type, message }: { code: string; type: string; message: string }) =>
  (): SqsRefusal =>
    new SqsRefusal({ code, type, message });

export const queueDoesNotExist = refusal({
  code: 'AWS.SimpleQueueService.NonExistentQueue',
  type: 'com.amazonaws.sqs#QueueDoesNotExist',
  message: 'The specified queue does not exist.',
});

/** One entry of a batch, refused for a reason of SQS's own. */
export const internalError = (): SqsRefusal =>
  new SqsRefusal({
    code: 'InternalError',
    type: 'com.amazonaws.sqs#InternalError',
    message: 'We encountered an internal error. Please try again.',
    status: 500,
  });

export const emptyBatch = refusal({
  code: 'AWS.SimpleQueueService.EmptyBatchRequest',
  type: 'com.amazonaws.sqs#EmptyBatchRequest',
  message: 'There should be at least one entry in the request.',
});

export const batchIdsNotDistinct = (id: string): SqsRefusal =>
  new SqsRefusal({
    code: 'AWS.SimpleQueueService.BatchEntryIdsNotDistinct',
    type: 'com.amazonaws.sqs#BatchEntryIdsNotDistinct',
    message: `Id ${id} repeated.`,
  });

export const invalidBatchEntryId = refusal({
  code: 'AWS.SimpleQueueService.InvalidBatchEntryId',
  type: 'com.amazonaws.sqs#InvalidBatchEntryId',
  message:
    'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
});

export const tooManyEntries = (count: number): SqsRefusal =>
  new SqsRefusal({
    code: 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
    type: 'com.amazonaws.sqs#TooManyEntriesInBatchRequest',
    message: `Maximum number of entries per request are 10. You have sent ${count}.`,
  });

export const batchTooLong = (bytes: number): SqsRefusal =>
  new SqsRefusal({
    code: 'AWS.SimpleQueueService.BatchRequestTooLong',
    type: 'com.amazonaws.sqs#BatchRequestTooLong',
    message: `Batch requests cannot be longer than 1048576 bytes. You have sent ${bytes} bytes.`,
  });

export const purgeInProgress = (queueName: string): SqsRefusal =>
  new SqsRefusal({
    code: 'AWS.SimpleQueueService.PurgeQueueInProgress',
    type: 'com.amazonaws.sqs#PurgeQueueInProgress',
    message: `Only one PurgeQueue operation on ${queueName} is allowed every 60 seconds.`,
  });

export const receiptHandleIsInvalid = (handle: string): SqsRefusal =>
  new SqsRefusal({
    code: 'ReceiptHandleIsInvalid',
    type: 'com.amazonaws.sqs#ReceiptHandleIsInvalid',
    message: `The input receipt handle "${handle}" is not a valid receipt handle.`,
  });

export const messageNotInFlight = refusal({
  code: 'AWS.SimpleQueueService.MessageNotInflight',
  type: 'com.amazonaws.sqs#MessageNotInflight',
  message: 'The message referred to is not in flight.',
});

export const invalidMessageContents = refusal({
  code: 'InvalidMessageContents',
  type: 'com.amazonaws.sqs#InvalidMessageContents',
  message:
    'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF',
});

export const missingParameter = (parameter: string): SqsRefusal =>
  new SqsRefusal({
    code: 'MissingParameter',
    type: 'com.amazon.coral.service#MissingRequiredParameterException',
    message: `The request must contain the parameter ${parameter}.`,
  });

export const invalidParameter = (message: string): SqsRefusal =>
  new SqsRefusal({
    code: 'InvalidParameterValue',
    type: 'com.amazon.coral.service#InvalidParameterValueException',
    message,
  });

export const invalidValue = ({
  parameter,
  value,
  reason,
}: {
  parameter: string;
  value: unknown;
  reason: string;
}): SqsRefusal =>
  invalidParameter(`Value ${String(value)} for parameter ${parameter} is invalid. Reason: ${reason}`);

/** Also for what the stand-in does not model: refusing is stricter than ignoring. */
export const unsupportedOperation = (what: string): SqsRefusal =>
  new SqsRefusal({
    code: 'AWS.SimpleQueueService.UnsupportedOperation',
    type: 'com.amazonaws.sqs#UnsupportedOperation',
    message: `Unsupported: ${what}`,
  });

export const malformedRequest = (message: string): SqsRefusal =>
  new SqsRefusal({
    code: 'SerializationException',
    type: 'com.amazon.coral.service#SerializationException',
    message,
  });

export const missingAuthentication = (): SqsRefusal =>
  new SqsRefusal({
    code: 'MissingAuthenticationToken',
    type: 'com.amazon.coral.service#MissingAuthenticationTokenException',
    message: 'Request is missing Authentication Token',
    status: 403,
  });

export const serviceUnavailable = (): SqsRefusal =>
  new SqsRefusal({
    code: 'ServiceUnavailable',
    type: 'com.amazon.coral.service#ServiceUnavailableException',
    message: 'The service is temporarily unavailable.',
    status: 503,
  });
