/** The Kommo emulator over real HTTP, and everything of ours that reads and writes cards, pointed at it. */
import { createKommoClient } from '../../../lib/kommo/client.ts';
import type { Kommo } from '../../../lib/kommo/kommo.ts';
import { createMetadata, type Metadata, type MetadataDeps } from '../../../lib/kommo/metadata.ts';
import { createMoverOf, type MoverOf } from '../../../lib/kommo/mover.ts';
import { createOwnMoves, type OwnMove, type OwnMoves } from '../../../lib/kommo/own-moves.ts';
import { createSync, type Sync } from '../../../lib/kommo/sync.ts';
import type { PipelineStages } from '../../../lib/pipeline.ts';
import { createVirtualClock, type VirtualClock } from '../../../local/clock.ts';
import { serve } from '../../../local/emulators/http.ts';
import { createKommoEmulator, type KommoEmulator } from '../../../local/emulators/kommo/emulator.ts';
import { ACCOUNT } from '../../../local/stack.ts';
import { closedBreaker, openLimiter, type RecordedLog, recordedLog, START_MS } from './builders.ts';

export type Account = {
  readonly control: KommoEmulator['control'];
  readonly clock: VirtualClock;
  readonly kommo: Kommo;
  readonly metadata: Metadata;
  readonly moverOf: MoverOf;
  readonly ownMoves: OwnMoves;
  /** From here on own moves can be neither kept nor read. */
  loseOwnMoves(): void;
  readonly sync: Sync;
  readonly log: RecordedLog;
  /** Every pipeline that was told on. */
  readonly published: readonly PipelineStages[];
  /** Requests since the last `control.clearRequests()`, as `METHOD /path` below /api/v4. */
  asked(path?: string): readonly string[];
  close(): Promise<void>;
};

export async function openAccount(
  settings: Partial<Pick<MetadataDeps, 'pipelineId' | 'stageIds' | 'fieldIds'>> = {},
): Promise<Account> {
  const clock = createVirtualClock({ mode: 'manual', startMs: START_MS });
  let url = '';
  const emulator = createKommoEmulator({
    clock,
    accountId: ACCOUNT.kommoAccountId,
    subdomain: 'solarexemplo',
    token: ACCOUNT.kommoToken,
    publicUrl: () => `${url}/kommo`,
  });
  const http = await serve({ mounts: { '/kommo': emulator.handler } });
  url = http.url;
  const log = recordedLog();
  const kommo = createKommoClient({
    baseUrl: `${url}/kommo`,
    token: ACCOUNT.kommoToken,
    limiter: openLimiter,
    breaker: closedBreaker,
    clock,
    log,
  });
  const published: PipelineStages[] = [];
  const metadata = createMetadata({
    kommo,
    log,
    clock,
    pipelineId: ACCOUNT.pipelineId,
    stageIds: {},
    fieldIds: {},
    onPipeline: async (pipeline) => void published.push(pipeline),
    ...settings,
  });
  const kept: OwnMove[] = [];
  let isLost = false;
  const ownMoves = createOwnMoves({
    records: {
      keepOwnMove: async (move) => {
        if (isLost) throw new Error('Postgres is down');
        kept.unshift(move);
      },
      ownMovesOf: async (id) => {
        if (isLost) throw new Error('Postgres is down');
        return kept.filter(({ kommoLeadId }) => kommoLeadId === id);
      },
    },
    clock,
    log,
  });
  const moverOf = createMoverOf({ kommo, ownMoves });
  return {
    control: emulator.control,
    clock,
    kommo,
    metadata,
    moverOf,
    ownMoves,
    loseOwnMoves: () => {
      isLost = true;
    },
    sync: createSync({ kommo, metadata, moverOf, ownMoves, clock, log, seenMaxAgeMs: 1000 }),
    log,
    published,
    asked: (path = '') =>
      emulator.control.requests
        .map((entry) => `${entry.method} ${entry.path.replace('/api/v4', '')}`)
        .filter((entry) => entry.includes(path)),
    close: async () => {
      await kommo.close();
      await http.close();
      clock.stop();
    },
  };
}
