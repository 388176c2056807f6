/** What the judge asks of sends that nobody asked for: none after a stop, none to whom nothing is to be sold. */
import { OPT_OUT_CONFIRMATION } from '../../lib/agent/opt-out-texts.ts';
import { STATUS } from '../../local/account.ts';
import { isReply, tagsIn } from './cast.ts';
import type { Case, Violation } from './judge.ts';

/** I2: as long may a look have taken that saw the card where it was. */
const STAGE_MAX_AGE_MS = 1_000;

/** Who asked to stop, and was told that it is so, gets no reply until they come back (V1). */
export function repliesAfterStop({ truth, doings }: Case): readonly Violation[] {
  return doings.optOuts.flatMap(({ phone, fromMs, untilMs }): Violation[] => {
    const told = truth.sends.find(
      (send) => send.phone === phone && send.atMs > fromMs && send.text === OPT_OUT_CONFIRMATION,
    );
    if (!told) return [];
    return truth.sends
      .filter((send) => send.phone === phone && isReply(send.text))
      .filter(({ atMs }) => atMs > told.atMs && atMs < untilMs)
      .map(({ text }) => ({ id: 'V1', says: `“${text}” left although the lead had asked to stop` }));
  });
}

/** So long after the lead's last word whatever leaves unasked is the ladder's. */
const SILENCE_MS = 20 * 60_000;

/** Nobody whose card says that there is nothing to win is written to first (H13). */
export function firstWords({ world, plan, truth }: Case): readonly Violation[] {
  return truth.sends.flatMap(({ phone, text, atMs }): Violation[] => {
    const isAnswer =
      tagsIn(text).length > 0 ||
      world.whatsapp
        .phone(phone)
        .some(({ from, at }) => from !== 'us' && at <= atMs && at > atMs - SILENCE_MS);
    if (isAnswer) return [];
    const sinceMs = atMs - STAGE_MAX_AGE_MS - 2 * plan.rates.skewMs;
    const wasNo = truth.cardsOf(phone).some(({ leadId }) => {
      const entries = truth.stagesOf(leadId).filter((entry) => entry.atMs <= atMs);
      const last = entries.at(-1);
      return last?.statusId === STATUS.desqualificado && last.atMs < sinceMs;
    });
    return wasNo ? [{ id: 'H13', says: `“${text}” left unasked for a card in DESQUALIFICADO` }] : [];
  });
}
