/** The scripted brain about the meeting: what it offers, what it takes for a pick, and that only the calendar's answer is a fact (C5). */
import { describe, expect, test } from 'vitest';
import type { BrainReply, Conversation, MeetingView } from '../../lib/agent/brain.ts';
import { isBareCancel, meetingIntentIn } from '../../lib/agent/extract/meeting-intent.ts';
import { momentIn } from '../../lib/agent/extract/meeting-time.ts';
import { offerFrom, pickIn } from '../../lib/agent/meeting-offer.ts';
import { slotsLine } from '../../lib/agent/meeting-words.ts';
import { PLAYBOOK_NUMBERS } from '../../lib/agent/playbook.ts';
import { invalidReply } from '../../lib/agent/reply-guardrails.ts';
import { createScriptedBrain } from '../../lib/agent/scripted.ts';
import type { Slot } from '../../lib/calendar/calendar.ts';
import { aConversation, MONDAY_TEN, partsOf, talk } from './talks.ts';

const ZONE = 'America/Sao_Paulo';
const WHEN = { nowMs: MONDAY_TEN, timezone: ZONE };
/** "2026-11-25 10:00" in São Paulo (no summer time since 2019). */
const at = (civil: string): number => Date.parse(`${civil.replace(' ', 'T')}:00-03:00`);
const slot = (civil: string): Slot => ({ startsAtMs: at(civil), endsAtMs: at(civil) + 1_800_000 });
const HOURS = ['08:00', '09:00', '10:00', '11:00', '14:00', '15:00', '16:00'];
const SLOTS: readonly Slot[] = ['2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27'].flatMap((day) =>
  HOURS.map((hour) => slot(`${day} ${hour}`)),
);
const OFFERED = [at('2026-11-24 09:00'), at('2026-11-24 14:00'), at('2026-11-25 10:00')];
const view = (change: Partial<MeetingView> = {}): MeetingView => ({
  slots: SLOTS,
  booking: null,
  outcome: null,
  ...change,
});

const FACTS = ['oi', 'joão', '850', 'c', 'não', 'Recife', 'não', 'não tenho', 'sou eu'] as const;
const said = ({ bubbles }: BrainReply): string => bubbles.join('\n');

describe('a moment in words', () => {
  test.each<[string, Partial<ReturnType<typeof momentIn>>]>([
    ['quarta às 10', { date: '2026-11-25', minute: 600 }],
    ['quarta-feira, 10h30', { date: '2026-11-25', minute: 630 }],
    ['amanhã de manhã', { date: '2026-11-24', half: 'morning' }],
    ['hoje às 9h', { date: '2026-11-23', minute: 540 }],
    ['segunda às 9h', { date: '2026-11-30', minute: 540 }],
    ['segunda às 15h', { date: '2026-11-23', minute: 900 }],
    ['sexta da semana que vem', { date: '2026-12-04' }],
    ['dia 25 às 14h', { date: '2026-11-25', minute: 840 }],
    ['dia 2', { date: '2026-12-02' }],
    ['27/11 as 8h', { date: '2026-11-27', minute: 480 }],
    ['4 de dezembro', { date: '2026-12-04' }],
    ['às 2 da tarde', { minute: 840 }],
    ['às 2', { minute: 840 }],
    ['meio-dia', { minute: 720 }],
    ['10 e meia não, às 10 e meia sim', { minute: 630 }],
    ['pode ser de tarde', { half: 'afternoon' }],
    ['qualquer horário', { isAny: true }],
    ['sábado', { isClosed: true }],
    ['dia 28', { date: '2026-11-28', isClosed: true }],
    ['às 7 da noite', { isClosed: true }],
    ['18h', { isClosed: true }],
    ['17:30', { minute: 1050, isClosed: false }],
  ])('"%s"', (text, moment) => expect(momentIn(text, WHEN)).toMatchObject(moment ?? {}));
  test.each(['boa tarde', 'boa noite!', 'bom dia', 'meu endereço é rua 25', 'o valor é 1.400', 'sim'])(
    '"%s" names none',
    (text) => expect(momentIn(text, WHEN)).toBeNull(),
  );
});

describe('a pick', () => {
  const pick = (text: string, change: { offered?: readonly number[]; slots?: readonly Slot[] } = {}) =>
    pickIn(partsOf(text), { lines: text.split('|'), offered: OFFERED, slots: SLOTS, when: WHEN, ...change });
  test.each<[string, string]>([
    ['a primeira', '2026-11-24 09:00'],
    ['pode ser o segundo horário', '2026-11-24 14:00'],
    ['a última', '2026-11-25 10:00'],
    ['3', '2026-11-25 10:00'],
    ['quarta às 10', '2026-11-25 10:00'],
    ['quarta', '2026-11-25 10:00'],
    ['às 14h', '2026-11-24 14:00'],
    ['quarta|às 10', '2026-11-25 10:00'],
    ['não posso terça, pode ser quinta às 15h?', '2026-11-26 15:00'],
    ['tanto faz', '2026-11-24 09:00'],
    ['dia 15 de dezembro às 14h', '2026-12-15 14:00'],
  ])('"%s"', (text, civil) => expect(pick(text)).toEqual({ kind: 'time', startsAtMs: at(civil) }));
  test('a lone offer is taken by a yes', () =>
    expect(pick('pode ser', { offered: [at('2026-11-25 10:00')] })).toEqual({
      kind: 'time',
      startsAtMs: at('2026-11-25 10:00'),
    }));
  test('"a segunda" is the second where no Monday is on offer, and the Monday where one is', () => {
    expect(pick('a segunda')).toEqual({ kind: 'time', startsAtMs: at('2026-11-24 14:00') });
    const monday = at('2026-11-30 09:00');
    expect(
      pick('segunda', {
        offered: [OFFERED[0] ?? 0, OFFERED[1] ?? 0, monday],
        slots: [...SLOTS, slot('2026-11-30 09:00')],
      }),
    ).toEqual({
      kind: 'time',
      startsAtMs: monday,
    });
  });
  test('a tapped time is that time', () =>
    expect(
      pickIn([{ kind: 'choice', id: 'slot_2026-11-27T12:00:00.000Z', text: '9h' }], {
        lines: ['9h'],
        offered: [],
        slots: SLOTS,
        when: WHEN,
      }),
    ).toEqual({ kind: 'time', startsAtMs: at('2026-11-27 09:00') }));
  test('a day without hour offers hours of that day', () => {
    const found = pick('quinta');
    expect(found).toMatchObject({ kind: 'among', exact: true });
    expect(found?.kind === 'among' && slotsLine(found.slots, ZONE)).toBe(
      'quinta-feira, dia 26, às 8h, às 11h ou às 16h',
    );
  });
  test('an hour that is not free offers the nearest ones', () => {
    const found = pick('quarta às 12h');
    expect(found).toMatchObject({ kind: 'among', exact: false });
    expect(found?.kind === 'among' && slotsLine(found.slots, ZONE)).toBe(
      'quarta-feira, dia 25, às 10h, às 11h ou às 14h',
    );
  });
  test.each(['obrigado', 'é online?', 'quanto tempo dura?'])('"%s" picks nothing', (text) =>
    expect(pick(text)).toBeNull(),
  );
});

test('an offer is two or three times, on more than one day where there are', () => {
  expect(slotsLine(offerFrom(SLOTS, ZONE), ZONE)).toBe(
    'terça-feira, dia 24, às 8h ou às 14h; ou quarta-feira, dia 25, às 8h',
  );
  expect(offerFrom([], ZONE)).toEqual([]);
  expect(offerFrom(SLOTS.slice(0, 1), ZONE)).toHaveLength(1);
});

describe('what the lead wants of its meeting', () => {
  test.each<[string, ReturnType<typeof meetingIntentIn>]>([
    ['preciso remarcar', 'reschedule'],
    ['dá pra mudar o horário?', 'reschedule'],
    ['não vou poder na quarta', 'reschedule'],
    ['não consigo ir amanhã', 'reschedule'],
    ['quero cancelar a reunião', 'cancel'],
    ['pode desmarcar', 'cancel'],
    ['CANCELAR', 'cancel'],
    ['cancela e remarca pra sexta', 'reschedule'],
    ['que horas é a reunião?', 'ask'],
    ['cadê o link', 'ask'],
    ['quero cancelar meu contrato com a outra empresa', null],
    ['posso cancelar o contrato depois?', null],
    ['obrigado', null],
  ])('"%s"', (text, intent) => expect(meetingIntentIn(text)).toBe(intent));
  test('only the bare word stands between the meeting and an opt-out', () => {
    expect(['cancelar', 'Quero cancelar', 'cancela por favor'].map(isBareCancel)).toEqual([true, true, true]);
    expect(['parar', 'cancelar mensagens', 'sair', 'cancelar a reunião'].map(isBareCancel)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('the talk', () => {
  /** Everything but the last criterion is told; `sim` meets it. */
  const upTo = async (lines: readonly string[], meeting = view()): Promise<readonly BrainReply[]> =>
    talk([...FACTS, ...lines], { meeting });
  const replyAfter = async (
    outcome: MeetingView['outcome'],
    change: Partial<Conversation> = {},
  ): Promise<BrainReply> => {
    const last = (await upTo(['sim', 'quarta às 10'])).at(-1);
    if (!last) throw new Error('a talk has replies');
    return createScriptedBrain().reply(
      aConversation({
        isFirstReply: false,
        facts: last.facts,
        dialogue: last.dialogue,
        meeting: view({ outcome }),
        ...change,
      }),
    );
  };

  test('C5 · a lead that qualifies is offered real times at once, in one sentence', async () => {
    const [last] = (await upTo(['sim'])).slice(-1);
    expect(last).toMatchObject({
      intent: 'qualified',
      meetingRequest: null,
      dialogue: { lastQuestion: 'meeting_time' },
    });
    expect(last && said(last)).toContain(
      'tenho terça-feira, dia 24, às 8h ou às 14h; ou quarta-feira, dia 25, às 8h. Qual fica melhor',
    );
  });
  test('C5 · a time named before the criteria hold asks for nothing', async () => {
    const replies = await talk([...FACTS.slice(0, 4), 'quero marcar quarta às 10 horário'], {
      meeting: view(),
    });
    expect(replies.at(-1)?.meetingRequest).toBeNull();
  });
  test('the e-mail is asked only after the pick, and the pick is booked with it', async () => {
    const replies = await upTo(['sim', 'quarta às 10', 'joao@exemplo.com']);
    expect(replies.at(-2)).toMatchObject({
      meetingRequest: null,
      dialogue: { lastQuestion: 'email', slotPicked: at('2026-11-25 10:00') },
    });
    expect(replies.at(-1)?.meetingRequest).toEqual({
      kind: 'book',
      startsAtMs: at('2026-11-25 10:00'),
      email: 'joao@exemplo.com',
    });
  });
  test.each([
    ['não tenho', null],
    ['prefiro não passar', null],
  ])('no e-mail ("%s") is no obstacle', async (line, email) =>
    expect((await upTo(['sim', 'quarta às 10', line])).at(-1)?.meetingRequest).toEqual({
      kind: 'book',
      startsAtMs: at('2026-11-25 10:00'),
      email,
    }),
  );
  test('a question instead of the e-mail is answered, and the e-mail asked again', async () => {
    const last = (await upTo(['sim', 'quarta às 10', 'como funciona isso?'])).at(-1);
    expect(last).toMatchObject({
      meetingRequest: null,
      dialogue: { lastQuestion: 'email', slotPicked: at('2026-11-25 10:00') },
    });
  });
  test('other times are offered when none of the first ones suits', async () => {
    const replies = await upTo(['sim', 'nenhum desses dá']);
    expect(replies.at(-1)?.dialogue.slotsOffered).not.toEqual(replies.at(-2)?.dialogue.slotsOffered);
  });
  test('with a meeting ahead: moved, cancelled, told, and nothing asked', async () => {
    const booking = { startsAtMs: at('2026-11-25 10:00'), meetLink: 'https://meet.google.com/abc' };
    const last = (await upTo(['sim'])).at(-1);
    if (!last) throw new Error('a talk has replies');
    const reply = (text: string) =>
      createScriptedBrain().reply(
        aConversation({
          isFirstReply: false,
          facts: last.facts,
          dialogue: { ...last.dialogue, lastQuestion: null },
          meeting: view({ booking }),
          burst: partsOf(text),
        }),
      );
    expect((await reply('preciso remarcar pra quinta às 15h')).meetingRequest).toEqual({
      kind: 'move',
      startsAtMs: at('2026-11-26 15:00'),
    });
    expect((await reply('cancelar')).meetingRequest).toEqual({ kind: 'cancel' });
    expect(said(await reply('que horas é mesmo a reunião?'))).toContain(
      'quarta-feira, dia 25, às 10h. O link é https://meet.google.com/abc',
    );
    expect(await reply('obrigado')).toMatchObject({ meetingRequest: null, dialogue: { lastQuestion: null } });
  });
  test('C5 · only the calendar’s answer is told as a fact', async () => {
    const link = 'https://meet.google.com/abc';
    const booked = await replyAfter({ kind: 'booked', startsAtMs: at('2026-11-25 10:00'), meetLink: link });
    expect(said(booked)).toBe(`Reunião marcada, João: quarta-feira, dia 25, às 10h. O link é ${link}`);
    expect(booked).toMatchObject({ intent: 'booked', meetingRequest: null, dialogue: { slotPicked: null } });
    const taken = await replyAfter({ kind: 'taken' });
    expect(said(taken)).toMatch(/^Esse horário acabou de ser ocupado, mas tenho .*Qual fica melhor/);
    expect(taken).toMatchObject({
      intent: 'meeting_offer',
      dialogue: { lastQuestion: 'meeting_time', slotPicked: null },
    });
    expect(await replyAfter({ kind: 'cancelled' })).toMatchObject({ intent: 'cancelled_meeting' });
    expect(await replyAfter({ kind: 'unavailable' })).toMatchObject({
      intent: 'continue',
      dialogue: { slotPicked: at('2026-11-25 10:00') },
    });
  });
  test('M9, M10 · whatever the calendar answered, the words pass the validators', async () => {
    const outcomes: readonly MeetingView['outcome'][] = [
      { kind: 'booked', startsAtMs: at('2026-11-25 10:30'), meetLink: null },
      { kind: 'moved', startsAtMs: at('2026-11-25 10:00'), meetLink: 'https://meet.google.com/abc-defg-hij' },
      { kind: 'taken' },
      { kind: 'refused' },
      { kind: 'cancelled' },
      { kind: 'unavailable' },
      { kind: 'none' },
    ];
    for (const outcome of outcomes)
      for (const slots of [SLOTS, []]) {
        const { bubbles, facts } = await replyAfter(outcome, { meeting: view({ outcome, slots }) });
        expect({ outcome, reason: invalidReply(bubbles, { facts, numbers: PLAYBOOK_NUMBERS }) }).toEqual({
          outcome,
          reason: null,
        });
      }
  });
});
