import { randomUUID } from 'node:crypto';
import { createWhatsAppWebhook } from '../lib/app/whatsapp-webhook.ts';
import { systemClock } from '../lib/clock.ts';
import { loadWhatsAppWebhookConfig } from '../lib/config.ts';
import { processLog } from '../lib/log.ts';
import { withLinked } from '../lib/secrets.ts';

/** Built once per container; a bad configuration stops the start with every variable named. */
const app = createWhatsAppWebhook(loadWhatsAppWebhookConfig(withLinked(process.env)), {
  clock: systemClock,
  log: processLog,
  newId: randomUUID,
});

export const handler = app.handle;
