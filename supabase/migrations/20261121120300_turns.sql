-- One turn: what came in, what may go out, what became of it. I1 and I6 live in `commit_send`.
set lock_timeout = '3s';

-- A ledger row from its JSON form {kind, reason, evidence, stageAgeMs}.
create function public.append_decision(p_lead_id uuid, p_decision jsonb, p_at timestamptz) returns void
language sql set search_path = '' as $$
  insert into public.decisions (lead_id, at, kind, reason, evidence, epoch, stage_age_ms)
  select id, p_at, p_decision ->> 'kind', p_decision ->> 'reason', coalesce(p_decision -> 'evidence', '{}'), epoch,
    (p_decision ->> 'stageAgeMs')::integer
  from public.leads where id = p_lead_id and p_decision is not null;
$$;

-- The lead with everything a turn starts from: pending messages in order of writing, the talk before them, a reply that a
-- crashed turn left open.
create function public.turn_of(p_lead_id uuid, p_history_limit integer) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'lead', (select to_jsonb(l) from public.leads l where l.id = p_lead_id),
    'burst', (
      select coalesce(jsonb_agg(to_jsonb(m) order by m.sent_at, m.arrival), '[]')
      from public.messages m where m.lead_id = p_lead_id and m.disposition = 'pending' and m.deleted_at is null
    ),
    'history', (
      select coalesce(jsonb_agg(to_jsonb(h) order by h.arrival), '[]')
      from (
        select * from public.messages m
        where m.lead_id = p_lead_id and m.disposition is distinct from 'pending' and m.deleted_at is null
          and m.body is not null and m.status is distinct from 'failed'
        order by m.arrival desc limit p_history_limit
      ) h
    ),
    'openReply', (
      select to_jsonb(r) from public.replies r
      where r.lead_id = p_lead_id and r.finished_at is null order by r.created_at desc limit 1
    )
  );
$$;

-- I5: the lead's messages are in the history before anything else happens, whether or not the bot may answer. A message
-- known already is not counted again (M5), except that content replaces a placeholder of the same id. `fresh`: how many are
-- new. New messages start a new cycle and close a reply that was still open: what none of whose bubbles left is pending again.
create function public.ingest_inbound(
  p_keys text[], p_phone text, p_lid text, p_bsuid text, p_reply_to text, p_profile_name text,
  p_messages jsonb, p_history_limit integer, p_at timestamptz
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

-- I1, I6: takes the right to send one bubble. 'taken_over', 'stale_cycle' and 'duplicate' are answers, not errors. The lead
-- row is locked first: a takeover in flight makes us wait and see it, or waits for us; without that both orders leaked.
-- With the first bubble of a reply (`p_reply`) the burst is marked answered, the facts are stored and the ledger is written,
-- in the same transaction. `opt_out_notice` is the one purpose allowed after an opt-out, once a day.
create function public.commit_send(
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
  update public.leads set last_outbound_at = greatest(last_outbound_at, p_at) where id = p_lead_id;
  insert into public.messages (lead_id, direction, author, dedupe_key, reply_id, kind, body, sent_at, recorded_at, status, epoch)
    values (p_lead_id, 'out', 'bot', p_dedupe_key, v_reply_id, 'text', p_body, p_at, p_at, 'committed', p_epoch)
    returning * into v_bubble;
  perform public.append_decision(p_lead_id, p_decision, p_at);
  return jsonb_build_object('outcome', 'committed', 'messageId', v_bubble.id, 'status', 'committed', 'replyId', v_reply_id);
end;
$$;

-- The POST of a committed bubble never began, or the transport refused it with nothing sent: its key is free again.
create function public.release_send(p_message_id uuid) returns void language sql set search_path = '' as $$
  delete from public.messages where id = p_message_id and status = 'committed' and provider_id is null;
$$;

-- How a status may move: up its ladder, never down; `failed` ends it.
create function public.status_rank(p_status text) returns integer language sql immutable set search_path = '' as $$
  select array_position(array['committed', 'unknown', 'sent', 'delivered', 'read', 'played', 'failed'], p_status);
$$;

-- Answers of the transport to our sends: [{messageId, status, providerId, replyTo, errorCode, stageAgeMs}].
create function public.settle_sends(p_settlements jsonb, p_at timestamptz) returns void language plpgsql set search_path = '' as $$
declare
  s jsonb;
begin
  for s in select * from jsonb_array_elements(p_settlements) loop
    update public.messages set
      status = case when public.status_rank(s ->> 'status') > public.status_rank(status) then s ->> 'status' else status end,
      -- An echo may have brought the id before the answer did.
      provider_id = coalesce(provider_id, case when not exists (
        select from public.messages other where other.provider_id = s ->> 'providerId') then s ->> 'providerId' end),
      error_code = coalesce((s ->> 'errorCode')::integer, error_code),
      stage_age_ms = coalesce((s ->> 'stageAgeMs')::integer, stage_age_ms)
    where id = (s ->> 'messageId')::uuid and author = 'bot';
    if s ->> 'replyTo' is not null then
      update public.leads l set reply_to = s ->> 'replyTo'
        from public.messages m where m.id = (s ->> 'messageId')::uuid and l.id = m.lead_id and l.reply_to is distinct from s ->> 'replyTo';
    end if;
  end loop;
end;
$$;

-- The turn's end: settles what left, closes the reply, records the signal its intent carries ('opt_out', 'bot_handoff') and
-- returns the lead as it now stands, so the CRM is written only while the bot still holds it (R3).
create function public.finish_reply(
  p_lead_id uuid, p_reply_id uuid, p_outcome text, p_settlements jsonb, p_signal text, p_at timestamptz
) returns setof public.leads language plpgsql set search_path = '' as $$
begin
  perform public.settle_sends(p_settlements, p_at);
  update public.replies set finished_at = p_at, outcome = p_outcome where id = p_reply_id and finished_at is null;
  -- Fenced before its first bubble left: the burst was not answered after all, and is not answered late.
  update public.messages set disposition = 'silenced'
    where reply_id = p_reply_id and direction = 'in' and p_outcome = 'fenced'
      and not exists (select from public.messages sent where sent.reply_id = p_reply_id and sent.author = 'bot');
  update public.leads set held_at = null, held_cause = null where id = p_lead_id and held_at is not null;
  if p_signal is not null then
    perform public.record_takeover(p_lead_id, p_signal, p_at, null, p_at);
  end if;
  return query select * from public.leads where id = p_lead_id;
end;
$$;

-- Silence: what was said meanwhile is in the history and is not answered later (I7, R18). A reply still open is closed.
-- No ids: everything that is pending.
create function public.close_burst(p_lead_id uuid, p_message_ids uuid[], p_decision jsonb, p_at timestamptz) returns void
language plpgsql set search_path = '' as $$
begin
  update public.messages set disposition = 'silenced'
    where lead_id = p_lead_id and disposition = 'pending' and (p_message_ids is null or id = any (p_message_ids));
  -- An open reply none of whose bubbles left has answered nothing.
  update public.messages asked set disposition = 'silenced'
    from public.replies r
    where r.lead_id = p_lead_id and r.finished_at is null and asked.reply_id = r.id and asked.direction = 'in'
      and not exists (select from public.messages sent where sent.reply_id = r.id and sent.author = 'bot');
  update public.replies set finished_at = p_at, outcome = 'silenced' where lead_id = p_lead_id and finished_at is null;
  update public.leads set held_at = null, held_cause = null, superseded_count = 0 where id = p_lead_id;
  perform public.append_decision(p_lead_id, p_decision, p_at);
end;
$$;

-- Hold: nothing is lost, the burst stays pending. `p_park`: the queue's retries are used up, reconcile takes over.
create function public.hold_lead(p_lead_id uuid, p_park boolean, p_decision jsonb, p_at timestamptz) returns void
language plpgsql set search_path = '' as $$
begin
  if p_park then
    update public.leads set held_at = coalesce(held_at, p_at), held_cause = p_decision ->> 'reason' where id = p_lead_id;
  end if;
  perform public.append_decision(p_lead_id, p_decision, p_at);
end;
$$;

-- Leads that wait for a dependency, longest first.
create function public.held_leads(p_limit integer) returns setof public.leads language sql stable set search_path = '' as $$
  select * from public.leads where held_at is not null order by held_at limit p_limit;
$$;

-- True at most once a day for one lead: a person is told that it came back.
create function public.claim_returning_task(p_lead_id uuid, p_at timestamptz) returns boolean language sql set search_path = '' as $$
  with claimed as (
    update public.leads set returning_task_at = p_at
    where id = p_lead_id and (returning_task_at is null or returning_task_at <= p_at - interval '24 hours')
    returning 1
  )
  select exists (select from claimed);
$$;

-- A newer message arrived while the model ran: how often in a row that has now happened.
create function public.count_superseded(p_lead_id uuid) returns integer language sql set search_path = '' as $$
  update public.leads set superseded_count = superseded_count + 1 where id = p_lead_id returning superseded_count;
$$;

-- A status webhook: found by our callback id (which settles a send whose answer was lost) or by the provider's id.
create function public.record_status(
  p_provider_id text, p_callback_id text, p_status text, p_error_code integer
) returns text language plpgsql set search_path = '' as $$
declare
  v_message public.messages;
begin
  select * into v_message from public.messages
    where author = 'bot' and (provider_id = p_provider_id or (provider_id is null and id::text = p_callback_id))
    order by (provider_id is null) limit 1 for update;
  if not found then
    return 'not_ours';
  end if;
  update public.messages set
    provider_id = coalesce(provider_id, p_provider_id),
    error_code = coalesce(p_error_code, error_code),
    status = case
      when p_status = 'pending' then case when status in ('committed', 'unknown') then 'sent' else status end
      when public.status_rank(p_status) > public.status_rank(status) then p_status
      else status
    end
  where id = v_message.id;
  return 'recorded';
end;
$$;

-- The lead edited or deleted a message of its own. No turn comes of it.
create function public.edit_message(p_provider_id text, p_body text, p_at timestamptz) returns void language sql set search_path = '' as $$
  update public.messages set
    body = p_body,
    content = case when kind = 'text' then jsonb_build_object('kind', 'text', 'text', p_body) else content end,
    edited_at = p_at
  where provider_id = p_provider_id and direction = 'in';
$$;
create function public.delete_message(p_provider_id text, p_at timestamptz) returns void language sql set search_path = '' as $$
  update public.messages set deleted_at = coalesce(deleted_at, p_at) where provider_id = p_provider_id and direction = 'in';
$$;

-- Everything decided about a lead, oldest first (the console and `why` read it).
create function public.decisions_of(p_lead_id uuid, p_limit integer) returns setof public.decisions
language sql stable set search_path = '' as $$
  select * from (select * from public.decisions where lead_id = p_lead_id order by id desc limit p_limit) d order by id;
$$;
create function public.messages_of(p_lead_id uuid, p_limit integer) returns setof public.messages
language sql stable set search_path = '' as $$
  select * from (select * from public.messages where lead_id = p_lead_id order by arrival desc limit p_limit) m order by arrival;
$$;

-- By name: a hosted project's default privileges grant execute to them (design §9).
revoke execute on all functions in schema public from public, anon, authenticated;
grant execute on all functions in schema public to service_role;
