/**
 * The pipeline's stages, left in Redis by whoever read them from Kommo, for the webhook that must not call Kommo. What is
 * found there may only silence (I4): the webhook records takeovers with it, the gate reads Kommo itself.
 */
import type { Redis } from '@upstash/redis';
import * as z from 'zod/mini';
import type { Log } from '../log.ts';
import {
  createStageMap,
  type PipelineStages,
  type StageKey,
  type StageMap,
  StageMapError,
} from '../pipeline.ts';

const Published = z.object({
  pipelineId: z.int(),
  statuses: z.array(z.object({ statusId: z.int(), name: z.string(), isUnsorted: z.boolean() })),
});
const KEPT_SECONDS = 7 * 24 * 3600;
const keyOf = (pipelineId: number): string => `kommo:stages:${pipelineId}`;

/** Failure is harmless: the hook's queued copy is checked against Kommo itself. */
export async function publishStages({
  redis,
  log,
  pipeline,
}: {
  redis: Redis;
  log: Log;
  pipeline: PipelineStages;
}): Promise<void> {
  try {
    await redis.set(keyOf(pipeline.pipelineId), JSON.stringify(pipeline), { ex: KEPT_SECONDS });
  } catch (error) {
    log.warn('redis.unreachable', { what: 'stages', error });
  }
}

/** Null when nobody has published yet, or Redis is down, or what is there fits no stage table. */
export async function publishedStageMap({
  redis,
  log,
  pipelineId,
  stageIds,
}: {
  redis: Redis;
  log: Log;
  pipelineId: number;
  stageIds: Partial<Record<StageKey, number>>;
}): Promise<StageMap | null> {
  try {
    const raw = await redis.get<string>(keyOf(pipelineId));
    const published =
      raw === null ? null : Published.safeParse(typeof raw === 'string' ? JSON.parse(raw) : raw);
    return published?.success ? createStageMap({ pipeline: published.data, configuredIds: stageIds }) : null;
  } catch (error) {
    log.warn(error instanceof StageMapError ? 'kommo.stages_do_not_fit' : 'redis.unreachable', {
      what: 'stages',
      error,
    });
    return null;
  }
}
