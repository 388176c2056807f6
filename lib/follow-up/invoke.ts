/** Starts the executor at once, past the Scheduler: for what is due already. */
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { Firing } from './firing.ts';

const CALL_TIMEOUT_MS = 2_000;

export type Starter = {
  /** Accepted by Lambda, which delivers at least once. @throws the SDK's error where it was not. */
  start(firing: Firing): Promise<void>;
};

/** `functionArn`: FOLLOW_UP_FUNCTION_ARN. Endpoint and region come from the SDK's own variables. */
export function createStarter({ functionArn }: { functionArn: string }): Starter {
  // Loaded with the first step that is due at once: few are, and the client is 70 KB of a start.
  let loading: Promise<{ client: LambdaClient; sdk: typeof import('@aws-sdk/client-lambda') }> | null = null;
  const load = () => {
    loading ??= import('@aws-sdk/client-lambda').then((sdk) => ({
      sdk,
      client: new sdk.LambdaClient({ maxAttempts: 2 }),
    }));
    return loading;
  };
  return {
    start: async (firing) => {
      const { client, sdk } = await load();
      await client.send(
        new sdk.InvokeCommand({
          FunctionName: functionArn,
          InvocationType: 'Event',
          Payload: new TextEncoder().encode(JSON.stringify(firing)),
        }),
        { abortSignal: AbortSignal.timeout(CALL_TIMEOUT_MS) },
      );
    },
  };
}
