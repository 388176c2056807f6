/**
 * The brains in their order: the model, asked a second time with the reason where its words could not be said; the fallback
 * model; the scripted brain. Whoever wrote it, a reply passes the validators, and a failure is a value, never a text: no
 * canned sentence can be mistaken for an answer (M7, M8), and what nobody may say is not said (H9, H10).
 */
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Brain, BrainReply, Conversation, Spent } from './brain.ts';
import { asAnswered, withChoices } from './choices.ts';
import type { ModelBrain } from './llm/llm-brain.ts';
import type { Usage } from './llm/model.ts';
import type { RefusedReason } from './llm/prompt.ts';
import { PLAYBOOK_NUMBERS } from './playbook.ts';
import { remembered } from './repeats.ts';
import { invalidReply } from './reply-guardrails.ts';

/** Nobody had words that may be said: the turn holds, and the lead gets silence rather than a stock text. */
export class NoReplyError extends Error {
  override readonly name = 'NoReplyError';
}

/** With less than this left a model is not asked any more. */
const WORTH_ASKING_MS = 2_000;
/** `timeoutMs`: for one answer. `budgetMs`: for all together, which leave the function time to speak. `attempts`: of one model. */
export type ChainLimits = {
  readonly timeoutMs: number;
  readonly budgetMs: number;
  readonly attempts: number;
};

export type BrainChainDeps = {
  readonly primary: ModelBrain | null;
  readonly fallback: ModelBrain | null;
  /** The last one, which needs no network. */
  readonly scripted: Brain;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: ChainLimits;
};

/** @throws {NoReplyError} from `reply`, when not even the scripted brain's words may be said. */
export function createBrainChain({ primary, fallback, scripted, clock, log, limits }: BrainChainDeps): Brain {
  /** What the model would have the lead read, or null: another brain's turn. */
  const ask = async (
    brain: ModelBrain,
    conversation: Conversation,
    { untilMs, bill }: { untilMs: number; bill: Bill },
  ): Promise<BrainReply | null> => {
    let refusedFor: RefusedReason | null = null;
    for (let tries = 0; tries < limits.attempts; tries += 1) {
      const leftMs = untilMs - clock.nowMs();
      if (leftMs < WORTH_ASKING_MS) {
        log.warn('brain.out_of_time', { model: brain.id });
        return null;
      }
      const attempt = await brain.attempt(conversation, {
        refusedFor,
        timeoutMs: Math.min(leftMs, limits.timeoutMs),
      });
      bill.add(brain.id, attempt.usage ?? null);
      if (clock.nowMs() > untilMs) {
        // What comes after its time is not said: the turn has other things to do yet.
        log.warn('brain.out_of_time', { model: brain.id });
        return null;
      }
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
    reply: async (given) => {
      const conversation = asAnswered(given);
      const startedMs = clock.nowMs();
      const untilMs = startedMs + limits.budgetMs;
      const bill = createBill();
      const billed = (words: BrainReply): BrainReply => {
        const reply = withChoices(words, conversation);
        const spent = bill.total(clock.nowMs() - startedMs);
        if (spent === null) return reply;
        log.info('model.spent', { ...spent });
        return { ...reply, spent };
      };
      for (const brain of [primary, fallback]) {
        const reply = brain && (await ask(brain, conversation, { untilMs, bill }));
        if (reply) return billed(reply);
      }
      const reply = await scripted.reply(conversation);
      const reason = invalid(reply);
      if (reason === null) return billed(reply);
      log.error('brain.refused', { reason });
      throw new NoReplyError(reason);
    },
  };
}

type Bill = ReturnType<typeof createBill>;

/** What all answers for one reply used up, also those that were not said. */
function createBill() {
  const entries: { readonly model: string; readonly usage: Usage }[] = [];
  return {
    add: (model: string, usage: Usage | null): void => {
      if (usage !== null) entries.push({ model, usage });
    },
    total: (ms: number): Spent | null => {
      const last = entries.at(-1);
      if (last === undefined) return null;
      const sum = (of: (usage: Usage) => number): number =>
        entries.reduce((total, { usage }) => total + of(usage), 0);
      return {
        model: last.model,
        answers: entries.length,
        inputTokens: sum(({ inputTokens }) => inputTokens),
        outputTokens: sum(({ outputTokens }) => outputTokens),
        costUsd: entries.some(({ usage }) => usage.costUsd === null)
          ? null
          : Number(sum(({ costUsd }) => costUsd ?? 0).toFixed(6)),
        ms,
      };
    },
  };
}

/** A reply that asks the calendar for something is not said: the words come with what became of it. */
const invalid = ({ bubbles, facts, dialogue, meetingRequest }: BrainReply): RefusedReason | null =>
  meetingRequest === null
    ? invalidReply(bubbles, { facts, numbers: PLAYBOOK_NUMBERS, readBackBrl: dialogue.pendingBillBrl })
    : null;
