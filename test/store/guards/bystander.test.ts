/** Whatever is done to one lead, another stays as it was, and what is asked about one tells nothing of another (R19). Every function of the catalogue. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { callStatement, createRoutineCache } from '../../../local/emulators/supabase/routine.ts';
import type { Database } from '../../../local/emulators/supabase/session.ts';
import { argumentsFor, newPeople, type Person } from '../../postgres/support/scene.ts';
import { useDatabase } from '../../support/database.ts';
import { aReply, EVERY_SIGNAL } from './support.ts';

const database = useDatabase();
const SCHEMAS = new URL('../../../supabase/schemas/', import.meta.url);

/** They look at everybody, and say so by having no lead among their parameters; what they must leave alone has tests of its own. */
const OF_EVERYBODY = new Set([
  ...[
    'purge_texts',
    'unsettled_sends',
    'take_abandoned_meetings',
    'held_leads',
    'held_to_redrive',
    'held_too_long',
    'planned_follow_ups',
    'meetings_ahead',
  ],
  ...[
    'leads_without_ladder',
    'ripe_placeholders',
    'busy_meetings',
    'meetings_in_the_way',
    'unsettled_sends',
    'applied_schema',
    'console_board',
    'report',
    'report_follow_ups',
    'report_questions',
    'silent_leads',
    'after_restore',
  ],
  ...[
    'stop_speech',
    'speech_stopped_at',
    'tables_of_leads',
    'last_look',
    'keep_looks',
    'waiting_work',
    'lock_meetings',
    'settle_sends',
  ],
]);
/** Called by the database itself, or no function of rows. */
const INNER = new Set([
  'apply_amendments',
  'refuse_change',
  'heed_refusal',
  'amended',
  'owner_at',
  'may_be_proactive',
  'append_decision',
  // Shows the row that it is given.
  'console_lead',
  'is_silent_since',
]);

const FUNCTIONS = readdirSync(SCHEMAS)
  .flatMap((file) => [
    ...readFileSync(new URL(file, SCHEMAS), 'utf8').matchAll(/^create function public\.(\w+)/gm),
  ])
  .map(([, name = '']) => name)
  .filter((name) => !OF_EVERYBODY.has(name) && !INNER.has(name));

/** All rows that are this person's, as they are kept. */
async function rowsOf(db: Database, { id }: Person): Promise<string> {
  const { rows } = await db.query<{ all: unknown }>('select public.export_lead($1) as all', [id]);
  return JSON.stringify(rows);
}

async function call(db: Database, fn: string, args: Record<string, unknown>): Promise<string> {
  const [routine] = await createRoutineCache(db).find(fn);
  if (!routine) throw new Error(`no function ${fn}`);
  const statement = callStatement({
    routine,
    argumentNames: new Set(Object.keys(args)),
    argumentsJson: JSON.stringify(args),
    role: 'service_role',
    single: false,
  });
  const answers = await db.transaction((session) => session.exec(statement));
  const [row] = (answers.at(-1)?.rows ?? []) as { body?: string }[];
  return row?.body ?? '';
}

test.each(FUNCTIONS)(
  'R19 · %s of one lead changes nothing of another’s, and tells nothing of it',
  async (fn) => {
    const { db } = database();
    const [bystander, p, taken, other] = await newPeople({ db }, 4);
    if (!p || !taken || !other || !bystander) throw new Error('nobody');
    // One plain lead and one with every signal, so that every branch is walked; whatever could be lost stands on the bystander's row.
    for (const { id } of [bystander, taken])
      for (const [column, value] of Object.entries(EVERY_SIGNAL))
        await db.query(`update public.leads set ${column} = $2 where id = $1`, [id, value]);
    await db.query(
      `insert into public.replies select r.* from
         jsonb_populate_record(null::public.replies, $1::jsonb || jsonb_build_object('id', gen_random_uuid())) r`,
      [JSON.stringify(aReply(bystander.id))],
    );
    const { rows } = await db.query<{ name: string; type: string }>(
      `select a.name, format_type(a.type, null) as type from pg_proc,
       unnest(proargnames[1:pronargs], proargtypes::oid[]) with ordinality as a (name, type, n)
     where pronamespace = 'public'::regnamespace and proname = $1 order by n`,
      [fn],
    );
    const before = await rowsOf(db, bystander);
    for (const [of, turn] of [
      [p, 0],
      [p, 2],
      [taken, 0],
    ] as const) {
      // Refused, for what was done before or for what it is: also then nothing of another's.
      const told = await call(db, fn, argumentsFor(rows, { p: of, other, turn })).catch(
        (error: Error) => error.message,
      );
      for (const secret of [bystander.id, bystander.reply, bystander.bubble, bystander.meeting])
        expect(told).not.toContain(secret);
    }
    expect(await rowsOf(db, bystander)).toBe(before);
  },
);
