/** The verdict on a world: what no history may show (design §2), and what every history must come to once the faults end. */
import { STAGES, type StageKey } from '../../lib/pipeline.ts';
import { STATUS } from '../../local/account.ts';
import type { StageName } from '../../local/world.ts';
import { type Doings, PAUSE_MS, QUEUE, STATUS_QUEUE } from './acts.ts';
import { isReply, tagsIn } from './cast.ts';
import type { SimWorld } from './engine/world.ts';
import type { Plan } from './plan.ts';
import { isBotsStage, type Truth } from './truth.ts';
import { firstWords, repliesAfterStop } from './unasked.ts';
import { leaksOf } from './witness.ts';

/** `id`: the promise that is broken. */
export type Violation = { readonly id: string; readonly says: string };

export type Case = {
  readonly plan: Plan;
  readonly world: SimWorld;
  readonly truth: Truth;
  readonly doings: Doings;
  /** When the plan's deeds began, and when its faults had ended. */
  readonly beganMs: number;
  readonly calmMs: number;
};

/** I2: δ, plus what two clocks and a request on its way may add. */
const STAGE_MAX_AGE_MS = 1_000;
/** I8: a stage is written only after a look so old at most. */
const SYNC_LOOK_MAX_AGE_MS = 250;

const seconds = (ms: number): string => (ms / 1000).toFixed(3);
const keyOf = (statusId: number): StageName | undefined =>
  (Object.keys(STATUS) as StageName[]).find((key) => STATUS[key] === statusId);
const isStageKey = (name: StageName | undefined): name is StageKey => name !== undefined && name in STAGES;

/** Nothing leaves for a lead later than δ after a person took the card, told or not (I2). */
function lateSends({ plan, truth }: Case): readonly Violation[] {
  const boundMs = STAGE_MAX_AGE_MS + 2 * plan.rates.skewMs;
  return truth.sends.flatMap(({ atMs, phone, text }): Violation[] => {
    const before = truth.holdingsOf(phone).filter((each) => each.atMs <= atMs);
    const last = before.at(-1);
    if (last?.by !== 'person' || atMs - last.atMs <= boundMs) return [];
    // What a look saw within the bound may have been the bot's still.
    if (before.some((each, index) => each.by === 'bot' && (before[index + 1]?.atMs ?? atMs) > atMs - boundMs))
      return [];
    return [{ id: 'I2', says: `“${text}” left ${seconds(atMs - last.atMs)} s after a person took the card` }];
  });
}

/** Is this move one of a card that the person stands on? A card of a home is moved once, for both of its numbers (P6). */
const isOfTheirs = (truth: Truth, phone: string, move: Doings['moves'][number]): boolean =>
  move.phone === phone || truth.cardsOf(phone).some(({ leadId }) => leadId === move.leadId);

/** When a webhook that carries this text was surely answered with 200; null: never. */
function toldAt({ world }: Case, text: string): number | null {
  const slack = 2_500;
  const lists = [world.whatsapp.deliveries, world.stack.kommo.control.hooks.deliveries];
  for (const delivery of lists.flat()) {
    if (!JSON.stringify(delivery).includes(text)) continue;
    const attempts = 'attempts' in delivery ? delivery.attempts : [delivery];
    for (const attempt of attempts)
      if ('status' in attempt && attempt.status === 200)
        return ('at' in attempt ? attempt.at : attempt.atMs) + slack;
  }
  return null;
}

/** Nothing leaves once a person's own words were acknowledged, until the pause is over or a person gives the card back. */
function sendsOverPerson(it: Case): readonly Violation[] {
  const { plan, truth, doings } = it;
  return doings.pauses.flatMap(({ phone, atMs, text, via, untilMs }): Violation[] => {
    const knownMs = via === 'phone' ? toldAt(it, text) : via === 'operator' ? atMs : null;
    if (knownMs === null) return [];
    const backMs = doings.moves
      .filter(
        (move) =>
          isOfTheirs(truth, phone, move) &&
          move.atMs >= Math.floor(atMs / 1000) * 1000 &&
          move.by !== 'robot',
      )
      .filter(({ to }) => isBotsStage(STATUS[to]))
      .map((move) => move.atMs)[0];
    const endMs = Math.min(untilMs, backMs ?? Number.POSITIVE_INFINITY);
    const fromMs = knownMs + STAGE_MAX_AGE_MS + 1_500 * (plan.rates.slow - 1);
    return truth.sends
      .filter((send) => send.phone === phone && send.atMs > fromMs && send.atMs < endMs)
      .map((send) => ({
        id: 'I1',
        says: `“${send.text}” left ${seconds(send.atMs - atMs)} s after a person’s word by ${via}`,
      }));
  });
}

/** While the operator's switch is off nothing leaves. */
function sendsWhileStopped({ truth, doings }: Case): readonly Violation[] {
  return doings.switches.flatMap(({ atMs, isStopped }, index): Violation[] => {
    if (!isStopped) return [];
    const endMs = doings.switches[index + 1]?.atMs ?? Number.POSITIVE_INFINITY;
    return truth.sends
      .filter((send) => send.atMs > atMs + STAGE_MAX_AGE_MS && send.atMs < endMs - 60_000)
      .map((send) => ({ id: 'stop', says: `“${send.text}” left although the operator had stopped the bot` }));
  });
}

/** One reply a burst, one message a step, nothing twice (I6). */
function copies({ world, truth }: Case): readonly Violation[] {
  return truth.people.flatMap(({ phone, name }): Violation[] => {
    const bubbles = world.whatsapp.phone(phone).filter(({ from, via }) => from === 'us' && via === 'api');
    const answered = bubbles.flatMap(({ text }) => (isReply(text) ? tagsIn(text) : []));
    const twice = answered.filter((tag, index) => answered.indexOf(tag) !== index);
    const texts = bubbles.map(({ text }) => text);
    const repeated = texts.filter((text, index) => tagsIn(text).length > 0 && texts.indexOf(text) !== index);
    return [...new Set([...twice, ...repeated])].map((what) => ({
      id: 'I6',
      says: `${name} got ${what} twice`,
    }));
  });
}

/** A stage is written only where the bot may move a card, over nobody's newer move (I8). */
function movesUndone({ truth, plan }: Case): readonly Violation[] {
  return truth.writes.flatMap(({ atMs, leadId, statusId }): Violation[] => {
    if (statusId === null) return [];
    const entries = truth.stagesOf(leadId);
    const sinceMs = atMs - SYNC_LOOK_MAX_AGE_MS - 2 * plan.rates.skewMs - 20;
    const seen = entries.filter((entry) => entry.atMs <= atMs);
    const current = seen.at(-1);
    if (!current || current.atMs > sinceMs || current.by === 'api') return [];
    const from = keyOf(current.statusId);
    const to = keyOf(statusId);
    if (!isStageKey(from) || !isStageKey(to))
      return [{ id: 'I8', says: `card ${leadId} was moved from ${from} to ${to}` }];
    if (from === to || STAGES[to].botEntersFrom.some((key) => key === from)) return [];
    return [
      {
        id: 'I8',
        says: `card ${leadId} was moved from ${from}, where a person put it ${seconds(atMs - current.atMs)} s before, to ${to}`,
      },
    ];
  });
}

/** NÃO INTERESSADO at most once for each silence of the lead. */
function closings({ truth, doings }: Case): readonly Violation[] {
  return truth.people.flatMap(({ phone, name }): Violation[] =>
    truth.cardsOf(phone).flatMap(({ leadId }) => {
      const closed = truth
        .stagesOf(leadId)
        .filter(({ statusId, by }) => statusId === STATUS.nao_interessado && by === 'api')
        .map(({ atMs }) => atMs);
      return closed.flatMap((atMs, index): Violation[] => {
        const before = closed[index - 1];
        const isAgain =
          before !== undefined &&
          !doings.said.some((each) => each.phone === phone && each.atMs > before && each.atMs < atMs);
        return isAgain ? [{ id: 'F', says: `${name} was given up twice in one silence` }] : [];
      });
    }),
  );
}

/** Does a person hold this lead at any moment of this span, by card, by word, by the operator or by the lead's own stop? */
function isHeldWithin({ truth, doings }: Case, phone: string, fromMs: number, untilMs: number): boolean {
  const entries = truth.holdingsOf(phone);
  const byCard = entries.some(
    (entry, index) =>
      entry.by === 'person' &&
      entry.atMs <= untilMs &&
      (entries[index + 1]?.atMs ?? Number.POSITIVE_INFINITY) >= fromMs,
  );
  // Whoever took a card that is gone since has given nothing back, until a person moves another one to the bot.
  const byGone = truth.orphanedAtMs(phone).some((goneMs) => {
    const back = doings.moves.find(
      (each) =>
        isOfTheirs(truth, phone, each) &&
        each.atMs > goneMs &&
        each.by !== 'robot' &&
        isBotsStage(STATUS[each.to]),
    );
    return goneMs <= untilMs && (back?.atMs ?? Number.POSITIVE_INFINITY) >= fromMs;
  });
  return (
    byCard ||
    byGone ||
    doings.pauses.some(
      (each) => each.phone === phone && each.atMs <= untilMs && each.atMs + PAUSE_MS >= fromMs,
    ) ||
    doings.optOuts.some((each) => each.phone === phone && each.fromMs <= untilMs && each.untilMs >= fromMs)
  );
}

/** How long before a message a person's hold may have ended and still speak against it: a return needs proof. */
const RETURN_PROOF_MS = 90_000;

/** Everything said while the bot holds the card is answered, and what was said before a return is not answered late (I7). */
async function answers(it: Case): Promise<readonly Violation[]> {
  const { world, plan, doings, calmMs } = it;
  // A bubble of which nobody knows whether it arrived is never said again (I6); a person is told instead.
  const { rows } = await world.stack.supabase.db.query<{ body: string }>(
    "select body from public.messages where author = 'bot' and status in ('committed', 'unknown') and flagged_at is not null",
  );
  const inDoubt = new Set(rows.flatMap(({ body }) => tagsIn(body)));
  const isQuiet =
    plan.rates.fault === 0 &&
    plan.rates.kill === 0 &&
    plan.rates.stall === 0 &&
    plan.rates.slow === 1 &&
    !plan.acts.some(({ kind }) =>
      ['outage', 'offline', 'kills', 'stalls', 'operator', 'deletes_card', 'schedules', 'strikes'].includes(
        kind,
      ),
    );
  return doings.said.flatMap(({ phone, tag, atMs, isDue }): Violation[] => {
    if (!isDue || inDoubt.has(tag)) return [];
    const untilMs = isQuiet ? atMs + 60_000 + plan.thinkMs * 8 : calmMs;
    if (
      // What the end itself says is judged there.
      atMs >= calmMs ||
      untilMs > world.scheduler.exactMs() ||
      isHeldWithin(it, phone, atMs - RETURN_PROOF_MS, untilMs)
    )
      return [];
    const isAnswered = world.whatsapp
      .phone(phone)
      .some(
        ({ from, via, text, at }) =>
          from === 'us' && via === 'api' && tagsIn(text).includes(tag) && at <= untilMs,
      );
    if (isAnswered) return [];
    return [
      {
        id: 'I7',
        says: `${tag} was not answered within ${seconds(untilMs - atMs)} s, and nobody else held the lead`,
      },
    ];
  });
}

/** How long a hook may take until the takeover is on record. */
const TOLD_MS = 3_000;

/** What a person gave back is the bot's from the next message on; what was said while a person held it, as told, stays unanswered (I7). */
function lateAnswers({ world, truth, doings }: Case): readonly Violation[] {
  return doings.said.flatMap(({ phone, tag, atMs }): Violation[] => {
    const mine = doings.moves.filter((each) => each.phone === phone);
    const take = mine.findLast((each) => each.atMs <= atMs);
    // WhatsApp and Kommo both count in seconds: within one, nobody knows what came first.
    const back = mine.find((each) => Math.floor(each.atMs / 1000) > Math.floor(atMs / 1000));
    // One whole hold: taken and told, spoken into, given back by a person, and nothing else between.
    const isHold =
      take?.told === 'told' &&
      take.to === 'atendimento_humano' &&
      atMs - take.atMs > TOLD_MS &&
      back !== undefined &&
      isBotsStage(STATUS[back.to]) &&
      back.by !== 'robot' &&
      back.leadId === take.leadId;
    if (
      !isHold ||
      truth
        .holdingsOf(phone)
        .some((each) => each.by === 'bot' && each.atMs > take.atMs && each.atMs < back.atMs)
    )
      return [];
    const late = world.whatsapp
      .phone(phone)
      .find(
        ({ from, via, text, at }) =>
          from === 'us' && via === 'api' && isReply(text) && tagsIn(text).includes(tag) && at > back.atMs,
      );
    if (!late) return [];
    return [
      {
        id: 'I7',
        says: `${tag} was said while a person held the card, and answered ${seconds(late.at - back.atMs)} s after it was given back`,
      },
    ];
  });
}

type Row = Record<string, unknown>;

/** Once the faults ended: nothing lost, held, parked, muted or in doubt; queues drained; ladders ended or armed. */
async function endings(it: Case): Promise<readonly Violation[]> {
  const { world, truth, doings } = it;
  const { stack } = world;
  const found: Violation[] = [];
  const ask = async (sql: string): Promise<readonly Row[]> => (await stack.supabase.db.query<Row>(sql)).rows;

  const heard = (await ask("select body from public.messages where direction = 'in'")).flatMap(({ body }) =>
    tagsIn(String(body ?? '')),
  );
  for (const { tag, isDue } of doings.said) {
    const times = heard.filter((each) => each === tag).length;
    if (times > 1) found.push({ id: 'I5', says: `${tag} is in the history ${times} times` });
    if (times === 0 && isDue) found.push({ id: 'I5', says: `${tag} is lost` });
  }
  for (const { key, held_cause } of await ask(
    'select key, held_cause from public.leads where held_at is not null',
  ))
    found.push({ id: 'held', says: `${key} is held: ${held_cause}` });
  for (const { body } of await ask(
    "select body from public.messages where author = 'bot' and status = 'committed' and provider_id is null and flagged_at is null",
  ))
    found.push({ id: 'doubt', says: `“${body}” was committed and never settled` });
  for (const queue of [QUEUE, STATUS_QUEUE]) {
    const waiting = stack.sqs.control.messages(queue).length;
    if (waiting > 0) found.push({ id: 'queue', says: `${waiting} messages never left ${queue}` });
    const dead = stack.sqs.control.deadLetters(queue).length;
    if (dead > 0) found.push({ id: 'queue', says: `${dead} messages of ${queue} were given up` });
  }
  for (const leak of await leaksOf(stack.supabase))
    found.push({
      id: 'I1',
      says: `“${leak.body}” was committed while the lead was the ${leak.owner}’s (epoch ${leak.epoch} of ${leak.lead_epoch})`,
    });

  const planned = await ask(
    "select f.lead_id, f.step, f.due_at from public.follow_ups f join public.leads l on l.id = f.lead_id and l.cycle = f.cycle where f.status = 'planned'",
  );
  const names = stack.scheduler.control.schedules().map(({ name }) => name);
  const nowMs = world.scheduler.nowMs();
  for (const { lead_id, step, due_at } of planned) {
    const dueMs = new Date(String(due_at)).getTime();
    if (dueMs < nowMs - 10 * 60_000)
      found.push({ id: 'F', says: `step ${step} is overdue by ${seconds(nowMs - dueMs)} s` });
    void lead_id;
  }
  if (planned.length > 0 && names.length <= 1)
    found.push({ id: 'F', says: 'a step is planned and no schedule is armed' });
  for (const { phone, name } of truth.people)
    for (const card of truth.cardsOf(phone)) {
      const isStopped = doings.optOuts.some((each) => each.phone === phone);
      if (card.tags.includes('opt-out') && !isStopped && truth.people.length === 1)
        found.push({ id: 'card', says: `${name}’s card says “opt-out”, and nobody asked to stop` });
      if (
        card.tags.includes('sem-resposta') &&
        !truth.stagesOf(card.leadId).some(({ statusId }) => statusId === STATUS.nao_interessado)
      )
        found.push({ id: 'card', says: `${name}’s card says “sem-resposta”, and nobody was given up` });
    }
  return found;
}

/** Errors that are a fate like any other: the dependency was away, the container died, and the event came back. */
const EXPECTED =
  /ContainerDied|StoreError|timed_out|not_deleted|TimeoutError|repairs failed|fetch failed|ECONN|Exception|ServiceUnavailable|InternalFailure|UND_ERR|Request aborted|AbortError/;

export async function judge(it: Case): Promise<readonly Violation[]> {
  const { world } = it;
  const unexpected = [...world.stack.failures, ...world.scheduler.errors].filter(
    (error) => !EXPECTED.test(error),
  );
  return [
    ...lateSends(it),
    ...sendsOverPerson(it),
    ...sendsWhileStopped(it),
    ...repliesAfterStop(it),
    ...firstWords(it),
    ...copies(it),
    ...movesUndone(it),
    ...closings(it),
    ...(await answers(it)),
    ...lateAnswers(it),
    ...(await endings(it)),
    ...unexpected.slice(0, 3).map((error) => ({ id: 'error', says: error.slice(0, 500) })),
  ];
}
