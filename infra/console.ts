/**
 * The console of this stage: one function that serves the page and what the page reads. Only where CONSOLE_TOKENS is set
 * (`sst secret set ConsoleTokens`); without it sst.config.ts does not even read this file.
 *
 * A door of its own, so that nothing that happens to it can throttle, or ring for, the webhooks. The page lies beside the function: no
 * bucket, no CDN, one origin, so there is nothing for CORS to open.
 */
import { execFileSync } from 'node:child_process';
import { door } from './door.ts';
import { define, leadConsumer, watch } from './functions.ts';
import { arnOf, functionArn } from './stage.ts';

// Built here, so that no deploy can carry an older page than its function. `deployed`: without anything that plays the world.
execFileSync(
  process.execPath,
  ['node_modules/vite/bin/vite.js', 'build', 'console', '--mode', 'deployed', '--logLevel', 'warn'],
  { cwd: $cli.paths.root, stdio: ['ignore', 'ignore', 'inherit'] },
);

const consumerId = leadConsumer.apply(({ nodes }) => nodes.eventSourceMapping.uuid);

const consoleApi = define('ConsoleApi', 'console-api', {
  memory: '512 MB',
  // A page of leads, or two tries to switch the consumer off.
  timeout: '15 seconds',
  copyFiles: [{ from: 'dist/console', to: 'page' }],
  made: {
    LEAD_QUEUE_CONSUMER: {
      value: consumerId,
      allows: [
        {
          actions: ['lambda:UpdateEventSourceMapping'],
          resources: [arnOf('lambda', $interpolate`event-source-mapping:${consumerId}`)],
          conditions: [
            { test: 'ArnEquals', variable: 'lambda:FunctionArn', values: [functionArn('conversation')] },
          ],
        },
      ],
    },
  },
});
watch('console-api');

/** A few people, each with a page that asks every few seconds. */
export const consoleDoor = door('Console', { aSecond: 20, atOnce: 40 });
consoleDoor.route('GET /', consoleApi.arn);
consoleDoor.route('GET /assets/{file}', consoleApi.arn);
consoleDoor.route('GET /console-api/{proxy+}', consoleApi.arn);
consoleDoor.route('POST /console-api/{proxy+}', consoleApi.arn);
