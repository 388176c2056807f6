import { describe, expect, test } from 'vitest';
import { choiceIn } from '../../../lib/agent/extract/choice.ts';
import { criteriaIn, otherDecidesIn } from '../../../lib/agent/extract/criteria.ts';
import { currentDiscountIn, paymentIn, urgencyIn } from '../../../lib/agent/extract/details.ts';
import { emptyFacts, Facts, FLOWS } from '../../../lib/agent/extract/facts.ts';
import { interestIn } from '../../../lib/agent/extract/interest.ts';
import { meetingWishIn } from '../../../lib/agent/extract/meeting-time.ts';
import { billIn, mergeBills } from '../../../lib/agent/extract/money.ts';
import { nameIn } from '../../../lib/agent/extract/name.ts';
import { objectionsIn } from '../../../lib/agent/extract/objections.ts';
import { commercialIn, placeIn } from '../../../lib/agent/extract/place.ts';
import { isOptIn, isOptOut } from '../../../lib/agent/opt-out.ts';

describe('names', () => {
  test.each(['João', 'maria', 'Pedro Silva', 'Segunda', 'Recife'])(
    'C12 · "%s" is no name when another question was asked',
    (text) => expect(nameIn(text, { asked: false })).toBeNull(),
  );
  test.each([
    ['sou o joão', 'João'],
    ['pode me chamar de Zé', 'Zé'],
    ['oi, me chamo ana e quero saber', 'Ana'],
  ])('N1 · "%s" introduces itself whatever was asked', (text, name) =>
    expect(nameIn(text, { asked: false })).toBe(name),
  );
});

describe('bills', () => {
  test.each([
    '850',
    'vi o anúncio de 25/08/2025',
    'tem desconto de 20%?',
    'quero investir 50 mil',
    'rua 13 de maio 512',
  ])('N2 · "%s" is no bill when the bill was not asked', (text) =>
    expect(billIn(text, { asked: false }).kind).toBe('none'),
  );
  test('N2 · a second bill is added to the first', () => {
    const second = billIn('tenho outra conta de 300', { asked: false });
    expect(mergeBills([400], second)).toEqual([400, 300]);
  });
  test('N2 · a corrected bill replaces the first', () =>
    expect(mergeBills([400], billIn('na verdade a conta é 900', { asked: false }))).toEqual([900]));
  test('N2 · restating both bills does not count the first twice', () =>
    expect(mergeBills([400], billIn('400 em casa e mais 300 na loja', { asked: true }))).toEqual([400, 300]));
});

describe('choices', () => {
  test.each(['A', '2', 'a segunda', 'opção c'])('N3 · "%s" picks nothing where no menu was shown', (text) =>
    expect(choiceIn(text, null).kind).toBe('none'),
  );
  test('N3 · a letter means the place in the menu that was shown', () => {
    expect(choiceIn('B', ['compra_energia_desconto', 'instalacao_usina_propria'])).toEqual({
      kind: 'chosen',
      flow: 'instalacao_usina_propria',
    });
    expect(choiceIn('C', ['compra_energia_desconto', 'instalacao_usina_propria']).kind).toBe('none');
  });
  test('N3 · "não quero instalação" refuses A', () =>
    expect(choiceIn('não quero instalação', FLOWS)).toEqual({
      kind: 'rejected',
      flows: ['instalacao_usina_propria'],
    }));
  test('N3 · "tem desconto?" is a question, not C', () =>
    expect(choiceIn('tem desconto?', FLOWS)).toEqual({ kind: 'question', flow: 'compra_energia_desconto' }));
});

test.each<[text: string, stated: ReturnType<typeof criteriaIn>]>([
  ['já tenho placa solar', { hasOwnPlant: true }],
  ['não tenho placas', { hasOwnPlant: false }],
  ['tenho interesse em placas', {}],
  ['se eu tiver placas muda?', {}],
  ['quero ampliar meu sistema', { hasOwnPlant: true, wantsNewPlant: true }],
  ['tenho contrato com a Origo', { hasLoyaltyContract: true }],
  ['não tenho contrato nenhum', { hasLoyaltyContract: false }],
  ['meu contrato já acabou', { hasLoyaltyContract: false }],
  ['quem decide sou eu', { decisionMaker: true }],
  ['minha esposa vai participar', { decisionMaker: true }],
  ['meu marido não pode participar', { decisionMaker: false }],
  ['minha esposa que decide', {}],
])('"%s" states its criterion and no other', (text, stated) => expect(criteriaIn(text)).toEqual(stated));

test('C4 · a decision of somebody else is no refusal to attend', () => {
  expect(otherDecidesIn('quem decide é minha esposa')).toBe(true);
  expect(otherDecidesIn('quem decide sou eu')).toBe(false);
});

test.each<[text: string, asked: boolean, interested: boolean | null]>([
  ['não tenho interesse', false, false],
  ['sem interesse', false, false],
  ['não tenho interesse em instalação', false, null],
  ['não quero', true, false],
  ['não quero', false, null],
  ['tenho interesse', false, true],
  ['mudei de ideia', false, true],
  ['não quero instalação', true, null],
])('"%s" (asked: %s) says %s of interest', (text, asked, interested) =>
  expect(interestIn(text, { asked })).toBe(interested),
);

test('objections are named from the one list', () => {
  expect(objectionsIn('isso é golpe? e tem multa se eu quiser cancelar?')).toEqual([
    'cancelamento',
    'desconfianca',
  ]);
  expect(objectionsIn('bom dia')).toEqual([]);
});

test('C5 · "boa noite" and "boa tarde" wish for no period', () => {
  expect(meetingWishIn('boa noite')).toBeNull();
  expect(meetingWishIn('boa tarde!')).toBeNull();
});
test.each([
  ['terça à tarde', 'terça', 'à tarde', false],
  ['amanhã de manhã', 'amanhã', 'de manhã', false],
  ['amanhã', 'amanhã', null, false],
  ['quarta às 15h', 'quarta', '15h', false],
  ['dia 12 às 3 da tarde', 'dia 12', '15h', false],
  ['sábado', null, null, true],
  ['quinta às 20h', 'quinta', null, true],
] as const)('"%s" is read as day and period', (text, day, period, isOutOfHours) =>
  expect(meetingWishIn(text)).toEqual({ day, period, isOutOfHours }),
);

test('places, businesses and details are read as answers', () => {
  expect(placeIn('moro em caruaru', { asked: false })).toEqual({ city: 'Caruaru', state: 'PE' });
  expect(placeIn('João Pessoa - PB', { asked: true })).toEqual({ city: 'João Pessoa', state: 'PB' });
  expect(placeIn('pesqueira', { asked: true })).toEqual({ city: 'Pesqueira', state: 'PE' });
  // Not on our list, and on it with a namesake next door: the unit stays open.
  expect(placeIn('alter do chão', { asked: true })).toEqual({ city: 'Alter do Chão', state: null });
  expect(placeIn('dois riachos', { asked: true })).toEqual({ city: 'Dois Riachos', state: 'AL' });
  expect(placeIn('alagoinha', { asked: true })).toEqual({ city: 'Alagoinha', state: null });
  expect(placeIn('alagoinha pb', { asked: true })).toEqual({ city: 'Alagoinha', state: 'PB' });
  expect(placeIn('sao jose da coroa grande', { asked: true })).toEqual({
    city: 'São José da Coroa Grande',
    state: 'PE',
  });
  expect(placeIn('o telhado é de pedra', { asked: false })).toBeNull();
  expect(placeIn('não sei', { asked: true })).toBeNull();
  expect(commercialIn('é da padaria')).toBe(true);
  expect(commercialIn('é de casa')).toBe(false);
  expect(commercialIn('qual empresa?')).toBeNull();
  expect(paymentIn('financiado', { asked: true })).toBe('financiamento');
  expect(paymentIn('à vista', { asked: true })).toBe('a_vista');
  expect(paymentIn('financiado ou à vista', { asked: true })).toBeNull();
  expect(urgencyIn('ainda esse mês', { asked: true })).toBe('este_mes');
  expect(urgencyIn('nos próximos 90 dias', { asked: true })).toBe('noventa_dias');
  expect(urgencyIn('sem pressa', { asked: true })).toBe('sem_pressa');
  expect(currentDiscountIn('sim, 10%', { asked: true })).toBe(10);
  expect(currentDiscountIn('não', { asked: true })).toBe(0);
  expect(currentDiscountIn('são 20% mesmo?', { asked: false })).toBeNull();
});

test('C6 · facts stored before a key existed still parse, with that key unknown', () =>
  expect(Facts.parse({ name: 'Ana' })).toEqual({ ...emptyFacts, name: 'Ana' }));

test('"stop, o Zé não vem" opts nobody out, and VOLTAR opts in', () => {
  expect(isOptOut('stop, o Zé não vem')).toBe(false);
  expect(isOptOut('  Parar!!! ')).toBe(true);
  expect(isOptIn('Voltar')).toBe(true);
  expect(isOptIn('START')).toBe(true);
  expect(isOptIn('vou voltar mais tarde')).toBe(false);
});
