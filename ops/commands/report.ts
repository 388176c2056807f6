/** `report`: what a day, a week or a month came to, for a person, for a program, for a spreadsheet. */
import type { Command } from 'commander';
import { reportCsv } from '../../lib/report/csv.ts';
import { PERIODS, type PeriodKind, periodOf } from '../../lib/report/period.ts';
import { reportFromJson } from '../../lib/report/report.ts';
import { reportLines } from '../../lib/report/text.ts';
import { type Context, languageOption, type Outcome, type Run } from '../context.ts';
import { wrongUse } from '../failure.ts';

type Asked = { readonly kind: PeriodKind; readonly on: string | null; readonly isCsv: boolean };

async function report(context: Context, { kind, on, isCsv }: Asked): Promise<Outcome> {
  const { connection, clock, say, words } = context;
  const { timezone } = connection.settings.behaviour();
  const period = periodOf(kind, { on, nowMs: clock.nowMs(), timezone });
  if (!period) throw wrongUse(words.noDay, words.writeDaySo);
  const found = reportFromJson(await connection.database().report(period), period);
  for (const line of isCsv ? [reportCsv(found, period)] : reportLines(found, period, words.language))
    say(line);
  return { ok: true, answer: { ok: true, kind, first: period.first, last: period.last, ...found } };
}

export function defineReport(program: Command, run: Run): void {
  program
    .command('report')
    .description(
      'What a day, a week or a month came to: leads, answers, meetings, takeovers, silences, costs.',
    )
    .argument('[period]', 'day, week or month', 'day')
    .option('--on <yyyy-mm-dd>', 'that day, or the week or month in which it is; without it today')
    .option('--csv', 'one figure a line, for a spreadsheet')
    .addOption(languageOption())
    .action((period: string, options: { on?: string; csv?: true }) =>
      run(async (context) => {
        const kind = PERIODS.find((each) => each === period);
        if (!kind) throw wrongUse(context.words.noPeriod, context.words.writePeriodSo);
        return report(context, { kind, on: options.on ?? null, isCsv: options.csv === true });
      }, 'both'),
    );
}
