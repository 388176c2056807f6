/** T6, T8, T13 · what the readers hear, carried out: in Kommo, in the calendar, and on the lead's phone. */
import { expect, test } from 'vitest';
import { useWorlds, type World } from '../../support/world.ts';

const world = useWorlds();
const TO_OFFER = ['oi', 'Mateus', '850', 'C', 'não', 'Recife', 'não tenho', 'não', 'sou eu', 'sim'] as const;

const talk = async (w: World, lines: readonly string[]): Promise<void> => {
  for (const line of lines) await w.says(line);
};
const tasksOf = (w: World): readonly string[] =>
  w.kommo.control.card(w.cardId()).tasks.map(({ text }) => text);

test('T6 · "apaga meus dados" stops us and is one task for a person, however often it is said', async () => {
  const w = await world();
  await talk(w, ['oi', 'quero que apaguem os meus dados', 'apaga meus dados']);
  expect(w.fromBot().at(1)).toContain('o seu pedido sobre os seus dados já está com a nossa equipe');
  expect((await w.lead()).signals.optedOutAtMs).not.toBeNull();
  expect(tasksOf(w).filter((text) => text.includes('LGPD'))).toHaveLength(1);
});

test('T8 · a cancelled meeting leaves REUNIÃO AGENDADA, where the bot itself had put the card there', async () => {
  const w = await world();
  await talk(w, [...TO_OFFER, 'quarta às 10', 'mateus@exemplo.com']);
  expect(w.stage()).toBe('REUNIÃO AGENDADA');
  await w.says('quero cancelar a reunião');
  expect(w.stage()).toBe('QUALIFICADO');
  expect(tasksOf(w).filter((text) => text.includes('cancelou a reunião'))).toEqual([]);
});

test('T8 · where a person had put it there, it stays, and a person is told', async () => {
  const w = await world();
  await talk(w, [...TO_OFFER, 'quarta às 10', 'mateus@exemplo.com']);
  // Longer than a move of ours may take to show.
  await w.minutes(2);
  w.moves('qualificado');
  await w.seconds(5);
  w.moves('reuniao_agendada');
  await w.seconds(5);
  await w.says('quero cancelar a reunião');
  expect(w.stage()).toBe('REUNIÃO AGENDADA');
  expect(tasksOf(w).filter((text) => text.includes('cancelou a reunião'))).toHaveLength(1);
});

test('T13 · whom an ad brought has its id on the card', async () => {
  const w = await world();
  w.cloud.control.leadSends({
    kind: 'text',
    from: '+5581990000001',
    name: 'Mateus',
    text: 'oi',
    adId: '120330',
  });
  await w.seconds(8);
  await w.says('Mateus');
  expect(w.fromBot().at(0)).toContain('Vi que você chegou pelo nosso anúncio');
  expect(w.kommo.control.card(w.cardId()).tags).toContain('anuncio_120330');
});

test('T13 · the package of a handover that the bot began says why, in words that are true', async () => {
  const w = await world();
  await talk(w, ['oi', 'Mateus', 'vcs são uns enrolados, péssimo atendimento']);
  const notes = w.kommo.control.card(w.cardId()).notes.map(({ text }) => text);
  expect(notes.join('\n')).toContain('Motivo: está insatisfeito com o atendimento do robô');
  expect(notes.join('\n')).not.toContain('pediu para falar com uma pessoa');
  expect(tasksOf(w).filter((text) => text.includes('precisa de uma pessoa'))).toHaveLength(1);
  expect(w.stage()).toBe('ATENDIMENTO HUMANO');
});
