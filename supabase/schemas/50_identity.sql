-- Finding, creating and joining leads by any of their keys (phone, LID, BSUID). R19: keys of two leads are never mixed;
-- two rows become one only when one payload links both.

-- Moves everything of one lead to another and deletes it. Signals are kept, the strongest and latest of each; of two meetings ahead
-- the one booked last stays.
create function public.merge_leads(p_into uuid, p_from uuid) returns void language plpgsql set search_path = '' as $$
declare
  v_from public.leads;
begin
  perform 1 from public.leads where id in (p_from, p_into) order by id for update;
  select * into v_from from public.leads where id = p_from;
  delete from public.messages twin using public.messages kept
    where twin.lead_id = p_from and kept.lead_id = p_into and twin.provider_id = kept.provider_id;
  update public.messages set lead_id = p_into where lead_id = p_from;
  -- Its turn died with the lead: what a reply without a bubble was to answer is pending again (I5).
  update public.messages set disposition = 'pending', reply_id = null
    where direction = 'in' and reply_id in (
      select r.id from public.replies r where r.lead_id = p_from and r.finished_at is null
        and not exists (select from public.messages sent where sent.reply_id = r.id and sent.author = 'bot'));
  update public.replies set lead_id = p_into, finished_at = coalesce(finished_at, created_at) where lead_id = p_from;
  update public.meetings set status = 'surplus', claim = claim + 1, claimed_until = created_at, next_starts_at = null, next_ends_at = null
    where id in (
      select id from public.meetings where lead_id in (p_into, p_from) and status in ('claimed', 'booked')
      order by booked_at desc nulls last, created_at desc offset 1
    );
  update public.meetings set lead_id = p_into where lead_id = p_from;
  insert into public.decisions (lead_id, at, kind, reason, evidence, epoch, stage_age_ms)
    select p_into, at, kind, reason, evidence, epoch, stage_age_ms from public.decisions where lead_id = p_from order by id;
  update public.amendments set lead_id = p_into where lead_id = p_from;
  update public.lead_addresses set lead_id = p_into where lead_id = p_from;
  insert into public.handled_notes (note_id, command, lead_id, given_at)
    select note_id, command, p_into, given_at from public.handled_notes where lead_id = p_from
    on conflict do nothing;
  delete from public.handled_notes where lead_id = p_from;
  delete from public.leads where id = p_from;
  update public.leads set
    kommo_lead_id = coalesce(kommo_lead_id, v_from.kommo_lead_id),
    kommo_contact_ids = kommo_contact_ids || v_from.kommo_contact_ids,
    card_intent_at = greatest(card_intent_at, v_from.card_intent_at),
    card_attempts = greatest(card_attempts, v_from.card_attempts),
    card_created_id = case when v_from.card_created_at > card_created_at or card_created_at is null
      then v_from.card_created_id else card_created_id end,
    card_created_at = greatest(card_created_at, v_from.card_created_at),
    -- Two lines' contacts were never looked at together.
    contacts_looked_at = null,
    contact_phone = coalesce(contact_phone, v_from.contact_phone),
    opted_out_at = greatest(opted_out_at, v_from.opted_out_at),
    human_stage_at = greatest(human_stage_at, v_from.human_stage_at),
    human_stage_moved_at = greatest(human_stage_moved_at, v_from.human_stage_moved_at),
    human_reply_at = greatest(human_reply_at, v_from.human_reply_at),
    human_reply_until = greatest(human_reply_until, v_from.human_reply_until),
    bot_handoff_at = greatest(bot_handoff_at, v_from.bot_handoff_at),
    card_returned_at = greatest(card_returned_at, v_from.card_returned_at),
    last_inbound_at = greatest(last_inbound_at, v_from.last_inbound_at),
    last_outbound_at = greatest(last_outbound_at, v_from.last_outbound_at),
    opt_out_notice_at = greatest(opt_out_notice_at, v_from.opt_out_notice_at),
    proactive_ended_at = greatest(proactive_ended_at, v_from.proactive_ended_at),
    proactive_resumed_at = greatest(proactive_resumed_at, v_from.proactive_resumed_at),
    returning_task_at = greatest(returning_task_at, v_from.returning_task_at),
    profile_name = coalesce(profile_name, v_from.profile_name),
    facts = v_from.facts || facts,
    -- What waits for a dependency goes on waiting.
    held_at = least(held_at, v_from.held_at),
    held_cause = coalesce(held_cause, v_from.held_cause),
    epoch = greatest(epoch, v_from.epoch) + 1,
    cycle = greatest(cycle, v_from.cycle) + 1
  where id = p_into;
end;
$$;

-- The lead behind an address, created when nobody is known by any of its keys. `p_keys`: strongest first, never empty.
create function public.resolve_lead(
  p_keys text[], p_phone text, p_lid text, p_bsuid text, p_reply_to text, p_at timestamptz
) returns uuid language plpgsql set search_path = '' as $$
declare
  v_key text;
  v_ids uuid[];
  v_id uuid;
  v_other uuid;
  v_held integer;
begin
  if coalesce(cardinality(p_keys), 0) = 0 then
    raise exception 'an address needs a key';
  end if;
  -- W2: digits that are known as a LID are that LID, even where they would pass for a number.
  if exists (select from public.lead_addresses where key = 'lid:' || substr(p_phone, 2)) then
    p_keys := array_replace(p_keys, p_phone, 'lid:' || substr(p_phone, 2));
    p_reply_to := substr(p_phone, 2) || '@lid';
    p_phone := null;
  end if;
  -- Two first messages of one person wait for each other here, in one order of keys.
  for v_key in select k from unnest(p_keys) as k order by k loop
    perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(v_key, 0));
  end loop;

  -- By another of their keys, somebody may join these leads before we hold them: then they are looked up again.
  loop
    select array_agg(l.id order by (l.phone is null), l.created_at, l.id) into v_ids
      from public.leads l
      where l.id in (select a.lead_id from public.lead_addresses a where a.key = any (p_keys));
    perform 1 from public.leads where id = any (v_ids) order by id for update;
    get diagnostics v_held = row_count;
    exit when v_held = coalesce(cardinality(v_ids), 0);
  end loop;

  if v_ids is null then
    insert into public.leads (key, phone, lid, bsuid, reply_to, created_at)
      values (p_keys[1], p_phone, p_lid, p_bsuid, p_reply_to, p_at)
      returning id into v_id;
  else
    v_id := v_ids[1];
    foreach v_other in array v_ids[2:] loop
      perform public.merge_leads(v_id, v_other);
    end loop;
    update public.leads set
      phone = coalesce(p_phone, phone),
      lid = coalesce(p_lid, lid),
      bsuid = coalesce(p_bsuid, bsuid),
      reply_to = p_reply_to,
      -- The key changes only when a lead without a phone gains one: groups and flags then follow the phone.
      key = case when phone is null and p_phone is not null then p_phone else key end
    where id = v_id
      and (reply_to is distinct from p_reply_to
        or (p_phone is not null and phone is distinct from p_phone)
        or (p_lid is not null and lid is distinct from p_lid)
        or (p_bsuid is not null and bsuid is distinct from p_bsuid));
  end if;
  insert into public.lead_addresses (key, lead_id) select k, v_id from unnest(p_keys) as k on conflict (key) do nothing;
  perform public.claim_takeovers(v_id, p_keys, p_at);
  return v_id;
end;
$$;

-- WhatsApp said that two addresses are one person. Unknown to us → nothing happens.
create function public.join_identity(
  p_before_keys text[], p_keys text[], p_phone text, p_lid text, p_bsuid text, p_reply_to text, p_at timestamptz
) returns setof public.leads language plpgsql set search_path = '' as $$
declare
  v_id uuid;
begin
  if not exists (select from public.lead_addresses where key = any (p_before_keys)) then
    return;
  end if;
  v_id := public.resolve_lead(p_before_keys || p_keys, p_phone, p_lid, p_bsuid, p_reply_to, p_at);
  return query select * from public.leads where id = v_id;
end;
$$;
