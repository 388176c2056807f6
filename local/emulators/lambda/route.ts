/** Which route of an HTTP API a request takes (API Gateway v2): exact, then with parameters, then greedy, then `$default`. */

export type Route = { readonly routeKey: string };

/** Parameters are decoded; null when the route has none. */
export type RouteMatch<R extends Route> = {
  readonly route: R;
  readonly pathParameters: Readonly<Record<string, string>> | null;
};

/** Rank of a route that fits, lower first; each segment is judged in turn, so `/a/{b}` goes before `/{a}/b`. */
const EXACT = '0';
const PARAMETER = '1';
const GREEDY = '2';

const segmentsOf = (path: string): string[] => path.split('/').slice(1);
const PARAMETER_PATTERN = /^\{([A-Za-z0-9._-]+)(\+?)\}$/;

type Fit = { rank: string; parameters: Record<string, string> };

function fitPath(template: string, path: string): Fit | null {
  const parts = segmentsOf(template);
  const given = segmentsOf(path);
  const parameters: Record<string, string> = {};
  let rank = '';
  for (const [index, part] of parts.entries()) {
    const [, name, plus] = PARAMETER_PATTERN.exec(part) ?? [];
    const segment = given[index];
    if (segment === undefined) return null;
    if (name !== undefined && plus === '+') {
      parameters[name] = given.slice(index).join('/');
      return { rank: rank + GREEDY, parameters };
    }
    if (name === undefined && part !== segment) return null;
    if (name !== undefined) {
      if (segment === '') return null;
      parameters[name] = segment;
    }
    rank += name === undefined ? EXACT : PARAMETER;
  }
  // A trailing slash is one more, empty, segment: HTTP APIs tell `/a/` from `/a`, and only a greedy route takes both.
  return parts.length === given.length ? { rank, parameters } : null;
}

/** @throws for a route key that API Gateway would not create, a trailing slash among them. */
export function assertRouteKey(routeKey: string): void {
  if (routeKey === '$default') return;
  const [method = '', path = '', ...rest] = routeKey.split(' ');
  const isMethod = /^(ANY|GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)$/.test(method);
  const isPath = path.startsWith('/') && (path === '/' || !path.endsWith('/')) && !/\+\}.+/.test(path);
  if (!isMethod || !isPath || rest.length > 0)
    throw new Error(`route key ${routeKey}: expected "METHOD /path", no trailing slash, {name+} last`);
}

/** `path` is decoded already. Null when nothing fits: the gateway then answers 404 itself. */
export function matchRoute<R extends Route>({
  routes,
  method,
  path,
}: {
  routes: readonly R[];
  method: string;
  path: string;
}): RouteMatch<R> | null {
  let best: { rank: string; match: RouteMatch<R> } | null = null;
  for (const route of routes) {
    if (route.routeKey === '$default') continue;
    const [routeMethod, template = ''] = route.routeKey.split(' ');
    if (routeMethod !== 'ANY' && routeMethod !== method) continue;
    const found = fitPath(template, path);
    if (!found) continue;
    // Of two routes with one path, the one that names the method is the closer one.
    const rank = found.rank + (routeMethod === 'ANY' ? PARAMETER : EXACT);
    const pathParameters = Object.keys(found.parameters).length > 0 ? found.parameters : null;
    if (!best || rank < best.rank) best = { rank, match: { route, pathParameters } };
  }
  if (best) return best.match;
  const fallback = routes.find(({ routeKey }) => routeKey === '$default');
  return fallback ? { route: fallback, pathParameters: null } : null;
}
