/** How Scheduler says no: the body is `{"Message": …}` (facts/serverless.md §3). */
import { AwsRefusal, refusalResponse } from '../aws-refusal.ts';

export class SchedulerRefusal extends AwsRefusal<RefusalType> {
  override readonly name = 'SchedulerRefusal';
}

const STATUS_OF = {
  ValidationException: 400,
  ServiceQuotaExceededException: 402,
  MissingAuthenticationTokenException: 403,
  ResourceNotFoundException: 404,
  ConflictException: 409,
  ThrottlingException: 429,
  InternalServerException: 500,
  ServiceUnavailableException: 503,
} as const;

type RefusalType = keyof typeof STATUS_OF;

export const invalid = (message: string): SchedulerRefusal =>
  new SchedulerRefusal('ValidationException', message);
export const notFound = (what: string): SchedulerRefusal =>
  new SchedulerRefusal('ResourceNotFoundException', `${what} does not exist.`);
export const conflict = (message: string): SchedulerRefusal =>
  new SchedulerRefusal('ConflictException', message);
export const quotaExceeded = (what: string): SchedulerRefusal =>
  new SchedulerRefusal('ServiceQuotaExceededException', `The quota of ${what} has been reached.`);

const MESSAGE_OF: Partial<Record<RefusalType, string>> = {
  ThrottlingException: 'Rate exceeded',
  InternalServerException: 'An internal error occurred. Retry your request.',
  ServiceUnavailableException: 'The service is temporarily unavailable.',
};

/** The error whose HTTP status this is, as a fault asks for it; an unknown status is an internal error. */
export function refusalOfStatus(status: number): SchedulerRefusal {
  const entry = Object.entries(STATUS_OF).find(([, code]) => code === status);
  // The keys of a const object are its type's keys; `Object.entries` widens them to `string`.
  const type = (entry?.[0] ?? 'InternalServerException') as RefusalType;
  return new SchedulerRefusal(type, MESSAGE_OF[type] ?? 'Refused on request.');
}

/** The response the SDK reads as that error. */
export const toResponse = ({ type, message }: SchedulerRefusal): Response =>
  refusalResponse({ type, status: STATUS_OF[type], body: { Message: message } });
