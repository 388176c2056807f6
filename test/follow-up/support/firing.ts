/**
 * A stack in whose firings things happen: at a call to Postgres, while the words are found, and the wire that is cut at any of a
 * firing's requests. One for a whole file; people are new in every play.
 */

import { connectSpeech } from '../../../lib/app/clients.ts';
import { loadFollowUpConfig } from '../../../lib/config.ts';
import type { FollowUpWriter } from '../../../lib/conversation/follow-up-texts.ts';
import type { Network } from '../../../local/emulators/http.ts';
import { createStack, type Stack, type StackOptions, startDatabase } from '../../../local/stack.ts';
import { START_MS } from '../../support/world.ts';
import type { Moment } from './script.ts';

const EXECUTOR = 'follow-up-executor';
const RPC = /\/rpc\/([^/?]+)/;

/** Postgres as its own witness: what is committed while the row says that a person holds the lead, or in a cycle that is over. */
const WITNESS = `
create schema if not exists witness;
create table if not exists witness.leaks (lead_id uuid, body text, why text);
-- As its owner: the role of the product may write nowhere else, and a witness that may not write would stop the leak instead of telling it.
create or replace function witness.look() returns trigger language plpgsql security definer set search_path = '' as $$
declare v public.leads;
begin
  select * into v from public.leads where id = new.lead_id;
  -- Once a day a lead that asked to stop is told how to come back; it alone is said then.
  if new.dedupe_key not like 'follow-up:%' then
    v.opted_out_at := null;
  end if;
  if public.owner_at(v, new.recorded_at) <> 'bot' or v.epoch <> new.epoch then
    insert into witness.leaks values (new.lead_id, new.body, 'the row says that a person holds the lead');
  end if;
  if new.dedupe_key like 'follow-up:%' and split_part(new.dedupe_key, ':', 3) <> v.cycle::text then
    insert into witness.leaks values (new.lead_id, new.body, 'its cycle is over');
  end if;
  return new;
end $$;
create or replace trigger witness after insert on public.messages for each row
  when (new.author = 'bot' and new.dedupe_key is not null) execute function witness.look();`;

export type FiringStack = Stack & {
  /** Clients of the functions' own make, for those who stand in for the conversation. */
  readonly speech: ReturnType<typeof connectSpeech>;
  /** At this moment of a firing, once. */
  at(moment: Moment, act: () => Promise<void>): void;
  /** The next firing dies at its request of this number: not carried out, or carried out and unanswered. */
  dieAt(request: number, how: 'cut' | 'cut_answer'): void;
  /** What the world does itself: never cut, and no request of a firing's. */
  aside(work: () => Promise<void>): Promise<void>;
  /** How long words take to be found, on the stack's clock. */
  wordedIn(ms: number): void;
  /** Whatever has not come yet never comes. */
  calm(): void;
  /** What was armed with `dieAt` and came. */
  deaths(): number;
};

export async function openFiringStack(
  options: Pick<StackOptions, 'provider' | 'environment'>,
): Promise<FiringStack> {
  const database = await startDatabase({ databaseDir: null });
  await database.db.exec(WITNESS);
  let moments: { readonly moment: Moment; readonly act: () => Promise<void> }[] = [];
  let wordedInMs = 0;
  let death: {
    request: number;
    readonly how: 'cut' | 'cut_answer';
    readonly firings: number;
    diedAtMs: number | null;
  } | null = null;
  let deaths = 0;
  let acting = 0;
  let stack: Stack | null = null;
  const firings = (): number => stack?.lambda.control.invocationCounts.get(EXECUTOR) ?? 0;

  const aside = async (work: () => Promise<void>): Promise<void> => {
    acting += 1;
    try {
      await work();
    } finally {
      acting -= 1;
    }
  };
  const happen = async (moment: Moment): Promise<void> => {
    const due = moments.find((each) => each.moment === moment);
    if (!due) return;
    moments = moments.filter((each) => each !== due);
    await aside(due.act);
  };
  const supabase: typeof database = {
    ...database,
    handler: async (request) => {
      const fn = RPC.exec(request.url)?.[1];
      // A turn that the world plays itself is no firing, and no other comes between: the queue keeps one lead's turns apart.
      if (fn === undefined || acting > 0 || !moments.some(({ moment }) => moment.endsWith(fn)))
        return database.handler(request);
      // Replies are committed by the same function.
      const isOfFiring = fn !== 'commit_send' || (await request.clone().text()).includes('"follow-up:');
      if (!isOfFiring) return database.handler(request);
      await happen(`before ${fn}` as Moment);
      const answer = await database.handler(request);
      await happen(`after ${fn}` as Moment);
      return answer;
    },
  };
  const network: Network = ({ mount }) => {
    // Webhooks, and what a play writes in their place, are the world's requests, not the firing's.
    if (!death || !stack || mount === '/webhooks' || acting > 0 || firings() === death.firings) return 'up';
    const nowMs = stack.clock.nowMs();
    // Dead until time has passed: nothing of it comes after.
    if (death.diedAtMs !== null) return death.diedAtMs === nowMs ? 'cut' : 'up';
    death.request -= 1;
    if (death.request > 0) return 'up';
    death.diedAtMs = nowMs;
    deaths += 1;
    return death.how;
  };
  const writer: FollowUpWriter = async ({ history }, { step }) => {
    await happen('while it is worded');
    if (wordedInMs > 0) await stack?.clock.sleep(wordedInMs);
    return {
      kind: 'text',
      text: `Retomada ${step} depois de ${history.filter(({ author }) => author === 'lead').length}`,
    };
  };
  stack = await createStack({
    mode: 'manual',
    startMs: START_MS,
    calendar: 'built_in',
    supabase,
    network,
    followUpWriter: writer,
    ...options,
  });
  // Its minute is played where a script needs it; a day of them costs more than everything else.
  stack.scheduler.control.lose('reconcile');
  stack.kommo.control.knobs.limitPerSecond = null;
  const speech = connectSpeech(loadFollowUpConfig(stack.environment), { clock: stack.clock, log: stack.log });
  const { close } = stack;
  return Object.assign(stack, {
    speech,
    at: (moment: Moment, act: () => Promise<void>) => {
      moments.push({ moment, act });
    },
    dieAt: (request: number, how: 'cut' | 'cut_answer') => {
      death = { request, how, firings: firings(), diedAtMs: null };
    },
    aside,
    wordedIn: (ms: number) => {
      wordedInMs = ms;
    },
    calm: () => {
      moments = [];
      death = null;
      wordedInMs = 0;
    },
    deaths: () => deaths,
    close: async () => {
      await speech.close();
      await close();
      await database.close();
    },
  });
}
