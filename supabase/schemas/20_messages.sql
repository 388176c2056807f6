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
