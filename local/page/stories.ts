/**
 * The demo's scenes, played on the page's own stack for somebody new each time, a little slower than the demo plays them, so that one can
 * watch. Each begins with the talk that it needs before it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Brain } from '../../lib/agent/brain.ts';
import type { Played, Story } from '../../lib/console/workshop-wire.ts';
import type { Language } from '../../lib/language.ts';
import type { VirtualClock } from '../clock.ts';
import { demoWorldOn } from '../demo/demo-world.ts';
import { botIsSilent, botSends, ledgerSays, silentBecause } from '../demo/expectation.ts';
import { playScenes } from '../demo/run.ts';
import { type Scene, TURN_SECONDS } from '../demo/scene.ts';
import { conversation } from '../demo/scenes/conversation.ts';
import { handoff } from '../demo/scenes/handoff.ts';
import { midway } from '../demo/scenes/midway.ts';
import { outage } from '../demo/scenes/outage.ts';
import { phone } from '../demo/scenes/phone.ts';
import { sideDoors } from '../demo/scenes/side-doors.ts';
import { slowBrain } from '../demo/slow-brain.ts';
import { wordsIn } from '../demo/words.ts';
import type { StackWithoutDatabase } from '../stack-options.ts';

const NAME = 'Mateus';
/** Far from the numbers that the page makes up. */
const FIRST_PHONE = 5_581_990_000_500;
const KOMMO_READ_MS = 180;
const SEND_MS = 900;
const BREATH_MS = 40;

/** A lead who stops answering, at whatever hour the page's clock stands. */
const followUp: readonly Scene[] = [
  {
    title: {
      pt: 'Mateus escreve, e no meio da conversa para de responder',
      en: 'Mateus writes, and stops answering midway',
    },
    play: async (world) => {
      for (const text of ['Oi, bom dia!', 'Meu nome é Mateus', 'Minha conta vem uns 850 reais']) {
        world.says(text);
        await world.seconds(TURN_SECONDS);
      }
    },
    expects: [botSends(3)],
  },
  {
    title: {
      pt: 'Duas horas de silêncio: a primeira retomada',
      en: 'Two hours of silence: the first follow-up',
    },
    play: (world) => world.hours(2),
    expects: [ledgerSays('speak', 'follow_up')],
  },
  {
    title: {
      pt: 'Marcos responde pelo celular, e as retomadas param',
      en: 'Marcos answers by phone, and the follow-ups end',
    },
    play: async (world) => {
      world.marcosAnswersByPhone('Oi Mateus, aqui é o Marcos. Posso te ligar?');
      await world.minutes(1);
      world.says('Pode sim, Marcos');
      await world.hours(4);
    },
    expects: [botIsSilent, silentBecause('human_reply')],
  },
];

const SCENES: Readonly<Record<Story, { readonly before: readonly Scene[]; readonly own: readonly Scene[] }>> =
  {
    conversation: { before: [], own: conversation },
    handoff: { before: conversation, own: handoff },
    phone: { before: conversation, own: phone },
    outage: { before: [...conversation, ...phone], own: outage },
    midway: { before: conversation, own: midway },
    side_doors: { before: conversation, own: sideDoors },
    follow_up: { before: [], own: followUp },
  };
/** Somebody takes over while the bot thinks: only a brain of ours can be watched at that. */
const NEEDS_SLOW_BRAIN: ReadonlySet<Story> = new Set(['phone', 'midway']);

export type Stage = ReturnType<typeof createStage>;

/** What a stack must be made with, so that stories can be played on it later. */
export function createStage() {
  let clock: VirtualClock | null = null;
  let isSlow = false;
  let hasBrain = false;
  const { brain, begun } = slowBrain(
    () => {
      if (!clock) throw new Error('nobody thinks before the stack is up');
      return clock;
    },
    () => isSlow,
  );
  return {
    sendTakesMs: () => (isSlow ? SEND_MS : 0),
    /** Where no model is configured. */
    brains: (): readonly Brain[] => {
      hasBrain = true;
      return [brain];
    },
    on: (
      stack: StackWithoutDatabase,
      {
        provider,
        lang,
        breathMs = BREATH_MS,
      }: { provider: 'cloud' | 'evolution'; lang: Language; breathMs?: number },
    ) => {
      clock = stack.clock;
      let playing: Story | null = null;
      const nextPhone = (): string => {
        const known = new Set(stack[provider].snapshot().contacts.map(({ key }) => key));
        let number = FIRST_PHONE;
        while (known.has(`+${number}`)) number += 1;
        return `+${number}`;
      };
      const stories = (Object.keys(SCENES) as Story[]).filter(
        (story) => hasBrain || !NEEDS_SLOW_BRAIN.has(story),
      );
      return {
        stories,
        playing: () => playing,
        /** Null: one is being played already, or that one cannot be. `onBegin`: whose talk it is. */
        play: async (story: Story, onBegin: (lead: string) => void = () => {}): Promise<Played | null> => {
          if (playing !== null || !stories.includes(story)) return null;
          playing = story;
          isSlow = true;
          const { knobs } = stack.kommo.control;
          const usual = knobs.apiActsAs;
          const undo = stack.kommo.control.fault({
            kind: 'latency',
            ms: KOMMO_READ_MS,
            match: { method: 'GET' },
            times: 'always',
          });
          try {
            const person = { phone: nextPhone(), name: NAME };
            onBegin(person.phone);
            const world = demoWorldOn(stack, {
              provider,
              begun,
              person,
              breathe: async () => void (breathMs > 0 && (await sleep(breathMs))),
            });
            const { before, own } = SCENES[story];
            const reports = await playScenes({
              scenes: [...before, ...own],
              world,
              words: wordsIn(lang),
              onScene: () => {},
            });
            return {
              lead: person.phone,
              verdicts: reports
                .slice(before.length)
                .flatMap(({ title, verdicts }) =>
                  verdicts.map((verdict) => ({ ...verdict, scene: title[lang] })),
                ),
            };
          } finally {
            undo();
            knobs.apiActsAs = usual;
            stack.kommo.control.up();
            isSlow = false;
            playing = null;
          }
        },
      };
    },
  };
}
