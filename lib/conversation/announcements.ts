/** What a person is told on the card when a talk takes a turn that the bot does not go along with. Never throws for Kommo's sake. */

import { passageOf } from '../agent/knowledge/company.ts';
import type { Clock } from '../clock.ts';
import type { Kommo } from '../kommo/kommo.ts';
import type { PersonTasks } from '../kommo/person-task.ts';
import type { KommoLeadId, LeadId } from '../lead.ts';
import type { LeadQuestion } from '../lead-question.ts';
import type { Log } from '../log.ts';
import type { Delivery, Fate, LeadQueue } from '../queue.ts';
import { DELIVERIES_PER_EVENT, GIVEN_UP_AFTER_MS } from '../retry-policy.ts';
import type { LeadRecord } from '../store/lead-rows.ts';
import type { Store } from '../store/store.ts';
import { oneLine } from '../text.ts';
import type { CardKeeper } from './card-link.ts';

/** What Kommo did not take with its turn: an event of its own. `atMs`: when the lead said it, `since`: the first of these events. */
export type KeptAnnouncement = {
  readonly kind: 'announcement';
  readonly leadId: LeadId;
  readonly atMs: number;
  readonly since?: number | undefined;
} & ({ readonly about: 'erasure' } | { readonly about: 'questions'; readonly questions: LeadQuestion[] });

export type Announcements = {
  /** A lead whose cards are all closed wrote again. The caller claims it once a day. */
  returned(lead: LeadRecord): Promise<void>;
  /** P3. Written to the card that we made, which may be readable for people though not for us. The caller claims it once a day. */
  secondCard(lead: LeadRecord, kommoLeadId: KommoLeadId | null): Promise<void>;
  /** T5: the lead asked what nothing answers. The caller hands each question in once; what Kommo does not take is tried again until it does. */
  questions(lead: LeadRecord, questions: readonly LeadQuestion[]): Promise<void>;
  /** W8: a talk ran in a circle. */
  loop(lead: LeadRecord): Promise<void>;
  /** LGPD, art. 18: the lead wants what is known of it erased. `askedAtMs`: its word for it, epoch milliseconds. Tried again like `questions`. */
  erasure(lead: LeadRecord, askedAtMs: number): Promise<void>;
  /** The event of its own, from the queue. */
  again(event: KeptAnnouncement, delivery: Delivery): Promise<Fate>;
};

/** One open task covers what a lead asks within a day. */
const TASK_COVERS_MS = 24 * 3_600_000;

const questionsNote = (questions: readonly LeadQuestion[]): string =>
  ['Perguntas do lead', ...questions.map(({ text }) => `- ${oneLine(text)}`)].join('\n');

const needsTask = (questions: readonly LeadQuestion[]): boolean =>
  questions.some(({ about }) => about !== null && passageOf(about)?.handover === 'task');

const DONE: Fate = { kind: 'done' };

export function createAnnouncements({
  tasks,
  kommo,
  store,
  ensureCard,
  queue,
  newId,
  clock,
  log,
}: {
  tasks: Pick<PersonTasks, 'write'>;
  kommo: Pick<Kommo, 'addNote' | 'notes'>;
  store: Pick<Store, 'leadById'>;
  ensureCard: CardKeeper['ensure'];
  queue: Pick<LeadQueue, 'send'>;
  newId: () => string;
  clock: Clock;
  log: Log;
}): Announcements {
  const keep = async (event: KeptAnnouncement, cause: string): Promise<void> => {
    log.warn('announcement.queued', { leadId: event.leadId, about: event.about, cause });
    const id = newId();
    await queue
      .send(
        { source: 'self', event: { ...event, since: event.since ?? clock.nowMs() } },
        { group: `announcement:${event.leadId}`, dedupe: `announcement:${id}`, correlationId: id },
      )
      .catch((error: unknown) =>
        log.error('announcement.lost', { leadId: event.leadId, about: event.about, error }),
      );
  };

  const writeErasure = async (kommoLeadId: KommoLeadId, atMs: number): Promise<Fate> => {
    const told = await tasks.write({ kind: 'erasure', kommoLeadId, sinceMs: atMs });
    return told.kind === 'failed' ? { kind: 'again', cause: told.cause } : DONE;
  };

  /** `isFirst`: none of it can be on the card yet. */
  const writeQuestions = async (
    kommoLeadId: KommoLeadId,
    questions: readonly LeadQuestion[],
    { atMs, isFirst }: { atMs: number; isFirst: boolean },
  ): Promise<Fate> => {
    const text = questionsNote(questions);
    const notes = isFirst ? null : await kommo.notes(kommoLeadId);
    if (notes?.kind === 'failed') return { kind: 'again', cause: notes.cause };
    const isThere =
      notes?.kind === 'ok' &&
      notes.value.some(
        (note) => note.createdAt >= Math.floor(atMs / 1000) && note.text.trim() === text.trim(),
      );
    const noted = isThere ? null : await kommo.addNote(kommoLeadId, text);
    const told = needsTask(questions)
      ? await tasks.write({ kind: 'lead_question', kommoLeadId, sinceMs: atMs - TASK_COVERS_MS })
      : null;
    // P4: a no for good is not asked again unchanged.
    if (noted?.kind === 'failed' && noted.cause !== 'rejected') return { kind: 'again', cause: noted.cause };
    return told?.kind === 'failed' ? { kind: 'again', cause: told.cause } : DONE;
  };

  const work = async (event: KeptAnnouncement): Promise<Fate> => {
    const lead = await store.leadById(event.leadId);
    if (!lead) return DONE;
    const linked = lead.kommoLeadId === null ? await ensureCard(lead) : null;
    if (linked?.kind === 'hold') return { kind: 'again', cause: linked.cause };
    const kommoLeadId = linked?.lead.kommoLeadId ?? lead.kommoLeadId;
    if (kommoLeadId === null) return { kind: 'again', cause: 'no_card' };
    return event.about === 'erasure'
      ? writeErasure(kommoLeadId, event.atMs)
      : writeQuestions(kommoLeadId, event.questions, { atMs: event.atMs, isFirst: false });
  };

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
      const fate =
        lead.kommoLeadId === null
          ? ({ kind: 'again', cause: 'no_card' } as const)
          : await writeErasure(lead.kommoLeadId, askedAtMs);
      if (fate.kind === 'again')
        await keep({ kind: 'announcement', leadId: lead.id, atMs: askedAtMs, about: 'erasure' }, fate.cause);
    },

    questions: async (lead, questions) => {
      if (lead.kommoLeadId === null || questions.length === 0) return;
      const atMs = clock.nowMs();
      const fate = await writeQuestions(lead.kommoLeadId, questions, { atMs, isFirst: true });
      if (fate.kind === 'again')
        await keep(
          { kind: 'announcement', leadId: lead.id, atMs, about: 'questions', questions: [...questions] },
          fate.cause,
        );
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

    again: async (event, delivery) => {
      const fate = await work(event);
      if (fate.kind === 'done' || delivery.attempt < DELIVERIES_PER_EVENT) return fate;
      if (clock.nowMs() - (event.since ?? delivery.enqueuedAtMs) > GIVEN_UP_AFTER_MS) {
        log.error('announcement.given_up', { leadId: event.leadId, about: event.about, cause: fate.cause });
        return DONE;
      }
      await keep(event, fate.cause);
      return DONE;
    },
  };
}
