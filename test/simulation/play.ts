/** Plays one plan from first contact to the last answer, and judges it. */
import type { STATUS } from '../../local/account.ts';
import { createActors, QUEUE, type Said, STATUS_QUEUE } from './acts.ts';
import { echoingBrain, PEOPLE, tagsIn } from './cast.ts';
import { machineMs } from './engine/machine.ts';
import type { Scheduler } from './engine/scheduler.ts';
import { type SimWorld, START_MS, simWorld } from './engine/world.ts';
import { type Coverage, createFaults, type FaultKind } from './faults.ts';
import { judge, type Violation } from './judge.ts';
import { type Plan, without as planWithout } from './plan.ts';
import { createTruth } from './truth.ts';
import { placeWitness } from './witness.ts';

export type Outcome = {
  readonly seed: number;
  readonly violations: readonly Violation[];
  /** How often a person took a conversation. */
  readonly takeovers: number;
  /** How old the last look of each send was that left after a takeover, in milliseconds. */
  readonly deltasMs: readonly number[];
  readonly kills: number;
  readonly events: number;
  readonly virtualMs: number;
  readonly machineMs: number;
  /** sha256 of all requests and answers. */
  readonly journal: string;
  readonly story: readonly string[];
  readonly coverage: Coverage;
  /** With `keep`. */
  readonly lines: readonly string[];
  readonly logs: readonly string[];
};

/** Longer than Kommo's longest block, a message's visibility timeout and the wait before a bubble in doubt is told. */
const QUIET_MAX_MS = 21 * 60_000;
const QUIET_STEP_MS = 150_000;
const WAITING_SQL = `select (
    (select count(*) from public.leads where held_at is not null)
    + (select count(*) from public.messages
       where author = 'bot' and status in ('committed', 'unknown') and flagged_at is null)
  )::integer as waiting`;

const FIRST_CONTACT_MS = 60_000;
const LONG_MS = 2 * 3_600_000;
const DAYS_LOOK_MS = 30 * 60_000;

/** Whatever waits and is retried has its time; a world in which nothing waits need not sit it out. */
async function untilQuiet({ scheduler, stack }: SimWorld, isKommoBlocking: boolean): Promise<void> {
  const endMs = scheduler.exactMs() + QUIET_MAX_MS;
  while (scheduler.exactMs() < endMs) {
    await scheduler.advance(QUIET_STEP_MS);
    const { rows } = await stack.supabase.db.query<{ waiting: number }>(WAITING_SQL);
    const isEmpty = [QUEUE, STATUS_QUEUE].every((queue) => stack.sqs.control.messages(queue).length === 0);
    if (!isKommoBlocking && rows[0]?.waiting === 0 && isEmpty) return;
  }
}

/** `keep`: the journal's lines and the logs come with the outcome. */
export async function play(
  given: Plan,
  { keep = false, without = new Set<FaultKind>() }: { keep?: boolean; without?: ReadonlySet<FaultKind> } = {},
): Promise<Outcome> {
  const plan = planWithout(given, without);
  const people = PEOPLE.slice(0, plan.people);
  const began = machineMs();
  let world: SimWorld | null = null;
  let theScheduler: Scheduler | null = null;
  const scheduler = (): Scheduler => {
    if (!theScheduler) throw new Error('the world is not open yet');
    return theScheduler;
  };
  const coverage: Coverage = new Map();
  const truth = createTruth({ people, scheduler, stack: () => world?.stack ?? null });
  const faults = createFaults({
    rates: plan.rates,
    without,
    thinkMs: plan.thinkMs,
    coverage,
    holder: () =>
      people.some(({ phone }) => truth.holdsNow(phone) === 'person') ? 'a person holds' : 'the bot holds',
    onCall: truth.onCall,
  });
  const opened = await simWorld({
    seed: plan.seed,
    provider: plan.provider,
    keep,
    policy: (made) => {
      theScheduler = made;
      return faults.policy(made);
    },
    onInvocation: faults.onInvocation,
    skewOf: faults.skewOf,
    environment: { HUMAN_REPLY_PAUSE_HOURS: '1', LOOP_TURNS: '100', LOOP_MINUTES: '1' },
    brains: [echoingBrain({ scheduler, thinkMs: plan.thinkMs, bubbles: plan.bubbles })],
  });
  world = opened;
  const { stack, whatsapp } = opened;
  const { control: kommo } = stack.kommo;
  try {
    await placeWitness(stack.supabase);
    // First contact, with nothing in its way.
    for (const { phone, name } of people) whatsapp.leadSays({ from: phone, name, text: 'oi' });
    await scheduler().advance(FIRST_CONTACT_MS + plan.thinkMs * 3);
    const [home] = people;
    const [card] = home ? truth.cardsOf(home.phone) : [];
    const [contact] = card?.contacts ?? [];
    if (plan.isOneHome && contact) {
      for (const { phone } of people.slice(1)) kommo.addPhone({ contactId: contact.id, phone });
      await scheduler().advance(FIRST_CONTACT_MS);
    }
    truth.look('api');
    const actors = createActors({ world: opened, truth, faults, people });
    const beganMs = scheduler().exactMs();

    faults.rage();
    for (const act of plan.acts) scheduler().after(act.atMs, () => actors.begin(act));
    const lastMs = beganMs + (plan.acts.at(-1)?.atMs ?? 0);
    for (const act of plan.acts) {
      const dueMs = beganMs + act.atMs;
      // Days in which nothing is done: reconcile, which finds nothing each minute, comes less often.
      if (dueMs - scheduler().exactMs() > LONG_MS) {
        stack.reconcileEvery(DAYS_LOOK_MS);
        await scheduler().runUntil(dueMs - DAYS_LOOK_MS);
        stack.reconcileEvery(0);
      }
      await scheduler().runUntil(dueMs);
    }
    await scheduler().runUntil(lastMs + 60_000);
    faults.calm();
    kommo.hooks.heal();
    if (kommo.isBlocked()) kommo.unblock();
    const startsAgain = actors.operator(['start']).then((isDone) => {
      if (isDone) actors.doings.switches.push({ atMs: scheduler().exactMs(), isStopped: false });
    });
    await scheduler().advance(95_000);
    await startsAgain;
    // What Kommo refused may have closed the account to us for a quarter of an hour.
    const isKommoBlocking = [...coverage.keys()].some((key) => /^(error|outage) .*\/kommo/.test(key));
    await untilQuiet(opened, isKommoBlocking);
    const calmMs = scheduler().exactMs();

    // Everybody comes back to the bot: who asked to stop by their own word, the rest by a seller who takes and gives back, untold.
    for (const { who, phone } of people.map((who) => ({ who, phone: who.phone }))) {
      if (actors.doings.optOuts.some((each) => each.phone === phone && each.untilMs > calmMs))
        actors.perform({ atMs: 0, who: people.indexOf(who), kind: 'comes_back' });
    }
    // Whose card was deleted gets another one by writing.
    for (const person of people)
      if (truth.cardsOf(person.phone).length === 0) actors.says(person, 'alguém aí?');
    await scheduler().advance(60_000 + plan.thinkMs * 2);
    for (const to of ['atendimento_humano', 'em_qualificacao'] as const) {
      for (const { phone } of people)
        for (const { leadId } of truth.cardsOf(phone))
          actors.moves(leadId, phone, { to, told: 'lost', by: 'marcos' });
      await scheduler().advance(8_000);
    }
    const last: Said[] = people.map((person) => actors.says(person, 'ainda está aí?'));
    await scheduler().advance(90_000 + plan.thinkMs * 4);
    truth.look('api');
    const unanswered = last.filter(
      ({ phone, tag }) =>
        !whatsapp
          .phone(phone)
          .some(({ from, via, text }) => from === 'us' && via === 'api' && tagsIn(text).includes(tag)),
    );
    await scheduler().advance(60_000);

    const violations: Violation[] = [
      ...unanswered.map(({ tag }) => ({
        id: 'I7',
        says: `${tag}, said when all was well and the card was the bot’s again, was not answered`,
      })),
      ...(await judge({ plan, world: opened, truth, doings: actors.doings, beganMs, calmMs })),
    ];
    const deltasMs = truth.sends.flatMap(({ atMs, phone }) => {
      const holding = truth.holdingsOf(phone).findLast((each) => each.atMs <= atMs);
      return holding?.by === 'person' ? [atMs - holding.atMs] : [];
    });
    const isTake = (to: keyof typeof STATUS): boolean =>
      ['atendimento_humano', 'nao_interessado', 'won', 'lost'].includes(to);
    return {
      seed: plan.seed,
      violations,
      takeovers: actors.doings.pauses.length + actors.doings.moves.filter(({ to }) => isTake(to)).length,
      deltasMs,
      kills: faults.kills,
      events: scheduler().events,
      virtualMs: scheduler().exactMs() - START_MS,
      machineMs: machineMs() - began,
      journal: scheduler().journalHash(),
      story: actors.doings.story,
      coverage,
      lines: scheduler().lines ?? [],
      logs: keep ? opened.logs : [],
    };
  } finally {
    await opened.close();
  }
}
