/** `invoke <function> --event file`: one function with one event, deployed or local, and its answer. What the event asks for is really done. */
import { readFileSync } from 'node:fs';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import type { Command } from 'commander';
import type { Context, Outcome, Run } from '../context.ts';
import { OpsError, wrongUse } from '../failure.ts';

/** The functions of the product, by the file each is in. */
export const FUNCTIONS = [
  'whatsapp-webhook',
  'kommo-webhook',
  'conversation',
  'follow-up-executor',
  'reconcile',
] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

const EVENT_MAX_BYTES = 6 * 1024 * 1024;
const CALL_TIMEOUT_MS = 70_000;

export type Invoked = {
  readonly status: number;
  readonly functionError: string | null;
  readonly payload: unknown;
};

/** Its name in AWS: the stage's prefix (`Settings` of sst shell), or as it stands on the local stack. */
export const physicalName = ({ environment }: Pick<Context, 'environment'>, name: FunctionName): string =>
  `${environment['FUNCTION_NAME_PREFIX'] ?? ''}${name}`;

/** @throws {OpsError} when it could not be invoked at all; what the function itself says is an answer. */
export async function invokeFunction(context: Context, name: FunctionName, event: unknown): Promise<Invoked> {
  try {
    const answer = await context.connection.lambda().send(
      new InvokeCommand({
        FunctionName: physicalName(context, name),
        Payload: Buffer.from(JSON.stringify(event)),
      }),
      {
        abortSignal: AbortSignal.timeout(CALL_TIMEOUT_MS),
      },
    );
    const text = answer.Payload ? Buffer.from(answer.Payload).toString('utf8') : '';
    return {
      status: answer.StatusCode ?? 0,
      functionError: answer.FunctionError ?? null,
      payload: text === '' ? null : JSON.parse(text),
    };
  } catch (error) {
    const cause = error instanceof Error ? error.name : 'unknown';
    const advice =
      cause === 'ResourceNotFoundException'
        ? 'there is no such function: is the stage deployed, is this the right account and region (aws sts get-caller-identity)?'
        : 'npm run ops -- doctor; are you signed in to the right AWS account?';
    throw new OpsError(`${name} could not be invoked (${cause})`, { advice, cause: error });
  }
}

function eventIn(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw wrongUse(
      'the file of the event cannot be read',
      `name one after --event (${error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'})`,
    );
  }
  if (text.length > EVENT_MAX_BYTES)
    throw wrongUse('the event is larger than 6 MB', 'Lambda takes no more at once');
  try {
    return JSON.parse(text);
  } catch {
    throw wrongUse('the file of the event is not JSON', 'it holds the event exactly as Lambda gets it');
  }
}

async function invoke(
  context: Context,
  { name, event, yes }: { name: string; event: string | undefined; yes: boolean },
): Promise<Outcome> {
  const found = FUNCTIONS.find((each) => each === name);
  if (!found) throw wrongUse(`there is no function ${name}`, `one of: ${FUNCTIONS.join(', ')}`);
  if (event === undefined && found !== 'reconcile')
    throw wrongUse(
      'which event?',
      '--event <file>: the JSON that the function gets (test/local shows one of each kind)',
    );
  const payload = event === undefined ? {} : eventIn(event);
  if (
    context.stage !== null &&
    !(await context.confirm(`Really run ${name} of stage ${context.stage}?`, { yes }))
  )
    return { ok: false, answer: { ok: false } };
  context.terminal.progress(`${name} is running…`);
  const invoked = await invokeFunction(context, found, payload);
  context.terminal.progress('');
  context.say(
    invoked.functionError === null ? `${name} answered:` : `${name} failed (${invoked.functionError}):`,
  );
  context.say(JSON.stringify(invoked.payload, null, 2));
  return { ok: invoked.functionError === null, answer: { ok: invoked.functionError === null, ...invoked } };
}

export function defineInvoke(program: Command, run: Run): void {
  program
    .command('invoke')
    .description(
      'Runs one function with one event, local or deployed, and prints its answer. What the event asks for is really done.',
    )
    .argument('<function>', FUNCTIONS.join(', '))
    .option('--event <file>', 'the JSON event; may be left out for reconcile')
    .option('--yes', 'do not ask on a deployed stage', false)
    .action((name: string, options: { event?: string; yes: boolean }) =>
      run((context) => invoke(context, { name, event: options.event, yes: options.yes })),
    );
}
