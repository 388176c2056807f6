-- What people did that took a conversation, by name: a pending takeover in Redis is a question, and this answers it (P20).

-- Acts that leave no other row and were judged all the same: a note's command, a message that turned out to be nobody's. Kept
-- for good: Kommo repeats its hooks for an hour, SQS forgets after five minutes.
create table public.judged_acts (
  act text primary key,
  judged_at timestamptz not null
);
alter table public.judged_acts enable row level security;

create function public.judge_act(p_act text, p_at timestamptz) returns void language sql set search_path = '' as $$
  insert into public.judged_acts (act, judged_at) values (p_act, p_at) on conflict (act) do nothing;
$$;

-- Which of these are on record: 'message:<provider id>', 'note:<note id>', 'move:<card>:<epoch seconds>'. A move is when a takeover
-- as young stands on its card, or a live read sent well after it has been mirrored (R9: one just behind it may show the old card).
create function public.acts_on_record(p_acts text[]) returns setof text language sql stable set search_path = '' as $$
  select act.name from unnest(p_acts) as act (name)
  where exists (select from public.judged_acts j where j.act = act.name)
    or (act.name like 'message:%' and exists (
      select from public.messages m
      where m.provider_id = substr(act.name, length('message:') + 1) or m.echo_id = substr(act.name, length('message:') + 1)
    ))
    or (act.name like 'message:%' and exists (
      select from public.unclaimed_takeovers u where u.provider_id = substr(act.name, length('message:') + 1)
    ))
    or (act.name like 'move:%' and exists (
      select from public.leads l
      where l.kommo_lead_id = split_part(act.name, ':', 2)::bigint
        and (l.human_stage_moved_at >= to_timestamp(split_part(act.name, ':', 3)::bigint)
          or l.stage_read_at > to_timestamp(split_part(act.name, ':', 3)::bigint) + interval '5 seconds')
    ));
$$;
