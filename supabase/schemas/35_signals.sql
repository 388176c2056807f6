-- Who holds the conversation (I1): every signal is written here, and `epoch` goes up with each.

-- The holder, derived from the signals alone. A person's reply lasts until `human_reply_until` unless a person moved the
-- card to a stage of the bot's after it.
create function public.owner_at(p_lead public.leads, p_at timestamptz) returns text
language sql immutable set search_path = '' as $$
  select case
    when p_lead.opted_out_at is not null then 'human'
    when p_lead.human_stage_at is not null then 'human'
    when p_lead.bot_handoff_at is not null
      and not coalesce(p_lead.card_returned_at > p_lead.bot_handoff_at, false) then 'human'
    when p_lead.human_reply_at is not null
      and p_at < p_lead.human_reply_until
      and not coalesce(p_lead.card_returned_at > p_lead.human_reply_at, false) then 'human'
    else 'bot'
  end;
$$;

-- One line of the ledger for a signal that was set or released (V8), in the transaction that did it. `p_source`:
-- {reason, author, note, until}: whence it came, by whose hand, by which note, when it ends by itself. `p_act_at`: when it happened out there.
create function public.append_act(
  p_lead_id uuid, p_kind text, p_signal text, p_source jsonb, p_act_at timestamptz, p_at timestamptz
) returns void language sql set search_path = '' as $$
  insert into public.decisions (lead_id, at, kind, reason, evidence, epoch)
  select id, p_at, p_kind, p_source ->> 'reason',
    jsonb_strip_nulls(jsonb_build_object(
      'signal', p_signal, 'author', p_source -> 'author', 'note', p_source -> 'note', 'until', p_source -> 'until', 'actAt', p_act_at)),
    epoch
  from public.leads where id = p_lead_id;
$$;

-- Records that somebody else holds the conversation. Never moves a signal back in time: an older echo must not overwrite a
-- newer reply (R9). Recording twice is harmless; the epoch goes up each time, so permits already out are void. The ledger
-- gets a line for an act, not for each time it is told.
create function public.record_takeover(
  p_lead_id uuid, p_signal text, p_signal_at timestamptz, p_until timestamptz, p_at timestamptz, p_source jsonb default null
) returns setof public.leads language plpgsql set search_path = '' as $$
declare
  v_before public.leads;
  v_is_news boolean;
begin
  if p_signal not in ('opt_out', 'human_stage', 'human_reply', 'bot_handoff') then
    raise exception 'unknown signal %', p_signal;
  end if;
  select * into v_before from public.leads where id = p_lead_id for update;
  if not found then
    return;
  end if;
  update public.leads set
    opted_out_at = case when p_signal = 'opt_out' then greatest(opted_out_at, p_signal_at) else opted_out_at end,
    human_stage_at = case when p_signal = 'human_stage' then greatest(human_stage_at, p_at) else human_stage_at end,
    -- A claim from the future (a forged hook, a wrong clock) could never be outdated by a real read: it is cut to now.
    human_stage_moved_at = case when p_signal = 'human_stage'
      then greatest(human_stage_moved_at, least(p_signal_at, p_at)) else human_stage_moved_at end,
    human_reply_at = case when p_signal = 'human_reply' then greatest(human_reply_at, least(p_signal_at, p_at)) else human_reply_at end,
    human_reply_until = case when p_signal = 'human_reply' then greatest(human_reply_until, p_until) else human_reply_until end,
    bot_handoff_at = case when p_signal = 'bot_handoff' then greatest(bot_handoff_at, p_signal_at) else bot_handoff_at end,
    epoch = epoch + 1,
    cycle = cycle + 1
  where id = p_lead_id;
  v_is_news := case p_signal
    when 'opt_out' then v_before.opted_out_at is null
    when 'human_stage' then v_before.human_stage_at is null or least(p_signal_at, p_at) > v_before.human_stage_moved_at
    when 'human_reply' then v_before.human_reply_at is null or least(p_signal_at, p_at) > v_before.human_reply_at
    else v_before.bot_handoff_at is null or p_signal_at > v_before.bot_handoff_at
  end;
  if v_is_news then
    perform public.append_act(p_lead_id, 'takeover', p_signal, coalesce(p_source, case p_signal
      when 'opt_out' then '{"reason": "opt_out", "author": "lead"}'::jsonb
      when 'human_stage' then '{"reason": "card"}'::jsonb
      when 'human_reply' then '{"reason": "phone", "author": "person"}'::jsonb
      else '{"reason": "bot_handoff", "author": "bot"}'::jsonb
    end) || jsonb_build_object('until', case when p_signal = 'human_reply' then greatest(v_before.human_reply_until, p_until) end), p_signal_at, p_at);
  end if;
  return query select * from public.leads where id = p_lead_id;
end;
$$;

-- What a live read saw (H14: mirrored before anything is decided). Only a newer read of the same card changes anything (P18): `p_cards`
-- are the cards that it speaks of. A stage that is not
-- the bot's is a takeover, told by nobody. A stage of the bot's releases `human_stage` only as proof: the read was sent
-- after the signal, and either shows a card changed after that move or is `p_grace_seconds` younger than the signal
-- (a read just behind a move may still show the old card, R9).
create function public.observe_stage(
  p_lead_id uuid, p_cards bigint[], p_place text, p_pipeline_id bigint, p_status_id bigint, p_bot_speaks boolean,
  p_read_at timestamptz, p_card_updated_at timestamptz, p_grace_seconds integer, p_at timestamptz, p_kommo_lead_id bigint default null
) returns setof public.leads language plpgsql set search_path = '' as $$
declare
  v_lead public.leads;
  v_released boolean;
  -- P3: a card that the bot made after a person took over another one says nothing about that person.
  v_made_since boolean;
begin
  select * into v_lead from public.leads where id = p_lead_id for update;
  if not found then
    return;
  end if;
  if not exists (select from unnest(p_cards) as card where (v_lead.card_reads ->> card::text)::timestamptz >= p_read_at) then
    update public.leads set card_reads = card_reads || (
      select coalesce(jsonb_object_agg(card::text, p_read_at), '{}') from unnest(p_cards) as card
    ) where id = p_lead_id;
    update public.leads set
      stage_place = p_place, stage_pipeline_id = p_pipeline_id, stage_status_id = p_status_id, stage_read_at = p_read_at
    where id = p_lead_id and (stage_read_at is null or p_read_at > stage_read_at);
    v_made_since := coalesce(p_kommo_lead_id = v_lead.card_created_id and v_lead.card_created_at > v_lead.human_stage_at, false);
    if not p_bot_speaks then
      if v_lead.human_stage_at is null or v_made_since then
        perform public.record_takeover(p_lead_id, 'human_stage', p_card_updated_at, null, p_at, '{"reason": "live_read"}');
      end if;
      -- What the bot began, the card now says: from here a live read releases it like any other move.
      update public.leads set bot_handoff_at = null where id = p_lead_id and bot_handoff_at is not null;
    elsif v_lead.human_stage_at is not null then
      v_released := not v_made_since and p_read_at > v_lead.human_stage_at
        and (p_card_updated_at > v_lead.human_stage_moved_at
          or p_read_at > v_lead.human_stage_at + make_interval(secs => p_grace_seconds));
      if v_released then
        update public.leads set human_stage_at = null, human_stage_moved_at = null, epoch = epoch + 1 where id = p_lead_id;
        perform public.append_act(p_lead_id, 'release', 'human_stage', '{"reason": "live_read"}', p_card_updated_at, p_at);
      end if;
    end if;
  end if;
  -- A person's reply whose hours are over has released itself; the ledger says so once (V8).
  if v_lead.human_reply_until <= p_at then
    update public.leads set human_reply_at = null, human_reply_until = null
      where id = p_lead_id and human_reply_until <= p_at;
    if found then
      perform public.append_act(p_lead_id, 'release', 'human_reply', '{"reason": "expired"}', v_lead.human_reply_until, p_at);
    end if;
  end if;
  return query select * from public.leads where id = p_lead_id;
end;
$$;

-- A hook says that this card left the bot's stages: a takeover of every lead that follows it (P6). No row yet (R12) → nothing here; the
-- queued copy finds the lead in Kommo. A closed card decides only where no other is open (design §6): of whom the newest look showed
-- another card, the live read decides that follows each claim.
create function public.record_card_takeover(
  p_kommo_lead_id bigint, p_moved_at timestamptz, p_at timestamptz, p_source jsonb default null, p_is_closed boolean default false
) returns setof public.leads language plpgsql set search_path = '' as $$
declare
  v_id uuid;
begin
  -- In one order, so that two hooks of one card never wait for each other.
  for v_id in
    select id from public.leads l
    where kommo_lead_id = p_kommo_lead_id and not (p_is_closed and exists (
      select from jsonb_each_text(l.card_reads) as other (card, read_at)
      where other.card <> p_kommo_lead_id::text and other.read_at::timestamptz = l.stage_read_at))
    order by id for update
  loop
    return query select * from public.record_takeover(v_id, 'human_stage', p_moved_at, null, p_at, p_source);
  end loop;
end;
$$;

-- A person moved the card to a stage of the bot's at this time (Kommo's Events API): what was said before it is released.
-- A time ahead of ours is cut to now: it would release what a person says after it. A card that the bot made after a person took
-- over another one releases that takeover by nothing else (P3): `p_kommo_lead_id` is the card that was moved.
create function public.record_return(
  p_lead_id uuid, p_returned_at timestamptz, p_at timestamptz default null, p_source jsonb default null, p_kommo_lead_id bigint default null
) returns setof public.leads language plpgsql set search_path = '' as $$
declare
  v_lead public.leads;
  v_at timestamptz := least(p_returned_at, coalesce(p_at, p_returned_at));
begin
  select * into v_lead from public.leads where id = p_lead_id for update;
  update public.leads set card_returned_at = v_at, epoch = epoch + 1
    where id = p_lead_id and (card_returned_at is null or v_at > card_returned_at);
  if found then
    perform public.append_act(p_lead_id, 'release', 'human_reply', coalesce(p_source, '{"reason": "card"}'), p_returned_at, v_at);
  end if;
  -- Kommo counts in seconds.
  if v_lead.card_created_id = p_kommo_lead_id and v_lead.card_created_at > v_lead.human_stage_at
    and v_at >= date_trunc('second', v_lead.card_created_at) then
    update public.leads set human_stage_at = null, human_stage_moved_at = null, epoch = epoch + 1 where id = p_lead_id;
    perform public.append_act(p_lead_id, 'release', 'human_stage', coalesce(p_source, '{"reason": "card"}'), p_returned_at, v_at);
  end if;
  return query select * from public.leads where id = p_lead_id;
end;
$$;

-- Undoes signals by name, as far as they are older than the word that undoes them (V1): the lead's own VOLTAR (the message's
-- time), an operator's resume (the command's), the note `/bot` (the note's). A younger signal stands.
create function public.release_signals(
  p_lead_id uuid, p_signals text[], p_given_at timestamptz, p_source jsonb, p_at timestamptz
) returns setof public.leads language plpgsql set search_path = '' as $$
declare
  v_lead public.leads;
  v_released text[];
begin
  if not p_signals <@ array['opt_out', 'human_reply', 'bot_handoff'] then
    raise exception 'one of % is released by a live read only', p_signals;
  end if;
  select * into v_lead from public.leads where id = p_lead_id for update;
  select array_agg(signal) into v_released from unnest(p_signals) as signal
    where case signal
      when 'opt_out' then v_lead.opted_out_at
      when 'human_reply' then v_lead.human_reply_at
      else v_lead.bot_handoff_at
    end < p_given_at;
  if v_released is not null then
    update public.leads set
      opted_out_at = case when 'opt_out' = any (v_released) then null else opted_out_at end,
      human_reply_at = case when 'human_reply' = any (v_released) then null else human_reply_at end,
      human_reply_until = case when 'human_reply' = any (v_released) then null else human_reply_until end,
      bot_handoff_at = case when 'bot_handoff' = any (v_released) then null else bot_handoff_at end,
      epoch = epoch + 1
    where id = p_lead_id;
    perform public.append_act(p_lead_id, 'release', array_to_string(v_released, ', '), p_source, p_given_at, p_at);
  end if;
  return query select * from public.leads where id = p_lead_id;
end;
$$;

-- Notes that were obeyed, for good: Kommo tells one for an hour and more, SQS forgets after five minutes (V1).
create table public.handled_notes (
  note_id bigint not null,
  command text not null,
  lead_id uuid not null,
  given_at timestamptz not null,
  -- Of each lead: one card may serve two (P6).
  constraint one_effect_per_note primary key (note_id, command, lead_id),
  constraint known_command check (command in ('humano', 'bot'))
);
create index handled_notes_of_lead on public.handled_notes (lead_id);
alter table public.handled_notes enable row level security;

-- A seller's note `/humano` or `/bot`, obeyed once. `/bot` undoes what is older than it; a `/humano` older than a `/bot` that
-- was obeyed comes too late.
create function public.obey_note(
  p_lead_id uuid, p_note_id bigint, p_command text, p_given_at timestamptz, p_pause_seconds integer, p_author bigint, p_at timestamptz
) returns setof public.leads language plpgsql set search_path = '' as $$
declare
  v_source jsonb := jsonb_build_object('reason', 'note', 'author', p_author, 'note', p_note_id);
  v_given_at timestamptz := least(p_given_at, p_at);
begin
  perform 1 from public.leads where id = p_lead_id for update;
  if exists (
    select from public.handled_notes where lead_id = p_lead_id and p_command = 'humano' and command = 'bot' and given_at > v_given_at
  ) then
    return query select * from public.leads where id = p_lead_id;
    return;
  end if;
  insert into public.handled_notes (note_id, command, lead_id, given_at) values (p_note_id, p_command, p_lead_id, v_given_at)
    on conflict do nothing;
  if not found then
    return query select * from public.leads where id = p_lead_id;
  elsif p_command = 'humano' then
    return query select * from public.record_takeover(
      p_lead_id, 'human_reply', v_given_at, v_given_at + make_interval(secs => p_pause_seconds), p_at, v_source);
  else
    return query select * from public.release_signals(p_lead_id, array['human_reply', 'bot_handoff'], v_given_at, v_source, p_at);
  end if;
end;
$$;

-- Is this the app's automatic greeting? It stands within 3 s of the lead's first message, before or after, for the clocks differ (P18).
-- The app knows no names: whoever calls the lead by the profile's first name is a person.
create function public.is_greeting(p_body text, p_sent_at timestamptz, p_first_inbound timestamptz, p_profile_name text) returns boolean
language sql immutable set search_path = '' as $$
  select coalesce(p_sent_at between p_first_inbound - interval '3 seconds' and p_first_inbound + interval '3 seconds', false)
    and not coalesce(
      length(split_part(p_profile_name, ' ', 1)) >= 3
      and strpos(lower(p_body), lower(split_part(p_profile_name, ' ', 1))) > 0, false);
$$;

-- A message left our number. Ours, an automatic greeting, known already, too old, or a person's: one question, one answer.
-- The lead row is locked first: a commit in flight is waited for and seen.
create function public.record_person_message(
  p_lead_id uuid, p_provider_id text, p_body text, p_sent_at timestamptz, p_pause_seconds integer,
  p_auto_reply_texts text[], p_at timestamptz, p_source jsonb default null
) returns jsonb language plpgsql set search_path = '' as $$
declare
  v_lead public.leads;
  v_bubble uuid;
  v_first_inbound timestamptz;
  v_until timestamptz := least(p_sent_at, p_at) + make_interval(secs => p_pause_seconds);
  v_outcome text;
begin
  select * into v_lead from public.leads where id = p_lead_id for update;
  if not found then
    raise exception 'no such lead';
  end if;

  -- W15: one message has several ids on coexistence numbers; within the lead WhatsApp's own decides. An id that is somebody else's
  -- inbound message is another message.
  select case when author = 'bot' then 'ours' else 'known' end into v_outcome from public.messages
    where direction = 'out' and (p_provider_id in (provider_id, echo_id) or (lead_id = p_lead_id and native_id = public.native_id(p_provider_id)))
    limit 1;
  if found then
    return jsonb_build_object('outcome', v_outcome, 'lead', to_jsonb(v_lead));
  end if;

  -- An echo of a send whose answer has not come, or never came: it settles the bubble.
  select id into v_bubble from public.messages
    where lead_id = p_lead_id and author = 'bot' and status in ('committed', 'unknown') and provider_id is null
      and body = p_body and recorded_at > p_at - interval '15 minutes'
    order by arrival limit 1 for update;
  if v_bubble is not null then
    update public.messages set provider_id = p_provider_id, echo_id = p_provider_id, status = 'sent' where id = v_bubble;
    return jsonb_build_object('outcome', 'ours', 'lead', to_jsonb(v_lead));
  end if;
  -- Our own words to this lead, seconds after we said them, are that bubble under another id, once (W15).
  select id into v_bubble from public.messages
    where lead_id = p_lead_id and author = 'bot' and body = p_body and echo_id is null and status <> 'failed'
      and p_sent_at between sent_at - interval '5 seconds' and sent_at + interval '30 seconds'
    order by arrival limit 1 for update;
  if v_bubble is not null then
    update public.messages set echo_id = p_provider_id where id = v_bubble;
    return jsonb_build_object('outcome', 'ours', 'lead', to_jsonb(v_lead));
  end if;

  select min(sent_at) into v_first_inbound from public.messages where lead_id = p_lead_id and direction = 'in';
  v_outcome := case
    when btrim(p_body, E' \t\r\n') = any (p_auto_reply_texts) then 'auto_reply'
    -- P18: on both sides, for a greeting may be stamped before the message that it answers.
    when public.is_greeting(p_body, p_sent_at, v_first_inbound, v_lead.profile_name) then 'auto_reply'
    when v_until <= p_at then 'too_old'
    else 'taken_over'
  end;
  insert into public.messages (lead_id, direction, author, provider_id, kind, body, sent_at, recorded_at)
    values (p_lead_id, 'out', case when v_outcome = 'auto_reply' then 'auto' else 'person' end, p_provider_id, 'text', p_body, p_sent_at, p_at);
  if v_outcome = 'taken_over' then
    select * into v_lead from public.record_takeover(p_lead_id, 'human_reply', p_sent_at, v_until, p_at, p_source);
  end if;
  return jsonb_build_object('outcome', v_outcome, 'lead', to_jsonb(v_lead));
end;
$$;
