-- A lead's card in Kommo, and the contacts that carry the lead's phone.

-- C18, P3: one creation at a time, one a day. 'create': go on; 'wait': somebody began less than `p_wait_seconds` ago; 'linked': there is a
-- card; 'too_many': a card was made within a day and cannot be found, or three were begun: a person has to look. 'too_many_untold': the
-- same, and nobody was told yet today. `p_found`: cards of the lead's that Kommo shows; one that we made is not missing.
create function public.claim_card_creation(p_lead_id uuid, p_wait_seconds integer, p_at timestamptz, p_found bigint[] default '{}')
returns text language plpgsql set search_path = '' as $$
declare
  v_lead public.leads;
  v_today timestamptz := p_at - interval '1 day';
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
  if (v_lead.card_created_at > v_today and not coalesce(v_lead.card_created_id = any (p_found), false))
    or (v_lead.card_intent_at > v_today and v_lead.card_attempts >= 3) then
    if v_lead.card_alarm_at > v_today then
      return 'too_many';
    end if;
    update public.leads set card_alarm_at = p_at where id = p_lead_id;
    return 'too_many_untold';
  end if;
  update public.leads set
    card_intent_at = p_at,
    card_attempts = case when card_intent_at > v_today then card_attempts + 1 else 1 end
  where id = p_lead_id;
  return 'create';
end;
$$;

-- Gives back the claim of `p_at`: its request never left, so it made nothing. An older attempt may have, and is waited for no longer.
create function public.release_card_creation(p_lead_id uuid, p_at timestamptz) returns void language plpgsql set search_path = '' as $$
begin
  perform 1 from public.leads where id = p_lead_id for update;
  update public.leads set
    card_intent_at = case when card_attempts > 1 then p_at - interval '1 hour' end,
    card_attempts = card_attempts - 1
  where id = p_lead_id and kommo_lead_id is null and card_intent_at = p_at;
end;
$$;

-- Links a lead to its card, which another lead may share. Null unlinks it (deleted or merged in Kommo) and forgets no intent: a card that
-- cannot be read is no reason to make another (P3). `p_looked_for`: the phone by which the contacts were just found. `p_created`: the bot
-- made the card. `p_contact_phone`: the phone that stands on the contact. `p_renews`: the card takes the place of closed ones
-- (RETURNING_LEAD), whose stage silences the lead no more; nothing else that the bot makes releases a person's hold.
create function public.link_card(
  p_lead_id uuid, p_kommo_lead_id bigint, p_kommo_contact_ids bigint[],
  p_created boolean default false, p_looked_for text default null, p_contact_phone text default null, p_at timestamptz default null,
  p_renews boolean default false
) returns setof public.leads language plpgsql set search_path = '' as $$
begin
  perform 1 from public.leads where id = p_lead_id for update;
  return query
    update public.leads set
      kommo_lead_id = p_kommo_lead_id,
      kommo_contact_ids = coalesce(p_kommo_contact_ids, '{}'),
      card_created_id = case when p_created then p_kommo_lead_id else card_created_id end,
      card_created_at = case when p_created then p_at else card_created_at end,
      -- Who is unlinked is looked for anew.
      contacts_looked_at = case when p_looked_for is not null then p_at when p_kommo_lead_id is not null then contacts_looked_at end,
      contacts_looked_for = coalesce(p_looked_for, contacts_looked_for),
      contact_phone = case when p_kommo_lead_id is null then null else coalesce(p_contact_phone, contact_phone) end,
      human_stage_at = case when p_renews and stage_place in ('won', 'lost') then null else human_stage_at end,
      human_stage_moved_at = case when p_renews and stage_place in ('won', 'lost') then null else human_stage_moved_at end,
      epoch = case when p_renews then epoch + 1 else epoch end
    where id = p_lead_id
    returning *;
end;
$$;

-- The card is deleted: a hook said so and a live read confirms it, or it is seen in the trash. One of our own making may be made anew at once.
create function public.forget_card(p_lead_id uuid, p_kommo_lead_id bigint) returns setof public.leads
language plpgsql set search_path = '' as $$
begin
  perform 1 from public.leads where id = p_lead_id for update;
  return query
    update public.leads set
      kommo_lead_id = case when kommo_lead_id = p_kommo_lead_id then null else kommo_lead_id end,
      contacts_looked_at = null,
      card_created_id = case when card_created_id = p_kommo_lead_id then null else card_created_id end,
      card_created_at = case when card_created_id = p_kommo_lead_id then null else card_created_at end,
      -- What the alarm was about is explained; another one is another alarm.
      card_alarm_at = case when card_created_id = p_kommo_lead_id then null else card_alarm_at end
    where id = p_lead_id
    returning *;
end;
$$;

-- Whose card the bot made, linked or not: a deletion told behind a turn that unlinked it already counts all the same (P3).
create function public.leads_by_created_card(p_kommo_lead_id bigint) returns setof public.leads
language sql stable set search_path = '' as $$
  select * from public.leads where card_created_id = p_kommo_lead_id order by created_at, id;
$$;

-- Contacts that turned out to carry the lead's phone, and those that Kommo no longer has. `p_looked_for`: the phone they were looked for
-- by, null where nobody looked.
create function public.keep_contacts(
  p_lead_id uuid, p_add bigint[], p_gone bigint[], p_looked_for text, p_at timestamptz
) returns setof public.leads language plpgsql set search_path = '' as $$
begin
  perform 1 from public.leads where id = p_lead_id for update;
  return query
    update public.leads set
      kommo_contact_ids = array(
        select distinct id from unnest(kommo_contact_ids || p_add) as id
        where not (id = any (p_gone)) or id = any (p_add) order by id),
      contacts_looked_at = case when p_looked_for is not null then p_at else contacts_looked_at end,
      contacts_looked_for = coalesce(p_looked_for, contacts_looked_for)
    where id = p_lead_id
    returning *;
end;
$$;

-- The lead's phone stands on its contact in Kommo.
create function public.keep_contact_phone(p_lead_id uuid, p_phone text) returns void language sql set search_path = '' as $$
  update public.leads set contact_phone = p_phone where id = p_lead_id;
$$;

-- Leads whose card Kommo shows elsewhere than our mirror does. `p_cards`: [{id, pipelineId, statusId}].
create function public.outdated_mirrors(p_cards jsonb) returns setof public.leads language sql stable set search_path = '' as $$
  select l.* from public.leads l
  join jsonb_to_recordset(p_cards) as c (id bigint, "pipelineId" bigint, "statusId" bigint) on c.id = l.kommo_lead_id
  where l.stage_pipeline_id is distinct from c."pipelineId" or l.stage_status_id is distinct from c."statusId"
  order by l.id;
$$;
