-- WhatsApp's own switch for promotions (W7): it ends what is proactive, ladder and reminders; what the lead writes is still answered.

-- May the bot write to this lead first?
create function public.may_be_proactive(p_lead public.leads) returns boolean language sql immutable set search_path = '' as $$
  select p_lead.proactive_ended_at is null or coalesce(p_lead.proactive_resumed_at > p_lead.proactive_ended_at, false);
$$;

-- A stop voids what is planned (the cycle goes up) and is in the ledger; the later of stop and resume stands, whichever came last.
create function public.set_preference(p_lead_id uuid, p_wish text, p_given_at timestamptz, p_evidence jsonb, p_at timestamptz)
returns void language plpgsql set search_path = '' as $$
begin
  perform 1 from public.leads where id = p_lead_id for update;
  if p_wish = 'resume' then
    update public.leads set proactive_resumed_at = greatest(proactive_resumed_at, p_given_at) where id = p_lead_id;
  else
    update public.leads set proactive_ended_at = greatest(proactive_ended_at, p_given_at), cycle = cycle + 1 where id = p_lead_id;
    perform public.append_decision(p_lead_id, jsonb_build_object('kind', 'close', 'reason', 'opt_out', 'evidence', p_evidence), p_at);
  end if;
end;
$$;

-- The same by address, as a webhook tells it.
create function public.record_preference(
  p_keys text[], p_phone text, p_lid text, p_bsuid text, p_reply_to text, p_wish text, p_given_at timestamptz, p_at timestamptz
) returns void language sql set search_path = '' as $$
  select public.set_preference(
    public.resolve_lead(p_keys, p_phone, p_lid, p_bsuid, p_reply_to, p_at), p_wish, p_given_at, '{"by": "preference"}', p_at);
$$;

-- 131050: Meta refused a template because the lead stopped our promotions; how else it would be told may have been missed.
create function public.heed_refusal() returns trigger language plpgsql set search_path = '' as $$
begin
  perform public.set_preference(new.lead_id, 'stop', new.sent_at, '{"code": 131050}', new.sent_at);
  return new;
end;
$$;
create trigger messages_refused after update of error_code on public.messages
  for each row when (new.error_code = 131050 and old.error_code is distinct from 131050) execute function public.heed_refusal();
