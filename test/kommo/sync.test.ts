/** The card made to show what is known: only the difference, along the stage table, and never over a person's hand (I8, C10, C11). */
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FieldKey } from '../../lib/config.ts';
import type { KommoField } from '../../lib/kommo/kommo.ts';
import { type DesiredCard, difference, mayMove, PLACEHOLDER_NAME } from '../../lib/kommo/sync.ts';
import { createStageMap, STAGE_KEYS, type StageKey, type StagePlace } from '../../lib/pipeline.ts';
import { LEAD_FIELDS, PIPELINES } from '../../local/emulators/kommo/account.ts';
import { ACCOUNT, SELLERS, STATUS } from '../../local/stack.ts';
import { type Account, openAccount } from './support/account.ts';
import { aLead, leadId } from './support/builders.ts';

const PLACES: readonly StagePlace[] = [...STAGE_KEYS, 'won', 'lost', 'unmapped'];
/** Design §6, column "bot may move a card here from", copied by hand: the table is checked against the page, not against itself. */
const ALLOWED: Readonly<Record<StageKey, readonly StagePlace[]>> = {
  novo_lead: [],
  em_qualificacao: ['novo_lead', 'nao_interessado', 'desqualificado'],
  qualificado: ['novo_lead', 'em_qualificacao'],
  desqualificado: ['novo_lead', 'em_qualificacao', 'qualificado'],
  reuniao_agendada: ['novo_lead', 'em_qualificacao', 'qualificado'],
  atendimento_humano: ['novo_lead', 'em_qualificacao', 'qualificado', 'desqualificado', 'reuniao_agendada'],
  nao_interessado: ['novo_lead', 'em_qualificacao', 'qualificado'],
};
/** Closed by the bot itself: only then may it be opened again by it. */
const CLOSED_BY_US: readonly StagePlace[] = ['nao_interessado', 'desqualificado'];

for (const from of PLACES)
  test(`I8, C10 · from ${from} the bot moves a card where design §6 lets it, and nowhere else`, () => {
    for (const to of STAGE_KEYS)
      for (const movedByBot of [false, true]) {
        const expected = ALLOWED[to].includes(from) && (movedByBot || !CLOSED_BY_US.includes(from));
        expect([to, movedByBot, mayMove({ from, to, movedByBot })]).toEqual([to, movedByBot, expected]);
      }
  });

test('I8 · out of a stage of a person’s there is no way for the bot at all, nor into the stage where the card is', () => {
  for (const to of STAGE_KEYS)
    for (const movedByBot of [false, true]) {
      for (const from of ['atendimento_humano', 'unmapped', 'won', 'lost'])
        expect(mayMove({ from, to, movedByBot })).toBe(false);
      expect(mayMove({ from: to, to, movedByBot })).toBe(false);
    }
});

const BACKWARDS: readonly (readonly [StageKey, StageKey])[] = [
  ['em_qualificacao', 'novo_lead'],
  ['qualificado', 'em_qualificacao'],
  ['reuniao_agendada', 'qualificado'],
  ['reuniao_agendada', 'em_qualificacao'],
  ['reuniao_agendada', 'desqualificado'],
  ['reuniao_agendada', 'nao_interessado'],
];
test.each(BACKWARDS)('C10 · never backwards: %s → %s', (from, to) => {
  expect(mayMove({ from, to, movedByBot: true })).toBe(false);
});

const pipeline = {
  pipelineId: ACCOUNT.pipelineId,
  statuses: (PIPELINES[0]?.statuses ?? []).map(({ id, name, isUnsorted }) => ({
    statusId: id,
    name,
    isUnsorted,
  })),
};
const map = createStageMap({ pipeline, configuredIds: {} });
const fieldOf = (name: string): KommoField => {
  const field = LEAD_FIELDS.find((candidate) => candidate.name === name);
  if (!field) throw new Error(`no field ${name}`);
  return field;
};
const fields = new Map<FieldKey, KommoField>([
  ['whatsapp', fieldOf('WhatsApp')],
  ['bill_value', fieldOf('Valor Conta Energia')],
  ['solution', fieldOf('Solução Solar')],
  ['score', fieldOf('Score de Qualificação')],
]);
const wish = (desired: Partial<DesiredCard> = {}): DesiredCard => ({ fields: {}, tagsToAdd: [], ...desired });
const patchFor = (
  desired: Partial<DesiredCard>,
  actual: Parameters<typeof aLead>[0] = {},
  movedByBot = false,
  stages = map,
) => difference({ desired: wish(desired), actual: aLead(actual), map: stages, fields, movedByBot });

test('nothing wanted, or everything there already: no patch', () => {
  expect(patchFor({})).toBeNull();
  const shown = {
    name: 'Mateus',
    tags: ['SDR_IA', 'Fluxo_Aluguel_Lote'],
    fields: [
      { fieldId: 700002, values: [{ value: '820', enumId: null }] },
      { fieldId: 700003, values: [{ value: 'Aluguel de Lote', enumId: 710002 }] },
    ],
  };
  const desired = {
    stage: 'em_qualificacao',
    name: 'Mateus',
    fields: { bill_value: 820, solution: 'Aluguel de Lote' },
    tagsToAdd: ['fluxo_aluguel_lote'],
  } as const;
  expect(patchFor(desired, shown)).toBeNull();
});

test('only what differs is in the patch', () => {
  expect(
    patchFor(
      {
        stage: 'qualificado',
        fields: { bill_value: 820, score: 70 },
        tagsToAdd: ['SDR_IA', 'objecao_preco'],
      },
      {
        tags: ['SDR_IA'],
        fields: [{ fieldId: 700002, values: [{ value: '820', enumId: null }] }],
      },
    ),
  ).toEqual({
    pipelineId: ACCOUNT.pipelineId,
    statusId: STATUS.qualificado,
    fields: [{ fieldId: 700004, value: 70 }],
    tagsToAdd: ['objecao_preco'],
  });
});

test('C7 · an option is found by its text, without accents or case, and travels as its id', () => {
  expect(patchFor({ fields: { solution: 'instalacao usina propria' } })).toEqual({
    fields: [{ fieldId: 700003, enumId: 710001 }],
  });
});

test('C7 · an option or a field that the account lacks is left out, and the rest is written', () => {
  expect(
    patchFor({ fields: { solution: 'Usina no Espaço', meeting_link: 'https://example.com', score: 5 } }),
  ).toEqual({
    fields: [{ fieldId: 700004, value: 5 }],
  });
});

test('an absent optional stage is skipped, and the rest is written', () => {
  const lacking = createStageMap({
    pipeline: { ...pipeline, statuses: pipeline.statuses.filter(({ name }) => name !== 'QUALIFICADO') },
    configuredIds: {},
  });
  expect(lacking.absent).toEqual(['qualificado']);
  expect(patchFor({ stage: 'qualificado', tagsToAdd: ['a'] }, {}, false, lacking)).toEqual({
    tagsToAdd: ['a'],
  });
});

const NAMES: readonly (readonly [string, boolean])[] = [
  ['Lead WhatsApp', true],
  ['Lead #15000001', true],
  ['lead', true],
  ['WhatsApp 5581990000001', true],
  ['+55 81 99000-0001', true],
  ['5581990000001', true],
  ['Mateus da Silva', false],
  ['Leandro', false],
  ['Leadia Souza', false],
  ['Casa da Praia — Mateus', false],
];
test.each(NAMES)('C1, C12 · a card named “%s”: the bot may name it: %s', (name, ours) => {
  expect(PLACEHOLDER_NAME.test(name)).toBe(ours);
  expect(patchFor({ name: 'Mateus' }, { name })).toEqual(ours ? { name: 'Mateus' } : null);
});

test('I8, C10, C11 · for any wish and any card: a patch moves only along the table, removes nothing, and renames no person’s name', () => {
  const someWish = fc.record(
    {
      stage: fc.constantFrom(...STAGE_KEYS),
      name: fc.constantFrom('Mateus', 'Clara'),
      fields: fc.record(
        { bill_value: fc.constantFrom(500, 820), score: fc.integer({ min: 0, max: 100 }) },
        { requiredKeys: [] },
      ),
      tagsToAdd: fc.subarray(['SDR_IA', 'sdr_ia', 'objecao_preco']),
    },
    { requiredKeys: ['fields', 'tagsToAdd'] },
  );
  const someCard = fc.record({
    statusId: fc.constantFrom(...Object.values(STATUS), 81_000_010, 99),
    pipelineId: fc.constantFrom(ACCOUNT.pipelineId, 8_100_002),
    name: fc.constantFrom('Lead WhatsApp', 'Mateus', 'Casa da Praia'),
    tags: fc.subarray(['SDR_IA', 'vip']),
  });
  let moves = 0;
  fc.assert(
    fc.property(someWish, someCard, fc.boolean(), (desired, card, movedByBot) => {
      const actual = aLead(card);
      const patch = difference({ desired, actual, map, fields, movedByBot });
      if (patch === null) return;
      expect(Object.keys(patch).length).toBeGreaterThan(0);
      if (patch.statusId !== undefined) {
        moves += 1;
        expect(patch.pipelineId).toBe(ACCOUNT.pipelineId);
        const to = map.placeOf({ pipelineId: patch.pipelineId ?? 0, statusId: patch.statusId });
        // Out of a closed conversation the way leads through EM QUALIFICAÇÃO.
        expect([desired.stage, 'em_qualificacao']).toContain(to);
        expect(STAGE_KEYS.filter((key) => key === to).flatMap((key) => ALLOWED[key])).toContain(
          map.placeOf(actual),
        );
      }
      if (patch.name !== undefined) expect(actual.name).toBe('Lead WhatsApp');
      for (const tag of patch.tagsToAdd ?? []) expect(actual.tags).not.toContain(tag);
    }),
    { numRuns: 1000 },
  );
  expect(moves).toBeGreaterThan(20);
});

// From here on against the emulator: what the seller sees on the card.

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
