/**
 * Guards of the product, each to be taken out in turn: the simulation must miss every one. `find` stands exactly once in its file.
 */
export type BrokenGuard = {
  readonly name: string;
  /** What it protects, by the ids of docs/design.md and docs/failures.md. */
  readonly ids: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
};

export const BROKEN_GUARDS: readonly BrokenGuard[] = [
  {
    name: 'fence of the commit',
    ids: 'I1',
    file: 'supabase/schemas/65_sending.sql',
    find: "if v_holder <> 'bot' or v_lead.epoch <> p_epoch then",
    replace: 'if false then',
  },
  {
    name: 'operator’s switch',
    ids: 'V5',
    file: 'supabase/schemas/65_sending.sql',
    find: 'if v_stopped_at is not null then',
    replace: 'if false then',
  },
  {
    name: 'age of the stage read',
    ids: 'I2',
    file: 'lib/handoff/egress.ts',
    find: 'clock.nowMs() - permit.stageReadAtMs <= stageMaxAgeMs;',
    replace: 'clock.nowMs() >= permit.stageReadAtMs - stageMaxAgeMs;',
  },
  {
    name: 'from commit to POST',
    ids: 'R5',
    file: 'lib/handoff/egress.ts',
    find: 'if (clock.nowMs() - calledAtMs <= COMMIT_TO_POST_MAX_MS && isFresh(permit))',
    replace: 'if (COMMIT_TO_POST_MAX_MS > 0)',
  },
  {
    name: 'an unreadable Kommo holds',
    ids: 'I3',
    file: 'lib/handoff/verdict.ts',
    find: "if (stage.kind === 'unreadable') return { kind: 'hold', cause: stage.cause };",
    replace: "if (stage.kind === 'unreadable') return { kind: 'speak', stageReadAtMs: nowMs };",
  },
  {
    name: 'a person’s stage silences',
    ids: 'I2, H13',
    file: 'lib/handoff/verdict.ts',
    find: "const silent = stage.cards.find(({ speech }) => speech === 'no');\n  if (silent)",
    replace:
      "const silent = stage.cards.find(({ speech }) => speech === 'no');\n  if (silent && stage.cards.length > 1)",
  },
  {
    name: 'what may have left is not said again',
    ids: 'I6',
    file: 'lib/whatsapp/http.ts',
    find: "if (written) settle({ kind: 'lost', cause });",
    replace: "if (written && request.totalMs < 0) settle({ kind: 'lost', cause });",
  },
  {
    name: 'a sticker sets no mark',
    ids: 'W13',
    file: 'lib/inbound-mark.ts',
    find: "isAnswered: dispositionOf(event, { arrivedAtMs, maxAgeMinutes }) === 'pending' };",
    replace: "isAnswered: dispositionOf(event, { arrivedAtMs, maxAgeMinutes }) !== 'placeholder' };",
  },
  {
    name: 'held turns are driven again',
    ids: 'I5',
    file: 'lib/reconcile/redrive.ts',
    find: 'const waiting = held.filter((lead) => !isTooOld(lead));',
    replace: 'const waiting = held.filter((lead) => isTooOld(lead));',
  },
  {
    name: 'a deletion told late',
    ids: 'P3',
    file: 'lib/handoff/card-events.ts',
    find: "if (event.action === 'delete') return ofForgotten(event, delivery);",
    replace: "if (event.action === 'delete') return DONE;",
  },
  {
    name: 'the webhook waits for the queue',
    ids: 'I5',
    file: 'lib/intake/admit.ts',
    find: "return last.kind === 'done' && lost.length === 0;",
    replace: 'return lost.length === 0;',
  },
  {
    name: 'a person’s word is on record before the answer',
    ids: 'I1, P19',
    file: 'lib/intake/admit.ts',
    find: 'const recorded = acts.map(({ record }) => record());',
    replace: 'const recorded = acts.map(async () => undefined);',
  },
];
