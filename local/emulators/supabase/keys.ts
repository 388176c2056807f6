/** The keys at Supabase's gateway, and the role that each gives. */
import { refusal } from './postgrest-error.ts';

export type Role = 'service_role' | 'anon';

/** The gateway in front of PostgREST has a shape of error of its own. */
function gatewayRefusal(message: string, hint: string): Response {
  return Response.json({ message, hint }, { status: 401 });
}

/** Who asks, or why they may not. */
export function authenticate(request: Request, keys: ReadonlyMap<string, Role>): Role | Response {
  const apiKey = request.headers.get('apikey') ?? new URL(request.url).searchParams.get('apikey');
  if (apiKey === null)
    return gatewayRefusal(
      'No API key found in request',
      'No `apikey` request header or url param was found.',
    );
  const role = keys.get(apiKey);
  if (!role)
    return gatewayRefusal('Invalid API key', 'Double check your Supabase `anon` or `service_role` API key.');
  const authorization = request.headers.get('authorization');
  if (authorization === null) return role;
  // The role comes from the bearer token; the key only opens the gateway.
  return (
    keys.get(authorization.replace(/^Bearer /i, '')) ??
    refusal({ status: 401, code: 'PGRST301', message: 'No suitable key or wrong key type' })
  );
}
