/** T · what comes before a sale, what is asked once before it hurts, and no bubble twice. */
import { describe, expect, test } from 'vitest';
import type { BrainReply, Conversation } from '../../lib/agent/brain.ts';
import { openingDialogue } from '../../lib/agent/dialogue.ts';
import { emptyFacts, type Facts } from '../../lib/agent/extract/facts.ts';
import { createScriptedBrain } from '../../lib/agent/scripted.ts';
import type { Slot } from '../../lib/calendar/calendar.ts';
import { aConversation, lastOf, MONDAY_TEN, type Said, talk } from './talks.ts';

const at = (day: number, hour: number): number =>
  Date.parse(`2026-11-${day}T${String(hour).padStart(2, '0')}:00:00-03:00`);
const slot = (startsAtMs: number): Slot => ({ startsAtMs, endsAtMs: startsAtMs + 3_600_000 });
const SLOTS = [24, 25, 26, 27].flatMap((day) => [9, 10, 14, 15].map((hour) => slot(at(day, hour))));
const QUALIFIED: Facts = {
  ...emptyFacts,
  name: 'Bruno',
  bills: [900],
  billBrl: 900,
  chosenFlow: 'compra_energia_desconto',
  currentDiscountPercent: 0,
  city: 'Recife',
  decisionMaker: true,
  hasOwnPlant: false,
  hasLoyaltyContract: false,
  interested: true,
};
const BOOKED = {
  isFirstReply: false,
  facts: QUALIFIED,
  dialogue: { ...openingDialogue, stage: 'agendamento', asked: { meeting_time: 1, email: 1 } },
  meeting: { slots: SLOTS, booking: { startsAtMs: at(26, 10), meetLink: null }, outcome: null },
} as const;
const saying = async (
  line: string,
  change: Parameters<typeof aConversation>[0] = BOOKED,
): Promise<BrainReply> => lastOf([line], change);
const part = (kind: 'image' | 'document' | 'voice'): Said => [{ kind, caption: null }];
const words = ({ bubbles }: BrainReply): string => bubbles.join('\n');

describe('T12 · the picture of a bill that nobody here can open', () => {
  test.each(['image', 'document'] as const)('a second %s is a person’s, with the reason', async (kind) => {
    const [, , first, second] = await talk(['oi', 'bruno', part(kind), part(kind)]);
    expect(first).toMatchObject({ intent: 'continue', dialogue: { lastQuestion: 'bill' } });
    expect(second).toMatchObject({ intent: 'wants_human', dialogue: { handoffReason: 'bill_picture' } });
  });
  test('the total written after the picture goes on with the talk', async () =>
    expect(await lastOf(['oi', 'bruno', part('image'), '850'])).toMatchObject({
      intent: 'continue',
      facts: { billBrl: 850 },
    }));
  test('a file is not called a photo', async () => {
    const reply = await lastOf(['oi', 'bruno', part('document')]);
    expect(words(reply)).not.toMatch(/foto/i);
  });
  test('what cannot be read is not refused three times: the third is a person’s', async () => {
    const replies = await talk(['oi', 'bruno', '850', part('voice'), part('voice'), part('voice')]);
    expect(replies.at(-2)?.intent).toBe('continue');
    expect(replies.at(-1)).toMatchObject({
      intent: 'wants_human',
      dialogue: { handoffReason: 'unreadable' },
    });
  });
});

describe('T13 · mood, language, source and home change the answer', () => {
  test.each(['vcs são uns enrolados', 'vou no procon', 'que atendimento péssimo'])(
    '"%s" gets no sales question: a person, and the card says why',
    async (line) => {
      const reply = await lastOf(['oi', line]);
      expect(reply).toMatchObject({ intent: 'wants_human', dialogue: { handoffReason: 'upset' } });
      expect(words(reply)).not.toContain('?');
    },
  );
  test('unheard once it is told sorry and goes on; twice, a person comes', async () => {
    const [, , once, twice] = await talk([
      'oi',
      'bruno',
      'não foi isso que perguntei',
      'vc não tá me entendendo',
    ]);
    expect(once?.bubbles[0]).toContain('Desculpa');
    expect(once?.intent).toBe('continue');
    expect(twice?.intent).toBe('wants_human');
  });
  test('mourning is met with sympathy and no question, and nobody follows it up', async () => {
    const reply = await lastOf(['oi', 'bruno', 'minha mãe faleceu ontem']);
    expect(words(reply)).toContain('Sinto muito');
    expect(words(reply)).not.toContain('?');
    expect(reply).toMatchObject({ intent: 'continue', dialogue: { stage: 'encerrado', lastQuestion: null } });
  });
  test.each([
    ['hola, hablas español?', 'Hola'],
    ['do you speak english?', 'Hi'],
  ])('"%s" is owned in its own language and handed over', async (line, opening) => {
    const reply = await lastOf([line]);
    expect(reply).toMatchObject({ intent: 'wants_human', dialogue: { handoffReason: 'foreign_language' } });
    expect(words(reply)).toContain(opening);
  });
  test('where a model words the reply, a foreign language is no reason for a person', async () => {
    const planner = createScriptedBrain({ speaksPortugueseOnly: false });
    const reply = await planner.reply(
      aConversation({ burst: [{ kind: 'text', text: 'do you speak english?' }] }),
    );
    expect(reply.intent).toBe('continue');
  });
  test('an ad is named by its subject and never quoted', async () => {
    const ad = { id: '120330', about: 'GANHE R$ 5.000 na energia com desconto' };
    const reply = await lastOf([[{ kind: 'text', text: 'oi', ad }]]);
    expect(words(reply)).toContain('Vi que você chegou pelo nosso anúncio de energia com desconto.');
    expect(words(reply)).not.toContain('5.000');
    expect(reply.facts.adId).toBe('120330');
  });
  test.each(['meu marido já falou com vocês', 'minha esposa marcou uma reunião com vcs'])(
    '"%s" is one home: a person joins the talks',
    async (line) =>
      expect(await lastOf(['oi', line])).toMatchObject({ dialogue: { handoffReason: 'same_household' } }),
  );
  test.each(['meu marido decide', 'vou falar com minha esposa', 'meu marido já falou com vocês?'])(
    '"%s" is no second number of a home',
    async (line) => expect((await lastOf(['oi', line])).dialogue.handoffReason ?? null).toBeNull(),
  );
});

describe('T2 · a meeting is given up, moved or helped by what the lead says, and by nothing in passing', () => {
  test.each([
    'não tenho interesse no lote, mas a reunião vou',
    'não precisa cancelar a reunião',
    'posso cancelar?',
  ])('"%s" cancels nothing', async (line) => expect((await saying(line)).meetingRequest).toBeNull());
  test.each([
    'não vou poder ir',
    'acho que não vou poder na reunião',
    'me ligaram do trabalho, não vou poder',
    'não vou mais conseguir',
    'apareceu um compromisso no horário',
    'esse horário ficou ruim',
    'vou estar no médico na hora',
    'perdi a reunião',
    'quero marcar de novo',
    'pode ser mais tarde?',
  ])(
    '"%s" is a wish to move: other times are offered, and it is not told that the meeting stands',
    async (line) => {
      const reply = await saying(line);
      expect(reply).toMatchObject({ intent: 'meeting_offer', dialogue: { lastQuestion: 'meeting_time' } });
      expect(words(reply)).not.toMatch(/Sigo por aqui|Sua conversa com nosso especialista é/);
    },
  );
  test('"desisti da reunião" gives it up', async () =>
    expect((await saying('desisti da reunião')).meetingRequest).toEqual({ kind: 'cancel' }));
  test.each(['vou me atrasar', 'tô atrasado uns 10 minutos'])(
    'whoever is late ("%s") is a person’s at once',
    async (line) =>
      expect(await saying(line)).toMatchObject({
        dialogue: { handoffReason: 'meeting_trouble' },
      }),
  );
  test('lost interest asks once, and a yes cancels', async () => {
    const [asked, done] = await talk(['olha eu perdi o interesse nisso tudo', 'sim'], BOOKED);
    expect(words(asked ?? (await saying('')))).toBe(
      'Quer que eu cancele sua conversa de quinta-feira, dia 26, às 10h?',
    );
    expect(asked?.meetingRequest).toBeNull();
    expect(done?.meetingRequest).toEqual({ kind: 'cancel' });
  });
  test('a no keeps it', async () => {
    const [, kept] = await talk(['olha eu perdi o interesse nisso tudo', 'não, deixa marcado'], BOOKED);
    expect(kept?.meetingRequest).toBeNull();
    expect(words(kept ?? (await saying('')))).toContain('quinta-feira, dia 26, às 10h');
  });
  test('on its day what is not understood calls a person', async () =>
    expect(await saying('aqui tá pedindo um código estranho', { ...BOOKED, now: at(26, 9) })).toMatchObject({
      intent: 'wants_human',
      dialogue: { handoffReason: 'meeting_trouble' },
    }));
  test.each(['obrigado', 'ok', 'que horas é mesmo?'])('on its day "%s" calls nobody', async (line) =>
    expect((await saying(line, { ...BOOKED, now: at(26, 9) })).intent).toBe('continue'),
  );
  test('a time said among other things is read back before it is booked', async () => {
    const open: Partial<Conversation> = {
      ...BOOKED,
      facts: { ...QUALIFIED, email: 'bruno@exemplo.com' },
      dialogue: { ...BOOKED.dialogue, lastQuestion: 'meeting_time', slotsOffered: [at(24, 9), at(25, 10)] },
      meeting: { slots: SLOTS, booking: null, outcome: null },
    };
    const line =
      'olha eu estava vendo aqui com a minha agenda do trabalho e acho que quinta às 15h daria certo';
    const [asked, done] = await talk([line, 'isso'], open);
    expect(words(asked ?? (await saying('')))).toBe('Quinta-feira, dia 26, às 15h, certo?');
    expect(done?.meetingRequest).toMatchObject({ kind: 'book', startsAtMs: at(26, 15) });
  });
});

describe('T7 · our own words end no talk', () => {
  const spent = {
    isFirstReply: false,
    facts: QUALIFIED,
    dialogue: { ...openingDialogue, stage: 'agendamento', asked: { meeting_time: 3, email: 2 } },
    meeting: { slots: SLOTS, booking: null, outcome: null },
  } as const;
  test('a lead that qualified and has no meeting is a person’s, never "sigo por aqui"', async () =>
    expect(await lastOf(['hmm'], spent)).toMatchObject({
      intent: 'wants_human',
      dialogue: { handoffReason: 'meeting_not_set' },
    }));
  test('after a goodbye anything but thanks takes the talk up again', async () => {
    const lines = ['oi', 'bruno', '900', 'não tenho interesse', 'e se eu quiser só o desconto?'];
    const replies = await talk(lines);
    expect(replies.at(-2)?.intent).toBe('disqualified');
    expect(replies.at(-1)).toMatchObject({ intent: 'continue', facts: { interested: null } });
    expect(replies.at(-1)?.dialogue.stage).not.toBe('encerrado');
    expect((await lastOf([...lines.slice(0, -1), 'obrigado'])).dialogue.stage).toBe('encerrado');
  });
});

describe('T11 · no bubble twice in one talk', () => {
  test.each([
    ['a lead that answers nothing', ['oi', 'hm', 'hm', 'hm', 'hm', 'hm', 'hm', 'hm', 'hm', 'hm']],
    ['the same question again and again', ['oi', 'bruno', ...Array<string>(6).fill('como funciona?')]],
    ['thanks without end', ['oi', 'bruno', '900', 'c', ...Array<string>(8).fill('obrigado')]],
    ['every question side-stepped', ['oi', 'bruno', '900', 'c', ...Array<string>(12).fill('quanto custa?')]],
  ])('%s', async (_, lines) => {
    const replies = await talk(lines);
    const end = replies.findIndex(({ intent }) => intent === 'wants_human');
    const said = (end < 0 ? replies : replies.slice(0, end + 1)).flatMap(({ bubbles }) => bubbles);
    expect(said.filter((bubble, index) => said.indexOf(bubble) !== index)).toEqual([]);
    expect(said.every((bubble) => bubble.split('?').length <= 2)).toBe(true);
  });
  test('what the talk has said is known from its history too', async () => {
    const [first] = await talk(['oi']);
    const bubble = first?.bubbles[0] ?? '';
    const again = await lastOf(['hm'], {
      isFirstReply: false,
      dialogue: { ...openingDialogue, lastQuestion: 'name', asked: {} },
      history: [{ author: 'bot', text: bubble, at: MONDAY_TEN }],
    });
    expect(again.bubbles).not.toContain('Com quem eu falo?');
  });
});
