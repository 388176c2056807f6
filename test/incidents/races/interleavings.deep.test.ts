/**
 * Random interleavings of what leads, sellers and outages do, on the stack. Two judges after every step: Postgres itself,
 * which notes each bubble committed while its lead's row said that a person holds it (I1, exact), and the truth outside,
 * which knows where the card stood and when a person wrote, whatever we were told (I2, I6, I8). At the end everything
 * heals, and a lead that writes must be answered (I5, I7).
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SELLERS, STATUS } from '../../../local/stack.ts';
import { MATEUS } from '../../support/world.ts';
import { type MomentWorld, useMoments } from './moments.ts';

const world = useMoments();

const RUNS = Number(process.env['INTERLEAVING_RUNS'] ?? 60);
const STEPS_MAX = 15;
const TIMEOUT_MS = 900_000;
const STAGE_MAX_AGE_MS = 1000;
/** A bubble committed just before a person's answer may follow it onto the screen (R5). */
const COMMIT_TO_POST_MAX_MS = 250;
const QUEUE = 'lead-events.fifo';
const LEADS = [MATEUS, { phone: '+5581990000004', name: 'Ana' }] as const;
const PAUSE = { HUMAN_REPLY_PAUSE_HOURS: '1' } as const;
/** The queue's retries and reconcile are through with whatever an outage left behind. */
const EVERY_RETRY_MS = 720_000;

/** What a lead may say beside its number: some of it makes the bot write to the card. */
const WORDS = ['oi?', 'sou o Mateus', 'minha conta vem 600 reais', 'opção B', 'não entendi'] as const;

const someTold = fc.constantFrom('told', 'lost', 'twice', 'late' as const);
const someWho = fc.nat({ max: LEADS.length - 1 });
const someStep = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('says' as const),
      who: someWho,
      words: fc.constantFrom(...WORDS),
      twice: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('takes' as const), who: someWho, told: someTold }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('returns' as const), who: someWho, told: someTold }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('answers' as const), who: someWho }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('kommo' as const), up: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('redis' as const), up: fc.boolean() }) },
);
type Step = typeof someStep extends fc.Arbitrary<infer S> ? S : never;

const someRun = fc.record({
  leads: fc.integer({ min: 1, max: LEADS.length }),
  provider: fc.constantFrom('cloud' as const, 'evolution' as const),
  thinksForMs: fc.constantFrom(0, 3000, 14_000),
  databaseMs: fc.constantFrom(0, 100, 240),
  steps: fc.array(
    fc.record({
      step: someStep,
      // Most things happen within a turn of each other, and between two of its calls.
      ms: fc.oneof(
        { weight: 3, arbitrary: fc.integer({ min: 50, max: 3000 }) },
        { weight: 3, arbitrary: fc.integer({ min: 3000, max: 9000 }) },
        fc.integer({ min: 10_000, max: 40_000 }),
        fc.constant(180_000),
      ),
    }),
    { minLength: 2, maxLength: STEPS_MAX },
  ),
});

/** Postgres as its own witness: what is committed while the row says that a person holds the lead. */
const WITNESS = `
create schema if not exists witness;
create table if not exists witness.leaks (lead_id uuid, body text, epoch bigint, lead_epoch bigint);
-- As its owner: the role of the product may write nowhere else, and a witness that may not write would stop the leak instead of telling it.
create or replace function witness.look() returns trigger language plpgsql security definer set search_path = '' as $$
declare v public.leads;
begin
  select * into v from public.leads where id = new.lead_id;
  if public.owner_at(v, new.recorded_at) <> 'bot' or v.epoch <> new.epoch then
    insert into witness.leaks values (new.lead_id, new.body, new.epoch, v.epoch);
  end if;
  return new;
end $$;
create or replace trigger witness after insert on public.messages for each row when (new.author = 'bot') execute function witness.look();
truncate witness.leaks;`;

/** What is true out there of one lead, whatever we were told. */
type Truth = {
  readonly who: { readonly phone: string; readonly name: string };
  readonly leadId: number;
  readonly moves: { readonly atMs: number; readonly human: boolean }[];
  readonly answersMs: number[];
  readonly said: string[];
};

const HOUR_MS = 3_600_000;
const secondOf = (ms: number): number => Math.floor(ms / 1000);

/** Was the card in a stage of the bot's at some instant of the span in which a read may have been sent? */
function stageAllowed({ moves }: Truth, atMs: number): boolean {
  const fromMs = atMs - STAGE_MAX_AGE_MS;
  const before = moves.findLast((move) => move.atMs < fromMs);
  return (
    !(before?.human ?? false) || moves.some((move) => !move.human && move.atMs >= fromMs && move.atMs <= atMs)
  );
}

/** Did a person write less than the pause ago, with no return of the card after it? Hooks of the phone always reach us. */
function personWrote({ moves, answersMs }: Truth, atMs: number): boolean {
  return answersMs.some(
    (writtenMs) =>
      writtenMs + COMMIT_TO_POST_MAX_MS < atMs &&
      atMs < writtenMs + HOUR_MS &&
      !moves.some((move) => !move.human && secondOf(move.atMs) >= secondOf(writtenMs) && move.atMs <= atMs),
  );
}

const numbersIn = (text: string): string[] => text.match(/#\d+/g) ?? [];

class Interleaving {
  readonly w: MomentWorld;
  readonly truths: readonly Truth[];
  #databaseMs: number;
  #count = 0;
  speechChecked = 0;

  constructor(w: MomentWorld, { leads, databaseMs }: { leads: number; databaseMs: number }) {
    this.w = w;
    this.#databaseMs = databaseMs;
    this.truths = LEADS.slice(0, leads).map((who) => {
      const card = w.kommo.control
        .cards()
        .find(({ contacts }) => contacts.some(({ phones }) => phones.includes(who.phone)));
      if (!card) throw new Error(`no card for ${who.name}`);
      return { who, leadId: card.leadId, moves: [], answersMs: [], said: [] };
    });
  }

  async pass(ms: number): Promise<void> {
    this.w.databaseTakes(this.#databaseMs);
    await this.w.clock.advance(ms);
    this.w.databaseTakes(0);
  }

  say(truth: Truth, words: string): string {
    this.#count += 1;
    const number = `#${this.#count}`;
    truth.said.push(number);
    this.w.saysNow(`${number} ${words}`, truth.who);
    return number;
  }

  move(truth: Truth, { human, told }: { human: boolean; told: 'told' | 'lost' | 'twice' | 'late' }): void {
    const { control } = this.w.kommo;
    const isHuman = control.card(truth.leadId).statusId === STATUS.atendimento_humano;
    if (isHuman === human) return;
    if (told === 'lost') control.hooks.drop('all');
    if (told === 'twice') control.hooks.duplicate('all');
    if (told === 'late') control.knobs.hookDelayMs = 30_000;
    control.moveCard({
      leadId: truth.leadId,
      statusId: human ? STATUS.atendimento_humano : STATUS.em_qualificacao,
      userId: SELLERS.marcos,
    });
    control.hooks.drop(0);
    control.hooks.duplicate(0);
    control.knobs.hookDelayMs = 0;
    truth.moves.push({ atMs: this.w.clock.nowMs(), human });
  }

  do(step: Step): void {
    const { w } = this;
    switch (step.kind) {
      case 'says':
        if (step.twice) w.whatsapp.duplicate(1);
        this.say(this.#truth(step.who), step.words);
        return;
      case 'takes':
      case 'returns':
        this.move(this.#truth(step.who), { human: step.kind === 'takes', told: step.told });
        return;
      case 'answers': {
        const truth = this.#truth(step.who);
        this.#count += 1;
        w.whatsapp.personAnswers({ to: truth.who.phone, text: `Aqui é o Marcos, ${this.#count}` });
        truth.answersMs.push(w.clock.nowMs());
        return;
      }
      case 'kommo':
        if (step.up) w.kommo.control.up();
        else w.kommo.control.down();
        return;
      case 'redis':
        if (step.up) w.upstash.control.up();
        else w.upstash.control.down(503);
    }
  }

  async judge(): Promise<void> {
    const { w } = this;
    const { rows: leaks } = await w.supabase.db.query('select * from witness.leaks');
    expect(leaks, 'I1: committed while the row says a person holds the lead').toEqual([]);
    for (const truth of this.truths) {
      const bubbles = w.whatsapp
        .phone(truth.who.phone)
        .filter(({ via, from }) => from === 'us' && via === 'api');
      for (const { at, text } of bubbles) {
        this.speechChecked += 1;
        expect(
          stageAllowed(truth, at),
          `I2: "${text}" to ${truth.who.name} although a person has the card`,
        ).toBe(true);
        expect(personWrote(truth, at), `I1: "${text}" to ${truth.who.name} although a person wrote`).toBe(
          false,
        );
      }
      const answered = bubbles.flatMap(({ text }) => (text.startsWith('Resposta') ? numbersIn(text) : []));
      expect(answered, `I6: ${truth.who.name} is answered twice`).toEqual([...new Set(answered)]);
      const history = (await w.messages(truth.who)).flatMap(({ direction, body }) =>
        direction === 'in' ? numbersIn(body ?? '') : [],
      );
      expect(history, 'I5: the history has a message twice').toEqual([...new Set(history)]);
      const queued = w.sqs.control.messages(QUEUE).flatMap(({ body }) => numbersIn(body));
      const lost = truth.said.filter((number) => !history.includes(number) && !queued.includes(number));
      expect(lost, 'I5: neither in the queue nor in the history').toEqual([]);
      if (truth.moves.at(-1)?.human === true)
        expect(w.kommo.control.card(truth.leadId).stage, "I8: a person's move is undone").toBe(
          'ATENDIMENTO HUMANO',
        );
    }
    expect(w.whatsapp.duplicates(), 'I6: a text is on the phone twice').toEqual({});
  }

  /** Everything is well again and a person has given every card back, told by nobody: whoever writes is answered. */
  async healAndDemand(): Promise<void> {
    const { w } = this;
    w.kommo.control.up();
    w.upstash.control.up();
    w.kommo.control.hooks.heal();
    this.#databaseMs = 0;
    // A person's answer is released by a move made after it.
    for (const human of [true, false]) {
      await this.pass(2000);
      for (const truth of this.truths) this.move(truth, { human, told: 'lost' });
    }
    await this.pass(EVERY_RETRY_MS);
    await this.judge();
    expect(w.sqs.control.messages(QUEUE), 'I5: something never left the queue').toEqual([]);
    expect(w.sqs.control.deadLetters(QUEUE), 'I5: something died in the queue').toEqual([]);
    const last = this.truths.map((truth) => ({ truth, number: this.say(truth, 'ainda está aí?') }));
    await this.pass(60_000);
    await this.judge();
    for (const { truth, number } of last) {
      expect((await w.lead(truth.who)).heldAtMs, `I7: ${truth.who.name} is still held`).toBeNull();
      expect(
        w.fromBot(truth.who).filter((text) => numbersIn(text).includes(number)),
        `I7: ${truth.who.name} is left unanswered`,
      ).not.toEqual([]);
    }
  }

  #truth(who: number): Truth {
    const truth = this.truths[who % this.truths.length];
    if (!truth) throw new Error(`no lead ${who}`);
    return truth;
  }
}

test(
  'I1, I2, I5, I6, I7, I8 · no interleaving of leads, sellers and outages leaks, repeats, loses or silences for ever',
  async () => {
    let speechChecked = 0;
    let takenOverInMidTurn = 0;
    await fc.assert(
      fc.asyncProperty(someRun, async ({ leads, provider, thinksForMs, databaseMs, steps }) => {
        const w = await world({
          provider,
          thinksForMs,
          environment: PAUSE,
          says: (_, __, { burst, history }) => {
            const about = burst.flatMap((part) => ('text' in part ? numbersIn(part.text) : [])).join(' ');
            return ['Resposta a', 'E mais isto sobre', 'Por fim, sobre'].map(
              (words) => `${words} ${about || `tudo (${history.length})`}`,
            );
          },
        });
        await w.supabase.control.reset();
        await w.supabase.db.exec(WITNESS);
        for (const who of LEADS.slice(0, leads)) w.saysNow('oi', who);
        await w.seconds(60);
        const run = new Interleaving(w, { leads, databaseMs });
        for (const { step, ms } of steps) {
          const thinking = w.sqs.control.messages(QUEUE).some(({ state }) => state === 'in_flight');
          if (thinking && (step.kind === 'takes' || step.kind === 'answers')) takenOverInMidTurn += 1;
          run.do(step);
          await run.pass(ms);
          await run.judge();
        }
        await run.healAndDemand();
        expect(w.failures).toEqual([]);
        speechChecked += run.speechChecked;
      }),
      { numRuns: RUNS, seed: Number(process.env['INTERLEAVING_SEED'] ?? 20261123) },
    );
    // The races were run, not merely possible.
    expect(speechChecked).toBeGreaterThan(0);
    expect(takenOverInMidTurn).toBeGreaterThan(0);
  },
  TIMEOUT_MS,
);
