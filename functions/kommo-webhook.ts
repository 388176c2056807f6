import { randomUUID } from 'node:crypto';
import { createKommoWebhook } from '../lib/app/kommo-webhook.ts';
import { systemClock } from '../lib/clock.ts';
import { loadKommoWebhookConfig } from '../lib/config.ts';
import { processLog } from '../lib/log.ts';
import { withLinked } from '../lib/secrets.ts';

/** Built once per container; a bad configuration stops the start with every variable named. */
const app = createKommoWebhook(loadKommoWebhookConfig(withLinked(process.env)), {
  clock: systemClock,
  log: processLog,
  newId: randomUUID,
});

export const handler = app.handle;
