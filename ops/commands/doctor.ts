/**
 * `doctor`: every credential and endpoint by a harmless call, the account against the configuration, what waits. It changes nothing,
 * unless a person at the terminal accepts its offer to create the webhook.
 */
import type { Command } from 'commander';
import { checkCalendar } from '../checks/calendar.ts';
import type { Check } from '../checks/check.ts';
import { checkClocks } from '../checks/clocks.ts';
import { checkConfiguration } from '../checks/configuration.ts';
import { checkDatabase } from '../checks/database.ts';
import { checkKommo } from '../checks/kommo.ts';
import { checkModels } from '../checks/model.ts';
import { checkQueue } from '../checks/queue.ts';
import { checkRedis } from '../checks/redis.ts';
import { checkWhatsApp } from '../checks/whatsapp.ts';
import type { Context, Outcome } from '../context.ts';
import { type Finding, failed, findingLines, hasFailed, tally } from '../report.ts';

/** In this order on the screen; asked side by side. */
export const CHECKS = {
  configuration: checkConfiguration,
  kommo: checkKommo,
  whatsapp: checkWhatsApp,
  database: checkDatabase,
  redis: checkRedis,
  queue: checkQueue,
  model: checkModels,
  calendar: checkCalendar,
} as const satisfies Record<string, Check>;
export type CheckName = keyof typeof CHECKS;

/** The findings of these checks, clocks last: they read what the others saw. A check that breaks is a finding too. */
export async function examine(context: Context, names: readonly CheckName[]): Promise<readonly Finding[]> {
  const { connection, environment, clock, newId, terminal } = context;
  const shared = { connection, environment, clock, newId, clocks: new Map() };
  let done = 0;
  const run = async (name: string, check: Check): Promise<readonly Finding[]> => {
    try {
      return await check(shared);
    } catch (error) {
      // The name alone: a message could quote what was sent.
      return [
        failed(name, `the check itself broke (${error instanceof Error ? error.name : 'unknown'})`, 'run it again; if it stays, report it'),
      ];
    } finally {
      done += 1;
      terminal.progress(`checking… ${done} of ${names.length + 1}`);
    }
  };
  const findings = (await Promise.all(names.map((name) => run(name, CHECKS[name])))).flat();
  const clocks = await run('Clock', checkClocks);
  terminal.progress('');
  return [...findings, ...clocks];
}

/** Shows findings and sums them up; with `--json` they are the answer. */
export function show(context: Context, findings: readonly Finding[]): Outcome {
  for (const finding of findings) for (const line of findingLines(finding)) context.say(line);
  context.say('');
  context.say(tally(findings));
  return { ok: !hasFailed(findings), answer: { stage: context.stage, ok: !hasFailed(findings), findings } };
}

export function defineDoctor(command: Command, run: (work: (context: Context) => Promise<Outcome>) => Promise<void>): void {
  command
    .command('doctor')
    .description('Checks every credential and endpoint by a harmless call, and says what to do about what is not well.')
    .action(() =>
      run(async (context) =>
        show(
          context,
          await examine(
            context,
            Object.keys(CHECKS).filter((name): name is CheckName => name in CHECKS),
          ),
        ),
      ),
    );
}
