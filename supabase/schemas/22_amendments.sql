-- Edits and deletions, whichever side made them (W5). They point at a message by its id and may come before it: then they wait here
-- and are applied in the same moment in which the message is recorded. The newest by its own time stands.

create table public.amendments (
  id bigint generated always as identity primary key,
  -- The lead of the chat, where the event named one: a native id counts within it only.
  lead_id uuid references public.leads (id) on delete cascade,
  target_id text not null,
  native_id text not null generated always as (public.native_id(target_id)) stored,
  kind text not null,
  body text,
  -- When it was made; null where this copy of it does not say.
  edited_at timestamptz,
  recorded_at timestamptz not null,
  constraint known_amendment check (kind in ('edited', 'deleted')),
  constraint one_of_a_kind unique nulls not distinct (target_id, kind, body, edited_at)
);
create index amendments_native on public.amendments (native_id);
create index amendments_of_lead on public.amendments (lead_id) where lead_id is not null;
create index amendments_recorded on public.amendments (recorded_at);
alter table public.amendments enable row level security;

-- The message as an amendment leaves it. A copy without a time never overrides one that has its own; a deletion is for good.
create function public.amended(p_message public.messages, p_kind text, p_body text, p_edited_at timestamptz, p_at timestamptz)
returns setof public.messages language plpgsql immutable set search_path = '' as $$
begin
  if p_kind = 'deleted' then
    p_message.deleted_at := coalesce(p_message.deleted_at, p_at);
    p_message.disposition := case when p_message.disposition = 'pending' then 'noted' else p_message.disposition end;
  elsif not (p_message.edit_is_timed and coalesce(p_edited_at < p_message.edited_at, true)) then
    p_message.body := p_body;
    p_message.content := case
      when p_message.content ->> 'kind' = 'text' then jsonb_build_object('kind', 'text', 'text', p_body)
      when p_message.content ? 'caption' then jsonb_set(p_message.content, '{caption}', to_jsonb(p_body))
      else p_message.content end;
    p_message.edited_at := coalesce(p_edited_at, p_at);
    p_message.edit_is_timed := p_edited_at is not null;
  end if;
  return next p_message;
end;
$$;

create function public.apply_amendments() returns trigger language plpgsql set search_path = '' as $$
declare
  v_native text := public.native_id(new.provider_id);
  v_waiting public.amendments;
  v_message public.messages := new;
begin
  -- An amendment in flight is waited for, or waits for us.
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('message:' || v_native, 0));
  for v_waiting in
    delete from public.amendments
    where native_id = v_native and (target_id = new.provider_id or lead_id = new.lead_id)
    returning *
  loop
    select * into v_message from public.amended(v_message, v_waiting.kind, v_waiting.body, v_waiting.edited_at, v_waiting.recorded_at);
  end loop;
  return v_message;
end;
$$;
-- Our own bubbles have no id when they are committed.
create trigger messages_amended before insert on public.messages
  for each row when (new.provider_id is not null) execute function public.apply_amendments();

-- The message that an event of this chat points at: by exactly this id, else by WhatsApp's own id within the lead (W15). A placeholder
-- is not the message yet.
create function public.message_pointed_at(p_lead_id uuid, p_target_id text) returns setof public.messages
language sql stable set search_path = '' as $$
  select * from public.messages
  where disposition is distinct from 'placeholder'
    and (provider_id = p_target_id or (lead_id = p_lead_id and native_id = public.native_id(p_target_id)))
  order by (lead_id = p_lead_id) desc nulls last, (provider_id = p_target_id) desc, arrival desc limit 1;
$$;

-- Applies an edit or a deletion, or keeps it until its message comes: {outcome: applied | outdated | waiting, lead, isPending}.
-- `isPending`: the message was, or is now, to be answered. `p_reopen`: the new words are a wish, answered as if just written.
create function public.amend_message(
  p_keys text[], p_target_id text, p_amendment text, p_body text, p_edited_at timestamptz, p_reopen boolean, p_at timestamptz
) returns jsonb language plpgsql set search_path = '' as $$
declare
  v_lead_id uuid;
  v_old public.messages;
  v_new public.messages;
  v_unheard boolean;
begin
  delete from public.amendments where recorded_at < p_at - interval '3 days';
  select a.lead_id into v_lead_id from public.lead_addresses a where a.key = any (p_keys) limit 1;
  select m.lead_id into v_lead_id from public.message_pointed_at(v_lead_id, p_target_id) m;
  if not found then
    select a.lead_id into v_lead_id from public.lead_addresses a where a.key = any (p_keys) limit 1;
    perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('message:' || public.native_id(p_target_id), 0));
  end if;
  perform 1 from public.leads where id = v_lead_id for update;
  select * into v_old from public.message_pointed_at(v_lead_id, p_target_id);
  if not found then
    insert into public.amendments (lead_id, target_id, kind, body, edited_at, recorded_at)
      values (v_lead_id, p_target_id, p_amendment, p_body, p_edited_at, p_at)
      on conflict on constraint one_of_a_kind do nothing;
    return jsonb_build_object('outcome', 'waiting');
  end if;
  select * into v_new from public.amended(v_old, p_amendment, p_body, p_edited_at, p_at);
  -- What waited for a message that was then only recorded is still unheard.
  v_unheard := v_old.body = p_body and v_old.disposition in ('stale', 'noted');
  if p_reopen and v_new.direction = 'in' and v_new.deleted_at is null and (v_new is distinct from v_old or v_unheard) then
    v_new.disposition := 'pending';
    v_new.reply_id := null;
    v_new.sent_at := greatest(v_new.sent_at, v_new.edited_at);
  end if;
  update public.messages set
    body = v_new.body, content = v_new.content, edited_at = v_new.edited_at, edit_is_timed = v_new.edit_is_timed,
    deleted_at = v_new.deleted_at, disposition = v_new.disposition, reply_id = v_new.reply_id, sent_at = v_new.sent_at
  where id = v_old.id;
  return jsonb_build_object(
    'outcome', case when v_new is distinct from v_old then 'applied' else 'outdated' end,
    'lead', (select to_jsonb(l) from public.leads l where l.id = v_old.lead_id),
    'isPending', v_old.direction = 'in' and 'pending' in (v_old.disposition, v_new.disposition)
  );
end;
$$;
