-- What reconcile needs to repair what an outage or a lost webhook left behind (design §8).

-- How far each repair has looked. Nothing is lost by an old mark: the next look only reaches further back.
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

-- What a minute of reconcile has to do: one question where nothing waits. Each is at least what its own list would show until then.
create function public.waiting_work(p_at timestamptz) returns jsonb language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'held', exists (select from public.held_leads(1)),
    'placeholders', exists (select from public.ripe_placeholders(p_at, 1)),
    'follow_ups', exists (select from public.planned_follow_ups(p_at, 1)),
    'ladders', exists (select from public.leads_without_ladder(p_at, 1))
  );
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
