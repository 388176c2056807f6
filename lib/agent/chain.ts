/**
 * The brains in their order: the model, asked a second time with the reason where its words could not be said; the fallback
 * model; the scripted brain. Whoever wrote it, a reply passes the validators, and a failure is a value, never a text: no
 * canned sentence can be mistaken for an answer (M7, M8), and what nobody may say is not said (H9, H10).
 */
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Brain, BrainReply, Conversation } from './brain.ts';
import type { ModelBrain } from './llm/llm-brain.ts';
import type { RefusedReason } from './llm/prompt.ts';
import { PLAYBOOK_NUMBERS } from './playbook.ts';
import { remembered } from './repeats.ts';
import { invalidReply } from './reply-guardrails.ts';

/** Nobody had words that may be said: the turn holds, and the lead gets silence rather than a stock text. */
export class NoReplyError extends Error {
  override readonly name = 'NoReplyError';
}

/** For one answer of a model. */
const ATTEMPT_TIMEOUT_MS = 20_000;
/** For all of them together: the function has a minute, and what comes after the words needs some of it. */
const BUDGET_MS = 30_000;
/** With less than this left a model is not asked any more. */
const WORTH_ASKING_MS = 2_000;
/** A first try, and one more with the reason. */
const ATTEMPTS_PER_MODEL = 2;

export type BrainChainDeps = {
  readonly primary: ModelBrain | null;
  readonly fallback: ModelBrain | null;
  /** The last one, which needs no network. */
  readonly scripted: Brain;
  readonly clock: Clock;
  readonly log: Log;
  readonly attemptTimeoutMs?: number;
};

/** @throws {NoReplyError} from `reply`, when not even the scripted brain's words may be said. */
export function createBrainChain({
  primary,
  fallback,
  scripted,
  clock,
  log,
  attemptTimeoutMs = ATTEMPT_TIMEOUT_MS,
}: BrainChainDeps): Brain {
  /** What the model would have the lead read, or null: another brain's turn. */
  const ask = async (
    brain: ModelBrain,
    conversation: Conversation,
    untilMs: number,
  ): Promise<BrainReply | null> => {
    let refusedFor: RefusedReason | null = null;
    for (let tries = 0; tries < ATTEMPTS_PER_MODEL; tries += 1) {
      const leftMs = untilMs - clock.nowMs();
      if (leftMs < WORTH_ASKING_MS) {
        log.warn('brain.out_of_time', { model: brain.id });
        return null;
      }
      const attempt = await brain.attempt(conversation, {
        refusedFor,
        timeoutMs: Math.min(leftMs, attemptTimeoutMs),
      });
      if (attempt.kind === 'failed') {
        // A key or a bill that only a person can fix; everything else recovers by itself.
        const line = attempt.cause === 'unauthorised' ? log.error : log.warn;
        line('model.failed', { model: brain.id, cause: attempt.cause });
        return null;
      }
      const reason: RefusedReason | null =
        attempt.kind === 'refused' ? attempt.reason : invalid(attempt.reply);
      if (attempt.kind === 'reply' && reason === null) return remembered(attempt.reply, conversation);
      log.warn('model.refused', { model: brain.id, reason, tries: tries + 1 });
      // Words of code's own that may not be said will not be any better the second time.
      if (attempt.kind === 'reply' && !attempt.byModel) return null;
      refusedFor = reason;
    }
    return null;
  };

  return {
    reply: async (conversation) => {
      const untilMs = clock.nowMs() + BUDGET_MS;
      for (const brain of [primary, fallback]) {
        const reply = brain && (await ask(brain, conversation, untilMs));
        if (reply) return reply;
      }
      const reply = await scripted.reply(conversation);
      const reason = invalid(reply);
      if (reason === null) return reply;
      log.error('brain.refused', { reason });
      throw new NoReplyError(reason);
    },
  };
}

/** A reply that asks the calendar for something is not said: the words come with what became of it. */
const invalid = ({ bubbles, facts, dialogue, meetingRequest }: BrainReply): RefusedReason | null =>
  meetingRequest === null
    ? invalidReply(bubbles, { facts, numbers: PLAYBOOK_NUMBERS, readBackBrl: dialogue.pendingBillBrl })
    : null;
