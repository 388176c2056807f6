/** `held`: which leads wait for an answer that the bot may not give yet, and for what. */
import type { Command } from 'commander';
import { reasonInWords, timeInWords } from '../../lib/reasons-pt.ts';
import type { Context, Outcome, Run } from '../context.ts';
import { age, maskedPhone } from '../report.ts';

const LEADS_SHOWN = 200;

async function held({ connection, clock, say }: Context): Promise<Outcome> {
  const { holdMaxHours } = connection.settings.hold();
  const leads = await connection.store().heldLeads(LEADS_SHOWN);
  const rows = leads.map(({ id, address, kommoLeadId, heldAtMs, heldCause }) => ({
    leadId: id,
    phone: maskedPhone(address.phone),
    kommoLeadId,
    heldAtMs,
    waitingMs: heldAtMs === null ? 0 : clock.nowMs() - heldAtMs,
    cause: heldCause,
  }));
  for (const { leadId, phone, kommoLeadId, heldAtMs, waitingMs, cause } of rows) {
    const since = heldAtMs === null ? '' : timeInWords(heldAtMs);
    say(
      `${since}  ${age(waitingMs).padStart(10)}  lead ${leadId} (${phone}), card ${kommoLeadId ?? 'none'}: ${reasonInWords(cause ?? 'unknown')}`,
    );
  }
  say(
    rows.length === 0
      ? 'Nobody waits.'
      : `${rows.length} wait. They are answered by themselves, one reply each, within a minute of the cause being gone; after ${holdMaxHours} h a person gets a task instead.`,
  );
  return { ok: true, answer: { ok: true, held: rows } };
}

export function defineHeld(program: Command, run: Run): void {
  program
    .command('held')
    .description('Which leads wait for an answer, since when, and for what.')
    .action(() => run(held));
}
