/** Which function answers which request. A route is a row; what matches a path under another method is 405, nothing is 404. */
import type { KommoKnobs } from './knobs.ts';
import { type ApiAnswer, ok } from './problems.ts';
import type { ContactRecord, LeadRecord, ReadTable } from './state.ts';
import type { Actor, World } from './world.ts';

export type Call = {
  readonly world: World;
  readonly knobs: KommoKnobs;
  /** Who the API acts as. */
  readonly actor: Actor;
  /** What reads see: the present, or a moment ago under the fault `stale_read`. */
  readonly view: { readonly leads: ReadTable<LeadRecord>; readonly contacts: ReadTable<ContactRecord> };
  readonly path: string;
  readonly query: URLSearchParams;
  /** Parsed JSON; undefined for a missing or unreadable body. */
  readonly body: unknown;
  /** The path's captured segments, in order. */
  readonly segments: readonly string[];
  /** An absolute link to a path (with query) of this API. */
  link(path: string): string;
};

export type Route = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** `:id` matches digits, `:uid` any segment. */
  readonly path: string;
  readonly answer: (call: Call) => ApiAnswer;
};

export type RouteMatch =
  | { readonly kind: 'found'; readonly route: Route; readonly segments: readonly string[] }
  | { readonly kind: 'wrong_method' }
  | { readonly kind: 'unknown' };

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll(':id', '(\\d+)').replaceAll(':uid', '([^/]+)')}/?$`);

/** Finds rows in order, so a literal path goes before one with a capture. */
export function createRouter(
  routes: readonly Route[],
): (request: { method: string; path: string }) => RouteMatch {
  const compiled = routes.map((route) => ({ route, pattern: patternOf(route.path) }));
  return ({ method, path }) => {
    let isKnownPath = false;
    for (const { route, pattern } of compiled) {
      const match = pattern.exec(path);
      if (!match) continue;
      isKnownPath = true;
      if (route.method === method) return { kind: 'found', route, segments: match.slice(1) };
    }
    return { kind: isKnownPath ? 'wrong_method' : 'unknown' };
  };
}

/** What a batch of new rows is answered with: their ids, in the order they were asked for. */
export function created(
  call: Pick<Call, 'link'>,
  collection: 'leads' | 'contacts',
  rows: readonly { readonly requestId: string; readonly id: number }[],
): ApiAnswer {
  const path = `/api/v4/${collection}`;
  return ok({
    _links: { self: { href: call.link(path) } },
    _embedded: {
      [collection]: rows.map(({ requestId, id }) => ({
        id,
        request_id: requestId,
        _links: { self: { href: call.link(`${path}/${id}`) } },
      })),
    },
  });
}

/** A captured `:id`. */
export function idSegment(call: Pick<Call, 'segments'>, position = 0): number {
  const segment = call.segments[position];
  if (segment === undefined) throw new Error(`the route has no segment ${position}`);
  return Number(segment);
}
