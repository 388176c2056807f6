/** `why <phone>`: who holds the conversation, and line by line what happened and what was decided, in the sellers' own language. */
import type { Command } from 'commander';
import { botHandoffStands, humanReplyStands } from '../../lib/handoff/verdict.ts';
import { STAGES, type StagePlace } from '../../lib/pipeline.ts';
import { decisionInWords, timeInWords } from '../../lib/reasons-pt.ts';
import type { DecisionRecord, LeadRecord, MessageRecord } from '../../lib/store/rows.ts';
import type { Context, Outcome, Run } from '../context.ts';
import { knownLead } from '../lead-lookup.ts';
import { maskedPhone } from '../report.ts';

const LINES_DEFAULT = 40;
const LINES_MAX = 1000;

type Line = {
  readonly atMs: number;
  readonly what: string;
  readonly reason: string | null;
  readonly stage: string | null;
  readonly stageAgeMs: number | null;
};

const place = (mirrored: string | null): string => {
  if (mirrored === null) return 'nenhuma (o card ainda não foi lido)';
  return Object.hasOwn(STAGES, mirrored)
    ? STAGES[mirrored as keyof typeof STAGES].name.toUpperCase()
    : (OTHER_PLACES[mirrored] ?? mirrored);
};
const OTHER_PLACES: Readonly<Record<string, string>> = {
  won: 'ganho',
  lost: 'perdido',
  unmapped: 'uma etapa que o robô não conhece',
} satisfies Partial<Record<StagePlace, string>>;

/** Who holds it by what is recorded; the stage itself is read live before every reply. */
export function holderInWords(lead: LeadRecord, nowMs: number): string {
  const { signals } = lead;
  if (signals.optedOutAtMs !== null)
    return `ninguém fala: o lead pediu para parar em ${timeInWords(signals.optedOutAtMs)}`;
  if (signals.humanStageAtMs !== null)
    return `uma pessoa: o card está em uma etapa de pessoa desde ${timeInWords(signals.humanStageAtMs)}`;
  if (botHandoffStands({ signals })) return 'uma pessoa: o robô passou a conversa';
  if (humanReplyStands({ signals, nowMs }) && signals.humanReplyUntilMs !== null)
    return `uma pessoa, que respondeu ao lead; o robô volta em ${timeInWords(signals.humanReplyUntilMs)} ou quando o card for movido para ele`;
  return 'o robô';
}

const DISPOSITIONS: Readonly<Record<NonNullable<MessageRecord['disposition']>, string>> = {
  pending: 'ainda sem decisão',
  placeholder: 'o conteúdo ainda não chegou',
  answered: 'respondida',
  silenced: 'guardada sem resposta',
  stale: 'chegou velha demais',
  noted: 'só anotada',
};
const AUTHORS = {
  lead: 'o lead escreveu',
  bot: 'o robô enviou',
  person: 'uma pessoa respondeu',
  auto: 'saiu um texto automático',
} as const;
const STATUSES: Readonly<Record<NonNullable<MessageRecord['status']>, string>> = {
  committed: 'envio começado',
  unknown: 'não se sabe se chegou',
  sent: 'enviada',
  delivered: 'entregue',
  read: 'lida',
  played: 'ouvida',
  failed: 'recusada pelo WhatsApp',
};

/** What was said stays out: why is the question, not what. */
function ofMessage({ author, sentAtMs, disposition, status, content, stageAgeMs }: MessageRecord): Line {
  const kind = content && content.kind !== 'text' ? ` (${content.kind})` : '';
  const fate = disposition ? `: ${DISPOSITIONS[disposition]}` : status ? `: ${STATUSES[status]}` : '';
  return { atMs: sentAtMs, what: `${AUTHORS[author]}${kind}${fate}`, reason: null, stage: null, stageAgeMs };
}

const ofDecision = (decision: DecisionRecord): Line => ({
  atMs: decision.at,
  what: decisionInWords(decision),
  reason: decision.reason,
  stage: typeof decision.evidence['stage'] === 'string' ? decision.evidence['stage'] : null,
  stageAgeMs: decision.stage_age_ms,
});

async function why(context: Context, { phone, lines }: { phone: string; lines: number }): Promise<Outcome> {
  const lead = await knownLead(context, phone);
  const store = context.connection.store();
  const [decisions, messages] = await Promise.all([
    store.decisionsOf(lead.id, lines),
    store.messagesOf(lead.id, lines),
  ]);
  // Decided after it was written: at one moment the message comes first.
  const timeline = [...messages.map(ofMessage), ...decisions.map(ofDecision)]
    .sort((a, b) => a.atMs - b.atMs)
    .slice(-lines);
  const holder = holderInWords(lead, context.clock.nowMs());

  context.say(`Lead ${lead.id} (${maskedPhone(lead.address.phone)}), card ${lead.kommoLeadId ?? 'nenhum'}`);
  context.say(`Quem está com a conversa: ${holder}`);
  context.say(`Última etapa lida: ${place(lead.mirroredPlace)}`);
  if (lead.heldAtMs !== null)
    context.say(
      `Esperando desde ${timeInWords(lead.heldAtMs)}: ${decisionInWords({ kind: 'hold', reason: lead.heldCause ?? '' })}`,
    );
  context.say('');
  for (const { atMs, what, stage, stageAgeMs } of timeline) {
    const evidence = [
      stage === null ? null : `etapa ${stage}`,
      stageAgeMs === null ? null : `δ ${stageAgeMs} ms`,
    ].filter((part) => part !== null);
    context.say(`${timeInWords(atMs)}  ${what}${evidence.length > 0 ? `  [${evidence.join(', ')}]` : ''}`);
  }
  if (timeline.length === 0) context.say('Nada aconteceu ainda.');
  return {
    ok: true,
    answer: {
      ok: true,
      leadId: lead.id,
      kommoLeadId: lead.kommoLeadId,
      holder,
      stage: lead.mirroredPlace,
      heldSinceMs: lead.heldAtMs,
      timeline,
    },
  };
}

export function defineWhy(program: Command, run: Run): void {
  program
    .command('why')
    .description('Why the bot spoke or kept silent: the decisions about a lead, in Portuguese.')
    .argument('<phone>', "the lead's number, in any spelling")
    .option('--lines <count>', 'how many lines at most', String(LINES_DEFAULT))
    .action((phone: string, options: { lines: string }) => {
      const lines = Math.min(Math.max(Math.trunc(Number(options.lines)) || LINES_DEFAULT, 1), LINES_MAX);
      return run((context) => why(context, { phone, lines }));
    });
}
