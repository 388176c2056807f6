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
