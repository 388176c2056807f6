/**
 * The live stage read (design §6; I2, I3, I4): a data loader. All cards asked for in one moment share one GET; across
 * functions a read travels through Redis together with its own start, measured on Redis' clock, and counts only while that age is
 * within what the caller allows. A read is as old as the moment its request was sent. Failures are never kept, and without Redis
 * every read goes to Kommo.
 *
 * Publishing never delays a caller; `settle()` waits for it, and a handler awaits that before it returns, for the container freezes then.
 */
import type { Redis } from '@upstash/redis';
import * as z from 'zod/mini';
import type { Clock } from '../clock.ts';
import { KommoContactId, type KommoLeadId } from '../lead.ts';
import type { Log } from '../log.ts';
import type { Kommo } from './kommo.ts';
import { createRedisGuard, storedJson } from './redis-guard.ts';
import type { StageRead, StageReader } from './stage-read.ts';

const IDS_PER_READ = 100;

/** As published. `startedAtMs` is on Redis' clock, `sentAtMs` on the reader's: a read is as old as the older of the two says, so neither clock's jump makes it younger. Parsed on the way in: Redis is shared, and a stage decides who speaks. */
const PublishedStage = z.object({
  startedAtMs: z.int(),
  sentAtMs: z.number(),
  pipelineId: z.int(),
  statusId: z.int(),
  updatedAt: z.int(),
  responsibleUserId: z.nullable(z.int()),
  contactIds: z.array(KommoContactId),
});

/** Where a stage read is published for other functions. */
export const stageKey = (id: KommoLeadId): string => `kommo:stage:${id}`;

type Waiting = {
  maxAgeMs: number;
  readonly resolve: ((read: StageRead) => void)[];
  readonly reject: ((error: unknown) => void)[];
};

type Batch = Map<KommoLeadId, Waiting>;

/** What Redis knew, and its time at the moment of asking: at or before any request sent from here on. */
type Lookup = {
  readonly reads: ReadonlyMap<KommoLeadId, StageRead>;
  readonly redisNowMs: number;
  readonly askedAtMs: number;
};

type LookedUp = Lookup & {
  readonly ids: readonly KommoLeadId[];
  readonly reads: ReadonlyMap<KommoLeadId, Extract<StageRead, { kind: 'read' }>>;
};

/** A look ahead is of use for the read that follows it, not for a later one: Redis' answer grows old. */
const PREPARED_MS = 250;

/**
 * `publishForMs`: how long a read may be of use to others, the largest `maxAgeMs` anyone asks for (STAGE_MAX_AGE_MS). `redis` null reads
 * from Kommo alone. `publishDelayMs`: a read waits so long for `share`, to leave with another request. `redisTimeoutMs` is what a slow Redis may cost a read.
 */
export function createStageReader({
  kommo,
  redis,
  clock,
  log,
  coalesceMs = 0,
  publishForMs = 1000,
  publishDelayMs = 0,
  redisTimeoutMs = 250,
}: {
  kommo: Pick<Kommo, 'leads'>;
  redis: Redis | null;
  clock: Clock;
  log: Log;
  coalesceMs?: number;
  publishForMs?: number;
  publishDelayMs?: number;
  redisTimeoutMs?: number;
}): StageReader {
  const guard = createRedisGuard({ user: 'stage_reader', clock, log, timeoutMs: redisTimeoutMs });
  const underWay = new Set<Promise<unknown>>();
  let pending: Batch | null = null;

  const keepTrackOf = (work: Promise<unknown>): void => {
    const tracked: Promise<unknown> = work.finally(() => underWay.delete(tracked));
    underWay.add(tracked);
  };

  /** One round trip: Redis' time and every published stage. Null while Redis is down. */
  const lookUp = async (ids: readonly KommoLeadId[]): Promise<LookedUp | null> => {
    if (!redis) return null;
    const askedAtMs = clock.nowMs();
    const answer = await guard.attempt(() =>
      redis
        .pipeline()
        .time()
        .mget<unknown[]>(...ids.map(stageKey))
        .exec<[unknown, unknown[]]>(),
    );
    if (answer.kind === 'down') return null;
    const [time, published] = answer.value;
    const parts = z.tuple([z.coerce.number(), z.coerce.number()]).safeParse(time);
    if (!parts.success) return null;
    const redisNowMs = parts.data[0] * 1000 + Math.floor(parts.data[1] / 1000);
    const reads = new Map<KommoLeadId, Extract<StageRead, { kind: 'read' }>>();
    for (const [index, id] of ids.entries()) {
      const stage = PublishedStage.safeParse(storedJson(published[index]));
      // From the future: somebody's mistake, and no proof.
      if (!stage.success || stage.data.startedAtMs > redisNowMs) continue;
      const { startedAtMs, sentAtMs, ...known } = stage.data;
      // The age is Redis' own; counted back from before we asked, so the read can only look older than it is (I4).
      const startedHereMs = Math.min(sentAtMs, askedAtMs - (redisNowMs - startedAtMs));
      reads.set(id, {
        kind: 'read',
        startedAtMs: startedHereMs,
        lead: { id, isDeleted: false, ...known },
        card: null,
      });
    }
    return { ids, reads, redisNowMs, askedAtMs };
  };

  let prepared: {
    readonly lookup: Promise<LookedUp | null>;
    readonly id: KommoLeadId;
    readonly untilMs: number;
  } | null = null;

  /** What Redis knows of a batch: asked ahead where that was just done for its one card. */
  const lookedUp = async (batch: Batch): Promise<Lookup | null> => {
    const ids = [...batch.keys()];
    const ahead =
      prepared && ids.length === 1 && ids[0] === prepared.id && clock.nowMs() <= prepared.untilMs
        ? prepared
        : null;
    prepared = null;
    const found = await (ahead?.lookup ?? lookUp(ids));
    if (!found) return null;
    const young = [...found.reads].filter(
      ([id, { startedAtMs }]) => clock.nowMs() - startedAtMs <= (batch.get(id)?.maxAgeMs ?? 0),
    );
    return { reads: new Map(young), redisNowMs: found.redisNowMs, askedAtMs: found.askedAtMs };
  };

  /** One GET for at most 100 cards. */
  const ask = async (ids: readonly KommoLeadId[]): Promise<ReadonlyMap<KommoLeadId, StageRead>> => {
    // Before the call rather than at the request, should a client not say when it sent: older, never younger.
    let startedAtMs = clock.nowMs();
    const answer = await kommo.leads(ids, {
      priority: 'gate',
      onSent: (atMs) => {
        startedAtMs = atMs;
      },
    });
    const cards = new Map(answer.kind === 'ok' ? answer.value.map((card) => [card.id, card]) : []);
    const readOf = (id: KommoLeadId): StageRead => {
      if (answer.kind === 'failed') return { kind: 'unreadable', startedAtMs, cause: answer.cause };
      const card = cards.get(id);
      if (!card || card.isDeleted) return { kind: 'absent', startedAtMs };
      const { pipelineId, statusId, updatedAt, isDeleted, contactIds, responsibleUserId } = card;
      return {
        kind: 'read',
        startedAtMs,
        lead: { id, pipelineId, statusId, updatedAt, isDeleted, contactIds, responsibleUserId },
        card,
      };
    };
    return new Map(ids.map((id) => [id, readOf(id)]));
  };

  const publish = async (
    reads: ReadonlyMap<KommoLeadId, StageRead>,
    { redisNowMs, askedAtMs }: Lookup,
  ): Promise<void> => {
    // Redis' time was taken before the request was sent, so the published start is older than the true one, never younger.
    const px = publishForMs - (clock.nowMs() - askedAtMs);
    if (!redis || px < 1) return;
    const publishable = [...reads.values()].filter((read) => read.kind === 'read');
    if (publishable.length === 0) return;
    await guard.attempt(() => {
      const pipeline = redis.pipeline();
      for (const { lead, startedAtMs: sentAtMs } of publishable) {
        const { pipelineId, statusId, updatedAt, responsibleUserId, contactIds } = lead;
        pipeline.set(
          stageKey(lead.id),
          {
            startedAtMs: redisNowMs,
            sentAtMs,
            pipelineId,
            statusId,
            updatedAt,
            responsibleUserId,
            contactIds,
          },
          { px },
        );
      }
      return pipeline.exec();
    });
  };

  /** Held back until `share`, the delay's end or `settle`, whichever is first. */
  const heldBack = new Set<() => void>();
  const publishInTime = async (reads: ReadonlyMap<KommoLeadId, StageRead>, lookup: Lookup): Promise<void> => {
    if (publishDelayMs > 0) {
      let timer: NodeJS.Timeout | undefined;
      let release = (): void => {};
      await new Promise<void>((resolve) => {
        release = resolve;
        heldBack.add(release);
        timer = setTimeout(release, publishDelayMs);
      });
      clearTimeout(timer);
      heldBack.delete(release);
    }
    await publish(reads, lookup);
  };
  const share = (): void => {
    for (const release of heldBack) release();
  };

  const run = async (batch: Batch): Promise<void> => {
    const answer = (reads: ReadonlyMap<KommoLeadId, StageRead>): void => {
      for (const [id, read] of reads) for (const resolve of batch.get(id)?.resolve ?? []) resolve(read);
    };
    const wantsShared = [...batch.values()].some(({ maxAgeMs }) => maxAgeMs > 0);
    const lookup = wantsShared ? await lookedUp(batch) : null;
    if (lookup) answer(lookup.reads);
    const missing = [...batch.keys()].filter((id) => !lookup?.reads.has(id));
    const chunks = Array.from({ length: Math.ceil(missing.length / IDS_PER_READ) }, (_, index) =>
      missing.slice(index * IDS_PER_READ, (index + 1) * IDS_PER_READ),
    );
    await Promise.all(
      chunks.map(async (ids) => {
        const reads = await ask(ids);
        answer(reads);
        if (lookup) await publishInTime(reads, lookup);
      }),
    );
  };

  const join = (id: KommoLeadId, maxAgeMs: number): Promise<StageRead> => {
    if (pending === null) {
      const batch: Batch = new Map();
      pending = batch;
      // Without a delay still after everybody who asks in this moment.
      const opened =
        coalesceMs > 0 ? new Promise<void>((resolve) => setTimeout(resolve, coalesceMs)) : Promise.resolve();
      keepTrackOf(
        opened
          .then(() => {
            pending = null;
            return run(batch);
          })
          .catch((error: unknown) => {
            for (const { reject } of batch.values()) for (const fail of reject) fail(error);
          }),
      );
    }
    const batch: Batch = pending;
    return new Promise<StageRead>((resolve, reject) => {
      const waiting = batch.get(id) ?? { maxAgeMs, resolve: [], reject: [] };
      waiting.maxAgeMs = Math.min(waiting.maxAgeMs, maxAgeMs);
      waiting.resolve.push(resolve);
      waiting.reject.push(reject);
      batch.set(id, waiting);
    });
  };

  return {
    read: async (ids, { maxAgeMs }) => {
      const wanted = [...new Set(Array.isArray(ids) ? ids : [ids])];
      const reads = await Promise.all(
        wanted.map(async (id): Promise<[KommoLeadId, StageRead]> => [id, await join(id, maxAgeMs)]),
      );
      return new Map(reads);
    },
    prepare: async (id) => {
      if (!redis) return;
      const lookup = lookUp([id]);
      prepared = { lookup, id, untilMs: clock.nowMs() + PREPARED_MS };
      await lookup;
    },
    share,
    settle: async () => {
      share();
      while (underWay.size > 0) await Promise.allSettled([...underWay]);
    },
  };
}
