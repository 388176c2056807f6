/** The words of follow-ups and reminders, and what the conversation says against them: the conversation's part of lib/follow-up. */

import type { Conversation } from '../agent/brain.ts';
import { type FollowUpAsked, scriptedFollowUp } from '../agent/follow-up.ts';
import { modelFollowUp } from '../agent/llm/follow-up.ts';
import type { Model } from '../agent/llm/model.ts';
import { reminderWords, timeWords } from '../agent/meeting-words.ts';
import { PLAYBOOK_NUMBERS } from '../agent/playbook.ts';
import { invalidReply } from '../agent/reply-guardrails.ts';
import type { Clock } from '../clock.ts';
import type { FollowUpTexts, Written } from '../follow-up/writer.ts';
import type { Log } from '../log.ts';
import type { LeadRecord } from '../store/lead-rows.ts';
import { knowledgeOf, type Persona, toConversation } from './conversation-view.ts';
import { stageFor } from './desired-card.ts';

/** Writes one follow-up; the place of it is a test's to fill. */
export type FollowUpWriter = (conversation: Conversation, asked: FollowUpAsked) => Promise<Written>;

/** The models in their order, the scripted words behind them; whoever wrote it, a text passes the validators. */
export function createFollowUpWriter({
  models,
  timeoutMs,
  log,
}: {
  models: readonly Model[];
  /** For one answer of one model. */
  timeoutMs: number;
  log: Log;
}): FollowUpWriter {
  return async (conversation, asked) => {
    const draft = scriptedFollowUp(conversation, asked);
    if (draft === null) return { kind: 'nothing', reason: 'nothing_new_to_say' };
    for (const model of models) {
      const words = await modelFollowUp(model, conversation, {
        ...asked,
        draft,
        timeoutMs,
      });
      if (words.kind === 'text') return words;
      log.warn('model.no_follow_up', { model: model.id, cause: words.cause });
    }
    return { kind: 'text', text: draft };
  };
}

/** May a lead be written to first, as far as the conversation goes? Whoever was said goodbye to is left in peace. */
export function stopOfTalk(
  lead: LeadRecord,
  limits: { minBillBrl: number; minScore: number },
): 'disqualified' | 'ended' | null {
  if (stageFor(lead, { limits, booking: null }) === 'desqualificado') return 'disqualified';
  return knowledgeOf(lead).dialogue.stage === 'encerrado' ? 'ended' : null;
}

export function createFollowUpTexts({
  writer,
  persona,
  clock,
  log,
}: {
  writer: FollowUpWriter;
  persona: Persona;
  clock: Clock;
  log: Log;
}): FollowUpTexts {
  const checked = (lead: LeadRecord, text: string): Written => {
    const reason = invalidReply([text], { facts: knowledgeOf(lead).facts, numbers: PLAYBOOK_NUMBERS });
    if (reason === null) return { kind: 'text', text };
    // F11: not said, and nothing said in its place.
    log.error('follow_up.refused', { leadId: lead.id, reason });
    return { kind: 'failed', cause: 'invalid_text' };
  };
  return {
    stopOf: (lead) => stopOfTalk(lead, persona),
    write: async ({ lead, history, step, of }) => {
      const talk = toConversation({ lead, burst: [], history, nowMs: clock.nowMs(), persona });
      try {
        const written = await writer(
          { ...talk, meeting: { slots: [], booking: null, outcome: null } },
          { step, of },
        );
        return written.kind === 'text' ? checked(lead, written.text) : written;
      } catch (error) {
        log.error('follow_up.no_words', { leadId: lead.id, error });
        return { kind: 'failed', cause: 'no_words' };
      }
    },
    remind: ({ lead, startsAtMs, meetLink }) => {
      const firstName = knowledgeOf(lead).facts.name?.split(' ')[0];
      return checked(
        lead,
        reminderWords(
          { startsAtMs, meetLink, firstName },
          { nowMs: clock.nowMs(), timezone: persona.timezone },
        ),
      );
    },
    values: (lead, meeting) => ({
      name: knowledgeOf(lead).facts.name?.split(' ')[0] ?? null,
      company: persona.companyName,
      agent: persona.agentName,
      meeting_time: meeting && timeWords(meeting.startsAtMs, persona.timezone),
      meeting_link: meeting?.meetLink ?? null,
    }),
  };
}
