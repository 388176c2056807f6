import fc from 'fast-check';
import { expect, test } from 'vitest';
import { childOf, itemsOf, parseForm, parseJsonAsForm, SCALAR_KEY, textAt } from '../../lib/kommo/form.ts';
import { fixtureBytes } from './support/fixtures.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const rootOf = (text: string) => {
  const parsed = parseForm(bytes(text));
  if (parsed.kind !== 'ok') throw new Error(parsed.reason);
  return parsed.root;
};

test('H5 · a field value eight levels deep keeps its path', () => {
  const root = rootOf('leads[status][0][custom_fields][0][values][0][value]=4200');
  expect(JSON.stringify(root)).toBe(
    '{"leads":{"status":[{"custom_fields":[{"values":[{"value":"4200"}]}]}]}}',
  );
});

test('H5 · a map keyed by a lead id does not become a 15-million-slot array', () => {
  const parsed = parseForm(fixtureBytes('webhooks/add_contact.form'));
  if (parsed.kind !== 'ok') throw new Error(parsed.reason);
  const [contact] = itemsOf(childOf(parsed.root['contacts'], 'add'));
  expect(JSON.stringify(childOf(contact, 'linked_leads_id'))).toBe(
    '{"15000001":{"ID":"15000001"},"15000150":{"ID":"15000150"}}',
  );
  const [phone, , radio] = itemsOf(childOf(contact, 'custom_fields'));
  expect(itemsOf(childOf(phone, 'values')).map((value) => textAt(value, 'value'))).toEqual([
    '+55 81 9 9000-0001',
    '(81) 3000-0001',
  ]);
  expect(textAt(childOf(radio, 'values'), 'value')).toBe('Sim');
});

test('H5 · a scalar and a map on one path are both kept, in either order', () => {
  for (const body of ['note[type]=3&note[type][message_uuid]=u', 'note[type][message_uuid]=u&note[type]=3']) {
    const type = childOf(rootOf(body)['note'], 'type');
    expect(textAt(type, 'message_uuid')).toBe('u');
    expect(textAt(type, SCALAR_KEY)).toBe('3');
    expect(textAt(rootOf(body)['note'], 'type')).toBe('3');
  }
});

test('H5 · all 1357 pairs of a bulk edit are kept, past the 20th index and the 1000th parameter', () => {
  const parsed = parseForm(fixtureBytes('webhooks/update_lead_bulk_50.form'));
  if (parsed.kind !== 'ok') throw new Error(parsed.reason);
  const leads = itemsOf(childOf(parsed.root['leads'], 'update'));
  expect(Array.isArray(childOf(parsed.root['leads'], 'update'))).toBe(true);
  expect(leads).toHaveLength(50);
  expect(textAt(leads[49], 'id')).toBe('15000150');
});

test('H5 · a key cannot reach a prototype', () => {
  const root = rootOf(
    '__proto__[polluted]=1&a[__proto__][polluted]=1&a[constructor][prototype][polluted]=1&a[b]=2',
  );
  expect(Object.keys(root)).toEqual(['a']);
  expect(JSON.stringify(root['a'])).toBe('{"b":"2"}');
  expect(Object.getPrototypeOf(root)).toBeNull();
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  const fromJson = parseJsonAsForm(bytes('{"__proto__":{"polluted":true},"a":{"constructor":1,"b":2}}'));
  expect(JSON.stringify(fromJson)).toBe('{"kind":"ok","root":{"a":{"b":"2"}}}');
});

test('H5 · lists: dense in any order, sparse as a map, appended without an index', () => {
  expect(JSON.stringify(rootOf('a[1]=y&a[0]=x'))).toBe('{"a":["x","y"]}');
  expect(JSON.stringify(rootOf('a[1]=y&a[3]=z'))).toBe('{"a":{"1":"y","3":"z"}}');
  expect(JSON.stringify(rootOf('a[]=x&a[]=y'))).toBe('{"a":["x","y"]}');
  expect(itemsOf(rootOf('a[7]=y&a[3]=z')['a'])).toEqual(['z', 'y']);
});

test('H5 · a pair that cannot be placed is dropped and its neighbours are kept', () => {
  const deep = `a${'[x]'.repeat(50)}=1`;
  expect(JSON.stringify(rootOf(`${deep}&b[unclosed=1&[0]=1&=2&c[d][e]f=1&ok=1`))).toBe('{"ok":"1"}');
});

test('a body beyond the caps is refused and never cut', () => {
  expect(parseForm(bytes(`a=${'x'.repeat(6 * 1024 * 1024)}`)).kind).toBe('malformed');
  expect(parseForm(bytes('a=1&'.repeat(200_001))).kind).toBe('malformed');
});

test('NUL characters are stripped from keys and values', () => {
  expect(JSON.stringify(rootOf('a%00b=x%00y'))).toBe('{"ab":"xy"}');
});

test('H5 · no body makes the parser throw or leave a prototype behind', () => {
  const segment = fc.constantFrom(
    'a',
    '0',
    '1',
    '',
    '__proto__',
    'constructor',
    'toString',
    '9999999',
    '[',
    ']',
  );
  const key = fc
    .array(segment, { minLength: 1, maxLength: 20 })
    .map(([first = '', ...rest]) => first + rest.map((part) => `[${part}]`).join(''));
  fc.assert(
    fc.property(fc.array(fc.tuple(key, fc.string()), { maxLength: 40 }), (pairs) => {
      const body = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
      const parsed = parseForm(bytes(body));
      expect(parsed.kind).toBe('ok');
      JSON.stringify(parsed);
      expect(Object.keys(Object.prototype)).toEqual([]);
    }),
  );
});
