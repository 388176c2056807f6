-- W3: messages that came without their content (131060, undecryptable) and were never completed.

-- Leads with a placeholder that has waited since before this moment, longest first.
create function public.ripe_placeholders(p_before timestamptz, p_limit integer) returns setof public.leads
language sql stable set search_path = '' as $$
  select l.* from public.leads l
  join (
    select lead_id, min(recorded_at) as since from public.messages
    where disposition = 'placeholder' and recorded_at < p_before group by lead_id
  ) waiting on waiting.lead_id = l.id
  order by waiting.since limit p_limit;
$$;

-- What has waited long enough becomes an ordinary message, and the turn starts from it. One that later words of the lead's have overtaken
-- is only noted; so is one from before `p_oldest`, with a line of the ledger.
create function public.ripen_placeholders(
  p_lead_id uuid, p_before timestamptz, p_oldest timestamptz, p_history_limit integer, p_at timestamptz
) returns setof jsonb language plpgsql set search_path = '' as $$
begin
  perform 1 from public.leads where id = p_lead_id for update;
  if not found then
    return;
  end if;
  update public.messages set disposition = 'noted'
    where lead_id = p_lead_id and disposition = 'placeholder' and recorded_at < p_oldest;
  if found then
    perform public.append_decision(p_lead_id, jsonb_build_object('kind', 'silence', 'reason', 'too_old'), p_at);
  end if;
  update public.messages m set
    disposition = case when m.deleted_at is not null or exists (
      select from public.messages later
      where later.lead_id = m.lead_id and later.direction = 'in' and later.arrival > m.arrival
        and later.disposition in ('pending', 'answered', 'silenced')
    ) then 'noted' else 'pending' end
  where lead_id = p_lead_id and disposition = 'placeholder' and recorded_at < p_before;
  return next public.turn_of(p_lead_id, p_history_limit);
end;
$$;
