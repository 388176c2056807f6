/**
 * P5: the events of the meetings ahead, looked at regularly. One that a person took out of the calendar is closed here, its time is free,
 * and a person is asked to agree on another with the lead; one that was dragged has its new time, and its reminders follow it.
 */
import type { FollowEvent } from '../calendar/follow-event.ts';
import type { Clock } from '../clock.ts';
import type { Kommo } from '../kommo/kommo.ts';
import type { Log } from '../log.ts';
import type { LeadQueue } from '../queue.ts';
import type { MeetingRecord } from '../store/rows.ts';
import type { Store } from '../store/store.ts';
import type { Checkpoints } from './checkpoint.ts';

const CHECKPOINT = 'meetings';
const EVERY_MS = 5 * 60_000;
const AHEAD_MS = 14 * 24 * 3_600_000;
/** Each costs Google a request; the soonest come first. */
const MEETINGS_PER_LOOK = 60;
const TASK_DUE_SECONDS = 3600;
const TASKS = {
  deleted:
    'A reunião deste lead foi apagada na agenda e não vai acontecer nesse horário. O lead ainda não sabe: combine outro horário com ele, por favor.',
  declined:
    'A reunião deste lead foi recusada na agenda e não vai acontecer nesse horário. O lead ainda não sabe: combine outro horário com ele, por favor.',
} as const;

export type WatchMeetingsDeps = {
  readonly store: Pick<Store, 'meetingsAhead' | 'closeMeeting' | 'leadById'>;
  readonly followEvent: FollowEvent;
  readonly checkpoints: Checkpoints;
  readonly kommo: Pick<Kommo, 'addTask' | 'tasks'>;
  readonly queue: Pick<LeadQueue, 'send'>;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly log: Log;
};

/** Returns how many meetings were found moved or gone; null when it was not time to look. @throws when Postgres or SQS cannot be reached. */
export async function watchMeetings(deps: WatchMeetingsDeps): Promise<number | null> {
  const { store, followEvent, checkpoints, kommo, queue, clock, newId, log } = deps;
  const nowMs = clock.nowMs();
  if (!(await checkpoints.isDue(CHECKPOINT, EVERY_MS))) return null;

  /** Told before it is closed: without the task nobody would know, and the next look tries again. */
  const handToPerson = async (meeting: MeetingRecord, text: string): Promise<boolean> => {
    const lead = await store.leadById(meeting.leadId);
    if (!lead || lead.kommoLeadId === null) return true;
    const written = await kommo.tasks(lead.kommoLeadId);
    if (written.kind === 'failed') return false;
    const isThere =
      written.kind === 'ok' &&
      written.value.some((task) => task.text === text && task.createdAt * 1000 >= (meeting.bookedAtMs ?? 0));
    if (isThere) return true;
    const told = await kommo.addTask({
      kommoLeadId: lead.kommoLeadId,
      text,
      completeTill: Math.floor(nowMs / 1000) + TASK_DUE_SECONDS,
      responsibleUserId: null,
    });
    return told.kind !== 'failed';
  };

  let changed = 0;
  for (const meeting of await store.meetingsAhead(
    { fromMs: nowMs, toMs: nowMs + AHEAD_MS },
    MEETINGS_PER_LOOK,
  )) {
    const followed = await followEvent(meeting);
    if (followed.kind === 'unclear')
      log.warn('meeting.unclear', {
        leadId: meeting.leadId,
        meetingId: meeting.id,
        cause: followed.cause,
      });
    if (followed.kind === 'moved') changed += 1;
    if (followed.kind !== 'gone' || !(await handToPerson(meeting, TASKS[followed.why]))) continue;
    if (!(await store.closeMeeting(meeting))) continue;
    changed += 1;
    log.warn('meeting.closed', { leadId: meeting.leadId, meetingId: meeting.id, why: followed.why });
    const id = newId();
    await queue.send(
      { source: 'self', event: { kind: 'sync', leadId: meeting.leadId } },
      { group: `sync:${meeting.leadId}`, dedupe: `meeting:${id}`, correlationId: id },
    );
  }
  checkpoints.keep(CHECKPOINT, nowMs);
  return changed;
}
