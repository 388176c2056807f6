import { expect, test } from 'vitest';
import { figuresOf, missesOf } from '../../bench/talks/figures.ts';
import { PERSONAS } from '../../bench/talks/personas.ts';
import { fateOf, SIDE_QUESTIONS } from '../../bench/talks/questions.ts';
import { randomOf } from '../../bench/talks/random.ts';
import { askedIn, lettersIn, timesIn } from '../../bench/talks/reading.ts';
import { typed } from '../../bench/talks/style.ts';
import { playTalk } from '../../bench/talks/talk.ts';
import { instantOf } from '../../bench/talks/times.ts';
import { spelled } from '../../bench/talks/wording.ts';
import { useDatabase } from '../support/database.ts';

const database = useDatabase();

test.each([
  ['name', 'Boa tarde! Aqui é Helena, da Solar Exemplo. Com quem eu falo?'],
  ['bill', 'Prazer, Ana. Qual é a média da sua conta de luz por mês?'],
  ['confirm_bill', 'Só pra confirmar: a sua conta de luz fica em R$ 324 por mês?'],
  ['city', 'Em que cidade fica o imóvel dessa conta?'],
  ['discount', 'Você já tem algum desconto na conta de luz hoje, e de quantos por cento?'],
  ['loyalty', 'Existe hoje algum contrato seu, com prazo ou multa, com outra empresa de energia?'],
  ['decision', 'É você quem decide sobre a conta de energia?'],
  ['attends', 'Quem decide consegue participar de uma conversa rápida com nosso especialista?'],
  ['open', 'Me conta com suas palavras, o que é mais importante pra você nessa decisão?'],
  [
    'offer',
    'Tenho terça-feira, dia 24, às 9h ou às 14h; ou quarta-feira, dia 25, às 10h. Qual fica melhor pra você?',
  ],
  ['confirm_time', 'Quer que eu mude sua conversa pra sexta-feira, dia 27, às 10h?'],
  ['email', 'Terça-feira, dia 24, às 9h, anotado. Qual e-mail eu uso pra mandar o convite?'],
] as const)('a made-up lead knows that it is asked: %s', (asked, bubble) => {
  expect(askedIn([bubble])).toBe(asked);
});

test('a made-up lead reads letters and times as they stand in the bubbles', () => {
  const menu =
    '*A* Instalação de Usina Própria, com as placas no seu imóvel; *B* Aluguel de Lote; ou *C* Compra de Energia com Desconto, sem obra';
  expect(Object.fromEntries(lettersIn(menu))).toEqual({
    instalacao_usina_propria: 'A',
    aluguel_lote: 'B',
    compra_energia_desconto: 'C',
  });
  expect(timesIn('terça-feira, dia 24, às 9h ou às 14h30; ou quarta-feira, dia 25, às 10h')).toEqual([
    { dayOfMonth: 24, minute: 540 },
    { dayOfMonth: 24, minute: 870 },
    { dayOfMonth: 25, minute: 600 },
  ]);
  expect(instantOf({ dayOfMonth: 1, minute: 540 }, Date.parse('2026-11-23T13:00:00Z'))).toBe(
    Date.parse('2026-12-01T12:00:00Z'),
  );
});

test('sums and styles come out as people write them, the same for the same seed', () => {
  expect([482, 1100, 1200, 2310].map(spelled)).toEqual([
    'quatrocentos e oitenta e dois',
    'mil e cem',
    'mil e duzentos',
    'dois mil trezentos e dez',
  ]);
  const style = {
    accents: 'dropped',
    letters: 'lower',
    slips: 1,
    short: true,
    spoken: false,
    bursts: true,
  } as const;
  const once = typed('Não tenho, e você? Quanto custa?', style, randomOf('a'));
  expect(once).toEqual(typed('Não tenho, e você? Quanto custa?', style, randomOf('a')));
  expect(once.length).toBe(2);
});

test('a question is answered, owned or ignored, and an ignored one is a miss', () => {
  const rain = SIDE_QUESTIONS.find(({ id }) => id === 'TE1');
  if (rain === undefined) throw new Error('no question about rain');
  expect(fateOf(rain, 'em dia de chuva gera menos, mas gera')).toBe('answered');
  expect(fateOf(rain, 'esse ponto eu nao tenho aqui comigo, deixei anotado')).toBe('owned');
  expect(fateOf(rain, 'em que cidade fica o imovel dessa conta?')).toBe('ignored');
});

test('there are at least forty personas, each with a name of its own', () => {
  expect(new Set(PERSONAS.map(({ id }) => id)).size).toBe(PERSONAS.length);
  expect(PERSONAS.length).toBeGreaterThanOrEqual(40);
});

test('a lead that answers exactly what is asked ends booked, and its card is true', async () => {
  const [persona] = PERSONAS;
  if (persona === undefined) throw new Error('no persona');
  const result = await playTalk({ persona, seed: 1, database: database() });
  expect(result.outcome).toMatchObject({ isRight: true, ending: 'booked', faults: [] });
  expect(missesOf(figuresOf([result]))).toEqual([]);
});
