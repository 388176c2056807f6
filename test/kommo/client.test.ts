import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createKommoBreaker } from '../../lib/kommo/breaker.ts';
import { createKommoClient } from '../../lib/kommo/client.ts';
import type { KommoTimeouts } from '../../lib/kommo/http.ts';
import type { Kommo, KommoResult } from '../../lib/kommo/kommo.ts';
import { createLog } from '../../lib/log.ts';
import { canonicalPhone, type Phone } from '../../lib/phone.ts';
import {
  aLeadBody,
  closedBreaker,
  contactId,
  leadId,
  manualClock,
  openLimiter,
  recordedLog,
} from './support/builders.ts';
import { createFakeKommo, drop, type FakeKommo, json, nothing, page } from './support/fake-kommo.ts';
import { errorBodies, fixtureJson, fixtureNames, fixtureText } from './support/fixtures.ts';

const TOKEN = 'eyJhbGciOi.secret-token';
const clock = manualClock();
let fake: FakeKommo;
let kommo: Kommo;
const open: Kommo[] = [];

const clientOf = (
  over: Partial<Parameters<typeof createKommoClient>[0]> = {},
  timeouts: KommoTimeouts = {},
): Kommo => {
  const client = createKommoClient({
    baseUrl: fake.baseUrl,
    token: TOKEN,
    limiter: openLimiter,
    breaker: closedBreaker,
    clock,
    log: recordedLog(),
    timeouts,
    ...over,
  });
  open.push(client);
  return client;
};

const phone = (raw: string): Phone => {
  const canonical = canonicalPhone(raw);
  if (!canonical) throw new Error(`no phone: ${raw}`);
  return canonical;
};
const okValue = <T>(result: KommoResult<T>): T => {
  if (result.kind !== 'ok') throw new Error(JSON.stringify(result));
  return result.value;
};
const gate = { priority: 'gate' } as const;
const ANA = leadId(15_000_001);
const newLead = {
  name: 'Ana',
  pipelineId: 8_100_001,
  statusId: 81_000_011,
  tags: ['SDR_IA'],
  fields: [{ fieldId: 700_001, value: '+5581990000001' }],
};

beforeEach(async () => {
  fake = await createFakeKommo();
  kommo = clientOf();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()));
  await fake.close();
});

describe('recorded answers', () => {
  test('lead.json: its stage, its main contact, its fields and tags', async () => {
    fake.on('GET /leads', () => json({ _embedded: { leads: [fixtureJson('api/lead.json')] } }));
    const [lead] = okValue(await kommo.leads([ANA], gate));
    expect(lead).toMatchObject({
      pipelineId: 8_100_001,
      statusId: 81_000_012,
      contactIds: [25_000_001],
      tags: ['SDR_IA', 'fluxo_compra_energia_desconto'],
    });
    expect(lead?.fields[2]).toEqual({
      fieldId: 700_003,
      values: [{ value: 'Compra com Desconto', enumId: 710_003 }],
    });
  });

  test('leads.json: the next page is followed, and the token is sent on each', async () => {
    const first = fixtureText('api/leads.json').replaceAll('https://solarexemplo.kommo.com', fake.baseUrl);
    fake.on('GET /leads', ({ query }) =>
      query.get('page') === '2'
        ? json({ _embedded: { leads: [aLeadBody({ id: 15_000_004 })] } })
        : new Response(first),
    );
    const leads = okValue(
      await kommo.leads(
        [1, 2, 3, 4].map((n) => leadId(15_000_000 + n)),
        gate,
      ),
    );
    expect(leads.map(({ id, pipelineId, statusId }) => [id, pipelineId, statusId])).toEqual([
      [15_000_001, 8_100_001, 81_000_012],
      [15_000_002, 8_100_001, 81_000_016],
      [15_000_003, 8_100_002, 142],
      [15_000_004, 8_100_001, 81_000_012],
    ]);
    expect(leads[2]?.contactIds).toEqual([25_000_003, 25_000_013]);
    expect(fake.asked.map(({ authorization }) => authorization)).toEqual([
      `Bearer ${TOKEN}`,
      `Bearer ${TOKEN}`,
    ]);
    expect(fake.asked[0]?.query.getAll('filter[id][]')).toEqual([
      '15000001',
      '15000002',
      '15000003',
      '15000004',
    ]);
    expect(fake.asked[0]?.query.get('limit')).toBe('250');
  });

  test('contacts.json: three spellings of one number are its owner, a stranger who mentions it is not; oldest first', async () => {
    fake.on('GET /contacts', () => json(fixtureJson('api/contacts.json')));
    const found = okValue(await kommo.contactsByPhone(phone('558190000001')));
    expect(found.map(({ id }) => id)).toEqual([25_000_001, 25_000_021, 25_000_022]);
    expect(found[0]).toMatchObject({ phones: ['+5581990000001', '+558130000001'], leadIds: [15_000_001] });
    expect(fake.asked.map(({ query }) => [query.get('query'), query.get('with')])).toEqual([
      ['90000001', 'leads'],
    ]);
  });

  test('pipelines.json: stages of the configured pipeline only, the unsorted one marked', async () => {
    fake.on('GET /leads/pipelines', () => json(fixtureJson('api/pipelines.json')));
    const stages = okValue(await kommo.pipeline(8_100_001));
    expect(stages.statuses).toHaveLength(10);
    expect(stages.statuses.filter(({ isUnsorted }) => isUnsorted)).toEqual([
      { statusId: 81_000_010, name: 'Etapa de leads de entrada', isUnsorted: true },
    ]);
    expect(okValue(await kommo.pipeline(8_100_002)).statuses.map(({ statusId }) => statusId)).toContain(
      81_000_026,
    );
    expect(await kommo.pipeline(1)).toEqual({ kind: 'absent' });
  });

  test('lead_custom_fields.json: a select with its options by id', async () => {
    fake.on('GET /leads/custom_fields', () => json(fixtureJson('api/lead_custom_fields.json')));
    const fields = okValue(await kommo.leadFields());
    expect(fields.map(({ id }) => id)).toEqual([700_001, 700_002, 700_003, 700_004, 700_005, 700_006]);
    expect(fields[2]?.enums).toContainEqual({ id: 710_003, value: 'Compra com Desconto' });
  });

  test('leads_complex.json: a card with its contact, and one merged by duplicate control', async () => {
    const [made, merged] = fixtureJson('api/leads_complex.json') as unknown[];
    fake.on('POST /leads/complex', () => json([made]));
    const contact = { name: 'Ana', phone: phone('558190000001') };
    expect(await kommo.createLeadWithContact(newLead, contact)).toEqual({
      kind: 'ok',
      value: { kommoLeadId: 15_000_009, kommoContactId: 25_000_009, merged: false },
    });
    fake.on('POST /leads/complex', () => json([merged]));
    expect(okValue(await kommo.createLeadWithContact(newLead, contact))).toEqual({
      kommoLeadId: 15_000_010,
      kommoContactId: 25_000_001,
      merged: true,
    });
    expect(fake.asked[0]?.body).toEqual([
      {
        name: 'Ana',
        pipeline_id: 8_100_001,
        status_id: 81_000_011,
        created_by: 0,
        custom_fields_values: [{ field_id: 700_001, values: [{ value: '+5581990000001' }] }],
        _embedded: {
          contacts: [
            {
              name: 'Ana',
              custom_fields_values: [
                { field_code: 'PHONE', values: [{ value: '+5581990000001', enum_code: 'WORK' }] },
              ],
              created_by: 0,
            },
          ],
          tags: [{ name: 'SDR_IA' }],
        },
      },
    ]);
  });

  test.each([
    ['at the root', 'api/patch_lead.json', 1_795_438_845],
    ['under _embedded', 'api/patch_contact.json', 1_795_438_846],
  ])('the answer to a single PATCH is read %s, on either entity', async (_, file, updatedAt) => {
    const text = fixtureText(file);
    fake.on('PATCH /leads/15000001', () => new Response(text.replace('"contacts":[', '"leads":[')));
    fake.on('PATCH /contacts/25000001', () => new Response(text));
    expect(await kommo.patchLead(ANA, { name: 'Ana' })).toEqual({ kind: 'ok', value: { updatedAt } });
    expect(await kommo.patchContact(contactId(25_000_001), { name: 'Ana' })).toEqual({
      kind: 'ok',
      value: { updatedAt },
    });
  });

  test('no recorded answer is left untested', () => {
    expect(fixtureNames('api')).toEqual([
      '403.txt',
      '429.html',
      'contacts.json',
      'errors.json',
      'lead.json',
      'lead_custom_fields.json',
      'leads.json',
      'leads_complex.json',
      'patch_contact.json',
      'patch_lead.json',
      'pipelines.json',
    ]);
  });
});

describe('H2 · no failure of Kommo reads as an answer', () => {
  const MEANING: Readonly<Record<string, object>> = {
    validation_400: {
      kind: 'failed',
      cause: 'rejected',
      status: 400,
      problems: [{ code: 'NotSupportedChoice', path: 'custom_fields_values.0.field_id' }],
    },
    field_not_expected_400: {
      kind: 'failed',
      cause: 'rejected',
      problems: [{ code: 'FieldNotExpected', path: 'tags_to_add.0.request_id' }],
    },
    empty_400: { kind: 'failed', cause: 'rejected', problems: [] },
    loss_reason_400: { kind: 'failed', cause: 'rejected', problems: [{ code: 'refused', path: '15000001' }] },
    unauthorized_401: { kind: 'failed', cause: 'unauthorized', status: 401 },
    token_revoked_401: { kind: 'failed', cause: 'unauthorized', status: 401 },
    payment_402: { kind: 'failed', cause: 'payment_required', status: 402 },
    not_found_404: { kind: 'absent' },
    pipeline_not_found_404: { kind: 'absent' },
    method_405: { kind: 'failed', cause: 'rejected', status: 405 },
    limit_422: { kind: 'failed', cause: 'rejected', status: 422 },
    too_many_429: { kind: 'failed', cause: 'throttled', status: 429, retryAfterMs: 300_000 },
    internal_500: { kind: 'failed', cause: 'server_error', status: 500 },
  };

  test.each(Object.entries(errorBodies))('H2 · %s', async (name, { status, body }) => {
    fake.on('*', () => json(body, status));
    const meaning = MEANING[name];
    expect(meaning).toBeDefined();
    expect(await kommo.leads([ANA], gate)).toMatchObject(meaning ?? {});
    expect(await kommo.patchLead(ANA, { tagsToAdd: ['vip'] })).toMatchObject(meaning ?? {});
  });

  test.each([
    ['403.txt', () => page(fixtureText('api/403.txt'), 403), { cause: 'forbidden', status: 403 }],
    [
      '429.html',
      () => page(fixtureText('api/429.html'), 429),
      { cause: 'throttled', status: 429, retryAfterMs: 300_000 },
    ],
    [
      'a 429 with its own retry_after',
      () => json({ retry_after: 42 }, 429),
      { cause: 'throttled', retryAfterMs: 42_000 },
    ],
    [
      'a 429 with a header',
      () => new Response('', { status: 429, headers: { 'retry-after': '7' } }),
      { cause: 'throttled', retryAfterMs: 7000 },
    ],
    ['a 504 page', () => page('<h1>504</h1>', 504), { cause: 'server_error', status: 504 }],
    ['a 200 that is a page', () => page('<html>manutenção</html>', 200), { cause: 'malformed' }],
    ['a 200 without a body', () => new Response(''), { cause: 'malformed' }],
    ['a 200 with half a body', () => new Response('{"_embedded":{"leads":[{"id":15'), { cause: 'malformed' }],
    [
      'a card without a stage',
      () => json({ _embedded: { leads: [aLeadBody({ status_id: null })] } }),
      { cause: 'malformed' },
    ],
    ['a success that says success:false', () => json({ success: false }), { cause: 'malformed' }],
    [
      'a redirect to a login page',
      () => new Response(null, { status: 302, headers: { location: '/login' } }),
      { cause: 'malformed' },
    ],
    ['a 404 that is a web page', () => page('<h1>Not Found</h1>', 404), { cause: 'malformed' }],
    ['a cut connection', drop, { cause: 'network' }],
  ])('H2 · %s', async (_, answer, meaning) => {
    fake.on('GET /leads', answer);
    expect(await kommo.leads([ANA], gate)).toMatchObject({ kind: 'failed', ...meaning });
  });

  test('H2 · 204 is an answer: no such card', async () => {
    fake.on('GET /leads', nothing);
    fake.on('GET /contacts', nothing);
    expect(await kommo.leads([ANA], gate)).toEqual({ kind: 'absent' });
    expect(await kommo.contacts([contactId(25_000_001)], gate)).toEqual({ kind: 'absent' });
    fake.on('GET /leads', () => json({ _embedded: { leads: [aLeadBody({ is_deleted: true })] } }));
    expect(await kommo.leads([ANA], gate)).toEqual({ kind: 'absent' });
  });

  test('H2 · an answer that does not come is a timeout, and is not asked for again', async () => {
    const slow = clientOf({}, { totalMs: 60 });
    fake.on('GET /leads', () => new Promise(() => {}));
    expect(await slow.leads([ANA], gate)).toMatchObject({ kind: 'failed', cause: 'timeout' });
    expect(fake.asked).toHaveLength(1);
  });

  test('H2 · nobody listening is a network failure', async () => {
    const nowhere = clientOf({ baseUrl: 'http://127.0.0.1:1' });
    expect(await nowhere.leads([ANA], gate)).toMatchObject({ kind: 'failed', cause: 'network' });
  });

  test('H2 · half a list is no list: a failing second page fails the read', async () => {
    fake.on('GET /leads', ({ query }) =>
      query.get('page') === '2'
        ? page('502', 502)
        : json({
            _links: { next: { href: `${fake.baseUrl}/api/v4/leads?page=2` } },
            _embedded: { leads: [aLeadBody()] },
          }),
    );
    expect(await kommo.leads([ANA, leadId(15_000_002)], gate)).toMatchObject({
      kind: 'failed',
      cause: 'server_error',
    });
  });

  test('a next page elsewhere is not fetched: the token stays with its origin', async () => {
    for (const href of [
      'https://attacker.example/kommo/api/v4/leads?page=2',
      `${fake.origin}/other/api/v4/leads?page=2`,
    ]) {
      fake.on('GET /leads', () => json({ _links: { next: { href } }, _embedded: { leads: [aLeadBody()] } }));
      expect(await kommo.leads([ANA], gate)).toMatchObject({ kind: 'failed', cause: 'malformed' });
    }
    expect(fake.asked).toHaveLength(2);
  });

  test('a list whose pages never end is malformed', async () => {
    fake.on('GET /leads', () =>
      json({
        _links: { next: { href: `${fake.baseUrl}/api/v4/leads?page=2` } },
        _embedded: { leads: [aLeadBody()] },
      }),
    );
    expect(await kommo.leads([ANA], gate)).toMatchObject({ kind: 'failed', cause: 'malformed' });
    expect(fake.asked).toHaveLength(40);
  });
});

describe('what may be repeated', () => {
  test.each([
    ['a cut connection', drop],
    ['a 500', () => json({}, 500)],
  ])('a read is repeated once after %s', async (_, fault) => {
    fake.on('GET /leads', (asked) =>
      fake.asked.length === 1 ? fault(asked) : json({ _embedded: { leads: [aLeadBody()] } }),
    );
    expect((await kommo.leads([ANA], gate)).kind).toBe('ok');
    expect(fake.asked).toHaveLength(2);
  });

  test('a read that fails twice is not asked a third time', async () => {
    fake.on('GET /leads', drop);
    await kommo.leads([ANA], gate);
    expect(fake.asked).toHaveLength(2);
  });

  test.each([
    [
      'a new card',
      'POST /leads',
      (client: Kommo) => client.createLead({ ...newLead, contactId: contactId(25_000_001) }),
    ],
    [
      'a new card with its contact',
      'POST /leads/complex',
      (client: Kommo) => client.createLeadWithContact(newLead, { name: 'Ana', phone: null }),
    ],
    [
      'a new contact',
      'POST /contacts',
      (client: Kommo) => client.createContact({ name: 'Ana', phone: null, tags: [] }),
    ],
    ['a note', 'POST /leads/15000001/notes', (client: Kommo) => client.addNote(ANA, 'resumo')],
    [
      'a change of a card',
      'PATCH /leads/15000001',
      (client: Kommo) => client.patchLead(ANA, { name: 'Ana' }),
    ],
  ])('C18 · %s is not sent again when its answer is lost, or on a 504', async (_, route, write) => {
    fake.on(route, drop);
    expect(await write(kommo)).toMatchObject({ kind: 'failed', cause: 'network' });
    fake.on(route, () => page('504', 504));
    expect(await write(kommo)).toMatchObject({ kind: 'failed', cause: 'server_error' });
    expect(fake.asked).toHaveLength(2);
  });
});

describe('what is written', () => {
  const written = () => json(fixtureJson('api/patch_lead.json'));

  test('C11 · tags are added and never replaced', async () => {
    fake.on('PATCH /leads/15000001', written);
    await kommo.patchLead(ANA, { tagsToAdd: ['fluxo_a', 'sem-resposta'] });
    expect(fake.asked[0]?.body).toEqual({
      tags_to_add: [{ name: 'fluxo_a' }, { name: 'sem-resposta' }],
      updated_by: 0,
    });
  });

  test('a change carries only what differs: a stage as its pair, a select by its option', async () => {
    fake.on('PATCH /leads/15000001', written);
    const change = {
      pipelineId: 8_100_001,
      statusId: 81_000_013,
      fields: [
        { fieldId: 700_003, enumId: 710_003 },
        { fieldId: 700_002, value: 850 },
      ],
    };
    const look = { pipelineId: 8_100_001, statusId: 81_000_012, updatedAt: 1, atMs: clock.nowMs() };
    await kommo.patchLead(ANA, change, { look });
    expect(fake.asked[0]?.body).toEqual({
      pipeline_id: 8_100_001,
      status_id: 81_000_013,
      custom_fields_values: [
        { field_id: 700_003, values: [{ enum_id: 710_003 }] },
        { field_id: 700_002, values: [{ value: 850 }] },
      ],
      updated_by: 0,
    });
  });

  test('a new phone is added to the numbers a seller entered', async () => {
    fake.on('GET /contacts', () => json(fixtureJson('api/contacts.json')));
    fake.on('PATCH /contacts/25000001', () => json(fixtureJson('api/patch_contact.json')));
    await kommo.patchContact(contactId(25_000_001), { phone: phone('5521990000001') });
    expect(fake.asked[1]?.body).toEqual({
      custom_fields_values: [
        {
          field_code: 'PHONE',
          values: [
            { value: '+55 81 9 9000-0001', enum_id: 720_001 },
            { value: '(81) 3000-0001', enum_id: 720_004 },
            { value: '+5521990000001', enum_code: 'WORK' },
          ],
        },
      ],
      updated_by: 0,
    });
  });

  test('a phone that is already there in another spelling is not written', async () => {
    fake.on('GET /contacts', () => json(fixtureJson('api/contacts.json')));
    expect(await kommo.patchContact(contactId(25_000_001), { phone: phone('558190000001') })).toEqual({
      kind: 'ok',
      value: { updatedAt: 1_795_266_100 },
    });
    expect(fake.asked).toHaveLength(1);
  });

  test('a phone is not written when the other numbers cannot be read', async () => {
    fake.on('GET /contacts', () => json({}, 500));
    expect(await kommo.patchContact(contactId(25_000_001), { phone: phone('5521990000001') })).toMatchObject({
      cause: 'server_error',
    });
    expect(fake.asked.every(({ method }) => method === 'GET')).toBe(true);
  });

  test('C13 · a new contact has its phone, a new card its contact; collections are arrays', async () => {
    fake.on('POST /contacts', () => json({ _embedded: { contacts: [{ id: 25_000_009, request_id: '0' }] } }));
    fake.on('POST /leads', () => json({ _embedded: { leads: [{ id: 15_000_009, request_id: '0' }] } }));
    const contact = okValue(await kommo.createContact({ name: '', phone: phone('558190000001'), tags: [] }));
    expect(okValue(await kommo.createLead({ ...newLead, contactId: contact }))).toBe(15_000_009);
    expect(fake.asked[0]?.body).toEqual([
      {
        custom_fields_values: [
          { field_code: 'PHONE', values: [{ value: '+5581990000001', enum_code: 'WORK' }] },
        ],
        created_by: 0,
      },
    ]);
    expect(fake.asked[1]?.body).toMatchObject([
      { _embedded: { contacts: [{ id: 25_000_009, is_main: true }], tags: [{ name: 'SDR_IA' }] } },
    ]);
  });

  test('a note does not start a robot, a task belongs to its card', async () => {
    fake.on('*', () => json({ _embedded: {} }));
    expect(await kommo.addNote(ANA, 'resumo')).toEqual({ kind: 'ok', value: null });
    expect(
      await kommo.addTask({
        kommoLeadId: ANA,
        text: 'Ligar',
        completeTill: 1_795_442_400,
        responsibleUserId: null,
      }),
    ).toEqual({
      kind: 'ok',
      value: null,
    });
    expect(fake.asked.map(({ body }) => body)).toEqual([
      // P2: of the integration's own type and by the robot, so that a text note and a user are a person's.
      [
        {
          note_type: 'extended_service_message',
          params: { service: 'Bastão', text: 'resumo' },
          created_by: 0,
          is_need_to_trigger_digital_pipeline: false,
        },
      ],
      [
        {
          text: 'Ligar',
          complete_till: 1_795_442_400,
          entity_id: 15_000_001,
          entity_type: 'leads',
          task_type_id: 1,
          created_by: 0,
        },
      ],
    ]);
  });

  const incoming = (uid: string, lead: number) => ({
    uid,
    category: 'chats',
    _embedded: { leads: [{ id: lead }] },
  });

  test('an incoming card is accepted by its uid, found page by page', async () => {
    fake.on('GET /leads/unsorted', ({ query }) =>
      query.get('page') === '2'
        ? json({ _embedded: { unsorted: [incoming('b2', 15_000_001)] } })
        : json({
            _links: { next: { href: `${fake.baseUrl}/api/v4/leads/unsorted?page=2` } },
            _embedded: { unsorted: [incoming('a1', 15_000_099)] },
          }),
    );
    fake.on('POST /leads/unsorted/b2/accept', () => json({ uid: 'b2' }));
    expect(await kommo.acceptUnsorted({ kommoLeadId: ANA, statusId: 81_000_011, userId: 9_000_100 })).toEqual(
      { kind: 'ok', value: null },
    );
    expect(fake.asked.at(-1)?.body).toEqual({ status_id: 81_000_011, user_id: 9_000_100 });
  });

  test('a card that is not among the incoming ones is absent, and nothing is written', async () => {
    fake.on('GET /leads/unsorted', () => json({ _embedded: { unsorted: [incoming('a1', 15_000_099)] } }));
    expect(await kommo.acceptUnsorted({ kommoLeadId: ANA, statusId: 81_000_011, userId: null })).toEqual({
      kind: 'absent',
    });
    expect(fake.asked.map(({ method }) => method)).toEqual(['GET']);
  });
});

describe('what is read', () => {
  test('P12 · one search by what every spelling shares, and every contact that it brings counts', async () => {
    fake.on('GET /contacts', () => json(fixtureJson('api/contacts.json')));
    expect(okValue(await kommo.contactsByPhone(phone('+5581990000001')))).toHaveLength(3);
    expect(fake.asked.map(({ query }) => query.get('query'))).toEqual(['90000001']);
  });

  test('H2 · a search that fails is no "nobody"', async () => {
    fake.on('GET /contacts', () => json({}, 500));
    expect(await kommo.contactsByPhone(phone('+5581990000001'))).toMatchObject({
      kind: 'failed',
      cause: 'server_error',
    });
  });

  test('450 cards are asked for in three requests of at most 200 ids', async () => {
    fake.on('GET /leads', ({ query }) =>
      json({ _embedded: { leads: query.getAll('filter[id][]').map((id) => aLeadBody({ id: Number(id) })) } }),
    );
    const ids = Array.from({ length: 450 }, (_, index) => leadId(15_000_000 + index));
    expect(okValue(await kommo.leads(ids, gate))).toHaveLength(450);
    expect(fake.asked.map(({ query }) => query.getAll('filter[id][]').length)).toEqual([200, 200, 50]);
  });

  test('I2 · a read says when its oldest request left, however long the limiter held it back', async () => {
    const waited = clientOf({
      limiter: {
        reserve: async () => {},
        beginFirst: async () => {},
        comeBackMs: () => 0,
        take: async () => {
          clock.advance(2000);
          return 'granted';
        },
      },
    });
    const startedAtMs = clock.nowMs();
    fake.on('GET /leads', () => {
      clock.advance(300);
      return json({ _embedded: { leads: [aLeadBody()] } });
    });
    const sent: number[] = [];
    await waited.leads([ANA], { ...gate, onSent: (atMs) => sent.push(atMs - startedAtMs) });
    expect(sent).toEqual([2000]);
  });

  test('moves of a card: newest first, ten cards a request, none is an empty list', async () => {
    const move = (at: number, createdBy: number, status: number, before: readonly number[] = []) => ({
      id: `evt${at}`,
      type: 'lead_status_changed',
      entity_id: 15_000_001,
      created_by: createdBy,
      created_at: at,
      value_before: before.map((id) => ({ lead_status: { id, pipeline_id: 8_100_001 } })),
      value_after: [{ lead_status: { id: status, pipeline_id: 8_100_001 } }],
    });
    fake.on('GET /events', () =>
      json({
        _embedded: { events: [move(100, 0, 81_000_012), move(200, 9_000_101, 81_000_016, [81_000_012])] },
      }),
    );
    expect(okValue(await kommo.cardMoves({ ids: [ANA], fromSeconds: 50 }))).toEqual([
      {
        kommoLeadId: ANA,
        at: 200,
        createdBy: 9_000_101,
        from: { pipelineId: 8_100_001, statusId: 81_000_012 },
        to: { pipelineId: 8_100_001, statusId: 81_000_016 },
      },
      {
        kommoLeadId: ANA,
        at: 100,
        createdBy: 0,
        from: null,
        to: { pipelineId: 8_100_001, statusId: 81_000_012 },
      },
    ]);
    expect(Object.fromEntries(fake.asked[0]?.query ?? [])).toMatchObject({
      'filter[type]': 'lead_status_changed',
      'filter[entity]': 'lead',
      'filter[entity_id]': '15000001',
      'filter[created_at][from]': '0',
    });
    fake.on('GET /events', nothing);
    expect(
      await kommo.cardMoves({ ids: Array.from({ length: 11 }, (_, n) => leadId(n + 1)), fromSeconds: 50 }),
    ).toEqual({
      kind: 'ok',
      value: [],
    });
    expect(fake.asked).toHaveLength(3);
  });

  test('cards changed since, the account, and the deliveries that Kommo gave up', async () => {
    fake.on('GET /leads', () => json({ _embedded: { leads: [aLeadBody()] } }));
    fake.on('GET /account', () => json({ id: 31_000_001, current_user_id: 9_000_100 }));
    fake.on('GET /webhooks', () =>
      json({
        _embedded: {
          webhooks: [
            { id: 1, destination: 'https://x.example/k/', disabled: true, settings: ['status_lead'] },
          ],
        },
      }),
    );
    fake.on('GET /leads', () => json({ _embedded: { leads: [aLeadBody(), { id: 'odd' }] } }));
    // P9: one record that cannot be read does not hide the others.
    expect(okValue(await kommo.changedLeads({ fromSeconds: 1_795_438_800, page: 1, ...gate }))).toMatchObject(
      { leads: [{}], odd: 1, isLast: true },
    );
    expect(fake.asked[0]?.query.get('filter[updated_at][from]')).toBe('1795438800');
    expect(okValue(await kommo.account())).toEqual({ accountId: 31_000_001, userId: 9_000_100 });
    expect(okValue(await kommo.webhooks())).toEqual([
      { destination: 'https://x.example/k/', disabled: true, settings: ['status_lead'] },
    ]);
  });
});

describe('budget and breaker', () => {
  test('C14 · after a 429 nothing is sent until its time is up, then one request alone', async () => {
    const log = recordedLog();
    const client = clientOf({
      breaker: createKommoBreaker({ redis: null, accountKey: 'a', clock, log }),
      log,
    });
    fake.on('GET /leads', () => json(errorBodies['too_many_429']?.body, 429));
    await client.leads([ANA], gate);
    expect(await client.leads([ANA], gate)).toMatchObject({
      kind: 'failed',
      cause: 'breaker_open',
      retryAfterMs: 5_000,
    });
    expect(fake.asked).toHaveLength(1);

    clock.advance(5_000);
    fake.on('GET /leads', () => json({ _embedded: { leads: [aLeadBody()] } }));
    const both = await Promise.all([client.leads([ANA], gate), client.leads([ANA], gate)]);
    expect(both.map(({ kind }) => kind).sort()).toEqual(['failed', 'ok']);
    expect((await client.leads([ANA], gate)).kind).toBe('ok');
    expect(log.lines.filter(({ noun }) => noun === 'kommo.breaker.open')).toHaveLength(1);
  });

  test('a right that is missing on one route blocks no other', async () => {
    const client = clientOf({
      breaker: createKommoBreaker({ redis: null, accountKey: 'a', clock, log: recordedLog() }),
    });
    fake.on('GET /webhooks', () => json({ title: 'Forbidden', status: 403 }, 403));
    fake.on('GET /account', () => json({ id: 31_000_001 }));
    expect(await client.webhooks()).toMatchObject({ kind: 'failed', cause: 'forbidden' });
    expect((await client.account()).kind).toBe('ok');
  });

  test('without a slot nothing is sent', async () => {
    const client = clientOf({
      limiter: { ...openLimiter, take: async () => 'over_budget' },
    });
    expect(await client.leads([ANA], gate)).toMatchObject({ kind: 'failed', cause: 'over_budget' });
    expect(fake.asked).toHaveLength(0);
  });

  test('O2 · a failure is logged without token, name, phone or text', async () => {
    const lines: string[] = [];
    const client = clientOf({ log: createLog({ nowMs: clock.nowMs, write: (line) => lines.push(line) }) });
    fake.on('*', () =>
      json({ ...(errorBodies['validation_400']?.body as object), detail: 'Ana Beatriz +5581990000001' }, 400),
    );
    await client.createContact({ name: 'Ana Beatriz', phone: phone('558190000001'), tags: [] });
    await client.contactsByPhone(phone('558190000001'));
    await client.addNote(ANA, 'segredo da Ana');
    expect(lines).toHaveLength(3);
    for (const secret of ['Ana', '990000001', 'secret-token', 'segredo'])
      expect(lines.join('\n')).not.toContain(secret);
    expect(lines[0]).toContain('NotSupportedChoice');
  });
});
