/**
 * The package of a handover (design §6): one note with who, bill, flow, what was asked and the last messages, and a task for
 * the responsible user where the bot began it. Each is claimed in Postgres before it is written, so a turn or a hook that is
 * delivered again writes nothing twice; a write whose answer was lost is looked for on the card first (C18).
 */

import type { HandoffReason } from '../agent/dialogue.ts';
import { timeWords } from '../agent/meeting-words.ts';
import { handsOver, solutionName } from '../agent/playbook.ts';
import { formatBrl } from '../agent/questions.ts';
import type { Clock } from '../clock.ts';
import type { Kommo, KommoRemark, KommoResult } from '../kommo/kommo.ts';
import type { PersonTasks } from '../kommo/person-task.ts';
import type { LeadQuestion } from '../lead-question.ts';
import type { Log } from '../log.ts';
import type { Fate } from '../queue.ts';
import type { KommoCause } from '../reasons.ts';
import type { LeadRecord } from '../store/lead-rows.ts';
import type { MessageRecord } from '../store/rows.ts';
import type { HandoffPart, Store } from '../store/store.ts';
import { cut, oneLine } from '../text.ts';
import { knowledgeOf } from './conversation-view.ts';

/** Who began it: the bot, because of what the lead wants, or a person who answered or moved the card. */
export type HandoffBy = 'bot' | 'person';

export type HandoffPackages = {
  /** Writes what is not written yet. `again`: Kommo did not take it, and the queue brings it back. */
  deliver(lead: LeadRecord, by: HandoffBy): Promise<Fate>;
};

export type HandoffPackageDeps = {
  readonly store: Pick<Store, 'claimHandoffPart' | 'settleHandoffPart' | 'messagesOf'>;
  readonly kommo: Pick<Kommo, 'addNote' | 'notes'>;
  readonly tasks: PersonTasks;
  /** When the lead's meeting is, if it has one. */
  readonly meetingAtMs: (lead: LeadRecord) => Promise<number | null>;
  readonly clock: Clock;
  readonly log: Log;
  readonly timezone: string;
};

/** By these the parts are found again on a card. */
const NOTE_HEADING = 'Resumo para o atendimento';
/** A claim this old whose writer never said what became of it is taken up by the next. */
const CLAIM_WAIT_SECONDS = 60;
const MESSAGES_TOLD = 10;
const MESSAGE_MAX_CHARS = 400;
/** After these the write may have arrived all the same. */
const UNCERTAIN: ReadonlySet<KommoCause> = new Set(['timeout', 'network', 'server_error', 'malformed']);

const AUTHORS = {
  lead: 'Lead',
  bot: 'Robô',
  person: 'Equipe',
  auto: 'Resposta automática',
} as const satisfies Record<MessageRecord['author'], string>;

const ASKED_ABOUT = {
  name: 'o nome',
  bill: 'o valor da conta de luz',
  solution: 'qual solução prefere',
  city: 'a cidade do imóvel',
  payment: 'financiamento ou à vista',
  urgency: 'o prazo',
  current_discount: 'se já tem desconto',
  own_plant: 'se já tem usina própria',
  new_plant: 'se quer uma nova usina',
  loyalty_contract: 'se tem contrato de fidelidade',
  decision_maker: 'quem decide',
  decision_maker_attends: 'se quem decide participa',
  interest: 'se quer seguir',
  meeting_time: 'o horário da reunião',
  email: 'o e-mail do convite',
  open: 'o que é mais importante na decisão',
  prefers_person: 'se prefere falar com uma pessoa',
} as const;

/** Why the bot called a person that nobody had asked for. */
const CALLED_BECAUSE = {
  upset: 'está insatisfeito com o atendimento do robô',
  foreign_language: 'escreve em outro idioma',
  bill_picture: 'mandou a conta em foto ou arquivo, que o robô não lê',
  unreadable: 'mandou mensagens que o robô não consegue abrir',
  meeting_trouble: 'precisa de ajuda com a reunião',
  meeting_not_set: 'está qualificado e não marcou horário',
  talk_in_circle: 'a conversa com o robô andou em círculos',
  same_household: 'é da mesma casa de alguém que já conversa com a gente',
} as const satisfies Record<HandoffReason, string>;

const reasonOf = (lead: LeadRecord): 'wants_human' | 'investor' | 'needs_person' => {
  const { facts, dialogue } = knowledgeOf(lead);
  if (dialogue.handoffReason != null) return 'needs_person';
  return facts.wantsHuman !== true && facts.chosenFlow !== null && handsOver(facts.chosenFlow)
    ? 'investor'
    : 'wants_human';
};

/** T5: what the lead asked and nobody has answered. */
const questionsNoted = (questions: readonly LeadQuestion[]): readonly string[] =>
  questions.length === 0 ? [] : ['Perguntas do lead:', ...questions.map(({ text }) => `- ${oneLine(text)}`)];

/** The note, in the words of whoever reads it. Pure. */
export function packageText(
  lead: LeadRecord,
  {
    messages,
    by,
    meetingAtMs,
    timezone,
  }: { messages: readonly MessageRecord[]; by: HandoffBy; meetingAtMs: number | null; timezone: string },
): string {
  const { facts, dialogue } = knowledgeOf(lead);
  const why =
    by === 'person'
      ? 'uma pessoa da equipe assumiu a conversa'
      : reasonOf(lead) === 'investor'
        ? `quer ${facts.chosenFlow === null ? 'uma solução de especialista' : solutionName(facts.chosenFlow, facts)}`
        : dialogue.handoffReason != null
          ? CALLED_BECAUSE[dialogue.handoffReason]
          : 'pediu para falar com uma pessoa';
  const asked = dialogue.lastQuestion === null ? 'nada em aberto' : ASKED_ABOUT[dialogue.lastQuestion];
  const told = messages
    .filter(({ body }) => body !== null)
    .slice(-MESSAGES_TOLD)
    .map(({ author, body }) => `${AUTHORS[author]}: ${cut(oneLine(body ?? ''), MESSAGE_MAX_CHARS)}`);
  return [
    NOTE_HEADING,
    `Motivo: ${why}`,
    `Quem: ${facts.name ?? lead.profileName ?? 'nome não informado'}${lead.address.phone === null ? '' : `, ${lead.address.phone}`}`,
    `Conta de luz: ${facts.billBrl === null ? 'não informada' : `${formatBrl(facts.billBrl)} por mês`}`,
    `Solução: ${facts.chosenFlow === null ? 'não escolhida' : solutionName(facts.chosenFlow, facts)}`,
    `Perguntado por último: ${asked}`,
    ...questionsNoted(dialogue.leadQuestions ?? []),
    ...(meetingAtMs === null ? [] : [`Reunião: ${timeWords(meetingAtMs, timezone)}`]),
    'Últimas mensagens:',
    ...told,
  ].join('\n');
}

export function createHandoffPackages({
  store,
  kommo,
  tasks,
  meetingAtMs,
  clock,
  log,
  timezone,
}: HandoffPackageDeps): HandoffPackages {
  const isThere = (
    remarks: readonly KommoRemark[],
    sinceMs: number,
    isOurs: (text: string) => boolean,
  ): boolean =>
    remarks.some(({ text, createdAt }) => createdAt >= Math.floor(sinceMs / 1000) && isOurs(text));

  const put = async (
    lead: LeadRecord,
    part: HandoffPart,
    { find, write }: { find: () => Promise<KommoResult<boolean>>; write: () => Promise<KommoResult<null>> },
  ): Promise<Fate> => {
    const claim = await store.claimHandoffPart(lead.id, part, CLAIM_WAIT_SECONDS, clock.nowMs());
    if (claim === 'done') return { kind: 'done' };
    if (claim === 'wait') return { kind: 'again', cause: 'handoff_being_written' };
    if (claim === 'check') {
      const found = await find();
      if (found.kind === 'failed') return { kind: 'again', cause: found.cause };
      if (found.kind === 'ok' && found.value) {
        await store.settleHandoffPart(lead.id, part, true, clock.nowMs());
        return { kind: 'done' };
      }
    }
    const written = await write();
    if (written.kind === 'failed' && written.cause === 'rejected') {
      // P4: a no for good is not asked again unchanged.
      log.error('handoff.refused', { leadId: lead.id, part });
      await store.settleHandoffPart(lead.id, part, true, clock.nowMs());
      return { kind: 'done' };
    }
    if (written.kind === 'failed') {
      // Uncertain stays claimed, so that the next attempt looks before it writes.
      if (!UNCERTAIN.has(written.cause)) await store.settleHandoffPart(lead.id, part, false, clock.nowMs());
      return { kind: 'again', cause: written.cause };
    }
    // Absent: the card is gone, and with it whoever would read this.
    await store.settleHandoffPart(lead.id, part, true, clock.nowMs());
    log.info('handoff.written', { leadId: lead.id, part });
    return { kind: 'done' };
  };

  return {
    deliver: async (lead, by) => {
      const { kommoLeadId, lastOutboundAtMs } = lead;
      // A conversation in which the bot never spoke has nothing to hand over.
      if (kommoLeadId === null || lastOutboundAtMs === null) return { kind: 'done' };
      const noted = await put(lead, 'note', {
        find: async () => {
          const notes = await kommo.notes(kommoLeadId);
          return notes.kind === 'ok'
            ? {
                kind: 'ok',
                value: isThere(notes.value, lastOutboundAtMs, (text) => text.startsWith(NOTE_HEADING)),
              }
            : notes;
        },
        write: async () => {
          const [messages, atMs] = await Promise.all([
            store.messagesOf(lead.id, 3 * MESSAGES_TOLD),
            meetingAtMs(lead),
          ]);
          return kommo.addNote(kommoLeadId, packageText(lead, { messages, by, meetingAtMs: atMs, timezone }));
        },
      });
      if (noted.kind === 'again' || by === 'person') return noted;
      return put(lead, 'task', {
        find: () =>
          tasks.isWritten({
            kinds: ['wants_human', 'investor', 'needs_person'],
            kommoLeadId,
            sinceMs: lastOutboundAtMs,
          }),
        write: async () => {
          const told = await tasks.write({
            kind: reasonOf(lead),
            kommoLeadId,
            sinceMs: lastOutboundAtMs,
            isNew: true,
          });
          return told.kind === 'failed' ? told : { kind: 'ok', value: null };
        },
      });
    },
  };
}
