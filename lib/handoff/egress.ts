/**
 * Egress: the one door through which anything visible to a lead leaves (I9), for each bubble: is the stage read young
 * enough (I2), is the right to send committed (I1, I6), does the POST start at once; then what the transport answered is
 * kept. It never repeats a send that may have left.
 */
import type { Clock } from '../clock.ts';
import type { Address, MessageId } from '../lead.ts';
import type { Log } from '../log.ts';
import type { HoldReason, SilenceReason } from '../reasons.ts';
import { COMMIT_TO_POST_MAX_MS } from '../retry-policy.ts';
import type { LedgerLine, Settlement } from '../store/rows.ts';
import { StoreError } from '../store/rpc.ts';
import type { CommitOutcome, ReplyPlan, Store } from '../store/store.ts';
import { type Refusal, waits } from '../whatsapp/refusal.ts';
import type { Suspicions } from '../whatsapp/suspicions.ts';
import type { Outbound, WhatsAppTransport } from '../whatsapp/transport.ts';
import { assertIssued, type Gate, type Permit } from './gate.ts';
import { createSendRights } from './send-rights.ts';

/** How often one bubble asks for its right: what came too late, or whose answer was lost, is asked again. */
const COMMITS_MAX = 3;

/** An approved template of the Cloud API, filled. */
export type MessageTemplate = Omit<Extract<Outbound['content'], { kind: 'template' }>, 'kind'>;

/** One bubble to one lead. `dedupeKey` is built from meaning, so a redelivered turn meets its own first attempt. */
export type Bubble = {
  readonly to: Address;
  readonly text: string;
  readonly dedupeKey: string;
  readonly replyId: string | null;
  /** With the first bubble of a reply: what is stored together with it. */
  readonly plan: ReplyPlan | null;
  /** Joins the decision's own evidence in the ledger: ids and numbers only. */
  readonly evidence?: LedgerLine<'speak'>['evidence'];
  /** Sent in the place of `text`, which is then what the history keeps. */
  readonly template?: MessageTemplate;
  /** The answers that `text` names, to be tapped where the transport has it. */
  readonly choices?: Pick<Extract<Outbound['content'], { kind: 'choices' }>, 'body' | 'options'>;
};

/** `permit` is the one to go on with: egress may have renewed it. */
export type Sent = { readonly permit: Permit } & (
  | { readonly kind: 'sent'; readonly replyId: string | null; readonly settlement: Settlement }
  /** This bubble was committed before: it left, or whether it left is not known (crash); never again either way. */
  | {
      readonly kind: 'already';
      readonly replyId: string | null;
      readonly messageId: MessageId;
      readonly certain: boolean;
      /** Since its commit: another worker may be at it. */
      readonly ageMs: number;
    }
  /** Something happened since the permit: the rest of the turn is silence. */
  | { readonly kind: 'silence'; readonly reason: SilenceReason; readonly replyId: string | null }
  /** Nothing left; the turn waits. */
  | {
      readonly kind: 'hold';
      readonly cause: HoldReason;
      readonly replyId: string | null;
      readonly alarm: boolean;
    }
  /** The transport will not take it, now or later. */
  | {
      readonly kind: 'refused';
      readonly refusal: Refusal;
      readonly replyId: string | null;
      readonly settlement: Settlement;
    }
);

export type Egress = {
  /** @throws {StoreError} when Postgres cannot be asked before the POST; nothing has left then. */
  send(permit: Permit, bubble: Bubble): Promise<Sent>;
  /** Typing and read receipt, while the permit is fresh; a stale one shows nothing. */
  showTyping(permit: Permit, options: { to: Address; messageId: string }): Promise<void>;
  /** Whether this process knows that nothing has left under the commit of this key, should there be one (P7). */
  isUnsent(dedupeKey: string): boolean;
};

export type EgressDeps = {
  readonly gate: Pick<Gate, 'renew'>;
  readonly store: Pick<Store, 'commitSend' | 'releaseSend'>;
  readonly transport: WhatsAppTransport;
  readonly suspicions: Suspicions;
  readonly clock: Clock;
  readonly log: Log;
  readonly stageMaxAgeMs: number;
};

function contentOf({ text, template, choices }: Bubble): Outbound['content'] {
  if (template) return { kind: 'template', ...template };
  return choices ? { kind: 'choices', text, ...choices } : { kind: 'text', text };
}

export function createEgress({
  gate,
  store,
  transport,
  suspicions,
  clock,
  log,
  stageMaxAgeMs,
}: EgressDeps): Egress {
  const rights = createSendRights();
  /** Permits whose read is in the row. */
  const mirrored = new WeakSet<Permit>();
  const isFresh = (permit: Permit): boolean => clock.nowMs() - permit.stageReadAtMs <= stageMaxAgeMs;

  const post = async (
    permit: Permit,
    bubble: Bubble,
    messageId: MessageId,
    replyId: string | null,
    attempt: string,
  ): Promise<Sent> => {
    rights.spend(bubble.dedupeKey);
    // δ of I2, as it is when the POST starts.
    const stageAgeMs = clock.nowMs() - permit.stageReadAtMs;
    const content = contentOf(bubble);
    const result = await transport.send({ to: bubble.to, callbackId: messageId, content });
    const settle = (status: Settlement['status'], rest: Partial<Settlement> = {}): Settlement => ({
      messageId,
      status,
      providerId: null,
      replyTo: null,
      errorCode: null,
      stageAgeMs,
      ...rest,
    });
    switch (result.kind) {
      case 'accepted':
        log.info('egress.sent', { leadId: permit.leadId, messageId, stageAgeMs, epoch: permit.epoch });
        return {
          kind: 'sent',
          permit,
          replyId,
          settlement: settle('sent', { providerId: result.providerId, replyTo: result.replyTo }),
        };
      case 'unknown':
        // It may be on the lead's phone: a status webhook or a person settles it, never a second copy (I6).
        log.error('egress.unknown', { leadId: permit.leadId, messageId, cause: result.cause, stageAgeMs });
        // W4: what fails like this for a second lead fails for everybody.
        if (await suspicions.isAccounts(`unknown_${result.cause}`, permit.leadId))
          log.error('whatsapp.alarm', {
            leadId: permit.leadId,
            messageId,
            scope: 'account',
            cause: result.cause,
          });
        return { kind: 'sent', permit, replyId, settlement: settle('unknown') };
      case 'refused': {
        const { scope, refusal, code, alarm } = await suspicions.judged(result, permit.leadId);
        const fields = { leadId: permit.leadId, messageId, scope, refusal, code };
        if (alarm) log.error('whatsapp.alarm', fields);
        else log.warn('egress.refused', fields);
        if (waits(refusal)) {
          rights.giveBack(bubble.dedupeKey, attempt);
          await store.releaseSend(messageId);
          return { kind: 'hold', permit, cause: `whatsapp_${refusal}`, replyId, alarm };
        }
        return {
          kind: 'refused',
          permit,
          refusal,
          replyId,
          settlement: settle('failed', { errorCode: result.code }),
        };
      }
    }
  };

  return {
    send: async (given, bubble) => {
      assertIssued(given);
      let permit = given;
      // A commit that came too late has stored the reply all the same: whoever ends the turn must know which.
      let replyId = bubble.replyId;
      const attempt = rights.attemptFor(bubble.dedupeKey);
      // One line for one decision, however often a slow commit was given back.
      let isDecisionWritten = bubble.plan === null;
      let cause: 'commit_slow' | 'kommo_slow' = 'commit_slow';
      for (let asked = 1; asked <= COMMITS_MAX; asked += 1) {
        if (!isFresh(permit)) {
          const renewal = await gate.renew(permit, { mirrors: 'with_commit' });
          if (renewal.kind === 'silence') return { kind: 'silence', permit, reason: renewal.reason, replyId };
          if (renewal.kind === 'hold')
            return { kind: 'hold', permit, cause: renewal.cause, replyId, alarm: false };
          permit = renewal.permit;
          if (!isFresh(permit)) {
            // P14: a read that is too old already is not committed on; the commit would only be given back.
            log.error('egress.read_too_slow', {
              leadId: permit.leadId,
              stageAgeMs: clock.nowMs() - permit.stageReadAtMs,
              maxMs: stageMaxAgeMs,
            });
            cause = 'kommo_slow';
            continue;
          }
        }
        const calledAtMs = clock.nowMs();
        let commit: CommitOutcome;
        try {
          commit = await store.commitSend({
            leadId: permit.leadId,
            epoch: permit.epoch,
            cycle: permit.cycle,
            purpose: permit.purpose,
            dedupeKey: bubble.dedupeKey,
            body: bubble.text,
            replyId: bubble.replyId,
            reply: bubble.plan,
            decision: isDecisionWritten
              ? null
              : { ...permit.decision, evidence: { ...permit.decision.evidence, ...bubble.evidence } },
            attempt,
            observed: mirrored.has(permit) ? null : permit.mirror,
            atMs: calledAtMs,
          });
          mirrored.add(permit);
        } catch (error) {
          // P7: nothing was posted, whatever became of the commit; the same attempt asks again.
          if (!(error instanceof StoreError && error.isPassing) || asked === COMMITS_MAX) throw error;
          log.warn('egress.commit_lost', { leadId: permit.leadId, code: error.code });
          continue;
        }
        switch (commit.outcome) {
          case 'taken_over':
          case 'stale_cycle':
            log.info('egress.fenced', { leadId: permit.leadId, reason: commit.outcome, epoch: permit.epoch });
            rights.spend(bubble.dedupeKey);
            return { kind: 'silence', permit, reason: commit.outcome, replyId: commit.replyId ?? replyId };
          case 'stopped':
            return {
              kind: 'hold',
              permit,
              cause: commit.outcome,
              replyId: commit.replyId ?? replyId,
              alarm: false,
            };
          case 'duplicate':
            rights.spend(bubble.dedupeKey);
            return {
              kind: 'already',
              permit,
              replyId: commit.replyId,
              messageId: commit.messageId,
              certain: commit.status !== 'committed' && commit.status !== 'unknown',
              ageMs: commit.ageMs,
            };
          case 'committed':
            if (clock.nowMs() - calledAtMs <= COMMIT_TO_POST_MAX_MS && isFresh(permit))
              return post(permit, bubble, commit.messageId, commit.replyId, attempt);
            // R5: what happened while the commit was slow is not known to it; give the bubble back and look again.
            log.warn('egress.late', {
              leadId: permit.leadId,
              tookMs: clock.nowMs() - calledAtMs,
              maxMs: COMMIT_TO_POST_MAX_MS,
            });
            cause = 'commit_slow';
            replyId = commit.replyId;
            isDecisionWritten = true;
            await store.releaseSend(commit.messageId);
        }
      }
      return { kind: 'hold', permit, cause, replyId, alarm: false };
    },
    showTyping: async (permit, { to, messageId }) => {
      assertIssued(permit);
      if (isFresh(permit)) await transport.showTyping({ to, messageId });
    },
    isUnsent: rights.isUnspent,
  };
}
