import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCards, relevantCards } from '../../lib/kommo/cards.ts';
import { createKommoClient } from '../../lib/kommo/client.ts';
import type { Kommo } from '../../lib/kommo/kommo.ts';
import { canonicalPhone } from '../../lib/phone.ts';
import {
  aLead,
  aLeadBody,
  closedBreaker,
  contactId,
  leadId,
  manualClock,
  openLimiter,
  recordedLog,
} from './support/builders.ts';
import { createFakeKommo, drop, type FakeKommo, json, nothing } from './support/fake-kommo.ts';
import { fixtureJson } from './support/fixtures.ts';

let fake: FakeKommo;
let kommo: Kommo;
const ANA = canonicalPhone('558190000001');

beforeEach(async () => {
  fake = await createFakeKommo();
  kommo = createKommoClient({
    baseUrl: fake.baseUrl,
    token: 't',
    limiter: openLimiter,
    breaker: closedBreaker,
    clock: manualClock(),
    log: recordedLog(),
  });
});
afterEach(async () => {
  await kommo.close();
  await fake.close();
});

const find = () => (ANA ? createCards({ kommo }).find(ANA) : Promise.reject(new Error('no phone')));
const newCard = {
  contactId: null,
  phone: ANA,
  name: 'Ana',
  pipelineId: 8_100_001,
  statusId: 81_000_011,
  tags: ['SDR_IA'],
  fields: [],
};

test('H18 · the cards of every contact with this phone are found, with two requests; the oldest contact is ours', async () => {
  fake.on('GET /contacts', () => json(fixtureJson('api/contacts.json')));
  fake.on('GET /leads', ({ query }) =>
    json({ _embedded: { leads: query.getAll('filter[id][]').map((id) => aLeadBody({ id: Number(id) })) } }),
  );
  const found = await find();
  expect(found).toMatchObject({
    kind: 'found',
    contact: { id: 25_000_001 },
    duplicates: [{ id: 25_000_021 }, { id: 25_000_022 }],
  });
  expect(found.kind === 'found' && found.leads.map(({ id }) => id)).toEqual([
    15_000_001, 15_000_021, 15_000_022,
  ]);
  expect(fake.asked).toHaveLength(2);
});

test('H2 · nobody is none, a failure on the way is a failure', async () => {
  fake.on('GET /contacts', nothing);
  expect(await find()).toEqual({ kind: 'none' });
  fake.on('GET /contacts', () => json({}, 500));
  expect(await find()).toMatchObject({ kind: 'failed', cause: 'server_error' });
  fake.on('GET /contacts', () => json(fixtureJson('api/contacts.json')));
  fake.on('GET /leads', () => json({}, 402));
  expect(await find()).toMatchObject({ kind: 'failed', cause: 'payment_required' });
});

test('the cards of a contact now; a contact without a card, or gone, has none', async () => {
  const cards = createCards({ kommo });
  fake.on('GET /contacts', () =>
    json({
      _embedded: {
        contacts: [{ id: 25_000_001, updated_at: 1, _embedded: { leads: [{ id: 15_000_001 }] } }],
      },
    }),
  );
  fake.on('GET /leads', () => json({ _embedded: { leads: [aLeadBody()] } }));
  expect(await cards.currentCards([contactId(25_000_001)])).toMatchObject({
    kind: 'found',
    leads: [{ id: 15_000_001 }],
  });
  fake.on('GET /leads', nothing);
  expect(await cards.currentCards([contactId(25_000_001)])).toEqual({ kind: 'none' });
  fake.on('GET /contacts', nothing);
  expect(await cards.currentCards([contactId(25_000_001)])).toEqual({ kind: 'none' });
});

const ids = (leads: readonly { id: number }[]) => leads.map(({ id }) => id);
const open = aLead({ id: leadId(1) });
const human = aLead({ id: leadId(2), statusId: 81_000_016 });
const won = aLead({ id: leadId(3), statusId: 142, pipelineId: 8_100_002 });
const lost = aLead({ id: leadId(4), statusId: 143 });
const deleted = aLead({ id: leadId(5), isDeleted: true });

test.each([
  ['every open card counts', [open, human], [1, 2]],
  ['a closed card does not count beside an open one', [won, open, lost], [1]],
  ['closed cards count when they are all there is', [won, lost], [3, 4]],
  ['a deleted card never counts', [deleted, won], [3]],
  ['no card is no card', [], []],
])('%s', (_, leads, expected) => {
  expect(ids(relevantCards(leads))).toEqual(expected);
});

test('C13 · a new card comes with its contact in one request, or hangs on the one that exists', async () => {
  const cards = createCards({ kommo });
  fake.on('POST /leads/complex', () => json([(fixtureJson('api/leads_complex.json') as unknown[])[0]]));
  expect(await cards.create(newCard)).toEqual({
    kind: 'created',
    contactId: 25_000_009,
    kommoLeadId: 15_000_009,
    merged: false,
  });
  fake.on('POST /leads', () => json({ _embedded: { leads: [{ id: 15_000_011 }] } }));
  expect(await cards.create({ ...newCard, contactId: contactId(25_000_001) })).toMatchObject({
    kind: 'created',
    kommoLeadId: 15_000_011,
  });
  expect(fake.asked.map(({ path }) => path)).toEqual(['/leads/complex', '/leads']);
});

test('C18 · a creation whose answer is lost is told as such and not repeated', async () => {
  fake.on('*', drop);
  expect(await createCards({ kommo }).create(newCard)).toMatchObject({ kind: 'failed', cause: 'network' });
  expect(fake.asked).toHaveLength(1);
});

test('P4, C12 · a card whose name Kommo refuses is made bare, once, instead of not at all', async () => {
  let asked = 0;
  fake.on('POST /leads/complex', () => {
    asked += 1;
    return asked === 1
      ? json({ 'validation-errors': [{ request_id: '0', errors: [{ code: 'TooLong', path: 'name' }] }] }, 400)
      : json([{ id: 15_000_009, contact_id: 25_000_009, merged: false }]);
  });
  expect(await createCards({ kommo }).create({ ...newCard, contactId: null })).toMatchObject({
    kind: 'created',
    kommoLeadId: 15_000_009,
  });
  expect(asked).toBe(2);
  expect(fake.asked.at(-1)?.body).toMatchObject([{ name: 'Lead WhatsApp' }]);
});
