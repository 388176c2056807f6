/** Plans are plain data: what people and the weather do in a world, to the millisecond, before any system is asked. */
import { type Content, type Far, markOf, type Notice, type TakenBy } from './journal.ts';
import { type Draw, drawFrom, seedOf } from './random.ts';
import { DAY_LONG_SCENES, SCENES } from './scenes/scenes.ts';

export type Act =
  /** `wish`: the lead asks for a person, or to be left alone. */
  | { readonly do: 'says'; readonly content: Content; readonly wish?: 'person' | 'stop' }
  | {
      readonly do: 'takes';
      readonly by: Exclude<TakenBy, 'opt_out' | 'bot'>;
      readonly notice: Notice;
      readonly lateMs: number;
    }
  | { readonly do: 'returns'; readonly notice: Notice; readonly lateMs: number }
  /** The card is with a person before the lead's first word. */
  | { readonly do: 'is_sellers' }
  | {
      readonly do: 'fault';
      readonly of: Far;
      readonly how: 'refuses' | 'loses_answers' | 'slow';
      readonly ms: number;
    }
  | { readonly do: 'kill'; readonly ms: number };

/** `at`: from the round's beginning. */
export type Step = Act & { readonly at: number };

export type Scene = {
  /** The row of docs/failures.md that it plays. */
  readonly id: string;
  readonly about: string;
  /** From the last step to the end of the round: what has to be answered must be answered by then. */
  readonly settleMs: number;
  /** True: the leads of this round were never heard of before. */
  readonly fresh?: boolean;
  /** For the whole world, once a round. */
  readonly weather?: (draw: Draw) => readonly Step[];
  /** For one lead; `index` counts them within the round. */
  readonly steps: (draw: Draw, index: number) => readonly Step[];
};

export type PlannedStep = Step & { readonly lead: string | null; readonly mark: string | null };
export type Round = {
  readonly scene: string;
  readonly steps: readonly PlannedStep[];
  readonly lengthMs: number;
  /** Until the next round. */
  readonly pauseMs: number;
};
export type WorldPlan = {
  readonly index: number;
  readonly seed: number;
  readonly leads: readonly string[];
  readonly rounds: readonly Round[];
};

export const PLAN_VERSION = 1;

const LEADS = 10;
const ROUNDS = 5;
/** One world in so many lasts days. */
const DAY_LONG_EVERY = 12;
/** Between two rounds: no brake on talkative leads may have a part in the figures. */
const PAUSE_MS = 11 * 60_000;
/** No two leads of a round begin in the same moment. */
const SPREAD_MS = 9_000;

/** World `index` of a run: equal for equal seeds, whatever else is in the run. */
export function planWorld(runSeed: number, index: number): WorldPlan {
  const seed = seedOf(runSeed, index);
  const draw = drawFrom(seed);
  const isDayLong = index % DAY_LONG_EVERY === DAY_LONG_EVERY - 1;
  const list = isDayLong ? DAY_LONG_SCENES : SCENES;
  const position = Math.floor(index / (isDayLong ? DAY_LONG_EVERY : 1));
  const leads = Array.from({ length: LEADS }, (_, lead) => `L${lead}`);
  let marks = 0;
  const planned = (step: Step, lead: string | null): PlannedStep => {
    const hasWords = step.do === 'says' && (step.content === 'text' || step.content === 'image');
    if (hasWords) marks += 1;
    return { ...step, lead, mark: hasWords ? markOf(marks) : null };
  };
  const rounds = Array.from({ length: isDayLong ? 1 : ROUNDS }, (_, round): Round => {
    const scene = list[(position * (isDayLong ? 1 : ROUNDS) + round) % list.length];
    if (!scene) throw new Error('no scene to play');
    const who = scene.fresh ? leads.map((lead) => `${lead}N${round}`) : leads;
    const weather = scene.weather?.(draw) ?? [];
    const own = who.flatMap((lead, place) => {
      const offset = draw.between(0, SPREAD_MS);
      return scene.steps(draw, place).map((step) => ({ step: { ...step, at: step.at + offset }, lead }));
    });
    const steps = [...weather.map((step) => ({ step, lead: null })), ...own]
      .toSorted((a, b) => a.step.at - b.step.at)
      .map(({ step, lead }) => planned(step, lead));
    const last = steps.at(-1)?.at ?? 0;
    return { scene: scene.id, steps, lengthMs: last + scene.settleMs, pauseMs: PAUSE_MS };
  });
  return { index, seed, leads, rounds };
}

/** Takeovers that a plan holds, whatever the system makes of them: acts of people that begin a hold. */
export function takeoversOf(plan: WorldPlan): number {
  const held = new Set<string>();
  let takeovers = 0;
  for (const { do: act, lead } of plan.rounds.flatMap(({ steps }) => steps)) {
    if (lead === null) continue;
    if (act === 'returns') held.delete(lead);
    if ((act !== 'takes' && act !== 'is_sellers') || held.has(lead)) continue;
    held.add(lead);
    takeovers += 1;
  }
  return takeovers;
}

/** As many worlds from the run's first as hold that many takeovers. */
export function worldsFor(runSeed: number, takeovers: number): readonly WorldPlan[] {
  const worlds: WorldPlan[] = [];
  for (let planned = 0; planned < takeovers; ) {
    const plan = planWorld(runSeed, worlds.length);
    planned += takeoversOf(plan);
    worlds.push(plan);
  }
  return worlds;
}
