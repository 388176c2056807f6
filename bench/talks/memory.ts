/** What a lead remembers of the talk. */
import type { Persona } from './personas.ts';
import type { Random } from './random.ts';
import type { Asked, FlowKey } from './reading.ts';

export type Memory = {
  readonly persona: Persona;
  readonly random: Random;
  readonly asked: Map<Asked, number>;
  turns: number;
  questionsLeft: number;
  /** An answer that was put off. */
  owed: string | null;
  corrections: string[];
  letters: ReadonlyMap<FlowKey, string>;
  done: Set<string>;
  /** The time last agreed to or named; epoch milliseconds. */
  wish: number | null;
  /** A day that was named without an hour: any time of it is agreed to. */
  wishDay: number | null;
  bookedMs: number | null;
  isBooked: boolean;
  idle: number;
  saidStop: boolean;
};

export const newMemory = (persona: Persona, random: Random): Memory => ({
  persona,
  random,
  asked: new Map(),
  turns: 0,
  questionsLeft: persona.questions,
  owed: null,
  corrections: [],
  letters: new Map(),
  done: new Set(),
  wish: null,
  wishDay: null,
  bookedMs: null,
  isBooked: false,
  idle: 0,
  saidStop: false,
});
