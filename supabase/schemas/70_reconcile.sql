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
