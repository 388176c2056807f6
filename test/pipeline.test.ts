import { describe, expect, test } from 'vitest';
import {
  createStageMap,
  isClosed,
  type PipelineStages,
  STAGE_KEYS,
  STAGES,
  type StageKey,
  StageMapError,
  speechIn,
} from '../lib/pipeline.ts';

const PIPELINE = 8100001;
const NAMES: readonly (readonly [number, string])[] = [
  [81000011, 'NOVO LEAD'],
  [81000012, 'EM QUALIFICAÇÃO'],
  [81000013, 'QUALIFICADO'],
  [81000014, 'DESQUALIFICADO'],
  [81000015, 'REUNIÃO AGENDADA'],
  [81000016, 'ATENDIMENTO HUMANO'],
  [81000017, 'NÃO INTERESSADO'],
  [142, 'Fechado - ganho'],
  [143, 'Fechado - perdido'],
];
const pipelineOf = (names: readonly (readonly [number, string])[] = NAMES): PipelineStages => ({
  pipelineId: PIPELINE,
  statuses: [
    { statusId: 81000010, name: 'Etapa de leads de entrada', isUnsorted: true },
    ...names.map(([statusId, name]) => ({ statusId, name, isUnsorted: false })),
  ],
});
const mapOf = (
  configuredIds: Partial<Record<StageKey, number>> = {},
  pipeline: PipelineStages = pipelineOf(),
) => createStageMap({ pipeline, configuredIds });
const without = (name: string): PipelineStages => pipelineOf(NAMES.filter(([, each]) => each !== name));
const place = (statusId: number, pipelineId: number = PIPELINE) => mapOf().placeOf({ pipelineId, statusId });
const IDS = {
  novo_lead: 81000011,
  em_qualificacao: 81000012,
  qualificado: 81000013,
  desqualificado: 81000014,
  reuniao_agendada: 81000015,
  atendimento_humano: 81000016,
  nao_interessado: 81000017,
} as const;

describe('C7 · stages are found by name', () => {
  test.each<[string, (name: string) => string]>([
    ['as Kommo shows them', (name) => name],
    ['without accents', (name) => name.normalize('NFD').replace(/\p{Diacritic}/gu, '')],
    ['with accents composed the other way', (name) => name.normalize('NFD')],
    ['in small letters', (name) => name.toLowerCase()],
    ['with underscores and spaces too many', (name) => `  ${name.replaceAll(' ', '__ ')} `],
    ['with hyphens', (name) => name.replaceAll(' ', '-')],
  ])('%s', (_how, spell) => {
    const map = mapOf({}, pipelineOf(NAMES.map(([id, name]) => [id, spell(name)] as const)));
    expect(Object.fromEntries(STAGE_KEYS.map((key) => [key, map.statusIdOf(key)]))).toEqual(IDS);
  });

  test('and back: each id is its place, won and lost are closed, the incoming one counts as a new lead', () => {
    for (const key of STAGE_KEYS) expect(place(IDS[key])).toBe(key);
    expect([place(142), place(143), place(81000010)]).toEqual(['won', 'lost', 'novo_lead']);
    expect(mapOf().isUnsorted({ pipelineId: PIPELINE, statusId: 81000010 })).toBe(true);
    expect(mapOf().isUnsorted({ pipelineId: PIPELINE, statusId: 81000011 })).toBe(false);
  });

  test.each([
    'novo_lead',
    'em_qualificacao',
    'reuniao_agendada',
    'atendimento_humano',
    'nao_interessado',
  ] as const)('a pipeline without %s stops the start and says so', (key) => {
    const name = NAMES.find(([id]) => id === IDS[key])?.[1] ?? '';
    expect(() => mapOf({}, without(name))).toThrow(StageMapError);
    expect(() => mapOf({}, without(name))).toThrow(new RegExp(`${key}.*${STAGES[key].name}`));
  });
  test.each(['qualificado', 'desqualificado'] as const)('an absent %s is skipped and can be seen', (key) => {
    const map = mapOf({}, without(NAMES.find(([id]) => id === IDS[key])?.[1] ?? ''));
    expect(map.absent).toEqual([key]);
    expect(map.statusIdOf(key)).toBeNull();
    expect(map.placeOf({ pipelineId: PIPELINE, statusId: IDS[key] })).toBe('unmapped');
    expect(mapOf().absent).toEqual([]);
  });
  test('one error names everything that is wrong', () => {
    const message = (): unknown => mapOf({ qualificado: 1 }, pipelineOf([]));
    for (const key of ['novo_lead', 'qualificado: status 1', 'atendimento_humano', 'nao_interessado'])
      expect(message).toThrow(new RegExp(key));
  });
});

describe('H16 · configured ids', () => {
  test('win over a name, so a stage may be called anything', () => {
    const renamed = pipelineOf([...NAMES.filter(([id]) => id !== 81000016), [81000099, 'Com o vendedor']]);
    expect(
      mapOf({ atendimento_humano: 81000099 }, renamed).placeOf({ pipelineId: PIPELINE, statusId: 81000099 }),
    ).toBe('atendimento_humano');
  });
  test.each<[string, Partial<Record<StageKey, number>>]>([
    ['0', { atendimento_humano: 0 }],
    ['an id of another pipeline', { atendimento_humano: 81000026 }],
    ['an id nobody has', { em_qualificacao: 99999999 }],
    ['an unknown id for an optional stage', { qualificado: 99999999 }],
    ['the stage where incoming leads wait, which counts as a new lead', { atendimento_humano: 81000010 }],
    ['NaN', { atendimento_humano: Number.NaN }],
  ])('refuse %s', (_what, configuredIds) => {
    expect(() => mapOf(configuredIds)).toThrow(StageMapError);
  });
  test('refuse two stages on one id', () => {
    const renamed = pipelineOf([...NAMES, [81000099, 'Com o vendedor']]);
    expect(() => mapOf({ atendimento_humano: 81000099, nao_interessado: 81000099 }, renamed)).toThrow(
      /share one status id/,
    );
  });
  test('refuse an id whose stage carries the name of another', () => {
    expect(() => mapOf({ atendimento_humano: IDS.em_qualificacao })).toThrow(
      /atendimento_humano: status 81000012/,
    );
    expect(() => mapOf({ em_qualificacao: IDS.atendimento_humano })).toThrow(
      /em_qualificacao: status 81000016/,
    );
  });
  test('refuse two stages that exchange their ids while both carry their own name', () => {
    expect(() =>
      mapOf({ atendimento_humano: IDS.em_qualificacao, em_qualificacao: IDS.atendimento_humano }),
    ).toThrow(StageMapError);
  });
  test('may map lost to a stage of the bot’s, and won stays closed', () => {
    const map = mapOf({ nao_interessado: 143 });
    expect(map.placeOf({ pipelineId: PIPELINE, statusId: 143 })).toBe('nao_interessado');
    expect(map.placeOf({ pipelineId: PIPELINE, statusId: 142 })).toBe('won');
  });
});

describe('another pipeline', () => {
  test.each([142, 143, 81000026, 81000012, 0])('C7 · status %i of it is unmapped, and silent', (statusId) => {
    expect(place(statusId, 8100002)).toBe('unmapped');
    expect(speechIn(place(statusId, 8100002))).toBe('no');
    expect(mapOf().isUnsorted({ pipelineId: 8100002, statusId: 81000010 })).toBe(false);
  });
  test('a stage added to ours later is unmapped and silent', () => {
    expect(place(81000098)).toBe('unmapped');
  });
  test('closed is closed in every pipeline', () => {
    expect([142, 143, 81000012].map((statusId) => isClosed({ pipelineId: 8100002, statusId }))).toEqual([
      true,
      true,
      false,
    ]);
  });
});

test('H1 · the bot may speak in the stages of the design’s table and in no other', () => {
  const speaks = (['yes', 'no', 'if_moved_by_us'] as const).map((speech) =>
    STAGE_KEYS.filter((key) => speechIn(key) === speech),
  );
  expect(speaks).toEqual([
    ['novo_lead', 'em_qualificacao', 'qualificado', 'desqualificado', 'reuniao_agendada'],
    ['atendimento_humano'],
    ['nao_interessado'],
  ]);
  expect((['won', 'lost', 'unmapped'] as const).map(speechIn)).toEqual(['no', 'no', 'no']);
});
test('C10, I8 · the bot moves no card out of a person’s hands, and none backwards', () => {
  for (const key of STAGE_KEYS) {
    expect(STAGES[key].botEntersFrom).not.toContain('atendimento_humano');
    expect(STAGES[key].botEntersFrom).not.toContain(key);
  }
  expect(STAGES.novo_lead.botEntersFrom).toEqual([]);
  expect(STAGES.qualificado.botEntersFrom).not.toContain('reuniao_agendada');
  expect(STAGES.em_qualificacao.botEntersFrom).not.toContain('qualificado');
});
