/** The turn around the calendar: nothing is booked without the gate, nothing twice, and only the calendar's word is told. */
import { expect, test } from 'vitest';
import type { Brain } from '../../lib/agent/brain.ts';
import { createScriptedBrain } from '../../lib/agent/scripted.ts';
import { createStore } from '../../lib/store/store.ts';
import type { StackOptions } from '../../local/stack.ts';
import { useWorlds, type World } from '../support/world.ts';

const world = useWorlds();

const TO_OFFER = ['oi', 'Mateus', '850', 'C', 'não', 'Recife', 'não tenho', 'não', 'sou eu', 'sim'] as const;
const QUARTA_AS_10 = Date.parse('2026-11-25T13:00:00Z');

async function talkTo(w: World, lines: readonly string[]): Promise<void> {
  for (const line of lines) await w.says(line);
}
const storeOf = (w: World) =>
  createStore({ url: `${w.url}/supabase`, serviceKey: w.environment['SUPABASE_SERVICE_KEY'] ?? '' });
const meetings = (w: World) => w.google.control.events().map(({ startsAtMs }) => startsAtMs);

test('R3 · a takeover recorded while the brain thinks: nothing is booked, nothing said', async () => {
  const scripted = createScriptedBrain();
  const held: { w?: World } = {};
  const brain: Brain = {
    reply: async (conversation) => {
      const reply = await scripted.reply(conversation);
      if (reply.meetingRequest !== null && held.w) {
        const atMs = held.w.clock.nowMs();
        const { id } = await held.w.lead();
        await storeOf(held.w).recordTakeover({
          leadId: id,
          signal: 'human_reply',
          signalAtMs: atMs,
          untilMs: atMs + 3_600_000,
          atMs,
        });
      }
      return reply;
    },
  };
  const w = await world({ brains: [brain] });
  held.w = w;
  await talkTo(w, [...TO_OFFER, 'quarta às 10']);
  const before = w.fromBot();
  await w.says('mateus@exemplo.com');
  expect(w.fromBot()).toEqual(before);
  expect(meetings(w)).toEqual([]);
  expect(w.stage()).toBe('QUALIFICADO');
});

test('I6, S1 · a turn that dies after the booking is delivered again: one booking, one confirmation', async () => {
  let deaths = 0;
  let isArmed = false;
  const network: NonNullable<StackOptions['network']> = ({ path }) => {
    if (!isArmed || !path.endsWith('/commit_send') || deaths > 0) return 'up';
    deaths += 1;
    return 'cut';
  };
  const w = await world({ network });
  await talkTo(w, [...TO_OFFER, 'quarta às 10']);
  isArmed = true;
  await w.says('mateus@exemplo.com');
  expect(deaths).toBe(1);
  await w.minutes(2);
  expect(w.fromBot().filter((text) => text.startsWith('Reunião marcada'))).toHaveLength(1);
  expect(meetings(w)).toEqual([QUARTA_AS_10]);
  expect(w.stage()).toBe('REUNIÃO AGENDADA');
});

test('C5 · a brain that asks for a meeting before the criteria hold is refused by code', async () => {
  const scripted = createScriptedBrain();
  const eager: Brain = {
    reply: async (conversation) =>
      conversation.meeting.outcome === null && conversation.facts.name !== null
        ? {
            facts: conversation.facts,
            dialogue: conversation.dialogue,
            bubbles: [],
            intent: 'booked',
            meetingRequest: { kind: 'book', startsAtMs: QUARTA_AS_10, email: null },
          }
        : scripted.reply(conversation),
  };
  const w = await world({ brains: [eager] });
  await talkTo(w, ['oi', 'Mateus', 'quero agendar']);
  expect(meetings(w)).toEqual([]);
  expect(w.stage()).toBe('NOVO LEAD');
  expect(w.fromBot().at(-1)).toMatch(/^Nesse horário não dá pra marcar/);
});

test('S1 · a time that somebody else took meanwhile is said to be taken, and others are offered', async () => {
  const w = await world();
  await talkTo(w, [...TO_OFFER, 'quarta às 10']);
  w.google.control.add({ startsAtMs: QUARTA_AS_10, endsAtMs: QUARTA_AS_10 + 3_600_000 });
  await w.says('mateus@exemplo.com');
  expect(w.fromBot().at(-1)).toMatch(/^Esse horário acabou de ser ocupado, mas tenho .*Qual fica melhor/);
  expect(w.stage()).toBe('QUALIFICADO');
  await w.says('a primeira');
  expect(w.fromBot().at(-1)).toMatch(/^Reunião marcada, Mateus/);
  expect(w.stage()).toBe('REUNIÃO AGENDADA');
});

test('a calendar that does not answer: nothing is promised, and the next message tries again', async () => {
  const w = await world();
  await talkTo(w, [...TO_OFFER, 'quarta às 10']);
  w.google.control.down();
  await w.says('mateus@exemplo.com');
  expect(w.fromBot().at(-1)).toMatch(/ainda não está marcado/);
  expect(w.stage()).toBe('QUALIFICADO');
  w.google.control.up();
  await w.says('e aí?');
  expect(w.fromBot().at(-1)).toMatch(/^Reunião marcada, Mateus: quarta-feira, dia 25, às 10h/);
  expect(meetings(w)).toEqual([QUARTA_AS_10]);
});

test('the built-in calendar books the same talk, without a link', async () => {
  const w = await world({ calendar: 'built_in' });
  await talkTo(w, [...TO_OFFER, 'quarta às 10', 'mateus@exemplo.com']);
  expect(w.fromBot().at(-1)).toMatch(/^Reunião marcada, Mateus: quarta-feira, dia 25, às 10h\./);
  expect(w.stage()).toBe('REUNIÃO AGENDADA');
});
