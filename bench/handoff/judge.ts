/**
 * The judge: a pure function over a journal. It knows what people did and what reached the lead's phone, and no system's name.
 * A change here makes older rows void: raise `JUDGE_VERSION`.
 */
import { type Hold, holdAt, holdsOf } from './holding.ts';
import { type EntryOf, type Journal, marksIn, partIn } from './journal.ts';

export const JUDGE_VERSION = 1;

/**
 * What a send may be late after a takeover before it counts: a second for a stage read that is still young, and a quarter for
 * the request to start. The same for every system, by whatever means the person took over.
 */
export const GRACE_MS = 1_250;
/** From what a lead says to its answer, while everything is well: debounce, model, bubbles, and three supersessions of them. */
export const ANSWER_WITHIN_MS = 90_000;
/** The same after a fault that touched the wait: a queue's retries stand minutes apart. */
export const AFTER_FAULT_MS = 600_000;
/** A line without marks this soon after the lead's own words is an answer to them, nothing proactive. */
const SOON_MS = 60_000;
/** Two proactive messages of one ladder are never so close. */
const APART_MS = 3_600_000;

/** What a leaked send was. */
export const CAUSES = ['in_flight', 'new_message', 'follow_up', 'side_channel'] as const;
export type Cause = (typeof CAUSES)[number];

export type Finding = {
  readonly lead: string;
  readonly scene: string;
  readonly at: number;
  readonly what: string;
};
export type Leak = Finding & { readonly cause: Cause; readonly afterMs: number };

export type Verdict = {
  readonly takeovers: number;
  readonly takeoversByScene: Readonly<Record<string, number>>;
  /** Every customer-visible send after a takeover, later than `GRACE_MS`. */
  readonly leaks: readonly Leak[];
  /** Takeovers with at least one such send: what a share of takeovers is made from. */
  readonly leakedTakeovers: number;
  /** Asked while the bot held the conversation, and never answered. */
  readonly overSilence: readonly Finding[];
  /** Answered, and later than the bound. */
  readonly livenessMisses: readonly Finding[];
  readonly duplicates: readonly Finding[];
  /** Said by a lead, and not in the system's own history. */
  readonly lost: readonly Finding[];
  /** Said before the conversation came back, and answered after it. */
  readonly lateAnswers: readonly Finding[];
  /** For each takeover after which something was still sent: how long after it the last send started. */
  readonly deltas: readonly number[];
  /** For every takeover: the time until the last send, 0 where nothing was on its way. */
  readonly silence: { readonly told: readonly number[]; readonly untold: readonly number[] };
  /** What leads said that asked for an answer while the bot held the conversation. */
  readonly asked: number;
};

type Sent = EntryOf<'sent'>;
type Said = EntryOf<'said'>;

export function judge({ entries, history, endedAt }: Journal): Verdict {
  const of = <K extends (typeof entries)[number]['kind']>(kind: K): readonly EntryOf<K>[] =>
    entries.filter((entry): entry is EntryOf<K> => entry.kind === kind);
  const faults = of('fault');
  const leads = [...new Set(entries.flatMap((entry) => ('lead' in entry ? [entry.lead] : [])))];
  const verdicts = leads.map((lead) => {
    const mine = <T extends { lead: string }>(list: readonly T[]): readonly T[] =>
      list.filter((entry) => entry.lead === lead);
    const holds = holdsOf(entries, lead);
    const sent = mine(of('sent'));
    const said = mine(of('said'));
    const exposure = exposureOf({ holds, sent, said });
    return {
      ...exposure,
      ...answersOf({ holds, sent, said, faults, endedAt }),
      holds,
      duplicates: duplicatesOf(sent, said),
      lost: lostOf(said, history[lead] ?? null),
    };
  });
  const all = <T>(pick: (verdict: (typeof verdicts)[number]) => readonly T[]): readonly T[] =>
    verdicts.flatMap(pick);
  const holds = all((verdict) => verdict.holds);
  return {
    takeovers: holds.length,
    takeoversByScene: countBy(holds.map(({ scene }) => scene)),
    leaks: all(({ leaks }) => leaks),
    leakedTakeovers: verdicts.reduce((sum, { leakedTakeovers }) => sum + leakedTakeovers, 0),
    overSilence: all(({ overSilence }) => overSilence),
    livenessMisses: all(({ livenessMisses }) => livenessMisses),
    duplicates: all(({ duplicates }) => duplicates),
    lost: all(({ lost }) => lost),
    lateAnswers: all(({ lateAnswers }) => lateAnswers),
    deltas: all(({ silences }) => silences.flatMap(({ ms }) => (ms > 0 ? [ms] : []))),
    silence: {
      told: all(({ silences }) => silences.flatMap(({ ms, told }) => (told ? [ms] : []))),
      untold: all(({ silences }) => silences.flatMap(({ ms, told }) => (told ? [] : [ms]))),
    },
    asked: verdicts.reduce((sum, { asked }) => sum + asked, 0),
  };
}

export function countBy(keys: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const key of keys) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}

function exposureOf({
  holds,
  sent,
  said,
}: {
  holds: readonly Hold[];
  sent: readonly Sent[];
  said: readonly Said[];
}) {
  const leaks: Leak[] = [];
  const silences: { ms: number; told: boolean }[] = [];
  let leakedTakeovers = 0;
  for (const hold of holds) {
    // Its own goodbye, where the bot handed over by itself: the first reply that names what was asked is no leak.
    const allowed = hold.by === 'bot' ? marksBefore(said, hold.from) : null;
    const during = sent.filter(
      (send) =>
        hold.from < send.at &&
        send.at < hold.to &&
        !(allowed && marksIn(send.text).some((mark) => allowed.has(mark))) &&
        !(hold.by === 'opt_out' && isAnswer(send, said)),
    );
    const last = during.at(-1);
    silences.push({ ms: last ? Math.max(0, last.at - hold.knowableAt) : 0, told: hold.notice === 'told' });
    const leaked = during.filter(({ at }) => at > hold.knowableAt + GRACE_MS);
    if (leaked.length > 0) leakedTakeovers += 1;
    for (const send of leaked)
      leaks.push({
        lead: hold.lead,
        scene: hold.scene,
        at: send.at,
        what: send.text || send.what,
        cause: causeOf(send, said, hold),
        afterMs: send.at - hold.knowableAt,
      });
  }
  return { leaks, silences, leakedTakeovers };
}

const marksBefore = (said: readonly Said[], at: number): ReadonlySet<string> =>
  new Set(said.flatMap((message) => (message.mark && message.at <= at ? [message.mark] : [])));

/** Neither about somebody's words nor a part of a reply: a follow-up, an away text. */
const isUnasked = ({ text }: Sent): boolean => marksIn(text).length === 0 && partIn(text) === '';

const isAnswer = (send: Sent, said: readonly Said[]): boolean =>
  !isUnasked(send) || said.some(({ at }) => at <= send.at && send.at - at <= SOON_MS);

function causeOf(send: Sent, said: readonly Said[], hold: Hold): Cause {
  if (send.what !== 'message') return 'side_channel';
  if (isUnasked(send)) return 'follow_up';
  const marks = marksIn(send.text);
  // What carries no words has no mark: its answer is one to whatever came last.
  return said.some(
    ({ mark, at }) =>
      at > hold.from &&
      at < send.at &&
      (marks.length > 0 ? mark !== null && marks.includes(mark) : mark === null),
  )
    ? 'new_message'
    : 'in_flight';
}

function answersOf({
  holds,
  sent,
  said,
  faults,
  endedAt,
}: {
  holds: readonly Hold[];
  sent: readonly Sent[];
  said: readonly Said[];
  faults: readonly EntryOf<'fault'>[];
  endedAt: number;
}) {
  const overSilence: Finding[] = [];
  const livenessMisses: Finding[] = [];
  const lateAnswers: Finding[] = [];
  let asked = 0;
  const replies = sent.filter(({ what, arrivedAt }) => what === 'message' && arrivedAt !== null);
  for (const message of said) {
    const finding = (what: string, at = message.at): Finding => ({
      lead: message.lead,
      scene: message.scene,
      at,
      what: `${message.mark ?? message.content} ${what}`,
    });
    const answers = replies.filter(
      ({ text, at }) => at >= message.at && message.mark !== null && marksIn(text).includes(message.mark),
    );
    // A hold that was over before anybody could have seen it makes nothing late.
    const late = answers.find(({ at }) =>
      holds.some(({ from, to }) => message.at < to && to <= at && to - from > GRACE_MS),
    );
    if (late) lateAnswers.push(finding('answered after the return', late.at));
    if (!message.asks || holdAt(holds, message.at)) continue;

    const touching = faults.filter(
      ({ at, untilMs }) => untilMs + AFTER_FAULT_MS > message.at && at < message.at + ANSWER_WITHIN_MS,
    );
    const bound = Math.max(
      message.at + ANSWER_WITHIN_MS,
      ...touching.map(({ untilMs }) => untilMs + AFTER_FAULT_MS),
    );
    // Whoever took over before it had to be answered has it; what the world had no time for is not judged.
    const taken = holds.find(({ from }) => from > message.at && from <= bound);
    const answer = message.mark === null ? replies.find(({ at }) => at >= message.at) : answers[0];
    if (taken && (!answer || answer.at >= taken.from)) continue;
    asked += 1;
    if (!answer && bound > endedAt) continue;
    if (!answer) overSilence.push(finding('never answered'));
    else if (answer.at > bound) livenessMisses.push(finding(`answered after ${answer.at - message.at} ms`));
  }
  return { overSilence, livenessMisses, lateAnswers, asked };
}

/**
 * The same bubble of two replies to one message; for what answers nothing (a follow-up, an away text), two within `APART_MS`
 * between which the lead said nothing.
 */
function duplicatesOf(sent: readonly Sent[], said: readonly Said[]): readonly Finding[] {
  const seen = new Set<string>();
  const found: Finding[] = [];
  let unasked: Sent | null = null;
  for (const send of sent) {
    if (send.what !== 'message' || send.arrivedAt === null) continue;
    const { text, at, lead } = send;
    const marks = marksIn(text);
    const scene = said.findLast((message) => message.at <= at)?.scene ?? '';
    const keys = marks.map((mark) => `${mark} ${partIn(text)}`);
    const before = unasked;
    const again =
      isUnasked(send) &&
      before !== null &&
      at - before.at < APART_MS &&
      !said.some((message) => message.at > before.at && message.at <= at);
    if (again || keys.some((key) => seen.has(key))) found.push({ lead, scene, at, what: text });
    for (const key of keys) seen.add(key);
    if (isUnasked(send)) unasked = send;
  }
  return found;
}

function lostOf(said: readonly Said[], history: readonly string[] | null): readonly Finding[] {
  if (history === null) return [];
  return said.flatMap(({ lead, scene, at, mark }) =>
    mark !== null && !history.includes(mark) ? [{ lead, scene, at, what: `${mark} is in no history` }] : [],
  );
}
