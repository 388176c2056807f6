import { randomUUID } from 'node:crypto';
import { createConsoleApi } from '../lib/app/console-api.ts';
import { systemClock } from '../lib/clock.ts';
import { loadConsoleConfig } from '../lib/config.ts';
import { processLog } from '../lib/log.ts';
import { withLinked } from '../lib/secrets.ts';

/** Built once per container; a bad configuration stops the start with every variable named. */
const app = createConsoleApi(loadConsoleConfig(withLinked(process.env)), {
  clock: systemClock,
  log: processLog,
  newId: randomUUID,
  // infra/console.ts copies the built page beside the bundle; a function starts in its own folder.
  pageDirectory: `${process.cwd()}/page`,
});

export const handler = app.handle;
