/**
 * The stage table of design §6: the only place that knows what a stage allows. A stage is compared as
 * `(pipeline_id, status_id)`: 142 and 143 exist in every pipeline (facts/kommo.md §2.6).
 */

export const STAGE_KEYS = [
  'novo_lead',
  'em_qualificacao',
  'qualificado',
  'desqualificado',
  'reuniao_agendada',
  'atendimento_humano',
  'nao_interessado',
] as const;
/** A stage of the configured pipeline that the bot knows by meaning. */
export type StageKey = (typeof STAGE_KEYS)[number];

/** Where a card stands, in the bot's words. `unmapped`: any other stage or any other pipeline. */
export const STAGE_PLACES = [...STAGE_KEYS, 'won', 'lost', 'unmapped'] as const;
export type StagePlace = (typeof STAGE_PLACES)[number];

/** `if_moved_by_us`: only when the last move into the stage was the bot's own (Kommo's Events API tells). */
export type Speech = 'yes' | 'no' | 'if_moved_by_us';

/** What is true of a card wherever it stands. */
export type PlaceRule = {
  readonly botSpeaks: Speech;
  /** May a quiet lead be written to first? */
  readonly reengage: boolean;
  /** The talk ended here: the bot opens it again only if it closed it itself, by EM QUALIFICAÇÃO. */
  readonly endsTalk: boolean;
  /** A meeting stands behind it. */
  readonly hasMeeting: boolean;
  /** May the bot write to a card here at all (I8)? */
  readonly isWritten: boolean;
};

export type StageRule = PlaceRule & {
  /** The name in Kommo, compared without accents or case, where no id is configured. */
  readonly name: string;
  /** Stages from which the bot itself may move a card here. Anything else is a person's to undo (I8). */
  readonly botEntersFrom: readonly StageKey[];
  /** An absent optional stage is skipped visibly; an absent mandatory one stops the start. */
  readonly optional: boolean;
};

const BEFORE_MEETING = ['novo_lead', 'em_qualificacao', 'qualificado'] as const satisfies readonly StageKey[];

const OF_THE_BOT = {
  botSpeaks: 'yes',
  reengage: true,
  endsTalk: false,
  hasMeeting: false,
  isWritten: true,
} as const;
const OF_A_PERSON = {
  botSpeaks: 'no',
  reengage: false,
  endsTalk: false,
  hasMeeting: false,
  isWritten: false,
} as const;

/** One row per stage; a new stage is a new row. */
export const STAGES = {
  novo_lead: { ...OF_THE_BOT, name: 'Novo lead', botEntersFrom: [], optional: false },
  em_qualificacao: {
    ...OF_THE_BOT,
    name: 'Em qualificação',
    botEntersFrom: ['novo_lead', 'nao_interessado', 'desqualificado'],
    optional: false,
  },
  qualificado: {
    ...OF_THE_BOT,
    name: 'Qualificado',
    botEntersFrom: ['novo_lead', 'em_qualificacao'],
    optional: true,
  },
  desqualificado: {
    ...OF_THE_BOT,
    name: 'Desqualificado',
    reengage: false,
    endsTalk: true,
    botEntersFrom: BEFORE_MEETING,
    optional: true,
  },
  reuniao_agendada: {
    ...OF_THE_BOT,
    name: 'Reunião agendada',
    reengage: false,
    hasMeeting: true,
    botEntersFrom: BEFORE_MEETING,
    optional: false,
  },
  atendimento_humano: {
    ...OF_A_PERSON,
    name: 'Atendimento humano',
    botEntersFrom: ['novo_lead', 'em_qualificacao', 'qualificado', 'desqualificado', 'reuniao_agendada'],
    optional: false,
  },
  nao_interessado: {
    ...OF_THE_BOT,
    name: 'Não interessado',
    botSpeaks: 'if_moved_by_us',
    reengage: false,
    endsTalk: true,
    botEntersFrom: BEFORE_MEETING,
    optional: false,
  },
} as const satisfies Record<StageKey, StageRule>;

const PLACES: Readonly<Record<StagePlace, PlaceRule>> = {
  ...STAGES,
  won: OF_A_PERSON,
  lost: OF_A_PERSON,
  unmapped: OF_A_PERSON,
};

/** What a place allows, total over every place. Won, lost and unmapped are a person's. */
export const ruleOf = (place: StagePlace): PlaceRule => PLACES[place];

/** Does a meeting stand behind the card, by the last look at it? */
export const hasMeeting = (place: StagePlace | null): boolean => place !== null && PLACES[place].hasMeeting;

/** May the bot speak where the card stands? */
export const speechIn = (place: StagePlace): Speech => PLACES[place].botSpeaks;

/** Won and lost carry the same ids in every pipeline. */
export const WON_STATUS_ID = 142;
export const LOST_STATUS_ID = 143;

/** A stage as Kommo names it. */
export type StageRef = { readonly pipelineId: number; readonly statusId: number };

/** A pipeline as `GET /leads/pipelines` tells it, reduced to what the map needs. `isUnsorted` is Kommo's `type: 1`. */
export type PipelineStages = {
  readonly pipelineId: number;
  readonly statuses: readonly {
    readonly statusId: number;
    readonly name: string;
    readonly isUnsorted: boolean;
  }[];
};

/** The configured pipeline, resolved: place of any card, id of any stage. */
export type StageMap = {
  readonly pipelineId: number;
  /** Kommo's unsorted counts as novo_lead; a card of another pipeline is unmapped, won and lost included. */
  placeOf(stage: StageRef): StagePlace;
  /** Null for an optional stage that the pipeline does not have. */
  statusIdOf(key: StageKey): number | null;
  /** True for Kommo's unsorted stage, which a PATCH would move (facts/kommo.md §2.3). */
  isUnsorted(stage: StageRef): boolean;
  /** Optional stages that the pipeline lacks: skipped, and said so. */
  readonly absent: readonly StageKey[];
};

/** A stage that must exist is not in the pipeline, or an id is configured that the pipeline does not have (H16, C7). */
export class StageMapError extends Error {
  override readonly name = 'StageMapError';
}

/**
 * Two names of a stage are one when this form of them is: its letters and digits, without accents, case, emoji, punctuation and a number
 * that only tells its place ("1. Novo lead", "🔥 02 - NOVO LEAD"; P17).
 */
export const foldStageName = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}|\p{Cf}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{Nd}]+/gu, ' ')
    .trim()
    .replace(/^(?:(?:etapa|fase|passo) )?\d{1,3}[ao]? (?=\S)/u, '')
    .replace(/^\d{1,3}(?=\p{L})/u, '');

/**
 * Resolves every stage by its configured id, else by its name, within one pipeline.
 * @throws {StageMapError} naming every stage that cannot be resolved.
 */
export function createStageMap({
  pipeline,
  configuredIds,
}: {
  pipeline: PipelineStages;
  configuredIds: Partial<Record<StageKey, number>>;
}): StageMap {
  const problems: string[] = [];
  const statusIds = new Map<StageKey, number>();
  const absent: StageKey[] = [];
  for (const key of STAGE_KEYS) {
    const configured = configuredIds[key];
    const named = pipeline.statuses.filter(
      ({ name, isUnsorted }) => !isUnsorted && foldStageName(name) === foldStageName(STAGES[key].name),
    );
    const found =
      configured === undefined ? named[0] : pipeline.statuses.find(({ statusId }) => statusId === configured);
    const carried =
      found && STAGE_KEYS.find((other) => foldStageName(STAGES[other].name) === foldStageName(found.name));
    if (configured === undefined && named.length > 1)
      problems.push(`${key}: ${named.map(({ name }) => `"${name}"`).join(' and ')} are one name`);
    else if (found?.isUnsorted)
      problems.push(`${key}: status ${found.statusId} is where incoming leads wait`);
    // H16: ids swapped by hand are seen by the names that the stages carry.
    else if (found && carried && carried !== key)
      problems.push(`${key}: status ${found.statusId} is named "${found.name}"`);
    else if (found) statusIds.set(key, found.statusId);
    else if (configured !== undefined)
      problems.push(`${key}: status ${configured} is not in pipeline ${pipeline.pipelineId}`);
    else if (STAGES[key].optional) absent.push(key);
    else
      problems.push(
        `${key}: no stage named "${STAGES[key].name}" in pipeline ${pipeline.pipelineId}, which has ${pipeline.statuses.map(({ name }) => `"${name}"`).join(', ')}`,
      );
  }
  if (new Set(statusIds.values()).size !== statusIds.size) problems.push('two stages share one status id');
  if (problems.length > 0)
    throw new StageMapError(`Kommo's pipeline does not fit the stage table: ${problems.join('; ')}`);

  const places = new Map<number, StagePlace>([...statusIds].map(([key, statusId]) => [statusId, key]));
  const unsorted = new Set(
    pipeline.statuses.filter(({ isUnsorted }) => isUnsorted).map(({ statusId }) => statusId),
  );
  for (const statusId of unsorted) places.set(statusId, 'novo_lead');
  // Lost may be configured as NÃO INTERESSADO or DESQUALIFICADO; the explicit mapping wins.
  if (!places.has(WON_STATUS_ID)) places.set(WON_STATUS_ID, 'won');
  if (!places.has(LOST_STATUS_ID)) places.set(LOST_STATUS_ID, 'lost');

  return {
    pipelineId: pipeline.pipelineId,
    placeOf: ({ pipelineId, statusId }) =>
      pipelineId === pipeline.pipelineId ? (places.get(statusId) ?? 'unmapped') : 'unmapped',
    statusIdOf: (key) => statusIds.get(key) ?? null,
    isUnsorted: ({ pipelineId, statusId }) => pipelineId === pipeline.pipelineId && unsorted.has(statusId),
    absent,
  };
}

/** Is the card closed for good, in any pipeline? Closed cards count only when a contact has no open one. */
export const isClosed = ({
  statusId,
}: {
  readonly pipelineId?: number | null;
  readonly statusId: number | null;
}): boolean => statusId === WON_STATUS_ID || statusId === LOST_STATUS_ID;
