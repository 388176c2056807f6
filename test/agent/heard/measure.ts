/** The rows of this folder, read by the product: which of them it reads wrong. */
import { openingDialogue } from '../../../lib/agent/dialogue.ts';
import { choiceIn } from '../../../lib/agent/extract/choice.ts';
import { emptyFacts, FLOWS } from '../../../lib/agent/extract/facts.ts';
import { languageIn } from '../../../lib/agent/extract/language.ts';
import { moodIn } from '../../../lib/agent/extract/mood.ts';
import { pickIn } from '../../../lib/agent/meeting-offer.ts';
import { isOptOut } from '../../../lib/agent/opt-out.ts';
import { hear } from '../../../lib/agent/read-burst.ts';
import type { Slot } from '../../../lib/calendar/calendar.ts';
import { MONDAY_TEN } from '../talks.ts';
import { BILLS_HEARD, CRITERIA_HEARD, type HeardRow } from './facts.ts';
import { TIMES } from './times.ts';
import { LANGUAGES, MOODS, PICKS, STOPS } from './words.ts';

const TIMEZONE = 'America/Sao_Paulo';
const at = (day: number, minute: number): number =>
  Date.parse(`2026-11-${day}T00:00:00-03:00`) + minute * 60_000;
const SLOTS: readonly Slot[] = [23, 24, 25, 26, 27, 30].flatMap((day) =>
  Array.from({ length: 18 }, (_, index) => at(day, 9 * 60 + index * 30))
    .filter((startsAtMs) => startsAtMs > MONDAY_TEN)
    .map((startsAtMs) => ({ startsAtMs, endsAtMs: startsAtMs + 1_800_000 })),
);
const OFFERED = [at(24, 540), at(24, 840), at(25, 600)];

const civil = (ms: number): { readonly day: number; readonly time: string } => {
  const shifted = new Date(ms - 3 * 3_600_000);
  const minutes = shifted.getUTCMinutes();
  return {
    day: shifted.getUTCDate(),
    time: `${shifted.getUTCHours()}${minutes === 0 ? '' : `:${String(minutes).padStart(2, '0')}`}`,
  };
};

/** As `times.ts` writes it, or what was read instead. */
function pickRead(text: string, expected: string): string {
  const pick = pickIn([{ kind: 'text', text }], {
    lines: [text],
    offered: OFFERED,
    slots: SLOTS,
    when: { nowMs: MONDAY_TEN, timezone: TIMEZONE },
  });
  if (pick === null) return '-';
  if (pick.kind === 'closed') return 'x';
  if (pick.kind === 'time') {
    const { day, time } = civil(pick.startsAtMs);
    return `${day} ${time}`;
  }
  const days = new Set(pick.slots.map(({ startsAtMs }) => civil(startsAtMs).day));
  const allowed = expected.startsWith('? ') ? expected.slice(2).split(',').map(Number) : null;
  const isIn = allowed === null ? expected === '?' : [...days].every((day) => allowed.includes(day));
  return isIn && pick.slots.length > 0 ? expected : `? ${[...days].join(',')}`;
}

function factsRead([asked, text, expected]: HeardRow): {
  readonly text: string;
  readonly expected: unknown;
  readonly got: unknown;
} {
  const { facts } = hear({
    facts: emptyFacts,
    dialogue: {
      ...openingDialogue,
      lastQuestion: asked,
      menuShown: asked === null || asked === 'name' || asked === 'bill' ? null : [...FLOWS],
    },
    burst: text.split('|').map((line) => ({ kind: 'text', text: line })),
  });
  const keys = Object.keys(expected) as (keyof typeof expected)[];
  return {
    text: `[${asked}] ${text}`,
    expected,
    got: Object.fromEntries(keys.map((key) => [key, facts[key]])),
  };
}

export type Reading = { readonly text: string; readonly expected: unknown; readonly got: unknown };
export type Measured = { readonly kind: string; readonly total: number; readonly wrong: readonly Reading[] };

const measured = (kind: string, readings: readonly Reading[]): Measured => ({
  kind,
  total: readings.length,
  wrong: readings.filter(({ expected, got }) => JSON.stringify(expected) !== JSON.stringify(got)),
});

/** Every kind, with what is read wrong. */
export const measure = (): readonly Measured[] => [
  measured('T3, T4 · bills', BILLS_HEARD.map(factsRead)),
  measured('T3, T4 · criteria', CRITERIA_HEARD.map(factsRead)),
  measured(
    'T6 · stops',
    STOPS.map(([text, expected]) => ({ text, expected, got: isOptOut(text) })),
  ),
  measured(
    'T4 · choices',
    PICKS.map(([text, expected]) => {
      const choice = choiceIn(text, FLOWS);
      return { text, expected, got: choice.kind === 'chosen' ? choice.flow : null };
    }),
  ),
  measured(
    'T13 · moods',
    MOODS.map(([text, expected]) => ({ text, expected, got: moodIn(text) })),
  ),
  measured(
    'T13 · languages',
    LANGUAGES.map(([text, expected]) => ({ text, expected, got: languageIn(text) })),
  ),
  measured(
    'T1 · times',
    TIMES.map(([text, expected]) => ({ text, expected, got: pickRead(text, expected) })),
  ),
];
