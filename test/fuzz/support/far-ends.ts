/**
 * What the doors talk to, on a thread of its own, so that the doors' CPU time is theirs alone: the queue, Redis and Postgres
 * behind one port, on the machine's clock. Told `renew`, it forgets everything.
 */
import { parentPort } from 'node:worker_threads';
import { createVirtualClock } from '../../../local/clock.ts';
import { serve } from '../../../local/emulators/http.ts';
import { createSqsEmulator } from '../../../local/emulators/sqs/emulator.ts';
import { createUpstashEmulator } from '../../../local/emulators/upstash/emulator.ts';
import { ACCOUNT, startDatabase } from '../../../local/stack.ts';

const port = parentPort;
if (port === null) throw new Error('the far ends of a fuzz run are a worker');

const clock = createVirtualClock({ mode: 'live', onError: () => {} });
const database = await startDatabase({ databaseDir: null });
let ids = 0;
let url = '';
const parts = () => ({
  sqs: createSqsEmulator({
    clock,
    baseUrl: () => `${url}/sqs`,
    newId: () => {
      ids += 1;
      return `fuzz-${ids}`;
    },
    queues: [
      { name: 'lead-events.fifo', fifo: true, deduplicationScope: 'messageGroup' },
      { name: 'statuses', fifo: false },
    ],
  }),
  upstash: createUpstashEmulator({ clock, token: ACCOUNT.redisToken }),
});
let made = parts();
const http = await serve({
  mounts: {
    '/sqs': (request) => made.sqs.handler(request),
    '/upstash': (request) => made.upstash.handler(request),
    '/supabase': database.handler,
  },
});
url = http.url;
port.on('message', async (word: unknown) => {
  if (word === 'renew') {
    await made.upstash.close();
    made = parts();
    await database.control.reset();
    port.postMessage('renewed');
  } else {
    clock.stop();
    await Promise.all([http.close(), made.upstash.close(), database.close()]);
    port.postMessage('closed');
    port.close();
  }
});
port.postMessage({
  url,
  queueUrl: made.sqs.control.queueUrl('lead-events.fifo'),
  statusQueueUrl: made.sqs.control.queueUrl('statuses'),
});
