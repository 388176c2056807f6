-- Follow-ups (design §7). What is planned for a silent lead, and what became of it: one row for each lead, cycle and step (F1). Nothing
-- is claimed here ahead of time: `commit_send` takes the right to send under the key `follow-up:<lead>:<cycle>:<step>`, and an inbound,
-- a takeover, an opt-out or a booking ends the cycle, so whatever was planned in it is void.
set lock_timeout = '3s';

alter table public.leads
  -- The anchor of the ladder: the bot's last message that was not itself a follow-up, and the cycle in which it was said. A cycle in
  -- which our side has not spoken has no ladder.
  add column spoken_at timestamptz,
  add column spoken_cycle bigint,
  -- The newest message taken in, by its place in the queue: a higher mark in Redis is an answer that still stands in line (R7).
  add column last_sequence text;

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

-- Plans one step of the current cycle, or moves what is planned. A settled step is not planned again. {step, dueAt, cycle}.
create function public.put_follow_up(p_lead_id uuid, p_plan jsonb) returns void language sql set search_path = '' as $$
  insert into public.follow_ups (lead_id, cycle, step, status, due_at)
  select id, cycle, p_plan ->> 'step', 'planned', (p_plan ->> 'dueAt')::timestamptz
  from public.leads where id = p_lead_id and cycle = (p_plan ->> 'cycle')::bigint
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
  select cycle = p_cycle into v_is_current from public.leads where id = p_lead_id for update;
  if not found then
    return false;
  end if;
  perform public.settle_sends(p_settlements, p_at);
  insert into public.follow_ups (lead_id, cycle, step, status, due_at, settled_at) values (p_lead_id, p_cycle, p_step, p_status, p_at, p_at)
    on conflict on constraint one_row_per_step do update set status = excluded.status, settled_at = excluded.settled_at
    where follow_ups.status = 'planned';
  v_is_first := found;
  if v_is_first then
    -- One line for one decision, whoever fired twice.
    perform public.append_decision(p_lead_id, p_decision, p_at);
  end if;
  if v_is_current and p_next is not null then
    perform public.put_follow_up(p_lead_id, p_next);
  end if;
  return v_is_current and p_next is not null;
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
  where l.spoken_cycle = l.cycle and l.spoken_at <= p_spoken_before and l.held_at is null
    and not exists (
      select from public.follow_ups f
      where f.lead_id = l.id and f.cycle = l.cycle and f.status in ('planned', 'closed', 'ended', 'handed_over')
    )
  order by l.spoken_at limit p_limit;
$$;

-- The lead, its confirmed meeting, and which reminders of that time have left.
create function public.reminder_turn(p_lead_id uuid, p_at timestamptz) returns jsonb language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'lead', to_jsonb(l),
    'sequence', l.last_sequence,
    'pending', exists (select from public.messages m where m.lead_id = l.id and m.disposition = 'pending' and m.deleted_at is null),
    'meeting', to_jsonb(m),
    'reminded', (
      select coalesce(jsonb_agg(split_part(s.dedupe_key, ':', 4)), '[]') from public.messages s
      where s.lead_id = l.id and starts_with(s.dedupe_key, 'reminder:' || m.id || ':' || extract(epoch from m.starts_at)::bigint || ':')
    )
  )
  from public.leads l
  left join public.meetings m on m.lead_id = l.id and m.status = 'booked' and m.ends_at > p_at
  where l.id = p_lead_id;
$$;

-- Confirmed meetings that begin in a period: their reminders can be armed again at any time.
create function public.meetings_ahead(p_from timestamptz, p_to timestamptz, p_limit integer) returns setof public.meetings
language sql stable set search_path = '' as $$
  select * from public.meetings where status = 'booked' and starts_at > p_from and starts_at <= p_to order by starts_at limit p_limit;
$$;

-- As in 20261121120300, and the lead's place in the queue is kept with its messages.
drop function public.ingest_inbound(text[], text, text, text, text, text, jsonb, integer, timestamptz);
create function public.ingest_inbound(
  p_keys text[], p_phone text, p_lid text, p_bsuid text, p_reply_to text, p_profile_name text,
  p_messages jsonb, p_sequence text, p_history_limit integer, p_at timestamptz
) returns jsonb language plpgsql set search_path = '' as $$
declare
  v_id uuid := public.resolve_lead(p_keys, p_phone, p_lid, p_bsuid, p_reply_to, p_at);
  v_fresh integer;
  v_first_at timestamptz;
  v_open public.replies;
begin
  perform 1 from public.leads where id = v_id for update;

  with written as (
    insert into public.messages (lead_id, direction, author, provider_id, kind, body, content, quotes, sent_at, recorded_at, disposition)
    select v_id, 'in', 'lead', m ->> 'providerId', m ->> 'kind', m ->> 'body', m -> 'content', m ->> 'quotes',
      (m ->> 'sentAt')::timestamptz, p_at, m ->> 'disposition'
    from jsonb_array_elements(p_messages) with ordinality as item (m, n) order by n
    on conflict on constraint one_message_per_provider_id do update
      set kind = excluded.kind, body = excluded.body, content = excluded.content, disposition = excluded.disposition
      where messages.disposition = 'placeholder' and excluded.disposition <> 'placeholder'
    returning 1
  )
  select count(*) into v_fresh from written;

  update public.leads set last_sequence = p_sequence where id = v_id and p_sequence > coalesce(last_sequence, '');
  if v_fresh > 0 then
    update public.leads set
      cycle = cycle + 1,
      profile_name = coalesce(p_profile_name, profile_name),
      last_inbound_at = greatest(last_inbound_at, (select max((m ->> 'sentAt')::timestamptz) from jsonb_array_elements(p_messages) as m))
    where id = v_id;
    -- H12: an automatic greeting gets here before the debounced first message that it answers, and was taken for a person's.
    -- Where it is all that ever happened to this lead (epoch 1), it is recognised now.
    select min(sent_at) into v_first_at from public.messages where lead_id = v_id and direction = 'in';
    update public.leads set human_reply_at = null, human_reply_until = null, epoch = epoch + 1
      where id = v_id and epoch = 1 and human_reply_at between v_first_at and v_first_at + interval '3 seconds'
        and exists (select from public.messages where lead_id = v_id and author = 'person' and sent_at = human_reply_at);
    if found then
      update public.messages set author = 'auto' where lead_id = v_id and author = 'person';
    end if;
    for v_open in select * from public.replies where lead_id = v_id and finished_at is null loop
      update public.replies set finished_at = p_at, outcome = 'superseded' where id = v_open.id;
      if not exists (select from public.messages where reply_id = v_open.id and author = 'bot') then
        update public.messages set disposition = 'pending', reply_id = null where reply_id = v_open.id and direction = 'in';
        -- The burst will be answered anew, under the key of its newest message.
        delete from public.replies where id = v_open.id;
      end if;
    end loop;
  end if;
  return public.turn_of(v_id, p_history_limit) || jsonb_build_object('fresh', v_fresh);
end;
$$;

-- As in 20261121120300, and: a reply is the anchor of the cycle's ladder; a reminder (`reminder:<meeting>:<start>:<step>`) is committed
-- only while its meeting stands at that time (F19). A follow-up needs nothing but the cycle: whatever speaks against it ended that.
create or replace function public.commit_send(
  p_lead_id uuid, p_epoch bigint, p_cycle bigint, p_purpose text, p_dedupe_key text, p_body text,
  p_reply_id uuid, p_reply jsonb, p_decision jsonb, p_at timestamptz
) returns jsonb language plpgsql set search_path = '' as $$
declare
  v_lead public.leads;
  v_holder text;
  v_reply_id uuid := p_reply_id;
  v_bubble public.messages;
begin
  select * into v_lead from public.leads where id = p_lead_id for update;
  if not found then
    return jsonb_build_object('outcome', 'taken_over');
  end if;

  if p_purpose = 'opt_out_notice' then
    if v_lead.opted_out_at is null or v_lead.opt_out_notice_at > p_at - interval '24 hours' then
      return jsonb_build_object('outcome', 'taken_over');
    end if;
    v_lead.opted_out_at := null;
  end if;
  v_holder := public.owner_at(v_lead, p_at);
  if v_holder <> 'bot' or v_lead.epoch <> p_epoch then
    return jsonb_build_object('outcome', 'taken_over');
  end if;
  if v_lead.cycle <> p_cycle then
    return jsonb_build_object('outcome', 'stale_cycle');
  end if;
  if p_purpose = 'reminder' and not exists (
    select from public.meetings
    where id = split_part(p_dedupe_key, ':', 2)::uuid and lead_id = p_lead_id and status = 'booked'
      and extract(epoch from starts_at)::bigint = split_part(p_dedupe_key, ':', 3)::bigint
  ) then
    return jsonb_build_object('outcome', 'stale_cycle');
  end if;

  select * into v_bubble from public.messages where dedupe_key = p_dedupe_key;
  if found then
    return jsonb_build_object('outcome', 'duplicate', 'messageId', v_bubble.id, 'status', v_bubble.status, 'replyId', v_bubble.reply_id);
  end if;

  if p_reply is not null then
    insert into public.replies (lead_id, dedupe_key, bubbles, intent, epoch, created_at)
      values (p_lead_id, p_reply ->> 'key', p_reply -> 'bubbles', p_reply ->> 'intent', p_epoch, p_at)
      on conflict on constraint one_reply_per_burst do update set epoch = excluded.epoch
      returning id into v_reply_id;
    update public.messages set disposition = 'answered', reply_id = v_reply_id
      where lead_id = p_lead_id and disposition = 'pending'
        and id in (select (a #>> '{}')::uuid from jsonb_array_elements(p_reply -> 'answers') as a);
    update public.leads set facts = p_reply -> 'facts', dialogue = p_reply -> 'dialogue', superseded_count = 0 where id = p_lead_id;
  end if;
  if p_purpose = 'opt_out_notice' then
    update public.leads set opt_out_notice_at = p_at where id = p_lead_id;
  end if;
  update public.leads set
    last_outbound_at = greatest(last_outbound_at, p_at),
    spoken_at = case when p_purpose = 'reply' then p_at else spoken_at end,
    spoken_cycle = case when p_purpose = 'reply' then cycle else spoken_cycle end
  where id = p_lead_id;
  insert into public.messages (lead_id, direction, author, dedupe_key, reply_id, kind, body, sent_at, recorded_at, status, epoch)
    values (p_lead_id, 'out', 'bot', p_dedupe_key, v_reply_id, 'text', p_body, p_at, p_at, 'committed', p_epoch)
    returning * into v_bubble;
  perform public.append_decision(p_lead_id, p_decision, p_at);
  return jsonb_build_object('outcome', 'committed', 'messageId', v_bubble.id, 'status', 'committed', 'replyId', v_reply_id);
end;
$$;

-- As in 20261121120300, and the ladder begins in the same transaction: `p_follow_up` {cycle, step, dueAt} is its first step. Null:
-- this reply wants none (a goodbye, a handover, a booking), so the cycle has no anchor.
drop function public.finish_reply(uuid, uuid, text, jsonb, text, timestamptz);
create function public.finish_reply(
  p_lead_id uuid, p_reply_id uuid, p_outcome text, p_settlements jsonb, p_signal text, p_follow_up jsonb, p_at timestamptz
) returns setof public.leads language plpgsql set search_path = '' as $$
begin
  perform public.settle_sends(p_settlements, p_at);
  update public.replies set finished_at = p_at, outcome = p_outcome where id = p_reply_id and finished_at is null;
  -- Fenced before its first bubble left: the burst was not answered after all, and is not answered late.
  update public.messages set disposition = 'silenced'
    where reply_id = p_reply_id and direction = 'in' and p_outcome = 'fenced'
      and not exists (select from public.messages sent where sent.reply_id = p_reply_id and sent.author = 'bot');
  update public.leads set held_at = null, held_cause = null where id = p_lead_id and held_at is not null;
  if p_follow_up is null then
    update public.leads set spoken_cycle = null where id = p_lead_id and spoken_cycle is not null;
  else
    perform public.put_follow_up(p_lead_id, p_follow_up);
  end if;
  if p_signal is not null then
    perform public.record_takeover(p_lead_id, p_signal, p_at, null, p_at);
  end if;
  return query select * from public.leads where id = p_lead_id;
end;
$$;

revoke all on public.follow_ups from public, anon, authenticated;
grant select, insert, update, delete on public.follow_ups to service_role;
revoke execute on all functions in schema public from public, anon, authenticated;
grant execute on all functions in schema public to service_role;
