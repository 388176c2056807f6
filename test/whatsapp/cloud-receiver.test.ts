import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Content, WhatsAppEvent } from '../../lib/lead-event.ts';
import {
  CLOUD_BODY_MAX_BYTES,
  createCloudReceiver,
  verifyHandshake,
} from '../../lib/whatsapp/cloud-receiver.ts';
import type { Normalised } from '../../lib/whatsapp/receiver.ts';
import {
  bytesOf,
  fixtureBytes,
  fixtureJson,
  OUR_MENU,
  OUR_TEXT,
  onCloud,
  PEOPLE,
  PHONE_NUMBER_ID,
  webhookNames,
} from './support/fixtures.ts';

const receiver = createCloudReceiver({ appSecret: 'test_app_secret', phoneNumberId: PHONE_NUMBER_ID });
const { ana, bruno, carla, davi, elisa, fabio } = PEOPLE;
const NAMES = new Map([
  [ana, 'Ana Beatriz Lima'],
  [bruno, 'Bruno Tavares'],
  [carla, 'Carla Nogueira'],
  [davi, 'Davi Pontes'],
  [elisa, 'Elisa Moura'],
  [fabio, 'Fábio Serra'],
]);

type Expected = { readonly events: readonly object[]; readonly ignored?: readonly string[] };
type Who = (typeof PEOPLE)[keyof typeof PEOPLE];

/** An inbound of this person with this content; quotes nothing, not forwarded, from no ad unless said. */
const inbound = (who: Who, sentAt: number, content: Content, more: object = {}): object => ({
  kind: 'inbound',
  from: onCloud(who),
  profileName: NAMES.get(who),
  sentAt,
  content,
  quotes: null,
  forwarded: false,
  adId: null,
  ...more,
});
const text = (words: string): Content => ({ kind: 'text', text: words });
const media = (
  kind: 'voice' | 'image' | 'video' | 'document' | 'sticker',
  id: string,
  mimeType: string,
  { caption = null, fileName = null }: { caption?: string | null; fileName?: string | null } = {},
): Content => ({ kind, media: { id, mimeType }, caption, fileName });
const status = (providerId: string, word: string, at: number, more: object = {}): object => ({
  kind: 'status',
  providerId,
  status: word,
  at,
  errorCode: null,
  callbackId: null,
  ...more,
});
const A001 = { callbackId: 'outbox-01KAQE0000000000000000A001' };
const VOICE = 'wamid.HBgNNTUxMTk5MDAwMDAwMhUCABEYEkM1MTJDMEU3OEFCQTQ1M0ExMwA=';
const LATE = 'wamid.HBgMNTU4MTkwMDAwMDA1FQIAERgSMTZEMjM0RTJCQkMxREY1MUVCAA==';
const TEMPLATE = 'wamid.HBgMNTU4MTkwMDAwMDA1FQIAERgSMURGRUM4MkNDQjFCQ0JDNTIyAA==';
const FIRST_OF_CARLA = { messageId: 'wamid.HBgNNTU4MTk5MDAwMDAwMxUCABIYFDNBNUUyRDFDQTgzMzU0Qjg2MTAwAA==' };
const nobody = (...ignored: string[]): Expected => ({ events: [], ignored });
const only = (...events: object[]): Expected => ({ events, ignored: [] });

/** The table of test/fixtures/README.md. */
const EXPECTED: Readonly<Record<string, Expected>> = {
  text: only(
    inbound(ana, 1795438800, text('Oi, vi o anúncio de vocês. Quanto dá pra economizar na conta de luz?')),
  ),
  'text-reply': only(
    inbound(ana, 1795438860, expect.objectContaining({ kind: 'text' }), { quotes: OUR_TEXT }),
  ),
  'text-forwarded': only(
    inbound(bruno, 1795438861, text('PROMOÇÃO: energia solar com 20% de desconto'), { forwarded: true }),
  ),
  'text-ad-referral': only(
    inbound(carla, 1795438890, text('Olá! Tenho interesse e queria mais informações, por favor.'), {
      ...FIRST_OF_CARLA,
      adId: '120200000000000001',
    }),
  ),
  'text-escaped': only(
    inbound(
      ana,
      1795438920,
      text('Não é só na região, né? 😊 Minha conta está em https://example.com/conta'),
    ),
  ),
  'text-other-number': nobody('other_number'),
  image: only(
    inbound(
      carla,
      1795438980,
      media('image', '3752225468215025', 'image/jpeg', { caption: 'minha conta de luz' }),
    ),
  ),
  'audio-voice': only(
    inbound(bruno, 1795438981, media('voice', '8732380965211233', 'audio/ogg; codecs=opus')),
  ),
  video: only(
    inbound(ana, 1795438982, media('video', '2003605382535306', 'video/mp4', { caption: 'meu telhado' })),
  ),
  document: only(
    inbound(
      davi,
      1795438983,
      media('document', '0220236030873024', 'application/pdf', { fileName: 'conta-outubro.pdf' }),
    ),
  ),
  sticker: only(inbound(ana, 1795438984, media('sticker', '5552017198983375', 'image/webp'))),
  'interactive-button-reply': only(
    inbound(
      ana,
      1795439040,
      { kind: 'choice', id: 'fluxo_c', text: 'Energia com desconto' },
      { quotes: OUR_MENU },
    ),
  ),
  'interactive-list-reply': only(
    inbound(
      ana,
      1795439041,
      { kind: 'choice', id: 'slot_2026-11-25T10:00', text: 'Quarta, 10h' },
      { quotes: OUR_MENU },
    ),
  ),
  'interactive-nfm-reply': only(
    inbound(
      ana,
      1795439042,
      {
        kind: 'form',
        fields: { nome: 'Ana', valor_conta: 'R$ 850,00' },
        text: 'nome: Ana\nvalor_conta: R$ 850,00',
      },
      { quotes: OUR_MENU },
    ),
  ),
  button: only(
    inbound(
      elisa,
      1795439043,
      { kind: 'choice', id: 'QUERO_CONTINUAR', text: 'Quero continuar' },
      { quotes: TEMPLATE },
    ),
  ),
  reactions: nobody('reaction', 'reaction'),
  location: only(
    inbound(ana, 1795439103, {
      kind: 'location',
      latitude: -8.0476,
      longitude: -34.877,
      label: 'Casa, Rua do Exemplo, 100, Recife - PE',
    }),
  ),
  contacts: only(inbound(ana, 1795439104, { kind: 'contact_card', name: 'Rui Lima' })),
  order: only(inbound(bruno, 1795439105, { kind: 'order', text: '' })),
  'system-user-changed-number': only({
    kind: 'identity',
    before: onCloud(ana),
    after: { phone: '+5521990000001', lid: null, bsuid: 'BR.1000000000000101', replyTo: '5521990000001' },
  }),
  'system-user-changed-user-id': only({
    kind: 'identity',
    before: onCloud(fabio),
    after: { phone: null, lid: null, bsuid: 'BR.1000000000000106', replyTo: 'BR.1000000000000106' },
  }),
  unsupported: only(
    inbound(elisa, 1795439220, { kind: 'unsupported', what: 'poll_creation', placeholder: false }),
  ),
  'unsupported-unavailable': only(
    inbound(carla, 1795438890, { kind: 'unsupported', what: 'unknown', placeholder: true }, FIRST_OF_CARLA),
  ),
  group: nobody('group'),
  'bsuid-only': only(inbound(fabio, 1795439340, text('oi, quero saber da energia por assinatura'))),
  batch: only(
    inbound(ana, 1795439400, text('oi')),
    inbound(ana, 1795439400, text('minha conta vem 850')),
    inbound(bruno, 1795439401, media('image', '0047004142380471', 'image/jpeg')),
    status(OUR_TEXT, 'delivered', 1795439399, A001),
    status(VOICE, 'read', 1795439400),
    {
      kind: 'human_message',
      to: { ...onCloud(carla), bsuid: null },
      sentAt: 1795439402,
      text: 'Oi Carla, aqui é a Paula, vou te ajudar',
      source: 'echo',
    },
    inbound(carla, 1795439403, text('oi Paula!')),
    status(OUR_MENU, 'sent', 1795439398),
  ),
  'status-sent': only(status(OUR_TEXT, 'sent', 1795438820, A001)),
  'status-delivered': only(status(OUR_TEXT, 'delivered', 1795438821, A001)),
  'status-read': only(status(OUR_TEXT, 'read', 1795438825, A001)),
  'status-played': only(status(VOICE, 'played', 1795438850)),
  'status-failed-131047': only(
    status(LATE, 'failed', 1795611600, {
      errorCode: 131047,
      callbackId: 'outbox-01KAQE0000000000000000A002',
    }),
  ),
  'echo-text': only({
    kind: 'human_message',
    messageId: 'wamid.HBgMNTU4MTkwMDAwMDAxFQIAERgSODk1Qzg0QUU4Mzc0RTlBQzcyAA==',
    to: onCloud(ana),
    sentAt: 1795439460,
    text: 'Oi Ana, aqui é o Marcos. Posso te ligar?',
    source: 'echo',
  }),
  'echo-edit-revoke': only(
    {
      kind: 'edited',
      targetId: 'wamid.HBgMNTU4MTkwMDAwMDAxFQIAERgSODk1Qzg0QUU4Mzc0RTlBQzcyAA==',
      text: 'Oi Ana, aqui é o Marcos. Posso te ligar às 15h?',
      editedAtMs: 1795439470000,
      chat: { ...onCloud(ana), bsuid: null },
    },
    {
      kind: 'deleted',
      targetId: 'wamid.HBgMNTU4MTkwMDAwMDAxFQIAERgSODk1Qzg0QUU4Mzc0RTlBQzcyAA==',
      chat: { ...onCloud(ana), bsuid: null },
    },
  ),
  'edit-revoke-inbound': only(
    {
      kind: 'edited',
      targetId: 'wamid.HBgMNTU4MTkwMDAwMDAxFQIAEhgUM0FGNDQ2QjQwMkMzQzE0RjVBMkUA',
      text: 'Oi, vi o anúncio. Quanto dá pra economizar numa conta de R$ 850?',
    },
    { kind: 'deleted', targetId: 'wamid.HBgMNTU4MTkwMDAwMDAxFQIAEhgUM0E0Q0MyRUFFNUZENENEMDQ0MDMA' },
  ),
  'unknown-field': nobody('field:a_field_of_the_future'),
  'old-backlog': only(
    inbound(elisa, 1795179600, text('oi')),
    inbound(elisa, 1795179640, text('alguém aí?')),
    inbound(elisa, 1795183200, text('deixa pra lá')),
  ),
};

const eventsOf = (found: Normalised): readonly WhatsAppEvent[] => {
  if (found.kind === 'malformed') throw new Error(found.reason);
  return found.events;
};
type Value = Record<string, unknown> & {
  messages: Record<string, unknown>[];
  contacts: Record<string, unknown>[];
};
/** A one-message body whose value a test changes. */
const changed = (name: string, change: (value: Value) => void): Buffer => {
  // The fixtures have one entry with one change; what lies below is what the test changes.
  const body = fixtureJson('cloud', name) as { entry: [{ changes: [{ value: Value }] }] };
  change(body.entry[0].changes[0].value);
  return bytesOf(body);
};

describe('every recorded body', () => {
  test('has an expectation', () => {
    expect(Object.keys(EXPECTED).sort()).toEqual([...webhookNames('cloud')].sort());
  });

  test.each(Object.entries(EXPECTED))('%s becomes what the README says', (name, expected) => {
    const found = receiver.normalise(fixtureBytes('cloud', name));
    expect(found).toEqual({
      kind: 'events',
      events: expected.events.map((event) => expect.objectContaining(event)),
      ignored: expected.ignored ?? [],
    });
  });
});

describe('proof of origin', () => {
  // The vectors' own shape (test/fixtures/cloud/signatures.json).
  const signatures = fixtureJson('cloud', 'signatures') as {
    vectors: { file: string; signature: string; reserialised?: string }[];
    wrong_secret: { file: string; signature: string };
  };
  const authenticate = (file: string, signature: string | undefined) =>
    receiver.authenticate({
      headers: { 'x-hub-signature-256': signature },
      body: fixtureBytes('cloud', file.replace('.json', '')),
    });

  test.each(signatures.vectors)('the signature of $file holds for these bytes', ({ file, signature }) => {
    expect(authenticate(file, signature)).toBe('ok');
  });
  test('a signature over the body parsed and written again is refused', () => {
    for (const { file, reserialised } of signatures.vectors)
      if (reserialised) expect(authenticate(file, reserialised)).toBe('refused');
    expect(signatures.vectors.filter(({ reserialised }) => reserialised)).toHaveLength(1);
  });
  test('a signature with another secret is refused', () => {
    expect(authenticate(signatures.wrong_secret.file, signatures.wrong_secret.signature)).toBe('refused');
  });
  test.each([
    ['no header', undefined],
    ['an empty header', ''],
    ['another algorithm', `sha1=${'0'.repeat(40)}`],
    ['a truncated digest', signatures.vectors[0]?.signature.slice(0, -1)],
    ['a longer digest', `${signatures.vectors[0]?.signature}0`],
  ])('%s is refused', (_case, signature) => {
    expect(authenticate('text.json', signature)).toBe('refused');
  });
  test('one changed byte is refused', () => {
    const body = fixtureBytes('cloud', 'text');
    const signature = `sha256=${createHmac('sha256', 'test_app_secret').update(body).digest('hex')}`;
    expect(receiver.authenticate({ headers: { 'x-hub-signature-256': signature }, body })).toBe('ok');
    body[100] = (body[100] ?? 0) ^ 1;
    expect(receiver.authenticate({ headers: { 'x-hub-signature-256': signature }, body })).toBe('refused');
  });
  test('without a secret of ours nobody is let in, and nobody is told 401', () => {
    const open = createCloudReceiver({ appSecret: '', phoneNumberId: PHONE_NUMBER_ID });
    const body = fixtureBytes('cloud', 'text');
    const signature = `sha256=${createHmac('sha256', '').update(body).digest('hex')}`;
    expect(open.authenticate({ headers: { 'x-hub-signature-256': signature }, body })).toBe('misconfigured');
  });
});

describe('the handshake', () => {
  const query = { 'hub.mode': 'subscribe', 'hub.challenge': '1158201444', 'hub.verify_token': 'token' };
  test('the right token gets the challenge back', () => {
    expect(verifyHandshake(query, 'token')).toEqual({ kind: 'challenge', challenge: '1158201444' });
  });
  test.each([
    ['another token', { ...query, 'hub.verify_token': 'tokem' }],
    ['no token', { 'hub.mode': 'subscribe', 'hub.challenge': '1' }],
    ['another mode', { ...query, 'hub.mode': 'unsubscribe' }],
    ['no challenge', { ...query, 'hub.challenge': undefined }],
    ['nothing', {}],
  ])('%s is refused', (_case, asked) => {
    expect(verifyHandshake(asked, 'token')).toEqual({ kind: 'refused' });
  });
  test.each([undefined, ''])('without a token of ours (%s) an empty one does not get in', (configured) => {
    expect(verifyHandshake({ ...query, 'hub.verify_token': '' }, configured)).toEqual({
      kind: 'misconfigured',
    });
  });
});

describe('who wrote', () => {
  const fromOf = (body: Buffer) =>
    eventsOf(receiver.normalise(body)).map((event) => (event.kind === 'inbound' ? event.from : event.kind));

  test('a missing phone is the same omitted, null or empty', () => {
    for (const missing of ['', null, undefined]) {
      const body = changed('bsuid-only', (value) => {
        for (const message of value.messages) message['from'] = missing;
        for (const contact of value.contacts) contact['wa_id'] = missing;
      });
      expect(fromOf(body)).toEqual([onCloud(fabio)]);
    }
  });
  test('R19 · a contact that contradicts one of the ids lends neither its name nor its number', () => {
    const body = changed('bsuid-only', (value) => {
      for (const message of value.messages) message['from'] = '558190000001';
      for (const contact of value.contacts) contact['wa_id'] = '5511990000002';
    });
    expect(eventsOf(receiver.normalise(body))).toEqual([
      expect.objectContaining({ profileName: null, from: { ...onCloud(ana), bsuid: 'BR.1000000000000006' } }),
    ]);
  });
  test('R19 · two people in one value keep their own names and numbers, whatever the order of the contacts', () => {
    const body = changed('batch', (value) => value.contacts.reverse());
    const inbounds = eventsOf(receiver.normalise(body)).filter((event) => event.kind === 'inbound');
    expect(inbounds.map(({ from, profileName }) => [from, profileName]).slice(0, 3)).toEqual([
      [onCloud(ana), 'Ana Beatriz Lima'],
      [onCloud(ana), 'Ana Beatriz Lima'],
      [onCloud(bruno), 'Bruno Tavares'],
    ]);
  });
  test('H6 · a wa_id of another country is not taken for a Brazilian one', () => {
    const body = changed('text', (value) => {
      for (const message of value.messages) message['from'] = '15550783881';
    });
    expect(fromOf(body)).toEqual([
      expect.objectContaining({ phone: '+15550783881', replyTo: '15550783881' }),
    ]);
  });
  test('R19 · a message that names nobody is nobody’s', () => {
    const body = changed('bsuid-only', (value) => {
      for (const message of value.messages) delete message['from_user_id'];
    });
    expect(receiver.normalise(body)).toEqual({
      kind: 'events',
      events: [],
      ignored: ['unaddressed_message'],
    });
  });
});

describe('H12 · a person who answers in the business app', () => {
  const echo = (change: Record<string, unknown>) =>
    receiver.normalise(
      changed('echo-text', (value) => {
        value['message_echoes'] = [
          { from: '558190001000', to: '558190000001', id: 'wamid.X', timestamp: '1795439460', ...change },
        ];
      }),
    );
  test('is heard when the content cannot be read', () => {
    expect(eventsOf(echo({ type: 'unsupported', errors: [{ code: 131051 }] }))).toEqual([
      expect.objectContaining({ kind: 'human_message', text: '', to: onCloud(ana) }),
    ]);
  });
  test('is heard when a photo is sent, with its caption', () => {
    expect(eventsOf(echo({ type: 'image', image: { id: '1', caption: 'sua proposta' } }))).toEqual([
      expect.objectContaining({ kind: 'human_message', text: 'sua proposta' }),
    ]);
  });
  test('is not heard for a reaction', () => {
    expect(echo({ type: 'reaction', reaction: { emoji: '👍' } })).toEqual({
      kind: 'events',
      events: [],
      ignored: ['reaction'],
    });
  });
  test('in a group is not heard', () => {
    expect(echo({ type: 'text', text: { body: 'oi' }, group_id: 'g' })).toEqual({
      kind: 'events',
      events: [],
      ignored: ['group'],
    });
  });
});

describe('what a body may hold', () => {
  test('I5 · a bad item among good ones is listed and the others survive', () => {
    const body = changed('batch', (value) => {
      Object.assign(value, {
        messages: [value.messages[0], { id: 7 }, null, 'text', ...value.messages.slice(1)],
      });
    });
    const found = receiver.normalise(body);
    expect(eventsOf(found)).toHaveLength(8);
    expect(found).toMatchObject({
      ignored: ['unreadable_message', 'unreadable_message', 'unreadable_message'],
    });
  });
  test('NUL, lone surrogates and noncharacters never reach the event', () => {
    const body = changed('text', (value) => {
      for (const message of value.messages) message['text'] = { body: 'o\u0000i \ud83d \ufffe\uffff😊' };
    });
    expect(eventsOf(receiver.normalise(body))).toEqual([
      expect.objectContaining({ content: text('oi \ufffd 😊') }),
    ]);
  });
  test('a text is cut at 65,536 characters, and one of exactly that length is whole', () => {
    for (const [length, kept] of [
      [65_536, 65_536],
      [65_537, 65_536],
    ] as const) {
      const body = changed('text', (value) => {
        for (const message of value.messages) message['text'] = { body: 'a'.repeat(length) };
      });
      expect(eventsOf(receiver.normalise(body))).toEqual([
        expect.objectContaining({ content: text('a'.repeat(kept)) }),
      ]);
    }
  });
  test('a type nobody knows is recorded, not dropped', () => {
    const body = changed('text', (value) => {
      for (const message of value.messages) message['type'] = 'hologram';
    });
    expect(eventsOf(receiver.normalise(body))).toEqual([
      expect.objectContaining({ content: { kind: 'unsupported', what: 'hologram', placeholder: false } }),
    ]);
  });
  test('a status that is no step of the ladder moves nothing', () => {
    const body = changed('status-sent', (value) => {
      value['statuses'] = [{ id: OUR_TEXT, status: 'warning', timestamp: '1795438820' }];
    });
    expect(receiver.normalise(body)).toEqual({ kind: 'events', events: [], ignored: ['status:warning'] });
  });
  test('W14 · errors of the value itself are the account’s where their code says so, else listed by code', () => {
    const body = changed('text', (value) => {
      value['errors'] = [
        { code: 131042, title: 'Business eligibility payment issue' },
        { code: 130429, title: 'Rate limit hit' },
        { code: 131051, title: 'Message type unknown' },
      ];
    });
    const normalised = receiver.normalise(body);
    expect(normalised).toMatchObject({ ignored: ['error:131051'] });
    expect(normalised.kind === 'events' && normalised.events.slice(1)).toEqual([
      { kind: 'account', field: 'errors', event: '131042', detail: null, isWell: false },
      { kind: 'account', field: 'errors', event: '130429', detail: null, isWell: true },
    ]);
  });
  test('standby repeats another agent’s conversation and is ignored', () => {
    const body = fixtureBytes('cloud', 'text')
      .toString('utf8')
      .replace('"field":"messages"', '"field":"standby"');
    expect(receiver.normalise(Buffer.from(body))).toEqual({
      kind: 'events',
      events: [],
      ignored: ['field:standby'],
    });
  });
  test('another product’s webhook has no effect', () => {
    expect(receiver.normalise(bytesOf({ object: 'instagram', entry: [{}] }))).toEqual({
      kind: 'events',
      events: [],
      ignored: ['object:instagram'],
    });
  });
  test.each([
    ['nothing', ''],
    ['half a body', '{"object":"whatsapp_business_account","entry":['],
    ['a list', '[]'],
    ['a text', '"oi"'],
    ['no entries', '{"object":"whatsapp_business_account"}'],
    ['entries of another shape', '{"object":"whatsapp_business_account","entry":{}}'],
  ])('%s is malformed', (_case, body) => {
    expect(receiver.normalise(Buffer.from(body))).toEqual({
      kind: 'malformed',
      reason: 'not_a_cloud_webhook',
    });
  });
  test('a body above Meta’s own limit is not parsed', () => {
    const body = Buffer.alloc(CLOUD_BODY_MAX_BYTES + 1, ' ');
    expect(receiver.normalise(body)).toEqual({ kind: 'malformed', reason: 'too_large' });
  });
});
