/**
 * The consumer of the queue, switched off while the bot is stopped: what waits burns no receives. The switch in Postgres is what
 * silences; this is beside it, and AWS takes a moment for it and refuses a second change meanwhile.
 */
import type { LambdaClient } from '@aws-sdk/client-lambda';

const CALL_TIMEOUT_MS = 5_000;

export type Consumer = {
  /** What was asked for last is what it comes to. Resolves when that is accepted. @throws AWS's error when it is not. */
  switch(isEnabled: boolean): Promise<void>;
};

/**
 * @param mappingId AWS's id of the mapping from the queue to the conversation.
 * @param tries how often a change is asked for while AWS is busy with the one before, `sleep` apart
 */
export function createConsumer({
  mappingId,
  tries,
  sleep,
}: {
  mappingId: string;
  tries: number;
  sleep: () => Promise<void>;
}): Consumer {
  // Loaded when somebody stops the bot: seldom, and the client is much of a start.
  let loading: Promise<{ client: LambdaClient; sdk: typeof import('@aws-sdk/client-lambda') }> | null = null;
  const load = () => {
    loading ??= import('@aws-sdk/client-lambda').then((sdk) => ({
      sdk,
      client: new sdk.LambdaClient({ maxAttempts: 2 }),
    }));
    return loading;
  };
  let wanted = true;
  let running: Promise<void> | null = null;

  const settle = async (): Promise<void> => {
    for (let attempt = 1; ; attempt += 1) {
      const target = wanted;
      const { client, sdk } = await load();
      try {
        await client.send(new sdk.UpdateEventSourceMappingCommand({ UUID: mappingId, Enabled: target }), {
          abortSignal: AbortSignal.timeout(CALL_TIMEOUT_MS),
        });
        if (target === wanted) return;
      } catch (error) {
        const isBusy = error instanceof Error && error.name === 'ResourceInUseException';
        if (!isBusy || attempt >= tries) throw error;
      }
      await sleep();
    }
  };
  return {
    switch: (isEnabled) => {
      wanted = isEnabled;
      running ??= settle().finally(() => {
        running = null;
      });
      return running;
    },
  };
}
