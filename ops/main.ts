/** `npm run ops -- <command>`: the operator's commands, on this process's environment and terminal. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../lib/clock.ts';
import { runOps } from './program.ts';
import { createTerminal } from './terminal.ts';

// Whoever reads the output may go first (`| head`): that ends nothing.
process.stdout.on('error', () => {});
process.exitCode = await runOps(process.argv.slice(2), {
  environment: process.env,
  clock: systemClock,
  newId: randomUUID,
  sleep: (ms) => sleep(ms),
  terminal: createTerminal(process),
});
