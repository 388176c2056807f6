/** `held`: which leads wait for an answer that the bot may not give yet, and for what. */
import type { Command } from 'commander';
import { timeInWords } from '../../lib/reasons-pt.ts';
import { type Context, languageOption, type Outcome, type Run } from '../context.ts';
import { age, maskedPhone } from '../report.ts';

const LEADS_SHOWN = 200;

async function held({ connection, clock, say, words }: Context): Promise<Outcome> {
  const { holdMaxHours } = connection.settings.hold();
  const leads = await connection.store().heldLeads(LEADS_SHOWN);
  const rows = leads.map(({ id, address, kommoLeadId, heldAtMs, heldCause }) => ({
    leadId: id,
    phone: maskedPhone(address.phone, words),
    kommoLeadId,
    heldAtMs,
    waitingMs: heldAtMs === null ? 0 : clock.nowMs() - heldAtMs,
    cause: heldCause,
  }));
  for (const { leadId, phone, kommoLeadId, heldAtMs, waitingMs, cause } of rows) {
    const since = heldAtMs === null ? '' : timeInWords(heldAtMs);
    say(
      `${since}  ${age(waitingMs, words).padStart(10)}  ${words.lead(leadId, phone, kommoLeadId === null ? words.none : String(kommoLeadId))}: ${words.reason(cause ?? '')}`,
    );
  }
  say(rows.length === 0 ? words.nobodyWaits : words.wait(rows.length, holdMaxHours));
  return { ok: true, answer: { ok: true, held: rows } };
}

export function defineHeld(program: Command, run: Run): void {
  program
    .command('held')
    .description('Which leads wait for an answer, since when, and for what.')
    .addOption(languageOption())
    .action(() => run(held, 'both'));
}
