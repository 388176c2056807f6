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
