/** The query language of lists: `filter[…]` in its spellings, pages, order, `with` (facts/kommo.md §2.2). */
import { type ApiAnswer, empty, ok, tooMany } from './problems.ts';
import type { Call } from './routes.ts';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 250;

const commaList = (value: string): string[] => value.split(',').filter((part) => part !== '');

/** Values of `name`, `name[]` and `name[n]`; each may be a comma list. Null when the filter is not there. */
export function listParam(query: URLSearchParams, name: string): readonly string[] | null {
  const values: string[] = [];
  let isPresent = false;
  for (const [key, value] of query) {
    if (key !== name && !(key.startsWith(`${name}[`) && /^\[\d*\]$/.test(key.slice(name.length)))) continue;
    isPresent = true;
    values.push(...commaList(value));
  }
  return isPresent ? values : null;
}

export const idsParam = (query: URLSearchParams, name: string): ReadonlySet<number> | null => {
  const values = listParam(query, name);
  return values && new Set(values.map(Number));
};

/** `name[from]` and `name[to]`, both inclusive, in seconds. */
export function inRange(query: URLSearchParams, name: string): (seconds: number | null) => boolean {
  const from = query.get(`${name}[from]`);
  const to = query.get(`${name}[to]`);
  if (from === null && to === null) return () => true;
  return (seconds) =>
    seconds !== null && (from === null || seconds >= Number(from)) && (to === null || seconds <= Number(to));
}

/** Pairs of `name[n][pipeline_id]` and `name[n][status_id]`. Null when the filter is not there. */
export function stagePairs(
  query: URLSearchParams,
  name: string,
): readonly { pipelineId: number; statusId: number | null }[] | null {
  const pairs = new Map<string, { pipelineId: number; statusId: number | null }>();
  for (const [key, value] of query) {
    const match = key.startsWith(name)
      ? /^\[(\d+)\]\[(pipeline_id|status_id)\]$/.exec(key.slice(name.length))
      : null;
    if (!match) continue;
    const [, index = '', part] = match;
    const pair = pairs.get(index) ?? { pipelineId: 0, statusId: null };
    pairs.set(
      index,
      part === 'pipeline_id' ? { ...pair, pipelineId: Number(value) } : { ...pair, statusId: Number(value) },
    );
  }
  return pairs.size > 0 ? [...pairs.values()] : null;
}

export const withParam = (query: URLSearchParams): ReadonlySet<string> =>
  new Set(listParam(query, 'with') ?? []);

/** `order[field]=asc|desc`. Without one, newest first: a client that needs an order has to ask for it or to sort. */
export function ordered<
  T extends { readonly id: number; readonly createdAtMs: number; readonly updatedAtMs: number },
>(rows: readonly T[], query: URLSearchParams): readonly T[] {
  const orders = {
    id: (row: T) => row.id,
    created_at: (row: T) => row.createdAtMs,
    updated_at: (row: T) => row.updatedAtMs,
  };
  for (const [name, keyOf] of Object.entries(orders)) {
    const direction = query.get(`order[${name}]`);
    if (direction === null) continue;
    const sign = direction === 'desc' ? -1 : 1;
    return rows.toSorted((a, b) => sign * (keyOf(a) - keyOf(b) || a.id - b.id));
  }
  return rows.toSorted((a, b) => b.id - a.id);
}

/** One page of a collection: 204 when it is empty, `_links.next` when another follows, and no totals (facts/kommo.md §2.2). */
export function page<T>({
  call,
  name,
  rows,
  render,
  maxLimit = MAX_LIMIT,
}: {
  call: Call;
  name: string;
  rows: readonly T[];
  render: (row: T) => unknown;
  maxLimit?: number;
}): ApiAnswer {
  const asked = Number(call.query.get('limit') ?? DEFAULT_LIMIT);
  if (!Number.isInteger(asked) || asked < 1 || asked > MAX_LIMIT) return tooMany(MAX_LIMIT);
  const limit = Math.min(asked, maxLimit);
  const number = Math.max(1, Math.trunc(Number(call.query.get('page') ?? 1)) || 1);
  const slice = rows.slice((number - 1) * limit, number * limit);
  if (slice.length === 0) return empty();
  const linkTo = (pageNumber: number) => {
    const query = new URLSearchParams(call.query);
    query.set('limit', String(limit));
    query.set('page', String(pageNumber));
    return { href: call.link(`${call.path}?${query}`) };
  };
  const hasNext = rows.length > number * limit;
  return ok({
    _page: number,
    _links: { self: linkTo(number), ...(hasNext && { next: linkTo(number + 1) }) },
    _embedded: { [name]: slice.map(render) },
  });
}

const digitsOf = (text: string): string => text.replace(/\D/g, '');
const MIN_PHONE_DIGITS = 4;

/**
 * Kommo's `query`: a substring search over every filled field, which is why it finds strangers (facts/kommo.md §2.4).
 * Numbers are found through their punctuation.
 */
export function matcherOf(search: string): (texts: readonly string[]) => boolean {
  const needle = search.trim().toLowerCase();
  const digits = digitsOf(needle);
  const isNumber = digits.length >= MIN_PHONE_DIGITS && /^[\d\s()+.-]+$/.test(needle);
  return (texts) =>
    texts.some(
      (text) => text.toLowerCase().includes(needle) || (isNumber && digitsOf(text).includes(digits)),
    );
}
