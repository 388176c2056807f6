/**
 * What whoever deploys may do, and no more: each kind of resource that infra/ makes with the actions that make, read, change and
 * remove it. `npm run infra` compares the kinds with those of the evaluated program, both ways (test/infra/deployer.test.ts).
 */
const REGION = 'sa-east-1';
const ACCOUNT = '<account>';
const arn = (service: string, resource: string): string =>
  `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;

type Part = {
  readonly sid: string;
  /** Pulumi's kinds of resources, `sqs/queue`, that need it. Empty: SST itself does. */
  readonly kinds: readonly string[];
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition?: Readonly<Record<string, unknown>>;
};

export const PARTS: readonly Part[] = [
  {
    sid: 'WhoAmI',
    kinds: [],
    actions: ['sts:GetCallerIdentity'],
    resources: ['*'],
  },
  {
    // Bootstrap's buckets and parameters, the state and the secrets in them.
    sid: 'SstState',
    kinds: ['s3/bucketObjectv2'],
    actions: [
      ...[
        'CreateBucket',
        'PutBucketVersioning',
        'PutBucketPolicy',
        'PutBucketPublicAccessBlock',
        'PutLifecycleConfiguration',
      ],
      ...[
        'ListBucket',
        'GetBucketLocation',
        'GetObject',
        'GetObjectVersion',
        'GetObjectTagging',
        'PutObject',
        'DeleteObject',
      ],
    ].map((action) => `s3:${action}`),
    resources: ['arn:aws:s3:::sst-state-*', 'arn:aws:s3:::sst-asset-*'],
  },
  {
    sid: 'SstParameters',
    kinds: [],
    actions: ['GetParameter', 'GetParameters', 'GetParametersByPath', 'PutParameter', 'DeleteParameter'].map(
      (action) => `ssm:${action}`,
    ),
    resources: [arn('ssm', 'parameter/sst/*')],
  },
  {
    // Bootstrap makes a repository for images, though no function here is one.
    sid: 'SstImages',
    kinds: [],
    actions: ['ecr:CreateRepository', 'ecr:DescribeRepositories'],
    resources: [arn('ecr', 'repository/sst-asset')],
  },
  {
    sid: 'Queues',
    kinds: ['sqs/queue', 'sqs/queuePolicy'],
    actions: [
      'CreateQueue',
      'DeleteQueue',
      'GetQueueAttributes',
      'SetQueueAttributes',
      'GetQueueUrl',
      'TagQueue',
      'UntagQueue',
      'ListQueueTags',
    ].map((action) => `sqs:${action}`),
    resources: [arn('sqs', 'bastao-*')],
  },
  {
    sid: 'Functions',
    kinds: ['lambda/function', 'lambda/permission', 'lambda/functionEventInvokeConfig'],
    actions: [
      ...[
        'CreateFunction',
        'DeleteFunction',
        'GetFunction',
        'GetFunctionConfiguration',
        'UpdateFunctionCode',
        'UpdateFunctionConfiguration',
      ],
      ...[
        'ListVersionsByFunction',
        'GetFunctionCodeSigningConfig',
        'GetRuntimeManagementConfig',
        'GetFunctionRecursionConfig',
      ],
      ...['PutFunctionConcurrency', 'DeleteFunctionConcurrency', 'GetFunctionConcurrency'],
      ...['AddPermission', 'RemovePermission', 'GetPolicy'],
      ...[
        'PutFunctionEventInvokeConfig',
        'UpdateFunctionEventInvokeConfig',
        'GetFunctionEventInvokeConfig',
        'DeleteFunctionEventInvokeConfig',
      ],
      ...['TagResource', 'UntagResource', 'ListTags'],
    ].map((action) => `lambda:${action}`),
    resources: [arn('lambda', 'function:bastao-*')],
  },
  {
    sid: 'QueueConsumer',
    kinds: ['lambda/eventSourceMapping'],
    actions: [
      'CreateEventSourceMapping',
      'GetEventSourceMapping',
      'UpdateEventSourceMapping',
      'DeleteEventSourceMapping',
      'ListEventSourceMappings',
      'TagResource',
      'ListTags',
    ].map((action) => `lambda:${action}`),
    // A mapping has no name of its own, only an id that AWS gives.
    resources: ['*'],
  },
  {
    sid: 'Roles',
    kinds: ['iam/role'],
    actions: [
      ...[
        'CreateRole',
        'DeleteRole',
        'GetRole',
        'UpdateRole',
        'UpdateAssumeRolePolicy',
        'TagRole',
        'UntagRole',
        'ListInstanceProfilesForRole',
      ],
      ...[
        'PutRolePolicy',
        'GetRolePolicy',
        'DeleteRolePolicy',
        'ListRolePolicies',
        'ListAttachedRolePolicies',
        'DetachRolePolicy',
      ],
    ].map((action) => `iam:${action}`),
    resources: [`arn:aws:iam::${ACCOUNT}:role/bastao-*`],
  },
  {
    sid: 'RolesForOurServicesOnly',
    kinds: ['iam/role'],
    actions: ['iam:PassRole'],
    resources: [`arn:aws:iam::${ACCOUNT}:role/bastao-*`],
    condition: {
      StringEquals: { 'iam:PassedToService': ['lambda.amazonaws.com', 'scheduler.amazonaws.com'] },
    },
  },
  {
    sid: 'Schedules',
    kinds: ['scheduler/schedule', 'scheduler/scheduleGroup'],
    actions: [
      'CreateSchedule',
      'UpdateSchedule',
      'GetSchedule',
      'DeleteSchedule',
      'CreateScheduleGroup',
      'GetScheduleGroup',
      'DeleteScheduleGroup',
      'TagResource',
      'UntagResource',
      'ListTagsForResource',
    ].map((action) => `scheduler:${action}`),
    resources: [arn('scheduler', 'schedule/default/bastao-*'), arn('scheduler', 'schedule-group/bastao-*')],
  },
  {
    sid: 'Door',
    kinds: ['apigatewayv2/api', 'apigatewayv2/stage', 'apigatewayv2/route', 'apigatewayv2/integration'],
    actions: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'TagResource'].map((action) => `apigateway:${action}`),
    // An API has no name in its ARN, only an id that AWS gives.
    resources: [
      `arn:aws:apigateway:${REGION}::/apis`,
      `arn:aws:apigateway:${REGION}::/apis/*`,
      `arn:aws:apigateway:${REGION}::/tags/*`,
    ],
  },
  {
    sid: 'Logs',
    kinds: ['cloudwatch/logGroup', 'cloudwatch/logMetricFilter'],
    actions: [
      'CreateLogGroup',
      'DeleteLogGroup',
      'PutRetentionPolicy',
      'DeleteRetentionPolicy',
      'PutMetricFilter',
      'DeleteMetricFilter',
      'DescribeMetricFilters',
      'TagResource',
      'UntagResource',
      'ListTagsForResource',
    ].map((action) => `logs:${action}`),
    resources: [
      arn('logs', 'log-group:/aws/lambda/bastao-*'),
      arn('logs', 'log-group:/aws/vendedlogs/apis/bastao-*'),
    ],
  },
  {
    // The access log of the door is delivered by CloudWatch itself, and these name no group.
    sid: 'LogDelivery',
    kinds: ['cloudwatch/logGroup', 'apigatewayv2/stage'],
    actions: [
      'DescribeLogGroups',
      'CreateLogDelivery',
      'GetLogDelivery',
      'UpdateLogDelivery',
      'DeleteLogDelivery',
      'ListLogDeliveries',
      'PutResourcePolicy',
      'DescribeResourcePolicies',
    ].map((action) => `logs:${action}`),
    resources: ['*'],
  },
  {
    sid: 'Alarms',
    kinds: ['cloudwatch/metricAlarm'],
    actions: [
      'PutMetricAlarm',
      'DescribeAlarms',
      'DeleteAlarms',
      'TagResource',
      'UntagResource',
      'ListTagsForResource',
    ].map((action) => `cloudwatch:${action}`),
    resources: [arn('cloudwatch', 'alarm:bastao-*')],
  },
  {
    sid: 'Dashboard',
    kinds: ['cloudwatch/dashboard'],
    actions: ['cloudwatch:PutDashboard', 'cloudwatch:GetDashboard', 'cloudwatch:DeleteDashboards'],
    resources: [`arn:aws:cloudwatch::${ACCOUNT}:dashboard/bastao-*`],
  },
  {
    sid: 'WhoIsTold',
    kinds: ['sns/topic', 'sns/topicPolicy', 'sns/topicSubscription'],
    actions: [
      'CreateTopic',
      'DeleteTopic',
      'GetTopicAttributes',
      'SetTopicAttributes',
      'Subscribe',
      'Unsubscribe',
      'GetSubscriptionAttributes',
      'ListSubscriptionsByTopic',
      'TagResource',
      'UntagResource',
      'ListTagsForResource',
    ].map((action) => `sns:${action}`),
    resources: [arn('sns', 'bastao-*')],
  },
];

/** The policy as the console and `aws iam put-user-policy` take it; `<account>` stands for the account's number. */
export const deployerPolicy = (): string =>
  JSON.stringify(
    {
      Version: '2012-10-17',
      Statement: PARTS.map(({ sid, actions, resources, condition }) => ({
        Sid: sid,
        Effect: 'Allow',
        Action: actions,
        Resource: resources,
        ...(condition && { Condition: condition }),
      })),
    },
    null,
    2,
  );

/** AWS takes no longer one for a group or a managed policy, spaces not counted. */
export const POLICY_MAX_CHARACTERS = 6_144;
