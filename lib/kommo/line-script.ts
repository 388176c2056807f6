/**
 * The line itself, as Redis keeps it (`line.ts` says what it does). Keys: the line, the breaker's state, where this want's outcome is handed.
 * Arguments: now, interval, burst; id, rank, count, patience; spacing, forgotten, kept; want, most items, lost batch, how many words the
 * shares take; hand, how soon a place is given ahead of time, the parts of which each takes a request, whether it only asks ahead; the
 * shares as rank and milliseconds; the items.
 */
export const SCRIPT = `
local now, interval, burst = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local id, rank, count, patience = ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local spacing, forgotten, kept = tonumber(ARGV[8]) * count, tonumber(ARGV[9]), tonumber(ARGV[10])
local want, most, lost, shares = ARGV[11], tonumber(ARGV[12]), ARGV[13], tonumber(ARGV[14])
local hand, ahead_of_time, parts, asks_ahead = ARGV[15], tonumber(ARGV[16]), ARGV[17], ARGV[18] == '1'
local from = 19
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
mine.parts = parts
mine.want = want
mine.hand = hand
mine.items = {}
for i = from + shares, #ARGV do mine.items[#mine.items + 1] = ARGV[i] end
local together, parties = {}, {}
local function party_of(each)
  local of = each.want
  if not of or of == '' then
    parties[#parties + 1] = each
    return each
  end
  local party = together[of]
  if not party then
    party = { id = of, rank = each.rank, seq = each.seq, at = each.at, n = each.n, parts = {}, seen = {}, some = 0 }
    together[of] = party
    parties[#parties + 1] = party
  end
  party.rank = math.min(party.rank, each.rank)
  party.seq = math.min(party.seq, each.seq)
  party.at = math.min(party.at, each.at)
  local some = each.parts or ''
  if some ~= '' and not party.seen[some] then
    party.seen[some] = true
    for part in string.gmatch(some, '%S+') do
      if not party.parts[part] then
        party.parts[part] = true
        party.some = party.some + 1
      end
    end
  end
  party.n = math.max(party.n, each.n, party.some)
  return party
end
for _, each in ipairs(line) do party_of(each) end
local ours = party_of(mine)
count = ours.n
local chosen, due = {}, nil
for i = from, from + shares - 1, 2 do
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
  if want ~= '' and not asks_ahead then
    local left, used = {}, {}
    -- Each list is a request, and has room of its own.
    local function fits(items)
      local counts = {}
      for _, item in ipairs(items) do
        local part = string.match(item, '^(%a+)#') or ''
        counts[part] = (counts[part] or used[part] or 0) + 1
        if counts[part] > most then return false end
      end
      for part, count in pairs(counts) do used[part] = count end
      return true
    end
    fits(mine.items)
    table.sort(line, function(a, b) return a.seq < b.seq end)
    for _, each in ipairs(line) do
      if each.want == want and fits(each.items) then
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
  if patience > 0 then state.back = math.max(state.back or 0, now + math.min(wait, patience)) + interval * each * 0.95 end
  answer = { 'leaves', overheard, wait, patience > 0 and math.ceil(state.back - now) or 0 }
else
  mine.till = now + wait + forgotten
  line[#line + 1] = mine
end
state.line = line
redis.call('set', KEYS[1], cjson.encode(state), 'PX', kept)
return answer
`;
