/** T · leads who write like people: what is heard, whose it is, and what is asked once before it hurts. */
import { describe, expect, test } from 'vitest';
import { openingDialogue } from '../../lib/agent/dialogue.ts';
import { choiceIn } from '../../lib/agent/extract/choice.ts';
import { criteriaIn } from '../../lib/agent/extract/criteria.ts';
import { emptyFacts, FLOWS } from '../../lib/agent/extract/facts.ts';
import { billIn } from '../../lib/agent/extract/money.ts';
import { pickIn } from '../../lib/agent/meeting-offer.ts';
import { timeWords } from '../../lib/agent/meeting-words.ts';
import { asksForErasure, isOptOut } from '../../lib/agent/opt-out.ts';
import type { Slot } from '../../lib/calendar/calendar.ts';
import { lastOf, MONDAY_TEN, talk } from './talks.ts';

const WHEN = { nowMs: MONDAY_TEN, timezone: 'America/Sao_Paulo' } as const;
const at = (day: number, hour: number): number =>
  Date.parse(`2026-11-${day}T${String(hour).padStart(2, '0')}:00:00-03:00`);
const slot = (startsAtMs: number): Slot => ({ startsAtMs, endsAtMs: startsAtMs + 3_600_000 });
const SLOTS = [23, 24, 25, 26, 27].flatMap((day) =>
  Array.from({ length: 9 }, (_, index) => slot(at(day, 9 + index))),
);
const OFFERED = [at(24, 9), at(24, 14), at(25, 10)];

const picked = (line: string): string => {
  const pick = pickIn([], { lines: [line], offered: OFFERED, slots: SLOTS, when: WHEN });
  if (pick === null || pick.kind === 'closed') return String(pick?.kind ?? null);
  if (pick.kind === 'time') return timeWords(pick.startsAtMs, WHEN.timezone);
  return `entre ${[...new Set(pick.slots.map(({ startsAtMs }) => timeWords(startsAtMs, WHEN.timezone)))].join(' | ')}`;
};

describe('T1 · a time is picked only when day and hour fit, or the offer is pointed at', () => {
  test.each([
    ['terça às duas', 'terça-feira, dia 24, às 14h'],
    ['na terça tenho médico, quarta às 3', 'quarta-feira, dia 25, às 15h'],
    ['quinta não vai dar, sexta 10h', 'sexta-feira, dia 27, às 10h'],
    ['hj 14h', 'segunda-feira, dia 23, às 14h'],
    ['ter 14h', 'terça-feira, dia 24, às 14h'],
    ['qua às dez', 'quarta-feira, dia 25, às 10h'],
    ['às duas da tarde', 'terça-feira, dia 24, às 14h'],
    ['a primeira', 'terça-feira, dia 24, às 9h'],
    ['terça de manhã não consigo, só à tarde', 'terça-feira, dia 24, às 14h'],
    ['mais tarde', 'null'],
  ])('"%s" is %s', (line, words) => expect(picked(line)).toBe(words));

  test.each([
    'terça não posso',
    'terça não dá pra mim',
    'terça tenho consulta',
    'terça complicado',
    'de terça não rola',
  ])('"%s" books nothing and offers another day', (line) => {
    expect(picked(line)).toMatch(/^entre /);
    expect(picked(line)).not.toContain('terça');
  });
  test('"pode ser de tarde" points at no offer: the afternoon is offered', () =>
    expect(picked('pode ser de tarde')).toMatch(/^entre /));
  test('"terça ou quarta" picks neither', () =>
    expect(picked('terça ou quarta')).toMatch(/^entre .*terça.*quarta/));
  test('T10 · "sexta de tarde" offers no noon', () =>
    expect(picked('sexta de tarde')).not.toContain('às 12h'));
  test('T10 · "terça só depois das 4" looks at the calendar where the lead points', () =>
    expect(picked('terça só depois das 4')).toBe(
      'entre terça-feira, dia 24, às 16h | terça-feira, dia 24, às 17h',
    ));
});

describe("T3 · a figure of somebody else's is not the lead's bill", () => {
  test.each([
    'meu vizinho pagava 900 e agora paga 200',
    'a da minha mãe é 300',
    'minha cunhada economizou 400 na conta dela',
    'meu irmão paga 250 de luz',
    'a do vizinho vem 200',
    'a origo me cobra 300',
    'faz um pix de R$ 500',
    'peguei emprestado 3000',
    'o aluguel do lote é 500',
  ])('"%s"', (line) => expect(billIn(line, { asked: true })).toEqual({ kind: 'none' }));
  test.each([
    ['a conta da minha mãe vem 300 e a minha 800', [800]],
    ['moro com minha mãe e pagamos 400', [400]],
    ['a conta vem no nome do meu pai, 600', [600]],
    ['quatrocentos e oitenta e dois reais e noventa centavos', [482.9]],
    ['950, tem como baixar?', [950]],
  ])('"%s" is the lead\'s own', (line, bills) =>
    expect(billIn(line, { asked: true })).toMatchObject({ kind: 'bills', billsBrl: bills }),
  );
  test.each([
    ['nunca botei placa', { hasOwnPlant: false }],
    ['já pensei em botar placa', {}],
    ['sou a dona Cida', {}],
    ['sou dona de casa', {}],
    ['sou a dona da casa', {}],
    ['sou o dono', { decisionMaker: true }],
    ['eu que decido', { decisionMaker: true }],
  ])('"%s" says what it says', (line, criteria) => expect(criteriaIn(line)).toEqual(criteria));
});

describe('T3 · no goodbye on what the lead has not confirmed', () => {
  test('a low bill read in a long answer is read back, and a yes makes it the bill', async () => {
    const lines = [
      'oi',
      'bruno',
      'olha moça, esse mês aqui em casa deu uns 324 reais porque viajamos bastante',
    ];
    const asked = await lastOf(lines);
    expect(asked.bubbles).toEqual(['Só pra confirmar: a sua conta de luz fica em R$ 324 por mês?']);
    expect(asked).toMatchObject({ intent: 'continue', facts: { billBrl: null } });
    expect(await lastOf([...lines, 'isso'])).toMatchObject({
      intent: 'disqualified',
      facts: { billBrl: 324 },
    });
    const other = await lastOf([...lines, 'não, normalmente é 900']);
    expect(other).toMatchObject({ intent: 'continue', facts: { billBrl: 900 } });
  });
  test('a loyalty contract mentioned in passing is asked about before it ends the talk', async () => {
    const replies = await talk(['oi', 'bruno', '900', 'to com contrato com a origo, quero a C']);
    expect(replies.at(-1)).toMatchObject({
      intent: 'continue',
      dialogue: { lastQuestion: 'loyalty_contract' },
    });
    expect(replies.at(-1)?.bubbles.join(' ')).toContain('Só pra confirmar');
  });
  test('the plain answer to the question needs no second one', async () =>
    expect((await lastOf(['oi', 'bruno', '200'])).intent).toBe('disqualified'));
});

describe('T4 · asking about is not choosing', () => {
  test.each([
    'me explica a opção B',
    'qual a diferença entre a A e a C?',
    'não tenho desconto',
    'apartamento alugado',
  ])('"%s" chooses nothing', (line) => expect(choiceIn(line, FLOWS).kind).not.toBe('chosen'));
  test('"não tenho desconto" un-chooses nothing', () =>
    expect(choiceIn('não tenho desconto', FLOWS)).toEqual({ kind: 'none' }));
});

describe('T6 · a stop in a clause is a stop', () => {
  test.each([
    'não, pare',
    'para com isso, não me escreve mais',
    'apaga meus dados',
    'não me escreve mais',
    'já fechei com outro, não me manda mais mensagem',
    'obrigado mas não quero mais contato',
    'já falei que não quero, para',
    'tira meu número daí',
    'pode parar',
  ])('"%s" stops', (line) => expect(isOptOut(line)).toBe(true));
  test.each([
    'quero parar de pagar caro',
    'para tudo! 20% mesmo?',
    'stop, o Zé não vem',
    'não para não',
    'cancela minha conta de luz',
    'não me manda mensagem, me liga',
    'não quero mais pagar tanto',
    'para de subir essa conta',
    'como faço pra sair da fidelidade?',
  ])('"%s" does not', (line) => expect(isOptOut(line)).toBe(false));
  test('"apaga meus dados" asks for erasure, "para" does not', () =>
    expect([asksForErasure('quero que apaguem meus dados'), asksForErasure('para')]).toEqual([true, false]));
});

describe('T7 · a time named is interest', () => {
  test('"pode ser quinta às 3" to "faz sentido?" is a yes and a pick', async () => {
    const last = await lastOf(['pode ser quinta às 3'], {
      isFirstReply: false,
      meeting: { slots: SLOTS, booking: null, outcome: null },
      dialogue: { ...openingDialogue, stage: 'fluxo', lastQuestion: 'interest', asked: { interest: 1 } },
      facts: {
        ...emptyFacts,
        name: 'Bruno',
        bills: [900],
        billBrl: 900,
        chosenFlow: 'compra_energia_desconto',
        decisionMaker: true,
        hasOwnPlant: false,
        hasLoyaltyContract: false,
      },
    });
    expect(last.facts.interested).toBe(true);
    expect(last.bubbles.join(' ')).toContain('Quinta-feira, dia 26, às 15h, anotado');
  });
});

describe('T2 · with a meeting booked, a future time is a wish to move', () => {
  const meeting = {
    slots: SLOTS,
    booking: { startsAtMs: at(26, 10), meetLink: null },
    outcome: null,
  } as const;
  test('"quinta não vai dar, sexta 10h" asks in one line, and a yes moves it', async () => {
    const asked = await lastOf(['sexta 10h fica melhor'], { meeting, isFirstReply: false });
    expect(asked.bubbles).toEqual(['Quer que eu mude sua conversa pra sexta-feira, dia 27, às 10h?']);
    const moved = await lastOf(['sexta 10h fica melhor', 'sim'], { meeting, isFirstReply: false });
    expect(moved.meetingRequest).toEqual({ kind: 'move', startsAtMs: at(27, 10) });
  });
  test('a no leaves it where it is', async () => {
    const kept = await lastOf(['sexta 10h fica melhor', 'não, deixa'], { meeting, isFirstReply: false });
    expect(kept.meetingRequest).toBeNull();
    expect(kept.bubbles.join(' ')).toContain('quinta-feira, dia 26, às 10h');
  });
  test('the time of the meeting itself moves nothing', async () => {
    const same = await lastOf(['quinta às 10h né'], { meeting, isFirstReply: false });
    expect(same.meetingRequest).toBeNull();
    expect(same.dialogue.lastQuestion).not.toBe('meeting_time');
  });
  test.each(['cheguei na reunião e não tem ninguém', 'o link não abre', 'tô aqui esperando'])(
    '"%s" is a person\'s task at once',
    async (line) =>
      expect(await lastOf([line], { meeting, isFirstReply: false })).toMatchObject({ intent: 'wants_human' }),
  );
});
