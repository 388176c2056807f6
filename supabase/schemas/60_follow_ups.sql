-- Follow-ups (design §7). What is planned for a silent lead, and what became of it: one row for each lead, cycle and step (F1). Nothing
-- is claimed here ahead of time: `commit_send` takes the right to send under the key `follow-up:<lead>:<cycle>:<step>`, and an inbound,
-- a takeover, an opt-out or a booking ends the cycle, so whatever was planned in it is void.

create table public.follow_ups (
  lead_id uuid not null references public.leads (id) on delete cascade,
  cycle bigint not null,
  -- '1', '2', … and 'close'.
  step text not null,
  -- planned · sent · refused: by WhatsApp, for good · skipped: nothing could be sent · closed: the card was moved · ended: nobody to
  -- follow up any more · handed_over: a person has a task
  status text not null,
  due_at timestamptz not null,
  -- How often nothing could be decided when it was due.
  hold_count integer not null default 0,
  settled_at timestamptz,
  constraint one_row_per_step primary key (lead_id, cycle, step),
  constraint known_step check (step ~ '^([1-9]|close)$'),
  constraint known_follow_up_status check (status in ('planned', 'sent', 'refused', 'skipped', 'closed', 'ended', 'handed_over')),
  constraint settled_has_a_time check ((status = 'planned') = (settled_at is null))
);
create index follow_ups_planned on public.follow_ups (due_at) where status = 'planned';
alter table public.follow_ups enable row level security;

-- Kept with the lead, so that whoever has no ladder is found without a look at everybody's steps. Its row is held already (P16).
create function public.mark_ladder() returns trigger language plpgsql set search_path = '' as $$
declare
  v_lead_id uuid := coalesce(new.lead_id, old.lead_id);
  v_cycle bigint;
begin
  select max(cycle) into v_cycle from public.follow_ups
    where lead_id = v_lead_id and status in ('planned', 'closed', 'ended', 'handed_over');
  update public.leads set ladder_cycle = v_cycle where id = v_lead_id and ladder_cycle is distinct from v_cycle;
  return null;
end;
$$;
create trigger follow_ups_mark_ladder after insert or delete or update of status, cycle on public.follow_ups
  for each row execute function public.mark_ladder();

-- Plans one step of the current cycle, or moves what is planned. A settled step is not planned again. {step, dueAt, cycle}.
create function public.put_follow_up(p_lead_id uuid, p_plan jsonb) returns void language sql set search_path = '' as $$
  insert into public.follow_ups (lead_id, cycle, step, status, due_at)
  select id, cycle, p_plan ->> 'step', 'planned', (p_plan ->> 'dueAt')::timestamptz
  from public.leads where id = p_lead_id and cycle = (p_plan ->> 'cycle')::bigint for update
  on conflict on constraint one_row_per_step do update set due_at = excluded.due_at where follow_ups.status = 'planned';
$$;

-- What a firing starts from: the turn's own picture, and with it the anchor, the steps of this cycle, the follow-ups of it that were
-- committed, and the meeting ahead.
create function public.follow_up_turn(p_lead_id uuid, p_history_limit integer, p_at timestamptz) returns jsonb
language sql stable set search_path = '' as $$
  select public.turn_of(l.id, p_history_limit) || jsonb_build_object(
    'spokenAt', case when l.spoken_cycle = l.cycle then l.spoken_at end,
    'sequence', l.last_sequence,
    'followUps', (
      select coalesce(jsonb_agg(to_jsonb(f)), '[]') from public.follow_ups f where f.lead_id = l.id and f.cycle = l.cycle
    ),
    'sends', (
      select coalesce(jsonb_agg(jsonb_build_object('step', split_part(m.dedupe_key, ':', 4), 'id', m.id, 'status', m.status, 'sentAt', m.sent_at)), '[]')
      from public.messages m
      where m.lead_id = l.id and m.author = 'bot' and starts_with(m.dedupe_key, 'follow-up:' || l.id || ':' || l.cycle || ':')
    ),
    'meeting', (select to_jsonb(m) from public.meeting_of(l.id, p_at) m limit 1)
  )
  from public.leads l where l.id = p_lead_id;
$$;

-- Plans or moves one step; `p_held`: once more because nothing could be decided, with the line of the ledger that says why.
-- False: the cycle is over.
create function public.plan_follow_up(
  p_lead_id uuid, p_cycle bigint, p_step text, p_due_at timestamptz, p_held boolean, p_decision jsonb, p_at timestamptz
) returns boolean language plpgsql set search_path = '' as $$
begin
  perform 1 from public.leads where id = p_lead_id and cycle = p_cycle for update;
  if not found then
    return false;
  end if;
  perform public.put_follow_up(p_lead_id, jsonb_build_object('step', p_step, 'dueAt', p_due_at, 'cycle', p_cycle));
  update public.follow_ups set hold_count = hold_count + 1
    where lead_id = p_lead_id and cycle = p_cycle and step = p_step and status = 'planned' and p_held;
  perform public.append_decision(p_lead_id, p_decision, p_at);
  return true;
end;
$$;

-- What became of a step, and the plan of the next one with it: no crash falls between the two. True: the next step stands.
create function public.settle_follow_up(
  p_lead_id uuid, p_cycle bigint, p_step text, p_status text, p_settlements jsonb, p_decision jsonb, p_next jsonb, p_at timestamptz
) returns boolean language plpgsql set search_path = '' as $$
declare
  v_is_current boolean;
  v_is_first boolean;
begin
  -- First of all: where it settles a bubble of another lead's, it holds both in one order (P16).
  perform public.settle_sends(p_settlements, p_at, p_lead_id);
  select cycle = p_cycle into v_is_current from public.leads where id = p_lead_id for update;
  if not found then
    return false;
  end if;
  insert into public.follow_ups (lead_id, cycle, step, status, due_at, settled_at) values (p_lead_id, p_cycle, p_step, p_status, p_at, p_at)
    on conflict on constraint one_row_per_step do update set status = excluded.status, settled_at = excluded.settled_at
    where follow_ups.status = 'planned';
  v_is_first := found;
  if v_is_first then
    -- One line for one decision, whoever fired twice.
    perform public.append_decision(p_lead_id, p_decision, p_at);
  end if;
  -- A step that another firing ended meanwhile begins nothing: the ladder has its end (F15).
  if v_is_current and v_is_first and p_next is not null then
    perform public.put_follow_up(p_lead_id, p_next);
  end if;
  return v_is_current and v_is_first and p_next is not null;
end;
$$;

-- What is planned until then in ladders that still run, longest due first: with a time in the past, what no schedule fired. A plan that
-- its ladder outlived (FOLLOW_UP_LADDER was shortened meanwhile) is none.
create function public.planned_follow_ups(p_due_before timestamptz, p_limit integer) returns setof public.follow_ups
language sql stable set search_path = '' as $$
  select f.* from public.follow_ups f join public.leads l on l.id = f.lead_id and l.cycle = f.cycle
  where f.status = 'planned' and f.due_at <= p_due_before
    and not exists (
      select from public.follow_ups o
      where o.lead_id = f.lead_id and o.cycle = f.cycle and o.status in ('closed', 'ended', 'handed_over')
    )
  order by f.due_at limit p_limit;
$$;

-- Leads to whom the bot spoke and for whom nothing is planned although nothing ended their ladder: a worker died in between.
create function public.leads_without_ladder(p_spoken_before timestamptz, p_limit integer) returns setof public.leads
language sql stable set search_path = '' as $$
  select l.* from public.leads l
  where l.spoken_cycle = l.cycle and l.spoken_at <= p_spoken_before and l.held_at is null and l.ladder_cycle is distinct from l.cycle
  order by l.spoken_at limit p_limit;
$$;

-- The lead, its confirmed meeting, and which reminders of that time have left, as far as is known: after a restore, only of what is due since.
create function public.reminder_turn(p_lead_id uuid, p_at timestamptz) returns jsonb language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'lead', to_jsonb(l),
    'sequence', l.last_sequence,
    'stopped', exists (select from public.speech_stopped_at()),
    'pending', exists (select from public.messages m where m.lead_id = l.id and m.disposition = 'pending' and m.deleted_at is null),
    'meeting', to_jsonb(m),
    'restoredAt', (select at from public.last_look('restored') as at),
    'reminded', (
      select coalesce(jsonb_agg(split_part(s.dedupe_key, ':', 4)), '[]') from public.messages s
      where s.lead_id = l.id and starts_with(s.dedupe_key, 'reminder:' || m.id || ':' || extract(epoch from m.starts_at)::bigint || ':')
    )
  )
  from public.leads l
  left join public.meetings m on m.lead_id = l.id and m.status = 'booked' and m.ends_at > p_at
  where l.id = p_lead_id;
$$;
