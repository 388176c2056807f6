/**
 * `redrive`: dead letters back to the queue each came from, one by one or all, each shown for what it is. What a lead wrote too long ago is
 * put in the history by it and not answered: the product measures its age again when it arrives (MAX_MESSAGE_AGE_MINUTES).
 */
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Command } from 'commander';
import { deadLetterQueue } from '../admin/dead-letters.ts';
import { type Walked, walkQueue } from '../admin/queue-walk.ts';
import { describe, envelopeOf, writtenAtMs } from '../admin/queued.ts';
import type { Context, Outcome, Run } from '../context.ts';
import { OpsError, wrongUse } from '../failure.ts';
import { age } from '../report.ts';

const CALL_TIMEOUT_MS = 10_000;
const MINUTE_MS = 60_000;

type Letter = {
  readonly messageId: string;
  readonly what: string;
  readonly deadForMs: number;
  /** Written so long ago that it will be recorded and not answered. */
  readonly tooOld: boolean;
  readonly readable: boolean;
  fate: 'left' | 'redriven';
};
type Choice =
  | { readonly kind: 'all' }
  | { readonly kind: 'one'; readonly id: string }
  | { readonly kind: 'ask' }
  | { readonly kind: 'list' };

function choiceOf(context: Context, { all, id }: { all: boolean; id: string | undefined }): Choice {
  if (all && id !== undefined) throw wrongUse('--all and --id at once', 'choose one');
  if (all) return { kind: 'all' };
  if (id !== undefined) return { kind: 'one', id };
  return context.terminal.isInteractive && !context.json ? { kind: 'ask' } : { kind: 'list' };
}

async function redrive(
  context: Context,
  options: { all: boolean; id: string | undefined },
): Promise<Outcome> {
  const { connection, clock, terminal, say } = context;
  const choice = choiceOf(context, options);
  const { leadQueueUrl, statusQueueUrl } = connection.settings.queue();
  const { maxMessageAgeMinutes } = connection.settings.behaviour();
  const sqs = connection.sqs();
  const sources = [leadQueueUrl, ...(statusQueueUrl === null ? [] : [statusQueueUrl])];
  const dead = await Promise.all(
    sources.map(async (source) => ({ source, dead: await deadLetterQueue(sqs, source) })),
  );
  const walks = dead.flatMap(({ source, dead: found }) => (found ? [{ source, url: found.url }] : []));
  if (walks.length < sources.length)
    throw new OpsError('the queue has no dead letters', {
      advice: 'npm run ops -- doctor; LEAD_QUEUE_URL or STATUS_QUEUE_URL may name another queue',
    });

  const letters: Letter[] = [];
  const letterOf = ({ messageId, body, sentAtMs }: Walked): Letter => {
    const envelope = envelopeOf(body);
    const written = envelope && writtenAtMs(envelope);
    return {
      messageId,
      what: envelope ? describe(envelope) : 'unreadable: no version of this product wrote it',
      deadForMs: clock.nowMs() - sentAtMs,
      tooOld: written !== null && clock.nowMs() - written > maxMessageAgeMinutes * MINUTE_MS,
      readable: envelope !== null,
      fate: 'left',
    };
  };
  const wanted = async ({ messageId, readable, tooOld }: Letter): Promise<'redrive' | 'leave' | 'stop'> => {
    if (!readable || choice.kind === 'list') return 'leave';
    if (choice.kind === 'all') return 'redrive';
    if (choice.kind === 'one') return messageId === choice.id ? 'redrive' : 'leave';
    const answer = await terminal.ask(
      `  Back to the queue${tooOld ? ', to be recorded and not answered' : ''}? [y/N/q] `,
    );
    if (/^q/i.test(answer)) return 'stop';
    return /^(y|yes|s|sim)$/i.test(answer) ? 'redrive' : 'leave';
  };
  const sendBack = (source: string, message: Walked) =>
    sqs.send(
      new SendMessageCommand({
        QueueUrl: source,
        MessageBody: message.body,
        ...(source === leadQueueUrl && {
          MessageGroupId: message.group,
          // From the letter itself: a crash between this and its deletion makes no second copy. (A status may be recorded twice.)
          MessageDeduplicationId: `dead:${message.messageId}`,
        }),
      }),
      { abortSignal: AbortSignal.timeout(CALL_TIMEOUT_MS) },
    );

  let isStopped = false;
  for (const { source, url } of walks) {
    if (isStopped) break;
    await walkQueue(
      { sqs, queueUrl: url, ...(choice.kind === 'ask' && { hiddenSeconds: 1800 }) },
      async (message) => {
        const letter = letterOf(message);
        letters.push(letter);
        say(
          `${letter.messageId}  dead for ${age(letter.deadForMs)}  ${letter.what}${letter.tooOld ? '  (too old to be answered)' : ''}`,
        );
        terminal.progress(choice.kind === 'all' ? `${letters.length} looked at…` : '');
        const decision = await wanted(letter);
        isStopped = decision === 'stop';
        if (decision !== 'redrive') return decision === 'stop' ? 'stop' : 'keep';
        await sendBack(source, message);
        letter.fate = 'redriven';
        return 'delete';
      },
    );
  }
  terminal.progress('');

  const redriven = letters.filter(({ fate }) => fate === 'redriven').length;
  const unreadable = letters.filter(({ readable }) => !readable).length;
  if (letters.length === 0) say('No dead letters.');
  else {
    say('');
    say(
      `${letters.length} seen, ${redriven} back in the queue, ${letters.length - redriven} left.${choice.kind === 'list' ? ' To move them: --id <id>, or --all.' : ''}`,
    );
    if (letters.length > redriven) say('More of the same lead may stand behind those that were left.');
  }
  if (choice.kind === 'one' && redriven === 0)
    throw new OpsError('there is no such dead letter, or it cannot be read', {
      advice:
        'npm run ops -- redrive lists them; one that stands behind another of its lead shows only after that one',
    });
  return { ok: choice.kind !== 'all' || unreadable === 0, answer: { ok: true, redriven, letters } };
}

export function defineRedrive(program: Command, run: Run): void {
  program
    .command('redrive')
    .description(
      'Shows the dead letters, and puts them back in the queue: asked one by one, by --id, or --all.',
    )
    .option('--all', 'every one that can be read', false)
    .option('--id <message>', 'one of them')
    .action((options: { all: boolean; id?: string }) =>
      run((context) => redrive(context, { all: options.all, id: options.id })),
    );
}
