/**
 * `doctor`: every credential and endpoint by a harmless call, the account against the configuration, what waits. It changes nothing,
 * unless a person at the terminal accepts its offer to create the webhook.
 */
import type { Command } from 'commander';
import { checkAlarms } from '../checks/alarms.ts';
import { checkCalendar } from '../checks/calendar.ts';
import type { Check } from '../checks/check.ts';
import { checkClocks } from '../checks/clocks.ts';
import { checkConfiguration } from '../checks/configuration.ts';
import { checkDatabase } from '../checks/database.ts';
import { checkKommo } from '../checks/kommo.ts';
import { checkModels } from '../checks/model.ts';
import { checkQueue } from '../checks/queue.ts';
import { checkRedis } from '../checks/redis.ts';
import { checkRoundTrips } from '../checks/round-trips.ts';
import { checkSchedule } from '../checks/schedule.ts';
import { checkWhatsApp } from '../checks/whatsapp.ts';
import type { Context, Outcome, Run } from '../context.ts';
import { type Finding, failed, findingLines, hasFailed, tally } from '../report.ts';
import { kommoPlan } from '../setup-steps.ts';
import { carryOut } from './setup.ts';

/** In this order, one after the other: the deadline of one must not pass while another one works. */
export const CHECKS = {
  configuration: checkConfiguration,
  kommo: checkKommo,
  whatsapp: checkWhatsApp,
  database: checkDatabase,
  redis: checkRedis,
  queue: checkQueue,
  roundTrips: checkRoundTrips,
  schedule: checkSchedule,
  model: checkModels,
  calendar: checkCalendar,
  alarms: checkAlarms,
} as const satisfies Record<string, Check>;
export type CheckName = keyof typeof CHECKS;
const CHECK_NAMES = Object.keys(CHECKS).filter((name): name is CheckName => Object.hasOwn(CHECKS, name));

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
        failed(
          name,
          `the check itself broke (${error instanceof Error ? error.name : 'unknown'})`,
          'run it again; if it stays, report it',
        ),
      ];
    } finally {
      done += 1;
      terminal.progress(`checking… ${done} of ${names.length + 1}`);
    }
  };
  const findings: Finding[] = [];
  for (const name of names) findings.push(...(await run(name, CHECKS[name])));
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

/** The one thing that doctor may change, and only for a person who says so. Returns what became of it. */
async function offerWebhook(context: Context): Promise<readonly Finding[]> {
  const publicUrl = context.connection.settings.operations().publicUrl;
  const plan = await kommoPlan(context, { publicUrl, only: 'webhook' });
  try {
    if (plan.steps.length === 0 || !(await context.confirm("Fix Kommo's webhook now?", { yes: false })))
      return [];
    return await carryOut(context, plan.steps);
  } finally {
    await plan.close();
  }
}

/** Without any of these nothing is configured here, and every check would say so again. */
const FIRST = ['KOMMO_BASE_URL', 'WHATSAPP_PROVIDER', 'SUPABASE_URL', 'UPSTASH_REDIS_REST_URL'] as const;

async function doctor(context: Context): Promise<Outcome> {
  if (FIRST.every((name) => !context.environment[name]?.trim())) {
    const says =
      'no settings here: run me in `npx sst shell --stage <name>`, or with --env-file (.data/local.env beside npm start)';
    context.say(says);
    return { ok: false, answer: { stage: context.stage, ok: false, findings: [], error: says } };
  }
  const findings = await examine(context, CHECK_NAMES);
  const outcome = show(context, findings);
  const isHookIll = findings.some(({ check, state }) => check === 'Kommo webhook' && state !== 'ok');
  if (!isHookIll || context.json || !context.terminal.isInteractive) return outcome;
  const made = await offerWebhook(context);
  const left = [...findings.filter(({ check }) => made.length === 0 || check !== 'Kommo webhook'), ...made];
  return { ...outcome, ok: !hasFailed(left) };
}

export function defineDoctor(program: Command, run: Run): void {
  program
    .command('doctor')
    .description('Checks every credential and endpoint by a harmless call, and says what to fix.')
    .action(() => run(doctor));
}
