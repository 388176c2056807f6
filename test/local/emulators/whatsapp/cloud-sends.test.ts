/** What the Cloud emulator accepts, refuses and shows on the lead's phone. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aCloudStack, at, bodyOf, HOUR_MS } from './stack.ts';

let stack: Awaited<ReturnType<typeof aCloudStack>>;
beforeEach(async () => {
  stack = await aCloudStack();
  stack.control.leadSays({ from: ANA, name: 'Ana Beatriz Lima', text: 'oi' });
});
afterEach(() => stack.close());

const ANA = '+5581990000001';
const codeOf = async (response: Response): Promise<unknown> => at(await response.json(), 'error', 'code');
const statusesReceived = (): unknown[] =>
  stack.receiver.received
    .map((one) => at(bodyOf(one), 'entry', 0, 'changes', 0, 'value', 'statuses', 0, 'status'))
    .filter(Boolean);

describe('acceptance', () => {
  test('a send is on the phone beside what the lead and a person wrote, in order', async () => {
    const response = await stack.sendText(ANA, 'Oi Ana!');
    expect(response.status).toBe(200);
    const id = at(await response.json(), 'messages', 0, 'id');
    await stack.clock.advance(1000);
    stack.control.personAnswers({ to: ANA, text: 'Aqui é o Marcos' });
    expect(stack.control.phone('(81) 99000-0001')).toMatchObject([
      { from: 'lead', via: 'phone', text: 'oi' },
      { from: 'us', via: 'api', text: 'Oi Ana!', providerId: id, status: 'delivered' },
      { from: 'person', via: 'phone', text: 'Aqui é o Marcos' },
    ]);
    expect(statusesReceived()).toEqual(['sent', 'delivered']);
  });

  test.each([
    ['+5581990000001', '558190000001'],
    ['5511990000002', '5511990000002'],
    ['+558130000004', '558130000004'],
  ])('H6 · %s is answered with wa_id %s', async (to, waId) => {
    stack.control.leadSays({ from: to, text: 'oi' });
    expect(at(await (await stack.sendText(to, 'Oi')).json(), 'contacts', 0)).toEqual({
      input: to,
      wa_id: waId,
    });
  });

  test('a recent account keeps its ninth digit when told so', async () => {
    stack.control.contact('+5581990000003', { waId: '5581990000003' });
    stack.control.leadSays({ from: '+5581990000003', text: 'oi' });
    expect(at(await (await stack.sendText('+5581990000003', 'Oi')).json(), 'contacts', 0, 'wa_id')).toBe(
      '5581990000003',
    );
  });

  test('a lost answer leaves the message on the phone and its statuses coming', async () => {
    stack.control.dropAnswer();
    await expect(stack.sendText(ANA, 'Oi Ana!')).rejects.toThrow();
    await stack.clock.advance(1000);
    expect(stack.control.phone(ANA).map((message) => message.text)).toEqual(['oi', 'Oi Ana!']);
    expect(statusesReceived()).toEqual(['sent', 'delivered']);
    expect(stack.control.requests).toMatchObject([{ status: 0 }]);
    await stack.sendText(ANA, 'Oi Ana!');
    expect(stack.control.duplicates()).toEqual({ [ANA]: 1 });
  });

  test('a held send reaches nobody unless it was to be delivered', async () => {
    stack.control.hang();
    stack.control.hang({ deliver: true });
    const first = stack.sendText(ANA, 'um').catch(() => 'cut');
    const second = stack.sendText(ANA, 'dois').catch(() => 'cut');
    while (stack.control.sent.length === 0) await new Promise((resolve) => setImmediate(resolve));
    stack.control.releaseHung();
    expect(await Promise.all([first, second])).toEqual(['cut', 'cut']);
    expect(stack.control.sent).toHaveLength(1);
  });

  test('read receipts and typing are answered for a known message and for no other', async () => {
    const messageId = stack.control.leadSays({ from: ANA, text: 'alô' });
    const read = { status: 'read', message_id: messageId, typing_indicator: { type: 'text' } };
    expect(await (await stack.send(read)).json()).toEqual({ success: true });
    expect(await codeOf(await stack.send({ status: 'read', message_id: 'wamid.X' }))).toBe(131009);
  });

  test('a user without a phone is reached by BSUID and by nothing else', async () => {
    stack.control.leadSays({ from: 'BR.1000000000000006', name: 'Fábio Serra', text: 'oi' });
    const body = { type: 'text', text: { body: 'Oi Fábio' } };
    expect((await stack.send({ recipient: 'BR.1000000000000006', ...body })).status).toBe(200);
    expect(await codeOf(await stack.send({ recipient: 'BR.999', ...body }))).toBe(131026);
    expect(stack.control.phone('BR.1000000000000006').map((message) => message.text)).toEqual([
      'oi',
      'Oi Fábio',
    ]);
    await stack.clock.advance(1000);
    const status = at(
      bodyOf(stack.receiver.received.at(-1)),
      'entry',
      0,
      'changes',
      0,
      'value',
      'statuses',
      0,
    );
    expect(status).toMatchObject({ recipient_user_id: 'BR.1000000000000006' });
    expect(status).not.toHaveProperty('recipient_id');
  });
});

describe('refusals, in the order Meta gives them', () => {
  const refused: readonly (readonly [string, number, number, () => Promise<Response>])[] = [
    [
      'a bad token, before anything else',
      401,
      190,
      () => stack.post('/v26.0/106500000001000/messages', {}, { authorization: 'Bearer x' }),
    ],
    [
      'another phone_number_id',
      400,
      100,
      () => stack.post('/v26.0/106500000001001/messages', { messaging_product: 'whatsapp' }),
    ],
    ['no messaging_product', 400, 100, () => stack.post('/v26.0/106500000001000/messages', { to: ANA })],
    ['no recipient', 400, 100, () => stack.send({ type: 'text', text: { body: 'oi' } })],
    ['no text', 400, 100, () => stack.send({ to: ANA, type: 'text' })],
    ['a text of 4097 characters', 400, 131009, () => stack.sendText(ANA, 'x'.repeat(4097))],
    ['a number that is none', 400, 131009, () => stack.sendText('+1', 'oi')],
    [
      'a type that does not exist',
      400,
      131051,
      () => stack.send({ to: ANA, type: 'toString', toString: {} }),
    ],
    ['our own number', 400, 131021, () => stack.sendText('+5581990001000', 'oi')],
    [
      'a template that does not exist',
      404,
      132001,
      () =>
        stack.send({ to: ANA, type: 'template', template: { name: 'nada', language: { code: 'pt_BR' } } }),
    ],
    [
      'a template without its parameter',
      400,
      132000,
      () =>
        stack.send({
          to: ANA,
          type: 'template',
          template: { name: 'retomada', language: { code: 'pt_BR' } },
        }),
    ],
  ];
  test.each(refused)('%s is %i with code %i', async (_name, status, code, send) => {
    const response = await send();
    expect([response.status, await codeOf(response)]).toEqual([status, code]);
    expect(stack.control.sent).toHaveLength(0);
  });

  test('a test number writes to its allowed recipients only', async () => {
    const other = await aCloudStack({ testNumber: true });
    other.control.leadSays({ from: ANA, text: 'oi' });
    expect(await codeOf(await other.sendText(ANA, 'oi'))).toBe(131030);
    other.control.contact(ANA, { allowed: true });
    expect((await other.sendText(ANA, 'oi')).status).toBe(200);
    await other.close();
  });

  test('the 46th message of a burst to one person is 131056, another person is not concerned, and 6 s later one may go', async () => {
    stack.control.leadSays({ from: '5511990000002', text: 'oi' });
    for (let index = 0; index < 45; index += 1)
      expect((await stack.sendText(ANA, `bolha ${index}`)).status).toBe(200);
    expect(await codeOf(await stack.sendText(ANA, 'uma a mais'))).toBe(131056);
    expect((await stack.sendText('5511990000002', 'oi')).status).toBe(200);
    await stack.clock.advance(5_999);
    expect(await codeOf(await stack.sendText(ANA, 'cedo'))).toBe(131056);
    await stack.clock.advance(1);
    expect((await stack.sendText(ANA, 'na hora')).status).toBe(200);
  });

  test('a coexistence number is exhausted by its 21st message of a second, in and out', async () => {
    const other = await aCloudStack({ limits: { numberPerSecond: 20 } });
    for (let index = 0; index < 10; index += 1) other.control.leadSays({ from: ANA, text: `oi ${index}` });
    for (let index = 0; index < 10; index += 1)
      expect((await other.sendText(ANA, `bolha ${index}`)).status).toBe(200);
    expect(await codeOf(await other.sendText(ANA, 'uma a mais'))).toBe(130429);
    await other.clock.advance(1000);
    expect((await other.sendText(ANA, 'depois')).status).toBe(200);
    await other.close();
  });

  test('the HTTP status of a code can be another one', async () => {
    stack.control.httpStatus({ code: 131009, status: 422 });
    expect((await stack.sendText(ANA, 'x'.repeat(4097))).status).toBe(422);
  });

  test('an injected failure comes as often as asked and is taken back by heal', async () => {
    stack.control.failNext({ code: 131016, times: Number.POSITIVE_INFINITY });
    for (let index = 0; index < 3; index += 1)
      expect(await codeOf(await stack.sendText(ANA, 'oi'))).toBe(131016);
    stack.control.heal();
    stack.control.failNext({ httpStatus: 502, body: 'Bad Gateway' });
    expect((await stack.sendText(ANA, 'oi')).status).toBe(502);
    expect((await stack.sendText(ANA, 'oi')).status).toBe(200);
  });
});

describe('sends that cannot arrive', () => {
  test.each([
    [24 * HOUR_MS - 1, true],
    [24 * HOUR_MS, false],
  ])('%i ms after the lead last wrote, a free text arrives: %s', async (age, arrives) => {
    await stack.clock.advance(age);
    expect((await stack.sendText(ANA, 'ainda aí?')).status).toBe(200);
    await stack.clock.advance(1000);
    expect(statusesReceived()).toEqual(arrives ? ['sent', 'delivered'] : ['failed']);
    expect(stack.control.phone(ANA)).toHaveLength(arrives ? 2 : 1);
  });

  test('131047 can come at once as well, and a template goes all the same', async () => {
    stack.control.failureMode({ code: 131047, mode: 'sync' });
    await stack.clock.advance(25 * HOUR_MS);
    expect(await codeOf(await stack.sendText(ANA, 'ainda aí?'))).toBe(131047);
    const parameters = [{ type: 'text', parameter_name: 'nome', text: 'Ana' }];
    const template = {
      name: 'retomada',
      language: { code: 'pt_BR' },
      components: [{ type: 'body', parameters }],
    };
    expect((await stack.send({ to: ANA, type: 'template', template })).status).toBe(200);
    expect(stack.control.phone(ANA).at(-1)?.text).toContain('Oi Ana,');
  });

  test('the window is counted from the time of the message, not of its arrival', async () => {
    stack.control.leadSays({ from: '5511990000002', text: 'oi', at: stack.clock.nowMs() - 25 * HOUR_MS });
    await stack.sendText('5511990000002', 'oi');
    await stack.clock.advance(1000);
    expect(statusesReceived()).toEqual(['failed']);
  });

  test('a number without WhatsApp is accepted and fails with 131026', async () => {
    stack.control.contact(ANA, { onWhatsApp: false });
    await stack.sendText(ANA, 'oi');
    await stack.clock.advance(1000);
    const status = at(
      bodyOf(stack.receiver.received.at(-1)),
      'entry',
      0,
      'changes',
      0,
      'value',
      'statuses',
      0,
    );
    expect(status).toMatchObject({ status: 'failed', errors: [{ code: 131026 }] });
  });

  test('any code can strike after acceptance', async () => {
    stack.control.failNext({ code: 131049, as: 'status' });
    await stack.sendText(ANA, 'oi');
    await stack.clock.advance(1000);
    expect(statusesReceived()).toEqual(['failed']);
  });
});

describe('media', () => {
  test('a received file is downloaded with the token, for five minutes by URL and seven days by id', async () => {
    stack.control.leadSends({ from: ANA, kind: 'image', bytes: Buffer.from('conta de luz') });
    await stack.clock.advance(0);
    const id = at(
      bodyOf(stack.receiver.received[1]),
      'entry',
      0,
      'changes',
      0,
      'value',
      'messages',
      0,
      'image',
      'id',
    );
    const url = String(at(await (await stack.get(`/v26.0/${id}`)).json(), 'url'));
    const authorization = 'Bearer test_cloud_token';
    expect(await (await fetch(url, { headers: { authorization } })).text()).toBe('conta de luz');
    expect((await fetch(url)).status).toBe(401);
    await stack.clock.advance(5 * 60_000);
    expect((await fetch(url, { headers: { authorization } })).status).toBe(404);
    expect((await stack.get(`/v26.0/${id}`)).status).toBe(200);
    await stack.clock.advance(7 * 24 * HOUR_MS);
    expect((await stack.get(`/v26.0/${id}`)).status).toBe(400);
  });
});

test('two emulators told the same thing say the same thing', async () => {
  const other = await aCloudStack();
  other.control.leadSays({ from: ANA, name: 'Ana Beatriz Lima', text: 'oi' });
  for (const one of [stack, other]) {
    await one.sendText(ANA, 'Oi Ana!');
    await one.clock.advance(1000);
  }
  expect(other.snapshot().phones).toEqual(stack.snapshot().phones);
  expect(other.receiver.received.map(bodyOf)).toEqual(stack.receiver.received.map(bodyOf));
  await other.close();
});
