// Generated from supabase/migrations by `npm run types`. Do not edit.

export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[];

export type Database = {
  public: {
    Tables: {
      amendments: {
        Row: {
          body: string | null;
          edited_at: string | null;
          id: number;
          kind: string;
          lead_id: string | null;
          native_id: string;
          recorded_at: string;
          target_id: string;
        };
        Insert: never;
        Update: never;
        Relationships: [];
      };
      decisions: {
        Row: {
          at: string;
          epoch: number;
          evidence: Json;
          id: number;
          kind: string;
          lead_id: string;
          reason: string;
          stage_age_ms: number | null;
        };
        Insert: never;
        Update: never;
        Relationships: [];
      };
      follow_ups: {
        Row: {
          cycle: number;
          due_at: string;
          hold_count: number;
          lead_id: string;
          settled_at: string | null;
          status: string;
          step: string;
        };
        Insert: never;
        Update: never;
        Relationships: [];
      };
      handled_notes: {
        Row: {
          command: string;
          given_at: string;
          lead_id: string;
          note_id: number;
        };
        Insert: never;
        Update: never;
        Relationships: [];
      };
      handoff_parts: {
        Row: {
          claimed_at: string;
          lead_id: string;
          part: string;
          written_at: string | null;
        };
        Insert: never;
        Update: never;
        Relationships: [];
      };
      judged_acts: {
        Row: {
          act: string;
          judged_at: string;
        };
        Insert: never;
        Update: never;
        Relationships: [];
      };
      lead_addresses: {
        Row: {
          key: string;
          lead_id: string;
        };
        Insert: never;
        Update: never;
        Relationships: [];
      };
      leads: {
        Row: {
          bot_handoff_at: string | null;
          bsuid: string | null;
          card_alarm_at: string | null;
          card_attempts: number;
          card_created_at: string | null;
          card_created_id: number | null;
          card_intent_at: string | null;
          card_reads: Json;
          card_returned_at: string | null;
          contact_phone: string | null;
          contacts_looked_at: string | null;
          contacts_looked_for: string | null;
          created_at: string;
          cycle: number;
          dialogue: Json;
          epoch: number;
          facts: Json;
          held_at: string | null;
          held_cause: string | null;
          human_reply_at: string | null;
          human_reply_until: string | null;
          human_stage_at: string | null;
          human_stage_moved_at: string | null;
          id: string;
          key: string;
          kommo_contact_ids: number[];
          kommo_lead_id: number | null;
          ladder_cycle: number | null;
          last_inbound_at: string | null;
          last_outbound_at: string | null;
          last_sequence: string | null;
          lid: string | null;
          loop: Json;
          opt_out_notice_at: string | null;
          opted_out_at: string | null;
          phone: string | null;
          proactive_ended_at: string | null;
          proactive_resumed_at: string | null;
          profile_name: string | null;
          redriven_at: string | null;
          redrives: number;
          reply_to: string;
          returning_task_at: string | null;
          spoken_at: string | null;
          spoken_cycle: number | null;
          stage_pipeline_id: number | null;
          stage_place: string | null;
          stage_read_at: string | null;
          stage_status_id: number | null;
          superseded_count: number;
        };
        Insert: never;
        Update: never;
        Relationships: [];
      };
      looks: {
        Row: {
          looked_at: string;
          name: string;
        };
        Insert: never;
        Update: never;
        Relationships: [];
      };
      meetings: {
        Row: {
          booked_at: string | null;
          calendar_id: string | null;
          claim: number;
          claimed_until: string | null;
          created_at: string;
          email: string | null;
          ends_at: string;
          id: string;
          lead_id: string;
          meet_link: string | null;
          next_ends_at: string | null;
          next_starts_at: string | null;
          starts_at: string;
          status: string;
          title: string;
        };
        Insert: never;
        Update: never;
        Relationships: [];
      };
      messages: {
        Row: {
          arrival: number;
          attempt: string | null;
          author: string;
          body: string | null;
          content: Json | null;
          dedupe_key: string | null;
          deleted_at: string | null;
          direction: string;
          disposition: string | null;
          echo_id: string | null;
          edit_is_timed: boolean;
          edited_at: string | null;
          epoch: number | null;
          error_code: number | null;
          flagged_at: string | null;
          id: string;
          kind: string;
          lead_id: string;
          native_id: string | null;
          provider_id: string | null;
          quotes: string | null;
          recorded_at: string;
          reply_id: string | null;
          sent_at: string;
          stage_age_ms: number | null;
          status: string | null;
        };
        Insert: never;
        Update: never;
        Relationships: [];
      };
      own_moves: {
        Row: {
          at: string;
          id: number;
          kommo_lead_id: number;
          pipeline_id: number;
          status_id: number;
        };
        Insert: never;
        Update: never;
        Relationships: [];
      };
      replies: {
        Row: {
          bubbles: Json;
          created_at: string;
          cycle: number;
          dedupe_key: string;
          epoch: number;
          finished_at: string | null;
          id: string;
          intent: string;
          lead_id: string;
          outcome: string | null;
        };
        Insert: never;
        Update: never;
        Relationships: [];
      };
      suppressions: {
        Row: {
          digest: string;
          opted_out_at: string | null;
          person: string;
          proactive_ended_at: string | null;
        };
        Insert: never;
        Update: never;
        Relationships: [];
      };
      switches: {
        Row: {
          name: string;
          stopped_at: string | null;
          stopped_by: string | null;
        };
        Insert: never;
        Update: never;
        Relationships: [];
      };
      unclaimed_takeovers: {
        Row: {
          body: string;
          key: string;
          provider_id: string;
          recorded_at: string;
          sent_at: string;
          until_at: string;
        };
        Insert: never;
        Update: never;
        Relationships: [];
      };
    };
    Views: Record<never, never>;
    Functions: {
      acts_on_record: {
        Args: { p_acts: string[] | null };
        Returns: string[];
      };
      after_restore: {
        Args: { p_limit: number | null; p_at: string | null };
        Returns: Json;
      };
      amend_message: {
        Args: { p_keys: string[] | null; p_target_id: string | null; p_amendment: string | null; p_body: string | null; p_edited_at: string | null; p_reopen: boolean | null; p_at: string | null };
        Returns: Json;
      };
      append_act: {
        Args: { p_lead_id: string | null; p_kind: string | null; p_signal: string | null; p_source: Json | null; p_act_at: string | null; p_at: string | null };
        Returns: undefined;
      };
      append_decision: {
        Args: { p_lead_id: string | null; p_decision: Json | null; p_at: string | null };
        Returns: undefined;
      };
      applied_schema: {
        Args: Record<never, never>;
        Returns: Json;
      };
      as_uuid: {
        Args: { p_text: string | null };
        Returns: string;
      };
      book_meeting: {
        Args: { p_lead_id: string | null; p_starts_at: string | null; p_ends_at: string | null; p_calendar_id: string | null; p_email: string | null; p_title: string | null; p_claim_seconds: number | null; p_at: string | null };
        Returns: Json;
      };
      busy_meetings: {
        Args: { p_from: string | null; p_to: string | null };
        Returns: Database['public']['Tables']['meetings']['Row'][];
      };
      cancel_meeting: {
        Args: { p_lead_id: string | null; p_at: string | null };
        Returns: Database['public']['Tables']['meetings']['Row'][];
      };
      chat_of_person_message: {
        Args: { p_keys: string[] | null; p_phone: string | null; p_lid: string | null; p_bsuid: string | null; p_reply_to: string | null; p_quotes: string | null; p_provider_id: string | null; p_body: string | null; p_sent_at: string | null; p_pause_seconds: number | null; p_at: string | null };
        Returns: Database['public']['Tables']['leads']['Row'][];
      };
      claim_card_creation: {
        Args: { p_lead_id: string | null; p_wait_seconds: number | null; p_at: string | null; p_found: number[] | null };
        Returns: string;
      };
      claim_handoff_part: {
        Args: { p_lead_id: string | null; p_part: string | null; p_wait_seconds: number | null; p_at: string | null };
        Returns: string;
      };
      claim_returning_task: {
        Args: { p_lead_id: string | null; p_at: string | null };
        Returns: boolean;
      };
      claim_takeovers: {
        Args: { p_lead_id: string | null; p_keys: string[] | null; p_at: string | null };
        Returns: undefined;
      };
      close_burst: {
        Args: { p_lead_id: string | null; p_message_ids: string[] | null; p_decision: Json | null; p_at: string | null };
        Returns: undefined;
      };
      close_meeting: {
        Args: { p_id: string | null; p_claim: number | null };
        Returns: Database['public']['Tables']['meetings']['Row'][];
      };
      commit_send: {
        Args: { p_lead_id: string | null; p_epoch: number | null; p_cycle: number | null; p_purpose: string | null; p_dedupe_key: string | null; p_body: string | null; p_reply_id: string | null; p_reply: Json | null; p_decision: Json | null; p_attempt: string | null; p_at: string | null; p_observed: Json | null; p_settlements: Json | null };
        Returns: Json;
      };
      confirm_meeting: {
        Args: { p_id: string | null; p_claim: number | null; p_meet_link: string | null; p_at: string | null };
        Returns: Json;
      };
      console_board: {
        Args: { p_before: string | null; p_before_id: string | null; p_at: string | null; p_limit: number | null };
        Returns: Json[];
      };
      console_leads: {
        Args: { p_keys: string[] | null; p_at: string | null };
        Returns: Json[];
      };
      console_ledger: {
        Args: { p_lead_id: string | null; p_below: number | null; p_limit: number | null };
        Returns: Database['public']['Tables']['decisions']['Row'][];
      };
      console_news: {
        Args: { p_above: number | null; p_limit: number | null };
        Returns: Json[];
      };
      console_stop: {
        Args: Record<never, never>;
        Returns: Json[];
      };
      console_talk: {
        Args: { p_lead_id: string | null; p_below: number | null; p_limit: number | null };
        Returns: Database['public']['Tables']['messages']['Row'][];
      };
      count_superseded: {
        Args: { p_lead_id: string | null };
        Returns: number;
      };
      decisions_of: {
        Args: { p_lead_id: string | null; p_limit: number | null };
        Returns: Database['public']['Tables']['decisions']['Row'][];
      };
      end_past_meetings: {
        Args: { p_lead_id: string | null; p_at: string | null };
        Returns: undefined;
      };
      erase_lead: {
        Args: { p_lead_id: string | null; p_digests: string[] | null };
        Returns: Json[];
      };
      erase_silent_lead: {
        Args: { p_lead_id: string | null; p_before: string | null; p_digests: string[] | null };
        Returns: boolean;
      };
      export_lead: {
        Args: { p_lead_id: string | null };
        Returns: Json[];
      };
      finish_reply: {
        Args: { p_lead_id: string | null; p_reply_id: string | null; p_outcome: string | null; p_settlements: Json | null; p_signal: string | null; p_follow_up: Json | null; p_at: string | null };
        Returns: Database['public']['Tables']['leads']['Row'][];
      };
      flag_sends: {
        Args: { p_ids: string[] | null; p_at: string | null };
        Returns: undefined;
      };
      follow_event: {
        Args: { p_id: string | null; p_claim: number | null; p_starts_at: string | null; p_ends_at: string | null };
        Returns: Database['public']['Tables']['meetings']['Row'][];
      };
      follow_up_turn: {
        Args: { p_lead_id: string | null; p_history_limit: number | null; p_at: string | null };
        Returns: Json;
      };
      forget_card: {
        Args: { p_lead_id: string | null; p_kommo_lead_id: number | null };
        Returns: Database['public']['Tables']['leads']['Row'][];
      };
      heed_suppression: {
        Args: { p_lead_id: string | null; p_digests: string[] | null; p_at: string | null };
        Returns: undefined;
      };
      held_leads: {
        Args: { p_limit: number | null };
        Returns: Database['public']['Tables']['leads']['Row'][];
      };
      held_to_redrive: {
        Args: { p_held_since: string | null; p_lost_before: string | null; p_in_line_max: number | null; p_at: string | null };
        Returns: Database['public']['Tables']['leads']['Row'][];
      };
      held_too_long: {
        Args: { p_held_before: string | null; p_is_tried: boolean | null; p_limit: number | null; p_at: string | null };
        Returns: Database['public']['Tables']['leads']['Row'][];
      };
      hold_lead: {
        Args: { p_lead_id: string | null; p_park: boolean | null; p_decision: Json | null; p_at: string | null };
        Returns: undefined;
      };
      id_of_its_own: {
        Args: { p_provider_id: string | null };
        Returns: string;
      };
      ingest_inbound: {
        Args: { p_keys: string[] | null; p_phone: string | null; p_lid: string | null; p_bsuid: string | null; p_reply_to: string | null; p_profile_name: string | null; p_messages: Json | null; p_sequence: string | null; p_history_limit: number | null; p_at: string | null; p_digests: string[] | null };
        Returns: Json;
      };
      is_greeting: {
        Args: { p_body: string | null; p_sent_at: string | null; p_first_inbound: string | null; p_profile_name: string | null };
        Returns: boolean;
      };
      join_identity: {
        Args: { p_before_keys: string[] | null; p_keys: string[] | null; p_phone: string | null; p_lid: string | null; p_bsuid: string | null; p_reply_to: string | null; p_at: string | null };
        Returns: Database['public']['Tables']['leads']['Row'][];
      };
      judge_act: {
        Args: { p_act: string | null; p_at: string | null };
        Returns: undefined;
      };
      keep_contact_phone: {
        Args: { p_lead_id: string | null; p_phone: string | null };
        Returns: undefined;
      };
      keep_contacts: {
        Args: { p_lead_id: string | null; p_add: number[] | null; p_gone: number[] | null; p_looked_for: string | null; p_at: string | null };
        Returns: Database['public']['Tables']['leads']['Row'][];
      };
      keep_looks: {
        Args: { p_looks: Json | null };
        Returns: undefined;
      };
      keep_own_move: {
        Args: { p_kommo_lead_id: number | null; p_pipeline_id: number | null; p_status_id: number | null; p_at: string | null };
        Returns: undefined;
      };
      keep_suppression: {
        Args: { p_lead_id: string | null; p_digests: string[] | null };
        Returns: undefined;
      };
      keep_words: {
        Args: { p_provider_id: string | null; p_body: string | null };
        Returns: undefined;
      };
      last_inbound: {
        Args: Record<never, never>;
        Returns: string[];
      };
      last_look: {
        Args: { p_name: string | null };
        Returns: string[];
      };
      lead_by_card: {
        Args: { p_kommo_lead_id: number | null };
        Returns: Database['public']['Tables']['leads']['Row'][];
      };
      lead_by_id: {
        Args: { p_lead_id: string | null };
        Returns: Database['public']['Tables']['leads']['Row'][];
      };
      lead_by_key: {
        Args: { p_key: string | null };
        Returns: Database['public']['Tables']['leads']['Row'][];
      };
      leads_by_contact: {
        Args: { p_kommo_contact_ids: number[] | null };
        Returns: Database['public']['Tables']['leads']['Row'][];
      };
      leads_by_created_card: {
        Args: { p_kommo_lead_id: number | null };
        Returns: Database['public']['Tables']['leads']['Row'][];
      };
      leads_without_ladder: {
        Args: { p_spoken_before: string | null; p_limit: number | null };
        Returns: Database['public']['Tables']['leads']['Row'][];
      };
      link_card: {
        Args: { p_lead_id: string | null; p_kommo_lead_id: number | null; p_kommo_contact_ids: number[] | null; p_created: boolean | null; p_looked_for: string | null; p_contact_phone: string | null; p_at: string | null; p_renews: boolean | null };
        Returns: Database['public']['Tables']['leads']['Row'][];
      };
      lock_leads_of: {
        Args: { p_message_ids: string[] | null; p_lead_id: string | null };
        Returns: undefined;
      };
      lock_meetings: {
        Args: Record<never, never>;
        Returns: undefined;
      };
      mark_redriven: {
        Args: { p_lead_ids: string[] | null; p_at: string | null };
        Returns: undefined;
      };
      meeting_of: {
        Args: { p_lead_id: string | null; p_at: string | null };
        Returns: Database['public']['Tables']['meetings']['Row'][];
      };
      meetings_ahead: {
        Args: { p_from: string | null; p_to: string | null; p_limit: number | null };
        Returns: Database['public']['Tables']['meetings']['Row'][];
      };
      meetings_in_the_way: {
        Args: { p_except: string | null; p_starts_at: string | null; p_ends_at: string | null };
        Returns: Database['public']['Tables']['meetings']['Row'][];
      };
      merge_leads: {
        Args: { p_into: string | null; p_from: string | null };
        Returns: undefined;
      };
      message_pointed_at: {
        Args: { p_lead_id: string | null; p_target_id: string | null };
        Returns: Database['public']['Tables']['messages']['Row'][];
      };
      messages_of: {
        Args: { p_lead_id: string | null; p_limit: number | null };
        Returns: Database['public']['Tables']['messages']['Row'][];
      };
      move_meeting: {
        Args: { p_lead_id: string | null; p_starts_at: string | null; p_claim_seconds: number | null; p_at: string | null };
        Returns: Json;
      };
      native_id: {
        Args: { p_provider_id: string | null };
        Returns: string;
      };
      obey_note: {
        Args: { p_lead_id: string | null; p_note_id: number | null; p_command: string | null; p_given_at: string | null; p_pause_seconds: number | null; p_author: number | null; p_at: string | null };
        Returns: Database['public']['Tables']['leads']['Row'][];
      };
      observe_stage: {
        Args: { p_lead_id: string | null; p_cards: number[] | null; p_place: string | null; p_pipeline_id: number | null; p_status_id: number | null; p_bot_speaks: boolean | null; p_read_at: string | null; p_card_updated_at: string | null; p_grace_seconds: number | null; p_at: string | null; p_kommo_lead_id: number | null };
        Returns: Database['public']['Tables']['leads']['Row'][];
      };
      outdated_mirrors: {
        Args: { p_cards: Json | null };
        Returns: Database['public']['Tables']['leads']['Row'][];
      };
      own_moves_of: {
        Args: { p_kommo_lead_id: number | null; p_limit: number | null };
        Returns: Database['public']['Tables']['own_moves']['Row'][];
      };
      plan_follow_up: {
        Args: { p_lead_id: string | null; p_cycle: number | null; p_step: string | null; p_due_at: string | null; p_held: boolean | null; p_decision: Json | null; p_at: string | null };
        Returns: boolean;
      };
      planned_follow_ups: {
        Args: { p_due_before: string | null; p_limit: number | null };
        Returns: Database['public']['Tables']['follow_ups']['Row'][];
      };
      purge_texts: {
        Args: { p_before: string | null; p_limit: number | null };
        Returns: number;
      };
      put_follow_up: {
        Args: { p_lead_id: string | null; p_plan: Json | null };
        Returns: undefined;
      };
      questions_of_leads: {
        Args: { p_limit: number | null };
        Returns: Json[];
      };
      record_card_takeover: {
        Args: { p_kommo_lead_id: number | null; p_moved_at: string | null; p_at: string | null; p_source: Json | null; p_is_closed: boolean | null };
        Returns: Database['public']['Tables']['leads']['Row'][];
      };
      record_person_message: {
        Args: { p_lead_id: string | null; p_provider_id: string | null; p_body: string | null; p_sent_at: string | null; p_pause_seconds: number | null; p_auto_reply_texts: string[] | null; p_at: string | null; p_source: Json | null };
        Returns: Json;
      };
      record_preference: {
        Args: { p_keys: string[] | null; p_phone: string | null; p_lid: string | null; p_bsuid: string | null; p_reply_to: string | null; p_wish: string | null; p_given_at: string | null; p_at: string | null };
        Returns: undefined;
      };
      record_return: {
        Args: { p_lead_id: string | null; p_returned_at: string | null; p_at: string | null; p_source: Json | null; p_kommo_lead_id: number | null };
        Returns: Database['public']['Tables']['leads']['Row'][];
      };
      record_robot_message: {
        Args: { p_lead_id: string | null; p_provider_id: string | null; p_body: string | null; p_sent_at: string | null; p_at: string | null };
        Returns: string;
      };
      record_statuses: {
        Args: { p_statuses: Json | null };
        Returns: string[];
      };
      record_takeover: {
        Args: { p_lead_id: string | null; p_signal: string | null; p_signal_at: string | null; p_until: string | null; p_at: string | null; p_source: Json | null };
        Returns: Database['public']['Tables']['leads']['Row'][];
      };
      refuse_send: {
        Args: { p_message_id: string | null; p_outcome: string | null };
        Returns: Json;
      };
      release_card_creation: {
        Args: { p_lead_id: string | null; p_at: string | null };
        Returns: undefined;
      };
      release_meeting: {
        Args: { p_id: string | null; p_claim: number | null };
        Returns: undefined;
      };
      release_send: {
        Args: { p_message_id: string | null };
        Returns: undefined;
      };
      release_signals: {
        Args: { p_lead_id: string | null; p_signals: string[] | null; p_given_at: string | null; p_source: Json | null; p_at: string | null };
        Returns: Database['public']['Tables']['leads']['Row'][];
      };
      reminder_turn: {
        Args: { p_lead_id: string | null; p_at: string | null };
        Returns: Json;
      };
      reopen_burst: {
        Args: { p_lead_id: string | null };
        Returns: Database['public']['Tables']['messages']['Row'][];
      };
      report: {
        Args: { p_from: string | null; p_to: string | null };
        Returns: Json;
      };
      report_follow_ups: {
        Args: { p_from: string | null; p_to: string | null };
        Returns: Json[];
      };
      report_questions: {
        Args: { p_from: string | null; p_to: string | null; p_limit: number | null };
        Returns: Json[];
      };
      resolve_lead: {
        Args: { p_keys: string[] | null; p_phone: string | null; p_lid: string | null; p_bsuid: string | null; p_reply_to: string | null; p_at: string | null };
        Returns: string;
      };
      ripe_placeholders: {
        Args: { p_before: string | null; p_limit: number | null };
        Returns: Database['public']['Tables']['leads']['Row'][];
      };
      ripen_placeholders: {
        Args: { p_lead_id: string | null; p_before: string | null; p_oldest: string | null; p_history_limit: number | null; p_at: string | null };
        Returns: Json[];
      };
      set_preference: {
        Args: { p_lead_id: string | null; p_wish: string | null; p_given_at: string | null; p_evidence: Json | null; p_at: string | null };
        Returns: undefined;
      };
      settle_follow_up: {
        Args: { p_lead_id: string | null; p_cycle: number | null; p_step: string | null; p_status: string | null; p_settlements: Json | null; p_decision: Json | null; p_next: Json | null; p_at: string | null };
        Returns: boolean;
      };
      settle_handoff_part: {
        Args: { p_lead_id: string | null; p_part: string | null; p_written: boolean | null; p_at: string | null };
        Returns: undefined;
      };
      settle_sends: {
        Args: { p_settlements: Json | null; p_at: string | null; p_lead_id: string | null };
        Returns: undefined;
      };
      silent_leads: {
        Args: { p_before: string | null; p_limit: number | null };
        Returns: Json[];
      };
      speech_stopped_at: {
        Args: Record<never, never>;
        Returns: string[];
      };
      start_cycle: {
        Args: { p_lead_id: string | null };
        Returns: undefined;
      };
      status_rank: {
        Args: { p_status: string | null };
        Returns: number;
      };
      stop_speech: {
        Args: { p_stopped_at: string | null; p_by: string | null };
        Returns: undefined;
      };
      tables_of_leads: {
        Args: Record<never, never>;
        Returns: Json[];
      };
      take_abandoned_meetings: {
        Args: { p_claim_seconds: number | null; p_at: string | null };
        Returns: Database['public']['Tables']['meetings']['Row'][];
      };
      take_back_send: {
        Args: { p_provider_id: string | null; p_callback_id: string | null; p_error_code: number | null; p_decision: Json | null; p_retry_at: string | null; p_at: string | null };
        Returns: Json;
      };
      turn_of: {
        Args: { p_lead_id: string | null; p_history_limit: number | null };
        Returns: Json;
      };
      unsettled_sends: {
        Args: { p_sent_before: string | null; p_limit: number | null };
        Returns: Database['public']['Tables']['messages']['Row'][];
      };
      waiting_work: {
        Args: { p_at: string | null };
        Returns: Json;
      };
    };
    Enums: Record<never, never>;
    CompositeTypes: Record<never, never>;
  };
};
