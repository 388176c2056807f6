/**
 * The one line before Kommo in which the requests of every function stand (design §6 Budget): a token bucket and, in the same key of
 * Redis, who waits for it. A grant costs one command. Whoever is refused learns how long to wait, or that the wait would be too long,
 * before it has spent anything.
 *
 * In order: the gate's reads, first contacts, writes, reconcile's probe; within one kind, by arrival. A kind whose first waiter
 * has had nothing for its share of time goes first, so that a crowd of reads starves nobody. A waiter that does not come back is forgotten.
 *
 * Who waits for something that one request can bring to many (`Want`) stands together with all who wait for the like: as one request, at
 * the place of the first of them. Whoever of them asks first when that place is due sends for all, and the line hands over what the
 * others want. So the wait for the budget is the window in which requests are combined, and where nobody waits nothing is combined.
 *
 * One command does everything of a look: it takes a place, tells how long to wait and who of a party goes first, brings what another has
 * handed over, and the breaker's state with it. A place that is due within moments is given at once, to be used then.
 */
import { createHash } from 'node:crypto';
import type { Redis } from '@upstash/redis';
import * as z from 'zod/mini';
import type { Priority } from './kommo.ts';

/** Rank in line, and after how long in vain the first of this kind goes before all others; null: it always does. */
const KINDS: Readonly<Record<Priority, { readonly rank: number; readonly shareMs: number | null }>> = {
  gate: { rank: 0, shareMs: null },
  first: { rank: 1, shareMs: 1000 },
  write: { rank: 2, shareMs: 1000 },
  probe: { rank: 3, shareMs: 5000 },
};

/** The part of the rate that writes take at most: the rest is always the gate's. */
export const WRITE_SHARE = 0.6;
/** A waiter this late for its own turn has died or been frozen. */
const FORGOTTEN_MS = 1000;
const KEPT_MS = 60_000;

export type Ticket = {
  /** Names the waiter from one asking to the next. */
  readonly id: string;
  readonly priority: Priority;
  /** Places, all or none. */
  readonly count: number;
  /** How long it would wait at most; 0: not at all. */
  readonly patienceMs: number;
};

export type Place =
  /** To be used after `waitMs`. */
  | { readonly kind: 'granted'; readonly waitMs: number }
  | { readonly kind: 'waits'; readonly waitMs: number }
  /** The wait is longer than its patience, and nothing stands in line for it any more. `backMs`: its turn to come back, after all who left before. */
  | { readonly kind: 'leaves'; readonly waitMs: number; readonly backMs: number };

/** What a waiter wants that may come with another's request. */
export type Want = {
  /** Wants of one name go together. */
  readonly name: string;
  readonly items: readonly string[];
  /** Items of one request, one's own among them. */
  readonly itemsMax: number;
  /** The batch that was to bring it and did not: it stands in line again, where it stood. */
  readonly lost: string | null;
  /** Where its outcome is looked for: another name after each loss, so that what comes too late is never taken for what was asked since. */
  readonly hand: string;
};

/** Somebody else's want, granted along with one's own. `hand`: where its outcome belongs. */
export type Carried = { readonly hand: string; readonly items: readonly string[] };

export type Stand =
  /** So many requests may leave now, for these as well. `batch` names them. */
  | {
      readonly kind: 'granted';
      readonly batch: string;
      readonly places: number;
      readonly carried: readonly Carried[];
    }
  /** Another's request was granted for this want as well, `ageMs` ago by the clocks of two functions. */
  | { readonly kind: 'carried'; readonly batch: string; readonly ageMs: number }
  /** What another's request has brought. */
  | { readonly kind: 'handed'; readonly text: string }
  /** `isNew`: the line did not know this ticket. `isFirst`: of all who want the like, it is to ask when the place is due. */
  | { readonly kind: 'waits'; readonly waitMs: number; readonly isNew: boolean; readonly isFirst: boolean }
  | { readonly kind: 'leaves'; readonly waitMs: number; readonly backMs: number };

const SCRIPT = `
local now, interval, burst = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local id, rank, count, patience = ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local spacing, forgotten, kept = tonumber(ARGV[8]) * count, tonumber(ARGV[9]), tonumber(ARGV[10])
local want, most, lost, shares = ARGV[11], tonumber(ARGV[12]), ARGV[13], tonumber(ARGV[14])
local hand, ahead_of_time = ARGV[15], tonumber(ARGV[16])
local overheard = redis.call('get', KEYS[2]) or ''
local handed = want ~= '' and redis.call('get', KEYS[3])
local saved = redis.call('get', KEYS[1])
local state = saved and cjson.decode(saved) or { tokens = burst, at = now, seq = 0, line = {}, last = {} }
if state.at - now > 1000 then
  state.at = now
  state.back = 0
  state.last = {}
end
if now < state.at then now = state.at end
local refills = math.floor((now - state.at) / interval)
state.tokens = math.min(burst, state.tokens + refills)
state.at = state.at + refills * interval
local carried, before_loss = {}, nil
for of, each in pairs(state.carried or {}) do
  if of == id and each.batch == lost then before_loss = each elseif each.at + kept > now then carried[of] = each end
end
if handed then
  carried[id] = nil
  state.carried = carried
  redis.call('set', KEYS[1], cjson.encode(state), 'PX', kept)
  return { 'handed', overheard, handed }
end
if carried[id] then return { 'carried', overheard, carried[id].batch, math.floor(now - carried[id].at) } end
state.carried = carried
local line, mine = {}, nil
for _, each in ipairs(state.line) do
  if each.id == id then mine = each elseif each.till >= now then line[#line + 1] = each end
end
local is_new = mine == nil
if not mine then
  if before_loss then
    mine = { id = id, rank = rank, seq = before_loss.seq, at = now }
  else
    state.seq = state.seq + 1
    mine = { id = id, rank = rank, seq = state.seq, at = now }
  end
end
mine.n = count
mine.want = want
mine.hand = hand
mine.items = {}
for i = 17 + shares, #ARGV do mine.items[#mine.items + 1] = ARGV[i] end
local together, parties = {}, {}
local function party_of(each)
  local of = each.want
  if not of or of == '' then
    parties[#parties + 1] = each
    return each
  end
  local party = together[of]
  if not party then
    party = { id = of, rank = each.rank, seq = each.seq, at = each.at, n = each.n }
    together[of] = party
    parties[#parties + 1] = party
  end
  party.rank = math.min(party.rank, each.rank)
  party.seq = math.min(party.seq, each.seq)
  party.at = math.min(party.at, each.at)
  party.n = math.max(party.n, each.n)
  return party
end
for _, each in ipairs(line) do party_of(each) end
local ours = party_of(mine)
count = ours.n
local chosen, due = {}, nil
for i = 17, 16 + shares, 2 do
  local of, share = ARGV[i], tonumber(ARGV[i + 1])
  local first = nil
  for _, each in ipairs(parties) do
    if each.rank == tonumber(of) and (not first or each.seq < first.seq) then first = each end
  end
  if first then
    local vain = now - math.max(first.at, state.last[of] or 0)
    if vain >= share then chosen[first.id] = true elseif first == ours then due = share - vain end
  end
end
local function before(a, b)
  local x, y = chosen[a.id] and -1 or a.rank, chosen[b.id] and -1 or b.rank
  if x ~= y then return x < y end
  return a.seq < b.seq
end
local ahead = 0
for _, each in ipairs(parties) do
  if each ~= ours and before(each, ours) then ahead = ahead + each.n end
end
local wait = 0
if state.tokens - ahead < count then wait = math.ceil((ahead + count - state.tokens) * interval - (now - state.at)) end
if due then wait = math.min(wait, math.max(due, math.ceil((count - state.tokens) * interval - (now - state.at)))) end
if spacing > 0 then wait = math.max(wait, math.ceil(spacing - (now - (state.last[tostring(rank)] or 0)))) end
local is_first = true
for _, each in ipairs(line) do
  if each.want == want and each.seq < mine.seq then is_first = false end
end
local answer = { 'waits', overheard, wait, is_new and 1 or 0, is_first and 1 or 0 }
if wait <= 0 or (ahead == 0 and wait <= ahead_of_time and wait <= patience) then
  state.tokens = state.tokens - count
  state.last[tostring(ours.rank)] = now + wait
  answer = { 'granted', overheard, wait, count }
  -- What a first contact costs of the rate, with all that follows it.
  state.spent = (state.spent or 0) + count
  if rank == 1 and want == '' then state.firsts = (state.firsts or 0) + 1 end
  if state.spent > 60 then state.spent, state.firsts = state.spent / 2, (state.firsts or 0) / 2 end
  if want ~= '' then
    local left, room = {}, most - #mine.items
    table.sort(line, function(a, b) return a.seq < b.seq end)
    for _, each in ipairs(line) do
      if each.want == want and #each.items <= room then
        room = room - #each.items
        carried[each.id] = { batch = id, at = now, seq = each.seq }
        answer[#answer + 1] = each.hand
        answer[#answer + 1] = #each.items
        for _, item in ipairs(each.items) do answer[#answer + 1] = item end
      else
        left[#left + 1] = each
      end
    end
    line = left
  end
elseif wait > patience then
  local each = math.max(1, math.min(3, ((state.spent or 0) + 1) / ((state.firsts or 0) + 1)))
  if patience > 0 then state.back = math.max(state.back or 0, now + math.min(wait, patience)) + interval * each * 0.75 end
  answer = { 'leaves', overheard, wait, patience > 0 and math.ceil(state.back - now) or 0 }
else
  mine.till = now + wait + forgotten
  line[#line + 1] = mine
end
state.line = line
redis.call('set', KEYS[1], cjson.encode(state), 'PX', kept)
return answer
`;

/** The client's own script object hashes beside the call: its first one would wait for a thread while requests stand in line. */
const SCRIPT_SHA1 = createHash('sha1').update(SCRIPT).digest('hex');

/** What the client makes of a string that looks like JSON is the breaker's own business. */
const Answer = z.tuple(
  [z.enum(['granted', 'carried', 'handed', 'waits', 'leaves']), z.unknown()],
  z.union([z.string(), z.number()]),
);

const NOTHING_SHARED: Want = { name: '', items: [], itemsMax: 0, lost: null, hand: '' };

/** As the script tells it: a name, how many items, and these. */
function carriedIn(words: readonly (string | number)[]): readonly Carried[] {
  const carried: Carried[] = [];
  for (let at = 0; at < words.length; ) {
    const count = Number(words[at + 1]);
    carried.push({ hand: String(words[at]), items: words.slice(at + 2, at + 2 + count).map(String) });
    at += 2 + count;
  }
  return carried;
}

const SHARES = Object.values(KINDS).flatMap(({ rank, shareMs }) =>
  shareMs === null ? [] : [String(rank), String(shareMs)],
);

/**
 * `intervalMs` apart, `burst` at once. Time is this machine's, as each of them tells it: Lambdas agree to a few milliseconds, and a
 * clock that is ahead refills nothing twice. `overheard`: the key of the breaker's state, which every answer brings
 * along to whoever `asking` names before.
 */
export function createSharedLine({
  redis,
  key,
  intervalMs,
  burst,
  overheard,
}: {
  readonly redis: Redis;
  readonly key: string;
  readonly intervalMs: number;
  readonly burst: number;
  readonly overheard: { readonly key: string; asking(): (stored: unknown) => void };
}): {
  /** `soonMs`: a place that is due so soon is given now. */
  ask(ticket: Ticket, options?: { readonly soonMs?: number }): Promise<Place>;
  /** Asks for requests that may bring what others want as well. `patienceMs` 0 and nobody in the way: as `ask`. */
  stand(ticket: Ticket, want: Want): Promise<Stand>;
  /** Hands to each of `texts`, by the name of its hand, what it waits for; kept for `keptMs`. */
  hand(texts: ReadonlyMap<string, string>, options: { readonly keptMs: number }): Promise<void>;
  /** What was handed over under this name; null where nothing is. */
  handed(name: string): Promise<string | null>;
} {
  const handOf = (name: string): string => `${key}:hand:${name}`;
  const run = async (keys: string[], args: string[]): Promise<unknown> => {
    try {
      return await redis.evalsha<string[], unknown>(SCRIPT_SHA1, keys, args);
    } catch (error) {
      // A Redis that has restarted, or never saw it, learns it here.
      if (!(error instanceof Error) || !error.message.includes('NOSCRIPT')) throw error;
      return await redis.eval<string[], unknown>(SCRIPT, keys, args);
    }
  };
  const asked = async (
    { id, priority, count, patienceMs }: Ticket,
    { name, items, itemsMax, lost, hand }: Want,
    soonMs: number,
  ): Promise<{ readonly waitMs: number; readonly stand: Stand }> => {
    const spacingMs = priority === 'write' ? intervalMs / WRITE_SHARE : 0;
    const words = [Date.now(), intervalMs, burst, id, KINDS[priority].rank, count, Math.floor(patienceMs)];
    const wants = [name, itemsMax, lost ?? '', SHARES.length, hand, soonMs];
    const tell = overheard.asking();
    const [kind, breaker, ...rest] = Answer.parse(
      await run(
        [key, overheard.key, handOf(hand)],
        [...words, spacingMs, FORGOTTEN_MS, KEPT_MS, ...wants].map(String).concat(SHARES).concat(items),
      ),
    );
    tell(breaker === '' ? null : breaker);
    const waitMs = kind === 'carried' || kind === 'handed' ? 0 : Number(rest[0]);
    switch (kind) {
      case 'granted':
        return {
          waitMs: Math.max(0, waitMs),
          stand: { kind, batch: id, places: Number(rest[1]), carried: carriedIn(rest.slice(2)) },
        };
      case 'carried':
        return { waitMs, stand: { kind, batch: String(rest[0]), ageMs: Math.max(0, Number(rest[1])) } };
      case 'handed':
        return { waitMs, stand: { kind, text: String(rest[0]) } };
      case 'waits':
        return {
          waitMs,
          stand: { kind, waitMs, isNew: Number(rest[1]) === 1, isFirst: Number(rest[2]) === 1 },
        };
      case 'leaves':
        return { waitMs, stand: { kind, waitMs, backMs: Number(rest[1]) } };
    }
  };
  return {
    stand: async (ticket, want) => (await asked(ticket, want, 0)).stand,
    ask: async (ticket, { soonMs = 0 } = {}) => {
      const { waitMs, stand } = await asked(ticket, NOTHING_SHARED, soonMs);
      return stand.kind === 'leaves'
        ? stand
        : { kind: stand.kind === 'granted' ? 'granted' : 'waits', waitMs };
    },
    hand: async (texts, { keptMs }) => {
      const pipeline = redis.pipeline();
      for (const [name, text] of texts) pipeline.set(handOf(name), text, { px: keptMs });
      await pipeline.exec();
    },
    handed: (name) => redis.get<string>(handOf(name)),
  };
}
