import { createFollowUpExecutor } from '../lib/app/follow-up-executor.ts';
import { systemClock } from '../lib/clock.ts';
import { loadFollowUpConfig } from '../lib/config.ts';
import { processLog } from '../lib/log.ts';
import { withLinked } from '../lib/secrets.ts';

/** Built once per container; a bad configuration stops the start with every variable named. */
const app = createFollowUpExecutor(loadFollowUpConfig(withLinked(process.env)), {
  clock: systemClock,
  log: processLog,
});

export const handler = app.handle;
