/** What happens in one world, as plain data: it can be written down, made smaller, and pasted into a test. */
import type { StageName } from '../../local/world.ts';
import type { Aim } from './aims.ts';
import { createRandom, type Random } from './engine/random.ts';
import { type Ending, FAR_ENDS, type FarEnd, type FaultKind, NO_FAULTS, type Rates } from './faults.ts';
import { raceOf } from './races.ts';

/** Whether Kommo's hooks about a move arrive: at once, never, twice, half a minute late, or in reverse. */
export const TELLINGS = ['told', 'lost', 'twice', 'late', 'reordered'] as const;
export type Telling = (typeof TELLINGS)[number];

/** Marcos and Paula are sellers; the owner's user is also the token's; the robot is a digital pipeline (user 0). */
export const MOVERS = ['marcos', 'paula', 'owner', 'robot'] as const;
export type Mover = (typeof MOVERS)[number];

export const WORDLESS = ['sticker', 'voice', 'location', 'reaction', 'late'] as const;
export type Wordless = (typeof WORDLESS)[number];

export type Deed =
  /** `twice`: the provider delivers it twice; `reordered`: after the one that follows. */
  | { readonly kind: 'says'; readonly words: string; readonly wire?: 'twice' | 'reordered' }
  | { readonly kind: 'sends'; readonly what: Wordless }
  | { readonly kind: 'edits' }
  | { readonly kind: 'deletes' }
  | { readonly kind: 'opts_out' }
  | { readonly kind: 'comes_back' }
  | { readonly kind: 'reads' }
  | { readonly kind: 'moves'; readonly to: StageName; readonly told: Telling; readonly by: Mover }
  | { readonly kind: 'answers'; readonly via: 'phone' | 'chat' }
  | { readonly kind: 'notes'; readonly text: '/humano' | '/bot' | 'liguei e não atendeu' }
  | { readonly kind: 'merges_contacts' }
  | { readonly kind: 'second_card'; readonly stage: StageName }
  | { readonly kind: 'merges_cards' }
  | { readonly kind: 'deletes_card' }
  | { readonly kind: 'restores_card' }
  | { readonly kind: 'operator'; readonly does: 'stop' | 'start' | 'pause' | 'resume' | 'redrive' }
  | { readonly kind: 'outage'; readonly end: FarEnd; readonly ms: number; readonly how: Ending }
  | { readonly kind: 'offline'; readonly ms: number }
  | { readonly kind: 'kills'; readonly how: 'crash' | 'vanish' }
  | { readonly kind: 'stalls'; readonly ms: number }
  | { readonly kind: 'schedules'; readonly how: 'twice' | 'late' | 'lost' }
  /** The request that it is aimed at, and as many like it as `times` says, fail so; `slow`: they arrive `ms` later. */
  | {
      readonly kind: 'strikes';
      readonly how: Ending | 'slow';
      readonly times: number;
      readonly ms?: number;
    };

/**
 * One deed at `atMs` after the leads are known; `who` is the lead that it is about, by number. With an `aim` it waits from then on for
 * its moment, and is not done at all should that never come.
 */
export type Act = { readonly atMs: number; readonly who: number; readonly aim?: Aim } & Deed;

export type Plan = {
  /** Of everything that the plan leaves open: delays, fates, ids. */
  readonly seed: number;
  readonly provider: 'cloud' | 'evolution';
  readonly people: 1 | 2;
  /** Both numbers stand on one contact: one home, one card. */
  readonly isOneHome: boolean;
  /** How long the model thinks, about. */
  readonly thinkMs: number;
  readonly bubbles: 1 | 2 | 3;
  readonly rates: Rates;
  readonly acts: readonly Act[];
};

const WORDS = [
  'oi?',
  'sou o Mateus',
  'minha conta vem 600 reais',
  'opção B',
  'não entendi',
  'quanto custa?',
  'eu decido sozinho',
  'a conta é R$ 850,00',
  'pode ser amanhã às 10h?',
  'tudo bem',
] as const;

const HUMAN_STAGES: readonly StageName[] = [
  'atendimento_humano',
  'atendimento_humano',
  'nao_interessado',
  'won',
  'lost',
];
const BOT_STAGES: readonly StageName[] = ['em_qualificacao', 'em_qualificacao', 'qualificado', 'novo_lead'];

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function rareDeed(random: Random): Deed {
  const deeds: readonly (() => Deed)[] = [
    () => ({ kind: 'notes', text: random.pick(['/humano', '/bot', 'liguei e não atendeu']) }),
    () => ({ kind: 'merges_contacts' }),
    () => ({ kind: 'second_card', stage: random.pick(['em_qualificacao', 'atendimento_humano', 'lost']) }),
    () => ({ kind: 'merges_cards' }),
    () => ({ kind: 'deletes_card' }),
    () => ({ kind: 'restores_card' }),
    () => ({ kind: 'operator', does: random.pick(['stop', 'start', 'pause', 'resume', 'redrive']) }),
    () => ({ kind: 'schedules', how: random.pick(['twice', 'late', 'lost']) }),
    () => ({ kind: 'offline', ms: random.pick([3_000, 30_000, 120_000]) }),
  ];
  return random.pick(deeds)();
}

function deedOf(random: Random, thinkMs: number): Deed {
  const dice = random.next();
  if (dice < 0.36) {
    const wire = random.chance(0.1) ? random.pick(['twice', 'reordered'] as const) : undefined;
    return { kind: 'says', words: random.pick(WORDS), ...(wire && { wire }) };
  }
  if (dice < 0.42) return { kind: 'sends', what: random.pick(WORDLESS) };
  if (dice < 0.45) return random.pick<Deed>([{ kind: 'edits' }, { kind: 'deletes' }, { kind: 'reads' }]);
  if (dice < 0.47) return random.pick<Deed>([{ kind: 'opts_out' }, { kind: 'comes_back' }]);
  const told = random.pick(TELLINGS);
  const by = random.pick<Mover>(['marcos', 'marcos', 'paula', 'owner', 'robot']);
  if (dice < 0.61) return { kind: 'moves', to: random.pick(HUMAN_STAGES), told, by };
  if (dice < 0.72) return { kind: 'moves', to: random.pick(BOT_STAGES), told, by };
  if (dice < 0.8) return { kind: 'answers', via: random.pick(['phone', 'phone', 'chat']) };
  if (dice < 0.86) return rareDeed(random);
  if (dice < 0.94)
    return {
      kind: 'outage',
      end: random.pick(FAR_ENDS),
      ms: random.pick([500, 3_000, 20_000, 90_000]),
      how: random.pick<Ending>(['refused', 'lost_before', 'lost_after', 'error']),
    };
  if (dice < 0.97) return { kind: 'kills', how: random.pick(['crash', 'vanish']) };
  return { kind: 'stalls', ms: Math.round(random.between(200, 4_000 + thinkMs)) };
}

/** Around the moment at which a reply would leave, within a burst, or a good while later. */
function pauseBefore(random: Random, thinkMs: number): number {
  if (random.chance(0.35)) return 5_900 + random.between(0, 1_200 + thinkMs * 1.6);
  return random.pick([
    () => random.between(20, 800),
    () => random.between(100, 3_000),
    () => random.between(3_000, 9_000),
    () => random.between(9_000, 40_000),
    () => 180_000,
  ])();
}

/** Where a step of the ladder is due, more or less: what meets it there is what goes wrong. */
const LADDER_MOMENTS = [30 * MINUTE, 24 * HOUR, 48 * HOUR, 72 * HOUR];

/** Half of the worlds are one race each, aimed at the moments that matter; the others are anything at all. */
const RACES_SHARE = 0.5;

/** The world of a seed. */
export function planOf(seed: number): Plan {
  const random = createRandom(Math.imul(seed, 2_246_822_519) ^ 0x85ebca6b);
  return random.chance(RACES_SHARE) ? raceOf(seed, random) : anythingOf(seed);
}

/** Any deeds at any moments. */
function anythingOf(seed: number): Plan {
  const random = createRandom(Math.imul(seed, 2_654_435_761) ^ 0x9e3779b9);
  const thinkMs = random.pick([0, 0, 3_000, 14_000]);
  const isCalm = random.chance(0.25);
  const rates: Rates = isCalm
    ? NO_FAULTS
    : {
        fault: random.pick([0, 0, 0.01, 0.05]),
        kill: random.pick([0, 0, 0.1, 0.3]),
        stall: random.pick([0, 0, 0.1]),
        slow: random.pick([1, 1, 1, 4]),
        skewMs: random.pick([0, 0, 50]),
      };
  const people = random.chance(0.35) ? 2 : 1;
  const acts: Act[] = [];
  let atMs = 0;
  const count = 3 + random.int(14);
  for (let index = 0; index < count; index += 1) {
    atMs += pauseBefore(random, thinkMs);
    let deed = deedOf(random, thinkMs);
    while (isCalm && ['outage', 'kills', 'stalls', 'offline'].includes(deed.kind))
      deed = deedOf(random, thinkMs);
    acts.push({ atMs: Math.round(atMs), who: random.int(people), ...deed });
  }
  if (random.chance(0.05)) {
    // Days: the ladder is climbed, and something meets it at one of its steps.
    const meets = atMs + random.pick(LADDER_MOMENTS) + random.between(-4_000, 6_000);
    acts.push({ atMs: Math.round(meets), who: random.int(people), ...deedOf(random, thinkMs) });
    acts.push({ atMs: Math.round(atMs + 100 * HOUR), who: 0, kind: 'reads' });
  }
  return {
    seed,
    provider: random.pick(['cloud', 'evolution']),
    people,
    isOneHome: people === 2 && random.chance(0.4),
    thinkMs,
    bubbles: random.pick([1, 1, 2, 3]),
    rates,
    acts,
  };
}

const KIND_OF_DEED: Partial<Record<Deed['kind'], FaultKind>> = {
  outage: 'outage',
  offline: 'offline',
  kills: 'kill',
  stalls: 'stall',
  schedules: 'schedule',
  strikes: 'strike',
};

/** The same world without these kinds of fault. */
export function without(plan: Plan, kinds: ReadonlySet<FaultKind>): Plan {
  if (kinds.size === 0) return plan;
  const acts = plan.acts.flatMap((act): Act[] => {
    const kind = KIND_OF_DEED[act.kind];
    if (kind && kinds.has(kind)) return [];
    if (act.kind === 'moves' && act.told !== 'told' && kinds.has('hook')) return [{ ...act, told: 'told' }];
    if (act.kind === 'says' && act.wire && kinds.has('webhook')) {
      const { wire, ...plain } = act;
      return [plain];
    }
    return [act];
  });
  const { rates } = plan;
  return {
    ...plan,
    acts,
    rates: {
      ...rates,
      ...(kinds.has('kill') && { kill: 0 }),
      ...(kinds.has('stall') && { stall: 0 }),
      ...(kinds.has('slow') && { slow: 1 }),
      ...(kinds.has('skew') && { skewMs: 0 }),
    },
  };
}
