/** One page: who was answered, who was not and why, how old the stage read was, who waits. */
import { METRIC_NAMESPACE, type MetricName } from '../lib/metrics.ts';
import { api } from './api.ts';
import { deadLetters, followUpsLost, leadEvents, statuses, statusesDead } from './queue.ts';
import { FUNCTIONS, named } from './stage.ts';

const WIDTH = 12;
const HEIGHT = 6;
const REGION = aws.getRegionOutput().region;

type Line = readonly unknown[];
const own = (metric: MetricName, stat: string): Line => [
  METRIC_NAMESPACE,
  metric,
  'stage',
  $app.stage,
  { stat, label: `${metric} ${stat}` },
];

const ofQueue = (queue: sst.aws.Queue, metric: string, label: string): Line => [
  'AWS/SQS',
  metric,
  'QueueName',
  queue.nodes.queue.name,
  { stat: 'Maximum', label },
];
const ofDoor = (metric: string, stat: string): Line => [
  'AWS/ApiGateway',
  metric,
  'ApiId',
  api.nodes.api.id,
  { stat, label: `${metric} ${stat}` },
];
const ofFunctions = (metric: string, stat: string): readonly Line[] =>
  FUNCTIONS.map((name) => [
    'AWS/Lambda',
    metric,
    'FunctionName',
    named(name),
    { stat, label: `${name} ${metric}` },
  ]);

/** Where the money is counted: in one region, for the whole account, and only once billing alerts are switched on. */
const COST = {
  type: 'metric',
  properties: {
    title: 'AWS, whole account, this month (USD)',
    metrics: [['AWS/Billing', 'EstimatedCharges', 'Currency', 'USD', { stat: 'Maximum' }]],
    region: 'us-east-1',
    period: 86_400,
    view: 'timeSeries',
  },
};
const HELP = {
  type: 'text',
  properties: {
    markdown:
      '**Something rings?** Every alarm is a heading of `docs/runbook.md`. First: `ops doctor`. When in doubt: `ops stop` (nothing is lost), later `ops start`. Who waits: `ops held`. Why: `ops why <phone>`.',
  },
};

const GRAPHS: readonly { readonly title: string; readonly lines: readonly Line[] }[] = [
  {
    title: 'Turns and failures',
    lines: [own('Turns', 'Sum'), own('TurnFailures', 'Sum'), own('UnknownSends', 'Sum')],
  },
  {
    title: 'Silences by reason',
    lines: [
      [
        {
          expression: `SEARCH('{${METRIC_NAMESPACE},stage,reason} MetricName="Silences" stage="${$app.stage}"', 'Sum', 300)`,
        },
      ],
    ],
  },
  {
    title: 'Age of the stage read at each send (δ, ms)',
    lines: [own('StageAge', 'p50'), own('StageAge', 'p99'), own('StageAge', 'Maximum')],
  },
  {
    title: 'Holds and held leads',
    lines: [own('Holds', 'Sum'), own('HeldLeads', 'Maximum'), own('KommoBreakerOpen', 'Sum')],
  },
  { title: 'Follow-ups', lines: [own('FollowUpsSent', 'Sum'), own('FollowUpsOverdue', 'Maximum')] },
  {
    title: 'How long a lead waits (ms)',
    lines: [own('AnswerTime', 'p50'), own('AnswerTime', 'p95'), own('TurnTime', 'p95')],
  },
  {
    title: 'Spoken and silent',
    lines: [own('Permits', 'Sum'), own('Silences', 'Sum'), own('BubblesSent', 'Sum')],
  },
  {
    title: 'lead-events and statuses: how many wait, and how long the oldest (s)',
    lines: [
      ofQueue(leadEvents, 'ApproximateNumberOfMessagesVisible', 'waiting'),
      ofQueue(leadEvents, 'ApproximateNumberOfMessagesDelayed', 'in their burst'),
      ofQueue(leadEvents, 'ApproximateAgeOfOldestMessage', 'oldest'),
      ofQueue(statuses, 'ApproximateAgeOfOldestMessage', 'oldest status'),
    ],
  },
  {
    title: 'Set aside: dead letters and lost follow-ups',
    lines: [
      ofQueue(deadLetters, 'ApproximateNumberOfMessagesVisible', 'dead letters'),
      ofQueue(statusesDead, 'ApproximateNumberOfMessagesVisible', 'statuses set aside'),
      ofQueue(followUpsLost, 'ApproximateNumberOfMessagesVisible', 'lost follow-ups'),
    ],
  },
  {
    title: 'The doors: latency (ms), 4xx and 5xx',
    lines: [ofDoor('Latency', 'p95'), ofDoor('4xx', 'Sum'), ofDoor('5xx', 'Sum')],
  },
  {
    title: 'What the doors refused, and what went amiss',
    lines: [
      own('WebhooksRefused', 'Sum'),
      own('WebhooksUnreadable', 'Sum'),
      own('TakeoversDeferred', 'Sum'),
      own('UnconfirmedSends', 'Sum'),
      own('NothingInbound', 'Maximum'),
    ],
  },
  {
    title: 'Kommo and Postgres against the bounds',
    lines: [own('ReadsTooSlow', 'Sum'), own('CommitsTooSlow', 'Sum'), own('StageAge', 'p95')],
  },
  { title: 'Duration of the functions (p95, ms)', lines: ofFunctions('Duration', 'p95') },
  {
    title: 'Throttles and runs at once',
    lines: [...ofFunctions('Throttles', 'Sum'), ...ofFunctions('ConcurrentExecutions', 'Maximum')],
  },
  { title: 'Errors of the functions', lines: ofFunctions('Errors', 'Sum') },
];

new aws.cloudwatch.Dashboard('Dashboard', {
  dashboardName: named('overview'),
  dashboardBody: $jsonStringify({
    widgets: [
      HELP,
      ...GRAPHS.map(({ title, lines }) => ({
        type: 'metric',
        properties: { title, metrics: lines, region: REGION, period: 300, view: 'timeSeries' },
      })),
      COST,
    ].map((widget, index) => ({
      ...widget,
      x: (index % 2) * WIDTH,
      y: Math.floor(index / 2) * HEIGHT,
      width: WIDTH,
      height: HEIGHT,
    })),
  }),
});
