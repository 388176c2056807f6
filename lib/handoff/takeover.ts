/**
 * Recording that somebody else holds the conversation: the row first (that is the fence, I1), then the flag that silences
 * a turn in flight. Webhooks do it before they answer, the queued copy does it again; both are harmless.
 */
import type { Clock } from '../clock.ts';
import type { Address, KommoLeadId, LeadId } from '../lead.ts';
import type { Log } from '../log.ts';
import type { LeadRecord } from '../store/rows.ts';
import type { PersonMessageOutcome, Store } from '../store/store.ts';
import type { PauseFlags } from './pause-flag.ts';

export type Takeovers = {
  /** A message left our number; SQL says whether a person wrote it. `to` is an address, or a lead that is already known. */
  personMessage(message: {
    to: Address | LeadId;
    providerId: string;
    text: string;
    sentAtMs: number;
  }): Promise<PersonMessageOutcome>;
  /**
   * A hook says that the card left the bot's stages. `seenAtMs`: when the hook reached us, so that its queued copy claims
   * no later moment than the hook itself. Every lead that follows the card is taken over (P6). False when none is linked yet (R12).
   */
  cardLeft(card: { kommoLeadId: KommoLeadId; movedAtMs: number; seenAtMs: number }): Promise<boolean>;
  /** An operator's command: the bot is silent for the pause's length, counted from now. */
  pause(leadId: LeadId): Promise<LeadRecord>;
  /** Undoes `pause`, a person's reply and the bot's own hand-over; the card's stage stays the stronger word. */
  resume(leadId: LeadId): Promise<LeadRecord>;
};

export type TakeoverDeps = {
  /** Loaded only when there is something to record: most hooks carry nothing (bundle budget of the webhooks). */
  readonly store: () => Promise<
    Pick<
      Store,
      'resolveLead' | 'recordPersonMessage' | 'recordCardTakeover' | 'recordTakeover' | 'releaseSignal'
    >
  >;
  readonly flags: Pick<PauseFlags, 'raise' | 'clear'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly humanReplyPauseHours: number;
  readonly autoReplyTexts: readonly string[];
};

const HOUR_SECONDS = 3600;

export function createTakeovers({
  store,
  flags,
  clock,
  log,
  humanReplyPauseHours,
  autoReplyTexts,
}: TakeoverDeps): Takeovers {
  const pauseSeconds = humanReplyPauseHours * HOUR_SECONDS;

  const raiseFlag = (
    lead: LeadRecord,
    reason: 'human_stage' | 'human_reply',
    sinceMs: number,
  ): Promise<void> =>
    flags.raise(
      lead.key,
      { reason, since: sinceMs, epoch: lead.epoch },
      reason === 'human_reply' ? pauseSeconds : null,
    );

  return {
    personMessage: async ({ to, providerId, text, sentAtMs }) => {
      const db = await store();
      const atMs = clock.nowMs();
      const leadId = typeof to === 'string' ? to : (await db.resolveLead(to, atMs)).id;
      const { outcome, lead } = await db.recordPersonMessage({
        leadId,
        providerId,
        text,
        sentAtMs,
        pauseSeconds,
        autoReplyTexts,
        atMs,
      });
      if (outcome === 'taken_over') {
        await raiseFlag(lead, 'human_reply', sentAtMs);
        log.info('takeover.human_reply', { leadId: lead.id, epoch: lead.epoch });
      }
      return outcome;
    },
    cardLeft: async ({ kommoLeadId, movedAtMs, seenAtMs }) => {
      const db = await store();
      const leads = await db.recordCardTakeover({ kommoLeadId, movedAtMs, atMs: seenAtMs });
      for (const lead of leads) {
        await raiseFlag(lead, 'human_stage', movedAtMs);
        log.info('takeover.human_stage', { leadId: lead.id, kommoLeadId, epoch: lead.epoch });
      }
      return leads.length > 0;
    },
    pause: async (leadId) => {
      const db = await store();
      const atMs = clock.nowMs();
      const lead = await db.recordTakeover({
        leadId,
        signal: 'human_reply',
        signalAtMs: atMs,
        untilMs: atMs + pauseSeconds * 1000,
        atMs,
      });
      await raiseFlag(lead, 'human_reply', atMs);
      log.info('takeover.command', { leadId, epoch: lead.epoch });
      return lead;
    },
    resume: async (leadId) => {
      const db = await store();
      await db.releaseSignal(leadId, 'bot_handoff');
      const lead = await db.releaseSignal(leadId, 'human_reply');
      await flags.clear(lead.key);
      log.info('takeover.released', { leadId, epoch: lead.epoch });
      return lead;
    },
  };
}
