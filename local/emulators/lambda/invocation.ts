/** One call of a Lambda handler: its context, its time limit, and how it ended. */
import type { Context } from 'aws-lambda';
import type { VirtualClock } from '../../clock.ts';

export type LambdaHandler<Event, Result> = (event: Event, context: Context) => Promise<Result> | Result;

export type InvocationOutcome<Result> =
  | { readonly kind: 'returned'; readonly value: Result }
  | { readonly kind: 'threw'; readonly error: unknown }
  | { readonly kind: 'timed_out' };

const ACCOUNT_ID = '000000000000';

type InvocationOptions = {
  clock: VirtualClock;
  region: string;
  functionName: string;
  requestId: string;
  timeoutSeconds: number;
};

/** The context Lambda hands in, as far as a handler can use it; the callback style is refused, as Node 24's runtime does. */
function createContext({
  clock,
  region,
  functionName,
  requestId,
  timeoutSeconds,
}: InvocationOptions): Context {
  const deadlineMs = clock.nowMs() + timeoutSeconds * 1000;
  const refuse = (): never => {
    throw new Error('callback-style handlers are not supported by the runtime');
  };
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:${region}:${ACCOUNT_ID}:function:${functionName}`,
    memoryLimitInMB: '1024',
    awsRequestId: requestId,
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: `local/[$LATEST]${requestId}`,
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - clock.nowMs()),
    done: refuse,
    fail: refuse,
    succeed: refuse,
  };
}

/**
 * Calls `handler` and answers how it ended; never rejects. `counted`: the work counts as busy on the clock until it
 * settles; false where whoever waits for the outcome counts already, since `clock.sleep` takes back one count only.
 * Past `timeoutSeconds` of the stack's clock the outcome is `timed_out`; a process cannot be frozen from within, so
 * unlike in Lambda the abandoned work runs on.
 */
export async function invoke<Event, Result>({
  handler,
  event,
  counted,
  ...options
}: InvocationOptions & { handler: LambdaHandler<Event, Result>; event: Event; counted: boolean }): Promise<
  InvocationOutcome<Result>
> {
  const { clock, timeoutSeconds } = options;
  const work = async (): Promise<InvocationOutcome<Result>> => {
    try {
      return { kind: 'returned', value: await handler(event, createContext(options)) };
    } catch (error) {
      return { kind: 'threw', error };
    }
  };
  let cancel = (): void => {};
  const limit = new Promise<InvocationOutcome<Result>>((resolve) => {
    cancel = clock.after(timeoutSeconds * 1000, () => resolve({ kind: 'timed_out' }));
  });
  try {
    return await Promise.race([counted ? clock.track(work()) : work(), limit]);
  } finally {
    cancel();
  }
}
