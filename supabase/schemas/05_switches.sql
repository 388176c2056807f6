-- What an operator turns off for everybody. No row, or no time in it: on.
create table public.switches (
  name text primary key,
  stopped_at timestamptz,
  -- Who asked for it, where it was a person by name (the console).
  stopped_by text,
  constraint known_switch check (name in ('speech'))
);
alter table public.switches enable row level security;
insert into public.switches (name) values ('speech');

-- `ops stop`: once this has returned, nothing is committed. Null: `ops start`. A first stop keeps its time.
create function public.stop_speech(p_stopped_at timestamptz, p_by text default null) returns void language sql set search_path = '' as $$
  insert into public.switches (name, stopped_at, stopped_by) values ('speech', p_stopped_at, p_by)
  on conflict (name) do update set
    stopped_at = case when excluded.stopped_at is null then null else coalesce(public.switches.stopped_at, excluded.stopped_at) end,
    stopped_by = case when excluded.stopped_at is null then null
      when public.switches.stopped_at is not null then public.switches.stopped_by else excluded.stopped_by end;
$$;

-- Since when nobody is spoken to; no row: speech is on.
create function public.speech_stopped_at() returns setof timestamptz language sql stable set search_path = '' as $$
  select stopped_at from public.switches where name = 'speech' and stopped_at is not null;
$$;
