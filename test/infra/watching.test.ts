/** What watches the doors and the queues, and what an operator sees of them, beside the alarms (program.test.ts). */
import { describe, expect, inject, test } from 'vitest';
import { all, arn, text, the } from './support/questions.ts';

const QUEUES = ['LeadEvents', 'LeadEventsDead', 'Statuses', 'StatusesDead', 'FollowUpsLost'] as const;

describe.each(['dev', 'production'] as const)('stage %s', (stage) => {
  const program = inject('programs')[stage];

  test('O2 · no queue is read or written in the clear', () => {
    const policies = all(program, 'sqs/queuePolicy');
    expect(policies).toHaveLength(QUEUES.length);
    for (const name of QUEUES) {
      const queue = the(program, 'sqs/queue', `${name}Queue`);
      const { queueUrl, policy } = the(program, 'sqs/queuePolicy', `${name}Policy`).inputs;
      expect(queueUrl).toBe(queue.state['url']);
      expect(JSON.parse(text(policy)).Statement).toEqual([
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 'sqs:*',
          Resource: arn(queue),
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ]);
    }
  });

  test('V2 · runs are kept free for the doors where the account allows it, and for nothing else', () => {
    const reserved = all(program, 'lambda/function').flatMap(({ inputs }) =>
      Number(inputs['reservedConcurrentExecutions'] ?? -1) >= 0
        ? [[inputs['name'], inputs['reservedConcurrentExecutions']]]
        : [],
    );
    expect(Object.fromEntries(reserved)).toEqual(
      stage === 'production'
        ? { 'bastao-production-whatsapp-webhook': 20, 'bastao-production-kommo-webhook': 20 }
        : {},
    );
  });

  test('V2 · the dashboard shows queue, dead letters, doors, durations, throttles and cost, and where help is', () => {
    const { widgets } = JSON.parse(
      text(the(program, 'cloudwatch/dashboard', 'Dashboard').inputs['dashboardBody']),
    );
    const shown = JSON.stringify(widgets);
    for (const metric of [
      'ApproximateNumberOfMessagesVisible',
      'ApproximateAgeOfOldestMessage',
      'Latency',
      '4xx',
      '5xx',
      'Duration',
      'Throttles',
      'ConcurrentExecutions',
      'EstimatedCharges',
      'WebhooksRefused',
      'TakeoversDeferred',
    ])
      expect(shown, metric).toContain(`"${metric}"`);
    expect(widgets[0]).toMatchObject({ type: 'text' });
    expect(widgets[0].properties.markdown).toContain('docs/runbook.md');
    for (const name of QUEUES)
      expect(shown).toContain(JSON.stringify(the(program, 'sqs/queue', `${name}Queue`).inputs['name']));
    const places = widgets.map(({ x, y }: { x: number; y: number }) => `${x},${y}`);
    expect(new Set(places).size).toBe(places.length);
  });

  test('V2 · the operator is told which topic rings, so that doctor can see who hears it', () => {
    const settings = program.resources.find(
      ({ type, name }) => type === 'sst:sst:LinkRef' && name === 'SettingsLinkRef',
    );
    expect(settings?.inputs['properties']).toMatchObject({
      ALARM_TOPIC_ARN: arn(the(program, 'sns/topic', 'Alarms')),
    });
  });
});
