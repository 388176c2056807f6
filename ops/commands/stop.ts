/**
 * `stop` and `start`: the bot falls silent for everybody, and speaks again (V5). The switch in Postgres is read by every commit,
 * so nothing leaves once `stop` has returned; the queue's consumer is switched off as well, so that what waits burns no
 * receives. Nothing is lost meanwhile: messages stay in the queue, takeovers are recorded, ladders are put off.
 */
import {
  type LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import type { Command } from 'commander';
import { timeInWords } from '../../lib/reasons-pt.ts';
import type { Context, Outcome, Run } from '../context.ts';
import { OpsError } from '../failure.ts';
import { physicalName } from './invoke.ts';

const CALL_TIMEOUT_MS = 15_000;
/** AWS takes a moment to switch a consumer and refuses a second change meanwhile. */
const TRIES_MAX = 12;
const TRY_AGAIN_MS = 5_000;

/** @throws {OpsError} when the consumer could not be switched. */
async function switchConsumer(context: Context, isEnabled: boolean): Promise<void> {
  const lambda: LambdaClient = context.connection.lambda();
  const abortSignal = (): { abortSignal: AbortSignal } => ({
    abortSignal: AbortSignal.timeout(CALL_TIMEOUT_MS),
  });
  const FunctionName = physicalName(context, 'conversation');
  const once = async (): Promise<void> => {
    const { EventSourceMappings = [] } = await lambda.send(
      new ListEventSourceMappingsCommand({ FunctionName }),
      abortSignal(),
    );
    // What leads wrote is in the FIFO queue. How far sends got is put on record meanwhile: nothing is said by it.
    const mappings = EventSourceMappings.filter(({ EventSourceArn }) => EventSourceArn?.endsWith('.fifo'));
    if (mappings.length === 0)
      throw new OpsError(`${FunctionName} has no event source`, {
        advice: 'is the stage deployed, is this the right account and region (aws sts get-caller-identity)?',
      });
    for (const { UUID } of mappings)
      await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: isEnabled }), abortSignal());
  };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once();
    } catch (error) {
      const cause = error instanceof Error ? error.name : 'unknown';
      if (cause !== 'ResourceInUseException' || attempt === TRIES_MAX) {
        if (error instanceof OpsError) throw error;
        throw new OpsError(`the queue's consumer could not be switched (${cause})`, {
          advice: `in the AWS console: Lambda → ${FunctionName} → Configuration → Triggers; then run this command again`,
          cause: error,
        });
      }
      context.terminal.progress('AWS is still busy with the last change…');
      await context.sleep(TRY_AGAIN_MS);
    }
  }
}

/** Both are tried, whatever became of the other. @throws {OpsError} of the first that failed. */
async function both(first: () => Promise<void>, second: () => Promise<void>): Promise<void> {
  const failures: unknown[] = [];
  for (const work of [first, second]) await work().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}

async function stop(context: Context): Promise<Outcome> {
  const { connection, clock, say } = context;
  const store = connection.store();
  await both(
    async () => {
      await store.stopSpeech(clock.nowMs());
      say('The bot is silent for everybody. What is in the queue stays there; takeovers are recorded.');
    },
    async () => {
      await switchConsumer(context, false);
      say("The queue's consumer is switched off: no message is tried in vain.");
    },
  );
  say('To let it speak again: npm run ops -- start');
  return { ok: true, answer: { ok: true, stoppedAtMs: await store.speechStoppedAt() } };
}

async function start(context: Context): Promise<Outcome> {
  const { connection, say } = context;
  const store = connection.store();
  const stoppedAtMs = await store.speechStoppedAt();
  if (stoppedAtMs !== null) say(`Stopped since ${timeInWords(stoppedAtMs)}.`);
  // The consumer last: a turn that finds the switch still off would hold.
  await store.stopSpeech(null);
  await switchConsumer(context, true);
  say('The bot speaks again. Who waits is answered now, one reply each; follow-ups go on within minutes.');
  return { ok: true, answer: { ok: true, stoppedAtMs } };
}

export function defineStop(program: Command, run: Run): void {
  program
    .command('stop')
    .description('The bot falls silent for everybody at once; nothing that is written meanwhile is lost.')
    .action(() => run(stop));
}

export function defineStart(program: Command, run: Run): void {
  program
    .command('start')
    .description('Undoes `stop`: everybody who waits is answered, one reply each.')
    .action(() => run(start));
}
