/** `setup` on the embedded stack: what the accounts lack is shown, asked for, made; a second run finds nothing left. */
import { expect, test } from 'vitest';
import { STATUS } from '../../local/stack.ts';
import { useWorlds, type World } from '../support/world.ts';
import { ops } from './support/ops.ts';

const aWorld = useWorlds();

const lackingAccount = (world: World): void => {
  world.kommo.control.renameStage({ statusId: STATUS.atendimento_humano, to: null });
  world.kommo.control.renameStage({ statusId: STATUS.qualificado, to: 'Quente' });
  world.kommo.control.renameLeadField({ name: 'Solução Solar', to: null });
};

test('C7 · setup creates the missing stages and fields, and doctor is content with them', async () => {
  const world = await aWorld();
  lackingAccount(world);
  expect((await ops(world, ['doctor'])).code).toBe(1);

  const ran = await ops(world, ['setup', '--yes']);

  expect(ran.code).toBe(0);
  expect(ran.out).toContain('create the stage ATENDIMENTO HUMANO');
  expect(ran.out).toContain('create the stage QUALIFICADO');
  expect(ran.out).toContain('create the field "Solução Solar" (select)');
  expect((await ops(world, ['doctor'])).code).toBe(0);
  const again = await ops(world, ['setup', '--yes']);
  expect(again.out).toContain('Nothing to change.');
  expect(again.code).toBe(0);
});

test('C7 · a stage that setup made is one that the bot works with', async () => {
  const world = await aWorld();
  lackingAccount(world);
  await ops(world, ['setup', '--yes']);
  await world.says('oi');
  await world.says('Mateus');
  await world.says('minha conta é de 800 reais');
  expect(world.stage()).toBe('EM QUALIFICAÇÃO');
  await world.says('quero falar com uma pessoa');
  expect(world.stage()).toBe('ATENDIMENTO HUMANO');
});

test('setup asks first: a person who says no changes nothing, and where nobody can be asked it refuses', async () => {
  const world = await aWorld();
  lackingAccount(world);
  world.kommo.control.clearRequests();

  const declined = await ops(world, ['setup'], { answers: ['n'] });
  expect(declined.code).toBe(1);
  expect(declined.out).toContain('Nothing was changed.');
  const alone = await ops(world, ['setup']);
  expect(alone.code).toBe(2);
  expect(alone.err).toContain('--yes');

  expect(world.kommo.control.requests.map(({ method }) => method)).not.toContain('POST');
});

test('a webhook that Kommo switched off is switched on again, with every event', async () => {
  const world = await aWorld();
  const destination = world.kommo.control.subscriptions()[0]?.destination ?? '';
  world.kommo.control.subscribe({ destination, settings: ['status_lead'] });
  world.kommo.control.disableWebhook(destination);

  const ran = await ops(world, ['setup', '--yes']);

  expect(ran.code).toBe(0);
  expect(world.kommo.control.subscriptions()).toEqual([
    expect.objectContaining({ destination, disabled: false }),
  ]);
  expect(world.kommo.control.subscriptions()[0]?.settings).toContain('add_outgoing_message');
});

test('the webhook moves with the address, and the one of the earlier address is gone', async () => {
  const world = await aWorld();
  const ran = await ops(world, ['setup', '--yes', '--url', 'https://api.solar.example/']);
  expect(ran.code).toBe(0);
  expect(world.kommo.control.subscriptions().map(({ destination }) => new URL(destination).origin)).toEqual([
    'https://api.solar.example',
  ]);
});

test('nobody knows where a first webhook leads to: setup says how to tell it, and changes nothing', async () => {
  const world = await aWorld();
  const ran = await ops(world, ['setup', '--yes'], { environment: { KOMMO_WEBHOOK_SECRET: 'first' } });
  expect(ran.code).toBe(2);
  expect(ran.err).toContain('PUBLIC_URL');
  expect(world.kommo.control.subscriptions()).toHaveLength(1);
});

test('setup never touches an account that the token does not belong to', async () => {
  const world = await aWorld();
  lackingAccount(world);
  world.kommo.control.clearRequests();
  const ran = await ops(world, ['setup', '--yes'], { environment: { KOMMO_ACCOUNT_ID: '31000009' } });
  expect(ran.code).toBe(1);
  expect(world.kommo.control.requests.map(({ method }) => method)).not.toContain('POST');
});

test("Evolution's webhook is set with its secret header, and a lead is heard again", async () => {
  const world = await aWorld({ provider: 'evolution' });
  const { EVOLUTION_URL, EVOLUTION_API_KEY } = world.environment;
  await fetch(`${EVOLUTION_URL}/webhook/set/solar-exemplo`, {
    method: 'POST',
    headers: { apikey: EVOLUTION_API_KEY ?? '', 'content-type': 'application/json' },
    body: JSON.stringify({
      webhook: { enabled: true, url: 'https://old.example/hook', headers: {}, events: ['MESSAGES_UPSERT'] },
    }),
  });
  const ran = await ops(world, ['setup', '--yes', '--url', world.url]);
  expect(ran.code).toBe(0);
  expect(ran.out).not.toContain(world.environment['EVOLUTION_WEBHOOK_SECRET']);
  await world.says('oi');
  expect(world.fromBot()).not.toEqual([]);
});

test("Meta's app is subscribed to the business account", async () => {
  const world = await aWorld();
  world.cloud.control.administer({ isSubscribed: false });
  expect((await ops(world, ['setup', '--yes'])).code).toBe(0);
  expect((await ops(world, ['doctor'])).code).toBe(0);
});

test('C15 · once Kommo answers again, setup closes the breaker that the functions still believe in', async () => {
  const world = await aWorld();
  world.kommo.control.fault({ kind: 'status', status: 402, match: {}, times: 1 });
  await world.says('oi');
  expect(world.fromBot()).toEqual([]);
  const ran = await ops(world, ['setup', '--yes']);
  expect(ran.out).toContain('close the breaker');
  expect(ran.code).toBe(0);
  await world.minutes(3);
  expect(world.fromBot()).not.toEqual([]);
});

test('O3 · a stage or field that Kommo refuses to make is a failure, said with its reason', async () => {
  const world = await aWorld();
  lackingAccount(world);
  const body = JSON.stringify({
    'validation-errors': [
      { request_id: '0', errors: [{ code: 'NotSupportedChoice', path: 'type', detail: '' }] },
    ],
  });
  world.kommo.control.fault({
    kind: 'status',
    status: 400,
    body,
    match: { method: 'POST', path: '/api/v4/leads/custom_fields' },
    times: 'always',
  });
  const ran = await ops(world, ['setup', '--yes']);
  expect(ran.code).toBe(1);
  expect(ran.out).toContain('NotSupportedChoice at type');
});
