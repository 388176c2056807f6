/** What a person is told on the card when a talk takes a turn that the bot does not go along with. Never throws for Kommo's sake. */
import type { LeadQuestion } from '../agent/dialogue.ts';
import { passageOf } from '../agent/knowledge/company.ts';
import type { Clock } from '../clock.ts';
import type { Kommo } from '../kommo/kommo.ts';
import type { PersonTasks } from '../kommo/person-task.ts';
import type { KommoLeadId } from '../lead.ts';
import type { Log } from '../log.ts';
import type { LeadRecord } from '../store/lead-rows.ts';
import { oneLine } from '../text.ts';

export type Announcements = {
  /** A lead whose cards are all closed wrote again. The caller claims it once a day. */
  returned(lead: LeadRecord): Promise<void>;
  /** P3. Written to the card that we made, which may be readable for people though not for us. The caller claims it once a day. */
  secondCard(lead: LeadRecord, kommoLeadId: KommoLeadId | null): Promise<void>;
  /** T5: the lead asked what nothing answers. The caller hands each question in once. */
  questions(lead: LeadRecord, questions: readonly LeadQuestion[]): Promise<void>;
  /** W8: a talk ran in a circle. */
  loop(lead: LeadRecord): Promise<void>;
  /** LGPD, art. 18: the lead wants what is known of it erased. `askedAtMs`: its word for it, epoch milliseconds. */
  erasure(lead: LeadRecord, askedAtMs: number): Promise<void>;
};

/** One open task covers what a lead asks within a day. */
const TASK_COVERS_MS = 24 * 3_600_000;

const questionsNote = (questions: readonly LeadQuestion[]): string =>
  ['Perguntas do lead', ...questions.map(({ text }) => `- ${oneLine(text)}`)].join('\n');

const needsTask = (questions: readonly LeadQuestion[]): boolean =>
  questions.some(({ about }) => about !== null && passageOf(about)?.handover === 'task');

export function createAnnouncements({
  tasks,
  kommo,
  clock,
  log,
}: {
  tasks: Pick<PersonTasks, 'write'>;
  kommo: Pick<Kommo, 'addNote'>;
  clock: Clock;
  log: Log;
}): Announcements {
  return {
    returned: async (lead) => {
      if (lead.kommoLeadId === null) return;
      // Claimed once a day before it comes here.
      const told = await tasks.write({
        kind: 'returning_lead',
        kommoLeadId: lead.kommoLeadId,
        sinceMs: clock.nowMs(),
        isNew: true,
      });
      if (told.kind === 'failed') log.warn('task.not_written', { leadId: lead.id });
    },

    secondCard: async (lead, kommoLeadId) => {
      if (kommoLeadId === null) return;
      // Claimed once a day before it comes here.
      const told = await tasks.write({
        kind: 'second_card',
        kommoLeadId,
        sinceMs: clock.nowMs(),
        isNew: true,
      });
      if (told.kind === 'failed') log.warn('task.not_written', { leadId: lead.id });
    },
    erasure: async (lead, askedAtMs) => {
      if (lead.kommoLeadId === null) return;
      const told = await tasks.write({ kind: 'erasure', kommoLeadId: lead.kommoLeadId, sinceMs: askedAtMs });
      if (told.kind === 'failed') log.error('task.not_written', { leadId: lead.id });
    },

    questions: async (lead, questions) => {
      if (lead.kommoLeadId === null || questions.length === 0) return;
      const noted = await kommo.addNote(lead.kommoLeadId, questionsNote(questions));
      const told = needsTask(questions)
        ? await tasks.write({
            kind: 'lead_question',
            kommoLeadId: lead.kommoLeadId,
            sinceMs: clock.nowMs() - TASK_COVERS_MS,
          })
        : null;
      // They stay with the lead, and the package of a handover names them again.
      if (noted.kind === 'failed' || told?.kind === 'failed')
        log.warn('questions.not_written', { leadId: lead.id });
    },
    loop: async (lead) => {
      if (lead.kommoLeadId === null) return;
      const noted = await kommo.addNote(
        lead.kommoLeadId,
        'As mensagens deste lead se repetem sem nada de novo, como as de outro robô. O robô parou de responder.',
      );
      // The closing line is said once a day: there is no other task to find.
      const told = await tasks.write({
        kind: 'talk_in_circle',
        kommoLeadId: lead.kommoLeadId,
        sinceMs: clock.nowMs(),
        isNew: true,
      });
      if (noted.kind === 'failed' || told.kind === 'failed')
        log.error('task.not_written', { leadId: lead.id });
    },
  };
}
