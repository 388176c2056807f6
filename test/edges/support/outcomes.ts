/** What a recorded body must come to, in the words of the fixtures' README: inbound, ignored, takeover, status. */
import { expect } from 'vitest';
import type { World } from '../../support/world.ts';
import {
  arrives,
  countOf,
  deliver,
  everything,
  expectDiscreetLog,
  hasWritten,
  leadsIn,
  messagesIn,
  type Person,
  type Recording,
  type Row,
  rowsOf,
  type Sender,
} from './recorded.ts';

/** One message of a lead's: how it stands in the history, whose it is, and what the lead's phone then shows. */
export type Inbound = {
  readonly at: number;
  readonly who: Person;
  /** Columns of the lead's row. */
  readonly lead: Row;
  /** Columns of the message's row. */
  readonly message: Row;
  /** The first bubble that answers it. */
  readonly reply?: RegExp;
  /** The address that every bubble goes to, as the provider is told. */
  readonly sentTo: string;
};

/** "inbound": recorded, answered once, to exactly the address it came from, and the person has a card. */
export const inbound = (
  sender: Sender,
  { at, who, lead, message, reply = /^Bom dia! Aqui é/, sentTo }: Inbound,
): Recording => ({
  at,
  run: async (w, path) => {
    hasWritten(w, who);
    await arrives(w, sender, path);
    expect(await messagesIn(w)).toEqual([
      expect.objectContaining({
        author: 'lead',
        disposition: 'answered',
        sent_seconds: at,
        quotes: null,
        ...message,
      }),
    ]);
    expect(await leadsIn(w)).toEqual([
      expect.objectContaining({ profile_name: who.name, human_reply_at: null, ...lead }),
    ]);
    expect(w.fromBot(who)[0]).toMatch(reply);
    expect(new Set(w.whatsapp.sent.map(({ input }) => input))).toEqual(new Set([sentTo]));
    expect(await countOf(w, 'replies')).toBe(1);
    expect(w.kommo.control.cards()).toHaveLength(1);
    // Sent, delivered and read come back as webhooks of the emulator's own and settle the bubbles of ours.
    expectDiscreetLog(w, [String(message['body'] || who.name)]);
  },
});

/** "recorded, not answered": in the history as `disposition`, the ledger says why where there is something to say, nothing leaves. */
export const onlyRecorded = (
  sender: Sender,
  {
    at,
    messages,
    reasons = [],
    prepare,
  }: { at: number; messages: readonly Row[]; reasons?: readonly string[]; prepare?: (w: World) => void },
): Recording => ({
  at,
  run: async (w, path) => {
    prepare?.(w);
    w.kommo.control.clearRequests();
    await arrives(w, sender, path);
    await w.minutes(2);
    expect(await messagesIn(w)).toEqual(messages.map((message) => expect.objectContaining(message)));
    expect(w.whatsapp.sent).toEqual([]);
    expect(await rowsOf(w, 'select kind, reason from public.decisions order by id')).toEqual(
      reasons.map((reason) => ({ kind: 'silence', reason })),
    );
    // But for the looks that reconcile takes every minute, whoever writes.
    const asked = w.kommo.control.requests
      .map(({ path }) => path)
      .filter((path) => !/filter%5Bupdated_at%5D|\/webhooks$|\/pipelines/.test(path));
    expect(asked).toEqual([]);
    expectDiscreetLog(w);
  },
});

/** "ignored": 200, and nothing anywhere is different afterwards, not even a second later in the queue. */
export const ignored = (
  sender: Sender,
  { at, prepare }: { at: number; prepare: (w: World) => Promise<void> },
): Recording => ({
  at,
  run: async (w, path) => {
    await prepare(w);
    // The emulator's own statuses about what was said are through the queue.
    await w.seconds(20);
    const [before, shown] = [await everything(w), w.whatsapp.sent.length];
    w.kommo.control.clearRequests();
    await deliver(w, sender, path);
    expect(w.sqs.control.messages('lead-events.fifo')).toEqual([]);
    expect(w.sqs.control.messages('statuses')).toEqual([]);
    await w.seconds(9);
    expect(await everything(w)).toEqual(before);
    expect(w.whatsapp.sent).toHaveLength(shown);
    expect(w.kommo.control.requests).toEqual([]);
    expectDiscreetLog(w);
  },
});

/** The bot is silent for this lead from the moment the webhook was answered, and says why. */
export async function expectPaused(w: World, who: Person, reason: string): Promise<void> {
  const before = w.fromBot(who);
  await w.says('oi?', who);
  expect(w.fromBot(who)).toEqual(before);
  expect((await w.decisions(who)).at(-1)).toMatchObject({ kind: 'silence', reason });
}

/** Nobody holds the lead but the bot: its next message is answered. */
export async function expectAnswered(w: World, who: Person): Promise<void> {
  const before = w.fromBot(who).length;
  await w.says('oi, tudo bem?', who);
  expect(w.fromBot(who).length).toBeGreaterThan(before);
}
