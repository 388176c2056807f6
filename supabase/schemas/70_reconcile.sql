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

create function public.keep_look(p_name text, p_at timestamptz) returns void language sql set search_path = '' as $$
  insert into public.looks (name, looked_at) values (p_name, p_at)
    on conflict (name) do update set looked_at = greatest(public.looks.looked_at, excluded.looked_at);
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
