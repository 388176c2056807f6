-- What a period came to (`ops report`, the console). Only read here; each part finds its rows by an index on the time, so a report costs
-- what its period holds and not what the tables hold.

create index leads_created on public.leads (created_at);
create index decisions_at on public.decisions (at);
-- Few replies are a turn of the talk.
create index replies_at_a_turn on public.replies (created_at) where intent <> 'continue' and intent <> 'meeting_offer';
create index meetings_booked_at on public.meetings (booked_at) where booked_at is not null;
create index follow_ups_sent on public.follow_ups (settled_at) where status = 'sent';

-- Follow-ups that left in the period, by step. One is answered when the lead writes within three days of it and before another one.
create function public.report_follow_ups(p_from timestamptz, p_to timestamptz) returns setof jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('step', f.step, 'sent', count(*), 'answered', count(*) filter (where exists (
    select from public.messages m
    where m.lead_id = f.lead_id and m.direction = 'in' and m.sent_at > f.settled_at and m.sent_at <= f.settled_at + interval '3 days'
      and not exists (
        select from public.follow_ups later
        where later.lead_id = f.lead_id and later.cycle = f.cycle and later.status = 'sent'
          and later.settled_at > f.settled_at and later.settled_at < m.sent_at
      )
  )))
  from public.follow_ups f
  where f.status = 'sent' and f.settled_at >= p_from and f.settled_at < p_to
  group by f.step order by f.step;
$$;

-- What leads asked that nothing answers (T5), of those who last wrote in the period; most asked first.
create function public.report_questions(p_from timestamptz, p_to timestamptz, p_limit integer) returns setof jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('about', q.value ->> 'about', 'text', min(q.value ->> 'text'), 'leads', count(distinct l.id),
    -- Whoever asked it last: where the talk can be read.
    'lead', (array_agg(l.key order by l.last_inbound_at desc))[1])
  from public.leads l
    cross join lateral jsonb_array_elements(
      case when jsonb_typeof(l.dialogue -> 'leadQuestions') = 'array' then l.dialogue -> 'leadQuestions' else '[]'::jsonb end
    ) as q (value)
  where l.dialogue ? 'leadQuestions' and l.last_inbound_at >= p_from and l.last_inbound_at < p_to
  group by q.value ->> 'about', case when q.value ->> 'about' is null then lower(q.value ->> 'text') end
  order by count(distinct l.id) desc, min(q.value ->> 'text')
  limit p_limit;
$$;

-- The period from `p_from` up to and without `p_to`, in one JSON (lib/report/report.ts says what each figure means). `newcomers`: leads who
-- became known in it and wrote, as they stand now. An automatic text is no answer, and a bubble that did not leave is none either.
create function public.report(p_from timestamptz, p_to timestamptz) returns jsonb language sql stable set search_path = '' as $$
  with newcomers as materialized (
    select l.stage_place as stage, l.facts ->> 'adId' as ad, answer.author as answered_by,
      -- The clocks differ: an answer is not stamped before its question.
      round(extract(epoch from greatest(answer.sent_at, asked.sent_at) - asked.sent_at) * 1000) as waited_ms,
      turn.is_qualified as qualified, meeting.is_booked as booked
    from public.leads l
      cross join lateral (
        select m.sent_at, m.arrival from public.messages m
        where m.lead_id = l.id and m.direction = 'in' order by m.arrival limit 1
      ) asked
      left join lateral (
        select m.sent_at, m.author from public.messages m
        where m.lead_id = l.id and m.arrival > asked.arrival and m.author in ('bot', 'person')
          and coalesce(m.status, 'sent') not in ('committed', 'failed')
        order by m.arrival limit 1
      ) answer on true
      -- Joined, where `exists` would be a hash of the whole table.
      left join lateral (
        select true as is_qualified from public.replies r where r.lead_id = l.id and r.intent in ('qualified', 'booked') limit 1
      ) turn on true
      left join lateral (
        select true as is_booked from public.meetings m where m.lead_id = l.id and m.status in ('booked', 'over') limit 1
      ) meeting on true
    where l.created_at >= p_from and l.created_at < p_to
  ), ads as materialized (
    select ad, count(*) as leads, count(answered_by) as answered, count(*) filter (where qualified) as qualified,
      count(*) filter (where booked) as booked, row_number() over (order by count(*) desc, ad) as place
    from newcomers group by ad
  ), lines as materialized (
    select lead_id, kind, reason, evidence from public.decisions where at >= p_from and at < p_to
  ), said as materialized (
    -- As `messages_with_text` has it: what RETENTION_DAYS emptied is no longer counted.
    select lead_id, author from public.messages
    where recorded_at >= p_from and recorded_at < p_to and (body is not null or content is not null)
      and coalesce(status, 'sent') not in ('committed', 'failed')
  ), turns as materialized (
    select lead_id, intent, created_at from public.replies
    where created_at >= p_from and created_at < p_to and intent <> 'continue' and intent <> 'meeting_offer'
  ), spent as (
    select evidence ->> 'model' as model, count(*) as replies,
      coalesce(sum((evidence ->> 'answers')::numeric), 0) as answers,
      coalesce(sum((evidence ->> 'tokensIn')::numeric), 0) as tokens_in,
      coalesce(sum((evidence ->> 'tokensOut')::numeric), 0) as tokens_out,
      sum((evidence ->> 'costUsd')::numeric) as cost_usd,
      count(*) filter (where evidence ->> 'costUsd' is null) as unpriced
    from lines where kind = 'speak' and evidence ? 'model' group by evidence ->> 'model'
  )
  select jsonb_build_object(
    'leads', (
      select jsonb_build_object(
        'new', count(*), 'answered', count(answered_by), 'byBot', count(*) filter (where answered_by = 'bot'),
        'byPerson', count(*) filter (where answered_by = 'person'),
        'qualified', count(*) filter (where qualified), 'booked', count(*) filter (where booked),
        'p50Ms', round(percentile_cont(0.5) within group (order by waited_ms) filter (where answered_by is not null)),
        'p95Ms', round(percentile_cont(0.95) within group (order by waited_ms) filter (where answered_by is not null)))
      from newcomers),
    'stages', (
      select coalesce(jsonb_agg(jsonb_build_object('stage', s.stage, 'leads', s.leads) order by s.leads desc, s.stage), '[]')
      from (select stage, count(*) as leads from newcomers group by stage) s),
    -- The largest sources one by one, the rest together under `rest`.
    'sources', (
      select coalesce(jsonb_agg(to_jsonb(a) - 'place' order by a.place), '[]') from ads a where a.place <= 50),
    'rest', (
      select jsonb_build_object('ads', count(*), 'leads', coalesce(sum(leads), 0), 'answered', coalesce(sum(answered), 0),
        'qualified', coalesce(sum(qualified), 0), 'booked', coalesce(sum(booked), 0))
      from ads where place > 50),
    'messages', (
      select jsonb_build_object(
        'fromLeads', count(*) filter (where author = 'lead'), 'leads', count(distinct lead_id) filter (where author = 'lead'),
        'fromBot', count(*) filter (where author = 'bot'), 'fromPersons', count(*) filter (where author = 'person'))
      from said),
    -- A lead qualifies once.
    'qualified', (
      select count(distinct t.lead_id) from turns t
      where t.intent in ('qualified', 'booked') and not exists (
        select from public.replies earlier
        where earlier.lead_id = t.lead_id and earlier.intent in ('qualified', 'booked') and earlier.created_at < p_from)),
    'turns', (
      select coalesce(jsonb_agg(jsonb_build_object('intent', t.intent, 'leads', t.leads) order by t.leads desc, t.intent), '[]')
      from (select intent, count(distinct lead_id) as leads from turns group by intent) t),
    'meetings', (
      select jsonb_build_object('booked', count(*), 'leads', count(distinct lead_id), 'cancelled', count(*) filter (where status = 'cancelled'))
      from public.meetings
      where booked_at >= p_from and booked_at < p_to and status in ('booked', 'over', 'cancelled')),
    'decisions', (
      select coalesce(jsonb_agg(to_jsonb(d) order by d.lines desc, d.kind, d.reason), '[]')
      from (select kind, reason, count(*) as lines, count(distinct lead_id) as leads from lines group by kind, reason) d),
    'followUps', (select coalesce(jsonb_agg(f), '[]') from public.report_follow_ups(p_from, p_to) as f),
    'questions', (select coalesce(jsonb_agg(q), '[]') from public.report_questions(p_from, p_to, 20) as q),
    'model', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'model', s.model, 'replies', s.replies, 'answers', s.answers, 'tokensIn', s.tokens_in, 'tokensOut', s.tokens_out,
        'costUsd', s.cost_usd, 'unpriced', s.unpriced) order by s.model), '[]')
      from spent s)
  );
$$;
