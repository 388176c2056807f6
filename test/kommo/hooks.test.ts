import { expect, test } from 'vitest';
import { parseKommoHook } from '../../lib/kommo/hooks.ts';
import { KommoContactId } from '../../lib/lead.ts';
import type { KommoEvent } from '../../lib/lead-event.ts';
import { Phone } from '../../lib/phone.ts';
import { fixtureBytes, fixtureNames } from './support/fixtures.ts';

const FORM = 'application/x-www-form-urlencoded';
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const hookOf = (body: Uint8Array, contentType: string | undefined = FORM) => {
  const parsed = parseKommoHook(body, contentType);
  if (parsed.kind !== 'hook') throw new Error(parsed.kind);
  return parsed;
};
const fixture = (name: string) => hookOf(fixtureBytes(`webhooks/${name}`));

const card = (over: Record<string, unknown>) => ({
  kind: 'card',
  action: 'status',
  kommoLeadId: 15000001,
  pipelineId: 8100001,
  statusId: 81000012,
  oldStatusId: null,
  oldPipelineId: null,
  modifiedBy: 9000101,
  changedAt: null,
  ...over,
});

/** What README.md of the fixtures names, in the words of lib/lead-event.ts. */
const EXPECTED: Readonly<Record<string, { events: readonly unknown[]; ignored?: readonly string[] }>> = {
  'status_lead_to_human.form': {
    events: [card({ statusId: 81000016, oldStatusId: 81000012, changedAt: 1795439100 })],
  },
  'status_lead_from_human.form': { events: [card({ oldStatusId: 81000016, changedAt: 1795446000 })] },
  'status_lead_tags_fields.form': {
    events: [
      card({
        kommoLeadId: 15000002,
        statusId: 81000015,
        oldStatusId: 81000013,
        modifiedBy: 9000102,
        changedAt: 1795439220,
      }),
    ],
  },
  'update_lead_same_move.form': {
    events: [card({ action: 'update', statusId: 81000016, oldStatusId: 81000012, changedAt: 1795439100 })],
  },
  'add_lead.form': {
    events: [card({ action: 'add', kommoLeadId: 15000004, statusId: 81000011, changedAt: 1795438860 })],
  },
  'delete_lead.form': { events: [card({ action: 'delete', kommoLeadId: 15000003, modifiedBy: null })] },
  'responsible_lead.form': {
    events: [
      card({ action: 'responsible', kommoLeadId: 15000005, modifiedBy: 9000102, changedAt: 1795439460 }),
    ],
  },
  'status_lead_digital_pipeline.form': {
    events: [
      card({
        kommoLeadId: 15000005,
        statusId: 81000016,
        oldStatusId: 81000021,
        oldPipelineId: 8100002,
        modifiedBy: null,
      }),
    ],
  },
  'status_lead_own_patch.form': {
    events: [card({ kommoLeadId: 15000002, oldStatusId: 81000011, modifiedBy: 0, changedAt: 1795438830 })],
  },
  'other_account.form': {
    events: [card({ statusId: 81000016, oldStatusId: 81000012, changedAt: 1795439101 })],
  },
  'add_contact.form': {
    events: [
      {
        kind: 'contact',
        action: 'add',
        kommoContactId: KommoContactId.parse(25000001),
        phones: ['+5581990000001', '+558130000001'].map((phone) => Phone.parse(phone)),
      },
    ],
  },
  'note_lead.form': { events: [], ignored: ['leads.note'] },
  'note_lead_clash.form': { events: [], ignored: ['leads.note'] },
  'add_message_incoming.form': { events: [], ignored: ['message.incoming'] },
  'add_message_outgoing_bot.form': { events: [], ignored: ['message.no_person'] },
  'add_outgoing_message_user.form': {
    events: [
      {
        kind: 'card_reply',
        messageId: 'cd757b1c-273a-4d10-a468-1c959d840d87',
        kommoLeadId: 15000001,
        kommoContactId: 25000001,
        userId: 9000101,
        sentAt: 1795439340,
        text: 'Oi Ana, aqui é o Marcos. Posso te ligar às 15h?',
      },
    ],
  },
  'add_talk.form': { events: [], ignored: ['talk.add'] },
  'update_talk_closed.form': { events: [], ignored: ['talk.update'] },
  'delete_unsorted_accept.form': {
    events: [
      card({
        action: 'update',
        kommoLeadId: 15000007,
        pipelineId: null,
        statusId: null,
        modifiedBy: 9000102,
      }),
    ],
  },
  'update_task_completed.form': { events: [], ignored: ['task.update'] },
};

test.each(Object.entries(EXPECTED))('H5 · %s says what its README says', (name, { events, ignored = [] }) => {
  const hook = fixture(name);
  expect(hook.events).toEqual(events);
  expect(hook.ignored).toEqual(ignored);
  expect(hook.accountId).toBe(name === 'other_account.form' ? 31999999 : 31000001);
});

test('H5 · no recorded delivery is left untested', () => {
  expect([...Object.keys(EXPECTED), 'empty.form', 'update_lead_bulk_50.form'].sort()).toEqual(
    fixtureNames('webhooks'),
  );
});

const cardOf = (event: KommoEvent | undefined) => (event?.kind === 'card' ? event.kommoLeadId : null);

test('H5 · a bulk edit of 50 cards tells all 50, the three that left the bot and the one that came back among them', () => {
  const { events } = fixture('update_lead_bulk_50.form');
  expect(events).toHaveLength(50);
  const stages = new Map(
    events.map((event) => [cardOf(event), event.kind === 'card' ? event.statusId : undefined]),
  );
  const bots = new Set([81000011, 81000012, 81000013, 81000014, 81000015, 81000017]);
  expect([...stages].filter(([, stage]) => !bots.has(stage ?? 0)).map(([id]) => id)).toEqual([
    15000108, 15000125, 15000150,
  ]);
  expect(stages.get(cardOf(events[24]))).toBe(142);
  expect(events[12]).toMatchObject({ kommoLeadId: 15000113, oldStatusId: 81000016 });
});

test('H5 · the decoded view posted as JSON says the same as the form', () => {
  const body = JSON.stringify({
    account: { id: 31000001, subdomain: 'solarexemplo' },
    leads: {
      status: [
        {
          id: 15000001,
          status_id: 81000016,
          old_status_id: '81000012',
          pipeline_id: 8100001,
          modified_user_id: 9000101,
          last_modified: 1795439100,
        },
      ],
    },
  });
  const expected = fixture('status_lead_to_human.form').events;
  expect(hookOf(bytes(body), 'application/json').events).toEqual(expected);
  expect(hookOf(bytes(body), FORM).events).toEqual(expected);
  expect(hookOf(bytes(body), undefined).events).toEqual(expected);
});

test('H8 · an empty body, a blank one and a ping have no effect', () => {
  expect(parseKommoHook(fixtureBytes('webhooks/empty.form'), FORM)).toEqual({ kind: 'empty' });
  expect(parseKommoHook(bytes(' \r\n'), undefined)).toEqual({ kind: 'empty' });
  expect(hookOf(bytes('ping=1'))).toEqual({ kind: 'hook', accountId: null, events: [], ignored: ['ping'] });
  expect(hookOf(bytes('customers[add][0][id]=1&Segredo+da+Ana[x][0]=1')).ignored).toEqual([
    'customers.add',
    'unknown.x',
  ]);
  expect(parseKommoHook(bytes('{"leads":'), 'application/json')).toEqual({
    kind: 'malformed',
    reason: 'not JSON',
  });
});

const note = (text: string, type = '4', element = '2') =>
  `account[id]=31000001&leads[note][0][note][id]=7&leads[note][0][note][created_by]=9000101&leads[note][0][note][note_type]=${type}` +
  `&leads[note][0][note][element_type]=${element}&leads[note][0][note][element_id]=15000001&leads[note][0][note][text]=${encodeURIComponent(text)}`;

test.each([
  ['/humano', 'humano'],
  ['  /BOT \n', 'bot'],
])('H12 · a note that is %j and nothing else is a command', (text, command) => {
  expect(hookOf(bytes(note(text))).events).toEqual([
    { kind: 'card_command', noteId: '7', kommoLeadId: 15000001, command, userId: 9000101 },
  ]);
});

test.each([
  ['a quoted command', note('escrevi /bot aqui')],
  ['a file named like a command', note('/bot', '5')],
  ['a command on a contact', note('/bot', '4', '1')],
  ['a command without its slash', note('humano')],
])('H12 · %s is no command', (_, body) => {
  expect(hookOf(bytes(body)).events).toEqual([]);
});

const message = (entity: string, fields: Record<string, string>) =>
  Object.entries({ id: 'm1', contact_id: '25000001', created_at: '1795439340', text: 'oi', ...fields })
    .map(
      ([key, value]) =>
        `${entity}[add][0]${key.startsWith('[') ? key : `[${key}]`}=${encodeURIComponent(value)}`,
    )
    .join('&');
const user = { '[author][type]': 'user', '[author][user_id]': '9000101' };

test.each([
  ['H12 · message[add] that is outgoing, by a user', message('message', { type: 'outgoing', ...user }), 1],
  ['H12 · outgoing_message[add] without a type, by a user', message('outgoing_message', user), 1],
  [
    'an incoming message is not a person of ours, whoever is named',
    message('message', { type: 'incoming', ...user }),
    0,
  ],
  [
    'an outgoing message by a robot',
    message('outgoing_message', { type: 'outgoing', '[author][type]': 'internal', '[author][user_id]': '0' }),
    0,
  ],
  [
    'an outgoing message by nobody known',
    message('outgoing_message', {
      type: 'outgoing',
      '[author][type]': 'integration',
      '[author][user_id]': '5',
    }),
    0,
  ],
  [
    'an outgoing message by an external author',
    message('outgoing_message', { type: 'outgoing', '[author][type]': 'external' }),
    0,
  ],
])('%s', (_, body, count) => {
  expect(hookOf(bytes(body)).events).toHaveLength(count);
});

test('H7 · a reply on a contact names the contact and no card', () => {
  const body = message('outgoing_message', {
    type: 'outgoing',
    element_type: '1',
    entity_type: 'contact',
    entity_id: '25000001',
    ...user,
  });
  expect(hookOf(bytes(body)).events).toMatchObject([{ kommoLeadId: null, kommoContactId: 25000001 }]);
});

test('a declined incoming lead is read live as well, and one delivery may carry several kinds', () => {
  const body =
    'unsorted[delete][0][action]=decline&unsorted[delete][0][decline_result][leads][0]=15000007&leads[delete][3][id]=15000008&leads[status][0][name]=x';
  const hook = hookOf(bytes(body));
  expect(hook.events.map(cardOf)).toEqual([15000007, 15000008]);
  expect(hook.ignored).toEqual(['leads.status.without_id']);
});
