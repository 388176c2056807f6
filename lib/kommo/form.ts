/**
 * Kommo's webhook body: PHP bracket keys in a form (`leads[status][0][id]=…`), every value a string (facts/kommo.md §1.1).
 * Built for the hazards measured in §1.7: unlimited indices without a giant array, thousands of pairs without a silent cut,
 * a scalar and a map on one path, keys that would reach a prototype. A JSON body is brought to the same shape (H5).
 */
import { storable } from '../text.ts';

/** A decoded body: strings, arrays for dense 0…n indices, prototype-less maps for everything else. */
export type FormValue = string | readonly FormValue[] | FormMap;
export type FormMap = { readonly [key: string]: FormValue };

export type ParsedForm =
  | { readonly kind: 'ok'; readonly root: FormMap }
  | { readonly kind: 'malformed'; readonly reason: string };

/** Where a scalar is kept when its path also carries nested values (`[type]=3` beside `[type][message_uuid]=…`). */
export const SCALAR_KEY = '@scalar';

/**
 * A bulk edit of 50 leads is 1357 pairs, of some 100 bytes each: the pairs allowed are 2 MB. A Lambda would take 6, which would keep it
 * busy for a fifth of a second. Beyond these a body is refused, never cut.
 */
const BODY_MAX_BYTES = 3 * 1024 * 1024;
/** The documentation's examples are JSON, Kommo's hooks are forms: no large one is Kommo's. */
const JSON_MAX_BYTES = 512 * 1024;
const PAIRS_MAX = 20_000;
const AMPERSAND = 0x26;
/** Kommo needs 8 (`leads[status][0][custom_fields][0][values][0][value]`); a deeper pair is dropped. */
const DEPTH_MAX = 12;
const KEY_MAX_LENGTH = 1000;
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

type Building = { [key: string]: string | Building };

// A map without a prototype: no key of a stranger's body can reach Object.prototype.
const emptyMap = (): Building => Object.create(null) as Building;

/** Postgres refuses NUL in text, so it is stripped at the edge (design §3). */
const withoutNul = (text: string): string => (text.includes('\0') ? text.replaceAll('\0', '') : text);

/** `a[b][0]` → `['a', 'b', '0']`; null for a key that is not in bracket form, too deep, or reaches for a prototype. */
function pathOf(key: string): readonly string[] | null {
  if (key.length > KEY_MAX_LENGTH) return null;
  const open = key.indexOf('[');
  const rest = open === -1 ? '' : key.slice(open);
  const first = open === -1 ? key : key.slice(0, open);
  if (first === '' || (rest !== '' && !/^(\[[^[\]]*\])+$/.test(rest))) return null;
  const path = [first, ...(rest === '' ? [] : rest.slice(1, -1).split(']['))];
  return path.length > DEPTH_MAX || path.some((segment) => FORBIDDEN_KEYS.has(segment)) ? null : path;
}

/** The map under `key`, made if need be; a scalar already there moves under {@link SCALAR_KEY}. */
function mapUnder(parent: Building, key: string): Building {
  const present = parent[key];
  if (typeof present === 'object') return present;
  const made = emptyMap();
  if (present !== undefined) made[SCALAR_KEY] = present;
  parent[key] = made;
  return made;
}

/** How many keys each map has: asked for at every append, so it is counted and not looked up (V6). */
type Sizes = WeakMap<Building, number>;

function insert(root: Building, sizes: Sizes, path: readonly string[], value: string): void {
  let map = root;
  for (const [depth, segment] of path.entries()) {
    const size = sizes.get(map) ?? Object.keys(map).length;
    // `tags[]=a&tags[]=b` appends.
    const key = segment === '' ? String(size) : segment;
    sizes.set(map, size + (map[key] === undefined ? 1 : 0));
    if (depth < path.length - 1) {
      map = mapUnder(map, key);
      continue;
    }
    const present = map[key];
    if (typeof present === 'object') present[SCALAR_KEY] = value;
    else map[key] = value;
  }
}

/** Arrays only where the indices are exactly 0…n-1; `linked_leads_id[15000001]` stays a map. */
function collapsed(building: Building): FormValue {
  const keys = Object.keys(building);
  // Integer-like keys come first and ascending in every object, so a dense list is its own index sequence.
  const isDense = keys.length > 0 && keys.every((key, index) => key === String(index));
  const values = keys.map((key): [string, FormValue] => {
    const value = building[key];
    return [key, typeof value === 'object' ? collapsed(value) : (value ?? '')];
  });
  return isDense ? values.map(([, value]) => value) : mapOf(values);
}

function mapOf(entries: Iterable<readonly [string, FormValue]>): FormMap {
  const map: { [key: string]: FormValue } = Object.create(null) as { [key: string]: FormValue };
  for (const [key, value] of entries) map[key] = value;
  return map;
}

/** Pairs are told by the bytes between them, before anything is decoded. */
function separatorsIn(body: Uint8Array): number {
  let count = 0;
  for (let at = body.indexOf(AMPERSAND); at !== -1 && count < PAIRS_MAX; at = body.indexOf(AMPERSAND, at + 1))
    count += 1;
  return count;
}

/** Parses a form body. Pairs whose key cannot be placed are dropped; a body beyond the caps is malformed, never cut. */
export function parseForm(body: Uint8Array): ParsedForm {
  if (body.byteLength > BODY_MAX_BYTES) return { kind: 'malformed', reason: 'body too large' };
  if (separatorsIn(body) >= PAIRS_MAX) return { kind: 'malformed', reason: 'too many pairs' };
  const root = emptyMap();
  const sizes: Sizes = new WeakMap();
  for (const [key, value] of new URLSearchParams(new TextDecoder().decode(body))) {
    const path = pathOf(withoutNul(key));
    if (path) insert(root, sizes, path, withoutNul(value));
  }
  const entries = Object.keys(root).map((key): [string, FormValue] => {
    const value = root[key];
    return [key, typeof value === 'object' ? collapsed(value) : (value ?? '')];
  });
  return { kind: 'ok', root: mapOf(entries) };
}

/** Null for a value with no form equivalent (null, or deeper than a form may be). */
function fromJson(value: unknown, depth: number): FormValue | null {
  if (typeof value === 'string') return withoutNul(value);
  if (typeof value === 'number' || typeof value === 'boolean')
    return typeof value === 'boolean' ? (value ? '1' : '0') : String(value);
  if (typeof value !== 'object' || value === null || depth > DEPTH_MAX) return null;
  if (Array.isArray(value))
    return value.map((item) => fromJson(item, depth + 1)).filter((item) => item !== null);
  const entries: [string, FormValue][] = [];
  for (const [key, inner] of Object.entries(value)) {
    const converted = FORBIDDEN_KEYS.has(key) ? null : fromJson(inner, depth + 1);
    if (converted !== null) entries.push([withoutNul(key), converted]);
  }
  return mapOf(entries);
}

/** The decoded view of the documentation, posted as JSON: brought to the shape of a form, booleans as "0" and "1". */
export function parseJsonAsForm(body: Uint8Array): ParsedForm {
  if (body.byteLength > JSON_MAX_BYTES) return { kind: 'malformed', reason: 'body too large' };
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder().decode(body));
  } catch {
    return { kind: 'malformed', reason: 'not JSON' };
  }
  const root = fromJson(parsed, 0);
  return root === null || typeof root === 'string' || isList(root)
    ? { kind: 'malformed', reason: 'not a JSON object' }
    : { kind: 'ok', root };
}

// Array.isArray does not narrow readonly arrays out of a union.
const isList = (value: FormValue): value is readonly FormValue[] => Array.isArray(value);

/** What stands under `key`, if this is a map. */
export function childOf(value: FormValue | undefined, key: string): FormValue | undefined {
  return value === undefined || typeof value === 'string' || isList(value) ? undefined : value[key];
}

/** The text at `key`, also where nested values share its path; without what no store takes. */
export function textAt(value: FormValue | undefined, key: string): string | undefined {
  const child = childOf(value, key);
  const text = typeof child === 'object' ? childOf(child, SCALAR_KEY) : child;
  return typeof text === 'string' ? storable(text) : undefined;
}

/** The items of a list, dense or not, in order of their index. */
export function itemsOf(value: FormValue | undefined): readonly FormValue[] {
  if (value === undefined || typeof value === 'string') return [];
  return isList(value) ? value : Object.values(value);
}

/** The keys of a map. */
export function keysOf(value: FormValue | undefined): readonly string[] {
  return value === undefined || typeof value === 'string' || isList(value) ? [] : Object.keys(value);
}
