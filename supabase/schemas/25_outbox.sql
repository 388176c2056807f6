-- What becomes of a bubble after its commit: the transport's answer, the provider's statuses, or nothing at all.

-- The POST of a committed bubble never began, or the transport refused it with nothing sent: its key is free again.
create function public.release_send(p_message_id uuid) returns void language sql set search_path = '' as $$
  select public.lock_leads_of(array[p_message_id]);
  delete from public.messages where id = p_message_id and status = 'committed' and provider_id is null;
$$;

-- How a status may move: up its ladder, never down; `failed` ends it.
create function public.status_rank(p_status text) returns integer language sql immutable set search_path = '' as $$
  select array_position(array['committed', 'unknown', 'sent', 'delivered', 'read', 'played', 'failed'], p_status);
$$;

-- The id by which a bubble will be known, unless a message has it already: an echo that came first and was taken for a person's
-- (W15). Then the bubble goes without; what one id says of two messages would lose the whole batch of statuses.
create function public.id_of_its_own(p_provider_id text) returns text language sql stable set search_path = '' as $$
  select p_provider_id where not exists (select from public.messages where provider_id = p_provider_id);
$$;

-- Answers of the transport to our sends: [{messageId, status, providerId, replyTo, errorCode, stageAgeMs}]. Holds the leads of these
-- bubbles and `p_lead_id`, whom whoever calls is about to change: all of them in one order (P16).
create function public.settle_sends(p_settlements jsonb, p_at timestamptz, p_lead_id uuid default null) returns void
language plpgsql set search_path = '' as $$
declare
  s jsonb;
begin
  if p_settlements = '[]' then
    return;
  end if;
  perform public.lock_leads_of(
    (select array_agg((one ->> 'messageId')::uuid) from jsonb_array_elements(p_settlements) as one), p_lead_id);
  for s in select * from jsonb_array_elements(p_settlements) loop
    update public.messages set
      status = case when public.status_rank(s ->> 'status') > public.status_rank(status) then s ->> 'status' else status end,
      -- An echo may have come before the answer, under this id or (W15) under another, which stays in echo_id.
      provider_id = coalesce(public.id_of_its_own(s ->> 'providerId'), provider_id),
      echo_id = nullif(echo_id, s ->> 'providerId'),
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

-- Our callback id, where it is one: anybody may write anything there.
create function public.as_uuid(p_text text) returns uuid language sql immutable set search_path = '' as $$
  select case when p_text ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then p_text::uuid end;
$$;

-- Status webhooks, many at a time: [{providerId, callbackId, status, errorCode}]. A bubble is found by our callback id (which settles a
-- send whose answer was lost) or by the provider's id. Answers in the order given. They may be of many leads, late, twice and in any
-- order: all rows of leads are locked first, in the order of their ids, and each status moves its bubble up and never down.
create function public.record_statuses(p_statuses jsonb) returns setof text language plpgsql set search_path = '' as $$
declare
  s jsonb;
  v_message public.messages;
  v_callback_id uuid;
begin
  perform public.lock_leads_of((
    select array_agg(found.id) from jsonb_array_elements(p_statuses) as told cross join lateral (
      select m.id from public.messages m where m.author = 'bot' and m.provider_id = told ->> 'providerId'
      union all
      select m.id from public.messages m
        where m.author = 'bot' and m.provider_id is null and m.id = public.as_uuid(told ->> 'callbackId')
    ) as found
  ));
  for s in select * from jsonb_array_elements(p_statuses) loop
    v_callback_id := public.as_uuid(s ->> 'callbackId');
    select * into v_message from public.messages
      where author = 'bot' and (provider_id = s ->> 'providerId' or (provider_id is null and id = v_callback_id))
      order by (provider_id is null) limit 1 for update;
    if not found then
      return next 'not_ours';
      continue;
    end if;
    update public.messages set
      provider_id = coalesce(provider_id, public.id_of_its_own(s ->> 'providerId')),
      error_code = coalesce((s ->> 'errorCode')::integer, error_code),
      status = case
        when s ->> 'status' = 'pending' then case when status in ('committed', 'unknown') then 'sent' else status end
        when public.status_rank(s ->> 'status') > public.status_rank(status) then s ->> 'status'
        else status
      end
    where id = v_message.id;
    return next 'recorded';
  end loop;
end;
$$;

-- Bubbles that no answer and no status has settled in this time. One committed by a worker that died is unknown from here on: it
-- may be on the lead's phone, and is never sent again (I6).
create function public.unsettled_sends(p_sent_before timestamptz, p_limit integer) returns setof public.messages
language plpgsql set search_path = '' as $$
begin
  -- What somebody holds is being settled; it is looked at again in a minute.
  update public.messages set status = 'unknown' where id in (
    select id from public.messages
    where author = 'bot' and status = 'committed' and flagged_at is null and sent_at < p_sent_before for update skip locked
  );
  return query
    select * from public.messages
    where author = 'bot' and status = 'unknown' and flagged_at is null and sent_at < p_sent_before
    order by sent_at limit p_limit;
end;
$$;

create function public.flag_sends(p_ids uuid[], p_at timestamptz) returns void language sql set search_path = '' as $$
  select public.lock_leads_of(p_ids);
  update public.messages set flagged_at = p_at where id = any (p_ids);
$$;
