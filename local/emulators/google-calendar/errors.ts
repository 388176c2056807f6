/** Google's own words for what it refuses: both levels of the error, as "Handle API errors" of the Calendar API shows them. */

type Detail = {
  readonly domain: string;
  readonly reason: string;
  readonly locationType?: string;
  readonly location?: string;
};

/** An error answer; `detail` is the older, named level, the rest repeats it. */
export function refusal(status: number, message: string, detail: Detail): Response {
  return Response.json({ error: { errors: [{ ...detail, message }], code: status, message } }, { status });
}

export const notFound = (): Response => refusal(404, 'Not Found', { domain: 'global', reason: 'notFound' });
export const gone = (): Response =>
  refusal(410, 'Resource has been deleted', { domain: 'global', reason: 'deleted' });
export const duplicate = (): Response =>
  refusal(409, 'The requested identifier already exists.', { domain: 'global', reason: 'duplicate' });
export const forbidden = (): Response => refusal(403, 'Forbidden', { domain: 'global', reason: 'forbidden' });
export const invalid = (message: string): Response =>
  refusal(400, message, { domain: 'global', reason: 'invalid' });
export const required = (message: string): Response =>
  refusal(400, message, { domain: 'global', reason: 'required' });
export const emptyRange = (): Response =>
  refusal(400, 'The specified time range is empty.', {
    domain: 'calendar',
    reason: 'timeRangeEmpty',
    locationType: 'parameter',
    location: 'timeMax',
  });
export const guestsForbidden = (): Response =>
  refusal(403, 'Service accounts cannot invite attendees without Domain-Wide Delegation of Authority.', {
    domain: 'calendar',
    reason: 'forbiddenForServiceAccounts',
  });
export const guestQuota = (): Response =>
  refusal(403, 'Calendar usage limits exceeded.', { domain: 'usageLimits', reason: 'quotaExceeded' });
export const insufficientScope = (): Response =>
  refusal(403, 'Request had insufficient authentication scopes.', {
    domain: 'global',
    reason: 'insufficientPermissions',
  });
export const invalidCredentials = (): Response =>
  refusal(401, 'Invalid Credentials', {
    domain: 'global',
    reason: 'authError',
    locationType: 'header',
    location: 'Authorization',
  });

/** What Google says with a status when the fault is not about the request. */
export function outage(status: number): Response {
  switch (status) {
    case 401:
      return invalidCredentials();
    case 403:
      return refusal(403, 'Rate Limit Exceeded', { domain: 'usageLimits', reason: 'rateLimitExceeded' });
    case 404:
      return notFound();
    case 409:
      return duplicate();
    case 410:
      return gone();
    case 429:
      return refusal(429, 'Too Many Requests', { domain: 'usageLimits', reason: 'rateLimitExceeded' });
    default:
      return refusal(status, 'Backend Error', { domain: 'global', reason: 'backendError' });
  }
}
