-- What the console shows: who holds each lead, the talk, the ledger. It is only read here; whoever takes a lead or gives it back goes
-- through the signals (35_signals.sql). Every list comes in pages, found by an index.

-- The board in the order in which leads last wrote. It changes with an inbound and with nothing else that a turn writes.
create index leads_latest on public.leads (coalesce(last_inbound_at, created_at) desc, id desc);

-- One lead as a card on the board. `holder`: 'person' by the signals (owner_at), else 'nobody' while a message of theirs waits for a
-- proof (parked, or back in the queue), else 'bot'. `signal`: the strongest by which a person has it, and
-- `takeover` the act that set it. `waitingSince`: when the lead wrote the last word of the talk.
create function public.console_lead(p_lead public.leads, p_at timestamptz) returns jsonb language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'id', p_lead.id,
    'key', p_lead.key,
    'phone', p_lead.phone,
    'name', coalesce(p_lead.facts ->> 'name', p_lead.profile_name),
    'card', p_lead.kommo_lead_id,
    'place', p_lead.stage_place,
    'placeReadAt', p_lead.stage_read_at,
    'holder', case
      when public.owner_at(p_lead, p_at) = 'human' then 'person' when held.since is not null then 'nobody' else 'bot' end,
    'signal', signal.name,
    'since', case signal.name
      when 'opt_out' then p_lead.opted_out_at when 'human_stage' then p_lead.human_stage_at
      when 'bot_handoff' then p_lead.bot_handoff_at when 'human_reply' then p_lead.human_reply_at else held.since end,
    'until', case when signal.name = 'human_reply' then p_lead.human_reply_until end,
    'heldCause', coalesce(p_lead.held_cause, held.reason),
    'takeover', (
      select jsonb_build_object('reason', d.reason, 'author', d.evidence -> 'author') from public.decisions d
      where d.lead_id = p_lead.id and d.kind = 'takeover' and d.evidence ->> 'signal' = signal.name order by d.id desc limit 1),
    'billBrl', p_lead.facts -> 'billBrl',
    'solution', p_lead.facts ->> 'chosenFlow',
    'nextFollowUpAt', (
      select min(f.due_at) from public.follow_ups f where f.lead_id = p_lead.id and f.cycle = p_lead.cycle and f.status = 'planned'),
    'waitingSince', (
      select case when m.direction = 'in' then m.sent_at end from public.messages m
      where m.lead_id = p_lead.id order by m.arrival desc limit 1),
    'latestAt', coalesce(p_lead.last_inbound_at, p_lead.created_at),
    'epoch', p_lead.epoch
  )
  from (
      -- In the order of the verdict (lib/handoff/verdict.ts), of those for which owner_at names a person.
      select case when public.owner_at(p_lead, p_at) <> 'human' then null
        when p_lead.opted_out_at is not null then 'opt_out'
        when p_lead.human_stage_at is not null then 'human_stage'
        when p_lead.bot_handoff_at is not null and not coalesce(p_lead.card_returned_at > p_lead.bot_handoff_at, false) then 'bot_handoff'
        else 'human_reply' end as name
    ) as signal
    left join lateral (
      select d.kind, d.reason from public.decisions d where d.lead_id = p_lead.id order by d.id desc limit 1) as last on true
    left join lateral (
      select coalesce(p_lead.held_at, min(m.sent_at)) as since, last.reason from public.messages m
      where m.lead_id = p_lead.id and m.disposition = 'pending' and last.kind = 'hold'
    ) as held on true;
$$;

-- A page of the board. `p_before`, `p_before_id`: the last lead of the page before it, null for the first.
create function public.console_board(p_before timestamptz, p_before_id uuid, p_at timestamptz, p_limit integer) returns setof jsonb
language sql stable set search_path = '' as $$
  select public.console_lead(l, p_at) from public.leads l
  where (coalesce(l.last_inbound_at, l.created_at), l.id)
    < (coalesce(p_before, 'infinity'), coalesce(p_before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
  order by coalesce(l.last_inbound_at, l.created_at) desc, l.id desc limit p_limit;
$$;

-- These leads, by any key that they are known by.
create function public.console_leads(p_keys text[], p_at timestamptz) returns setof jsonb language sql stable set search_path = '' as $$
  select public.console_lead(l, p_at) from public.leads l
  where l.id in (select a.lead_id from public.lead_addresses a where a.key = any (p_keys));
$$;

-- A page of a lead's talk, newest first. `p_below`: the arrival of the last message of the page before it.
create function public.console_talk(p_lead_id uuid, p_below bigint, p_limit integer) returns setof public.messages
language sql stable set search_path = '' as $$
  select * from public.messages where lead_id = p_lead_id and arrival < coalesce(p_below, 9223372036854775807)
  order by arrival desc limit p_limit;
$$;

-- A page of a lead's ledger, newest first.
create function public.console_ledger(p_lead_id uuid, p_below bigint, p_limit integer) returns setof public.decisions
language sql stable set search_path = '' as $$
  select * from public.decisions where lead_id = p_lead_id and id < coalesce(p_below, 9223372036854775807)
  order by id desc limit p_limit;
$$;

-- What was decided after the line `p_above` of the ledger, newest first, and about whom.
create function public.console_news(p_above bigint, p_limit integer) returns setof jsonb language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'id', d.id, 'key', l.key, 'at', d.at, 'kind', d.kind, 'reason', d.reason, 'stageAgeMs', d.stage_age_ms)
  from public.decisions d join public.leads l on l.id = d.lead_id
  where d.id > p_above order by d.id desc limit p_limit;
$$;

-- Since when nobody is spoken to, and who asked for it; no row: speech is on.
create function public.console_stop() returns setof jsonb language sql stable set search_path = '' as $$
  select jsonb_build_object('at', stopped_at, 'by', stopped_by) from public.switches where name = 'speech' and stopped_at is not null;
$$;
