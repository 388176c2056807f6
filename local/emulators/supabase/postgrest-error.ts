/**
 * PostgREST's errors: body `{ code, message, details, hint }`, HTTP status by SQLSTATE.
 * Source: docs.postgrest.org/en/v14/references/errors and PostgREST's `Error.hs`.
 */
import { messages } from '@electric-sql/pglite';
import pg from 'pg';

export type PostgrestError = {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly details: string | null;
  readonly hint: string | null;
};

/** Exact codes first; then the two-character class. Whatever is in neither is the caller's fault: 400. */
const STATUS_BY_SQLSTATE: Readonly<Record<string, number>> = {
  '23503': 409,
  '23505': 409,
  '25006': 405,
  '21000': 500,
  '42883': 404,
  '42P01': 404,
  '42P17': 500,
  '53400': 500,
  '57P01': 503,
  P0001: 400,
};
const STATUS_BY_CLASS: Readonly<Record<string, number>> = {
  '08': 503,
  '09': 500,
  '0L': 403,
  '0P': 403,
  '25': 500,
  '28': 403,
  '2D': 500,
  '38': 500,
  '39': 500,
  '3B': 500,
  '40': 500,
  '53': 503,
  '54': 500,
  '55': 500,
  '57': 500,
  '58': 500,
  F0: 500,
  HV: 500,
  P0: 500,
  XX: 500,
};

/** `anonymous`: a missing privilege is 401 for the anonymous role and 403 for everyone else. */
export function statusOf({ sqlState, anonymous }: { sqlState: string; anonymous: boolean }): number {
  if (sqlState === '42501') return anonymous ? 401 : 403;
  // `raise sqlstate 'PT418'` chooses the status itself.
  if (/^PT\d{3}$/.test(sqlState)) return Number(sqlState.slice(2));
  return STATUS_BY_SQLSTATE[sqlState] ?? STATUS_BY_CLASS[sqlState.slice(0, 2)] ?? 400;
}

/** What PostgREST makes of an error of Postgres. Anything else is a bug of the stand-in and is thrown again. */
export function fromDatabase({ error, anonymous }: { error: unknown; anonymous: boolean }): PostgrestError {
  const isFromDatabase = error instanceof messages.DatabaseError || error instanceof pg.DatabaseError;
  if (!isFromDatabase || error.code === undefined) throw error;
  return {
    status: statusOf({ sqlState: error.code, anonymous }),
    code: error.code,
    message: error.message,
    details: error.detail ?? null,
    hint: error.hint ?? null,
  };
}

/** The answer as it leaves PostgREST. */
export function errorResponse({ status, ...body }: PostgrestError): Response {
  return Response.json(body, {
    status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'proxy-status': `PostgREST; error=${body.code}`,
      ...(status === 401 && { 'www-authenticate': 'Bearer' }),
    },
  });
}

/** PostgREST's own refusal: what is not given is null. */
export function refusal(
  error: Partial<PostgrestError> & Pick<PostgrestError, 'status' | 'code' | 'message'>,
): Response {
  return errorResponse({ details: null, hint: null, ...error });
}
