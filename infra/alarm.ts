/** How an alarm of this stage is made: what it watches stands beside it, and its text says what to do. */
import { loadDeploymentConfig } from '../lib/config.ts';
import { METRIC_NAMESPACE, type MetricName } from '../lib/metrics.ts';
import { accountId, arnOf, named } from './stage.ts';

const { alarmEmail, alarmWebhookUrl } = loadDeploymentConfig(process.env);

/** Not encrypted with a key of ours: CloudWatch may not use AWS's default one, and no text of an alarm names a person. */
export const alarms = new aws.sns.Topic('Alarms', {
  name: named('alarms'),
  displayName: `Bastão ${$app.stage}`,
});
new aws.sns.TopicPolicy('AlarmsPolicy', {
  arn: alarms.arn,
  policy: $jsonStringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: alarms.arn,
        Condition: {
          ArnLike: { 'aws:SourceArn': arnOf('cloudwatch', `alarm:${named('*')}`) },
          StringEquals: { 'aws:SourceAccount': accountId },
        },
      },
    ],
  }),
});
if (alarmEmail !== null)
  new aws.sns.TopicSubscription('AlarmsByEmail', {
    topic: alarms.arn,
    protocol: 'email',
    endpoint: alarmEmail,
  });

// Chat rooms confirm nothing: for one, put AWS Chatbot on the topic (docs/deploy.md).
if (alarmWebhookUrl !== null)
  new aws.sns.TopicSubscription('AlarmsByWebhook', {
    topic: alarms.arn,
    protocol: 'https',
    endpoint: alarmWebhookUrl,
    endpointAutoConfirms: true,
  });

type Watched = {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Record<string, $util.Input<string>>;
};

/** One of lib/metrics.ts, of this stage. */
export const own = (metric: MetricName): Watched => ({
  namespace: METRIC_NAMESPACE,
  metric,
  dimensions: { stage: $app.stage },
});

export type Alarm = {
  /** What is wrong, then what to do first; the page docs/runbook.md says the rest under the alarm's name. */
  readonly means: string;
  readonly doFirst: string;
  readonly over: number;
  /** Rings while the value is above `over`; `below`: while it is under it. */
  readonly when?: 'above' | 'below';
  readonly statistic: 'Sum' | 'Maximum' | 'Minimum' | 'SampleCount';
  readonly periodSeconds: number;
  /** So many periods in a row. */
  readonly periods?: number;
  /** The heading of the runbook, where several alarms share one. */
  readonly page?: string;
  /** What hearing nothing means. */
  readonly silence?: 'fine' | 'alarm';
} & (
  | { readonly watches: Watched }
  | { readonly percentOf: { readonly part: Watched; readonly whole: Watched } }
);

const dataOf = ({ namespace, metric, dimensions }: Watched) => ({
  namespace,
  metricName: metric,
  dimensions,
});

/** `name` in kebab case; it is also the heading of the runbook, unless the alarm names another. */
export function alarm(name: string, spec: Alarm): aws.cloudwatch.MetricAlarm {
  const measured =
    'watches' in spec
      ? { ...dataOf(spec.watches), statistic: spec.statistic, period: spec.periodSeconds }
      : {
          metricQueries: [
            { id: 'percent', expression: '100 * part / whole', label: name, returnData: true },
            ...(['part', 'whole'] as const).map((id) => ({
              id,
              metric: { ...dataOf(spec.percentOf[id]), stat: spec.statistic, period: spec.periodSeconds },
            })),
          ],
        };
  return new aws.cloudwatch.MetricAlarm(`Alarm-${name}`, {
    name: named(name),
    alarmDescription: `${spec.means} ${spec.doFirst} More: docs/runbook.md, "${spec.page ?? name}".`,
    comparisonOperator: spec.when === 'below' ? 'LessThanThreshold' : 'GreaterThanThreshold',
    threshold: spec.over,
    evaluationPeriods: spec.periods ?? 1,
    treatMissingData: spec.silence === 'alarm' ? 'breaching' : 'notBreaching',
    alarmActions: [alarms.arn],
    okActions: [alarms.arn],
    ...measured,
  });
}
