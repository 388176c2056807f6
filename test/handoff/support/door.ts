/** Gate and egress as the conversation function puts them together, over a running stack, with a wire that a test may slow. */

import { loadConversationConfig } from '../../../lib/config.ts';
import { createContactLook } from '../../../lib/handoff/contact-look.ts';
import { type Bubble, createEgress, type Egress, type Sent } from '../../../lib/handoff/egress.ts';
import { createGate, type Gate, type Permit } from '../../../lib/handoff/gate.ts';
import { createPendingTakeovers } from '../../../lib/handoff/pending-takeover.ts';
import { createStageEvidence } from '../../../lib/handoff/stage-evidence.ts';
import { connectKommo } from '../../../lib/kommo/connection.ts';
import { createMetadata } from '../../../lib/kommo/metadata.ts';
import { createMoverOf } from '../../../lib/kommo/mover.ts';
import { createOwnMoves } from '../../../lib/kommo/own-moves.ts';
import { createStageReader } from '../../../lib/kommo/stage-reader.ts';
import { createAskRedis, createRedis } from '../../../lib/redis.ts';
import { createStore, type Store } from '../../../lib/store/store.ts';
import { createCloudTransport } from '../../../lib/whatsapp/cloud-transport.ts';
import { createSuspicions } from '../../../lib/whatsapp/suspicions.ts';
import type { World } from '../../support/world.ts';

export type Door = {
  readonly store: Store;
  readonly gate: Gate;
  readonly egress: Egress;
  /** A permit for Mateus, issued now. */
  permit(): Promise<Permit>;
  send(permit: Permit, bubble?: Partial<Bubble>): Promise<Sent>;
  close(): Promise<void>;
};

/** `beforeAnswer` happens while a commit is on its way back: the place of a slow database or of a takeover in between. */
export async function openDoor(
  w: World,
  { beforeAnswer = async () => {} }: { beforeAnswer?: () => Promise<void> } = {},
): Promise<Door> {
  const config = loadConversationConfig(w.environment);
  if (!config.cloud) throw new Error('this door leads to the Cloud API');
  const { clock, log } = w;
  const redis = createRedis({ url: config.redisUrl, token: config.redisToken });
  const store = createStore({ url: config.supabaseUrl, serviceKey: config.supabaseServiceKey });
  const kommo = connectKommo({ config: config.kommo, redis, clock, log });
  const { pipelineId, stageIds, fieldIds } = config.kommo;
  const metadata = createMetadata({
    kommo,
    log,
    clock,
    pipelineId,
    stageIds,
    fieldIds,
    onPipeline: async () => {},
  });
  const reader = createStageReader({ kommo, redis: null, clock, log });
  const { stageMap } = metadata;
  const ownMoves = createOwnMoves({ records: store, clock, log });
  const { stageMaxAgeMs } = config;
  const moverOf = createMoverOf({ kommo, ownMoves });
  const readStage = createStageEvidence({ reader, kommo, stageMap, moverOf, clock });
  const gate = createGate({
    store,
    readStage,
    contacts: createContactLook({ store, kommo, clock, lookMinutes: config.contactLookMinutes }),
    pending: createPendingTakeovers({ ask: createAskRedis({ redis, log }), store: async () => store }),
    cardMoves: kommo.cardMoves,
    stageMap,
    ownMoves,
    clock,
    log,
    stageMaxAgeMs,
  });
  const transport = createCloudTransport({ ...config.cloud, clock });
  const commitSend: Store['commitSend'] = async (options) => {
    const answer = await store.commitSend(options);
    await beforeAnswer();
    return answer;
  };
  const egress = createEgress({
    gate,
    store: { ...store, commitSend },
    transport,
    suspicions: createSuspicions({ redis, log }),
    clock,
    log,
    stageMaxAgeMs,
  });
  const { address } = await w.lead();
  return {
    store,
    gate,
    egress,
    permit: async () => {
      const answer = await gate.open(await w.lead());
      if (answer.kind !== 'speak') throw new Error(`the gate says ${answer.kind}`);
      return answer.permit;
    },
    send: (permit, bubble = {}) =>
      egress.send(permit, {
        to: address,
        text: 'uma bolha',
        dedupeKey: 'reply:test:0',
        replyId: null,
        plan: null,
        ...bubble,
      }),
    close: () => kommo.close(),
  };
}
