/**
 * Where the scenes are played: the real functions over the embedded stack, on a clock that only moves when a scene says so,
 * and a record of what a person beside the lead's phone and the Kommo screen would have seen.
 */
import { canonicalPhone } from '../../lib/phone.ts';
import { SELLERS, STATUS } from '../account.ts';
import type { VirtualClock } from '../clock.ts';
import { createFeed, type FeedItem } from '../console/feed.ts';
import { TOKEN_USER_ID } from '../emulators/kommo/account.ts';
import { createStack, type StackWithoutDatabase } from '../stack.ts';
import { worldOf } from '../world.ts';
import { type DemoLead, type DemoWorld, type Expected, WaitedInVain } from './acts.ts';
import { slowBrain } from './slow-brain.ts';
import { CLOUD_TEMPLATES, TEMPLATES } from './templates.ts';
import { type Aside, type Happened, type TimelineEntry, timelineOf } from './timeline.ts';

const MATEUS: DemoLead = { phone: '+5581990000001', name: 'Mateus' };
/** Monday 10:00 in São Paulo. */
const START_MS = Date.parse('2026-11-23T13:00:00Z');
const STEP_MS = 250;
/** What the world takes: a model thinks, Kommo and WhatsApp answer over the Internet. */
const KOMMO_READ_MS = 180;
const SEND_MS = 900;
/** Over hours and days a look a minute is enough, and reconcile, which every minute finds nothing, comes every half an hour. */
const LONG_STEP_MS = 60_000;
const LONG_REPAIR_MS = 30 * 60_000;
const WAIT_MAX_SECONDS = 60;
const MINUTE_MS = 60_000;
const HISTORY_MAX = 500;

/** The demo's own stack, on a clock that only moves when a scene says so. */
export async function createDemoWorld({ provider }: { provider: 'cloud' | 'evolution' }): Promise<DemoWorld> {
  let clock: VirtualClock | null = null;
  const { brain, begun } = slowBrain(() => {
    if (!clock) throw new Error('nobody thinks before the stack is up');
    return clock;
  });
  const stack = await createStack({
    mode: 'manual',
    provider,
    startMs: START_MS,
    brains: [brain],
    sendTakesMs: SEND_MS,
    environment: { CLOUD_TEMPLATES },
  });
  clock = stack.clock;
  for (const template of Object.values(TEMPLATES))
    stack.cloud.control.template({ ...template, state: 'approved', category: 'utility' });
  const { kommo } = stack;
  kommo.control.fault({ kind: 'latency', ms: KOMMO_READ_MS, match: { method: 'GET' }, times: 'always' });
  return demoWorldOn(stack, { provider, begun, person: MATEUS });
}

const digitsOf = (phone: string): string => phone.replace(/\D/g, '');
/** As a seller types it: (0xx81) 99000-0001. */
const typedByHand = (phone: string): string =>
  digitsOf(phone).replace(/^55(\d\d)(\d+)(\d{4})$/, '(0xx$1) $2-$3');

/**
 * The same on a stack that runs already, for a person of one's own. `begun`: how often its brain began to think. `breathe`: between
 * one step of time and the next, so that somebody can watch.
 */
export function demoWorldOn(
  stack: StackWithoutDatabase,
  {
    provider,
    begun,
    person,
    breathe = async () => {},
  }: {
    provider: 'cloud' | 'evolution';
    begun: () => number;
    person: DemoLead;
    breathe?: () => Promise<void>;
  },
): DemoWorld {
  const { nowMs } = stack.clock;
  const { kommo } = stack;
  const field = worldOf(stack, { provider });
  const { whatsapp } = field;
  let who = person;
  /** Everybody of this story; whoever else is on the stack has one of their own. */
  const met = new Set([person.phone]);
  /** Whose phone it is, in whatever way it is written. */
  const isOf = (phone: string, whose: ReadonlySet<string>): boolean =>
    whose.has(canonicalPhone(phone) ?? phone);
  const cardsOf = (whose: ReadonlySet<string>) =>
    field
      .cards()
      .filter(({ contacts }) => contacts.some(({ phones }) => phones.some((phone) => isOf(phone, whose))));
  const feed = createFeed({
    whatsapp: () => {
      const { phones, contacts } = stack[provider].snapshot();
      return { contacts, phones: Object.fromEntries(Object.entries(phones).filter(([key]) => met.has(key))) };
    },
    cards: () => cardsOf(met),
    nowMs: stack.clock.nowMs,
  });

  let happened: Happened[] = [];
  let earlierTexts: readonly string[] = [];
  let decisionsBefore = 0;
  let hooksLostBefore = 0;
  let isTold = true;
  let mover: string | null = null;

  const card = () => cardsOf(new Set([who.phone]))[0] ?? null;
  const theCard = () => {
    const first = card();
    if (!first) throw new Error('there is no card yet');
    return first;
  };
  const hooksLost = (): number =>
    kommo.control.hooks.deliveries.filter(({ outcome }) => outcome === 'dropped').length;
  const look = (): readonly FeedItem[] => {
    const fresh = feed();
    for (const seen of fresh) {
      const item = seen.kind === 'stage' ? { ...seen, mover: mover ?? seen.mover } : seen;
      happened.push({ item, stage: card()?.stage ?? null, told: isTold });
    }
    return fresh;
  };
  /** What is seen of `deed` is put down to `mover`, or to whom Kommo names when null. */
  const doing = (by: { mover: string | null; told: boolean }, deed: () => void): void => {
    look();
    ({ mover, told: isTold } = by);
    deed();
    look();
    mover = null;
    isTold = true;
  };
  const beside = (aside: Aside): void => {
    look();
    happened.push({
      item: { ...aside, atMs: stack.clock.nowMs() },
      stage: card()?.stage ?? null,
      told: true,
    });
  };
  const pass = async (ms: number, stepMs = STEP_MS): Promise<void> => {
    for (let left = ms; left > 0; left -= stepMs) {
      await stack.clock.advance(Math.min(stepMs, left));
      look();
      await breathe();
    }
  };
  const passLong = async (ms: number): Promise<void> => {
    stack.reconcileEvery(LONG_REPAIR_MS);
    await pass(ms, LONG_STEP_MS).finally(() => stack.reconcileEvery(0));
  };
  const until = async (what: Expected, isSo: () => boolean): Promise<void> => {
    for (let waitedMs = 0; waitedMs < WAIT_MAX_SECONDS * 1000; waitedMs += STEP_MS) {
      await pass(STEP_MS);
      if (isSo()) return;
    }
    throw new WaitedInVain(what);
  };
  const botSaid = (): readonly string[] =>
    happened.flatMap(({ item }) => (item.kind === 'message' && item.speaker === 'bot' ? [item.text] : []));

  const records = async () => {
    const lead = await field.lead(who.phone);
    if (!lead) return { decisions: [], messages: [] };
    const [decisions, messages] = await Promise.all([
      field.decisionsOf(lead, HISTORY_MAX),
      field.messagesOf(lead, HISTORY_MAX),
    ]);
    return { decisions, messages };
  };
  const entries = async (): Promise<readonly TimelineEntry[]> => {
    const { decisions, messages } = await records();
    return timelineOf({
      happened,
      messages,
      decisions: decisions.slice(decisionsBefore),
      stageNow: card()?.stage ?? null,
    });
  };

  let decisionsKnown = 0;
  /** By phone, of whom the story comes back to. */
  const known = new Map<string, number>();
  return {
    stack,
    meets: (lead) => {
      who = lead;
      met.add(lead.phone);
      earlierTexts = [];
      decisionsKnown = known.get(lead.phone) ?? 0;
      decisionsBefore = decisionsKnown;
    },
    sendsPhoto: () => {
      whatsapp.leadSends({ from: who.phone, name: who.name, kind: 'image' });
      look();
    },
    says: (text) => {
      whatsapp.leadSays({ from: who.phone, name: who.name, text });
      look();
    },
    marcosMoves: (stage, { told }) =>
      doing({ mover: null, told }, () => field.moveCard({ leadId: theCard().leadId, stage, told })),
    marcosAnswersByPhone: (text) => {
      whatsapp.personAnswers({ to: who.phone, text });
      look();
    },
    marcosNotes: (text, { arrivesInMinutes } = { arrivesInMinutes: 0 }) => {
      const { knobs } = kommo.control;
      const usualMs = knobs.hookDelayMs;
      if (arrivesInMinutes > 0) knobs.hookDelayMs = arrivesInMinutes * MINUTE_MS;
      kommo.control.addNote({ leadId: theCard().leadId, text, userId: SELLERS.marcos });
      knobs.hookDelayMs = usualMs;
      beside({ kind: 'noted', text, arrivesInMinutes });
    },
    saysAndCorrects: async (text, corrected) => {
      whatsapp.reorder(2);
      const id = whatsapp.leadSays({ from: who.phone, name: who.name, text });
      look();
      await pass(1_000);
      whatsapp.edit({ id, text: corrected });
      beside({ kind: 'corrected', text: corrected });
    },
    ownerCloses: () => {
      kommo.control.knobs.apiActsAs = 'token_user';
      doing({ mover: 'owner', told: true }, () =>
        field.moveCard({ leadId: theCard().leadId, stage: 'lost', userId: TOKEN_USER_ID }),
      );
    },
    paulaTakesSecondContact: () => {
      doing({ mover: null, told: true }, () =>
        kommo.control.addLead({
          name: `${who.name} (indicação)`,
          phone: typedByHand(who.phone),
          statusId: STATUS.atendimento_humano,
          userId: SELLERS.paula,
        }),
      );
    },
    kommoGoesDown: () => {
      kommo.control.down();
      beside({ kind: 'around', what: 'kommoDown' });
    },
    kommoComesBack: () => {
      kommo.control.up();
      beside({ kind: 'around', what: 'kommoUp' });
    },
    schedulerGoesDown: () => {
      stack.scheduler.control.down();
      beside({ kind: 'around', what: 'schedulerDown' });
    },
    schedulerComesBack: () => {
      stack.scheduler.control.up();
      beside({ kind: 'around', what: 'schedulerUp' });
    },
    seconds: (count) => pass(count * 1000),
    // Nothing within is timed to the second.
    minutes: (count) => pass(count * 60_000, 5_000),
    hours: (count) => passLong(count * 60 * 60_000),
    untilTime: (time) => passLong(Date.parse(`${time.replace(' ', 'T')}:00-03:00`) - nowMs()),
    untilThinking: () => {
      const before = begun();
      return until('thinking', () => begun() > before);
    },
    untilBotSpeaks: () => {
      const before = botSaid().length;
      return until('speaking', () => botSaid().length > before);
    },
    curtain: () => {
      earlierTexts = [...earlierTexts, ...botSaid()];
      happened = [];
      decisionsBefore = decisionsKnown;
      hooksLostBefore = hooksLost();
    },
    timeline: entries,
    seen: async () => {
      const { decisions, messages } = await records();
      decisionsKnown = decisions.length;
      known.set(who.phone, decisionsKnown);
      const bubbles = (await entries()).flatMap((entry) =>
        entry.kind === 'said' && entry.who === 'bot'
          ? [{ text: entry.text, stageAgeMs: entry.stageAgeMs, atMs: entry.atMs }]
          : [],
      );
      return {
        bubbles,
        earlierTexts,
        moves: happened.flatMap(({ item }) => (item.kind === 'stage' && item.from !== null ? [item.to] : [])),
        decisions: decisions.slice(decisionsBefore).map(({ kind, reason }) => ({ kind, reason })),
        inbound: messages.flatMap(({ direction, body, disposition }) =>
          direction === 'in' && body !== null && disposition !== null ? [{ text: body, disposition }] : [],
        ),
        stage: card()?.stage ?? null,
        fields: card()?.fields ?? {},
        tags: card()?.tags ?? [],
        openTasks: (card()?.tasks ?? []).filter(({ isCompleted }) => !isCompleted).length,
        hooksLost: hooksLost() - hooksLostBefore,
        duplicates: Object.values(whatsapp.duplicates()).reduce((sum, count) => sum + count, 0),
        failures: stack.failures,
      };
    },
    close: () => stack.close(),
  };
}
