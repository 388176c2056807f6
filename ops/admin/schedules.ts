/** A lead's schedules in EventBridge Scheduler, by the names that lib/follow-up gives them: the one place of `ops` that knows them. */
import { DeleteScheduleCommand, type SchedulerClient } from '@aws-sdk/client-scheduler';
import type { LeadId } from '../../lib/lead.ts';

/** One ladder and one row of reminders a lead (`scheduleName` in lib/follow-up/firing.ts). */
const scheduleNames = (leadId: LeadId): readonly string[] => [`lead-${leadId}`, `meeting-${leadId}`];

const CALL_TIMEOUT_MS = 5_000;

/** Deletes what is scheduled for this lead; returns how many there were. @throws the SDK's error for anything but "there is none". */
export async function deleteSchedules(scheduler: Pick<SchedulerClient, 'send'>, { group, leadId }: { group: string; leadId: LeadId }): Promise<number> {
  let deleted = 0;
  for (const name of scheduleNames(leadId)) {
    try {
      await scheduler.send(new DeleteScheduleCommand({ Name: name, GroupName: group }), { abortSignal: AbortSignal.timeout(CALL_TIMEOUT_MS) });
      deleted += 1;
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error;
    }
  }
  return deleted;
}
