/** P4: a refused piece never loses the rest, each value goes in its field's own type, and a no is not asked again unchanged. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DesiredCard } from '../../lib/kommo/sync.ts';
import { STATUS } from '../../local/stack.ts';
import { type Account, openAccount } from './support/account.ts';
import { leadId } from './support/builders.ts';

let account: Account;
beforeEach(async () => {
  account = await openAccount();
});
afterEach(() => account.close());

const BILL = 'Valor Conta Energia';
const EVERYTHING = {
  stage: 'em_qualificacao',
  name: 'Mateus',
  fields: { bill_value: 820.5, solution: 'Aluguel de Lote', score: 45, whatsapp: '+5581990000001' },
  tagsToAdd: ['fluxo_aluguel_lote'],
} as const satisfies DesiredCard;

function aCard() {
  const { leadId: id } = account.control.addLead({
    name: 'Lead WhatsApp',
    phone: '+5581990000001',
    statusId: STATUS.novo_lead,
  });
  return {
    id,
    apply: (desired: DesiredCard = EVERYTHING) =>
      account.sync.apply({ kommoLeadId: leadId(id), desired, seen: null }),
  };
}
const patches = () => account.asked().filter((entry) => entry.startsWith('PATCH /leads/'));
const said = () =>
  account.log.lines.filter(({ noun }) => noun === 'sync.refused').map(({ fields }) => fields);

const TYPES = [
  ['text', '820.5'],
  ['numeric', '820.5'],
  ['checkbox', 'true'],
] as const;
test.each(TYPES)(
  'P4 · the bill is written to a field of type %s as that type takes it, once',
  async (type, shown) => {
    account.control.remakeLeadField({ name: BILL, type });
    const { id, apply } = aCard();
    expect(await apply()).toEqual({ kind: 'written' });
    expect(account.control.card(id)).toMatchObject({ stage: 'EM QUALIFICAÇÃO', fields: { [BILL]: shown } });
    expect(await apply()).toEqual({ kind: 'unchanged' });
    expect(said()).toEqual([]);
  },
);

test('P4 · a bill has no place in a field of dates: it is not sent, and the rest is written', async () => {
  account.control.remakeLeadField({ name: 'WhatsApp', type: 'date' });
  const { id, apply } = aCard();
  expect(await apply()).toEqual({ kind: 'written' });
  expect(account.control.card(id).fields).not.toHaveProperty('WhatsApp');
  expect(account.control.card(id)).toMatchObject({ stage: 'EM QUALIFICAÇÃO', name: 'Mateus' });
});

test('P4, C11 · a multiselect gains an option and keeps what a person chose', async () => {
  account.control.remakeLeadField({ name: 'Solução Solar', type: 'multiselect' });
  const { leadId: id } = account.control.addLead({
    name: 'Mateus',
    phone: '+5581990000001',
    statusId: STATUS.novo_lead,
    fields: { 700003: 'Usina Investimento' },
  });
  await account.sync.apply({ kommoLeadId: leadId(id), desired: EVERYTHING, seen: null });
  const [read] = await account.kommo
    .leads([leadId(id)], { priority: 'write' })
    .then((all) => (all.kind === 'ok' ? all.value : []));
  expect(read?.fields.find(({ fieldId }) => fieldId === 700003)?.values.map(({ enumId }) => enumId)).toEqual([
    710004, 710002,
  ]);
});

test('P4 · a field that an administrator deleted since is left out, the rest is written, said once', async () => {
  const { id, apply } = aCard();
  await account.metadata.fields();
  account.control.renameLeadField({ name: BILL, to: null });
  expect(await apply()).toEqual({ kind: 'written', refused: ['field:700002'] });
  expect(account.control.card(id)).toMatchObject({
    stage: 'EM QUALIFICAÇÃO',
    name: 'Mateus',
    tags: ['fluxo_aluguel_lote'],
    fields: { 'Score de Qualificação': '45' },
  });
  expect(patches()).toHaveLength(2);
  expect(said()).toMatchObject([{ part: 'field:700002', code: 'NotSupportedChoice' }]);
  expect(await apply()).toEqual({ kind: 'unchanged' });
  expect(patches()).toHaveLength(2);
});

test('P4 · a field whose type changed under a remembered one is left out; the next turn knows the new type', async () => {
  const { id, apply } = aCard();
  await account.metadata.fields();
  account.control.remakeLeadField({ name: BILL, type: 'text' });
  expect(await apply()).toMatchObject({ kind: 'written', refused: ['field:700002'] });
  expect(await apply()).toEqual({ kind: 'written' });
  expect(account.control.card(id).fields).toMatchObject({ [BILL]: '820.5' });
});

test('P4 · a stage that wants a field filled is left, and the rest is written', async () => {
  account.control.remakeLeadField({ name: 'Link da Reunião', requiredIn: [STATUS.em_qualificacao] });
  const { id, apply } = aCard();
  expect(await apply()).toEqual({ kind: 'written', refused: ['stage'] });
  expect(account.control.card(id)).toMatchObject({ stage: 'NOVO LEAD', name: 'Mateus' });
  expect(await apply()).toEqual({ kind: 'unchanged' });
});

test('P4 · two parts named by two answers in a row: both are left out, the third answer is yes', async () => {
  const { id, apply } = aCard();
  await account.metadata.fields();
  account.control.renameLeadField({ name: BILL, to: null });
  account.control.renameLeadField({ name: 'Score de Qualificação', to: null });
  expect(await apply()).toMatchObject({ kind: 'written', refused: ['field:700002', 'field:700004'] });
  expect(account.control.card(id)).toMatchObject({ stage: 'EM QUALIFICAÇÃO' });
});

test('P4 · when nothing is left to write, nothing is written and nobody asks again', async () => {
  const { apply } = aCard();
  await account.metadata.fields();
  account.control.renameLeadField({ name: BILL, to: null });
  const only: DesiredCard = { fields: { bill_value: 1 }, tagsToAdd: [] };
  expect(await apply(only)).toMatchObject({ kind: 'written', refused: ['field:700002'] });
  expect(await apply(only)).toEqual({ kind: 'unchanged' });
  expect(patches()).toHaveLength(1);
});
