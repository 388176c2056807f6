-- P23: a message of another robot's (Kommo's AI agents, a Salesbot) on the lead's number: neither ours nor a person's. It is in the
-- history and named in the ledger, and takes nothing over by itself. One of our own bubbles, shown by Kommo as a robot's, is ours.
create function public.record_robot_message(
  p_lead_id uuid, p_provider_id text, p_body text, p_sent_at timestamptz, p_at timestamptz
) returns text language plpgsql set search_path = '' as $$
begin
  perform 1 from public.leads where id = p_lead_id for update;
  if exists (select from public.messages where provider_id = p_provider_id) then
    return 'known';
  end if;
  if exists (
    select from public.messages where lead_id = p_lead_id and author = 'bot' and body = p_body
      and recorded_at between p_sent_at - interval '15 minutes' and p_sent_at + interval '15 minutes'
  ) then
    return 'ours';
  end if;
  insert into public.messages (lead_id, direction, author, provider_id, kind, body, sent_at, recorded_at)
    values (p_lead_id, 'out', 'auto', p_provider_id, 'text', p_body, p_sent_at, p_at);
  perform public.append_act(p_lead_id, 'silence', null, '{"reason": "other_robot", "author": "robot"}', p_sent_at, p_at);
  return 'other_robot';
end;
$$;
