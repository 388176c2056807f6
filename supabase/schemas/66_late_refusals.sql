-- W4, W14: a bubble that the transport took and refused afterwards (Cloud's `failed`, Evolution's ERROR). It is on nobody's phone, so to
-- say it later is no second copy (I6): its key is free again, and what it belonged to stands open.
--
-- 'taken_back': a reply waits as `held`, a follow-up is planned again, a reminder is the caller's to arm. 'busy': its turn or its firing
-- has not written its end yet; ask again. 'final': it had arrived, or something was said since, or it was known. 'not_ours'.
create function public.take_back_send(
  p_provider_id text, p_callback_id text, p_error_code integer, p_decision jsonb, p_retry_at timestamptz, p_at timestamptz
) returns jsonb language plpgsql set search_path = '' as $$
declare
  v_lead public.leads;
  v_message public.messages;
  v_reply public.replies;
  v_key text;
  v_kind text;
  v_callback_id uuid := public.as_uuid(p_callback_id);
begin
  select m.* into v_message from public.messages m
    where m.author = 'bot' and (m.provider_id = p_provider_id or (m.provider_id is null and m.id = v_callback_id))
    order by (m.provider_id is null) limit 1;
  if not found then
    return jsonb_build_object('outcome', 'not_ours');
  end if;
  perform public.lock_leads_of(array[v_message.id]);
  -- As they are now that the lead is held.
  select * into v_message from public.messages where id = v_message.id for update;
  select * into v_lead from public.leads where id = v_message.lead_id;
  v_key := v_message.dedupe_key;
  v_kind := case split_part(v_key, ':', 1) when 'follow-up' then 'follow_up' when 'reminder' then 'reminder' else 'reply' end;

  if v_message.status in ('committed', 'unknown', 'sent') then
    if v_kind = 'reply' then
      select * into v_reply from public.replies where id = v_message.reply_id for update;
      if v_reply.finished_at is null and v_lead.held_at is null then
        return jsonb_build_object('outcome', 'busy');
      end if;
    elsif v_message.status = 'committed' then
      return jsonb_build_object('outcome', 'busy');
    end if;
  end if;

  update public.messages set
    status = 'failed',
    provider_id = coalesce(provider_id, p_provider_id),
    error_code = coalesce(p_error_code, error_code)
  where id = v_message.id;
  -- Words of before a takeover, or of before something else was said, are not said late (R18).
  if v_message.status not in ('committed', 'unknown', 'sent') or v_message.epoch <> v_lead.epoch
    or exists (
      select from public.messages later
      where later.lead_id = v_lead.id and later.author in ('bot', 'person') and later.arrival > v_message.arrival
        and later.reply_id is distinct from v_message.reply_id and later.status is distinct from 'failed'
    )
  then
    return jsonb_build_object('outcome', 'final', 'leadId', v_lead.id);
  end if;

  update public.messages set dedupe_key = 'refused:' || id || ':' || v_key, reply_id = null where id = v_message.id;
  case v_kind
    when 'reply' then
      update public.replies set finished_at = null, outcome = null where id = v_reply.id;
      update public.leads set held_at = coalesce(held_at, p_at), held_cause = p_decision ->> 'reason' where id = v_lead.id;
    when 'follow_up' then
      update public.follow_ups set status = 'planned', settled_at = null, due_at = p_retry_at, hold_count = hold_count + 1
        where lead_id = v_lead.id and cycle = split_part(v_key, ':', 3)::bigint and step = split_part(v_key, ':', 4) and status = 'sent';
      -- Planned when this one was thought to be said; it follows when it is.
      delete from public.follow_ups
        where lead_id = v_lead.id and cycle = split_part(v_key, ':', 3)::bigint and step <> split_part(v_key, ':', 4) and status = 'planned';
    else null;
  end case;
  perform public.append_decision(v_lead.id, p_decision, p_at);
  return jsonb_build_object('outcome', 'taken_back', 'leadId', v_lead.id, 'kind', v_kind, 'key', v_key);
end;
$$;
