/** W2, W9, W11: who a message is from or to, whichever of the names of a person the payload gives. */
import { expect, test } from 'vitest';
import { MATEUS, useWorlds, type World } from '../../support/world.ts';

const world = useWorlds();
const WORDS = 'Oi, aqui é o Marcos, já te ligo';

/** `sees`: how much of the address Evolution shows of the lead's own messages. */
const onEvolution = async (sees: '2.3.6' | '2.3.7' | '2.2.3') => {
  const w = await world({ provider: 'evolution', environment: { HUMAN_REPLY_PAUSE_HOURS: '1' } });
  w.evolution.control.lidProfile({ profile: sees });
  return w;
};
const leads = async (w: World) => (await w.supabase.db.query('select key from public.leads')).rows;
const unattributed = (w: World) => w.logLines.filter((line) => line.includes('takeover.unattributed')).length;

for (const chat of ['lid', 'lid_as_phone'] as const)
  test(`W2 · an echo that names the chat by ${chat} is a takeover of the lead whose LID is known`, async () => {
    const w = await onEvolution('2.3.6');
    await w.says('oi');
    await w.minutes(1);
    const before = w.fromBot().length;
    w.evolution.control.personAnswers({ to: MATEUS.phone, text: WORDS, chat });
    await w.says('minha conta vem 600');
    expect(w.fromBot().length).toBe(before);
    expect(await leads(w)).toEqual([{ key: MATEUS.phone }]);
  });

test('W2 · a LID nobody knows makes no lead and no card, is told aloud, and holds when its lead becomes known', async () => {
  const w = await onEvolution('2.3.6');
  w.evolution.control.personAnswers({ to: MATEUS.phone, text: WORDS, chat: 'lid' });
  await w.seconds(10);
  expect(await leads(w)).toEqual([]);
  expect(w.kommo.control.cards()).toEqual([]);
  expect(unattributed(w)).toBeGreaterThan(0);
  await w.says('oi');
  expect(w.fromBot()).toEqual([]);
  expect((await w.messages()).map(({ author }) => author)).toEqual(['person', 'lead']);
  // Long enough ago it is history, and no takeover any more.
  await w.minutes(61);
  await w.says('oi de novo');
  expect(w.fromBot().length).toBeGreaterThan(0);
});

test('W2 · an echo of our own bubble that names only a LID is ours, and unattributed to nobody', async () => {
  const w = await onEvolution('2.2.3');
  await w.says('oi');
  await w.says('sou o Mateus');
  expect(unattributed(w)).toBe(0);
  expect(await leads(w)).toHaveLength(1);
});

test('W2 · a first message from LID digits spelt as a phone makes no contact with a phone of fifteen digits', async () => {
  const w = await onEvolution('2.3.7');
  w.evolution.control.contact('100000000000007@lid');
  w.evolution.control.leadSays({ from: '100000000000007@lid', name: 'Davi', text: 'oi' });
  await w.seconds(9);
  expect(await leads(w)).toEqual([{ key: 'lid:100000000000007' }]);
});

test('W9 · a lead on a hosted address is answered at the address WhatsApp takes', async () => {
  const w = await onEvolution('2.3.7');
  w.evolution.control.contact(MATEUS.phone, { hosted: true });
  await w.says('oi');
  expect(w.fromBot().length).toBeGreaterThan(0);
  expect((await w.lead()).address.replyTo).toMatch(/^\d+@s\.whatsapp\.net$/);
});

test('W9 · a message from a network we cannot answer on is dropped with a warning that says why', async () => {
  const w = await onEvolution('2.3.7');
  await w.says('oi');
  const { deliveries } = w.evolution.control;
  const told = JSON.stringify(deliveries.at(-1) ?? {});
  expect(told).not.toContain('@msgr');
  const body = JSON.parse(
    JSON.stringify(deliveries.find(({ body }) => JSON.stringify(body).includes('messages.upsert'))?.body),
  );
  body.data.key = { remoteJid: '12345@msgr', fromMe: false, id: 'AC77' };
  const answer = await fetch(`${w.url}/webhooks/whatsapp/evolution`, {
    method: 'POST',
    headers: { 'x-webhook-secret': w.environment['EVOLUTION_WEBHOOK_SECRET'] ?? '' },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(200);
  const warned = w.logLines.map((line) => JSON.parse(line)).find(({ event }) => event === 'webhook.dropped');
  expect(warned).toMatchObject({ level: 'warn', reasons: ['other_network'] });
});

test('W11 · a burst that begins under a LID and goes on under LID and phone gets one reply', async () => {
  const w = await onEvolution('2.2.3');
  w.saysNow('oi');
  await w.seconds(2);
  w.evolution.control.lidProfile({ profile: '2.3.6' });
  w.saysNow('sou o Mateus');
  await w.seconds(20);
  expect((await w.supabase.db.query('select 1 from public.replies')).rows).toHaveLength(1);
  expect(await leads(w)).toEqual([{ key: MATEUS.phone }]);
  expect(
    (await w.messages()).filter(({ author }) => author === 'lead').map(({ disposition }) => disposition),
  ).toEqual(['answered', 'answered']);
});

test('W11 · a first burst under the user id alone and then with the phone gets one reply', async () => {
  const w = await world({ provider: 'cloud' });
  w.cloud.control.contact(MATEUS.phone, { bsuidOnly: true });
  w.saysNow('oi');
  await w.seconds(2);
  w.cloud.control.contact(MATEUS.phone, { bsuidOnly: false });
  w.saysNow('sou o Mateus');
  await w.seconds(20);
  expect((await w.supabase.db.query('select 1 from public.replies')).rows).toHaveLength(1);
  expect(await leads(w)).toEqual([{ key: MATEUS.phone }]);
});
