import { describe, expect, test } from 'vitest';
import { at, jsonFixture, MARCOS, PAULA, STAGE, type Stack, shapeOf, startKommo } from './kommo-stack.ts';

const aLead = ({ control }: Stack, statusId: number = STAGE.emQualificacao): number =>
  control.addLead({ name: 'Ana Beatriz Lima', phone: '+5581990000001', statusId, tags: ['VIP'] }).leadId;

/** Code and path of the first validation error. */
const firstIssue = (json: unknown): readonly unknown[] =>
  ['code', 'path'].map((key) => at(json, 'validation-errors', 0, 'errors', 0, key));

describe('bodies', () => {
  test('a collection takes an array only, one card an object only', async () => {
    const stack = await startKommo();
    const leadId = aLead(stack);
    for (const path of [
      '/api/v4/leads',
      '/api/v4/contacts',
      '/api/v4/leads/complex',
      '/api/v4/tasks',
      '/api/v4/leads/notes',
    ])
      expect([path, (await stack.call('POST', path, { name: 'x' })).status]).toEqual([path, 400]);
    expect((await stack.call('PATCH', '/api/v4/leads', { id: leadId, name: 'x' })).status).toBe(400);
    expect((await stack.call('PATCH', `/api/v4/leads/${leadId}`, [{ name: 'x' }])).status).toBe(400);
    expect(stack.control.card(leadId).name).toBe('Ana Beatriz Lima');
  });

  test('nothing, an empty list and broken JSON are 400; 251 items are 422', async () => {
    const { call } = await startKommo();
    const recorded = await jsonFixture('errors.json');
    expect((await call('POST', '/api/v4/leads')).json).toEqual(at(recorded, 'empty_400', 'body'));
    expect((await call('POST', '/api/v4/leads', [])).json).toEqual(at(recorded, 'empty_400', 'body'));
    expect((await call('POST', '/api/v4/leads', '[{')).status).toBe(400);
    const many = Array.from({ length: 251 }, () => ({ name: 'x' }));
    expect((await call('POST', '/api/v4/leads', many)).json).toEqual(at(recorded, 'limit_422', 'body'));
    expect((await call('POST', '/api/v4/leads/complex', many.slice(0, 51))).status).toBe(422);
  });

  test('one bad item rejects the whole batch and names its request_id', async () => {
    const { call, control } = await startKommo();
    const { status, json } = await call('POST', '/api/v4/leads', [
      { name: 'A' },
      { name: 'B', status_id: 81000021, request_id: 'b' },
    ]);
    expect([status, at(json, 'validation-errors', 0, 'request_id')]).toEqual([400, 'b']);
    expect(firstIssue(json)).toEqual(['NotSupportedChoice', 'status_id']);
    expect(control.cards()).toEqual([]);
  });

  test('a validation error has the recorded body', async () => {
    const stack = await startKommo();
    const { json, contentType } = await stack.call('PATCH', `/api/v4/leads/${aLead(stack)}`, {
      custom_fields_values: [{ field_id: 1, values: [{ value: 'x' }] }],
    });
    expect(json).toEqual(at(await jsonFixture('errors.json'), 'validation_400', 'body'));
    expect(contentType).toBe('application/problem+json');
  });

  test('a read model sent back is refused', async () => {
    const stack = await startKommo();
    const path = `/api/v4/leads/${aLead(stack)}`;
    const { json } = await stack.call('GET', path);
    expect((await stack.call('PATCH', path, json)).status).toBe(400);
  });
});

describe('creation', () => {
  test('request_id comes back, the index by default, and nothing else does', async () => {
    const { call } = await startKommo();
    const { status, json } = await call('POST', '/api/v4/leads', [
      { name: 'A' },
      { name: 'B', request_id: 'mine' },
    ]);
    expect(status).toBe(200);
    expect(at(json, '_embedded', 'leads', 0)).toMatchObject({ id: 16000001, request_id: '0' });
    expect(Object.keys(Object(at(json, '_embedded', 'leads', 1)))).toEqual(['id', 'request_id', '_links']);
    expect(at(json, '_embedded', 'leads', 1, 'request_id')).toBe('mine');
  });

  test('a lead is linked to a contact that exists, and to no other', async () => {
    const { call, control } = await startKommo();
    const contactId = control.addContact({ name: 'Ana', phones: ['+5581990000001'] });
    await call('POST', '/api/v4/leads', [
      {
        name: 'Ana',
        _embedded: { contacts: [{ id: contactId, is_main: true }], tags: [{ name: 'SDR_IA' }] },
      },
    ]);
    expect(control.card(16000001)).toMatchObject({
      contacts: [{ id: contactId, isMain: true }],
      tags: ['SDR_IA'],
      createdBy: 9000100,
    });
    const { json } = await call('POST', '/api/v4/leads', [{ _embedded: { contacts: [{ id: 1 }] } }]);
    expect(firstIssue(json)).toEqual(['NotSupportedChoice', '_embedded.contacts.0.id']);
  });

  test('complex answers a bare array; a known phone merges only under duplicate control, and not inside one request', async () => {
    const { call, control } = await startKommo();
    const person = {
      name: 'Ana',
      custom_fields_values: [
        { field_code: 'PHONE', values: [{ value: '+55 81 9 9000-0001', enum_code: 'WORK' }] },
      ],
    };
    const body = [
      { name: 'Ana', _embedded: { contacts: [person] } },
      { name: 'Ana de novo', _embedded: { contacts: [person] } },
    ];
    const first = await call('POST', '/api/v4/leads/complex', body);
    expect(shapeOf(first.json)).toEqual(shapeOf(await jsonFixture('leads_complex.json')));
    expect(first.json).toMatchObject([
      { id: 16000001, contact_id: 26000001, request_id: ['0'], merged: false },
      { id: 16000002, contact_id: 26000002, request_id: ['1'], merged: false },
    ]);
    control.knobs.duplicateControl = true;
    expect((await call('POST', '/api/v4/leads/complex', body.slice(0, 1))).json).toMatchObject([
      { id: 16000003, contact_id: 26000001, merged: true },
    ]);
  });
});

describe('change', () => {
  test('a single PATCH answers thinly: at the root for leads, wrapped for contacts, either by knob', async () => {
    const stack = await startKommo();
    const path = `/api/v4/leads/${aLead(stack)}`;
    expect(shapeOf((await stack.call('PATCH', path, { price: 1 })).json)).toEqual(
      shapeOf(await jsonFixture('patch_lead.json')),
    );
    const contact = await stack.call('PATCH', '/api/v4/contacts/26000001', { name: 'Ana' });
    expect(shapeOf(contact.json)).toEqual(shapeOf(await jsonFixture('patch_contact.json')));
    stack.control.knobs.leadPatchAnswer = 'embedded';
    expect(at((await stack.call('PATCH', path, { price: 2 })).json, '_embedded', 'leads', 0, 'id')).toBe(
      16000001,
    );
  });

  test('a PATCH of a missing card is 404, of a list with one 400', async () => {
    const { call } = await startKommo();
    expect((await call('PATCH', '/api/v4/leads/1', { name: 'x' })).status).toBe(404);
    expect(firstIssue((await call('PATCH', '/api/v4/leads', [{ id: 1, name: 'x' }])).json)).toEqual([
      'NotSupportedChoice',
      'id',
    ]);
  });

  test('C11 · _embedded.tags replaces the sellers’ tags, tags_to_add and tags_to_delete do not', async () => {
    const stack = await startKommo();
    const leadId = aLead(stack);
    const path = `/api/v4/leads/${leadId}`;
    await stack.call('PATCH', path, { tags_to_add: [{ name: 'SDR_IA' }, { name: 'VIP' }] });
    expect(stack.control.card(leadId).tags).toEqual(['VIP', 'SDR_IA']);
    await stack.call('PATCH', path, { tags_to_delete: [{ name: 'VIP' }] });
    expect(stack.control.card(leadId).tags).toEqual(['SDR_IA']);
    await stack.call('PATCH', path, { _embedded: { tags: [{ name: 'fluxo' }] } });
    expect(stack.control.card(leadId).tags).toEqual(['fluxo']);
    await stack.call('PATCH', path, { _embedded: { tags: null } });
    expect(stack.control.card(leadId).tags).toEqual([]);
    const refused = await stack.call('PATCH', path, { tags_to_add: [{ name: 'x', request_id: '1' }] });
    expect(refused.json).toEqual(at(await jsonFixture('errors.json'), 'field_not_expected_400', 'body'));
  });

  test.each([
    [
      'an option by its id',
      { field_id: 700003, values: [{ enum_id: 710003 }] },
      { 'Solução Solar': 'Compra com Desconto' },
    ],
    [
      'an option by its exact text',
      { field_id: 700003, values: [{ value: 'Aluguel de Lote' }] },
      { 'Solução Solar': 'Aluguel de Lote' },
    ],
    [
      'a number as a number',
      { field_id: 700002, values: [{ value: 850 }] },
      { 'Valor Conta Energia': '850' },
    ],
    [
      'a date in seconds',
      { field_id: 700006, values: [{ value: 1_795_525_200 }] },
      { 'Data da Reunião': 1_795_525_200 },
    ],
    ['null, which clears', { field_id: 700001, values: null }, {}],
  ])('a field takes %s', async (_name, field, expected) => {
    const { call, control } = await startKommo();
    const { leadId } = control.addLead({
      name: 'Ana',
      statusId: STAGE.novoLead,
      fields: { 700001: '+5581990000001' },
    });
    expect((await call('PATCH', `/api/v4/leads/${leadId}`, { custom_fields_values: [field] })).status).toBe(
      200,
    );
    expect(control.card(leadId).fields).toEqual(
      field.field_id === 700001 ? expected : { WhatsApp: '+5581990000001', ...expected },
    );
  });

  test.each([
    [
      'an unknown option id',
      { field_id: 700003, values: [{ enum_id: 1 }] },
      'NotSupportedChoice',
      '.values.0.enum_id',
    ],
    [
      'an option spelled otherwise',
      { field_id: 700003, values: [{ value: 'aluguel de lote' }] },
      'NotSupportedChoice',
      '.values.0.value',
    ],
    [
      'a word for a number',
      { field_id: 700002, values: [{ value: 'R$ 850' }] },
      'InvalidType',
      '.values.0.value',
    ],
    [
      'a number for a text',
      { field_id: 700001, values: [{ value: 5581990000001 }] },
      'InvalidType',
      '.values.0.value',
    ],
    ['a written date', { field_id: 700006, values: [{ value: 'amanhã' }] }, 'InvalidType', '.values.0.value'],
    [
      'a contact’s field',
      { field_code: 'PHONE', values: [{ value: 'x' }] },
      'NotSupportedChoice',
      '.field_code',
    ],
  ])('a field refuses %s', async (_name, field, code, path) => {
    const stack = await startKommo();
    const { status, json } = await stack.call('PATCH', `/api/v4/leads/${aLead(stack)}`, {
      custom_fields_values: [field],
    });
    expect([status, ...firstIssue(json)]).toEqual([400, code, `custom_fields_values.0${path}`]);
  });

  test('writing PHONE replaces all its values', async () => {
    const { call, control } = await startKommo();
    const { leadId, contactId } = control.addLead({
      name: 'Ana',
      phone: '+558130000001',
      statusId: STAGE.novoLead,
    });
    await call('PATCH', `/api/v4/contacts/${contactId}`, {
      custom_fields_values: [{ field_code: 'PHONE', values: [{ value: '+5581990000001' }] }],
    });
    expect(control.card(leadId).contacts[0]?.phones).toEqual(['+5581990000001']);
  });

  test.each([
    ['a stage of another pipeline', { status_id: 81000021 }, 'status_id'],
    ['an unknown pipeline', { pipeline_id: 1 }, 'pipeline_id'],
    ['the unsorted stage', { status_id: STAGE.unsorted }, 'status_id'],
    ['a user who is not in the account', { responsible_user_id: 5 }, 'responsible_user_id'],
  ])('a card does not go to %s', async (_name, patch, path) => {
    const stack = await startKommo();
    const leadId = aLead(stack);
    expect(firstIssue((await stack.call('PATCH', `/api/v4/leads/${leadId}`, patch)).json)).toEqual([
      'NotSupportedChoice',
      path,
    ]);
    expect(stack.control.card(leadId).statusId).toBe(STAGE.emQualificacao);
  });

  test('a loss reason is refused while the card is not lost, even in the PATCH that loses it', async () => {
    const stack = await startKommo();
    const leadId = aLead(stack);
    const path = `/api/v4/leads/${leadId}`;
    for (const reason of [730001, null]) {
      const { status, json } = await stack.call('PATCH', path, {
        status_id: STAGE.lost,
        loss_reason_id: reason,
      });
      expect([status, at(json, 'errors', leadId)]).toEqual([
        400,
        'Loss reason can be specified only for lost lead',
      ]);
    }
    await stack.call('PATCH', path, { status_id: STAGE.lost });
    expect((await stack.call('PATCH', path, { loss_reason_id: 730001 })).status).toBe(200);
    expect(
      at((await stack.call('GET', `${path}?with=loss_reason`)).json, '_embedded', 'loss_reason', 0, 'name'),
    ).toBe('Preço');
  });
});

describe('unsorted', () => {
  test('any PATCH moves a card out of unsorted', async () => {
    const stack = await startKommo();
    const leadId = aLead(stack, STAGE.unsorted);
    expect((await stack.call('GET', '/api/v4/leads/unsorted')).status).toBe(200);
    await stack.call('PATCH', `/api/v4/leads/${leadId}`, { tags_to_add: [{ name: 'SDR_IA' }] });
    expect(stack.control.card(leadId).stage).toBe('NOVO LEAD');
    expect((await stack.call('GET', '/api/v4/leads/unsorted')).status).toBe(204);
  });

  test('accepting puts the card where it is told, declining ends it', async () => {
    const stack = await startKommo();
    const leadId = aLead(stack, STAGE.unsorted);
    const declined = aLead(stack, STAGE.unsorted);
    const { json } = await stack.call('GET', '/api/v4/leads/unsorted');
    const [accept, decline] = [0, 1].map((index) => String(at(json, '_embedded', 'unsorted', index, 'uid')));
    const answer = await stack.call('POST', `/api/v4/leads/unsorted/${accept}/accept`, {
      user_id: PAULA,
      status_id: STAGE.qualificado,
    });
    expect(at(answer.json, '_embedded', 'leads', 0, 'id')).toBe(leadId);
    expect(stack.control.card(leadId)).toMatchObject({ stage: 'QUALIFICADO', updatedBy: PAULA });
    expect(
      (await stack.call('DELETE', `/api/v4/leads/unsorted/${decline}/decline`, { user_id: PAULA })).status,
    ).toBe(200);
    expect((await stack.call('GET', `/api/v4/leads/${declined}`)).status).toBe(204);
    expect((await stack.call('POST', `/api/v4/leads/unsorted/${accept}/accept`, {})).status).toBe(404);
  });
});

describe('notes, tasks, bots, talks', () => {
  test('a note is added by either route and read back; an unknown lead is refused', async () => {
    const stack = await startKommo();
    const leadId = aLead(stack);
    await stack.call('POST', '/api/v4/leads/notes', [
      { entity_id: leadId, note_type: 'common', params: { text: 'um' } },
    ]);
    await stack.call('POST', `/api/v4/leads/${leadId}/notes`, [
      { note_type: 'common', params: { text: 'dois' }, created_by: 0 },
    ]);
    expect(stack.control.card(leadId).notes).toMatchObject([
      { text: 'um', createdBy: 9000100 },
      { text: 'dois', createdBy: 0 },
    ]);
    expect(
      at(
        (await stack.call('GET', `/api/v4/leads/${leadId}/notes`)).json,
        '_embedded',
        'notes',
        1,
        'params',
        'text',
      ),
    ).toBe('dois');
    const refused = await stack.call('POST', '/api/v4/leads/notes', [
      { entity_id: 1, note_type: 'common', params: { text: 'x' } },
    ]);
    expect(firstIssue(refused.json)).toEqual(['NotSupportedChoice', 'entity_id']);
    expect((await stack.call('GET', '/api/v4/contacts/notes')).status).toBe(204);
  });

  test('a task is made, completed by PATCH, and its empty result is a list', async () => {
    const stack = await startKommo();
    const leadId = aLead(stack);
    const task = {
      text: 'Ligar',
      complete_till: 1_795_442_400,
      entity_id: leadId,
      entity_type: 'leads',
      task_type_id: 1,
      responsible_user_id: MARCOS,
    };
    const { json } = await stack.call('POST', '/api/v4/tasks', [task]);
    const path = `/api/v4/tasks/${String(at(json, '_embedded', 'tasks', 0, 'id'))}`;
    expect((await stack.call('GET', path)).json).toMatchObject({
      is_completed: false,
      result: [],
      entity_id: leadId,
    });
    await stack.call('PATCH', path, { is_completed: true, result: { text: 'Falei com ela' } });
    expect((await stack.call('GET', path)).json).toMatchObject({
      is_completed: true,
      result: { text: 'Falei com ela' },
    });
    expect(stack.control.card(leadId).closestTaskAt).toBeNull();
    expect(firstIssue((await stack.call('POST', '/api/v4/tasks', [{ text: 'x' }])).json)).toEqual([
      'NotBlank',
      'complete_till',
    ]);
  });

  test('running a bot answers 202 Accepted as text/html; a batch answers 202 and nothing', async () => {
    const stack = await startKommo();
    const leadId = aLead(stack);
    const one = await stack.call('POST', '/api/v4/bots/740001/run', {
      entity_id: leadId,
      entity_type: 'leads',
    });
    expect([one.status, one.text, one.contentType]).toEqual([202, 'Accepted', 'text/html; charset=UTF-8']);
    const many = await stack.call('POST', '/api/v4/bots/run', [
      { bot_id: 740001, entity_id: leadId, entity_type: 'leads' },
    ]);
    expect([many.status, many.text]).toEqual([202, '']);
    expect(
      (
        await stack.call('POST', '/api/v2/salesbot/run', [
          { bot_id: 740001, entity_id: leadId, entity_type: 2 },
        ])
      ).status,
    ).toBe(202);
    expect(
      firstIssue(
        (await stack.call('POST', '/api/v4/bots/740001/stop', { entity_id: leadId, entity_type: 'contacts' }))
          .json,
      ),
    ).toEqual(['InvalidType', 'entity_type']);
    expect(
      firstIssue(
        (await stack.call('POST', '/api/v4/bots/0/run', { entity_id: leadId, entity_type: 'leads' })).json,
      ),
    ).toEqual(['TooLow', 'bot_id']);
    expect(at((await stack.call('GET', '/api/v4/bots')).json, '_embedded', 'items', 0, 'id')).toBe(740001);
  });

  test('a reply opens a talk, which is read and closed by id', async () => {
    const stack = await startKommo();
    const leadId = aLead(stack);
    stack.control.reply({ leadId, text: 'Oi Ana', userId: MARCOS });
    const { json } = await stack.call('GET', '/api/v4/talks');
    const path = `/api/v4/talks/${String(at(json, '_embedded', 'talks', 0, 'talk_id'))}`;
    expect((await stack.call('GET', path)).json).toMatchObject({ is_in_work: true, entity_id: leadId });
    expect((await stack.call('POST', `${path}/close`, { force_close: true })).status).toBe(202);
    expect((await stack.call('GET', path)).json).toMatchObject({ is_in_work: false });
    expect((await stack.call('GET', '/api/v4/talks/1')).status).toBe(404);
  });
});

describe('events', () => {
  test('a move is told with both stages and both pipelines, newest first, by whom it was', async () => {
    const stack = await startKommo();
    const leadId = aLead(stack);
    stack.control.moveCard({ leadId, statusId: 81000026, pipelineId: 8100002, userId: PAULA });
    await stack.clock.advance(5_000);
    await stack.call('PATCH', `/api/v4/leads/${leadId}`, {
      pipeline_id: 8100001,
      status_id: STAGE.emQualificacao,
      updated_by: 0,
    });
    const filter = `filter[type]=lead_status_changed&filter[entity]=lead&filter[entity_id]=${leadId},2`;
    const { json } = await stack.call('GET', `/api/v4/events?${filter}`);
    const rows = at(json, '_embedded', 'events');
    expect(rows).toMatchObject([
      { created_by: 0, value_after: [{ lead_status: { id: STAGE.emQualificacao, pipeline_id: 8100001 } }] },
      {
        created_by: PAULA,
        value_after: [{ lead_status: { id: 81000026, pipeline_id: 8100002 } }],
        value_before: [{ lead_status: { id: STAGE.emQualificacao, pipeline_id: 8100001 } }],
      },
    ]);
    expect(typeof at(rows, 0, 'id')).toBe('string');
    const after =
      'filter[value_after][leads_statuses][0][pipeline_id]=8100002&filter[value_after][leads_statuses][0][status_id]=81000026';
    expect(
      at((await stack.call('GET', `/api/v4/events?${after}`)).json, '_embedded', 'events', 0, 'created_by'),
    ).toBe(PAULA);
    expect(
      (await stack.call('GET', `/api/v4/events?${filter}&filter[created_at][from]=1795438806`)).status,
    ).toBe(204);
  });

  test('more than ten entity ids are refused', async () => {
    const { call } = await startKommo();
    expect((await call('GET', '/api/v4/events?filter[entity_id]=1,2,3,4,5,6,7,8,9,10,11')).status).toBe(400);
  });
});
