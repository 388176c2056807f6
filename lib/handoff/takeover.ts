/**
 * Recording that somebody else holds the conversation: the row first (that is the fence, I1), then the flag that silences
 * a turn in flight. Webhooks do it before they answer, the queued copy does it again; both are harmless.
 */
import type { Clock } from '../clock.ts';
import type { Address, KommoLeadId, LeadId } from '../lead.ts';
import type { HumanMessageEvent } from '../lead-event.ts';
import type { Log } from '../log.ts';
import type { PersonName } from '../person-name.ts';
import { isClosed } from '../pipeline.ts';
import type { LeadRecord } from '../store/lead-rows.ts';
import type { ActSource, PersonMessageOutcome } from '../store/signals.ts';
import type { Store } from '../store/store.ts';
import type { PauseFlags } from './pause-flag.ts';
import { humanReplyStands } from './verdict.ts';

export type Takeovers = {
  /**
   * A message left our number; SQL says in whose chat, and whether a person wrote it. `to` is an address, or a lead that is already
   * known; null: nobody but the message it quotes can tell. `unattributed`: nobody known, told aloud, and kept under its address.
   */
  personMessage(message: {
    to: Address | LeadId | null;
    quotes?: string | null;
    providerId: string;
    text: string;
    sentAtMs: number;
    source: ActSource;
  }): Promise<PersonsWord>;
  /**
   * A hook says that the card left the bot's stages. `seenAtMs`: when the hook reached us, so that its queued copy claims
   * no later moment than the hook itself. Every lead that follows the card is taken over (P6), but a closed card takes none over of whom
   * the newest look showed another open one: the live read of all of them decides. False when nobody is taken over (R12).
   */
  cardLeft(card: {
    kommoLeadId: KommoLeadId;
    /** Where it stands now, as claimed; null where the claim does not tell. */
    statusId: number | null;
    movedAtMs: number;
    seenAtMs: number;
    source: ActSource;
  }): Promise<boolean>;
  /** An operator's command: the bot is silent for the pause's length, counted from now. `by`: whoever asked, where there is a name. */
  pause(leadId: LeadId, by?: PersonName): Promise<LeadRecord>;
  /**
   * An operator's command, given now: undoes an older `pause`, person's reply or the bot's own hand-over; the card's stage stays
   * the stronger word.
   */
  resume(leadId: LeadId, by?: PersonName): Promise<LeadRecord>;
  /** A seller's note on the card, obeyed once for good (V1). `givenAtMs`: when it was written; a `/humano` unread yet: now. */
  note(note: {
    leadId: LeadId;
    noteId: number;
    command: 'humano' | 'bot';
    givenAtMs: number;
    author: number | null;
  }): Promise<LeadRecord>;
};

export type PersonsWord =
  | { readonly outcome: PersonMessageOutcome; readonly leadId: LeadId }
  | { readonly outcome: 'unattributed'; readonly leadId: null };

export type TakeoverDeps = {
  /** Loaded only when there is something to record: most hooks carry nothing (bundle budget of the webhooks). */
  readonly store: () => Promise<
    Pick<
      Store,
      | 'chatOfPersonMessage'
      | 'recordPersonMessage'
      | 'recordCardTakeover'
      | 'recordTakeover'
      | 'releaseSignals'
      | 'obeyNote'
    >
  >;
  readonly flags: Pick<PauseFlags, 'raise' | 'clear'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly humanReplyPauseHours: number;
  readonly autoReplyTexts: readonly string[];
};

const HOUR_SECONDS = 3600;

/** Typed on the phone, as the provider echoes it; or sent by another system through the same number. */
export const sourceOf = ({ source }: Pick<HumanMessageEvent, 'source'>): ActSource => ({
  reason: source === 'api' ? 'echo' : 'phone',
  author: 'person',
});

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

  /** Only what stands no more; a takeover that came since keeps its flag. */
  const lowerFlag = async (lead: LeadRecord): Promise<void> => {
    const { signals } = lead;
    if (signals.humanStageAtMs === null && !humanReplyStands({ signals, nowMs: clock.nowMs() }))
      await flags.clear(lead.key);
  };

  return {
    personMessage: async ({ to, quotes = null, providerId, text, sentAtMs, source }) => {
      const db = await store();
      const atMs = clock.nowMs();
      const message = { to, quotes, providerId, text, sentAtMs, pauseSeconds, atMs };
      const leadId =
        typeof to === 'string' ? to : ((await db.chatOfPersonMessage({ ...message, to }))?.id ?? null);
      if (leadId === null) {
        log.error('takeover.unattributed', { isNamed: to !== null });
        return { outcome: 'unattributed', leadId };
      }
      const { outcome, lead } = await db.recordPersonMessage({
        leadId,
        providerId,
        text,
        sentAtMs,
        pauseSeconds,
        autoReplyTexts,
        atMs,
        source,
      });
      if (outcome === 'taken_over') {
        await raiseFlag(lead, 'human_reply', sentAtMs);
        log.info('takeover.human_reply', { leadId: lead.id, epoch: lead.epoch });
      }
      return { outcome, leadId };
    },
    cardLeft: async ({ kommoLeadId, statusId, movedAtMs, seenAtMs, source }) => {
      const db = await store();
      const leads = await db.recordCardTakeover({
        kommoLeadId,
        isClosed: isClosed({ statusId }),
        movedAtMs,
        atMs: seenAtMs,
        source,
      });
      for (const lead of leads) {
        await raiseFlag(lead, 'human_stage', movedAtMs);
        log.info('takeover.human_stage', { leadId: lead.id, kommoLeadId, epoch: lead.epoch });
      }
      return leads.length > 0;
    },
    pause: async (leadId, by) => {
      const db = await store();
      const atMs = clock.nowMs();
      const lead = await db.recordTakeover({
        leadId,
        signal: 'human_reply',
        signalAtMs: atMs,
        untilMs: atMs + pauseSeconds * 1000,
        atMs,
        source: { reason: 'operator', author: by ?? 'operator' },
      });
      await raiseFlag(lead, 'human_reply', atMs);
      log.info('takeover.command', { leadId, epoch: lead.epoch });
      return lead;
    },
    resume: async (leadId, by) => {
      const db = await store();
      const atMs = clock.nowMs();
      const lead = await db.releaseSignals(leadId, ['human_reply', 'bot_handoff'], {
        // The command is younger than whatever was recorded before it was given.
        givenAtMs: atMs + 1,
        source: { reason: 'operator', author: by ?? 'operator' },
        atMs,
      });
      await lowerFlag(lead);
      log.info('takeover.released', { leadId, epoch: lead.epoch });
      return lead;
    },
    note: async ({ leadId, noteId, command, givenAtMs, author }) => {
      const db = await store();
      const atMs = clock.nowMs();
      const lead = await db.obeyNote({ leadId, noteId, command, givenAtMs, pauseSeconds, author, atMs });
      const isPaused = humanReplyStands({ signals: lead.signals, nowMs: atMs });
      if (command === 'humano' && isPaused) {
        await raiseFlag(lead, 'human_reply', lead.signals.humanReplyAtMs ?? atMs);
        log.info('takeover.command', { leadId, epoch: lead.epoch });
      }
      if (command === 'bot' && !isPaused) {
        await lowerFlag(lead);
        log.info('takeover.released', { leadId, epoch: lead.epoch });
      }
      return lead;
    },
  };
}
