/** What Kommo refuses of a write, and the contact's name behind it (P4, C1), on a card without a wire. */
import { expect, test } from 'vitest';
import { contactId } from '../kommo/support/builders.ts';
import { type Fake, failure, fakeCard, PIPELINE, statusOf } from './support/fake-card.ts';

const QUALIFYING = statusOf('em_qualificacao');
const _NEW = statusOf('novo_lead');
const _MOVE = `patch {"pipelineId":${PIPELINE},"statusId":${QUALIFYING}}`;
const toQualifying = { stage: 'em_qualificacao' } as const;
const writesOf = ({ did }: Fake) => did.filter((each) => each.startsWith('patch'));

test('the card went between look and write: it is not ours; what Kommo could not do is a failure', async () => {
  const fake = fakeCard();
  fake.answers.push({ kind: 'absent' }, failure('throttled'));
  expect(await fake.apply({ tagsToAdd: ['a'] })).toEqual({ kind: 'not_ours' });
  expect(await fake.apply({ tagsToAdd: ['a'] })).toEqual({ kind: 'failed', cause: 'throttled' });
  expect(fake.did).not.toContain('forget fields');
});

const TAGS = { code: 'NotSupportedChoice', path: 'tags_to_add.0' };
test('P4 · the part that a 400 names is left out, the rest written, and that part is not asked again unchanged for an hour', async () => {
  const fake = fakeCard();
  fake.answers.push(failure('rejected', [TAGS]));
  const both = { fields: { bill_value: 820 }, tagsToAdd: ['a'] };
  expect(await fake.apply(both)).toEqual({ kind: 'written', refused: ['tags'] });
  const field = 'patch {"fields":[{"fieldId":700,"value":820}]}';
  expect(writesOf(fake)).toEqual(['patch {"fields":[{"fieldId":700,"value":820}],"tagsToAdd":["a"]}', field]);
  expect(fake.did).toContain('forget fields');
  expect(fake.log.lines.find(({ noun }) => noun === 'sync.refused')?.fields).toMatchObject({
    part: 'tags',
    code: TAGS.code,
  });
  await fake.apply(both);
  expect(writesOf(fake).at(-1)).toBe(field);
  // Another value is another question, and another card's too.
  await fake.apply({ tagsToAdd: ['b'] });
  expect(writesOf(fake).at(-1)).toBe('patch {"tagsToAdd":["b"]}');
  fake.clock.advance(60 * 60_000 - 1);
  expect(await fake.apply({ tagsToAdd: ['a'] })).toEqual({ kind: 'unchanged' });
  fake.clock.advance(1);
  expect(await fake.apply({ tagsToAdd: ['a'] })).toEqual({ kind: 'written' });
});

test('P4 · a field that was refused is not asked again unchanged, and what a no names beside it is no part of ours', async () => {
  const fake = fakeCard();
  fake.answers.push(
    failure('rejected', [
      { code: 'Bad', path: 'custom_fields_values.0.values.0' },
      { code: 'X', path: 'price' },
    ]),
  );
  const field = { fields: { bill_value: 820 } };
  expect(await fake.apply({ ...field, tagsToAdd: ['a'] })).toEqual({
    kind: 'written',
    refused: ['field:700'],
  });
  expect(await fake.apply(field)).toEqual({ kind: 'unchanged' });
});

test('P4 · everything refused, part by part: nothing was written of it, and nothing is asked once more', async () => {
  const fake = fakeCard();
  fake.answers.push(failure('rejected', [TAGS]));
  expect(await fake.apply({ tagsToAdd: ['a'] })).toEqual({ kind: 'written', refused: ['tags'] });
  expect(writesOf(fake)).toHaveLength(1);
  expect(fake.log.lines.at(-1)?.fields).toMatchObject({ moved: false, fields: 0, tags: 0 });
});

test('P4 · a no that names nothing, or nothing that we sent, is not asked again unchanged for an hour', async () => {
  for (const problems of [[], [{ code: 'X', path: 'price' }]]) {
    const fake = fakeCard();
    fake.answers.push(failure('rejected', problems));
    expect(await fake.apply({ tagsToAdd: ['a'] })).toEqual({ kind: 'refused' });
    expect(fake.log.lines.at(-1)?.fields).toMatchObject({ part: 'whole', code: problems[0]?.code ?? null });
    expect(await fake.apply({ tagsToAdd: ['a'] })).toEqual({ kind: 'refused' });
    expect(writesOf(fake)).toHaveLength(1);
    expect(await fake.apply({ tagsToAdd: ['b'] })).toEqual({ kind: 'written' });
    fake.clock.advance(60 * 60_000);
    expect(await fake.apply({ tagsToAdd: ['a'] })).toEqual({ kind: 'written' });
  }
});

test('P4 · an account that refuses everything, always, is asked eight times and no more', async () => {
  const fake = fakeCard();
  // Each answer names a part that the one before did not.
  for (let each = 0; each < 20; each += 1)
    fake.answers.push(failure('rejected', [{ code: 'Bad', path: 'custom_fields_values.0' }, TAGS]));
  await fake.apply({ name: 'Mateus', fields: { bill_value: 820 }, tagsToAdd: ['a'] });
  expect(writesOf(fake).length).toBeLessThanOrEqual(8);
});

test('C1 · the contact follows the card’s name, and one that a person typed stays', async () => {
  const named = async (contact: string | null, desired: Parameters<Fake['apply']>[0], seen = true) => {
    const fake = fakeCard({ name: 'Mateus' });
    fake.contact =
      contact === null ? null : { id: contactId(25_000_001), name: contact, phones: [], leadIds: [] };
    const outcome = await fake.apply(desired, seen ? { agoMs: 0 } : undefined);
    return [outcome.kind, fake.did.filter((each) => /^(name|contact)/.test(each))];
  };
  const name = { name: 'Mateus' };
  expect(await named('Lead', name)).toEqual(['written', ['name 25000001 Mateus']]);
  expect(await named('Lead', name, false)).toEqual(['written', ['contact', 'name 25000001 Mateus']]);
  expect(await named('Mateus', name)).toEqual(['unchanged', []]);
  expect(await named('Dona Lúcia', name)).toEqual(['unchanged', []]);
  expect(await named('Matheus', { ...name, replacesNames: ['Matheus'] })).toEqual([
    'written',
    ['name 25000001 Mateus'],
  ]);
  expect(await named('Lead', {})).toEqual(['unchanged', []]);
  expect(await named(null, name)).toEqual(['unchanged', ['contact']]);
});

test('C1 · a contact that has the name is not named again, and one that was seen is not read again', async () => {
  const same = fakeCard({ name: 'Lead' });
  expect(await same.apply({ name: 'Lead' }, { agoMs: 0 })).toEqual({ kind: 'unchanged' });
  expect(same.did).toEqual([]);
  const both = fakeCard();
  await both.apply({ name: 'Mateus' }, { agoMs: 0 });
  expect(both.did).toEqual(['patch {"name":"Mateus"}', 'name 25000001 Mateus']);
});

test('C1 · a card without contacts has nobody to name; a contact that cannot be read or named is a failure', async () => {
  const nobody = fakeCard({ name: 'Mateus', contactIds: [] });
  expect(await nobody.apply({ name: 'Mateus' })).toEqual({ kind: 'unchanged' });
  expect(nobody.did).not.toContain('contact');
  const unread = fakeCard({ name: 'Mateus' }, { contacts: async () => failure('throttled') });
  expect(await unread.apply({ name: 'Mateus' })).toEqual({ kind: 'failed', cause: 'throttled' });
  const unnamed = fakeCard({}, { patchContact: async () => failure('throttled') });
  expect(await unnamed.apply({ name: 'Mateus' })).toEqual({ kind: 'failed', cause: 'throttled' });
  expect(writesOf(unnamed)).toHaveLength(1);
});

test('C1 · the look brought another contact than the main one: the main one is read', async () => {
  const fake = fakeCard({ name: 'Mateus' });
  await fake.apply(
    { name: 'Mateus' },
    { agoMs: 0, contact: { id: contactId(9), name: 'Lead', phones: [], leadIds: [] } },
  );
  expect(fake.did).toEqual(['contact', 'name 25000001 Mateus']);
  // And an answer about somebody else names nobody.
  const odd = fakeCard({ name: 'Mateus' });
  odd.contact = { id: contactId(9), name: 'Lead', phones: [], leadIds: [] };
  expect(await odd.apply({ name: 'Mateus' })).toEqual({ kind: 'unchanged' });
});

test('O2 · what is logged of a write is how much', async () => {
  const fake = fakeCard();
  await fake.apply({ ...toQualifying, fields: { bill_value: 1 }, tagsToAdd: ['a', 'b'] });
  expect(fake.log.lines.at(-1)?.fields).toMatchObject({ moved: true, fields: 1, tags: 2 });
});
