-- How far each repair has looked (design §8), and when a backup was last restored. Nothing is lost by an old mark: the next look only
-- reaches further back.

create table public.looks (
  name text primary key,
  looked_at timestamptz not null
);
alter table public.looks enable row level security;

create function public.last_look(p_name text) returns setof timestamptz language sql stable set search_path = '' as $$
  select looked_at from public.looks where name = p_name;
$$;

-- `p_looks`: when each began, by its name.
create function public.keep_looks(p_looks jsonb) returns void language sql set search_path = '' as $$
  insert into public.looks (name, looked_at) select key, value::timestamptz from jsonb_each_text(p_looks)
    on conflict (name) do update set looked_at = greatest(public.looks.looked_at, excluded.looked_at);
$$;
