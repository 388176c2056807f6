/**
 * One invocation of a target: what it carries, when it is tried again, and what becomes of it in the end. Scheduler's
 * retries and dead letters are about handing over alone; a Lambda that fails later is Lambda's own business
 * (facts/serverless.md §3).
 */
import type { Target } from './definition.ts';

/** JSON-safe: a snapshot is a copy of it. Times are milliseconds since the epoch. */
export type Firing = {
  readonly executionId: string;
  readonly scheduleKey: string;
  readonly scheduleArn: string;
  readonly target: Target;
  readonly dueMs: number;
  /** Tries made so far. */
  attempts: number;
  nextAttemptMs: number;
};

export type TargetCall = {
  readonly arn: string;
  readonly payload: string;
  readonly messageGroupId?: string | undefined;
};
export type TargetAnswer =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

/** The services behind target ARNs. Neither rejects: what goes wrong is an answer. */
export type Targets = {
  invoke(call: TargetCall): Promise<TargetAnswer>;
  /** Puts a dead letter into a standard queue; one that cannot be put there is lost, as in AWS. */
  deadLetter(letter: {
    arn: string;
    body: string;
    attributes: Readonly<Record<string, string>>;
  }): Promise<TargetAnswer>;
};

const RETRY_ATTEMPTS_DEFAULT = 185;
const EVENT_AGE_DEFAULT_SECONDS = 86_400;
const FIRST_WAIT_MS = 1000;
const WAIT_MAX_MS = 5 * 60_000;

/** Without milliseconds, as Scheduler writes them. */
export const isoSeconds = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** What the target gets: the schedule's Input with its `<aws.scheduler.…>` words filled in, or AWS's default event. */
export function payloadOf(firing: Firing): string {
  const { target, scheduleArn, executionId, dueMs, attempts } = firing;
  if (target.Input === undefined) {
    const [, , , region, account] = scheduleArn.split(':');
    return JSON.stringify({
      version: '0',
      id: executionId,
      'detail-type': 'Scheduled Event',
      source: 'aws.scheduler',
      account,
      time: isoSeconds(dueMs),
      region,
      resources: [scheduleArn],
      detail: '{}',
    });
  }
  const words: Readonly<Record<string, string>> = {
    'schedule-arn': scheduleArn,
    'scheduled-time': isoSeconds(dueMs),
    'execution-id': executionId,
    'attempt-number': String(attempts),
  };
  return target.Input.replace(/<aws\.scheduler\.([a-z-]+)>/g, (whole, word: string) => words[word] ?? whole);
}

/** After a failed try: when the next one is, or which limit of the RetryPolicy is used up. AWS publishes no waits; these double. */
export function afterFailure({
  firing,
  nowMs,
}: {
  firing: Firing;
  nowMs: number;
}):
  | { kind: 'retry'; atMs: number }
  | { kind: 'exhausted'; condition: 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds' } {
  const policy = firing.target.RetryPolicy;
  if (firing.attempts > (policy?.MaximumRetryAttempts ?? RETRY_ATTEMPTS_DEFAULT))
    return { kind: 'exhausted', condition: 'MaximumRetryAttempts' };
  const atMs = nowMs + Math.min(FIRST_WAIT_MS * 2 ** (firing.attempts - 1), WAIT_MAX_MS);
  const lastMs = firing.dueMs + (policy?.MaximumEventAgeInSeconds ?? EVENT_AGE_DEFAULT_SECONDS) * 1000;
  return atMs > lastMs
    ? { kind: 'exhausted', condition: 'MaximumEventAgeInSeconds' }
    : { kind: 'retry', atMs };
}
