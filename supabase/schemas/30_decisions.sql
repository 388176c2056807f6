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
