/** Números: what `ops report` computes, for the page to draw. */
import { PERIODS, periodOf } from '../report/period.ts';
import { reportFromJson } from '../report/report.ts';
import type { ConsoleReads } from './reads.ts';
import type { Numbers } from './wire.ts';

/** Null for what is no period or no day. @throws {StoreError} */
export async function numbersOf(
  reads: Pick<ConsoleReads, 'report'>,
  { kind, on, nowMs, timezone }: { kind: string | null; on: string | null; nowMs: number; timezone: string },
): Promise<Numbers | null> {
  const known = PERIODS.find((each) => each === kind);
  const period = known ? periodOf(known, { on, nowMs, timezone }) : null;
  return period && { period, report: reportFromJson(await reads.report(period), period) };
}
