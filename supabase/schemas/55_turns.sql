-- One turn: what came in, and what becomes of it when nothing is said.

-- The lead with everything a turn starts from: pending messages in order of writing, the talk before them, a reply that a
-- crashed turn left open.
create function public.turn_of(p_lead_id uuid, p_history_limit integer) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'lead', (select to_jsonb(l) from public.leads l where l.id = p_lead_id),
    'stopped', exists (select from public.speech_stopped_at()),
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

-- An open reply none of whose bubbles left has answered nothing: what it was for is pending again, and is answered anew under the key of
-- its newest message. Returns all that is pending, in order of writing.
create function public.reopen_burst(p_lead_id uuid) returns setof public.messages language plpgsql set search_path = '' as $$
declare
  v_open public.replies;
begin
  perform 1 from public.leads where id = p_lead_id for update;
  for v_open in
    select * from public.replies r where r.lead_id = p_lead_id and r.finished_at is null
      and not exists (select from public.messages m where m.reply_id = r.id and m.author = 'bot')
  loop
    update public.messages set disposition = 'pending', reply_id = null where reply_id = v_open.id and direction = 'in';
    delete from public.replies where id = v_open.id;
  end loop;
  return query select * from public.messages m
    where m.lead_id = p_lead_id and m.disposition = 'pending' and m.deleted_at is null order by m.sent_at, m.arrival;
end;
$$;

-- I5: the lead's messages are in the history before anything else happens, whether or not the bot may answer. A message
-- known already is not counted again (M5), except that content replaces a placeholder of the same id. `fresh`: how many are
-- new. New messages start a new cycle and close a reply that was still open: what none of whose bubbles left is pending again.
-- The lead's place in the queue is kept with its messages. `p_digests`: of the addresses, for what outlived an erasure (V9).
create function public.ingest_inbound(
  p_keys text[], p_phone text, p_lid text, p_bsuid text, p_reply_to text, p_profile_name text,
  p_messages jsonb, p_sequence text, p_history_limit integer, p_at timestamptz, p_digests text[] default '{}'
) returns jsonb language plpgsql set search_path = '' as $$
declare
  v_id uuid := public.resolve_lead(p_keys, p_phone, p_lid, p_bsuid, p_reply_to, p_at);
  v_fresh integer;
  v_first_at timestamptz;
begin
  perform 1 from public.leads where id = v_id for update;
  perform public.heed_suppression(v_id, p_digests, p_at);

  with written as (
    insert into public.messages (lead_id, direction, author, provider_id, kind, body, content, quotes, sent_at, recorded_at, disposition)
    select v_id, 'in', 'lead', m ->> 'providerId', m ->> 'kind', m ->> 'body', m -> 'content', m ->> 'quotes',
      (m ->> 'sentAt')::timestamptz, p_at, m ->> 'disposition'
    from jsonb_array_elements(p_messages) with ordinality as item (m, n)
    -- The same message again under a name that nobody has linked yet; two people's with one id differ in more (W15).
    where not exists (
      select from public.messages other
      where other.provider_id = m ->> 'providerId' and other.lead_id <> v_id
        and other.sent_at = (m ->> 'sentAt')::timestamptz and other.body is not distinct from m ->> 'body')
    order by n
    on conflict on constraint one_message_per_provider_id do update
      set kind = excluded.kind, body = excluded.body, content = excluded.content, disposition = excluded.disposition,
        -- W3: a placeholder that was answered meanwhile has been answered as such; its words are a message of their own (I6 builds on the id).
        id = case when messages.reply_id is null then messages.id else gen_random_uuid() end, reply_id = null,
        edited_at = excluded.edited_at, edit_is_timed = excluded.edit_is_timed, deleted_at = excluded.deleted_at
      where (messages.disposition = 'placeholder' or messages.content ->> 'placeholder' = 'true') and excluded.disposition <> 'placeholder'
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
    -- H12, P18: an automatic greeting gets here before the debounced first message that it answers, by a clock that may be ahead of
    -- the lead's, and was taken for a person's.
    -- Where it is all that ever happened to this lead (epoch 1), it is recognised now.
    select min(sent_at) into v_first_at from public.messages where lead_id = v_id and direction = 'in';
    -- P18: stamped before it too, and its own stamp counts, not ours: the reply's time was cut to our clock.
    update public.leads set human_reply_at = null, human_reply_until = null, epoch = epoch + 1
      where id = v_id and epoch = 1 and human_reply_at is not null
        and (select count(*) = 1 and bool_and(public.is_greeting(body, sent_at, v_first_at, profile_name))
          from public.messages where lead_id = v_id and author = 'person');
    if found then
      update public.messages set author = 'auto' where lead_id = v_id and author = 'person';
      perform public.append_act(v_id, 'release', 'human_reply', '{"reason": "automatic_text"}', v_first_at, p_at);
    end if;
    perform public.reopen_burst(v_id);
    update public.replies set finished_at = p_at, outcome = 'superseded' where lead_id = v_id and finished_at is null;
  end if;
  return public.turn_of(v_id, p_history_limit) || jsonb_build_object('fresh', v_fresh);
end;
$$;

-- Silence: what was said meanwhile is in the history and is not answered later (I7, R18). A reply still open is closed.
-- No ids: everything that is pending.
create function public.close_burst(p_lead_id uuid, p_message_ids uuid[], p_decision jsonb, p_at timestamptz) returns void
language plpgsql set search_path = '' as $$
begin
  perform 1 from public.leads where id = p_lead_id for update;
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
    update public.leads set held_at = coalesce(held_at, p_at), held_cause = p_decision ->> 'reason',
      redriven_at = null, redrives = case when held_at is null then 0 else redrives end where id = p_lead_id;
  end if;
  perform public.append_decision(p_lead_id, p_decision, p_at);
end;
$$;

-- Leads that wait for a dependency, longest first.
create function public.held_leads(p_limit integer) returns setof public.leads language sql stable set search_path = '' as $$
  select * from public.leads where held_at is not null order by held_at limit p_limit;
$$;

-- A newer message arrived while the model ran: how often in a row that has now happened.
create function public.count_superseded(p_lead_id uuid) returns integer language sql set search_path = '' as $$
  update public.leads set superseded_count = superseded_count + 1 where id = p_lead_id returning superseded_count;
$$;
