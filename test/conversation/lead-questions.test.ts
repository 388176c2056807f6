/** T5 · What a lead asks and nothing answers: on the card, in the handover, and in the company's own list. */
import { expect, test } from 'vitest';
import { ops } from '../ops/support/ops.ts';
import { CLARA, MATEUS, useWorlds, type World } from '../support/world.ts';

const aWorld = useWorlds();

const card = (w: World) => {
  const [first] = w.kommo.control.cards();
  if (!first) throw new Error('there is no card in Kommo');
  return first;
};
const notesOf = (w: World): readonly string[] => card(w).notes.map(({ text }) => text);

test('T5 · an owned question stands on the card once, however often it is asked, and an ordinary turn writes none', async () => {
  const w = await aWorld();
  await w.says('oi');
  await w.says('Mateus');
  await w.says('vocês patrocinam o time de vôlei do bairro?');
  expect(w.fromBot().at(-2)).toMatch(/anot/);
  expect(notesOf(w)).toEqual(['Perguntas do lead\n- vocês patrocinam o time de vôlei do bairro']);
  await w.says('850');
  await w.says('e então, vocês patrocinam o time de vôlei do bairro?');
  expect(notesOf(w)).toHaveLength(1);
  expect(card(w).tasks).toHaveLength(0);
});

test('T5 · a question of trust is a task for a person too, and one task covers several', async () => {
  const w = await aWorld();
  await w.says('oi');
  await w.says('qual o cnpj de vocês?');
  await w.says('e qual o endereço da empresa?');
  expect(card(w).tasks.map(({ text }) => text)).toEqual([expect.stringContaining('Perguntas do lead')]);
  expect(notesOf(w)).toHaveLength(2);
});

test('T5 · the package of a handover names every open question', async () => {
  const w = await aWorld();
  await w.says('oi');
  await w.says('qual o cnpj de vocês?');
  await w.says('quero falar com uma pessoa');
  expect(notesOf(w).find((text) => text.startsWith('Resumo'))).toMatch(
    /Perguntas do lead:\n- qual o cnpj de vocês/,
  );
});

test('T5 · ops questions lists what nothing answers, most asked first', async () => {
  const w = await aWorld();
  for (const who of [MATEUS, CLARA]) {
    await w.says('oi', who);
    await w.says('me passa o cnpj de vocês?', who);
  }
  await w.says('vocês patrocinam o time de vôlei do bairro?');
  const { code, out } = await ops(w, ['questions', '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    questions: [
      { about: 'cnpj', leads: 2, at: expect.stringMatching(/^answers\/cnpj\.md:\d+$/) },
      { about: null, leads: 1, text: 'vocês patrocinam o time de vôlei do bairro' },
    ],
  });
});

test('T5 · knowledge check and knowledge ask need no database', async () => {
  const w = await aWorld();
  const checked = await ops(w, ['knowledge', 'check']);
  expect(checked.code).toBe(0);
  expect(checked.out).toMatch(/empty {9}knowledge\/company\.md:\d+: cnpj/);
  expect(checked.out).toMatch(/contradictory knowledge\/company\.md:\d+: .*B8/);
  const asked = await ops(w, ['knowledge', 'ask', 'funciona na chuva?']);
  expect(asked.out).toMatch(/chuva {2}knowledge\/answers\/chuva\.md:2/);
  expect(asked.out).toMatch(/said: chuva/);
});

/** Kommo takes no note and no task; everything else it answers. */
const takesNoWords = (w: World): void => {
  for (const path of ['/notes', '/tasks'])
    w.kommo.control.fault({
      kind: 'status',
      status: 503,
      match: { method: 'POST', path: new RegExp(path) },
      times: 'always',
    });
};

test('T5, C18 · questions that Kommo does not take with their turn are on the card once it takes them, and once', async () => {
  const w = await aWorld();
  await w.says('oi');
  takesNoWords(w);
  await w.says('qual o cnpj de vocês?');
  expect(w.fromBot().at(-1)).toMatch(/\?$/);
  expect(notesOf(w)).toEqual([]);
  w.kommo.control.clearFaults();
  await w.minutes(20);
  expect(notesOf(w)).toEqual(['Perguntas do lead\n- qual o cnpj de vocês']);
  expect(card(w).tasks.map(({ text }) => text)).toEqual([expect.stringContaining('Perguntas do lead')]);
});

test('T6, C18 · "apaga meus dados" while Kommo is down silences the bot at once, and its task for a person is written when Kommo is back', async () => {
  const w = await aWorld();
  await w.says('oi');
  w.kommo.control.down();
  await w.says('apaga meus dados');
  expect((await w.lead()).signals.optedOutAtMs).not.toBeNull();
  expect(card(w).tasks).toEqual([]);
  await w.minutes(3);
  w.kommo.control.up();
  await w.minutes(30);
  expect(card(w).tasks.map(({ text }) => text)).toEqual([expect.stringContaining('LGPD')]);
});
