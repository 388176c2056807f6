/**
 * `resume <phone>`: takes back what a command, a person's answer or the bot's own hand-over recorded. It opens nothing by itself: the card's
 * stage is read live before the next reply, and stays the stronger word. An opt-out is the lead's own and is not undone by habit.
 */
import type { Command } from 'commander';
import { type Context, languageOption, type Outcome, type Run } from '../context.ts';
import { OpsError } from '../failure.ts';
import { knownLead } from '../lead-lookup.ts';
import { maskedPhone } from '../report.ts';
import { holderInWords } from './why.ts';

async function resume(
  context: Context,
  { phone, optOut }: { phone: string; optOut: boolean },
): Promise<Outcome> {
  const { connection, say, clock, words } = context;
  const lead = await knownLead(context, phone);
  if (lead.signals.optedOutAtMs !== null) {
    if (!optOut) throw new OpsError(words.optedOut, { advice: words.addOptOut });
    const atMs = clock.nowMs();
    await connection.store().releaseSignals(lead.id, ['opt_out'], {
      givenAtMs: atMs + 1,
      source: { reason: 'operator', author: 'operator' },
      atMs,
    });
  }
  const resumed = await connection.takeovers().resume(lead.id);
  const holder = holderInWords(resumed, clock.nowMs(), words);
  say(
    `${words.takenBack(maskedPhone(resumed.address.phone, words), resumed.id)} ${words.holder}: ${holder}.`,
  );
  const isPersons = resumed.signals.humanStageAtMs !== null;
  if (isPersons) say(words.stillPersons(String(resumed.kommoLeadId ?? '')));
  return {
    ok: !isPersons,
    answer: { ok: !isPersons, leadId: resumed.id, epoch: resumed.epoch, holder, humanStage: isPersons },
  };
}

export function defineResume(program: Command, run: Run): void {
  program
    .command('resume')
    .description(
      "Gives a lead back to the bot: undoes pause, a person's answer and the bot's own hand-over. The card's stage still decides.",
    )
    .argument('<phone>', "the lead's number, in any spelling")
    .addOption(languageOption())
    .option('--opt-out', 'also undo the opt-out: only when the lead asked for it', false)
    .action((phone: string, { optOut }: { optOut: boolean }) =>
      run((context) => resume(context, { phone, optOut }), 'both'),
    );
}
