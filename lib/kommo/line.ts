/**
 * The one line before Kommo in which the requests of every function stand (design §6 Budget): a token bucket and, in the same key of
 * Redis, who waits for it. A grant costs one command. Whoever is refused learns how long to wait, or that the wait would be too long,
 * before it has spent anything.
 *
 * In order: the gate's reads, first contacts, writes, reconcile's probe; within one kind, by arrival. A kind whose first waiter
 * has had nothing for its share of time goes first, so that a crowd of reads starves nobody. A waiter that does not come back is forgotten.
 */
import { createHash } from 'node:crypto';
import type { Redis } from '@upstash/redis';
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

/** `waitMs` 0: granted. `leaves`: the wait is longer than its patience, and nothing stands in line for it any more. */
export type Place = { readonly waitMs: number; readonly leaves: boolean };

const SCRIPT = `
local now, interval, burst = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local id, rank, count, patience = ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local spacing, forgotten, kept = tonumber(ARGV[8]), tonumber(ARGV[9]), tonumber(ARGV[10])
local saved = redis.call('get', KEYS[1])
local state = saved and cjson.decode(saved) or { tokens = burst, at = now, seq = 0, line = {}, last = {} }
if state.at - now > 1000 then
  state.at = now
  state.last = {}
end
if now < state.at then now = state.at end
local refills = math.floor((now - state.at) / interval)
state.tokens = math.min(burst, state.tokens + refills)
state.at = state.at + refills * interval
local line, mine = {}, nil
for _, each in ipairs(state.line) do
  if each.id == id then mine = each elseif each.till >= now then line[#line + 1] = each end
end
if not mine then
  state.seq = state.seq + 1
  mine = { id = id, rank = rank, seq = state.seq, at = now }
end
mine.n = count
local chosen = {}
for i = 11, #ARGV, 2 do
  local of, share = ARGV[i], tonumber(ARGV[i + 1])
  local first = tonumber(of) == mine.rank and mine or nil
  for _, each in ipairs(line) do
    if each.rank == tonumber(of) and (not first or each.seq < first.seq) then first = each end
  end
  if first and now - math.max(first.at, state.last[of] or 0) >= share then chosen[first.id] = true end
end
local function before(a, b)
  local x, y = chosen[a.id] and -1 or a.rank, chosen[b.id] and -1 or b.rank
  if x ~= y then return x < y end
  return a.seq < b.seq
end
local ahead = 0
for _, each in ipairs(line) do
  if before(each, mine) then ahead = ahead + each.n end
end
local wait = 0
if state.tokens - ahead < count then wait = math.ceil((ahead + count - state.tokens) * interval - (now - state.at)) end
if spacing > 0 then wait = math.max(wait, math.ceil(spacing - (now - (state.last[tostring(rank)] or 0)))) end
local answer = wait
if wait <= 0 then
  state.tokens = state.tokens - count
  state.last[ARGV[5]] = now
  answer = 0
elseif wait > patience then
  answer = -wait
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

const SHARES = Object.values(KINDS).flatMap(({ rank, shareMs }) =>
  shareMs === null ? [] : [String(rank), String(shareMs)],
);

/**
 * `intervalMs` apart, `burst` at once. Time is this machine's, as each of them tells it: Lambdas agree to a few milliseconds, and a
 * clock that is ahead refills nothing twice.
 */
export function createSharedLine({
  redis,
  key,
  intervalMs,
  burst,
}: {
  readonly redis: Redis;
  readonly key: string;
  readonly intervalMs: number;
  readonly burst: number;
}): { ask(ticket: Ticket): Promise<Place> } {
  const run = async (args: string[]): Promise<number> => {
    try {
      return await redis.evalsha<string[], number>(SCRIPT_SHA1, [key], args);
    } catch (error) {
      // A Redis that has restarted, or never saw it, learns it here.
      if (!(error instanceof Error) || !error.message.includes('NOSCRIPT')) throw error;
      return await redis.eval<string[], number>(SCRIPT, [key], args);
    }
  };
  return {
    ask: async ({ id, priority, count, patienceMs }) => {
      const spacingMs = priority === 'write' ? intervalMs / WRITE_SHARE : 0;
      const words = [Date.now(), intervalMs, burst, id, KINDS[priority].rank, count, Math.floor(patienceMs)];
      const answer = await run([...words, spacingMs, FORGOTTEN_MS, KEPT_MS].map(String).concat(SHARES));
      return { waitMs: Math.abs(answer), leaves: answer < 0 };
    },
  };
}
