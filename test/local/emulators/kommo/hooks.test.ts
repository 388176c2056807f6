import { describe, expect, test } from 'vitest';
import type { KommoControl } from '../../../../local/emulators/kommo/control.ts';
import { nextAttemptInMs } from '../../../../local/emulators/kommo/hooks.ts';
import {
  at,
  hookFixture,
  MARCOS,
  PAULA,
  type Receiver,
  STAGE,
  type Stack,
  startKommo,
  startReceiver,
} from './kommo-stack.ts';

const MINUTE_MS = 60_000;
const LEAD_CODES = ['add_lead', 'update_lead', 'status_lead', 'delete_lead', 'responsible_lead', 'note_lead'];

async function subscribed(
  settings: readonly string[],
  options: Parameters<typeof startKommo>[0] = {},
): Promise<{ kommo: Stack; receiver: Receiver }> {
  const [kommo, receiver] = await Promise.all([startKommo(options), startReceiver()]);
  await kommo.call('POST', '/api/v4/webhooks', { destination: receiver.destination, settings });
  return { kommo, receiver };
}

/** A card whose own hooks have been delivered and forgotten. */
async function aCard(
  { kommo, receiver }: { kommo: Stack; receiver: Receiver },
  name = 'Ana Beatriz Lima',
): Promise<number> {
  const { leadId } = kommo.control.addLead({ name, phone: '+5581990000001', statusId: STAGE.emQualificacao });
  await kommo.clock.advance(0);
  receiver.received.length = 0;
  kommo.control.hooks.clearDeliveries();
  return leadId;
}

const keysOf = (fields: ReadonlyMap<string, string> | undefined) => [...(fields?.keys() ?? [])];
const statusesOf = (receiver: Receiver) =>
  receiver.received.map(({ fields }) => fields.get('leads[status][0][status_id]'));

describe('subscriptions', () => {
  test('the destination is the key: a second POST replaces the events and keeps the id', async () => {
    const { call } = await startKommo();
    const destination = 'https://example.com/webhooks/kommo/s/';
    const first = await call('POST', '/api/v4/webhooks', { destination, settings: ['add_lead'] });
    const second = await call('POST', '/api/v4/webhooks', {
      destination,
      settings: ['status_lead', 'add_outgoing_message'],
    });
    expect([first.status, at(first.json, '_embedded'), at(first.json, 'disabled')]).toEqual([
      200,
      undefined,
      false,
    ]);
    expect(at(second.json, 'id')).toBe(at(first.json, 'id'));
    const { json } = await call(
      'GET',
      `/api/v4/webhooks?filter[destination]=${encodeURIComponent(destination)}`,
    );
    expect(at(json, '_embedded', 'webhooks')).toMatchObject([
      { destination, settings: ['status_lead', 'add_outgoing_message'] },
    ]);
    expect((await call('DELETE', '/api/v4/webhooks', { destination })).status).toBe(204);
    expect((await call('DELETE', '/api/v4/webhooks', { destination })).status).toBe(404);
    expect((await call('GET', '/api/v4/webhooks')).status).toBe(204);
  });

  test('an unknown event and a destination without a trailing slash are refused', async () => {
    const { call, control } = await startKommo();
    const destination = 'https://example.com/webhooks/kommo/s';
    const unknown = await call('POST', '/api/v4/webhooks', {
      destination: `${destination}/`,
      settings: ['add_lead', 'moved_lead'],
    });
    expect(at(unknown.json, 'validation-errors', 0, 'errors', 0, 'path')).toBe('settings.1');
    expect(
      (await call('POST', '/api/v4/webhooks', { destination, settings: ['add_lead'] })).json,
    ).toMatchObject({
      status: 400,
      detail: 'Invalid URL',
    });
    control.knobs.trailingSlashRequired = false;
    control.knobs.webhookCreateStatus = 201;
    expect((await call('POST', '/api/v4/webhooks', { destination, settings: ['add_lead'] })).status).toBe(
      201,
    );
  });
});

describe('bodies', () => {
  test('a move looks like the recorded one: headers, percent-encoded brackets, keys in order', async () => {
    const world = await subscribed(['status_lead']);
    const leadId = await aCard(world);
    world.kommo.control.moveCard({ leadId, statusId: STAGE.atendimentoHumano, userId: MARCOS });
    await world.kommo.clock.advance(0);
    const [hook] = world.receiver.received;
    const recorded = await hookFixture('status_lead_to_human');
    expect(keysOf(hook?.fields)).toEqual(keysOf(recorded));
    expect(hook?.fields.get('leads[status][0][old_status_id]')).toBe(String(STAGE.emQualificacao));
    expect(hook?.fields.get('leads[status][0][modified_user_id]')).toBe(String(MARCOS));
    expect(hook?.body).toMatch(
      /^account%5Bsubdomain%5D=solarexemplo&account%5Bid%5D=31000001&account%5B_links%5D%5Bself%5D=https%3A%2F%2Fsolarexemplo/,
    );
    expect(hook?.headers).toMatchObject({
      'user-agent': 'amoCRM-Webhooks/3.0',
      'accept-encoding': 'gzip',
      'content-type': 'application/x-www-form-urlencoded',
      'x-amocrm-requestid': expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    });
    expect(Object.keys(hook?.headers ?? {}).toSorted()).toEqual(
      [
        'accept-encoding',
        'connection',
        'content-length',
        'content-type',
        'host',
        'user-agent',
        'x-amocrm-requestid',
      ].toSorted(),
    );
  });

  test('tags and fields are in it as in v2: an enum under "enum", a date as a bare scalar', async () => {
    const world = await subscribed(['status_lead']);
    const { leadId } = world.kommo.control.addLead({
      name: 'Bruno Tavares',
      statusId: STAGE.qualificado,
      tags: ['SDR_IA', 'fluxo_instalacao_usina_propria'],
      fields: {
        700001: '+5511990000002',
        700002: 4200,
        700003: 'Instalação Usina Própria',
        700006: 1_795_525_200,
      },
    });
    world.kommo.control.moveCard({ leadId, statusId: STAGE.reuniaoAgendada, userId: PAULA });
    await world.kommo.clock.advance(0);
    const hook = world.receiver.received.find(({ fields }) => fields.has('leads[status][0][id]'));
    const withoutIndices = (fields: ReadonlyMap<string, string> | undefined) =>
      new Set(keysOf(fields).map((key) => key.replace(/custom_fields\]\[\d\]/, 'custom_fields][n]')));
    expect(withoutIndices(hook?.fields)).toEqual(
      withoutIndices(await hookFixture('status_lead_tags_fields')),
    );
    expect(hook?.fields.get('leads[status][0][custom_fields][3][values][0]')).toBe('1795525200');
    expect(hook?.fields.get('leads[status][0][custom_fields][2][values][0][enum]')).toBe('710001');
  });

  test('with the envelope last there is no self link, as recorded', async () => {
    const world = await subscribed(['add_lead'], { knobs: { envelope: 'last' } });
    world.kommo.control.addLead({ name: 'Davi Pontes', statusId: STAGE.novoLead });
    await world.kommo.clock.advance(0);
    expect(keysOf(world.receiver.received[0]?.fields)).toEqual(keysOf(await hookFixture('add_lead')));
  });

  /** What is done to a card of Marcos's, and the recorded hook that says so. */
  const CAUSES: readonly (readonly [
    code: string,
    fixture: string,
    act: (control: KommoControl, leadId: number) => unknown,
  ])[] = [
    [
      'update_lead',
      'update_lead_same_move',
      (control, leadId) => control.moveCard({ leadId, statusId: STAGE.atendimentoHumano, userId: MARCOS }),
    ],
    ['delete_lead', 'delete_lead', (control, leadId) => control.deleteLead({ leadId })],
    [
      'responsible_lead',
      'responsible_lead',
      (control, leadId) => control.editCard({ leadId, userId: MARCOS, responsibleUserId: PAULA }),
    ],
    [
      'note_lead',
      'note_lead',
      (control, leadId) => control.addNote({ leadId, text: 'Liguei agora', userId: MARCOS }),
    ],
    [
      'add_outgoing_message',
      'add_outgoing_message_user',
      (control, leadId) => control.reply({ leadId, text: 'Oi Ana', userId: MARCOS }),
    ],
    ['add_talk', 'add_talk', (control, leadId) => control.incoming({ leadId, text: 'Oi' })],
  ];
  test.each(CAUSES)('%s has exactly the keys of the recorded %s', async (code, fixture, act) => {
    const world = await subscribed([code]);
    const leadId = await aCard(world);
    act(world.kommo.control, leadId);
    await world.kommo.clock.advance(0);
    expect(world.receiver.received.map(({ fields }) => keysOf(fields))).toEqual([
      keysOf(await hookFixture(fixture)),
    ]);
  });

  test('the other spelling of an outgoing message has the keys of the recorded one', async () => {
    const world = await subscribed(['add_message', 'add_outgoing_message'], {
      knobs: { outgoingSpelling: 'message', envelope: 'last' },
    });
    const leadId = await aCard(world);
    world.kommo.control.reply({ leadId, text: 'Olá!', userId: MARCOS, author: 'bot' });
    await world.kommo.clock.advance(0);
    expect(new Set(keysOf(world.receiver.received[0]?.fields))).toEqual(
      new Set(
        keysOf(await hookFixture('add_message_outgoing_bot')).filter(
          (key) => key !== 'account[_links][self]',
        ),
      ),
    );
  });

  test('a conversation on a card that the API made is not told as add_talk', async () => {
    const world = await subscribed(['add_talk', 'add_message']);
    const contactId = world.kommo.control.addContact({ name: 'Ana', phones: ['+5581990000001'] });
    await world.kommo.call('POST', '/api/v4/leads', [
      { name: 'Ana', _embedded: { contacts: [{ id: contactId }] } },
    ]);
    world.kommo.control.incoming({ leadId: 16000001, text: 'Oi' });
    await world.kommo.clock.advance(0);
    expect(world.receiver.received.map(({ fields }) => keysOf(fields)[3])).toEqual(['message[add][0][id]']);
  });

  test('a client’s message has the keys of the recorded one, save the avatar', async () => {
    const world = await subscribed(['add_message']);
    const leadId = await aCard(world);
    world.kommo.control.incoming({ leadId, text: 'Oi' });
    await world.kommo.clock.advance(0);
    const recorded = keysOf(await hookFixture('add_message_incoming')).filter(
      (key) => !key.includes('avatar_url'),
    );
    expect(keysOf(world.receiver.received[0]?.fields)).toEqual(recorded);
  });

  test('a contact carries its leads as a map keyed by their ids', async () => {
    const world = await subscribed(['update_contact']);
    const leadId = await aCard(world);
    await world.kommo.call('PATCH', '/api/v4/contacts/26000001', {
      custom_fields_values: [{ field_id: 700103, values: [{ value: 'Sim' }] }],
    });
    await world.kommo.clock.advance(0);
    const fields = world.receiver.received[0]?.fields;
    expect(fields?.get(`contacts[update][0][linked_leads_id][${leadId}][ID]`)).toBe(String(leadId));
    expect(fields?.get('contacts[update][0][custom_fields][1][values][value]')).toBe('Sim');
  });

  test('a task completed and an incoming lead accepted are told as recorded', async () => {
    const world = await subscribed(['update_task', 'delete_unsorted']);
    const leadId = await aCard(world);
    const taskId = world.kommo.control.addTask({
      leadId,
      text: 'Ligar',
      completeTill: 1_795_442_400,
      userId: MARCOS,
    });
    await world.kommo.call('PATCH', `/api/v4/tasks/${taskId}`, {
      is_completed: true,
      result: { text: 'Falei' },
    });
    const incoming = world.kommo.control.addLead({ name: 'Caio', statusId: STAGE.unsorted });
    world.kommo.control.acceptUnsorted({ leadId: incoming.leadId, userId: PAULA });
    await world.kommo.clock.advance(0);
    const [task, accepted] = world.receiver.received.map(({ fields }) => new Set(keysOf(fields)));
    expect(task).toEqual(
      new Set([...keysOf(await hookFixture('update_task_completed')), 'account[_links][self]']),
    );
    expect(accepted).toEqual(new Set(keysOf(await hookFixture('delete_unsorted_accept'))));
  });

  test('a PATCH by updated_by 0 comes back as a hook with modified_user_id 0, once per subscribed code', async () => {
    const world = await subscribed(['update_lead', 'status_lead']);
    const leadId = await aCard(world);
    await world.kommo.call('PATCH', `/api/v4/leads/${leadId}`, {
      status_id: STAGE.qualificado,
      updated_by: 0,
    });
    await world.kommo.clock.advance(0);
    expect(world.receiver.received.map(({ fields }) => keysOf(fields)[3])).toEqual([
      'leads[update][0][id]',
      'leads[status][0][id]',
    ]);
    expect(world.receiver.received[1]?.fields.get('leads[status][0][modified_user_id]')).toBe('0');
    // Nobody named: whoever owns the token.
    await world.kommo.call('PATCH', `/api/v4/leads/${leadId}`, { status_id: STAGE.emQualificacao });
    await world.kommo.clock.advance(0);
    expect(world.receiver.received[3]?.fields.get('leads[status][0][modified_user_id]')).toBe('9000100');
  });

  test('fifty cards moved at once are one POST with fifty indices', async () => {
    const world = await subscribed(['update_lead']);
    const cards = Array.from(
      { length: 50 },
      (_, index) => world.kommo.control.addLead({ name: `Lead ${index}`, statusId: STAGE.novoLead }).leadId,
    );
    await world.kommo.clock.advance(0);
    world.kommo.control.bulk(() => {
      for (const leadId of cards)
        world.kommo.control.moveCard({ leadId, statusId: STAGE.atendimentoHumano, userId: PAULA });
    });
    await world.kommo.clock.advance(0);
    expect(world.receiver.received.length).toBe(1);
    expect(world.receiver.received[0]?.fields.get('leads[update][49][id]')).toBe(String(cards[49]));
  });

  test('a digital-pipeline hook is thin and alone in knowing the old pipeline', async () => {
    const world = await subscribed([]);
    const leadId = await aCard(world);
    world.kommo.control.addDigitalPipelineHook({
      destination: world.receiver.destination,
      pipelineId: 8100002,
      statusIds: [81000026],
    });
    world.kommo.control.moveCard({ leadId, statusId: STAGE.qualificado, userId: MARCOS });
    world.kommo.control.moveCard({ leadId, statusId: 81000026, pipelineId: 8100002, userId: MARCOS });
    await world.kommo.clock.advance(0);
    expect(world.receiver.received.map(({ fields }) => keysOf(fields))).toEqual([
      keysOf(await hookFixture('status_lead_digital_pipeline')),
    ]);
    expect(world.receiver.received[0]?.fields.get('leads[status][0][old_pipeline_id]')).toBe('8100001');
  });
});

describe('delivery', () => {
  test.each([
    ['a 4xx gets three attempts', 'account', [404, 404, 404], [5, 15, null]],
    ['a 5xx gets five', 'account', [500, 503, 500, 500, 500], [5, 15, 15, 60, null]],
    ['a 499 counts as a 5xx', 'account', [499, 499, 499, 499], [5, 15, 15, 60]],
    ['a redirect fails, no answer counts as a 4xx', 'account', [302, 0, 0], [5, 15, null]],
    ['the last status decides about the fourth attempt', 'account', [500, 500, 404], [5, 15, null]],
  ] as const)('the retry ladder: %s', (_name, kind, statuses, minutes) => {
    const waits = statuses.map((status, index) => nextAttemptInMs({ kind, attempt: index + 1, status }));
    expect(waits).toEqual(minutes.map((wait) => (wait === null ? null : wait * MINUTE_MS)));
  });

  test('a receiver that fails is tried after 5, 15, 15 and 60 minutes, with a new request id and the same body', async () => {
    const world = await subscribed(['status_lead']);
    const leadId = await aCard(world);
    world.receiver.answer = 500;
    const startMs = world.kommo.clock.nowMs();
    world.kommo.control.moveCard({ leadId, statusId: STAGE.atendimentoHumano, userId: MARCOS });
    await world.kommo.clock.advance(5 * MINUTE_MS - 1);
    expect(world.receiver.received.length).toBe(1);
    await world.kommo.clock.advance(24 * 60 * MINUTE_MS);
    expect(world.kommo.control.hooks.deliveries.map(({ atMs }) => (atMs - startMs) / MINUTE_MS)).toEqual([
      0, 5, 20, 35, 95,
    ]);
    expect(new Set(world.receiver.received.map(({ body }) => body)).size).toBe(1);
    expect(new Set(world.receiver.received.map(({ headers }) => headers['x-amocrm-requestid'])).size).toBe(5);
    expect(world.kommo.control.hooks.pending()).toBe(0);
  });

  test('an answer after the deadline is no answer, and a redirect is not followed', async () => {
    const world = await subscribed(['status_lead'], { knobs: { hookDeadlineMs: 40 } });
    const leadId = await aCard(world);
    world.receiver.answer = 'never';
    world.kommo.control.moveCard({ leadId, statusId: STAGE.atendimentoHumano, userId: MARCOS });
    await world.kommo.clock.advance(0);
    world.receiver.answer = 302;
    await world.kommo.clock.advance(5 * MINUTE_MS);
    expect(world.kommo.control.hooks.deliveries.map(({ outcome, status }) => [outcome, status])).toEqual([
      ['too_slow', 0],
      ['refused', 302],
    ]);
    expect(world.receiver.received.length).toBe(2);
  });

  test('more than a hundred invalid answers in two hours disable the webhook until a person enables it', async () => {
    const world = await subscribed(['status_lead']);
    const leadId = await aCard(world);
    const { control, clock, call } = world.kommo;
    const isDisabled = async () =>
      at((await call('GET', '/api/v4/webhooks')).json, '_embedded', 'webhooks', 0, 'disabled');
    const moves = (count: number) => {
      for (let move = 0; move < count; move += 1)
        control.moveCard({
          leadId,
          statusId: move % 2 === 0 ? STAGE.atendimentoHumano : STAGE.qualificado,
          userId: MARCOS,
        });
    };
    world.receiver.answer = 404;
    moves(100);
    await clock.advance(0);
    expect(await isDisabled()).toBe(false);
    moves(1);
    await clock.advance(0);
    expect(await isDisabled()).toBe(true);
    await clock.advance(60 * MINUTE_MS);
    expect(world.receiver.received.length).toBe(101);

    world.receiver.answer = 200;
    await call('POST', '/api/v4/webhooks', {
      destination: world.receiver.destination,
      settings: ['status_lead'],
    });
    moves(2);
    await clock.advance(0);
    expect(world.receiver.received.length).toBe(101);
    control.enableWebhook(world.receiver.destination);
    moves(2);
    await clock.advance(0);
    expect(world.receiver.received.length).toBe(103);
  });

  test('a hundred and one failures spread over more than two hours disable nothing', async () => {
    const world = await subscribed(['delete_lead']);
    const { control, clock } = world.kommo;
    world.receiver.answer = 404;
    for (let hour = 0; hour < 12; hour += 1) {
      for (let card = 0; card < 10; card += 1)
        control.deleteLead(control.addLead({ name: 'x', statusId: STAGE.novoLead }));
      await clock.advance(61 * MINUTE_MS);
    }
    expect(world.receiver.received.length).toBe(360);
    expect(control.subscriptions()[0]?.disabled).toBe(false);
  });

  test('only what is subscribed arrives, after the delay that is set', async () => {
    const world = await subscribed(['status_lead'], { knobs: { hookDelayMs: 4_000 } });
    const { leadId } = world.kommo.control.addLead({ name: 'Ana', statusId: STAGE.novoLead });
    world.kommo.control.moveCard({ leadId, statusId: STAGE.qualificado, userId: MARCOS });
    await world.kommo.clock.advance(3_999);
    expect(world.receiver.received.length).toBe(0);
    await world.kommo.clock.advance(1);
    expect(statusesOf(world.receiver)).toEqual([String(STAGE.qualificado)]);
  });

  test('dropped, duplicated and reordered hooks do what they are called', async () => {
    const world = await subscribed(['status_lead']);
    const leadId = await aCard(world);
    const { control, clock } = world.kommo;
    const move = (statusId: number) => control.moveCard({ leadId, statusId, userId: MARCOS });
    control.hooks.drop(1);
    move(STAGE.atendimentoHumano);
    control.hooks.duplicate(1);
    move(STAGE.qualificado);
    await clock.advance(0);
    expect(statusesOf(world.receiver)).toEqual([String(STAGE.qualificado), String(STAGE.qualificado)]);
    expect(control.hooks.deliveries.map(({ outcome }) => outcome)).toEqual([
      'dropped',
      'delivered',
      'delivered',
    ]);

    world.receiver.received.length = 0;
    control.hooks.reorder(2);
    move(STAGE.atendimentoHumano);
    await clock.advance(60_000);
    expect(world.receiver.received.length).toBe(0);
    move(STAGE.emQualificacao);
    await clock.advance(1_000);
    expect(statusesOf(world.receiver)).toEqual([
      String(STAGE.emQualificacao),
      String(STAGE.atendimentoHumano),
    ]);

    world.receiver.received.length = 0;
    control.hooks.drop('all');
    move(STAGE.atendimentoHumano);
    move(STAGE.emQualificacao);
    control.hooks.heal();
    move(STAGE.reuniaoAgendada);
    await clock.advance(0);
    expect(statusesOf(world.receiver)).toEqual([String(STAGE.reuniaoAgendada)]);
  });

  test('a hook can reach the receiver before the PATCH is answered', async () => {
    const world = await subscribed(['status_lead'], { knobs: { hookBeforeAnswer: true } });
    const leadId = await aCard(world);
    await world.kommo.call('PATCH', `/api/v4/leads/${leadId}`, { status_id: STAGE.qualificado });
    expect(world.receiver.received.length).toBe(1);
    await world.kommo.clock.advance(0);
    expect(world.receiver.received.length).toBe(1);
  });

  test('any form body can be sent: the note whose [type] is a scalar and a map', async () => {
    const world = await subscribed(['note_lead']);
    const body = new URLSearchParams([...(await hookFixture('note_lead_clash'))]).toString();
    world.kommo.control.sendRawHook(body);
    await world.kommo.clock.advance(0);
    expect(world.receiver.received.map((hook) => hook.body)).toEqual([body]);
  });

  test('merging tells the deletion of one card and the change of the other', async () => {
    const world = await subscribed(LEAD_CODES);
    const into = await aCard(world);
    const from = await aCard(world, 'Ana (site)');
    world.kommo.control.mergeLeads({ into, from, userId: PAULA });
    await world.kommo.clock.advance(0);
    expect(world.receiver.received.map(({ fields }) => keysOf(fields)[3])).toEqual([
      'leads[update][0][id]',
      'leads[delete][0][id]',
    ]);
    expect(world.kommo.control.card(into).contacts.length).toBe(2);
    expect((await world.kommo.call('GET', `/api/v4/leads/${from}`)).status).toBe(204);
  });
});
