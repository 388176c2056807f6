/** EventBridge Scheduler: the group of this stage's follow-ups is there, and may be asked. */
import { GetScheduleGroupCommand } from '@aws-sdk/client-scheduler';
import { failed, ok } from '../report.ts';
import { type Check, settingsOr } from './check.ts';

const CALL_TIMEOUT_MS = 10_000;

export const checkSchedule: Check = async ({ connection }) => {
  const settings = settingsOr('Schedule settings', connection.settings.schedule);
  if (settings.kind === 'bad') return [settings.finding];
  const { group } = settings.value;
  try {
    const { State } = await connection.scheduler().send(new GetScheduleGroupCommand({ Name: group }), {
      abortSignal: AbortSignal.timeout(CALL_TIMEOUT_MS),
    });
    return State === 'ACTIVE'
      ? [ok('Follow-ups', `schedule group ${group} is there`)]
      : [
          failed(
            'Follow-ups',
            `schedule group ${group} is ${State ?? 'unknown'}`,
            'a group that is being deleted takes its schedules along: deploy again',
          ),
        ];
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown';
    return name === 'ResourceNotFoundException'
      ? [
          failed(
            'Follow-ups',
            `there is no schedule group ${group}`,
            'check SCHEDULE_GROUP: npx sst deploy makes it',
          ),
        ]
      : [
          failed(
            'Follow-ups',
            `the Scheduler cannot be asked (${name})`,
            'sign in to the right AWS account: aws sts get-caller-identity',
          ),
        ];
  }
};
