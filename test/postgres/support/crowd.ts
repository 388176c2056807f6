/**
 * A database as it stands after months: many leads whose talks are over, a few with something open. Every table that grows is filled, for
 * a planner reads a small table through whatever index there is. Ids are those of `person(n)`, n from 1.
 */
import type { Session } from '../../../local/emulators/supabase/session.ts';

const BEFORE = "timestamptz '2026-11-01T12:00:00Z'";

const id = (kind: number, n: string): string =>
  `('${String(kind).padStart(8, '0')}-0000-4000-8000-' || lpad((${n})::text, 12, '0'))::uuid`;

/** Rows are written as a restored dump's are: no trigger runs, and the planner's figures are fresh. */
const fill = (leads: number, turns: number): string => `
  set session_replication_role = replica;
  insert into public.leads (id, key, phone, lid, reply_to, created_at, kommo_lead_id, kommo_contact_ids, stage_read_at,
      last_inbound_at, last_outbound_at, spoken_at, spoken_cycle, cycle, ladder_cycle, held_at, held_cause, human_reply_at, epoch)
    select ${id(1, 'n')}, '+5581' || (990000000 + n), '+5581' || (990000000 + n), n || '@lid', '+5581' || (990000000 + n), ${BEFORE} + n * interval '1 second',
      15000000 + n, array[30000000 + n], ${BEFORE}, ${BEFORE}, ${BEFORE}, ${BEFORE} + n * interval '1 second', 3, 3, 3,
      case when n % 500 = 0 then ${BEFORE} + n * interval '1 second' end, case when n % 500 = 0 then 'kommo_error' end,
      case when n % 50 = 0 then ${BEFORE} end, n % 3
    from generate_series(1, ${leads}) n;
  insert into public.lead_addresses (key, lead_id)
    select k, ${id(1, 'n')} from generate_series(1, ${leads}) n, lateral (values ('+5581' || (990000000 + n)), ('lid:' || n || '@lid')) a (k);
  insert into public.replies (id, lead_id, dedupe_key, bubbles, intent, epoch, created_at, finished_at, outcome, cycle)
    select ${id(2, `n * ${turns} + t`)}, ${id(1, 'n')}, 'reply:' || n || ':' || t, '["Oi!"]', 'continue', 0, ${BEFORE} + t * interval '1 minute',
      case when n % 400 <> 0 or t > 0 then ${BEFORE} + t * interval '1 minute' end, 'sent', t
    from generate_series(1, ${leads}) n, generate_series(0, ${turns - 1}) t;
  insert into public.messages (id, lead_id, direction, author, provider_id, reply_id, kind, body, content, sent_at, recorded_at, disposition)
    select ${id(4, `n * ${turns} + t`)}, ${id(1, 'n')}, 'in', 'lead', 'in-' || n || '-' || t, ${id(2, `n * ${turns} + t`)}, 'text', 'oi', '{"kind": "text", "text": "oi"}',
      ${BEFORE} + n * interval '1 second' + t * interval '1 minute', ${BEFORE} + n * interval '1 second' + t * interval '1 minute',
      case when t > 0 then 'answered' when n % 300 = 0 then 'pending' when n % 3000 = 1 then 'placeholder' else 'answered' end
    from generate_series(1, ${leads}) n, generate_series(0, ${turns - 1}) t;
  insert into public.messages (id, lead_id, direction, author, provider_id, dedupe_key, reply_id, kind, body, sent_at, recorded_at, status, epoch, flagged_at)
    select ${id(3, `n * ${turns} + t`)}, ${id(1, 'n')}, 'out', 'bot', case when n % 50 <> 0 then 'out-' || n || '-' || t end,
      case t when 0 then 'follow-up:' || ${id(1, 'n')} || ':3:1' when 1 then 'reminder:' || ${id(5, 'n')} || ':1:24h' else 'bubble:' || n || ':' || t end,
      ${id(2, `n * ${turns} + t`)}, 'text', 'Oi!',
      ${BEFORE} + n * interval '1 second' + t * interval '1 minute', ${BEFORE} + n * interval '1 second' + t * interval '1 minute',
      case when n % 50 = 0 then 'unknown' else 'delivered' end, 0, case when n % 50 = 0 then ${BEFORE} end
    from generate_series(1, ${leads}) n, generate_series(0, ${turns - 1}) t;
  insert into public.decisions (lead_id, at, kind, reason, epoch)
    select ${id(1, 'n')}, ${BEFORE} + t * interval '1 minute', 'speak', 'bot_stage', 0 from generate_series(1, ${leads}) n, generate_series(1, ${turns}) t;
  insert into public.follow_ups (lead_id, cycle, step, status, due_at, settled_at)
    select ${id(1, 'n')}, 3, s.step, s.status, ${BEFORE} + n * interval '1 second', case when s.status <> 'planned' then ${BEFORE} end
    from generate_series(1, ${leads}) n, lateral (values ('1', 'sent'), ('close', case when n % 200 = 0 then 'planned' else 'closed' end)) s (step, status);
  insert into public.meetings (id, lead_id, status, starts_at, ends_at, claimed_until, calendar_id, title, created_at, booked_at)
    select ${id(5, 'n')}, ${id(1, 'n')}, case when n % 100 = 0 then 'booked' else 'over' end, ${BEFORE} + n * interval '1 hour',
      ${BEFORE} + n * interval '1 hour' + interval '30 minutes', null, 'agenda', 'Conversa', ${BEFORE}, ${BEFORE}
    from generate_series(1, ${leads}) n;
  insert into public.handoff_parts (lead_id, part, claimed_at, written_at)
    select ${id(1, 'n')}, p, ${BEFORE}, ${BEFORE} from generate_series(1, ${leads}) n, unnest(array['note', 'task']) p;
  insert into public.own_moves (kommo_lead_id, pipeline_id, status_id, at)
    select 15000000 + n, 8100001, 81000012, ${BEFORE} from generate_series(1, ${leads}) n, generate_series(1, 2);
  insert into public.handled_notes (note_id, command, lead_id, given_at)
    select 10 * n + 9, 'humano', ${id(1, 'n')}, ${BEFORE} from generate_series(1, ${leads}) n;
  insert into public.judged_acts (act, judged_at) select 'note:' || n, ${BEFORE} from generate_series(1, ${leads}) n;
  insert into public.unclaimed_takeovers (provider_id, key, body, sent_at, until_at, recorded_at)
    select 'person-' || n, 'lid:nobody-' || n, 'oi', ${BEFORE}, ${BEFORE} + interval '90 days', ${BEFORE} from generate_series(1, ${leads}) n;
  insert into public.amendments (lead_id, target_id, kind, body, edited_at, recorded_at)
    select ${id(1, 'n')}, 'late-' || n, 'edited', 'oi', ${BEFORE}, ${BEFORE} + interval '40 days' from generate_series(1, ${leads}) n;
  set session_replication_role = origin;`;

/** @param turns messages in and out of each lead; at least 2 */
export async function fillCrowd(
  db: Session,
  { leads, turns }: { readonly leads: number; readonly turns: number },
): Promise<void> {
  await db.exec(fill(leads, turns));
  await db.exec('vacuum analyze');
}
