/** `export <phone>`: everything held on one person, as JSON: their right under the LGPD, and the one command whose purpose is to show it. */
import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { deadLetterQueue } from '../admin/dead-letters.ts';
import { walkQueue } from '../admin/queue-walk.ts';
import { envelopeOf, isAbout } from '../admin/queued.ts';
import { schedulesOf } from '../admin/schedules.ts';
import type { Context, Outcome, Run } from '../context.ts';
import { keptElsewhere } from '../elsewhere.ts';
import { wrongUse } from '../failure.ts';
import { knownLead } from '../lead-lookup.ts';
import { whereaboutsOf } from '../person.ts';

async function exportPerson(
  context: Context,
  { phone, out }: { phone: string; out: string | undefined },
): Promise<Outcome> {
  const { connection, terminal, clock } = context;
  const lead = await knownLead(context, phone);
  terminal.progress('collecting…');
  const { person, rows, redisKeys } = await whereaboutsOf(context, lead);
  const redis: Record<string, unknown> = {};
  for (const key of redisKeys) {
    const value = await connection.redis().get(key);
    if (value !== null) redis[key] = value;
  }
  const deadLetters: unknown[] = [];
  const sqs = connection.sqs();
  const dead = await deadLetterQueue(sqs, connection.settings.queue().leadQueueUrl);
  if (dead)
    await walkQueue({ sqs, queueUrl: dead.url }, async ({ body }) => {
      const envelope = envelopeOf(body);
      if (envelope && isAbout(envelope, person)) deadLetters.push(envelope.body);
      return 'keep';
    });
  const schedules = await schedulesOf(connection.scheduler(), {
    group: connection.settings.schedule().group,
    leadId: lead.id,
  });
  terminal.progress('');

  const everything = {
    exportedAt: new Date(clock.nowMs()).toISOString(),
    database: rows,
    redis,
    deadLetters,
    schedules,
    elsewhere: keptElsewhere(connection.settings, lead),
  };
  if (out === undefined) {
    if (!context.json) terminal.print(JSON.stringify(everything, null, 2));
    return { ok: true, answer: everything };
  }
  try {
    // Nobody else's to read, and never over something that is there.
    writeFileSync(out, `${JSON.stringify(everything, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    throw wrongUse(
      `the file cannot be written (${error instanceof Error && 'code' in error ? String(error.code) : 'unknown'})`,
      'name a new file after --out',
    );
  }
  context.say('Written. Hand it over by a safe way and delete it afterwards.');
  return { ok: true, answer: { ok: true } };
}

export function defineExport(program: Command, run: Run): void {
  program
    .command('export')
    .description('Everything held on one person, as JSON (LGPD). It is personal data: mind where it goes.')
    .argument('<phone>', "the lead's number, in any spelling")
    .option('--out <file>', 'a new file, readable by you alone, instead of the screen')
    .action((phone: string, { out }: { out?: string }) =>
      run((context) => exportPerson(context, { phone, out })),
    );
}
