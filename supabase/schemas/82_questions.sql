-- What leads asked and nothing answers (T5), for the company that improves its own knowledge. The questions stand with each lead's
-- dialogue and go with the lead.

-- {about, text, leads, last_at}, most asked first: one row for a passage whose answer is missing, one for each unknown wording.
create function public.questions_of_leads(p_limit integer) returns setof jsonb language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'about', q.value ->> 'about',
    'text', min(q.value ->> 'text'),
    'leads', count(distinct l.id),
    'last_at', max(l.last_inbound_at)
  )
  from public.leads l
    cross join lateral jsonb_array_elements(
      case when jsonb_typeof(l.dialogue -> 'leadQuestions') = 'array' then l.dialogue -> 'leadQuestions' else '[]'::jsonb end
    ) as q (value)
  where l.dialogue ? 'leadQuestions'
  group by q.value ->> 'about', case when q.value ->> 'about' is null then lower(q.value ->> 'text') end
  order by count(distinct l.id) desc, min(q.value ->> 'text')
  limit p_limit;
$$;
