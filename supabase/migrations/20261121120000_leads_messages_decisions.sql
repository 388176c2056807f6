-- What the product remembers: who a lead is and which signals speak against the bot, every message in and out, every
-- decision. One column per signal (design §4), so that a weaker one never masks a stronger one (R14).
set lock_timeout = '3s';

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
  -- C18: a creation was begun; Kommo's search lags behind it, so a retry within a minute waits.
  card_intent_at timestamptz,

  -- Mirror of the last live read, never a source of truth (H1, H14).
  stage_place text,
  stage_pipeline_id bigint,
  stage_status_id bigint,
  stage_read_at timestamptz,

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
  superseded_count integer not null default 0,
  last_inbound_at timestamptz,
  last_outbound_at timestamptz,
  opt_out_notice_at timestamptz,
  -- Last task for a person about a lead that came back after its cards were closed.
  returning_task_at timestamptz,

  held_at timestamptz,
  held_cause text,

  constraint one_lead_per_key unique (key),
  constraint one_lead_per_card unique (kommo_lead_id),
  constraint phone_is_e164 check (phone ~ '^\+[1-9][0-9]{6,14}$')
);
create index leads_held on public.leads (held_at) where held_at is not null;

-- Every key a person is known by: one of them is enough to find the lead.
create table public.lead_addresses (
  key text primary key,
  lead_id uuid not null references public.leads (id) on delete cascade
);
create index lead_addresses_lead on public.lead_addresses (lead_id);

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
  constraint one_reply_per_burst unique (dedupe_key)
);
create index replies_open on public.replies (lead_id) where finished_at is null;

create table public.messages (
  id uuid primary key default gen_random_uuid(),
  arrival bigint generated always as identity,
  lead_id uuid not null references public.leads (id) on delete cascade,
  direction text not null,
  author text not null,
  provider_id text,
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
  error_code integer,
  epoch bigint,
  -- δ of I2: age of the live stage read when the send started.
  stage_age_ms integer,
  edited_at timestamptz,
  deleted_at timestamptz,
  constraint one_message_per_provider_id unique (provider_id),
  constraint one_bubble_per_dedupe_key unique (dedupe_key),
  constraint known_direction check (direction in ('in', 'out')),
  constraint known_author check (author in ('lead', 'bot', 'person', 'auto')),
  constraint known_disposition check (disposition in ('pending', 'placeholder', 'answered', 'silenced', 'stale', 'noted')),
  constraint known_status check (status in ('committed', 'sent', 'delivered', 'read', 'played', 'failed', 'unknown')),
  constraint disposition_is_inbound check ((direction = 'in') = (disposition is not null)),
  constraint bubble_has_key check (author <> 'bot' or dedupe_key is not null)
);
create index messages_of_lead on public.messages (lead_id, arrival);
create index messages_pending on public.messages (lead_id) where disposition = 'pending';
create index messages_unsettled on public.messages (lead_id) where status in ('committed', 'unknown');

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

alter table public.leads enable row level security;
alter table public.lead_addresses enable row level security;
alter table public.replies enable row level security;
alter table public.messages enable row level security;
alter table public.decisions enable row level security;

-- A hosted project grants to anon and authenticated by default; RLS alone is not enough (design §9).
revoke all on all tables in schema public from public, anon, authenticated;
alter default privileges in schema public revoke all on tables from public, anon, authenticated;
alter default privileges in schema public revoke all on functions from public, anon, authenticated;
alter default privileges revoke execute on functions from public;
grant select, insert, update, delete on all tables in schema public to service_role;
grant usage on all sequences in schema public to service_role;
