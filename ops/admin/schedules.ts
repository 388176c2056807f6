/** A lead's schedules in EventBridge Scheduler. */
import { DeleteScheduleCommand, GetScheduleCommand, type SchedulerClient } from '@aws-sdk/client-scheduler';
import { scheduleName } from '../../lib/follow-up/firing.ts';
import type { LeadId } from '../../lib/lead.ts';

/** One ladder and one row of reminders. */
const scheduleNames = (leadId: LeadId): readonly string[] =>
  (['step', 'reminder'] as const).map((kind) => scheduleName({ kind, leadId }));

const CALL_TIMEOUT_MS = 10_000;

/** Deletes what is scheduled for this lead; returns how many there were. @throws the SDK's error for anything but "there is none". */
export async function deleteSchedules(
  scheduler: Pick<SchedulerClient, 'send'>,
  { group, leadId }: { group: string; leadId: LeadId },
): Promise<number> {
  let deleted = 0;
  for (const name of scheduleNames(leadId)) {
    try {
      await scheduler.send(new DeleteScheduleCommand({ Name: name, GroupName: group }), {
        abortSignal: AbortSignal.timeout(CALL_TIMEOUT_MS),
      });
      deleted += 1;
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error;
    }
  }
  return deleted;
}

/** What is scheduled for this lead. @throws as above. */
export async function schedulesOf(
  scheduler: Pick<SchedulerClient, 'send'>,
  { group, leadId }: { group: string; leadId: LeadId },
): Promise<readonly { readonly name: string; readonly at: string }[]> {
  const found: { name: string; at: string }[] = [];
  for (const name of scheduleNames(leadId)) {
    try {
      const schedule = await scheduler.send(new GetScheduleCommand({ Name: name, GroupName: group }), {
        abortSignal: AbortSignal.timeout(CALL_TIMEOUT_MS),
      });
      found.push({ name, at: schedule.ScheduleExpression ?? '' });
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error;
    }
  }
  return found;
}
