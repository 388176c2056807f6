/**
 * What the parts cost, in US dollars, as found on the day of `SEEN`. A list price changes without a word: look again before a
 * decision. Kommo is left out: it is paid by the seat, whether a bot is there or not.
 */
export const SEEN = '2026-11-29';

export type Price = {
  readonly usd: number;
  /** What so much money buys. */
  readonly per: string;
  readonly source: string;
};

/** AWS's list of us-east-1; São Paulo's was not found and is taken as half as much again. */
export const AWS_REGION_FACTOR = 1.5;

export const PRICES = {
  lambdaRequest: { usd: 0.2 / 1e6, per: 'run', source: 'aws.amazon.com/lambda/pricing' },
  lambdaGbSecond: { usd: 0.0000133334, per: 'GB-second (arm64)', source: 'aws.amazon.com/lambda/pricing' },
  sqsFifoRequest: { usd: 0.5 / 1e6, per: 'request', source: 'aws.amazon.com/sqs/pricing' },
  apiRequest: { usd: 1 / 1e6, per: 'request', source: 'aws.amazon.com/api-gateway/pricing (HTTP API)' },
  schedulerRun: { usd: 1 / 1e6, per: 'run', source: 'aws.amazon.com/eventbridge/pricing' },
  metric: { usd: 0.3, per: 'metric and month', source: 'aws.amazon.com/cloudwatch/pricing' },
  alarm: { usd: 0.1, per: 'alarm and month', source: 'aws.amazon.com/cloudwatch/pricing' },
  logGb: { usd: 0.5, per: 'GB of log', source: 'aws.amazon.com/cloudwatch/pricing' },
  supabaseMonth: { usd: 25, per: 'month (Pro)', source: 'supabase.com/pricing' },
  redisCommand: {
    usd: 0.2 / 1e5,
    per: 'command (pay as you go)',
    source: 'upstash.com/pricing/redis, seen 2026-11-09',
  },
  whatsappMessage: {
    usd: 0.0034,
    per: 'message (Brazil, service and utility)',
    source: 'docs/facts/whatsapp.md §2.5, where it is doubtful',
  },
  modelInputToken: {
    usd: 1.5 / 1e6,
    per: 'token in (Gemini 3.8 Flash, as from 2027)',
    source: 'ai.google.dev/gemini-api/docs/pricing, seen 2026-10-07',
  },
  modelOutputToken: {
    usd: 7.5 / 1e6,
    per: 'token out (Gemini 3.8 Flash, as from 2027)',
    source: 'ai.google.dev/gemini-api/docs/pricing, seen 2026-10-07',
  },
} as const satisfies Record<string, Price>;

/** What costs nothing each month. */
export const FREE = {
  lambdaRequests: 1_000_000,
  lambdaGbSeconds: 400_000,
  sqsRequests: 1_000_000,
  schedulerRuns: 14_000_000,
  metrics: 10,
  alarms: 10,
  logGb: 5,
  /** Of the free plan alone: who pays as they go pays the first command too. */
  redisCommands: 500_000,
  whatsappMessages: 1_000,
} as const;
