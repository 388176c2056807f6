/** What the lead reads about a meeting: times in words, offers, reminders, and what the calendar answered. Pure. */
import type { Slot } from '../calendar/calendar.ts';
import { addDays, civilDateAt, instantOf } from '../calendar/zone.ts';
import type { MeetingOutcome } from './brain.ts';

/** Minutes since midnight in the zone. */
export const minuteOf = (ms: number, timezone: string): number =>
  Math.round((ms - instantOf({ date: civilDateAt(ms, timezone), minute: 0, timezone })) / 60_000);

/** "quarta-feira, dia 25, às 10h". */
export function timeWords(startsAtMs: number, timezone: string): string {
  return `${dayWords(startsAtMs, timezone)}, às ${hourWords(startsAtMs, timezone)}`;
}

function dayWords(ms: number, timezone: string): string {
  const weekday = new Intl.DateTimeFormat('pt-BR', { weekday: 'long', timeZone: timezone }).format(ms);
  return `${weekday}, dia ${Number(civilDateAt(ms, timezone).slice(8))}`;
}

function hourWords(ms: number, timezone: string): string {
  const minute = minuteOf(ms, timezone);
  const rest = minute % 60;
  return `${Math.floor(minute / 60)}h${rest === 0 ? '' : String(rest).padStart(2, '0')}`;
}

/** "terça-feira, dia 24, às 9h ou às 14h, ou quarta-feira, dia 25, às 10h": one flowing line, no list. */
export function slotsLine(slots: readonly Slot[], timezone: string): string {
  const days = new Map<string, string[]>();
  for (const { startsAtMs } of slots) {
    const day = dayWords(startsAtMs, timezone);
    days.set(day, [...(days.get(day) ?? []), `às ${hourWords(startsAtMs, timezone)}`]);
  }
  const parts = [...days].map(([day, hours]) => `${day}, ${orList(hours)}`);
  return parts.length > 1 ? `${parts.slice(0, -1).join('; ')}; ou ${parts.at(-1)}` : (parts[0] ?? '');
}

const orList = (words: readonly string[]): string =>
  words.length > 1 ? `${words.slice(0, -1).join(', ')} ou ${words.at(-1)}` : (words[0] ?? '');

const forName = (firstName: string | undefined, lead: string): string =>
  firstName === undefined ? lead : `${lead}, ${firstName}`;

/** The first offer: what follows from having qualified, and real times. */
export function firstOffer({ firstName, line }: { firstName: string | undefined; line: string }): string {
  const opening = firstName === undefined ? 'Pelo' : `${firstName}, pelo`;
  return `${opening} que você me contou, o próximo passo é uma conversa com nosso especialista, e tenho ${line}. Qual fica melhor pra você?`;
}

export const offerAgain = (line: string): string => `Tenho ${line}. Qual fica melhor pra você?`;
export const offerInstead = (line: string): string =>
  `Nesse horário não tenho vaga, mas tenho ${line}. Algum desses serve pra você?`;
export const offerWithinHours = (line: string): string =>
  `As conversas são de segunda a sexta, das 8h às 18h, e tenho ${line}. Qual fica melhor pra você?`;
export const offerToMove = (line: string): string =>
  `Dá pra mudar sim, e tenho ${line}. Qual fica melhor pra você?`;
/** One line before a meeting moves. */
export const moveTo = (time: string): string => `Quer que eu mude sua conversa pra ${time}?`;
/** One line before a meeting is given up. */
export const cancelIt = (time: string): string => `Quer que eu cancele sua conversa de ${time}?`;
/** One line before a time that was said among other things is taken. */
export const rightTime = (time: string): string =>
  `${time.charAt(0).toLocaleUpperCase('pt-BR')}${time.slice(1)}, certo?`;
export const NO_TIMES_TO_MOVE =
  'Dá pra mudar sim. Que dia e hora ficam melhores pra você, de segunda a sexta?';
/** The lead wants to cancel or move what is not there. */
export const NO_MEETING = 'Por aqui não tem nenhuma reunião marcada no momento.';

/** "Sua conversa é quarta-feira, dia 25, às 10h." with its link. */
export function standingMeeting(
  { startsAtMs, meetLink }: { startsAtMs: number; meetLink: string | null },
  timezone: string,
): string {
  return `Sua conversa com nosso especialista é ${timeWords(startsAtMs, timezone)}.${meetLink === null ? '' : ` O link é ${meetLink}`}`;
}

/** "Mateus, lembrando da nossa conversa amanhã, quarta-feira, dia 25, às 10h." with its link, or without a blank one (F17). */
export function reminderWords(
  {
    startsAtMs,
    meetLink,
    firstName,
  }: { startsAtMs: number; meetLink: string | null; firstName: string | undefined },
  { nowMs, timezone }: { nowMs: number; timezone: string },
): string {
  const today = civilDateAt(nowMs, timezone);
  const day = civilDateAt(startsAtMs, timezone);
  const near = day === today ? 'hoje, ' : day === addDays(today, 1) ? 'amanhã, ' : '';
  const link = meetLink === null ? 'Nosso especialista te chama na hora.' : `O link é ${meetLink}`;
  const opening = firstName === undefined ? 'Lembrando' : `${firstName}, lembrando`;
  return `${opening} da nossa conversa com o especialista ${near}${timeWords(startsAtMs, timezone)}. ${link}`;
}

/** What the lead hears after the calendar answered. `offers` are the times that are free now. */
export function outcomeWords(
  outcome: MeetingOutcome,
  {
    firstName,
    hasEmail,
    offers,
    timezone,
    isStillBooked,
  }: {
    firstName: string | undefined;
    hasEmail: boolean;
    offers: readonly Slot[];
    timezone: string;
    isStillBooked: boolean;
  },
): string {
  const line = slotsLine(offers, timezone);
  switch (outcome.kind) {
    case 'booked':
    case 'moved': {
      const done = forName(firstName, outcome.kind === 'booked' ? 'Reunião marcada' : 'Reunião remarcada');
      const link =
        outcome.meetLink === null
          ? hasEmail
            ? ' Os detalhes vão no convite.'
            : ' Nosso especialista te chama na hora.'
          : ` O link é ${outcome.meetLink}`;
      return `${done}: ${timeWords(outcome.startsAtMs, timezone)}.${link}`;
    }
    case 'cancelled':
      return `${forName(firstName, 'Reunião cancelada')}. Quando quiser marcar de novo, é só me dizer o dia.`;
    case 'none':
      return line === '' ? NO_MEETING : `${NO_MEETING} ${offerAgain(line)}`;
    case 'taken':
      return line === ''
        ? 'Esse horário acabou de ser ocupado. Que outro dia e hora ficam bons pra você?'
        : `Esse horário acabou de ser ocupado, mas tenho ${line}. Qual fica melhor pra você?`;
    case 'refused':
      return line === ''
        ? 'Nesse horário não dá pra marcar. Que outro dia e hora ficam bons pra você, de segunda a sexta?'
        : `Nesse horário não dá pra marcar, mas tenho ${line}. Qual fica melhor pra você?`;
    case 'unavailable':
      if (isStillBooked)
        return 'A agenda não abriu por aqui agora, então sua conversa continua marcada como estava. Me manda uma mensagem daqui a pouco que eu tento de novo.';
      return 'A agenda não abriu por aqui agora, então ainda não está marcado. Me manda uma mensagem daqui a pouco que eu confirmo pra você.';
  }
}
