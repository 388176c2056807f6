/** What races are made of: deeds, aimed or at a time, as the seed chooses them. */
import type { Aim, Target } from './aims.ts';
import type { Random } from './engine/random.ts';
import type { Ending } from './faults.ts';
import type { Act, Deed, Mover, Plan, Telling } from './plan.ts';

export type Race = Pick<Plan, 'acts'> & Partial<Pick<Plan, 'thinkMs' | 'bubbles' | 'people' | 'isOneHome'>>;
export type Make = (random: Random) => Race;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
/** When the first word of a race is said. */
export const SAID_MS = 2 * SECOND;

export const act = (atMs: number, deed: Deed, who = 0): Act => ({ atMs: Math.round(atMs), who, ...deed });
export const aimed = (atMs: number, aim: Aim, deed: Deed): Act => ({ ...act(atMs, deed), aim });
export const aimAt = (random: Random, at: readonly Target[], nth: readonly number[] = [1]): Aim => ({
  at: random.pick(at),
  nth: random.pick(nth),
  when: random.pick(['leaves', 'arrives', 'answered']),
});
/** A deed that comes in some of a race's worlds. */
export const perhaps = (random: Random, chance: number, ...acts: readonly Act[]): readonly Act[] =>
  random.chance(chance) ? acts : [];

export const WORDS = ['oi?', 'quanto custa?', 'não entendi', 'tudo bem', 'opção B'] as const;
/** What teaches the bot something, so that it has a stage or a field to write. */
export const FACTS = [
  'minha conta vem 600 reais',
  'a conta é R$ 850,00',
  'eu decido sozinho',
  'opção B',
] as const;
/** The bot hands over: it moves the card itself. */
export const A_PERSON_PLEASE = 'quero falar com um atendente';
export const says = (random: Random, words: readonly string[] = WORDS): Deed => ({
  kind: 'says',
  words: random.pick(words),
});
export const takes = (random: Random, told: readonly Telling[]): Deed => ({
  kind: 'moves',
  to: random.pick(['atendimento_humano', 'atendimento_humano', 'nao_interessado', 'won', 'lost']),
  told: random.pick(told),
  by: random.pick<Mover>(['marcos', 'marcos', 'paula', 'owner', 'robot']),
});
export const gives = (random: Random, told: readonly Telling[]): Deed => ({
  kind: 'moves',
  to: random.pick(['em_qualificacao', 'em_qualificacao', 'qualificado', 'novo_lead']),
  told: random.pick(told),
  by: random.pick<Mover>(['marcos', 'marcos', 'paula', 'owner', 'robot']),
});
/** Whatever takes the conversation, told at once. */
export const personActs = (random: Random): Deed =>
  random.pick<() => Deed>([
    () => takes(random, ['told', 'told', 'twice']),
    () => ({ kind: 'answers', via: random.pick(['phone', 'phone', 'chat']) }),
    () => ({ kind: 'notes', text: '/humano' }),
    () => ({ kind: 'operator', does: 'pause' }),
  ])();
export const strikes = (how: Ending | 'slow', options: { times?: number; ms?: number } = {}): Deed => ({
  kind: 'strikes',
  how,
  times: options.times ?? 1,
  ...(options.ms !== undefined && { ms: options.ms }),
});
