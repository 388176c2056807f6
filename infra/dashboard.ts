/** One page: who was answered, who was not and why, how old the stage read was, who waits. */
import { METRIC_NAMESPACE, type MetricName } from '../lib/metrics.ts';
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
    title: 'Errors of the functions',
    lines: FUNCTIONS.map((name) => ['AWS/Lambda', 'Errors', 'FunctionName', named(name), { stat: 'Sum' }]),
  },
];

new aws.cloudwatch.Dashboard('Dashboard', {
  dashboardName: named('overview'),
  dashboardBody: $jsonStringify({
    widgets: GRAPHS.map(({ title, lines }, index) => ({
      type: 'metric',
      x: (index % 2) * WIDTH,
      y: Math.floor(index / 2) * HEIGHT,
      width: WIDTH,
      height: HEIGHT,
      properties: { title, metrics: lines, region: REGION, period: 300, view: 'timeSeries' },
    })),
  }),
});
