/** The card made to show what is known, against the emulator: what the seller sees on the card, and never over a person's hand (I8, C10, C11). */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DesiredCard } from '../../lib/kommo/card-difference.ts';
import { SELLERS, STATUS } from '../../local/stack.ts';
import { type Account, openAccount } from './support/account.ts';
import { leadId } from './support/builders.ts';

const wish = (desired: Partial<DesiredCard> = {}): DesiredCard => ({ fields: {}, tagsToAdd: [], ...desired });

let account: Account;
beforeEach(async () => {
  account = await openAccount();
});
afterEach(() => account.close());

function aCard(
  overrides: { statusId?: number; pipelineId?: number; name?: string; tags?: readonly string[] } = {},
) {
  const { leadId: id } = account.control.addLead({
    name: 'Lead WhatsApp',
    phone: '+5581990000001',
    statusId: STATUS.novo_lead,
    ...overrides,
  });
  return {
    id,
    apply: (desired: Partial<DesiredCard>) =>
      account.sync.apply({ kommoLeadId: leadId(id), desired: wish(desired), seen: null }),
  };
}
const writes = () => account.asked().filter((entry) => !entry.startsWith('GET'));
const EVERYTHING = {
  stage: 'em_qualificacao',
  name: 'Mateus',
  fields: { bill_value: 820, solution: 'Aluguel de Lote', score: 45, whatsapp: '+5581990000001' },
  tagsToAdd: ['fluxo_aluguel_lote'],
} as const;

test('C1, C2 · what was learnt is on the card, in one request, and on the contact; a person’s tags stay', async () => {
  const { id, apply } = aCard({ tags: ['vip', 'SDR_IA'] });
  expect(await apply(EVERYTHING)).toEqual({ kind: 'written' });
  expect(account.control.card(id)).toMatchObject({
    name: 'Mateus',
    stage: 'EM QUALIFICAÇÃO',
    tags: ['vip', 'SDR_IA', 'fluxo_aluguel_lote'],
    fields: {
      'Valor Conta Energia': '820',
      'Solução Solar': 'Aluguel de Lote',
      'Score de Qualificação': '45',
      WhatsApp: '+5581990000001',
    },
    contacts: [{ name: 'Mateus' }],
  });
  expect(writes().filter((entry) => entry.includes('/leads/')).length).toBe(1);
});

test('C9, C11 · the end of a sequence moves the card and adds its tag in one request, once', async () => {
  const { id, apply } = aCard({ statusId: STATUS.em_qualificacao, tags: ['vip'] });
  const end = { stage: 'nao_interessado', tagsToAdd: ['sem-resposta'] } as const;
  expect(await apply(end)).toEqual({ kind: 'written' });
  expect(account.control.card(id)).toMatchObject({ stage: 'NÃO INTERESSADO', tags: ['vip', 'sem-resposta'] });
  expect(writes()).toHaveLength(1);
  expect(await apply(end)).toEqual({ kind: 'unchanged' });
  expect(writes()).toHaveLength(1);
});

test('C16 · a value that the field cannot hold is not sent, and the rest is written', async () => {
  const { id, apply } = aCard();
  expect(await apply({ stage: 'em_qualificacao', fields: { bill_value: 'None' } })).toEqual({
    kind: 'written',
  });
  expect(account.control.card(id)).toMatchObject({ stage: 'EM QUALIFICAÇÃO', fields: {} });
});

test('C14 · applied again, nothing is left to write and nothing is written', async () => {
  const { apply } = aCard();
  await apply(EVERYTHING);
  account.control.clearRequests();
  expect(await apply(EVERYTHING)).toEqual({ kind: 'unchanged' });
  expect(writes()).toEqual([]);
  // The card and its contact, whose name may lag behind; the account's tables are remembered.
  expect(account.asked().length).toBe(2);
});

for (const [name, place] of [
  ['ATENDIMENTO HUMANO', { statusId: STATUS.atendimento_humano }],
  ['won', { statusId: STATUS.won }],
  ['lost', { statusId: STATUS.lost }],
  ['another pipeline', { statusId: 81_000_021, pipelineId: 8_100_002 }],
] as const)
  test(`I8 · a card in ${name} is a person’s: nothing at all is written to it`, async () => {
    const { id, apply } = aCard(place);
    const before = account.control.card(id);
    expect(await apply(EVERYTHING)).toEqual({ kind: 'not_ours' });
    expect(account.control.card(id)).toEqual(before);
    expect(writes()).toEqual([]);
  });

test('I8, P2 · closed as NÃO INTERESSADO by a seller, the token’s own user or another robot, it stays closed; by the bot, it is opened when the lead returns', async () => {
  for (const [mover, stage] of [
    [SELLERS.marcos, 'NÃO INTERESSADO'],
    [9_000_100, 'NÃO INTERESSADO'],
    [0, 'NÃO INTERESSADO'],
    ['bot', 'EM QUALIFICAÇÃO'],
  ] as const) {
    const { id, apply } = aCard({ statusId: STATUS.em_qualificacao });
    if (mover === 'bot') await apply({ stage: 'nao_interessado' });
    else account.control.moveCard({ leadId: id, statusId: STATUS.nao_interessado, userId: mover });
    await apply({ stage: 'em_qualificacao' });
    expect(account.control.card(id).stage).toBe(stage);
  }
});

test('I3, I8 · who closed it cannot be read: the card is not moved', async () => {
  const { id, apply } = aCard({ statusId: STATUS.em_qualificacao });
  account.control.moveCard({ leadId: id, statusId: STATUS.nao_interessado, userId: 0 });
  account.control.fault({ kind: 'status', status: 503, match: { path: '/api/v4/events' }, times: 'always' });
  await apply({ stage: 'em_qualificacao' });
  expect(account.control.card(id).stage).toBe('NÃO INTERESSADO');
});

test('an unsorted card is accepted into NOVO LEAD by name, then written to', async () => {
  const { id, apply } = aCard({ statusId: 81_000_010 });
  expect(await apply({ tagsToAdd: ['SDR_IA'] })).toEqual({ kind: 'written' });
  expect(account.control.card(id)).toMatchObject({ stage: 'NOVO LEAD', tags: ['SDR_IA'] });
  expect(writes().map((entry) => entry.replace(/unsorted\/[^/]+/, 'unsorted/…'))).toEqual([
    'POST /leads/unsorted/…/accept',
    `PATCH /leads/${id}`,
  ]);
});

test('I8 · a seller takes the unsorted card in the moment between read and accept: it stays where the seller put it', async () => {
  const { id, apply } = aCard({ statusId: 81_000_010 });
  await account.metadata.stageMap();
  await account.metadata.fields();
  await account.clock.advance(1000);
  account.control.acceptUnsorted({ leadId: id, userId: SELLERS.marcos, statusId: STATUS.atendimento_humano });
  // The read that the sync starts from is of before the seller's hand.
  account.control.fault({
    kind: 'stale_read',
    ms: 500,
    match: { method: 'GET', path: /\/leads\?/ },
    times: 1,
  });
  const outcome = await apply(EVERYTHING);
  expect(account.control.card(id).stage).toBe('ATENDIMENTO HUMANO');
  expect(outcome.kind).toBe('failed');
  expect(await apply(EVERYTHING)).toEqual({ kind: 'not_ours' });
});

test('a card that is gone is nobody’s to write to', async () => {
  const { id, apply } = aCard();
  account.control.deleteLead({ leadId: id });
  expect(await apply(EVERYTHING)).toEqual({ kind: 'not_ours' });
});

const FAILURES = [
  ['401', { kind: 'status', status: 401 }, 'unauthorized'],
  ['403', { kind: 'status', status: 403 }, 'forbidden'],
  ['429', { kind: 'status', status: 429 }, 'throttled'],
  ['504', { kind: 'status', status: 504 }, 'server_error'],
  ['a cut connection', { kind: 'drop' }, 'network'],
  ['half a JSON', { kind: 'malformed' }, 'malformed'],
] as const;
for (const [name, fault, cause] of FAILURES)
  for (const [step, match] of [
    ['reading the card', { method: 'GET', path: /\/leads\?/ }],
    ['reading the stages', { method: 'GET', path: '/api/v4/leads/pipelines' }],
    ['reading the fields', { method: 'GET', path: '/api/v4/leads/custom_fields' }],
  ] as const)
    test(`H2, C8 · ${name} while ${step} is a failure with its cause, and nothing is written`, async () => {
      const { id, apply } = aCard();
      const lift = account.control.fault({ ...fault, match, times: 'always' });
      expect(await apply(EVERYTHING)).toEqual({ kind: 'failed', cause });
      expect(writes()).toEqual([]);
      expect(account.control.card(id).stage).toBe('NOVO LEAD');
      lift();
      expect(await apply(EVERYTHING)).toEqual({ kind: 'written' });
    });

test('C18 · a write whose answer is lost is not repeated by itself; the next sync finds it done', async () => {
  const { id, apply } = aCard({ name: 'Casa da Praia' });
  account.control.fault({ kind: 'status_after_commit', status: 504, match: { method: 'PATCH' }, times: 1 });
  expect(await apply(EVERYTHING)).toEqual({ kind: 'failed', cause: 'server_error' });
  expect(writes()).toEqual([`PATCH /leads/${id}`]);
  expect(await apply(EVERYTHING)).toEqual({ kind: 'unchanged' });
});

test('P4, C7, C8 · a no that names no part is no "not now": it is said, not asked again unchanged for an hour, and the fields are read anew', async () => {
  const { apply } = aCard();
  await apply({ tagsToAdd: ['a'] });
  account.control.fault({ kind: 'status', status: 400, match: { method: 'PATCH' }, times: 1 });
  expect(await apply(EVERYTHING)).toEqual({ kind: 'refused' });
  expect(account.log.lines.filter(({ noun }) => noun === 'sync.refused')).toHaveLength(1);
  const asked = writes().length;
  expect(await apply(EVERYTHING)).toEqual({ kind: 'refused' });
  expect(writes()).toHaveLength(asked);
  account.control.clearRequests();
  await account.clock.advance(3_600_000);
  expect(await apply(EVERYTHING)).toEqual({ kind: 'written' });
  expect(account.asked('/leads/custom_fields').length).toBe(1);
});

test('C1 · the contact’s name could not be written: the sync says so, although the card has it', async () => {
  const { id, apply } = aCard();
  account.control.fault({
    kind: 'status',
    status: 503,
    match: { method: 'PATCH', path: '/api/v4/contacts' },
    times: 1,
  });
  expect(await apply(EVERYTHING)).toEqual({ kind: 'failed', cause: 'server_error' });
  expect(account.control.card(id).name).toBe('Mateus');
});

test('O2 · what is logged of a write is how much, never what', async () => {
  const { apply } = aCard();
  await apply(EVERYTHING);
  const written = account.log.lines.find(({ noun }) => noun === 'sync.written');
  expect(written?.fields).toMatchObject({ moved: true, fields: 4, tags: 1 });
  expect(JSON.stringify(account.log.lines)).not.toMatch(/Mateus|\+5581/);
});
