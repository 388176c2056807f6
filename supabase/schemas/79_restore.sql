-- After a backup was restored (`ops restored`). What these rows say is as old as the backup: whatever they plan may have been said since, and
-- whatever they hold unanswered may have been answered. So nothing that was begun before goes on; the lead's next message begins anew.

-- So many leads of whom something is open, planned or under way: permits and plans of theirs are void by far more than the steps that the lost
-- hours took, so no schedule, flag or bubble of that time fits them any more. What they had asked is not answered late. {id, card} of those
-- whose words wait for a person; `left`: there are more.
create function public.after_restore(p_limit integer, p_at timestamptz) returns jsonb language plpgsql set search_path = '' as $$
declare
  v_id uuid;
  v_asked boolean;
  v_done integer := 0;
  v_waiting jsonb := '[]';
begin
  -- What was due before is not said any more: nobody knows what left (reminder_turn).
  perform public.keep_looks(jsonb_build_object('restored', p_at));
  for v_id in
    select l.id from public.leads l
    where l.spoken_cycle = l.cycle or l.held_at is not null
      or exists (select from public.messages m where m.lead_id = l.id and m.disposition = 'pending')
      or exists (select from public.messages m where m.lead_id = l.id and m.disposition = 'placeholder')
      or exists (select from public.replies r where r.lead_id = l.id and r.finished_at is null)
      or exists (select from public.follow_ups f where f.lead_id = l.id and f.cycle = l.cycle and f.status = 'planned')
    order by l.id limit p_limit for update
  loop
    v_done := v_done + 1;
    v_asked := exists (select from public.messages m where m.lead_id = v_id and m.disposition in ('pending', 'placeholder'))
      or exists (select from public.replies r where r.lead_id = v_id and r.finished_at is null);
    if v_asked then
      -- It would ripen, and be answered as what could not be read.
      update public.messages set disposition = 'silenced' where lead_id = v_id and disposition = 'placeholder';
      perform public.close_burst(v_id, null, '{"kind": "silence", "reason": "restored"}', p_at);
      v_waiting := v_waiting || (select jsonb_build_object('id', l.id, 'card', l.kommo_lead_id) from public.leads l where l.id = v_id);
    end if;
    update public.leads set epoch = epoch + 1000, cycle = cycle + 1000, held_at = null, held_cause = null where id = v_id;
  end loop;
  return jsonb_build_object('done', v_done, 'waiting', v_waiting, 'left', v_done = p_limit);
end;
$$;
