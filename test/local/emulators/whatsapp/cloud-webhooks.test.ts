/** How the Cloud emulator's webhooks travel: signed bytes, retries, and the faults of a wire. */
import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hubSignature } from '../../../../local/emulators/whatsapp/cloud-webhooks.ts';
import { aCloudStack, at, bodyOf, HOUR_MS } from './stack.ts';

let stack: Awaited<ReturnType<typeof aCloudStack>>;
beforeEach(async () => {
  stack = await aCloudStack();
});
afterEach(() => stack.close());

const ANA = '+5581990000001';
const textsReceived = (): unknown[] =>
  stack.receiver.received.map((one) =>
    at(bodyOf(one), 'entry', 0, 'changes', 0, 'value', 'messages', 0, 'text', 'body'),
  );
const signed = (bytes: Uint8Array): string =>
  `sha256=${createHmac('sha256', 'test_app_secret').update(bytes).digest('hex')}`;

describe('bytes', () => {
  test.each([
    [
      '{"object":"whatsapp_business_account","entry":[]}',
      'dec6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756',
    ],
    [
      '{"object": "whatsapp_business_account", "entry": []}',
      '56cbbaf4961c6cfdae48b7f116c047e5eb513d2c931baae63a2bc1afd26f803a',
    ],
  ])('the signature of %s is the known vector', (body, hex) => {
    expect(hubSignature({ bytes: Buffer.from(body), appSecret: 'test_app_secret' })).toBe(`sha256=${hex}`);
  });

  test('a webhook is escaped as Meta may escape it, and signed over exactly those bytes', async () => {
    stack.control.leadSays({ from: ANA, text: 'Não é só na região, né? 😊 https://example.com/conta' });
    await stack.clock.advance(0);
    const [received] = stack.receiver.received;
    const raw = Buffer.from(received?.bytes ?? []).toString('latin1');
    expect(raw).toContain(
      'N\\u00e3o \\u00e9 s\\u00f3 na regi\\u00e3o, n\\u00e9? \\ud83d\\ude0a https:\\/\\/example.com\\/conta',
    );
    expect(received?.headers.get('x-hub-signature-256')).toBe(signed(received?.bytes ?? new Uint8Array()));
    expect(textsReceived()).toEqual(['Não é só na região, né? 😊 https://example.com/conta']);
  });

  test('a forged webhook has a signature that does not fit', async () => {
    stack.control.forge(1);
    stack.control.leadSays({ from: ANA, text: 'oi' });
    stack.control.leadSays({ from: ANA, text: 'oi' });
    await stack.clock.advance(0);
    const fits = stack.receiver.received.map(
      (one) => one.headers.get('x-hub-signature-256') === signed(one.bytes),
    );
    expect(fits).toEqual([false, true]);
  });

  test('the handshake succeeds with the right verify token only', async () => {
    expect(await stack.control.verifyWebhook()).toBe(true);
    expect(await stack.control.verifyWebhook({ verifyToken: 'wrong' })).toBe(false);
  });
});

describe('retries', () => {
  test('a refused webhook is posted again at once, then ever later, with the same bytes', async () => {
    stack.receiver.answers.push(500, 500, 401, 503, 200);
    stack.control.leadSays({ from: ANA, text: 'oi' });
    await stack.clock.advance(HOUR_MS);
    const { received } = stack.receiver;
    const first = received[0];
    expect(received.map((one) => one.at - (first?.at ?? 0))).toEqual([0, 0, 15_000, 45_000, 105_000]);
    expect(received.every((one) => Buffer.compare(one.bytes, first?.bytes ?? new Uint8Array()) === 0)).toBe(
      true,
    );
    expect(stack.control.deliveries).toMatchObject([{ state: 'delivered', attempts: { length: 5 } }]);
  });

  test('201 is not 200: only 200 ends the retries', async () => {
    stack.receiver.answers.push(201);
    stack.control.leadSays({ from: ANA, text: 'oi' });
    await stack.clock.advance(0);
    expect(stack.receiver.received).toHaveLength(2);
  });

  test('I5 · a receiver that is down for six days loses nothing, one that is down for eight loses the event', async () => {
    const days = 24 * HOUR_MS;
    const { clock, receiver, control } = stack;
    receiver.answers.push(...Array.from({ length: 1000 }, () => 503));
    control.leadSays({ from: ANA, text: 'oi' });
    await clock.advance(6 * days);
    expect(control.deliveries).toMatchObject([{ state: 'scheduled' }]);
    await clock.advance(2 * days);
    expect(control.deliveries).toMatchObject([{ state: 'lost' }]);
  });
});

describe('faults of the wire', () => {
  test('duplicate, drop and reorder strike the next webhooks in that number', async () => {
    stack.control.duplicate(1);
    stack.control.leadSays({ from: ANA, text: 'dobrada' });
    stack.control.drop(1);
    stack.control.leadSays({ from: ANA, text: 'perdida' });
    stack.control.reorder(2);
    for (const text of ['primeira', 'segunda', 'depois']) stack.control.leadSays({ from: ANA, text });
    await stack.clock.advance(0);
    expect(textsReceived()).toEqual(['dobrada', 'dobrada', 'segunda', 'primeira', 'depois']);
    expect(stack.control.phone(ANA)).toHaveLength(5);
    expect(stack.control.deliveries.filter((one) => one.state === 'dropped')).toHaveLength(1);
  });

  test('a reorder that never fills is let go by flush', async () => {
    stack.control.reorder(5);
    stack.control.leadSays({ from: ANA, text: 'oi' });
    await stack.clock.advance(HOUR_MS);
    expect(stack.receiver.received).toHaveLength(0);
    stack.control.flush();
    await stack.clock.advance(0);
    expect(textsReceived()).toEqual(['oi']);
  });

  test('a batch spreads its changes over entries and keeps their order', async () => {
    stack.control.batch(
      () => {
        for (const text of ['um', 'dois', 'três']) stack.control.leadSays({ from: ANA, text });
        stack.control.personAnswers({ to: ANA, text: 'oi' });
      },
      { entries: 2 },
    );
    await stack.clock.advance(0);
    const body = bodyOf(stack.receiver.received[0]);
    const fields = [0, 1].map((entry) =>
      [0, 1].map((change) => at(body, 'entry', entry, 'changes', change, 'field')),
    );
    expect(fields).toEqual([
      ['messages', 'messages'],
      ['messages', 'smb_message_echoes'],
    ]);
  });

  test('while WhatsApp is away sends are refused and what leads write arrives afterwards with its own time', async () => {
    stack.control.disconnect();
    const id = stack.control.leadSays({ from: ANA, text: 'alguém aí?' });
    expect((await stack.sendText(ANA, 'oi')).status).toBe(500);
    await stack.clock.advance(HOUR_MS);
    expect(stack.receiver.received).toHaveLength(0);
    stack.control.reconnect({
      backlog: [{ from: ANA, kind: 'text', text: 'velha', at: stack.clock.nowMs() - 48 * HOUR_MS }],
    });
    await stack.clock.advance(0);
    const messages = stack.receiver.received.map((one) =>
      at(bodyOf(one), 'entry', 0, 'changes', 0, 'value', 'messages', 0),
    );
    expect(messages).toMatchObject([
      { id, timestamp: '1795438800' },
      { timestamp: String(1_795_438_800 + 3600 - 48 * 3600) },
    ]);
  });
});

describe('statuses', () => {
  const statuses = (): unknown[] =>
    stack.receiver.received
      .map((one) => at(bodyOf(one), 'entry', 0, 'changes', 0, 'value', 'statuses', 0, 'status'))
      .filter(Boolean);

  test.each([
    ['reversed', { order: 'reversed' }, ['delivered', 'sent']],
    ['without delivered', { deliveredMs: null }, ['sent']],
    ['slow', { deliveredMs: 2000 }, ['sent']],
  ] as const)('%s', async (_name, plan, expected) => {
    stack.control.leadSays({ from: ANA, text: 'oi' });
    stack.control.statuses(plan);
    await stack.sendText(ANA, 'Oi Ana!');
    await stack.clock.advance(1000);
    expect(statuses()).toEqual(expected);
  });

  test('a status can be there before the answer to its own send', async () => {
    stack.control.leadSays({ from: ANA, text: 'oi' });
    stack.control.statuses({ beforeResponse: true });
    await stack.sendText(ANA, 'Oi Ana!');
    expect(statuses()).toEqual(['sent']);
  });

  test('statuses due while WhatsApp is away come when it is back', async () => {
    stack.control.leadSays({ from: ANA, text: 'oi' });
    await stack.sendText(ANA, 'Oi Ana!');
    stack.control.disconnect();
    await stack.clock.advance(HOUR_MS);
    expect(statuses()).toEqual([]);
    stack.control.reconnect();
    await stack.clock.advance(0);
    expect(statuses()).toEqual(['sent', 'delivered']);
  });

  test('another system that sends through our number shows as statuses of an id we do not know', async () => {
    const id = stack.control.otherSystemSends({ to: ANA, text: 'cobrança' });
    await stack.clock.advance(1000);
    expect(statuses()).toEqual(['sent', 'delivered']);
    expect(stack.control.sent).toHaveLength(0);
    expect(stack.control.phone(ANA)).toMatchObject([{ from: 'person', via: 'other_system', providerId: id }]);
  });
});

test('content follows a placeholder under the same id, and the phone shows it once', async () => {
  const id = stack.control.leadSends({ from: ANA, kind: 'unsupported', what: 'unknown', placeholder: true });
  stack.control.leadSends({ from: ANA, kind: 'text', text: 'Olá!', id });
  await stack.clock.advance(0);
  expect(stack.receiver.received).toHaveLength(2);
  expect(stack.control.phone(ANA)).toMatchObject([{ text: 'Olá!', providerId: id }]);
});
