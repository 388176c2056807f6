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
    name: 'a live read gives the card back',
    ids: 'I7, R9',
    file: 'supabase/schemas/35_signals.sql',
    find: 'v_released := not v_made_since and p_read_at > v_lead.human_stage_at',
    replace: 'v_released := false and p_read_at > v_lead.human_stage_at',
  },
  {
    name: 'who closed the card decides',
    ids: 'P2, H13',
    file: 'lib/kommo/mover.ts',
    find: "return into && isOurs(into, own) ? 'bot' : 'person';",
    replace: "return into ? 'bot' : 'person';",
  },
  {
    name: 'a closed card is a person’s',
    ids: 'H13',
    file: 'lib/pipeline.ts',
    find: '  won: OF_A_PERSON,\n  lost: OF_A_PERSON,',
    replace: '  won: OF_THE_BOT,\n  lost: OF_THE_BOT,',
  },
  {
    name: 'a stage moves along the table',
    ids: 'I8',
    file: 'lib/kommo/card-difference.ts',
    find: 'const allowed = STAGES[to].botEntersFrom.some((stage) => stage === from);',
    replace: 'const allowed = STAGES[to].botEntersFrom.some((stage) => stage !== null || stage === from);',
  },
  {
    name: 'age of the stage read',
    ids: 'I2',
    file: 'lib/handoff/egress.ts',
    find: 'clock.nowMs() - permit.stageReadAtMs <= stageMaxAgeMs;',
    replace: 'clock.nowMs() >= permit.stageReadAtMs - stageMaxAgeMs;',
  },
  {
    name: 'what failed comes back',
    ids: 'I5',
    file: 'lib/queue.ts',
    find: "if (fate.kind === 'done') return true;",
    replace: "if (fate.kind === 'done' || at.attempt > 0) return true;",
  },
  {
    name: 'held turns are driven again',
    ids: 'I5, I7',
    file: 'lib/reconcile/redrive.ts',
    find: 'const waiting = held.filter((lead) => !isTooOld(lead));',
    replace: 'const waiting = held.filter((lead) => isTooOld(lead));',
  },
  {
    name: 'the webhook waits for the queue',
    ids: 'I5',
    file: 'lib/intake/admit.ts',
    find: "return last.kind === 'done' && lost.length === 0;",
    replace: 'return lost.length === 0;',
  },
  {
    name: 'what may have left is not said again',
    ids: 'I6',
    file: 'lib/whatsapp/http.ts',
    find: "if (written) settle({ kind: 'lost', cause });",
    replace: "if (written && request.totalMs < 0) settle({ kind: 'lost', cause });",
  },
  {
    name: 'a deletion told late',
    ids: 'P3',
    file: 'lib/handoff/card-events.ts',
    find: "if (event.action === 'delete') return ofForgotten(event, delivery);",
    replace: "if (event.action === 'delete') return DONE;",
  },
  {
    name: 'fence of the commit',
    ids: 'I1',
    file: 'supabase/schemas/65_sending.sql',
    find: "if v_holder <> 'bot' or v_lead.epoch <> p_epoch then",
    replace: 'if false then',
  },
];
