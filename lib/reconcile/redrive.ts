/**
 * Held turns go back in line once Kommo answers again: one event a lead, so one reply a lead, not one a message (design §8). Who wrote last
 * is first, for they still look at the phone; no more stand in line than drain before the next run, so that who writes today waits behind
 * one minute of them and not behind all; a lead that is refused again steps behind the others.
 */
import type { Clock } from '../clock.ts';
import type { Kommo } from '../kommo/kommo.ts';
import type { PersonTasks } from '../kommo/person-task.ts';
import type { TaskLists } from '../kommo/task-list.ts';
import type { KommoLeadId, LeadId } from '../lead.ts';
import type { Log } from '../log.ts';
import type { LeadQueue } from '../queue.ts';
import { heldInLine } from '../retry-policy.ts';
import type { HeldLead } from '../store/repairs.ts';
import type { Store } from '../store/store.ts';
import type { WaitingLists } from './waiting.ts';

/** Whoever was put in line and is neither answered nor held anew by then is lost there, among the dead letters perhaps. */
const LOST_MS = 30 * 60_000;
/** So long tasks for people are written in one run; the rest is the next minute's. */
const TASKS_MS = 15_000;
/** As many cards as one read of Kommo's takes. */
const TASKS_A_LIST = 100;
const CLOSED_AT_ONCE = 10;
const HOUR_MS = 3_600_000;

export type RedriveDeps = {
  readonly store: Pick<
    Store,
    'heldToRedrive' | 'heldTooLong' | 'markRedriven' | 'closeBurst' | 'speechStoppedAt'
  > &
    Pick<WaitingLists, 'heldCount'>;
  /** The probe: after a block, its success closes the breaker for everybody. */
  readonly kommo: Pick<Kommo, 'account'>;
  readonly tasks: Pick<PersonTasks, 'write'>;
  readonly taskLists: TaskLists;
  readonly clock: Clock;
  /** HOLD_MAX_HOURS: an answer later than this is a person's to give. */
  readonly holdMaxHours: number;
  /** KOMMO_RPS */
  readonly kommoRps: number;
  readonly queue: Pick<LeadQueue, 'sendMany'>;
  readonly newId: () => string;
  readonly log: Log;
};

/** Returns how many leads were put back in line; none while Kommo cannot be read. @throws when Postgres or SQS cannot be reached. */
export async function redriveHeld(deps: RedriveDeps): Promise<number> {
  const { store, kommo, queue, clock, holdMaxHours, kommoRps, newId, log } = deps;
  const held = await store.heldCount();
  // Each minute, also when none: an alarm that hears nothing rings too.
  log.info('vitals.held', { leads: held });
  if (held === 0) return 0;
  // V5: their turns would only hold once more.
  if ((await store.speechStoppedAt()) !== null) return 0;
  const probe = await kommo.account();
  if (probe.kind !== 'ok') {
    log.warn('reconcile.waiting', {
      leads: held,
      cause: probe.kind === 'failed' ? probe.cause : probe.kind,
    });
    return 0;
  }
  const atMs = clock.nowMs();
  const heldSinceMs = atMs - holdMaxHours * HOUR_MS;
  const due = await store.heldToRedrive({
    heldSinceMs,
    lostBeforeMs: atMs - LOST_MS,
    inLineMax: heldInLine(kommoRps),
    atMs,
  });
  if (due.length > 0) {
    await queue.sendMany(
      due.map(({ id, key, heldAtMs, redrives }) => ({
        body: { source: 'self', event: { kind: 'redrive', leadId: id } },
        // The hold and how often it was driven are part of the id: SQS swallows a second copy of a run that died before it was marked.
        place: { group: key, dedupe: `redrive:${id}:${heldAtMs}:${redrives}` },
      })),
      newId(),
    );
    await store.markRedriven(
      due.map(({ id }) => id),
      atMs,
    );
    log.info('reconcile.redriven', { leads: due.length });
  }
  // Behind those who may still be answered: a task that Kommo refuses keeps nobody waiting.
  await tellPeople(deps, heldSinceMs);
  return due.length;
}

/** Who waited too long is a person's: a task, and the burst is closed. */
async function tellPeople(
  { store, tasks, taskLists, clock, log }: RedriveDeps,
  heldBeforeMs: number,
): Promise<void> {
  const untilMs = clock.nowMs() + TASKS_MS;
  const close = async (leads: readonly HeldLead[]): Promise<void> => {
    for (let at = 0; at < leads.length; at += CLOSED_AT_ONCE)
      await Promise.all(
        leads.slice(at, at + CLOSED_AT_ONCE).map(async ({ id, heldCause }) => {
          await store.closeBurst(
            id,
            'all',
            { kind: 'close', reason: 'held_too_long', evidence: { cause: heldCause }, stageAgeMs: null },
            clock.nowMs(),
          );
          log.error('reconcile.held_too_long', { leadId: id, cause: heldCause });
        }),
      );
  };
  const late = (isTried: boolean) =>
    store.heldTooLong({ heldBeforeMs, isTried, limit: TASKS_A_LIST, atMs: clock.nowMs() });

  // Of these nobody was told. Marked first: a run that dies here leaves them to be looked at one by one.
  for (let leads = await late(false); leads.length > 0; leads = await late(false)) {
    await store.markRedriven(
      leads.map(({ id }) => id),
      clock.nowMs(),
    );
    const cards = leads.flatMap(({ kommoLeadId }) => kommoLeadId ?? []);
    const written: ReadonlySet<KommoLeadId> =
      cards.length > 0 ? await taskLists.write('held_too_long', cards) : new Set();
    await close(leads.filter(({ kommoLeadId }) => kommoLeadId === null || written.has(kommoLeadId)));
    if (clock.nowMs() >= untilMs) return;
  }
  // A task may be on these cards, or be refused for one of them: each by itself, and a failure steps behind the others.
  const failed: LeadId[] = [];
  for (const lead of await late(true)) {
    if (clock.nowMs() >= untilMs) break;
    const told =
      lead.kommoLeadId === null
        ? null
        : await tasks.write({
            kind: 'held_too_long',
            kommoLeadId: lead.kommoLeadId,
            sinceMs: lead.heldAtMs ?? 0,
          });
    // Without the task nobody would know: the lead stays held and is looked at again.
    if (told?.kind === 'failed') failed.push(lead.id);
    else await close([lead]);
  }
  if (failed.length > 0) await store.markRedriven(failed, clock.nowMs());
}
