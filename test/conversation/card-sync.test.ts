/** The card after a turn that Kommo did not take: an event of its own, with what is desired by then (C1, I8). */
import { expect, test } from 'vitest';
import type { StackOptions } from '../../local/stack.ts';
import { useWorlds, type World } from '../support/world.ts';

const world = useWorlds();

/** A world whose writes to Kommo of some kind are lost while `isCut`. */
async function withLostWrites(path: RegExp, how: 'cut' | 'cut_answer' = 'cut') {
  const state = { isCut: false };
  const network: NonNullable<StackOptions['network']> = (request) =>
    state.isCut && request.mount === '/kommo' && request.method !== 'GET' && path.test(request.path)
      ? how
      : 'up';
  const w = await world({ network });
  return { w, state };
}
const card = (w: World) => {
  const [first] = w.kommo.control.cards();
  if (!first) throw new Error('there is no card in Kommo');
  return first;
};

test('C2 · a sync that fails is tried again by itself until the card shows it, and repeats no reply', async () => {
  const { w, state } = await withLostWrites(/\/leads\/\d+$/);
  await w.says('oi');
  await w.says('Mateus');
  state.isCut = true;
  await w.says('850');
  const said = w.fromBot();
  expect(w.stage()).toBe('NOVO LEAD');
  await w.minutes(3);
  state.isCut = false;
  await w.minutes(20);
  expect(card(w)).toMatchObject({ stage: 'EM QUALIFICAÇÃO', fields: { 'Valor Conta Energia': '850' } });
  expect(w.fromBot()).toEqual(said);
});

test('C2 · an outage longer than one message lives in the queue is outlived', async () => {
  const { w, state } = await withLostWrites(/\/leads\/\d+$/);
  await w.says('oi');
  await w.says('Mateus');
  state.isCut = true;
  await w.says('850');
  await w.minutes(90);
  state.isCut = false;
  await w.minutes(30);
  expect(w.stage()).toBe('EM QUALIFICAÇÃO');
});

test('C2 · the retry writes what is desired by then, not what failed', async () => {
  const { w, state } = await withLostWrites(/\/leads\/\d+$/);
  await w.says('oi');
  await w.says('Mateus');
  state.isCut = true;
  await w.says('850');
  await w.says('D');
  state.isCut = false;
  await w.minutes(30);
  expect(card(w)).toMatchObject({
    stage: 'ATENDIMENTO HUMANO',
    fields: { 'Solução Solar': 'Usina Investimento' },
  });
});

test('C1 · a contact whose name could not be written gets it later', async () => {
  const { w, state } = await withLostWrites(/\/contacts\/\d+$/);
  const who = { phone: '+5581990000001', name: 'zé 🌵' };
  await w.says('oi', who);
  state.isCut = true;
  await w.says('meu nome é Mateus', who);
  expect(card(w).name).toBe('Mateus');
  expect(card(w).contacts[0]?.name).toBe('zé 🌵');
  state.isCut = false;
  await w.minutes(10);
  expect(card(w).contacts[0]?.name).toBe('Mateus');
});

test('C1 · names that a person typed stay', async () => {
  const w = await world();
  await w.says('oi');
  w.kommo.control.editCard({ leadId: w.cardId(), userId: 9000101, name: 'Padaria do Zé' });
  await w.says('meu nome é José');
  expect(card(w).name).toBe('Padaria do Zé');
});

test('I8 · a person who moves the card while our move waits for its retry has the last word', async () => {
  const { w, state } = await withLostWrites(/\/leads\/\d+$/);
  await w.says('oi');
  await w.says('Mateus');
  state.isCut = true;
  await w.says('850');
  await w.seconds(30);
  w.moves('em_qualificacao');
  await w.seconds(30);
  w.moves('novo_lead');
  state.isCut = false;
  await w.minutes(30);
  expect(card(w)).toMatchObject({ stage: 'NOVO LEAD', fields: { 'Valor Conta Energia': '850' } });
});
