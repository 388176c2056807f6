import { describe, expect, test } from 'vitest';
import type { Address } from '../../lib/lead.ts';
import { createEvolutionTransport } from '../../lib/whatsapp/evolution-transport.ts';
import type { TransportTimeouts } from '../../lib/whatsapp/http.ts';
import type { Outbound } from '../../lib/whatsapp/transport.ts';
import {
  fixtureBytes,
  fixtureJson,
  INSTANCE,
  lidOnly,
  OUR_EVOLUTION_SEND,
  onCloud,
  onEvolution,
  PEOPLE,
} from './support/fixtures.ts';
import { type Answer, answering, cutting, serve, silent } from './support/server.ts';

const { ana, fabio } = PEOPLE;
const SENT = fixtureBytes('evolution', 'send-text-201').toString('utf8');
const ANA = onEvolution(ana, { lid: true });

async function aTransport(answer: Answer, timeouts: Partial<TransportTimeouts> = {}) {
  const provider = await serve(answer);
  const clock = { nowMs: () => 0 };
  const transport = createEvolutionTransport({
    url: `${provider.url}/evo/`,
    apiKey: 'chave',
    instance: INSTANCE,
    clock,
    timeouts,
  });
  return { transport, provider };
}
const aMessage = (to: Address = ANA): Outbound => ({
  to,
  callbackId: 'outbox-1',
  content: { kind: 'text', text: 'oi' },
});
const refused = (refusal: string, alarm: boolean) => ({
  kind: 'refused',
  refusal,
  code: null,
  scope: expect.any(String),
  suspicion: expect.toSatisfy((sign: unknown) => sign === null || typeof sign === 'string'),
  alarm,
  retryAfterMs: null,
});

describe('a send', () => {
  test('goes to the jid as it came, and the jid of the answer is the key from then on', async () => {
    const { transport, provider } = await aTransport(answering(201, SENT));
    expect(await transport.send(aMessage())).toEqual({
      kind: 'accepted',
      providerId: OUR_EVOLUTION_SEND,
      replyTo: '558190000001@s.whatsapp.net',
    });
    expect(provider.received).toEqual([
      {
        method: 'POST',
        path: `/evo/message/sendText/${INSTANCE}`,
        headers: expect.objectContaining({ apikey: 'chave', 'content-type': 'application/json' }),
        body: { number: '558190000001@s.whatsapp.net', text: 'oi', linkPreview: false },
      },
    ]);
  });
  test.each<[string, Address, string]>([
    ['a LID without a phone is replied to as a LID', lidOnly(ana), '100000000000001@lid'],
    [
      'a first contact goes as bare digits, whose ninth digit Evolution resolves',
      { ...ANA, replyTo: '+5581990000001' },
      '5581990000001',
    ],
    ['a wa_id kept from the Cloud API goes as bare digits', onCloud(ana), '558190000001'],
    [
      'a user id of the Cloud API is no key: the phone stands in',
      { ...ANA, replyTo: 'BR.1000000000000001' },
      '5581990000001',
    ],
  ])('%s', async (_name, to, number) => {
    const { transport, provider } = await aTransport(answering(201, SENT));
    await transport.send(aMessage(to));
    expect(provider.received[0]?.body).toMatchObject({ number });
  });
  test('R19 · to a user id without a phone is refused before it leaves: its digits are nobody’s number', async () => {
    const { transport, provider } = await aTransport(answering(201, SENT));
    expect(await transport.send(aMessage(onCloud(fabio)))).toEqual(refused('bug', true));
    expect(provider.received).toEqual([]);
  });
  test('of a template is refused before it leaves: there is no window here', async () => {
    const { transport, provider } = await aTransport(answering(201, SENT));
    const content = { kind: 'template', name: 'retomada', language: 'pt_BR', params: [] } as const;
    expect(await transport.send({ ...aMessage(), content })).toEqual(refused('bug', true));
    expect(provider.received).toEqual([]);
  });
});

describe('an error', () => {
  const unknown = (cause: string) => ({ kind: 'unknown', cause });
  /** Every case of errors.json with what the README asks for it. */
  const EXPECTED: Readonly<Record<string, object>> = {
    unknown_instance: refused('hold_all', true),
    unauthorized: refused('hold_all', true),
    validation: refused('bug', false),
    media_input: refused('bug', false),
    not_on_whatsapp: refused('mark_contact', false),
    send_failed: unknown('http_400'),
    disconnected: refused('hold_all', false),
    disconnected_number_cached: unknown('http_400'),
    not_in_memory: refused('hold_all', true),
    whatsapp_numbers_failed: refused('hold_all', false),
    unknown_route: refused('hold_all', true),
    license_required: refused('hold_all', true),
    empty_201: unknown('unreadable_201'),
  };
  // errors.json is a table of answers by case (test/fixtures/README.md).
  const errors = fixtureJson('evolution', 'errors') as Record<string, { status: number; body: unknown }>;

  test('has an expectation for every recorded case', () => {
    expect(Object.keys(EXPECTED)).toEqual(Object.keys(errors));
  });
  test.each(Object.entries(errors))(
    '%s says what to do, and the send is not repeated',
    async (name, { status, body }) => {
      const { transport, provider } = await aTransport(answering(status, body));
      expect(await transport.send(aMessage())).toEqual(EXPECTED[name]);
      expect(provider.received).toHaveLength(1);
    },
  );

  test.each<[string, number, unknown]>([
    [
      'a TypeError after the send',
      500,
      { response: { message: "Cannot read properties of undefined (reading 'key')" } },
    ],
    ['a gateway’s timeout', 504, ''],
    ['a busy gateway', 503, '<html></html>'],
    ['a 400 of another shape', 400, { response: { message: ['Algo'] } }],
    ['a 400 without a body', 400, ''],
    ['a lookup that failed otherwise', 400, { isBoom: true, output: { statusCode: 500 } }],
  ])('I6 · %s may have come after the message left', async (_case, status, body) => {
    const { transport } = await aTransport(answering(status, body));
    expect(await transport.send(aMessage())).toEqual(unknown(`http_${status}`));
  });
  test('a proxy’s limit holds everything for as long as it says', async () => {
    const { transport } = await aTransport(answering(429, '', { 'retry-after': '7' }));
    expect(await transport.send(aMessage())).toEqual({ ...refused('hold_all', false), retryAfterMs: 7_000 });
  });
});

describe('I6 · a send whose answer says nothing', () => {
  test.each<[string, Answer, string]>([
    ['the connection is cut', cutting, 'reset'],
    ['no answer comes', silent, 'timeout'],
    ['the answer is empty', answering(201, ''), 'unreadable_201'],
    ['the answer has no key', answering(201, { status: 'PENDING' }), 'unreadable_201'],
  ])('because %s is unknown, and is not repeated', async (_case, answer, cause) => {
    const { transport, provider } = await aTransport(answer, { sendMs: 150 });
    expect(await transport.send(aMessage())).toEqual({ kind: 'unknown', cause });
    expect(provider.received).toHaveLength(1);
  });
  test('because nobody listens left nothing, and may be repeated', async () => {
    const { transport, provider } = await aTransport(answering(201, SENT));
    await provider.stop();
    expect(await transport.send(aMessage())).toEqual(refused('retry', false));
  });
});

describe('typing', () => {
  test('R15 · marks the message as read and shows presence for less time than we wait', async () => {
    const { transport, provider } = await aTransport(answering(201, {}));
    await transport.showTyping({ to: ANA, messageId: 'AC01' });
    expect(provider.received.map(({ path, body }) => [path, body]).sort()).toEqual([
      [
        `/evo/chat/markMessageAsRead/${INSTANCE}`,
        { readMessages: [{ remoteJid: '558190000001@s.whatsapp.net', fromMe: false, id: 'AC01' }] },
      ],
      [
        `/evo/chat/sendPresence/${INSTANCE}`,
        { number: '558190000001@s.whatsapp.net', presence: 'composing', delay: 1_000 },
      ],
    ]);
  });
  test.each<[string, Answer]>([
    ['an error', answering(400, {})],
    ['a cut connection', cutting],
    ['a call that blocks', silent],
  ])('is not worth a turn: %s is let go', async (_case, answer) => {
    const { transport } = await aTransport(answer, { typingMs: 100 });
    await expect(transport.showTyping({ to: ANA, messageId: 'AC01' })).resolves.toBeUndefined();
  });
});

describe('media', () => {
  const VOICE = { id: 'ACCC2DE6F429B0318EF2E410CAD18453', mimeType: 'audio/ogg; codecs=opus' };
  const bytes = Buffer.from('OggS');
  const found = {
    mediaType: 'audioMessage',
    fileName: null,
    mimetype: 'audio/ogg',
    base64: bytes.toString('base64'),
    buffer: null,
  };

  test('M13 · is fetched by the id of its message', async () => {
    const { transport, provider } = await aTransport(answering(201, found));
    expect(await transport.fetchMedia(VOICE, { maxBytes: 4 })).toEqual({
      kind: 'ok',
      bytes,
      mimeType: 'audio/ogg',
    });
    expect(provider.received[0]).toMatchObject({
      path: `/evo/chat/getBase64FromMediaMessage/${INSTANCE}`,
      body: { message: { key: { id: VOICE.id } }, convertToMp4: false },
    });
  });
  test('one byte above the limit is too large', async () => {
    const { transport } = await aTransport(answering(201, found));
    expect(await transport.fetchMedia(VOICE, { maxBytes: 3 })).toEqual({ kind: 'too_large' });
  });
  test('far above the limit is cut off while it arrives', async () => {
    const { transport } = await aTransport(answering(201, { ...found, base64: 'A'.repeat(1_000_000) }));
    expect(await transport.fetchMedia(VOICE, { maxBytes: 1_000 })).toEqual({ kind: 'too_large' });
  });
  test.each<[string, Answer, object]>([
    [
      'of a message Evolution does not have',
      answering(400, { response: { message: ['Message not found'] } }),
      { kind: 'gone' },
    ],
    [
      'whose download failed',
      answering(400, { response: { message: ['Error: Timed Out'] } }),
      { kind: 'failed', cause: 'http_400' },
    ],
    ['with an empty answer', answering(201, ''), { kind: 'failed', cause: 'http_201' }],
    ['that is no base64', answering(201, { base64: '!!!' }), { kind: 'failed', cause: 'unreadable_base64' }],
    ['whose connection is cut', cutting, { kind: 'failed', cause: 'lost' }],
  ])('%s is said to be so', async (_case, answer, expected) => {
    const { transport } = await aTransport(answer);
    expect(await transport.fetchMedia(VOICE, { maxBytes: 4 })).toEqual(expected);
  });
});
