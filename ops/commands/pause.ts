/**
 * `pause <phone>`: a person takes the conversation by command, through the same signal as an answer typed on the phone. A number that
 * never wrote can be paused too: the conversation then begins in a person's hands (R12).
 */
import type { Command } from 'commander';
import { timeInWords } from '../../lib/reasons-pt.ts';
import { type Context, languageOption, type Outcome, type Run } from '../context.ts';
import { OpsError } from '../failure.ts';
import { namedLead } from '../lead-lookup.ts';
import { maskedPhone } from '../report.ts';

async function pause({ connection, clock, say, words }: Context, given: string): Promise<Outcome> {
  const { key, phone } = namedLead(given, words);
  const store = connection.store();
  const known = await store.leadByKey(key);
  if (!known && phone === null) throw new OpsError(words.unknownKey, { advice: words.onlyNumbersAhead });
  const lead =
    known ??
    (phone &&
      (await store.resolveLead({ phone, lid: null, bsuid: null, replyTo: phone.slice(1) }, clock.nowMs())));
  if (!lead) throw new OpsError(words.unknownKey, { advice: words.checkIt });
  const paused = await connection.takeovers().pause(lead.id);
  const { humanReplyUntilMs } = paused.signals;
  const until = humanReplyUntilMs === null ? '' : words.until(timeInWords(humanReplyUntilMs));
  say(`${words.paused(maskedPhone(paused.address.phone, words), paused.id)}${until}.`);
  say(words.comesBack);
  return {
    ok: true,
    answer: { ok: true, leadId: paused.id, epoch: paused.epoch, untilMs: humanReplyUntilMs },
  };
}

export function definePause(program: Command, run: Run): void {
  program
    .command('pause')
    .description(
      'Silences the bot for a lead, as if a person had answered it; lasts HUMAN_REPLY_PAUSE_HOURS.',
    )
    .argument('<phone>', "the lead's number, in any spelling")
    .addOption(languageOption())
    .action((phone: string) => run((context) => pause(context, phone), 'both'));
}
