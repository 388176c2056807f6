/** `why <phone>`: who holds the conversation, and line by line what happened and what was decided, in the language of whoever asks. */
import type { Command } from 'commander';
import { botHandoffStands, humanReplyStands } from '../../lib/handoff/verdict.ts';
import { STAGES } from '../../lib/pipeline.ts';
import { timeInWords } from '../../lib/reasons-pt.ts';
import type { LeadRecord } from '../../lib/store/lead-rows.ts';
import type { DecisionRecord, MessageRecord } from '../../lib/store/rows.ts';
import { type Act, actsIn } from '../acts.ts';
import { type Context, languageOption, type Outcome, type Run } from '../context.ts';
import { knownLead } from '../lead-lookup.ts';
import { maskedPhone } from '../report.ts';
import type { Words } from '../words.ts';

const LINES_DEFAULT = 40;
const LINES_MAX = 1000;
/** Of the takeovers and releases, which stand apart: a long talk since would hide them. */
const ACTS_SHOWN = 10;
/** A repeated second is not told. */
const SAME_MOMENT_MS = 1000;

type Line = {
  readonly atMs: number;
  readonly what: string;
  readonly reason: string | null;
  readonly stage: string | null;
  readonly stageAgeMs: number | null;
  readonly spent: string | null;
};

const place = (mirrored: string | null, words: Words): string => {
  if (mirrored === null) return words.unread;
  return Object.hasOwn(STAGES, mirrored)
    ? STAGES[mirrored as keyof typeof STAGES].name.toUpperCase()
    : (words.places[mirrored] ?? mirrored);
};

/** Who holds it by what is recorded; the stage itself is read live before every reply. */
export function holderInWords(lead: LeadRecord, nowMs: number, words: Words): string {
  const { signals } = lead;
  if (signals.optedOutAtMs !== null) return words.stopped(timeInWords(signals.optedOutAtMs));
  if (signals.humanStageAtMs !== null) return words.personsStage(timeInWords(signals.humanStageAtMs));
  if (botHandoffStands({ signals })) return words.handedOver;
  if (humanReplyStands({ signals, nowMs }) && signals.humanReplyUntilMs !== null)
    return words.answered(timeInWords(signals.humanReplyUntilMs));
  return words.bot;
}

/** What was said stays out: why is the question, not what. */
function ofMessage(
  { author, sentAtMs, disposition, status, content, stageAgeMs }: MessageRecord,
  words: Words,
): Line {
  const kind = content && content.kind !== 'text' ? ` (${content.kind})` : '';
  const fate = disposition
    ? `: ${words.dispositions[disposition]}`
    : status
      ? `: ${words.statuses[status]}`
      : '';
  return {
    atMs: sentAtMs,
    what: `${words.authors[author]}${kind}${fate}`,
    reason: null,
    stage: null,
    stageAgeMs,
    spent: null,
  };
}

const ofDecision = (decision: DecisionRecord, words: Words): Line => ({
  atMs: decision.at,
  what: words.decision(decision),
  reason: decision.reason,
  stage: typeof decision.evidence['stage'] === 'string' ? decision.evidence['stage'] : null,
  stageAgeMs: decision.stage_age_ms,
  spent: spentOn(decision, words),
});

function actLine({ kind, reason, signals, by, atMs, happenedAtMs, untilMs }: Act, words: Words): string {
  const who = typeof by === 'number' ? words.kommoUser(by) : by === null ? null : (words.actors[by] ?? null);
  const [signal] = signals;
  const end =
    kind === 'release' || signal === undefined
      ? null
      : untilMs === null
        ? words.lasts[signal]
        : words.heldUntil(timeInWords(untilMs));
  const parts = [
    signals.map((each) => words.signals[each]).join(' + ') || null,
    who === null ? null : words.by(who),
    happenedAtMs === null || Math.abs(happenedAtMs - atMs) < SAME_MOMENT_MS
      ? null
      : words.happenedAt(timeInWords(happenedAtMs)),
    end,
  ].filter((part) => part !== null);
  return `${timeInWords(atMs)}  ${words.decision({ kind, reason })}${parts.length > 0 ? `  [${parts.join(', ')}]` : ''}`;
}

/** What a model used up for the words, where one wrote them. */
function spentOn({ evidence }: DecisionRecord, words: Words): string | null {
  const { model, tokensIn, tokensOut, costUsd } = evidence;
  if (typeof model !== 'string' || typeof tokensIn !== 'number' || typeof tokensOut !== 'number') return null;
  return words.spent({ model, tokensIn, tokensOut, costUsd: typeof costUsd === 'number' ? costUsd : null });
}

async function why(context: Context, { phone, lines }: { phone: string; lines: number }): Promise<Outcome> {
  const lead = await knownLead(context, phone);
  const store = context.connection.store();
  const { words } = context;
  const [ledger, messages] = await Promise.all([
    store.decisionsOf(lead.id, LINES_MAX),
    store.messagesOf(lead.id, lines),
  ]);
  const decisions = ledger.slice(-lines);
  const acts = actsIn(ledger).slice(-ACTS_SHOWN);
  // Decided after it was written: at one moment the message comes first.
  const timeline = [
    ...messages.map((message) => ofMessage(message, words)),
    ...decisions.map((decision) => ofDecision(decision, words)),
  ]
    .sort((a, b) => a.atMs - b.atMs)
    .slice(-lines);
  const holder = holderInWords(lead, context.clock.nowMs(), words);

  context.say(
    words.lead(
      lead.id,
      maskedPhone(lead.address.phone, words),
      lead.kommoLeadId === null ? words.none : String(lead.kommoLeadId),
    ),
  );
  context.say(`${words.holder}: ${holder}`);
  context.say(`${words.lastStage}: ${place(lead.mirroredPlace, words)}`);
  if (lead.heldAtMs !== null)
    context.say(
      words.waiting(
        timeInWords(lead.heldAtMs),
        words.decision({ kind: 'hold', reason: lead.heldCause ?? '' }),
      ),
    );
  if (acts.length > 0) {
    context.say('');
    context.say(`${words.acts}:`);
    for (const act of acts) context.say(actLine(act, words));
  }
  context.say('');
  for (const { atMs, what, stage, stageAgeMs, spent } of timeline) {
    const evidence = [
      stage === null ? null : words.stage(stage),
      stageAgeMs === null ? null : `δ ${stageAgeMs} ms`,
      spent,
    ].filter((part) => part !== null);
    context.say(`${timeInWords(atMs)}  ${what}${evidence.length > 0 ? `  [${evidence.join(', ')}]` : ''}`);
  }
  if (timeline.length === 0) context.say(words.nothing);
  return {
    ok: true,
    answer: {
      ok: true,
      leadId: lead.id,
      kommoLeadId: lead.kommoLeadId,
      holder,
      stage: lead.mirroredPlace,
      heldSinceMs: lead.heldAtMs,
      acts,
      timeline,
    },
  };
}

export function defineWhy(program: Command, run: Run): void {
  program
    .command('why')
    .description('Why the bot spoke or kept silent: the decisions about a lead.')
    .argument('<phone>', "the lead's number, in any spelling")
    .addOption(languageOption())
    .option('--lines <count>', 'how many lines at most', String(LINES_DEFAULT))
    .action((phone: string, options: { lines: string }) => {
      const lines = Math.min(Math.max(Math.trunc(Number(options.lines)) || LINES_DEFAULT, 1), LINES_MAX);
      return run((context) => why(context, { phone, lines }), 'both');
    });
}
