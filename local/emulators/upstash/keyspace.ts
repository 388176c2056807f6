/** The keys of one Redis database: strings, hashes and sets, each with a deadline on the stack's clock or none. */
import type { Clock } from '../../clock.ts';
import { RedisError } from './redis-store.ts';

type Value = string | Map<string, string> | Set<string>;
type Entry = { readonly value: Value; readonly deadlineMs: number | null };

export type Keyspace = {
  /** Null: no such key, or one that has lapsed. */
  type(key: string): 'string' | 'hash' | 'set' | null;
  /** The instant at which the key lapses; null: never, or there is no such key. */
  deadline(key: string): number | null;
  setDeadline(key: string, deadlineMs: number): void;
  /** Null without the key. @throws RedisError when it holds something else, and so do the next two. */
  string(key: string): string | null;
  /** Empty without the key; a change counts only once it is kept. */
  hash(key: string): Map<string, string>;
  set(key: string): Set<string>;
  put(key: string, value: string, deadlineMs: number | null): void;
  /** Stores a collection under its old deadline; an empty one is no key. */
  keep(key: string, value: Map<string, string> | Set<string>): void;
  /** False: there was no such key. */
  delete(key: string): boolean;
  names(): string[];
  clear(): void;
};

const typeOf = (value: Value): 'string' | 'hash' | 'set' =>
  typeof value === 'string' ? 'string' : value instanceof Map ? 'hash' : 'set';
const wrongType = (): never => {
  throw new RedisError('WRONGTYPE Operation against a key holding the wrong kind of value');
};

/** Redis looks for lapsed keys ten times a second, nobody asking; here it is at every so many writes. */
const WRITES_PER_SWEEP = 5_000;

export function createKeyspace(clock: Clock): Keyspace {
  const entries = new Map<string, Entry>();
  let writes = 0;
  const live = (key: string): Entry | null => {
    const entry = entries.get(key);
    if (!entry) return null;
    // Alive within its last millisecond, as in Redis (`keyIsExpired` in db.c: now > when).
    if (entry.deadlineMs === null || clock.nowMs() <= entry.deadlineMs) return entry;
    entries.delete(key);
    return null;
  };
  const held = (key: string): Value | null => live(key)?.value ?? null;
  return {
    type: (key) => {
      const value = held(key);
      return value === null ? null : typeOf(value);
    },
    deadline: (key) => live(key)?.deadlineMs ?? null,
    setDeadline: (key, deadlineMs) => {
      const entry = live(key);
      if (entry) entries.set(key, { ...entry, deadlineMs });
    },
    string: (key) => {
      const value = held(key);
      return value === null || typeof value === 'string' ? value : wrongType();
    },
    hash: (key) => {
      const value = held(key);
      return value === null ? new Map() : value instanceof Map ? new Map(value) : wrongType();
    },
    set: (key) => {
      const value = held(key);
      return value === null ? new Set() : value instanceof Set ? new Set(value) : wrongType();
    },
    put: (key, value, deadlineMs) => {
      entries.set(key, { value, deadlineMs });
      writes += 1;
      if (writes % WRITES_PER_SWEEP === 0) for (const name of entries.keys()) live(name);
    },
    keep: (key, value) => {
      if (value.size === 0) entries.delete(key);
      else entries.set(key, { value, deadlineMs: live(key)?.deadlineMs ?? null });
    },
    delete: (key) => live(key) !== null && entries.delete(key),
    names: () => [...entries.keys()].filter((key) => live(key) !== null),
    clear: () => entries.clear(),
  };
}
