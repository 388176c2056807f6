import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Address } from '../../lib/lead.ts';
import { sendResultForStatusError } from '../../lib/whatsapp/cloud-errors.ts';
import { createCloudTransport } from '../../lib/whatsapp/cloud-transport.ts';
import type { TransportTimeouts } from '../../lib/whatsapp/http.ts';
import { trustedMediaUrl } from '../../lib/whatsapp/media-url.ts';
import type { Refusal } from '../../lib/whatsapp/refusal.ts';
import type { Outbound, SendResult } from '../../lib/whatsapp/transport.ts';
import { fixtureBytes, fixtureJson, OUR_TEXT, onCloud, PEOPLE, PHONE_NUMBER_ID } from './support/fixtures.ts';
import { type Answer, answering, cutting, serve, silent } from './support/server.ts';

const { ana, fabio } = PEOPLE;
const SENT = fixtureBytes('cloud', 'send-text-200').toString('utf8');

/** A transport to a provider that answers like this, and what the provider received. */
async function aTransport(answer: Answer, timeouts: Partial<TransportTimeouts> = {}) {
  const provider = await serve(answer);
  const clock = { ms: 0, nowMs: () => clock.ms };
  const apiUrl = `${provider.url}/cloud/v26.0`;
  const transport = createCloudTransport({
    apiUrl,
    phoneNumberId: PHONE_NUMBER_ID,
    token: 'token',
    clock,
    timeouts,
  });
  return { transport, provider, clock, apiUrl };
}
const aMessage = (to: Address = onCloud(ana), callbackId = 'outbox-1'): Outbound => ({
  to,
  callbackId,
  content: { kind: 'text', text: 'oi' },
});
const refused = (refusal: Refusal, more: object = {}) => ({
  kind: 'refused',
  refusal,
  code: null,
  scope: expect.any(String),
  suspicion: null,
  alarm: false,
  retryAfterMs: null,
  ...more,
});

describe('a send', () => {
  test('of text goes to the wa_id as it came, with a plus, and carries the id of our row', async () => {
    const { transport, provider } = await aTransport(answering(200, SENT));
    expect(await transport.send(aMessage())).toEqual({
      kind: 'accepted',
      providerId: OUR_TEXT,
      replyTo: '558190000001',
    });
    expect(provider.received).toEqual([
      {
        method: 'POST',
        path: `/cloud/v26.0/${PHONE_NUMBER_ID}/messages`,
        headers: expect.objectContaining({
          authorization: 'Bearer token',
          'content-type': 'application/json',
        }),
        body: {
          messaging_product: 'whatsapp',
          recipient_type: 'individual',
          to: '+558190000001',
          type: 'text',
          text: { body: 'oi', preview_url: false },
          biz_opaque_callback_data: 'outbox-1',
        },
      },
    ]);
  });

  test('of a template names its parameters', async () => {
    const { transport, provider } = await aTransport(
      answering(200, fixtureBytes('cloud', 'send-template-200').toString('utf8')),
    );
    const params = [{ name: 'nome', text: 'Elisa' }];
    const content = { kind: 'template', name: 'retomada', language: 'pt_BR', params } as const;
    expect(await transport.send({ ...aMessage(onCloud(PEOPLE.elisa)), content })).toMatchObject({
      kind: 'accepted',
      replyTo: '558190000005',
    });
    expect(provider.received[0]?.body).toMatchObject({
      type: 'template',
      template: {
        name: 'retomada',
        language: { code: 'pt_BR' },
        components: [{ type: 'body', parameters: [{ type: 'text', parameter_name: 'nome', text: 'Elisa' }] }],
      },
    });
  });

  test.each<[string, Address, object]>([
    [
      'R19 · a user id goes whole in recipient, never as digits',
      onCloud(fabio),
      { recipient: 'BR.1000000000000006' },
    ],
    [
      'a first contact goes to its phone',
      { ...onCloud(ana), replyTo: '+5581990000001' },
      { to: '+5581990000001' },
    ],
    [
      'a jid kept from another transport is no key: the phone stands in',
      { ...onCloud(ana), replyTo: '558190000001@s.whatsapp.net' },
      { to: '+5581990000001' },
    ],
    [
      'without a phone the user id stands in for it',
      { ...onCloud(fabio), replyTo: '100000000000006@lid' },
      { recipient: 'BR.1000000000000006' },
    ],
  ])('%s', async (_name, to, expected) => {
    const { transport, provider } = await aTransport(answering(200, SENT));
    await transport.send(aMessage(to));
    expect(provider.received[0]?.body).toMatchObject(expected);
    expect(
      Object.keys(provider.received[0]?.body ?? {}).filter((key) => key === 'to' || key === 'recipient'),
    ).toHaveLength(1);
  });

  test('to somebody of whom only a LID is known is refused before it leaves', async () => {
    const { transport, provider } = await aTransport(answering(200, SENT));
    const lid = { phone: null, lid: '100000000000001', bsuid: null, replyTo: '100000000000001@lid' };
    expect(await transport.send(aMessage(lid))).toEqual(refused('bug', { alarm: true }));
    expect(provider.received).toEqual([]);
  });

  test('R19 · of many at once keeps each answer with its own lead', async () => {
    const { transport } = await aTransport(async (request, response) => {
      // What the transport itself posted: always an object with a recipient.
      const { to } = request.body as { to: string };
      const late = to.endsWith('1') ? 20 : 0;
      await setTimeout(late);
      response.end(JSON.stringify({ contacts: [{ wa_id: to.slice(1) }], messages: [{ id: `wamid.${to}` }] }));
    });
    const people = Array.from({ length: 60 }, (_, index) => `55119900000${10 + index}`);
    const results = await Promise.all(
      people.map((waId) => transport.send(aMessage({ phone: null, lid: null, bsuid: null, replyTo: waId }))),
    );
    expect(results).toEqual(
      people.map((waId) => ({ kind: 'accepted', providerId: `wamid.+${waId}`, replyTo: waId })),
    );
  });
});

describe('an error', () => {
  /** What each code asks of us, the 29 of errors.json and the ranges of facts/whatsapp.md §2.4. */
  const EXPECTED: Readonly<Record<string, readonly [Refusal, boolean]>> = {
    2: ['retry', false],
    4: ['hold_all', true],
    10: ['hold_all', true],
    100: ['bug', true],
    190: ['hold_all', true],
    200: ['hold_all', true],
    368: ['hold_all', true],
    80007: ['hold_all', true],
    130429: ['hold_all', false],
    131000: ['retry', false],
    131009: ['bug', true],
    131016: ['retry', false],
    131021: ['bug', true],
    131026: ['mark_contact', false],
    131030: ['bug', true],
    131031: ['hold_all', true],
    131042: ['hold_all', true],
    131047: ['template', false],
    131048: ['hold_all', true],
    131049: ['no_marketing', false],
    131050: ['no_marketing', false],
    131051: ['bug', true],
    131052: ['text_instead', false],
    131053: ['text_instead', false],
    131056: ['hold_contact', false],
    131057: ['retry', false],
    131062: ['bug', true],
    132000: ['bug', true],
    132001: ['bug', true],
    132012: ['bug', true],
    132015: ['bug', true],
    132016: ['bug', true],
  };
  // errors.json is a table of answers by code (test/fixtures/README.md).
  const errors = fixtureJson('cloud', 'errors') as Record<string, { status: number; body: unknown }>;

  test('has an expectation for every recorded code', () => {
    expect(Object.keys(EXPECTED)).toEqual(Object.keys(errors));
  });
  test.each(Object.entries(errors))(
    '%s says what to do, as an answer and as a failed status alike',
    async (code, { status, body }) => {
      const { transport, provider } = await aTransport(answering(status, body));
      const result = await transport.send(aMessage());
      const [refusal, alarm] = EXPECTED[code] ?? [];
      expect(result).toMatchObject({ kind: 'refused', code: Number(code), refusal, alarm });
      expect(sendResultForStatusError(Number(code))).toEqual(result);
      expect(provider.received).toHaveLength(1);
    },
  );
  test.each(Object.entries(errors))('%s says the same under another HTTP status', async (code, { body }) => {
    const { transport } = await aTransport(answering(418, body));
    expect(await transport.send(aMessage())).toEqual(sendResultForStatusError(Number(code)));
  });
  test('of the pair limit waits six seconds, or as long as it says', async () => {
    expect(sendResultForStatusError(131056)).toMatchObject({ retryAfterMs: 6_000 });
    const { transport } = await aTransport(answering(400, errors['131056']?.body, { 'retry-after': '30' }));
    expect(await transport.send(aMessage())).toMatchObject({ refusal: 'hold_contact', retryAfterMs: 30_000 });
  });
  test.each([201, 250, 299])('of permission %i stops everything with an alarm', (code) => {
    expect(sendResultForStatusError(code)).toMatchObject({ refusal: 'hold_all', alarm: true });
  });

  test.each<[string, number, unknown, SendResult | object]>([
    [
      'an unknown code in a 4xx waits with an alarm',
      400,
      { error: { code: 999_999 } },
      refused('hold_contact', { code: 999_999, alarm: true, suspicion: 'cloud_999999' }),
    ],
    ['an unknown code in a 5xx', 500, { error: { code: 999_999 } }, { kind: 'unknown', cause: 'http_500' }],
    ['a 500 without an error', 500, 'oops', { kind: 'unknown', cause: 'http_500' }],
    ['a gateway’s 502', 502, '<html></html>', { kind: 'unknown', cause: 'http_502' }],
    ['a gateway’s 504', 504, '', { kind: 'unknown', cause: 'http_504' }],
    ['a proxy that gave up on the request', 408, '', { kind: 'unknown', cause: 'http_408' }],
    ['a proxy’s page', 403, '<html></html>', refused('hold_all', { alarm: true })],
    ['a proxy’s limit', 429, '', refused('hold_all', { retryAfterMs: 5_000 })],
    ['a redirect', 301, '', refused('hold_all', { alarm: true })],
  ])('I6 · %s authorises no resend', async (_case, status, body, expected) => {
    const { transport } = await aTransport(answering(status, body));
    expect(await transport.send(aMessage())).toEqual(expected);
  });
  test('W4 · a failed status without a code, or with an unknown one, is not given up, and is told', () => {
    for (const code of [null, 999_999])
      expect(sendResultForStatusError(code)).toMatchObject({ refusal: 'hold_contact', code, alarm: true });
  });
  test('W4 · whatever concerns the number or the account holds every lead with an alarm', () => {
    for (const code of [
      ...[0, 3, 10, 33, 190, 200, 299, 368, 130_497, 131_005, 131_031, 131_037, 131_042, 131_045, 131_048],
      ...[131_064, 133_000, 133_006, 133_010, 133_015, 134_011],
      // Of a family that somebody will number tomorrow.
      ...[133_099, 130_999, 134_050, 7],
    ])
      expect(sendResultForStatusError(code)).toMatchObject({
        scope: 'account',
        refusal: 'hold_all',
        alarm: true,
      });
  });
  test('W4 · a token that no longer sees its number is the account’s, though the code is that of a bad request', async () => {
    const { transport } = await aTransport(answering(400, { error: { code: 100, error_subcode: 33 } }));
    expect(await transport.send(aMessage())).toMatchObject({
      scope: 'account',
      refusal: 'hold_all',
      alarm: true,
    });
  });
  test('W4 · an unknown code that calls itself transient may have been taken', async () => {
    const { transport } = await aTransport(answering(400, { error: { code: 999_999, is_transient: true } }));
    expect(await transport.send(aMessage())).toEqual({ kind: 'unknown', cause: 'http_400' });
  });
});

describe('I6 · a send whose answer says nothing', () => {
  test.each<[string, Answer, object]>([
    ['the connection is cut', cutting, { kind: 'unknown', cause: 'reset' }],
    ['no answer comes', silent, { kind: 'unknown', cause: 'timeout' }],
    [
      'the answer stops half-way',
      (_request, response) => {
        response.writeHead(200, { 'content-length': '500' });
        response.write('{"messages":[{"id":"wamid.X"}]');
      },
      { kind: 'unknown', cause: 'timeout' },
    ],
    [
      'the answer is cut half-way',
      (_request, response) => {
        response.writeHead(200, { 'content-length': '500' });
        response.write('{"messages":[{"id":"wamid.X"}]', () => response.socket?.destroy());
      },
      { kind: 'unknown', cause: 'reset' },
    ],
    ['the answer is empty', answering(200, ''), { kind: 'unknown', cause: 'unreadable_200' }],
    ['the answer is a page', answering(200, '<html></html>'), { kind: 'unknown', cause: 'unreadable_200' }],
    [
      'the answer names no message',
      answering(200, { messages: [] }),
      { kind: 'unknown', cause: 'unreadable_200' },
    ],
    [
      'the answer is endless',
      answering(200, 'x'.repeat(70_000)),
      { kind: 'unknown', cause: 'unreadable_200' },
    ],
  ])('because %s is unknown, and is not repeated', async (_case, answer, expected) => {
    const { transport, provider } = await aTransport(answer, { sendMs: 150 });
    expect(await transport.send(aMessage())).toEqual(expected);
    expect(provider.received).toHaveLength(1);
  });
});

describe('a send of which nothing left', () => {
  test('because nobody listens may be repeated', async () => {
    const { transport, provider } = await aTransport(answering(200, SENT));
    await provider.stop();
    expect(await transport.send(aMessage())).toEqual(refused('retry', { suspicion: 'unreachable' }));
  });
  test('because there is no TLS may be repeated', async () => {
    const { provider, clock } = await aTransport(answering(200, SENT));
    const apiUrl = provider.url.replace('http:', 'https:');
    const transport = createCloudTransport({ apiUrl, phoneNumberId: PHONE_NUMBER_ID, token: 'token', clock });
    expect(await transport.send(aMessage())).toEqual(refused('retry', { suspicion: 'unreachable' }));
    expect(provider.received).toEqual([]);
  });
  test('because the token cannot be written stops everything with an alarm', async () => {
    const { provider, clock } = await aTransport(answering(200, SENT));
    const transport = createCloudTransport({
      apiUrl: provider.url,
      phoneNumberId: PHONE_NUMBER_ID,
      token: 'to\nken',
      clock,
    });
    expect(await transport.send(aMessage())).toEqual(refused('hold_all', { alarm: true }));
    expect(provider.received).toEqual([]);
  });
});

describe('connections', () => {
  test('I6 · one that slept is not trusted with a send', async () => {
    const { transport, provider, clock } = await aTransport(answering(200, SENT));
    const connectionsAfter = async (pauseMs: number) => {
      clock.ms += pauseMs;
      expect(await transport.send(aMessage())).toMatchObject({ kind: 'accepted' });
      // undici looks at a connection again a moment after its answer; only then is it free for the next request.
      await setTimeout(5);
      return provider.connections();
    };
    expect(await connectionsAfter(0)).toBe(1);
    expect(await connectionsAfter(3_999)).toBe(1);
    expect(await connectionsAfter(4_000)).toBe(2);
  });
  test('I6 · one that is in use is never dropped, however long the answer takes', async () => {
    let open = (): void => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    const { transport, provider, clock } = await aTransport(async (request, response) => {
      if (JSON.stringify(request.body).includes('slow')) await opened;
      await answering(200, SENT)(request, response);
    });
    const slow = transport.send(aMessage(onCloud(ana), 'slow'));
    while (provider.received.length === 0) await setTimeout(1);
    clock.ms += 60_000;
    expect(await transport.send(aMessage())).toMatchObject({ kind: 'accepted' });
    open();
    expect(await slow).toMatchObject({ kind: 'accepted' });
  });
});

describe('typing', () => {
  test('R15 · is one call that also marks the message as read', async () => {
    const { transport, provider } = await aTransport(answering(200, { success: true }));
    await transport.showTyping({ to: onCloud(ana), messageId: 'wamid.X' });
    expect(provider.received.map(({ body }) => body)).toEqual([
      {
        messaging_product: 'whatsapp',
        status: 'read',
        message_id: 'wamid.X',
        typing_indicator: { type: 'text' },
      },
    ]);
  });
  test.each<[string, Answer]>([
    ['an error', answering(400, { error: { code: 131009 } })],
    ['a cut connection', cutting],
    ['no answer', silent],
  ])('is not worth a turn: %s is let go', async (_case, answer) => {
    const { transport } = await aTransport(answer, { typingMs: 100 });
    await expect(transport.showTyping({ to: onCloud(ana), messageId: 'wamid.X' })).resolves.toBeUndefined();
  });
});

describe('media', () => {
  const PHOTO = { id: '3752225468215025', mimeType: 'image/jpeg' };
  const described = (url: string, more: object = {}) => ({
    messaging_product: 'whatsapp',
    url,
    mime_type: 'image/jpeg',
    id: PHOTO.id,
    ...more,
  });
  /** Describes the media at its id and hands out `bytes` at `/download`. */
  const library =
    (bytes: Buffer, more: object = {}): Answer =>
    (request, response) => {
      if (!request.path.startsWith('/download'))
        return void answering(200, described(`http://${request.headers.host}/download?hash=x`, more))(
          request,
          response,
        );
      response.writeHead(200, { 'content-type': 'image/jpeg' });
      response.end(bytes);
    };

  test('is fetched by id, then by its address, with the token both times', async () => {
    const { transport, provider } = await aTransport(library(Buffer.from('foto')));
    expect(await transport.fetchMedia(PHOTO, { maxBytes: 4 })).toEqual({
      kind: 'ok',
      bytes: Buffer.from('foto'),
      mimeType: 'image/jpeg',
    });
    expect(provider.received.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      [`/cloud/v26.0/${PHOTO.id}`, 'Bearer token'],
      ['/download?hash=x', 'Bearer token'],
    ]);
  });
  test('that says it is too large is not fetched', async () => {
    const { transport, provider } = await aTransport(library(Buffer.from('foto'), { file_size: 5 }));
    expect(await transport.fetchMedia(PHOTO, { maxBytes: 4 })).toEqual({ kind: 'too_large' });
    expect(provider.received).toHaveLength(1);
  });
  test('that turns out too large is cut off', async () => {
    const { transport } = await aTransport(library(Buffer.alloc(5)));
    expect(await transport.fetchMedia(PHOTO, { maxBytes: 4 })).toEqual({ kind: 'too_large' });
  });
  test('without an end is cut off at the limit', async () => {
    let written = 0;
    const { transport } = await aTransport((request, response) => {
      if (!request.path.startsWith('/download')) return library(Buffer.alloc(0))(request, response);
      const chunk = Buffer.alloc(64 * 1024);
      const pour = (): void => {
        written += chunk.byteLength;
        if (response.write(chunk)) setImmediate(pour);
        else response.once('drain', pour);
      };
      pour();
    });
    expect(await transport.fetchMedia(PHOTO, { maxBytes: 256 * 1024 })).toEqual({ kind: 'too_large' });
    expect(written).toBeLessThan(32 * 1024 * 1024);
  });
  test.each([
    [404, 'gone'],
    [400, 'gone'],
    [401, 'failed'],
    [500, 'failed'],
  ])('whose id answers %i is %s', async (status, kind) => {
    const { transport } = await aTransport(answering(status, { error: { code: 100 } }));
    expect(await transport.fetchMedia(PHOTO, { maxBytes: 4 })).toMatchObject({ kind });
  });
  test('whose connection is cut failed, and may be fetched again', async () => {
    const { transport } = await aTransport(cutting);
    expect(await transport.fetchMedia(PHOTO, { maxBytes: 4 })).toEqual({ kind: 'failed', cause: 'lost' });
  });
  test.each(['../../me', '..', 'a/b', 'x?y', ''])(
    'with the id "%s" is nobody’s, and nothing is asked',
    async (id) => {
      const { transport, provider } = await aTransport(library(Buffer.from('foto')));
      expect(await transport.fetchMedia({ ...PHOTO, id }, { maxBytes: 4 })).toEqual({ kind: 'gone' });
      expect(provider.received).toEqual([]);
    },
  );
  test('at an address of a stranger is not fetched: our token stays with us', async () => {
    const stranger = await serve(answering(200, 'foto'));
    const { transport } = await aTransport(answering(200, described(`${stranger.url}/foto`)));
    expect(await transport.fetchMedia(PHOTO, { maxBytes: 4 })).toEqual({
      kind: 'failed',
      cause: 'untrusted_url',
    });
    expect(stranger.received).toEqual([]);
  });
  test('that sends us on to a stranger is not followed', async () => {
    const stranger = await serve(answering(200, 'foto'));
    const { transport } = await aTransport((request, response) =>
      request.path.startsWith('/download')
        ? answering(302, '', { location: `${stranger.url}/foto` })(request, response)
        : library(Buffer.alloc(0))(request, response),
    );
    expect(await transport.fetchMedia(PHOTO, { maxBytes: 4 })).toEqual({ kind: 'failed', cause: 'http_302' });
    expect(stranger.received).toEqual([]);
  });
  test.each([
    ['https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1', true],
    ['https://graph.facebook.com/v26.0/1', true],
    ['http://127.0.0.1:4000/cloud/media/1', true],
    ['http://lookaside.fbsbx.com/1', false],
    ['https://lookaside.fbsbx.com:8443/1', false],
    ['https://fbsbx.com.example.com/1', false],
    ['https://evilfbsbx.com/1', false],
    ['https://user@lookaside.fbsbx.com/1', false],
    ['https://lookaside.fbsbx.com@169.254.169.254/1', false],
    ['http://169.254.169.254/latest/meta-data', false],
    ['http://127.0.0.1:4001/1', false],
    ['http://localhost:4000/1', false],
    ['file:///etc/passwd', false],
    ['not a url', false],
  ])('the address %s is followed: %s', (url, isFollowed) => {
    expect(trustedMediaUrl({ url, apiUrl: 'http://127.0.0.1:4000/cloud/v26.0' }) !== null).toBe(isFollowed);
  });
});
