/** T3 · what a line is like decides where no form of saying it does, and never more than that. */
import { expect, test } from 'vitest';
import { choiceIn } from '../../../lib/agent/extract/choice.ts';
import { FLOWS } from '../../../lib/agent/extract/facts.ts';
import { featuresOf } from '../../../lib/agent/extract/likeness/features.ts';
import { likelyOf, likenessOf } from '../../../lib/agent/extract/likeness/likeness.ts';
import { saidYesNoIn, yesNoIn } from '../../../lib/agent/extract/yes-no.ts';

test('T3 · a line unlike every answer is none, however low the bar', () => {
  expect(likenessOf('yesNo', 'me chamo Jandira').label).toBe('else');
  expect(likelyOf('yesNo', 'me chamo Jandira', { margin: 0 })).toBeNull();
});

test('T3 · a label counts only from the margin on that is asked for', () => {
  const { label, margin } = likenessOf('mood', 'tô bufando aqui');
  expect(label).toBe('angry');
  expect(likelyOf('mood', 'tô bufando aqui', { margin: margin - 0.01 })).toBe('angry');
  expect(likelyOf('mood', 'tô bufando aqui', { margin: margin + 0.01 })).toBeNull();
});

test('T3 · a yes that only its likeness tells is no yes where a wrong one would end the talk', () => {
  expect(yesNoIn('assino embaixo')).toBe('yes');
  expect(saidYesNoIn('assino embaixo')).toBeNull();
});

test('N3 · a described solution that is not on the menu is not chosen', () => {
  const text = 'minha casa tem espaço, queria o equipamento comprado e meu';
  expect(choiceIn(text, FLOWS)).toEqual({ kind: 'chosen', flow: 'instalacao_usina_propria' });
  const without = FLOWS.filter((flow) => flow !== 'instalacao_usina_propria');
  expect(choiceIn(text, without)).toEqual({ kind: 'none' });
});

test('V6 · what is weighed of a long text ends, however long it is', () => {
  const long = featuresOf(`${'sim não talvez '.repeat(1_000)}fim`);
  expect(long).toEqual(featuresOf(`${'sim não talvez '.repeat(2_000)}fim`));
  expect([...featuresOf('k'.repeat(4_000))].every((feature) => feature.length <= 30)).toBe(true);
});

test('T3 · figures weigh alike, and a lone digit is itself: it may be a place of the menu', () => {
  expect(featuresOf('vem 850')).toEqual(featuresOf('vem 1.200,50'));
  expect(featuresOf('a 2')).not.toEqual(featuresOf('a 3'));
});
