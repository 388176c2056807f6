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
