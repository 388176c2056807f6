/**
 * What changes rarely in the Kommo account: the pipeline's stages, the custom fields. Read once per
 * container and again after ten minutes (C14: the original read them on every message).
 */
import type { Clock } from '../clock.ts';
import { FIELD_KEYS, type FieldKey } from '../config.ts';
import type { Log } from '../log.ts';
import {
  createStageMap,
  type PipelineStages,
  type StageKey,
  type StageMap,
  StageMapError,
} from '../pipeline.ts';
import type { HoldReason } from '../reasons.ts';
import type { Kommo, KommoField, KommoResult } from './kommo.ts';

/** The names under which the bot looks for its fields, where no id is configured. */
export const FIELD_NAMES = {
  whatsapp: 'WhatsApp',
  bill_value: 'Valor Conta Energia',
  solution: 'Solução Solar',
  score: 'Score de Qualificação',
  meeting_link: 'Link da Reunião',
} as const satisfies Record<FieldKey, string>;

export type FieldMap = ReadonlyMap<FieldKey, KommoField>;
export type Known<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'failed'; readonly cause: HoldReason };

export type Metadata = {
  /** The configured pipeline. A pipeline that does not fit the stage table is a failure: the gate then holds (H16, C7). */
  stageMap(): Promise<Known<StageMap>>;
  /** The bot's fields that the account has; a missing one is simply not written. */
  fields(): Promise<Known<FieldMap>>;
  /** Forgets the fields: after a 400 an option or a field may be new. */
  forgetFields(): void;
};

const FRESH_MS = 10 * 60_000;

/** Two names of a field are one when this form of them is. */
export const foldFieldName = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .trim();

/** Keeps a good answer for ten minutes and asks once for everybody who waits; a failure is not kept. */
function remembered<T>(
  clock: Clock,
  ask: () => Promise<Known<T>>,
): { get(): Promise<Known<T>>; forget(): void } {
  let kept: { value: Known<T>; untilMs: number } | null = null;
  let asking: Promise<Known<T>> | null = null;
  return {
    forget: () => {
      kept = null;
    },
    get: async () => {
      if (kept && clock.nowMs() < kept.untilMs) return kept.value;
      asking ??= ask().finally(() => {
        asking = null;
      });
      const value = await asking;
      if (value.kind === 'ok') kept = { value, untilMs: clock.nowMs() + FRESH_MS };
      return value;
    },
  };
}

const failure = (
  result: Exclude<KommoResult<unknown>, { kind: 'ok' }>,
): { kind: 'failed'; cause: HoldReason } => ({
  kind: 'failed',
  cause: result.kind === 'absent' ? 'pipeline_absent' : result.cause,
});

export type MetadataDeps = {
  readonly log: Log;
  readonly kommo: Pick<Kommo, 'pipeline' | 'leadFields'>;
  readonly clock: Clock;
  readonly pipelineId: number;
  readonly stageIds: Partial<Record<StageKey, number>>;
  readonly fieldIds: Partial<Record<FieldKey, number>>;
  /** Told of every pipeline that was read, so that the Kommo webhook, which never calls Kommo, may know the stages too. */
  readonly onPipeline: (pipeline: PipelineStages) => Promise<void>;
};

export function createMetadata({
  log,
  kommo,
  clock,
  pipelineId,
  stageIds,
  fieldIds,
  onPipeline,
}: MetadataDeps): Metadata {
  const stages = remembered<StageMap>(clock, async () => {
    const pipeline = await kommo.pipeline(pipelineId);
    if (pipeline.kind !== 'ok') return failure(pipeline);
    try {
      const map = createStageMap({ pipeline: pipeline.value, configuredIds: stageIds });
      await onPipeline(pipeline.value);
      return { kind: 'ok', value: map };
    } catch (error) {
      if (error instanceof StageMapError) {
        // P17: every turn waits now, and only the stage's name tells why.
        log.error('kommo.stages_do_not_fit', { problems: error.message });
        return { kind: 'failed', cause: 'stage_table_does_not_fit' };
      }
      throw error;
    }
  });
  const fields = remembered<FieldMap>(clock, async () => {
    const all = await kommo.leadFields();
    if (all.kind === 'failed') return failure(all);
    const map = new Map<FieldKey, KommoField>();
    for (const key of FIELD_KEYS) {
      const id = fieldIds[key];
      const found = (all.kind === 'ok' ? all.value : []).find((field) =>
        id === undefined ? foldFieldName(field.name) === foldFieldName(FIELD_NAMES[key]) : field.id === id,
      );
      if (found) map.set(key, found);
    }
    return { kind: 'ok', value: map };
  });
  return {
    stageMap: stages.get,
    fields: fields.get,
    forgetFields: fields.forget,
  };
}
