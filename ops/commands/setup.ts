/** `setup`: what the accounts still lack, shown first, then made: Kommo's stages, fields and webhook, WhatsApp's webhook. */
import type { Command } from 'commander';
import type { Context, Outcome, Run } from '../context.ts';
import { wrongUse } from '../failure.ts';
import { type Finding, findingLines, hasFailed } from '../report.ts';
import { kommoPlan, type Step, whatsappPlan } from '../setup-steps.ts';

/** An address of ours, without the slash at its end. @throws {OpsError} of exit code 2 for anything else. */
export function publicUrlFrom(context: Context, given: string | undefined): string | null {
  if (given === undefined) return context.connection.settings.operations().publicUrl;
  const url = URL.parse(given);
  if (!url || !/^https?:$/.test(url.protocol))
    throw wrongUse('--url is no http(s) address', 'it is what sst deploy prints, without a path: https://…');
  return given.replace(/\/+$/, '');
}

/** Carries the steps out, one after the other, and says what became of each. */
export async function carryOut(context: Context, steps: readonly Step[]): Promise<readonly Finding[]> {
  const made: Finding[] = [];
  for (const [index, step] of steps.entries()) {
    context.terminal.progress(`${index + 1} of ${steps.length}: ${step.change}…`);
    const finding = await step.apply();
    made.push(finding);
    for (const line of findingLines(finding)) context.say(line);
  }
  context.terminal.progress('');
  return made;
}

async function setup(
  context: Context,
  { yes, url }: { yes: boolean; url: string | undefined },
): Promise<Outcome> {
  const publicUrl = publicUrlFrom(context, url);
  context.terminal.progress('looking at the accounts…');
  const kommo = await kommoPlan(context, { publicUrl });
  try {
    const whatsapp = await whatsappPlan(context, { publicUrl });
    context.terminal.progress('');
    const findings = [...kommo.findings, ...whatsapp.findings];
    for (const finding of findings) for (const line of findingLines(finding)) context.say(line);
    const steps = [...kommo.steps, ...whatsapp.steps];
    if (steps.length === 0) {
      context.say('Nothing to change.');
      return { ok: !hasFailed(findings), answer: { ok: !hasFailed(findings), changed: [], findings } };
    }
    context.say('To change:');
    for (const { change } of steps) context.say(`  - ${change}`);
    if (!(await context.confirm(`Make these ${steps.length} changes?`, { yes }))) {
      context.say('Nothing was changed.');
      return { ok: false, answer: { ok: false, changed: [], findings } };
    }
    const made = await carryOut(context, steps);
    const all = [...findings, ...made];
    return { ok: !hasFailed(all), answer: { ok: !hasFailed(all), changed: made, findings } };
  } finally {
    await kommo.close();
  }
}

export function defineSetup(program: Command, run: Run): void {
  program
    .command('setup')
    .description(
      "Creates what the accounts lack: Kommo's stages, fields and webhook, the webhook of Evolution or Meta's subscription.",
    )
    .option('--yes', 'do not ask', false)
    .option('--url <address>', "the gateway's address, as sst deploy prints it (default: PUBLIC_URL)")
    .action((options: { yes: boolean; url?: string }) =>
      run((context) => setup(context, { yes: options.yes, url: options.url })),
    );
}
