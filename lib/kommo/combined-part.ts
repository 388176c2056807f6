/** One list's part in a combined read: it knows what its owner asked for and in what shape; whoever combines knows neither. */
import type { KommoCause } from '../reasons.ts';
import { failure, type Read } from './answer.ts';

export type Entity = { readonly id: number };
/** Is the right to send in hand already? */
export type Place = 'taken' | 'to_take';
export type Send<T> = (ids: readonly number[], place: Place) => Promise<Read<T>>;

/** What became of one id, as it travels. */
export type Handed =
  | { readonly kind: 'item'; readonly body?: unknown }
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly cause: KommoCause }
  /** Together it could not be read; perhaps because of another's item. */
  | { readonly kind: 'alone' };

/** What a request has brought, for whoever else wanted it. */
export type Reading = {
  /** One record of many, or the request itself, was refused: each is to ask for its own. */
  readonly isOdd: boolean;
  readonly handedOf: (id: number) => Handed;
};

export function readingOf(read: Read<Entity>): Reading {
  const isOdd = read.kind === 'failed' && (read.cause === 'malformed' || read.cause === 'rejected');
  const found = new Map(read.kind === 'ok' ? read.items.map((each) => [each.id, each]) : []);
  return {
    isOdd,
    handedOf: (id) => {
      if (isOdd) return { kind: 'alone' };
      if (read.kind === 'failed') return { kind: 'failed', cause: read.cause };
      return found.has(id) ? { kind: 'item', body: found.get(id) } : { kind: 'absent' };
    },
  };
}

export type Part = {
  readonly list: string;
  readonly ids: readonly number[];
  /** Asks Kommo for these, its own among them. */
  read(ids: readonly number[], place: Place): Promise<Reading>;
  /** What was read is the owner's answer. */
  takeOwn(): void;
  /** Its own ids in a request of its own are. */
  alone(): Promise<void>;
  /** What another has brought is, if it is whole. `sentAtMs`: that request left later than this. */
  take(handedOf: (id: number) => Handed | undefined, sentAtMs: number): Promise<void>;
  fail(cause: KommoCause): void;
  throws(error: unknown): void;
};

/** `outcome` is settled by whichever way `part` goes. */
export function partOf<T extends Entity>({
  list,
  ids,
  send,
  bodyOf,
}: {
  readonly list: string;
  readonly ids: readonly number[];
  readonly send: Send<T>;
  readonly bodyOf: (body: unknown) => T | undefined;
}): { readonly part: Part; readonly outcome: Promise<Read<T>> } {
  const { promise: outcome, resolve, reject } = Promise.withResolvers<Read<T>>();
  let read: Read<T> = failure('network');
  const found = (items: readonly T[], sentAtMs: number): void =>
    resolve(items.length > 0 ? { kind: 'ok', items, sentAtMs } : { kind: 'absent', sentAtMs });
  const alone = async (): Promise<void> => resolve(await send(ids, 'to_take'));
  const part: Part = {
    list,
    ids,
    read: async (all, place) => {
      read = await send(all, place);
      return readingOf(read);
    },
    takeOwn: () => {
      if (read.kind !== 'ok') return resolve(read);
      found(
        read.items.filter(({ id }) => ids.includes(id)),
        read.sentAtMs,
      );
    },
    alone,
    take: async (handedOf, sentAtMs) => {
      const handed = ids.flatMap((id) => handedOf(id) ?? []);
      const failed = handed.find((each) => each.kind === 'failed');
      if (handed.length === ids.length && failed) return resolve(failure(failed.cause));
      const bodies = handed.flatMap((each) => (each.kind === 'item' ? [bodyOf(each.body)] : []));
      const items = bodies.filter((body) => body !== undefined);
      const isWhole =
        handed.length === ids.length &&
        items.length === bodies.length &&
        !handed.some(({ kind }) => kind === 'alone');
      return isWhole ? found(items, sentAtMs) : alone();
    },
    fail: (cause) => resolve(failure(cause)),
    throws: reject,
  };
  return { part, outcome };
}
