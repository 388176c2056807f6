/** Where follow-ups wait for their hour: one group of one-time schedules a stage, and the role that fires them. */
import { accountId, arnOf, functionArn, named } from './stage.ts';

/** Deleting the group deletes every schedule in it: a removed stage leaves none behind. */
export const followUpGroup = new aws.scheduler.ScheduleGroup('FollowUps', { name: named('follow-ups') });

/**
 * A role that EventBridge Scheduler assumes for schedules of one group, and nobody else for anything else; all it may do is
 * invoke one function.
 */
export function firingRole(
  name: string,
  { groupArn, functionArn: target }: { groupArn: $util.Input<string>; functionArn: $util.Input<string> },
): aws.iam.Role {
  return new aws.iam.Role(name, {
    name: named(name.replace(/(?!^)([A-Z])/g, '-$1').toLowerCase()),
    assumeRolePolicy: $jsonStringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'scheduler.amazonaws.com' },
          Action: 'sts:AssumeRole',
          // Without it any schedule of any account that knows the role could use it (confused deputy).
          Condition: { StringEquals: { 'aws:SourceAccount': accountId, 'aws:SourceArn': groupArn } },
        },
      ],
    }),
    inlinePolicies: [
      {
        name: 'invoke',
        policy: $jsonStringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: target }],
        }),
      },
    ],
  });
}

export const followUpRole = firingRole('FollowUpScheduler', {
  groupArn: followUpGroup.arn,
  functionArn: functionArn('follow-up-executor'),
});

/** Every schedule of the group, for the functions that arm ladders. */
export const followUpSchedules = arnOf('scheduler', `schedule/${named('follow-ups')}/*`);
