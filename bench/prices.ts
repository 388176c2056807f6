/**
 * What each metered thing costs, US$ before taxes and without free tiers: the one table that every cost in the documentation is
 * computed from. List prices as of `PRICED_ON`, AWS in sa-east-1; check them against your own bill before you promise a figure.
 */
export const PRICED_ON = '2026-11-29';

export const PRICES = {
  /** Lambda, arm64. */
  lambdaGbSecond: 0.000_013_333_4,
  lambdaRequest: 0.2 / 1e6,
  /** API Gateway, HTTP API, up to 512 KB a request. */
  gatewayRequest: 1.0 / 1e6,
  /** SQS FIFO, each request of up to 64 KB: send, receive, delete and changed visibility alike. */
  sqsRequest: 0.5 / 1e6,
  /** EventBridge Scheduler, each invocation. */
  schedulerInvocation: 1.0 / 1e6,
  /** CloudWatch Logs, each GB taken in. */
  logsGb: 0.9,
  /** CloudWatch, one alarm a month. */
  alarmMonth: 0.1,
  /** Upstash, pay as you go, each command; a script is one (upstash.com/docs/redis/overall/billing). */
  redisCommand: 0.2 / 100_000,
  /** Supabase Pro, a project a month with its smallest computer. */
  supabaseMonth: 25,
  /** WhatsApp Cloud API in Brazil: a message outside free entry points (facts/whatsapp.md §2.5, of which Meta's pages disagree). */
  whatsappMessage: 0.0034,
} as const;

export type Priced = keyof typeof PRICES;

/** Quantities of priced things, and what they come to. */
export const costOf = (quantities: Partial<Readonly<Record<Priced, number>>>): number =>
  Object.entries(quantities).reduce((sum, [name, count]) => {
    const price = Object.entries(PRICES).find(([priced]) => priced === name)?.[1] ?? 0;
    return sum + price * (count ?? 0);
  }, 0);
