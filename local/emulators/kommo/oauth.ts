/** `/oauth2/access_token`: tokens that live a day, and a refresh token that works once (facts/kommo.md §2.1). */
import { isObject } from './input.ts';
import { type ApiAnswer, ok, problem, revokedToken } from './problems.ts';
import type { Store } from './state.ts';

const ACCESS_TOKEN_SECONDS = 86_400;

/** What the integration was given when it was registered. */
export type OAuthClient = { readonly clientId: string; readonly clientSecret: string; readonly code: string };

/** Rotates the pair. A refresh token that was used before, or never issued, is 401 with a hint. */
export function exchangeToken({
  store,
  client,
  body,
}: {
  store: Store;
  client: OAuthClient;
  body: unknown;
}): ApiAnswer {
  if (
    !isObject(body) ||
    body['client_id'] !== client.clientId ||
    body['client_secret'] !== client.clientSecret
  )
    return problem({ status: 401, detail: 'Client authentication failed' });
  const { refreshToken, usedRefreshTokens, accessTokens } = store.oauth;
  const key = body['grant_type'] === 'refresh_token' ? body['refresh_token'] : body['code'];
  const isValid =
    body['grant_type'] === 'refresh_token'
      ? key === refreshToken && key !== null
      : key === client.code && !usedRefreshTokens.includes(client.code);
  if (typeof key !== 'string' || !isValid) return revokedToken();
  const pair = { access: `access.${store.hex32()}`, refresh: `refresh.${store.hex32()}` };
  store.oauth = {
    refreshToken: pair.refresh,
    usedRefreshTokens: [...usedRefreshTokens, key],
    accessTokens: [...accessTokens, pair.access],
  };
  return ok({
    token_type: 'Bearer',
    expires_in: ACCESS_TOKEN_SECONDS,
    access_token: pair.access,
    refresh_token: pair.refresh,
  });
}
