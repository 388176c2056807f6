/** A lead that stops answering, and time that passes: days in moments, since nothing but the ladder happens in them. */
import { instantOf } from '../../../lib/calendar/zone.ts';
import { createStore, type Store } from '../../../lib/store/store.ts';
import type { Stack, StackOptions } from '../../../local/stack.ts';
import type { World } from '../../support/world.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** A civil time in São Paulo: `2026-11-23 07:59`. */
export function at(text: string): number {
  const [date = '', clock = ''] = text.split(' ');
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return instantOf({ date, minute: hour * 60 + minute, timezone: 'America/Sao_Paulo' });
}
/** The civil time in São Paulo of an instant, to the minute. */
export const civil = (ms: number): string =>
  new Date(ms - 3 * HOUR).toISOString().slice(0, 16).replace('T', ' ');

/** The ladder alone: what reconcile would repair stays broken, and its minute costs nothing. */
export const UNREPAIRED: Partial<StackOptions> = { functions: { reconcile: async () => undefined } };

type Open = (options?: Partial<StackOptions>) => Promise<World>;

/**
 * Mateus has said his name and was asked for his bill; from here on he keeps silent. `anchor`: the minute in which the bot asked,
 * civil time, some seconds into it; his own message was 7 s before.
 */
export async function silentLead(
  open: Open,
  { anchor = '2026-11-23 10:00', ...options }: Partial<StackOptions> & { anchor?: string } = {},
) {
  const anchorMs = at(anchor);
  const w = await open({ provider: 'evolution', ...UNREPAIRED, ...options, startMs: anchorMs - 5_000 });
  await w.says('oi');
  await w.says('Mateus');
  const spoken = w.fromBot().length;
  return Object.assign(w, {
    store: storeOf(w),
    /** What the lead was written since it fell silent: civil time and words. */
    since: (): readonly (readonly [time: string, text: string])[] =>
      w.whatsapp
        .phone('+5581990000001')
        .flatMap(({ from, via, at: sentMs, text }) =>
          from === 'us' && via === 'api' && sentMs >= anchorMs + MINUTE
            ? [[civil(sentMs), text] as const]
            : [],
        ),
    /** The same, the times alone. */
    times: (): readonly string[] =>
      w.whatsapp
        .phone('+5581990000001')
        .flatMap(({ from, via, at: sentMs }) => (from === 'us' && via === 'api' ? [civil(sentMs)] : []))
        .slice(spoken),
    until: (time: string): Promise<void> => w.clock.advance(at(time) - w.clock.nowMs()),
    hours: (count: number): Promise<void> => w.clock.advance(count * HOUR),
    /** The steps of the lead's present cycle, by name. */
    steps: async (): Promise<Readonly<Record<string, string>>> => {
      const { rows } = await w.supabase.db.query<{ step: string; status: string }>(
        'select f.step, f.status from public.follow_ups f join public.leads l on l.id = f.lead_id and l.cycle = f.cycle order by f.due_at',
      );
      return Object.fromEntries(rows.map(({ step, status }) => [step, status]));
    },
    reasons: async (): Promise<readonly string[]> =>
      (await w.decisions()).map(({ kind, reason }) => `${kind}: ${reason}`),
    tags: (): readonly string[] => w.kommo.control.cards()[0]?.tags ?? [],
    /** Fires the executor as a schedule or reconcile would. */
    fire: (firing: unknown) => w.lambda.control.invoke('follow-up-executor', firing),
    armed: (): readonly string[] =>
      w.scheduler.control.schedules('bastao-local').map(({ definition }) => definition.ScheduleExpression),
  });
}
export type SilentWorld = Awaited<ReturnType<typeof silentLead>>;

export const storeOf = (w: Pick<Stack, 'url' | 'environment'>): Store =>
  createStore({ url: `${w.url}/supabase`, serviceKey: w.environment['SUPABASE_SERVICE_KEY'] ?? '' });
