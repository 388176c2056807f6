/** The reconcile function put together: what repairs, every minute, what an outage left behind. */
import type { Clock } from '../clock.ts';
import type { ReconcileConfig } from '../config.ts';
import { connectKommo } from '../kommo/connection.ts';
import type { Log } from '../log.ts';
import { createLeadQueue, createSqsClient } from '../queue.ts';
import { createRedis } from '../redis.ts';
import { createStore } from '../store/store.ts';
import { redriveHeld } from './redrive.ts';
import { createVitals } from './vitals.ts';

export type ReconcileApp = {
  /** The Lambda's handler; the event carries nothing. */
  handle(): Promise<void>;
  /** Ends connections; a Lambda never calls it. */
  close(): Promise<void>;
};

export function createReconcile(
  config: ReconcileConfig,
  { clock, log, newId }: { clock: Clock; log: Log; newId: () => string },
): ReconcileApp {
  const redis = createRedis({ url: config.redisUrl, token: config.redisToken });
  const store = createStore({ url: config.supabaseUrl, serviceKey: config.supabaseServiceKey });
  const queue = createLeadQueue({ queueUrl: config.leadQueueUrl, client: createSqsClient() });
  const kommo = connectKommo({ config: config.kommo, redis, clock, log });
  const vitals = createVitals({ store, kommo, token: config.kommo.token, clock, log });
  return {
    handle: async () => {
      await redriveHeld({ store, kommo, queue, clock, holdMaxHours: config.holdMaxHours, newId, log });
      await vitals.check();
    },
    close: () => kommo.close(),
  };
}
