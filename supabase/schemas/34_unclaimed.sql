-- A person of ours wrote to somebody whom nobody knows: the chat named a LID or a user id that belongs to no lead yet (W2). No lead is
-- made of it, and nothing is forgotten: the takeover waits under its address, and holds from the moment the lead behind it is known.

create table public.unclaimed_takeovers (
  provider_id text primary key,
  key text not null,
  body text not null,
  sent_at timestamptz not null,
  until_at timestamptz not null,
  recorded_at timestamptz not null
);
create index unclaimed_takeovers_key on public.unclaimed_takeovers (key);
create index unclaimed_takeovers_until on public.unclaimed_takeovers (until_at);
alter table public.unclaimed_takeovers enable row level security;

-- The lead gained these addresses: what waited under them is its own.
create function public.claim_takeovers(p_lead_id uuid, p_keys text[], p_at timestamptz) returns void
language plpgsql set search_path = '' as $$
declare
  v_act public.unclaimed_takeovers;
begin
  for v_act in delete from public.unclaimed_takeovers where key = any (p_keys) returning * loop
    insert into public.messages (lead_id, direction, author, provider_id, kind, body, sent_at, recorded_at)
      values (p_lead_id, 'out', 'person', v_act.provider_id, 'text', v_act.body, v_act.sent_at, p_at)
      on conflict do nothing;
    if v_act.until_at > p_at then
      perform public.record_takeover(p_lead_id, 'human_reply', v_act.sent_at, v_act.until_at, p_at,
        '{"reason": "echo", "author": "person"}');
    end if;
  end loop;
end;
$$;

-- Whose chat a message is in that left our number: by its own id, where it is on record; by the chat's address; by the message that
-- it quotes. Somebody named by phone is a lead from here on (R12). Nothing: nobody known is named, and the takeover waits.
create function public.chat_of_person_message(
  p_keys text[], p_phone text, p_lid text, p_bsuid text, p_reply_to text, p_quotes text,
  p_provider_id text, p_body text, p_sent_at timestamptz, p_pause_seconds integer, p_at timestamptz
) returns setof public.leads language plpgsql set search_path = '' as $$
declare
  v_id uuid;
begin
  delete from public.unclaimed_takeovers where until_at < p_at - interval '30 days';
  select lead_id into v_id from public.messages where provider_id = p_provider_id and direction = 'out' limit 1;
  if v_id is null and exists (select from public.lead_addresses where key = any (p_keys)) then
    v_id := public.resolve_lead(p_keys, p_phone, p_lid, p_bsuid, p_reply_to, p_at);
  end if;
  if v_id is null and p_quotes is not null then
    select m.lead_id into v_id from public.message_pointed_at(null, p_quotes) m;
    if v_id is not null then
      perform 1 from public.leads where id = v_id for update;
      -- The chat's hidden id is this lead's: its next message needs no quote.
      insert into public.lead_addresses (key, lead_id) select k, v_id from unnest(p_keys) as k on conflict (key) do nothing;
      update public.leads set lid = coalesce(lid, p_lid), bsuid = coalesce(bsuid, p_bsuid) where id = v_id;
    end if;
  end if;
  if v_id is null and p_phone is not null then
    v_id := public.resolve_lead(p_keys, p_phone, p_lid, p_bsuid, p_reply_to, p_at);
  end if;
  if v_id is null and cardinality(p_keys) > 0 then
    insert into public.unclaimed_takeovers (provider_id, key, body, sent_at, until_at, recorded_at)
      values (p_provider_id, p_keys[1], p_body, p_sent_at, least(p_sent_at, p_at) + make_interval(secs => p_pause_seconds), p_at)
      on conflict (provider_id) do nothing;
  end if;
  return query select * from public.leads where id = v_id;
end;
$$;
