/** Which sources are mutated, and which tests must notice: pure decisions, and tests that need neither a stack nor a database. */

export const MUTATED = [
  'lib/handoff/{verdict,card-events,card-return,stage-evidence,takeover-claim,note-command,contact-news,contact-look,open-linked,pause-flag,send-rights}.ts',
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

/** Every test begins or ends with these: they, and what runs behind them, are judged where they are the subject (`SUBJECTS`). */
export const BESIDE_THE_POINT = [
  'resolve_lead',
  'lead_by_id',
  'decisions_of',
  'messages_of',
  'export_lead',
  'turn_of',
] as const;
export const SUBJECTS = /\/(?:identity|bystander)\.test\.ts$/;

/** Functions all of whose guards a test was seen to notice, or whose others are named as equivalent: CI takes its sample from these. */
export const NOTICED = [
  'acts_on_record',
  'amend_message',
  'amended',
  'append_decision',
  'apply_amendments',
  'book_meeting',
  'cancel_meeting',
  'chat_of_person_message',
  'claim_card_creation',
  'claim_handoff_part',
  'close_meeting',
  'commit_send',
  'confirm_meeting',
  'end_past_meetings',
  'flag_sends',
  'follow_event',
  'forget_card',
  'held_to_redrive',
  'held_too_long',
  'keep_contact_phone',
  'keep_contacts',
  'keep_looks',
  'keep_words',
  'last_inbound',
  'last_look',
  'leads_by_created_card',
  'link_card',
  'mark_redriven',
  'meeting_of',
  'meetings_ahead',
  'meetings_in_the_way',
  'merge_leads',
  'message_pointed_at',
  'move_meeting',
  'native_id',
  'obey_note',
  'outdated_mirrors',
  'owner_at',
  'purge_texts',
  'record_card_takeover',
  'record_return',
  'record_statuses',
  'refuse_send',
  'release_card_creation',
  'release_meeting',
  'release_send',
  'release_signals',
  'reminder_turn',
  'settle_handoff_part',
  'settle_sends',
  'speech_stopped_at',
  'stop_speech',
  'take_abandoned_meetings',
  'take_back_send',
  'unsettled_sends',
  'waiting_work',
] as const;
