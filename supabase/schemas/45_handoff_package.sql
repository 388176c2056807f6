-- The package of a handover (design §6): a note, and a task where the bot began it, written once however often a turn or a hook
-- is delivered (R20). A claim before the write, a word after it: a crash in between is found out by looking into Kommo.

create table public.handoff_parts (
  lead_id uuid not null references public.leads (id) on delete cascade,
  part text not null,
  claimed_at timestamptz not null,
  -- Null while it is not known whether the write arrived.
  written_at timestamptz,
  constraint one_part_per_lead primary key (lead_id, part),
  constraint known_part check (part in ('note', 'task'))
);
alter table public.handoff_parts enable row level security;

-- A handover ends when the bot speaks again: what was claimed before its last word belongs to an earlier one.
-- 'write': this caller writes it · 'check': claimed before and never confirmed, so look first · 'wait': somebody is at it
-- · 'done': written, or the bot never spoke and there is nothing to hand over.
create function public.claim_handoff_part(p_lead_id uuid, p_part text, p_wait_seconds integer, p_at timestamptz) returns text
language plpgsql set search_path = '' as $$
declare
  v_spoken_at timestamptz;
  v_part public.handoff_parts;
begin
  select last_outbound_at into v_spoken_at from public.leads where id = p_lead_id for update;
  if v_spoken_at is null then
    return 'done';
  end if;
  select * into v_part from public.handoff_parts where lead_id = p_lead_id and part = p_part;
  if found and v_part.claimed_at >= v_spoken_at then
    if v_part.written_at is not null then
      return 'done';
    end if;
    if v_part.claimed_at > p_at - make_interval(secs => p_wait_seconds) then
      return 'wait';
    end if;
    update public.handoff_parts set claimed_at = p_at where lead_id = p_lead_id and part = p_part;
    return 'check';
  end if;
  insert into public.handoff_parts (lead_id, part, claimed_at) values (p_lead_id, p_part, p_at)
    on conflict on constraint one_part_per_lead do update set claimed_at = excluded.claimed_at, written_at = null;
  return 'write';
end;
$$;

-- What became of a claim: written, or certainly not, and then it is free again.
create function public.settle_handoff_part(p_lead_id uuid, p_part text, p_written boolean, p_at timestamptz) returns void
language plpgsql set search_path = '' as $$
begin
  perform 1 from public.leads where id = p_lead_id for update;
  if p_written then
    update public.handoff_parts set written_at = p_at where lead_id = p_lead_id and part = p_part;
  else
    delete from public.handoff_parts where lead_id = p_lead_id and part = p_part and written_at is null;
  end if;
end;
$$;
