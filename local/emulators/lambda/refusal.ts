/** How Lambda's Invoke API says no: the body is `{"Type", "Message"}`. */
import { AwsRefusal, refusalResponse } from '../aws-refusal.ts';

const STATUS_OF = {
  InvalidParameterValueException: 400,
  InvalidRequestContentException: 400,
  MissingAuthenticationTokenException: 403,
  ResourceInUseException: 400,
  ResourceNotFoundException: 404,
  RequestTooLargeException: 413,
  TooManyRequestsException: 429,
  ServiceException: 500,
  ServiceUnavailableException: 503,
} as const;

type LambdaErrorType = keyof typeof STATUS_OF;

export class LambdaRefusal extends AwsRefusal<LambdaErrorType> {
  override readonly name = 'LambdaRefusal';
}

/** The error whose HTTP status this is, as a fault asks for it; an unknown status is an internal error. */
export function refusalOfStatus(status: number): LambdaRefusal {
  if (status === 429) return new LambdaRefusal('TooManyRequestsException', 'Rate Exceeded.');
  if (status === 503)
    return new LambdaRefusal('ServiceUnavailableException', 'The service is temporarily unavailable.');
  return new LambdaRefusal('ServiceException', 'An error occurred and the request cannot be processed.');
}

/** The response the SDK reads as that error. */
export function toResponse({ type, message }: LambdaRefusal): Response {
  const status = STATUS_OF[type];
  return refusalResponse({
    type,
    status,
    body: { Type: status < 500 ? 'User' : 'Server', Message: message },
  });
}
