/** What the API answers: success as `application/hal+json`, errors with the bodies of facts/kommo.md §7 (docs/http-codes). */

export type ApiAnswer = {
  readonly status: number;
  readonly contentType: string;
  /** Null: no body at all. */
  readonly body: string | null;
};

const HAL = 'application/hal+json';
const PROBLEM = 'application/problem+json';

export const ok = (body: unknown, status = 200): ApiAnswer => ({
  status,
  contentType: HAL,
  body: JSON.stringify(body),
});
/** Kommo's word for "nothing found" (facts/kommo.md §2.2). */
export const empty = (status = 204): ApiAnswer => ({ status, contentType: HAL, body: null });
/** The one success that is not JSON (facts/kommo.md §4). */
export const acceptedHtml = (): ApiAnswer => ({
  status: 202,
  contentType: 'text/html; charset=UTF-8',
  body: 'Accepted',
});

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** The common error body; `more` comes first, as in the captures. */
export function problem({
  status,
  detail,
  more = {},
}: {
  status: number;
  detail: string;
  more?: Record<string, unknown>;
}): ApiAnswer {
  return {
    status,
    contentType: PROBLEM,
    body: JSON.stringify({
      ...more,
      title: TITLES[status] ?? 'Error',
      type: `https://httpstatus.es/${status}`,
      status,
      detail,
    }),
  };
}

export type IssueCode =
  | 'NotSupportedChoice'
  | 'InvalidType'
  | 'TooLow'
  | 'FieldNotExpected'
  | 'FieldMissing'
  | 'TooLong'
  | 'NotBlank';
export type Issue = { readonly code: IssueCode; readonly path: string };

const DETAILS: Readonly<Record<IssueCode, string>> = {
  NotSupportedChoice: 'The value you selected is not a valid choice.',
  InvalidType: 'This value has an invalid type.',
  TooLow: 'This value is too low.',
  FieldNotExpected: 'This field was not expected.',
  FieldMissing: 'This field is missing.',
  TooLong: 'This value is too long.',
  NotBlank: 'This value should not be blank.',
};

export const validationProblem = (
  issues: readonly { requestId: string; issues: readonly Issue[] }[],
): ApiAnswer =>
  problem({
    status: 400,
    detail: 'Request validation failed',
    more: {
      'validation-errors': issues.map(({ requestId, issues: found }) => ({
        request_id: requestId,
        errors: found.map(({ code, path }) => ({ code, path, detail: DETAILS[code] })),
      })),
    },
  });

export const emptyRequest = (): ApiAnswer =>
  problem({ status: 400, detail: 'Request data can not be empty' });
export const invalidBody = (): ApiAnswer => problem({ status: 400, detail: 'Invalid request body' });
/** A different shape from every other 400 (facts/kommo.md §2.3). */
export const lossReasonProblem = (leadId: number): ApiAnswer =>
  problem({
    status: 400,
    detail: 'Invalid request body',
    more: { errors: { [leadId]: 'Loss reason can be specified only for lost lead' } },
  });
export const unauthorized = (): ApiAnswer =>
  problem({ status: 401, detail: 'Invalid user name or password' });
export const revokedToken = (): ApiAnswer => ({
  status: 401,
  contentType: PROBLEM,
  body: JSON.stringify({
    hint: 'Token has been revoked',
    title: 'Unauthorized',
    type: 'https://developers.amocrm.ru/v3/errors/OAuthProblemJson',
    status: 401,
    detail: 'Token has been revoked',
  }),
});
export const notFound = (detail: string): ApiAnswer => problem({ status: 404, detail });
export const methodNotAllowed = (): ApiAnswer => problem({ status: 405, detail: 'Method Not Allowed' });
export const tooMany = (max: number): ApiAnswer => problem({ status: 422, detail: `Limit ${max} per page` });

/** Seconds that a throttled client is told to wait, in the body: no header was ever seen (facts/kommo.md §3). */
const RETRY_AFTER_SECONDS = 300;

/** nginx ends its lines with CRLF. */
const throttledHtml = `<html>
<head><title>429 Too Many Requests</title></head>
<body>
<center><h1>429 Too Many Requests</h1></center>
<hr><center>nginx</center>
</body>
</html>
`.replaceAll('\n', '\r\n');

export function throttled(kind: 'json' | 'html'): ApiAnswer {
  if (kind === 'html') return { status: 429, contentType: 'text/html', body: throttledHtml };
  const answer = problem({
    status: 429,
    detail: 'You have sent too many requests in a given amount of time.',
  });
  return {
    ...answer,
    body: JSON.stringify({ ...JSON.parse(answer.body ?? '{}'), retry_after: RETRY_AFTER_SECONDS }),
  };
}

/** What a blocked address or account gets on every route (facts/kommo.md §3). */
export const blocked = (): ApiAnswer => ({ status: 403, contentType: 'text/plain', body: '403 Forbidden' });

/** The body Kommo would send with a status, for a fault that names the status only. `traceId`: 32 hex digits. */
export function statusAnswer({ status, traceId }: { status: number; traceId: string }): ApiAnswer {
  if (status === 401) return unauthorized();
  if (status === 402) return problem({ status, detail: 'Payment required' });
  if (status === 403) return blocked();
  if (status === 429) return throttled('json');
  if (status === 500)
    return {
      status,
      contentType: PROBLEM,
      body: JSON.stringify({
        title: 'ErrInternalServer',
        status,
        detail: 'Internal server error',
        trace_id: traceId,
      }),
    };
  if (status === 204) return empty();
  if (status >= 502)
    return {
      status,
      contentType: 'text/html',
      body: `<html><body><h1>${status} ${TITLES[status] ?? ''}</h1></body></html>`,
    };
  return problem({ status, detail: TITLES[status] ?? 'Error' });
}
