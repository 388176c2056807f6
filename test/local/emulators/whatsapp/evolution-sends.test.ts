/** What the Evolution emulator accepts, refuses and shows on the lead's phone. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createJid } from '../../../../local/emulators/whatsapp/evolution-jid.ts';
import { anEvolutionStack, at, bodyOf, fixture } from './stack.ts';

let stack: Awaited<ReturnType<typeof anEvolutionStack>>;
beforeEach(async () => {
  stack = await anEvolutionStack();
});
afterEach(() => stack.close());

const ANA = '5581990000001';
const SEND = '/message/sendText/solar-exemplo';
const events = (): unknown[] => stack.receiver.received.map((one) => at(bodyOf(one), 'event'));
const fixtureBody = (name: string): unknown => at(fixture('evolution/errors.json'), name, 'body');

describe('acceptance', () => {
  test('SEND_MESSAGE is there before the answer, the acks follow, and no upsert ever comes of a send', async () => {
    const response = await stack.sendText(ANA, 'Oi Ana!');
    const id = at(await response.json(), 'key', 'id');
    expect(events()).toEqual(['send.message']);
    await stack.clock.advance(1000);
    stack.control.leadReads(ANA);
    await stack.clock.advance(0);
    expect(events()).toEqual(['send.message', 'messages.update', 'messages.update', 'messages.update']);
    const acks = stack.receiver.received.slice(1).map((one) => at(bodyOf(one), 'data', 'status'));
    expect(acks).toEqual(['SERVER_ACK', 'DELIVERY_ACK', 'READ']);
    expect(id).toMatch(/^3EB0[0-9A-F]{18}$/);
    expect(stack.control.phone(ANA)).toMatchObject([
      { from: 'us', text: 'Oi Ana!', providerId: id, status: 'read' },
    ]);
  });

  test.each([
    ['5581990000001', '558190000001@s.whatsapp.net'],
    ['558190000001', '558190000001@s.whatsapp.net'],
    ['5511990000002', '5511990000002@s.whatsapp.net'],
    ['558130000004', '558130000004@s.whatsapp.net'],
    ['558190000001@s.whatsapp.net', '558190000001@s.whatsapp.net'],
    ['105581990000001@lid', '105581990000001@lid'],
  ])('H6 · a send to %s answers with the jid %s', async (number, jid) => {
    stack.control.contact('+5581990000001');
    expect(at(await (await stack.sendText(number, 'Oi')).json(), 'key', 'remoteJid')).toBe(jid);
  });

  test('H6 · a jid with the wrong ninth digit is taken literally and reaches nobody', async () => {
    const response = await stack.sendText('5581990000001@s.whatsapp.net', 'Oi');
    expect([response.status, stack.control.sent.length]).toEqual([400, 0]);
  });

  test('F12 · a lost answer leaves the message on the phone, and SEND_MESSAGE tells its id', async () => {
    stack.control.dropAnswer();
    await expect(stack.sendText(ANA, 'Oi Ana!')).rejects.toThrow();
    const [shown] = stack.control.phone(ANA);
    expect(shown).toMatchObject({ from: 'us', text: 'Oi Ana!' });
    expect(at(bodyOf(stack.receiver.received[0]), 'data', 'key', 'id')).toBe(shown?.providerId);
    await stack.sendText(ANA, 'Oi Ana!');
    expect(stack.control.duplicates()).toEqual({ '+5581990000001': 1 });
  });

  test('a delay keeps the request open for that long', async () => {
    let answered = false;
    const send = stack.clock.track(stack.sendText(ANA, 'Oi', { delay: 1200 })).then(() => {
      answered = true;
    });
    await stack.clock.advance(1199);
    expect([answered, stack.control.sent.length]).toEqual([false, 0]);
    await stack.clock.advance(1);
    await send;
    expect(stack.control.sent).toHaveLength(1);
  });

  test('a presence blocks for its delay and needs one', async () => {
    const path = '/chat/sendPresence/solar-exemplo';
    expect((await stack.post(path, { number: ANA, presence: 'composing' })).status).toBe(400);
    const presence = stack.clock.track(stack.post(path, { number: ANA, presence: 'composing', delay: 500 }));
    await stack.clock.advance(500);
    expect(await (await presence).json()).toEqual({ presence: 'composing' });
  });
});

describe('refusals, in the order of the guards', () => {
  const wrongKey = { apikey: 'wrong' };
  const refused: readonly (readonly [string, string, number, () => Promise<Response>])[] = [
    [
      'an unknown route',
      'unknown_route',
      404,
      () => stack.post('/message/sendTxt/solar-exemplo', {}, wrongKey),
    ],
    [
      'an unknown instance, before the key',
      'unknown_instance',
      404,
      () => stack.post('/message/sendText/outra-instancia', {}, wrongKey),
    ],
    ['a bad key, before the body', 'unauthorized', 401, () => stack.post(SEND, {}, wrongKey)],
    ['no text', 'validation', 400, () => stack.post(SEND, { number: ANA })],
    [
      'a data URI',
      'media_input',
      400,
      () =>
        stack.post('/message/sendWhatsAppAudio/solar-exemplo', {
          number: ANA,
          audio: 'data:audio/ogg;base64,T2dn',
        }),
    ],
  ];
  test.each(refused)('%s is %s', async (_name, name, status, send) => {
    const response = await send();
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual(fixtureBody(name));
  });

  test('a number without WhatsApp', async () => {
    stack.control.contact('5581990000099', { onWhatsApp: false });
    const response = await stack.sendText('5581990000099', 'oi');
    expect([response.status, await response.json()]).toEqual([400, fixtureBody('not_on_whatsapp')]);
  });

  test('disconnected: 500 for a new number, 400 for one looked up before', async () => {
    await stack.sendText(ANA, 'oi');
    stack.control.disconnect();
    const cached = await stack.sendText(ANA, 'oi');
    expect([cached.status, await cached.json()]).toEqual([400, fixtureBody('disconnected_number_cached')]);
    const fresh = await stack.sendText('5511990000002', 'oi');
    expect([fresh.status, await fresh.json()]).toEqual([500, fixtureBody('disconnected')]);
    const numbers = await stack.post('/chat/whatsappNumbers/solar-exemplo', { numbers: [ANA] });
    expect([numbers.status, await numbers.json()]).toEqual([400, fixtureBody('whatsapp_numbers_failed')]);
    expect(stack.control.sent).toHaveLength(1);
  });

  test('without a licence nothing works', async () => {
    stack.control.licensed(false);
    const response = await stack.sendText(ANA, 'oi');
    expect([response.status, await response.json()]).toEqual([503, fixtureBody('license_required')]);
  });

  test.each([
    ['send_failed', 400],
    ['empty_201', 201],
    ['not_in_memory', 500],
  ] as const)('%s can be asked for, with or without the message leaving', async (failure, status) => {
    stack.control.failNext({ failure });
    stack.control.failNext({ failure, deliver: true });
    const answers = [await stack.sendText(ANA, 'um'), await stack.sendText(ANA, 'dois')];
    expect(answers.map((answer) => answer.status)).toEqual([status, status]);
    expect(stack.control.phone(ANA).map((message) => message.text)).toEqual(['dois']);
  });
});

describe('the other routes', () => {
  test('whatsappNumbers answers 200 with the canonical jid of either spelling', async () => {
    stack.control.contact('558190000099', { onWhatsApp: false });
    const response = await stack.post('/chat/whatsappNumbers/solar-exemplo', {
      numbers: [ANA, '558190000099'],
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject([
      { jid: '558190000001@s.whatsapp.net', exists: true, number: ANA },
      { exists: false, number: '558190000099' },
    ]);
  });

  test('markMessageAsRead refuses a key without fromMe', async () => {
    const path = '/chat/markMessageAsRead/solar-exemplo';
    const key = { remoteJid: '558190000001@s.whatsapp.net', id: 'AC1' };
    expect((await stack.post(path, { readMessages: [key] })).status).toBe(400);
    const response = await stack.post(path, { readMessages: [{ ...key, fromMe: false }] });
    expect(await response.json()).toEqual({ message: 'Read messages', read: 'success' });
  });

  test('M3 · the bytes of a media message are fetched by its id', async () => {
    const id = stack.control.leadSends({
      from: ANA,
      kind: 'image',
      bytes: Buffer.from('conta de luz'),
      caption: 'minha conta',
    });
    const path = '/chat/getBase64FromMediaMessage/solar-exemplo';
    const body = await (await stack.post(path, { message: { key: { id } }, convertToMp4: false })).json();
    expect(body).toMatchObject({
      base64: Buffer.from('conta de luz').toString('base64'),
      mimetype: 'image/jpeg',
      caption: 'minha conta',
    });
    expect((await stack.post(path, { message: { key: { id: 'AC0' } } })).status).toBe(400);
  });

  test('the instance tells its state', async () => {
    const state = async (): Promise<unknown> =>
      (await stack.get('/instance/connectionState/solar-exemplo')).json();
    expect(await state()).toEqual({ instance: { instanceName: 'solar-exemplo', state: 'open' } });
    stack.control.disconnect();
    expect(await state()).toEqual({ instance: { instanceName: 'solar-exemplo', state: 'close' } });
    expect(await (await stack.get('/instance/fetchInstances')).json()).toMatchObject([
      { name: 'solar-exemplo', connectionStatus: 'close' },
    ]);
  });
});

test.each([
  ['5511990000002', '5511990000002'],
  ['5581990000001', '558190000001'],
  ['5581960000001', '5581960000001'],
  ['558190000001', '558190000001'],
])('createJid makes %s into %s, whoever has the number', (number, user) => {
  expect(createJid(number)).toBe(`${user}@s.whatsapp.net`);
});
