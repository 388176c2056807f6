/**
 * The one writer of tasks for people (P10): for the seller who answers for the card now, read live, with a time by which it is due,
 * and each kind written once. Kommo honours no key of ours, so a task is looked for by its text before it is written (C18).
 */
import type { Clock } from '../clock.ts';
import type { KommoLeadId } from '../lead.ts';
import type { Log } from '../log.ts';
import type { Kommo, KommoFailure, KommoResult } from './kommo.ts';

const HOUR_SECONDS = 3600;

/** Every kind of task, and in how many hours a person should have seen to it. */
export const TASK_KINDS = {
  wants_human: { dueHours: 1 },
  investor: { dueHours: 1 },
  needs_person: { dueHours: 1 },
  erasure: { dueHours: 24 },
  meeting_cancelled: { dueHours: 24 },
  returning_lead: { dueHours: 24 },
  talk_in_circle: { dueHours: 24 },
  lead_question: { dueHours: 24 },
  follow_up_failed: { dueHours: 24 },
  held_too_long: { dueHours: 1 },
  unknown_send: { dueHours: 1 },
  // P3: people may see the card that the integration's rights hide from us, so it is written without being read.
  second_card: { dueHours: 24, isBlind: true },
} as const satisfies Record<string, { readonly dueHours: number; readonly isBlind?: true }>;
export type TaskKind = keyof typeof TASK_KINDS;

/** What the seller reads; by these words a task is found again on its card. */
export const TASK_TEXTS: Readonly<Record<TaskKind, string>> = {
  wants_human: 'O lead pediu para falar com uma pessoa no WhatsApp. O resumo da conversa está nas notas.',
  investor:
    'O lead escolheu uma solução que só um especialista apresenta e espera por ele no WhatsApp. O resumo da conversa está nas notas.',
  needs_person:
    'Este lead precisa de uma pessoa no WhatsApp agora. O motivo e o resumo da conversa estão nas notas.',
  erasure:
    'O lead pediu para apagar os dados dele (LGPD). O robô parou de escrever. Trate o pedido e responda a ele.',
  meeting_cancelled:
    'O lead cancelou a reunião pelo WhatsApp. O card continua nesta etapa: confira e mova, se for o caso.',
  returning_lead: 'Este lead voltou a escrever no WhatsApp e o card está fechado. O robô ficou em silêncio.',
  lead_question:
    'O lead perguntou no WhatsApp algo que só uma pessoa responde. A pergunta está na nota "Perguntas do lead".',
  talk_in_circle:
    'As mensagens deste lead no WhatsApp se repetem e o robô parou de responder. Dê uma olhada na conversa.',
  follow_up_failed:
    'Este lead parou de responder no WhatsApp e o robô não conseguiu retomar o contato, por uma falha. Escreva por lá, se fizer sentido.',
  held_too_long:
    'Este lead escreveu no WhatsApp e ficou sem resposta por tempo demais, por uma falha. Responda por lá, por favor.',
  unknown_send:
    'Uma mensagem do robô para este lead pode não ter chegado: o WhatsApp não confirmou o envio. Confira a conversa por lá, por favor, e responda se for o caso.',
  second_card:
    'O robô não consegue mais ver este card no Kommo e ficou em silêncio, para não criar outro. Confira as permissões da integração e responda ao lead.',
};

export type PersonTaskOutcome =
  /** It is on the card, for `responsibleUserId`; null: Kommo's default. */
  | { readonly kind: 'written'; readonly responsibleUserId: number | null }
  | { readonly kind: 'already' }
  /** The card is gone, and with it whoever would read this. */
  | { readonly kind: 'no_card' }
  /** Kommo says no for good: asked again unchanged it says no again (P4). Alarmed. */
  | { readonly kind: 'refused' }
  | KommoFailure;

export type PersonTasks = {
  /**
   * Writes the task unless one of its kind was written since `sinceMs`, epoch milliseconds: what it is about began then. `isNew`: the
   * caller holds a claim of its own and knows that none was written. Never throws.
   */
  write(task: {
    readonly kind: TaskKind;
    readonly kommoLeadId: KommoLeadId;
    readonly sinceMs: number;
    readonly isNew?: boolean;
  }): Promise<PersonTaskOutcome>;
  /** Was one of these kinds written since? */
  isWritten(task: {
    readonly kinds: readonly TaskKind[];
    readonly kommoLeadId: KommoLeadId;
    readonly sinceMs: number;
  }): Promise<KommoResult<boolean>>;
};

export function createPersonTasks({
  kommo,
  clock,
  log,
}: {
  kommo: Pick<Kommo, 'leads' | 'tasks' | 'addTask'>;
  clock: Clock;
  log: Log;
}): PersonTasks {
  const isWritten: PersonTasks['isWritten'] = async ({ kinds, kommoLeadId, sinceMs }) => {
    const tasks = await kommo.tasks(kommoLeadId);
    if (tasks.kind !== 'ok') return tasks;
    const texts: readonly string[] = kinds.map((kind) => TASK_TEXTS[kind]);
    // Kommo counts in seconds, and trims.
    return {
      kind: 'ok',
      value: tasks.value.some(
        ({ text, createdAt }) => createdAt >= Math.floor(sinceMs / 1000) && texts.includes(text.trim()),
      ),
    };
  };

  /** Who answers for the card now. An unread card has nobody: Kommo then takes the token's user, which is better than no task. */
  const responsible = async (kommoLeadId: KommoLeadId): Promise<KommoResult<number | null>> => {
    const read = await kommo.leads([kommoLeadId], { priority: 'write' });
    if (read.kind !== 'ok') return read;
    return {
      kind: 'ok',
      value: read.value.find(({ id }) => id === kommoLeadId)?.responsibleUserId ?? null,
    };
  };

  return {
    isWritten,
    write: async ({ kind, kommoLeadId, sinceMs, isNew = false }) => {
      if (!isNew) {
        const written = await isWritten({ kinds: [kind], kommoLeadId, sinceMs });
        if (written.kind === 'failed') return written;
        if (written.kind === 'ok' && written.value) return { kind: 'already' };
      }
      const isBlind = 'isBlind' in TASK_KINDS[kind];
      const whose: KommoResult<number | null> = isBlind
        ? { kind: 'ok', value: null }
        : await responsible(kommoLeadId);
      if (whose.kind === 'failed') return whose;
      if (whose.kind === 'absent') return { kind: 'no_card' };
      const add = (responsibleUserId: number | null): Promise<KommoResult<null>> =>
        kommo.addTask({
          kommoLeadId,
          text: TASK_TEXTS[kind],
          completeTill: Math.floor(clock.nowMs() / 1000) + TASK_KINDS[kind].dueHours * HOUR_SECONDS,
          responsibleUserId,
        });
      const isRefusal = (answer: KommoResult<null>): boolean =>
        answer.kind === 'failed' && answer.cause === 'rejected';
      let responsibleUserId = whose.value;
      let answer = await add(responsibleUserId);
      if (isRefusal(answer) && responsibleUserId !== null) {
        // P4: a seller who left the company is refused (facts/kommo.md §10.8); the task goes to Kommo's default.
        log.warn('task.responsible_refused', { kommoLeadId, kind });
        responsibleUserId = null;
        answer = await add(null);
      }
      if (isRefusal(answer)) {
        log.error('task.refused', { kommoLeadId, kind });
        return { kind: 'refused' };
      }
      if (answer.kind === 'failed') return answer;
      return answer.kind === 'absent' ? { kind: 'no_card' } : { kind: 'written', responsibleUserId };
    },
  };
}
