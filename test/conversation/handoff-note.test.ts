/** R20, design §6: what a person finds on the card after a handover, once, whatever is delivered twice or lost. */
import { expect, test } from 'vitest';
import { SELLERS, type StackOptions } from '../../local/stack.ts';
import { useWorlds, type World } from '../support/world.ts';

const world = useWorlds();

const card = (w: World) => {
  const [first] = w.kommo.control.cards();
  if (!first) throw new Error('there is no card in Kommo');
  return first;
};
const parts = (w: World) => ({
  stage: card(w).stage,
  notes: card(w).notes.length,
  tasks: card(w).tasks.length,
});
const GOODBYE = /uma pessoa da nossa equipe continua/;

/** A wire that cuts what `cuts` says, for as long as it says so. */
const wire = () => {
  const state: { cuts: (request: { method: string; path: string }) => 'up' | 'cut' | 'cut_answer' } = {
    cuts: () => 'up',
  };
  const network: NonNullable<StackOptions['network']> = (request) => state.cuts(request);
  return { state, network };
};

test('R20 · the note tells who, the bill, the flow, what was asked and the last messages; the task is the responsible person’s', async () => {
  const w = await world();
  for (const line of ['oi', 'Mateus', '850', 'C']) await w.says(line);
  await w.says('quero falar com um atendente');
  expect(parts(w)).toEqual({ stage: 'ATENDIMENTO HUMANO', notes: 1, tasks: 1 });
  const [note] = card(w).notes;
  expect(note?.text).toMatch(
    /^Resumo para o atendimento\nMotivo: pediu para falar com uma pessoa\nQuem: Mateus, \+5581990000001\nConta de luz: R\$ 850 por mês\nSolução: Compra de Energia com Desconto\n/,
  );
  expect(note?.text).toMatch(
    /Lead: C\nRobô: [\s\S]*Lead: quero falar com um atendente\nRobô: Mateus, combinado/,
  );
  expect(card(w).tasks[0]).toMatchObject({ responsibleUserId: card(w).responsibleUserId });
  // Our own move comes back as a hook, and is no second handover.
  await w.minutes(5);
  expect(parts(w)).toEqual({ stage: 'ATENDIMENTO HUMANO', notes: 1, tasks: 1 });
  expect(w.fromBot().filter((text) => GOODBYE.test(text))).toHaveLength(1);
});

test('R20 · Kommo down at the handover: nothing is said twice, and card, note and task follow once', async () => {
  const { state, network } = wire();
  const w = await world({ network });
  await w.says('oi');
  state.cuts = ({ method, path }) =>
    method !== 'GET' && /\/(?:leads|tasks)/.test(path) && path.startsWith('/api/v4') ? 'cut' : 'up';
  await w.says('quero falar com um atendente');
  expect(parts(w)).toEqual({ stage: 'NOVO LEAD', notes: 0, tasks: 0 });
  state.cuts = () => 'up';
  await w.minutes(20);
  expect(parts(w)).toEqual({ stage: 'ATENDIMENTO HUMANO', notes: 1, tasks: 1 });
  expect(w.fromBot().filter((text) => GOODBYE.test(text))).toHaveLength(1);
});

test('C18, R20 · a note and a task whose answers were lost are found on the card and not written again', async () => {
  const { state, network } = wire();
  const w = await world({ network });
  await w.says('oi');
  state.cuts = ({ method, path }) =>
    method === 'POST' && /\/(?:notes|tasks)$/.test(path) ? 'cut_answer' : 'up';
  await w.says('quero falar com um atendente');
  await w.seconds(1);
  state.cuts = () => 'up';
  await w.minutes(20);
  expect(parts(w)).toEqual({ stage: 'ATENDIMENTO HUMANO', notes: 1, tasks: 1 });
});

test('R20 · a turn that dies right after recording the handover leaves nothing behind: the announced event does it', async () => {
  const { state, network } = wire();
  const w = await world({ network });
  await w.says('oi');
  let isDead = false;
  state.cuts = ({ path }) => {
    // The record is made, its answer lost, and after it this worker reaches nothing.
    const kills = path.endsWith('/finish_reply') && !isDead;
    if (kills) isDead = true;
    return kills
      ? 'cut_answer'
      : isDead && !path.includes('/sqs') && !path.includes('Queue') && path !== '/'
        ? 'cut'
        : 'up';
  };
  await w.says('quero falar com um atendente');
  expect(isDead).toBe(true);
  state.cuts = () => 'up';
  await w.minutes(20);
  expect(parts(w)).toEqual({ stage: 'ATENDIMENTO HUMANO', notes: 1, tasks: 1 });
  expect(w.fromBot().filter((text) => GOODBYE.test(text))).toHaveLength(1);
});

test('a person who takes over by moving the card finds one note and no task, however often the hook comes', async () => {
  const w = await world();
  for (const line of ['oi', 'Mateus', '850']) await w.says(line);
  w.kommo.control.hooks.duplicate(3);
  w.moves('atendimento_humano');
  await w.minutes(2);
  expect(parts(w)).toMatchObject({ notes: 1, tasks: 0 });
  expect(card(w).notes[0]?.text).toMatch(
    /Motivo: uma pessoa da equipe assumiu a conversa[\s\S]*Perguntado por último: qual solução prefere/,
  );
});

test('one note a takeover: another one after the bot spoke again is another note', async () => {
  const w = await world();
  await w.says('oi');
  w.moves('atendimento_humano');
  await w.minutes(1);
  w.moves('em_qualificacao');
  await w.minutes(1);
  w.moves('atendimento_humano');
  await w.minutes(1);
  expect(parts(w).notes).toBe(1);
  w.moves('em_qualificacao');
  await w.minutes(1);
  await w.says('voltei');
  w.moves('atendimento_humano');
  await w.minutes(1);
  expect(parts(w)).toMatchObject({ notes: 2, tasks: 0 });
});

test('a person who answers in Kommo finds the note, too', async () => {
  const w = await world();
  await w.says('oi');
  w.kommo.control.reply({ leadId: w.cardId(), text: 'Oi, aqui é o Marcos', userId: SELLERS.marcos });
  await w.minutes(1);
  expect(parts(w)).toMatchObject({ notes: 1, tasks: 0 });
});

test('I8 · a handover that a person has undone meanwhile is not done again', async () => {
  const { state, network } = wire();
  const w = await world({ network });
  await w.says('oi');
  await w.says('quero falar com um atendente');
  expect(parts(w).stage).toBe('ATENDIMENTO HUMANO');
  w.moves('em_qualificacao');
  state.cuts = () => 'up';
  await w.minutes(5);
  await w.says('oi de novo');
  expect(parts(w)).toEqual({ stage: 'EM QUALIFICAÇÃO', notes: 1, tasks: 1 });
  expect(w.fromBot().at(-1)).not.toMatch(GOODBYE);
});
