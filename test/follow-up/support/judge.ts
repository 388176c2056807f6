/** What must hold of one play, whatever happened in it. Two witnesses: Postgres' own rows, and the truth outside. */
import { expect } from 'vitest';
import type { BusinessHours } from '../../../lib/calendar/business-hours.ts';
import { STATUS } from '../../../local/stack.ts';
import type { Play, Truth } from './play.ts';
import { civil, HOUR, MINUTE } from './silence.ts';

const STAGE_MAX_AGE_MS = 1000;
/** A bubble committed just before something happened may follow it onto the screen (R5). */
const COMMIT_TO_POST_MAX_MS = 250;
const MOVE_SEEN_MAX_AGE_MS = 250;
const PAUSE_MS = 24 * HOUR;
/** Twelve holds, five minutes apart: then it is a person's. */
const HANDED_OVER_AFTER_MS = 50 * MINUTE;
const REENGAGED: ReadonlySet<string> = new Set(['novo_lead', 'em_qualificacao', 'qualificado']);

type Row = { readonly step: string; readonly status: string; readonly cycle: number };
/** What the plays had in common, so that a promise is known to have been put to the test. */
export type Tally = {
  followUps: number;
  closes: number;
  uninterrupted: number;
  silenced: number;
  handedOver: number;
};

/** Was the card where a lead is followed up, at some instant of the span in which a read may have been sent? */
function stageAllowed(cards: readonly Move[], atMs: number): boolean {
  const fromMs = atMs - STAGE_MAX_AGE_MS;
  const inSpan = cards.filter((card) => card.atMs >= fromMs && card.atMs <= atMs);
  const before = cards.findLast((card) => card.atMs < fromMs);
  return [...(before ? [before] : []), ...inSpan].some(({ place }) => REENGAGED.has(place));
}

function personWrote({ cards, answersMs }: Truth, atMs: number): boolean {
  return answersMs.some(
    (writtenMs) =>
      writtenMs + COMMIT_TO_POST_MAX_MS < atMs &&
      atMs < writtenMs + PAUSE_MS &&
      !cards.some((card) => REENGAGED.has(card.place) && card.atMs >= writtenMs - 1000 && card.atMs <= atMs),
  );
}

const wasBefore = (happenedMs: number | null, atMs: number): boolean =>
  happenedMs !== null && happenedMs + COMMIT_TO_POST_MAX_MS < atMs;

/** Every follow-up on the phone: in opening hours, to a lead that owes an answer, with nothing against it (F5, H13, R7, R14). */
function judgeSpeech(play: Play, moves: readonly Move[], hours: BusinessHours): void {
  const { truth } = play;
  const said = play.bubbles().filter(({ isFollowUp }) => isFollowUp);
  for (const { at, text } of said) {
    const which = `"${text}" at ${civil(at)}`;
    expect(hours.isOpen(at), `F5 · in quiet hours: ${which}`).toBe(true);
    const writtenMs = truth.writesMs.findLast((ms) => ms + COMMIT_TO_POST_MAX_MS < at) ?? 0;
    expect(
      truth.repliesMs.some((ms) => ms >= writtenMs && ms <= at),
      `R7 · the lead has written and has no reply yet: ${which}`,
    ).toBe(true);
    expect(wasBefore(truth.optedOutMs, at), `R14 · after an opt-out: ${which}`).toBe(false);
    expect(
      wasBefore(truth.bookedMs, at) && at < (truth.bookedMs ?? 0) + 3 * 24 * HOUR,
      `C5 · with a meeting ahead: ${which}`,
    ).toBe(false);
    expect(stageAllowed(moves, at), `H13, I2 · in a stage where nobody is followed up: ${which}`).toBe(true);
    expect(personWrote(truth, at), `I1 · although a person wrote: ${which}`).toBe(false);
  }
  const texts = said.map(({ text }) => text);
  expect(texts, 'I6 · one step twice on the phone').toEqual([...new Set(texts)]);
}

/** Since the bot last spoke, did anybody or anything but the clock and outages touch the lead? */
function isUninterrupted({ truth }: Play, moves: readonly Move[]): boolean {
  const lastReplyMs = truth.repliesMs.at(-1) ?? 0;
  const since = (ms: number): boolean => ms >= lastReplyMs;
  // The bot's own way back from NÃO INTERESSADO follows its reply.
  const place = moves.findLast((move) => move.atMs <= lastReplyMs)?.place;
  return (
    truth.optedOutMs === null &&
    truth.bookedMs === null &&
    place !== undefined &&
    REENGAGED.has(place) &&
    !truth.cards.some(({ atMs }) => since(atMs)) &&
    !truth.answersMs.some((ms) => ms >= lastReplyMs - PAUSE_MS) &&
    // The clock stands still between what is said and its answer.
    !truth.writesMs.some((ms) => ms > lastReplyMs)
  );
}

type Move = { readonly atMs: number; readonly place: string; readonly by: 'bot' | 'person' };
const PLACE_OF = new Map<number, string>(
  Object.entries(STATUS).map(([place, statusId]) => [statusId, place]),
);

/** Every move of the card, in the order in which Kommo carried them out. */
function movesOf({ w, truth, cardId }: Play): readonly Move[] {
  const bots = w.kommo.control.requests.flatMap(({ method, path, body, atMs, status }, index) => {
    if (method !== 'PATCH' || status !== 200 || !path.startsWith(`/api/v4/leads/${cardId}`)) return [];
    // The emulator has checked it.
    const { status_id: statusId } = body as { status_id?: number };
    const place = statusId === undefined ? undefined : PLACE_OF.get(statusId);
    return place === undefined ? [] : [{ atMs, place, by: 'bot' as const, order: index + 0.5 }];
  });
  const persons = truth.cards.map(({ atMs, place, requests }) => ({
    atMs,
    place,
    by: 'person' as const,
    order: requests,
  }));
  return [...persons, ...bots].toSorted((one, other) => one.order - other.order);
}

/**
 * When the bot put the card into NÃO INTERESSADO. Twice in a row is one move; so is a second firing's that crosses a person's move
 * made just behind the first.
 */
const closesOf = (moves: readonly Move[]): readonly number[] =>
  moves.flatMap((move, index) => {
    if (move.by !== 'bot' || move.place !== 'nao_interessado') return [];
    const crossed = (at: Move): boolean => at.by === 'person' && move.atMs - at.atMs <= MOVE_SEEN_MAX_AGE_MS;
    const before = moves.slice(0, index).findLast((each) => !crossed(each));
    return before?.place === 'nao_interessado' ? [] : [move.atMs];
  });

/** I8: what a person put elsewhere stays there. Kommo knows no conditional write, so a move within the look's age may be crossed. */
function judgeMoves(moves: readonly Move[]): void {
  for (const [index, move] of moves.entries()) {
    const before = moves[index - 1];
    if (move.by !== 'bot' || before?.by !== 'person' || REENGAGED.has(before.place)) continue;
    expect(
      move.atMs - before.atMs,
      `I8 · a person put the card into ${before.place}, the bot into ${move.place}`,
    ).toBeLessThanOrEqual(MOVE_SEEN_MAX_AGE_MS);
  }
}

/** F1, F15, C9, I6, I8, I10. */
export async function judge(
  play: Play,
  { hours, steps, tally }: { hours: BusinessHours; steps: number; tally: Tally },
): Promise<void> {
  const { w, truth } = play;
  const { db } = w.supabase;
  const id = play.lead.id;
  expect(w.failures, 'a handler let an error out').toEqual([]);
  expect(
    (await db.query('select body, why from witness.leaks')).rows,
    'I1 · committed against the row',
  ).toEqual([]);
  const moves = movesOf(play);
  judgeMoves(moves);
  judgeSpeech(play, moves, hours);

  const sends = await db.query<{ step: string; count: number }>(
    `select array_to_string((string_to_array(dedupe_key, ':'))[3:4], ' step ') as step, count(*)::int as count from public.messages
     where lead_id = $1 and dedupe_key like 'follow-up:%' group by 1 having count(*) > 1`,
    [id],
  );
  expect(sends.rows, 'I6 · one step of one cycle committed twice').toEqual([]);

  const { rows: all } = await db.query<Row>(
    'select step, status, cycle::int from public.follow_ups where lead_id = $1 order by cycle, step',
    [id],
  );
  const lead = await w.speech.store.leadById(id);
  if (!lead) throw new Error('the lead is gone');
  const { rows: spoken } = await db.query<{ spoken: boolean }>(
    'select coalesce(spoken_cycle = cycle, false) as spoken from public.leads where id = $1',
    [id],
  );
  const now = all.filter(({ cycle }) => cycle === lead.cycle);
  expect(lead.heldAtMs, 'I7 · the lead is still held').toBeNull();
  expect(await play.isOpen(), `F10 · a lost ladder: ${JSON.stringify(now)}`).toBe(false);

  const ledger = (await w.speech.store.decisionsOf(id, 500)).filter(
    ({ evidence }) => Number(evidence['cycle']) === lead.cycle,
  );
  const closing = ledger.filter(({ kind }) => kind === 'close' || kind === 'silence');
  const endings = now.filter(
    ({ status }) => status === 'closed' || status === 'ended' || status === 'handed_over',
  );
  if (spoken[0]?.spoken) {
    expect(endings.length, `F15 · the ladder has no end, or two: ${JSON.stringify(now)}`).toBe(1);
    expect(closing.length, 'I10 · nothing in the ledger says how the ladder ended').toBeGreaterThan(0);
  }

  const closes = closesOf(moves);
  const cycles = new Set(all.map(({ cycle }) => cycle)).size;
  expect(
    closes.length,
    `C9 · more closes than silences: ${closes.map(civil).join(', ')}`,
  ).toBeLessThanOrEqual(cycles);
  const card = w.kommo.control.card(play.cardId);

  tally.followUps += play.bubbles().filter(({ isFollowUp }) => isFollowUp).length;
  tally.closes += closes.length;
  tally.silenced += Number(endings.some(({ status }) => status === 'ended'));
  tally.handedOver += Number(endings.some(({ status }) => status === 'handed_over'));
  if (!isUninterrupted(play, moves)) return;
  tally.uninterrupted += 1;
  if (truth.kommoDownMs >= HANDED_OVER_AFTER_MS && now.some(({ status }) => status === 'handed_over')) return;
  const anchorMs = truth.repliesMs.at(-1) ?? 0;
  const outcomes = Object.fromEntries(
    now.map(({ step, status }) => [step, status === 'skipped' ? 'sent' : status]),
  );
  const expected = Object.fromEntries([
    ...Array.from({ length: steps }, (_, index) => [String(index + 1), 'sent']),
    ['close', 'closed'],
  ]);
  expect(outcomes, 'F15 · nothing interrupted, and a step is missing').toEqual(expected);
  expect(
    closes.filter((atMs) => atMs > anchorMs),
    'C9 · nothing interrupted: one move to NÃO INTERESSADO',
  ).toHaveLength(1);
  expect({ stage: card.stage, tags: card.tags }, 'C9 · the close').toEqual({
    stage: 'NÃO INTERESSADO',
    tags: expect.arrayContaining(['sem-resposta']),
  });
  expect(
    closing.filter(({ kind }) => kind === 'close'),
    'C9 · the close stands once in the ledger',
  ).toHaveLength(1);
}
