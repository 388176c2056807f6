/**
 * How many leads the gate can look at, by containers: each has the product's own limiter, breaker, client and stage reader, shares
 * Redis and Kommo with all others, and asks for one lead after the other, as a container's turns do.
 */
import { systemClock } from '../../lib/clock.ts';
import { createStageEvidence } from '../../lib/handoff/stage-evidence.ts';
import { connectKommo } from '../../lib/kommo/connection.ts';
import { createMetadata } from '../../lib/kommo/metadata.ts';
import { createStageReader } from '../../lib/kommo/stage-reader.ts';
import { KommoContactId, KommoLeadId } from '../../lib/lead.ts';
import { createLog } from '../../lib/log.ts';
import { createRedis } from '../../lib/redis.ts';
import { ACCOUNT } from '../../local/account.ts';
import type { FarEnds } from './crowd.ts';
import { quantile, round } from './numbers.ts';
import { pause as sleep } from './time.ts';

const STAGE_MAX_AGE_MS = 1000;

export type GateFigures = {
  readonly containers: number;
  readonly leadsPerS: number;
  readonly refused: number;
  readonly kommoRps: number;
  readonly addedP95Ms: number;
  readonly maxAgeMs: number;
  readonly redisPerLook: number;
};

type Look = { readonly ms: number; readonly ageMs: number; readonly isSeen: boolean };

export async function measureGates({
  farEnds,
  containers,
  seconds,
  rps,
  kommoRttMs,
  isNaive,
}: {
  farEnds: FarEnds;
  containers: number;
  seconds: number;
  rps: number;
  kommoRttMs: number;
  /** Each container reads for itself: the way without what is combined. */
  isNaive: boolean;
}): Promise<GateFigures> {
  const { url, cards } = await farEnds.ask({ kind: 'usage' }, 'usage');
  const log = createLog({ nowMs: systemClock.nowMs, write: () => {} });
  const looks: Look[] = [];

  const open = () => {
    const redis = createRedis({ url: `${url}/upstash`, token: ACCOUNT.redisToken });
    const kommo = connectKommo({
      config: {
        baseUrl: `${url}/kommo`,
        token: ACCOUNT.kommoToken,
        accountId: ACCOUNT.kommoAccountId,
        rps,
        combined: isNaive ? 'no' : 'yes',
      },
      redis,
      clock: systemClock,
      log,
    });
    const metadata = createMetadata({
      kommo,
      clock: systemClock,
      log,
      pipelineId: ACCOUNT.pipelineId,
      stageIds: {},
      fieldIds: {},
      onPipeline: async () => {},
    });
    const reader = createStageReader({ kommo, redis, clock: systemClock, log });
    const readStage = createStageEvidence({
      reader,
      kommo,
      stageMap: metadata.stageMap,
      moverOf: async () => 'unreadable',
      clock: systemClock,
    });
    return { kommo, metadata, reader, readStage };
  };
  // Stages are read once a container, in ten minutes: not what is measured.
  await farEnds.ask({ kind: 'limit', isOn: false }, 'limit');
  const all = Array.from({ length: containers }, open);
  for (const { metadata } of all) await metadata.stageMap();
  await sleep(2000);
  await farEnds.ask({ kind: 'limit', isOn: true }, 'limit');
  await farEnds.ask({ kind: 'reset' }, 'reset');

  const startedMs = performance.now();
  let next = 0;
  const work = async ({ readStage, reader }: (typeof all)[number]): Promise<void> => {
    while (performance.now() - startedMs < seconds * 1000) {
      const card = cards[next % cards.length];
      if (!card) return;
      next += 1;
      const lookMs = performance.now();
      const cardsToRead = {
        kommoLeadId: KommoLeadId.parse(card.leadId),
        // As a known lead's: its card and its contact, whose other cards count too.
        kommoContactIds: [KommoContactId.parse(card.contactId)],
      };
      await readStage.prepare(cardsToRead);
      const seen = await readStage(cardsToRead, { maxAgeMs: STAGE_MAX_AGE_MS });
      looks.push({
        ms: performance.now() - lookMs,
        ageMs: systemClock.nowMs() - seen.readAtMs,
        isSeen: seen.kind === 'seen',
      });
      if (!isNaive) await reader.settle();
    }
  };
  await Promise.all(all.map(work));
  const tookS = (performance.now() - startedMs) / 1000;
  const { kommo, redisRequests } = await farEnds.ask({ kind: 'usage' }, 'usage');
  for (const { kommo: client } of all) await client.close();
  const seen = looks.filter(({ isSeen }) => isSeen);
  const requests = Object.values(kommo).reduce((sum, count) => sum + count, 0);
  return {
    containers,
    leadsPerS: round(seen.length / tookS),
    refused: looks.length - seen.length,
    kommoRps: round(requests / tookS),
    addedP95Ms: Math.max(
      0,
      Math.round(
        quantile(
          seen.map(({ ms }) => ms),
          0.95,
        ) - kommoRttMs,
      ),
    ),
    maxAgeMs: Math.round(Math.max(0, ...seen.map(({ ageMs }) => ageMs))),
    redisPerLook: round(redisRequests / Math.max(1, looks.length)),
  };
}
