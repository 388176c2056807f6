/** The Evolution emulator's bodies have the shape of the fixtures: the same places, no more and no fewer. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EvolutionControl } from '../../../../local/emulators/whatsapp/evolution-control.ts';
import { anEvolutionStack, at, bodyOf, fixture, keyPaths } from './stack.ts';

let stack: Awaited<ReturnType<typeof anEvolutionStack>>;
beforeEach(async () => {
  stack = await anEvolutionStack({ lidProfile: 'pn', webhookBase64: true });
});
afterEach(() => stack.close());

const ANA = { from: '+5581990000001', name: 'Ana Beatriz Lima' };
const quoted = (control: EvolutionControl): string =>
  control.personAnswers({ to: ANA.from, text: 'Qual opção?', notify: false });
const spelt =
  (profile: Parameters<EvolutionControl['lidProfile']>[0]['profile']) => (control: EvolutionControl) => {
    control.lidProfile({ profile });
    control.leadSays({ ...ANA, text: 'Oi, vi o anúncio de vocês' });
  };

const TELLINGS: Readonly<Record<string, (control: EvolutionControl) => void>> = {
  'text-2.3.4-lid.json': spelt('2.3.4'),
  'text-2.3.6-lid.json': spelt('2.3.6'),
  'text-2.3.7-lid.json': spelt('2.3.7'),
  'text-2.4-rc-lid.json': spelt('2.4'),
  'text-reply.json': (control) => control.leadSays({ ...ANA, text: 'quarta', quotes: quoted(control) }),
  'text-extended-raw.json': (control) => control.leadSends({ ...ANA, kind: 'extended_text', text: 'oi' }),
  'audio-base64.json': (control) => control.leadSends({ ...ANA, kind: 'voice' }),
  'audio-no-base64.json': (control) => {
    control.base64Fails(true);
    control.leadSends({ ...ANA, kind: 'voice' });
  },
  'document.json': (control) => control.leadSends({ ...ANA, kind: 'document', caption: 'segue a fatura' }),
  'buttons-response.json': (control) =>
    control.leadSends({ ...ANA, kind: 'button', id: 'fluxo_c', text: 'Energia', quotes: quoted(control) }),
  'template-button-reply.json': (control) =>
    control.leadSends({
      ...ANA,
      kind: 'template_button',
      id: 'fluxo_a',
      text: 'Usina',
      quotes: quoted(control),
    }),
  'interactive-response.json': (control) =>
    control.leadSends({
      ...ANA,
      kind: 'native_button',
      id: 'fluxo_b',
      text: 'Lote',
      quotes: quoted(control),
    }),
  'list-response.json': (control) =>
    control.leadSends({
      ...ANA,
      kind: 'list',
      id: 'slot',
      text: 'Quarta',
      description: '30 minutos',
      quotes: quoted(control),
    }),
  'reaction-add.json': (control) => control.react({ id: quoted(control), emoji: '👍' }),
  'reaction-remove.json': (control) => control.react({ id: quoted(control), emoji: '' }),
  'ephemeral.json': (control) =>
    control.leadSends({ ...ANA, kind: 'text', text: 'pode me ligar?', wrapper: 'ephemeral' }),
  'view-once.json': (control) => control.leadSends({ ...ANA, kind: 'image', wrapper: 'viewOnce' }),
  'location.json': (control) =>
    control.leadSends({
      ...ANA,
      kind: 'location',
      latitude: -8,
      longitude: -34,
      place: 'Casa',
      address: 'Rua do Exemplo',
    }),
  'contact.json': (control) =>
    control.leadSends({ ...ANA, kind: 'contact_card', cardName: 'Rui Lima', phone: '+55 81 9 9000-0008' }),
  'group.json': (control) => control.leadSays({ ...ANA, text: 'bom dia grupo', group: true }),
  'poll-vote.json': (control) => {
    control.lidProfile({ profile: '2.3.7' });
    control.leadSends({
      ...ANA,
      kind: 'poll_vote',
      pollId: '3EB0707165E9984B51DCDF',
      option: 'Quarta',
      options: ['Quarta', 'Quinta'],
    });
  },
  'from-me-android.json': (control) => control.personAnswers({ to: ANA.from, text: 'Oi Ana' }),
  'from-me-web.json': (control) => control.personAnswers({ to: ANA.from, text: 'Oi Ana', source: 'web' }),
  'send-message-foreign.json': (control) =>
    control.otherSystemSends({ to: ANA.from, text: 'Olá! Sou do suporte' }),
  'connection-close.json': (control) => control.disconnect(),
  'connection-refused.json': (control) => control.refuse(),
};

/** Places that a fixture has for a reason of its own, or that the emulator leaves out on purpose. */
const LEFT_OUT: readonly string[] = [
  'data.message.documentMessage.title',
  'data.message.documentMessage.fileName',
];

describe('a webhook of the Evolution emulator has the places of', () => {
  test.each(Object.entries(TELLINGS))('%s', async (file, tell) => {
    tell(stack.control);
    await stack.clock.advance(0);
    expect(stack.receiver.received).toHaveLength(1);
    const places = (value: unknown): readonly string[] =>
      keyPaths(value).filter((path) => !LEFT_OUT.includes(path));
    expect(places(bodyOf(stack.receiver.received[0]))).toEqual(places(fixture(`evolution/${file}`)));
  });

  test('connection-open.json', async () => {
    stack.control.reconnect();
    await stack.clock.advance(0);
    expect(keyPaths(bodyOf(stack.receiver.received[0]))).toEqual(
      keyPaths(fixture('evolution/connection-open.json')),
    );
  });

  test('edited-inbound.json and update-edit-2.3.7.json: a lead edits', async () => {
    const id = stack.control.leadSays({ ...ANA, text: 'oi' });
    await stack.clock.advance(0);
    stack.control.edit({ id, text: 'oi, tudo bem?' });
    await stack.clock.advance(0);
    const [, edited, update] = stack.receiver.received.map(bodyOf);
    expect(keyPaths(edited)).toEqual(keyPaths(fixture('evolution/edited-inbound.json')));
    expect(keyPaths(update)).toEqual(keyPaths(fixture('evolution/update-edit-2.3.7.json')));
    expect(at(edited, 'data', 'key')).toMatchObject({
      fromMe: true,
      remoteJid: '558190002000@s.whatsapp.net',
      id,
    });
  });

  test.each(['2.3.6', '2.3.7'] as const)(
    'delete-%s.json and edited-revoke.json: a lead deletes',
    async (profile) => {
      stack.control.lidProfile({ profile });
      const id = stack.control.leadSays({ ...ANA, text: 'oi' });
      await stack.clock.advance(0);
      stack.control.revoke({ id });
      await stack.clock.advance(0);
      const [, revoked, deleted] = stack.receiver.received.map(bodyOf);
      expect(keyPaths(revoked)).toEqual(keyPaths(fixture('evolution/edited-revoke.json')));
      expect(keyPaths(deleted)).toEqual(keyPaths(fixture(`evolution/delete-${profile}.json`)));
      expect(stack.control.phone(ANA.from)).toMatchObject([{ deleted: true }]);
    },
  );

  test('encrypted-edit.json', async () => {
    stack.control.lidProfile({ profile: '2.3.7' });
    const id = stack.control.leadSays({ ...ANA, text: 'oi' });
    await stack.clock.advance(0);
    stack.control.edit({ id, text: 'oi, tudo bem?', encrypted: true });
    await stack.clock.advance(0);
    const pathsOf = (value: unknown): readonly string[] =>
      keyPaths(value).filter((path) => !path.includes('encPayload'));
    expect(pathsOf(bodyOf(stack.receiver.received[1]))).toEqual(
      pathsOf(fixture('evolution/encrypted-edit.json')),
    );
  });

  test('send-message-own.json and update-read.json', async () => {
    await stack.sendText('5581990000001', 'Oi Ana!');
    stack.control.leadReads(ANA.from);
    await stack.clock.advance(0);
    const [own, read] = stack.receiver.received.map(bodyOf);
    expect(keyPaths(own)).toEqual(keyPaths(fixture('evolution/send-message-own.json')));
    expect(keyPaths(read)).toEqual(keyPaths(fixture('evolution/update-read.json')));
  });

  test('2.2.3: the LID alone', async () => {
    spelt('2.2.3')(stack.control);
    await stack.clock.advance(0);
    expect(at(bodyOf(stack.receiver.received[0]), 'data', 'key')).toEqual({
      remoteJid: '105581990000001@lid',
      fromMe: false,
      id: expect.stringMatching(/^AC[0-9A-F]{30}$/),
    });
  });
});

test('the answer to sendText has the places of send-text-201.json', async () => {
  const response = await stack.sendText('5581990000001', 'Oi Ana!');
  expect(response.status).toBe(201);
  expect(keyPaths(await response.json())).toEqual(keyPaths(fixture('evolution/send-text-201.json')));
});
