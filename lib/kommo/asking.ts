/**
 * How Kommo's lists and entities are asked for: page by page, by ids in chunks, each answer in the shape that its schema says.
 * Half a list is no answer.
 */
import * as z from 'zod/mini';
import { failure, type Read } from './answer.ts';
import { type CombinedReads, ITEMS_MAX, type LookLists } from './combined.ts';
import type { Entity, Send } from './combined-part.ts';
import type { Asked, createKommoHttp, KommoRequest } from './http.ts';
import type { KommoResult, Priority } from './kommo.ts';
import * as schemas from './schemas.ts';

/** Kommo's page maximum. */
export const PAGE_LIMIT = 250;
/** The id of a list as one thing. */
const WHOLE = 1;
/** A crowd of cold functions reads the account's tables once; each of them then keeps them for minutes anyway. */
const SAME_KEPT_MS = 10_000;
/** A list that goes on beyond this is a loop of links, not a list. */
const PAGES_MAX = 40;

const chunks = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );

export const present = <T>(items: readonly (T | null)[]): readonly T[] =>
  items.filter((item) => item !== null);

/** `z.safeParse` as an outcome: a body that does not parse is `malformed`. */
export function shaped<S extends z.ZodMiniType>(
  result: KommoResult<unknown>,
  schema: S,
): KommoResult<z.output<S>> {
  if (result.kind !== 'ok') return result;
  const parsed = schema.safeParse(result.value);
  return parsed.success ? { kind: 'ok', value: parsed.data } : failure('malformed', { status: 200 });
}

/** For a write whose answer holds nothing we need. */
export const done = (result: KommoResult<unknown>): KommoResult<null> =>
  result.kind === 'ok' ? { kind: 'ok', value: null } : result;

/** The one item of an answer that has to have one. */
export const first = <T>(result: KommoResult<readonly T[]>): KommoResult<T> => {
  if (result.kind !== 'ok') return result;
  const [value] = result.value;
  return value === undefined ? failure('malformed', { status: 200 }) : { kind: 'ok', value };
};

/** Its id. */
export const firstId = <T>(result: KommoResult<{ items: readonly { id: T }[] }>): KommoResult<T> =>
  first(result.kind === 'ok' ? { kind: 'ok', value: result.value.items.map(({ id }) => id) } : result);

/** A list of entities that is read by their ids. */
export type ListOf<S extends z.ZodMiniType<Entity>> = {
  readonly path: string;
  readonly include: string;
  readonly key: string;
  readonly item: S;
};
export const LISTS = {
  leads: { path: '/leads', include: 'contacts', key: 'leads', item: schemas.LeadBody },
  contacts: { path: '/contacts', include: 'leads', key: 'contacts', item: schemas.ContactBody },
} as const;

export type Asking = ReturnType<typeof createAsking>;

export function createAsking(
  http: Pick<ReturnType<typeof createKommoHttp>, 'ask' | 'nextPage' | 'hold'>,
  combined: CombinedReads | null,
) {
  const ask = async (request: KommoRequest): Promise<KommoResult<unknown>> =>
    (await http.ask(request)).result;
  const get = (path: string, query: Record<string, string>, priority: Priority): KommoRequest => ({
    method: 'GET',
    path,
    query: new URLSearchParams(query),
    priority,
  });

  /** Every page, or a failure: half a list is no answer. `enough` ends early. */
  async function pages<S extends z.ZodMiniType>(
    first: KommoRequest,
    {
      key,
      item,
      pagesMax = PAGES_MAX,
      enough = () => false,
    }: { key: string; item: S; pagesMax?: number; enough?: (items: readonly z.output<S>[]) => boolean },
  ): Promise<Read<z.output<S>>> {
    const schema = schemas.pageOf(key, item);
    const items: z.output<S>[] = [];
    let sentAtMs: number | null = null;
    let request: KommoRequest | null = first;
    for (let page = 0; request !== null && page < pagesMax; page += 1) {
      const asked: Asked = await http.ask(request);
      sentAtMs ??= asked.sentAtMs;
      if (asked.result.kind === 'absent')
        return page === 0 ? { kind: 'absent', sentAtMs } : { kind: 'ok', items, sentAtMs };
      const read = shaped(asked.result, schema);
      if (read.kind === 'failed') return read;
      if (read.kind === 'absent') return { kind: 'absent', sentAtMs };
      items.push(...read.value.items);
      if (read.value.nextHref === null || enough(items)) return { kind: 'ok', items, sentAtMs };
      request = http.nextPage(read.value.nextHref, request);
      if (request === null) return failure('malformed', { status: 200 });
    }
    return pagesMax < PAGES_MAX
      ? { kind: 'ok', items, sentAtMs: sentAtMs ?? 0 }
      : failure('malformed', { status: 200 });
  }

  const sendOf =
    <S extends z.ZodMiniType<Entity>>(
      { path, include, key, item }: ListOf<S>,
      priority: Priority,
    ): Send<z.output<S>> =>
    (ids, place) => {
      const request = get(path, { with: include, limit: String(PAGE_LIMIT) }, priority);
      for (const id of ids) request.query?.append('filter[id][]', String(id));
      return pages({ ...request, place }, { key, item });
    };
  /** Cards and contacts by id: what a look asks for, whichever of them a function was asked for. */
  const lookLists = (priority: Priority): LookLists =>
    new Map(Object.values(LISTS).map((list) => [list.key, sendOf<z.ZodMiniType<Entity>>(list, priority)]));

  /** Entities by id, in requests of ≤ 200. Unknown ids are silently missing (facts/kommo.md §2.2). */
  async function byId<S extends z.ZodMiniType<Entity>>(
    ids: readonly number[],
    list: ListOf<S>,
    priority: Priority,
  ): Promise<Read<z.output<S>>> {
    const items: z.output<S>[] = [];
    let sentAtMs = Number.POSITIVE_INFINITY;
    const send = sendOf(list, priority);
    const bodyOf = (body: unknown): z.output<S> | undefined => list.item.safeParse(body).data;
    for (const chunk of chunks([...new Set(ids)], ITEMS_MAX)) {
      const read = combined
        ? await combined.byId({
            name: list.key,
            ids: chunk,
            priority,
            send,
            bodyOf,
            lists: lookLists(priority),
          })
        : await send(chunk, 'to_take');
      if (read.kind === 'failed') return read;
      sentAtMs = Math.min(sentAtMs, read.sentAtMs);
      if (read.kind === 'ok') items.push(...read.items);
    }
    return items.length > 0 ? { kind: 'ok', items, sentAtMs } : { kind: 'absent', sentAtMs };
  }

  /**
   * What hangs on each of these (≤ `itemsMax` in one request), all pages; an entity with nothing on it has an empty list. Functions that wait
   * for the same list of different entities ask once.
   */
  async function ofEach<S extends z.ZodMiniType>(
    ids: readonly number[],
    {
      name,
      itemsMax,
      requestOf,
      key,
      item,
      entityOf,
    }: {
      name: string;
      itemsMax: number;
      requestOf: (ids: readonly number[]) => KommoRequest;
      key: string;
      item: S;
      entityOf: (item: z.output<S>) => number;
    },
  ): Promise<KommoResult<readonly z.output<S>[]>> {
    type Of = { readonly id: number; readonly items: readonly z.output<S>[] };
    const Each = z.object({ id: z.int(), items: z.array(item) });
    const items: z.output<S>[] = [];
    for (const chunk of chunks([...new Set(ids)], itemsMax)) {
      const send = async (some: readonly number[], place: 'taken' | 'to_take'): Promise<Read<Of>> => {
        const read = await pages({ ...requestOf(some), place }, { key, item });
        if (read.kind === 'failed') return read;
        const of = Map.groupBy(read.kind === 'ok' ? read.items : [], entityOf);
        return {
          kind: 'ok',
          items: some.map((id) => ({ id, items: of.get(id) ?? [] })),
          sentAtMs: read.sentAtMs,
        };
      };
      const read = combined
        ? await combined.byId<Of>({
            name,
            ids: chunk,
            priority: requestOf(chunk).priority,
            itemsMax,
            send,
            bodyOf: (body) => Each.safeParse(body).data,
          })
        : await send(chunk, 'to_take');
      if (read.kind === 'failed') return read;
      if (read.kind === 'ok') items.push(...read.items.flatMap((each) => each.items));
    }
    return { kind: 'ok', value: items };
  }

  /** All pages of a list that is the same whoever asks: functions that wait for it together ask once. */
  async function sameForAll<S extends z.ZodMiniType>(
    request: KommoRequest,
    { key, item }: { key: string; item: S },
  ): Promise<Read<z.output<S>>> {
    if (!combined) return pages(request, { key, item });
    const Whole = z.object({ id: z.literal(WHOLE), items: z.array(item) });
    const read = await combined.byId<z.output<typeof Whole>>({
      name: request.path,
      ids: [WHOLE],
      priority: request.priority,
      keptMs: SAME_KEPT_MS,
      bodyOf: (body) => Whole.safeParse(body).data,
      send: async (_ids, place) => {
        const whole = await pages({ ...request, place }, { key, item });
        const { kind } = whole;
        return kind === 'ok' ? { ...whole, items: [{ id: WHOLE, items: [...whole.items] }] } : whole;
      },
    });
    return read.kind === 'ok' ? { ...read, items: read.items.flatMap(({ items }) => items) } : read;
  }

  /** A list that may well be empty: absent means none. `isSame`: whoever asks. */
  async function list<S extends z.ZodMiniType, T>(
    request: KommoRequest,
    key: string,
    item: S,
    toOurs: (body: z.output<S>) => T | null,
    { isSame = false }: { isSame?: boolean } = {},
  ): Promise<KommoResult<readonly T[]>> {
    const read = await (isSame ? sameForAll(request, { key, item }) : pages(request, { key, item }));
    if (read.kind === 'failed') return read;
    return { kind: 'ok', value: read.kind === 'ok' ? present(read.items.map(toOurs)) : [] };
  }

  return { ask, get, pages, byId, ofEach, list, hold: http.hold };
}
