/** Which sources are mutated, and which tests must notice: pure decisions, and tests that need neither a stack nor a database. */

export const MUTATED = [
  'lib/handoff/{verdict,card-events,stage-evidence,takeover-claim,note-command,contact-news,contact-look,open-linked,pause-flag,send-rights}.ts',
  'lib/follow-up/{ladder-plan,ladder-state,reminder-plan,say-first,firing,template,waiting}.ts',
  'lib/kommo/{sync,card-difference,own-moves,mover}.ts',
  'lib/pipeline.ts',
  'lib/intake/{admit,lines}.ts',
] as const;

export const UNIT_TESTS = [
  'test/pipeline.test.ts',
  'test/handoff/decide.test.ts',
  'test/follow-up/{ladder,reminder}.test.ts',
  'test/kommo/card-difference.test.ts',
  'test/unit/**/*.test.ts',
] as const;

/** The direct tests of the database's functions. */
export const SQL_TESTS = ['test/store/**/*.test.ts', 'test/calendar/bookings.test.ts'] as const;
