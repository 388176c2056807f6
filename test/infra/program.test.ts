/** What `sst deploy` would make, for the smallest deployment and for the one with everything switched on. */
import { describe, expect, inject, test } from 'vitest';
import { CANARIES } from './support/deployments.ts';
import { all, arn, environmentOf, text, the } from './support/questions.ts';

const ALWAYS = ['whatsapp-webhook', 'kommo-webhook', 'conversation', 'follow-up-executor', 'reconcile'];

describe.each(['dev', 'production'] as const)('stage %s', (stage) => {
  const program = inject('programs')[stage];
  // The console is switched on in one of the two (console.test.ts).
  const FUNCTIONS = stage === 'production' ? [...ALWAYS, 'console-api'] : ALWAYS;

  const functionNamed = (name: string) => {
    const found = all(program, 'lambda/function').find(
      ({ inputs }) => inputs['name'] === `bastao-${stage}-${name}`,
    );
    if (!found) throw new Error(`no function ${name}`);
    return found;
  };

  test('the public routes are the webhooks and nothing else, and each leads to its function', () => {
    const target = (route: { inputs: Readonly<Record<string, unknown>> }) => {
      const integration = all(program, 'apigatewayv2/integration').find(
        ({ name }) => `integrations/${name}-id` === route.inputs['target'],
      );
      return text(integration?.inputs['integrationUri']).split(':').at(-1);
    };
    expect(
      Object.fromEntries(
        all(program, 'apigatewayv2/route')
          .filter(({ inputs }) => inputs['apiId'] === 'api123')
          .map((route) => [text(route.inputs['routeKey']), target(route)]),
      ),
    ).toEqual({
      'GET /webhooks/whatsapp/cloud': `bastao-${stage}-whatsapp-webhook`,
      'POST /webhooks/whatsapp/cloud': `bastao-${stage}-whatsapp-webhook`,
      'POST /webhooks/whatsapp/evolution': `bastao-${stage}-whatsapp-webhook`,
      'GET /webhooks/kommo/{secret}': `bastao-${stage}-kommo-webhook`,
      'GET /webhooks/kommo/{secret}/{proxy+}': `bastao-${stage}-kommo-webhook`,
      'POST /webhooks/kommo/{secret}': `bastao-${stage}-kommo-webhook`,
      'POST /webhooks/kommo/{secret}/{proxy+}': `bastao-${stage}-kommo-webhook`,
    });
    // Before what a second door would bring with it.
    expect(all(program, 'lambda/functionUrl')).toEqual([]);
    for (const permission of all(program, 'lambda/permission')) {
      expect(permission.inputs).toMatchObject({
        principal: 'apigateway.amazonaws.com',
        action: 'lambda:InvokeFunction',
      });
      expect(text(permission.inputs['sourceArn'])).toMatch(
        /^arn:aws:execute-api:sa-east-1:123456789012:(api123|console456)\//,
      );
    }
  });

  test('the door is throttled and lets no page of a browser in', () => {
    expect(the(program, 'apigatewayv2/stage', 'WebhooksStage').inputs).toMatchObject({
      defaultRouteSettings: { throttlingRateLimit: 100, throttlingBurstLimit: 200 },
    });
    expect(the(program, 'apigatewayv2/api', 'WebhooksApi').inputs['corsConfiguration']).toEqual({});
  });

  test('O2 · the access log has no address, no user agent, and no path with its secret', () => {
    const { accessLogSettings } = the(program, 'apigatewayv2/stage', 'WebhooksStage').inputs;
    const format = JSON.stringify(accessLogSettings);
    expect(format).toContain('$context.routeKey');
    expect(format).not.toMatch(/identity|sourceIp|userAgent|\$context\.path|authorizer/i);
  });

  test('I5 · lead-events keeps order by lead, waits for the burst, and sets a message aside after six failures', () => {
    const queue = the(program, 'sqs/queue', 'LeadEventsQueue');
    const dead = the(program, 'sqs/queue', 'LeadEventsDeadQueue');
    expect(queue.inputs).toMatchObject({
      fifoQueue: true,
      contentBasedDeduplication: false,
      deduplicationScope: 'messageGroup',
      fifoThroughputLimit: 'perMessageGroupId',
      delaySeconds: stage === 'production' ? 9 : 6,
      sqsManagedSseEnabled: true,
      messageRetentionSeconds: 4 * 86_400,
    });
    expect(JSON.parse(text(queue.inputs['redrivePolicy']))).toEqual({
      deadLetterTargetArn: arn(dead),
      maxReceiveCount: 6,
    });
    expect(dead.inputs).toMatchObject({
      fifoQueue: true,
      sqsManagedSseEnabled: true,
      messageRetentionSeconds: 14 * 86_400,
    });
  });

  test('a turn that is still running is not delivered a second time', () => {
    const visible = Number(the(program, 'sqs/queue', 'LeadEventsQueue').inputs['visibilityTimeoutSeconds']);
    expect(visible).toBeGreaterThanOrEqual(6 * Number(functionNamed('conversation').inputs['timeout']));
  });

  const mappingOf = (queue: string) =>
    all(program, 'lambda/eventSourceMapping').find(
      ({ inputs }) => inputs['eventSourceArn'] === arn(the(program, 'sqs/queue', queue)),
    )?.inputs;
  test('the consumer takes one message at a time, reports failures, and leaves room for the webhooks', () => {
    expect(all(program, 'lambda/eventSourceMapping')).toHaveLength(2);
    expect(mappingOf('LeadEventsQueue')).toEqual({
      eventSourceArn: arn(the(program, 'sqs/queue', 'LeadEventsQueue')),
      functionName: arn(functionNamed('conversation')),
      batchSize: 1,
      // FIFO queues take no window (facts/serverless.md §4).
      maximumBatchingWindowInSeconds: 0,
      functionResponseTypes: ['ReportBatchItemFailures'],
      scalingConfig: { maximumConcurrency: 20 },
    });
  });

  test('F12 · statuses wait for others, are taken a hundred messages at a time, and fail one by one', () => {
    const queue = the(program, 'sqs/queue', 'StatusesQueue');
    const dead = the(program, 'sqs/queue', 'StatusesDeadQueue');
    expect(queue.inputs['fifoQueue'] ?? false).toBe(false);
    expect(queue.inputs).toMatchObject({
      delaySeconds: 2,
      sqsManagedSseEnabled: true,
      messageRetentionSeconds: 4 * 86_400,
    });
    expect(JSON.parse(text(queue.inputs['redrivePolicy']))).toEqual({
      deadLetterTargetArn: arn(dead),
      maxReceiveCount: 6,
    });
    expect(dead.inputs).toMatchObject({ sqsManagedSseEnabled: true, messageRetentionSeconds: 14 * 86_400 });
    const mapping = mappingOf('StatusesQueue');
    expect(mapping).toEqual({
      eventSourceArn: arn(queue),
      functionName: arn(functionNamed('conversation')),
      batchSize: 100,
      maximumBatchingWindowInSeconds: 6,
      functionResponseTypes: ['ReportBatchItemFailures'],
      scalingConfig: { maximumConcurrency: 2 },
    });
    // AWS asks for six times the time-out and the window.
    expect(Number(queue.inputs['visibilityTimeoutSeconds'])).toBeGreaterThanOrEqual(
      6 * Number(functionNamed('conversation').inputs['timeout']) + 6,
    );
  });

  test('every function is on arm64 and Node 24, with its own log that ends after a month', () => {
    expect(all(program, 'lambda/function').map(({ inputs }) => inputs['name'])).toHaveLength(
      FUNCTIONS.length,
    );
    for (const name of FUNCTIONS) {
      const { inputs } = functionNamed(name);
      expect(inputs).toMatchObject({
        runtime: 'nodejs24.x',
        architectures: ['arm64'],
        loggingConfig: { logGroup: `/aws/lambda/bastao-${stage}-${name}` },
      });
      expect(program.buildOptions[name]).toMatchObject({
        minify: true,
        splitting: true,
        esbuild: { define: { esbuildDetection: '1' } },
      });
    }
    const groups = all(program, 'cloudwatch/logGroup');
    // One for each door.
    expect(groups).toHaveLength(FUNCTIONS.length + (stage === 'production' ? 2 : 1));
    for (const { inputs } of groups) expect([14, 30]).toContain(inputs['retentionInDays']);
  });

  test('no webhook may run longer than API Gateway waits, and reconcile ends within its minute', () => {
    for (const name of ['whatsapp-webhook', 'kommo-webhook'])
      expect(Number(functionNamed(name).inputs['timeout'])).toBeLessThan(30);
    expect(Number(functionNamed('reconcile').inputs['timeout'])).toBeLessThan(60);
  });

  test('reconcile is woken every minute, and a lost minute is not made up for', () => {
    expect(the(program, 'scheduler/schedule', 'ReconcileEveryMinute').inputs).toMatchObject({
      groupName: 'default',
      scheduleExpression: 'rate(1 minute)',
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: arn(functionNamed('reconcile')),
        roleArn: arn(the(program, 'iam/role', 'ReconcileScheduler')),
        retryPolicy: { maximumRetryAttempts: 0 },
      },
    });
    expect(
      the(program, 'lambda/functionEventInvokeConfig', 'ReconcileEventInvokeConfig').inputs,
    ).toMatchObject({
      maximumRetryAttempts: 0,
    });
  });

  test('a follow-up that fails three times is kept in a queue of its own, with an alarm on it', () => {
    const lost = the(program, 'sqs/queue', 'FollowUpsLostQueue');
    expect(
      the(program, 'lambda/functionEventInvokeConfig', 'FollowUpExecutorEventInvokeConfig').inputs,
    ).toEqual({
      functionName: `bastao-${stage}-follow-up-executor`,
      maximumRetryAttempts: 2,
      destinationConfig: { onFailure: { destination: arn(lost) } },
    });
    // Lambda takes no FIFO queue as a destination.
    expect(lost.inputs).toMatchObject({ fifoQueue: false, sqsManagedSseEnabled: true });
    expect(the(program, 'cloudwatch/metricAlarm', 'Alarm-follow-ups-lost').inputs).toMatchObject({
      dimensions: { QueueName: lost.inputs['name'] },
      threshold: 0,
    });
  });

  test('every schedule of this stage stands in one group of its own', () => {
    const groups = all(program, 'scheduler/scheduleGroup');
    expect(groups.map(({ inputs }) => inputs['name'])).toEqual([`bastao-${stage}-follow-ups`]);
  });

  test('the dashboard shows turns, silences by reason, δ, holds, follow-ups and how long a lead waits', () => {
    const body = text(the(program, 'cloudwatch/dashboard', 'Dashboard').inputs['dashboardBody']);
    for (const metric of [
      'Turns',
      'StageAge',
      'Holds',
      'HeldLeads',
      'FollowUpsSent',
      'AnswerTime',
      'TurnTime',
    ])
      expect(body).toContain(`"${metric}"`);
    expect(body).toContain('{Bastao,stage,reason} MetricName=\\"Silences\\"');
    expect(body).not.toContain(stage === 'dev' ? 'production' : '"dev"');
  });

  test('no name is longer than AWS allows, and each names its stage', () => {
    const LIMITS: Readonly<Record<string, number>> = {
      'iam/role': 64,
      'lambda/function': 64,
      'scheduler/schedule': 64,
      'scheduler/scheduleGroup': 64,
      'sqs/queue': 80,
      'sns/topic': 256,
      'cloudwatch/metricAlarm': 255,
      'apigatewayv2/api': 128,
      'cloudwatch/logGroup': 512,
    };
    for (const [type, limit] of Object.entries(LIMITS)) {
      expect(all(program, type).length, type).toBeGreaterThan(0);
      for (const { inputs } of all(program, type)) {
        expect(text(inputs['name']).length, text(inputs['name'])).toBeLessThanOrEqual(limit);
        expect(inputs['name']).toContain(`bastao-${stage}-`);
      }
    }
  });

  test('O2 · no secret stands in an environment, a name, a text or an output', () => {
    const visible = program.resources.filter(
      ({ type }) => !type.startsWith('sst:') && !type.startsWith('pulumi:'),
    );
    expect(JSON.stringify(visible.map(({ inputs }) => inputs))).not.toContain('canary');
    expect(JSON.stringify(program.outputs)).not.toContain('canary');
    expect(Object.values(CANARIES).every((value) => value.includes('canary'))).toBe(true);
  });

  test('the outputs are the webhook URLs', () => {
    const url = 'https://api123.execute-api.sa-east-1.amazonaws.com/webhooks';
    expect(program.outputs).toMatchObject({
      whatsappCloudWebhook: `${url}/whatsapp/cloud`,
      whatsappEvolutionWebhook: `${url}/whatsapp/evolution`,
      kommoWebhook: `${url}/kommo/<KommoWebhookSecret>`,
    });
  });

  test('production cannot be removed by mistake and keeps what leads wrote; any other stage leaves nothing behind', () => {
    const isProduction = stage === 'production';
    expect(program.app).toMatchObject({
      name: 'bastao',
      home: 'aws',
      protect: isProduction,
      removal: isProduction ? 'retain' : 'remove',
      version: '4.17.1',
    });
    for (const queue of all(program, 'sqs/queue'))
      expect(program.options[queue.name]).toEqual({ retainOnDelete: isProduction });
    expect(program.options['ConversationFunction']).toEqual({ retainOnDelete: false });
  });

  test('`sst shell` hands out every plain setting and the addresses that the operator needs', () => {
    const settings = program.resources.find(
      ({ type, name }) => type === 'sst:sst:LinkRef' && name === 'SettingsLinkRef',
    );
    expect(settings?.inputs['properties']).toMatchObject({
      STAGE: stage,
      KOMMO_BASE_URL: 'https://solar-exemplo.kommo.com',
      LEAD_QUEUE_URL: the(program, 'sqs/queue', 'LeadEventsQueue').state['url'],
      STATUS_QUEUE_URL: the(program, 'sqs/queue', 'StatusesQueue').state['url'],
      DEAD_LETTER_QUEUE_URL: the(program, 'sqs/queue', 'LeadEventsDeadQueue').state['url'],
      FOLLOW_UPS_LOST_QUEUE_URL: the(program, 'sqs/queue', 'FollowUpsLostQueue').state['url'],
      SCHEDULE_GROUP: `bastao-${stage}-follow-ups`,
      SCHEDULE_ROLE_ARN: arn(the(program, 'iam/role', 'FollowUpScheduler')),
      FOLLOW_UP_FUNCTION_ARN: arn(functionNamed('follow-up-executor')),
      FUNCTION_NAME_PREFIX: `bastao-${stage}-`,
      PUBLIC_URL: 'https://api123.execute-api.sa-east-1.amazonaws.com',
    });
    expect(JSON.stringify(settings)).not.toContain('canary');
  });

  test('every function knows its stage, or nothing of it would be counted', () => {
    for (const name of FUNCTIONS) expect(environmentOf(functionNamed(name))).toMatchObject({ STAGE: stage });
  });
});
