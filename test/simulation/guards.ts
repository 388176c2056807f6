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
    find: 'inLineMax: heldInLine(kommoRps),',
    replace: 'inLineMax: 0,',
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
    name: 'fence of the commit',
    ids: 'I1',
    file: 'supabase/schemas/65_sending.sql',
    // A takeover raises the epoch and ends the cycle: each fences for the other.
    find: [
      "  if v_holder <> 'bot' or v_lead.epoch <> p_epoch then",
      "    return public.refuse_send(v_held, 'taken_over');",
      '  end if;',
      '  if v_lead.cycle <> p_cycle then',
      "    return public.refuse_send(v_held, 'stale_cycle');",
      '  end if;\n',
    ].join('\n'),
    replace: '',
  },
  {
    name: 'a bubble is committed once',
    ids: 'I6',
    file: 'supabase/schemas/65_sending.sql',
    find: "if v_bubble.attempt = p_attempt and v_bubble.status = 'committed' and v_bubble.provider_id is null then",
    replace: 'if v_bubble.id is not null then',
  },
  {
    name: 'the operator’s switch stands at the commit',
    ids: 'V5',
    file: 'supabase/schemas/65_sending.sql',
    find: 'if v_stopped_at is not null then',
    replace: 'if false then',
  },
  {
    name: 'who asked to stop is left in peace',
    ids: 'V1',
    file: 'lib/conversation/reply-sender.ts',
    find: "if (intent === 'opt_out') return 'opt_out';",
    replace: "if (intent === 'opt_out') return null;",
  },
  {
    name: 'a person’s words are a takeover',
    ids: 'I1, H12',
    file: 'supabase/schemas/35_signals.sql',
    find: "when v_until <= p_at then 'too_old'",
    replace: "when v_until > p_sent_at then 'too_old'",
  },
  {
    name: 'two messages are never taken for one',
    ids: 'I5, R19',
    file: 'lib/queue.ts',
    find: 'MessageDeduplicationId: queueId(dedupe),',
    replace: 'MessageDeduplicationId: queueId(group),',
  },
  {
    name: 'the look before a move is young',
    ids: 'I8',
    file: 'lib/kommo/card-patches.ts',
    find: 'export const LOOK_MAX_AGE_MS = 250;',
    replace: 'export const LOOK_MAX_AGE_MS = 3_600_000;',
  },
  {
    name: 'nobody is written to first after a no',
    ids: 'H13',
    file: 'lib/handoff/verdict.ts',
    find: 'return stage.cards.every(({ place }) => ruleOf(place).reengage);',
    replace: 'return stage.cards.every(({ place }) => ruleOf(place) !== null);',
  },
  {
    name: 'every card of the contact counts',
    ids: 'I2, P1',
    file: 'lib/handoff/stage-evidence.ts',
    find: 'for (const id of [kommoLeadId, ...siblingIds]) {',
    replace: 'for (const id of [kommoLeadId]) {',
  },
];
