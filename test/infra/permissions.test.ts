/** Least privilege: everything each role may do, whole; who may assume it; and what each function is handed. */
import { describe, expect, inject, test } from 'vitest';
import {
  loadConsoleConfig,
  loadConversationConfig,
  loadFollowUpConfig,
  loadKommoWebhookConfig,
  loadReconcileConfig,
  loadWhatsAppWebhookConfig,
} from '../../lib/config.ts';
import { dev, production } from './support/deployments.ts';
import { all, arn, environmentOf, rights, statementsOf, the } from './support/questions.ts';

describe.each([
  ['dev', dev],
  ['production', production],
] as const)('stage %s', (stage, deployment) => {
  const program = inject('programs')[stage];

  const role = (name: string) => the(program, 'iam/role', name);
  const ownLog = (name: string) =>
    ['logs:CreateLogStream', 'logs:PutLogEvents'].map(
      (action) =>
        `${action} on arn:aws:logs:sa-east-1:123456789012:log-group:/aws/lambda/bastao-${stage}-${name}:*`,
    );
  const queue = (name: string) => arn(the(program, 'sqs/queue', name));
  const sends = () => [`sqs:SendMessage on ${queue('LeadEventsQueue')}`];
  const reports = () => [`sqs:SendMessage on ${queue('StatusesQueue')}`];
  const armsLadders = () => [
    ...['Create', 'Update'].map(
      (verb) =>
        `scheduler:${verb}Schedule on arn:aws:scheduler:sa-east-1:123456789012:schedule/bastao-${stage}-follow-ups/*`,
    ),
    `iam:PassRole on ${arn(role('FollowUpScheduler'))} if {"StringEquals":{"iam:PassedToService":["scheduler.amazonaws.com"]}}`,
    `lambda:InvokeFunction on arn:aws:lambda:sa-east-1:123456789012:function:bastao-${stage}-follow-up-executor`,
  ];

  test('a webhook may put events in the queue, and nothing else', () => {
    expect(rights(role('WhatsAppWebhookRole'))).toEqual(
      [...sends(), ...reports(), ...ownLog('whatsapp-webhook')].sort(),
    );
    expect(rights(role('KommoWebhookRole'))).toEqual([...sends(), ...ownLog('kommo-webhook')].sort());
  });

  test('the conversation may take and put events and arm ladders, and nothing else', () => {
    const takes = [
      'ReceiveMessage',
      'DeleteMessage',
      'GetQueueAttributes',
      'ChangeMessageVisibility',
    ].flatMap((verb) => ['LeadEventsQueue', 'StatusesQueue'].map((name) => `sqs:${verb} on ${queue(name)}`));
    expect(rights(role('ConversationRole'))).toEqual(
      [...takes, ...sends(), ...reports(), ...armsLadders(), ...ownLog('conversation')].sort(),
    );
  });

  test('the executor may arm ladders and report a step that is lost, and nothing else', () => {
    const reports = [`sqs:SendMessage on ${queue('FollowUpsLostQueue')}`];
    expect(rights(role('FollowUpExecutorRole'))).toEqual(
      [...reports, ...armsLadders(), ...ownLog('follow-up-executor')].sort(),
    );
  });

  test('reconcile may put events in the queue and wake the executor, and nothing else', () => {
    const wakes = `lambda:InvokeFunction on arn:aws:lambda:sa-east-1:123456789012:function:bastao-${stage}-follow-up-executor`;
    expect(rights(role('ReconcileRole'))).toEqual([wakes, ...sends(), ...ownLog('reconcile')].sort());
  });

  test('the roles of the scheduler may invoke one function each, for schedules of one group each', () => {
    const trusts = (name: string) => statementsOf(role(name).inputs['assumeRolePolicy']);
    const trust = (group: string) => [
      {
        Effect: 'Allow',
        Principal: { Service: 'scheduler.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: {
          StringEquals: {
            'aws:SourceAccount': '123456789012',
            'aws:SourceArn': `arn:aws:scheduler:sa-east-1:123456789012:schedule-group/${group}`,
          },
        },
      },
    ];
    expect(trusts('FollowUpScheduler')).toEqual(trust(`bastao-${stage}-follow-ups`));
    expect(trusts('ReconcileScheduler')).toEqual(trust('default'));
    expect(rights(role('FollowUpScheduler'))).toEqual([
      `lambda:InvokeFunction on arn:aws:lambda:sa-east-1:123456789012:function:bastao-${stage}-follow-up-executor`,
    ]);
    expect(rights(role('ReconcileScheduler'))).toEqual([
      `lambda:InvokeFunction on arn:aws:lambda:sa-east-1:123456789012:function:bastao-${stage}-reconcile`,
    ]);
  });

  test('one role a function; none may be assumed by an account; none has a policy of AWS, a wildcard for an action or for everything', () => {
    const roles = all(program, 'iam/role');
    const functions = stage === 'production' ? 6 : 5;
    expect(roles).toHaveLength(functions + 2);
    expect(new Set(all(program, 'lambda/function').map(({ inputs }) => inputs['role'])).size).toBe(functions);
    for (const each of roles) {
      const [trust, ...more] = statementsOf(each.inputs['assumeRolePolicy']);
      expect(more, each.name).toEqual([]);
      expect(Object.keys(trust?.Principal ?? {}), each.name).toEqual(['Service']);
      expect(['lambda.amazonaws.com', 'scheduler.amazonaws.com'], each.name).toContain(
        trust?.Principal?.['Service'],
      );
      expect(each.inputs['managedPolicyArns'] ?? [], each.name).toEqual([]);
      for (const right of rights(each)) {
        const [action = '', resource = ''] = right.split(' on ');
        expect(action, each.name).not.toContain('*');
        // A wildcard only below something of this stage. AWS itself names a mapping.
        if (resource.startsWith('arn:aws:lambda:sa-east-1:123456789012:event-source-mapping:mapping-1 if'))
          continue;
        expect(resource.split(' if ')[0], each.name).toMatch(
          new RegExp(`^arn:aws:[a-z]+:[a-z0-9-]*:123456789012:[^*]*bastao-${stage}-[^*]*(/\\*|:\\*)?$`),
        );
      }
    }
    expect(all(program, 'iam/rolePolicyAttachment')).toEqual([]);
    expect(all(program, 'iam/policy')).toEqual([]);
  });

  const cloud = stage === 'dev';
  const transport = cloud
    ? ['CLOUD_API_URL', 'CLOUD_PHONE_NUMBER_ID']
    : ['EVOLUTION_INSTANCE', 'EVOLUTION_URL'];
  const model = cloud
    ? []
    : ['GOOGLE_CALENDAR_ID', 'LLM_FALLBACK_MODEL', 'LLM_FALLBACK_PROVIDER', 'LLM_MODEL', 'LLM_PROVIDER'];
  const stores = ['SUPABASE_URL', 'UPSTASH_REDIS_REST_URL'];
  const kommo = ['KOMMO_ACCOUNT_ID', 'KOMMO_BASE_URL', 'KOMMO_PIPELINE_ID'];
  const ladders = ['SCHEDULE_GROUP', 'SCHEDULE_ROLE_ARN', 'FOLLOW_UP_FUNCTION_ARN'];
  const storeSecrets = ['SupabaseServiceKey', 'UpstashRedisRestToken'];
  const speakingSecrets = [
    ...storeSecrets,
    'KommoToken',
    ...(cloud ? ['CloudToken'] : ['EvolutionApiKey', 'LlmApiKey', 'LlmFallbackApiKey']),
  ];
  const HANDED: Readonly<
    Record<string, { readonly variables: readonly string[]; readonly secrets: readonly string[] }>
  > = {
    'whatsapp-webhook': {
      variables: [
        ...stores,
        'LEAD_QUEUE_URL',
        'STATUS_QUEUE_URL',
        'WHATSAPP_PROVIDER',
        cloud ? 'CLOUD_PHONE_NUMBER_ID' : 'EVOLUTION_INSTANCE',
      ],
      secrets: [
        ...storeSecrets,
        ...(cloud ? ['CloudAppSecret', 'CloudVerifyToken'] : ['EvolutionWebhookSecret']),
      ],
    },
    'kommo-webhook': {
      variables: [...stores, 'LEAD_QUEUE_URL', 'KOMMO_ACCOUNT_ID', 'KOMMO_PIPELINE_ID'],
      secrets: [...storeSecrets, 'KommoWebhookSecret'],
    },
    conversation: {
      variables: [
        ...stores,
        'LEAD_QUEUE_URL',
        'STATUS_QUEUE_URL',
        ...kommo,
        ...ladders,
        'WHATSAPP_PROVIDER',
        ...transport,
        ...model,
      ],
      secrets: [...speakingSecrets, 'SuppressionSalt', ...(cloud ? [] : ['GoogleServiceAccount'])],
    },
    'follow-up-executor': {
      variables: [...stores, ...kommo, ...ladders, 'WHATSAPP_PROVIDER', ...transport, ...model],
      // P5: the event is read before a reminder goes.
      secrets: [...speakingSecrets, ...(cloud ? [] : ['GoogleServiceAccount'])],
    },
    reconcile: {
      variables: [
        ...stores,
        'LEAD_QUEUE_URL',
        'FOLLOW_UP_FUNCTION_ARN',
        'WHATSAPP_PROVIDER',
        ...kommo,
        // Whose connection is watched; the Cloud API tells of its own.
        ...(cloud ? [] : [...transport, 'GOOGLE_CALENDAR_ID']),
      ],
      // The webhook's, by which its own hook is told among the account's.
      secrets: [
        ...storeSecrets,
        'KommoToken',
        'KommoWebhookSecret',
        'SuppressionSalt',
        ...(cloud ? [] : ['EvolutionApiKey', 'GoogleServiceAccount']),
      ],
    },
    ...(stage === 'production' && {
      'console-api': {
        variables: [...stores, 'LEAD_QUEUE_CONSUMER'],
        secrets: [...storeSecrets, 'ConsoleTokens'],
      },
    }),
  };
  /** SST's own. */
  const ALWAYS = ['STAGE', 'SST_KEY', 'SST_KEY_FILE', 'SST_RESOURCE_App'];

  test.each(Object.entries(HANDED))(
    '%s is handed what it reads, and no variable and no secret beside',
    (name, { variables, secrets }) => {
      const lambda = all(program, 'lambda/function').find(
        ({ inputs }) => inputs['name'] === `bastao-${stage}-${name}`,
      );
      if (!lambda) throw new Error(`no function ${name}`);
      expect(Object.keys(environmentOf(lambda)).sort()).toEqual([...ALWAYS, ...variables].sort());
      expect([...(program.links[name] ?? [])].sort()).toEqual([...secrets].sort());
    },
  );

  test('what each function is handed is what its loader asks for, and nothing is missing', () => {
    const LOADERS = {
      'whatsapp-webhook': loadWhatsAppWebhookConfig,
      'kommo-webhook': loadKommoWebhookConfig,
      conversation: loadConversationConfig,
      'follow-up-executor': loadFollowUpConfig,
      reconcile: loadReconcileConfig,
      ...(stage === 'production' && { 'console-api': loadConsoleConfig }),
    };
    for (const [name, load] of Object.entries(LOADERS)) {
      const lambda = all(program, 'lambda/function').find(
        ({ inputs }) => inputs['name'] === `bastao-${stage}-${name}`,
      );
      const secrets = Object.fromEntries(
        (program.links[name] ?? []).map((link) => [
          link.replace(/(?!^)([A-Z])/g, '_$1').toUpperCase(),
          deployment.secrets[link],
        ]),
      );
      expect(() => load({ ...(lambda && environmentOf(lambda)), ...secrets }), name).not.toThrow();
    }
  });
});
