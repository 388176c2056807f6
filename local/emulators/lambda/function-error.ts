/** What the caller of a function reads when it failed: the JSON that Lambda's Node runtime makes of an error. */
import type { InvocationOutcome } from './invocation.ts';

export type FunctionError = {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
};

/** Lambda's limit for a synchronous event or result, as JSON. */
export const RESPONSE_MAX_BYTES = 6_291_556;

/** How an invocation reads from outside: its result as JSON text, or the error in its place. */
export type FunctionAnswer =
  | { readonly kind: 'result'; readonly json: string }
  | { readonly kind: 'error'; readonly error: FunctionError };

const failed = (errorType: string, errorMessage: string): FunctionAnswer => ({
  kind: 'error',
  error: { errorType, errorMessage },
});

export function toAnswer({
  outcome,
  requestId,
  nowMs,
  timeoutSeconds,
}: {
  outcome: InvocationOutcome<unknown>;
  requestId: string;
  nowMs: number;
  timeoutSeconds: number;
}): FunctionAnswer {
  switch (outcome.kind) {
    case 'returned': {
      const json = JSON.stringify(outcome.value ?? null);
      if (Buffer.byteLength(json) <= RESPONSE_MAX_BYTES) return { kind: 'result', json };
      return failed(
        'Function.ResponseSizeTooLarge',
        `Response payload size exceeded maximum allowed payload size (${RESPONSE_MAX_BYTES} bytes).`,
      );
    }
    case 'threw': {
      const { error } = outcome;
      if (!(error instanceof Error)) return failed(typeof error, String(error));
      return {
        kind: 'error',
        error: { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') },
      };
    }
    case 'timed_out':
      return failed(
        'Sandbox.Timedout',
        `${new Date(nowMs).toISOString()} ${requestId} Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
      );
  }
}
