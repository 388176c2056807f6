/**
 * Two leads with everything that a function may reach for: an open reply with a bubble under way, words that wait, a planned
 * step, a claimed meeting, a card. And an argument for every parameter that the catalogue names.
 */
import type { Server } from './server.ts';

const AT = '2026-11-23T13:00:00Z';
const EARLIER = '2026-11-23T12:00:00Z';
const TOMORROW = '2026-11-24T13:00:00Z';
/** Where no other meeting of the scenes is. */
const FAR_AWAY = '2027-01-01T13:00:00Z';

export type Person = {
  readonly id: string;
  readonly n: number;
  readonly phone: string;
  readonly lid: string;
  readonly card: number;
  readonly reply: string;
  readonly bubble: string;
  readonly asked: string;
  readonly meeting: string;
};

const uuid = (kind: number, n: number): string =>
  `${String(kind).padStart(8, '0')}-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** Who has this number: everything of theirs is named after it. */
export const person = (n: number): Person => ({
  id: uuid(1, n),
  n,
  phone: `+5581${String(990_000_000 + n)}`,
  lid: `lid:${n}@lid`,
  card: 15_000_000 + n,
  reply: uuid(2, n),
  bubble: uuid(3, n),
  asked: uuid(4, n),
  meeting: uuid(5, n),
});

const rowsOf = (p: Person): string => `
  insert into public.leads (id, key, phone, reply_to, created_at, kommo_lead_id, last_inbound_at, last_outbound_at, spoken_at, spoken_cycle)
    values ('${p.id}', '${p.phone}', '${p.phone}', '${p.phone}', '${EARLIER}', ${p.card}, '${EARLIER}', '${EARLIER}', '${EARLIER}', 0);
  insert into public.lead_addresses (key, lead_id) values ('${p.phone}', '${p.id}'), ('${p.lid}', '${p.id}');
  insert into public.replies (id, lead_id, dedupe_key, bubbles, intent, epoch, created_at)
    values ('${p.reply}', '${p.id}', 'reply:${p.n}', '["Oi!"]', 'continue', 0, '${EARLIER}');
  insert into public.messages (id, lead_id, direction, author, provider_id, reply_id, kind, body, sent_at, recorded_at, disposition)
    values ('${p.asked}', '${p.id}', 'in', 'lead', 'in-${p.n}', '${p.reply}', 'text', 'oi', '${EARLIER}', '${EARLIER}', 'answered'),
      (gen_random_uuid(), '${p.id}', 'in', 'lead', 'in-${p.n}-later', null, 'text', 'e aí?', '${EARLIER}', '${EARLIER}', 'pending');
  insert into public.messages (id, lead_id, direction, author, dedupe_key, reply_id, kind, body, sent_at, recorded_at, status, epoch)
    values ('${p.bubble}', '${p.id}', 'out', 'bot', 'bubble:${p.n}', '${p.reply}', 'text', 'Oi!', '${EARLIER}', '${EARLIER}', 'committed', 0);
  insert into public.follow_ups (lead_id, cycle, step, status, due_at) values ('${p.id}', 0, '1', 'planned', '${EARLIER}');
  insert into public.meetings (id, lead_id, status, starts_at, ends_at, claim, claimed_until, calendar_id, title, created_at)
    values ('${p.meeting}', '${p.id}', 'claimed', timestamptz '${FAR_AWAY}' + interval '${p.n} hours',
      timestamptz '${FAR_AWAY}' + interval '${p.n} hours 30 minutes', 1, '${AT}', 'agenda', 'Conversa', '${EARLIER}');
  insert into public.handoff_parts (lead_id, part, claimed_at) values ('${p.id}', 'note', '${AT}');`;

let people = 0;
/** So many people whom no function has met: nothing has to be cleared away for them. */
export async function newPeople({ db }: Pick<Server, 'db'>, count: number): Promise<readonly Person[]> {
  const made = Array.from({ length: count }, () => {
    people += 1;
    return person(people);
  });
  await db.exec(made.map(rowsOf).join('\n'));
  return made;
}

const decision = { kind: 'speak', reason: 'bot_stage', evidence: {}, stageAgeMs: 100 };
const settlement = (p: Person) => ({
  messageId: p.bubble,
  status: 'sent',
  providerId: `out-${p.n}`,
  replyTo: p.lid,
  errorCode: null,
  stageAgeMs: 100,
});
const plan = { cycle: 0, step: '1', dueAt: TOMORROW };

/** By the parameter's name, or by its name and type where two functions mean two things by one name. `turn` varies what may be varied, so that the branches of a function are all walked. */
const ARGUMENTS: Readonly<Record<string, (p: Person, other: Person, turn: number) => unknown>> = {
  p_lead_id: (p) => p.id,
  p_into: (p) => p.id,
  p_from: (_, other) => other.id,
  // Of a period, where elsewhere it is a lead.
  'p_from timestamp with time zone': () => EARLIER,
  p_to: () => TOMORROW,
  p_keys: (p, other, turn) => (turn % 2 === 0 ? [p.phone, p.lid] : [p.phone, other.lid]),
  p_before_keys: (_, other) => [other.lid],
  p_phone: (p) => p.phone,
  p_lid: () => null,
  p_bsuid: () => null,
  p_reply_to: (p) => p.phone,
  p_profile_name: () => 'Mateus',
  p_messages: (p, _, turn) => [
    {
      providerId: `new-${p.n}-${turn}`,
      kind: 'text',
      body: 'oi',
      content: { kind: 'text', text: 'oi' },
      quotes: null,
      sentAt: AT,
      disposition: 'pending',
    },
  ],
  p_sequence: () => '2',
  p_history_limit: () => 10,
  p_kommo_lead_id: (p, other, turn) => (turn % 2 === 0 ? p.card : other.card),
  p_kommo_contact_ids: () => [1],
  p_signal: (_, __, turn) => (turn % 2 === 0 ? 'human_reply' : 'opt_out'),
  p_message_id: (p) => p.bubble,
  p_message_ids: (p, _, turn) => (turn % 2 === 0 ? null : [p.asked]),
  p_ids: (p, other) => [p.bubble, other.bubble],
  p_lead_ids: (p, other) => [p.id, other.id],
  p_held_since: () => EARLIER,
  p_held_before: () => TOMORROW,
  p_lost_before: () => EARLIER,
  p_in_line_max: () => 750,
  p_is_tried: (_, __, turn) => turn % 2 === 0,
  p_id: (p) => p.meeting,
  p_reply_id: (p) => p.reply,
  p_reply: (p, _, turn) => ({
    key: `reply:${p.n}:${turn}`,
    bubbles: ['Oi!'],
    intent: 'continue',
    facts: {},
    dialogue: {},
    answers: [p.asked],
  }),
  p_provider_id: (p, _, turn) => (turn % 2 === 0 ? `in-${p.n}` : `out-${p.n}`),
  p_callback_id: (p) => p.bubble,
  p_settlements: (p, other, turn) => [[p], [p, other], [other]][turn % 3]?.map(settlement) ?? [],
  p_statuses: (p, other, turn) =>
    [p, other].slice(0, 1 + (turn % 2)).map(({ n, bubble }) => ({
      providerId: `out-${n}`,
      callbackId: bubble,
      status: 'read',
      errorCode: null,
    })),
  p_decision: () => decision,
  p_follow_up: (_, __, turn) => (turn % 2 === 0 ? plan : null),
  p_plan: () => plan,
  p_next: () => ({ ...plan, step: '2' }),
  p_signals: () => ['human_reply'],
  p_command: (_, __, turn) => (turn % 2 === 0 ? 'humano' : 'bot'),
  p_note_id: (p, _, turn) => 10 * p.n + turn,
  p_source: () => ({ reason: 'card' }),
  p_kind: () => 'takeover',
  p_amendment: (_, __, turn) => (turn % 2 === 0 ? 'edited' : 'deleted'),
  p_wish: (_, __, turn) => (turn % 2 === 0 ? 'stop' : 'resume'),
  p_stopped_at: () => null,
  p_epoch: () => 0,
  p_cycle: () => 0,
  p_attempt: (p, _, turn) => uuid(6, p.n + turn),
  p_purpose: () => 'reply',
  p_dedupe_key: (p, _, turn) => `bubble:${p.n}:${turn % 3}`,
  p_body: () => 'Oi!',
  p_outcome: (_, __, turn) => (turn % 2 === 0 ? 'sent' : 'fenced'),
  p_status: (_, __, turn) => (turn % 2 === 0 ? 'sent' : 'refused'),
  p_error_code: () => null,
  p_bot_speaks: (_, __, turn) => turn % 2 === 0,
  p_cards: (p) => [p.card],
  p_observed: (p, _, turn) =>
    turn % 2 === 0
      ? null
      : {
          cards: [p.card],
          kommoLeadId: p.card,
          place: 'em_qualificacao',
          pipelineId: 8_100_001,
          statusId: 81_000_012,
          botSpeaks: true,
          readAt: AT,
          cardUpdatedAt: EARLIER,
          graceSeconds: 5,
          linkedId: p.card,
          contactIds: [],
        },
  'p_cards jsonb': (p) => [{ id: p.card, pipelineId: 8_100_001, statusId: 81_000_099 }],
  p_place: () => 'em_qualificacao',
  p_pipeline_id: () => 8_100_001,
  p_status_id: () => 81_000_012,
  p_grace_seconds: () => 5,
  p_pause_seconds: () => 86_400,
  p_auto_reply_texts: () => [],
  p_calendar_id: () => 'agenda',
  p_email: () => null,
  p_title: () => 'Conversa',
  p_meet_link: () => null,
  p_claim: () => 1,
  p_claim_seconds: () => 60,
  p_wait_seconds: () => 60,
  p_part: () => 'note',
  p_written: (_, __, turn) => turn % 2 === 0,
  p_park: (_, __, turn) => turn % 2 === 0,
  p_held: () => true,
  p_step: () => '1',
  p_name: () => 'cards',
  p_looks: () => ({ cards: AT }),
  p_limit: () => 10,
  p_starts_at: (p) => `2026-11-2${5 + (p.n % 4)}T15:00:00Z`,
  p_ends_at: (p) => `2026-11-2${5 + (p.n % 4)}T15:30:00Z`,
  p_due_at: () => TOMORROW,
  p_until: () => TOMORROW,
  p_before: () => '2026-12-24T13:00:00Z',
  p_before_id: (p) => p.id,
  p_below: (_, __, turn) => (turn % 2 === 0 ? null : 1_000_000_000),
  p_above: () => 0,
  p_sent_before: () => AT,
};

/** For a parameter that nobody has said anything about, by its type: a new function is crossed all the same. */
const BY_TYPE: Readonly<Record<string, (p: Person, turn: number) => unknown>> = {
  text: () => 'x',
  bigint: () => 1,
  integer: () => 1,
  boolean: (_, turn) => turn % 2 === 0,
  uuid: (p) => p.id,
  jsonb: () => ({ reason: 'card' }),
  'timestamp with time zone': () => AT,
  'text[]': () => [],
  'bigint[]': () => [1],
  'uuid[]': (p) => [p.bubble],
};

type Parameter = { readonly name: string; readonly type: string };

/** @throws for a type that nobody has said anything about. */
export function argumentsFor(
  parameters: readonly Parameter[],
  { p, other, turn }: { readonly p: Person; readonly other: Person; readonly turn: number },
): Record<string, unknown> {
  return Object.fromEntries(
    parameters.map(({ name, type }) => {
      const named = ARGUMENTS[`${name} ${type}`] ?? ARGUMENTS[name];
      const typed = BY_TYPE[type];
      if (named) return [name, named(p, other, turn)];
      if (!typed) throw new Error(`scene.ts has no argument for ${name} ${type}: say what it is`);
      return [name, typed(p, turn)];
    }),
  );
}

export type Writer = { readonly name: string; readonly parameters: readonly Parameter[] };

/** Every function that may write, with its parameters: from the catalogue, so that a new one is among them. */
export const writersOf = async (server: Server): Promise<readonly Writer[]> =>
  (await functionsOf(server)).filter(({ writes }) => writes);

/** Every function that can be called, with its parameters. */
export async function functionsOf({
  db,
}: Pick<Server, 'db'>): Promise<readonly (Writer & { readonly writes: boolean })[]> {
  const { rows } = await db.query<Writer & { readonly writes: boolean }>(`
    select proname as name, provolatile = 'v' as writes, coalesce((
        select json_agg(json_build_object('name', a.name, 'type', format_type(a.type, null)) order by a.n)
        from unnest(proargnames[1:pronargs], proargtypes::oid[]) with ordinality as a (name, type, n)
      ), '[]') as parameters
    from pg_proc
    where pronamespace = 'public'::regnamespace and prorettype <> 'trigger'::regtype
      -- What takes a row of a table is called by other functions only.
      and not exists (select from unnest(proargtypes::oid[]) a (type) join pg_type on oid = a.type where typtype = 'c')
    order by proname`);
  return rows;
}
