import { describe, expect, test } from 'vitest';
import {
  at,
  jsonFixture,
  MARCOS,
  PAULA,
  STAGE,
  START_MS,
  shapeOf,
  startKommo,
  TOKEN,
} from './kommo-stack.ts';

const idsOf = (json: unknown, name: string): unknown => {
  const rows = at(json, '_embedded', name);
  return Array.isArray(rows) ? rows.map((row) => at(row, 'id')) : rows;
};

describe('catalogue', () => {
  test('the default pipelines are those of the recorded answer, id by id', async () => {
    const { call, url } = await startKommo();
    const { status, contentType, text } = await call('GET', '/api/v4/leads/pipelines');
    expect([status, contentType]).toEqual([200, 'application/hal+json']);
    expect(JSON.parse(text.replaceAll(url, 'https://solarexemplo.kommo.com'))).toEqual(
      await jsonFixture('pipelines.json'),
    );
  });

  test('the default lead fields are those of the recorded answer', async () => {
    const { call } = await startKommo();
    const { json } = await call('GET', '/api/v4/leads/custom_fields?limit=250');
    const recorded = await jsonFixture('lead_custom_fields.json');
    const withoutLinks = (value: unknown) =>
      JSON.parse(JSON.stringify(value, (key, inner) => (key === '_links' ? undefined : inner)));
    expect(withoutLinks(json)).toEqual(withoutLinks(recorded));
  });

  test('an unknown pipeline, field or route is 404 with its own words', async () => {
    const { call, url } = await startKommo();
    expect((await call('GET', '/api/v4/leads/pipelines/1')).json).toEqual(
      at(await jsonFixture('errors.json'), 'pipeline_not_found_404', 'body'),
    );
    expect((await call('GET', '/api/v4/leads/pipelines/1/statuses')).status).toBe(404);
    expect(at((await call('GET', '/api/v4/leads/custom_fields/1')).json, 'detail')).toBe(
      'Custom field not found',
    );
    expect(at((await call('GET', '/api/v4/leadz')).json, 'detail')).toBe(`Cannot GET ${url}/api/v4/leadz`);
  });

  test('a known path under another method is 405', async () => {
    const { call } = await startKommo();
    expect((await call('DELETE', '/api/v4/leads')).json).toEqual(
      at(await jsonFixture('errors.json'), 'method_405', 'body'),
    );
  });

  test('the account names itself and the user of the token', async () => {
    const { call } = await startKommo();
    const { json } = await call('GET', '/api/v4/account?with=amojo_id,task_types');
    expect([at(json, 'id'), at(json, 'current_user_id'), typeof at(json, 'amojo_id')]).toEqual([
      31000001,
      9000100,
      'string',
    ]);
    expect(at(json, '_embedded', 'task_types', 1, 'id')).toBe(2);
  });
});

describe('authorisation', () => {
  test('without the bearer token everything is 401 problem+json', async () => {
    const { url } = await startKommo();
    for (const headers of [{}, { authorization: `Bearer ${TOKEN}x` }, { authorization: TOKEN }]) {
      const response = await fetch(`${url}/api/v4/account`, { headers });
      expect([response.status, response.headers.get('content-type')]).toEqual([
        401,
        'application/problem+json',
      ]);
      expect(await response.json()).toEqual(at(await jsonFixture('errors.json'), 'unauthorized_401', 'body'));
    }
  });

  test('a refresh token works once; the second use is 401 with a hint', async () => {
    const { call, url } = await startKommo();
    const client = {
      client_id: 'test_client',
      client_secret: 'test_client_secret',
      redirect_uri: 'https://example.com',
    };
    const first = await call('POST', '/oauth2/access_token', {
      ...client,
      grant_type: 'authorization_code',
      code: 'test_code',
    });
    const refresh = {
      ...client,
      grant_type: 'refresh_token',
      refresh_token: at(first.json, 'refresh_token'),
    };
    const second = await call('POST', '/oauth2/access_token', refresh);
    expect([second.status, at(second.json, 'expires_in')]).toEqual([200, 86_400]);
    const bearer = { authorization: `Bearer ${String(at(second.json, 'access_token'))}` };
    expect((await fetch(`${url}/api/v4/account`, { headers: bearer })).status).toBe(200);
    expect(await call('POST', '/oauth2/access_token', refresh)).toMatchObject({
      status: 401,
      json: { hint: 'Token has been revoked' },
    });
    expect(
      (
        await call('POST', '/oauth2/access_token', {
          ...client,
          grant_type: 'authorization_code',
          code: 'test_code',
        })
      ).status,
    ).toBe(401);
  });

  test('answers carry the headers that were captured', async () => {
    const { call } = await startKommo();
    const { headers } = await call('GET', '/api/v4/account');
    expect(headers.get('server')).toBe('nginx');
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f]{32}$/);
    expect(headers.get('cache-control')).toBe('no-store, no-cache, must-revalidate');
    expect([headers.has('x-runtime-generated'), headers.has('set-cookie')]).toEqual([true, true]);
  });
});

describe('leads', () => {
  test('an account starts without leads: 204 and no body', async () => {
    const { call } = await startKommo();
    for (const path of [
      '/api/v4/leads',
      '/api/v4/contacts',
      '/api/v4/leads/15000001',
      '/api/v4/contacts/25000001',
      '/api/v4/leads/unsorted',
    ])
      expect(await call('GET', path)).toMatchObject({ status: 204, text: '' });
  });

  test('a lead has the keys of the recorded one, and contacts only when asked for', async () => {
    const { call, control } = await startKommo();
    const { leadId, contactId } = control.addLead({
      name: 'Ana Beatriz Lima',
      phone: '+5581990000001',
      statusId: STAGE.emQualificacao,
      tags: ['SDR_IA'],
      fields: { 700001: '+5581990000001', 700003: 'Compra com Desconto' },
    });
    control.addTask({ leadId, text: 'Ligar', completeTill: 1_795_442_400, userId: MARCOS });
    const { json } = await call('GET', `/api/v4/leads/${leadId}?with=contacts`);
    const recorded = await jsonFixture('lead.json');
    expect(Object.keys(Object(json))).toEqual(Object.keys(Object(recorded)));
    expect(shapeOf(json)).toEqual(shapeOf(recorded));
    expect([leadId, contactId]).toEqual([16000001, 26000001]);
    expect(at(json, '_embedded', 'contacts', 0, 'id')).toBe(26000001);
    expect(at(json, 'closest_task_at')).toBe(1_795_442_400);
    expect(at((await call('GET', `/api/v4/leads/${leadId}`)).json, '_embedded', 'contacts')).toBeUndefined();
  });

  test('a batch by ids is silent about unknown and deleted ones, and pages by _links.next', async () => {
    const { call, control } = await startKommo();
    const ids = ['A', 'B', 'C', 'D'].map(
      (name) => control.addLead({ name, statusId: STAGE.novoLead }).leadId,
    );
    control.deleteLead({ leadId: ids[3] ?? 0 });
    const query = [...ids, 99].map((id) => `filter%5Bid%5D%5B%5D=${id}`).join('&');
    const first = await call('GET', `/api/v4/leads?${query}&limit=2&with=contacts`);
    expect(idsOf(first.json, 'leads')).toEqual([16000003, 16000002]);
    expect(at(first.json, '_total_items')).toBeUndefined();
    const second = await call('GET', String(at(first.json, '_links', 'next', 'href')));
    expect(idsOf(second.json, 'leads')).toEqual([16000001]);
    expect(at(second.json, '_links', 'next')).toBeUndefined();
    expect((await call('GET', '/api/v4/leads?filter[id][]=99')).status).toBe(204);
    expect((await call('GET', `/api/v4/leads/${ids[3]}`)).status).toBe(204);
    control.knobs.deletedById = 'flagged';
    expect(at((await call('GET', `/api/v4/leads/${ids[3]}`)).json, 'is_deleted')).toBe(true);
  });

  test('filter[updated_at][from] counts the second it names, and order is what is asked for', async () => {
    const { call, control, clock } = await startKommo();
    const old = control.addLead({ name: 'A', statusId: STAGE.novoLead }).leadId;
    control.addLead({ name: 'B', statusId: STAGE.novoLead });
    await clock.advance(60_000);
    control.moveCard({ leadId: old, statusId: STAGE.qualificado, userId: PAULA });
    const from = START_MS / 1000 + 60;
    expect(
      idsOf((await call('GET', `/api/v4/leads?filter[updated_at][from]=${from}`)).json, 'leads'),
    ).toEqual([old]);
    expect((await call('GET', `/api/v4/leads?filter[updated_at][from]=${from + 1}`)).status).toBe(204);
    expect(idsOf((await call('GET', '/api/v4/leads?order[updated_at]=asc')).json, 'leads')).toEqual([
      16000002, 16000001,
    ]);
  });

  test('filter[statuses] takes a stage with its pipeline: 142 of one is not 142 of the other', async () => {
    const { call, control } = await startKommo();
    control.addLead({ name: 'A', statusId: STAGE.won });
    const { leadId } = control.addLead({ name: 'B', statusId: STAGE.won, pipelineId: 8100002 });
    const { json } = await call(
      'GET',
      '/api/v4/leads?filter[statuses][0][pipeline_id]=8100002&filter[statuses][0][status_id]=142',
    );
    expect(idsOf(json, 'leads')).toEqual([leadId]);
  });

  test('a page above 250 is refused', async () => {
    const { call } = await startKommo();
    expect((await call('GET', '/api/v4/leads?limit=251')).json).toEqual(
      at(await jsonFixture('errors.json'), 'limit_422', 'body'),
    );
  });
});

describe('contacts', () => {
  test('H6 · the search finds a number in any spelling, and a stranger by another field', async () => {
    const { call, control } = await startKommo();
    control.addContact({ name: 'Ana Beatriz Lima', phones: ['+55 81 9 9000-0001', '(81) 3000-0001'] });
    control.addContact({ name: 'Ana B.', phones: ['(81) 99000-0001'] });
    control.addContact({ name: 'Elisa Moura', phones: ['+5581990000005'] });
    await call('POST', '/api/v4/contacts', [
      {
        name: 'Otávio Reis',
        custom_fields_values: [{ field_id: 700110, values: [{ value: 'Ana, 81 90000001' }] }],
      },
    ]);
    const { json } = await call('GET', '/api/v4/contacts?query=90000001&with=leads');
    expect(idsOf(json, 'contacts')).toEqual([26000004, 26000002, 26000001]);
    expect((await call('GET', '/api/v4/contacts?query=81990000077')).status).toBe(204);
  });

  test('a contact has the keys of the recorded one, and leads only when asked for', async () => {
    const { call, control } = await startKommo();
    const { contactId } = control.addLead({
      name: 'Ana Beatriz Lima',
      phone: '+5581990000001',
      statusId: STAGE.novoLead,
    });
    const { json } = await call('GET', `/api/v4/contacts/${contactId}?with=leads`);
    const recorded = at(await jsonFixture('contacts.json'), '_embedded', 'contacts', 1);
    expect(shapeOf(json)).toEqual(shapeOf(recorded));
    expect(at(json, '_embedded', 'leads', 0, 'id')).toBe(16000001);
    expect(
      at((await call('GET', `/api/v4/contacts/${contactId}`)).json, '_embedded', 'leads'),
    ).toBeUndefined();
  });

  test('the search lags behind a create by as long as it is told to, a read by id does not', async () => {
    const { call, clock } = await startKommo({ knobs: { searchLagMs: 30_000 } });
    const phone = { field_code: 'PHONE', values: [{ value: '+5581990000001', enum_code: 'WORK' }] };
    await call('POST', '/api/v4/contacts', [{ name: 'Ana', custom_fields_values: [phone] }]);
    expect((await call('GET', '/api/v4/contacts/26000001')).status).toBe(200);
    await clock.advance(29_999);
    expect((await call('GET', '/api/v4/contacts?query=81990000001')).status).toBe(204);
    await clock.advance(1);
    expect((await call('GET', '/api/v4/contacts?query=81990000001')).status).toBe(200);
  });
});

test('two runs of one seed give the same uuids, another seed gives others', async () => {
  const messageOf = async (seed: number) => {
    const { control } = await startKommo({ seed });
    const { leadId } = control.addLead({ name: 'Ana', statusId: STAGE.novoLead });
    return control.reply({ leadId, text: 'Oi', userId: MARCOS });
  };
  expect(await messageOf(7)).toBe(await messageOf(7));
  expect(await messageOf(7)).not.toBe(await messageOf(8));
});
