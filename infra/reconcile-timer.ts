/** What wakes reconcile every minute. In the account's default group, so that no function that arms ladders may touch it. */
import { alarm, own } from './alarm.ts';
import { reconcile } from './functions.ts';
import { firingRole } from './schedule.ts';
import { arnOf, functionArn, named } from './stage.ts';

const role = firingRole('ReconcileScheduler', {
  groupArn: arnOf('scheduler', 'schedule-group/default'),
  functionArn: functionArn('reconcile'),
});

new aws.scheduler.Schedule(
  'ReconcileEveryMinute',
  {
    name: named('reconcile'),
    groupName: 'default',
    scheduleExpression: 'rate(1 minute)',
    flexibleTimeWindow: { mode: 'OFF' },
    target: {
      arn: functionArn('reconcile'),
      roleArn: role.arn,
      input: '{}',
      // A minute that could not be had is over; the next one sees everything it would have seen.
      retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
    },
  },
  { dependsOn: [reconcile] },
);

alarm('reconcile-silent', {
  means:
    'Reconcile has not run for five minutes: held leads are not answered, lost hooks are not made up for.',
  doFirst: 'Read the log of the function reconcile; `ops doctor` checks what it needs.',
  watches: own('HeldLeads'),
  statistic: 'SampleCount',
  when: 'below',
  over: 1,
  periodSeconds: 300,
  silence: 'alarm',
});
