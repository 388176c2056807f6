/** What a card should show minus what it shows, pure: only the difference, and only along the stage table (I8, C10, C11). */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FieldKey } from '../../lib/config.ts';
import { type DesiredCard, difference, mayMove, PLACEHOLDER_NAME } from '../../lib/kommo/card-difference.ts';
import type { KommoField } from '../../lib/kommo/kommo.ts';
import { createStageMap, STAGE_KEYS, type StageKey, type StagePlace } from '../../lib/pipeline.ts';
import { LEAD_FIELDS, PIPELINES } from '../../local/emulators/kommo/account.ts';
import { ACCOUNT, STATUS } from '../../local/stack.ts';
import { aLead } from './support/builders.ts';

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
      for (const from of ['atendimento_humano', 'unmapped', 'won', 'lost'] as const)
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

test('C11 · a tag that the card has is not added again in other letters, accents or spaces', () => {
  expect(
    patchFor({ tagsToAdd: ['objecao_preco', ' SDR_IA'] }, { tags: ['Objeção_Preço ', 'sdr_ia'] }),
  ).toBeNull();
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

const closed = { statusId: STATUS.nao_interessado };
test.each([
  ['qualificado', true, STATUS.em_qualificacao],
  ['reuniao_agendada', true, STATUS.em_qualificacao],
  ['desqualificado', true, null],
  ['nao_interessado', true, null],
  ['qualificado', false, null],
] as const)(
  'I8, C10 · closed, and %s is wanted (closed by the bot: %s): one row of the table at a time',
  (stage, movedByBot, to) => {
    const patch = to === null ? null : { pipelineId: ACCOUNT.pipelineId, statusId: to };
    expect(patchFor({ stage }, closed, movedByBot)).toEqual(patch);
  },
);
test('C10 · a card that is where it is wanted goes nowhere', () => {
  expect(patchFor({ stage: 'novo_lead' }, { statusId: STATUS.novo_lead })).toBeNull();
});
test('C1 · a name of blanks is nobody’s, and a name that stands is not written again', () => {
  expect(patchFor({ name: 'Mateus' }, { name: '  ' })).toEqual({ name: 'Mateus' });
  expect(patchFor({ name: 'Lead WhatsApp' }, { name: 'Lead WhatsApp' })).toBeNull();
  expect(patchFor({}, { name: 'Lead WhatsApp' })).toBeNull();
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
