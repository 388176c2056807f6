/** P2: the token is the owner's, and the owner works the pipeline too. Ours is what we did, never "by user N". */
import { expect, test } from 'vitest';
import { MATEUS, useWorlds, type World } from '../../support/world.ts';
import { countingBrain } from './cast.ts';

const world = useWorlds();
const OWNER = 9_000_100;
const ROBOT = 0;

async function talking(): Promise<World> {
  const w = await world({ brains: [countingBrain()] });
  await w.says('oi');
  await w.minutes(1);
  expect(w.fromBot()).toEqual(['resposta 1']);
  return w;
}

test.each([
  ['the owner of the token', OWNER],
  ['a Salesbot or the digital pipeline', ROBOT],
] as const)(
  'P2, I8 · a card closed by %s stays closed: the lead meets silence and nothing is undone',
  async (_who, userId) => {
    const w = await talking();
    w.moves('nao_interessado', { userId });
    await w.minutes(2);
    await w.says('oi de novo');
    expect(w.fromBot()).toEqual(['resposta 1']);
    expect(w.stage()).toBe('NÃO INTERESSADO');
  },
);

test.each([true, false])(
  'P2, I7 · the owner takes the lead, answers it and gives it back (hooks told: %s): the bot answers again',
  async (told) => {
    const w = await talking();
    w.moves('atendimento_humano', { userId: OWNER, told });
    await w.seconds(10);
    w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Oi, aqui é a dona' });
    await w.minutes(1);
    await w.says('oi?');
    expect(w.fromBot()).toEqual(['resposta 1']);
    w.moves('em_qualificacao', { userId: OWNER, told });
    await w.minutes(1);
    await w.says('voltou?');
    expect(w.fromBot()).toEqual(['resposta 1', 'resposta 2']);
  },
);

test('P2 · a robot that moves the card to a stage of the bot’s releases no person’s answer', async () => {
  const w = await talking();
  w.whatsapp.personAnswers({ to: MATEUS.phone, text: 'Oi, aqui é o Marcos' });
  await w.minutes(1);
  w.moves('em_qualificacao', { userId: ROBOT });
  await w.minutes(1);
  await w.says('oi?');
  expect(w.fromBot()).toEqual(['resposta 1']);
  expect((await w.decisions()).at(-1)).toMatchObject({ kind: 'silence', reason: 'human_reply' });
});

test('P2 · a robot that moves the card to a person’s stage silences like anybody', async () => {
  const w = await talking();
  w.moves('atendimento_humano', { userId: ROBOT, told: false });
  await w.seconds(10);
  await w.says('oi?');
  expect(w.fromBot()).toEqual(['resposta 1']);
});
