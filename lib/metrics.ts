/**
 * Which line of the log counts as what: the one table of metrics. A line of a deployed function whose noun stands here
 * carries CloudWatch's embedded metric format and is counted on arrival: no call, no agent, no second spelling of what
 * happened. `infra/` builds alarms and the dashboard from the same names.
 */
type LogFields = Readonly<Record<string, unknown>>;

/** Where CloudWatch keeps them; every metric has the dimension `stage`. */
export const METRIC_NAMESPACE = 'Bastao';

/** Each metric and its unit, as CloudWatch spells it. */
export const METRICS = {
  Turns: 'Count',
  TurnFailures: 'Count',
  TurnTime: 'Milliseconds',
  /** From the queue to the end of the turn, the delivery delay included: how long a lead waits. */
  AnswerTime: 'Milliseconds',
  Permits: 'Count',
  Silences: 'Count',
  Holds: 'Count',
  BubblesSent: 'Count',
  /** δ of I2. */
  StageAge: 'Milliseconds',
  UnknownSends: 'Count',
  FollowUpsSent: 'Count',
  HeldLeads: 'Count',
  FollowUpsOverdue: 'Count',
  KommoBreakerOpen: 'Count',
  KommoRefusals: 'Count',
  KommoHookDown: 'Count',
  KommoTokenDaysLeft: 'Count',
  WhatsAppAlarms: 'Count',
  WhatsAppAccountAlarms: 'Count',
  WhatsAppDown: 'Count',
  ReadsTooSlow: 'Count',
  CommitsTooSlow: 'Count',
  BodiesTooLarge: 'Count',
  KommoWritesRefused: 'Count',
  SecondCards: 'Count',
  OtherRobots: 'Count',
  TakeoversUnattributed: 'Count',
  /** Calls at a door whose secret or signature is not ours: after a rotation these are everybody's (V2). */
  WebhooksRefused: 'Count',
  /** Rightly signed and not to be read: what was in them is lost. */
  WebhooksUnreadable: 'Count',
  TakeoversDeferred: 'Count',
  UnconfirmedSends: 'Count',
  /** 1 while nobody has written for INBOUND_SILENCE_HOURS of business. */
  NothingInbound: 'Count',
} as const satisfies Record<string, 'Count' | 'Milliseconds'>;
export type MetricName = keyof typeof METRICS;

type Points = Partial<Record<MetricName, unknown>>;

/** 401, 402 and 403: waiting does not fix these, a person does. */
const NEEDS_A_PERSON: ReadonlySet<unknown> = new Set(['unauthorized', 'payment_required', 'forbidden']);

/** What one line counts. A value that is no number is left out. */
const POINTS: Readonly<Record<string, (fields: LogFields) => Points>> = {
  'turn.ended': ({ ms, sinceQueuedMs }) => ({ Turns: 1, TurnTime: ms, AnswerTime: sinceQueuedMs }),
  'turn.failed': () => ({ TurnFailures: 1 }),
  'gate.speak': () => ({ Permits: 1 }),
  'gate.silence': () => ({ Silences: 1 }),
  'gate.hold': () => ({ Holds: 1 }),
  'egress.sent': ({ stageAgeMs }) => ({ BubblesSent: 1, StageAge: stageAgeMs }),
  'egress.read_too_slow': () => ({ ReadsTooSlow: 1 }),
  'egress.late': () => ({ CommitsTooSlow: 1 }),
  'webhook.too_large': () => ({ BodiesTooLarge: 1 }),
  'egress.unknown': () => ({ UnknownSends: 1 }),
  'follow_up.settled': ({ status }) => (status === 'sent' ? { FollowUpsSent: 1 } : {}),
  'vitals.held': ({ leads }) => ({ HeldLeads: leads }),
  'vitals.follow_ups': ({ overdue }) => ({ FollowUpsOverdue: overdue }),
  'vitals.kommo_hook': ({ down }) => ({ KommoHookDown: down }),
  'vitals.kommo_token': ({ daysLeft }) => ({ KommoTokenDaysLeft: daysLeft }),
  'kommo.breaker.open': () => ({ KommoBreakerOpen: 1 }),
  'kommo.breaker.still_open': () => ({ KommoBreakerOpen: 1 }),
  'kommo.failed': ({ cause }) => (NEEDS_A_PERSON.has(cause) ? { KommoRefusals: 1 } : {}),
  'whatsapp.alarm': () => ({ WhatsAppAlarms: 1 }),
  'whatsapp.account_alarm': () => ({ WhatsAppAccountAlarms: 1 }),
  'sync.refused': () => ({ KommoWritesRefused: 1 }),
  'task.refused': () => ({ KommoWritesRefused: 1 }),
  'handoff.refused': () => ({ KommoWritesRefused: 1 }),
  'reconcile.odd_cards': () => ({ KommoWritesRefused: 1 }),
  'card.second_creation': () => ({ SecondCards: 1 }),
  'whatsapp.other_robot': () => ({ OtherRobots: 1 }),
  'takeover.unattributed': () => ({ TakeoversUnattributed: 1 }),
  'vitals.whatsapp': ({ down }) => ({ WhatsAppDown: down }),
  'vitals.inbound': ({ silent }) => ({ NothingInbound: silent }),
  'webhook.refused': () => ({ WebhooksRefused: 1 }),
  'webhook.malformed': () => ({ WebhooksUnreadable: 1 }),
  'takeover.deferred': () => ({ TakeoversDeferred: 1 }),
  'egress.unconfirmed': ({ sends }) => ({ UnconfirmedSends: sends }),
};

/** Every noun that is counted: a metric without one would be an alarm that never rings. */
export const COUNTED_NOUNS: readonly string[] = Object.keys(POINTS);

/** Closed lists of words only: each value is a metric of its own, and is paid for. */
const BY_REASON: ReadonlySet<string> = new Set(['gate.silence', 'gate.hold']);

/**
 * What is added to the line `noun` so that CloudWatch counts it; nothing where it counts nothing. Never throws.
 * Format: Embedded Metric Format of CloudWatch Logs; the values are members of the line's root.
 */
export function metricsOf(
  noun: string,
  fields: LogFields,
  { stage, atMs }: { stage: string; atMs: number },
): Record<string, unknown> {
  const points = Object.entries(POINTS[noun]?.(fields) ?? {}).filter(
    ([, value]) => typeof value === 'number' && Number.isFinite(value),
  );
  if (points.length === 0) return {};
  const dimensions = [
    ['stage'],
    ...(BY_REASON.has(noun) && typeof fields['reason'] === 'string' ? [['stage', 'reason']] : []),
  ];
  // `points` has only names of METRICS: the table's type says so, Object.entries forgets it.
  const metrics = points.map(([name]) => ({ Name: name, Unit: METRICS[name as MetricName] }));
  return {
    stage,
    ...Object.fromEntries(points),
    _aws: {
      Timestamp: atMs,
      CloudWatchMetrics: [{ Namespace: METRIC_NAMESPACE, Dimensions: dimensions, Metrics: metrics }],
    },
  };
}
