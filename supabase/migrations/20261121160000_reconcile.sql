-- What reconcile needs to repair what an outage or a lost webhook left behind (design §8).
set lock_timeout = '3s';

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

-- Leads whose card Kommo shows elsewhere than our mirror does. `p_cards`: [{id, pipelineId, statusId}].
create function public.outdated_mirrors(p_cards jsonb) returns setof public.leads language sql stable set search_path = '' as $$
  select l.* from public.leads l
  join jsonb_to_recordset(p_cards) as c (id bigint, "pipelineId" bigint, "statusId" bigint) on c.id = l.kommo_lead_id
  where l.stage_pipeline_id is distinct from c."pipelineId" or l.stage_status_id is distinct from c."statusId";
$$;

-- When a person was told that nobody knows whether a bubble arrived.
alter table public.messages add column flagged_at timestamptz;
create index messages_unknown on public.messages (sent_at) where status in ('committed', 'unknown') and flagged_at is null;

-- Bubbles that no answer and no status has settled in this time. One committed by a worker that died is unknown from here on: it
-- may be on the lead's phone, and is never sent again (I6).
create function public.unsettled_sends(p_sent_before timestamptz, p_limit integer) returns setof public.messages
language plpgsql set search_path = '' as $$
begin
  update public.messages set status = 'unknown' where author = 'bot' and status = 'committed' and sent_at < p_sent_before;
  return query
    select * from public.messages
    where author = 'bot' and status = 'unknown' and flagged_at is null and sent_at < p_sent_before
    order by sent_at limit p_limit;
end;
$$;
create function public.flag_sends(p_ids uuid[], p_at timestamptz) returns void language sql set search_path = '' as $$
  update public.messages set flagged_at = p_at where id = any (p_ids);
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
  update public.replies set bubbles = '[]' where created_at < p_before and finished_at is not null and bubbles <> '[]';
  return v_purged;
end;
$$;
create index messages_with_text on public.messages (recorded_at) where body is not null or content is not null;

revoke all on public.looks from public, anon, authenticated;
grant select, insert, update, delete on public.looks to service_role;
revoke execute on all functions in schema public from public, anon, authenticated;
grant execute on all functions in schema public to service_role;
