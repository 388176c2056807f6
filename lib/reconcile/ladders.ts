/**
 * Follow-ups and reminders that nothing woke: a schedule was lost, or could not be made, or a worker died before it planned. The
 * executor is started for them and asks everything it asks at any firing, so whatever speaks against a step by now still does, and
 * one that was said is not said again (I6).
 *
 * Overdue plans are looked for; the Scheduler is asked nothing. A look at each schedule, or arming each anew, costs a request a lead
 * every time and proves little a minute later; this is one query however many leads are silent, needs no right to the Scheduler, and
 * what a lost schedule costs is the grace below.
 */
import type { BusinessHours } from '../calendar/business-hours.ts';
import type { Clock } from '../clock.ts';
import type { Firing, ReminderFiring } from '../follow-up/firing.ts';
import type { Starter } from '../follow-up/invoke.ts';
import { nextReminder } from '../follow-up/reminder-plan.ts';
import type { LeadId } from '../lead.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import type { Checkpoints } from './checkpoint.ts';

/** The Scheduler may be a minute late, a turn takes up to one until its end is written, and so may a firing (facts/serverless.md §3). */
const GRACE_MS = 3 * 60_000;
/** Reconcile alone repairs it within minutes; past this it does not, or has not run itself. */
const ALARM_MS = 10 * 60_000;
/** Started in one run; the others are due a minute later as well. Each costs Kommo some requests of the account's budget. */
const LEADS_PER_RUN = 30;

const REMINDERS_CHECKPOINT = 'reminders';
const REMINDERS_EVERY_MS = 5 * 60_000;
/** A day before the start, and before all the days off that may lie between. */
const REMINDERS_AHEAD_MS = 7 * 24 * 3_600_000;
const MEETINGS_PER_LOOK = 500;

export type LaddersDeps = {
  readonly store: Pick<Store, 'plannedFollowUps' | 'leadsWithoutLadder'>;
  readonly starter: Starter;
  readonly clock: Clock;
  readonly log: Log;
};

/** Returns how many leads' ladders were woken. @throws when Postgres or Lambda cannot be reached; what is overdue stays so. */
export async function wakeLadders({ store, starter, clock, log }: LaddersDeps): Promise<number> {
  const nowMs = clock.nowMs();
  const [overdue, lost] = await Promise.all([
    store.plannedFollowUps(nowMs - GRACE_MS, LEADS_PER_RUN),
    store.leadsWithoutLadder(nowMs - GRACE_MS, LEADS_PER_RUN),
  ]);
  const late = overdue.filter(({ dueAtMs }) => nowMs - dueAtMs > ALARM_MS);
  const [oldest] = late;
  log.info('vitals.follow_ups', { overdue: late.length });
  if (oldest)
    log.error('follow_up.overdue', {
      plans: late.length,
      oldestMinutes: Math.round((nowMs - oldest.dueAtMs) / 60_000),
    });

  const firings = new Map<LeadId, Firing>();
  for (const { leadId, cycle, step } of overdue) firings.set(leadId, { kind: 'step', leadId, cycle, step });
  // Nothing is known but that something was said: the executor plans what comes next. The step is a hint.
  for (const { id, cycle } of lost) firings.set(id, { kind: 'step', leadId: id, cycle, step: 1 });
  const woken = [...firings.values()].slice(0, LEADS_PER_RUN);
  for (const firing of woken) await starter.start(firing);
  if (woken.length > 0)
    log.warn('reconcile.ladders_woken', { overdue: overdue.length, lost: lost.length, woken: woken.length });
  return woken.length;
}

export type WakeRemindersDeps = {
  readonly store: Pick<Store, 'meetingsAhead' | 'reminderTurn'>;
  readonly checkpoints: Checkpoints;
  readonly starter: Starter;
  /** The executor's own hours. */
  readonly loadHours: () => Promise<BusinessHours>;
  readonly clock: Clock;
  readonly log: Log;
};

/**
 * Reminders that fell due since the last look and have not left: no row plans them, the meeting does. Returns how many were woken;
 * null when it was not time to look. @throws when Postgres or Lambda cannot be reached: the next look reaches back as far.
 */
export async function wakeReminders({
  store,
  checkpoints,
  starter,
  loadHours,
  clock,
  log,
}: WakeRemindersDeps): Promise<number | null> {
  const nowMs = clock.nowMs();
  if (!(await checkpoints.isDue(REMINDERS_CHECKPOINT, REMINDERS_EVERY_MS))) return null;
  // Each reminder falls into one look: one that may not be said is not asked about over and over.
  const fromMs = ((await checkpoints.last(REMINDERS_CHECKPOINT)) ?? nowMs - REMINDERS_EVERY_MS) - GRACE_MS;
  const meetings = await store.meetingsAhead(
    { fromMs: nowMs, toMs: nowMs + REMINDERS_AHEAD_MS },
    MEETINGS_PER_LOOK,
  );
  const hours = meetings.length > 0 ? await loadHours() : null;
  const firings = meetings.flatMap(({ id, leadId, startsAtMs, bookedAtMs }): ReminderFiring[] => {
    const next = hours && nextReminder({ startsAtMs, done: [], armed: null, nowMs: fromMs, hours }).next;
    if (!next || next.dueAtMs > nowMs - GRACE_MS) return [];
    // Past when the meeting was made: whoever has just agreed on a time is not reminded of it.
    if (bookedAtMs !== null && next.dueAtMs <= bookedAtMs) return [];
    return [{ kind: 'reminder', leadId, meetingId: id, startsAtMs, step: next.step }];
  });
  let woken = 0;
  for (const firing of firings) {
    const turn = await store.reminderTurn(firing.leadId, nowMs);
    if (turn?.reminded.includes(firing.step)) continue;
    await starter.start(firing);
    woken += 1;
  }
  if (woken > 0) log.warn('reconcile.reminders_woken', { woken });
  checkpoints.keep(REMINDERS_CHECKPOINT, nowMs);
  return woken;
}
