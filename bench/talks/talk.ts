/** One talk: a made-up lead and the real product over the embedded stack, until one of them has nothing more to say. */
import type { SupabaseEmulator } from '../../local/emulators/supabase/emulator.ts';
import { createStack, type StackOptions } from '../../local/stack.ts';
import { speakerOf, worldOf } from '../../local/world.ts';
import { judge, type Outcome } from './judge.ts';
import { createLead } from './lead.ts';
import { busyDayOf } from './meeting.ts';
import { LIES } from './models.ts';
import type { Persona } from './personas.ts';
import { fateOf, type QuestionFate, type SideQuestion } from './questions.ts';
import { randomOf } from './random.ts';
import { plain } from './reading.ts';

export type Line = { readonly who: 'lead' | 'second' | 'bot'; readonly text: string };

export type TalkResult = {
  readonly persona: string;
  readonly seed: number;
  readonly outcome: Outcome;
  readonly questions: readonly { readonly id: string; readonly fate: QuestionFate; readonly asked: string }[];
  readonly bubbles: number;
  readonly repeats: number;
  /** Bubbles that say what a misbehaving model made up. */
  readonly lies: number;
  /** Bubbles until the lead was told of its meeting; null without one. */
  readonly bubblesToBooking: number | null;
  readonly lines: readonly Line[];
};

/** Monday 2026-11-23, 10:00 in São Paulo. */
const MONDAY_MS = Date.parse('2026-11-23T13:00:00Z');
const HOUR_MS = 60 * 60_000;
const TURN_MS = 8_000;
const TURNS_MAX = 36;
const WAIT_MS = 30_000;
const WAITS_MAX = 5;
const PHONE = '+5581990000001';
const SECOND_PHONE = '+5581990000077';

export type TalkOptions = {
  readonly persona: Persona;
  readonly seed: number;
  readonly database: SupabaseEmulator;
  readonly stack?: Partial<StackOptions>;
  /** Prepares the far ends before the first word: a model that misbehaves. */
  readonly prepare?: (stack: Awaited<ReturnType<typeof createStack>>) => void;
};

/** Plays one talk on emptied tables. @throws what a handler of the product let out. */
export async function playTalk({
  persona,
  seed,
  database,
  stack: options,
  prepare,
}: TalkOptions): Promise<TalkResult> {
  await database.control.reset();
  const random = randomOf(`${persona.id}/${seed}`);
  const startMs = MONDAY_MS + random.int(4) * 24 * HOUR_MS + random.int(10) * HOUR_MS;
  const provider = random.chance(0.5) ? ('cloud' as const) : ('evolution' as const);
  const stack = await createStack({ mode: 'manual', provider, startMs, supabase: database, ...options });
  try {
    prepare?.(stack);
    const field = worldOf(stack, { provider });
    const busy = new Set<string>();
    if (persona.time === 'busy') {
      const day = busyDayOf(startMs);
      busy.add(
        stack.google.control.add({
          startsAtMs: day + 8 * HOUR_MS,
          endsAtMs: day + 18 * HOUR_MS,
          summary: 'cheio',
        }),
      );
    }
    const lead = createLead(persona, random);
    const lines: Line[] = [];
    const questions: { id: string; fate: QuestionFate; asked: string }[] = [];
    const open: { question: SideQuestion; asked: string }[] = [];
    let bubblesToBooking: number | null = null;
    const botLines = (phone: string): readonly string[] =>
      field.screen(phone).flatMap((message) => (speakerOf(message) === 'bot' ? [message.text] : []));

    let turn: ReturnType<typeof lead.answer> = lead.opening(startMs);
    for (let turns = 0; turn !== null && turns < TURNS_MAX; turns += 1) {
      const phone = turn.fromSecond === true ? SECOND_PHONE : PHONE;
      const before = botLines(phone).length;
      for (const text of turn.messages) {
        lines.push({ who: phone === PHONE ? 'lead' : 'second', text });
        field.whatsapp.leadSays({ from: phone, name: 'Contato', text });
        if (turn.messages.length > 1) await stack.clock.advance(1_000);
      }
      await stack.clock.advance(TURN_MS);
      // A person waits for an answer that takes its time: a model may.
      for (let waits = 0; waits < WAITS_MAX && botLines(phone).length === before; waits += 1)
        await stack.clock.advance(WAIT_MS);
      const said = botLines(phone).slice(before);
      for (const text of said) lines.push({ who: 'bot', text });
      if (turn.question !== null) open.push({ question: turn.question, asked: turn.messages.join(' | ') });
      // Where a lead writes again before the bot has answered, one reply answers both.
      if (said.length > 0)
        for (const { question, asked } of open.splice(0))
          questions.push({ id: question.id, asked, fate: fateOf(question, plain(said.join('\n'))) });
      turn = lead.answer(said, stack.clock.nowMs());
      if (bubblesToBooking === null && lead.agreed().isBooked) bubblesToBooking = botLines(PHONE).length;
    }
    await stack.clock.advance(60_000);
    const said = botLines(PHONE);
    for (const { question, asked } of open) questions.push({ id: question.id, asked, fate: 'ignored' });
    return {
      persona: persona.id,
      seed,
      outcome: judge({ persona, agreed: lead.agreed(), stack, busy, phone: PHONE, said }),
      questions,
      bubbles: said.length,
      repeats: said.length - new Set(said).size,
      lies: said.filter((line) => LIES.some((lie) => line.includes(lie))).length,
      bubblesToBooking,
      lines,
    };
  } finally {
    await stack.close();
  }
}
