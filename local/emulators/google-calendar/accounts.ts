/** Google's token endpoint for one service account: the claim's signature, audience and times are checked as Google checks them. */
import { generateKeyPairSync, type KeyObject, verify } from 'node:crypto';
import type { VirtualClock } from '../../clock.ts';

/** The made-up account, calendar and Workspace user of the embedded stack. */
export const GOOGLE_ACCOUNT = {
  email: 'bastao@solar-exemplo.iam.gserviceaccount.com',
  keyId: 'local-key-1',
  calendarId: 'agenda@solar-exemplo.example',
  subject: 'agenda@solar-exemplo.example',
} as const;

/** What a token may do, and as whom. */
export type Access = { readonly scopes: ReadonlySet<string>; readonly subject: string | null };

export type Accounts = {
  /** `POST /token`. */
  exchange(request: Request): Promise<Response>;
  /** Null for a token that was never given, ended or was revoked. */
  accessOf(request: Request): Access | null;
  /** The key file's JSON, whose `token_uri` is this endpoint. */
  keyFile(tokenUri: string): string;
  /** Whether the account may act for users of its Workspace. */
  delegate(isDelegated: boolean): void;
  /** Every token given so far is refused from now on. */
  revokeTokens(): void;
};

const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const TOKEN_SECONDS = 3599;
const CLAIM_MAX_SECONDS = 3600;
const SKEW_SECONDS = 300;

// Generating takes a tenth of a second; one pair serves the process.
let pair: { readonly publicKey: KeyObject; readonly privateKey: string } | null = null;
function keyPair(): { readonly publicKey: KeyObject; readonly privateKey: string } {
  if (pair) return pair;
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  pair = { publicKey, privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
  return pair;
}

const refused = (status: number, error: string, description: string): Response =>
  Response.json({ error, error_description: description }, { status });
const invalidGrant = (description: string): Response => refused(400, 'invalid_grant', description);

function decoded(part: string | undefined): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : null;
  } catch {
    return null;
  }
}

/** `tokenUri`: this endpoint, for which alone a claim may be made out. */
export function createAccounts({
  clock,
  tokenUri,
}: {
  clock: VirtualClock;
  tokenUri: () => string;
}): Accounts {
  const tokens = new Map<string, Access & { readonly endsAtMs: number }>();
  let isDelegated = true;

  const grant = (assertion: string): Response => {
    const [head, body, signature, ...rest] = assertion.split('.');
    const header = decoded(head);
    const claims = decoded(body);
    if (!header || !claims || signature === undefined || rest.length > 0 || header['alg'] !== 'RS256')
      return invalidGrant('Invalid JWT: Failed to parse the assertion.');
    if (claims['iss'] !== GOOGLE_ACCOUNT.email) return invalidGrant('Invalid grant: account not found');
    const isSigned = verify(
      'RSA-SHA256',
      Buffer.from(`${head}.${body}`),
      keyPair().publicKey,
      Buffer.from(signature, 'base64url'),
    );
    if (!isSigned) return invalidGrant('Invalid JWT Signature.');
    if (claims['aud'] !== tokenUri())
      return invalidGrant('Failed audience check. The right audience is the token endpoint.');
    const now = clock.nowMs() / 1000;
    const issuedAt = Number(claims['iat']);
    const endsAt = Number(claims['exp']);
    const isTimely =
      issuedAt <= now + SKEW_SECONDS && endsAt > now - SKEW_SECONDS && endsAt - issuedAt <= CLAIM_MAX_SECONDS;
    if (!isTimely)
      return invalidGrant(
        'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.',
      );
    if (typeof claims['scope'] !== 'string' || claims['scope'] === '')
      return refused(400, 'invalid_scope', 'Invalid OAuth scope or ID token audience provided.');
    if (claims['sub'] !== undefined && !isDelegated)
      return refused(
        401,
        'unauthorized_client',
        'Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.',
      );
    const token = `local-google-token-${tokens.size + 1}`;
    tokens.set(token, {
      scopes: new Set(claims['scope'].split(' ')),
      subject: typeof claims['sub'] === 'string' ? claims['sub'] : null,
      endsAtMs: clock.nowMs() + TOKEN_SECONDS * 1000,
    });
    return Response.json({ access_token: token, expires_in: TOKEN_SECONDS, token_type: 'Bearer' });
  };

  return {
    exchange: async (request) => {
      const form = new URLSearchParams(await request.text());
      if (form.get('grant_type') !== GRANT)
        return refused(400, 'unsupported_grant_type', `Invalid grant_type: ${form.get('grant_type')}`);
      return grant(form.get('assertion') ?? '');
    },
    accessOf: (request) => {
      const token = tokens.get((request.headers.get('authorization') ?? '').replace(/^Bearer /, ''));
      return token && token.endsAtMs > clock.nowMs() ? token : null;
    },
    keyFile: (uri) =>
      JSON.stringify({
        type: 'service_account',
        project_id: 'solar-exemplo',
        private_key_id: GOOGLE_ACCOUNT.keyId,
        private_key: keyPair().privateKey,
        client_email: GOOGLE_ACCOUNT.email,
        token_uri: uri,
      }),
    delegate: (delegated) => {
      isDelegated = delegated;
    },
    revokeTokens: () => {
      for (const [token, access] of tokens) tokens.set(token, { ...access, endsAtMs: 0 });
    },
  };
}
