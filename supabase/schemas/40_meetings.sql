-- Meetings. S1: no two meetings hold one time; that is decided here, under a lock, and a constraint stands behind the lock.
-- With a Google calendar a time is claimed first and confirmed once Google has the event: a claim is nobody's booking, and one
-- that was never confirmed ends by itself.

create table public.meetings (
  id uuid primary key default gen_random_uuid(),
  lead_id uuid not null references public.leads (id) on delete cascade,
  -- claimed: held, not yet confirmed · booked: confirmed · over: took place · cancelled: by the lead · released: never came to be
  -- surplus: one of two bookings of a person who turned out to be one lead; its event has still to go
  status text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  -- Where a booked meeting is being moved to; both times are held until the move is confirmed.
  next_starts_at timestamptz,
  next_ends_at timestamptz,
  -- Fencing token: goes up with every claim, so a slow worker cannot confirm or undo what another one took up.
  claim bigint not null default 0,
  -- Until when an unconfirmed claim holds; null when nothing is under way.
  claimed_until timestamptz,
  -- S2: the calendar its event is in, by name; null: this table is the calendar.
  calendar_id text,
  email text,
  title text not null,
  meet_link text,
  created_at timestamptz not null,
  booked_at timestamptz,
  constraint known_meeting_status check (status in ('claimed', 'booked', 'over', 'cancelled', 'released', 'surplus')),
  constraint meeting_has_a_length check (ends_at > starts_at),
  constraint move_has_both_ends check ((next_starts_at is null) = (next_ends_at is null) and next_ends_at > next_starts_at),
  constraint claim_is_claimed check (status <> 'claimed' or claimed_until is not null),
  constraint no_double_booking exclude using gist (tstzrange(starts_at, ends_at) with &&) where (status in ('claimed', 'booked'))
);
create unique index one_active_meeting_per_lead on public.meetings (lead_id) where status in ('claimed', 'booked');
create index meetings_of_lead on public.meetings (lead_id);
create index meetings_at on public.meetings using gist (tstzrange(starts_at, ends_at)) where status in ('claimed', 'booked', 'surplus');
create index meetings_moving_to on public.meetings using gist (tstzrange(next_starts_at, next_ends_at)) where next_starts_at is not null;
create index meetings_claimed on public.meetings (claimed_until) where claimed_until is not null;
create index meetings_booked on public.meetings (starts_at) where status = 'booked';
alter table public.meetings enable row level security;

-- Meetings of others that hold some of this time. A claim that ran out still holds, and a surplus meeting: its event may be in the
-- calendar, and has to be taken out first (`take_abandoned_meetings`).
create function public.meetings_in_the_way(p_except uuid, p_starts_at timestamptz, p_ends_at timestamptz) returns setof public.meetings
language sql stable set search_path = '' as $$
  select * from public.meetings
  where status in ('claimed', 'booked', 'surplus') and id is distinct from p_except
    and (tstzrange(starts_at, ends_at) && tstzrange(p_starts_at, p_ends_at)
      or tstzrange(next_starts_at, next_ends_at) && tstzrange(p_starts_at, p_ends_at) and next_starts_at is not null);
$$;

-- Whoever takes a time waits here for whoever else does, with its own lead's row in hand.
create function public.lock_meetings() returns void language sql set search_path = '' as $$
  select pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('public.meetings', 0));
$$;

-- What is in the past is no longer in the way of a lead's next meeting.
create function public.end_past_meetings(p_lead_id uuid, p_at timestamptz) returns void language sql set search_path = '' as $$
  select 1 from public.leads where id = p_lead_id for update;
  update public.meetings set status = 'over', next_starts_at = null, next_ends_at = null, claimed_until = null
  where lead_id = p_lead_id and status = 'booked' and ends_at <= p_at;
$$;

-- Takes a time for a lead's first or next meeting. Without `p_calendar_id` it is booked; else claimed for `p_claim_seconds`.
-- {outcome, meeting}: 'booked' (also: was booked at this time already) · 'claimed' (`resumed`: an earlier claim was taken up, so
-- its event may exist) · 'other_time': the lead has a confirmed meeting at another time · 'taken' · 'abandoned': held only by
-- claims that ran out.
create function public.book_meeting(
  p_lead_id uuid, p_starts_at timestamptz, p_ends_at timestamptz, p_calendar_id text, p_email text, p_title text,
  p_claim_seconds integer, p_at timestamptz
) returns jsonb language plpgsql set search_path = '' as $$
declare
  v_mine public.meetings;
  v_resumed boolean;
begin
  perform 1 from public.leads where id = p_lead_id for update;
  perform public.lock_meetings();
  perform public.end_past_meetings(p_lead_id, p_at);
  select * into v_mine from public.meetings where lead_id = p_lead_id and status in ('claimed', 'booked') for update;
  v_resumed := found;
  if v_mine.status = 'booked' then
    return jsonb_build_object(
      'outcome', case when v_mine.starts_at = p_starts_at and v_mine.next_starts_at is null then 'booked' else 'other_time' end,
      'meeting', to_jsonb(v_mine)
    );
  end if;
  if exists (select from public.meetings_in_the_way(v_mine.id, p_starts_at, p_ends_at) m where m.claimed_until is null or m.claimed_until > p_at) then
    return jsonb_build_object('outcome', 'taken');
  end if;
  if exists (select from public.meetings_in_the_way(v_mine.id, p_starts_at, p_ends_at)) then
    return jsonb_build_object('outcome', 'abandoned');
  end if;

  if v_resumed then
    update public.meetings set
      starts_at = p_starts_at, ends_at = p_ends_at, email = p_email, title = p_title, claim = claim + 1,
      claimed_until = p_at + make_interval(secs => p_claim_seconds)
    where id = v_mine.id returning * into v_mine;
  else
    insert into public.meetings (
      lead_id, status, starts_at, ends_at, claim, claimed_until, calendar_id, email, title, created_at, booked_at
    ) values (
      p_lead_id, case when p_calendar_id is null then 'booked' else 'claimed' end, p_starts_at, p_ends_at, 1,
      case when p_calendar_id is not null then p_at + make_interval(secs => p_claim_seconds) end,
      p_calendar_id, p_email, p_title, p_at, case when p_calendar_id is null then p_at end
    ) returning * into v_mine;
  end if;
  if v_mine.status = 'booked' then
    perform public.start_cycle(p_lead_id);
  end if;
  return jsonb_build_object('outcome', v_mine.status, 'resumed', v_resumed, 'meeting', to_jsonb(v_mine));
exception
  -- The constraint, had the lock not been there.
  when exclusion_violation or unique_violation then
    return jsonb_build_object('outcome', 'taken');
end;
$$;

-- Takes another time for a confirmed meeting, which keeps its length (S2). Both times are held until `confirm_meeting`.
-- {outcome, meeting}: 'booked' (moved, or is there already) · 'claimed' · 'none' · 'taken' · 'abandoned'.
create function public.move_meeting(
  p_lead_id uuid, p_starts_at timestamptz, p_claim_seconds integer, p_at timestamptz
) returns jsonb language plpgsql set search_path = '' as $$
declare
  v_mine public.meetings;
  v_ends_at timestamptz;
  v_resumed boolean;
begin
  perform 1 from public.leads where id = p_lead_id for update;
  perform public.lock_meetings();
  perform public.end_past_meetings(p_lead_id, p_at);
  select * into v_mine from public.meetings where lead_id = p_lead_id and status = 'booked' for update;
  if not found then
    return jsonb_build_object('outcome', 'none');
  end if;
  if v_mine.starts_at = p_starts_at and v_mine.next_starts_at is null then
    return jsonb_build_object('outcome', 'booked', 'meeting', to_jsonb(v_mine));
  end if;
  v_ends_at := p_starts_at + (v_mine.ends_at - v_mine.starts_at);
  v_resumed := v_mine.next_starts_at is not null;
  if exists (select from public.meetings_in_the_way(v_mine.id, p_starts_at, v_ends_at) m where m.claimed_until is null or m.claimed_until > p_at) then
    return jsonb_build_object('outcome', 'taken');
  end if;
  if exists (select from public.meetings_in_the_way(v_mine.id, p_starts_at, v_ends_at)) then
    return jsonb_build_object('outcome', 'abandoned');
  end if;
  if v_mine.calendar_id is null then
    update public.meetings set starts_at = p_starts_at, ends_at = v_ends_at, claim = claim + 1
    where id = v_mine.id returning * into v_mine;
    return jsonb_build_object('outcome', 'booked', 'meeting', to_jsonb(v_mine));
  end if;
  update public.meetings set
    next_starts_at = p_starts_at, next_ends_at = v_ends_at, claim = claim + 1,
    claimed_until = p_at + make_interval(secs => p_claim_seconds)
  where id = v_mine.id returning * into v_mine;
  return jsonb_build_object('outcome', 'claimed', 'resumed', v_resumed, 'meeting', to_jsonb(v_mine));
exception
  when exclusion_violation then
    return jsonb_build_object('outcome', 'taken');
end;
$$;

-- The event is in the calendar: the claim is a booking, the move is done. {outcome}: 'booked' · 'superseded': another worker took
-- the meeting up and answers for its event · 'gone': cancelled or released meanwhile; the event has to go too.
create function public.confirm_meeting(p_id uuid, p_claim bigint, p_meet_link text, p_at timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_mine public.meetings;
begin
  perform 1 from public.leads where id = (select lead_id from public.meetings where id = p_id) for update;
  select * into v_mine from public.meetings where id = p_id for update;
  if not found or v_mine.status not in ('claimed', 'booked') then
    return jsonb_build_object('outcome', 'gone');
  end if;
  if v_mine.claim <> p_claim then
    return jsonb_build_object('outcome', 'superseded');
  end if;
  update public.meetings set
    status = 'booked',
    starts_at = coalesce(next_starts_at, starts_at), ends_at = coalesce(next_ends_at, ends_at),
    next_starts_at = null, next_ends_at = null, claimed_until = null,
    meet_link = coalesce(p_meet_link, meet_link), booked_at = coalesce(booked_at, p_at)
  where id = p_id;
  if v_mine.status = 'claimed' then
    perform public.start_cycle(v_mine.lead_id);
  end if;
  return jsonb_build_object('outcome', 'booked', 'meeting', (select to_jsonb(m) from public.meetings m where m.id = p_id));
end;
$$;

-- Nothing of this claim is in the calendar: its time is free again, a booked meeting stays where it was.
create function public.release_meeting(p_id uuid, p_claim bigint) returns void language sql set search_path = '' as $$
  select 1 from public.leads where id = (select lead_id from public.meetings where id = p_id) for update;
  update public.meetings set
    status = case when status in ('claimed', 'surplus') then 'released' else status end,
    next_starts_at = null, next_ends_at = null, claimed_until = null
  where id = p_id and claim = p_claim and status in ('claimed', 'booked', 'surplus');
$$;

-- The lead's meeting is off. Workers that still move or confirm it find it gone.
create function public.cancel_meeting(p_lead_id uuid, p_at timestamptz) returns setof public.meetings language plpgsql set search_path = '' as $$
begin
  perform 1 from public.leads where id = p_lead_id for update;
  perform public.end_past_meetings(p_lead_id, p_at);
  return query
    update public.meetings set status = 'cancelled', next_starts_at = null, next_ends_at = null, claimed_until = null, claim = claim + 1
    where lead_id = p_lead_id and status in ('claimed', 'booked')
    returning *;
end;
$$;

-- The meeting a lead has ahead, confirmed or only claimed.
create function public.meeting_of(p_lead_id uuid, p_at timestamptz) returns setof public.meetings language sql stable set search_path = '' as $$
  select * from public.meetings where lead_id = p_lead_id and status in ('claimed', 'booked') and ends_at > p_at;
$$;

-- S4: what holds time in a period. A read: it waits for nobody.
create function public.busy_meetings(p_from timestamptz, p_to timestamptz) returns setof public.meetings language sql stable set search_path = '' as $$
  select * from public.meetings_in_the_way(null, p_from, p_to) order by starts_at, id;
$$;

-- Confirmed meetings that begin in a period: their reminders can be armed again at any time.
create function public.meetings_ahead(p_from timestamptz, p_to timestamptz, p_limit integer) returns setof public.meetings
language sql stable set search_path = '' as $$
  select * from public.meetings where status = 'booked' and starts_at > p_from and starts_at <= p_to order by starts_at limit p_limit;
$$;

-- Claims that ran out, handed to one worker: to take back what they may have left in the calendar, then to release them.
create function public.take_abandoned_meetings(p_claim_seconds integer, p_at timestamptz) returns setof public.meetings
language sql set search_path = '' as $$
  update public.meetings set claim = claim + 1, claimed_until = p_at + make_interval(secs => p_claim_seconds)
  where id in (
    select id from public.meetings
    where claimed_until <= p_at and status in ('claimed', 'booked', 'surplus')
    order by claimed_until limit 10 for update skip locked
  )
  returning *;
$$;

-- P5: a person gave the meeting's event another time in the calendar. Nothing when it is no booking any more, is being moved, or the
-- time is another meeting's.
create function public.follow_event(p_id uuid, p_claim bigint, p_starts_at timestamptz, p_ends_at timestamptz) returns setof public.meetings
language plpgsql set search_path = '' as $$
begin
  perform public.lock_meetings();
  return query
    update public.meetings set starts_at = p_starts_at, ends_at = p_ends_at, claim = claim + 1
    where id = p_id and claim = p_claim and status = 'booked' and next_starts_at is null
    returning *;
exception
  when exclusion_violation then
    return;
end;
$$;

-- P5: a person took the meeting's event out of the calendar, or declined it: its time is free. Nothing when something happened to it since.
create function public.close_meeting(p_id uuid, p_claim bigint) returns setof public.meetings language sql set search_path = '' as $$
  update public.meetings set status = 'cancelled', claim = claim + 1
  where id = p_id and claim = p_claim and status = 'booked' and next_starts_at is null
  returning *;
$$;
