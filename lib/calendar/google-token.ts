/**
 * Access tokens of a Google service account: a claim signed with its key (RS256), exchanged for a token that is kept until just
 * before it ends. Callers at one time share one exchange. Neither key nor token is ever logged.
 */
import { createPrivateKey, sign } from 'node:crypto';
import * as z from 'zod/mini';
import type { Clock } from '../clock.ts';
import { createJsonHttp, type HttpTimeouts, parsedJson } from './json-http.ts';

/** What of a service account's key file is used. */
export type ServiceAccount = {
  readonly clientEmail: string;
  readonly privateKey: string;
  readonly privateKeyId: string | null;
  readonly tokenUri: string;
};

export type TokenAnswer =
  | { readonly kind: 'ok'; readonly token: string }
  /** `auth`: Google knows the account or its key no more, or not yet. */
  | {
      readonly kind: 'failed';
      readonly cause: 'auth' | 'timeout' | 'network' | 'server_error' | 'malformed';
    };

export type TokenSource = {
  get(): Promise<TokenAnswer>;
  /** Google refused this token: the next `get` fetches another. */
  forget(token: string): void;
  close(): Promise<void>;
};

/** No more than what is used: events, and whether time is free. */
const SCOPE =
  'https://www.googleapis.com/auth/calendar.events https://www.googleapis.com/auth/calendar.freebusy';
const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
/** The longest that Google accepts. */
const CLAIM_SECONDS = 3600;
/** A token this near its end is not used for one more request. */
const MARGIN_MS = 60_000;

const Token = z.object({
  access_token: z.string().check(z.minLength(1)),
  expires_in: z.number().check(z.positive()),
});

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** @throws {Error} for a private key that is none: a fault of configuration. */
export function createTokenSource(options: {
  account: ServiceAccount;
  /** The Workspace user the account acts for; null: itself. */
  subject: string | null;
  clock: Clock;
  timeouts: HttpTimeouts;
}): TokenSource {
  const { account, subject, clock, timeouts } = options;
  const key = createPrivateKey(account.privateKey);
  const uri = new URL(account.tokenUri);
  const http = createJsonHttp(uri.origin, timeouts);
  let kept: { readonly token: string; readonly endsAtMs: number } | null = null;
  let underway: Promise<TokenAnswer> | null = null;

  const assertion = (): string => {
    const issuedAt = Math.floor(clock.nowMs() / 1000);
    const header = base64url({
      alg: 'RS256',
      typ: 'JWT',
      ...(account.privateKeyId !== null && { kid: account.privateKeyId }),
    });
    const claims = base64url({
      iss: account.clientEmail,
      scope: SCOPE,
      aud: account.tokenUri,
      iat: issuedAt,
      exp: issuedAt + CLAIM_SECONDS,
      ...(subject !== null && { sub: subject }),
    });
    return `${header}.${claims}.${sign('RSA-SHA256', Buffer.from(`${header}.${claims}`), key).toString('base64url')}`;
  };

  const fetchToken = async (): Promise<TokenAnswer> => {
    const answer = await http.exchange({
      method: 'POST',
      path: uri.pathname + uri.search,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams({ grant_type: GRANT, assertion: assertion() }).toString(),
    });
    if (answer.kind === 'failed') return { kind: 'failed', cause: answer.cause };
    if (answer.status >= 500 || answer.status === 429) return { kind: 'failed', cause: 'server_error' };
    if (answer.status !== 200) return { kind: 'failed', cause: 'auth' };
    const body = Token.safeParse(parsedJson(answer.text));
    if (!body.success) return { kind: 'failed', cause: 'malformed' };
    kept = { token: body.data.access_token, endsAtMs: clock.nowMs() + body.data.expires_in * 1000 };
    return { kind: 'ok', token: kept.token };
  };

  return {
    get: async () => {
      if (kept && clock.nowMs() < kept.endsAtMs - MARGIN_MS) return { kind: 'ok', token: kept.token };
      underway ??= fetchToken().finally(() => {
        underway = null;
      });
      return underway;
    },
    forget: (token) => {
      if (kept?.token === token) kept = null;
    },
    close: http.close,
  };
}
