/** The lead stops us, or has: one confirmation, silence, once a day a line that says how to come back, and the word that does. */
import { isBareCancel } from '../agent/extract/meeting-intent.ts';
import { asksForErasure, isOptOut } from '../agent/opt-out.ts';
import { ERASURE_CONFIRMATION, OPT_OUT_CONFIRMATION, OPT_OUT_NOTICE } from '../agent/opt-out-texts.ts';
import type { Clock } from '../clock.ts';
import type { Gate } from '../handoff/gate.ts';
import { hasMeeting } from '../pipeline.ts';
import type { Fate } from '../queue.ts';
import type { LeadRecord } from '../store/lead-rows.ts';
import type { Store } from '../store/store.ts';
import { lastWish, wishedAtMs } from './burst.ts';
import type { CardKeeper } from './card-link.ts';
import type { Meetings } from './meeting.ts';
import { ownWords, planFor, type ReplySender } from './reply-sender.ts';
import { DONE, type EndTurn, type TurnCase } from './turn-end.ts';

export type OptOutDeps = {
  readonly store: Pick<Store, 'recordTakeover' | 'releaseSignals'>;
  readonly cards: Pick<CardKeeper, 'ensure'>;
  readonly gate: Pick<Gate, 'open'>;
  readonly replySender: ReplySender;
  readonly meetings: Pick<Meetings, 'hasBooking'>;
  readonly end: EndTurn;
  /** A person's task: the lead wants what is known of it erased (LGPD), tried again until it is written. Never throws. */
  readonly announceErasure: (lead: LeadRecord, askedAtMs: number) => Promise<void>;
  readonly clock: Clock;
};

export type OptOuts = {
  /** Does this burst ask to stop? */
  isAsked(it: TurnCase): Promise<boolean>;
  /** The lead says stop: the signal, whatever Kommo says, and one confirmation where the bot may speak. */
  take(it: TurnCase): Promise<Fate>;
  /** The lead stopped us before: come back by its own word (the lead as it then is), or be told once a day how to. */
  answer(it: TurnCase): Promise<Fate | LeadRecord>;
};

export function createOptOuts({
  store,
  cards,
  gate,
  replySender,
  meetings,
  end,
  announceErasure,
  clock,
}: OptOutDeps): OptOuts {
  const take: OptOuts['take'] = async (it) => {
    const { burst } = it;
    const atMs = clock.nowMs();
    // On record before anything is said: a container that dies with the confirmation on its way loses no stop.
    const lead = await store.recordTakeover({
      leadId: it.lead.id,
      signal: 'opt_out',
      signalAtMs: Math.min(wishedAtMs(burst, 'stop') ?? burst.at(-1)?.sentAtMs ?? atMs, atMs),
      untilMs: null,
      atMs,
    });
    const linked = await cards.ensure(lead);
    const asked = burst.find(({ body }) => body !== null && asksForErasure(body));
    if (asked) await announceErasure(linked.kind === 'linked' ? linked.lead : lead, asked.sentAtMs);
    const confirmation = asked ? ERASURE_CONFIRMATION : OPT_OUT_CONFIRMATION;
    const answer = linked.kind === 'linked' ? await gate.open(linked.lead, 'opt_out_confirmation') : null;
    if (answer?.kind === 'speak') {
      const plan = planFor(answer.lead, burst, ownWords(answer.lead, confirmation, 'opt_out'));
      const spoken =
        plan &&
        (await replySender.speak({ permit: answer.permit, lead: answer.lead, plan, openReplyId: null }));
      if (spoken?.kind === 'spoken') return DONE;
    }
    return end({ ...it, lead }, { kind: 'close', reason: 'opt_out' });
  };

  return {
    // The whole wish is "cancelar", and there is a meeting to cancel: the meeting's then. On a second delivery it may be gone already.
    isAsked: async ({ lead, burst, delivery }) => {
      if (lastWish(burst) !== 'stop') return false;
      if (burst.some(({ body }) => body !== null && isOptOut(body) && !isBareCancel(body))) return true;
      const wasCutOff = delivery.attempt > 1 && hasMeeting(lead.mirroredPlace);
      return !wasCutOff && !(await meetings.hasBooking(lead));
    },
    take,
    answer: async (it) => {
      const { lead, burst } = it;
      // Cut off behind the record: the same word still wants its confirmation.
      if (lastWish(burst) === 'stop' && wishedAtMs(burst, 'stop') === lead.signals.optedOutAtMs)
        return take(it);
      if (lastWish(burst) === 'come_back')
        return store.releaseSignals(lead.id, ['opt_out'], {
          givenAtMs: wishedAtMs(burst, 'come_back') ?? 0,
          source: { reason: 'lead_came_back', author: 'lead' },
          atMs: clock.nowMs(),
        });
      const linked = await cards.ensure(lead);
      if (linked.kind === 'hold') return end(it, linked);
      const answer = await gate.open(linked.lead, 'opt_out_notice');
      if (answer.kind === 'hold') return end({ ...it, lead: answer.lead }, answer);
      if (answer.kind === 'speak') {
        const plan = planFor(answer.lead, burst, ownWords(answer.lead, OPT_OUT_NOTICE, 'opt_out_notice'));
        const spoken =
          plan &&
          (await replySender.speak({ permit: answer.permit, lead: answer.lead, plan, openReplyId: null }));
        if (spoken?.kind === 'hold') return end({ ...it, lead: answer.lead }, spoken);
        if (spoken?.kind === 'spoken') return DONE;
      }
      return end(it, { kind: 'silence', reason: 'opt_out' });
    },
  };
}
