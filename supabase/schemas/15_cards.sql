-- A lead's card in Kommo.

-- C18: one creation at a time. 'create': go on; 'wait': somebody began less than `p_wait_seconds` ago; 'linked': there is a card.
create function public.claim_card_creation(p_lead_id uuid, p_wait_seconds integer, p_at timestamptz) returns text
language plpgsql set search_path = '' as $$
declare
  v_lead public.leads;
begin
  select * into v_lead from public.leads where id = p_lead_id for update;
  if not found then
    -- Joined to another lead meanwhile: the message comes back and finds that one.
    return 'wait';
  end if;
  if v_lead.kommo_lead_id is not null then
    return 'linked';
  end if;
  if v_lead.card_intent_at > p_at - make_interval(secs => p_wait_seconds) then
    return 'wait';
  end if;
  update public.leads set card_intent_at = p_at where id = p_lead_id;
  return 'create';
end;
$$;

-- Links a lead to its card. Null unlinks it (deleted or merged in Kommo).
create function public.link_card(p_lead_id uuid, p_kommo_lead_id bigint, p_kommo_contact_ids bigint[]) returns setof public.leads
language plpgsql set search_path = '' as $$
begin
  -- A card belongs to one lead: whoever held it before loses it (a contact merged in Kommo). Both rows in one order, or two links meet.
  perform 1 from public.leads where id = p_lead_id or kommo_lead_id = p_kommo_lead_id order by id for update;
  update public.leads set kommo_lead_id = null where kommo_lead_id = p_kommo_lead_id and id <> p_lead_id;
  return query
    update public.leads set
      kommo_lead_id = p_kommo_lead_id,
      kommo_contact_ids = coalesce(p_kommo_contact_ids, '{}'),
      card_intent_at = case when p_kommo_lead_id is null then null else card_intent_at end
    where id = p_lead_id
    returning *;
end;
$$;

-- Leads whose card Kommo shows elsewhere than our mirror does. `p_cards`: [{id, pipelineId, statusId}].
create function public.outdated_mirrors(p_cards jsonb) returns setof public.leads language sql stable set search_path = '' as $$
  select l.* from public.leads l
  join jsonb_to_recordset(p_cards) as c (id bigint, "pipelineId" bigint, "statusId" bigint) on c.id = l.kommo_lead_id
  where l.stage_pipeline_id is distinct from c."pipelineId" or l.stage_status_id is distinct from c."statusId";
$$;
