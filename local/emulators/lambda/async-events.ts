/**
 * Lambda's own queue of asynchronous events: an accepted event is tried at once, again one minute and then two minutes
 * after a failure, and in the end its invocation record goes to the function's on-failure destination (AWS Lambda
 * guide, "How Lambda handles errors and retries with asynchronous invocation").
 */
import type { VirtualClock } from '../../clock.ts';
import type { FunctionAnswer, FunctionError } from './function-error.ts';

/** JSON-safe: a snapshot is a copy of it. Times are milliseconds since the epoch. */
export type AsyncEvent = {
  readonly requestId: string;
  readonly functionName: string;
  /** JSON text. */
  readonly payload: string;
  readonly acceptedMs: number;
  attempts: number;
  nextAttemptMs: number;
};

export type AsyncSettings = {
  /** 0 to 2. */
  readonly retries: number;
  readonly maximumEventAgeSeconds: number;
  /** The ARN of a queue; null: a failed event is dropped. */
  readonly onFailure: string | null;
};

export type AsyncEvents = {
  accept(event: { functionName: string; payload: string; requestId: string }): void;
  pending(): AsyncEvent[];
};

const FIRST_WAIT_MS = 60_000;

export function createAsyncEvents({
  clock,
  run,
  settingsOf,
  arnOf,
  destination,
  events: earlier,
}: {
  clock: VirtualClock;
  /** One attempt; it counts as busy on the clock by itself. */
  run: (event: AsyncEvent) => Promise<FunctionAnswer>;
  /** Null for a function that is gone: its events go with it. */
  settingsOf: (functionName: string) => AsyncSettings | null;
  arnOf: (functionName: string) => string;
  destination: (letter: { arn: string; body: string }) => void;
  events: readonly AsyncEvent[];
}): AsyncEvents {
  const events = new Map<string, AsyncEvent>(
    structuredClone(earlier).map((event) => [event.requestId, event]),
  );

  const giveUp = ({
    event,
    arn,
    condition,
    error,
  }: {
    event: AsyncEvent;
    arn: string;
    condition: string;
    error: FunctionError;
  }): void =>
    destination({
      arn,
      body: JSON.stringify({
        version: '1.0',
        timestamp: new Date(clock.nowMs()).toISOString(),
        requestContext: {
          requestId: event.requestId,
          functionArn: `${arnOf(event.functionName)}:$LATEST`,
          condition,
          approximateInvokeCount: event.attempts,
        },
        requestPayload: JSON.parse(event.payload),
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        responsePayload: error,
      }),
    });

  const attempt = async (event: AsyncEvent): Promise<void> => {
    const settings = settingsOf(event.functionName);
    if (!settings) {
      events.delete(event.requestId);
      return;
    }
    event.attempts += 1;
    const answer = await run(event);
    if (answer.kind === 'result') {
      events.delete(event.requestId);
      return;
    }
    event.nextAttemptMs = clock.nowMs() + event.attempts * FIRST_WAIT_MS;
    const isTooOld = event.nextAttemptMs > event.acceptedMs + settings.maximumEventAgeSeconds * 1000;
    const isExhausted = event.attempts > settings.retries;
    if (!isTooOld && !isExhausted) return arm(event);
    events.delete(event.requestId);
    const condition = isExhausted ? 'RetriesExhausted' : 'EventAgeExceeded';
    if (settings.onFailure !== null)
      giveUp({ event, arn: settings.onFailure, condition, error: answer.error });
  };

  const arm = (event: AsyncEvent): void => {
    // The attempt counts as busy by itself; counted as the timer's task too, a function that sleeps on the clock would stop it for ever.
    clock.after(event.nextAttemptMs - clock.nowMs(), () => void attempt(event));
  };

  // What an earlier run had accepted is tried again, also what it was working on: at least once.
  for (const event of [...events.values()].sort((a, b) => a.nextAttemptMs - b.nextAttemptMs)) arm(event);

  return {
    accept: (accepted) => {
      const nowMs = clock.nowMs();
      const event: AsyncEvent = { ...accepted, acceptedMs: nowMs, attempts: 0, nextAttemptMs: nowMs };
      events.set(event.requestId, event);
      // Whoever sent it is answered without waiting; every failure of the function is an answer to `run`.
      void attempt(event);
    },
    pending: () => structuredClone([...events.values()]),
  };
}
