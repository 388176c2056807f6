/** The Cloud emulator's bodies have the shape of the fixtures: the same places, no more and no fewer. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CloudControl } from '../../../../local/emulators/whatsapp/cloud-control.ts';
import { asObject } from '../../../../local/emulators/whatsapp/json.ts';
import { aCloudStack, at, bodyOf, fixture, keyPaths } from './stack.ts';

let stack: Awaited<ReturnType<typeof aCloudStack>>;
beforeEach(async () => {
  stack = await aCloudStack();
});
afterEach(() => stack.close());

const ANA = { from: '+5581990000001', name: 'Ana Beatriz Lima' };
const quoted = (control: CloudControl): string =>
  control.personAnswers({ to: ANA.from, text: 'Qual opção?', notify: false });

const TELLINGS: Readonly<Record<string, (control: CloudControl) => void>> = {
  'text.json': (control) => control.leadSays({ ...ANA, text: 'oi' }),
  'text-reply.json': (control) => control.leadSays({ ...ANA, text: 'pode ser', quotes: quoted(control) }),
  'text-forwarded.json': (control) =>
    control.leadSends({ ...ANA, kind: 'text', text: 'PROMOÇÃO', forwarded: true }),
  'text-ad-referral.json': (control) =>
    control.leadSends({ ...ANA, kind: 'text', text: 'Olá!', adId: '120200000000000001' }),
  'audio-voice.json': (control) => control.leadSends({ ...ANA, kind: 'voice' }),
  'video.json': (control) => control.leadSends({ ...ANA, kind: 'video', caption: 'meu telhado' }),
  'document.json': (control) =>
    control.leadSends({ ...ANA, kind: 'document', fileName: 'conta-outubro.pdf' }),
  'sticker.json': (control) => control.leadSends({ ...ANA, kind: 'sticker' }),
  'interactive-button-reply.json': (control) =>
    control.leadSends({ ...ANA, kind: 'button', id: 'fluxo_c', text: 'Energia', quotes: quoted(control) }),
  'interactive-list-reply.json': (control) =>
    control.leadSends({
      ...ANA,
      kind: 'list',
      id: 'slot',
      text: 'Quarta',
      description: '30 minutos',
      quotes: quoted(control),
    }),
  'interactive-nfm-reply.json': (control) =>
    control.leadSends({ ...ANA, kind: 'form', fields: { nome: 'Ana' }, quotes: quoted(control) }),
  'button.json': (control) =>
    control.leadSends({
      ...ANA,
      kind: 'template_button',
      id: 'QUERO',
      text: 'Quero',
      quotes: quoted(control),
    }),
  'location.json': (control) =>
    control.leadSends({
      ...ANA,
      kind: 'location',
      latitude: -8,
      longitude: -34,
      place: 'Casa',
      address: 'Rua do Exemplo',
    }),
  'contacts.json': (control) =>
    control.leadSends({ ...ANA, kind: 'contact_card', cardName: 'Rui Lima', phone: '+55 81 9 9000-0008' }),
  'order.json': (control) =>
    control.leadSends({
      ...ANA,
      kind: 'order',
      catalogId: '1',
      retailerId: 'kit',
      quantity: 1,
      price: 18900,
    }),
  'unsupported.json': (control) => control.leadSends({ ...ANA, kind: 'unsupported', what: 'poll_creation' }),
  'unsupported-unavailable.json': (control) =>
    control.leadSends({ ...ANA, kind: 'unsupported', what: 'unknown', placeholder: true }),
  'group.json': (control) => control.leadSays({ ...ANA, text: 'bom dia grupo', group: true }),
  'bsuid-only.json': (control) => {
    control.contact('BR.1000000000000006', { username: 'fabio.serra' });
    control.leadSays({ from: 'BR.1000000000000006', name: 'Fábio Serra', text: 'oi' });
  },
  'system-user-changed-number.json': (control) =>
    control.changesNumber({ from: ANA.from, to: '+5521990000001' }),
  'system-user-changed-user-id.json': (control) =>
    control.changesUserId({ from: 'BR.1000000000000006', bsuid: 'BR.1000000000000106' }),
  'echo-text.json': (control) => control.personAnswers({ to: ANA.from, text: 'Oi Ana, aqui é o Marcos.' }),
  'unknown-field.json': (control) => control.unknownField('a_field_of_the_future'),
};

describe('a webhook of the Cloud emulator has the places of', () => {
  test.each(Object.entries(TELLINGS))('%s', async (file, tell) => {
    tell(stack.control);
    await stack.clock.advance(0);
    expect(stack.receiver.received).toHaveLength(1);
    expect(keyPaths(bodyOf(stack.receiver.received[0]))).toEqual(keyPaths(fixture(`cloud/${file}`)));
  });

  test('image.json, save the url that is still rolling out', async () => {
    stack.control.leadSends({ ...ANA, kind: 'image', caption: 'minha conta de luz' });
    await stack.clock.advance(0);
    const expected = keyPaths(fixture('cloud/image.json')).filter((path) => !path.endsWith('.image.url'));
    expect(keyPaths(bodyOf(stack.receiver.received[0]))).toEqual(expected);
  });

  test('reactions.json, an added and a removed one in one batch', async () => {
    const id = quoted(stack.control);
    stack.control.batch(() => {
      stack.control.react({ id, emoji: '👍' });
      stack.control.react({ id, emoji: '' });
    });
    await stack.clock.advance(0);
    expect(keyPaths(bodyOf(stack.receiver.received[0]))).toEqual(keyPaths(fixture('cloud/reactions.json')));
  });

  test.each([
    ['edit-revoke-inbound.json', (control: CloudControl) => control.leadSays({ ...ANA, text: 'oi' })],
    ['echo-edit-revoke.json', (control: CloudControl) => control.personAnswers({ to: ANA.from, text: 'oi' })],
  ])('%s, on the side of whoever wrote the message', async (file, write) => {
    const id = write(stack.control);
    await stack.clock.advance(0);
    stack.control.batch(() => {
      stack.control.edit({ id, text: 'corrigido' });
      stack.control.revoke({ id });
    });
    await stack.clock.advance(0);
    expect(keyPaths(bodyOf(stack.receiver.received[1]))).toEqual(keyPaths(fixture(`cloud/${file}`)));
    expect(stack.control.phone(ANA.from)).toMatchObject([{ text: 'corrigido', edited: true, deleted: true }]);
  });

  test.each([
    ['status-sent.json', 0],
    ['status-delivered.json', 1],
    ['status-read.json', 2],
  ])('%s', async (file, index) => {
    stack.control.leadSays({ ...ANA, text: 'oi' });
    await stack.clock.advance(0);
    await stack.send({
      to: ANA.from,
      type: 'text',
      text: { body: 'Oi Ana' },
      biz_opaque_callback_data: 'outbox-1',
    });
    await stack.clock.advance(1000);
    stack.control.leadReads(ANA.from);
    await stack.clock.advance(0);
    expect(keyPaths(bodyOf(stack.receiver.received[1 + index]))).toEqual(keyPaths(fixture(`cloud/${file}`)));
  });

  test('status-failed-131047.json', async () => {
    await stack.send({
      to: ANA.from,
      type: 'text',
      text: { body: 'Oi' },
      biz_opaque_callback_data: 'outbox-2',
    });
    await stack.clock.advance(1000);
    expect(keyPaths(bodyOf(stack.receiver.received[0]))).toEqual(
      keyPaths(fixture('cloud/status-failed-131047.json')),
    );
  });
});

describe('an answer of the Cloud emulator has the places of', () => {
  test('send-text-200.json', async () => {
    stack.control.leadSays({ ...ANA, text: 'oi' });
    const response = await stack.sendText(ANA.from, 'Oi Ana');
    expect(keyPaths(await response.json())).toEqual(keyPaths(fixture('cloud/send-text-200.json')));
  });

  test('send-template-200.json', async () => {
    const parameters = [{ type: 'text', parameter_name: 'nome', text: 'Ana' }];
    const template = {
      name: 'retomada',
      language: { code: 'pt_BR' },
      components: [{ type: 'body', parameters }],
    };
    const response = await stack.send({ to: ANA.from, type: 'template', template });
    expect(keyPaths(await response.json())).toEqual(keyPaths(fixture('cloud/send-template-200.json')));
  });

  test('errors.json: every code there can be asked for and comes with its status, message and places', async () => {
    stack.control.leadSays({ ...ANA, text: 'oi' });
    const table = Object.entries(asObject(fixture('cloud/errors.json')) ?? {});
    expect(table.length).toBeGreaterThan(25);
    for (const [code, expected] of table) {
      stack.control.failNext({ code: Number(code) });
      const response = await stack.sendText(ANA.from, 'Oi Ana');
      const answer: unknown = await response.json();
      const message = at(expected, 'body', 'error', 'message');
      expect([code, response.status, at(answer, 'error', 'message')]).toEqual([
        code,
        at(expected, 'status'),
        message,
      ]);
      expect(keyPaths(answer)).toEqual(keyPaths(at(expected, 'body')));
    }
    expect(stack.control.sent).toHaveLength(0);
  });
});
