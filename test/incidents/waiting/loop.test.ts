/** W8 · Two bots on one line: one closing line at most, then silence with its reason, a note and a task. */
import { expect, test } from 'vitest';
import { useWorlds } from '../../support/world.ts';
import { countingBrain } from '../handoff/cast.ts';

const world = useWorlds();
const AUTO = 'Olá! Recebemos sua mensagem e responderemos em breve.';

test('W8 · thirty identical automatic replies get two answers, one closing line and then nothing', async () => {
  const w = await world({ brains: [countingBrain()] });
  for (let turn = 0; turn < 30; turn += 1) await w.says(AUTO);
  expect(w.fromBot()).toEqual(['resposta 1', 'resposta 2', expect.stringContaining('repetindo')]);
  expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'silence', reason: 'loop' });
  const [card] = w.kommo.control.cards();
  expect(card?.tasks.map(({ text }) => text)).toEqual([expect.stringContaining('se repetem')]);
  // No ladder goes after another robot.
  await w.minutes(60);
  expect(w.fromBot()).toHaveLength(3);
  // A person who says something else is answered.
  await w.says('oi, aqui é o Mateus, voltei');
  expect(w.fromBot()).toHaveLength(4);
});

test('W8 · a robot whose words always differ is stopped after LOOP_TURNS turns that taught nothing', async () => {
  const w = await world({ brains: [countingBrain()], environment: { LOOP_TURNS: '4', LOOP_MINUTES: '5' } });
  for (let turn = 0; turn < 12; turn += 1) await w.says(`Seu protocolo é ${1000 + turn}`);
  // The first one taught that there is a lead at all.
  expect(w.fromBot()).toEqual([
    ...['resposta 1', 'resposta 2', 'resposta 3', 'resposta 4'],
    expect.stringContaining('repetindo'),
  ]);
  await w.minutes(6);
  await w.says('agora é o Mateus mesmo');
  expect(w.fromBot()).toHaveLength(6);
});

test('W8 · the scripted talk of a lead who answers "sim" to every question is no circle', async () => {
  const w = await world();
  await w.says('oi');
  await w.says('sou o Mateus, minha conta vem 600 reais');
  for (let turn = 0; turn < 4; turn += 1) await w.says('sim');
  expect(w.fromBot().join(' ')).not.toContain('repetindo');
});
