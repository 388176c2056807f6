import { describe, expect, test } from 'vitest';
import type { Content, WhatsAppEvent } from '../../lib/lead-event.ts';
import { createEvolutionReceiver } from '../../lib/whatsapp/evolution-receiver.ts';
import type { Normalised } from '../../lib/whatsapp/receiver.ts';
import {
  bytesOf,
  fixtureBytes,
  fixtureJson,
  INSTANCE,
  lidOnly,
  OUR_EVOLUTION_SEND,
  OWNER_JID,
  onEvolution,
  PEOPLE,
  webhookNames,
} from './support/fixtures.ts';

const receiver = createEvolutionReceiver({ webhookSecret: 'segredo', instance: INSTANCE });
const { ana, bruno, carla, davi, elisa } = PEOPLE;
type Who = (typeof PEOPLE)[keyof typeof PEOPLE];
const withLid = { lid: true };
const withoutLid = { lid: false };

type Expected = { readonly events: readonly object[]; readonly ignored?: readonly string[] };
const only = (...events: object[]): Expected => ({ events });
const nobody = (...ignored: string[]): Expected => ({ events: [], ignored });

const NAMES = new Map<Who, string>([
  [ana, 'Ana Beatriz Lima'],
  [bruno, 'Bruno Tavares'],
  [carla, 'Carla Nogueira'],
  [davi, 'Davi Pontes'],
  [elisa, 'Elisa Moura'],
]);
const inbound = (who: Who, sentAt: number, content: object, more: object = {}): object => ({
  kind: 'inbound',
  from: onEvolution(who, withLid),
  profileName: NAMES.get(who),
  sentAt,
  content,
  quotes: null,
  forwarded: false,
  adId: null,
  ...more,
});
const text = (words: string): Content => ({ kind: 'text', text: words });
const firstWords = text('Oi, vi o anúncio de vocês');
const afterOurs = { quotes: OUR_EVOLUTION_SEND };
const choice = (id: string, words: string): Content => ({ kind: 'choice', id, text: words });
const media = (
  kind: 'voice' | 'image' | 'document',
  mimeType: string,
  id: string,
  more: object = {},
): object => ({
  kind,
  media: { id, mimeType },
  caption: null,
  fileName: null,
  ...more,
});
const OGG = 'audio/ogg; codecs=opus';
const human = (who: Who, sentAt: number, words: string, more: object = {}): object => ({
  kind: 'human_message',
  to: onEvolution(who, withoutLid),
  quotes: null,
  sentAt,
  text: words,
  source: 'echo',
  ...more,
});
const FIRST = 'AC1956F8CE1895F76213587917CB6905';
const SECOND = 'ACCC2DE6F429B0318EF2E410CAD18453';
const edited = {
  kind: 'edited',
  eventId: null,
  targetId: FIRST,
  text: 'Oi, vi o anúncio. Minha conta é de R$ 850',
  // messages.edited alone says when, messages.update alone whose chat it is (facts/whatsapp.md §9.6).
  editedAtMs: 1795439400000,
  chat: null,
};
const update = { ...edited, editedAtMs: null, chat: lidOnly(ana) };

/** The table of test/fixtures/README.md. Whether a `human_message` is ours is asked of the outbox, not here. */
const EXPECTED: Readonly<Record<string, Expected>> = {
  'text-2.2.3-lid': only(inbound(ana, 1795438800, firstWords, { from: lidOnly(ana) })),
  'text-2.3.4-lid': only(inbound(ana, 1795438800, firstWords)),
  'text-2.3.6-lid': only(inbound(ana, 1795438800, firstWords)),
  'text-2.3.7-lid': only(
    inbound(ana, 1795438800, firstWords, { from: onEvolution(ana, withoutLid), messageId: FIRST }),
  ),
  'text-2.4-rc-lid': only(inbound(ana, 1795438800, firstWords)),
  'text-reply': only(inbound(bruno, 1795438860, text('quarta às 10h fica bom'), afterOurs)),
  'text-extended-raw': only(inbound(bruno, 1795438861, text('meu consumo é de R$ 1.500,00'))),
  'audio-base64': only(inbound(ana, 1795438920, media('voice', OGG, 'ACBD2F558D9E8A8D435A15D427DDD465'))),
  'audio-no-base64': only(inbound(ana, 1795438921, media('voice', OGG, SECOND))),
  image: only(
    inbound(
      carla,
      1795438922,
      media('image', 'image/jpeg', 'AC6105D6CC76AF400325E94D588CE511', { caption: 'minha conta de luz' }),
    ),
  ),
  document: only(
    inbound(
      davi,
      1795438923,
      media('document', 'application/pdf', '3EB043CC23FA52B87B4CC1', {
        caption: 'segue a fatura',
        fileName: 'conta-outubro.pdf',
      }),
    ),
  ),
  'buttons-response': only(inbound(ana, 1795438980, choice('fluxo_c', 'Energia com desconto'), afterOurs)),
  'template-button-reply': only(inbound(ana, 1795438981, choice('fluxo_a', 'Usina própria'), afterOurs)),
  'interactive-response': only(inbound(ana, 1795438982, choice('fluxo_b', 'Aluguel de lote'), afterOurs)),
  'list-response': only(inbound(ana, 1795438983, choice('slot_2026-11-25T10:00', 'Quarta, 10h'), afterOurs)),
  'reaction-add': nobody('reaction'),
  'reaction-remove': nobody('reaction'),
  ephemeral: only(inbound(elisa, 1795439100, text('pode me ligar amanhã?'))),
  'view-once': only(
    inbound(elisa, 1795439101, media('image', 'image/jpeg', 'ACCA6D7EE5B28936670E2822456C8F78')),
  ),
  'poll-vote': only(
    inbound(ana, 1795439102, choice('Quarta, 10h', 'Quarta, 10h'), {
      from: onEvolution(ana, withoutLid),
      quotes: '3EB0707165E9984B51DCDF',
    }),
  ),
  location: only(
    inbound(ana, 1795439103, {
      kind: 'location',
      latitude: -8.0476,
      longitude: -34.877,
      label: 'Casa, Rua do Exemplo, 100, Recife - PE',
    }),
  ),
  contact: only(inbound(ana, 1795439104, { kind: 'contact_card', name: 'Rui Lima' })),
  group: nobody('group'),
  'status-broadcast': nobody('status_broadcast'),
  'from-me-android': only(human(ana, 1795439220, 'Oi Ana, aqui é o Marcos. Posso te ligar?')),
  'from-me-web': only(
    human(bruno, 1795439221, 'Bruno, te mando a proposta hoje', { messageId: '3EB028D597B3BDAB39B36D' }),
  ),
  'from-me-lid-alt-owner': only(human(elisa, 1795439222, 'Elisa, é o Marcos', { to: lidOnly(elisa) })),
  'backlog-inbound': only(inbound(elisa, 1795266000, text('oi, alguém aí?'))),
  'backlog-from-me': only(human(elisa, 1795266600, 'Oi Elisa, já te respondo')),
  'encrypted-edit': nobody('encrypted_edit'),
  'edited-inbound': only(edited),
  'edited-revoke': nobody('revoke'),
  'delete-2.3.6': only({ kind: 'deleted', targetId: SECOND, chat: lidOnly(ana) }),
  'delete-2.3.7': only({ kind: 'deleted', targetId: SECOND, chat: lidOnly(ana) }),
  'update-read': only({
    kind: 'status',
    providerId: OUR_EVOLUTION_SEND,
    status: 'read',
    errorCode: null,
    callbackId: null,
  }),
  'update-edit-2.3.7': only(update),
  'send-message-own': only(
    human(ana, 1795438830, 'Oi Ana! Qual o valor médio da sua conta de luz?', {
      messageId: OUR_EVOLUTION_SEND,
      source: 'api',
    }),
  ),
  'send-message-foreign': only(
    human(ana, 1795439520, 'Olá! Sou do suporte, em que posso ajudar?', {
      messageId: '3EB0656771905E1EF731F6',
      source: 'api',
    }),
  ),
  'connection-open': only({ kind: 'connection', state: 'open', reason: 200 }),
  'connection-close': only({ kind: 'connection', state: 'close', reason: 401 }),
  'connection-refused': only({ kind: 'connection', state: 'refused', reason: 428 }),
};

const eventsOf = (found: Normalised): readonly WhatsAppEvent[] => {
  if (found.kind === 'malformed') throw new Error(found.reason);
  return found.events;
};
type Data = Record<string, unknown> & { key: Record<string, unknown> };
type Envelope = Record<string, unknown> & { data: Data };
const changed = (name: string, change: (envelope: Envelope) => void): Buffer => {
  // The fixtures are one envelope around one message; what lies below is what the test changes.
  const envelope = fixtureJson('evolution', name) as Envelope;
  change(envelope);
  return bytesOf(envelope);
};
const normalised = (name: string, change: (envelope: Envelope) => void): Normalised =>
  receiver.normalise(changed(name, change));
const ignoredOnly = (...ignored: string[]) => ({ kind: 'events', events: [], ignored });

describe('every recorded body', () => {
  test('has an expectation', () => {
    expect(Object.keys(EXPECTED).sort()).toEqual([...webhookNames('evolution')].sort());
  });

  test.each(Object.entries(EXPECTED))('%s becomes what the README says', (name, expected) => {
    expect(receiver.normalise(fixtureBytes('evolution', name))).toEqual({
      kind: 'events',
      events: expected.events.map((event) => expect.objectContaining(event)),
      ignored: expected.ignored ?? [],
    });
  });

  test.each(Object.keys(EXPECTED))(
    '%s reads the same with the event spelled as in the configuration',
    (name) => {
      const upper = changed(name, (envelope) => {
        envelope['event'] = String(envelope['event']).toUpperCase().replace(/[.-]/g, '_');
      });
      expect(receiver.normalise(upper)).toEqual(receiver.normalise(fixtureBytes('evolution', name)));
    },
  );

  test.each(Object.keys(EXPECTED))('O2 · %s leaves base64, media keys and the apikey behind', (name) => {
    const found = JSON.stringify(receiver.normalise(fixtureBytes('evolution', name)));
    expect(found).not.toMatch(/base64|mediaKey|mmg\.whatsapp|apikey|6C793695/);
    expect(found.length).toBeLessThan(2_000);
  });
});

describe('proof of origin', () => {
  const authenticate = (secret: string | undefined) =>
    receiver.authenticate({ headers: { 'x-webhook-secret': secret }, body: new Uint8Array() });
  test('the shared secret is let in', () => {
    expect(authenticate('segredo')).toBe('ok');
  });
  test.each([undefined, '', 'segred', 'segredoo', 'Segredo'])('%s is refused', (secret) => {
    expect(authenticate(secret)).toBe('refused');
  });
  test('without a secret of ours an empty one is not let in, and nobody is told 401', () => {
    const open = createEvolutionReceiver({ webhookSecret: '', instance: INSTANCE });
    expect(open.authenticate({ headers: { 'x-webhook-secret': '' }, body: new Uint8Array() })).toBe(
      'misconfigured',
    );
  });
});

describe('H12 · a message that left our number', () => {
  const toOf = (name: string, key: Record<string, unknown>, sender: string | null = OWNER_JID) => {
    const found = normalised(name, (envelope) => {
      envelope['sender'] = sender;
      envelope.data.key = { fromMe: true, id: 'AC01', ...key };
    });
    const [event] = eventsOf(found);
    return event?.kind === 'human_message' ? event.to : found;
  };
  test('in a chat that names only our own number is attributed to nobody', () => {
    // 2.3.7 overwrites remoteJid with the alternative, unchecked (facts/whatsapp.md §8.3).
    expect(
      toOf('from-me-android', { remoteJid: OWNER_JID, remoteJidAlt: OWNER_JID, addressingMode: 'lid' }),
    ).toEqual(ignoredOnly('unattributed_human_message'));
  });
  test('is recognised as our own number with the ninth digit and a device too', () => {
    expect(toOf('from-me-android', { remoteJid: '5581990002000:7@s.whatsapp.net' })).toEqual(
      ignoredOnly('self_chat'),
    );
  });
  test('goes to the LID that is left when the phone is our own', () => {
    expect(
      toOf('from-me-android', { remoteJid: OWNER_JID, previousRemoteJid: '100000000000005@lid' }),
    ).toEqual(lidOnly(elisa));
    expect(toOf('from-me-android', { remoteJid: '100000000000005@lid', senderPn: OWNER_JID })).toEqual(
      lidOnly(elisa),
    );
  });
  test('R19 · never ties a LID that may be ours to the phone of the chat', () => {
    expect(
      toOf('from-me-android', {
        remoteJid: '558190000001@s.whatsapp.net',
        remoteJidAlt: '100000000002000@lid',
      }),
    ).toEqual(onEvolution(ana, withoutLid));
  });
  test('in a LID chat is tied to the customer’s phone', () => {
    expect(
      toOf('from-me-android', {
        remoteJid: '100000000000001@lid',
        remoteJidAlt: '558190000001@s.whatsapp.net',
      }),
    ).toEqual(onEvolution(ana, withLid));
  });
  test('R19 · the sender’s phone is ours, whatever the envelope leaves out', () => {
    expect(toOf('from-me-android', { remoteJid: '100000000000005@lid', senderPn: OWNER_JID }, null)).toEqual(
      lidOnly(elisa),
    );
  });
  test('counts when its content cannot be read', () => {
    for (const message of [{ hologramMessage: {} }, { groupInviteMessage: {} }, null])
      expect(eventsOf(normalised('from-me-android', ({ data }) => Object.assign(data, { message })))).toEqual(
        [expect.objectContaining({ kind: 'human_message', text: '' })],
      );
  });
  test('counts with the caption of a photo', () => {
    const message = { imageMessage: { caption: 'sua proposta' } };
    expect(eventsOf(normalised('from-me-android', ({ data }) => Object.assign(data, { message })))).toEqual([
      expect.objectContaining({ kind: 'human_message', text: 'sua proposta' }),
    ]);
  });
  test.each([
    ['reaction', { reactionMessage: { text: '👍' } }],
    ['revoke', { protocolMessage: { key: { id: FIRST }, type: 'REVOKE' } }],
    ['protocol', { protocolMessage: { key: { id: FIRST }, type: 'EPHEMERAL_SETTING' } }],
    ['encrypted_edit', { secretEncryptedMessage: {} }],
  ])('does not count when it is a %s', (reason, message) => {
    expect(normalised('from-me-android', ({ data }) => Object.assign(data, { message }))).toEqual(
      ignoredOnly(reason),
    );
  });
  test('does not count in a group', () => {
    expect(toOf('from-me-android', { remoteJid: '120363000000000001@g.us' })).toEqual(ignoredOnly('group'));
  });
  test('sent through the API is heard whatever fromMe says', () => {
    expect(
      eventsOf(
        normalised('send-message-foreign', ({ data }) => {
          data.key['fromMe'] = false;
        }),
      ),
    ).toEqual([expect.objectContaining({ kind: 'human_message', source: 'api' })]);
  });
});

describe('who wrote', () => {
  const fromOf = (key: Record<string, unknown>) => {
    const found = normalised('text-2.3.7-lid', ({ data }) => {
      data.key = { fromMe: false, id: 'AC02', ...key };
    });
    const [event] = eventsOf(found);
    return event?.kind === 'inbound' ? event.from : found;
  };
  test('is found behind a device', () => {
    expect(fromOf({ remoteJid: '558190000001:12@s.whatsapp.net' })).toEqual(onEvolution(ana, withoutLid));
  });
  test('R19 · is never our own number', () => {
    expect(fromOf({ remoteJid: OWNER_JID })).toEqual(ignoredOnly('self_chat'));
    expect(fromOf({ remoteJid: '100000000000005@lid', remoteJidAlt: OWNER_JID })).toEqual(lidOnly(elisa));
  });
  test('H6 · is not taken for a Brazilian when the number is of another country', () => {
    expect(fromOf({ remoteJid: '15550783881@s.whatsapp.net' })).toMatchObject({ phone: '+15550783881' });
  });
  test.each([
    ['newsletter', '120363000000000001@newsletter'],
    ['broadcast', '558190000001@broadcast'],
    ['call', '558190000001@call'],
    ['bot', '867051314767696@bot'],
    ['bot', '13135550002@s.whatsapp.net'],
    ['bot', '13165550042@c.us'],
    ['whatsapp', '16505361212@s.whatsapp.net'],
    ['whatsapp', '0@s.whatsapp.net'],
    ['whatsapp', 'server@s.whatsapp.net'],
    ['whatsapp', '@s.whatsapp.net'],
    ['other_network', 'alguem@msgr'],
    ['other_network', 'alguem@example.com'],
    ['unreadable_address', 'semarroba'],
  ])('W9 · is nobody (%s) in %s', (reason, remoteJid) => {
    expect(fromOf({ remoteJid })).toEqual(ignoredOnly(reason));
  });
});

describe('what a message may hold', () => {
  const contentOf = (message: unknown, more: object = {}) => {
    const found = normalised('text-2.3.7-lid', ({ data }) => Object.assign(data, { message, ...more }));
    const [event] = eventsOf(found);
    return event?.kind === 'inbound' ? event.content : found;
  };
  const wrapped = (depth: number): object =>
    Array.from({ length: depth }).reduce<object>((message) => ({ ephemeralMessage: { message } }), {
      conversation: 'oi',
    });

  test('five envelopes are opened, a sixth is not', () => {
    expect(contentOf(wrapped(5))).toEqual(text('oi'));
    expect(contentOf(wrapped(6))).toEqual({
      kind: 'unsupported',
      what: 'ephemeralMessage',
      placeholder: false,
    });
  });
  test('content withheld from linked devices is recorded and asked for again', () => {
    expect(contentOf({ viewOnceMessageV2: { message: {} } })).toEqual({
      kind: 'unsupported',
      what: 'withheld',
      placeholder: false,
    });
  });
  test('I5 · a message that could not be decrypted yet is a placeholder', () => {
    expect(contentOf(null, { messageStubType: 2 })).toEqual({
      kind: 'unsupported',
      what: 'undecrypted',
      placeholder: true,
    });
    expect(contentOf(null)).toEqual({ kind: 'unsupported', what: 'undecrypted', placeholder: true });
  });
  test('a notice of WhatsApp’s is no message', () => {
    expect(contentOf(null, { messageStubType: 40 })).toEqual(ignoredOnly('notice'));
  });
  test('I5 · content nobody knows is recorded under its name', () => {
    expect(contentOf({ messageContextInfo: {}, hologramMessage: { x: 1 } })).toEqual({
      kind: 'unsupported',
      what: 'hologramMessage',
      placeholder: false,
    });
    expect(contentOf({ constructor: {} })).toMatchObject({ kind: 'unsupported', what: 'constructor' });
  });
  test('an album announces images that follow by themselves', () => {
    expect(contentOf({ albumMessage: { expectedImageCount: 2 } })).toEqual(ignoredOnly('album'));
  });
  test('a poll vote that was taken back, or not decrypted, chooses nothing', () => {
    expect(contentOf({ pollUpdateMessage: { vote: { selectedOptions: [] } } })).toEqual(
      ignoredOnly('poll_vote_removed'),
    );
    expect(contentOf({ pollUpdateMessage: { vote: { encPayload: {} } } })).toEqual(
      ignoredOnly('poll_vote_unreadable'),
    );
  });
  test('audio that is no voice note is audio, a document without a name has its title', () => {
    expect(contentOf({ audioMessage: { mimetype: 'audio/mp4' } })).toMatchObject({ kind: 'audio' });
    expect(contentOf({ documentMessage: { title: 'conta.pdf' } })).toMatchObject({
      kind: 'document',
      fileName: 'conta.pdf',
    });
  });
  test('a form of native flows keeps its fields', () => {
    const interactiveResponseMessage = {
      nativeFlowResponseMessage: { name: 'flow', paramsJson: '{"nome":"Ana","conta":850}' },
    };
    expect(contentOf({ interactiveResponseMessage })).toEqual({
      kind: 'form',
      fields: { nome: 'Ana', conta: '850' },
      text: 'nome: Ana\nconta: 850',
    });
  });
  test('NUL is stripped and a text is cut at 65,536 characters', () => {
    expect(contentOf({ conversation: 'o\u0000i' })).toEqual(text('oi'));
    expect(contentOf({ conversation: 'a'.repeat(65_537) })).toEqual(text('a'.repeat(65_536)));
  });
  test('an ad and a forward are noted', () => {
    const extendedTextMessage = {
      text: 'oi',
      contextInfo: { isForwarded: true, externalAdReply: { sourceId: '1202' } },
    };
    const found = normalised('text-2.3.7-lid', ({ data }) =>
      Object.assign(data, { message: { extendedTextMessage } }),
    );
    expect(eventsOf(found)).toEqual([expect.objectContaining({ forwarded: true, adId: '1202' })]);
  });
  test('the time is read as a number, a text or a Long', () => {
    for (const messageTimestamp of [1795438800, '1795438800', { low: 1795438800, high: 0, unsigned: true }])
      expect(
        eventsOf(normalised('text-2.3.7-lid', ({ data }) => Object.assign(data, { messageTimestamp }))),
      ).toEqual([expect.objectContaining({ sentAt: 1795438800 })]);
  });
  test('I5 · without a time of its own a message takes the envelope’s', () => {
    const found = normalised('text-2.3.7-lid', ({ data }) => Object.assign(data, { messageTimestamp: null }));
    expect(eventsOf(found)).toEqual([
      expect.objectContaining({ sentAt: Date.parse('2026-11-23T10:00:01.262Z') / 1000 - 0.262 }),
    ]);
  });
});

describe('updates', () => {
  test('up to 2.3.4 an edit says DELETED, and deletes nothing', () => {
    expect(
      eventsOf(
        normalised('update-edit-2.3.7', ({ data }) => {
          data['status'] = 'DELETED';
        }),
      ),
    ).toEqual([update]);
  });
  test('DELETED without a text is left to messages.delete', () => {
    expect(normalised('update-read', ({ data }) => Object.assign(data, { status: 'DELETED' }))).toEqual(
      ignoredOnly('status:DELETED'),
    );
  });
  test.each([
    ['PENDING', 'pending'],
    ['SERVER_ACK', 'sent'],
    ['DELIVERY_ACK', 'delivered'],
    ['READ', 'read'],
    ['PLAYED', 'played'],
    ['ERROR', 'failed'],
  ])('%s is %s', (word, status) => {
    expect(eventsOf(normalised('update-read', ({ data }) => Object.assign(data, { status: word })))).toEqual([
      expect.objectContaining({ status }),
    ]);
  });
  test('a status of the lead’s own message moves nothing', () => {
    expect(normalised('update-read', ({ data }) => Object.assign(data, { fromMe: false }))).toEqual(
      ignoredOnly('status_of_inbound'),
    );
  });
  test('an edit of type 14 is one too', () => {
    expect(eventsOf(normalised('edited-inbound', ({ data }) => Object.assign(data, { type: 14 })))).toEqual([
      edited,
    ]);
  });
});

describe('the envelope', () => {
  test('R19 · another instance’s events are not ours', () => {
    expect(
      normalised('text-2.3.7-lid', (envelope) => {
        envelope['instance'] = 'outra-instancia';
      }),
    ).toEqual(ignoredOnly('other_instance'));
  });
  test.each(['chats.upsert', 'contacts.update', 'messages.set', 'send.message.update', 'constructor'])(
    'M5 · %s is no message',
    (event) => {
      expect(
        normalised('text-2.3.7-lid', (envelope) => {
          envelope['event'] = event;
        }),
      ).toEqual(ignoredOnly(`event:${event.toUpperCase().replaceAll('.', '_')}`));
    },
  );
  test.each([
    ['logout.instance', null, 'close'],
    ['remove.instance', null, 'close'],
    ['qrcode.updated', { qrcode: { instance: 'solar-exemplo', code: '2@' } }, 'refused'],
    [
      'status.instance',
      { instance: 'solar-exemplo', status: 'closed', disconnectionReasonCode: 401 },
      'close',
    ],
  ])('W14 · %s says that the instance is down', (event, data, state) => {
    const body = bytesOf({ event, instance: INSTANCE, data });
    expect(receiver.normalise(body)).toMatchObject({ events: [{ kind: 'connection', state }] });
  });
  test('I5 · a bad item among good ones is listed and the others survive', () => {
    const envelope = fixtureJson('evolution', 'text-2.3.7-lid');
    const body = bytesOf({ ...envelope, data: [null, envelope['data'], { key: {} }] });
    expect(receiver.normalise(body)).toMatchObject({
      events: [{ kind: 'inbound', messageId: FIRST }],
      ignored: ['unreadable_message', 'unreadable_message'],
    });
  });
  test.each([
    ['nothing', ''],
    ['half a body', '{"event":"messages.upsert"'],
    ['a list', '[]'],
    ['no instance', '{"event":"messages.upsert","data":{}}'],
  ])('H8 · %s is malformed, without an effect', (_case, body) => {
    expect(receiver.normalise(Buffer.from(body))).toEqual({
      kind: 'malformed',
      reason: 'not_an_evolution_webhook',
    });
  });
});
