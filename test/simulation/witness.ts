/** The one exact check of I1: within Postgres, at the very commit of a bubble, whose conversation was it? */
import { ERASURE_CONFIRMATION, OPT_OUT_CONFIRMATION, OPT_OUT_NOTICE } from '../../lib/agent/opt-out-texts.ts';
import type { SupabaseEmulator } from '../../local/emulators/supabase/emulator.ts';

const WITNESS = `
  create table if not exists simulation.leaks (body text, epoch bigint, lead_epoch bigint, owner text);
  create or replace function simulation.witness() returns trigger
  language plpgsql security definer set search_path = '' as $$
  declare
    v_lead public.leads;
    v_owner text;
  begin
    select * into v_lead from public.leads where id = new.lead_id;
    v_owner := public.owner_at(v_lead, new.recorded_at);
    if v_owner <> 'bot' or v_lead.epoch <> new.epoch then
      insert into simulation.leaks values (new.body, new.epoch, v_lead.epoch, v_owner);
    end if;
    return new;
  end $$;
  create or replace trigger simulation_witness after insert on public.messages
    for each row when (new.author = 'bot') execute function simulation.witness();
`;

export type Leak = {
  readonly body: string;
  readonly epoch: number;
  readonly lead_epoch: number;
  readonly owner: string;
};

export async function placeWitness({ db }: SupabaseEmulator): Promise<void> {
  await db.exec(`${WITNESS} delete from simulation.leaks;`);
}
/** A stop is confirmed, and once a day a lead that asked for it is told how to come back: the lines that are meant to leave. */
const AFTER_A_STOP: readonly string[] = [OPT_OUT_CONFIRMATION, ERASURE_CONFIRMATION, OPT_OUT_NOTICE];

export async function leaksOf({ db }: SupabaseEmulator): Promise<readonly Leak[]> {
  const { rows } = await db.query<Leak>('select * from simulation.leaks');
  return rows.filter(({ body }) => !AFTER_A_STOP.includes(body));
}
