-- Generated from supabase/schemas by `npm run schema`. Do not edit.
set lock_timeout = '3s';

-- A hosted project grants to anon and authenticated by default; row security alone is not enough (design §9). What a later migration
-- creates is theirs neither.
alter default privileges in schema public revoke all on tables from public, anon, authenticated;
alter default privileges in schema public revoke all on sequences from public, anon, authenticated;
alter default privileges in schema public revoke all on functions from public, anon, authenticated;
alter default privileges revoke execute on functions from public;

-- What an operator turns off for everybody. No row, or no time in it: on.
create table public.switches (
  name text primary key,
  stopped_at timestamptz,
  -- Who asked for it, where it was a person by name (the console).
  stopped_by text,
  constraint known_switch check (name in ('speech'))
);
alter table public.switches enable row level security;
insert into public.switches (name) values ('speech');

-- `ops stop`: once this has returned, nothing is committed. Null: `ops start`. A first stop keeps its time.
create function public.stop_speech(p_stopped_at timestamptz, p_by text default null) returns void language sql set search_path = '' as $$
  insert into public.switches (name, stopped_at, stopped_by) values ('speech', p_stopped_at, p_by)
  on conflict (name) do update set
    stopped_at = case when excluded.stopped_at is null then null else coalesce(public.switches.stopped_at, excluded.stopped_at) end,
    stopped_by = case when excluded.stopped_at is null then null
      when public.switches.stopped_at is not null then public.switches.stopped_by else excluded.stopped_by end;
$$;

-- Since when nobody is spoken to; no row: speech is on.
create function public.speech_stopped_at() returns setof timestamptz language sql stable set search_path = '' as $$
  select stopped_at from public.switches where name = 'speech' and stopped_at is not null;
$$;

-- Who a lead is, and which signals speak against the bot: one column per signal (design §4), so that a weaker one never masks a
-- stronger one (R14).

create table public.leads (
  id uuid primary key default gen_random_uuid(),
  -- The strongest address: phone in E.164, else lid:…, else bsuid:…
  key text not null,
  phone text,
  lid text,
  bsuid text,
  -- The transport's own key, verbatim: a reply goes to exactly that.
  reply_to text not null,
  profile_name text,
  created_at timestamptz not null,

  kommo_lead_id bigint,
  -- Every contact that carries the phone: a person entered twice has cards on both.
  kommo_contact_ids bigint[] not null default '{}',
  -- When everybody with this phone was last looked for in Kommo, and by which phone: another phone is a new question (P1).
  contacts_looked_at timestamptz,
  contacts_looked_for text,
  -- The phone that we know to stand on the lead's contact in Kommo (P15).
  contact_phone text,
  -- C18: a creation was begun; Kommo's search lags behind it, so a retry waits. It outlives the link, else every unreadable card would
  -- make a new one (P3).
  card_intent_at timestamptz,
  -- Creations begun within a day of the first of them.
  card_attempts integer not null default 0,
  -- The last card that the bot made itself; null once Kommo said and showed that it is deleted.
  card_created_id bigint,
  card_created_at timestamptz,
  -- When a person was told that the lead would have got a second card.
  card_alarm_at timestamptz,

  -- Mirror of the last live read, never a source of truth (H1, H14).
  stage_place text,
  stage_pipeline_id bigint,
  stage_status_id bigint,
  stage_read_at timestamptz,
  -- P18: when each of the lead's cards was last read, by its id: evidence about one card is not outdated by a look at another.
  card_reads jsonb not null default '{}',

  -- Signals that take the conversation from the bot.
  opted_out_at timestamptz,
  human_stage_at timestamptz,
  -- When the card says it was moved; a live read of an older card is not proof against it (R9).
  human_stage_moved_at timestamptz,
  human_reply_at timestamptz,
  human_reply_until timestamptz,
  bot_handoff_at timestamptz,
  -- Last move by a person into a stage of the bot's: releases what a person said before it.
  card_returned_at timestamptz,

  -- Fencing token: goes up with every signal. A permit of an older epoch is void (I1).
  epoch bigint not null default 0,
  -- Goes up with every inbound and every signal. A follow-up of an older cycle is void (I6).
  cycle bigint not null default 0,

  facts jsonb not null default '{}',
  dialogue jsonb not null default '{}',
  -- How far the talk runs in a circle (W8).
  loop jsonb not null default '{}',
  superseded_count integer not null default 0,
  last_inbound_at timestamptz,
  last_outbound_at timestamptz,
  opt_out_notice_at timestamptz,
  -- WhatsApp's own switch for promotions, off and on again.
  proactive_ended_at timestamptz,
  proactive_resumed_at timestamptz,
  -- Last task for a person about a lead that came back after its cards were closed.
  returning_task_at timestamptz,

  held_at timestamptz,
  held_cause text,
  -- When reconcile last put this hold in line, or last tried to hand it to a person; null again once the turn has held anew. And how often.
  redriven_at timestamptz,
  redrives integer not null default 0,

  -- The anchor of the ladder: the bot's last message that was not itself a follow-up, and the cycle in which it was said. A cycle in
  -- which our side has not spoken has no ladder.
  spoken_at timestamptz,
  spoken_cycle bigint,
  -- The newest cycle in which a step is planned or the ladder has its end: what a worker that died left without either is found by it.
  ladder_cycle bigint,
  -- The newest message taken in, by its place in the queue: a higher mark in Redis is an answer that still stands in line (R7).
  last_sequence text,

  constraint one_lead_per_key unique (key),
  constraint phone_is_e164 check (phone ~ '^\+[1-9][0-9]{6,14}$')
);
-- Not unique: husband and wife on one contact share its card (P6).
create index leads_card on public.leads (kommo_lead_id) where kommo_lead_id is not null;
create index leads_created_card on public.leads (card_created_id) where card_created_id is not null;
-- Few leads ask what nothing answers.
create index leads_asking on public.leads (last_inbound_at) where dialogue ? 'leadQuestions';
create index leads_contacts on public.leads using gin (kommo_contact_ids);
create index leads_held on public.leads (held_at) where held_at is not null;
create index leads_to_redrive on public.leads (redrives, last_inbound_at desc nulls last) where held_at is not null;
create index leads_in_line on public.leads (redriven_at) where held_at is not null and redriven_at is not null;
create index leads_without_ladder on public.leads (spoken_at)
  where spoken_cycle = cycle and held_at is null and ladder_cycle is distinct from cycle;
alter table public.leads enable row level security;

-- Every key a person is known by: one of them is enough to find the lead.
create table public.lead_addresses (
  key text primary key,
  lead_id uuid not null references public.leads (id) on delete cascade
);
create index lead_addresses_lead on public.lead_addresses (lead_id);
alter table public.lead_addresses enable row level security;

create function public.lead_by_id(p_lead_id uuid) returns setof public.leads language sql stable set search_path = '' as $$
  select * from public.leads where id = p_lead_id;
$$;

create function public.lead_by_key(p_key text) returns setof public.leads language sql stable set search_path = '' as $$
  select l.* from public.leads l join public.lead_addresses a on a.lead_id = l.id where a.key = p_key;
$$;

-- The leads of a card, as far as we have linked any: one card may serve two numbers.
create function public.lead_by_card(p_kommo_lead_id bigint) returns setof public.leads
language sql stable set search_path = '' as $$
  select * from public.leads where kommo_lead_id = p_kommo_lead_id order by created_at, id;
$$;

-- The leads that one of these contacts is known to stand for.
create function public.leads_by_contact(p_kommo_contact_ids bigint[]) returns setof public.leads
language sql stable set search_path = '' as $$
  select * from public.leads where kommo_contact_ids && p_kommo_contact_ids order by created_at, id;
$$;

-- A booking starts a new cycle: follow-ups of the conversation before it are void (design §7).
create function public.start_cycle(p_lead_id uuid) returns void language sql set search_path = '' as $$
  update public.leads set cycle = cycle + 1 where id = p_lead_id;
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

-- A lead's card in Kommo, and the contacts that carry the lead's phone.

-- C18, P3: one creation at a time, one a day. 'create': go on; 'wait': somebody began less than `p_wait_seconds` ago; 'linked': there is a
-- card; 'too_many': a card was made within a day and cannot be found, or three were begun: a person has to look. 'too_many_untold': the
-- same, and nobody was told yet today. `p_found`: cards of the lead's that Kommo shows; one that we made is not missing.
create function public.claim_card_creation(p_lead_id uuid, p_wait_seconds integer, p_at timestamptz, p_found bigint[] default '{}')
returns text language plpgsql set search_path = '' as $$
declare
  v_lead public.leads;
  v_today timestamptz := p_at - interval '1 day';
begin
  select * into v_lead from public.leads where id = p_lead_id for update;
  if not found then
    -- Joined to another lead meanwhile: the message comes back and finds that one.
    return 'wait';
  end if;
  if v_lead.kommo_lead_id is not null then
    return 'linked';
  end if;
  if v_lead.card_intent_at > p_at - make_interval(secs => p_wait_seconds) then
    return 'wait';
  end if;
  if (v_lead.card_created_at > v_today and not coalesce(v_lead.card_created_id = any (p_found), false))
    or (v_lead.card_intent_at > v_today and v_lead.card_attempts >= 3) then
    if v_lead.card_alarm_at > v_today then
      return 'too_many';
    end if;
    update public.leads set card_alarm_at = p_at where id = p_lead_id;
    return 'too_many_untold';
  end if;
  update public.leads set
    card_intent_at = p_at,
    card_attempts = case when card_intent_at > v_today then card_attempts + 1 else 1 end
  where id = p_lead_id;
  return 'create';
end;
$$;

-- Gives back the claim of `p_at`: its request never left, so it made nothing. An older attempt may have, and is waited for no longer.
create function public.release_card_creation(p_lead_id uuid, p_at timestamptz) returns void language plpgsql set search_path = '' as $$
begin
  perform 1 from public.leads where id = p_lead_id for update;
  update public.leads set
    card_intent_at = case when card_attempts > 1 then p_at - interval '1 hour' end,
    card_attempts = card_attempts - 1
  where id = p_lead_id and kommo_lead_id is null and card_intent_at = p_at;
end;
$$;

-- Links a lead to its card, which another lead may share. Null unlinks it (deleted or merged in Kommo) and forgets no intent: a card that
-- cannot be read is no reason to make another (P3). `p_looked_for`: the phone by which the contacts were just found. `p_created`: the bot
-- made the card. `p_contact_phone`: the phone that stands on the contact. `p_renews`: the card takes the place of closed ones
-- (RETURNING_LEAD), whose stage silences the lead no more; nothing else that the bot makes releases a person's hold.
create function public.link_card(
  p_lead_id uuid, p_kommo_lead_id bigint, p_kommo_contact_ids bigint[],
  p_created boolean default false, p_looked_for text default null, p_contact_phone text default null, p_at timestamptz default null,
  p_renews boolean default false
) returns setof public.leads language plpgsql set search_path = '' as $$
begin
  perform 1 from public.leads where id = p_lead_id for update;
  return query
    update public.leads set
      kommo_lead_id = p_kommo_lead_id,
      kommo_contact_ids = coalesce(p_kommo_contact_ids, '{}'),
      card_created_id = case when p_created then p_kommo_lead_id else card_created_id end,
      card_created_at = case when p_created then p_at else card_created_at end,
      -- Who is unlinked is looked for anew.
      contacts_looked_at = case when p_looked_for is not null then p_at when p_kommo_lead_id is not null then contacts_looked_at end,
      contacts_looked_for = coalesce(p_looked_for, contacts_looked_for),
      contact_phone = case when p_kommo_lead_id is null then null else coalesce(p_contact_phone, contact_phone) end,
      human_stage_at = case when p_renews and stage_place in ('won', 'lost') then null else human_stage_at end,
      human_stage_moved_at = case when p_renews and stage_place in ('won', 'lost') then null else human_stage_moved_at end,
      epoch = case when p_renews then epoch + 1 else epoch end
    where id = p_lead_id
    returning *;
end;
$$;

-- The card is deleted: a hook said so and a live read confirms it, or it is seen in the trash. One of our own making may be made anew at once.
create function public.forget_card(p_lead_id uuid, p_kommo_lead_id bigint) returns setof public.leads
language plpgsql set search_path = '' as $$
begin
  perform 1 from public.leads where id = p_lead_id for update;
  return query
    update public.leads set
      kommo_lead_id = case when kommo_lead_id = p_kommo_lead_id then null else kommo_lead_id end,
      contacts_looked_at = null,
      card_created_id = case when card_created_id = p_kommo_lead_id then null else card_created_id end,
      card_created_at = case when card_created_id = p_kommo_lead_id then null else card_created_at end,
      -- What the alarm was about is explained; another one is another alarm.
      card_alarm_at = case when card_created_id = p_kommo_lead_id then null else card_alarm_at end
    where id = p_lead_id
    returning *;
end;
$$;

-- Whose card the bot made, linked or not: a deletion told behind a turn that unlinked it already counts all the same (P3).
create function public.leads_by_created_card(p_kommo_lead_id bigint) returns setof public.leads
language sql stable set search_path = '' as $$
  select * from public.leads where card_created_id = p_kommo_lead_id order by created_at, id;
$$;

-- Contacts that turned out to carry the lead's phone, and those that Kommo no longer has. `p_looked_for`: the phone they were looked for
-- by, null where nobody looked.
create function public.keep_contacts(
  p_lead_id uuid, p_add bigint[], p_gone bigint[], p_looked_for text, p_at timestamptz
) returns setof public.leads language plpgsql set search_path = '' as $$
begin
  perform 1 from public.leads where id = p_lead_id for update;
  return query
    update public.leads set
      kommo_contact_ids = array(
        select distinct id from unnest(kommo_contact_ids || p_add) as id
        where not (id = any (p_gone)) or id = any (p_add) order by id),
      contacts_looked_at = case when p_looked_for is not null then p_at else contacts_looked_at end,
      contacts_looked_for = coalesce(p_looked_for, contacts_looked_for)
    where id = p_lead_id
    returning *;
end;
$$;

-- The lead's phone stands on its contact in Kommo.
create function public.keep_contact_phone(p_lead_id uuid, p_phone text) returns void language sql set search_path = '' as $$
  update public.leads set contact_phone = p_phone where id = p_lead_id;
$$;

-- Leads whose card Kommo shows elsewhere than our mirror does. `p_cards`: [{id, pipelineId, statusId}].
create function public.outdated_mirrors(p_cards jsonb) returns setof public.leads language sql stable set search_path = '' as $$
  select l.* from public.leads l
  join jsonb_to_recordset(p_cards) as c (id bigint, "pipelineId" bigint, "statusId" bigint) on c.id = l.kommo_lead_id
  where l.stage_pipeline_id is distinct from c."pipelineId" or l.stage_status_id is distinct from c."statusId"
  order by l.id;
$$;

-- P2: what we moved ourselves. The token's user may be a person who works the pipeline too, so "ours" is what was kept here
-- before the PATCH left: card, stage, time. Never "by user N".
create table public.own_moves (
  id bigint generated always as identity primary key,
  kommo_lead_id bigint not null,
  pipeline_id bigint not null,
  status_id bigint not null,
  at timestamptz not null
);
create index own_moves_of_card on public.own_moves (kommo_lead_id, at desc);
alter table public.own_moves enable row level security;

create function public.keep_own_move(
  p_kommo_lead_id bigint, p_pipeline_id bigint, p_status_id bigint, p_at timestamptz
) returns void language sql set search_path = '' as $$
  insert into public.own_moves (kommo_lead_id, pipeline_id, status_id, at)
    values (p_kommo_lead_id, p_pipeline_id, p_status_id, p_at);
$$;

-- The latest ones of one card.
create function public.own_moves_of(p_kommo_lead_id bigint, p_limit integer) returns setof public.own_moves
language sql stable set search_path = '' as $$
  select * from public.own_moves where kommo_lead_id = p_kommo_lead_id order by at desc limit p_limit;
$$;

-- Every message in and out, and the replies that the bot's bubbles belong to.

create table public.replies (
  id uuid primary key default gen_random_uuid(),
  lead_id uuid not null references public.leads (id) on delete cascade,
  -- I6: one burst, one reply. Built from the newest message that it answers.
  dedupe_key text not null,
  bubbles jsonb not null,
  intent text not null,
  epoch bigint not null,
  created_at timestamptz not null,
  -- Null while bubbles may still have to leave: a redelivered turn resumes here instead of thinking again.
  finished_at timestamptz,
  outcome text,
  -- The cycle in which it was said: its end touches no other cycle's anchor.
  cycle bigint not null default 0,
  constraint one_reply_per_burst unique (dedupe_key)
);
create index replies_of_lead on public.replies (lead_id);
create index replies_open on public.replies (lead_id) where finished_at is null;
create index replies_with_text on public.replies (created_at) where finished_at is not null and bubbles <> '[]';
alter table public.replies enable row level security;

-- The id that WhatsApp itself gave a message (W15). A wamid is base64 around it and around the name of the other side, so one message has
-- several; an id of another form is native already.
create function public.native_id(p_provider_id text) returns text language plpgsql immutable set search_path = '' as $$
declare
  v_coded text := substr(p_provider_id, 7);
begin
  if p_provider_id not like 'wamid.%' then
    return p_provider_id;
  end if;
  v_coded := rpad(v_coded, (length(v_coded) + 3) / 4 * 4, '=');
  -- Its last field: a length, the id, a zero byte, which `escape` writes as \000.
  return coalesce(substring(encode(decode(v_coded, 'base64'), 'escape') from '([0-9A-Z]{12,40})(?:\\000)?$'), p_provider_id);
exception when others then
  return p_provider_id;
end;
$$;

create table public.messages (
  id uuid primary key default gen_random_uuid(),
  arrival bigint generated always as identity,
  lead_id uuid not null references public.leads (id) on delete cascade,
  direction text not null,
  author text not null,
  provider_id text,
  native_id text generated always as (public.native_id(provider_id)) stored,
  -- The id of its echo, where that is another than the provider gave us.
  echo_id text,
  dedupe_key text,
  reply_id uuid references public.replies (id) on delete cascade,
  kind text not null,
  body text,
  content jsonb,
  quotes text,
  -- When it was written (provider's clock for inbound, ours for outbound).
  sent_at timestamptz not null,
  recorded_at timestamptz not null,
  -- Inbound only: what became of it.
  disposition text,
  -- Outbound of the bot only: how far it got.
  status text,
  -- P7: whose right to send this is; the same attempt that asks again gets it back.
  attempt uuid,
  error_code integer,
  epoch bigint,
  -- δ of I2: age of the live stage read when the send started.
  stage_age_ms integer,
  -- When it was last edited, by the edit's own time where it has one (`edit_is_timed`).
  edited_at timestamptz,
  edit_is_timed boolean not null default false,
  deleted_at timestamptz,
  -- When a person was told that nobody knows whether a bubble arrived.
  flagged_at timestamptz,
  -- Ids are made by the sender's device: two people's may be the same (W15).
  constraint one_message_per_provider_id unique (provider_id, lead_id),
  constraint one_bubble_per_dedupe_key unique (dedupe_key),
  constraint known_direction check (direction in ('in', 'out')),
  constraint known_author check (author in ('lead', 'bot', 'person', 'auto')),
  constraint known_disposition check (disposition in ('pending', 'placeholder', 'answered', 'silenced', 'stale', 'noted')),
  constraint known_status check (status in ('committed', 'sent', 'delivered', 'read', 'played', 'failed', 'unknown')),
  constraint disposition_is_inbound check ((direction = 'in') = (disposition is not null)),
  constraint bubble_has_key check (author <> 'bot' or dedupe_key is not null)
);
create index messages_echoed on public.messages (echo_id) where echo_id is not null;
create index messages_of_lead on public.messages (lead_id, arrival);
create index messages_of_reply on public.messages (reply_id) where reply_id is not null;
create index messages_pending on public.messages (lead_id) where disposition = 'pending';
create index messages_placeholders on public.messages (recorded_at) where disposition = 'placeholder';
create index messages_unsettled on public.messages (lead_id) where status in ('committed', 'unknown');
create index messages_unknown on public.messages (sent_at) where status in ('committed', 'unknown') and flagged_at is null;
create index messages_with_text on public.messages (recorded_at) where body is not null or content is not null;
alter table public.messages enable row level security;

create function public.messages_of(p_lead_id uuid, p_limit integer) returns setof public.messages
language sql stable set search_path = '' as $$
  select * from (select * from public.messages where lead_id = p_lead_id order by arrival desc limit p_limit) m order by arrival;
$$;

-- P16: whoever changes a message holds its lead first, as everybody does; of several leads in one order, `p_lead_id` among them.
create function public.lock_leads_of(p_message_ids uuid[], p_lead_id uuid default null) returns void
language plpgsql set search_path = '' as $$
begin
  perform 1 from public.leads
    where id in (select lead_id from public.messages where id = any (p_message_ids) union all select p_lead_id)
    order by id for update;
end;
$$;

-- What a voice note or a bill says, kept with it for the history of later turns.
create function public.keep_words(p_provider_id text, p_body text) returns void language plpgsql set search_path = '' as $$
begin
  perform 1 from public.leads
    where id in (select lead_id from public.messages where provider_id = p_provider_id and direction = 'in') order by id for update;
  update public.messages set body = p_body where provider_id = p_provider_id and direction = 'in';
end;
$$;

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

-- The ledger: every decision, with its reason.

create table public.decisions (
  id bigint generated always as identity primary key,
  lead_id uuid not null references public.leads (id) on delete cascade,
  at timestamptz not null,
  kind text not null,
  reason text not null,
  evidence jsonb not null default '{}',
  epoch bigint not null,
  stage_age_ms integer,
  constraint known_kind check (kind in ('speak', 'silence', 'hold', 'close', 'takeover', 'release'))
);
create index decisions_of_lead on public.decisions (lead_id, id);

create function public.refuse_change() returns trigger language plpgsql set search_path = '' as $$
begin
  raise exception 'decisions are append-only';
end;
$$;

-- I10: the ledger is not rewritten. Deletion stays possible: erasing a person erases what was decided about them.
create trigger decisions_append_only before update on public.decisions for each row execute function public.refuse_change();
alter table public.decisions enable row level security;

-- A ledger row from its JSON form {kind, reason, evidence, stageAgeMs}.
create function public.append_decision(p_lead_id uuid, p_decision jsonb, p_at timestamptz) returns void
language sql set search_path = '' as $$
  insert into public.decisions (lead_id, at, kind, reason, evidence, epoch, stage_age_ms)
  select id, p_at, p_decision ->> 'kind', p_decision ->> 'reason', coalesce(p_decision -> 'evidence', '{}'), epoch,
    (p_decision ->> 'stageAgeMs')::integer
  from public.leads where id = p_lead_id and p_decision is not null;
$$;

-- Everything decided about a lead, oldest first (the console and `why` read it).
create function public.decisions_of(p_lead_id uuid, p_limit integer) returns setof public.decisions
language sql stable set search_path = '' as $$
  select * from (select * from public.decisions where lead_id = p_lead_id order by id desc limit p_limit) d order by id;
$$;

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

-- What people did that took a conversation, by name: a pending takeover in Redis is a question, and this answers it (P20).

-- Acts that leave no other row and were judged all the same: a note's command, a message that turned out to be nobody's. Kept
-- for good: Kommo repeats its hooks for an hour, SQS forgets after five minutes.
create table public.judged_acts (
  act text primary key,
  judged_at timestamptz not null
);
alter table public.judged_acts enable row level security;

create function public.judge_act(p_act text, p_at timestamptz) returns void language sql set search_path = '' as $$
  insert into public.judged_acts (act, judged_at) values (p_act, p_at) on conflict (act) do nothing;
$$;

-- Which of these are on record: 'message:<provider id>', 'note:<note id>', 'move:<card>:<epoch seconds>'. A move is when a takeover
-- as young stands on its card, or a live read sent well after it has been mirrored (R9: one just behind it may show the old card).
create function public.acts_on_record(p_acts text[]) returns setof text language sql stable set search_path = '' as $$
  select act.name from unnest(p_acts) as act (name)
  where exists (select from public.judged_acts j where j.act = act.name)
    or (act.name like 'message:%' and exists (
      select from public.messages m
      where m.provider_id = substr(act.name, length('message:') + 1) or m.echo_id = substr(act.name, length('message:') + 1)
    ))
    or (act.name like 'message:%' and exists (
      select from public.unclaimed_takeovers u where u.provider_id = substr(act.name, length('message:') + 1)
    ))
    or (act.name like 'move:%' and exists (
      select from public.leads l
      where l.kommo_lead_id = split_part(act.name, ':', 2)::bigint
        and (l.human_stage_moved_at >= to_timestamp(split_part(act.name, ':', 3)::bigint)
          or l.stage_read_at > to_timestamp(split_part(act.name, ':', 3)::bigint) + interval '5 seconds')
    ));
$$;

-- P23: a message of another robot's (Kommo's AI agents, a Salesbot) on the lead's number: neither ours nor a person's. It is in the
-- history and named in the ledger, and takes nothing over by itself. One of our own bubbles, shown by Kommo as a robot's, is ours.
create function public.record_robot_message(
  p_lead_id uuid, p_provider_id text, p_body text, p_sent_at timestamptz, p_at timestamptz
) returns text language plpgsql set search_path = '' as $$
begin
  perform 1 from public.leads where id = p_lead_id for update;
  if exists (select from public.messages where provider_id = p_provider_id) then
    return 'known';
  end if;
  if exists (
    select from public.messages where lead_id = p_lead_id and author = 'bot' and body = p_body
      and recorded_at between p_sent_at - interval '15 minutes' and p_sent_at + interval '15 minutes'
  ) then
    return 'ours';
  end if;
  insert into public.messages (lead_id, direction, author, provider_id, kind, body, sent_at, recorded_at)
    values (p_lead_id, 'out', 'auto', p_provider_id, 'text', p_body, p_sent_at, p_at);
  perform public.append_act(p_lead_id, 'silence', null, '{"reason": "other_robot", "author": "robot"}', p_sent_at, p_at);
  return 'other_robot';
end;
$$;

-- Meetings. S1: no two meetings hold one time; that is decided here, under a lock, and a constraint stands behind the lock.
-- With a Google calendar a time is claimed first and confirmed once Google has the event: a claim is nobody's booking, and one
-- that was never confirmed ends by itself.

create table public.meetings (
  id uuid primary key default gen_random_uuid(),
  lead_id uuid not null references public.leads (id) on delete cascade,
  -- claimed: held, not yet confirmed · booked: confirmed · over: took place · cancelled: by the lead · released: never came to be
  -- surplus: one of two bookings of a person who turned out to be one lead; its event has still to go
  status text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  -- Where a booked meeting is being moved to; both times are held until the move is confirmed.
  next_starts_at timestamptz,
  next_ends_at timestamptz,
  -- Fencing token: goes up with every claim, so a slow worker cannot confirm or undo what another one took up.
  claim bigint not null default 0,
  -- Until when an unconfirmed claim holds; null when nothing is under way.
  claimed_until timestamptz,
  -- S2: the calendar its event is in, by name; null: this table is the calendar.
  calendar_id text,
  email text,
  title text not null,
  meet_link text,
  created_at timestamptz not null,
  booked_at timestamptz,
  constraint known_meeting_status check (status in ('claimed', 'booked', 'over', 'cancelled', 'released', 'surplus')),
  constraint meeting_has_a_length check (ends_at > starts_at),
  constraint move_has_both_ends check ((next_starts_at is null) = (next_ends_at is null) and next_ends_at > next_starts_at),
  constraint claim_is_claimed check (status <> 'claimed' or claimed_until is not null),
  constraint no_double_booking exclude using gist (tstzrange(starts_at, ends_at) with &&) where (status in ('claimed', 'booked'))
);
create unique index one_active_meeting_per_lead on public.meetings (lead_id) where status in ('claimed', 'booked');
create index meetings_of_lead on public.meetings (lead_id);
create index meetings_at on public.meetings using gist (tstzrange(starts_at, ends_at)) where status in ('claimed', 'booked', 'surplus');
create index meetings_moving_to on public.meetings using gist (tstzrange(next_starts_at, next_ends_at)) where next_starts_at is not null;
create index meetings_claimed on public.meetings (claimed_until) where claimed_until is not null;
create index meetings_booked on public.meetings (starts_at) where status = 'booked';
alter table public.meetings enable row level security;

-- Meetings of others that hold some of this time. A claim that ran out still holds, and a surplus meeting: its event may be in the
-- calendar, and has to be taken out first (`take_abandoned_meetings`).
create function public.meetings_in_the_way(p_except uuid, p_starts_at timestamptz, p_ends_at timestamptz) returns setof public.meetings
language sql stable set search_path = '' as $$
  select * from public.meetings
  where status in ('claimed', 'booked', 'surplus') and id is distinct from p_except
    and (tstzrange(starts_at, ends_at) && tstzrange(p_starts_at, p_ends_at)
      or tstzrange(next_starts_at, next_ends_at) && tstzrange(p_starts_at, p_ends_at) and next_starts_at is not null);
$$;

-- Whoever takes a time waits here for whoever else does, with its own lead's row in hand.
create function public.lock_meetings() returns void language sql set search_path = '' as $$
  select pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('public.meetings', 0));
$$;

-- What is in the past is no longer in the way of a lead's next meeting.
create function public.end_past_meetings(p_lead_id uuid, p_at timestamptz) returns void language sql set search_path = '' as $$
  select 1 from public.leads where id = p_lead_id for update;
  update public.meetings set status = 'over', next_starts_at = null, next_ends_at = null, claimed_until = null
  where lead_id = p_lead_id and status = 'booked' and ends_at <= p_at;
$$;

-- Takes a time for a lead's first or next meeting. Without `p_calendar_id` it is booked; else claimed for `p_claim_seconds`.
-- {outcome, meeting}: 'booked' (also: was booked at this time already) · 'claimed' (`resumed`: an earlier claim was taken up, so
-- its event may exist) · 'other_time': the lead has a confirmed meeting at another time · 'taken' · 'abandoned': held only by
-- claims that ran out.
create function public.book_meeting(
  p_lead_id uuid, p_starts_at timestamptz, p_ends_at timestamptz, p_calendar_id text, p_email text, p_title text,
  p_claim_seconds integer, p_at timestamptz
) returns jsonb language plpgsql set search_path = '' as $$
declare
  v_mine public.meetings;
  v_resumed boolean;
begin
  perform 1 from public.leads where id = p_lead_id for update;
  perform public.lock_meetings();
  perform public.end_past_meetings(p_lead_id, p_at);
  select * into v_mine from public.meetings where lead_id = p_lead_id and status in ('claimed', 'booked') for update;
  v_resumed := found;
  if v_mine.status = 'booked' then
    return jsonb_build_object(
      'outcome', case when v_mine.starts_at = p_starts_at and v_mine.next_starts_at is null then 'booked' else 'other_time' end,
      'meeting', to_jsonb(v_mine)
    );
  end if;
  if exists (select from public.meetings_in_the_way(v_mine.id, p_starts_at, p_ends_at) m where m.claimed_until is null or m.claimed_until > p_at) then
    return jsonb_build_object('outcome', 'taken');
  end if;
  if exists (select from public.meetings_in_the_way(v_mine.id, p_starts_at, p_ends_at)) then
    return jsonb_build_object('outcome', 'abandoned');
  end if;

  if v_resumed then
    update public.meetings set
      starts_at = p_starts_at, ends_at = p_ends_at, email = p_email, title = p_title, claim = claim + 1,
      claimed_until = p_at + make_interval(secs => p_claim_seconds)
    where id = v_mine.id returning * into v_mine;
  else
    insert into public.meetings (
      lead_id, status, starts_at, ends_at, claim, claimed_until, calendar_id, email, title, created_at, booked_at
    ) values (
      p_lead_id, case when p_calendar_id is null then 'booked' else 'claimed' end, p_starts_at, p_ends_at, 1,
      case when p_calendar_id is not null then p_at + make_interval(secs => p_claim_seconds) end,
      p_calendar_id, p_email, p_title, p_at, case when p_calendar_id is null then p_at end
    ) returning * into v_mine;
  end if;
  if v_mine.status = 'booked' then
    perform public.start_cycle(p_lead_id);
  end if;
  return jsonb_build_object('outcome', v_mine.status, 'resumed', v_resumed, 'meeting', to_jsonb(v_mine));
exception
  -- The constraint, had the lock not been there.
  when exclusion_violation or unique_violation then
    return jsonb_build_object('outcome', 'taken');
end;
$$;

-- Takes another time for a confirmed meeting, which keeps its length (S2). Both times are held until `confirm_meeting`.
-- {outcome, meeting}: 'booked' (moved, or is there already) · 'claimed' · 'none' · 'taken' · 'abandoned'.
create function public.move_meeting(
  p_lead_id uuid, p_starts_at timestamptz, p_claim_seconds integer, p_at timestamptz
) returns jsonb language plpgsql set search_path = '' as $$
declare
  v_mine public.meetings;
  v_ends_at timestamptz;
  v_resumed boolean;
begin
  perform 1 from public.leads where id = p_lead_id for update;
  perform public.lock_meetings();
  perform public.end_past_meetings(p_lead_id, p_at);
  select * into v_mine from public.meetings where lead_id = p_lead_id and status = 'booked' for update;
  if not found then
    return jsonb_build_object('outcome', 'none');
  end if;
  if v_mine.starts_at = p_starts_at and v_mine.next_starts_at is null then
    return jsonb_build_object('outcome', 'booked', 'meeting', to_jsonb(v_mine));
  end if;
  v_ends_at := p_starts_at + (v_mine.ends_at - v_mine.starts_at);
  v_resumed := v_mine.next_starts_at is not null;
  if exists (select from public.meetings_in_the_way(v_mine.id, p_starts_at, v_ends_at) m where m.claimed_until is null or m.claimed_until > p_at) then
    return jsonb_build_object('outcome', 'taken');
  end if;
  if exists (select from public.meetings_in_the_way(v_mine.id, p_starts_at, v_ends_at)) then
    return jsonb_build_object('outcome', 'abandoned');
  end if;
  if v_mine.calendar_id is null then
    update public.meetings set starts_at = p_starts_at, ends_at = v_ends_at, claim = claim + 1
    where id = v_mine.id returning * into v_mine;
    return jsonb_build_object('outcome', 'booked', 'meeting', to_jsonb(v_mine));
  end if;
  update public.meetings set
    next_starts_at = p_starts_at, next_ends_at = v_ends_at, claim = claim + 1,
    claimed_until = p_at + make_interval(secs => p_claim_seconds)
  where id = v_mine.id returning * into v_mine;
  return jsonb_build_object('outcome', 'claimed', 'resumed', v_resumed, 'meeting', to_jsonb(v_mine));
exception
  when exclusion_violation then
    return jsonb_build_object('outcome', 'taken');
end;
$$;

-- The event is in the calendar: the claim is a booking, the move is done. {outcome}: 'booked' · 'superseded': another worker took
-- the meeting up and answers for its event · 'gone': cancelled or released meanwhile; the event has to go too.
create function public.confirm_meeting(p_id uuid, p_claim bigint, p_meet_link text, p_at timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_mine public.meetings;
begin
  perform 1 from public.leads where id = (select lead_id from public.meetings where id = p_id) for update;
  select * into v_mine from public.meetings where id = p_id for update;
  if not found or v_mine.status not in ('claimed', 'booked') then
    return jsonb_build_object('outcome', 'gone');
  end if;
  if v_mine.claim <> p_claim then
    return jsonb_build_object('outcome', 'superseded');
  end if;
  update public.meetings set
    status = 'booked',
    starts_at = coalesce(next_starts_at, starts_at), ends_at = coalesce(next_ends_at, ends_at),
    next_starts_at = null, next_ends_at = null, claimed_until = null,
    meet_link = coalesce(p_meet_link, meet_link), booked_at = coalesce(booked_at, p_at)
  where id = p_id;
  if v_mine.status = 'claimed' then
    perform public.start_cycle(v_mine.lead_id);
  end if;
  return jsonb_build_object('outcome', 'booked', 'meeting', (select to_jsonb(m) from public.meetings m where m.id = p_id));
end;
$$;

-- Nothing of this claim is in the calendar: its time is free again, a booked meeting stays where it was.
create function public.release_meeting(p_id uuid, p_claim bigint) returns void language sql set search_path = '' as $$
  select 1 from public.leads where id = (select lead_id from public.meetings where id = p_id) for update;
  update public.meetings set
    status = case when status in ('claimed', 'surplus') then 'released' else status end,
    next_starts_at = null, next_ends_at = null, claimed_until = null
  where id = p_id and claim = p_claim and status in ('claimed', 'booked', 'surplus');
$$;

-- The lead's meeting is off. Workers that still move or confirm it find it gone.
create function public.cancel_meeting(p_lead_id uuid, p_at timestamptz) returns setof public.meetings language plpgsql set search_path = '' as $$
begin
  perform 1 from public.leads where id = p_lead_id for update;
  perform public.end_past_meetings(p_lead_id, p_at);
  return query
    update public.meetings set status = 'cancelled', next_starts_at = null, next_ends_at = null, claimed_until = null, claim = claim + 1
    where lead_id = p_lead_id and status in ('claimed', 'booked')
    returning *;
end;
$$;

-- The meeting a lead has ahead, confirmed or only claimed.
create function public.meeting_of(p_lead_id uuid, p_at timestamptz) returns setof public.meetings language sql stable set search_path = '' as $$
  select * from public.meetings where lead_id = p_lead_id and status in ('claimed', 'booked') and ends_at > p_at;
$$;

-- S4: what holds time in a period. A read: it waits for nobody.
create function public.busy_meetings(p_from timestamptz, p_to timestamptz) returns setof public.meetings language sql stable set search_path = '' as $$
  select * from public.meetings_in_the_way(null, p_from, p_to) order by starts_at, id;
$$;

-- Confirmed meetings that begin in a period: their reminders can be armed again at any time.
create function public.meetings_ahead(p_from timestamptz, p_to timestamptz, p_limit integer) returns setof public.meetings
language sql stable set search_path = '' as $$
  select * from public.meetings where status = 'booked' and starts_at > p_from and starts_at <= p_to order by starts_at limit p_limit;
$$;

-- Claims that ran out, handed to one worker: to take back what they may have left in the calendar, then to release them.
create function public.take_abandoned_meetings(p_claim_seconds integer, p_at timestamptz) returns setof public.meetings
language sql set search_path = '' as $$
  update public.meetings set claim = claim + 1, claimed_until = p_at + make_interval(secs => p_claim_seconds)
  where id in (
    select id from public.meetings
    where claimed_until <= p_at and status in ('claimed', 'booked', 'surplus')
    order by claimed_until limit 10 for update skip locked
  )
  returning *;
$$;

-- P5: a person gave the meeting's event another time in the calendar. Nothing when it is no booking any more, is being moved, or the
-- time is another meeting's.
create function public.follow_event(p_id uuid, p_claim bigint, p_starts_at timestamptz, p_ends_at timestamptz) returns setof public.meetings
language plpgsql set search_path = '' as $$
begin
  perform public.lock_meetings();
  return query
    update public.meetings set starts_at = p_starts_at, ends_at = p_ends_at, claim = claim + 1
    where id = p_id and claim = p_claim and status = 'booked' and next_starts_at is null
    returning *;
exception
  when exclusion_violation then
    return;
end;
$$;

-- P5: a person took the meeting's event out of the calendar, or declined it: its time is free. Nothing when something happened to it since.
create function public.close_meeting(p_id uuid, p_claim bigint) returns setof public.meetings language sql set search_path = '' as $$
  update public.meetings set status = 'cancelled', claim = claim + 1
  where id = p_id and claim = p_claim and status = 'booked' and next_starts_at is null
  returning *;
$$;

-- The package of a handover (design §6): a note, and a task where the bot began it, written once however often a turn or a hook
-- is delivered (R20). A claim before the write, a word after it: a crash in between is found out by looking into Kommo.

create table public.handoff_parts (
  lead_id uuid not null references public.leads (id) on delete cascade,
  part text not null,
  claimed_at timestamptz not null,
  -- Null while it is not known whether the write arrived.
  written_at timestamptz,
  constraint one_part_per_lead primary key (lead_id, part),
  constraint known_part check (part in ('note', 'task'))
);
alter table public.handoff_parts enable row level security;

-- A handover ends when the bot speaks again: what was claimed before its last word belongs to an earlier one.
-- 'write': this caller writes it · 'check': claimed before and never confirmed, so look first · 'wait': somebody is at it
-- · 'done': written, or the bot never spoke and there is nothing to hand over.
create function public.claim_handoff_part(p_lead_id uuid, p_part text, p_wait_seconds integer, p_at timestamptz) returns text
language plpgsql set search_path = '' as $$
declare
  v_spoken_at timestamptz;
  v_part public.handoff_parts;
begin
  select last_outbound_at into v_spoken_at from public.leads where id = p_lead_id for update;
  if v_spoken_at is null then
    return 'done';
  end if;
  select * into v_part from public.handoff_parts where lead_id = p_lead_id and part = p_part;
  if found and v_part.claimed_at >= v_spoken_at then
    if v_part.written_at is not null then
      return 'done';
    end if;
    if v_part.claimed_at > p_at - make_interval(secs => p_wait_seconds) then
      return 'wait';
    end if;
    update public.handoff_parts set claimed_at = p_at where lead_id = p_lead_id and part = p_part;
    return 'check';
  end if;
  insert into public.handoff_parts (lead_id, part, claimed_at) values (p_lead_id, p_part, p_at)
    on conflict on constraint one_part_per_lead do update set claimed_at = excluded.claimed_at, written_at = null;
  return 'write';
end;
$$;

-- What became of a claim: written, or certainly not, and then it is free again.
create function public.settle_handoff_part(p_lead_id uuid, p_part text, p_written boolean, p_at timestamptz) returns void
language plpgsql set search_path = '' as $$
begin
  perform 1 from public.leads where id = p_lead_id for update;
  if p_written then
    update public.handoff_parts set written_at = p_at where lead_id = p_lead_id and part = p_part;
  else
    delete from public.handoff_parts where lead_id = p_lead_id and part = p_part and written_at is null;
  end if;
end;
$$;

-- Finding, creating and joining leads by any of their keys (phone, LID, BSUID). R19: keys of two leads are never mixed;
-- two rows become one only when one payload links both.

-- Moves everything of one lead to another and deletes it. Signals are kept, the strongest and latest of each; of two meetings ahead
-- the one booked last stays.
create function public.merge_leads(p_into uuid, p_from uuid) returns void language plpgsql set search_path = '' as $$
declare
  v_from public.leads;
begin
  perform 1 from public.leads where id in (p_from, p_into) order by id for update;
  select * into v_from from public.leads where id = p_from;
  delete from public.messages twin using public.messages kept
    where twin.lead_id = p_from and kept.lead_id = p_into and twin.provider_id = kept.provider_id;
  update public.messages set lead_id = p_into where lead_id = p_from;
  -- Its turn died with the lead: what a reply without a bubble was to answer is pending again (I5).
  update public.messages set disposition = 'pending', reply_id = null
    where direction = 'in' and reply_id in (
      select r.id from public.replies r where r.lead_id = p_from and r.finished_at is null
        and not exists (select from public.messages sent where sent.reply_id = r.id and sent.author = 'bot'));
  update public.replies set lead_id = p_into, finished_at = coalesce(finished_at, created_at) where lead_id = p_from;
  update public.meetings set status = 'surplus', claim = claim + 1, claimed_until = created_at, next_starts_at = null, next_ends_at = null
    where id in (
      select id from public.meetings where lead_id in (p_into, p_from) and status in ('claimed', 'booked')
      order by booked_at desc nulls last, created_at desc offset 1
    );
  update public.meetings set lead_id = p_into where lead_id = p_from;
  insert into public.decisions (lead_id, at, kind, reason, evidence, epoch, stage_age_ms)
    select p_into, at, kind, reason, evidence, epoch, stage_age_ms from public.decisions where lead_id = p_from order by id;
  update public.amendments set lead_id = p_into where lead_id = p_from;
  update public.lead_addresses set lead_id = p_into where lead_id = p_from;
  insert into public.handled_notes (note_id, command, lead_id, given_at)
    select note_id, command, p_into, given_at from public.handled_notes where lead_id = p_from
    on conflict do nothing;
  delete from public.handled_notes where lead_id = p_from;
  delete from public.leads where id = p_from;
  update public.leads set
    kommo_lead_id = coalesce(kommo_lead_id, v_from.kommo_lead_id),
    kommo_contact_ids = kommo_contact_ids || v_from.kommo_contact_ids,
    card_intent_at = greatest(card_intent_at, v_from.card_intent_at),
    card_attempts = greatest(card_attempts, v_from.card_attempts),
    card_created_id = case when v_from.card_created_at > card_created_at or card_created_at is null
      then v_from.card_created_id else card_created_id end,
    card_created_at = greatest(card_created_at, v_from.card_created_at),
    -- Two lines' contacts were never looked at together.
    contacts_looked_at = null,
    contact_phone = coalesce(contact_phone, v_from.contact_phone),
    opted_out_at = greatest(opted_out_at, v_from.opted_out_at),
    human_stage_at = greatest(human_stage_at, v_from.human_stage_at),
    human_stage_moved_at = greatest(human_stage_moved_at, v_from.human_stage_moved_at),
    human_reply_at = greatest(human_reply_at, v_from.human_reply_at),
    human_reply_until = greatest(human_reply_until, v_from.human_reply_until),
    bot_handoff_at = greatest(bot_handoff_at, v_from.bot_handoff_at),
    card_returned_at = greatest(card_returned_at, v_from.card_returned_at),
    last_inbound_at = greatest(last_inbound_at, v_from.last_inbound_at),
    last_outbound_at = greatest(last_outbound_at, v_from.last_outbound_at),
    opt_out_notice_at = greatest(opt_out_notice_at, v_from.opt_out_notice_at),
    proactive_ended_at = greatest(proactive_ended_at, v_from.proactive_ended_at),
    proactive_resumed_at = greatest(proactive_resumed_at, v_from.proactive_resumed_at),
    returning_task_at = greatest(returning_task_at, v_from.returning_task_at),
    profile_name = coalesce(profile_name, v_from.profile_name),
    facts = v_from.facts || facts,
    -- What waits for a dependency goes on waiting.
    held_at = least(held_at, v_from.held_at),
    held_cause = coalesce(held_cause, v_from.held_cause),
    epoch = greatest(epoch, v_from.epoch) + 1,
    cycle = greatest(cycle, v_from.cycle) + 1
  where id = p_into;
end;
$$;

-- The lead behind an address, created when nobody is known by any of its keys. `p_keys`: strongest first, never empty.
create function public.resolve_lead(
  p_keys text[], p_phone text, p_lid text, p_bsuid text, p_reply_to text, p_at timestamptz
) returns uuid language plpgsql set search_path = '' as $$
declare
  v_key text;
  v_ids uuid[];
  v_id uuid;
  v_other uuid;
  v_held integer;
begin
  if coalesce(cardinality(p_keys), 0) = 0 then
    raise exception 'an address needs a key';
  end if;
  -- W2: digits that are known as a LID are that LID, even where they would pass for a number.
  if exists (select from public.lead_addresses where key = 'lid:' || substr(p_phone, 2)) then
    p_keys := array_replace(p_keys, p_phone, 'lid:' || substr(p_phone, 2));
    p_reply_to := substr(p_phone, 2) || '@lid';
    p_phone := null;
  end if;
  -- Two first messages of one person wait for each other here, in one order of keys.
  for v_key in select k from unnest(p_keys) as k order by k loop
    perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(v_key, 0));
  end loop;

  -- By another of their keys, somebody may join these leads before we hold them: then they are looked up again.
  loop
    select array_agg(l.id order by (l.phone is null), l.created_at, l.id) into v_ids
      from public.leads l
      where l.id in (select a.lead_id from public.lead_addresses a where a.key = any (p_keys));
    perform 1 from public.leads where id = any (v_ids) order by id for update;
    get diagnostics v_held = row_count;
    exit when v_held = coalesce(cardinality(v_ids), 0);
  end loop;

  if v_ids is null then
    insert into public.leads (key, phone, lid, bsuid, reply_to, created_at)
      values (p_keys[1], p_phone, p_lid, p_bsuid, p_reply_to, p_at)
      returning id into v_id;
  else
    v_id := v_ids[1];
    foreach v_other in array v_ids[2:] loop
      perform public.merge_leads(v_id, v_other);
    end loop;
    update public.leads set
      phone = coalesce(p_phone, phone),
      lid = coalesce(p_lid, lid),
      bsuid = coalesce(p_bsuid, bsuid),
      reply_to = p_reply_to,
      -- The key changes only when a lead without a phone gains one: groups and flags then follow the phone.
      key = case when phone is null and p_phone is not null then p_phone else key end
    where id = v_id
      and (reply_to is distinct from p_reply_to
        or (p_phone is not null and phone is distinct from p_phone)
        or (p_lid is not null and lid is distinct from p_lid)
        or (p_bsuid is not null and bsuid is distinct from p_bsuid));
  end if;
  insert into public.lead_addresses (key, lead_id) select k, v_id from unnest(p_keys) as k on conflict (key) do nothing;
  perform public.claim_takeovers(v_id, p_keys, p_at);
  return v_id;
end;
$$;

-- WhatsApp said that two addresses are one person. Unknown to us → nothing happens.
create function public.join_identity(
  p_before_keys text[], p_keys text[], p_phone text, p_lid text, p_bsuid text, p_reply_to text, p_at timestamptz
) returns setof public.leads language plpgsql set search_path = '' as $$
declare
  v_id uuid;
begin
  if not exists (select from public.lead_addresses where key = any (p_before_keys)) then
    return;
  end if;
  v_id := public.resolve_lead(p_before_keys || p_keys, p_phone, p_lid, p_bsuid, p_reply_to, p_at);
  return query select * from public.leads where id = v_id;
end;
$$;

-- WhatsApp's own switch for promotions (W7): it ends what is proactive, ladder and reminders; what the lead writes is still answered.

-- May the bot write to this lead first?
create function public.may_be_proactive(p_lead public.leads) returns boolean language sql immutable set search_path = '' as $$
  select p_lead.proactive_ended_at is null or coalesce(p_lead.proactive_resumed_at > p_lead.proactive_ended_at, false);
$$;

-- A stop voids what is planned (the cycle goes up) and is in the ledger; the later of stop and resume stands, whichever came last.
create function public.set_preference(p_lead_id uuid, p_wish text, p_given_at timestamptz, p_evidence jsonb, p_at timestamptz)
returns void language plpgsql set search_path = '' as $$
begin
  perform 1 from public.leads where id = p_lead_id for update;
  if p_wish = 'resume' then
    update public.leads set proactive_resumed_at = greatest(proactive_resumed_at, p_given_at) where id = p_lead_id;
  else
    update public.leads set proactive_ended_at = greatest(proactive_ended_at, p_given_at), cycle = cycle + 1 where id = p_lead_id;
    perform public.append_decision(p_lead_id, jsonb_build_object('kind', 'close', 'reason', 'opt_out', 'evidence', p_evidence), p_at);
  end if;
end;
$$;

-- The same by address, as a webhook tells it.
create function public.record_preference(
  p_keys text[], p_phone text, p_lid text, p_bsuid text, p_reply_to text, p_wish text, p_given_at timestamptz, p_at timestamptz
) returns void language sql set search_path = '' as $$
  select public.set_preference(
    public.resolve_lead(p_keys, p_phone, p_lid, p_bsuid, p_reply_to, p_at), p_wish, p_given_at, '{"by": "preference"}', p_at);
$$;

-- 131050: Meta refused a template because the lead stopped our promotions; how else it would be told may have been missed.
create function public.heed_refusal() returns trigger language plpgsql set search_path = '' as $$
begin
  perform public.set_preference(new.lead_id, 'stop', new.sent_at, '{"code": 131050}', new.sent_at);
  return new;
end;
$$;
create trigger messages_refused after update of error_code on public.messages
  for each row when (new.error_code = 131050 and old.error_code is distinct from 131050) execute function public.heed_refusal();

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

-- W3: messages that came without their content (131060, undecryptable) and were never completed.

-- Leads with a placeholder that has waited since before this moment, longest first.
create function public.ripe_placeholders(p_before timestamptz, p_limit integer) returns setof public.leads
language sql stable set search_path = '' as $$
  select l.* from public.leads l
  join (
    select lead_id, min(recorded_at) as since from public.messages
    where disposition = 'placeholder' and recorded_at < p_before group by lead_id
  ) waiting on waiting.lead_id = l.id
  order by waiting.since limit p_limit;
$$;

-- What has waited long enough becomes an ordinary message, and the turn starts from it. One that later words of the lead's have overtaken
-- is only noted; so is one from before `p_oldest`, with a line of the ledger.
create function public.ripen_placeholders(
  p_lead_id uuid, p_before timestamptz, p_oldest timestamptz, p_history_limit integer, p_at timestamptz
) returns setof jsonb language plpgsql set search_path = '' as $$
begin
  perform 1 from public.leads where id = p_lead_id for update;
  if not found then
    return;
  end if;
  update public.messages set disposition = 'noted'
    where lead_id = p_lead_id and disposition = 'placeholder' and recorded_at < p_oldest;
  if found then
    perform public.append_decision(p_lead_id, jsonb_build_object('kind', 'silence', 'reason', 'too_old'), p_at);
  end if;
  update public.messages m set
    disposition = case when m.deleted_at is not null or exists (
      select from public.messages later
      where later.lead_id = m.lead_id and later.direction = 'in' and later.arrival > m.arrival
        and later.disposition in ('pending', 'answered', 'silenced')
    ) then 'noted' else 'pending' end
  where lead_id = p_lead_id and disposition = 'placeholder' and recorded_at < p_before;
  return next public.turn_of(p_lead_id, p_history_limit);
end;
$$;

-- How far each repair has looked (design §8), and when a backup was last restored. Nothing is lost by an old mark: the next look only
-- reaches further back.

create table public.looks (
  name text primary key,
  looked_at timestamptz not null
);
alter table public.looks enable row level security;

create function public.last_look(p_name text) returns setof timestamptz language sql stable set search_path = '' as $$
  select looked_at from public.looks where name = p_name;
$$;

-- `p_looks`: when each began, by its name.
create function public.keep_looks(p_looks jsonb) returns void language sql set search_path = '' as $$
  insert into public.looks (name, looked_at) select key, value::timestamptz from jsonb_each_text(p_looks)
    on conflict (name) do update set looked_at = greatest(public.looks.looked_at, excluded.looked_at);
$$;

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

-- The right to speak, and the end of what was said.

-- The answer to an attempt that may not speak. What it had the right to before has certainly not left, and goes.
create function public.refuse_send(p_message_id uuid, p_outcome text) returns jsonb language plpgsql set search_path = '' as $$
declare
  v_reply_id uuid;
begin
  perform public.lock_leads_of(array[p_message_id]);
  delete from public.messages where id = p_message_id returning reply_id into v_reply_id;
  return jsonb_strip_nulls(jsonb_build_object('outcome', p_outcome, 'replyId', v_reply_id));
end;
$$;

-- I1, I6: takes the right to send one bubble. 'taken_over', 'stale_cycle' and 'duplicate' are answers, not errors. The lead
-- row is locked first: a takeover in flight makes us wait and see it, or waits for us; without that both orders leaked.
-- With the first bubble of a reply (`p_reply`) the burst is marked answered, the facts are stored and the ledger is written,
-- in the same transaction. After an opt-out two purposes are allowed: `opt_out_confirmation`, and
-- once a day `opt_out_notice`.
-- P7: the same attempt that asks again (the answer was lost, nothing was sent) gets its right back; where it may no longer speak,
-- what it held is void.
-- A reply is the anchor of the cycle's ladder; a reminder (`reminder:<meeting>:<start>:<step>`) is committed only while its meeting
-- stands at that time (F19). A follow-up needs nothing but the cycle: whatever speaks against it ended that.
-- `p_observed`: the live read that the permit rests on, where it is not mirrored yet: the arguments of `observe_stage` by name, the card
-- that was linked and the contacts that were looked at. It is mirrored first (H14), under the same lock; what it sets or releases raises
-- the epoch, and the fence below sees that. `p_settlements`: what the transport answered to the bubble before, kept whatever becomes of this one.
create function public.commit_send(
  p_lead_id uuid, p_epoch bigint, p_cycle bigint, p_purpose text, p_dedupe_key text, p_body text,
  p_reply_id uuid, p_reply jsonb, p_decision jsonb, p_attempt uuid, p_at timestamptz, p_observed jsonb default null, p_settlements jsonb default '[]'
) returns jsonb language plpgsql set search_path = '' as $$
declare
  v_lead public.leads;
  v_holder text;
  v_reply_id uuid := p_reply_id;
  v_bubble public.messages;
  -- The bubble that this attempt has the right to already.
  v_held uuid;
  v_stopped_at timestamptz;
  -- P1: a card or a contact became the lead's since the read, which looked at others.
  v_is_unseen boolean := false;
begin
  -- First of all: where it settles a bubble of another lead's, it holds both in one order (P16).
  perform public.settle_sends(p_settlements, p_at, p_lead_id);
  select * into v_lead from public.leads where id = p_lead_id for update;
  if not found then
    return jsonb_build_object('outcome', 'taken_over');
  end if;
  if p_observed is not null then
    v_is_unseen := v_lead.kommo_lead_id is distinct from (p_observed ->> 'linkedId')::bigint
      or not v_lead.kommo_contact_ids <@ array(select jsonb_array_elements_text(p_observed -> 'contactIds')::bigint);
    select * into v_lead from public.observe_stage(
      p_lead_id, array(select jsonb_array_elements_text(p_observed -> 'cards')::bigint), p_observed ->> 'place',
      (p_observed ->> 'pipelineId')::bigint, (p_observed ->> 'statusId')::bigint, (p_observed ->> 'botSpeaks')::boolean,
      (p_observed ->> 'readAt')::timestamptz, (p_observed ->> 'cardUpdatedAt')::timestamptz, (p_observed ->> 'graceSeconds')::integer,
      p_at, (p_observed ->> 'kommoLeadId')::bigint);
  end if;
  select * into v_bubble from public.messages where dedupe_key = p_dedupe_key;
  if v_bubble.attempt = p_attempt and v_bubble.status = 'committed' and v_bubble.provider_id is null then
    v_held := v_bubble.id;
  end if;
  -- V5: whoever stops everything waits for the commits that have begun, and sees none after them.
  select stopped_at into v_stopped_at from public.switches where name = 'speech' for share;
  if v_stopped_at is not null then
    return public.refuse_send(v_held, 'stopped');
  end if;

  if p_purpose in ('opt_out_confirmation', 'opt_out_notice') then
    if v_lead.opted_out_at is null
      or (p_purpose = 'opt_out_notice' and v_lead.opt_out_notice_at > p_at - interval '24 hours' and v_held is null) then
      return public.refuse_send(v_held, 'taken_over');
    end if;
    v_lead.opted_out_at := null;
  end if;
  v_holder := public.owner_at(v_lead, p_at);
  if v_holder <> 'bot' or v_lead.epoch <> p_epoch then
    return public.refuse_send(v_held, 'taken_over');
  end if;
  if v_lead.cycle <> p_cycle then
    return public.refuse_send(v_held, 'stale_cycle');
  end if;
  if v_is_unseen then
    return public.refuse_send(v_held, 'taken_over');
  end if;
  if p_purpose in ('follow_up', 'reminder') and not public.may_be_proactive(v_lead) then
    return public.refuse_send(v_held, 'stale_cycle');
  end if;
  if p_purpose = 'reminder' and not exists (
    select from public.meetings
    where id = split_part(p_dedupe_key, ':', 2)::uuid and lead_id = p_lead_id and status = 'booked'
      and extract(epoch from starts_at)::bigint = split_part(p_dedupe_key, ':', 3)::bigint
  ) then
    return public.refuse_send(v_held, 'stale_cycle');
  end if;

  if v_bubble.id is not null and v_held is null then
    return jsonb_build_object(
      'outcome', 'duplicate', 'messageId', v_bubble.id, 'status', v_bubble.status, 'replyId', v_bubble.reply_id,
      'ageMs', round(extract(epoch from p_at - v_bubble.recorded_at) * 1000)
    );
  end if;

  if p_reply is not null and v_held is null then
    insert into public.replies (lead_id, dedupe_key, bubbles, intent, epoch, cycle, created_at)
      values (p_lead_id, p_reply ->> 'key', p_reply -> 'bubbles', p_reply ->> 'intent', p_epoch, p_cycle, p_at)
      on conflict on constraint one_reply_per_burst do update set epoch = excluded.epoch, cycle = excluded.cycle
      returning id into v_reply_id;
    update public.messages set disposition = 'answered', reply_id = v_reply_id
      where lead_id = p_lead_id and disposition = 'pending'
        and id in (select (a #>> '{}')::uuid from jsonb_array_elements(p_reply -> 'answers') as a);
    update public.leads set facts = p_reply -> 'facts', dialogue = p_reply -> 'dialogue', loop = coalesce(p_reply -> 'loop', loop), superseded_count = 0 where id = p_lead_id;
  end if;
  if p_purpose = 'opt_out_notice' then
    update public.leads set opt_out_notice_at = p_at where id = p_lead_id;
  end if;
  update public.leads set
    last_outbound_at = greatest(last_outbound_at, p_at),
    spoken_at = case when p_purpose = 'reply' then p_at else spoken_at end,
    spoken_cycle = case when p_purpose = 'reply' then cycle else spoken_cycle end
  where id = p_lead_id;
  if v_held is not null then
    -- As it is about to be said: the words may have been found anew, and an echo is known by them.
    update public.messages set body = p_body, epoch = p_epoch, sent_at = p_at, recorded_at = p_at where id = v_held;
    return jsonb_build_object('outcome', 'committed', 'messageId', v_held, 'status', 'committed', 'replyId', v_bubble.reply_id);
  end if;
  insert into public.messages (lead_id, direction, author, dedupe_key, reply_id, kind, body, sent_at, recorded_at, status, attempt, epoch)
    values (p_lead_id, 'out', 'bot', p_dedupe_key, v_reply_id, 'text', p_body, p_at, p_at, 'committed', p_attempt, p_epoch)
    returning * into v_bubble;
  perform public.append_decision(p_lead_id, p_decision, p_at);
  return jsonb_build_object('outcome', 'committed', 'messageId', v_bubble.id, 'status', 'committed', 'replyId', v_reply_id);
end;
$$;

-- The turn's end: settles what left, closes the reply, records the signal its intent carries ('opt_out', 'bot_handoff') and
-- returns the lead as it now stands, so the CRM is written only while the bot still holds it (R3).
-- The ladder begins in the same transaction: `p_follow_up` {cycle, step, dueAt} is its first step. Null:
-- this reply wants none (a goodbye, a handover, a booking), so its cycle has no anchor. The anchor of a cycle that began since is
-- another reply's. Two workers may end one reply: the second adds what it knows of its bubbles, and nothing else.
create function public.finish_reply(
  p_lead_id uuid, p_reply_id uuid, p_outcome text, p_settlements jsonb, p_signal text, p_follow_up jsonb, p_at timestamptz
) returns setof public.leads language plpgsql set search_path = '' as $$
declare
  v_reply public.replies;
begin
  -- First of all: where it settles a bubble of another lead's, it holds both in one order (P16).
  perform public.settle_sends(p_settlements, p_at, p_lead_id);
  perform 1 from public.leads where id = p_lead_id for update;
  select * into v_reply from public.replies where id = p_reply_id;
  if v_reply.finished_at is not null and v_reply.outcome is distinct from 'superseded' then
    return query select * from public.leads where id = p_lead_id;
    return;
  end if;
  update public.replies set finished_at = p_at, outcome = p_outcome where id = p_reply_id and finished_at is null;
  -- Fenced before its first bubble left: the burst was not answered after all, and is not answered late.
  update public.messages set disposition = 'silenced'
    where reply_id = p_reply_id and direction = 'in' and p_outcome = 'fenced'
      and not exists (select from public.messages sent where sent.reply_id = p_reply_id and sent.author = 'bot');
  update public.leads set held_at = null, held_cause = null where id = p_lead_id and held_at is not null;
  if p_follow_up is null or not (select public.may_be_proactive(l) from public.leads l where l.id = p_lead_id) then
    update public.leads set spoken_cycle = null where id = p_lead_id and spoken_cycle = v_reply.cycle;
  else
    perform public.put_follow_up(p_lead_id, p_follow_up);
  end if;
  if p_signal is not null then
    -- A lead's stop is as old as the message that said it, so that a later VOLTAR is later by one clock (V1).
    perform public.record_takeover(p_lead_id, p_signal, case when p_signal = 'opt_out' then coalesce(
      (select max(sent_at) from public.messages where reply_id = p_reply_id and direction = 'in' and sent_at <= p_at), p_at) else p_at end, null, p_at);
  end if;
  return query select * from public.leads where id = p_lead_id;
end;
$$;

-- W4, W14: a bubble that the transport took and refused afterwards (Cloud's `failed`, Evolution's ERROR). It is on nobody's phone, so to
-- say it later is no second copy (I6): its key is free again, and what it belonged to stands open.
--
-- 'taken_back': a reply waits as `held`, a follow-up is planned again, a reminder is the caller's to arm. 'busy': its turn or its firing
-- has not written its end yet; ask again. 'final': it had arrived, or something was said since, or it was known. 'not_ours'.
create function public.take_back_send(
  p_provider_id text, p_callback_id text, p_error_code integer, p_decision jsonb, p_retry_at timestamptz, p_at timestamptz
) returns jsonb language plpgsql set search_path = '' as $$
declare
  v_lead public.leads;
  v_message public.messages;
  v_reply public.replies;
  v_key text;
  v_kind text;
  v_callback_id uuid := public.as_uuid(p_callback_id);
begin
  select m.* into v_message from public.messages m
    where m.author = 'bot' and (m.provider_id = p_provider_id or (m.provider_id is null and m.id = v_callback_id))
    order by (m.provider_id is null) limit 1;
  if not found then
    return jsonb_build_object('outcome', 'not_ours');
  end if;
  perform public.lock_leads_of(array[v_message.id]);
  -- As they are now that the lead is held.
  select * into v_message from public.messages where id = v_message.id for update;
  select * into v_lead from public.leads where id = v_message.lead_id;
  v_key := v_message.dedupe_key;
  v_kind := case split_part(v_key, ':', 1) when 'follow-up' then 'follow_up' when 'reminder' then 'reminder' else 'reply' end;

  if v_message.status in ('committed', 'unknown', 'sent') then
    if v_kind = 'reply' then
      select * into v_reply from public.replies where id = v_message.reply_id for update;
      if v_reply.finished_at is null and v_lead.held_at is null then
        return jsonb_build_object('outcome', 'busy');
      end if;
    elsif v_message.status = 'committed' then
      return jsonb_build_object('outcome', 'busy');
    end if;
  end if;

  update public.messages set
    status = 'failed',
    provider_id = coalesce(provider_id, public.id_of_its_own(p_provider_id)),
    error_code = coalesce(p_error_code, error_code)
  where id = v_message.id;
  -- Words of before a takeover, or of before something else was said, are not said late (R18).
  if v_message.status not in ('committed', 'unknown', 'sent') or v_message.epoch <> v_lead.epoch
    or exists (
      select from public.messages later
      where later.lead_id = v_lead.id and later.author in ('bot', 'person') and later.arrival > v_message.arrival
        and later.reply_id is distinct from v_message.reply_id and later.status is distinct from 'failed'
    )
  then
    return jsonb_build_object('outcome', 'final', 'leadId', v_lead.id);
  end if;

  update public.messages set dedupe_key = 'refused:' || id || ':' || v_key, reply_id = null where id = v_message.id;
  case v_kind
    when 'reply' then
      update public.replies set finished_at = null, outcome = null where id = v_reply.id;
      update public.leads set held_at = coalesce(held_at, p_at), held_cause = p_decision ->> 'reason' where id = v_lead.id;
    when 'follow_up' then
      update public.follow_ups set status = 'planned', settled_at = null, due_at = p_retry_at, hold_count = hold_count + 1
        where lead_id = v_lead.id and cycle = split_part(v_key, ':', 3)::bigint and step = split_part(v_key, ':', 4) and status = 'sent';
      -- Planned when this one was thought to be said; it follows when it is.
      delete from public.follow_ups
        where lead_id = v_lead.id and cycle = split_part(v_key, ':', 3)::bigint and step <> split_part(v_key, ':', 4) and status = 'planned';
    else null;
  end case;
  perform public.append_decision(v_lead.id, p_decision, p_at);
  return jsonb_build_object('outcome', 'taken_back', 'leadId', v_lead.id, 'kind', v_kind, 'key', v_key);
end;
$$;

-- What reconcile needs to repair what an outage or a lost webhook left behind (design §8).

-- What a minute of reconcile has to do: one question where nothing waits. Each is at least what its own list would show until then.
create function public.waiting_work(p_at timestamptz) returns jsonb language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'held', (select count(*) from (select from public.leads where held_at is not null limit 1000) as held),
    'placeholders', exists (select from public.ripe_placeholders(p_at, 1)),
    'follow_ups', exists (select from public.planned_follow_ups(p_at, 1)),
    'ladders', exists (select from public.leads_without_ladder(p_at, 1))
  );
$$;

-- Held leads that are put in line now, none that stands there: marked since `p_lost_before`, and not held anew. With those in line they
-- are `p_in_line_max` at most, for who writes today stands behind them. First who was refused least often, of these who wrote last; who
-- was refused n times comes every n minutes, every ten at most.
create function public.held_to_redrive(
  p_held_since timestamptz, p_lost_before timestamptz, p_in_line_max integer, p_at timestamptz
) returns setof public.leads language sql stable set search_path = '' as $$
  select * from public.leads
  where held_at >= p_held_since
    and (redriven_at is null or redriven_at < held_at or redriven_at < p_lost_before)
    and (redrives < 2 or (extract(epoch from p_at)::bigint / 60) % least(redrives, 10) = 0)
  order by redrives, last_inbound_at desc nulls last
  limit greatest(0, p_in_line_max - (
    select count(*) from public.leads
    where redriven_at >= p_lost_before and redriven_at >= held_at and held_at >= p_held_since));
$$;

-- Leads held since before `p_held_before`: a person's, from now on. `p_is_tried`: whether that was tried before.
create function public.held_too_long(p_held_before timestamptz, p_is_tried boolean, p_limit integer, p_at timestamptz)
returns setof public.leads language sql stable set search_path = '' as $$
  select * from public.leads
  where held_at < p_held_before
    and coalesce(redriven_at >= held_at + (p_at - p_held_before), false) = p_is_tried
  order by redrives, last_inbound_at desc nulls last limit p_limit;
$$;

-- They are in line, or about to be told to a person. What somebody holds is being answered.
create function public.mark_redriven(p_lead_ids uuid[], p_at timestamptz) returns void language sql set search_path = '' as $$
  update public.leads set redriven_at = p_at, redrives = redrives + 1
  where id in (select id from public.leads where id = any (p_lead_ids) and held_at is not null order by id for update skip locked);
$$;

-- When a lead last wrote something that is still kept (V2).
create function public.last_inbound() returns setof timestamptz language sql stable set search_path = '' as $$
  select recorded_at from public.messages
  where (body is not null or content is not null) and direction = 'in'
  order by recorded_at desc limit 1;
$$;

-- RETENTION_DAYS: what was said is forgotten; that it was said, by whom and what became of it stays. Returns how many messages
-- were emptied, at most `p_limit` a call.
create function public.purge_texts(p_before timestamptz, p_limit integer) returns integer language plpgsql set search_path = '' as $$
declare
  v_purged integer;
begin
  with old as (
    select id from public.messages
    where recorded_at < p_before and (body is not null or content is not null) and disposition is distinct from 'pending'
    order by recorded_at limit p_limit for update skip locked
  )
  update public.messages m set body = null, content = null from old where m.id = old.id;
  get diagnostics v_purged = row_count;
  update public.replies set bubbles = '[]' where id in (
    select id from public.replies where created_at < p_before and finished_at is not null and bubbles <> '[]'
    order by created_at limit p_limit for update skip locked
  );
  return v_purged;
end;
$$;

-- V9: an end for what is kept on a person, and what outlives it: that they asked to be left alone. Nothing here says who they are. A digest
-- is made of each address with a salt that the database never has (SUPPRESSION_SALT), so a copy of this table names nobody.
create table public.suppressions (
  digest text primary key,
  -- All addresses of one person.
  person uuid not null,
  opted_out_at timestamptz,
  -- WhatsApp's own switch for promotions (W7).
  proactive_ended_at timestamptz
);
create index suppressions_person on public.suppressions (person);
alter table public.suppressions enable row level security;

-- Before a lead is erased: its stop, where one stands, under the digests of its addresses. Its row is held.
create function public.keep_suppression(p_lead_id uuid, p_digests text[]) returns void language plpgsql set search_path = '' as $$
declare
  v_lead public.leads;
  -- Nothing of the erased lead's own: its id stands in the log for a while.
  v_person uuid := coalesce((select person from public.suppressions where digest = any (p_digests) limit 1), gen_random_uuid());
begin
  select * into v_lead from public.leads where id = p_lead_id for update;
  if v_lead.opted_out_at is null and public.may_be_proactive(v_lead) then
    return;
  end if;
  insert into public.suppressions (digest, person, opted_out_at, proactive_ended_at)
    select digest, v_person, v_lead.opted_out_at, case when not public.may_be_proactive(v_lead) then v_lead.proactive_ended_at end
    from unnest(p_digests) as digest order by digest
    on conflict (digest) do update set person = excluded.person,
      opted_out_at = greatest(public.suppressions.opted_out_at, excluded.opted_out_at),
      proactive_ended_at = greatest(public.suppressions.proactive_ended_at, excluded.proactive_ended_at);
end;
$$;

-- Somebody wrote: what they asked for before they were erased is theirs again, from the hour at which they asked, and stands with the lead
-- from here on. Their VOLTAR is later.
create function public.heed_suppression(p_lead_id uuid, p_digests text[], p_at timestamptz) returns void
language plpgsql set search_path = '' as $$
declare
  v_opted_out_at timestamptz;
  v_proactive_ended_at timestamptz;
begin
  if not exists (select from public.suppressions where digest = any (p_digests)) then
    return;
  end if;
  perform 1 from public.leads where id = p_lead_id for update;
  with theirs as (
    select digest from public.suppressions
    where person in (select person from public.suppressions where digest = any (p_digests)) order by digest for update
  ), taken as (
    delete from public.suppressions where digest in (select digest from theirs) returning opted_out_at, proactive_ended_at
  )
  select max(opted_out_at), max(proactive_ended_at) into v_opted_out_at, v_proactive_ended_at from taken;
  if v_opted_out_at is not null then
    perform public.record_takeover(
      p_lead_id, 'opt_out', v_opted_out_at, null, p_at, '{"reason": "suppressed", "author": "lead"}');
  end if;
  if v_proactive_ended_at is not null then
    perform public.set_preference(p_lead_id, 'stop', v_proactive_ended_at, '{"by": "suppression"}', p_at);
  end if;
end;
$$;

-- Has nothing been said by or to this lead since, and is nothing ahead?
create function public.is_silent_since(p_lead public.leads, p_before timestamptz) returns boolean language sql stable set search_path = '' as $$
  select coalesce(p_lead.last_inbound_at, p_lead.created_at) < p_before
    and coalesce(p_lead.last_outbound_at, p_lead.created_at) < p_before
    and p_lead.held_at is null
    and not exists (
      select from public.messages m where m.lead_id = p_lead.id and (m.recorded_at >= p_before or m.disposition = 'pending'))
    and not exists (
      select from public.meetings m where m.lead_id = p_lead.id and m.status in ('claimed', 'booked', 'surplus') and m.ends_at >= p_before);
$$;

-- LEAD_RETENTION_DAYS: leads of whom nothing was heard since, longest first, with every address that they are known by: {id, keys}.
create function public.silent_leads(p_before timestamptz, p_limit integer) returns setof jsonb language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'id', l.id, 'keys', (select coalesce(jsonb_agg(a.key), '[]') from public.lead_addresses a where a.lead_id = l.id))
  from public.leads l
  where coalesce(l.last_inbound_at, l.created_at) < p_before and public.is_silent_since(l, p_before)
  order by coalesce(l.last_inbound_at, l.created_at), l.id limit p_limit;
$$;

-- Erases one of them, unless it was heard of meanwhile.
create function public.erase_silent_lead(p_lead_id uuid, p_before timestamptz, p_digests text[]) returns boolean
language plpgsql set search_path = '' as $$
declare
  v_lead public.leads;
begin
  select * into v_lead from public.leads where id = p_lead_id for update;
  if not found or not public.is_silent_since(v_lead, p_before) then
    return false;
  end if;
  perform public.erase_lead(p_lead_id, p_digests);
  return true;
end;
$$;

-- After a backup was restored (`ops restored`). What these rows say is as old as the backup: whatever they plan may have been said since, and
-- whatever they hold unanswered may have been answered. So nothing that was begun before goes on; the lead's next message begins anew.

-- So many leads of whom something is open, planned or under way: permits and plans of theirs are void by far more than the steps that the lost
-- hours took, so no schedule, flag or bubble of that time fits them any more. What they had asked is not answered late. {id, card} of those
-- whose words wait for a person; `left`: there are more.
create function public.after_restore(p_limit integer, p_at timestamptz) returns jsonb language plpgsql set search_path = '' as $$
declare
  v_id uuid;
  v_asked boolean;
  v_done integer := 0;
  v_waiting jsonb := '[]';
begin
  -- What was due before is not said any more: nobody knows what left (reminder_turn).
  perform public.keep_looks(jsonb_build_object('restored', p_at));
  for v_id in
    select l.id from public.leads l
    where l.spoken_cycle = l.cycle or l.held_at is not null
      or exists (select from public.messages m where m.lead_id = l.id and m.disposition = 'pending')
      or exists (select from public.messages m where m.lead_id = l.id and m.disposition = 'placeholder')
      or exists (select from public.replies r where r.lead_id = l.id and r.finished_at is null)
      or exists (select from public.follow_ups f where f.lead_id = l.id and f.cycle = l.cycle and f.status = 'planned')
    order by l.id limit p_limit for update
  loop
    v_done := v_done + 1;
    v_asked := exists (select from public.messages m where m.lead_id = v_id and m.disposition in ('pending', 'placeholder'))
      or exists (select from public.replies r where r.lead_id = v_id and r.finished_at is null);
    if v_asked then
      -- It would ripen, and be answered as what could not be read.
      update public.messages set disposition = 'silenced' where lead_id = v_id and disposition = 'placeholder';
      perform public.close_burst(v_id, null, '{"kind": "silence", "reason": "restored"}', p_at);
      v_waiting := v_waiting || (select jsonb_build_object('id', l.id, 'card', l.kommo_lead_id) from public.leads l where l.id = v_id);
    end if;
    update public.leads set epoch = epoch + 1000, cycle = cycle + 1000, held_at = null, held_cause = null where id = v_id;
  end loop;
  return jsonb_build_object('done', v_done, 'waiting', v_waiting, 'left', v_done = p_limit);
end;
$$;

-- What an operator's commands ask of the database, and no function of the product: which migrations are in place, everything that is
-- held on one person, and its erasure. The tables that hold a lead's rows are found in the catalogue, by their foreign key: a table
-- added tomorrow is exported and erased without anybody remembering to.

-- {table, column}: every table with rows of a lead's own, and the column that says whose.
create function public.tables_of_leads() returns setof jsonb language sql stable set search_path = '' as $$
  select jsonb_build_object('table', c.relname, 'column', a.attname)
  from pg_catalog.pg_constraint f
    join pg_catalog.pg_class c on c.oid = f.conrelid
    join pg_catalog.pg_attribute a on a.attrelid = f.conrelid and a.attnum = f.conkey[1]
  where f.confrelid = 'public.leads'::regclass and c.relnamespace = 'public'::regnamespace
  order by c.relname;
$$;

-- {lead, <table>: [rows]}: all that is kept on this person, as it is kept. Nothing when the lead is unknown.
create function public.export_lead(p_lead_id uuid) returns setof jsonb language plpgsql stable set search_path = '' as $$
declare
  v_all jsonb;
  v_rows jsonb;
  v_table jsonb;
begin
  select jsonb_build_object('lead', to_jsonb(l)) into v_all from public.leads l where l.id = p_lead_id;
  if not found then
    return;
  end if;
  for v_table in select public.tables_of_leads() loop
    execute format('select coalesce(jsonb_agg(to_jsonb(t)), ''[]'') from public.%I t where t.%I = $1', v_table ->> 'table', v_table ->> 'column')
      into v_rows using p_lead_id;
    v_all := v_all || jsonb_build_object(v_table ->> 'table', v_rows);
  end loop;
  return next v_all;
end;
$$;

-- LGPD: removes a person. One transaction: either everything is gone, or nothing. {<table>: how many rows}; nothing when the lead is
-- unknown. A turn in flight finds no row to commit a send on, and is fenced like any other (I1). `p_digests`, of their addresses: under
-- these their stop outlives them (V9).
create function public.erase_lead(p_lead_id uuid, p_digests text[] default '{}') returns setof jsonb language plpgsql set search_path = '' as $$
declare
  v_erased jsonb := '{}';
  v_count bigint;
  v_table jsonb;
begin
  perform 1 from public.leads where id = p_lead_id for update;
  if not found then
    return;
  end if;
  perform public.keep_suppression(p_lead_id, p_digests);
  for v_table in select public.tables_of_leads() loop
    execute format('delete from public.%I where %I = $1', v_table ->> 'table', v_table ->> 'column') using p_lead_id;
    get diagnostics v_count = row_count;
    v_erased := v_erased || jsonb_build_object(v_table ->> 'table', v_count);
  end loop;
  delete from public.leads where id = p_lead_id;
  return next v_erased || jsonb_build_object('leads', 1);
end;
$$;

-- What Supabase's CLI noted as applied, and what is really there: the notes are missing where somebody pasted the files by hand.
create function public.applied_schema() returns jsonb language plpgsql stable set search_path = '' as $$
declare
  v_versions jsonb;
begin
  begin
    if to_regclass('supabase_migrations.schema_migrations') is not null then
      execute 'select jsonb_agg(version order by version) from supabase_migrations.schema_migrations' into v_versions;
    end if;
  exception
    -- Made after this migration, by somebody who granted nothing: as good as no notes.
    when insufficient_privilege then
      v_versions := null;
  end;
  return jsonb_build_object(
    'versions', v_versions,
    'functions', (select jsonb_agg(distinct proname) from pg_catalog.pg_proc where pronamespace = 'public'::regnamespace)
  );
end;
$$;

-- The notes hold the texts of these files and nothing of anybody's; where there are none there is nothing to grant.
do $$
begin
  if to_regclass('supabase_migrations.schema_migrations') is not null then
    grant usage on schema supabase_migrations to service_role;
    grant select on supabase_migrations.schema_migrations to service_role;
  end if;
end;
$$;

-- What leads asked and nothing answers (T5), for the company that improves its own knowledge. The questions stand with each lead's
-- dialogue and go with the lead.

-- {about, text, leads, last_at}, most asked first: one row for a passage whose answer is missing, one for each unknown wording.
create function public.questions_of_leads(p_limit integer) returns setof jsonb language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'about', q.value ->> 'about',
    'text', min(q.value ->> 'text'),
    'leads', count(distinct l.id),
    'last_at', max(l.last_inbound_at)
  )
  from public.leads l
    cross join lateral jsonb_array_elements(
      case when jsonb_typeof(l.dialogue -> 'leadQuestions') = 'array' then l.dialogue -> 'leadQuestions' else '[]'::jsonb end
    ) as q (value)
  where l.dialogue ? 'leadQuestions'
  group by q.value ->> 'about', case when q.value ->> 'about' is null then lower(q.value ->> 'text') end
  order by count(distinct l.id) desc, min(q.value ->> 'text')
  limit p_limit;
$$;

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

-- What a period came to (`ops report`, the console). Only read here; each part finds its rows by an index on the time, so a report costs
-- what its period holds and not what the tables hold.

create index leads_created on public.leads (created_at);
create index decisions_at on public.decisions (at);
-- Few replies are a turn of the talk.
create index replies_at_a_turn on public.replies (created_at) where intent <> 'continue' and intent <> 'meeting_offer';
create index meetings_booked_at on public.meetings (booked_at) where booked_at is not null;
create index follow_ups_sent on public.follow_ups (settled_at) where status = 'sent';

-- Follow-ups that left in the period, by step. One is answered when the lead writes within three days of it and before another one.
create function public.report_follow_ups(p_from timestamptz, p_to timestamptz) returns setof jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('step', f.step, 'sent', count(*), 'answered', count(*) filter (where exists (
    select from public.messages m
    where m.lead_id = f.lead_id and m.direction = 'in' and m.sent_at > f.settled_at and m.sent_at <= f.settled_at + interval '3 days'
      and not exists (
        select from public.follow_ups later
        where later.lead_id = f.lead_id and later.cycle = f.cycle and later.status = 'sent'
          and later.settled_at > f.settled_at and later.settled_at < m.sent_at
      )
  )))
  from public.follow_ups f
  where f.status = 'sent' and f.settled_at >= p_from and f.settled_at < p_to
  group by f.step order by f.step;
$$;

-- What leads asked that nothing answers (T5), of those who last wrote in the period; most asked first.
create function public.report_questions(p_from timestamptz, p_to timestamptz, p_limit integer) returns setof jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('about', q.value ->> 'about', 'text', min(q.value ->> 'text'), 'leads', count(distinct l.id),
    -- Whoever asked it last: where the talk can be read.
    'lead', (array_agg(l.key order by l.last_inbound_at desc))[1])
  from public.leads l
    cross join lateral jsonb_array_elements(
      case when jsonb_typeof(l.dialogue -> 'leadQuestions') = 'array' then l.dialogue -> 'leadQuestions' else '[]'::jsonb end
    ) as q (value)
  where l.dialogue ? 'leadQuestions' and l.last_inbound_at >= p_from and l.last_inbound_at < p_to
  group by q.value ->> 'about', case when q.value ->> 'about' is null then lower(q.value ->> 'text') end
  order by count(distinct l.id) desc, min(q.value ->> 'text')
  limit p_limit;
$$;

-- The period from `p_from` up to and without `p_to`, in one JSON (lib/report/report.ts says what each figure means). `newcomers`: leads who
-- became known in it and wrote, as they stand now. An automatic text is no answer, and a bubble that did not leave is none either.
create function public.report(p_from timestamptz, p_to timestamptz) returns jsonb language sql stable set search_path = '' as $$
  with newcomers as materialized (
    select l.stage_place as stage, l.facts ->> 'adId' as ad, answer.author as answered_by,
      -- The clocks differ: an answer is not stamped before its question.
      round(extract(epoch from greatest(answer.sent_at, asked.sent_at) - asked.sent_at) * 1000) as waited_ms,
      turn.is_qualified as qualified, meeting.is_booked as booked
    from public.leads l
      cross join lateral (
        select m.sent_at, m.arrival from public.messages m
        where m.lead_id = l.id and m.direction = 'in' order by m.arrival limit 1
      ) asked
      left join lateral (
        select m.sent_at, m.author from public.messages m
        where m.lead_id = l.id and m.arrival > asked.arrival and m.author in ('bot', 'person')
          and coalesce(m.status, 'sent') not in ('committed', 'failed')
        order by m.arrival limit 1
      ) answer on true
      -- Joined, where `exists` would be a hash of the whole table.
      left join lateral (
        select true as is_qualified from public.replies r where r.lead_id = l.id and r.intent in ('qualified', 'booked') limit 1
      ) turn on true
      left join lateral (
        select true as is_booked from public.meetings m where m.lead_id = l.id and m.status in ('booked', 'over') limit 1
      ) meeting on true
    where l.created_at >= p_from and l.created_at < p_to
  ), ads as materialized (
    select ad, count(*) as leads, count(answered_by) as answered, count(*) filter (where qualified) as qualified,
      count(*) filter (where booked) as booked, row_number() over (order by count(*) desc, ad) as place
    from newcomers group by ad
  ), lines as materialized (
    select lead_id, kind, reason, evidence from public.decisions where at >= p_from and at < p_to
  ), said as materialized (
    -- As `messages_with_text` has it: what RETENTION_DAYS emptied is no longer counted.
    select lead_id, author from public.messages
    where recorded_at >= p_from and recorded_at < p_to and (body is not null or content is not null)
      and coalesce(status, 'sent') not in ('committed', 'failed')
  ), turns as materialized (
    select lead_id, intent, created_at from public.replies
    where created_at >= p_from and created_at < p_to and intent <> 'continue' and intent <> 'meeting_offer'
  ), spent as (
    select evidence ->> 'model' as model, count(*) as replies,
      coalesce(sum((evidence ->> 'answers')::numeric), 0) as answers,
      coalesce(sum((evidence ->> 'tokensIn')::numeric), 0) as tokens_in,
      coalesce(sum((evidence ->> 'tokensOut')::numeric), 0) as tokens_out,
      sum((evidence ->> 'costUsd')::numeric) as cost_usd,
      count(*) filter (where evidence ->> 'costUsd' is null) as unpriced
    from lines where kind = 'speak' and evidence ? 'model' group by evidence ->> 'model'
  )
  select jsonb_build_object(
    'leads', (
      select jsonb_build_object(
        'new', count(*), 'answered', count(answered_by), 'byBot', count(*) filter (where answered_by = 'bot'),
        'byPerson', count(*) filter (where answered_by = 'person'),
        'qualified', count(*) filter (where qualified), 'booked', count(*) filter (where booked),
        'p50Ms', round(percentile_cont(0.5) within group (order by waited_ms) filter (where answered_by is not null)),
        'p95Ms', round(percentile_cont(0.95) within group (order by waited_ms) filter (where answered_by is not null)))
      from newcomers),
    'stages', (
      select coalesce(jsonb_agg(jsonb_build_object('stage', s.stage, 'leads', s.leads) order by s.leads desc, s.stage), '[]')
      from (select stage, count(*) as leads from newcomers group by stage) s),
    -- The largest sources one by one, the rest together under `rest`.
    'sources', (
      select coalesce(jsonb_agg(to_jsonb(a) - 'place' order by a.place), '[]') from ads a where a.place <= 50),
    'rest', (
      select jsonb_build_object('ads', count(*), 'leads', coalesce(sum(leads), 0), 'answered', coalesce(sum(answered), 0),
        'qualified', coalesce(sum(qualified), 0), 'booked', coalesce(sum(booked), 0))
      from ads where place > 50),
    'messages', (
      select jsonb_build_object(
        'fromLeads', count(*) filter (where author = 'lead'), 'leads', count(distinct lead_id) filter (where author = 'lead'),
        'fromBot', count(*) filter (where author = 'bot'), 'fromPersons', count(*) filter (where author = 'person'))
      from said),
    -- A lead qualifies once.
    'qualified', (
      select count(distinct t.lead_id) from turns t
      where t.intent in ('qualified', 'booked') and not exists (
        select from public.replies earlier
        where earlier.lead_id = t.lead_id and earlier.intent in ('qualified', 'booked') and earlier.created_at < p_from)),
    'turns', (
      select coalesce(jsonb_agg(jsonb_build_object('intent', t.intent, 'leads', t.leads) order by t.leads desc, t.intent), '[]')
      from (select intent, count(distinct lead_id) as leads from turns group by intent) t),
    'meetings', (
      select jsonb_build_object('booked', count(*), 'leads', count(distinct lead_id), 'cancelled', count(*) filter (where status = 'cancelled'))
      from public.meetings
      where booked_at >= p_from and booked_at < p_to and status in ('booked', 'over', 'cancelled')),
    'decisions', (
      select coalesce(jsonb_agg(to_jsonb(d) order by d.lines desc, d.kind, d.reason), '[]')
      from (select kind, reason, count(*) as lines, count(distinct lead_id) as leads from lines group by kind, reason) d),
    'followUps', (select coalesce(jsonb_agg(f), '[]') from public.report_follow_ups(p_from, p_to) as f),
    'questions', (select coalesce(jsonb_agg(q), '[]') from public.report_questions(p_from, p_to, 20) as q),
    'model', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'model', s.model, 'replies', s.replies, 'answers', s.answers, 'tokensIn', s.tokens_in, 'tokensOut', s.tokens_out,
        'costUsd', s.cost_usd, 'unpriced', s.unpriced) order by s.model), '[]')
      from spent s)
  );
$$;

-- By name: what a hosted project's default privileges granted before this file was applied. Everything is the service role's alone.
revoke all on all tables in schema public from public, anon, authenticated;
revoke all on all sequences in schema public from public, anon, authenticated;
revoke execute on all functions in schema public from public, anon, authenticated;
grant select, insert, update, delete on all tables in schema public to service_role;
grant usage on all sequences in schema public to service_role;
grant execute on all functions in schema public to service_role;
