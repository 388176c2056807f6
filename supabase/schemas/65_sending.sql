-- The right to speak, and the end of what was said.

-- The answer to an attempt that may not speak. What it had the right to before has certainly not left, and goes.
create function public.refuse_send(p_message_id uuid, p_outcome text) returns jsonb language plpgsql set search_path = '' as $$
declare
  v_reply_id uuid;
begin
  perform public.lock_leads_of(array[p_message_id]);
  delete from public.messages where id = p_message_id returning reply_id into v_reply_id;
  return jsonb_strip_nulls(jsonb_build_object('outcome', p_outcome, 'replyId', v_reply_id));
end;
$$;

-- I1, I6: takes the right to send one bubble. 'taken_over', 'stale_cycle' and 'duplicate' are answers, not errors. The lead
-- row is locked first: a takeover in flight makes us wait and see it, or waits for us; without that both orders leaked.
-- With the first bubble of a reply (`p_reply`) the burst is marked answered, the facts are stored and the ledger is written,
-- in the same transaction. After an opt-out two purposes are allowed: `opt_out_confirmation`, and
-- once a day `opt_out_notice`.
-- P7: the same attempt that asks again (the answer was lost, nothing was sent) gets its right back; where it may no longer speak,
-- what it held is void.
-- A reply is the anchor of the cycle's ladder; a reminder (`reminder:<meeting>:<start>:<step>`) is committed only while its meeting
-- stands at that time (F19). A follow-up needs nothing but the cycle: whatever speaks against it ended that.
-- `p_observed`: the live read that the permit rests on, where it is not mirrored yet: the arguments of `observe_stage` by name, the card
-- that was linked and the contacts that were looked at. It is mirrored first (H14), under the same lock; what it sets or releases raises
-- the epoch, and the fence below sees that. `p_settlements`: what the transport answered to the bubble before, kept whatever becomes of this one.
create function public.commit_send(
  p_lead_id uuid, p_epoch bigint, p_cycle bigint, p_purpose text, p_dedupe_key text, p_body text,
  p_reply_id uuid, p_reply jsonb, p_decision jsonb, p_attempt uuid, p_at timestamptz, p_observed jsonb default null, p_settlements jsonb default '[]'
) returns jsonb language plpgsql set search_path = '' as $$
declare
  v_lead public.leads;
  v_holder text;
  v_reply_id uuid := p_reply_id;
  v_bubble public.messages;
  -- The bubble that this attempt has the right to already.
  v_held uuid;
  v_stopped_at timestamptz;
  -- P1: a card or a contact became the lead's since the read, which looked at others.
  v_is_unseen boolean := false;
begin
  -- First of all: where it settles a bubble of another lead's, it holds both in one order (P16).
  perform public.settle_sends(p_settlements, p_at, p_lead_id);
  select * into v_lead from public.leads where id = p_lead_id for update;
  if not found then
    return jsonb_build_object('outcome', 'taken_over');
  end if;
  if p_observed is not null then
    v_is_unseen := v_lead.kommo_lead_id is distinct from (p_observed ->> 'linkedId')::bigint
      or not v_lead.kommo_contact_ids <@ array(select jsonb_array_elements_text(p_observed -> 'contactIds')::bigint);
    select * into v_lead from public.observe_stage(
      p_lead_id, array(select jsonb_array_elements_text(p_observed -> 'cards')::bigint), p_observed ->> 'place',
      (p_observed ->> 'pipelineId')::bigint, (p_observed ->> 'statusId')::bigint, (p_observed ->> 'botSpeaks')::boolean,
      (p_observed ->> 'readAt')::timestamptz, (p_observed ->> 'cardUpdatedAt')::timestamptz, (p_observed ->> 'graceSeconds')::integer,
      p_at, (p_observed ->> 'kommoLeadId')::bigint);
  end if;
  select * into v_bubble from public.messages where dedupe_key = p_dedupe_key;
  if v_bubble.attempt = p_attempt and v_bubble.status = 'committed' and v_bubble.provider_id is null then
    v_held := v_bubble.id;
  end if;
  -- V5: whoever stops everything waits for the commits that have begun, and sees none after them.
  select stopped_at into v_stopped_at from public.switches where name = 'speech' for share;
  if v_stopped_at is not null then
    return public.refuse_send(v_held, 'stopped');
  end if;

  if p_purpose in ('opt_out_confirmation', 'opt_out_notice') then
    if v_lead.opted_out_at is null
      or (p_purpose = 'opt_out_notice' and v_lead.opt_out_notice_at > p_at - interval '24 hours' and v_held is null) then
      return public.refuse_send(v_held, 'taken_over');
    end if;
    v_lead.opted_out_at := null;
  end if;
  v_holder := public.owner_at(v_lead, p_at);
  if v_holder <> 'bot' or v_lead.epoch <> p_epoch then
    return public.refuse_send(v_held, 'taken_over');
  end if;
  if v_lead.cycle <> p_cycle then
    return public.refuse_send(v_held, 'stale_cycle');
  end if;
  if v_is_unseen then
    return public.refuse_send(v_held, 'taken_over');
  end if;
  if p_purpose in ('follow_up', 'reminder') and not public.may_be_proactive(v_lead) then
    return public.refuse_send(v_held, 'stale_cycle');
  end if;
  if p_purpose = 'reminder' and not exists (
    select from public.meetings
    where id = split_part(p_dedupe_key, ':', 2)::uuid and lead_id = p_lead_id and status = 'booked'
      and extract(epoch from starts_at)::bigint = split_part(p_dedupe_key, ':', 3)::bigint
  ) then
    return public.refuse_send(v_held, 'stale_cycle');
  end if;

  if v_bubble.id is not null and v_held is null then
    return jsonb_build_object(
      'outcome', 'duplicate', 'messageId', v_bubble.id, 'status', v_bubble.status, 'replyId', v_bubble.reply_id,
      'ageMs', round(extract(epoch from p_at - v_bubble.recorded_at) * 1000)
    );
  end if;

  if p_reply is not null and v_held is null then
    insert into public.replies (lead_id, dedupe_key, bubbles, intent, epoch, cycle, created_at)
      values (p_lead_id, p_reply ->> 'key', p_reply -> 'bubbles', p_reply ->> 'intent', p_epoch, p_cycle, p_at)
      on conflict on constraint one_reply_per_burst do update set epoch = excluded.epoch, cycle = excluded.cycle
      returning id into v_reply_id;
    update public.messages set disposition = 'answered', reply_id = v_reply_id
      where lead_id = p_lead_id and disposition = 'pending'
        and id in (select (a #>> '{}')::uuid from jsonb_array_elements(p_reply -> 'answers') as a);
    update public.leads set facts = p_reply -> 'facts', dialogue = p_reply -> 'dialogue', loop = coalesce(p_reply -> 'loop', loop), superseded_count = 0 where id = p_lead_id;
  end if;
  if p_purpose = 'opt_out_notice' then
    update public.leads set opt_out_notice_at = p_at where id = p_lead_id;
  end if;
  update public.leads set
    last_outbound_at = greatest(last_outbound_at, p_at),
    spoken_at = case when p_purpose = 'reply' then p_at else spoken_at end,
    spoken_cycle = case when p_purpose = 'reply' then cycle else spoken_cycle end
  where id = p_lead_id;
  if v_held is not null then
    -- As it is about to be said: the words may have been found anew, and an echo is known by them.
    update public.messages set body = p_body, epoch = p_epoch, sent_at = p_at, recorded_at = p_at where id = v_held;
    return jsonb_build_object('outcome', 'committed', 'messageId', v_held, 'status', 'committed', 'replyId', v_bubble.reply_id);
  end if;
  insert into public.messages (lead_id, direction, author, dedupe_key, reply_id, kind, body, sent_at, recorded_at, status, attempt, epoch)
    values (p_lead_id, 'out', 'bot', p_dedupe_key, v_reply_id, 'text', p_body, p_at, p_at, 'committed', p_attempt, p_epoch)
    returning * into v_bubble;
  perform public.append_decision(p_lead_id, p_decision, p_at);
  return jsonb_build_object('outcome', 'committed', 'messageId', v_bubble.id, 'status', 'committed', 'replyId', v_reply_id);
end;
$$;

-- The turn's end: settles what left, closes the reply, records the signal its intent carries ('opt_out', 'bot_handoff') and
-- returns the lead as it now stands, so the CRM is written only while the bot still holds it (R3).
-- The ladder begins in the same transaction: `p_follow_up` {cycle, step, dueAt} is its first step. Null:
-- this reply wants none (a goodbye, a handover, a booking), so its cycle has no anchor. The anchor of a cycle that began since is
-- another reply's. Two workers may end one reply: the second adds what it knows of its bubbles, and nothing else.
create function public.finish_reply(
  p_lead_id uuid, p_reply_id uuid, p_outcome text, p_settlements jsonb, p_signal text, p_follow_up jsonb, p_at timestamptz
) returns setof public.leads language plpgsql set search_path = '' as $$
declare
  v_reply public.replies;
begin
  -- First of all: where it settles a bubble of another lead's, it holds both in one order (P16).
  perform public.settle_sends(p_settlements, p_at, p_lead_id);
  perform 1 from public.leads where id = p_lead_id for update;
  select * into v_reply from public.replies where id = p_reply_id;
  if v_reply.finished_at is not null and v_reply.outcome is distinct from 'superseded' then
    return query select * from public.leads where id = p_lead_id;
    return;
  end if;
  update public.replies set finished_at = p_at, outcome = p_outcome where id = p_reply_id and finished_at is null;
  -- Fenced before its first bubble left: the burst was not answered after all, and is not answered late.
  update public.messages set disposition = 'silenced'
    where reply_id = p_reply_id and direction = 'in' and p_outcome = 'fenced'
      and not exists (select from public.messages sent where sent.reply_id = p_reply_id and sent.author = 'bot');
  update public.leads set held_at = null, held_cause = null where id = p_lead_id and held_at is not null;
  if p_follow_up is null or not (select public.may_be_proactive(l) from public.leads l where l.id = p_lead_id) then
    update public.leads set spoken_cycle = null where id = p_lead_id and spoken_cycle = v_reply.cycle;
  else
    perform public.put_follow_up(p_lead_id, p_follow_up);
  end if;
  if p_signal is not null then
    -- A lead's stop is as old as the message that said it, so that a later VOLTAR is later by one clock (V1).
    perform public.record_takeover(p_lead_id, p_signal, case when p_signal = 'opt_out' then coalesce(
      (select max(sent_at) from public.messages where reply_id = p_reply_id and direction = 'in' and sent_at <= p_at), p_at) else p_at end, null, p_at);
  end if;
  return query select * from public.leads where id = p_lead_id;
end;
$$;
