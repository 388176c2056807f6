/** An event of the ledger sent through once more, exactly as it came, and what is different since: nothing, if all is well (I6). */
import { randomUUID } from 'node:crypto';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import type { Replayed } from '../../lib/console/workshop-wire.ts';
import { createSqsClient } from '../../lib/queue.ts';
import type { Actions } from '../console/actions.ts';
import type { StackWithoutDatabase } from '../stack-options.ts';
import type { Sight } from './sight.ts';
import type { Traces } from './traces.ts';

/** Past the wait for more messages, and a slow turn. */
const SETTLES_MS = 30_000;

const QueueEvent = z.looseObject({
  Records: z
    .array(
      z.looseObject({
        body: z.string(),
        attributes: z.looseObject({ MessageGroupId: z.string().optional() }),
      }),
    )
    .min(1),
});
const DoorEvent = z.looseObject({
  rawPath: z.string(),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().default(false),
  headers: z.record(z.string(), z.string().optional()),
});
const OWN_HEADERS = /^(content-type|x-hub-signature-256|x-webhook-secret)$/i;

async function sendAgain(stack: StackWithoutDatabase, event: unknown): Promise<boolean> {
  const queued = QueueEvent.safeParse(event);
  if (queued.success) {
    const client = createSqsClient();
    for (const { body, attributes } of queued.data.Records)
      await client.send(
        new SendMessageCommand({
          QueueUrl: stack.environment['LEAD_QUEUE_URL'],
          MessageBody: body,
          MessageGroupId: attributes.MessageGroupId,
          // SQS would take the same event twice for one.
          MessageDeduplicationId: randomUUID(),
        }),
      );
    client.destroy();
    return true;
  }
  const posted = DoorEvent.safeParse(event);
  if (!posted.success || posted.data.body === undefined) return false;
  const { rawPath, body, isBase64Encoded, headers } = posted.data;
  const response = await fetch(`${stack.url}${rawPath}`, {
    method: 'POST',
    headers: Object.fromEntries(
      Object.entries(headers).filter(
        (entry): entry is [string, string] => entry[1] !== undefined && OWN_HEADERS.test(entry[0]),
      ),
    ),
    body: isBase64Encoded ? Buffer.from(body, 'base64') : body,
  });
  await response.arrayBuffer();
  return true;
}

/** Null: nobody remembers the event behind that line, or it was no event of a queue or a door. */
export async function replay(
  stack: StackWithoutDatabase,
  { lead: key, line }: { lead: string; line: number },
  { sight, actions, traces }: { sight: Sight; actions: Actions; traces: Traces },
): Promise<Replayed | null> {
  const lead = await sight.leadBehind(key);
  if (!lead) return null;
  const page = await sight.reads.ledger(lead.id, line + 1);
  const found = page.items.find(({ id }) => id === line);
  const run = found && traces.runOf(lead.id, found.at);
  if (!run) return null;
  const bubbles = (): number => (sight.phones()[key] ?? []).filter(({ via }) => via === 'api').length;
  const newest = async (): Promise<number> => (await sight.reads.ledger(lead.id, null)).items[0]?.id ?? 0;
  const state = async (): Promise<Readonly<Record<string, unknown>>> => {
    const [now] = await sight.leads([key]);
    const card = lead.card === null ? null : stack.kommo.control.card(lead.card);
    const { waitingSince: _w, since: _s, ...row } = now ?? {};
    return { ...row, ...(card && { fields: card.fields, tags: card.tags, notes: card.notes.length }) };
  };
  const before = { bubbles: bubbles(), newest: await newest(), state: await state() };
  if (!(await sendAgain(stack, run.event))) return null;
  await actions.advance(SETTLES_MS);
  const after = await state();
  const { items } = await sight.reads.ledger(lead.id, null);
  return {
    function: run.function,
    bubbles: bubbles() - before.bubbles,
    lines: items.filter(({ id }) => id > before.newest),
    changed: Object.keys({ ...before.state, ...after }).flatMap((name) => {
      const was = JSON.stringify(before.state[name]) ?? '';
      const is = JSON.stringify(after[name]) ?? '';
      return was === is ? [] : [{ name, before: was, after: is }];
    }),
  };
}
