/** Where in the page one is: everything that is chosen stands in the address, so that it can be sent to somebody. */
import { computed, signal } from '@preact/signals';
import type { Holder } from '../../lib/console/wire.ts';
import type { Language } from '../../lib/language.ts';

declare global {
  /**
   * True for the page of `npm start`, which plays leads, sellers and the weather; false for that of a deployed stage, where what stands
   * behind it is not even built in (vite.config.ts).
   */
  const __PLAYS__: boolean;
}

export type View = 'board' | 'talk' | 'why';
/** `stage`: board, talk and why; `numbers` and `workshop` fill the page. */
export type Screen = 'stage' | 'numbers' | 'workshop';
export const PERIODS = ['day', 'week', 'month'] as const;
export type Period = (typeof PERIODS)[number];

export type Place = {
  readonly screen: Screen;
  /** What the numbers are of. */
  readonly period: Period;
  /** A day within it; null: today. */
  readonly on: string | null;
  /** The key of the lead that is open. */
  readonly lead: string | null;
  /** The line of the ledger that is open. */
  readonly at: number | null;
  /** What a narrow screen shows. */
  readonly view: View;
  readonly lang: Language;
  readonly text: string;
  readonly holder: Holder | null;
  readonly stage: string | null;
  readonly isWaiting: boolean;
};

const VIEWS: readonly View[] = ['board', 'talk', 'why'];
const SCREENS: readonly Screen[] = __PLAYS__ ? ['stage', 'numbers', 'workshop'] : ['stage', 'numbers'];
const HOLDERS: readonly Holder[] = ['bot', 'person', 'nobody'];

function read(): Place {
  const query = new URLSearchParams(location.search);
  const lang = query.get('lang');
  const at = Number(query.get('at'));
  return {
    screen: SCREENS.find((screen) => screen === query.get('screen')) ?? 'stage',
    period: PERIODS.find((period) => period === query.get('period')) ?? 'week',
    on: query.get('on'),
    lead: query.get('lead'),
    at: Number.isInteger(at) && at > 0 ? at : null,
    view: VIEWS.find((view) => view === query.get('view')) ?? (query.has('lead') ? 'talk' : 'board'),
    lang: lang === 'en' || lang === 'pt' ? lang : /^pt/i.test(navigator.language) ? 'pt' : 'en',
    text: query.get('q') ?? '',
    holder: HOLDERS.find((holder) => holder === query.get('holder')) ?? null,
    stage: query.get('stage'),
    isWaiting: query.get('waiting') === '1',
  };
}

export const place = signal<Place>(read());
export const leadKey = computed(() => place.value.lead);
export const language = computed(() => place.value.lang);

const entries = ({
  screen,
  period,
  on,
  lead,
  at,
  view,
  lang,
  text,
  holder,
  stage,
  isWaiting,
}: Place): [string, string][] =>
  [
    ['screen', screen === 'stage' ? null : screen],
    ['period', screen === 'numbers' ? period : null],
    ['on', screen === 'numbers' ? on : null],
    ['lead', lead],
    ['at', at === null ? null : String(at)],
    ['view', lead !== null || view !== 'board' ? view : null],
    ['lang', lang],
    ['q', text || null],
    ['holder', holder],
    ['stage', stage],
    ['waiting', isWaiting ? '1' : null],
  ].flatMap(([name, value]) => (name == null || value == null ? [] : [[name, value]]));

/** Another lead or view is a step back can undo; a letter more in the search is not. */
export function go(change: Partial<Place>): void {
  const next = { ...place.value, ...change };
  const isStep =
    next.lead !== place.value.lead || next.view !== place.value.view || next.screen !== place.value.screen;
  place.value = next;
  const address = `?${new URLSearchParams(entries(next))}`;
  if (isStep) history.pushState(null, '', address);
  else history.replaceState(null, '', address);
}

addEventListener('popstate', () => {
  place.value = read();
});
