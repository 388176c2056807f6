/** Every alarm: what it watches, from where on it rings, what it says and whom it tells. */
import { describe, expect, inject, test } from 'vitest';
import { METRIC_NAMESPACE, METRICS } from '../../lib/metrics.ts';
import { all, arn, text, the } from './support/questions.ts';

const FUNCTIONS = ['whatsapp-webhook', 'kommo-webhook', 'conversation', 'follow-up-executor', 'reconcile'];

describe.each(['dev', 'production'] as const)('stage %s', (stage) => {
  const program = inject('programs')[stage];

  // The console is deployed where somebody may open it.
  const watched = stage === 'production' ? [...FUNCTIONS, 'console-api'] : FUNCTIONS;
  const ALARMS: Readonly<
    Record<string, readonly [metric: string, comparison: '>' | '<', threshold: number]>
  > = {
    'dead-letters': ['ApproximateNumberOfMessagesVisible', '>', 0],
    'statuses-set-aside': ['ApproximateNumberOfMessagesVisible', '>', 0],
    'oldest-lead-event': ['ApproximateAgeOfOldestMessage', '>', 300],
    'follow-ups-lost': ['ApproximateNumberOfMessagesVisible', '>', 0],
    'webhook-errors': ['5xx', '>', 4],
    'webhook-4xx': ['4xx', '>', 20],
    'webhooks-refused': ['WebhooksRefused', '>', 2],
    'webhook-unreadable': ['WebhooksUnreadable', '>', 0],
    'takeover-deferred': ['TakeoversDeferred', '>', 0],
    'unconfirmed-sends': ['UnconfirmedSends', '>', 0],
    'nothing-inbound': ['NothingInbound', '>', 0],
    'leads-at-once': ['ConcurrentExecutions', '>', 19],
    'reconcile-silent': ['HeldLeads', '<', 1],
    'leads-held': ['HeldLeads', '>', 0],
    'kommo-breaker': ['KommoBreakerOpen', '>', 0],
    'kommo-refuses': ['KommoRefusals', '>', 0],
    'kommo-hook-down': ['KommoHookDown', '>', 0],
    'kommo-writes-refused': ['KommoWritesRefused', '>', 0],
    'second-card': ['SecondCards', '>', 0],
    'another-robot': ['OtherRobots', '>', 0],
    'takeover-unattributed': ['TakeoversUnattributed', '>', 0],
    'kommo-token-expires': ['KommoTokenDaysLeft', '<', 14],
    'whatsapp-refuses': ['WhatsAppAlarms', '>', 0],
    'whatsapp-account': ['WhatsAppAccountAlarms', '>', 0],
    'whatsapp-disconnected': ['WhatsAppDown', '>', 0],
    'kommo-too-slow': ['ReadsTooSlow', '>', 4],
    'database-too-slow': ['CommitsTooSlow', '>', 4],
    'webhook-too-large': ['BodiesTooLarge', '>', 0],
    'follow-ups-overdue': ['FollowUpsOverdue', '>', 0],
    'turn-failures': ['TurnFailures', '>', 5],
    ...Object.fromEntries(
      watched.flatMap((name) => [
        [`function-errors-${name}`, ['Errors', '>', 5]] as const,
        [`function-throttles-${name}`, ['Throttles', '>', 0]] as const,
      ]),
    ),
  };

  test('V2 · every alarm watches what it should, says what to do, and tells somebody', () => {
    const topic = arn(the(program, 'sns/topic', 'Alarms'));
    const found = all(program, 'cloudwatch/metricAlarm').map(({ name, inputs }) => {
      const queries = Array.isArray(inputs['metricQueries']) ? inputs['metricQueries'] : [];
      const metric = inputs['metricName'] ?? queries.find(({ id }) => id === 'part')?.metric.metricName;
      const comparison = inputs['comparisonOperator'] === 'LessThanThreshold' ? '<' : '>';
      expect(inputs['alarmActions'], name).toEqual([topic]);
      expect(inputs['okActions'], name).toEqual([topic]);
      const description = text(inputs['alarmDescription']);
      expect(description.length, name).toBeLessThanOrEqual(1024);
      expect(description, name).toMatch(
        /^[A-Z`].{40,} [A-Z`].{20,} More: docs\/runbook\.md, "[a-z0-9-]+"\.$/,
      );
      return [name.replace('Alarm-', ''), [metric, comparison, inputs['threshold']]];
    });
    expect(Object.fromEntries(found)).toEqual(ALARMS);
  });

  test('an alarm of our own counts only this stage, and a metric that exists', () => {
    const own = all(program, 'cloudwatch/metricAlarm').filter(
      ({ inputs }) => inputs['namespace'] === METRIC_NAMESPACE,
    );
    expect(own.length).toBeGreaterThan(7);
    for (const { inputs } of own) {
      expect(inputs['dimensions']).toEqual({ stage });
      expect(Object.keys(METRICS)).toContain(inputs['metricName']);
    }
    const silent = the(program, 'cloudwatch/metricAlarm', 'Alarm-reconcile-silent').inputs;
    expect(silent).toMatchObject({ treatMissingData: 'breaching', statistic: 'SampleCount' });
    expect(the(program, 'cloudwatch/metricAlarm', 'Alarm-leads-held').inputs).toMatchObject({
      evaluationPeriods: 5,
      period: 60,
      statistic: 'Minimum',
    });
  });

  test('only CloudWatch may speak on the alarms topic, and only for alarms of this stage', () => {
    expect(
      JSON.parse(text(the(program, 'sns/topicPolicy', 'AlarmsPolicy').inputs['policy'])).Statement,
    ).toEqual([
      {
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: arn(the(program, 'sns/topic', 'Alarms')),
        Condition: {
          ArnLike: { 'aws:SourceArn': `arn:aws:cloudwatch:sa-east-1:123456789012:alarm:bastao-${stage}-*` },
          StringEquals: { 'aws:SourceAccount': '123456789012' },
        },
      },
    ]);
    expect(
      all(program, 'sns/topicSubscription').map(({ inputs }) => [inputs['protocol'], inputs['endpoint']]),
    ).toEqual(
      stage === 'production'
        ? [
            ['email', 'plantao@solar-exemplo.com.br'],
            ['https', 'https://pager.example/integration/bastao'],
          ]
        : [],
    );
  });
});
