/** How the Evolution emulator's webhooks travel: headers, configuration, retries, and what is lost for ever. */
import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { anEvolutionStack, at, bodyOf, HOUR_MS } from './stack.ts';

let stack: Awaited<ReturnType<typeof anEvolutionStack>>;
beforeEach(async () => {
  stack = await anEvolutionStack();
});
afterEach(() => stack.close());

const ANA = '+5581990000001';
const first = (): unknown => bodyOf(stack.receiver.received[0]);

describe('envelope', () => {
  test('the configured headers travel, the sender is the owner, apikey is null and date_time is local time under a false Z', async () => {
    stack.control.leadSays({ from: ANA, text: 'oi' });
    await stack.clock.advance(0);
    expect(stack.receiver.received[0]?.headers.get('x-webhook-secret')).toBe('test_webhook_secret');
    expect(first()).toMatchObject({
      event: 'messages.upsert',
      instance: 'solar-exemplo',
      sender: '558190002000@s.whatsapp.net',
      apikey: null,
      date_time: '2026-11-23T10:00:00.000Z',
      data: { messageTimestamp: 1795438800 },
    });
  });

  test('jwt_key becomes a bearer token that verifies', async () => {
    const other = await anEvolutionStack({ webhookHeaders: { jwt_key: 'segredo' } });
    other.control.leadSays({ from: ANA, text: 'oi' });
    await other.clock.advance(0);
    const headers = other.receiver.received[0]?.headers;
    const [head, payload, signature] = (headers?.get('authorization') ?? '')
      .replace('Bearer ', '')
      .split('.');
    expect(createHmac('sha256', 'segredo').update(`${head}.${payload}`).digest('base64url')).toBe(signature);
    expect(JSON.parse(Buffer.from(payload ?? '', 'base64url').toString())).toMatchObject({
      iat: 1795438800,
      exp: 1795439400,
    });
    expect(headers?.has('jwt_key')).toBe(false);
    await other.close();
  });

  test('webhook/set moves the webhook, by event and with only the events asked for', async () => {
    const url = `${stack.http.url}/hook/outra`;
    const webhook = {
      enabled: true,
      url,
      headers: { 'x-other': '1' },
      byEvents: true,
      base64: false,
      events: ['MESSAGES_UPSERT'],
    };
    expect((await stack.post('/webhook/set/solar-exemplo', { webhook })).status).toBe(201);
    expect(await (await stack.get('/webhook/find/solar-exemplo')).json()).toMatchObject({
      url,
      webhookByEvents: true,
    });
    stack.control.leadSays({ from: ANA, text: 'oi' });
    await stack.sendText('5581990000001', 'Oi');
    await stack.clock.advance(1000);
    expect(stack.receiver.received.map((one) => one.path)).toEqual(['/outra/messages-upsert']);
    expect(stack.receiver.received[0]?.headers.get('x-other')).toBe('1');
  });

  test('a forged webhook has a wrong secret', async () => {
    stack.control.forge(1);
    stack.control.leadSays({ from: ANA, text: 'oi' });
    await stack.clock.advance(0);
    expect(stack.receiver.received[0]?.headers.get('x-webhook-secret')).not.toBe('test_webhook_secret');
  });
});

describe('retries', () => {
  test('a failing receiver is tried ten times over 5, 10, 20, 40, 80, 160, 300, 300, 300 s, then never again', async () => {
    stack.receiver.answers.push(...Array.from({ length: 20 }, () => 500));
    stack.control.leadSays({ from: ANA, text: 'oi' });
    await stack.clock.advance(2 * HOUR_MS);
    const times = stack.receiver.received.map((one) => one.at / 1000);
    expect(times.slice(1).map((time, index) => time - (times[index] ?? 0))).toEqual([
      5, 10, 20, 40, 80, 160, 300, 300, 300,
    ]);
    expect(stack.control.deliveries).toMatchObject([{ state: 'lost' }]);
  });

  test.each([400, 401, 403, 404, 422])('I5 · one %i loses the event for ever', async (status) => {
    stack.receiver.answers.push(status);
    stack.control.leadSays({ from: ANA, text: 'oi' });
    await stack.clock.advance(HOUR_MS);
    expect(stack.receiver.received).toHaveLength(1);
    expect(stack.control.deliveries).toMatchObject([{ state: 'lost', attempts: [{ status }] }]);
  });

  test.each([429, 500, 503, 302])(
    'a %i is tried again and arrives behind what came later',
    async (status) => {
      stack.receiver.answers.push(status);
      stack.control.leadSays({ from: ANA, text: 'primeira' });
      stack.control.leadSays({ from: ANA, text: 'segunda' });
      await stack.clock.advance(5000);
      const texts = stack.receiver.received.map((one) => at(bodyOf(one), 'data', 'message', 'conversation'));
      expect(texts).toEqual(['primeira', 'segunda', 'primeira']);
      expect(stack.control.deliveries.map((one) => one.state)).toEqual(['delivered', 'delivered']);
    },
  );
});

describe('people', () => {
  test('H12 · a person who answers on the phone is an upsert fromMe in the chat of the lead', async () => {
    const id = stack.control.personAnswers({ to: ANA, text: 'Oi Ana, aqui é o Marcos', source: 'web' });
    await stack.clock.advance(0);
    expect(first()).toMatchObject({
      event: 'messages.upsert',
      data: { key: { fromMe: true, id }, source: 'web', pushName: 'Solar Exemplo' },
    });
    expect(id).toMatch(/^3EB0[0-9A-F]{18}$/);
    expect(stack.control.phone(ANA)).toMatchObject([{ from: 'person', via: 'phone' }]);
  });

  test.each([
    ['2.3.6', { remoteJid: '105581990000001@lid', remoteJidAlt: '558190002000@s.whatsapp.net' }],
    ['2.3.7', { remoteJid: '558190002000@s.whatsapp.net', remoteJidAlt: '558190002000@s.whatsapp.net' }],
  ] as const)('R13 · %s with the owner as alt: what is left of the customer', async (profile, key) => {
    stack.control.lidProfile({ contact: ANA, profile });
    stack.control.personAnswers({ to: ANA, text: 'é o Marcos', ownerAlt: true });
    await stack.clock.advance(0);
    expect(at(first(), 'data', 'key')).toMatchObject({ ...key, fromMe: true });
  });

  test('another system shows as SEND_MESSAGE and its acks only', async () => {
    stack.control.otherSystemSends({ to: ANA, text: 'Olá! Sou do suporte' });
    await stack.clock.advance(1000);
    expect(stack.receiver.received.map((one) => at(bodyOf(one), 'event'))).toEqual([
      'send.message',
      'messages.update',
      'messages.update',
    ]);
    expect(stack.control.sent).toHaveLength(0);
  });

  test('what was written while disconnected arrives as ordinary upserts with old times', async () => {
    stack.control.disconnect();
    stack.control.leadSays({ from: ANA, text: 'alguém aí?' });
    stack.control.personAnswers({ to: ANA, text: 'já te respondo' });
    await stack.clock.advance(48 * HOUR_MS);
    stack.control.reconnect();
    await stack.clock.advance(0);
    const bodies = stack.receiver.received.map(bodyOf);
    expect(bodies.map((body) => at(body, 'event'))).toEqual([
      'connection.update',
      'connection.update',
      'messages.upsert',
      'messages.upsert',
    ]);
    expect(bodies.slice(2).map((body) => at(body, 'data', 'messageTimestamp'))).toEqual([
      1795438800, 1795438800,
    ]);
  });

  test('groups and status posts are on nobody’s private screen', async () => {
    stack.control.leadSays({ from: ANA, text: 'bom dia grupo', group: true });
    stack.control.leadSends({ from: ANA, kind: 'text', text: 'que dia lindo', statusPost: true });
    await stack.clock.advance(0);
    const chats = stack.receiver.received.map((one) => at(bodyOf(one), 'data', 'key', 'remoteJid'));
    expect(chats).toEqual(['120363000000000001@g.us', 'status@broadcast']);
    expect(stack.control.phone(ANA)).toEqual([]);
  });
});
