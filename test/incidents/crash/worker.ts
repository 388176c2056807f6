/**
 * A worker that dies at one request of a turn: that request is lost (or only its answer), and so is every later one until
 * the invocation has ended. From outside that is a killed process; then the queue delivers the message again.
 */
import type { Brain } from '../../../lib/agent/brain.ts';
import { createScriptedBrain } from '../../../lib/agent/scripted.ts';
import type { Network } from '../../../local/emulators/http.ts';
import type { StackOptions } from '../../../local/stack.ts';
import type { World } from '../../support/world.ts';

/** Carrying such a request out changes nothing: whether it was makes no difference to a worker that died of it. */
const isRead = (request: string): boolean => request.startsWith('GET ') || request.includes(' /upstash/');

/** `cut`: the request was never carried out. `cut_answer`: it was, and the worker died before it knew. */
const DEATHS = ['cut', 'cut_answer'] as const;
type Death = { readonly how: (typeof DEATHS)[number]; readonly request: number };

type TurnRun = {
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
async function runTurn(
  open: Open,
  {
    provider,
    before,
    text,
    death,
  }: { provider: 'cloud' | 'evolution'; before: readonly string[]; text: string; death: Death | null },
): Promise<{ world: World; result: TurnRun }> {
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
  w.evolution.control.failNext({
    on: 'presence',
    httpStatus: 201,
    body: {},
    times: Number.POSITIVE_INFINITY,
  });
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
  const unknown = messages.flatMap(({ author, status, body }) =>
    author === 'bot' && status === 'unknown' ? [body ?? ''] : [],
  );
  const result: TurnRun = {
    requests,
    fromBot,
    unknown,
    copies: Object.values(w.whatsapp.duplicates()).reduce((sum, count) => sum + count, 0),
    inbound: messages.flatMap(({ direction, body, disposition }) =>
      direction === 'in' ? [{ body, disposition }] : [],
    ),
    cards: w.kommo.control.cards().map(({ stage, name, tags, fields, contacts }) => ({
      stage,
      name,
      tags,
      fields,
      contacts: contacts.map((contact) => contact.phones),
    })),
    contacts: w.kommo.snapshot().contacts.length,
    unaccounted: messages.flatMap(({ author, body, status }) =>
      author === 'bot' && body !== null && !fromBot.includes(body) && status !== 'unknown'
        ? [`${body} (${status})`]
        : [],
    ),
  };
  return { world: w, result };
}

/** Only between the commit of a bubble and the answer to its POST can nobody know whether it left. */
function mayBeUnknown({ requests }: TurnRun, { how, request }: Death): boolean {
  const isCommit = (path: string | undefined): boolean => path?.endsWith('/rpc/commit_send') === true;
  // Typing is shown beside the first bubble's commit, before that bubble's POST or together with it; Redis is asked whenever it is.
  const isToWhatsApp = (path: string): boolean => / \/(?:cloud|evolution)\//.test(path);
  const isHint = (path: string): boolean => path.includes(' /upstash');
  const before = requests.slice(0, request - 1);
  const since = before.slice(before.findLastIndex(isCommit) + 1);
  const isOpen =
    before.some(isCommit) &&
    since.every((path) => isHint(path) || isToWhatsApp(path)) &&
    // Evolution reads, shows typing and sends at addresses of their own; Cloud shows typing where it sends.
    !since.some((path) => path.includes('/message/send')) &&
    since.filter((path) => path.includes('/cloud/')).length <= 1;
  return isOpen || (isCommit(requests[request - 1]) && how === 'cut_answer');
}

/** What is asked of Redis leaves in fewer requests or in more, as the event loop has it; everything else is counted. */
const withoutHints = ({ requests }: TurnRun): number =>
  requests.filter((path) => !path.includes(' /upstash')).length;

/** What is wrong with a world in which the turn died, next to one in which it lived. */
function wrongs(died: TurnRun, lived: TurnRun, death: Death): string[] {
  const missing = lived.fromBot.filter((text) => !died.fromBot.includes(text));
  const unsaid = missing.filter((text) => !died.unknown.includes(text));
  const found = [
    died.requests.length < death.request &&
      withoutHints(died) < withoutHints(lived) &&
      'the turn never got that far',
    died.copies > 0 && 'a text is on the phone twice',
    JSON.stringify(died.inbound) !== JSON.stringify(lived.inbound) &&
      `the history is ${JSON.stringify(died.inbound)}`,
    died.unaccounted.length > 0 && `neither sent nor flagged: ${died.unaccounted}`,
    unsaid.length > 0 && `never said: ${unsaid}`,
    died.fromBot.some((text) => !lived.fromBot.includes(text)) && `said something else: ${died.fromBot}`,
    missing.length > (mayBeUnknown(died, death) ? 1 : 0) && `given up: ${missing}`,
    JSON.stringify(died.cards) !== JSON.stringify(lived.cards) &&
      `the cards are ${JSON.stringify(died.cards)}`,
    died.contacts !== lived.contacts && `${died.contacts} contacts`,
  ];
  const at = `killed at ${death.request} (${death.how} ${died.requests[death.request - 1]})`;
  return found.flatMap((wrong) => (wrong === false ? [] : [`${at}: ${wrong}`]));
}

/** Lets one turn live, then die at each of its requests in turn. `points`: how many deaths. `wrongs`: what came of them. */
export async function dieEverywhere(
  open: Open,
  turn: { provider: 'cloud' | 'evolution'; before: readonly string[]; text: string },
): Promise<{ lived: TurnRun; points: number; wrongs: readonly string[] }> {
  const run = async (death: Death | null): Promise<TurnRun> => {
    const { world, result } = await runTurn(open, { ...turn, death });
    // One database for all of them: each begins with nobody in it.
    await world.supabase.control.reset();
    return result;
  };
  const lived = await run(null);
  const found: string[] = [];
  let points = 0;
  for (const [index, path] of lived.requests.entries()) {
    for (const how of isRead(path) ? (['cut'] as const) : DEATHS) {
      points += 1;
      const death = { how, request: index + 1 };
      found.push(...wrongs(await run(death), lived, death));
    }
  }
  return { lived, points, wrongs: found };
}
