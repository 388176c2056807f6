/**
 * `forget <phone>`: erases a person (LGPD). In this order, so that nothing answers them and nothing brings them back: the bot is fenced off;
 * what is under way in the queue's delay arrives and is met with silence; the meeting ahead is cancelled, schedules and queued messages go,
 * then the rows in one transaction, then what Redis kept. Then it looks again: a message that came meanwhile makes a person known anew.
 * Run twice, it finds nobody.
 */
import type { Command } from 'commander';
import { connectCalendar } from '../../lib/calendar/connection.ts';
import type { LeadKey } from '../../lib/lead.ts';
import type { LeadRecord } from '../../lib/store/lead-rows.ts';
import { suppressionDigests } from '../../lib/suppression.ts';
import { deadLetterQueue } from '../admin/dead-letters.ts';
import { walkQueue } from '../admin/queue-walk.ts';
import { envelopeOf, isAbout, type Person } from '../admin/queued.ts';
import { deleteSchedules } from '../admin/schedules.ts';
import type { Context, Outcome, Run } from '../context.ts';
import { keptElsewhere } from '../elsewhere.ts';
import { OpsError } from '../failure.ts';
import { knownLead, namedLead } from '../lead-lookup.ts';
import { whereaboutsOf } from '../person.ts';
import { maskedPhone } from '../report.ts';

/** The queue's delivery delay, a turn, and something on top. */
const ON_THEIR_WAY_MS = 20_000;
const ROUNDS_MAX = 3;
/** The walk through the live queue hides other leads' messages for as long as it takes, at most this. */
const LIVE_HIDDEN_SECONDS = 30;

type Erased = {
  meeting: boolean;
  schedules: number;
  queued: number;
  redisKeys: number;
  rows: Record<string, number>;
};

async function cancelMeeting({ connection, clock }: Context, lead: LeadRecord): Promise<boolean> {
  const config = { ...connection.settings.calendar() };
  const { calendar, close } = connectCalendar({
    config,
    store: connection.store(),
    clock,
    log: connection.log,
  });
  try {
    const done = await calendar.cancel({ leadId: lead.id });
    if (done.kind === 'failed')
      throw new OpsError(`the calendar could not be asked (${done.cause}): nothing was erased`, {
        advice: 'npm run ops -- doctor, then again',
      });
    return done.kind === 'cancelled';
  } finally {
    await close();
  }
}

async function deleteQueued({ connection }: Context, person: Person): Promise<number> {
  const { leadQueueUrl } = connection.settings.queue();
  const sqs = connection.sqs();
  const dead = await deadLetterQueue(sqs, leadQueueUrl);
  let deleted = 0;
  const deleteTheirs = async ({ body }: { readonly body: string }): Promise<'delete' | 'keep'> => {
    const envelope = envelopeOf(body);
    if (!envelope || !isAbout(envelope, person)) return 'keep';
    deleted += 1;
    return 'delete';
  };
  if (dead) await walkQueue({ sqs, queueUrl: dead.url }, deleteTheirs);
  await walkQueue({ sqs, queueUrl: leadQueueUrl, hiddenSeconds: LIVE_HIDDEN_SECONDS }, deleteTheirs);
  return deleted;
}

async function eraseOnce(context: Context, lead: LeadRecord): Promise<Erased> {
  const { connection, terminal } = context;
  terminal.progress('fencing the bot off…');
  // I1: from here on nothing of a turn in flight is committed for them.
  await connection.takeovers().pause(lead.id);
  // The queue hides what is delayed even from us: it arrives now, under the fence, or it would be answered as a stranger's.
  terminal.progress(`waiting ${ON_THEIR_WAY_MS / 1000} s for messages that are on their way…`);
  await context.sleep(ON_THEIR_WAY_MS);
  const meeting = await cancelMeeting(context, lead);
  const { person, redisKeys } = await whereaboutsOf(context, lead);
  terminal.progress('schedules and queued messages…');
  const schedules = await deleteSchedules(connection.scheduler(), {
    group: connection.settings.schedule().group,
    leadId: lead.id,
  });
  const queued = await deleteQueued(context, person);
  terminal.progress('rows…');
  const { suppressionSalt } = connection.settings.suppression();
  const rows =
    (await connection.database().eraseLead(lead.id, suppressionDigests(person.keys, suppressionSalt))) ?? {};
  const [first, ...rest] = redisKeys;
  const deletedKeys = first === undefined ? 0 : await connection.redis().del(first, ...rest);
  terminal.progress('');
  return { meeting, schedules, queued, redisKeys: deletedKeys, rows: { ...rows } };
}

const sum = (a: Erased, b: Erased): Erased => {
  const rows: Record<string, number> = { ...a.rows };
  for (const [table, count] of Object.entries(b.rows)) rows[table] = (rows[table] ?? 0) + count;
  return {
    meeting: a.meeting || b.meeting,
    schedules: a.schedules + b.schedules,
    queued: a.queued + b.queued,
    redisKeys: a.redisKeys + b.redisKeys,
    rows,
  };
};

/** Erases until the person stays gone. */
async function eraseForGood(
  context: Context,
  { lead, key }: { lead: LeadRecord; key: LeadKey },
): Promise<Erased> {
  let erased = await eraseOnce(context, lead);
  for (let round = 1; round <= ROUNDS_MAX; round += 1) {
    context.terminal.progress(`looking again in ${ON_THEIR_WAY_MS / 1000} s…`);
    await context.sleep(ON_THEIR_WAY_MS);
    context.terminal.progress('');
    const back = await context.connection.store().leadByKey(key);
    if (!back) return erased;
    erased = sum(erased, await eraseOnce(context, back));
  }
  throw new OpsError('the person keeps writing: they are known again', {
    advice: 'ask them to stop, or move the number out of the way, then run it once more',
  });
}

async function forget(context: Context, { phone, yes }: { phone: string; yes: boolean }): Promise<Outcome> {
  const { say } = context;
  const lead = await knownLead(context, phone);
  const who = `lead ${lead.id} (${maskedPhone(lead.address.phone)})`;
  if (!(await context.confirm(`Erase everything held on ${who}? It cannot be undone.`, { yes }))) {
    say('Nothing was erased.');
    return { ok: false, answer: { ok: false, erased: null } };
  }
  const erased = await eraseForGood(context, { lead, key: namedLead(phone, context.words).key });
  say(`Erased ${who}:`);
  for (const [table, count] of Object.entries(erased.rows))
    say(`  ${String(count).padStart(5)}  rows of ${table}`);
  say(`  ${String(erased.redisKeys).padStart(5)}  keys in Redis`);
  say(`  ${String(erased.schedules).padStart(5)}  schedules`);
  say(`  ${String(erased.queued).padStart(5)}  queued messages and dead letters`);
  if (erased.meeting) say('      1  meeting ahead, cancelled in the calendar');
  const elsewhere = keptElsewhere(context.connection.settings, lead);
  say('Not ours to erase, and still there:');
  for (const line of elsewhere) say(`  - ${line}`);
  const isSuppressed = lead.signals.optedOutAtMs !== null;
  if (isSuppressed)
    say(
      'They had asked to receive no messages: that still holds if they write again, until they write VOLTAR. What is kept for it names nobody.',
    );
  return {
    ok: true,
    answer: { ok: true, leadId: lead.id, kommoLeadId: lead.kommoLeadId, erased, elsewhere, isSuppressed },
  };
}

export function defineForget(program: Command, run: Run): void {
  program
    .command('forget')
    .description(
      'Erases a person everywhere Bastão keeps something of theirs (LGPD), and says what was erased. It cannot be undone.',
    )
    .argument('<phone>', "the lead's number, in any spelling")
    .option('--yes', 'do not ask', false)
    .action((phone: string, { yes }: { yes: boolean }) => run((context) => forget(context, { phone, yes })));
}
