/**
 * A script played: to a new lead that was spoken to and keeps silent, on a stack whose clock only goes on. `whole`: people act on
 * WhatsApp and in Kommo, and the product hears of it by webhook and queue, or not. `executor`: the executor alone; what it shares with
 * the conversation (rows, gate, reply sender, card) is written by the same code, called here in the place of webhooks, queue and brain.
 */
import { createReplySender, planFor } from '../../../lib/conversation/reply-sender.ts';
import { createTakeovers } from '../../../lib/handoff/takeover.ts';
import { KommoContactId, KommoLeadId, LeadKey } from '../../../lib/lead.ts';
import { Phone } from '../../../lib/phone.ts';
import type { LeadRecord } from '../../../lib/store/lead-rows.ts';
import { SELLERS, STATUS } from '../../../local/stack.ts';
import type { FiringStack } from './firing.ts';
import { type Act, type Fault, type Script, type Step, told } from './script.ts';
import { civil, HOUR, MINUTE } from './silence.ts';

export type Scale = 'whole' | 'executor';

const GROUP = 'bastao-local';
const PAUSE_HOURS = 24;
/** Past the debounce: the turn of what was just said is over. */
const TURN_MS = 8_000;
/** What reconcile leaves alone: it may be on its way. */
const OVERDUE_MS = 2 * MINUTE;
const AFTER_DUE_MS = 40_000;
/** The whole ladder over a weekend and a holiday, and every retry on top. */
const DRAIN_STEP_MS = 26 * HOUR;
const DRAIN_STEPS_MAX = 16;
/** What a lost schedule or a dead worker leaves is reconcile's to find; nothing else may need it, but one race. */
const MENDED: ReadonlySet<string> = new Set([
  'the Scheduler is down when it fires',
  'the schedule is lost',
  'the next firing dies',
]);
/** A new cycle that begins between a firing's last row and its schedule: the old cycle's schedule takes the new one's place. */
const OVERWRITTEN = 'after settle_follow_up';

/** What is true out there, whatever we were told. Times on the stack's clock. */
export type Truth = {
  /** A person's moves; `requests`: how many Kommo had answered before. */
  readonly cards: { readonly atMs: number; readonly place: keyof typeof STATUS; readonly requests: number }[];
  readonly answersMs: number[];
  readonly repliesMs: number[];
  readonly writesMs: number[];
  bookedMs: number | null;
  optedOutMs: number | null;
  kommoDownMs: number;
};

let people = 0;

export class Play {
  readonly w: FiringStack;
  readonly script: Script;
  readonly who: { readonly phone: string; readonly name: string };
  readonly truth: Truth = {
    cards: [],
    answersMs: [],
    repliesMs: [],
    writesMs: [],
    bookedMs: null,
    optedOutMs: null,
    kommoDownMs: 0,
  };
  readonly story: string[] = [];
  readonly #scale: Scale;
  readonly #replySender: ReturnType<typeof createReplySender>;
  readonly #takeovers: ReturnType<typeof createTakeovers>;
  readonly #isMended: boolean;
  #lead: LeadRecord | null = null;
  #oldFiring: unknown = null;
  /** The turn could not be decided: in the whole the queue or reconcile brings it back. */
  #isWaiting = false;
  #count = 0;
  /** Outages that have not begun. */
  readonly #cancels: (() => void)[] = [];

  constructor(w: FiringStack, script: Script, scale: Scale) {
    this.w = w;
    this.script = script;
    this.#scale = scale;
    people += 1;
    this.who = { phone: `+55119900${String(people).padStart(5, '0')}`, name: 'Mateus' };
    const { speech, clock, log } = w;
    this.#replySender = createReplySender({
      ...speech,
      texts: { ...speech.followUpTexts, stopOf: () => null },
      syncCard: async ({ kommoLeadId }, { seen }) => {
        if (kommoLeadId === null) return;
        await speech.sync.apply({
          kommoLeadId,
          desired: { stage: 'em_qualificacao', fields: {}, tagsToAdd: [] },
          seen,
        });
      },
      shareReads: () => {},
      announceHandoff: async () => {},
      handOver: async () => {},
      clock,
      log,
    });
    this.#takeovers = createTakeovers({
      store: async () => speech.store,
      flags: speech.flags,
      clock,
      log,
      humanReplyPauseHours: PAUSE_HOURS,
      autoReplyTexts: [],
    });
    this.#isMended = script.steps.some((step) =>
      'fault' in step ? MENDED.has(step.fault.what) : step.when === OVERWRITTEN,
    );
  }

  get lead(): LeadRecord {
    if (!this.#lead) throw new Error('nobody was spoken to yet');
    return this.#lead;
  }
  get cardId(): KommoLeadId {
    const { kommoLeadId } = this.lead;
    if (kommoLeadId === null) throw new Error('the lead has no card');
    return kommoLeadId;
  }
  get nowMs(): number {
    return this.w.clock.nowMs();
  }

  note(what: string): void {
    this.story.push(
      `${civil(this.nowMs)}:${String(Math.floor(this.nowMs / 1000) % 60).padStart(2, '0')}  ${what}`,
    );
  }

  /** Plays everything, heals what broke, and lets time pass until every ladder must be over. */
  async run(): Promise<void> {
    await this.#begin();
    for (const step of this.script.steps) await this.#play(step);
    await this.#drain();
  }

  /** At the script's hour the bot has asked its question, and its first step is armed. */
  async #begin(): Promise<void> {
    const { w } = this;
    const [day = '1', time = ''] = this.script.start.split(' ');
    const isStart = (ms: number): boolean =>
      civil(ms).slice(11) === time && new Date(ms - 3 * HOUR).getUTCDay() === Number(day);
    let atMs = Math.ceil(this.nowMs / MINUTE) * MINUTE;
    while (!isStart(atMs)) atMs += MINUTE;
    await w.clock.advance(atMs - this.nowMs);
    w.wordedIn(this.script.wordedInSeconds * 1000);
    if (this.#scale === 'executor') {
      const { store } = w.speech;
      const { leadId, contactId } = w.kommo.control.addLead({
        ...this.who,
        statusId: STATUS.em_qualificacao,
      });
      const phone = Phone.parse(this.who.phone);
      const known = await store.resolveLead(
        { phone, lid: null, bsuid: null, replyTo: `${phone.slice(1)}@s.whatsapp.net` },
        this.nowMs,
      );
      this.#lead = await store.linkCard(known.id, {
        kommoLeadId: KommoLeadId.parse(leadId),
        kommoContactIds: [KommoContactId.parse(contactId)],
      });
    }
    await this.#write('oi');
    if (this.#scale === 'whole') {
      await w.clock.advance(TURN_MS);
      this.#lead = await w.speech.store.leadByKey(LeadKey.parse(this.who.phone));
      this.#noteReplies();
    }
    this.truth.cards.push({ atMs: atMs - 1, place: 'em_qualificacao', requests: 0 });
    if (this.truth.repliesMs.length === 0) throw new Error('the bot was to speak first');
    this.note('spoken to');
  }

  async #play(step: Step): Promise<void> {
    this.note(told(step));
    if ('fault' in step) await this.#break(step.fault);
    else if (step.when === 'now') await this.w.aside(() => this.#act(step.act));
    else {
      this.w.at(step.when, async () => {
        this.note(`${step.act.what}, ${step.when}`);
        await this.#act(step.act);
      });
    }
    await this.#pass(step);
  }

  async #pass({ passing }: Step): Promise<void> {
    if (passing === 'until it fires') {
      const dueMs = this.#armed()?.dueMs ?? null;
      await this.w.clock.advance(
        dueMs === null ? 30 * MINUTE : Math.max(0, dueMs - this.nowMs) + AFTER_DUE_MS,
      );
    } else await this.w.clock.advance(passing.minutes * MINUTE);
    this.#noteReplies();
    if (this.#isWaiting) await this.w.aside(() => this.#turn());
  }

  #armed() {
    return this.w.scheduler.control.schedules(GROUP).find(({ name }) => name === `lead-${this.lead.id}`);
  }

  async #act(act: Act): Promise<void> {
    switch (act.what) {
      case 'the lead writes':
        return this.#write(act.words);
      case 'a person moves the card':
        return this.#move(act.to, act.told);
      case 'the card is given back':
        return this.#move('em_qualificacao', act.told);
      case 'a person answers from the phone':
        return this.#answer();
      case 'a meeting is booked': {
        const startsAtMs = this.nowMs + 3 * 24 * HOUR;
        const when = {
          startsAtMs,
          endsAtMs: startsAtMs + HOUR,
          calendarId: null,
          claimSeconds: 60,
          atMs: this.nowMs,
        };
        await this.w.speech.store.bookMeeting({
          leadId: this.lead.id,
          ...when,
          email: null,
          title: 'Reunião',
        });
        this.truth.bookedMs ??= this.nowMs;
        return;
      }
      case 'the lead opts out':
        this.truth.optedOutMs ??= this.nowMs;
        if (this.#scale === 'whole') return this.#write('PARAR');
        await this.w.speech.store.recordTakeover({
          leadId: this.lead.id,
          signal: 'opt_out',
          signalAtMs: this.nowMs,
          untilMs: null,
          atMs: this.nowMs,
        });
    }
  }

  async #break(fault: Fault): Promise<void> {
    const { w } = this;
    switch (fault.what) {
      case 'Kommo is down when it fires':
        this.truth.kommoDownMs += fault.minutes * MINUTE;
        this.#outage(w.kommo.control, fault.minutes);
        return;
      case 'the Scheduler is down when it fires':
        this.#outage(w.scheduler.control, fault.minutes);
        return;
      case 'Redis is down':
        w.upstash.control.down(503);
        w.clock.after(fault.minutes * MINUTE, () => w.upstash.control.up());
        return;
      case 'the schedule is lost':
        w.scheduler.control.lose(`lead-${this.lead.id}`, GROUP);
        return;
      case 'an old schedule fires':
        this.#fire(this.#oldFiring ?? this.#firing(1));
        return;
      case 'schedules fire twice':
        w.scheduler.control.fireTwice(fault.times);
        return;
      case 'schedules fire late':
        w.scheduler.control.fireLate(fault.minutes * MINUTE);
        return;
      case 'the next firing dies':
        w.dieAt(fault.atRequest, fault.how);
    }
  }

  /** From just before the next firing. */
  #outage(what: { down(): void; up(): void }, minutes: number): void {
    const { clock } = this.w;
    const inMs = Math.max(0, (this.#armed()?.dueMs ?? this.nowMs) - this.nowMs - 1000);
    this.#cancels.push(clock.after(inMs, () => what.down()));
    clock.after(inMs + minutes * MINUTE, () => what.up());
  }

  #firing(step: number | 'close', cycle = this.lead.cycle): unknown {
    return { kind: 'step', leadId: this.lead.id, cycle, step };
  }

  /** As an asynchronous invocation: it may take its time on the clock. */
  #fire(firing: unknown): void {
    this.w.lambda.accept({ functionRef: 'follow-up-executor', payload: JSON.stringify(firing) });
  }

  async #write(words: string): Promise<void> {
    const { w, who } = this;
    this.#count += 1;
    this.truth.writesMs.push(this.nowMs);
    const providerId = this.#whatsapp().leadSays({ from: who.phone, name: who.name, text: words });
    if (this.#scale === 'whole') return;
    const { lead } = await w.speech.store.ingestInbound({
      from: this.lead.address,
      profileName: who.name,
      messages: [
        {
          providerId,
          kind: 'text',
          body: words,
          content: { kind: 'text', text: words },
          quotes: null,
          sentAtMs: this.nowMs,
          disposition: 'pending',
        },
      ],
      historyLimit: 30,
      atMs: this.nowMs,
    });
    this.#oldFiring = this.#firing(1, lead.cycle - 1);
    await this.#turn();
  }

  /** What the conversation does with what is pending, but for the brain. */
  async #turn(): Promise<void> {
    const { gate, store } = this.w.speech;
    const { lead, burst } = await store.turnOf(this.lead.id, 30);
    this.#isWaiting = false;
    if (burst.length === 0) return;
    const answer = await gate.open(lead);
    this.note(`the turn: ${answer.kind === 'speak' ? 'speak' : answer.decision.reason}`);
    if (answer.kind === 'silence') return store.closeBurst(lead.id, 'all', answer.decision, this.nowMs);
    if (answer.kind === 'hold') {
      this.#isWaiting = true;
      return;
    }
    const { facts, dialogue } = lead;
    const plan = planFor(lead, burst, {
      bubbles: [`Resposta ${this.#count}`],
      intent: 'continue',
      facts,
      dialogue,
    });
    if (!plan) return;
    const spoken = await this.#replySender.speak({
      permit: answer.permit,
      lead: answer.lead,
      plan,
      openReplyId: null,
    });
    this.note(`the turn: ${spoken.kind}`);
    if (spoken.kind === 'hold') this.#isWaiting = true;
    this.#noteReplies();
  }

  async #answer(): Promise<void> {
    this.truth.answersMs.push(this.nowMs);
    const text = 'Oi, aqui é o Marcos.';
    const providerId = this.#whatsapp().personAnswers({ to: this.who.phone, text });
    if (this.#scale === 'whole') return;
    await this.#takeovers.personMessage({
      to: this.lead.id,
      providerId,
      text,
      sentAtMs: this.nowMs,
      source: { reason: 'phone', author: 'person' },
    });
  }

  async #move(to: keyof typeof STATUS, isTold: boolean): Promise<void> {
    const { control } = this.w.kommo;
    if (control.card(this.cardId).statusId === STATUS[to]) return;
    const isLost = this.#scale === 'whole' && !isTold;
    if (isLost) control.hooks.drop('all');
    control.moveCard({ leadId: this.cardId, statusId: STATUS[to], userId: SELLERS.marcos });
    if (isLost) control.hooks.drop(0);
    this.truth.cards.push({ atMs: this.nowMs, place: to, requests: control.requests.length });
    const isTakeover = to === 'atendimento_humano' || to === 'won' || to === 'nao_interessado';
    if (this.#scale === 'executor' && isTold && isTakeover)
      await this.#takeovers.cardLeft({
        kommoLeadId: this.cardId,
        statusId: STATUS[to],
        movedAtMs: this.nowMs,
        seenAtMs: this.nowMs,
        source: { reason: 'card', author: null },
      });
  }

  /** What the phone shows of replies: the anchors, as the lead has them. */
  #noteReplies(): void {
    const shown = this.bubbles().flatMap(({ at, isFollowUp }) => (isFollowUp ? [] : [at]));
    this.truth.repliesMs.splice(0, Number.POSITIVE_INFINITY, ...shown);
  }

  #whatsapp() {
    return this.#scale === 'whole' ? this.w.cloud.control : this.w.evolution.control;
  }

  /** What the lead got from the bot, in order. */
  bubbles(): readonly { readonly at: number; readonly text: string; readonly isFollowUp: boolean }[] {
    return this.#whatsapp()
      .phone(this.who.phone)
      .flatMap(({ at, text, from, via }) =>
        from === 'us' && via === 'api' ? [{ at, text, isFollowUp: text.startsWith('Retomada') }] : [],
      );
  }

  async #mend(): Promise<void> {
    const { speech } = this.w;
    const { id } = this.lead;
    if (this.#scale === 'whole') await this.w.reconcile();
    if (!this.#isMended) return;
    for (const { leadId, cycle, step } of await speech.store.plannedFollowUps(this.nowMs - OVERDUE_MS, 20))
      if (leadId === id) this.#fire(this.#firing(step, cycle));
    for (const lead of await speech.store.leadsWithoutLadder(this.nowMs - OVERDUE_MS, 20))
      if (lead.id === id) this.#fire(this.#firing(1, lead.cycle));
    await this.w.clock.idle();
  }

  async #drain(): Promise<void> {
    const { w } = this;
    this.note('everything is well again');
    w.calm();
    for (const cancel of this.#cancels) cancel();
    w.kommo.control.up();
    w.scheduler.control.up();
    w.scheduler.control.fireLate(0);
    w.upstash.control.up();
    for (let step = 0; step < DRAIN_STEPS_MAX; step += 1) {
      await w.clock.advance(step === 0 ? 15 * MINUTE : DRAIN_STEP_MS);
      if (this.#isWaiting) await this.#turn();
      await this.#mend();
      if (step > 1 && !(await this.isOpen())) break;
    }
    await w.clock.idle();
    this.#noteReplies();
  }

  /** Is anything still planned? */
  async isOpen(): Promise<boolean> {
    const { rows } = await this.w.supabase.db.query<{ open: boolean }>(
      `select exists (select from public.follow_ups f join public.leads l on l.id = f.lead_id and l.cycle = f.cycle
         where l.id = $1 and f.status = 'planned')
       or exists (select from public.leads_without_ladder('infinity', 100) l where l.id = $1) as open`,
      [this.lead.id],
    );
    return rows[0]?.open ?? false;
  }
}
