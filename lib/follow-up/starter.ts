/** Starts the executor at once, past the Scheduler: for what is due already. */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Firing } from './firing.ts';

const CALL_TIMEOUT_MS = 2_000;

export type Starter = {
  /** Accepted by Lambda, which delivers at least once. @throws the SDK's error where it was not. */
  start(firing: Firing): Promise<void>;
};

/** One per container; endpoint and region come from the SDK's own variables. */
export const createStarterClient = (): LambdaClient => new LambdaClient({ maxAttempts: 2 });

/** `functionArn`: FOLLOW_UP_FUNCTION_ARN. */
export const createStarter = ({ lambda, functionArn }: { lambda: Pick<LambdaClient, 'send'>; functionArn: string }): Starter => ({
  start: async (firing) => {
    await lambda.send(
      new InvokeCommand({ FunctionName: functionArn, InvocationType: 'Event', Payload: new TextEncoder().encode(JSON.stringify(firing)) }),
      { abortSignal: AbortSignal.timeout(CALL_TIMEOUT_MS) },
    );
  },
});
