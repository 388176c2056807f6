/**
 * A worker that dies at one request of a turn: that request is lost (or only its answer), and so is every later one until
 * the invocation has ended. From outside that is a killed process; then the queue delivers the message again.
 */
import type { Brain } from '../../../lib/conversation/brain/brain.ts';
import { createScriptedBrain } from '../../../lib/conversation/brain/scripted.ts';
import type { Network } from '../../../local/http.ts';
import type { StackOptions } from '../../../local/stack.ts';
import type { World } from '../../support/world.ts';

/** Carrying such a request out changes nothing: whether it was makes no difference to a worker that died of it. */
export const isRead = (request: string): boolean => request.startsWith('GET ') || request.includes(' /upstash/');

/** `cut`: the request was never carried out. `cut_answer`: it was, and the worker died before it knew. */
export const DEATHS = ['cut', 'cut_answer'] as const;
export type Death = { readonly how: (typeof DEATHS)[number]; readonly request: number };

export type TurnRun = {
  /** Every request of the turn's invocation up to its death, in order: `POST /supabase/rest/v1/rpc/commit_send`. */
  readonly requests: readonly string[];
  readonly fromBot: readonly string[];
  readonly unknown: readonly string[];
  readonly copies: number;
  /** How often each of the lead's messages is in the history, and what became of it. */
  readonly inbound: readonly { readonly body: string | null; readonly disposition: string | null }[];
  readonly cards: readonly object[];
  readonly contacts: number;
  /** Bubbles in the outbox that are neither on the phone nor flagged. */
  readonly unaccounted: readonly string[];
};

const DEBOUNCE_SECONDS = 6;
const QUIET_SECONDS = 20;
/** Past the queue's visibility time-out, after which a dead worker's message comes back. */
const REDELIVERED_MINUTES = 8;

/** Three bubbles to every message, so that a death can fall between two. The same conversation gives the same three. */
const talkative = (): Brain => {
  const scripted = createScriptedBrain();
  return {
    reply: async (conversation) => {
      const reply = await scripted.reply(conversation);
      const turn = conversation.history.length;
      const [first = ''] = reply.bubbles;
      return { ...reply, bubbles: [first, `Segunda parte, ${turn}`, `Terceira parte, ${turn}`] };
    },
  };
};

type Open = (options: Partial<StackOptions>) => Promise<World>;

/**
 * One world: `before` goes well, then `text` is said and its turn dies as told (null: lives). Returns what the world looks
 * like when everything has come to rest.
 */
export async function runTurn(
  open: Open,
  { provider, before, text, death }: { provider: 'cloud' | 'evolution'; before: readonly string[]; text: string; death: Death | null },
): Promise<TurnRun> {
  const requests: string[] = [];
  let watching = false;
  const network: Network = ({ mount, method, path }) => {
    // Webhooks are other processes; they live.
    if (!watching || mount === '/webhooks') return 'up';
    if (death && requests.length >= death.request) return 'cut';
    // Evolution's echo of a send makes its webhook enqueue at once; a worker that lives enqueues nothing.
    if (mount === '/sqs') return 'up';
    requests.push(`${method} ${mount}${path}`);
    return requests.length === death?.request ? death.how : 'up';
  };
  const w = await open({ provider, network, brains: [talkative()] });
  // A read that shows typing takes a second of the clock; answered at once, the turn stays within one instant.
  w.evolution.control.failNext({ on: 'presence', httpStatus: 201, body: {}, times: Number.POSITIVE_INFINITY });
  for (const earlier of before) await w.says(earlier);
  // The statuses of what was sent go their own way first.
  await w.seconds(QUIET_SECONDS);

  w.saysNow(text);
  // The webhook puts it in line, then the worker is watched: from the turn's first request until it has ended.
  await w.seconds(DEBOUNCE_SECONDS - 1);
  watching = true;
  // Set after the queue's own timer for the same instant, so it runs when that turn is over and before what it caused.
  w.clock.after(1000, () => {
    watching = false;
  });
  await w.seconds(1);
  await w.minutes(REDELIVERED_MINUTES);

  const messages = await w.messages();
  const fromBot = w.fromBot();
  const unknown = messages.flatMap(({ author, status, body }) => (author === 'bot' && status === 'unknown' ? [body ?? ''] : []));
  return {
    requests,
    fromBot,
    unknown,
    copies: Object.values(w.whatsapp.duplicates()).reduce((sum, count) => sum + count, 0),
    inbound: messages.flatMap(({ direction, body, disposition }) => (direction === 'in' ? [{ body, disposition }] : [])),
    cards: w.kommo.control
      .cards()
      .map(({ stage, name, tags, fields, contacts }) => ({ stage, name, tags, fields, contacts: contacts.map((contact) => contact.phones) })),
    contacts: w.kommo.snapshot().contacts.length,
    unaccounted: messages.flatMap(({ author, body, status }) =>
      author === 'bot' && body !== null && !fromBot.includes(body) && status !== 'unknown' ? [`${body} (${status})`] : [],
    ),
  };
}
