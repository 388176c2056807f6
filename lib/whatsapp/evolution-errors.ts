/**
 * What each failure of Evolution asks of us (facts/whatsapp.md §1.4, §1.8). Evolution has no error codes: the status and the shape
 * of `response.message` decide. A failure that is in no row may have happened after the message left, so it is `unknown` and is
 * settled by `send.message`, never by sending again.
 */
import * as z from 'zod/mini';
import { integerOrNull, partOrNull, textOrNull } from './lenient.ts';
import type { Refusal, Refused, Scope } from './refusal.ts';
import type { SendResult } from './transport.ts';

const ErrorBody = z.looseObject({
  code: textOrNull,
  response: partOrNull({ message: z.unknown() }),
  isBoom: z.catch(z.boolean(), false),
  output: partOrNull({ statusCode: integerOrNull }),
});

type Failure = {
  readonly status: number;
  /** `response.message`: a text, a list of texts, a list of lists (validation) or a list of lookup results. */
  readonly message: unknown;
  readonly licenceCode: string | null;
  /** Status of a raw Baileys error, which comes without the usual wrapping. */
  readonly boomStatus: number | null;
};
type Row = {
  readonly name: string;
  readonly matches: (failure: Failure) => boolean;
  readonly scope: Scope;
  readonly refusal: Refusal;
  readonly alarm: boolean;
  /** The same on a second lead within the hour is the instance's (facts/whatsapp.md §9.4). */
  readonly isSuspicious?: true;
};

const NotOnWhatsApp = z.array(z.looseObject({ exists: z.literal(false) })).check(z.minLength(1));
const Nested = z.array(z.array(z.unknown())).check(z.minLength(1));
const startsWith = (message: unknown, start: string): boolean =>
  Array.isArray(message) && typeof message[0] === 'string' && message[0].startsWith(start);

/** The first row that matches counts. Every one of them proves that nothing left. */
const ROWS: readonly Row[] = [
  {
    name: 'license_required',
    matches: ({ licenceCode }) => licenceCode === 'LICENSE_REQUIRED',
    scope: 'account',
    refusal: 'hold_all',
    alarm: true,
  },
  {
    name: 'unauthorized',
    matches: ({ status }) => status === 401 || status === 403,
    scope: 'account',
    refusal: 'hold_all',
    alarm: true,
  },
  // An instance or a route that does not exist; a redirect is a wrong address too.
  {
    name: 'not_found',
    matches: ({ status }) => status === 404 || (status >= 300 && status < 400),
    scope: 'account',
    refusal: 'hold_all',
    alarm: true,
  },
  {
    name: 'proxy_limit',
    matches: ({ status }) => status === 429,
    scope: 'account',
    refusal: 'hold_all',
    alarm: false,
  },
  {
    name: 'not_on_whatsapp',
    matches: ({ status, message }) => status === 400 && NotOnWhatsApp.safeParse(message).success,
    scope: 'contact',
    refusal: 'mark_contact',
    alarm: false,
    isSuspicious: true,
  },
  {
    name: 'validation',
    matches: ({ status, message }) => status === 400 && Nested.safeParse(message).success,
    scope: 'message',
    refusal: 'bug',
    alarm: false,
    isSuspicious: true,
  },
  {
    name: 'media_input',
    matches: ({ status, message }) => status === 400 && startsWith(message, 'Owned media'),
    scope: 'message',
    refusal: 'bug',
    alarm: false,
  },
  // The number lookup comes before the send, and these are its words for a closed connection.
  {
    name: 'lookup_failed',
    matches: ({ status, boomStatus }) => status === 400 && boomStatus === 428,
    scope: 'account',
    refusal: 'hold_all',
    alarm: false,
    isSuspicious: true,
  },
  {
    name: 'disconnected',
    matches: ({ status, message }) => status === 500 && message === 'Connection Closed',
    scope: 'account',
    refusal: 'hold_all',
    alarm: false,
    isSuspicious: true,
  },
  // Only the call of the missing instance itself; a TypeError elsewhere may come after the message left.
  {
    name: 'not_in_memory',
    matches: ({ status, message }) =>
      status === 500 && typeof message === 'string' && /of undefined \(reading 'textMessage'\)/.test(message),
    scope: 'account',
    refusal: 'hold_all',
    alarm: true,
  },
];

/** The outcome of a send that Evolution answered with anything but 2xx. */
export function evolutionFailure({
  status,
  body,
  retryAfterMs,
}: {
  status: number;
  body: unknown;
  retryAfterMs: number | null;
}): SendResult {
  const parsed = ErrorBody.safeParse(body).data;
  const failure: Failure = {
    status,
    message: parsed?.response?.message,
    licenceCode: parsed?.code ?? null,
    boomStatus: parsed?.isBoom ? (parsed.output?.statusCode ?? null) : null,
  };
  const row = ROWS.find(({ matches }) => matches(failure));
  if (row === undefined) return { kind: 'unknown', cause: `http_${status}` };
  const { name, scope, refusal, alarm, isSuspicious = false } = row;
  const suspicion = isSuspicious ? `evolution_${name}` : null;
  return { kind: 'refused', scope, refusal, code: null, alarm, retryAfterMs, suspicion };
}

/**
 * `messages.update` with status ERROR after a 201: WhatsApp refused what Evolution had taken. Baileys knows the number (463: the account
 * may open no new chats; 479: a stale session) and Evolution drops it, so it is this contact's once and the account's on a second lead.
 */
export const EVOLUTION_LATE_REFUSAL: Refused = {
  kind: 'refused',
  scope: 'contact',
  refusal: 'hold_contact',
  code: null,
  alarm: false,
  retryAfterMs: null,
  suspicion: 'evolution_error_after_201',
};
